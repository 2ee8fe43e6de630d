// What every answer of the Graph family has: headers, metadata, and reads that see what was written.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sku, startServer } from '../lib/licentia.mjs';

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

test('protocol', async (t) => {
  const server = await startServer(t);
  await server.buy('VISIOCLIENT', 100);
  const ann = await server.addUser('ann');

  await t.test('headers of an answer', async () => {
    const { headers } = await server.get('/v1.0/users');
    assert.equal(headers.get('content-type'), 'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8');
    assert.equal(headers.get('odata-version'), '4.0');
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.match(headers.get('request-id'), guid);
    assert.equal(headers.get('client-request-id'), headers.get('request-id'));
    assert.ok(Date.parse(headers.get('date')) > 0);
  });

  await t.test('request-id differs from request to request', async () => {
    const [one, two] = [await server.get('/v1.0/users'), await server.get('/v1.0/users')];
    assert.notEqual(one.headers.get('request-id'), two.headers.get('request-id'));
  });

  for (const [id, isEchoed] of [['b7e2a0c0-0000-4000-8000-000000000001', true], ['build-17/step_3', true], ['x'.repeat(64), true], ['x'.repeat(65), false], ['a b', false], ['é', false]]) {
    await t.test(`client-request-id ${id.slice(0, 40)} is ${isEchoed ? 'echoed' : 'not echoed'}`, async () => {
      for (const path of ['/v1.0/users', '/v1.0/nosuchset']) {
        const { headers } = await server.get(path, { headers: { 'client-request-id': id } });
        assert.equal(headers.get('client-request-id'), isEchoed ? id : headers.get('request-id'));
      }
    });
  }

  await t.test('odata.metadata=none leaves out context and type, keeps links', async () => {
    await server.addUser('bob');
    for (const options of [['', { headers: { Accept: 'application/json;odata.metadata=none' } }], ['&$format=application/json;odata.metadata=none', {}]]) {
      const { headers, body } = await server.get(`/v1.0/users?$top=1${options[0]}`, options[1]);
      assert.match(headers.get('content-type'), /^application\/json;odata\.metadata=none;/);
      assert.deepEqual(Object.keys(body).sort(), ['@odata.nextLink', 'value']);
    }
  });

  await t.test('the scheme of Authorization counts in any case', async () => {
    for (const scheme of ['Bearer', 'bearer', 'BEARER']) {
      assert.equal((await server.get('/v1.0/users', { token: '', headers: { Authorization: `${scheme} ${server.token}` } })).status, 200);
    }
  });

  await t.test('service document', async () => {
    for (const path of ['/v1.0', '/v1.0/', '/beta']) {
      const { status, body } = await server.get(path);
      assert.equal(status, 200);
      assert.ok(body.value.some((set) => set.name === 'users' && set.url === 'users' && set.kind === 'EntitySet'));
    }
  });

  await t.test('D-22 a revoked token is refused at once', async () => {
    const { token, id } = (await server.post('/api/v1/tokens', { name: 'short', role: 'Global Reader' })).body;
    assert.equal((await server.get('/v1.0/users', { token })).status, 200);
    assert.equal((await server.delete(`/api/v1/tokens/${id}`)).status, 204);
    assert.equal((await server.get('/v1.0/users', { token })).status, 401);
  });

  await t.test('a reason is kept in the ledger', async () => {
    const answer = await server.patch(`/v1.0/users/${ann.id}`, { jobTitle: 'Boss' }, { headers: { 'Licentia-Reason': 'ticket 4711' } });
    assert.equal(answer.status, 204);
    const [operation] = (await server.get('/api/v1/operations?$top=1')).body.value;
    assert.deepEqual([operation.reason, operation.correlationId], ['ticket 4711', answer.headers.get('request-id')]);
    assert.equal((await server.patch(`/v1.0/users/${ann.id}`, { jobTitle: 'B' }, { headers: { 'Licentia-Reason': 'x'.repeat(501) } })).status, 400);
  });

  await t.test('whoever was answered sees the change, over any connection', async () => {
    const users = await Promise.all(Array.from({ length: 40 }, (_, i) => server.addUser(`reader${i}`)));
    await Promise.all(users.map(async (user) => {
      assert.equal((await server.assign(user.id, [sku.VISIOCLIENT])).status, 200);
      const reads = await Promise.all(Array.from({ length: 5 }, () => server.get(`/v1.0/users/${user.id}/licenseDetails`)));
      for (const read of reads) {
        assert.equal(read.body.value.length, 1);
      }
    }));
    assert.equal((await server.pool(sku.VISIOCLIENT)).consumedUnits, 40);
  });
});
