// Billing > Licenses: products with their seats, search, filters, and Status only when something is in conflict.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openAdminCentre } from '../lib/admin-centre.mjs';
import { assertUsable, missing } from '../lib/chromium.mjs';
import { sku, startServer } from '../lib/licentia.mjs';

const looks = [
  { name: 'en-light-wide', locale: 'en-GB', viewport: { width: 1280, height: 800 }, colorScheme: 'light', table: 'Licenses', conflict: 'One or more users need a valid license' },
  { name: 'nl-dark-phone', locale: 'nl-NL', viewport: { width: 360, height: 740 }, colorScheme: 'dark', table: 'Licenties', conflict: 'Een of meer gebruikers hebben een geldige licentie nodig' },
];
const names = (page) => page.getByRole('table').getByRole('rowheader').getByRole('link').allInnerTexts();

/** Has more of Visio assigned than there is: the purchase with most of the seats is disabled afterwards. */
async function bringIntoConflict(server) {
  await server.buy('VISIOCLIENT', 1);
  const { id } = await server.buy('VISIOCLIENT', 2);
  for (const alias of ['an', 'bo', 'cas']) {
    assert.equal((await server.assign((await server.addUser(alias)).id, [sku.VISIOCLIENT])).status, 200);
  }
  assert.equal((await server.patch(`/api/v1/subscriptions/${id}`, { status: 'Suspended' })).status, 200);
}

for (const { name, table, conflict, ...options } of looks) {
  test(`U-10, U-11: products with their seats, and a status when one is in conflict: ${name}`, { skip: missing }, async (t) => {
    const server = await startServer(t);
    await server.buy('SPE_E5', 1250);
    await server.buy('POWER_BI_PRO', 10);
    await bringIntoConflict(server);
    const page = await openAdminCentre(t, server, { path: '/licenses', ...options });
    await page.getByRole('table', { name: table }).waitFor();
    const words = await page.getByText(conflict).all();
    assert.equal((await Promise.all(words.map((word) => word.isVisible()))).filter(Boolean).length, 1);
    await assertUsable(page, `${name}-licenses`);
  });
}

test('U-10, U-12: products are found by name, filtered, and opened', { skip: missing }, async (t) => {
  const server = await startServer(t);
  await server.buy('SPE_E5', 1250);
  await server.buy('POWER_BI_PRO', 10, { purchaseChannel: 'SelfService' });
  await server.buy('SPE_E3', 5, { purchaseChannel: 'Trial', offer: 'Trial' });
  const page = await openAdminCentre(t, server, { path: '/licenses', locale: 'en-GB' });
  await page.getByRole('table', { name: 'Licenses' }).waitFor();
  assert.deepEqual(await names(page), ['Microsoft 365 E3', 'Microsoft 365 E5', 'Power BI Pro']);
  assert.equal(await page.getByRole('columnheader', { name: 'Status' }).count(), 0, 'U-11: no status without a conflict');
  assert.match(await page.getByRole('row', { name: /Microsoft 365 E5/ }).innerText(), /1,250[^]*0 of 1,250 assigned[^]*1,250/);
  await page.getByRole('searchbox', { name: 'Search products' }).fill('365 e');
  await page.getByText('Power BI Pro').waitFor({ state: 'detached' });
  await page.getByRole('searchbox', { name: 'Search products' }).fill('nothing');
  await page.getByText('No product fits').waitFor();
  await page.getByRole('searchbox', { name: 'Search products' }).fill('');
  for (const [filter, expected] of [['Trials', 'Microsoft 365 E3'], ['Self-service purchases', 'Power BI Pro']]) {
    await page.getByRole('combobox', { name: 'Filter' }).click();
    await page.getByRole('option', { name: filter }).click();
    assert.deepEqual(await names(page), [expected]);
  }
  await page.getByRole('link', { name: 'Power BI Pro' }).click();
  await page.getByRole('heading', { name: 'Power BI Pro', level: 1 }).waitFor();
});
