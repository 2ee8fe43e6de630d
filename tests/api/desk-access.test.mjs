// What the calls under /api/v1 need, and what the interface says of itself. Which role may call which: permissions.test.mjs.

import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { startServer } from '../lib/licentia.mjs';
import { deskCalls } from '../lib/matrix.mjs';
import { Contract } from '../lib/openapi.mjs';

/** A body that is refused as such, so that who may call gets 400 and changes nothing. */
const bodyFor = (method) => (method === 'POST' || method === 'PATCH' ? { body: '{"nonsense": 1}' } : {});

test('access', async (t) => {
  const server = await startServer(t);
  (await Contract.read(server)).watch(server);
  const about = (await server.get('/api/v1')).body;
  const ours = about.routes.filter((route) => route.path.startsWith('/api/v1'));

  await t.test('every call says what it needs', () => {
    const told = Object.fromEntries(ours.map((route) => [`${route.method} ${route.path}`, route.action]));
    assert.deepEqual(told, Object.fromEntries(Object.entries(deskCalls).map(([call, need]) => [call, need ?? null])));
  });

  await t.test('without a token, or with a bad one: 401 but for health and the description', async () => {
    for (const [call, need] of Object.entries(deskCalls)) {
      const [method, path] = call.split(' ');
      for (const [token, headers] of [['', {}], ['lic_nonsense', {}], ['', { Authorization: 'Basic bGljOng=' }], ['', { Authorization: 'Bearer' }]]) {
        const answer = await server.request(method, path.replace(/\{[^}]*\}/g, 'x'), { token, headers, ...bodyFor(method) });
        assert.equal(answer.status, need === undefined ? 200 : 401, `${call}: ${answer.text}`);
        if (need !== undefined) {
          assert.equal(answer.body.error.code, 'InvalidAuthenticationToken');
        }
      }
    }
  });

  await t.test('for real: billing buys, a licence administrator does not, a reader reads', async () => {
    const as = async (role) => (await server.post('/api/v1/tokens', { name: role, role })).body.token;
    const purchase = { sku: 'ENTERPRISEPACK', totalLicenses: 1 };
    const bought = await server.post('/api/v1/subscriptions', purchase, { token: await as('billing-administrator') });
    assert.equal(bought.status, 201);
    for (const role of ['license-administrator', 'user-administrator', 'global-reader', 'groups-administrator', 'helpdesk-administrator']) {
      assert.equal((await server.post('/api/v1/subscriptions', purchase, { token: await as(role) })).status, 403);
    }
    const reader = await as('global-reader');
    assert.deepEqual((await server.get(`/api/v1/subscriptions/${bought.body.id}`, { token: reader })).body, bought.body);
    assert.equal((await server.get('/api/v1/operations', { token: reader })).body.value.filter((item) => item.kind === 'subscriptionAdd').length, 1);
    assert.equal((await server.delete(`/api/v1/tokens/${(await server.get('/api/v1/tokens')).body.value[0].id}`, { token: reader })).status, 403);
  });

  await t.test('a large body from somebody who may not send it is not even read', async () => {
    const { token } = (await server.post('/api/v1/tokens', { name: 'reader', role: 'Global Reader' })).body;
    for (const [path, sender, status] of [['/api/v1/users/import', '', 401], ['/api/v1/users/import', token, 403], ['/api/v1/catalog/import', token, 403]]) {
      const head = await sendHead(server, [
        `POST ${path} HTTP/1.1`, 'Host: x', 'Content-Type: text/csv', `Content-Length: ${900 * 1024 * 1024}`,
        ...(sender ? [`Authorization: Bearer ${sender}`] : []), '', '',
      ]);
      assert.match(head, new RegExp(`^HTTP/1\\.1 ${status} `));
    }
  });

  await t.test('health and the list of routes', async () => {
    assert.deepEqual((await server.get('/api/v1/health', { token: '' })).body, { status: 'ok' });
    assert.equal(about.name, 'licentia');
    assert.match(about.version, /^\d+\.\d+\.\d+$/);
    const head = await server.request('HEAD', '/api/v1/health', { token: '' });
    assert.deepEqual([head.status, head.text], [200, '']);
    assert.equal((await server.get('/api/v1/')).status, 200, 'a slash at the end does not matter');
  });

  await t.test('what is not there, and wrong methods', async () => {
    for (const path of ['/api/v1/nothing', '/api/v2', '/api', '/api/v1/health/x', '/api/v1/catalog']) {
      const answer = await server.get(path);
      assert.equal(answer.status, 404, path);
      assert.equal(answer.body.error.code, 'Request_ResourceNotFound');
    }
    const put = await server.request('PUT', '/api/v1/subscriptions', { body: {} });
    assert.equal(put.status, 405);
    assert.equal(put.headers.get('allow'), 'GET, HEAD, POST');
    assert.equal((await server.delete('/api/v1/operations')).status, 405, 'the ledger only grows');
  });
});

/** Sends the head of a request and nothing behind it; returns the head of the answer. */
function sendHead(server, lines) {
  const { hostname, port } = new URL(server.url);
  return new Promise((done, fail) => {
    const socket = connect(Number(port), hostname, () => socket.write(lines.join('\r\n')));
    let text = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk) => {
      text += chunk;
      if (text.includes('\r\n\r\n')) {
        socket.destroy();
        done(text);
      }
    });
    socket.on('error', fail);
    socket.on('end', () => fail(new Error(`closed after ${JSON.stringify(text)}`)));
  });
}

test('--verbose logs every request, without its query; otherwise none is logged', async (t) => {
  const quiet = await startServer(t);
  await quiet.get('/v1.0/users');
  assert.doesNotMatch(quiet.log, /event=request/);
  const server = await startServer(t, { args: ['--verbose'] });
  const answer = await server.get('/v1.0/users?$top=7');
  await server.get('/v1.0/nothing', { token: null });
  for (let i = 0; i < 200 && !/\/v1\.0\/nothing/.test(server.log); i++) {
    await pause(25); // it is written beside the answer
  }
  const lines = server.log.split('\n').filter((line) => /event=request/.test(line));
  const [users] = lines.filter((line) => /path=\/v1\.0\/users status=200/.test(line));
  const id = answer.headers.get('request-id');
  assert.match(users, new RegExp(`level=info .*method=GET .*bytes=${Buffer.byteLength(answer.text)} ms=\\d+ client=127\\.0\\.0\\.1 request-id=${id}$`));
  assert.ok(lines.some((line) => /path=\/v1\.0\/nothing status=40[14]/.test(line)), server.log);
  assert.doesNotMatch(server.log, /top/);
});
