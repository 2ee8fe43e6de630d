// Rate limits from outside: by token, by address, and behind a proxy. A bucket holds ten seconds' worth of calls.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Browser } from '../lib/browser.mjs';
import { init, run, startServer, temporaryFolder } from '../lib/licentia.mjs';

const ENOUGH = 400; // far more than any bucket here holds
const FULL = 10; // calls that a bucket of one call a second holds

/** Calls until it is refused, many at once, so that little is refilled meanwhile; returns how many were answered, and a refusal. */
async function exhaust(server, options = {}, path = '/v1.0/subscribedSkus') {
  for (let count = 0; count < ENOUGH;) {
    const answers = await Promise.all(Array.from({ length: 40 }, () => server.get(path, options)));
    const refusal = answers.find(({ status }) => status === 429);
    count += answers.filter(({ status }) => status !== 429).length;
    if (refusal) {
      return { count, answer: refusal };
    }
  }
  return assert.fail(`${ENOUGH} calls were answered`);
}

/** A call out of an exhausted bucket: refused, but for what a slow machine lets be refilled, which is less than a full one. Returns the refusal. */
async function refused(call, message) {
  for (let i = 0; i < FULL / 2; i++) {
    const answer = await call();
    if (answer.status === 429) {
      return answer;
    }
  }
  return assert.fail(`not refused: ${message}`);
}

function anotherToken(server, role = 'global-reader') {
  const made = run(['token', 'create', '--db', server.db, '--name', 'second', '--role', role, '--json']);
  assert.equal(made.status, 0, made.stderr);
  return JSON.parse(made.stdout).token;
}

function assertRefusal(answer) {
  assert.match(answer.headers.get('retry-after'), /^[1-9]\d*$/, 'whole seconds: Graph clients read nothing else');
  assert.equal(answer.body.error.code, 'TooManyRequests');
  assert.equal(answer.body.error.message, 'Please retry again later.');
  assert.deepEqual(answer.body.error.details, []);
  assert.equal(answer.body.error.innerError['request-id'], answer.headers.get('request-id'));
}

test('9-19: a token that calls too often gets 429 with Retry-After, others go on', async (t) => {
  const server = await startServer(t, { args: ['--rate-limit', '1'] });
  const other = anotherToken(server);
  const { count, answer } = await exhaust(server);
  assert.ok(count >= 10, `${count} calls at once`);
  assertRefusal(answer);
  assert.equal((await server.get('/v1.0/subscribedSkus', { token: other })).status, 200);
  assert.equal((await server.get('/api/v1/health', { token: '' })).status, 200);
  assertRefusal(await refused(() => server.post('/api/v1/subscriptions', { sku: 'SPE_E3', totalLicenses: 1 }), 'reads and writes count together'));
  await refused(() => server.post('/api/v1/users/import', 'userPrincipalName\n'.repeat(1000), { raw: true, headers: { 'Content-Type': 'text/csv' } }), 'an upload');
});

test('an address that calls too often gets 429 before its token is looked at', async (t) => {
  const server = await startServer(t, { args: ['--rate-limit-address', '1'] });
  const { count, answer } = await exhaust(server, { token: 'lic_wrong' });
  assert.ok(count >= 10);
  assertRefusal(answer);
  await refused(() => server.get('/v1.0/subscribedSkus'), 'whatever the token');
  await refused(() => server.get('/no/such/path', { token: '' }), 'whatever the path');
  await refused(() => server.post('/api/v1/users/import', 'a', { raw: true, headers: { 'Content-Type': 'text/csv' } }), 'an upload');
  for (let i = 0; i < 5; i++) {
    await refused(() => server.get('/v1.0/subscribedSkus', { headers: { 'X-Forwarded-For': `203.0.113.${i}` } }), 'what a stranger says about its address does not count');
  }
});

test('an address that calls too often is told so in the shape that each kind of caller reads', async (t) => {
  const server = await startServer(t, { args: ['--rate-limit-address', '1'] });
  await exhaust(server);
  for (const [method, path] of [
    ['POST', `/${server.tenantId}/oauth2/v2.0/token`], ['POST', '/common/oauth2/token'], ['POST', '/common/oauth2/v2.0/devicecode'],
    ['GET', '/common/v2.0/.well-known/openid-configuration'], ['GET', '/common/discovery/v2.0/keys'], ['GET', '/common/userrealm/anna@contoso.example'],
  ]) {
    const form = method === 'POST' ? { body: 'grant_type=client_credentials', raw: true, headers: { 'Content-Type': 'application/x-www-form-urlencoded' } } : {};
    const { body, headers } = await refused(() => server.request(method, path, { token: null, ...form }), path);
    assert.equal(body.error, 'temporarily_unavailable', path);
    assert.deepEqual(body.error_codes, [90033]);
    assert.match(body.error_description, /^AADSTS90033: Please retry again later\./);
    assert.match(headers.get('retry-after'), /^[1-9]\d*$/);
  }
  for (const [language, title] of [['en', 'This did not work'], ['nl', 'Dit is niet gelukt']]) {
    const browser = new Browser(server, { language });
    for (const path of ['/common/login', '/common/oauth2/v2.0/authorize?client_id=x', '/devicelogin']) {
      const page = await refused(() => browser.get(path), path);
      assert.equal(page.title, title, page.text);
      assert.match(page.headers.get('content-type'), /^text\/html/);
      assert.match(page.headers.get('retry-after'), /^[1-9]\d*$/);
    }
  }
  assertRefusal(await refused(() => server.get('/no/such/path', { token: '' }), 'no path'));
  assertRefusal(await refused(() => server.get('/%00', { token: '' }), 'no text'));
});

test('behind the trusted proxy each client has its own bucket, and cannot choose another', async (t) => {
  const server = await startServer(t, { args: ['--trusted-proxy', '127.0.0.1', '--trusted-proxy', '10.0.0.0/8', '--rate-limit-address', '1'] });
  const from = (...hops) => ({ headers: { 'X-Forwarded-For': hops.join(', ') } });
  await exhaust(server, from('203.0.113.1'));
  assert.equal((await server.get('/v1.0/subscribedSkus', from('203.0.113.2'))).status, 200);
  for (const hops of [['198.51.100.7', '203.0.113.1'], ['203.0.113.1', '10.1.2.3'], ['198.51.100.8', '203.0.113.1:999', '10.9.9.9']]) {
    await refused(() => server.get('/v1.0/subscribedSkus', from(...hops)), hops.join());
  }
  await exhaust(server, from('2001:db8:1:1::1'));
  await refused(() => server.get('/v1.0/subscribedSkus', from('2001:db8:1:1:ffff::2')), 'one network of IPv6 is one address');
  assert.equal((await server.get('/v1.0/subscribedSkus', from('2001:db8:1:2::1'))).status, 200);
});

test('calls at the same time on several workers share one bucket', async (t) => {
  const server = await startServer(t, { args: ['--rate-limit', '1', '--workers', '4'] });
  const answers = await Promise.all(Array.from({ length: 200 }, () => server.get('/v1.0/subscribedSkus')));
  const good = answers.filter((answer) => answer.status === 200).length;
  assert.ok(good >= 10 && good < 200, `${good}`);
  answers.filter((answer) => answer.status !== 200).forEach(assertRefusal);
});

test('by default a client may call as often as it can one after another; 0 takes the limits away', async (t) => {
  for (const args of [[], ['--rate-limit', '0', '--rate-limit-address', '0']]) {
    const server = await startServer(t, { args });
    for (let i = 0; i < ENOUGH; i++) {
      assert.equal((await server.get('/api/v1/health')).status, 200);
    }
  }
});

test('limits that are no number are usage errors', (t) => {
  const { db } = init(temporaryFolder(t));
  for (const option of ['--rate-limit', '--rate-limit-address']) {
    for (const value of ['-1', 'many', '1.5', '1000001', '']) {
      const result = run(['serve', '--db', db, option, value]);
      assert.equal(result.status, 2, `${option} ${value}`);
      assert.match(result.stderr, new RegExp(`${option} needs a whole number from 0 to 1000000`));
    }
  }
});
