// Sessions: what they may do at the API, what protects them, how they end, who sees them.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';

import { engine, sql } from '../lib/database.mjs';
import { Browser } from '../lib/browser.mjs';
import { startServer } from '../lib/licentia.mjs';
import { Contract } from '../lib/openapi.mjs';
import { addPerson, password, signedIn } from '../lib/people.mjs';

const blob = (hex) => (engine === 'sqlite' ? `x'${hex}'` : `'\\x${hex}'::bytea`);

let nextId = 5000;
const giveRole = (server, user, role) =>
  sql(server, `INSERT INTO role_assignment (tenant_id, id, guid, principal_kind, principal_id, role, created_ms)
    SELECT 1, ${nextId++}, ${blob(randomUUID().replaceAll('-', ''))}, 0, id, ${role}, 1 FROM app_user WHERE guid = ${blob(user.id.replaceAll('-', ''))}`);

/** Calls the API as a page does. */
async function call(browser, method, path, { csrf, body, headers = {} } = {}) {
  const answer = await browser.send(method, path, {
    body: body && JSON.stringify(body),
    headers: { ...(body ? { 'Content-Type': 'application/json' } : {}), ...(csrf ? { 'X-CSRF-Token': csrf } : {}), ...headers },
  });
  return { status: answer.status, text: answer.text, headers: answer.headers, body: answer.text ? JSON.parse(answer.text) : undefined };
}

test('the API with a cookie', async (t) => {
  const server = await startServer(t);
  const contract = await Contract.read(server);
  contract.watch(server);
  const boss = await addPerson(server, 'boss');
  giveRole(server, boss, 0);
  await addPerson(server, 'anna');

  await t.test('does what the roles of the person allow (D-22: from the next call on)', async () => {
    const browser = await signedIn(server, 'anna');
    assert.equal((await call(browser, 'GET', '/v1.0/users')).status, 403);
    giveRole(server, (await server.get('/v1.0/users/anna@contoso.example')).body, 4); // Global Reader
    assert.equal((await call(browser, 'GET', '/v1.0/users')).status, 200);
    sql(server, 'DELETE FROM role_assignment WHERE role = 4');
    assert.equal((await call(browser, 'GET', '/v1.0/users')).status, 403);
  });

  await t.test('a change needs what only a page of ours can know', async () => {
    const browser = await signedIn(server, 'boss');
    const { status, body } = await call(browser, 'GET', '/api/v1/me/session');
    assert.equal(status, 200);
    assert.equal(body.userPrincipalName, 'boss@contoso.example');
    assert.equal(body.userId, boss.id);
    assert.equal(body.tenantId, server.tenantId);
    assert.match(body.csrfToken, /^[A-Za-z0-9_-]{43}$/);
    const csrf = body.csrfToken;
    const user = { userPrincipalName: 'new@contoso.example', displayName: 'New' };
    const other = (await call(await signedIn(server, 'boss'), 'GET', '/api/v1/me/session')).body.csrfToken;
    for (const options of [{}, { csrf: 'x' }, { csrf: other }, { csrf: browser.session }, { csrf, headers: { Origin: 'https://evil.example' } }, { csrf, headers: { 'Sec-Fetch-Site': 'cross-site' } }]) {
      const refused = await call(browser, 'POST', '/api/v1/users', { body: user, ...options });
      assert.equal(refused.status, 403, JSON.stringify(options));
      assert.match(refused.body.error.message, /X-CSRF-Token/);
    }
    const made = await call(browser, 'POST', '/api/v1/users', { body: user, csrf, headers: { Origin: server.url } });
    assert.equal(made.status, 201, made.text);
    const [operation] = (await server.get('/api/v1/operations?$top=1')).body.value;
    assert.deepEqual(operation.actor, { kind: 'user', name: 'boss@contoso.example' });
  });

  await t.test('a token beside a cookie is what counts', async () => {
    const browser = await signedIn(server, 'anna');
    assert.equal((await call(browser, 'GET', '/v1.0/users', { headers: { Authorization: `Bearer ${server.token}` } })).status, 200);
    assert.equal((await call(browser, 'GET', '/v1.0/users', { headers: { Authorization: 'Bearer lic_wrong' } })).status, 401);
    const page = await call(browser, 'GET', '/api/v1/me/session', { headers: { Authorization: `Bearer ${server.token}` } });
    assert.equal(page.status, 400);
    assert.equal((await server.get('/api/v1/me/sessions')).status, 400, 'a token is nobody\'s');
  });

  await t.test('a session that is over is nothing: 401', async () => {
    const browser = await signedIn(server, 'anna');
    const { session } = browser;
    await browser.get('/common/oauth2/v2.0/logout');
    browser.cookies.set('licentia-session', session);
    const answer = await call(browser, 'GET', '/api/v1/me/session');
    assert.equal(answer.status, 401);
    assert.equal(answer.body.error.code, 'InvalidAuthenticationToken');
  });
});

test('how sessions end', async (t) => {
  const server = await startServer(t);
  await addPerson(server, 'anna');
  const isIn = async (browser) => (await call(browser, 'GET', '/api/v1/me/session')).status === 200;
  const setting = (name, value) => sql(server, `DELETE FROM setting WHERE name = '${name}'; INSERT INTO setting (tenant_id, name, value) VALUES (1, '${name}', '${value}')`);

  await t.test('when it is not used: seen is written at most once a minute', async () => {
    const browser = await signedIn(server, 'anna');
    const seen = () => Number(sql(server, 'SELECT max(seen_ms) FROM session'));
    const first = seen();
    for (let i = 0; i < 5; i++) {
      assert.ok(await isIn(browser));
    }
    assert.equal(seen(), first);
    sql(server, 'UPDATE session SET seen_ms = seen_ms - 61000');
    assert.ok(await isIn(browser));
    for (let i = 0; i < 200 && seen() < first; i++) {
      await new Promise((done) => setTimeout(done, 25)); // nobody waits for it but this test
    }
    assert.ok(seen() >= first);
    sql(server, 'UPDATE session SET seen_ms = seen_ms - 61 * 60000');
    assert.ok(!await isIn(browser));
  });

  await t.test('at the latest after the hours that are set, also when they become fewer', async () => {
    const browser = await signedIn(server, 'anna');
    assert.equal(sql(server, 'SELECT (max(expires_ms - created_ms)) / 3600000 FROM session'), '12');
    sql(server, 'UPDATE session SET created_ms = created_ms - 2 * 3600000');
    assert.ok(await isIn(browser));
    setting('sessionHours', '1');
    assert.ok(!await isIn(browser));
    setting('sessionHours', '12');
    setting('sessionIdleMinutes', '5');
    sql(server, 'UPDATE session SET seen_ms = seen_ms - 6 * 60000');
    assert.ok(!await isIn(browser));
    setting('sessionIdleMinutes', '60');
  });

  await t.test('a person sees his own and ends one of them', async () => {
    sql(server, 'DELETE FROM session');
    const here = await signedIn(server, 'anna', { agent: 'Here <b>' });
    const there = await signedIn(server, 'anna', { agent: 'There' });
    const { value } = (await call(here, 'GET', '/api/v1/me/sessions')).body;
    assert.deepEqual(value.map((session) => [session.userAgent, session.ipAddress]).sort(), [['Here <b>', '127.0.0.1'], ['There', '127.0.0.1']]);
    const { csrfToken: csrf, id } = (await call(here, 'GET', '/api/v1/me/session')).body;
    const other = value.find((session) => session.id !== id);
    assert.equal((await call(here, 'DELETE', `/api/v1/me/sessions/${other.id}`)).status, 403, 'not without proof');
    assert.equal((await call(here, 'DELETE', `/api/v1/me/sessions/${other.id}`, { csrf })).status, 204);
    assert.ok(!await isIn(there));
    assert.equal((await call(here, 'DELETE', `/api/v1/me/sessions/${other.id}`, { csrf })).status, 404);
    await addPerson(server, 'bert');
    const bert = await signedIn(server, 'bert');
    const bertCsrf = (await call(bert, 'GET', '/api/v1/me/session')).body.csrfToken;
    assert.equal((await call(bert, 'DELETE', `/api/v1/me/sessions/${id}`, { csrf: bertCsrf })).status, 404, 'nobody else\'s');
    assert.ok(await isIn(here));
  });

  await t.test('Graph\'s revokeSignInSessions ends all, with refresh tokens and codes', async () => {
    const browser = await signedIn(server, 'anna');
    const { csrfToken: csrf } = (await call(browser, 'GET', '/api/v1/me/session')).body;
    const answer = await call(browser, 'POST', '/v1.0/me/revokeSignInSessions', { csrf });
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual(answer.body, { '@odata.context': `${server.url}/v1.0/$metadata#Edm.Boolean`, value: true });
    assert.ok(!await isIn(browser));
    const again = await signedIn(server, 'anna');
    sql(server, `INSERT INTO application (tenant_id, id, guid, app_guid, principal_guid, display_name, is_public, is_enabled, created_ms) VALUES (1, 1, ${blob('01')}, ${blob('02')}, ${blob('03')}, 'x', 1, 1, 1)`);
    sql(server, `INSERT INTO oauth_refresh (tenant_id, hash, family, application_id, user_id, scope, created_ms, started_ms, expires_ms) SELECT 1, ${blob('aa')}, ${blob('bb')}, 1, id, '', 1, 1, 2 FROM app_user WHERE upn = 'anna@contoso.example'`);
    sql(server, `INSERT INTO oauth_code (tenant_id, hash, family, application_id, user_id, redirect_uri, scope, created_ms, expires_ms) SELECT 1, ${blob('aa')}, ${blob('bb')}, 1, id, '', '', 1, 2 FROM app_user WHERE upn = 'anna@contoso.example'`);
    assert.equal((await server.post('/v1.0/users/anna@contoso.example/revokeSignInSessions')).status, 200);
    assert.ok(!await isIn(again));
    assert.equal(sql(server, 'SELECT count(*) FROM oauth_refresh'), '0');
    assert.equal(sql(server, 'SELECT count(*) FROM oauth_code'), '0');
    const [operation] = (await server.get('/api/v1/operations?$top=1')).body.value;
    assert.deepEqual([operation.kind, operation.target], ['sessionRevoke', 'anna@contoso.example']);
    assert.equal((await server.post('/v1.0/users/nobody@contoso.example/revokeSignInSessions')).status, 404);
    assert.equal((await server.post('/v1.0/me/revokeSignInSessions')).status, 400);
  });

  await t.test('the oldest gives way when somebody has a hundred', async () => {
    const rows = Array.from({ length: 120 }, (_, i) => `(1, ${-1000 + i}, ${blob(randomUUID().replaceAll('-', ''))}, ${blob(`ff${i.toString(16).padStart(4, '0')}`)}, (SELECT id FROM app_user WHERE upn = 'bert@contoso.example'), '', '', 1, 1, ${Date.now() + 3600000})`);
    sql(server, `INSERT INTO session (tenant_id, id, guid, hash, user_id, address, agent, created_ms, seen_ms, expires_ms) VALUES ${rows.join(', ')}`);
    const browser = await signedIn(server, 'bert');
    assert.ok(await isIn(browser));
    assert.equal(sql(server, "SELECT count(*) FROM session WHERE user_id = (SELECT id FROM app_user WHERE upn = 'bert@contoso.example')"), '100');
  });

  await t.test('an administrator lists and revokes; a reader lists; others do neither', async () => {
    await signedIn(server, 'anna');
    const list = await server.get('/api/v1/users/anna@contoso.example/sessions');
    assert.equal(list.status, 200);
    assert.equal(list.body.value.length, 1);
    assert.ok(!list.text.includes('hash') && !list.text.includes('secret'));
    const token = async (role) => (await server.post('/api/v1/tokens', { name: role, role })).body.token;
    assert.equal((await server.get('/api/v1/users/anna@contoso.example/sessions', { token: await token('License Administrator') })).status, 403);
    assert.equal((await server.delete('/api/v1/users/anna@contoso.example/sessions', { token: await token('Global Reader') })).status, 403);
    assert.equal((await server.delete('/api/v1/users/anna@contoso.example/sessions')).status, 204);
    assert.deepEqual((await server.get('/api/v1/users/anna@contoso.example/sessions')).body, { value: [] });
  });
});

test('the command line', async (t) => {
  const server = await startServer(t);
  await addPerson(server, 'anna');

  await t.test('session list and revoke', async () => {
    const browser = await signedIn(server, 'anna', { agent: 'Firefox' });
    const list = server.cli(['session', 'list', 'anna@contoso.example']);
    assert.equal(list.status, 0, list.stderr);
    assert.match(list.stdout, /127\.0\.0\.1 +Firefox/);
    const dry = server.cli(['session', 'revoke', 'anna@contoso.example', '--dry-run']);
    assert.match(dry.stdout, /Would sign out anna@contoso\.example everywhere\. Nothing was changed\./);
    assert.equal((await call(browser, 'GET', '/api/v1/me/session')).status, 200);
    const revoked = server.cli(['session', 'revoke', 'anna@contoso.example', '--json', '--reason', 'lost laptop']);
    assert.deepEqual(JSON.parse(revoked.stdout), { user: 'anna@contoso.example', revoked: true, dryRun: false });
    assert.equal((await call(browser, 'GET', '/api/v1/me/session')).status, 401);
    assert.equal(server.cli(['session', 'list', 'nobody@contoso.example']).status, 1);
  });

  await t.test('user password', async () => {
    const result = server.cli(['user', 'password', 'anna@contoso.example']);
    assert.equal(result.status, 0, result.stderr);
    const [, made] = /Password, shown this once: (\S{16})\n$/.exec(result.stdout);
    assert.equal((await new Browser(server).signIn('anna@contoso.example', password)).status, 403);
    assert.equal((await new Browser(server).signIn('anna@contoso.example', made)).title, 'Change password');
    const dry = server.cli(['user', 'password', 'anna@contoso.example', '--dry-run', '--json']);
    assert.deepEqual(JSON.parse(dry.stdout), { user: 'anna@contoso.example', password: null, dryRun: true });
    assert.equal((await new Browser(server).signIn('anna@contoso.example', made)).title, 'Change password');
    assert.ok(!server.log.includes(made));
  });
});

test('over TLS', async (t) => {
  // Before a proxy that speaks TLS the server sees the browser's own origin.
  const server = await startServer(t, { args: ['--trusted-proxy', '127.0.0.1'] });
  await addPerson(server, 'anna');
  const headers = { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'desk.example' };
  const cookieOf = (response, name) => new RegExp(`(${name}=[A-Za-z0-9_-]{43}); Path=/; HttpOnly; SameSite=Lax; Secure$`).exec(response.headers.get('set-cookie'))?.[1];

  await t.test('cookies are for this host alone, and for TLS alone', async () => {
    const page = await fetch(`${server.url}/common/login`, { headers });
    const form = cookieOf(page, '__Host-licentia-form');
    assert.ok(form, page.headers.get('set-cookie'));
    const csrf = /name="csrf" value="([^"]+)"/.exec(await page.text())[1];
    const body = new URLSearchParams({ csrf, next: '/devicelogin', username: 'anna@contoso.example', password });
    const send = (more) => fetch(`${server.url}/common/login`, { method: 'POST', redirect: 'manual', headers: { ...headers, Cookie: form, ...more }, body });
    assert.equal((await send({ Origin: 'http://desk.example' })).status, 403, 'another scheme is another origin');
    const answer = await send({ Origin: 'https://desk.example' });
    assert.equal(answer.status, 303);
    assert.equal(answer.headers.get('location'), 'https://desk.example/devicelogin');
    const session = cookieOf(answer, '__Host-licentia');
    assert.ok(session, answer.headers.get('set-cookie'));
    assert.equal((await fetch(`${server.url}/api/v1/me/session`, { headers: { ...headers, Cookie: session } })).status, 200);
    const plain = session.replace('__Host-licentia', 'licentia-session');
    assert.equal((await fetch(`${server.url}/api/v1/me/session`, { headers: { ...headers, Cookie: plain } })).status, 401, 'one that another host could have set is none');
    assert.equal((await fetch(`${server.url}/api/v1/me/session`, { headers: { Cookie: session } })).status, 401);
  });
});
