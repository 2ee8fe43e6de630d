// The page of a product: who has it and which groups give it, assigning and unassigning, what is in the way, and the line for a seat.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { noticeOf, openAdminCentre, waitFor } from '../lib/admin-centre.mjs';
import { assertUsable, missing } from '../lib/chromium.mjs';
import { addGroup, license, path as pathTo } from '../lib/groups.mjs';
import { sku, startServer } from '../lib/licentia.mjs';

const looks = [
  { name: 'en-light-wide', locale: 'en-GB', viewport: { width: 1280, height: 800 }, colorScheme: 'light', groups: 'Groups', waiting: 'Waiting', assign: 'Assign licenses', close: 'Close' },
  { name: 'nl-dark-phone', locale: 'nl-NL', viewport: { width: 360, height: 740 }, colorScheme: 'dark', groups: 'Groepen', waiting: 'Wachtrij', assign: 'Licenties toewijzen', close: 'Sluiten' },
];
const english = { locale: 'en-GB', viewport: { width: 1280, height: 800 } };
const button = (page, name) => page.getByRole('button', { name, exact: true });
const pane = (page) => page.getByRole('dialog');

/** Has the group Sales give Power BI Pro to one member, while another has it directly and a third waits. */
async function seed(server) {
  await server.buy('POWER_BI_PRO', 2);
  const people = {
    an: await server.addUser('an', { displayName: 'An <b>Bakker</b>' }),
    bo: await server.addUser('bo', { displayName: 'Bo de Vries' }),
    cas: await server.addUser('cas', { displayName: 'Cas Jansen' }),
  };
  assert.equal((await server.assign(people.an.id, [sku.POWER_BI_PRO])).status, 200);
  const group = await addGroup(server, 'Sales', [people.bo, people.cas]);
  await license(server, group, [sku.POWER_BI_PRO]);
  return { ...people, group };
}

/** Picks somebody in the open pane by typing. */
async function pick(page, field, words, name) {
  await page.getByRole('combobox', { name: field }).pressSequentially(words);
  await page.getByRole('option', { name }).click();
}

for (const { name, groups, waiting, assign, close, ...options } of looks) {
  test(`U-13: the page of a product: ${name}`, { skip: missing }, async (t) => {
    const server = await startServer(t);
    await seed(server);
    const page = await openAdminCentre(t, server, { path: `/licenses/${sku.POWER_BI_PRO}`, ...options });
    await button(page, 'An <b>Bakker</b>').waitFor(); // and not in bold
    await page.getByRole('table').getByText('an@contoso.example').locator('visible=true').waitFor(); // or namesakes were alike
    await assertUsable(page, `${name}-product-users`);
    await button(page, assign).click();
    await pane(page).waitFor();
    await assertUsable(page, `${name}-product-assign`, ['region']);
    await button(page, close).last().click();
    await page.getByRole('tab', { name: groups }).click();
    await button(page, 'Sales').click();
    await pane(page).getByText('Cas Jansen').waitFor();
    await assertUsable(page, `${name}-product-group`, ['region']);
    await page.keyboard.press('Escape');
    await pane(page).waitFor({ state: 'detached' });
    await assertUsable(page, `${name}-product-groups`);
    await page.getByRole('tab', { name: waiting }).click();
    await page.getByRole('table').getByText('Cas Jansen').waitFor();
    await assertUsable(page, `${name}-product-waiting`);
  });
}

test('U-13, G-31: the holders, direct and inherited, with their state in words; what comes from a group is locked', { skip: missing }, async (t) => {
  const server = await startServer(t);
  await seed(server);
  const page = await openAdminCentre(t, server, { path: `/licenses/${sku.POWER_BI_PRO}`, ...english });
  const row = (name) => page.getByRole('row').filter({ hasText: name });
  await row('Bo de Vries').getByText('From group Sales').waitFor();
  assert.match(await row('An <b>Bakker</b>').innerText(), /Directly[^]*All on[^]*Active/);
  assert.match(await row('Cas Jansen').innerText(), /From group Sales[^]*Not assigned: no license is free for it/);
  await button(page, 'Bo de Vries').click();
  await pane(page).getByText('A group gives this license.').waitFor();
  assert.ok(await button(pane(page), 'Save').isDisabled());
  await page.keyboard.press('Escape');
  await pane(page).waitFor({ state: 'detached' });
  await waitFor(page, () => page.evaluate(() => globalThis.document.activeElement?.textContent === 'Bo de Vries'), () => 'the focus never came back');
  await page.getByRole('searchbox', { name: 'Search by name' }).fill('bak');
  await row('Bo de Vries').waitFor({ state: 'detached' });
  await row('An <b>Bakker</b>').waitFor();
  await page.getByRole('searchbox', { name: 'Search by name' }).fill('nobody');
  await page.getByText('Nobody found').waitFor();
  const file = await page.request.get(await page.getByRole('link', { name: 'Export users' }).getAttribute('href').then((href) => server.url + href));
  assert.match(await file.text(), /Bo de Vries/);
});

test('U-14: licenses are assigned: to one person at once, to several as a change', { skip: missing }, async (t) => {
  const server = await startServer(t);
  await server.buy('SPE_E5', 10);
  const [an, bo, cas] = await Promise.all(['Anna', 'Bo', 'Cas'].map((name) => server.addUser(name.toLowerCase(), { displayName: `${name} Bakker` })));
  const page = await openAdminCentre(t, server, { path: `/licenses/${sku.SPE_E5}`, ...english });
  await button(page, 'Assign licenses').click();
  await pick(page, 'Who gets it', 'ann', /Anna Bakker/);
  await button(page, 'Turn apps and services on or off').click();
  await pane(page).getByRole('checkbox', { name: 'Sway' }).uncheck();
  await pane(page).getByRole('table', { name: 'Seats' }).waitFor();
  await button(page, 'Assign').click();
  await pane(page).getByText('License assigned to Anna Bakker').waitFor();
  await button(page, 'Close').last().click();
  await page.getByRole('table').getByText('Anna Bakker').waitFor();
  const { body } = await server.get(`/v1.0/users/${an.id}?$select=assignedLicenses`);
  assert.deepEqual(body.assignedLicenses.map(({ skuId, disabledPlans }) => [skuId, disabledPlans.length]), [[sku.SPE_E5, 1]]);

  await button(page, 'Assign licenses').click();
  await pick(page, 'Who gets it', 'bo', /Bo Bakker/);
  await pick(page, 'Who gets it', 'cas', /Cas Bakker/);
  await pane(page).getByRole('table', { name: 'Seats' }).waitFor();
  await button(page, 'Assign').click();
  await pane(page).getByText('Done').waitFor();
  await button(page, 'Close').last().click();
  await page.getByText('Licenses assigned to 2 people', { exact: true }).waitFor();
  await button(page, 'Undo').last().waitFor();
  for (const user of [bo, cas]) {
    assert.equal(await pathTo(server, user, sku.SPE_E5), 'Active');
  }
});

test('U-14, U-17: when some are refused, the notice counts whom it changed', { skip: missing }, async (t) => {
  const server = await startServer(t);
  await server.buy('SPE_E5', 10);
  await server.addUser('anna', { displayName: 'Anna Bakker' });
  await server.addUser('bo', { displayName: 'Bo Bakker', usageLocation: null });
  const page = await openAdminCentre(t, server, { path: `/licenses/${sku.SPE_E5}`, ...english });
  await button(page, 'Assign licenses').click();
  await pick(page, 'Who gets it', 'ann', /Anna Bakker/);
  await pick(page, 'Who gets it', 'bo', /Bo Bakker/);
  await pane(page).getByText('A usage location is needed first').waitFor();
  await button(page, 'Assign').click();
  await pane(page).getByText('Done', { exact: true }).waitFor();
  await button(page, 'Close').last().click();
  await noticeOf(page, 'License assigned to 1 person').waitFor();
});

test('U-15: cause and remedies of a conflict are in the language of the pages', { skip: missing }, async (t) => {
  const server = await startServer(t);
  await server.buy('ENTERPRISEPACK', 1);
  await server.buy('STANDARDPACK', 5);
  const an = await server.addUser('an', { displayName: 'An Bakker' });
  assert.equal((await server.assign(an.id, [sku.ENTERPRISEPACK])).status, 200);
  const page = await openAdminCentre(t, server, { path: `/licenses/${sku.STANDARDPACK}`, ...english, locale: 'nl-NL' });
  await button(page, 'Licenties toewijzen').click();
  await pick(page, 'Wie het krijgt', 'an', /An Bakker/);
  await pane(page).getByText(/want de services .* sluiten elkaar uit/).first().waitFor();
  await pane(page).getByText(/^Schakel uit: SharePoint/).first().waitFor();
  assert.equal(await pane(page).getByRole('table').count(), 0, 'what is refused changes no numbers');
  assert.deepEqual(await pane(page).locator('[lang=en]').allTextContents(), [], 'nothing is in English');
  await assertUsable(page, 'nl-light-wide-product-conflict', ['region']);
});

test('U-15, R-06: a conflict names cause and remedy; nothing is lost; who lacks nothing but a seat can wait for one', { skip: missing }, async (t) => {
  const server = await startServer(t);
  await server.buy('ENTERPRISEPACK', 1);
  await server.buy('STANDARDPACK', 5);
  const an = await server.addUser('an', { displayName: 'An Bakker' });
  const bo = await server.addUser('bo', { displayName: 'Bo Bakker' });
  assert.equal((await server.assign(an.id, [sku.ENTERPRISEPACK])).status, 200);
  const page = await openAdminCentre(t, server, { path: `/licenses/${sku.STANDARDPACK}`, ...english });
  await button(page, 'Assign licenses').click();
  await pick(page, 'Who gets it', 'an', /An Bakker/);
  await pane(page).getByText(/mutually exclusive|conflict/).first().waitFor();
  assert.ok(await button(page, 'Assign').isDisabled());
  assert.equal(await pane(page).getByText('An Bakker').count(), 1, 'who was picked stays');
  await assertUsable(page, 'en-light-wide-product-conflict', ['region']);
  await pane(page).getByRole('button', { name: /^Do this: Turn off SharePoint/ }).first().click();
  await pane(page).getByText('Services that people get').waitFor();
  await button(page, 'Assign').click();
  await pane(page).getByText('License assigned to An Bakker').waitFor();
  await pane(page).getByText('License assigned to An Bakker').waitFor();
  assert.equal(await pathTo(server, an, sku.STANDARDPACK), 'Active');
  await page.keyboard.press('Escape');
  await pane(page).waitFor({ state: 'detached' });

  await page.goto(`${server.url}/#/licenses/${sku.ENTERPRISEPACK}`);
  await page.getByRole('heading', { name: 'Office 365 E3', level: 1 }).waitFor();
  await button(page, 'Assign licenses').click();
  await pick(page, 'Who gets it', 'bo', /Bo Bakker/);
  await button(page, 'Assign as soon as one is free').click();
  await page.getByText('Bo Bakker waits for a license', { exact: true }).waitFor();
  assert.equal(await pathTo(server, bo, sku.ENTERPRISEPACK), 'Error CountViolation');
  await page.getByRole('tab', { name: 'Waiting' }).click();
  await button(page, 'Withdraw the wish of Bo Bakker').click();
  await page.getByText('Nobody waits').waitFor();
  assert.equal(await pathTo(server, bo, sku.ENTERPRISEPACK), undefined);
});

test('U-16: the services of a holder are changed', { skip: missing }, async (t) => {
  const server = await startServer(t);
  await server.buy('SPE_E5', 10);
  const an = await server.addUser('an', { displayName: 'An Bakker' });
  assert.equal((await server.assign(an.id, [sku.SPE_E5])).status, 200);
  const page = await openAdminCentre(t, server, { path: `/licenses/${sku.SPE_E5}`, ...english });
  await button(page, 'An Bakker').click();
  assert.ok(await button(pane(page), 'Save').isDisabled(), 'nothing to save yet');
  await pane(page).getByRole('checkbox', { name: 'Sway' }).uncheck();
  await pane(page).getByText('Services that people lose').waitFor();
  await button(pane(page), 'Save').click();
  await pane(page).getByText('Apps and services of An Bakker saved').waitFor();
  await button(pane(page), 'Close').last().click();
  await page.getByText(/ of \d+ on$/).waitFor();
  const { body } = await server.get(`/v1.0/users/${an.id}?$select=assignedLicenses`);
  assert.equal(body.assignedLicenses[0].disabledPlans.length, 1);
});

test('U-17, D-15: licenses are unassigned from more than 20 people as one change, which can be undone', { skip: missing }, async (t) => {
  const server = await startServer(t);
  await server.buy('SPE_E5', 30);
  for (let i = 0; i < 25; i++) {
    const user = await server.addUser(`p${i}`, { displayName: `Person ${i}` });
    assert.equal((await server.assign(user.id, [sku.SPE_E5])).status, 200);
  }
  const page = await openAdminCentre(t, server, { path: `/licenses/${sku.SPE_E5}`, ...english });
  await page.getByRole('checkbox', { name: 'Select all that are loaded' }).check();
  await button(page, 'Unassign licenses').click();
  await pane(page).getByText('25 people lose this product:').waitFor();
  await pane(page).getByText('and 5 more').waitFor();
  await assertUsable(page, 'en-light-wide-product-unassign', ['region']);
  await button(page, 'Unassign').click();
  await pane(page).getByText('Done').waitFor();
  await button(page, 'Close').last().click();
  await page.getByText('Licenses of 25 people unassigned', { exact: true }).waitFor();
  await page.getByText('Nobody has this product yet').waitFor();
  assert.equal((await server.pool(sku.SPE_E5)).consumedUnits, 0);
});

test('U-19, U-20: a product is given to groups and taken from them; a group with errors says what is needed', { skip: missing }, async (t) => {
  const server = await startServer(t);
  await server.buy('SPE_E5', 1);
  const an = await server.addUser('an', { displayName: 'An Bakker' });
  const bo = await server.addUser('bo', { displayName: 'Bo Bakker' });
  await addGroup(server, 'Sales people', [an, bo]);
  const page = await openAdminCentre(t, server, { path: `/licenses/${sku.SPE_E5}/groups`, ...english });
  await page.getByText('No group gives this product').waitFor();
  await button(page, 'Assign licenses').click();
  await pick(page, 'Groups', 'sales', /Sales people/);
  await pane(page).getByText('2 members').waitFor();
  await pane(page).getByText('1 person: Bo Bakker').waitFor(); // who would be left without
  await assertUsable(page, 'en-light-wide-product-assign-group', ['region']);
  await button(page, 'Assign').click();
  await pane(page).getByText('Done. The members of 1 group follow').waitFor();
  await button(page, 'Close').last().click();
  await page.getByText('Errors & issues').waitFor();
  await button(page, 'Sales people').click();
  await pane(page).getByText('Bo Bakker').waitFor();
  assert.equal(await pane(page).getByText('An Bakker').count(), 0, 'who has it is under the other tab');
  await button(page, 'View error details').click();
  await pane(page).getByText(/does not have any available licenses|free/).first().waitFor();
  await page.getByRole('tab', { name: 'Successfully assigned' }).click();
  await pane(page).getByText('An Bakker').waitFor();
  await page.getByRole('tab', { name: 'Actions needed' }).click();
  await server.buy('SPE_E5', 1);
  await button(page, 'Reprocess all').click();
  await pane(page).getByText('Nothing needs to be done.').waitFor();
  await button(page, 'Close').last().click();
  await page.getByText('All licenses assigned').waitFor();

  await page.getByRole('checkbox', { name: 'Select Sales people' }).check();
  await button(page, 'Unassign licenses').click();
  await button(page, 'Unassign').click();
  await pane(page).getByText('Done. The members').waitFor();
  await button(page, 'Close').last().click();
  await page.getByText('No group gives this product').waitFor();
});

test('R-10: a product in conflict says what can be done', { skip: missing }, async (t) => {
  const server = await startServer(t);
  await server.buy('VISIOCLIENT', 1);
  const { id } = await server.buy('VISIOCLIENT', 2);
  for (const alias of ['an', 'bo', 'cas']) {
    assert.equal((await server.assign((await server.addUser(alias, { accountEnabled: alias !== 'cas' })).id, [sku.VISIOCLIENT])).status, 200);
  }
  assert.equal((await server.patch(`/api/v1/subscriptions/${id}`, { status: 'Suspended' })).status, 200);
  const page = await openAdminCentre(t, server, { path: `/licenses/${sku.VISIOCLIENT}`, ...english });
  await page.getByText('2 licenses more are assigned than there are').waitFor();
  await page.getByText('Buy 2 licenses.').waitFor();
  await page.getByText('User cas').first().waitFor();
  await assertUsable(page, 'en-light-wide-product-in-conflict');
});

test('RO-2: who may only read sees who has a product, and no way to change it', { skip: missing }, async (t) => {
  const server = await startServer(t);
  await seed(server);
  const page = await openAdminCentre(t, server, { role: 'Global Reader', path: `/licenses/${sku.POWER_BI_PRO}`, ...english });
  await button(page, 'Bo de Vries').waitFor();
  assert.equal(await page.getByRole('button', { name: /assign/i }).count(), 0);
  assert.equal(await page.getByRole('checkbox').count(), 0);
  await button(page, 'Bo de Vries').click();
  assert.equal(await button(pane(page), 'Reprocess').count(), 0);
});

test('R-60, U-18: what an employee bought has no way to assign it before it is taken over', { skip: missing }, async (t) => {
  const server = await startServer(t);
  await server.buy('POWER_BI_PRO', 3, { purchaseChannel: 'SelfService' });
  const page = await openAdminCentre(t, server, { path: `/licenses/${sku.POWER_BI_PRO}`, ...english });
  await page.getByText('An employee bought this.').waitFor();
  assert.equal(await button(page, 'Assign licenses').count(), 0);
});
