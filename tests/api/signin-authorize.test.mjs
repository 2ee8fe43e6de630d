// The interactive half of OAuth 2.0: authorize, consent, devices, signing out; and what an attacker tries.

import assert from 'node:assert/strict';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { test } from 'node:test';

import { engine, sql } from '../lib/database.mjs';
import { Browser } from '../lib/browser.mjs';
import { startServer } from '../lib/licentia.mjs';
import { addPerson, password, signedIn } from '../lib/people.mjs';

const challenge = createHash('sha256').update(randomBytes(32)).digest('base64url');
const web = 'https://app.example/back?x=1';
const loopback = 'http://localhost';
const graph = 'https://graph.microsoft.com';

const blob = (hex) => (engine === 'sqlite' ? `x'${hex}'` : `'\\x${hex}'::bytea`);
const guidBlob = (guid) => blob(guid.replaceAll('-', ''));
const hexOf = (column) => (engine === 'sqlite' ? `lower(hex(${column}))` : `encode(${column}, 'hex')`);
const plusSixteenMinutes = 'last_ms - 16 * 60 * 1000';

let nextId = 1000;

/** Registers an application; `redirects` are [address, kind] (0 web, 1 spa, 2 program). Returns its client id. */
function register(server, { name = 'Desk & <Sons>', isPublic = true, redirects = [[loopback, 2], ['com.example.app://auth', 2]], permissions = [], enabled = true } = {}) {
  const id = nextId++;
  const clientId = randomUUID();
  sql(server, `INSERT INTO application (tenant_id, id, guid, app_guid, principal_guid, display_name, is_public, is_enabled, created_ms)
    VALUES (1, ${id}, ${guidBlob(randomUUID())}, ${guidBlob(clientId)}, ${guidBlob(randomUUID())}, '${name}', ${isPublic ? 1 : 0}, ${enabled ? 1 : 0}, 1)`);
  for (const [uri, kind] of redirects) {
    sql(server, `INSERT INTO application_redirect (tenant_id, application_id, uri, kind) VALUES (1, ${id}, '${uri}', ${kind})`);
  }
  for (const permission of permissions) {
    sql(server, `INSERT INTO application_permission (tenant_id, application_id, kind, user_id, permission, granted_ms) VALUES (1, ${id}, 1, 0, ${permission}, 1)`);
  }
  return { clientId, id };
}

/** The address of a request; values that are null are left out. */
function address(clientId, more = {}, { tenant = 'organizations', version = '/v2.0' } = {}) {
  const values = {
    client_id: clientId, response_type: 'code', redirect_uri: `${loopback}:53682`, scope: 'openid profile User.Read', state: 'a b&c=d/é"\'<', nonce: 'n-0S6',
    code_challenge: challenge, code_challenge_method: 'S256', ...more,
  };
  const query = new URLSearchParams(Object.entries(values).filter(([, value]) => value !== null));
  return `/${tenant}/oauth2${version}/authorize?${query}`;
}

/** What an answer takes back to the application. */
function returned(page, start = `${loopback}:53682`) {
  assert.ok([302, 303].includes(page.status), `${page.status} ${page.text}`);
  assert.ok(page.location.startsWith(start), page.location);
  assert.equal(page.text, '');
  return Object.fromEntries(new URL(page.location).searchParams);
}

/** Makes a user administrator. */
const makeAdmin = (server, user, role = 0) =>
  sql(server, `INSERT INTO role_assignment (tenant_id, id, guid, principal_kind, principal_id, role, created_ms)
    SELECT 1, ${nextId++}, ${guidBlob(randomUUID())}, 0, id, ${role}, 1 FROM app_user WHERE guid = ${guidBlob(user.id)}`);

test('authorize', async (t) => {
  const server = await startServer(t);
  await addPerson(server, 'anna');
  const app = register(server, { permissions: [4, 5] }); // User.Read, User.Read.All
  const confidential = register(server, { name: 'Web', isPublic: false, redirects: [[web, 0]], permissions: [4] });

  await t.test('signs somebody in and sends a code back, with the state as it was', async () => {
    const browser = new Browser(server);
    let page = await browser.get(address(app.clientId, { login_hint: 'anna@contoso.example' }));
    assert.equal(page.title, 'Sign in');
    assert.match(page.words, /to continue to Desk & <Sons>/);
    assert.equal(page.form.fields.username, 'anna@contoso.example');
    page = await browser.submit(page, { password });
    const back = returned(page);
    assert.match(back.code, /^[A-Za-z0-9_-]{43}$/);
    assert.equal(back.state, 'a b&c=d/é"\'<');
    assert.match(back.session_state, /^[0-9a-f-]{36}$/);
    assert.deepEqual(Object.keys(back).sort(), ['code', 'session_state', 'state']);
    const [uri, scope, nonce, stored, life, used] = sql(server, 'SELECT redirect_uri, scope, nonce, challenge, expires_ms - created_ms, used_ms FROM oauth_code').split('|');
    assert.deepEqual([uri, scope, nonce, stored, life, used], [`${loopback}:53682`, 'openid profile User.Read', 'n-0S6', challenge, '300000', '']);
    assert.ok(!sql(server, `SELECT ${hexOf('hash')} FROM oauth_code`).includes(Buffer.from(back.code).toString('hex')));
  });

  await t.test('whoever is signed in is not asked again; by GET and POST, in both versions', async () => {
    const browser = await signedIn(server, 'anna');
    for (const tenant of ['organizations', 'common', 'contoso.example', server.tenantId]) {
      assert.ok(returned(await browser.get(address(app.clientId, {}, { tenant }))).code, tenant);
    }
    assert.ok(returned(await browser.get(address(app.clientId, { resource: graph, scope: null }, { version: '' }))).code);
    const [path, query] = address(app.clientId).split('?');
    assert.ok(returned(await browser.send('POST', path, { fields: Object.fromEntries(new URLSearchParams(query)) })).code);
    const scopes = sql(server, 'SELECT DISTINCT scope FROM oauth_code ORDER BY scope');
    assert.equal(scopes, `${graph}/.default openid profile offline_access\nopenid profile User.Read`);
  });

  await t.test('the forms of scopes that clients send (clients.md 1.8)', async () => {
    const browser = await signedIn(server, 'anna');
    const host = server.url.replace(/:\d+$/, '');
    for (const scope of [`${graph}/.default`, `${graph}//.default`, `${graph}/.default openid profile offline_access`, `openid profile offline_access ${graph}/User.Read`, `${server.url}/.default`, `${host}/.default`,
      '00000003-0000-0000-c000-000000000000/User.Read', 'user.read', '  openid   User.Read.All ']) {
      assert.ok(returned(await browser.get(address(app.clientId, { scope }))).code, scope);
    }
    for (const scope of ['Mail.Read', 'https://management.core.windows.net//.default', 'openid nonsense', `${graph}.evil.example/User.Read`, '<script>', `https://evil.example/${graph}/.default`, 'x'.repeat(5000)]) {
      const back = returned(await browser.get(address(app.clientId, { scope })));
      assert.equal(back.error, 'invalid_scope', scope);
      assert.equal(back.state, 'a b&c=d/é"\'<');
    }
  });

  await t.test('an unknown application or address is told the person and nobody else', async () => {
    const browser = await signedIn(server, 'anna');
    const off = register(server, { enabled: false });
    for (const [path, number] of [
      [address(randomUUID()), 'AADSTS700016'], [address(null), 'AADSTS700016'], [address("x' OR 1=1"), 'AADSTS700016'], [address(off.clientId), 'AADSTS700016'],
      [address(app.clientId, {}, { tenant: 'elsewhere.example' }), 'AADSTS700016'], [address(app.clientId, {}, { tenant: randomUUID() }), 'AADSTS700016'],
      ...[null, 'https://evil.example', 'http://localhost.evil.example', 'http://localhost:80@evil.example', 'http://localhost:123456', 'http://localhost/other', 'https://localhost', 'http://localhost:53682#x',
        'http://LOCALHOST', 'http://127.0.0.1:5', 'http://localhost:', 'http://localhost\r\nX: y', 'javascript:alert(1)', 'com.example.app://auth2', '//localhost', 'http://localhost/..']
        .map((redirect_uri) => [address(app.clientId, { redirect_uri }), 'AADSTS50011']),
      ...['https://app.example/back', 'https://app.example/back?x=1&y=2', 'https://app.example:443/back?x=1', 'HTTPS://app.example/back?x=1', 'https://app.example/back%3Fx=1', 'https://app.example/./back?x=1']
        .map((redirect_uri) => [address(confidential.clientId, { redirect_uri }), 'AADSTS50011']),
    ]) {
      const page = await browser.send('GET', path);
      assert.equal(page.status, 400, path);
      assert.equal(page.location, null);
      assert.equal(page.title, 'This did not work');
      assert.ok(page.text.includes(number), `${path}: ${page.text}`);
    }
  });

  await t.test('RFC 8252: on loopback any port, also none', async () => {
    const browser = await signedIn(server, 'anna');
    for (const redirect_uri of [loopback, `${loopback}:1`, `${loopback}:65535`, `${loopback}:4000/`]) {
      assert.ok(returned(await browser.get(address(app.clientId, { redirect_uri })), redirect_uri).code);
    }
    const own = await browser.get(address(app.clientId, { redirect_uri: 'com.example.app://auth' }));
    assert.match(own.location, /^com\.example\.app:\/\/auth\?code=/);
  });

  await t.test('whatever else is wrong goes back to the application', async () => {
    const browser = await signedIn(server, 'anna');
    for (const [more, error] of [
      [{ response_type: null }, 'invalid_request'], [{ response_type: 'token' }, 'unsupported_response_type'], [{ response_type: 'code id_token' }, 'unsupported_response_type'],
      [{ response_mode: 'web_message' }, 'invalid_request'], [{ scope: null }, 'invalid_request'], [{ scope: '' }, 'invalid_request'], [{ request: 'x' }, 'request_not_supported'],
      [{ request_uri: 'https://evil.example' }, 'request_uri_not_supported'], [{ prompt: 'none login' }, 'invalid_request'], [{ max_age: '-1' }, 'invalid_request'], [{ nonce: 'n'.repeat(2000) }, 'invalid_request'],
    ]) {
      assert.equal(returned(await browser.get(address(app.clientId, more))).error, error, JSON.stringify(more));
    }
    const twice = await browser.send('GET', `${address(app.clientId)}&redirect_uri=https://evil.example`);
    assert.equal(twice.status, 400, 'a parameter twice (RFC 6749 3.1)');
    assert.equal(sql(server, "SELECT count(*) FROM oauth_code WHERE scope = ''"), '0');
  });

  await t.test('Proof Key for Code Exchange: S256, needed by whoever keeps no secret', async () => {
    const browser = await signedIn(server, 'anna');
    for (const more of [{ code_challenge: null, code_challenge_method: null }, { code_challenge_method: null }, { code_challenge_method: 'plain' }, { code_challenge: null }, { code_challenge: 'short' },
      { code_challenge: `${challenge}=` }, { code_challenge_method: 's256' }, { code_challenge: '' }]) {
      assert.equal(returned(await browser.get(address(app.clientId, more))).error, 'invalid_request', JSON.stringify(more));
    }
    const none = { redirect_uri: web, code_challenge: null, code_challenge_method: null };
    const back = returned(await browser.get(address(confidential.clientId, none)), `${web}&`);
    assert.ok(back.code);
    assert.equal(back.x, '1');
    assert.equal(returned(await browser.get(address(confidential.clientId, { redirect_uri: web, code_challenge_method: 'plain' })), web).error, 'invalid_request', 'no downgrade');
    const mixed = register(server, { isPublic: false, redirects: [[web, 0], ['https://page.example', 1]], permissions: [4] });
    assert.equal(returned(await browser.get(address(mixed.clientId, { ...none, redirect_uri: 'https://page.example' })), 'https://page.example').error, 'invalid_request', 'a page keeps no secret');
  });

  await t.test('response_mode fragment and form_post', async () => {
    const browser = await signedIn(server, 'anna');
    const fragment = await browser.get(address(app.clientId, { response_mode: 'fragment' }));
    assert.match(fragment.location, /^http:\/\/localhost:53682#code=[^&]+&state=a%20b%26c%3Dd%2F%C3%A9%22%27%3C&session_state=/);
    const page = await browser.get(address(confidential.clientId, { redirect_uri: web, response_mode: 'form_post' }));
    assert.equal(page.status, 200);
    assert.equal(page.form.action, web);
    assert.match(page.form.fields.code, /^[A-Za-z0-9_-]{43}$/);
    assert.equal(page.form.fields.state, 'a b&c=d/é"\'<');
    assert.ok(page.headers.get('content-security-policy').includes("form-action 'self' https://app.example;"));
  });

  await t.test('prompt, max_age and login_hint', async () => {
    const browser = await signedIn(server, 'anna');
    assert.ok(returned(await browser.get(address(app.clientId, { prompt: 'none' }))).code);
    assert.equal(returned(await new Browser(server).get(address(app.clientId, { prompt: 'none' }))).error, 'login_required');
    for (const more of [{ prompt: 'login' }, { prompt: 'select_account' }, { login_hint: 'bert@contoso.example' }]) {
      const page = await browser.get(address(app.clientId, more));
      assert.equal(page.title, 'Sign in', JSON.stringify(more));
      assert.ok(returned(await browser.submit(page, { username: 'anna@contoso.example', password })).code, 'and only once');
    }
    assert.equal(returned(await browser.get(address(app.clientId, { prompt: 'none', login_hint: 'bert@contoso.example' }))).error, 'login_required');
  });

  await t.test('max_age: who signed in longer ago signs in anew, and only once (OpenID Connect Core 3.1.2.1)', async () => {
    const browser = await signedIn(server, 'anna');
    const ageSessions = () => sql(server, 'UPDATE session SET created_ms = created_ms - 100 * 1000');
    ageSessions();
    assert.ok(returned(await browser.get(address(app.clientId, { max_age: '500' }))).code);
    assert.equal(returned(await browser.get(address(app.clientId, { max_age: '50', prompt: 'none' }))).error, 'login_required');
    for (const max_age of ['50', '0']) {
      ageSessions();
      const page = await browser.get(address(app.clientId, { max_age }));
      assert.equal(page.title, 'Sign in', max_age);
      assert.equal((await browser.get(page.form.fields.next)).title, 'Sign in', 'the page cannot be passed by with the old session');
      assert.ok(returned(await browser.submit(page, { username: 'anna@contoso.example', password })).code, max_age);
    }
    assert.equal((await browser.get(address(app.clientId, { max_age: '0' }))).title, 'Sign in', 'however new the session is');
    for (const max_age of ['-1', 'soon', '1.5', ' 5', '99999999999999999999']) {
      const back = returned(await browser.get(address(app.clientId, { max_age })));
      assert.equal(back.error, 'invalid_request', max_age);
      assert.match(back.error_description, /max_age is a number of seconds/);
    }
    assert.equal(returned(await browser.get(address(app.clientId, { signed_in_after: 'x' }))).error, 'invalid_request');
  });

  await t.test('prompt=login cannot be passed by with the session that is there', async () => {
    const browser = await signedIn(server, 'anna');
    const page = await browser.get(address(app.clientId, { prompt: 'login' }));
    assert.equal((await browser.get(page.form.fields.next)).title, 'Sign in');
    assert.ok(returned(await browser.submit(page, { username: 'anna@contoso.example', password })).code);
  });

  await t.test('a state that is accepted survives signing in and consent; one that is too long goes back at once', async () => {
    sql(server, "INSERT INTO setting (tenant_id, name, value) VALUES (1, 'userConsent', '1')");
    const limits = [];
    for (const sign of ['x', 'é', '%', '&']) {
      const most = { x: 4096, é: 2048, '%': 4096, '&': 4096 }[sign];
      const accepts = async (count) => (await new Browser(server).send('GET', address(app.clientId, { state: sign.repeat(count) }))).location.startsWith(server.url);
      let [good, bad] = [0, most + 1];
      while (bad - good > 1) {
        const middle = Math.floor((good + bad) / 2);
        if (await accepts(middle)) {
          good = middle;
        } else {
          bad = middle;
        }
      }
      limits.push(good);
      const state = sign.repeat(good);
      const asking = register(server);
      const hint = 'anna@contoso.example'.padStart(320, 'ü');
      const path = address(asking.clientId, { state, login_hint: hint });
      const browser = new Browser(server, { agent: 'x'.repeat(800) });
      let page = await browser.get(path);
      assert.equal(page.title, 'Sign in', `${sign} ${good} ${page.status}`);
      page = await browser.submit(page, { username: 'anna@contoso.example', password });
      assert.equal(page.title, 'Permissions requested', `${sign} ${good} ${page.status}`);
      assert.equal(returned(await browser.submit(page, { decision: 'accept' })).state, state);
      const far = returned(await browser.get(address(asking.clientId, { state: sign.repeat(bad) })));
      assert.equal(far.error, 'invalid_request');
      assert.match(far.error_description, /too long/);
    }
    assert.equal(limits[0], 4096);
    assert.ok(limits.every((limit) => limit >= 800), limits.join());
    sql(server, "DELETE FROM setting WHERE name = 'userConsent'");
  });

  await t.test('the language that the application wishes for, and the one that the person chooses instead', async () => {
    sql(server, "INSERT INTO setting (tenant_id, name, value) VALUES (1, 'userConsent', '1')");
    const asking = register(server);
    const browser = new Browser(server);
    let page = await browser.get(address(asking.clientId, { ui_locales: 'fr nl-NL' }));
    assert.equal(page.language, 'nl', 'at sign-in');
    const change = await browser.get(/<p class="links"><a href="([^"]*)"/.exec(page.text)[1].replaceAll('&amp;', '&'));
    assert.equal(change.title, 'Wachtwoord wijzigen', 'also to change the password');
    page = await browser.submit(page, { username: 'anna@contoso.example', password: 'wrong' });
    assert.equal(page.language, 'nl', 'after a mistake');
    page = await browser.submit(page, { username: 'anna@contoso.example', password });
    assert.equal(page.title, 'Machtigingen gevraagd', 'at consent');
    assert.match((await browser.get('/common/oauth2/deviceauth')).language, /en/, 'nowhere else');

    const other = new Browser(server);
    page = await other.get(address(asking.clientId, { ui_locales: 'nl' }));
    page = await other.get(/href="([^"]*language=en)"/.exec(page.text)[1].replaceAll('&amp;', '&'));
    assert.equal(page.title, 'Sign in', 'chosen on the page');
    page = await other.submit(page, { username: 'anna@contoso.example', password });
    assert.equal(page.title, 'Permissions requested', 'kept at consent');
    assert.ok(returned(await other.submit(page, { decision: 'accept' })).code);
    assert.equal((await other.get('/common/login?ui_locales=nl')).title, 'You are signed in', 'and afterwards');
    for (const cookie of ['fr', '"><img>', '']) {
      other.cookies.set('licentia-language', cookie);
      assert.equal((await other.get('/common/login?ui_locales=nl')).title, 'U bent aangemeld', 'a cookie that is no language of ours');
    }
    sql(server, "DELETE FROM setting WHERE name = 'userConsent'");
  });

  await t.test('with no organisation named, all that have registered the application are looked through', async () => {
    const { clientId } = register(server, { redirects: [] });
    const rows = Array.from({ length: 120 }, (_, i) => i + 1000);
    sql(server, `INSERT INTO tenant (id, guid, display_name, country, variant, catalog_version, created_ms) VALUES
      ${rows.map((id) => `(${id}, ${guidBlob(randomUUID())}, 'T', 'NL', 'worldwide', 1, 1)`).join()}`);
    sql(server, `INSERT INTO application (tenant_id, id, guid, app_guid, principal_guid, display_name, is_public, is_enabled, created_ms) VALUES
      ${rows.map((id) => `(${id}, 1, ${guidBlob(randomUUID())}, ${guidBlob(clientId)}, ${guidBlob(randomUUID())}, 'App ${id}', 1, 1, 1)`).join()}`);
    const path = address(clientId, { redirect_uri: 'https://last.example' });
    assert.equal((await new Browser(server).get(path)).status, 400, 'nobody has registered the address');
    sql(server, `INSERT INTO application_redirect (tenant_id, application_id, uri, kind) VALUES (${rows.at(-1)}, 1, 'https://last.example', 2)`);
    const page = await new Browser(server).get(path);
    assert.equal(page.title, 'Sign in', page.text);
    assert.match(page.words, new RegExp(`to continue to App ${rows.at(-1)}`));
  });

  await t.test('somebody of another organisation is asked to sign in again', async () => {
    sql(server, `INSERT INTO tenant (id, guid, display_name, country, variant, catalog_version, created_ms) VALUES (2, ${guidBlob(randomUUID())}, 'Fabrikam', 'NL', 'worldwide', 1, 1)`);
    sql(server, "INSERT INTO tenant_domain (tenant_id, name_key, name, is_default) VALUES (2, 'fabrikam.example', 'fabrikam.example', 1)");
    const browser = await signedIn(server, 'anna');
    const page = await browser.send('GET', address(app.clientId, {}, { tenant: 'fabrikam.example' }));
    assert.equal(page.status, 400, 'the application is not theirs');
    const answer = await browser.submit(await browser.get('/fabrikam.example/login?next=%2Fx'), { username: 'anna@contoso.example', password });
    assert.equal(answer.status, 403, 'nor is the person');
  });
});

test('consent', async (t) => {
  const server = await startServer(t);
  await addPerson(server, 'anna');
  const boss = await addPerson(server, 'boss');
  makeAdmin(server, boss);
  const grants = (app) => sql(server, `SELECT user_id <> 0, permission FROM application_permission WHERE application_id = ${app.id} ORDER BY permission`);
  const scope = 'openid User.Read LicenseAssignment.ReadWrite.All';

  await t.test('is an administrator\'s, unless the organisation says otherwise', async () => {
    const app = register(server);
    const browser = await signedIn(server, 'anna');
    const page = await browser.get(address(app.clientId, { scope }));
    assert.equal(page.title, 'Permissions requested');
    assert.match(page.words, /Only an administrator can allow this/);
    assert.match(page.words, /give and take licences \(LicenseAssignment\.ReadWrite\.All\)/);
    assert.doesNotMatch(page.text, /value="accept"/);
    assert.equal(returned(await browser.get(address(app.clientId, { scope, prompt: 'none' }))).error, 'consent_required');
    const forced = await browser.submit(page, { decision: 'accept', everybody: '1' });
    assert.equal(forced.status, 403, forced.text);
    assert.equal((await browser.submit(page, { decision: 'accept' })).status, 403);
    assert.equal(grants(app), '');
    const back = returned(await browser.submit(page, { decision: 'refuse' }));
    assert.equal(back.error, 'access_denied');
    assert.equal(back.state, 'a b&c=d/é"\'<');
  });

  await t.test('for himself, when the setting allows', async () => {
    sql(server, "INSERT INTO setting (tenant_id, name, value) VALUES (1, 'userConsent', '1')");
    const app = register(server);
    const browser = await signedIn(server, 'anna');
    const page = await browser.get(address(app.clientId, { scope }));
    assert.doesNotMatch(page.text, /name="everybody"/);
    assert.equal((await browser.submit(page, { decision: 'accept', everybody: '1' })).status, 403, 'not for all');
    assert.ok(returned(await browser.submit(page, { decision: 'accept' })).code);
    assert.match(grants(app), engine === 'sqlite' ? /^1\|4\n1\|11$/ : /^t\|4\nt\|11$/);
    assert.ok(returned(await browser.get(address(app.clientId, { scope }))).code, 'asked once');
    assert.equal((await (await signedIn(server, 'boss')).get(address(app.clientId, { scope }))).title, 'Permissions requested', 'and for nobody else');
    const [operation] = (await server.get('/api/v1/operations?$top=1')).body.value;
    assert.deepEqual([operation.kind, operation.target, operation.actor.name], ['consent', 'Desk & <Sons>', 'anna@contoso.example']);
    const more = await browser.get(address(app.clientId, { scope: `${scope} User.Read.All` }));
    assert.doesNotMatch(more.words, /LicenseAssignment/, 'only what is new');
    const again = await browser.get(address(app.clientId, { scope, prompt: 'consent' }));
    assert.match(again.words, /LicenseAssignment/);
    assert.ok(returned(await browser.submit(again, { decision: 'accept' })).code);
    sql(server, "DELETE FROM setting WHERE name = 'userConsent'");
  });

  await t.test('for everybody, by an administrator', async () => {
    const app = register(server);
    const browser = await signedIn(server, 'boss');
    const page = await browser.get(address(app.clientId, { scope }));
    assert.match(page.text, /name="everybody"/);
    assert.ok(returned(await browser.submit(page, { decision: 'accept', everybody: '1' })).code);
    assert.match(grants(app), engine === 'sqlite' ? /^0\|4\n0\|11$/ : /^f\|4\nf\|11$/);
    assert.ok(returned(await (await signedIn(server, 'anna')).get(address(app.clientId, { scope }))).code);
  });

  await t.test('counts only for what was shown, in the session that it was shown to', async () => {
    const app = register(server);
    const browser = await signedIn(server, 'boss');
    const page = await browser.get(address(app.clientId, { scope }));
    const wider = page.form.fields.next.replace('LicenseAssignment.ReadWrite.All', 'Directory.ReadWrite.All');
    assert.equal((await browser.submit(page, { decision: 'accept', next: wider })).status, 400);
    for (const next of ['/x', '//evil.example', `https://evil.example${page.form.fields.next}`, '/a/b/c/d/oauth2/v2.0/authorize']) {
      assert.equal((await browser.submit(page, { decision: 'accept', next })).status, 400, next);
    }
    assert.equal((await browser.submit(page, { decision: 'accept', csrf: 'x' })).status, 403);
    assert.equal((await browser.submit(page, { decision: 'accept' }, { headers: { Origin: 'https://evil.example' } })).status, 403);
    const other = await signedIn(server, 'boss');
    assert.equal((await other.submit(page, { decision: 'accept' })).status, 403);
    assert.equal(grants(app), '');
  });
});

test('devices', async (t) => {
  const server = await startServer(t);
  await addPerson(server, 'anna');
  await addPerson(server, 'bert');
  const app = register(server, { name: 'Command line', permissions: [4] });
  const add = (code, { scope = 'User.Read offline_access', age = 0, address: from = '203.0.113.7' } = {}) =>
    sql(server, `INSERT INTO oauth_device (tenant_id, hash, user_code, application_id, scope, state, address, created_ms, expires_ms)
      VALUES (1, ${blob(randomBytes(32).toString('hex'))}, '${code}', ${app.id}, '${scope}', 0, '${from}', 1, ${Date.now() + 900000 - age})`);
  const state = (code) => sql(server, `SELECT d.state, u.upn FROM oauth_device d LEFT JOIN app_user u ON u.tenant_id = 1 AND u.id = d.user_id WHERE user_code = '${code}'`);

  await t.test('a code is typed, shown what for and from where, and approved', async () => {
    add('BCDFGHJK');
    const browser = new Browser(server);
    let page = await browser.get('/common/oauth2/deviceauth');
    assert.equal(page.title, 'Sign in', 'only for who is signed in');
    page = await browser.submit(page, { username: 'anna@contoso.example', password });
    assert.equal(page.title, 'Sign in on another device');
    page = await browser.submit(page, { user_code: 'bcdf-ghjk' });
    assert.match(page.words, /Command line wants to sign in as you on another device/);
    assert.match(page.words, /203\.0\.113\.7/);
    assert.match(page.words, /Did somebody send you the code\? Then refuse/);
    assert.equal(state('BCDFGHJK'), '0|');
    page = await browser.submit(page, { decision: 'approve' });
    assert.match(page.words, /Done\. Go back to the device/);
    assert.equal(state('BCDFGHJK'), '1|anna@contoso.example');
    assert.equal((await server.get('/api/v1/operations?$top=1')).body.value[0].kind, 'deviceApprove');
    const again = await browser.submit(await browser.get('/devicelogin'), { user_code: 'BCDFGHJK' });
    assert.equal(again.status, 403, 'once');
  });

  await t.test('or refused', async () => {
    add('CCCCCCCC');
    const browser = await signedIn(server, 'anna');
    const page = await browser.submit(await browser.get('/devicelogin?user_code=CCCCCCCC'), {});
    assert.match((await browser.submit(page, { decision: 'refuse' })).words, /Refused\./);
    assert.match(state('CCCCCCCC'), /^2\|/);
  });

  await t.test('what needs consent is asked for', async () => {
    add('DDDDDDDD', { scope: 'Directory.ReadWrite.All' });
    const browser = await signedIn(server, 'anna');
    const page = await browser.submit(await browser.get('/devicelogin'), { user_code: 'DDDDDDDD' });
    assert.match(page.words, /permissions that only an administrator can allow/);
    assert.match(page.words, /Directory\.ReadWrite\.All/);
    await browser.submit(page, { decision: 'approve' });
    assert.equal(state('DDDDDDDD'), '0|');
    sql(server, "INSERT INTO setting (tenant_id, name, value) VALUES (1, 'userConsent', '1')");
    await browser.submit(page, { decision: 'approve' });
    assert.equal(state('DDDDDDDD'), '1|anna@contoso.example');
    assert.equal(sql(server, `SELECT permission FROM application_permission WHERE application_id = ${app.id} AND user_id <> 0`), '9');
  });

  await t.test('codes that are wrong or late, and guessing', async () => {
    add('FFFFFFFF', { age: 900001 });
    add('GGGGGGGG');
    const browser = await signedIn(server, 'bert');
    for (const user_code of ['FFFFFFFF', 'HHHHHHHH', '', 'x', "' OR 1=1 --"]) {
      const page = await browser.submit(await browser.get('/devicelogin'), { user_code });
      assert.equal(page.status, 403, user_code);
      assert.match(page.alert, /not known or no longer good/);
    }
    const blocked = await browser.submit(await browser.get('/devicelogin'), { user_code: 'GGGGGGGG' });
    assert.equal(blocked.status, 403, 'after five only a pause helps');
    sql(server, `UPDATE sign_in_failure SET last_ms = ${plusSixteenMinutes} WHERE place = '#code'`);
    assert.equal((await browser.submit(await browser.get('/devicelogin'), { user_code: 'GGGGGGGG' })).status, 200);
  });

  await t.test('forms of others', async () => {
    add('JJJJJJJJ');
    const browser = await signedIn(server, 'anna');
    const page = await browser.submit(await browser.get('/devicelogin'), { user_code: 'JJJJJJJJ' });
    assert.equal((await browser.submit(page, { decision: 'approve', csrf: '' })).status, 403);
    assert.equal((await browser.submit(page, { decision: 'approve' }, { headers: { Origin: 'https://evil.example' } })).status, 403);
    assert.equal(state('JJJJJJJJ'), '0|');
  });
});

test('signing out', async (t) => {
  const server = await startServer(t);
  await addPerson(server, 'anna');
  const app = register(server, { redirects: [['https://app.example/out', 0]] });

  await t.test('ends the session, by GET and by the button', async () => {
    for (const method of ['GET', 'POST']) {
      const browser = await signedIn(server, 'anna');
      const secret = browser.session;
      const page = method === 'GET' ? await browser.get('/common/oauth2/v2.0/logout') : await browser.submit(await browser.get('/common/login'));
      assert.equal(page.title, 'You are signed out');
      assert.equal(browser.session, undefined);
      const thief = new Browser(server);
      thief.cookies.set('licentia-session', secret);
      assert.equal((await thief.get('/common/login')).title, 'Sign in');
    }
    assert.equal((await new Browser(server).get('/organizations/oauth2/logout')).title, 'You are signed out', 'also for who is not signed in');
  });

  await t.test('sends back only where the application has registered', async () => {
    const out = (query) => new Browser(server).send('GET', `/common/oauth2/v2.0/logout?${new URLSearchParams(query)}`);
    const to = 'https://app.example/out';
    const hint = `${Buffer.from('{"alg":"RS256","typ":"JWT"}').toString('base64url')}.${Buffer.from(JSON.stringify({ aud: app.clientId })).toString('base64url')}.${'A'.repeat(342)}`;
    assert.equal((await out({ client_id: app.clientId, post_logout_redirect_uri: to, state: 's&t' })).location, `${to}?state=s%26t`);
    assert.equal((await out({ id_token_hint: hint, post_logout_redirect_uri: to })).location, to);
    for (const query of [{ post_logout_redirect_uri: to }, { client_id: randomUUID(), post_logout_redirect_uri: to }, { client_id: app.clientId, post_logout_redirect_uri: 'https://evil.example' },
      { client_id: app.clientId, post_logout_redirect_uri: `${to}/..` }, { id_token_hint: 'x.y.z', post_logout_redirect_uri: to }, { client_id: app.clientId, post_logout_redirect_uri: '//evil.example' }]) {
      const page = await out(query);
      assert.equal(page.status, 200, JSON.stringify(query));
      assert.equal(page.location, null);
    }
  });
});
