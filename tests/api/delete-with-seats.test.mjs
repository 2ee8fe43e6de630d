// Deleting a user and giving up the seats that come free by it.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assertSound, run, sku, startServer } from '../lib/licentia.mjs';

/** Two Visio, which Ann and Ben have; Cas waits for one. */
async function start(t, more = {}) {
  const server = await startServer(t);
  const bought = await server.buy('VISIOCLIENT', 2, more);
  const [ann, ben, cas] = [await server.addUser('ann'), await server.addUser('ben'), await server.addUser('cas')];
  for (const user of [ann, ben]) {
    assert.equal((await server.assign(user.id, [sku.VISIOCLIENT])).status, 200);
  }
  const waits = await server.post(`/api/v1/users/${cas.id}/assignLicense`, { addLicenses: [{ skuId: sku.VISIOCLIENT, disabledPlans: [] }], removeLicenses: [], wait: true });
  assert.equal(waits.status, 200, waits.text);
  const holders = async () => (await server.get('/api/v1/skus/VISIOCLIENT/holders')).body.value.filter(({ state }) => state === 'Active').map(({ displayName }) => displayName).sort();
  return { server, bought, ann, ben, holders, seats: async () => (await server.pool(sku.VISIOCLIENT)).prepaidUnits.enabled };
}

test('R-75: a seat is given up with the user who had it, before somebody who waits takes it', async (t) => {
  const { server, bought, ann, holders, seats } = await start(t);
  const address = `/api/v1/users/${ann.id}/delete`;
  const body = { dropSeats: [bought.id] };

  await t.test('a rehearsal tells what it comes to', async () => {
    const seen = await server.post(address, body, { headers: { Prefer: 'validate-only' } });
    assert.deepEqual([seen.status, seen.body], [200, { subscriptions: [{ id: bought.id, licensesBefore: 2, licensesAfter: 1 }] }], seen.text);
    assert.deepEqual([await seats(), (await holders()).length], [2, 2]);
  });
  await t.test('who may delete and not buy is refused, and nothing is done', async () => {
    const made = run(['token', 'create', '--db', server.db, '--name', 'helper', '--role', 'user-administrator', '--json']);
    const { token } = JSON.parse(made.stdout);
    assert.equal((await server.post(address, body, { token })).status, 403);
    assert.equal((await server.get(`/v1.0/users/${ann.id}`)).status, 200);
    assert.equal(await seats(), 2);
  });
  await t.test('what is no id, no purchase, or of no product that the user has is refused, and nothing is done', async () => {
    const other = await server.buy('POWER_BI_PRO', 5);
    for (const [dropSeats, status] of [[[1], 400], ['x', 400], [['nothing'], 404], [[other.id], 400], [[bought.id, bought.id], 400], [Array.from({ length: 101 }, () => bought.id), 400]]) {
      const { status: found, text } = await server.post(address, { dropSeats });
      assert.equal(found, status, text);
    }
    assert.equal((await server.get(`/v1.0/users/${ann.id}`)).status, 200);
  });
  await t.test('it is done as one', async () => {
    const { status, body: answer } = await server.post(address, body);
    assert.deepEqual([status, answer.subscriptions.length], [200, 1]);
    assert.equal((await server.get(`/v1.0/users/${ann.id}`)).status, 404);
    assert.equal(await seats(), 1);
    assert.equal((await holders()).length, 1, 'who waits has not been given it');
    const kinds = (await server.get('/api/v1/operations?$top=2')).body.value.map(({ kind }) => kind).sort();
    assert.deepEqual(kinds, ['subscriptionUpdate', 'userDelete']);
  });
  assertSound(server.db);
});

test('R-75: without that, the seat goes to who waits for it (D-08)', async (t) => {
  const { server, ann, holders, seats } = await start(t);
  const { status, body } = await server.request('POST', `/api/v1/users/${ann.id}/delete`);
  assert.deepEqual([status, body], [200, { subscriptions: [] }]);
  assert.deepEqual([await seats(), (await holders()).length], [2, 2]);
  assertSound(server.db);
});

test('R-75: seats from a partner, in volume or for a year that goes on are not given up', async (t) => {
  const later = new Date(Date.now() + 100 * 86_400_000).toISOString();
  for (const more of [{ purchaseChannel: 'Reseller' }, { purchaseChannel: 'Volume' }, { endDate: later, term: 'P1Y' }]) {
    const { server, bought, ann, seats } = await start(t, more);
    const { status, body } = await server.post(`/api/v1/users/${ann.id}/delete`, { dropSeats: [bought.id] });
    assert.deepEqual([status, body.error.details[0].code], [400, 'seatNotDropped'], JSON.stringify(more));
    assert.ok(body.error.details[0].remedy);
    assert.equal((await server.get(`/v1.0/users/${ann.id}`)).status, 200);
    assert.equal(await seats(), 2);
  }
});
