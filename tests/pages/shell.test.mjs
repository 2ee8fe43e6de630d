// The admin centre's frame: signing in and back to where one was, navigation, language, colours, what a role may not see.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openAdminCentre } from '../lib/admin-centre.mjs';
import { assertUsable, missing } from '../lib/chromium.mjs';
import { startServer } from '../lib/licentia.mjs';

const looks = [
  { name: 'en-light-wide', locale: 'en-GB', viewport: { width: 1280, height: 800 }, colorScheme: 'light', licenses: 'Licenses', nowhere: 'There is no such page' },
  { name: 'nl-dark-phone', locale: 'nl-NL', viewport: { width: 360, height: 740 }, colorScheme: 'dark', licenses: 'Licenties', nowhere: 'Deze pagina bestaat niet' },
];
const title = (page) => page.locator('main h1').innerText();

for (const { name, licenses, nowhere, ...options } of looks) {
  test(`the admin centre's frame: ${name}`, { skip: missing }, async (t) => {
    const server = await startServer(t);
    const page = await openAdminCentre(t, server, { path: '/licenses', ...options });
    assert.equal(await title(page), licenses, 'back to where one wanted to go');
    await assertUsable(page, `${name}-licenses-empty`);
    await page.goto(`${server.url}/#/nowhere`);
    await page.getByText(nowhere).waitFor();
    await assertUsable(page, `${name}-nowhere`);
  });
}

test('language and colours are changed at once and remembered', { skip: missing }, async (t) => {
  const server = await startServer(t);
  const page = await openAdminCentre(t, server, { locale: 'en-GB', viewport: { width: 1280, height: 800 } });
  await page.getByRole('button', { name: 'Account of Anna de Vries' }).click();
  await assertUsable(page, 'account-menu', ['region']); // an open menu lies above the landmarks
  await page.getByRole('menuitemradio', { name: 'Nederlands' }).click();
  await page.getByRole('button', { name: 'Account van Anna de Vries' }).click();
  await page.getByRole('menuitemradio', { name: 'Donker' }).click();
  assert.equal(await page.getAttribute('html', 'lang'), 'nl');
  assert.equal(await title(page), 'Startpagina');
  await page.reload();
  await page.getByRole('heading', { name: 'Startpagina', level: 1 }).waitFor();
  assert.equal(await page.evaluate(() => globalThis.document.documentElement.style.colorScheme), 'dark');
  await page.getByRole('button', { name: 'Account van Anna de Vries' }).click();
  await Promise.all([page.waitForNavigation(), page.getByRole('menuitem', { name: 'Afmelden' }).click()]);
  await page.goto(`${server.url}/#/`);
  await page.waitForSelector('[name=username]');
});

test('RO-2: a page that a role may not see is not in the navigation, and says so when it is opened', { skip: missing }, async (t) => {
  const server = await startServer(t);
  const page = await openAdminCentre(t, server, { role: null, path: '/licenses', locale: 'en-GB' });
  assert.equal(await title(page), 'You do not have access to this page');
  assert.deepEqual(await page.locator('nav a').allInnerTexts(), ['Home', 'My licenses']);
  await assertUsable(page, 'no-permission');
});

test('the server is away: the page says so and goes on when it is back', { skip: missing }, async (t) => {
  const server = await startServer(t);
  const page = await openAdminCentre(t, server, { path: '/roles', locale: 'en-GB' });
  await page.route('**/v1.0/subscribedSkus', (route) => route.abort());
  await page.getByRole('link', { name: 'Licenses', exact: true }).click();
  await page.getByRole('button', { name: 'Try again' }).waitFor();
  assert.match(await page.locator('[role=alert]').innerText(), /The server does not answer/);
  await page.unroute('**/v1.0/subscribedSkus');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('heading', { name: 'Licenses', level: 1 }).waitFor();
});

for (const { name, ...options } of looks) {
  test(`R-85: the pages say when a password must be changed because of its age: ${name}`, { skip: missing }, async (t) => {
    const server = await startServer(t);
    assert.equal((await server.patch('/api/v1/settings', { passwordValidityDays: 7 })).status, 200);
    const page = await openAdminCentre(t, server, { path: '/licenses', ...options });
    await page.getByText(options.locale === 'nl-NL' ? /^Uw wachtwoord moet voor .* worden gewijzigd/ : /^Your password must be changed by/).waitFor();
    await assertUsable(page, `password-ends-${name}`);
    await page.getByRole('link', { name: options.locale === 'nl-NL' ? 'Nu wijzigen' : 'Change it now' }).click();
    await page.waitForSelector('[name=new_password]');
  });
}
