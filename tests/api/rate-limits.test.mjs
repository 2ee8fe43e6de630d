// Rate limits from outside: by token, by address, and behind a proxy. A bucket holds ten seconds' worth of calls.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Browser } from '../lib/browser.mjs';
import { init, run, startServer, temporaryFolder } from '../lib/licentia.mjs';

const ENOUGH = 400; // far more than any bucket here holds, even while it is refilled

/** Calls until it is refused; returns how many were answered before, and the refusal. */
async function exhaust(server, options = {}, path = '/v1.0/subscribedSkus') {
  for (let count = 0; count < ENOUGH; count++) {
    const answer = await server.get(path, options);
    if (answer.status === 429) {
      return { count, answer };
    }
  }
  return assert.fail(`${ENOUGH} calls were answered`);
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
  const written = await server.post('/api/v1/subscriptions', { sku: 'SPE_E3', totalLicenses: 1 });
  assert.equal(written.status, 429, 'reads and writes count together');
  assertRefusal(written);
  const upload = await server.post('/api/v1/users/import', 'userPrincipalName\n'.repeat(1000), { raw: true, headers: { 'Content-Type': 'text/csv' } });
  assert.equal(upload.status, 429, upload.text);
});

test('an address that calls too often gets 429 before its token is looked at', async (t) => {
  const server = await startServer(t, { args: ['--rate-limit-address', '1'] });
  const { count, answer } = await exhaust(server, { token: 'lic_wrong' });
  assert.ok(count >= 10);
  assertRefusal(answer);
  assert.equal((await server.get('/v1.0/subscribedSkus')).status, 429, 'whatever the token');
  assert.equal((await server.get('/no/such/path', { token: '' })).status, 429);
  const upload = await server.post('/api/v1/users/import', 'a', { raw: true, headers: { 'Content-Type': 'text/csv' } });
  assert.equal(upload.status, 429, upload.text);
  for (let i = 0; i < 5; i++) {
    const spoofed = await server.get('/v1.0/subscribedSkus', { headers: { 'X-Forwarded-For': `203.0.113.${i}` } });
    assert.equal(spoofed.status, 429, 'what a stranger says about its address does not count');
  }
});

test('an address that calls too often is told so in the shape that each kind of caller reads', async (t) => {
  const server = await startServer(t, { args: ['--rate-limit-address', '1'] });
  await exhaust(server);
  for (const [method, path] of [
    ['POST', `/${server.tenantId}/oauth2/v2.0/token`], ['POST', '/common/oauth2/token'], ['POST', '/common/oauth2/v2.0/devicecode'],
    ['GET', '/common/v2.0/.well-known/openid-configuration'], ['GET', '/common/discovery/v2.0/keys'], ['GET', '/common/userrealm/anna@contoso.example'],
  ]) {
    const { status, body, headers } = await server.request(method, path, { token: null, ...(method === 'POST' ? { body: 'grant_type=client_credentials', raw: true, headers: { 'Content-Type': 'application/x-www-form-urlencoded' } } : {}) });
    assert.equal(status, 429, path);
    assert.equal(body.error, 'temporarily_unavailable', path);
    assert.deepEqual(body.error_codes, [90033]);
    assert.match(body.error_description, /^AADSTS90033: Please retry again later\./);
    assert.match(headers.get('retry-after'), /^[1-9]\d*$/);
  }
  for (const [language, title] of [['en', 'This did not work'], ['nl', 'Dit is niet gelukt']]) {
    const browser = new Browser(server, { language });
    for (const path of ['/common/login', '/common/oauth2/v2.0/authorize?client_id=x', '/devicelogin']) {
      const page = await browser.get(path);
      assert.equal(page.status, 429, path);
      assert.equal(page.title, title, page.text);
      assert.match(page.headers.get('content-type'), /^text\/html/);
      assert.match(page.headers.get('retry-after'), /^[1-9]\d*$/);
    }
  }
  assertRefusal(await server.get('/no/such/path', { token: '' }));
  assertRefusal(await server.get('/%00', { token: '' }));
});

test('behind the trusted proxy each client has its own bucket, and cannot choose another', async (t) => {
  const server = await startServer(t, { args: ['--trusted-proxy', '127.0.0.1', '--trusted-proxy', '10.0.0.0/8', '--rate-limit-address', '1'] });
  const from = (...hops) => ({ headers: { 'X-Forwarded-For': hops.join(', ') } });
  await exhaust(server, from('203.0.113.1'));
  assert.equal((await server.get('/v1.0/subscribedSkus', from('203.0.113.2'))).status, 200);
  for (const hops of [['198.51.100.7', '203.0.113.1'], ['203.0.113.1', '10.1.2.3'], ['198.51.100.8', '203.0.113.1:999', '10.9.9.9']]) {
    assert.equal((await server.get('/v1.0/subscribedSkus', from(...hops))).status, 429, hops.join());
  }
  await exhaust(server, from('2001:db8:1:1::1'));
  assert.equal((await server.get('/v1.0/subscribedSkus', from('2001:db8:1:1:ffff::2'))).status, 429, 'one network of IPv6 is one address');
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
