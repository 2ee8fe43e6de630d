// Tokens in people's names: codes with PKCE, refresh tokens, devices, passwords (client contract, checklist 13 to 16, 20, 22, 24).

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { engine, sql } from '../lib/database.mjs';
import { root, Server, startServer } from '../lib/licentia.mjs';
import { approve, assertFails, authorize, decode, graph, pkce, post, register, token } from '../lib/oauth.mjs';
import { addPerson, password, signedIn } from '../lib/people.mjs';

const loopback = 'http://localhost:53682';
const redirectUris = [{ uri: 'http://localhost', kind: 'publicClient' }];
const hour = 3600 * 1000;
const migrations = join(root, 'sql/migrations');

/** Signs somebody in to an application and redeems the code. */
async function signIn(server, browser, app, { scope = 'openid profile offline_access User.Read', ...more } = {}) {
  const { verifier, challenge } = pkce();
  const back = await authorize(server, browser, app, { scope, code_challenge: challenge, code_challenge_method: 'S256', ...more });
  assert.ok(back.code, JSON.stringify(back));
  const { status, body, text } = await token(server, { grant_type: 'authorization_code', client_id: app.id, code: back.code, redirect_uri: loopback, code_verifier: verifier });
  assert.equal(status, 200, text);
  return body;
}

const refresh = (server, app, refreshToken, more = {}, options) =>
  token(server, { grant_type: 'refresh_token', client_id: app.id, refresh_token: refreshToken, ...more }, options);

test('14: codes', async (t) => {
  const server = await startServer(t);
  const user = await addPerson(server, 'anna', { givenName: 'Anna', surname: 'Jansen', displayName: 'Anna Jansen ü' });
  const app = await register(server, { isPublicClient: true, redirectUris, delegated: ['User.Read', 'User.Read.All'] });
  const browser = await signedIn(server, 'anna');
  const redeem = (values, options) => token(server, { grant_type: 'authorization_code', client_id: app.id, redirect_uri: loopback, ...values }, options);
  const fresh = async (more = {}) => {
    const { verifier, challenge } = pkce();
    const { code } = await authorize(server, browser, app, { code_challenge: challenge, code_challenge_method: 'S256', ...more });
    return { code, verifier };
  };

  await t.test('20 to 22: what comes back, and the claims', async () => {
    const { code, verifier } = await fresh({ nonce: 'n-0S6' });
    const { status, body, text, headers } = await redeem({ code, code_verifier: verifier, scope: 'openid profile offline_access User.Read', client_info: '1' });
    assert.equal(status, 200, text);
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.deepEqual(Object.keys(body).sort(), ['access_token', 'client_info', 'expires_in', 'ext_expires_in', 'id_token', 'refresh_token', 'scope', 'token_type']);
    assert.equal(body.scope, 'openid profile offline_access User.Read');
    assert.deepEqual(JSON.parse(Buffer.from(body.client_info, 'base64url').toString()), { uid: user.id, utid: server.tenantId });
    const { claims } = decode(body.access_token);
    assert.equal(claims.oid, user.id);
    assert.equal(claims.upn, 'anna@contoso.example');
    assert.equal(claims.unique_name, 'anna@contoso.example');
    assert.equal(claims.preferred_username, 'anna@contoso.example');
    assert.equal(claims.name, 'Anna Jansen ü');
    assert.equal(claims.scp, 'openid profile User.Read');
    assert.equal(claims.appid, app.id);
    assert.equal(claims.appidacr, '0');
    assert.equal(claims.tid, server.tenantId);
    assert.deepEqual(claims.wids, []);
    assert.ok(!('roles' in claims));
    const id = decode(body.id_token).claims;
    assert.equal(id.iss, `${server.url}/${server.tenantId}/v2.0`);
    assert.equal(id.aud, app.id);
    assert.equal(typeof id.sub, 'string');
    assert.equal(id.oid, user.id);
    assert.equal(id.nonce, 'n-0S6');
    assert.equal(id.preferred_username, 'anna@contoso.example');
    assert.equal(id.given_name, 'Anna');
    assert.ok(id.exp > id.iat);
    assert.ok(!('nonce' in decode((await signIn(server, browser, app)).id_token).claims), 'a nonce only when there was one');
  });

  await t.test('scopes: what was asked for and no more, .default for all, id and refresh token only when wished for', async () => {
    const plain = await signIn(server, browser, app, { scope: 'User.Read' });
    assert.ok(!('id_token' in plain) && !('refresh_token' in plain));
    assert.equal(decode(plain.access_token).claims.scp, 'User.Read');
    const all = await signIn(server, browser, app, { scope: `${graph}/.default openid profile offline_access` });
    assert.deepEqual(decode(all.access_token).claims.scp.split(' ').sort(), ['User.Read', 'User.Read.All', 'openid', 'profile']);
    assert.ok(all.scope.split(' ').includes(`${graph}/.default`) && all.scope.split(' ').includes('User.Read.All'));
  });

  await t.test('delegated calls need scope and role', async () => {
    const { access_token: bearer } = await signIn(server, browser, app, { scope: 'User.Read.All' });
    assert.equal((await server.get('/v1.0/users', { token: bearer })).status, 403, 'no role');
    const { body: narrow } = { body: await signIn(server, browser, app, { scope: 'User.Read' }) };
    sql(server, `INSERT INTO role_assignment (tenant_id, id, guid, principal_kind, principal_id, role, created_ms)
      SELECT 1, 77, guid, 0, id, 4, 1 FROM app_user WHERE upn = 'anna@contoso.example'`);
    assert.equal((await server.get('/v1.0/users', { token: bearer })).status, 200, 'D-22: the role counts at once');
    assert.equal((await server.get('/v1.0/users', { token: narrow.access_token })).status, 403, 'no scope');
    assert.ok(decode((await signIn(server, browser, app)).access_token).claims.wids.includes('f2ef992c-3afb-46b9-b7cf-a126ee74c451'));
    sql(server, 'DELETE FROM role_assignment WHERE id = 77');
    assert.equal((await server.get('/v1.0/users', { token: bearer })).status, 403, 'and its end too');
  });

  await t.test('once: a second time revokes what the first gave', async () => {
    const { code, verifier } = await fresh();
    const first = await redeem({ code, code_verifier: verifier });
    assert.equal(first.status, 200);
    assertFails(await redeem({ code, code_verifier: verifier }), 400, 'invalid_grant', 70008);
    assertFails(await refresh(server, app, first.body.refresh_token), 400, 'invalid_grant', 70000);
  });

  await t.test('of two at the same time one gets tokens', async () => {
    const { code, verifier } = await fresh();
    const answers = await Promise.all(Array.from({ length: 6 }, () => redeem({ code, code_verifier: verifier })));
    assert.equal(answers.filter(({ status }) => status === 200).length, 1);
  });

  await t.test('PKCE: the verifier must fit, and must be there', async () => {
    const { code, verifier } = await fresh();
    assertFails(await redeem({ code, code_verifier: pkce().verifier }), 400, 'invalid_grant', 501481);
    assertFails(await redeem({ code, code_verifier: 'short' }), 400, 'invalid_grant', 501481);
    assertFails(await redeem({ code }), 400, 'invalid_grant', 501481);
    assert.equal((await redeem({ code, code_verifier: verifier })).status, 200, 'a failure does not use it up');
  });

  await t.test('PKCE downgrade: a verifier without a challenge, and no PKCE without a secret', async () => {
    const web = await register(server, { redirectUris: [{ uri: 'https://app.example/back', kind: 'web' }], delegated: ['User.Read'] });
    const ask = async () => (await authorize(server, browser, web, { redirect_uri: 'https://app.example/back', scope: 'User.Read' })).code;
    const values = { client_id: web.id, redirect_uri: 'https://app.example/back', client_secret: web.secret };
    const code = await ask();
    assertFails(await redeem({ ...values, code, code_verifier: pkce().verifier }), 400, 'invalid_grant', 501481);
    assertFails(await redeem({ ...values, code, client_secret: undefined }), 401, 'invalid_client', 7000218);
    assert.equal((await redeem({ ...values, code })).status, 200);
  });

  await t.test('a page or program of an application with a secret redeems without it, its server does not', async () => {
    const mixed = await register(server, { redirectUris: [...redirectUris, { uri: 'https://app.example/back', kind: 'web' }], delegated: ['User.Read'] });
    const ask = async (redirect) => {
      const { verifier, challenge } = pkce();
      const { code } = await authorize(server, browser, mixed, { redirect_uri: redirect, scope: 'User.Read', code_challenge: challenge, code_challenge_method: 'S256' });
      return token(server, { grant_type: 'authorization_code', client_id: mixed.id, code, redirect_uri: redirect, code_verifier: verifier });
    };
    const program = await ask(loopback);
    assert.equal(program.status, 200, program.text);
    assertFails(await ask('https://app.example/back'), 401, 'invalid_client', 7000218);
  });

  await t.test('what began with a secret comes back with it only, what a page or program began without', async () => {
    const web = 'https://app.example/back';
    const page = 'https://page.example/back';
    const scope = 'User.Read offline_access';
    const mixed = await register(server, { redirectUris: [...redirectUris, { uri: web, kind: 'web' }, { uri: page, kind: 'spa' }], delegated: ['User.Read'] });
    const begin = async (redirect, proof) => {
      const { verifier, challenge } = pkce();
      const { code } = await authorize(server, browser, mixed, { redirect_uri: redirect, scope, code_challenge: challenge, code_challenge_method: 'S256' });
      const { status, body, text } = await token(server, { grant_type: 'authorization_code', client_id: mixed.id, code, redirect_uri: redirect, code_verifier: verifier, ...proof });
      assert.equal(status, 200, text);
      return body.refresh_token;
    };
    const secret = { client_secret: mixed.secret };

    for (const redirect of [web, page]) {
      let text = await begin(redirect, secret);
      assertFails(await refresh(server, mixed, text), 401, 'invalid_client', 7000218);
      for (let i = 0; i < 2; i++) {
        const next = await refresh(server, mixed, text, secret);
        assert.equal(next.status, 200, next.text);
        text = next.body.refresh_token;
        assertFails(await refresh(server, mixed, text), 401, 'invalid_client', 7000218);
      }
    }
    for (const redirect of [loopback, page]) {
      const next = await refresh(server, mixed, await begin(redirect, {}));
      assert.equal(next.status, 200, next.text);
      assert.equal((await refresh(server, mixed, next.body.refresh_token)).status, 200);
      assert.equal((await refresh(server, mixed, next.body.refresh_token, secret)).status, 200, 'and with it');
    }
  });

  await t.test('only an application that is public as a whole signs devices and passwords in without its secret', async () => {
    const mixed = await register(server, { redirectUris: [...redirectUris, { uri: 'https://app.example/back', kind: 'web' }], delegated: ['User.Read'] });
    const device = { client_id: mixed.id, scope: 'User.Read' };
    const path = `/${server.tenantId}/oauth2/v2.0/devicecode`;
    assertFails(await post(server, path, device), 401, 'invalid_client', 7000218);
    const { body } = await post(server, path, { ...device, client_secret: mixed.secret });
    await approve(browser, body.user_code);
    const poll = { grant_type: 'device_code', client_id: mixed.id, device_code: body.device_code };
    assertFails(await token(server, poll), 401, 'invalid_client', 7000218);
    assert.equal((await token(server, { ...poll, client_secret: mixed.secret })).status, 200);
    sql(server, "INSERT INTO setting (tenant_id, name, value) VALUES (1, 'passwordGrant', '1')");
    const ask = { grant_type: 'password', client_id: mixed.id, username: 'anna@contoso.example', password, scope: 'User.Read' };
    assertFails(await token(server, ask), 401, 'invalid_client', 7000218);
    assert.equal((await token(server, { ...ask, client_secret: mixed.secret })).status, 200);
  });

  await t.test('auth_time: when the person signed in, also in what a refresh token gives', async () => {
    sql(server, 'UPDATE session SET created_ms = created_ms - 100 * 1000');
    const began = Math.floor(Number(sql(server, 'SELECT max(created_ms) FROM session')) / 1000);
    const first = await signIn(server, browser, app, { max_age: '5000' });
    const id = decode(first.id_token).claims;
    assert.equal(id.auth_time, began);
    assert.ok(id.iat - id.auth_time >= 100);
    const next = await refresh(server, app, first.refresh_token);
    assert.equal(decode(next.body.id_token).claims.auth_time, began);
    const last = await refresh(server, app, next.body.refresh_token);
    assert.equal(decode(last.body.id_token).claims.auth_time, began);
  });

  await t.test('bound to the address and the application', async () => {
    const { code, verifier } = await fresh();
    for (const redirect of ['http://localhost:53683', 'http://localhost', `${loopback}/`, undefined]) {
      assertFails(await redeem({ code, code_verifier: verifier, redirect_uri: redirect }), 400, 'invalid_grant', 500112);
    }
    const other = await register(server, { isPublicClient: true, redirectUris, delegated: ['User.Read'] });
    assertFails(await redeem({ client_id: other.id, code, code_verifier: verifier }), 400, 'invalid_grant', 70008);
    assert.equal((await redeem({ code, code_verifier: verifier }, { tenant: 'organizations' })).status, 200);
  });

  await t.test('expired, made up', async () => {
    const { code, verifier } = await fresh();
    sql(server, 'UPDATE oauth_code SET expires_ms = 1 WHERE used_ms IS NULL');
    assertFails(await redeem({ code, code_verifier: verifier }), 400, 'invalid_grant', 70008);
    assertFails(await redeem({ code: 'made-up', code_verifier: verifier }), 400, 'invalid_grant', 70008);
  });

  await t.test('what is stored of codes and tokens are hashes', async () => {
    const { code } = await fresh();
    const { refresh_token: text } = await signIn(server, browser, app);
    const rows = sql(server, "SELECT redirect_uri || scope FROM oauth_code") + sql(server, 'SELECT scope FROM oauth_refresh');
    assert.ok(!rows.includes(code) && !rows.includes(text) && !server.log.includes(text));
  });
});

test('15: refresh tokens', async (t) => {
  const server = await startServer(t);
  const user = await addPerson(server, 'anna');
  const app = await register(server, { isPublicClient: true, redirectUris, delegated: ['User.Read', 'User.Read.All'] });
  const browser = await signedIn(server, 'anna');

  await t.test('a new one each time, with and without scope', async () => {
    const first = await signIn(server, browser, app);
    const second = await refresh(server, app, first.refresh_token);
    assert.equal(second.status, 200, second.text);
    assert.notEqual(second.body.refresh_token, first.refresh_token);
    assert.equal(second.body.scope, 'openid profile offline_access User.Read');
    assert.equal(decode(second.body.id_token).claims.oid, user.id);
    const other = await refresh(server, app, second.body.refresh_token, { scope: `${graph}//.default openid profile offline_access` }, { tenant: 'organizations' });
    assert.equal(other.status, 200, other.text);
    assert.ok(other.body.scope.split(' ').includes(`${graph}//.default`));
    const narrow = await refresh(server, app, other.body.refresh_token, { scope: `${graph}/User.Read` });
    assert.equal(narrow.status, 200, narrow.text);
    assert.equal(decode(narrow.body.access_token).claims.scp, 'User.Read');
    assert.ok(narrow.body.refresh_token);
    assertFails(await refresh(server, app, narrow.body.refresh_token, { scope: `${graph}/Group.Read.All` }), 400, 'invalid_grant', 65001);
  });

  await t.test('requests at the same time all get one; later use of an old one revokes all of that sign-in', async () => {
    const first = await signIn(server, browser, app);
    const answers = await Promise.all(Array.from({ length: 5 }, () => refresh(server, app, first.refresh_token)));
    assert.deepEqual(answers.map(({ status }) => status), [200, 200, 200, 200, 200]);
    sql(server, `UPDATE oauth_refresh SET used_ms = used_ms - 31000 WHERE used_ms IS NOT NULL`);
    const bystander = await signIn(server, browser, app);
    assertFails(await refresh(server, app, first.refresh_token), 400, 'invalid_grant', 70000);
    for (const { body } of answers) {
      assertFails(await refresh(server, app, body.refresh_token), 400, 'invalid_grant', 70000);
    }
    assert.equal((await refresh(server, app, bystander.refresh_token)).status, 200, 'another sign-in stays');
  });

  await t.test('an old one betrays its thief also when it is kept no longer, whatever organisation is named', async () => {
    for (const tenant of [server.tenantId, 'common']) {
      const first = await signIn(server, browser, app);
      const second = await refresh(server, app, first.refresh_token);
      assert.equal(second.status, 200, second.text);
      sql(server, 'DELETE FROM oauth_refresh WHERE used_ms IS NOT NULL'); // as the clean-up does after two days
      const bystander = await signIn(server, browser, app);
      const other = await register(server, { isPublicClient: true, redirectUris, delegated: ['User.Read'] });
      const left = () => Number(sql(server, 'SELECT count(*) FROM oauth_refresh WHERE used_ms IS NULL'));
      const before = left();
      assertFails(await refresh(server, other, first.refresh_token), 400, 'invalid_grant', 70000);
      assert.equal(left(), before, 'another application revokes nothing');
      assertFails(await refresh(server, app, first.refresh_token, {}, { tenant }), 400, 'invalid_grant', 70000);
      assertFails(await refresh(server, app, second.body.refresh_token), 400, 'invalid_grant', 70000);
      assert.equal((await refresh(server, app, bystander.refresh_token)).status, 200, 'another sign-in stays');
    }
  });

  await t.test('of another application, made up, expired', async () => {
    const { refresh_token: text } = await signIn(server, browser, app);
    const other = await register(server, { isPublicClient: true, redirectUris, delegated: ['User.Read'] });
    assertFails(await refresh(server, other, text), 400, 'invalid_grant', 70000);
    assertFails(await refresh(server, app, 'made up'), 400, 'invalid_grant', 70000);
    sql(server, `UPDATE oauth_refresh SET expires_ms = ${Date.now() - 1} WHERE used_ms IS NULL`);
    assertFails(await refresh(server, app, text), 400, 'invalid_grant', 700082);
  });

  await t.test('a life by the setting, but not for ever', async () => {
    await signIn(server, browser, app);
    const days = () => Math.round(Number(sql(server, 'SELECT max(expires_ms - created_ms) FROM oauth_refresh')) / (24 * hour));
    assert.equal(days(), 90);
    sql(server, "INSERT INTO setting (tenant_id, name, value) VALUES (1, 'refreshTokenDays', '365')");
    const { refresh_token: text } = await signIn(server, browser, app);
    assert.equal(days(), 365);
    sql(server, `UPDATE oauth_refresh SET started_ms = started_ms - ${360 * 24 * hour}`);
    const next = await refresh(server, app, text);
    assert.equal(next.status, 200, next.text);
    const left = Number(sql(server, 'SELECT expires_ms - created_ms FROM oauth_refresh ORDER BY created_ms DESC LIMIT 1')) / (24 * hour);
    assert.ok(left < 5.1, `${left} days`);
  });

  await t.test('nothing for somebody who was given a new password', async () => {
    const berta = await addPerson(server, 'berta');
    const { refresh_token: text } = await signIn(server, await signedIn(server, 'berta'), app);
    assert.equal((await server.patch(`/v1.0/users/${berta.id}`, { passwordProfile: { password: 'Nieuw-wachtwoord 2', forceChangePasswordNextSignIn: false } })).status, 204);
    assertFails(await refresh(server, app, text), 400, 'invalid_grant', 70000);
  });

  await t.test('nothing for somebody who is blocked (D-22)', async () => {
    const { refresh_token: text, access_token: bearer } = await signIn(server, browser, app);
    assert.equal((await server.patch(`/v1.0/users/${user.id}`, { accountEnabled: false })).status, 204);
    const answer = await refresh(server, app, text);
    assert.equal(answer.status, 400);
    assert.equal(answer.body.error, 'invalid_grant');
    assert.equal((await server.get('/v1.0/users', { token: bearer })).status, 401);
  });
});

test('an upgrade from before: only tokens of an application that can prove nothing go on without its secret', async (t) => {
  let server = await startServer(t);
  await addPerson(server, 'anna');
  const browser = await signedIn(server, 'anna');
  const delegated = ['User.Read'];
  const bare = await register(server, { isPublicClient: true, redirectUris, delegated, secret: false });
  const both = await register(server, { isPublicClient: true, redirectUris, delegated });
  const mixed = await register(server, { redirectUris: [...redirectUris, { uri: 'https://app.example/back', kind: 'web' }], delegated, secret: false });
  const texts = [];
  for (const app of [bare, both, mixed]) {
    texts.push((await signIn(server, browser, app)).refresh_token);
  }
  await server.stop();
  sql(server, 'ALTER TABLE oauth_code DROP COLUMN auth_ms');
  sql(server, 'ALTER TABLE oauth_refresh DROP COLUMN auth_ms');
  sql(server, 'ALTER TABLE oauth_refresh DROP COLUMN needs_proof');
  const [migration] = readdirSync(migrations).filter((name) => name.endsWith('_sign_in.sql'));
  sql(server, readFileSync(join(migrations, migration), 'utf8').replace(/^--.*\n/gm, '').replaceAll('{int}', engine === 'sqlite' ? 'INTEGER' : 'BIGINT'));
  server = await Server.start(t, server);

  const first = await refresh(server, bare, texts[0]);
  assert.equal(first.status, 200, first.text);
  assert.equal((await refresh(server, bare, first.body.refresh_token)).status, 200);
  assert.ok(!('auth_time' in decode(first.body.id_token).claims), 'it is not known');
  assertFails(await refresh(server, both, texts[1]), 401, 'invalid_client', 7000218);
  assert.equal((await refresh(server, both, texts[1], { client_secret: both.secret })).status, 200);
  assertFails(await refresh(server, mixed, texts[2]), 401, 'invalid_client', 7000218);
});

test('13: devices', async (t) => {
  const server = await startServer(t);
  await addPerson(server, 'anna');
  const app = await register(server, { isPublicClient: true, delegated: ['User.Read'] });
  const begin = (values = {}, options = {}) => post(server, `/${options.tenant ?? server.tenantId}/oauth2/v2.0/devicecode`, { client_id: app.id, scope: 'openid profile offline_access User.Read', ...values }, options);
  const poll = (device, values = {}, options) => token(server, { grant_type: 'device_code', client_id: app.id, device_code: device.device_code, ...values }, options);
  const urn = 'urn:ietf:params:oauth:grant-type:device_code';

  await t.test('a code for the device, one to type, and words that say so', async () => {
    const { status, body, text } = await begin();
    assert.equal(status, 200, text);
    assert.match(body.user_code, /^[A-Z]{8}$/);
    assert.equal(body.verification_uri, `${server.url}/${server.tenantId}/oauth2/deviceauth`);
    assert.equal(body.expires_in, 900);
    assert.equal(body.interval, 1);
    assert.ok(body.message.includes(`enter the code ${body.user_code} `) && body.message.includes(body.verification_uri));
  });

  await t.test('24: pending, never slow down, however often; then tokens under both names of the grant, once', async () => {
    const browser = await signedIn(server, 'anna');
    for (const [grant, more] of [['device_code', { scope: 'openid profile offline_access User.Read', client_info: '1' }], [urn, {}]]) {
      const { body: device } = await begin();
      for (let i = 0; i < 4; i++) {
        assertFails(await poll(device, { grant_type: grant, ...more }), 400, 'authorization_pending', 70016);
      }
      await approve(browser, device.user_code, 'approve', new URL(device.verification_uri).pathname);
      const { status, body, text } = await poll(device, { grant_type: grant, code: device.device_code, ...more });
      assert.equal(status, 200, text);
      assert.equal(decode(body.access_token).claims.upn, 'anna@contoso.example');
      assert.ok(body.id_token && body.refresh_token && body.client_info);
      assertFails(await poll(device, { grant_type: grant, ...more }), 400, 'expired_token', 70020);
    }
  });

  await t.test('refused, expired, of another application, made up', async () => {
    const browser = await signedIn(server, 'anna');
    const { body: device } = await begin({}, { tenant: 'organizations' });
    const other = await register(server, { isPublicClient: true, delegated: ['User.Read'] });
    assertFails(await poll(device, { client_id: other.id }), 400, 'expired_token', 70020);
    await approve(browser, device.user_code, 'refuse');
    assertFails(await poll(device, {}, { tenant: 'organizations' }), 400, 'access_denied', 65004);
    const { body: late } = await begin();
    sql(server, 'UPDATE oauth_device SET expires_ms = 1 WHERE state = 0');
    assertFails(await poll(late), 400, 'expired_token', 70020);
    assertFails(await poll({ device_code: 'made up' }), 400, 'expired_token', 70020);
  });

  await t.test('what is approved is what the page showed: permissions that are missing since then are shown first', async () => {
    const browser = await signedIn(server, 'anna');
    await server.patch('/api/v1/settings', { userConsent: true });
    const { body: device } = await begin({ scope: 'offline_access User.Read GroupMember.Read.All' });
    const shown = await browser.submit(await browser.get('/devicelogin'), { user_code: device.user_code });
    assert.match(shown.text, /GroupMember\.Read\.All/);
    sql(server, 'DELETE FROM application_permission WHERE kind = 1'); // what everybody had been consented for
    const again = await browser.submit(shown, { decision: 'approve' });
    assertFails(await poll(device), 400, 'authorization_pending', 70016);
    assert.match(again.text, /User\.Read\b/);
    await browser.submit(again, { decision: 'approve' });
    assert.equal((await poll(device)).status, 200);
  });

  await t.test('who may ask, and for what', async () => {
    assertFails(await begin({ scope: 'nonsense' }), 400, 'invalid_scope', 70011);
    assertFails(await begin({ scope: undefined }), 400, 'invalid_request', 900144);
    assertFails(await begin({ client_id: randomUUID() }), 400, 'unauthorized_client', 700016);
    const confidential = await register(server, { delegated: ['User.Read'] });
    assertFails(await begin({ client_id: confidential.id }), 401, 'invalid_client', 7000218);
    assert.equal((await begin({ client_id: confidential.id, client_secret: confidential.secret })).status, 200);
  });
});

test('16: passwords', async (t) => {
  const server = await startServer(t);
  await addPerson(server, 'anna');
  await server.addUser('new', { passwordProfile: { password, forceChangePasswordNextSignIn: true } });
  const app = await register(server, { isPublicClient: true, delegated: ['User.Read'], appId: '04b07795-8ddb-461a-bbee-02f9e1bf7b46' });
  const ask = (values = {}, options) => token(server, {
    grant_type: 'password', client_id: app.id, username: 'anna@contoso.example', password, scope: `${graph}/.default openid profile offline_access`, response_type: 'id_token token', ...values,
  }, options);

  await t.test('off until an administrator turns it on', async () => {
    assertFails(await ask(), 400, 'unsupported_grant_type', 70003);
    sql(server, "INSERT INTO setting (tenant_id, name, value) VALUES (1, 'passwordGrant', '1')");
  });

  await t.test('tokens for a well-known public client', async () => {
    for (const tenant of [server.tenantId, 'organizations']) {
      const { status, body, text } = await ask({}, { tenant });
      assert.equal(status, 200, text);
      assert.equal(decode(body.access_token).claims.upn, 'anna@contoso.example');
      assert.ok(body.refresh_token && body.id_token);
    }
    assert.equal((await server.get('/common/userrealm/anna@contoso.example?api-version=1.0', { token: null })).body.account_type, 'Managed');
  });

  await t.test('one answer for a wrong password and an unknown user; a password that must be changed', async () => {
    const wrong = await ask({ password: 'wrong' });
    const unknown = await ask({ username: 'nobody@contoso.example' });
    assertFails(wrong, 400, 'invalid_grant', 50126);
    assertFails(unknown, 400, 'invalid_grant', 50126);
    assert.equal(wrong.body.error_description.split(' Trace')[0], unknown.body.error_description.split(' Trace')[0]);
    const must = await ask({ username: 'new@contoso.example' });
    assertFails(must, 400, 'invalid_grant', 50055);
    assert.equal(must.body.suberror, 'user_password_expired');
    assertFails(await ask({ password: undefined }), 400, 'invalid_request', 900144);
    assertFails(await ask({ username: undefined }), 400, 'invalid_request', 900144);
  });

  await t.test('guessing is slowed down, and told the same', async () => {
    for (let i = 0; i < 6; i++) {
      assertFails(await ask({ password: `wrong ${i}` }), 400, 'invalid_grant', 50126);
    }
    const paused = await ask();
    // From where somebody has signed in before, only his own failures there count.
    assert.ok([200, 400].includes(paused.status));
    assert.ok(Number(sql(server, 'SELECT max(failures) FROM sign_in_failure')) >= 5);
  });
});
