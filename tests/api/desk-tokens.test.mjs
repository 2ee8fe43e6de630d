// Access tokens: shown once, listed without secrets, refused as soon as they are revoked.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startServer } from '../lib/licentia.mjs';
import { Contract } from '../lib/openapi.mjs';

const dayMs = 24 * 60 * 60 * 1000;

test('tokens', async (t) => {
  const server = await startServer(t);
  (await Contract.read(server)).watch(server);

  await t.test('made, shown once, listed without the secret', async () => {
    const { status, body, headers, text } = await server.post('/api/v1/tokens', { name: 'Import Zoë', role: 'user-administrator', days: 30 });
    assert.equal(status, 201, text);
    assert.match(body.token, /^lic_[A-Za-z0-9_-]{43}$/);
    assert.equal(body.role, 'User Administrator');
    assert.equal(Date.parse(body.expiresDateTime) - Date.parse(body.createdDateTime), 30 * dayMs);
    assert.equal(headers.get('cache-control'), 'no-store');
    const list = await server.get('/api/v1/tokens');
    const { token, ...stored } = body;
    assert.deepEqual(list.body.value.find((item) => item.id === body.id), stored);
    assert.ok(!list.text.includes(token) && !list.text.includes(token.slice(4, 20)));
    const ledger = await server.get('/api/v1/operations?$top=1');
    assert.equal(ledger.body.value[0].kind, 'tokenCreate');
    assert.ok(!ledger.text.includes(token));
    const changes = await server.get(`/api/v1/operations/${ledger.body.value[0].id}/changes`);
    assert.equal(changes.body.value[0].kind, 'token');
    assert.ok(!changes.text.includes(token));
    assert.ok(!server.log.includes(token));
  });

  await t.test('the role in any form, 90 days unless told otherwise', async () => {
    for (const role of ['Global Reader', 'global reader', 'GLOBAL-READER']) {
      const { body } = await server.post('/api/v1/tokens', { name: 'r', role });
      assert.equal(body.role, 'Global Reader');
      assert.equal(Date.parse(body.expiresDateTime) - Date.parse(body.createdDateTime), 90 * dayMs);
      assert.equal((await server.get('/v1.0/users', { token: body.token })).status, 200);
    }
  });

  await t.test('D-22: a revoked one is refused at the very next request', async () => {
    const { body } = await server.post('/api/v1/tokens', { name: 'short life', role: 'Global Administrator' });
    assert.equal((await server.get('/api/v1', { token: body.token })).status, 200);
    const revoked = await server.delete(`/api/v1/tokens/${body.id}`);
    assert.equal(revoked.status, 204);
    assert.equal(revoked.text, '');
    const refused = await server.get('/api/v1', { token: body.token });
    assert.equal(refused.status, 401);
    assert.equal(refused.body.error.code, 'InvalidAuthenticationToken');
    const listed = (await server.get('/api/v1/tokens')).body.value.find((item) => item.id === body.id);
    assert.match(listed.revokedDateTime, /^\d{4}-/);
    assert.equal((await server.delete(`/api/v1/tokens/${body.id}`)).status, 404, 'it is revoked already');
    const [operation] = (await server.get('/api/v1/operations?$top=1')).body.value;
    assert.equal(operation.kind, 'tokenRevoke');
  });

  await t.test('somebody may revoke their own', async () => {
    const { body } = await server.post('/api/v1/tokens', { name: 'leaving', role: 'Global Administrator' });
    assert.equal((await server.delete(`/api/v1/tokens/${body.id}`, { token: body.token })).status, 204);
    assert.equal((await server.get('/api/v1/tokens', { token: body.token })).status, 401);
  });

  await t.test('a rehearsal makes none and shows no secret', async () => {
    const before = (await server.get('/api/v1/tokens')).body;
    const answer = await server.post('/api/v1/tokens', { name: 'rehearsed', role: 'Global Reader' }, { headers: { Prefer: 'validate-only' } });
    assert.equal(answer.status, 201);
    assert.equal(answer.body.token, null);
    const kept = before.value.find((item) => item.revokedDateTime === null);
    assert.equal((await server.delete(`/api/v1/tokens/${kept.id}`, { headers: { Prefer: 'validate-only' } })).status, 204);
    assert.deepEqual((await server.get('/api/v1/tokens')).body, before);
  });

  await t.test('bad input names the member', async () => {
    const before = (await server.get('/api/v1/tokens')).body;
    const good = { name: 'x', role: 'Global Reader' };
    const bad = [
      [{ role: 'Global Reader' }, 'name', /name/],
      [{ name: 'x' }, 'role', /role/],
      [{ ...good, name: '' }, 'name', /1 to 64/],
      [{ ...good, name: 'x'.repeat(65) }, 'name', /1 to 64/],
      [{ ...good, name: ['x'] }, 'name', /a string/],
      [{ ...good, role: 'Global Raeder' }, 'role', /Did you mean 'Global Reader'/],
      [{ ...good, role: 'king' }, 'role', /Global Administrator, Billing Administrator/],
      [{ ...good, role: 4 }, 'role', /a string/],
      [{ ...good, days: 0 }, 'days', /1 to 3650/],
      [{ ...good, days: 3651 }, 'days', /1 to 3650/],
      [{ ...good, days: 9007199254740991 }, 'days', /1 to 3650/],
      [{ ...good, days: '30' }, 'days', /whole number/],
      [{ ...good, days: null }, 'days', /whole number/],
      [{ ...good, secret: 'mine' }, 'secret', /secret/],
    ];
    for (const [body, target, message] of bad) {
      const answer = await server.post('/api/v1/tokens', body);
      assert.equal(answer.status, 400, JSON.stringify(body));
      assert.equal(answer.body.error.details[0].target, target);
      assert.match(answer.body.error.message, message);
    }
    for (const key of ['00000000-0000-0000-0000-000000000001', 'x']) {
      assert.equal((await server.delete(`/api/v1/tokens/${key}`)).status, 404);
    }
    assert.deepEqual((await server.get('/api/v1/tokens')).body, before);
  });
});
