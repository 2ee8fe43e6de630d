// The two admin centres and the toggle between them, and what somebody chose wherever he signs in.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openAdminCentre, signInAgain } from '../lib/admin-centre.mjs';
import { assertUsable, missing } from '../lib/chromium.mjs';
import { startServer } from '../lib/licentia.mjs';

const looks = [
  { name: 'en-light-wide', locale: 'en-GB', viewport: { width: 1280, height: 800 }, colorScheme: 'light', isNew: 'The new admin center', isClassic: 'Try the new admin center' },
  { name: 'nl-dark-phone', locale: 'nl-NL', viewport: { width: 360, height: 740 }, colorScheme: 'dark', isNew: 'Het nieuwe beheercentrum', isClassic: 'Probeer het nieuwe beheercentrum' },
];

for (const { name, isNew, isClassic, ...options } of looks) {
  test(`U-02: the toggle at the top of Home, kept for the next sign-in: ${name}`, { skip: missing }, async (t) => {
    const server = await startServer(t);
    const page = await openAdminCentre(t, server, options);
    const toggle = (label) => page.getByRole('switch', { name: label, exact: true });
    await toggle(isNew).waitFor();
    assert.equal(await toggle(isNew).isChecked(), true);
    await toggle(isNew).focus();
    await page.keyboard.press('Space');
    await toggle(isClassic).waitFor();
    assert.equal(await toggle(isClassic).isChecked(), false);
    await assertUsable(page, `${name}-experience-classic`);
    const elsewhere = await signInAgain(t, server, page, options);
    await elsewhere.getByRole('switch', { name: isClassic, exact: true }).click();
    await elsewhere.getByRole('switch', { name: isNew, exact: true }).waitFor();
    await assertUsable(elsewhere, `${name}-experience-new`);
  });
}

test('U-01, U-02: 21Vianet calls it a preview, and Germany begins with the classic one', { skip: missing }, async (t) => {
  const server = await startServer(t);
  await server.patch('/api/v1/settings', { adminCentreVariant: 'china' });
  const page = await openAdminCentre(t, server, { locale: 'en-GB' });
  await page.getByRole('switch', { name: 'Try the preview' }).click();
  await page.getByRole('switch', { name: 'Preview on' }).click();
  await page.getByRole('switch', { name: 'Try the preview' }).waitFor();
  await server.patch('/api/v1/settings', { adminCentreVariant: 'germany' });
  await page.reload();
  await page.getByRole('switch', { name: 'Try the new admin center' }).waitFor();
});

test('a language and colours that were chosen are there in another browser, too', { skip: missing }, async (t) => {
  const server = await startServer(t);
  const page = await openAdminCentre(t, server, { locale: 'en-GB' });
  const kept = () => page.waitForResponse((answer) => answer.url().endsWith('/me/preferences') && answer.ok());
  await page.getByRole('button', { name: 'Account of Anna de Vries' }).click();
  await Promise.all([kept(), page.getByRole('menuitemradio', { name: 'Nederlands' }).click()]);
  await page.getByRole('button', { name: 'Account van Anna de Vries' }).click();
  await Promise.all([kept(), page.getByRole('menuitemradio', { name: 'Donker' }).click()]);
  const elsewhere = await signInAgain(t, server, page, { locale: 'en-GB', colorScheme: 'light' });
  await elsewhere.getByRole('heading', { name: 'Startpagina', level: 1 }).waitFor();
  assert.equal(await elsewhere.evaluate(() => globalThis.document.documentElement.style.colorScheme), 'dark');
});

test('a choice that cannot be kept says so, and holds here', { skip: missing }, async (t) => {
  const server = await startServer(t);
  const page = await openAdminCentre(t, server, { locale: 'en-GB' });
  await page.route('**/me/preferences', (route) => route.abort());
  await page.getByRole('button', { name: 'Account of Anna de Vries' }).click();
  await page.getByRole('menuitemradio', { name: 'Nederlands' }).click();
  await page.getByText('Dit geldt alleen in deze browser').last().waitFor();
  await page.getByRole('switch', { name: 'Het nieuwe beheercentrum' }).click();
  await page.getByText('Dit kon niet worden gewijzigd').last().waitFor();
  assert.equal(await page.getByRole('switch', { name: 'Het nieuwe beheercentrum' }).isChecked(), true);
});
