// A walk-through: two subscriptions of one product become one, and nobody notices (L-rules, R-03, R-10).

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sku, startServer } from '../lib/licentia.mjs';
import { Contract } from '../lib/openapi.mjs';

const E3 = sku.ENTERPRISEPACK;

test('R-03, R-10, L-04: two subscriptions are merged: rehearsed, in the wrong order and in the right one', async (t) => {
  const server = await startServer(t);
  (await Contract.read(server)).watch(server);
  const buy = async (totalLicenses) => (await server.post('/api/v1/subscriptions', { sku: 'ENTERPRISEPACK', totalLicenses })).body;
  const [kept, old] = [await buy(3), await buy(4)];
  const users = [];
  for (let i = 0; i < 7; i++) {
    const user = await server.addUser(`p${i}`);
    assert.equal((await server.assign(user.id, [E3])).status, 200);
    users.push(user);
  }
  const pool = async () => {
    const { consumedUnits, prepaidUnits } = await server.pool(E3);
    return [consumedUnits, prepaidUnits.enabled];
  };
  const holders = async () => (await server.get('/api/v1/skus/ENTERPRISEPACK/holders?$top=99')).body.value.map(({ id, state }) => `${id} ${state}`).sort();
  const before = await holders();
  assert.deepEqual(await pool(), [7, 7]);
  const rehearse = { headers: { Prefer: 'validate-only' } };

  await t.test('the wrong order is seen before it is done', async () => {
    const gone = await server.delete(`/api/v1/subscriptions/${old.id}`, rehearse);
    assert.equal(gone.status, 204);
    assert.equal(gone.headers.get('preference-applied'), 'validate-only');
    assert.deepEqual(await pool(), [7, 7], 'nothing has happened');
    assert.equal((await server.patch(`/api/v1/subscriptions/${kept.id}`, { totalLicenses: 7 }, rehearse)).body.totalLicenses, 7);
    assert.deepEqual(await pool(), [7, 7]);
  });
  await t.test('done in the wrong order nobody loses anything yet, and it says what helps', async () => {
    assert.equal((await server.delete(`/api/v1/subscriptions/${old.id}`)).status, 204);
    assert.deepEqual(await pool(), [7, 3]);
    const { body: conflict } = await server.get('/api/v1/skus/ENTERPRISEPACK/conflict');
    assert.deepEqual([conflict.capacity, conflict.consumedUnits, conflict.excess], [3, 7, 4]);
    assert.ok(conflict.remedies.length > 0);
    assert.deepEqual(await holders(), before, 'who has it keeps it (R-10)');
    assert.equal((await server.patch(`/api/v1/subscriptions/${kept.id}`, { totalLicenses: 7 })).status, 200);
    assert.deepEqual(await pool(), [7, 7]);
    assert.equal((await server.get('/api/v1/skus/ENTERPRISEPACK/conflict')).body.excess, 0);
  });
  await t.test('in the right order there is no moment with too few', async () => {
    const third = await buy(2);
    assert.equal((await server.assign((await server.addUser('late')).id, [E3])).status, 200);
    assert.equal((await server.patch(`/api/v1/subscriptions/${kept.id}`, { totalLicenses: 8 })).status, 200);
    assert.deepEqual(await pool(), [8, 10]);
    assert.equal((await server.delete(`/api/v1/subscriptions/${third.id}`)).status, 204);
    assert.deepEqual(await pool(), [8, 8]);
  });
  await t.test('a purchase is not undone; it says what to do instead, and nothing is lost', async () => {
    const { body: { value } } = await server.get('/api/v1/operations?$top=9');
    const { status, body } = await server.post(`/api/v1/operations/${value.find(({ kind }) => kind.startsWith('subscription')).id}/undo`, {});
    assert.equal(status, 400);
    assert.equal(body.error.details[0].code, 'cannotBeUndone');
    assert.ok(body.error.details[0].remedy.length > 0);
    assert.equal((await holders()).length, users.length + 1);
  });
});
