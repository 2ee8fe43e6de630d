// Reports: licenses bought, used and unused, as a chart, a table and a file.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { openAdminCentre } from '../lib/admin-centre.mjs';
import { assertUsable, missing } from '../lib/chromium.mjs';
import { sku, startServer } from '../lib/licentia.mjs';

const looks = [
  { name: 'en-light-wide', locale: 'en-GB', viewport: { width: 1280, height: 800 }, colorScheme: 'light', table: 'Licenses by product' },
  { name: 'nl-dark-phone', locale: 'nl-NL', viewport: { width: 360, height: 740 }, colorScheme: 'dark', table: 'Licenties per product' },
];

for (const { name, table, ...options } of looks) {
  test(`licenses bought, used and unused: ${name}`, { skip: missing }, async (t) => {
    const server = await startServer(t);
    await server.buy('SPE_E5', 20);
    await server.buy('POWER_BI_PRO', 4);
    for (const alias of ['an', 'bo', 'cas']) {
      assert.equal((await server.assign((await server.addUser(alias)).id, [sku.POWER_BI_PRO])).status, 200);
    }
    const page = await openAdminCentre(t, server, { path: '/reports', ...options });
    await page.getByRole('table', { name: table }).waitFor();
    assert.deepEqual((await page.getByRole('row').allInnerTexts()).slice(1).map((row) => row.split(/\s*\t\s*|\n+/)), [['Microsoft 365 E5', '20', '0', '20'], ['Power BI Pro', '4', '3', '1']]);
    await assertUsable(page, `${name}-reports`);
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: /^Download/ }).click()]);
    assert.match(readFileSync(await file.path(), 'utf8'), /Power BI Pro,POWER_BI_PRO,4,3,1/);
  });
}
