// Where one is signed in: one's own sessions, and ending one.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openAdminCentre, signInAgain } from '../lib/admin-centre.mjs';
import { assertUsable, missing } from '../lib/chromium.mjs';
import { startServer } from '../lib/licentia.mjs';

const looks = [
  { name: 'en-light-wide', locale: 'en-GB', viewport: { width: 1280, height: 800 }, colorScheme: 'light', account: 'Account of Anna de Vries', where: 'Where you are signed in', here: 'This browser', end: /^End the session/ },
  { name: 'nl-dark-phone', locale: 'nl-NL', viewport: { width: 360, height: 740 }, colorScheme: 'dark', account: 'Account van Anna de Vries', where: 'Waar u bent aangemeld', here: 'Deze browser', end: /^De sessie van .* beëindigen/ },
];

for (const { name, account, where, here, end, ...options } of looks) {
  test(`my sessions, one ended: ${name}`, { skip: missing }, async (t) => {
    const server = await startServer(t);
    const page = await openAdminCentre(t, server, { role: null, ...options });
    const other = await signInAgain(t, server, page, options);
    await page.getByRole('button', { name: account }).click();
    await page.getByRole('menuitem', { name: where }).click();
    await page.getByRole('heading', { name: where, level: 1 }).waitFor();
    await page.getByText(here).waitFor();
    await assertUsable(page, `sessions-${name}`);
    await page.getByRole('button', { name: end }).click();
    await page.getByRole('button', { name: end }).waitFor({ state: 'detached' });
    await other.reload();
    await other.waitForSelector('[name=username]');
    assert.equal(await page.getByText(here).count(), 1, 'one is still signed in here');
  });
}
