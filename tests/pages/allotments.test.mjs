// Billing > Licenses > Allotments: making them, changing and deleting them, who is in them; and My allotments, for their owners.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { noticeOf, openAdminCentre } from '../lib/admin-centre.mjs';
import { assertUsable, missing } from '../lib/chromium.mjs';
import { addGroup, join, license, path as pathOf } from '../lib/groups.mjs';
import { sku, startServer } from '../lib/licentia.mjs';

const { VISIOCLIENT: VISIO } = sku;
const wide = { locale: 'en-GB', viewport: { width: 1280, height: 800 }, colorScheme: 'light', path: '/licenses/allotments' };
const phone = { locale: 'nl-NL', viewport: { width: 360, height: 740 }, colorScheme: 'dark', path: '/licenses/allotments' };
const list = '/api/v1/allotments';

/** An organisation with five licenses of Visio, of which a group gives three people one. */
async function office(t) {
  const server = await startServer(t);
  await server.buy('VISIOCLIENT', 5);
  const people = [];
  for (const [alias, displayName] of [['ann', 'Ann de Vries'], ['ben', 'Ben Bakker'], ['cas', 'Cas <b>Jansen</b>']]) {
    people.push(await server.addUser(alias, { displayName }));
  }
  const group = await addGroup(server, 'Draughtsmen', people);
  await license(server, group, [VISIO]);
  return { server, group, people };
}

/** The same with an allotment of the group; `more` are other properties of it. */
async function allotted(t, more = {}) {
  const made = await office(t);
  const answer = await made.server.post(list, { displayName: 'Drawing <i>office</i>', skuId: VISIO, limit: 4, groups: [made.group.id], ...more });
  assert.equal(answer.status, 201, answer.text);
  return { ...made, allotment: answer.body };
}

/** The admin centre as somebody without a role, and who that is. */
async function openAsOwner(t, server, options) {
  const page = await openAdminCentre(t, server, { ...options, role: null });
  const [me] = (await server.get("/v1.0/users?$filter=startsWith(userPrincipalName,'admin-')")).body.value;
  return { page, me };
}

/** Picks what is called so in a picker. */
async function pick(page, pane, label, words, name) {
  await pane.getByRole('combobox', { name: label }).fill(words);
  await page.getByRole('option', { name }).click();
}

test('U-12, R-103 an allotment is made on the fourth tab, with what it means before it is saved', { skip: missing }, async (t) => {
  const { server } = await office(t);
  await server.addUser('olga', { displayName: 'Olga Visser' });
  const page = await openAdminCentre(t, server, { ...wide, path: '/licenses' });
  assert.deepEqual(await page.getByRole('tab').allInnerTexts(), ['Subscriptions', 'Requests', 'Auto-claim policy', 'Allotments']);
  await page.getByRole('tab', { name: 'Allotments' }).click();
  await page.getByText('There are no allotments').waitFor();
  await assertUsable(page, 'en-light-wide-allotments-none');
  await page.getByRole('button', { name: 'Create an allotment' }).click();
  const pane = page.getByRole('dialog', { name: 'Create an allotment' });
  const save = pane.getByRole('button', { name: 'Save' });
  await pane.getByRole('textbox', { name: 'Name' }).fill('Drawing office');
  await pane.getByRole('combobox', { name: 'Product' }).click();
  await page.getByRole('option', { name: 'Visio Plan 2' }).click();
  await pane.getByText('2 of 5 available').waitFor();
  await pane.getByRole('spinbutton', { name: 'Limit' }).fill('1.5');
  await pane.getByText('Enter a whole number.').waitFor();
  assert.equal(await save.isDisabled(), true);
  await pane.getByRole('spinbutton', { name: 'Limit' }).fill('2');
  await pick(page, pane, 'Groups', 'Draught', /Draughtsmen/);
  await pick(page, pane, 'Owners', 'Olga', /Olga Visser/);
  await pane.getByText('The members of the groups together take at most 2 licenses of Visio Plan 2.').waitFor();
  await pane.getByText('3 are taken.').waitFor();
  await pane.getByText('That is 1 more than the limit. Nobody loses a license').waitFor();
  await assertUsable(page, 'en-light-wide-allotments-create');
  await save.click();
  await noticeOf(page, 'Drawing office is saved').waitFor();
  await page.getByRole('heading', { name: 'Drawing office', level: 1 }).waitFor();
  await page.getByText('The limit is exceeded by 1 license.').waitFor();
  const [made] = (await server.get(list)).body.value;
  assert.deepEqual([made.displayName, made.skuId, made.limit, made.consumed], ['Drawing office', VISIO, 2, 3]);
  assert.deepEqual([made.groups.map(({ displayName }) => displayName), made.owners.map(({ displayName }) => displayName)], [['Draughtsmen'], ['Olga Visser']]);
  await page.reload(); // the notice goes
  await page.getByRole('link', { name: 'Ann de Vries' }).waitFor();
  await assertUsable(page, 'en-light-wide-allotment-above');
  assert.equal((await server.pool(VISIO)).consumedUnits, 3, 'nobody has lost a license');
});

test('R-103 the list has products, numbers, groups and owners; what is refused is said, and nothing typed is lost', { skip: missing }, async (t) => {
  const { server } = await allotted(t);
  const page = await openAdminCentre(t, server, wide);
  const row = page.getByRole('row', { name: 'Drawing <i>office</i>' });
  await row.getByText('3 of 4 assigned').waitFor();
  assert.match(await row.innerText(), /Visio Plan 2[^]*Draughtsmen[^]*None/);
  await assertUsable(page, 'en-light-wide-allotments');
  await page.getByRole('button', { name: 'Create an allotment' }).click();
  const pane = page.getByRole('dialog', { name: 'Create an allotment' });
  await pane.getByRole('textbox', { name: 'Name' }).fill('Second');
  await pane.getByRole('combobox', { name: 'Product' }).click();
  await page.getByRole('option', { name: 'Visio Plan 2' }).click();
  await pane.getByRole('spinbutton', { name: 'Limit' }).fill('2');
  await pick(page, pane, 'Groups', 'Draught', /Draughtsmen/);
  await pane.getByRole('alert').getByText('Draughtsmen').waitFor(); // it is in the other allotment
  assert.equal(await pane.getByRole('button', { name: 'Save' }).isDisabled(), true);
  assert.equal(await pane.getByRole('textbox', { name: 'Name' }).inputValue(), 'Second');
  await assertUsable(page, 'en-light-wide-allotments-refused');
  const dutch = await openAdminCentre(t, server, phone);
  await dutch.getByRole('button', { name: 'Een quotum maken' }).click();
  await dutch.keyboard.press('Escape');
  await dutch.getByRole('button', { name: 'Een quotum maken' }).and(dutch.locator(':focus')).waitFor();
  await assertUsable(dutch, 'nl-dark-phone-allotments');
});

test('R-103 one allotment: who waits and why, a limit below what is taken, and deleting it', { skip: missing }, async (t) => {
  const { server, group, allotment } = await allotted(t, { limit: 3 });
  const dirk = await server.addUser('dirk', { displayName: 'Dirk Smit' });
  assert.equal((await join(server, group, dirk)).status, 204);
  const page = await openAdminCentre(t, server, phone);
  await page.getByRole('link', { name: 'Drawing <i>office</i>' }).click();
  await page.getByText('De limiet is bereikt: wie wacht, krijgt een licentie wanneer u de limiet verhoogt').waitFor();
  const row = page.getByRole('table', { name: 'Personen van Drawing <i>office</i>' }).getByRole('row', { name: 'Dirk Smit' });
  await row.getByText('Wacht op een licentie').waitFor();
  await row.getByText('Het quotum waar de groep in valt, is vol. Haal iemand uit de groepen van het quotum').waitFor();
  await assertUsable(page, 'nl-dark-phone-allotment');
  const edit = page.getByRole('button', { name: 'Bewerken' });
  await edit.click();
  const pane = page.getByRole('dialog', { name: 'Drawing <i>office</i> bewerken' });
  assert.equal(await pane.getByRole('button', { name: 'Opslaan' }).isDisabled(), true, 'nothing is changed yet');
  await pane.getByRole('spinbutton', { name: 'Limiet' }).fill('2');
  await pane.getByText('Dat is 1 meer dan de limiet.').waitFor();
  await assertUsable(page, 'nl-dark-phone-allotment-edit');
  await pane.getByRole('spinbutton', { name: 'Limiet' }).fill('4');
  await pane.getByText('Door dit op te slaan verliest niemand een licentie.').waitFor();
  await pane.getByRole('button', { name: 'Opslaan' }).click();
  await noticeOf(page, 'Drawing <i>office</i> is opgeslagen').waitFor();
  await row.getByText('Heeft een licentie').waitFor();
  await edit.and(page.locator(':focus')).waitFor();
  assert.equal(await pathOf(server, dirk, VISIO, group), 'Active');
  await page.getByRole('button', { name: 'Verwijderen' }).click();
  const confirm = page.getByRole('dialog', { name: 'Drawing <i>office</i> verwijderen?' });
  await confirm.getByText('Niemand verliest een licentie. De limiet vervalt').waitFor();
  await assertUsable(page, 'nl-dark-phone-allotment-delete');
  await confirm.getByRole('button', { name: 'Verwijderen' }).click();
  await page.getByText('Er zijn geen quota').waitFor();
  assert.equal((await server.get(`${list}/${allotment.id}`)).status, 404);
  assert.equal((await server.pool(VISIO)).consumedUnits, 4);
});

test('R-103 people, groups and owners are shown as text; what is no allotment says so', { skip: missing }, async (t) => {
  const { server, allotment } = await allotted(t);
  const empty = await addGroup(server, 'Visitors');
  assert.equal((await server.patch(`${list}/${allotment.id}`, { groups: [...allotment.groups.map(({ id }) => id), empty.id] })).status, 200);
  const page = await openAdminCentre(t, server, { ...wide, path: `/licenses/allotments/${allotment.id}` });
  await page.getByRole('link', { name: 'Cas <b>Jansen</b>' }).waitFor();
  await page.getByText('Does not give this product yet: nobody takes a license by this group.').waitFor();
  await assertUsable(page, 'en-light-wide-allotment');
  await page.goto(`${server.url}/#/licenses/allotments/00000000-0000-4000-8000-000000000000`);
  await page.getByText('This allotment does not exist').waitFor();
  await assertUsable(page, 'en-light-wide-allotment-missing');
});

test('RO-2, R-103 who may not manage allotments reads them, and changes nothing', { skip: missing }, async (t) => {
  const { server, allotment } = await allotted(t);
  const page = await openAdminCentre(t, server, { ...wide, role: 'Global Reader' });
  await page.getByRole('link', { name: 'Drawing <i>office</i>' }).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Create an allotment' }).count(), 0);
  await page.getByRole('link', { name: 'Drawing <i>office</i>' }).click();
  await page.getByRole('link', { name: 'Ann de Vries' }).waitFor();
  for (const name of ['Edit', 'Delete']) {
    assert.equal(await page.getByRole('button', { name }).count(), 0);
  }
  assert.equal((await server.delete(`${list}/${allotment.id}`)).status, 204);
  await page.getByRole('link', { name: 'Allotments' }).click();
  await page.reload();
  await page.getByText('A Global Administrator or a License Administrator can create one.').waitFor();
});

test('R-103 an owner without a role sees his allotment, adds people by user name and removes them', { skip: missing }, async (t) => {
  const { server, group, allotment } = await allotted(t);
  const dirk = await server.addUser('dirk', { displayName: 'Dirk Smit' });
  await server.addUser('eva', { displayName: 'Eva Mol' });
  const { page, me } = await openAsOwner(t, server, { ...wide, path: '/' });
  await page.getByText('You have no administrator role').waitFor();
  assert.deepEqual(await page.locator('nav a').allInnerTexts(), ['Home', 'My licenses'], 'he owns nothing');
  assert.equal((await server.patch(`${list}/${allotment.id}`, { owners: [me.id] })).status, 200);
  await page.reload();
  await page.getByRole('main').getByRole('link', { name: 'My allotments' }).click();
  await page.getByText('As an owner you decide who gets Visio Plan 2 from this allotment.').waitFor();
  assert.deepEqual(await page.locator('nav[aria-label="Navigation"] a').allInnerTexts(), ['Home', 'My licenses', 'My allotments']);
  const table = page.getByRole('table', { name: 'People of Drawing <i>office</i>' });
  await table.getByRole('row', { name: 'Cas <b>Jansen</b>' }).waitFor();
  await assertUsable(page, 'en-light-wide-my-allotment');
  const add = page.getByRole('button', { name: 'Add a person' });
  await add.click();
  const pane = page.getByRole('dialog', { name: 'Add a person' });
  const name = pane.getByRole('textbox', { name: 'User name' });
  await name.fill('nobody@contoso.example');
  await page.keyboard.press('Enter');
  await pane.getByRole('alert').waitFor();
  await assertUsable(page, 'en-light-wide-my-allotment-nobody');
  await name.fill('dirk@contoso.example');
  await pane.getByRole('button', { name: 'Next' }).click();
  await pane.getByText('Dirk Smit').waitFor();
  await pane.getByText('Gets a license of Visio Plan 2.').waitFor();
  assert.equal(await pathOf(server, dirk, VISIO, group), undefined, 'nothing is done yet');
  await assertUsable(page, 'en-light-wide-my-allotment-add');
  await pane.getByRole('button', { name: 'Add' }).click();
  await noticeOf(page, 'Dirk Smit has a license of Visio Plan 2').waitFor();
  await table.getByRole('row', { name: 'Dirk Smit' }).getByText('Has a license').waitFor();
  await add.and(page.locator(':focus')).waitFor();
  await page.getByText('4 of 4 assigned').waitFor();
  await add.click();
  await name.fill('eva@contoso.example');
  await pane.getByRole('button', { name: 'Next' }).click();
  await pane.getByText('Becomes a member and waits for a license of Visio Plan 2.').waitFor();
  await assertUsable(page, 'en-light-wide-my-allotment-waits');
  await pane.getByRole('button', { name: 'Add' }).click();
  await noticeOf(page, 'Eva Mol is added and waits for a license of Visio Plan 2').waitFor();
  await table.getByRole('button', { name: 'Remove Dirk Smit' }).click();
  const confirm = page.getByRole('dialog', { name: 'Remove Dirk Smit?' });
  await confirm.getByText('Dirk Smit leaves Draughtsmen and loses Visio Plan 2').waitFor();
  await assertUsable(page, 'en-light-wide-my-allotment-remove');
  await confirm.getByRole('button', { name: 'Remove' }).click();
  await table.getByRole('row', { name: 'Eva Mol' }).getByText('Has a license').waitFor(); // she was first in line
  assert.equal(await table.getByRole('row', { name: 'Dirk Smit' }).count(), 0);
});

test('R-103 an owner of several allotments chooses one; a group that gives more than his is not his to use', { skip: missing }, async (t) => {
  const { server, group, allotment } = await allotted(t);
  await server.buy('POWER_BI_PRO', 2);
  const { page, me } = await openAsOwner(t, server, { ...phone, path: '/my-allotments' });
  await page.getByText('U bent van geen enkel quotum eigenaar').waitFor();
  await assertUsable(page, 'nl-dark-phone-my-allotments-none');
  const second = await addGroup(server, 'Reporters');
  await license(server, second, [VISIO]);
  assert.equal((await server.patch(`${list}/${allotment.id}`, { owners: [me.id], groups: [group.id, second.id] })).status, 200);
  await license(server, group, [sku.POWER_BI_PRO]);
  assert.equal((await server.post(list, { displayName: 'Reporting', skuId: sku.POWER_BI_PRO, limit: 2, owners: [me.id] })).status, 201);
  await page.reload();
  await page.getByRole('link', { name: 'Reporting' }).waitFor();
  await assertUsable(page, 'nl-dark-phone-my-allotments');
  await page.getByRole('link', { name: 'Reporting' }).click();
  await page.getByText('Dit quotum heeft geen groep').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Een persoon toevoegen' }).count(), 0);
  await page.getByRole('main').getByRole('link', { name: 'Mijn quota' }).click();
  await page.getByRole('link', { name: 'Drawing <i>office</i>' }).click();
  await page.getByRole('row', { name: 'Cas <b>Jansen</b>' }).getByText('Heeft een licentie, met een probleem').waitFor(); // there were two of Power BI
  assert.equal(await page.getByRole('button', { name: 'Ann de Vries verwijderen' }).count(), 0, 'her group gives Power BI, too');
  await page.getByRole('button', { name: 'Een persoon toevoegen' }).click();
  const pane = page.getByRole('dialog', { name: 'Een persoon toevoegen' });
  assert.equal(await pane.getByRole('radio').count(), 0, 'there is only one group that he may use');
  await pane.getByRole('textbox', { name: 'Gebruikersnaam' }).fill('niemand@contoso.example');
  await pane.getByRole('button', { name: 'Volgende' }).click();
  await pane.getByRole('alert').waitFor();
  await assertUsable(page, 'nl-dark-phone-my-allotment-nobody');
  await page.keyboard.press('Escape');
  await assertUsable(page, 'nl-dark-phone-my-allotment');
  assert.equal((await server.post(`/v1.0/groups/${second.id}/assignLicense`, { addLicenses: [], removeLicenses: [VISIO] })).status, 202);
  await page.reload();
  await page.getByText('U kunt niemand toevoegen of verwijderen').waitFor();
  await assertUsable(page, 'nl-dark-phone-my-allotment-unusable');
});

test('R-103 of two groups the owner chooses one; who is a member already is refused in words', { skip: missing }, async (t) => {
  const { server, group, allotment } = await allotted(t);
  const second = await addGroup(server, 'Architects');
  await license(server, second, [VISIO]);
  const dirk = await server.addUser('dirk', { displayName: 'Dirk Smit' });
  const { page, me } = await openAsOwner(t, server, { ...phone, path: '/my-allotments' });
  assert.equal((await server.patch(`${list}/${allotment.id}`, { owners: [me.id], groups: [group.id, second.id] })).status, 200);
  await page.reload();
  const add = page.getByRole('button', { name: 'Een persoon toevoegen' });
  const pane = page.getByRole('dialog', { name: 'Een persoon toevoegen' });
  const next = pane.getByRole('button', { name: 'Volgende' });
  await add.click();
  await pane.getByRole('textbox', { name: 'Gebruikersnaam' }).fill('dirk@contoso.example');
  assert.equal(await next.isDisabled(), true, 'no group is chosen');
  await pane.getByRole('radio', { name: 'Architects' }).click();
  await next.click();
  await pane.getByText('Krijgt een licentie van Visio Plan 2.').waitFor();
  await assertUsable(page, 'nl-dark-phone-my-allotment-add');
  await pane.getByRole('radio', { name: 'Draughtsmen' }).click();
  await pane.getByText('Krijgt een licentie van Visio Plan 2.').waitFor({ state: 'detached' }); // it is asked anew
  await pane.getByRole('radio', { name: 'Architects' }).click();
  await next.click();
  await pane.getByRole('button', { name: 'Toevoegen' }).click();
  await noticeOf(page, 'Dirk Smit heeft een licentie van Visio Plan 2').waitFor();
  assert.equal(await pathOf(server, dirk, VISIO, second), 'Active');
  await add.click();
  await pane.getByRole('textbox', { name: 'Gebruikersnaam' }).fill('dirk@contoso.example');
  await pane.getByRole('radio', { name: 'Architects' }).click();
  await next.click();
  await pane.getByText('Er is niets te doen: dit is al een lid van de groep.').waitFor();
  await assertUsable(page, 'nl-dark-phone-my-allotment-refused', ['region']);
});

test('R-103 the ledger says what an allotment was before and after, with names', { skip: missing }, async (t) => {
  const { server, group, people, allotment } = await allotted(t);
  assert.equal((await server.patch(`${list}/${allotment.id}`, { limit: 2, groups: [], owners: [people[0].id] })).status, 200);
  const { id } = (await server.get('/api/v1/operations?$top=5')).body.value.find(({ kind }) => kind === 'allotmentUpdate');
  const page = await openAdminCentre(t, server, { ...wide, path: `/operations/all/${id}` });
  const row = page.getByRole('row', { name: 'Allotment' });
  for (const words of ['limit: 4', 'limit: 2', `groups: ${group.displayName}`, 'groups: None', 'owners: None', 'owners: ann@contoso.example']) {
    await row.getByText(words).waitFor();
  }
  await page.getByText('Give the allotment the properties that it had before.').waitFor(); // instead of Undo
  await assertUsable(page, 'en-light-wide-allotment-ledger');
});
