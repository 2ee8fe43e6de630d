// Adding users, one and many, and getting back those who were deleted; by the words on the buttons.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { noticeOf, openAdminCentre } from '../lib/admin-centre.mjs';
import { assertUsable, missing } from '../lib/chromium.mjs';
import { sku, startServer } from '../lib/licentia.mjs';

const wide = { locale: 'en-GB', viewport: { width: 1280, height: 800 }, colorScheme: 'light' };
const phone = { locale: 'nl-NL', viewport: { width: 360, height: 740 }, colorScheme: 'dark' };
const words = {
  en: {
    first: 'First name', last: 'Last name', user: 'User name', next: 'Next', country: /^Use Netherlands/, finish: 'Finish adding', added: 'Femke Jansen was added to active users', review: 'Review and finish',
    choose: 'Choose a CSV file', verify: 'Verify', add: 'Add users', good: '2 users can be added.', created: '2 users were added.', deleted: 'Deleted users', restore: 'Restore user', restoreNow: 'Restore', profile: 'Job title',
  },
  nl: {
    first: 'Voornaam', last: 'Achternaam', user: 'Gebruikersnaam', next: 'Volgende', country: /^Nederland gebruiken/, finish: 'Toevoegen voltooien', added: 'Femke Jansen is toegevoegd aan de actieve gebruikers', review: 'Controleren en voltooien',
    choose: 'Een CSV-bestand kiezen', verify: 'Controleren', add: 'Gebruikers toevoegen', good: '2 gebruikers kunnen worden toegevoegd.', created: '2 gebruikers zijn toegevoegd.', deleted: 'Verwijderde gebruikers', restore: 'Gebruiker herstellen', restoreNow: 'Herstellen', profile: 'Functie',
  },
};
const looks = [{ name: 'en-light-wide', word: words.en, ...wide }, { name: 'nl-dark-phone', word: words.nl, ...phone }];
const csv = (text) => ({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
const header = 'userPrincipalName,displayName,usageLocation\n';
const button = (page, name) => page.getByRole('button', { name, exact: true });

for (const { name, word, ...options } of looks) {
  test(`U-40: Add a user, step by step: ${name}`, { skip: missing }, async (t) => {
    const server = await startServer(t);
    await server.buy('POWER_BI_PRO', 1);
    const page = await openAdminCentre(t, server, { path: '/users/add', ...options });
    await page.getByRole('textbox', { name: word.first }).fill('Femke');
    await page.getByRole('textbox', { name: word.last }).fill('Jansen');
    await page.getByRole('textbox', { name: word.user }).fill('femke.jansen');
    await assertUsable(page, `add-basics-${name}`);
    await button(page, word.next).click();
    await page.getByRole('button', { name: word.country }).click();
    await page.getByRole('checkbox', { name: 'Power BI Pro' }).check();
    await assertUsable(page, `add-licenses-${name}`);
    await button(page, word.next).click();
    await page.getByRole('textbox', { name: word.profile }).fill('Planner');
    await assertUsable(page, `add-optional-${name}`);
    await button(page, word.next).click();
    await page.getByRole('heading', { name: word.review }).waitFor();
    await page.getByText('femke.jansen@contoso.example').waitFor();
    await assertUsable(page, `add-review-${name}`);
    await button(page, word.finish).click();
    await page.getByRole('heading', { name: word.added }).waitFor();
    await assertUsable(page, `add-done-${name}`);
    const { body } = await server.get('/v1.0/users/femke.jansen@contoso.example?$select=displayName,usageLocation,jobTitle,assignedLicenses');
    assert.deepEqual([body.displayName, body.usageLocation, body.jobTitle, body.assignedLicenses.map((item) => item.skuId)], ['Femke Jansen', 'NL', 'Planner', [sku.POWER_BI_PRO]]);
  });

  test(`U-45, U-46: Add multiple users from a file: ${name}`, { skip: missing }, async (t) => {
    const server = await startServer(t);
    const page = await openAdminCentre(t, server, { path: '/users/import', ...options });
    await button(page, word.choose).waitFor();
    await assertUsable(page, `import-file-${name}`);
    await page.locator('input[type=file]').setInputFiles(csv(`${header}gijs@contoso.example,Gijs Bos,NL\nhanna@contoso.example,Hanna Vos,\nwrong,Wrong,NL\n`));
    await button(page, word.next).click();
    await button(page, word.verify).waitFor();
    await assertUsable(page, `import-options-${name}`);
    await button(page, word.verify).click();
    await page.getByText(word.good).waitFor();
    await assertUsable(page, `import-verify-${name}`);
    await button(page, word.add).click();
    await page.getByText(word.created).waitFor();
    await assertUsable(page, `import-result-${name}`);
    assert.equal((await server.get('/v1.0/users/hanna@contoso.example')).status, 200);
    assert.equal((await server.get('/v1.0/users/wrong')).status, 404);
  });

  test(`U-38: Deleted users are restored with their licenses: ${name}`, { skip: missing }, async (t) => {
    const server = await startServer(t);
    await server.buy('POWER_BI_PRO', 1);
    const ivo = await server.addUser('ivo', { displayName: 'Ivo Kok' });
    assert.equal((await server.assign(ivo.id, [sku.POWER_BI_PRO])).status, 200);
    assert.equal((await server.delete(`/v1.0/users/${ivo.id}`)).status, 204);
    const page = await openAdminCentre(t, server, { path: '/deleted-users', ...options });
    await page.getByRole('checkbox', { name: /Ivo Kok/ }).check();
    await assertUsable(page, `deleted-${name}`);
    await button(page, word.restore).click();
    await button(page, word.restoreNow).click();
    await page.locator('.fui-ToastTitle').waitFor();
    await assertUsable(page, `restored-${name}`, ['region']); // a notice lies above the landmarks
    assert.deepEqual((await server.get(`/v1.0/users/${ivo.id}?$select=assignedLicenses`)).body.assignedLicenses.map((item) => item.skuId), [sku.POWER_BI_PRO]);
  });
}

test('R-80: without a free license the review says so, and the user is added all the same', { skip: missing }, async (t) => {
  const server = await startServer(t);
  await server.buy('POWER_BI_PRO', 1);
  const bea = await server.addUser('bea');
  assert.equal((await server.assign(bea.id, [sku.POWER_BI_PRO])).status, 200);
  const page = await openAdminCentre(t, server, { path: '/users/add', ...wide });
  await page.getByRole('textbox', { name: 'Display name' }).fill('Joost');
  await page.getByRole('textbox', { name: 'User name' }).fill('joost');
  await page.getByRole('radio', { name: 'Let me create the password' }).check();
  await page.locator('input[type=password]').fill('een goed wachtwoord 9');
  await button(page, 'Next').click();
  assert.equal(await button(page, 'Next').isDisabled(), true, 'a license needs a location');
  await page.getByRole('combobox', { name: 'Select location' }).selectOption('NL');
  await page.getByRole('checkbox', { name: 'Power BI Pro' }).check();
  await button(page, 'Next').click();
  await page.getByRole('button', { name: /^Roles/ }).click();
  await page.getByRole('checkbox', { name: 'Helpdesk Administrator' }).check();
  await button(page, 'Next').click();
  await page.getByText('The user will be added without licenses').waitFor();
  await button(page, 'Finish adding').click();
  await page.getByText('The user was added without licenses').waitFor();
  assert.equal(await page.getByRole('link', { name: 'Buy licenses' }).count(), 1);
  const joost = (await server.get('/v1.0/users/joost@contoso.example')).body;
  const roles = (await server.get(`/v1.0/roleManagement/directory/roleAssignments?$filter=principalId eq '${joost.id}'`)).body.value;
  assert.equal(roles.length, 1);
});

test('a name that is taken keeps everything that was typed', { skip: missing }, async (t) => {
  const server = await startServer(t);
  await server.addUser('bea');
  const page = await openAdminCentre(t, server, { path: '/users/add', ...wide });
  await page.getByRole('textbox', { name: 'Display name' }).fill('Bea again');
  await page.getByRole('textbox', { name: 'User name' }).fill('bea');
  await button(page, 'Next').click();
  await page.getByRole('radio', { name: /^Create user without/ }).check();
  await button(page, 'Next').click();
  await button(page, 'Next').click();
  await page.getByRole('alert').waitFor();
  await assertUsable(page, 'add-taken');
  for (let step = 0; step < 3; step++) {
    await button(page, 'Back').click();
  }
  assert.equal(await page.getByRole('textbox', { name: 'Display name' }).inputValue(), 'Bea again');
});

test('U-45: problems are told by line and as a file; samples can be downloaded', { skip: missing }, async (t) => {
  const server = await startServer(t);
  const page = await openAdminCentre(t, server, { path: '/users/import', ...wide });
  const sample = page.waitForEvent('download');
  await button(page, 'Download a sample with data').click();
  assert.equal((await sample).suggestedFilename(), 'import-users-sample.csv');
  await page.locator('input[type=file]').setInputFiles(await (await sample).path());
  await button(page, 'Next').click();
  await button(page, 'Verify').click();
  await page.getByText('2 users can be added.').waitFor();
  await button(page, 'Back').click();
  await button(page, 'Back').click();
  await page.locator('input[type=file]').setInputFiles(csv(`${header}wrong,Wrong,NL\nno-name@contoso.example,,NL\n`));
  await button(page, 'Next').click();
  await button(page, 'Verify').click();
  await page.getByRole('list', { name: 'Rows with problems' }).getByText('Line 2').waitFor();
  await page.getByText('Line 3, column 2').waitFor();
  await page.getByText('Display name is required').waitFor(); // as these pages call it, not as the API does
  assert.equal(await button(page, 'Add users').isDisabled(), true);
  const list = page.waitForEvent('download');
  await button(page, 'Download the list').click();
  assert.equal((await list).suggestedFilename(), 'import-problems.csv');
});

test('R-74: a name that somebody else has by now is told, and another one can be given; for ever is asked first', { skip: missing }, async (t) => {
  const server = await startServer(t);
  const ivo = await server.addUser('ivo', { displayName: 'Ivo Kok' });
  assert.equal((await server.delete(`/v1.0/users/${ivo.id}`)).status, 204);
  await server.addUser('ivo', { displayName: 'Ivo Kok the second' });
  const page = await openAdminCentre(t, server, { path: '/deleted-users', ...wide });
  await page.getByRole('checkbox', { name: 'Select Ivo Kok' }).check();
  await button(page, 'Restore user').click();
  await button(page, 'Restore').click();
  await page.getByRole('dialog').locator('.fui-MessageBar').waitFor();
  await page.getByRole('textbox', { name: 'User name' }).fill('ivo.kok@contoso.example');
  await button(page, 'Restore').click();
  await noticeOf(page, 'Ivo Kok was restored').waitFor();
  assert.equal((await server.get('/v1.0/users/ivo.kok@contoso.example')).body.id, ivo.id);
  assert.equal((await server.delete(`/v1.0/users/${ivo.id}`)).status, 204);
  await page.reload();
  await page.getByRole('checkbox', { name: 'Select Ivo Kok' }).check();
  await button(page, 'Delete permanently').click();
  await page.getByText('This cannot be undone.').waitFor();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete permanently' }).click();
  await page.getByText('There are no deleted users').waitFor();
  assert.equal((await server.get(`/v1.0/directory/deletedItems/${ivo.id}`)).status, 404);
});
