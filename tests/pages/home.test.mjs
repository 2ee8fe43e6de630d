// Home: what needs attention, each with the way to where it is mended, and the products at a glance.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openAdminCentre } from '../lib/admin-centre.mjs';
import { assertUsable, missing } from '../lib/chromium.mjs';
import { addGroup, license } from '../lib/groups.mjs';
import { sku, startServer } from '../lib/licentia.mjs';

const looks = [
  { name: 'en-light-wide', locale: 'en-GB', viewport: { width: 1280, height: 800 }, colorScheme: 'light', fine: 'Everything is in order', none: 'No licenses are left.' },
  { name: 'nl-dark-phone', locale: 'nl-NL', viewport: { width: 360, height: 740 }, colorScheme: 'dark', fine: 'Alles is in orde', none: 'Er zijn geen licenties meer vrij.' },
];

for (const { name, fine, none, ...options } of looks) {
  test(`Home, when all is well and when it is not: ${name}`, { skip: missing }, async (t) => {
    const server = await startServer(t);
    await server.buy('SPE_E5', 1250);
    const page = await openAdminCentre(t, server, options);
    await page.getByText(fine).waitFor();
    await assertUsable(page, `${name}-home-in-order`);
    await server.buy('POWER_BI_PRO', 1);
    const an = await server.addUser('an');
    const bo = await server.addUser('bo');
    await license(server, await addGroup(server, 'Sales', [an, bo]), [sku.POWER_BI_PRO]);
    await page.reload();
    await page.getByText(none).waitFor();
    await assertUsable(page, `${name}-home`);
  });
}

test('L-08, R-10, G-23: each thing that needs attention leads to where it is mended', { skip: missing }, async (t) => {
  const server = await startServer(t);
  const soon = new Date(Date.now() + 7 * 86_400_000).toISOString();
  await server.buy('SPE_E3', 50, { endDate: soon });
  await server.buy('VISIOCLIENT', 1);
  const { id } = await server.buy('VISIOCLIENT', 1);
  const [an, bo, cas] = await Promise.all(['an', 'bo', 'cas'].map((alias) => server.addUser(alias)));
  for (const user of [an, bo]) {
    assert.equal((await server.assign(user.id, [sku.VISIOCLIENT])).status, 200);
  }
  assert.equal((await server.patch(`/api/v1/subscriptions/${id}`, { status: 'Suspended' })).status, 200);
  const sales = await addGroup(server, 'Sales', [cas]);
  await license(server, sales, [sku.VISIOCLIENT]);
  const page = await openAdminCentre(t, server, { locale: 'en-GB' });
  await page.getByText('One or more users need a valid license').waitFor();
  const links = page.getByRole('region', { name: 'Needs attention' }).getByRole('link');
  const targets = await Promise.all((await links.all()).map(async (link) => [await link.getAttribute('aria-label'), await link.getAttribute('href')]));
  assert.deepEqual(Object.fromEntries(targets), {
    'View: Visio Plan 2': `#/licenses/${sku.VISIOCLIENT}`,
    'Renew: Visio Plan 2': `#/subscriptions/${sku.VISIOCLIENT}`,
    'Renew: Microsoft 365 E3': `#/subscriptions/${sku.SPE_E3}`,
    'View: Sales': `#/groups/${sales.id}`,
  });
  await page.getByRole('link', { name: 'View: Visio Plan 2' }).click();
  await page.getByRole('heading', { name: 'Visio Plan 2', level: 1 }).waitFor();
});

test('RO-2: Home of somebody without a role has nothing to manage', { skip: missing }, async (t) => {
  const server = await startServer(t);
  const page = await openAdminCentre(t, server, { role: null, locale: 'en-GB' });
  await page.getByText('You have no administrator role').waitFor();
  await assertUsable(page, 'home-no-role');
});
