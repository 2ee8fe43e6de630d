// Applications: registering, secrets that are shown once, certificates, permissions, deleting.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openAdminCentre } from '../lib/admin-centre.mjs';
import { makeCertificate } from '../lib/certificate.mjs';
import { assertUsable, missing } from '../lib/chromium.mjs';
import { startServer, temporaryFolder } from '../lib/licentia.mjs';
import { register } from '../lib/oauth.mjs';

const wide = { locale: 'en-GB', viewport: { width: 1280, height: 800 }, colorScheme: 'light' };
const looks = [
  { name: 'en-light-wide', ...wide, empty: 'No application is registered', title: 'Applications', tabs: ['Secrets and certificates', 'Permissions'], open: 'Register an application' },
  { name: 'nl-dark-phone', locale: 'nl-NL', viewport: { width: 360, height: 740 }, colorScheme: 'dark', empty: 'Er is geen toepassing geregistreerd', title: 'Toepassingen', tabs: ['Geheimen en certificaten', 'Machtigingen'],
    open: 'Een toepassing registreren' },
];

for (const { name, empty, title, tabs, open, ...options } of looks) {
  test(`applications: list and page: ${name}`, { skip: missing }, async (t) => {
    const server = await startServer(t);
    const page = await openAdminCentre(t, server, { path: '/applications', ...options });
    await page.getByText(empty).waitFor();
    await assertUsable(page, `applications-empty-${name}`);
    await page.getByRole('button', { name: open }).click();
    await page.getByRole('dialog').waitFor();
    await assertUsable(page, `applications-register-${name}`);
    await register(server, { displayName: 'Timetable', redirectUris: [{ uri: 'https://timetable.example/back', kind: 'web' }], delegated: ['User.Read'], own: ['User.Read.All'] });
    await page.reload();
    await page.getByRole('heading', { name: title, level: 1 }).waitFor();
    await page.getByRole('link', { name: 'Timetable' }).waitFor();
    await assertUsable(page, `applications-${name}`);
    await page.getByRole('link', { name: 'Timetable' }).click();
    await page.getByRole('heading', { name: 'Timetable', level: 1 }).waitFor();
    await assertUsable(page, `application-general-${name}`);
    for (const [i, tab] of tabs.entries()) {
      await page.getByRole('tab', { name: tab }).click();
      await page.getByRole('table').first().waitFor();
      await assertUsable(page, `application-tab${i}-${name}`);
    }
  });
}

test('an application from registering to deleting', { skip: missing }, async (t) => {
  const server = await startServer(t);
  const page = await openAdminCentre(t, server, { path: '/applications', ...wide, permissions: ['clipboard-read', 'clipboard-write'] });
  const button = (name) => page.getByRole('button', { name, exact: true });

  await button('Register an application').click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Nightly report');
  await button('Add an address').click();
  await page.getByRole('textbox', { name: 'Address' }).fill('http://report.example/back');
  await button('Register').click();
  await page.getByRole('dialog').getByRole('alert').waitFor();
  assert.equal(await page.getByRole('textbox', { name: 'Name' }).inputValue(), 'Nightly report', 'what was typed stays');
  await assertUsable(page, 'applications-register-refused');
  await page.getByRole('textbox', { name: 'Address' }).fill('https://report.example/back');
  await button('Register').click();
  await page.getByRole('heading', { name: 'Nightly report', level: 1 }).waitFor();
  const [{ id }] = (await server.get('/api/v1/applications')).body.value;

  await page.getByRole('textbox', { name: 'Name' }).fill('Daily report');
  await page.getByRole('switch', { name: 'May sign in' }).click();
  await button('Save').click();
  await page.getByRole('heading', { name: 'Daily report', level: 1 }).waitFor();
  const saved = (await server.get(`/api/v1/applications/${id}`)).body;
  assert.deepEqual([saved.displayName, saved.accountEnabled, saved.redirectUris], ['Daily report', false, [{ uri: 'https://report.example/back', kind: 'web' }]]);

  await page.getByRole('tab', { name: 'Secrets and certificates' }).click();
  await button('Add a secret').click();
  await page.getByRole('textbox', { name: 'What it is for' }).fill('nightly');
  await button('Add').click();
  await page.getByText('it is shown this once').waitFor();
  const secret = await page.locator('code').innerText();
  assert.match(secret, /^lics_/);
  await assertUsable(page, 'application-secret', ['region']); // notices lie above the landmarks
  await page.getByRole('button', { name: 'Copy nightly' }).click();
  await page.getByText('Copied').waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), secret);
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
  await page.getByRole('rowheader', { name: 'nightly' }).waitFor();
  assert.equal(await page.getByText(secret).count(), 0);

  const { pem } = makeCertificate(temporaryFolder(t));
  await button('Add a certificate').click();
  await page.getByRole('textbox', { name: 'Certificate' }).fill('nonsense');
  await button('Add').click();
  await page.getByRole('dialog').getByRole('alert').waitFor();
  await page.getByRole('textbox', { name: 'Certificate' }).fill(pem);
  await button('Add').click();
  await page.getByText('The certificate is added').last().waitFor();
  await button('Remove nightly').click();
  await button('Remove').click();
  await page.getByRole('rowheader', { name: 'nightly' }).waitFor({ state: 'detached' });

  await page.getByRole('tab', { name: 'Permissions' }).click();
  await button('Grant permissions').click();
  await page.getByRole('checkbox', { name: 'User.Read.All' }).check();
  await page.getByRole('checkbox', { name: 'LicenseAssignment.ReadWrite.All' }).check();
  await assertUsable(page, 'application-grant', ['region']);
  await button('Add').click();
  await page.getByRole('rowheader', { name: 'LicenseAssignment.ReadWrite.All' }).waitFor();
  await button('Remove User.Read.All').click();
  await button('Remove').click();
  await page.getByRole('rowheader', { name: 'User.Read.All' }).waitFor({ state: 'detached' });
  assert.deepEqual((await server.get(`/api/v1/applications/${id}`)).body.grants.map(({ permission }) => permission), ['LicenseAssignment.ReadWrite.All']);

  await button('Delete').click();
  await page.getByText('Daily report can no longer sign in').waitFor();
  await assertUsable(page, 'application-delete', ['region']);
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByText('No application is registered').waitFor();
});

test('RO-2: a reader sees applications and changes nothing', { skip: missing }, async (t) => {
  const server = await startServer(t);
  await register(server, { displayName: 'Timetable' });
  const page = await openAdminCentre(t, server, { role: 'Global Reader', path: '/applications', ...wide });
  await page.getByRole('link', { name: 'Timetable' }).click();
  await page.getByRole('heading', { name: 'Timetable', level: 1 }).waitFor();
  await page.getByRole('tab', { name: 'Secrets and certificates' }).click();
  await page.getByRole('rowheader').first().waitFor();
  assert.equal(await page.getByRole('button', { name: /^(Save|Delete|Add|Remove|Grant)/ }).count(), 0);
});
