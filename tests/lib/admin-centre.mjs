// What tests of the admin centre share: signing in, in a browser, as somebody with a role.

import { randomBytes } from 'node:crypto';

import { giveRole } from './callers.mjs';
import { openBrowser } from './chromium.mjs';

const people = new WeakMap(); // who is signed in to a page

/** Signs in to the admin centre in a browser that is not signed in. */
async function signIn(page, server, path, { alias, password }) {
  await page.goto(`${server.url}/#${path}`);
  await page.waitForSelector('[name=username]');
  await page.fill('[name=username]', `${alias}@contoso.example`);
  await page.fill('[name=password]', password);
  await page.press('[name=password]', 'Enter');
  await page.waitForSelector('main h1, main h2');
}

/** Opens the admin centre as a new person with a directory role; returns the page. Options as openBrowser's, and `path`. */
export async function openAdminCentre(t, server, { role = 'Global Administrator', path = '/', ...options } = {}) {
  const alias = `admin-${randomBytes(4).toString('hex')}`;
  const password = `Wachtwoord-${alias}`;
  const user = await server.addUser(alias, { displayName: 'Anna de Vries', passwordProfile: { password, forceChangePasswordNextSignIn: false } });
  if (role !== null) {
    await giveRole(server, user.id, role);
  }
  const page = await openBrowser(t, { reducedMotion: 'reduce', ...options });
  await signIn(page, server, path, { alias, password });
  people.set(page, { alias, password });
  return page;
}

/** Opens the admin centre in another browser as who is signed in to `page`; returns the new page. */
export async function signInAgain(t, server, page, { path = '/', ...options } = {}) {
  const other = await openBrowser(t, { reducedMotion: 'reduce', ...options });
  await signIn(other, server, path, people.get(page));
  return other;
}

/** The notice with this title: what is read out for it stands in the page a second time. */
export function noticeOf(page, title) {
  return page.locator('.fui-ToastTitle', { hasText: title });
}

const longMs = 300_000; // a busy machine is no failure

/** Waits until `isSo` answers true, asking before each picture that the browser draws; fails with `message()` when that never comes. */
export async function waitFor(page, isSo, message) {
  const end = Date.now() + longMs;
  while (!await isSo()) {
    if (Date.now() > end) {
      throw new Error(message());
    }
    await page.evaluate(() => new Promise((done) => { globalThis.requestAnimationFrame(done); }));
  }
}
