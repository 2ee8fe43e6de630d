// Operations: changes of many people while they run and after, the ledger, and taking back; by the words on the buttons.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { openAdminCentre } from '../lib/admin-centre.mjs';
import { change, waitForChange } from '../lib/changes.mjs';
import { assertUsable, missing } from '../lib/chromium.mjs';
import { sku, startServer } from '../lib/licentia.mjs';

const wide = { locale: 'en-GB', viewport: { width: 1280, height: 800 }, colorScheme: 'light' };
const looks = [
  { name: 'en-light-wide', ...wide, title: 'Operations', empty: 'Nothing was changed for many people yet', assign: 'Assign licenses', all: 'All operations', bulk: 'Change licenses of many users', user: 'Add user', after: 'After', about: 'Users: Assign licenses' },
  { name: 'nl-dark-phone', locale: 'nl-NL', viewport: { width: 360, height: 740 }, colorScheme: 'dark', title: 'Bewerkingen', empty: 'Er is nog niets voor veel personen gewijzigd', assign: 'Licenties toewijzen',
    all: 'Alle bewerkingen', bulk: 'Licenties van veel gebruikers wijzigen', user: 'Gebruiker toevoegen', after: 'Daarna', about: 'Gebruikers: Licenties toewijzen' },
];

/** Contoso with three people and two seats. */
async function contoso(t) {
  const server = await startServer(t);
  await server.buy('ENTERPRISEPACK', 2);
  const people = [];
  for (const alias of ['anna', 'bert', 'cees']) {
    people.push(await server.addUser(alias));
  }
  return { server, ids: people.map(({ id }) => id) };
}

const giveAll = (ids, more = {}) => ({ action: 'add', users: { ids }, addLicenses: [{ skuId: sku.ENTERPRISEPACK, disabledPlans: [] }], ...more });

for (const { name, title, empty, assign, all, bulk, user, after, about, ...options } of looks) {
  test(`operations: the lists, a change and its results, an entry of the ledger: ${name}`, { skip: missing }, async (t) => {
    const { server, ids } = await contoso(t);
    const page = await openAdminCentre(t, server, { path: '/operations', ...options });
    await page.getByText(empty).waitFor();
    await assertUsable(page, `operations-empty-${name}`);
    await change(server, giveAll(ids), { headers: { 'Licentia-Reason': 'ticket 4711' } });
    await page.reload();
    await page.getByRole('heading', { name: title, level: 1 }).waitFor();
    await page.getByRole('link', { name: assign }).waitFor();
    await assertUsable(page, `operations-${name}`);
    await page.getByRole('link', { name: assign }).click();
    await page.getByRole('heading', { name: assign, level: 1 }).waitFor();
    await page.getByText('cees@contoso.example').first().waitFor();
    await page.getByText('ticket 4711').waitFor();
    await page.getByText('CountViolation').waitFor();
    await assertUsable(page, `operations-change-${name}`);
    await page.goto(`${server.url}/#/operations`);
    await page.getByRole('tab', { name: all }).click();
    await page.getByRole('link', { name: bulk }).waitFor();
    await page.getByRole('table').getByText(about, { exact: true }).waitFor();
    await assertUsable(page, `operations-ledger-${name}`);
    await page.getByRole('link', { name: bulk }).click();
    await page.getByRole('columnheader', { name: after }).waitFor();
    await page.getByText('anna@contoso.example').waitFor();
    await assertUsable(page, `operations-entry-${name}`);
    await page.goto(`${server.url}/#/operations/all`);
    await page.getByRole('link', { name: user }).first().click();
    await page.getByText('userPrincipalName').first().waitFor();
    await assertUsable(page, `operations-entry-user-${name}`);
  });
}

test('a change is followed while it runs, paused, left, resumed and ended', { skip: missing }, async (t) => {
  const { server, ids } = await contoso(t);
  const page = await openAdminCentre(t, server, { path: '/operations', ...wide });
  const { body } = await server.post('/api/v1/changes', giveAll(ids));
  await waitForChange(server, body.id);
  // The change itself is over in a moment: what the page does with one that runs is shown by answers like the server's.
  const states = { state: 'applying', done: 1, counts: { changed: 1, unchanged: 0, refused: 0, reverted: 0, skipped: 0 }, finishedDateTime: null };
  const asked = [];
  await page.route(`**/api/v1/changes/${body.id}`, async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: { ...await answer.json(), ...states } });
  });
  await page.route('**/api/v1/changes/*/*', async (route) => {
    const verb = route.request().url().split('/').at(-1);
    if (!['pause', 'resume', 'cancel'].includes(verb)) {
      return route.continue();
    }
    asked.push(verb);
    states.state = { pause: 'paused', resume: 'applying', cancel: 'cancelled' }[verb];
    return route.fulfill({ json: {} });
  });
  await page.goto(`${server.url}/#/operations/${body.id}`);
  await page.getByText('1 of 3').waitFor();
  await page.getByText('You can leave this page').waitFor();
  await assertUsable(page, 'operations-running');
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.getByRole('button', { name: 'Pause' }).waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('status').filter({ hasText: 'Cancelled' }).waitFor();
  assert.deepEqual(asked, ['pause', 'resume', 'cancel']);
});

test('a preview is made true exactly as shown, and what was done can be undone after a preview', { skip: missing }, async (t) => {
  const { server, ids } = await contoso(t);
  const preview = await change(server, giveAll(ids.slice(0, 2), { preview: true }));
  const page = await openAdminCentre(t, server, { path: `/operations/${preview.id}`, ...wide });
  await page.getByRole('heading', { name: 'Preview: Assign licenses', level: 1 }).waitFor();
  await page.getByText('This is a preview: nothing was changed.').waitFor();
  await assertUsable(page, 'operations-preview');
  await page.getByRole('button', { name: 'Make it so' }).click();
  await page.getByRole('heading', { name: 'Assign licenses', level: 1, exact: true }).waitFor();
  await page.getByRole('status').filter({ hasText: 'Done' }).waitFor();
  const licensesOf = async () => (await server.get(`/v1.0/users/${ids[0]}?$select=assignedLicenses`)).body.assignedLicenses.length;
  assert.equal(await licensesOf(), 1);

  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('heading', { name: 'Preview: Undo', level: 1 }).waitFor();
  await assertUsable(page, 'operations-undo-preview');
  assert.equal(await licensesOf(), 1, 'a preview changes nothing');
  await page.getByRole('button', { name: 'Undo now' }).click();
  await page.getByRole('heading', { name: 'Undo', level: 1, exact: true }).waitFor();
  await page.getByRole('status').filter({ hasText: 'Done' }).waitFor();
  assert.equal(await licensesOf(), 0);
  await page.getByRole('link', { name: 'Show the operation' }).last().click(); // the one that was taken back
  await page.getByText('Undone by').waitFor();
  await page.getByRole('link', { name: /^Undo, / }).click();
  await page.getByText('Takes back').waitFor();
});

test('what cannot be undone has no Undo, and says what to do instead', { skip: missing }, async (t) => {
  const { server } = await contoso(t);
  const { body } = await server.get('/api/v1/operations?$top=1');
  const page = await openAdminCentre(t, server, { path: `/operations/all/${body.value[0].id}`, ...wide });
  await page.getByText(/Delete the user: the licences come free with that/).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Undo' }).count(), 0);
  await assertUsable(page, 'operations-not-undone');
});

test('results of everybody come as a file', { skip: missing }, async (t) => {
  const { server, ids } = await contoso(t);
  const done = await change(server, giveAll(ids));
  const page = await openAdminCentre(t, server, { path: `/operations/${done.id}`, ...wide });
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download results' }).click()]);
  const text = readFileSync(await file.path(), 'utf8');
  assert.match(text, /^line,id,userPrincipalName,state,code,message,remedy,effects\r\n/);
  assert.match(text, /cees@contoso.example,refused,CountViolation/);
  await page.getByRole('combobox', { name: 'Show' }).click();
  await page.getByRole('option', { name: 'Changed' }).click();
  await page.getByRole('link', { name: 'anna@contoso.example' }).waitFor();
  await page.getByText('cees@contoso.example').waitFor({ state: 'hidden' });
  await page.getByRole('link', { name: 'anna@contoso.example' }).click();
  await page.getByRole('dialog').getByText('anna@contoso.example').first().waitFor();
});

test('RO-2: without the ledger there is no tab for it, and without assigning no buttons', { skip: missing }, async (t) => {
  const { server, ids } = await contoso(t);
  const preview = await change(server, giveAll(ids.slice(0, 1), { preview: true }));
  const page = await openAdminCentre(t, server, { role: 'Helpdesk Administrator', path: '/operations', ...wide });
  await page.getByText('Nothing was changed for many people yet').waitFor(); // previews are left out unless one asks
  await page.getByRole('switch', { name: 'Show previews, too' }).check();
  await page.getByRole('link', { name: 'Preview: Assign licenses' }).waitFor();
  assert.equal(await page.getByRole('tab').count(), 0);
  await page.goto(`${server.url}/#/operations/${preview.id}`);
  await page.getByText('anna@contoso.example').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Make it so' }).count(), 0);
  await page.goto(`${server.url}/#/operations/all`);
  await page.getByRole('heading', { name: 'You do not have access to this page', level: 1 }).waitFor();
});
