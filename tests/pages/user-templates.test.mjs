// Templates for new users (U-42), and adding somebody in one pane (U-41); by the words on the buttons.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { noticeOf, openAdminCentre } from '../lib/admin-centre.mjs';
import { assertUsable, missing } from '../lib/chromium.mjs';
import { sku, startServer } from '../lib/licentia.mjs';

const wide = { locale: 'en-GB', viewport: { width: 1280, height: 800 }, colorScheme: 'light' };
const words = {
  en: {
    templates: 'User templates', add: 'Add template', manage: 'Manage templates', name: 'Name of the template', save: 'Save', location: 'Select location', profile: 'Profile info', job: 'Job title',
    with: 'Assign user a product license', saved: 'The template <b>Planner</b> was saved', addUser: 'Add a user', pane: 'New user', display: 'Display name', user: 'User name', create: 'Add',
    sections: ['Name', 'Domain', 'Contact information', 'Password', /^Roles/, 'Product licenses'], added: 'Femke was added to active users', open: 'Open the user',
  },
  nl: {
    templates: 'Gebruikerssjablonen', add: 'Sjabloon toevoegen', manage: 'Sjablonen beheren', name: 'Naam van het sjabloon', save: 'Opslaan', location: 'Locatie selecteren', profile: 'Profielgegevens', job: 'Functie',
    with: 'Gebruiker een productlicentie toewijzen', saved: 'Het sjabloon <b>Planner</b> is opgeslagen', addUser: 'Een gebruiker toevoegen', pane: 'Nieuwe gebruiker', display: 'Weergavenaam', user: 'Gebruikersnaam', create: 'Toevoegen',
    sections: ['Naam', 'Domein', 'Contactgegevens', 'Wachtwoord', /^Rollen/, 'Productlicenties'], added: 'Femke is toegevoegd aan de actieve gebruikers', open: 'De gebruiker openen',
  },
};
const looks = [{ name: 'en-light-wide', word: words.en, ...wide }, { name: 'nl-dark-phone', word: words.nl, locale: 'nl-NL', viewport: { width: 360, height: 740 }, colorScheme: 'dark' }];
const button = (page, name) => page.getByRole('button', { name, exact: true });
const above = ['region']; // notices and menus lie above the landmarks

async function openMenu(page, word, item) {
  await button(page, word.templates).click();
  await page.getByRole('menuitem', { name: item, exact: true }).click();
}

for (const { name, word, ...options } of looks) {
  test(`U-42: a template is added, used and deleted: ${name}`, { skip: missing }, async (t) => {
    const server = await startServer(t);
    await server.buy('POWER_BI_PRO', 1);
    const page = await openAdminCentre(t, server, { path: '/users', ...options });
    await openMenu(page, word, word.add);
    await page.getByRole('textbox', { name: word.name }).fill('<b>Planner</b>');
    await page.getByRole('combobox', { name: word.location }).selectOption('BE');
    await page.getByRole('radio', { name: word.with }).check();
    await page.getByRole('checkbox', { name: 'Power BI Pro' }).check();
    await page.getByRole('button', { name: word.profile }).click();
    await page.getByRole('textbox', { name: word.job }).fill('Planner');
    await assertUsable(page, `template-add-${name}`);
    await button(page, word.save).click();
    await noticeOf(page, word.saved).waitFor();

    await button(page, word.templates).click();
    await page.getByRole('menuitem', { name: '<b>Planner</b>' }).waitFor();
    await assertUsable(page, `template-menu-${name}`, above);
    await page.getByRole('menuitem', { name: '<b>Planner</b>' }).click();
    await page.getByRole('heading', { name: word.addUser, level: 1 }).waitFor();
    await page.getByRole('textbox', { name: word.display }).waitFor();
    await page.goBack();
    await openMenu(page, word, word.manage);
    await page.getByRole('checkbox', { name: '<b>Planner</b>' }).check();
    await assertUsable(page, `template-manage-${name}`, above);
  });

  test(`U-41: in the classic experience Add a user is one pane with sections: ${name}`, { skip: missing }, async (t) => {
    const server = await startServer(t);
    await server.buy('POWER_BI_PRO', 1);
    assert.equal((await server.patch('/api/v1/settings', { adminCentreVariant: 'germany' })).status, 200);
    const page = await openAdminCentre(t, server, { path: '/users', ...options });
    await button(page, word.addUser).click();
    await page.getByRole('heading', { name: word.pane, level: 2 }).waitFor();
    for (const section of word.sections) {
      await page.getByRole('dialog').getByRole('button', { name: section, ...(typeof section === 'string' ? { exact: true } : {}) }).waitFor();
    }
    await page.getByRole('textbox', { name: word.display }).fill('Femke');
    await page.getByRole('textbox', { name: word.user }).fill('femke');
    await page.getByRole('combobox', { name: word.location }).selectOption('NL');
    assert.equal(await button(page, word.create).isDisabled(), true, 'a license is to be chosen, or none');
    await page.getByRole('checkbox', { name: 'Power BI Pro' }).check();
    await assertUsable(page, `new-user-pane-${name}`);
    await button(page, word.create).click();
    await page.getByRole('heading', { name: word.added }).waitFor();
    await assertUsable(page, `new-user-added-${name}`);
    await button(page, word.open).click();
    await page.getByRole('heading', { name: 'Femke', level: 2 }).waitFor();
    assert.equal(await page.getByRole('heading', { name: word.pane, level: 2 }).count(), 0, 'one pane is open at a time');
    const { body } = await server.get('/v1.0/users/femke@contoso.example?$select=usageLocation,assignedLicenses');
    assert.deepEqual([body.usageLocation, body.assignedLicenses.map((item) => item.skuId)], ['NL', [sku.POWER_BI_PRO]]);
  });
}

test('R-84, U-42: who was added is kept as a template; without a seat the next one is added without license, and the page says so', { skip: missing }, async (t) => {
  const server = await startServer(t);
  await server.buy('POWER_BI_PRO', 1);
  const page = await openAdminCentre(t, server, { path: '/users/add', ...wide });
  await page.getByRole('textbox', { name: 'First name' }).fill('Gijs');
  await page.getByRole('textbox', { name: 'User name' }).fill('gijs');
  await page.getByRole('checkbox', { name: /^Require this user/ }).uncheck();
  await button(page, 'Next').click();
  await page.getByRole('combobox', { name: 'Select location' }).selectOption('NL');
  await page.getByRole('checkbox', { name: 'Power BI Pro' }).check();
  await button(page, 'Next').click();
  await page.getByRole('button', { name: /^Roles/ }).click();
  await page.getByRole('checkbox', { name: 'Helpdesk Administrator' }).check();
  await page.getByRole('textbox', { name: 'Office phone' }).fill('+31 15 1');
  await page.getByRole('textbox', { name: 'Mobile phone' }).fill('+31 6 1');
  await button(page, 'Next').click();
  await button(page, 'Finish adding').click();
  await button(page, 'Save as template').click();
  await page.getByRole('textbox', { name: 'Name of the template' }).fill('Helpdesk');
  await assertUsable(page, 'template-save-as');
  await button(page, 'Save').click();
  await noticeOf(page, 'The template Helpdesk was saved').waitFor();
  await button(page, 'Close').click();

  await openMenu(page, words.en, 'Helpdesk');
  assert.equal(await page.getByRole('textbox', { name: 'First name' }).inputValue(), '', 'names are not kept');
  await page.getByRole('textbox', { name: 'First name' }).fill('Hanna');
  await page.getByRole('textbox', { name: 'User name' }).fill('hanna');
  assert.equal(await page.getByRole('checkbox', { name: /^Require this user/ }).isChecked(), false);
  await button(page, 'Next').click();
  assert.equal(await page.getByRole('checkbox', { name: 'Power BI Pro' }).isChecked(), true);
  await button(page, 'Next').click();
  assert.equal(await page.getByRole('textbox', { name: 'Office phone' }).inputValue(), '+31 15 1');
  assert.equal(await page.getByRole('textbox', { name: 'Mobile phone' }).inputValue(), '', 'it is one person\'s');
  await button(page, 'Next').click();
  await page.getByText('The user will be added without licenses').waitFor();
  await button(page, 'Finish adding').click();
  await page.getByText('The user was added without licenses').waitFor();
  const { body } = await server.get('/v1.0/users/hanna@contoso.example?$select=usageLocation,assignedLicenses,businessPhones');
  assert.deepEqual([body.usageLocation, body.assignedLicenses, body.businessPhones], ['NL', [], ['+31 15 1']]);
  const members = (await server.get('/v1.0/directoryRoles/729827e3-9c14-49f7-bb1b-9608f156bbb8/members')).body.value.map((member) => member.userPrincipalName);
  assert.ok(members.includes('hanna@contoso.example'));
});

test('U-42: several templates are deleted at once; one that is gone does not stand in the way', { skip: missing }, async (t) => {
  const server = await startServer(t);
  const page = await openAdminCentre(t, server, { path: '/users', ...wide });
  for (const name of ['One', 'Two', 'Three']) {
    await openMenu(page, words.en, 'Add template');
    await page.getByRole('textbox', { name: 'Name of the template' }).fill(name);
    await button(page, 'Save').click();
    await noticeOf(page, `The template ${name} was saved`).waitFor();
  }
  await openMenu(page, words.en, 'Add template');
  await page.getByRole('textbox', { name: 'Name of the template' }).fill('one');
  await button(page, 'Save').click();
  await page.getByRole('alert').getByText('already').waitFor();
  await button(page, 'Cancel').click();
  await openMenu(page, words.en, 'Manage templates');
  await page.getByRole('checkbox', { name: 'One' }).check();
  await page.getByRole('checkbox', { name: 'Three' }).check();
  await button(page, 'Delete templates').click();
  await page.getByText('Delete 2 templates?').waitFor();
  await button(page, 'Delete').click();
  await noticeOf(page, '2 templates were deleted').waitFor();
  await page.getByRole('checkbox', { name: 'Two' }).waitFor(); // when the question is gone the pane is there again
  assert.equal(await page.getByRole('checkbox', { name: 'One' }).count() + await page.getByRole('checkbox', { name: 'Three' }).count(), 0);
  await page.keyboard.press('Escape');
  await page.goto(`${server.url}/#/users/add/00000000-0000-0000-0000-000000000000`);
  await page.getByText('That template is not there any more.').waitFor();
  await page.getByRole('textbox', { name: 'Display name' }).waitFor();
});
