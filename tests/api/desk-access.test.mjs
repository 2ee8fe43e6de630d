// Who may call what under /api/v1, and what the interface says of itself.

import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { startServer } from '../lib/licentia.mjs';
import { Contract } from '../lib/openapi.mjs';

/** Specification section 3, as far as our own calls need it: D-01 lets a billing administrator read, buy and assign. */
const allowed = {
  'Global Administrator': ['readDirectory', 'readRoles', 'readLicenses', 'createUser', 'deleteUser', 'manageSubscriptions', 'manageCatalog', 'readOperations', 'manageTokens', 'manageSettings',
    'readApplications', 'manageApplications', 'readSessions', 'updateUser', 'readGroups', 'manageGroups', 'assignLicense', 'manageUserViews', 'decideRequests', 'manageAllotments'],
  'Billing Administrator': ['readDirectory', 'readRoles', 'readLicenses', 'manageSubscriptions', 'readGroups', 'assignLicense'],
  'License Administrator': ['readDirectory', 'readRoles', 'readLicenses', 'readGroups', 'assignLicense', 'decideRequests', 'manageAllotments'],
  'User Administrator': ['readDirectory', 'readRoles', 'readLicenses', 'createUser', 'deleteUser', 'updateUser', 'readGroups', 'manageGroups', 'assignLicense', 'manageUserViews',
    'decideRequests'],
  'Global Reader': ['readDirectory', 'readRoles', 'readLicenses', 'readOperations', 'readApplications', 'readSessions', 'readGroups'],
  'Groups Administrator': ['readDirectory', 'readRoles', 'readLicenses', 'readGroups', 'manageGroups'],
  'Helpdesk Administrator': ['readDirectory', 'readRoles', 'readLicenses', 'readGroups'],
};

/** What everybody may, with any role and without. */
const everybody = ['readSelf', 'requestLicense', 'runAllotments'];

/** What each of our calls needs; null: a token, undefined: nothing. */
const needs = {
  'GET /api/v1': null,
  'GET /api/v1/health': undefined,
  'GET /api/v1/openapi.json': undefined,
  'GET /api/v1/catalog/skus': 'readLicenses',
  'GET /api/v1/catalog/skus/{sku}': 'readLicenses',
  'POST /api/v1/catalog/import': 'manageCatalog',
  'GET /api/v1/subscriptions': 'readLicenses',
  'POST /api/v1/subscriptions': 'manageSubscriptions',
  'GET /api/v1/subscriptions/{id}': 'readLicenses',
  'PATCH /api/v1/subscriptions/{id}': 'manageSubscriptions',
  'DELETE /api/v1/subscriptions/{id}': 'manageSubscriptions',
  'POST /api/v1/subscriptions/{id}/renew': 'manageSubscriptions',
  'POST /api/v1/subscriptions/{id}/cancel': 'manageSubscriptions',
  'GET /api/v1/attention': 'readLicenses',
  'GET /api/v1/skus/{sku}/conflict': 'readLicenses',
  'GET /api/v1/skus/{sku}/holders': 'readLicenses',
  'GET /api/v1/skus/{sku}/waiting': 'readLicenses',
  'GET /api/v1/skus/{sku}/waiting/{user}': 'readLicenses',
  'PATCH /api/v1/skus/{sku}/waiting/{user}': 'assignLicense',
  'DELETE /api/v1/skus/{sku}/waiting/{user}': 'assignLicense',
  'POST /api/v1/users/{id}/assignLicense': 'assignLicense',
  'GET /api/v1/groups/{id}': 'readGroups',
  'PATCH /api/v1/groups/{id}': 'manageGroups',
  'GET /api/v1/groups/{id}/members': 'readGroups',
  'POST /api/v1/groups/{id}/members': 'manageGroups',
  'POST /api/v1/memberships': 'manageGroups',
  'POST /api/v1/users': 'createUser',
  'POST /api/v1/users/import': 'createUser',
  'GET /api/v1/imports': 'createUser',
  'GET /api/v1/imports/{id}': 'createUser',
  'POST /api/v1/changes': 'assignLicense',
  'GET /api/v1/changes': 'readLicenses',
  'GET /api/v1/changes/{id}': 'readLicenses',
  'GET /api/v1/changes/{id}/results': 'readLicenses',
  'GET /api/v1/export/users': 'readDirectory',
  'GET /api/v1/export/holders': 'readLicenses',
  'GET /api/v1/export/assignments': 'readLicenses',
  'POST /api/v1/changes/{id}/pause': null,
  'POST /api/v1/changes/{id}/resume': null,
  'POST /api/v1/changes/{id}/cancel': null,
  'POST /api/v1/users/{id}/delete': 'deleteUser',
  'POST /api/v1/deletedUsers/{id}/restore': 'deleteUser',
  'GET /api/v1/operations': 'readOperations',
  'GET /api/v1/operations/{id}': 'readOperations',
  'POST /api/v1/operations/{id}/undo': null,
  'GET /api/v1/operations/{id}/changes': 'readOperations',
  'GET /api/v1/tokens': 'manageTokens',
  'POST /api/v1/tokens': 'manageTokens',
  'DELETE /api/v1/tokens/{id}': 'manageTokens',
  'GET /api/v1/applications': 'readApplications',
  'POST /api/v1/applications': 'manageApplications',
  'GET /api/v1/applications/{id}': 'readApplications',
  'PATCH /api/v1/applications/{id}': 'manageApplications',
  'DELETE /api/v1/applications/{id}': 'manageApplications',
  'POST /api/v1/applications/{id}/secrets': 'manageApplications',
  'DELETE /api/v1/applications/{id}/secrets/{keyId}': 'manageApplications',
  'POST /api/v1/applications/{id}/certificates': 'manageApplications',
  'DELETE /api/v1/applications/{id}/certificates/{keyId}': 'manageApplications',
  'POST /api/v1/applications/{id}/grants': 'manageApplications',
  'DELETE /api/v1/applications/{id}/grants/{type}/{permission}': 'manageApplications',
  'GET /api/v1/me/session': null,
  'GET /api/v1/me/preferences': null,
  'PATCH /api/v1/me/preferences': null,
  'GET /api/v1/me/sessions': null,
  'DELETE /api/v1/me/sessions/{id}': null,
  'GET /api/v1/users/{id}/why': 'readLicenses',
  'GET /api/v1/users/{id}/sessions': 'readSessions',
  'DELETE /api/v1/users/{id}/sessions': 'updateUser',
  'GET /api/v1/roles': 'readRoles',
  'GET /api/v1/roles/{role}': 'readRoles',
  'GET /api/v1/licenseRequests': 'decideRequests',
  'GET /api/v1/licenseRequests/{id}': 'decideRequests',
  'POST /api/v1/licenseRequests/{id}/decide': 'decideRequests',
  'GET /api/v1/licenseRequestSettings': 'decideRequests',
  'PATCH /api/v1/licenseRequestSettings': 'manageSettings',
  'GET /api/v1/autoClaimPolicy': 'readLicenses',
  'PATCH /api/v1/autoClaimPolicy': 'manageSettings',
  'DELETE /api/v1/autoClaimPolicy': 'manageSettings',
  'GET /api/v1/autoClaimPolicy/claims': 'readLicenses',
  'GET /api/v1/autoClaimPolicy/report': 'readLicenses',
  'GET /api/v1/allotments': 'readLicenses',
  'POST /api/v1/allotments': 'manageAllotments',
  'GET /api/v1/allotments/{id}': 'readLicenses',
  'PATCH /api/v1/allotments/{id}': 'manageAllotments',
  'DELETE /api/v1/allotments/{id}': 'manageAllotments',
  'GET /api/v1/allotments/{id}/people': 'readLicenses',
  'GET /api/v1/me/allotments': 'readSelf',
  'GET /api/v1/me/allotments/{id}/people': 'runAllotments',
  'POST /api/v1/me/allotments/{id}/people': 'runAllotments',
  'DELETE /api/v1/me/allotments/{id}/people/{user}': 'runAllotments',
  'GET /api/v1/me/licenses': 'readSelf',
  'GET /api/v1/me/requestableProducts': 'readSelf',
  'GET /api/v1/me/licenseRequests': 'readSelf',
  'POST /api/v1/me/licenseRequests': 'requestLicense',
  'DELETE /api/v1/me/licenseRequests/{id}': 'requestLicense',
  'GET /api/v1/userViews': 'readDirectory',
  'GET /api/v1/userViews/{id}': 'readDirectory',
  'POST /api/v1/userViews': 'manageUserViews',
  'PATCH /api/v1/userViews/{id}': 'manageUserViews',
  'DELETE /api/v1/userViews/{id}': 'manageUserViews',
  'GET /api/v1/userTemplates': 'createUser',
  'GET /api/v1/userTemplates/{id}': 'createUser',
  'POST /api/v1/userTemplates': 'createUser',
  'DELETE /api/v1/userTemplates/{id}': 'createUser',
  'GET /api/v1/settings': 'readDirectory',
  'PATCH /api/v1/settings': 'manageSettings',
};

/** Calls about changes of many: what they take depends on the change. Who may do none of those, or may not read the change, is refused. */
const byChange = ['POST /api/v1/changes/{id}/pause', 'POST /api/v1/changes/{id}/resume', 'POST /api/v1/changes/{id}/cancel', 'POST /api/v1/operations/{id}/undo'];
const mayChange = (call, actions) => ['assignLicense', 'assignGroupLicense', 'manageGroups'].some((action) => actions.includes(action))
  && (call.endsWith('/undo') || actions.includes('readLicenses'));

/** A body that is refused as such, so that who may call gets 400 and changes nothing. */
const bodyFor = (method) => (method === 'POST' || method === 'PATCH' ? { body: '{"nonsense": 1}' } : {});

test('access', async (t) => {
  const server = await startServer(t);
  (await Contract.read(server)).watch(server);
  const about = (await server.get('/api/v1')).body;
  const ours = about.routes.filter((route) => route.path.startsWith('/api/v1'));

  await t.test('every call says what it needs', () => {
    const told = Object.fromEntries(ours.map((route) => [`${route.method} ${route.path}`, route.action]));
    assert.deepEqual(told, Object.fromEntries(Object.entries(needs).map(([call, need]) => [call, need ?? null])));
  });

  await t.test('without a token, or with a bad one: 401 but for health and the description', async () => {
    for (const [call, need] of Object.entries(needs)) {
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

  await t.test('RO-2, RO-3: each role may do what it may and nothing else', async (t2) => {
    for (const [role, own] of Object.entries(allowed)) {
      const actions = [...everybody, ...own];
      await t2.test(role, async () => {
        const { token, role: named } = (await server.post('/api/v1/tokens', { name: role, role })).body;
        assert.equal(named, role);
        const before = (await server.get('/api/v1/operations')).body;
        for (const [call, need] of Object.entries(needs)) {
          const [method, path] = call.split(' ');
          const answer = await server.request(method, path.replace(/\{[^}]*\}/g, 'x'), { token, ...bodyFor(method) });
          if (byChange.includes(call) ? !mayChange(call, actions) : need && !actions.includes(need)) {
            assert.equal(answer.status, 403, `${role}, ${call}: ${answer.text}`);
            assert.equal(answer.body.error.code, 'Authorization_RequestDenied');
            assert.equal(answer.body.error.message, 'Insufficient privileges to complete the operation.');
            assert.ok(answer.body.error.details[0].message.includes(role));
          } else {
            assert.ok([200, 400, 404, 415].includes(answer.status), `${role}, ${call}: ${answer.status} ${answer.text}`);
          }
        }
        assert.deepEqual((await server.get('/api/v1/operations')).body, before);
      });
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
