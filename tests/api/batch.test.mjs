// POST /$batch (specification 5.5, rules ): many requests in one, each with its own answer.

import assert from 'node:assert/strict';
import { createConnection } from 'node:net';
import { test } from 'node:test';

import { giveRole, letPeopleIn, tokenOfPerson } from '../lib/callers.mjs';
import { startServer } from '../lib/licentia.mjs';
import { GA, LA } from '../lib/matrix.mjs';
import { addPerson, signedIn } from '../lib/people.mjs';

const E3 = '05e9a617-0261-4cee-bb44-138d3ef5d965';

/** Sends a batch and returns the answer, with `by`, the responses by id. */
async function send(server, requests, options) {
  const answer = await server.post('/v1.0/$batch', { requests }, options);
  const list = answer.body?.responses ?? [];
  return { ...answer, list, by: Object.fromEntries(list.map((item) => [item.id, item])) };
}

const get = (id, url, more = {}) => ({ id, method: 'GET', url, ...more });
const json = { 'Content-Type': 'application/json' };
const change = (id, method, url, body, more = {}) => ({ id, method, url, headers: json, body, ...more });
const statuses = ({ list }) => list.map(({ id, status }) => [id, status]);

test('A-20, A-21: each request has an answer of its own', async (t) => {
  const server = await startServer(t);
  await server.buy(E3, 5);
  const anna = await server.addUser('anna');
  const bert = await server.addUser('bert');

  await t.test('reading: status, headers, body; ids as text, also of numbers', async () => {
    const answer = await send(server, [get(1, `/users/${anna.id}`), get('two', 'users?$top=1&$select=id'), get('3', '/users/nobody@contoso.example')]);
    assert.equal(answer.status, 200, answer.text);
    assert.match(answer.headers.get('content-type'), /^application\/json;odata\.metadata=minimal/);
    assert.match(answer.body['@odata.context'], /^http:\/\/127\.0\.0\.1:\d+\/v1\.0\/\$metadata#microsoft\.graph\.batch$/);
    assert.deepEqual(statuses(answer), [['1', 200], ['two', 200], ['3', 404]]);
    assert.equal(answer.by['1'].body.userPrincipalName, 'anna@contoso.example');
    assert.match(answer.by['1'].headers['Content-Type'], /^application\/json;/);
    assert.match(answer.by['1'].headers['request-id'], /^[0-9a-f-]{36}$/);
    assert.match(answer.by.two.body['@odata.nextLink'], /^http:\/\/127\.0\.0\.1:\d+\/v1\.0\/users\?/);
    assert.match(answer.by['3'].body.error.message, /does not exist/);
    assert.equal(answer.by['3'].body.error.code, 'Request_ResourceNotFound');
    assert.equal(answer.by['3'].body.error.innerError['request-id'], answer.by['3'].headers['request-id']);
  });

  await t.test('addresses: relative or absolute, of either version, with blanks and quotes as they are', async () => {
    const answer = await send(server, [
      get('a', `https://graph.microsoft.com/v1.0/users/${anna.id}`), get('b', `/v1.0/users/${anna.id}`), get('c', `/beta/users/${anna.id}`),
      get('d', `${server.url}/v1.0/users/${anna.id}?$select=id`), get('e', "/users?$filter=userPrincipalName eq 'bert@contoso.example'&$select=id"),
      get('f', `/users('${anna.id}')`), get('g', '/users/bert%40contoso.example'), get('h', '/api/v1/users'), get('i', ''), get('j', '?$select=id'), get('k', '/users//x'), get('l', 'https://graph.microsoft.com'),
    ]);
    assert.deepEqual(statuses(answer), [['a', 200], ['b', 200], ['c', 200], ['d', 200], ['e', 200], ['f', 200], ['g', 200], ['h', 404], ['i', 200], ['j', 400], ['k', 400], ['l', 200]]);
    assert.deepEqual(answer.by.e.body.value.map(({ id }) => id), [bert.id]);
    assert.match(answer.by.c.body['@odata.context'], /\/beta\/\$metadata#/);
    const beta = await server.post('/beta/$batch', { requests: [get('1', `/users/${anna.id}`)] });
    assert.match(beta.body.responses[0].body['@odata.context'], /\/beta\/\$metadata#/);
  });

  await t.test('headers of a request are its own, in any case: Accept, ConsistencyLevel', async () => {
    const answer = await send(server, [get('1', `/users/${anna.id}`, { headers: { accept: 'application/json;odata.metadata=none' } }),
      get('2', '/users/$count', { headers: { consistencylevel: 'eventual' } }), get('3', '/users/$count')], { headers: { Accept: 'application/json;odata.metadata=none' } });
    assert.equal('@odata.context' in answer.body, false);
    assert.equal('@odata.context' in answer.by['1'].body, false);
    assert.equal(answer.by['2'].body, 2, '$count is a number');
    assert.equal(answer.by['2'].headers['Content-Type'], 'text/plain');
    assert.equal(answer.by['3'].status, 400);
  });

  await t.test('changes: 201 with Location, 204 without a body, bodies as objects and as base64', async () => {
    const user = (name) => ({ accountEnabled: true, displayName: name, mailNickname: name, userPrincipalName: `${name}@contoso.example`, usageLocation: 'NL', passwordProfile: { password: 'Reindeer-Sledge-41' } });
    const answer = await send(server, [
      change('1', 'POST', '/users', user('carl')),
      change('2', 'post', '/users', Buffer.from(JSON.stringify(user('dora'))).toString('base64')),
      change('3', 'POST', '/users', Buffer.from(JSON.stringify(user('eva'))).toString('base64url')),
      change('4', 'PATCH', `/users/${bert.id}`, { jobTitle: 'Baker', department: null }),
      { id: '5', method: 'PATCH', url: `/users/${bert.id}`, body: { jobTitle: 'Cook' } },
      change('6', 'POST', '/users', user('carl')),
      change('7', 'POST', `/users/${anna.id}/assignLicense`, { addLicenses: [{ skuId: E3 }], removeLicenses: [] }),
      get('8', `/users/${anna.id}?$select=assignedLicenses`),
      change('9', 'POST', `/users/${anna.id}/getMemberGroups`, { securityEnabledOnly: false }),
    ]);
    assert.deepEqual(statuses(answer), [['1', 201], ['2', 201], ['3', 201], ['4', 204], ['5', 204], ['6', 400], ['7', 200], ['8', 200], ['9', 200]]);
    assert.equal('body' in answer.by['4'], false);
    assert.match(answer.by['1'].headers.Location, /\/v1\.0\/users\/[0-9a-f-]{36}$/);
    assert.match(answer.by['6'].body.error.message, /same value for property userPrincipalName/);
    assert.deepEqual(answer.by['8'].body.assignedLicenses, [{ disabledPlans: [], skuId: E3 }]);
    assert.equal((await server.get(`/v1.0/users/${bert.id}`)).body.jobTitle, 'Cook', 'in the order given');
    assert.equal((await server.get('/v1.0/users/eva@contoso.example')).status, 200);
  });

  await t.test('the audit log tells each change and each refusal by the request-id of its own', async () => {
    const answer = await send(server, [change('1', 'PATCH', `/users/${anna.id}`, { jobTitle: 'Pilot' }), change('2', 'POST', `/users/${anna.id}/assignLicense`, { addLicenses: [], removeLicenses: ['00000000-0000-4000-8000-000000000000'] })],
      { headers: { 'Licentia-Reason': 'new season', 'User-Agent': 'batcher' } });
    assert.deepEqual(statuses(answer), [['1', 204], ['2', 400]]);
    for (const [id, result] of [['1', 'success'], ['2', 'failure']]) {
      const log = `/v1.0/auditLogs/directoryAudits?$filter=correlationId eq '${answer.by[id].headers['request-id']}'`;
      let entries = [];
      while (entries.length === 0) { // refusals are written a little later
        entries = (await server.get(log)).body.value;
      }
      assert.deepEqual(entries.map((entry) => entry.result), [result], id);
    }
    const { value } = (await server.get('/api/v1/operations?$top=1')).body;
    assert.equal(value[0].reason, 'new season');
  });
});

test('A-22: order and dependsOn', async (t) => {
  const server = await startServer(t);
  const anna = await server.addUser('anna');
  const title = (id, jobTitle, more) => change(id, 'PATCH', `/users/${anna.id}`, { jobTitle }, more);
  const read = (id, more) => get(id, `/users/${anna.id}?$select=jobTitle`, more);

  await t.test('what is read sees what was changed before it, and not what is changed behind it', async () => {
    const answer = await send(server, [read('0'), title('1', 'One'), title('2', 'Two'), read('3'), title('4', 'Four'), read('5')]);
    assert.deepEqual(statuses(answer).map(([, status]) => status), [200, 204, 204, 200, 204, 200]);
    assert.deepEqual(['0', '3', '5'].map((id) => answer.by[id].body.jobTitle), [null, 'Two', 'Four']);
  });

  await t.test('a request comes behind what it depends on, wherever that stands', async () => {
    const answer = await send(server, [read('a', { dependsOn: ['c'] }), title('b', 'B'), title('c', 'C', { dependsOn: ['b'] }), { ...title(4, 'D'), dependsOn: ['a'] }, read('e', { dependsOn: [4] })]);
    assert.deepEqual(statuses(answer), [['b', 204], ['c', 204], ['a', 200], ['4', 204], ['e', 200]]);
    assert.equal(answer.by.a.body.jobTitle, 'C');
    assert.equal(answer.by.e.body.jobTitle, 'D');
  });

  await t.test('what depends on a failure is a 424, and so is what depends on that; the rest is done', async () => {
    const answer = await send(server, [change('1', 'PATCH', '/users/nobody@contoso.example', { jobTitle: 'x' }), title('2', 'Never', { dependsOn: ['1'] }), title('3', 'Never', { dependsOn: ['2'] }), title('4', 'Still'), read('5', { dependsOn: ['3', '4'] })]);
    assert.deepEqual(statuses(answer).sort(), [['1', 404], ['2', 424], ['3', 424], ['4', 204], ['5', 424]]);
    assert.equal(answer.by['2'].body.error.code, 'FailedDependency');
    assert.match(answer.by['2'].body.error.message, /'2' was not done, because '1'.*404/);
    assert.equal((await server.get(`/v1.0/users/${anna.id}`)).body.jobTitle, 'Still');
  });

  await t.test('a long chain, given backwards', async () => {
    assert.equal((await server.patch('/api/v1/settings', { batchRequests: 1000 })).status, 200);
    const chain = Array.from({ length: 1000 }, (_, i) => (i < 999 ? title(i, `T${i}`, { dependsOn: [i + 1] }) : title(i, 'T999')));
    const answer = await send(server, chain);
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual(answer.list.map(({ id }) => Number(id)), Array.from({ length: 1000 }, (_, i) => 999 - i));
    assert.ok(answer.list.every(({ status }) => status === 204));
    assert.equal((await server.get(`/v1.0/users/${anna.id}`)).body.jobTitle, 'T0');
  });
});

test('A-20, A-21: what is not understood as a whole is a 400, and nothing of it is done', async (t) => {
  const server = await startServer(t);
  const anna = await server.addUser('anna');
  const good = change('good', 'PATCH', `/users/${anna.id}`, { jobTitle: 'Changed' });
  const refused = async (requests, target, message) => {
    const answer = await server.post('/v1.0/$batch', typeof requests === 'string' ? requests : { requests });
    assert.equal(answer.status, 400, answer.text);
    assert.match(answer.body.error.message, message);
    assert.equal(answer.body.error.details[0]?.target, target);
  };

  await t.test('each mistake by name and place', async () => {
    await refused('{"requests": [', undefined, /line 1/);
    await refused('[]', undefined, /must be a JSON object/);
    await refused('{}', 'requests', /value is required for property 'requests'/);
    await refused('{"requests": 1}', 'requests', /expected an array/);
    await refused([], 'requests', /holds no request/);
    await refused([good, 1], 'requests/1/', /expected an object/);
    await refused([good, { method: 'GET', url: '/users' }], 'requests/1/id', /required/);
    await refused([good, { id: '2', url: '/users' }], 'requests/1/method', /required/);
    await refused([good, { id: '2', method: 'GET' }], 'requests/1/url', /required/);
    await refused([good, { id: '', method: 'GET', url: '/users' }], 'requests/1/id', /not empty/);
    await refused([good, { id: 1.5, method: 'GET', url: '/users' }], 'requests/1/id', /whole number/);
    await refused([good, { id: '2', method: 'TRACE', url: '/users' }], 'requests/1/method', /'TRACE' is not a method/);
    await refused([good, { id: '2', method: 'GET', url: '/users', header: {} }], 'requests/1/header', /Did you mean 'headers'/);
    await refused([good, get('2', '/users', { headers: { Accept: 1 } })], 'requests/1/headers', /'Accept' of request '2' must be text/);
    await refused([good, get('2', '/users', { headers: { 'X-A': 'a\nb' } })], 'requests/1/headers', /without control characters/);
    await refused([good, get('2', '/users', { headers: { accept: 'a', Accept: 'b' } })], 'requests/1/headers', /twice/);
    await refused([good, get('2', '/users', { headers: [] })], 'requests/1/headers', /expected an object/);
    await refused([good, change('2', 'POST', '/users', 'not base64!')], 'requests/1/body', /no base64/);
    await refused([good, change('2', 'POST', '/users', true)], 'requests/1/body', /expected an object, or base64/);
    await refused([good, get('2', '/users', { dependsOn: 'good' })], 'requests/1/dependsOn', /an array of ids/);
    await refused([good, get('2', '/users', { dependsOn: ['3'] })], 'requests/1/dependsOn', /'2' depends on '3', which is the id of no request/);
    await refused([good, get('good', '/users')], 'requests/1/id', /Two requests have the id 'good'/);
    await refused([good, get('1', '/users'), get(1, '/users')], 'requests/2/id', /Two requests have the id '1'/);
    await refused([good, get('2', '/users', { dependsOn: ['2'] })], 'requests/1/dependsOn', /depends on itself/);
    await refused([good, get('a', '/users', { dependsOn: ['b'] }), get('b', '/users', { dependsOn: ['c'] }), get('c', '/users', { dependsOn: ['a'] })], 'requests/1/dependsOn', /'a' depends on itself/);
    for (const url of ['/$batch', '$batch', '/v1.0/$batch', '/beta/%24BATCH/', `${server.url}/v1.0/$batch?x=1`]) {
      await refused([good, change('2', 'POST', url, { requests: [] })], 'requests/1/url', /cannot hold another one/);
    }
    assert.equal((await server.get(`/v1.0/users/${anna.id}`)).body.jobTitle, null);
  });

  await t.test('more than 20, unless the organisation allows more', async () => {
    const many = (count) => Array.from({ length: count }, (_, i) => get(String(i), `/users/${anna.id}?$select=id`));
    assert.equal((await send(server, many(20))).status, 200);
    const answer = await send(server, many(21));
    assert.equal(answer.status, 400);
    assert.equal(answer.body.error.code, 'MaximumValueExceeded');
    assert.equal(answer.body.error.message, 'Number of batch request steps exceeds the maximum value of 20.');
    assert.equal((await server.patch('/api/v1/settings', { batchRequests: 1001 })).status, 400);
    assert.equal((await server.patch('/api/v1/settings', { batchRequests: 19 })).status, 400);
    assert.equal((await server.patch('/api/v1/settings', { batchRequests: 200 })).status, 200);
    const more = await send(server, many(200));
    assert.equal(more.status, 200, more.text);
    assert.deepEqual(more.list.map(({ id, status, body }) => [id, status, body.id]), many(200).map(({ id }) => [id, 200, anna.id]));
    assert.equal((await send(server, many(201))).status, 400);
    assert.equal((await server.patch('/api/v1/settings', { batchRequests: 1000 })).status, 200);
    assert.match((await send(server, many(1001))).body.error.message, /maximum value of 1000/);
  });

  await t.test('without a token, with another type of body, by GET', async () => {
    assert.equal((await send(server, [good], { token: '' })).status, 401);
    assert.equal((await send(server, [good], { headers: { 'Content-Type': 'text/plain' } })).status, 415);
    const answer = await server.get('/v1.0/$batch');
    assert.equal(answer.status, 405);
    assert.equal(answer.headers.get('allow'), 'POST');
  });

  await t.test('a body over 4 MiB is refused, one of 3 MiB is read', async () => {
    const long = (bytes) => [change('1', 'PATCH', `/users/${anna.id}`, { jobTitle: 'x'.repeat(bytes) })];
    assert.equal((await send(server, long(4 * 1024 * 1024))).status, 413);
    const answer = await send(server, long(3 * 1024 * 1024));
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.by['1'].status, 413, 'more than the call itself takes');
  });
});

test('A-23, RO-3: rights, limits and keys are those of each request', async (t) => {
  const server = await startServer(t);
  await server.buy(E3, 5);
  const anna = await server.addUser('anna');

  await t.test('each request is allowed or refused by itself', async () => {
    const { token } = (await server.post('/api/v1/tokens', { name: 'desk', role: LA })).body;
    const answer = await send(server, [change('1', 'POST', `/users/${anna.id}/assignLicense`, { addLicenses: [{ skuId: E3 }], removeLicenses: [] }), change('2', 'PATCH', `/users/${anna.id}`, { jobTitle: 'x' }),
      { id: '3', method: 'DELETE', url: `/users/${anna.id}` }, get('4', '/me'), get('5', '/auditLogs/directoryAudits')], { token });
    assert.deepEqual(statuses(answer), [['1', 200], ['2', 403], ['3', 403], ['4', 400], ['5', 403]]);
    assert.equal(answer.by['3'].body.error.code, 'Authorization_RequestDenied');
  });

  await t.test('a request does not call as somebody else', async () => {
    const { token } = (await server.post('/api/v1/tokens', { name: 'other', role: LA })).body;
    const mine = await send(server, [get('1', '/users', { headers: { authorization: `Bearer ${server.token}` } })]);
    assert.equal(mine.by['1'].status, 200);
    for (const headers of [{ Authorization: `Bearer ${server.token}` }, { Cookie: 'licentia=1' }, { 'X-CSRF-Token': 'x' }]) {
      const answer = await send(server, [get('1', '/users', { headers })], { token });
      assert.equal(answer.status, 400);
      assert.match(answer.body.error.message, /done for whoever sends it/);
    }
  });

  await t.test('rights that were taken away in the batch are gone for what depends on it, and for what is read behind it', async () => {
    const application = await letPeopleIn(server, ['Directory.ReadWrite.All', 'RoleManagement.ReadWrite.Directory', 'AuditLog.Read.All']);
    await giveRole(server, (await addPerson(server, 'other')).id, GA); // the last one could not lose it
    const chief = await addPerson(server, 'chief');
    const assignment = await giveRole(server, chief.id, GA);
    const token = await tokenOfPerson(server, 'chief', application);
    const answer = await send(server, [get('0', '/auditLogs/directoryAudits?$top=1'), { id: '1', method: 'DELETE', url: `/roleManagement/directory/roleAssignments/${assignment.id}` },
      change('2', 'PATCH', `/users/${anna.id}`, { jobTitle: 'x' }, { dependsOn: ['1'] }), get('3', '/auditLogs/directoryAudits')], { token });
    assert.deepEqual(statuses(answer), [['0', 200], ['1', 204], ['2', 403], ['3', 403]]);
  });

  await t.test('Prefer: validate-only of the batch holds for each request in it', async () => {
    const before = (await server.get('/api/v1/operations?$top=1')).body;
    const answer = await send(server, [change('1', 'PATCH', `/users/${anna.id}`, { jobTitle: 'Tried' }), change('2', 'PATCH', `/users/${anna.id}`, { jobTitle: 'Tried' }, { headers: { ...json, Prefer: 'return=minimal' } })], { headers: { Prefer: 'validate-only' } });
    assert.deepEqual(statuses(answer), [['1', 204], ['2', 204]]);
    assert.equal(answer.by['1'].headers['Preference-Applied'], 'validate-only');
    assert.equal(answer.by['2'].headers['Preference-Applied'], 'validate-only');
    assert.deepEqual((await server.get('/api/v1/operations?$top=1')).body, before);
  });

  await t.test('an Idempotency-Key, of a request or of the batch, has each done once', async () => {
    const group = (id, name, more = {}) => change(id, 'POST', '/groups', { displayName: name, mailNickname: name, mailEnabled: false, securityEnabled: true }, more);
    const own = [group('1', 'one', { headers: { ...json, 'Idempotency-Key': 'key-one' } }), group('2', 'two')];
    const first = await send(server, own, { headers: { 'Idempotency-Key': 'all' } });
    const again = await send(server, own, { headers: { 'Idempotency-Key': 'all' } });
    assert.deepEqual(statuses(first), [['1', 201], ['2', 201]]);
    for (const id of ['1', '2']) {
      assert.equal(again.by[id].status, 201);
      assert.equal(again.by[id].headers['Idempotent-Replayed'], 'true');
      assert.deepEqual(again.by[id].body, first.by[id].body);
    }
    const other = await send(server, [own[0], group('2', 'three')], { headers: { 'Idempotency-Key': 'all' } });
    assert.deepEqual(statuses(other), [['1', 201], ['2', 400]], 'the key came with another request');
  });

  await t.test('a page may send a batch with its cookie and the token against forgery', async () => {
    const boss = await addPerson(server, 'boss');
    await giveRole(server, boss.id, GA);
    const browser = await signedIn(server, 'boss');
    const { csrfToken } = JSON.parse((await browser.send('GET', '/api/v1/me/session')).text);
    const body = JSON.stringify({ requests: [get('1', '/me?$select=id'), change('2', 'PATCH', `/users/${anna.id}`, { jobTitle: 'By a page' })] });
    const call = (headers) => browser.send('POST', '/v1.0/$batch', { body, headers: { ...json, ...headers } });
    assert.equal((await call({})).status, 403);
    const answer = await call({ 'X-CSRF-Token': csrfToken, Origin: server.url });
    assert.equal(answer.status, 200, answer.text);
    const { responses } = JSON.parse(answer.text);
    assert.deepEqual(responses.map(({ id, status }) => [id, status]), [['1', 200], ['2', 204]], answer.text);
    assert.equal(responses[0].body.id, boss.id);
  });
});

test('A-23: limits count the requests in a batch', async (t) => {
  const server = await startServer(t, { args: ['--rate-limit', '2'] }); // a burst of 20
  const answer = await send(server, Array.from({ length: 20 }, (_, i) => get(i, '/users?$select=id&$top=1')));
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.list.filter(({ status }) => status === 200).length >= 15, true);
  const limited = answer.list.filter(({ status }) => status === 429);
  assert.ok(limited.length >= 1, 'the batch itself counts, too');
  assert.equal(limited[0].body.error.code, 'TooManyRequests');
  assert.match(limited[0].headers['Retry-After'], /^\d+$/);
});

test('many changes in one batch, beside others', async (t) => {
  const server = await startServer(t);
  assert.equal((await server.patch('/api/v1/settings', { batchRequests: 1000 })).status, 200);
  const people = (name, count) => Array.from({ length: count }, (_, i) => change(`${name}${i}`, 'POST', '/groups', { displayName: `${name}${i}`, mailNickname: `${name}${i}`, mailEnabled: false, securityEnabled: true }));
  const answers = await Promise.all(['a', 'b', 'c', 'd'].map((name) => send(server, people(name, 200))));
  for (const answer of answers) {
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual([...new Set(answer.list.map(({ status }) => status))], [201]);
  }
  const users = Array.from({ length: 24 }, (_, i) => change(i, 'POST', '/users', { accountEnabled: true, displayName: `u${i}`, mailNickname: `u${i}`, userPrincipalName: `u${i}@contoso.example`, passwordProfile: { password: i === 7 ? 'short' : 'Reindeer-Sledge-41' } }));
  const answer = await send(server, users);
  assert.deepEqual(statuses(answer), users.map(({ id }) => [String(id), id === 7 ? 400 : 201]));
  const { value } = (await server.get('/v1.0/users?$select=userPrincipalName&$top=999')).body;
  assert.deepEqual(value.map(({ userPrincipalName }) => userPrincipalName), users.filter(({ id }) => id !== 7).map(({ id }) => `u${id}@contoso.example`), 'made in the order given');
});

/** Speaks HTTP by hand; resolves with everything that came until the server closes. */
function talk(server, text, { read = true } = {}) {
  const { hostname, port } = new URL(server.url);
  return new Promise((done) => {
    const socket = createConnection(Number(port), hostname, () => socket.write(text));
    let all = '';
    socket.on('data', (chunk) => { all += chunk; });
    socket.on('close', () => done(all));
    socket.on('error', () => done(all));
    if (!read) {
      socket.pause();
      socket.destroySoon();
    }
  });
}

test('batches on one connection, and clients that leave', async (t) => {
  const server = await startServer(t);
  const anna = await server.addUser('anna');
  const body = (title) => JSON.stringify({ requests: [change('1', 'PATCH', `/users/${anna.id}`, { jobTitle: title }), get('2', `/users/${anna.id}?$select=jobTitle`)] });
  const http = (title, more = '') => `POST /v1.0/$batch HTTP/1.1\r\nHost: ${new URL(server.url).host}\r\nAuthorization: Bearer ${server.token}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body(title))}\r\n${more}\r\n${body(title)}`;

  await t.test('one behind the other without waiting', async () => {
    const all = await talk(server, http('A') + http('B') + http('C', 'Connection: close\r\n'));
    assert.deepEqual([...all.matchAll(/"jobTitle":"(.)"/g)].map(([, title]) => title), ['A', 'B', 'C']);
    assert.equal(all.match(/HTTP\/1\.1 200 OK/g).length, 3);
  });

  await t.test('who leaves breaks nothing', async () => {
    await Promise.all(Array.from({ length: 10 }, (_, i) => talk(server, http(`L${i}`), { read: false })));
    const answer = await send(server, [get('1', `/users/${anna.id}`)]);
    assert.equal(answer.by['1'].status, 200);
  });
});

test('what lists answer does not fit for ever: what is too much is refused by itself', async (t) => {
  const server = await startServer(t);
  assert.equal((await server.patch('/api/v1/settings', { batchRequests: 1000 })).status, 200);
  for (let i = 0; i < 40; i++) {
    const answer = await send(server, Array.from({ length: 20 }, (_, k) => change(k, 'POST', '/groups', { displayName: `g${i}-${k}`, mailNickname: `g${i}-${k}`, description: 'long '.repeat(200), mailEnabled: false, securityEnabled: true })));
    assert.equal(answer.status, 200);
  }
  const anna = await server.addUser('anna');
  const lists = Array.from({ length: 60 }, (_, i) => get(i, '/groups?$top=999'));
  const answer = await send(server, [...lists, change('last', 'PATCH', `/users/${anna.id}`, { jobTitle: 'Last' })]);
  assert.equal(answer.status, 200);
  assert.equal(answer.list.length, 61);
  assert.equal(answer.by['0'].status, 200);
  assert.equal(answer.by['59'].status, 400);
  assert.match(answer.by['59'].body.error.message, /more than is possible at once/);
  assert.equal(answer.by.last.status, 204);
});

test('what a part of a batch may not be is refused, and the server goes on', async (t) => {
  const server = await startServer(t);
  const group = (await server.post('/v1.0/groups', { displayName: 'G', mailNickname: 'g', mailEnabled: false, securityEnabled: true })).body;
  const requests = ['assignLicense', 'reprocessLicenseAssignment'].map((action, i) => ({
    id: `${i}`, method: 'POST', url: `/groups/${group.id}/${action}`, headers: { 'Content-Type': 'application/json' },
    ...(i === 0 ? { body: { addLicenses: [], removeLicenses: [] } } : {}),
  }));
  const statuses = (answer) => answer.body.responses.map(({ status }) => status);
  const whole = await server.post('/v1.0/$batch', { requests }, { headers: { Prefer: 'validate-only' } });
  assert.deepEqual(statuses(whole), [400, 400], 'a preview of a group stands alone');
  const own = await server.post('/v1.0/$batch', { requests: requests.map((item) => ({ ...item, headers: { ...item.headers, Prefer: 'validate-only' } })) });
  assert.deepEqual(statuses(own), [400, 400]);
  const headers = Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`x-${i}`, 'y']));
  const many = await server.post('/v1.0/$batch', { requests: [{ id: '1', method: 'GET', url: '/users', headers }] });
  assert.equal(many.status, 400);
  assert.match(many.body.error.message, /more than 64 headers/);
  const large = await server.post('/v1.0/$batch', { requests: [{ id: '1', method: 'POST', url: '/users', headers: { 'Content-Type': 'application/json' }, body: { displayName: 'x'.repeat(2_000_000) } }] });
  assert.deepEqual(statuses(large), [413]);
  assert.equal((await server.get('/v1.0/users?$top=1')).status, 200);
});
