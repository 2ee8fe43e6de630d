// The audit log: what was done and what was refused, found by its filters, with details.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openAdminCentre, waitFor } from '../lib/admin-centre.mjs';
import { assertUsable, missing } from '../lib/chromium.mjs';
import { sku, startServer } from '../lib/licentia.mjs';

const wide = { locale: 'en-GB', viewport: { width: 1280, height: 800 }, colorScheme: 'light' };
const looks = [
  { name: 'en-light-wide', ...wide, title: 'Audit log', activity: 'Change user license', after: 'After', close: 'Close' },
  { name: 'nl-dark-phone', locale: 'nl-NL', viewport: { width: 360, height: 740 }, colorScheme: 'dark', title: 'Auditlogboek', activity: 'Licenties van gebruiker wijzigen', after: 'Daarna', close: 'Sluiten' },
];

async function contoso(t) {
  const server = await startServer(t);
  await server.buy('ENTERPRISEPACK', 1);
  const bea = await server.addUser('bea', { displayName: 'Bea Bakker' });
  const cees = await server.addUser('cees');
  assert.equal((await server.assign(bea.id, [sku.ENTERPRISEPACK])).status, 200);
  assert.equal((await server.assign(cees.id, [sku.ENTERPRISEPACK])).status, 400);
  return server;
}

for (const { name, title, activity, after, close, ...options } of looks) {
  test(`the audit log and an entry: ${name}`, { skip: missing }, async (t) => {
    const server = await contoso(t);
    const page = await openAdminCentre(t, server, { path: '/audit', ...options });
    await page.getByRole('heading', { name: title, level: 1 }).waitFor();
    const entry = page.getByRole('button', { name: activity }).last();
    await entry.waitFor();
    await assertUsable(page, `audit-${name}`);
    await entry.click();
    await page.getByRole('columnheader', { name: after }).waitFor();
    await page.getByText('AssignedLicense').waitFor();
    await assertUsable(page, `audit-entry-${name}`);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    assert.equal(await page.evaluate(() => globalThis.document.activeElement.textContent), activity, 'the focus is back where it was');
  });
}

test('entries are found by day, activity, person and result', { skip: missing }, async (t) => {
  const server = await contoso(t);
  const page = await openAdminCentre(t, server, { path: '/audit', ...wide });
  const rows = page.locator('[role=rowheader]');
  const search = async (fields, expected) => {
    await page.getByRole('button', { name: 'Clear' }).click();
    for (const [label, value] of Object.entries(fields)) {
      const field = page.getByLabel(label, { exact: true });
      await (label === 'Activity' ? field.selectOption(value) : field.fill(value));
    }
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await waitFor(page, async () => JSON.stringify(await rows.allInnerTexts()) === JSON.stringify(expected), () => `the list never showed ${expected.join(', ')}`);
  };
  await rows.first().waitFor();
  await search({ Activity: 'Change user license', 'About (name begins with)': 'bea' }, ['Change user license']);
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.getByLabel('Result', { exact: true }).selectOption('failure');
  await page.getByLabel('Activity', { exact: true }).selectOption({ label: 'Change user license' });
  await page.getByRole('button', { name: 'Search', exact: true }).click();
  await page.getByRole('table').getByText('Success').first().waitFor({ state: 'detached' }); // what was shown before is gone
  await page.getByRole('table').getByText('Failure').waitFor();
  await page.getByRole('button', { name: 'Change user license' }).click();
  await page.getByText(/does not have any available licenses/).first().waitFor();
  await assertUsable(page, 'audit-failure');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByLabel('From', { exact: true }).fill('2020-01-01');
  await page.getByLabel('Up to and including').fill('2020-01-31');
  await page.getByRole('button', { name: 'Search', exact: true }).click();
  await page.getByText('Nothing was found').waitFor();
  await assertUsable(page, 'audit-empty');
});
