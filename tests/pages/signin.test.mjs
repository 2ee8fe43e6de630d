// The pages for signing in, in a real browser: in both languages, in light and dark, on a wide and a narrow screen, by keyboard.

import assert from 'node:assert/strict';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { test } from 'node:test';

import { assertUsable, missing, openBrowser } from '../lib/chromium.mjs';
import { startServer } from '../lib/licentia.mjs';
import { giveRole } from '../lib/callers.mjs';
import { register } from '../lib/oauth.mjs';
import { addPerson, password } from '../lib/people.mjs';

const looks = [
  { name: 'en', locale: 'en-GB', viewport: { width: 1280, height: 800 }, colorScheme: 'light' },
  { name: 'nl', role: 'Global Administrator', locale: 'nl-NL', viewport: { width: 320, height: 640 }, colorScheme: 'dark' },
];

/** The address that asks for consent to an application of somebody else. */
function authorizeAddress(server, app) {
  const challenge = createHash('sha256').update(randomBytes(32).toString('base64url')).digest('base64url');
  return `${server.url}/${server.tenantId}/oauth2/v2.0/authorize?${new URLSearchParams({
    client_id: app.id, response_type: 'code', redirect_uri: 'http://localhost:1/back', scope: 'openid profile User.Read', code_challenge: challenge, code_challenge_method: 'S256',
  })}`;
}

for (const look of looks) {
  test(`pages for signing in: ${look.locale}, ${look.colorScheme}, ${look.viewport.width} wide`, { skip: missing }, async (t) => {
    const server = await startServer(t);
    const anna = await addPerson(server, 'anna');
    await server.addUser('cees', { passwordProfile: { password, forceChangePasswordNextSignIn: true } });
    const app = await register(server, { displayName: 'Timetable', isPublicClient: true, redirectUris: [{ uri: 'http://localhost/back', kind: 'publicClient' }], secret: false });
    const { name, role, ...options } = look;
    if (role) {
      await giveRole(server, anna.id, role);
    }
    const page = await openBrowser(t, options);
    const title = () => page.locator('h1').innerText();
    const signIn = async (who, word) => {
      await page.fill('[name=username]', `${who}@contoso.example`);
      await page.fill('[name=password]', word);
      await Promise.all([page.waitForNavigation(), page.press('[name=password]', 'Enter')]);
    };

    await t.test('signing in, and failing to', async () => {
      await page.goto(`${server.url}/common/login`);
      assert.equal(await page.getAttribute('html', 'lang'), name);
      await assertUsable(page, `${name}-login`);
      await signIn('anna', 'wrong');
      assert.ok((await page.locator('[role=alert]').innerText()).length > 20);
      await assertUsable(page, `${name}-login-failed`);
      assert.equal(await page.inputValue('[name=username]'), 'anna@contoso.example', 'the name need not be typed again');
      await signIn('anna', password);
      assert.equal(await title(), name === 'nl' ? 'U bent aangemeld' : 'You are signed in');
      await assertUsable(page, `${name}-signed-in`);
    });

    await t.test('consent to an application', async () => {
      await page.goto(authorizeAddress(server, app));
      assert.match(await page.locator('body').innerText(), /Timetable/);
      assert.equal(await page.locator('button').count(), role ? 2 : 1, 'only an administrator can agree');
      await assertUsable(page, `${name}-consent`);
    });

    await t.test('a device', async () => {
      await page.goto(`${server.url}/devicelogin`);
      await assertUsable(page, `${name}-device`);
      await page.fill('[name=user_code]', 'BCDFGHJK');
      await Promise.all([page.waitForNavigation(), page.press('[name=user_code]', 'Enter')]);
      assert.ok((await page.locator('[role=alert]').innerText()).length > 10);
      await assertUsable(page, `${name}-device-failed`);
    });

    await t.test('signing out', async () => {
      await page.goto(`${server.url}/common/oauth2/v2.0/logout`);
      await assertUsable(page, `${name}-logout`);
    });

    await t.test('a new password at the first sign-in', async () => {
      await page.context().clearCookies();
      await page.goto(`${server.url}/common/login`);
      await signIn('cees', password);
      assert.equal(await page.locator('input[type=password]').count() >= 2, true);
      await assertUsable(page, `${name}-new-password`);
    });

    await t.test('what cannot be done says why', async () => {
      await page.goto(authorizeAddress(server, { id: randomUUID() }));
      assert.ok((await page.locator('[role=alert]').innerText()).length > 20);
      await assertUsable(page, `${name}-unknown-application`);
    });
  });
}
