// Billing > Your products: purchases, what can be done with each, and buying.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openAdminCentre } from '../lib/admin-centre.mjs';
import { assertUsable, missing } from '../lib/chromium.mjs';
import { sku, startServer } from '../lib/licentia.mjs';

const looks = [
  { name: 'en-light-wide', locale: 'en-GB', viewport: { width: 1280, height: 800 }, colorScheme: 'light', table: 'Your products', buy: 'Buy products', quantity: 'Add/Remove licenses', close: 'Close', empty: 'Nothing has been bought yet' },
  { name: 'nl-dark-phone', locale: 'nl-NL', viewport: { width: 360, height: 740 }, colorScheme: 'dark', table: 'Mijn producten', buy: 'Producten kopen', quantity: 'Licenties toevoegen/verwijderen', close: 'Sluiten', empty: 'Er is nog niets gekocht' },
];
const english = { locale: 'en-GB', viewport: { width: 1280, height: 800 }, path: '/subscriptions' };
const button = (page, name) => page.getByRole('button', { name, exact: true });
const pane = (page) => page.getByRole('dialog');
const inYears = (years) => `${new Date().getFullYear() + years}-01-31`;
const read = async (server, { id }) => (await server.get(`/api/v1/subscriptions/${id}`)).body;

for (const { name, table, buy, quantity, close, empty, ...options } of looks) {
  test(`U-50: purchases, a pane of one, and buying: ${name}`, { skip: missing }, async (t) => {
    const server = await startServer(t);
    const page = await openAdminCentre(t, server, { path: '/subscriptions', ...options });
    await page.getByText(empty).waitFor();
    await assertUsable(page, `${name}-subscriptions-empty`);
    await server.buy('SPE_E5', 1250, { endDate: inYears(1), recurringBilling: true });
    await server.buy('POWER_BI_PRO', 3, { purchaseChannel: 'SelfService' });
    await server.buy('VISIOCLIENT', 3, { status: 'Warning', endDate: inYears(1) });
    await page.reload();
    await page.getByRole('table', { name: table }).waitFor();
    await assertUsable(page, `${name}-subscriptions`);
    await button(page, 'Microsoft 365 E5').click();
    await button(page, quantity).click();
    await pane(page).getByRole('spinbutton').waitFor();
    await assertUsable(page, `${name}-subscription`, ['region']);
    await button(page, close).last().click();
    await pane(page).waitFor({ state: 'detached' });
    await button(page, buy).click();
    await pane(page).getByRole('spinbutton').waitFor();
    await assertUsable(page, `${name}-subscription-buy`, ['region']);
  });
}

test('U-50: purchases are found by name, by state and by product', { skip: missing }, async (t) => {
  const server = await startServer(t);
  await server.buy('SPE_E5', 10);
  await server.buy('SPE_E5', 20, { purchaseChannel: 'Trial' });
  await server.buy('POWER_BI_PRO', 3, { purchaseChannel: 'SelfService' });
  const page = await openAdminCentre(t, server, { ...english, path: `/subscriptions/${sku.SPE_E5}` });
  const names = () => page.getByRole('rowheader').allInnerTexts();
  await page.getByRole('table', { name: 'Your products' }).waitFor();
  assert.deepEqual(await names(), ['Microsoft 365 E5', 'Microsoft 365 E5']);
  await button(page, 'Show all products instead of Microsoft 365 E5').click();
  await page.getByRole('table').getByText('Power BI Pro').waitFor();
  await page.getByRole('combobox', { name: 'Filter' }).click();
  await page.getByRole('option', { name: 'Self-service purchases' }).click();
  assert.deepEqual(await names(), ['Power BI Pro']);
  await page.getByRole('combobox', { name: 'Filter' }).click();
  await page.getByRole('option', { name: 'All subscriptions' }).click();
  await page.getByRole('searchbox', { name: 'Search products' }).fill('e5');
  await page.getByRole('table').getByText('Power BI Pro').waitFor({ state: 'detached' });
});

test('U-51, U-52, R-09: a new total; one below what is assigned is refused with the reason, and stays in its box', { skip: missing }, async (t) => {
  const server = await startServer(t);
  const bought = await server.buy('SPE_E5', 110);
  for (const alias of ['an', 'bo']) {
    assert.equal((await server.assign((await server.addUser(alias)).id, [sku.SPE_E5])).status, 200);
  }
  const page = await openAdminCentre(t, server, english);
  await button(page, 'Microsoft 365 E5').click();
  await button(page, 'Add/Remove licenses').click();
  const box = pane(page).getByRole('spinbutton', { name: 'Total licenses' });
  assert.ok(await button(page, 'Submit change').isDisabled(), 'nothing to submit yet');
  await box.fill('1');
  await pane(page).getByText('2 licenses of Microsoft 365 E5 are assigned and only 1 would be left.').waitFor();
  assert.ok(await button(page, 'Submit change').isDisabled());
  await box.fill('105');
  await pane(page).getByText('From 110 to 105 licenses.').waitFor();
  await button(page, 'Submit change').click();
  await page.getByText('Microsoft 365 E5 changed', { exact: true }).first().waitFor();
  assert.equal(await button(page, 'Undo').count(), 0, 'a purchase is not undone');
  assert.equal((await read(server, bought)).totalLicenses, 105);
});

test('U-53: fewer licenses from the next term on', { skip: missing }, async (t) => {
  const server = await startServer(t);
  const bought = await server.buy('SPE_E5', 110, { endDate: inYears(1) });
  const page = await openAdminCentre(t, server, english);
  await button(page, 'Microsoft 365 E5').click();
  await button(page, 'Add/Remove licenses').click();
  await pane(page).getByRole('radio', { name: 'At renewal' }).check();
  await pane(page).getByRole('spinbutton', { name: 'Total licenses' }).fill('90');
  await pane(page).getByText('From 110 to 90 licenses when the next term begins.').waitFor();
  await button(page, 'Submit change').click();
  await page.getByText('Microsoft 365 E5 changed', { exact: true }).first().waitFor();
  const { totalLicenses, licensesAtRenewal } = await read(server, bought);
  assert.deepEqual([totalLicenses, licensesAtRenewal], [110, 90]);
});

test('U-55, L-02, L-05: recurring billing, cancel and reactivate, each with what it comes to beforehand', { skip: missing }, async (t) => {
  const server = await startServer(t);
  const bought = await server.buy('SPE_E5', 10, { endDate: inYears(1), term: 'P1M' });
  const page = await openAdminCentre(t, server, english);
  await button(page, 'Microsoft 365 E5').click();
  await button(page, 'Recurring billing').click();
  await pane(page).getByRole('switch', { name: 'Renew at the end of the term' }).check();
  await pane(page).getByText(/^Renews on/).waitFor();
  await button(page, 'Save').click();
  await page.getByText('Microsoft 365 E5 changed', { exact: true }).first().waitFor();
  assert.equal((await read(server, bought)).recurringBilling, true);
  await button(page, 'Cancel subscription').first().click();
  await pane(page).getByText(/^After this: Disabled\./).waitFor();
  await button(page, 'Cancel subscription').last().click();
  await pane(page).waitFor({ state: 'detached' });
  assert.equal((await read(server, bought)).status, 'Suspended');
  await button(page, 'Microsoft 365 E5').click();
  await button(page, 'Reactivate').first().click();
  await pane(page).getByText(/^After this: Active\./).waitFor();
  await button(page, 'Reactivate').last().click();
  await pane(page).waitFor({ state: 'detached' });
  assert.equal((await read(server, bought)).status, 'Enabled');
});

test('R-100: an add-on is added to a purchase', { skip: missing }, async (t) => {
  const server = await startServer(t);
  const bought = await server.buy('SPE_E5', 10, { endDate: inYears(1) });
  const page = await openAdminCentre(t, server, english);
  await button(page, 'Microsoft 365 E5').click();
  await button(page, 'Manage add-ons').click();
  await pane(page).getByRole('combobox', { name: 'Product' }).pressSequentially('visio plan 2');
  await page.getByRole('option', { name: 'Visio Plan 2' }).click();
  await pane(page).getByText('1 license of Visio Plan 2 with the dates of this subscription.').waitFor();
  await button(page, 'Save').click();
  await pane(page).getByText('Visio Plan 2: 1 license').waitFor();
  const { value } = (await server.get('/api/v1/subscriptions')).body;
  assert.deepEqual(value.filter(({ addOnOf }) => addOnOf !== null).map(({ skuPartNumber, addOnOf }) => [skuPartNumber, addOnOf]), [['VISIOCLIENT', bought.id]]);
});

test('R-60, U-56: what an employee bought is taken over', { skip: missing }, async (t) => {
  const server = await startServer(t);
  const bought = await server.buy('POWER_BI_PRO', 3, { purchaseChannel: 'SelfService' });
  const page = await openAdminCentre(t, server, english);
  await button(page, 'Power BI Pro').click();
  await button(page, 'Take over the purchase').first().click();
  await pane(page).getByText('Those who have a license keep it.').waitFor();
  await button(page, 'Take over the purchase').last().click();
  await pane(page).waitFor({ state: 'detached' });
  assert.equal((await read(server, bought)).purchaseChannel, 'Direct');
});

test('D-24: a product is bought, that is, recorded', { skip: missing }, async (t) => {
  const server = await startServer(t);
  const page = await openAdminCentre(t, server, english);
  await button(page, 'Buy products').click();
  await pane(page).getByRole('combobox', { name: 'Product' }).pressSequentially('365 e5');
  await page.getByRole('option', { name: 'Microsoft 365 E5', exact: true }).click();
  await pane(page).getByRole('spinbutton', { name: 'Total licenses' }).fill('25');
  await pane(page).getByText('25 licenses of Microsoft 365 E5. No end date.').waitFor();
  await button(page, 'Buy').click();
  await button(page, 'Microsoft 365 E5').waitFor();
  assert.equal((await server.pool(sku.SPE_E5)).prepaidUnits.enabled, 25);
});

test('RO-2: who may not buy sees the purchases only', { skip: missing }, async (t) => {
  const server = await startServer(t);
  await server.buy('SPE_E5', 10);
  const page = await openAdminCentre(t, server, { role: 'License Administrator', ...english });
  await button(page, 'Microsoft 365 E5').click();
  await pane(page).getByText('Purchase channel').waitFor();
  assert.equal(await button(page, 'Buy products').count(), 0);
  assert.equal(await button(page, 'Add/Remove licenses').count(), 0);
});

for (const { name, buy, quantity, close, ...options } of looks) {
  test(`U-54: what is paid beforehand comes by product key: bought, more, and fewer with a renewal: ${name}`, { skip: missing }, async (t) => {
    const isDutch = name.startsWith('nl');
    const words = isDutch
      ? { channel: 'Aankoopkanaal', prepaid: 'Vooruitbetaald met productcode', key: 'Productcode', total: 'Totaal aantal licenties', buyDo: 'Kopen', used: /is op .* gebruikt voor het abonnement/, more: 'Van 10 naar 15 licenties.', submit: 'Wijziging indienen', fewer: /^Verlengd met 12 licenties in plaats van 15\./, renew: 'Verlengen', ends: /eindigt op Y2346: 15 licenties sinds/ }
      : { channel: 'Purchase channel', prepaid: 'Prepaid by product key', key: 'Product key', total: 'Total licenses', buyDo: 'Buy', used: /was used on .* for the subscription/, more: 'From 10 to 15 licenses.', submit: 'Submit change', fewer: /^Renewed with 12 licenses instead of 15\./, renew: 'Renew', ends: /ends in Y2346: 15 licenses since/ };
    const keyOf = (letter) => `${letter}BCDE-FGHJK-MNPQR-STVWX-Y2346`;
    const server = await startServer(t);
    await server.buy('SPE_E5', 10, { purchaseChannel: 'Prepaid', productKey: keyOf('A'), endDate: inYears(1) });
    const page = await openAdminCentre(t, server, { path: '/subscriptions', ...options });
    await button(page, 'Microsoft 365 E5').click();
    await button(page, quantity).click();
    const number = pane(page).getByRole('spinbutton', { name: words.total });
    const key = pane(page).getByRole('textbox', { name: words.key });
    await number.fill('15');
    assert.ok(await button(page, words.submit).isDisabled(), 'a key is wanted');
    await key.fill(keyOf('A'));
    await pane(page).getByText(words.used).waitFor();
    await key.fill(keyOf('B').toLowerCase());
    await pane(page).getByText(words.more).waitFor();
    await assertUsable(page, `${name}-subscription-key`, ['region']);
    await button(page, words.submit).click();
    await pane(page).waitFor({ state: 'detached' });
    await button(page, 'Microsoft 365 E5').click();
    await pane(page).getByText(words.ends).waitFor();
    await button(page, quantity).click();
    await number.fill('12');
    await key.fill(keyOf('C'));
    await pane(page).getByText(words.fewer).waitFor();
    await pane(page).getByRole('button', { name: words.renew, exact: true }).first().click(); // the next one unfolds Renew
    await pane(page).waitFor({ state: 'detached' });
    assert.deepEqual((await server.get('/api/v1/subscriptions')).body.value.map(({ totalLicenses, productKeys }) => [totalLicenses, productKeys.length]), [[12, 3]]);
    await button(page, buy).click();
    await pane(page).getByRole('combobox', { name: words.channel }).click();
    await page.getByRole('option', { name: words.prepaid }).click();
    await key.waitFor();
    await assertUsable(page, `${name}-subscription-buy-key`, ['region']);
    await button(page, close).last().click();
  });
}
