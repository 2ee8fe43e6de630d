// What comes of memberships that are changed together, and of groups in groups.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { addGroup, join, license, path, settled } from '../lib/groups.mjs';
import { assertSound, sku, startServer } from '../lib/licentia.mjs';

const { ENTERPRISEPACK: E3 } = sku;
const rehearsal = { headers: { Prefer: 'validate-only' } };

test('D-08: who joins in one call is given seats in the order of people, not in that of the call', async (t) => {
  const server = await startServer(t);
  await server.buy('ENTERPRISEPACK', 1);
  const [ann, ben] = [await server.addUser('ann'), await server.addUser('ben')];
  const [first, second] = [await addGroup(server, 'First'), await addGroup(server, 'Second')];
  await license(server, first, [E3]);
  await license(server, second, [E3]);
  const calls = [
    [`/api/v1/groups/${first.id}/members`, { add: [ben.id, ann.id] }, { remove: [ben.id, ann.id] }],
    ['/api/v1/memberships', { changes: [{ group: first.id, add: [ben.id] }, { group: second.id, add: [ann.id] }] },
      { changes: [{ group: first.id, remove: [ben.id] }, { group: second.id, remove: [ann.id] }] }],
  ];
  for (const [address, body, back] of calls) {
    const preview = await server.post(address, body, rehearsal);
    assert.deepEqual(preview.body.conflicts.map(({ code, users }) => [code, users.map(({ id }) => id)]), [['CountViolation', [ben.id]]], preview.text);
    assert.equal((await server.post(address, body)).status, 200);
    assert.equal(await path(server, ann, E3, body.changes ? second : first), 'Active');
    assert.equal(await path(server, ben, E3, first), 'Error CountViolation');
    assert.equal((await server.post(address, back)).status, 200);
  }
  assertSound(server.db);
});

test('D-17: a group that is gone for good makes no circle; one that may be restored does', async (t) => {
  const server = await startServer(t);
  for (const [unified, isRefused] of [[{}, false], [{ groupTypes: ['Unified'], mailEnabled: true }, true]]) {
    const name = isRefused ? 'Unified' : 'Plain';
    const inner = await addGroup(server, `${name} inner`);
    const middle = await addGroup(server, `${name} middle`, [], unified);
    const outer = await addGroup(server, `${name} outer`);
    assert.equal((await join(server, middle, inner)).status, 204);
    assert.equal((await join(server, outer, middle)).status, 204);
    assert.equal((await server.delete(`/v1.0/groups/${middle.id}`)).status, 204);
    const body = { changes: [{ group: inner.id, add: [outer.id] }] };
    for (const options of [rehearsal, {}]) {
      const answer = await server.post('/api/v1/memberships', body, options);
      assert.equal(answer.status, isRefused ? 400 : 200, answer.text);
    }
  }
  assertSound(server.db);
});

test('D-17: licences follow where a group gives something, itself or by one above it, and only there', async (t) => {
  const server = await startServer(t);
  await server.buy('ENTERPRISEPACK', 9);
  const ann = await server.addUser('ann');
  const [inner, outer] = [await addGroup(server, 'Inner', [ann]), await addGroup(server, 'Outer')];
  const top = await addGroup(server, 'Top', [outer]);
  assert.equal((await server.patch(`/api/v1/groups/${top.id}`, { includeNested: true })).status, 200);
  const change = async (what) => (await server.post(`/api/v1/groups/${outer.id}/members`, { [what]: [inner.id] })).body;
  assert.deepEqual(await change('add'), { added: 1, removed: 0, unchanged: 0, licensesFollow: false });
  assert.deepEqual(await change('remove'), { added: 0, removed: 1, unchanged: 0, licensesFollow: false });
  await license(server, top, [E3]);
  assert.deepEqual(await change('add'), { added: 1, removed: 0, unchanged: 0, licensesFollow: true });
  await settled(server, top);
  assert.equal(await path(server, ann, E3, top), 'Active');
  assert.deepEqual(await change('remove'), { added: 0, removed: 1, unchanged: 0, licensesFollow: true });
  await settled(server, top);
  assert.equal(await path(server, ann, E3, top), undefined);
  assertSound(server.db);
});
