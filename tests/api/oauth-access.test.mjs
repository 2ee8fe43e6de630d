// Access tokens of applications on the API: what is accepted, what is not, all told the same (client contract 1.1, checklist 9, 25).

import assert from 'node:assert/strict';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { sql } from '../lib/database.mjs';
import { run, Server, startServer } from '../lib/licentia.mjs';
import { appToken, authorize, decode, graph, pkce, register, signJwt, stealKey, token } from '../lib/oauth.mjs';
import { addPerson, password, signedIn } from '../lib/people.mjs';

const seconds = () => Math.floor(Date.now() / 1000);

test('25: tokens on the API', async (t) => {
  const server = await startServer(t);
  const app = await register(server, { own: ['User.Read.All'] });
  const { body: issued } = await appToken(server, app);
  const { header, claims } = decode(issued.access_token);
  const { kid, key } = stealKey(server);
  assert.equal(kid, header.kid);
  const users = (bearer, more = {}) => server.get('/v1.0/users', { token: bearer, ...more });
  const refused = async (bearer, what) => {
    const { status, body, headers } = await users(bearer);
    assert.equal(status, 401, what);
    assert.deepEqual([body.error.code, body.error.message], ['InvalidAuthenticationToken', 'Access token is empty, malformed, expired or revoked.'], what);
    assert.match(headers.get('www-authenticate'), /^Bearer /);
  };
  const forge = (more = {}, head = {}, by = key) => signJwt(by, { ...header, ...head }, { ...claims, ...more });

  await t.test('the stolen key makes good tokens: what follows is refused for its own reason', async () => {
    for (let i = 0; i < 3; i++) {
      assert.equal((await users(forge())).status, 200);
    }
    assert.equal((await server.get('/v1.0/users', { token: null, headers: { Authorization: `bearer ${forge()}` } })).status, 200);
  });

  await t.test('audience: Graph, or this server by any of its names', async () => {
    const { hostname, protocol } = new URL(server.url);
    for (const aud of [graph, `${graph}/`, server.url, `${server.url}/`, `${protocol}//${hostname}`]) {
      assert.equal((await users(forge({ aud }))).status, 200, aud);
    }
    for (const aud of ['https://vault.azure.net', app.id, '', `${graph}//`, `${graph}.evil.example`, 'https://graph.microsoft.co', [graph, 'x'], 1, null, undefined]) {
      await refused(forge({ aud }), `aud ${JSON.stringify(aud)}`);
    }
  });

  await t.test('issuer: under whatever name it was issued', async () => {
    assert.equal((await users(forge({ iss: `https://login.microsoftonline.com/${server.tenantId}/v2.0` }))).status, 200);
  });

  await t.test('time: 60 s of grace, no more; also for a token that is remembered', async () => {
    assert.equal((await users(forge({ exp: seconds() - 30 }))).status, 200);
    assert.equal((await users(forge({ nbf: seconds() + 30, iat: seconds() + 30 }))).status, 200);
    await refused(forge({ exp: seconds() - 90 }), 'expired');
    await refused(forge({ nbf: seconds() + 90 }), 'not yet good');
    await refused(forge({ exp: undefined }), 'no exp');
    await refused(forge({ exp: 'tomorrow' }), 'exp is no number');
    await refused(forge({ nbf: undefined }), 'no nbf');
    const brief = forge({ exp: seconds() - 57 });
    assert.equal((await users(brief)).status, 200);
    await new Promise((done) => setTimeout(done, 4500));
    await refused(brief, 'remembered, but expired');
  });

  await t.test('one that is remembered is known by all of its bytes', async () => {
    const known = forge();
    assert.equal((await users(known)).status, 200);
    const change = (at) => `${known.slice(0, at)}${known[at] === 'A' ? 'B' : 'A'}${known.slice(at + 1)}`;
    for (let at = 0; at < known.length; at += known.length - at > 12 ? 37 : 1) {
      await refused(change(at), `changed at ${at} of ${known.length}`);
    }
    for (const other of [known.slice(0, -1), known.slice(1), `${known}A`, `A${known}`, known.slice(-6)]) {
      await refused(other, other);
    }
    assert.equal((await users(known)).status, 200);
  });

  await t.test('key and signature', async () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
    await refused(forge({}, {}, other.privateKey), 'wrong key');
    await refused(forge({}, { kid: 'unknown' }), 'unknown kid');
    await refused(forge({}, { kid: undefined }), 'no kid');
    await refused(forge({}, { kid: '../../etc/passwd' }), 'kid as a path');
    await refused(forge({}, { alg: 'PS256' }), 'another algorithm than ours');
    await refused(forge({}, { jwk: other.publicKey.export({ format: 'jwk' }) }, other.privateKey), 'a key of its own');
    const [head, payload, signature] = issued.access_token.split('.');
    await refused(`${head}.${payload}.`, 'no signature');
    await refused(`${head}.${payload}`, 'two parts');
    await refused(`${head}.${payload}.${signature}.x`, 'four parts');
    await refused(`${head}.${payload}.${signature.slice(0, -2)}AA`, 'signature changed');
    await refused(`${head}.${Buffer.from(JSON.stringify({ ...claims, roles: ['Directory.ReadWrite.All'] })).toString('base64url')}.${signature}`, 'claims changed');
    const none = Buffer.from(JSON.stringify({ ...header, alg: 'none' })).toString('base64url');
    await refused(`${none}.${payload}.`, 'alg none');
    await refused(`${none}.${payload}.${signature}`, 'alg none, signed');
    const hmac = Buffer.from(JSON.stringify({ ...header, alg: 'HS256' })).toString('base64url');
    await refused(`${hmac}.${payload}.${signature}`, 'HS256');
  });

  await t.test('claims that must be there, and be of this installation', async () => {
    for (const name of ['tid', 'appid', 'oid', 'idtyp']) {
      await refused(forge({ [name]: undefined }), `no ${name}`);
      await refused(forge({ [name]: 7 }), `${name} is a number`);
    }
    await refused(forge({ tid: randomUUID() }), 'another organisation');
    await refused(forge({ appid: randomUUID() }), 'an application that is not here');
    await refused(forge({ idtyp: 'user', scp: 'User.Read.All', oid: randomUUID() }), 'a user who is not here');
    await refused(forge({ idtyp: 'user' }), 'a user without scopes');
  });

  await t.test('rights are what was granted, whatever the token says', async () => {
    const grand = forge({ roles: ['Directory.ReadWrite.All', 'User.ReadWrite.All'] });
    assert.equal((await server.post('/v1.0/users', {}, { token: grand })).status, 403);
  });

  await t.test('what is no token, and what is too large', async () => {
    for (const text of ['', 'not.a.jwt', '...', 'a.b.c', 'lic_', `lic_${'a'.repeat(43)}`, `${'a'.repeat(20000)}.b.c`, 'é.é.é']) {
      if (/^[\x20-\x7e]*$/.test(text)) {
        await refused(text || ' ', text.slice(0, 20));
      }
    }
    await refused(forge({ padding: 'x'.repeat(13000) }), 'oversized');
  });

  await t.test('an id token opens nothing', async () => {
    await addPerson(server, 'anna');
    const web = await register(server, { isPublicClient: true, redirectUris: [{ uri: 'http://localhost', kind: 'publicClient' }], delegated: ['User.Read'] });
    const { verifier, challenge } = pkce();
    const { code } = await authorize(server, await signedIn(server, 'anna'), web, { code_challenge: challenge, code_challenge_method: 'S256' });
    const { body } = await token(server, { grant_type: 'authorization_code', client_id: web.id, code, redirect_uri: 'http://localhost:53682', code_verifier: verifier });
    await refused(body.id_token, 'id token');
  });

  await t.test('what is refused is in the audit log with its reason', async () => {
    await server.stop();
    const reasons = sql(server, 'SELECT DISTINCT result_reason FROM operation WHERE result <> 0');
    assert.ok(reasons.length > 0);
    assert.ok(!reasons.includes(issued.access_token));
  });
});

test('D-22: the deletion of an organisation acts on the very next request, also with a token that is remembered', async (t) => {
  const server = await startServer(t);
  await addPerson(server, 'anna');
  const own = await register(server, { own: ['User.Read.All'] });
  const delegated = await register(server, { isPublicClient: true, delegated: ['User.Read'] });
  sql(server, "INSERT INTO setting (tenant_id, name, value) VALUES (1, 'passwordGrant', '1')");
  const { body: byItself } = await appToken(server, own);
  const { body: forAnna } = await token(server, { grant_type: 'password', client_id: delegated.id, username: 'anna@contoso.example', password, scope: `${graph}/.default` });
  const statuses = async () => [
    (await server.get('/v1.0/users', { token: byItself.access_token })).status,
    (await server.get('/v1.0/me', { token: forAnna.access_token })).status,
  ];

  assert.deepEqual(await statuses(), [200, 200]);
  sql(server, 'UPDATE tenant SET deleting_ms = 1');
  assert.deepEqual(await statuses(), [401, 401]);
  sql(server, 'UPDATE tenant SET deleting_ms = NULL');
  assert.deepEqual(await statuses(), [200, 200]);
});

test('9: a server that runs takes up keys that another process has made', async (t) => {
  const server = await startServer(t);
  const app = await register(server, { own: ['User.Read.All'] });
  const { body: old } = await appToken(server, app);
  const users = (bearer) => server.get('/v1.0/users', { token: bearer });
  assert.equal((await users(old.access_token)).status, 200);
  const { status, stdout, stderr } = run(['key', 'rotate', '--at-once', '--db', server.db, '--json']);
  assert.equal(status, 0, stderr);
  const { kid, key } = stealKey(server);
  assert.equal(kid, JSON.parse(stdout).kid);
  // As another process on this database would sign it. Keys are not read again for every name that is made up.
  const { header, claims } = decode(old.access_token);
  const fromElsewhere = signJwt(key, { ...header, kid }, claims);
  let answer = await users(fromElsewhere);
  for (let i = 0; i < 600 && answer.status !== 200; i++) {
    await pause(50);
    answer = await users(fromElsewhere);
  }
  assert.equal(answer.status, 200, answer.text);
  assert.equal((await users(old.access_token)).status, 401, 'and the old key is gone');
  const published = (await server.get('/common/discovery/v2.0/keys', { token: null })).body.keys;
  assert.deepEqual(published.map((one) => one.kid), [kid]);
});

test('9: keys change', async (t) => {
  let server = await startServer(t);
  /** A new process has read no keys yet; one that runs follows within a minute. */
  const restart = async () => {
    await server.stop();
    server = await Server.start(t, server);
  };
  const app = await register(server, { own: ['User.Read.All'] });
  const { body: first } = await appToken(server, app);
  const users = (bearer) => server.get('/v1.0/users', { token: bearer });
  const keys = async () => (await server.get('/common/discovery/v2.0/keys', { token: null })).body.keys.map((key) => key.kid);
  const day = 24 * 3600 * 1000;

  await t.test('the next one is made a day before it signs, and the old one stays known', async () => {
    const [before] = await keys();
    sql(server, `UPDATE signing_key SET created_ms = created_ms - ${89.5 * day}, signs_from_ms = signs_from_ms - ${89.5 * day}, retires_ms = retires_ms - ${89.5 * day}`);
    await restart();
    const published = await keys();
    assert.equal(published.length, 2);
    assert.equal(published[0], before);
    const { body } = await appToken(server, app);
    assert.equal(decode(body.access_token).header.kid, before, 'it does not sign yet');
    assert.equal((await users(first.access_token)).status, 200);
    sql(server, `UPDATE signing_key SET signs_from_ms = ${Date.now() - 1000} WHERE id = 2`);
    await restart();
    const { body: next } = await appToken(server, app);
    assert.equal(decode(next.access_token).header.kid, published[1]);
    assert.equal((await users(first.access_token)).status, 200, 'signed by the old one');
    assert.equal((await users(next.access_token)).status, 200);
  });

  await t.test('licentia key rotate', async () => {
    const { status, stdout, stderr } = run(['key', 'rotate', '--db', server.db, '--json']);
    assert.equal(status, 0, stderr);
    const { kid, signsFrom } = JSON.parse(stdout);
    assert.ok(Math.abs(Date.parse(signsFrom) - Date.now() - day) < 60000);
    await restart();
    assert.ok((await keys()).includes(kid));
    assert.equal((await users(first.access_token)).status, 200);
  });

  await t.test('licentia key rotate --at-once ends every token there is', async () => {
    const { body: old } = await appToken(server, app);
    const { status, stdout, stderr } = run(['key', 'rotate', '--at-once', '--db', server.db, '--json']);
    assert.equal(status, 0, stderr);
    await restart();
    assert.deepEqual(await keys(), [JSON.parse(stdout).kid]);
    assert.equal((await users(old.access_token)).status, 401);
    assert.equal((await users((await appToken(server, app)).body.access_token)).status, 200);
    const operations = (await server.get('/api/v1/operations?$top=5')).body.value;
    assert.ok(operations.some(({ kind }) => kind === 'keyRotate'));
  });
});
