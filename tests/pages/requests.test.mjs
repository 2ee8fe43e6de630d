// Asking for licenses (My licenses, for everybody) and deciding that (Billing > Licenses > Requests).

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { noticeOf, openAdminCentre } from '../lib/admin-centre.mjs';
import { assertUsable, missing } from '../lib/chromium.mjs';
import { addGroup, license, paths } from '../lib/groups.mjs';
import { sku, startServer } from '../lib/licentia.mjs';

const { VISIOCLIENT: VISIO } = sku;
const wide = { locale: 'en-GB', viewport: { width: 1280, height: 800 }, colorScheme: 'light' };
const phone = { locale: 'nl-NL', viewport: { width: 360, height: 740 }, colorScheme: 'dark' };

async function office(t) {
  const server = await startServer(t);
  await server.buy('VISIOCLIENT', 1);
  await server.buy('POWER_BI_PRO', 5);
  return server;
}

/** Asks for Visio on the page that is open. */
async function ask(page, people = '') {
  await page.getByRole('button', { name: 'Request a license' }).click();
  const pane = page.getByRole('dialog', { name: 'Request a license' });
  await pane.getByRole('combobox', { name: 'Product' }).click();
  await page.getByRole('option', { name: 'Visio Plan 2' }).click();
  await pane.getByRole('textbox', { name: 'Why (optional)' }).fill('for the new plans');
  await pane.getByRole('textbox', { name: 'For others (optional)' }).fill(people);
  return pane;
}

test('R-90 somebody without a role sees his licenses, asks for one, and withdraws it', { skip: missing }, async (t) => {
  const server = await office(t);
  const page = await openAdminCentre(t, server, { role: null, ...wide });
  await page.getByText('You have no administrator role').waitFor();
  await page.getByRole('main').getByRole('link', { name: 'My licenses' }).click();
  await page.getByText('You have no licenses').waitFor();
  await page.getByText('You have not asked for anything.').waitFor();
  await assertUsable(page, 'en-light-wide-my-licenses-none');
  const pane = await ask(page, 'nobody@contoso.example');
  await pane.getByRole('button', { name: 'Send request' }).click();
  await pane.getByText("There is nobody with the user name 'nobody@contoso.example' here.").waitFor();
  assert.equal(await pane.getByRole('textbox', { name: 'Why (optional)' }).inputValue(), 'for the new plans', 'what was typed is kept');
  await assertUsable(page, 'en-light-wide-my-licenses-ask');
  await pane.getByRole('textbox', { name: 'For others (optional)' }).fill('');
  await pane.getByRole('button', { name: 'Send request' }).click();
  await noticeOf(page, 'Your request for Visio Plan 2 is sent').waitFor();
  await page.getByText('Pending').waitFor();
  const { body } = await server.get('/api/v1/licenseRequests');
  assert.deepEqual(body.value.map((item) => [item.sku.skuId, item.message, item.people.length]), [[VISIO, 'for the new plans', 1]]);
  await page.getByRole('button', { name: 'Withdraw the request for Visio Plan 2' }).click();
  await page.getByText(/^Withdrawn by/).waitFor();
  assert.equal(await page.getByRole('button', { name: /^Withdraw/ }).count(), 0);
});

test('R-91, U-12 a request is decided person by person, with a preview', { skip: missing }, async (t) => {
  const server = await office(t);
  const other = await server.addUser('bo', { displayName: 'Bo Jansen' });
  const asking = await openAdminCentre(t, server, { role: null, path: '/my-licenses', ...wide });
  const pane = await ask(asking, 'bo@contoso.example');
  await pane.getByRole('button', { name: 'Send request' }).click();
  await asking.getByText('Pending').waitFor();
  const page = await openAdminCentre(t, server, { path: '/licenses', ...wide });
  await page.getByRole('tab', { name: 'Requests' }).click();
  await page.getByRole('button', { name: 'Visio Plan 2' }).waitFor();
  await assertUsable(page, 'en-light-wide-requests');
  await page.getByRole('button', { name: 'Visio Plan 2' }).click();
  const decide = page.getByRole('dialog', { name: 'Request for Visio Plan 2' });
  await decide.getByRole('table', { name: 'Seats' }).waitFor();
  await decide.getByText('“for the new plans”').waitFor();
  await assertUsable(page, 'en-light-wide-requests-decide');
  await decide.getByRole('radiogroup', { name: 'Bo Jansen' }).getByRole('radio', { name: 'Later' }).click();
  await decide.getByText('Choose approve or reject for somebody.').waitFor();
  assert.equal(await decide.getByRole('button', { name: 'Save decision' }).isDisabled(), true);
  await decide.getByRole('radiogroup', { name: 'Bo Jansen' }).getByRole('radio', { name: 'Approve' }).click();
  await decide.getByRole('textbox', { name: 'Message to the people (optional)' }).fill('until May');
  await decide.getByRole('button', { name: 'Save decision' }).click();
  await noticeOf(page, 'The request for Visio Plan 2 is decided').waitFor();
  await page.getByText('There are no requests').waitFor();
  assert.deepEqual(await paths(server, other), { [`${VISIO} direct`]: 'Active' });
  await page.getByRole('combobox', { name: 'Which requests' }).click();
  await page.getByRole('option', { name: 'Completed' }).click();
  await page.getByRole('button', { name: 'Visio Plan 2' }).click();
  await page.getByRole('dialog').getByText('Product: Visio Plan 2').waitFor();
  await asking.reload();
  await asking.getByText('“until May”').waitFor();
});

test('R-91 no seat: wait for one; or by a group', { skip: missing }, async (t) => {
  const server = await office(t);
  const holder = await server.addUser('holder');
  assert.equal((await server.assign(holder.id, [VISIO])).status, 200);
  const group = await addGroup(server, 'Drawing');
  await license(server, group, [VISIO]);
  const asking = await openAdminCentre(t, server, { role: null, path: '/my-licenses', ...wide });
  await (await ask(asking)).getByRole('button', { name: 'Send request' }).click();
  await asking.getByText('Pending').waitFor();
  const page = await openAdminCentre(t, server, { path: '/licenses/requests', ...phone });
  await page.getByRole('button', { name: 'Visio Plan 2' }).click();
  const decide = page.getByRole('dialog', { name: 'Aanvraag voor Visio Plan 2' });
  await decide.getByText('heeft geen licenties beschikbaar').first().waitFor();
  assert.equal(await decide.getByRole('button', { name: 'Beslissing opslaan' }).isDisabled(), true);
  await assertUsable(page, 'nl-dark-phone-requests-refused');
  await decide.getByRole('radio', { name: 'Toevoegen aan een groep die het product geeft' }).click();
  await decide.getByRole('combobox', { name: 'Groep' }).waitFor();
  await decide.getByRole('radio', { name: 'De licentie rechtstreeks toewijzen' }).click();
  await decide.getByRole('checkbox', { name: 'Is er geen licentie vrij, dan wacht de medewerker erop' }).click();
  await decide.getByText('Wacht op een licentie: Anna de Vries').waitFor();
  await decide.getByRole('button', { name: 'Beslissing opslaan' }).click();
  await noticeOf(page, 'Over de aanvraag voor Visio Plan 2 is beslist').waitFor();
  await asking.reload();
  await asking.getByText('Waiting for a free license').waitFor();
  await assertUsable(asking, 'en-light-wide-my-licenses-waiting');
});

test('R-92 an own process is shown instead of asking', { skip: missing }, async (t) => {
  const server = await office(t);
  const person = await openAdminCentre(t, server, { role: null, path: '/my-licenses', ...phone });
  await person.getByRole('button', { name: 'Een licentie aanvragen' }).waitFor();
  const page = await openAdminCentre(t, server, { path: '/licenses/requests', ...wide });
  await page.getByRole('button', { name: 'Request settings' }).click();
  const pane = page.getByRole('dialog', { name: 'Request settings' });
  await pane.getByRole('switch', { name: 'Use our own process instead of requests here' }).click();
  await pane.getByRole('button', { name: 'Save' }).click();
  await pane.getByText('people must be told what to do').waitFor();
  await pane.getByRole('textbox', { name: 'Message to people' }).fill('Ask the <b>service desk</b>.');
  await pane.getByRole('textbox', { name: 'Link (optional)' }).fill('https://desk.example/new');
  await assertUsable(page, 'en-light-wide-requests-settings');
  await pane.getByRole('button', { name: 'Save' }).click();
  await page.getByText("Your organization's own process is on").waitFor();
  await person.reload();
  await person.getByText('Ask the <b>service desk</b>.').waitFor();
  assert.equal(await person.getByRole('link', { name: 'Naar de aanvraagpagina' }).getAttribute('href'), 'https://desk.example/new');
  assert.equal(await person.getByRole('button', { name: 'Een licentie aanvragen' }).count(), 0);
  await assertUsable(person, 'nl-dark-phone-my-licenses-own-process');
});

test('RO-2 who does not decide sees no requests', { skip: missing }, async (t) => {
  const server = await office(t);
  const page = await openAdminCentre(t, server, { role: 'Global Reader', path: '/licenses', ...wide });
  await page.getByRole('table', { name: 'Licenses' }).waitFor();
  assert.deepEqual(await page.getByRole('tab').allInnerTexts(), ['Subscriptions', 'Auto-claim policy', 'Allotments']);
  await page.goto(`${server.url}/#/licenses/requests`);
  await page.getByRole('heading', { name: 'You do not have access to this page' }).waitFor();
});
