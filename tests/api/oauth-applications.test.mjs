// Tokens for applications by themselves, and what everybody may read before: discovery, keys (client contract, checklist 4 to 12
// and 17 to 24).

import assert from 'node:assert/strict';
import { createPublicKey, randomUUID, verify } from 'node:crypto';
import { test } from 'node:test';

import { makeCertificate } from '../lib/certificate.mjs';
import { engine, sql } from '../lib/database.mjs';
import { startServer } from '../lib/licentia.mjs';
import { addSecret, appToken, assertFails, decode, graph, post, register, signJwt, token } from '../lib/oauth.mjs';

const get = (server, path) => server.get(path, { token: null });
const base64url = (hex) => Buffer.from(hex, 'hex').toString('base64url');

test('5 to 9: what is public', async (t) => {
  const server = await startServer(t);
  const { tenantId, url } = server;

  await t.test('5: discovery has all that clients insist on, complete from the first request', async () => {
    for (const tenant of [tenantId, tenantId.toUpperCase(), 'contoso.example', 'CONTOSO.example']) {
      const { status, body, headers } = await get(server, `/${tenant}/v2.0/.well-known/openid-configuration`);
      assert.equal(status, 200);
      assert.match(headers.get('content-type'), /^application\/json(;|$)/);
      assert.equal(body.issuer, `${url}/${tenantId}/v2.0`);
      assert.equal(body.token_endpoint, `${url}/${tenantId}/oauth2/v2.0/token`);
      assert.equal(body.authorization_endpoint, `${url}/${tenantId}/oauth2/v2.0/authorize`);
      assert.equal(body.device_authorization_endpoint, `${url}/${tenantId}/oauth2/v2.0/devicecode`);
      assert.equal(body.end_session_endpoint, `${url}/${tenantId}/oauth2/v2.0/logout`);
      assert.equal(body.jwks_uri, `${url}/${tenantId}/discovery/v2.0/keys`);
      assert.deepEqual(body.id_token_signing_alg_values_supported, ['RS256']);
      assert.deepEqual(body.code_challenge_methods_supported, ['S256']);
      assert.ok(body.response_types_supported.includes('code') && body.subject_types_supported.length > 0);
    }
  });

  await t.test('6: discovery of v1', async () => {
    const { status, body } = await get(server, `/${tenantId}/.well-known/openid-configuration?x-client-SKU=passport-azure-ad`);
    assert.equal(status, 200);
    assert.equal(body.issuer, `${url}/${tenantId}/`);
    assert.equal(body.token_endpoint, `${url}/${tenantId}/oauth2/token`);
    assert.equal(body.jwks_uri, `${url}/${tenantId}/discovery/keys`);
  });

  await t.test('4: common, organizations and consumers, in any case, name no organisation', async () => {
    for (const tenant of ['common', 'organizations', 'consumers', 'Organizations']) {
      const { status, body } = await get(server, `/${tenant}/v2.0/.well-known/openid-configuration`);
      assert.equal(status, 200);
      assert.equal(body.issuer, `${url}/{tenantid}/v2.0`);
      assert.equal(body.token_endpoint, `${url}/${tenant}/oauth2/v2.0/token`);
      assert.equal((await get(server, `/${tenant}/discovery/v2.0/keys`)).status, 200);
      assertFails(await token(server, { grant_type: 'client_credentials', client_id: randomUUID(), client_secret: 'x' }, { tenant }), 400, 'unauthorized_client', 700016);
    }
  });

  await t.test('4: an organisation that is not here', async () => {
    for (const tenant of [randomUUID(), 'fabrikam.example', 'consumers.example']) {
      assertFails(await get(server, `/${tenant}/v2.0/.well-known/openid-configuration`), 400, 'invalid_request', 90002);
      assertFails(await get(server, `/${tenant}/discovery/v2.0/keys`), 400, 'invalid_request', 90002);
      assertFails(await token(server, { grant_type: 'client_credentials', client_id: randomUUID() }, { tenant }), 400, 'invalid_request', 90002);
    }
  });

  await t.test('7: which names this cloud has', async () => {
    const { body } = await get(server, `/common/discovery/instance?api-version=1.1&authorization_endpoint=${encodeURIComponent(`${url}/${tenantId}/oauth2/v2.0/authorize`)}`);
    assert.equal(body.tenant_discovery_endpoint, `${url}/${tenantId}/v2.0/.well-known/openid-configuration`);
    assert.deepEqual(body.metadata.map((item) => item.aliases), [[new URL(url).host]]);
    const odd = await get(server, '/common/discovery/instance?authorization_endpoint=https%3A%2F%2Fx%2F%22%3E%3Cscript%3E');
    assert.equal(odd.body.tenant_discovery_endpoint, `${url}/common/v2.0/.well-known/openid-configuration`);
  });

  await t.test('2: with the names of Microsoft\'s cloud, for clients that a proxy leads here', async () => {
    // The server behind a front that it trusts: what a client sees is what counts.
    const front = await startServer(t, { args: ['--trusted-proxy', '127.0.0.1'] });
    const headers = { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'login.microsoftonline.com' };
    const { body } = await front.get('/common/discovery/instance?api-version=1.1', { token: null, headers });
    assert.ok(body.metadata[0].aliases.includes('login.microsoftonline.com') && body.metadata[0].aliases.includes('sts.windows.net'));
    const found = await front.get(`/${front.tenantId}/v2.0/.well-known/openid-configuration`, { token: null, headers });
    assert.equal(found.body.issuer, `https://login.microsoftonline.com/${front.tenantId}/v2.0`);
    // 25: issued under one name, good under another.
    const app = await register(front, { own: ['User.Read.All'] });
    const { body: issued } = await appToken(front, app, {}, { headers });
    assert.equal(decode(issued.access_token).claims.iss, `https://login.microsoftonline.com/${front.tenantId}/v2.0`);
    const users = await front.get('/v1.0/users', { token: issued.access_token, headers: { ...headers, 'X-Forwarded-Host': 'graph.microsoft.com' } });
    assert.equal(users.status, 200, users.text);
  });

  await t.test('9: keys, the same everywhere, and there before the first token', async () => {
    const fresh = await startServer(t);
    const answers = [];
    for (const path of [`/${fresh.tenantId}/discovery/v2.0/keys`, '/common/discovery/keys', '/organizations/discovery/v2.0/keys', `/${fresh.tenantId}/discovery/keys`]) {
      answers.push(await get(fresh, path));
    }
    for (const { status, body } of answers) {
      assert.equal(status, 200);
      assert.deepEqual(body, answers[0].body);
    }
    const [key] = answers[0].body.keys;
    assert.equal(answers[0].body.keys.length, 1);
    assert.deepEqual([key.kty, key.use, key.alg], ['RSA', 'sig', 'RS256']);
    assert.ok(!('d' in key) && !('p' in key));
  });

  await t.test('what cannot be is no page', async () => {
    assert.equal((await server.get(`/${tenantId}/oauth2/v2.0/token`, { token: null })).status, 405);
    assert.equal((await get(server, '/error?code=70008')).body.error, 'invalid_grant');
    assert.equal((await get(server, '/error?code=1')).status, 404);
  });
});

test('10 to 12, 17 to 21: client_credentials', async (t) => {
  const server = await startServer(t);
  const app = await register(server, { displayName: 'Räder <app>', own: ['User.Read.All', 'LicenseAssignment.Read.All'] });

  await t.test('20, 21: the answer and its claims', async () => {
    const { status, body, headers, text } = await appToken(server, app);
    assert.equal(status, 200, text);
    assert.deepEqual(Object.keys(body).sort(), ['access_token', 'expires_in', 'ext_expires_in', 'token_type']);
    assert.equal(body.token_type, 'Bearer');
    assert.equal(body.expires_in, 3600);
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.equal(headers.get('pragma'), 'no-cache');
    const { header, claims } = decode(body.access_token);
    const { body: keys } = await get(server, '/common/discovery/v2.0/keys');
    const jwk = keys.keys.find((key) => key.kid === header.kid);
    assert.deepEqual(header, { alg: 'RS256', typ: 'JWT', kid: jwk.kid });
    const [head, payload, signature] = body.access_token.split('.');
    assert.ok(verify('sha256', Buffer.from(`${head}.${payload}`), createPublicKey({ key: jwk, format: 'jwk' }), Buffer.from(signature, 'base64url')));
    assert.equal(claims.aud, graph);
    assert.equal(claims.iss, `${server.url}/${server.tenantId}/v2.0`);
    assert.equal(claims.tid, server.tenantId);
    assert.equal(claims.appid, app.id);
    assert.equal(claims.oid, app.servicePrincipalId);
    assert.equal(claims.sub, app.servicePrincipalId);
    assert.equal(claims.idtyp, 'app');
    assert.equal(claims.appidacr, '1');
    assert.equal(claims.ver, '2.0');
    assert.equal(claims.app_displayname, 'Räder <app>');
    assert.deepEqual(claims.roles.sort(), ['LicenseAssignment.Read.All', 'User.Read.All']);
    assert.equal(claims.exp - claims.iat, 3600);
    assert.ok(claims.nbf <= claims.iat && Math.abs(claims.iat - Date.now() / 1000) < 60);
    assert.ok(!('scp' in claims) && !('upn' in claims));
    assert.equal((await server.get('/v1.0/users', { token: body.access_token })).status, 200);
  });

  await t.test('an application without grants gets a token that opens nothing', async () => {
    const bare = await register(server);
    const { body } = await appToken(server, bare);
    assert.deepEqual(decode(body.access_token).claims.roles, []);
    assert.equal((await server.get('/v1.0/users', { token: body.access_token })).status, 403);
  });

  await t.test('10: the secret by HTTP Basic, form-decoded, in any case of the scheme', async () => {
    const escapeAll = (value) => [...Buffer.from(value)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
    for (const [scheme, user, secret] of [['Basic', app.id, app.secret], ['basic', escapeAll(app.id), escapeAll(app.secret)]]) {
      const headers = { Authorization: `${scheme} ${Buffer.from(`${user}:${secret}`).toString('base64')}` };
      const answer = await token(server, { grant_type: 'client_credentials', scope: `${graph}/.default` }, { headers });
      assert.equal(answer.status, 200, answer.text);
    }
    const wrong = { Authorization: `Basic ${Buffer.from(`${app.id}:wrong`).toString('base64')}` };
    assertFails(await token(server, { grant_type: 'client_credentials', scope: `${graph}/.default` }, { headers: wrong }), 401, 'invalid_client', 7000215);
    assertFails(await token(server, { grant_type: 'client_credentials', scope: `${graph}/.default` }, { headers: { Authorization: 'Basic %%%' } }), 400, 'invalid_request', 9002325);
    const both = { Authorization: `Basic ${Buffer.from(`${app.id}:${app.secret}`).toString('base64')}` };
    assertFails(await appToken(server, app, {}, { headers: both }), 400, 'invalid_request', 9002325);
    assertFails(await token(server, { grant_type: 'client_credentials', client_id: randomUUID(), scope: `${graph}/.default` }, { headers: both }), 400, 'invalid_request', 9002325);
  });

  await t.test('17: what is not known is ignored, in the body and behind the address', async () => {
    const noise = { claims: '{"access_token":{"xms_cc":{"values":["CP1"]}}}', client_info: '1', 'x-client-SKU': 'msal.js.node', 'client-request-id': randomUUID(), clidata: '1' };
    const answer = await post(server, `/${server.tenantId}/oauth2/v2.0/token?client-request-id=${randomUUID()}`, {
      grant_type: 'client_credentials', client_id: app.id, client_secret: app.secret, scope: `${graph}/.default`, ...noise,
    }, { type: 'application/x-www-form-urlencoded;charset=UTF-8' });
    assert.equal(answer.status, 200, answer.text);
  });

  await t.test('18: all forms in which clients name the API', async () => {
    const { url } = server;
    const { protocol, hostname } = new URL(url);
    for (const scope of [`${graph}/.default`, `${graph}//.default`, `${url}/.default`, `${protocol}//${hostname}/.default`, '00000003-0000-0000-c000-000000000000/.default']) {
      const answer = await appToken(server, app, { scope });
      assert.equal(answer.status, 200, `${scope} ${answer.text}`);
      assert.equal((await server.get('/v1.0/users', { token: answer.body.access_token })).status, 200);
    }
  });

  await t.test('19: an application by itself asks for .default and nothing else', async () => {
    for (const scope of ['User.Read.All', `${graph}/User.Read.All`, `${graph}/.default openid`, 'nonsense', 'https://management.core.windows.net//.default']) {
      assertFails(await appToken(server, app, { scope }), 400, 'invalid_scope', 70011);
    }
    assertFails(await appToken(server, app, { scope: undefined }), 400, 'invalid_request', 900144);
  });

  await t.test('8: v1, with a resource', async () => {
    const ask = (resource) => token(server, { grant_type: 'client_credentials', client_id: app.id, client_secret: app.secret, resource }, { version: '' });
    const { status, body, text } = await ask(graph);
    assert.equal(status, 200, text);
    assert.equal(body.resource, graph);
    assert.equal(body.expires_in, '3600');
    assert.equal(Number(body.expires_on) - Number(body.not_before), 3600);
    const { claims } = decode(body.access_token);
    assert.equal(claims.ver, '1.0');
    assert.equal(claims.iss, `${server.url}/${server.tenantId}/`);
    assert.equal((await server.get('/v1.0/users', { token: body.access_token })).status, 200);
    assertFails(await ask('https://vault.azure.net'), 400, 'invalid_resource', 500011);
  });

  await t.test('4: the organisation by its domain, or none at all', async () => {
    for (const tenant of ['contoso.example', 'common', 'organizations']) {
      const { status, body, text } = await appToken(server, app, {}, { tenant });
      assert.equal(status, 200, text);
      assert.equal(decode(body.access_token).claims.tid, server.tenantId);
    }
    assertFails(await appToken(server, { ...app, id: randomUUID() }, {}, { tenant: 'common' }), 400, 'unauthorized_client', 700016);
  });

  await t.test('23: who cannot prove himself, told apart by number', async () => {
    assertFails(await appToken(server, { ...app, secret: 'wrong' }), 401, 'invalid_client', 7000215);
    assertFails(await appToken(server, { ...app, secret: undefined }), 401, 'invalid_client', 7000218);
    assertFails(await appToken(server, { ...app, secret: '' }), 401, 'invalid_client', 7000218);
    assertFails(await appToken(server, { ...app, id: randomUUID() }), 400, 'unauthorized_client', 700016);
    assertFails(await appToken(server, { ...app, id: 'abc' }), 400, 'unauthorized_client', 700016);
    assertFails(await appToken(server, { ...app, id: undefined }), 400, 'invalid_request', 900144);
    assertFails(await appToken(server, app, { grant_type: 'urn:x' }), 400, 'unsupported_grant_type', 70003);
    assertFails(await appToken(server, app, { grant_type: undefined }), 400, 'invalid_request', 900144);
    assertFails(await appToken(server, app, { grant_type: 'authorization_code' }), 400, 'invalid_request', 900144);
    const other = await register(server);
    assertFails(await appToken(server, { id: app.id, secret: other.secret }), 401, 'invalid_client', 7000215);
  });

  await t.test('several secrets at a time; one that has expired or was removed is refused', async () => {
    const second = await addSecret(server, app.id);
    assert.equal((await appToken(server, { ...app, secret: second })).status, 200);
    assert.equal((await appToken(server, app)).status, 200);
    const future = await addSecret(server, app.id, { startDateTime: new Date(Date.now() + 86400000).toISOString() });
    assertFails(await appToken(server, { ...app, secret: future }), 401, 'invalid_client', 7000222);
    const { body: found } = await server.get(`/api/v1/applications/${app.id}`);
    const { keyId } = found.secrets.find((item) => item.hint === second.slice(5, 8));
    assert.equal((await server.delete(`/api/v1/applications/${app.id}/secrets/${keyId}`)).status, 204);
    assertFails(await appToken(server, { ...app, secret: second }), 401, 'invalid_client', 7000215);
  });

  await t.test('an application that was disabled or removed gets none, and its tokens end (D-22)', async () => {
    const brief = await register(server, { own: ['User.Read.All'] });
    const { body } = await appToken(server, brief);
    await server.patch(`/api/v1/applications/${brief.id}`, { accountEnabled: false });
    assertFails(await appToken(server, brief), 400, 'unauthorized_client', 7000112);
    assert.equal((await server.get('/v1.0/users', { token: body.access_token })).status, 401);
    await server.patch(`/api/v1/applications/${brief.id}`, { accountEnabled: true });
    assert.equal((await server.get('/v1.0/users', { token: body.access_token })).status, 200);
    assert.equal((await server.delete(`/api/v1/applications/${brief.id}/grants/application/User.Read.All`)).status, 204);
    assert.equal((await server.get('/v1.0/users', { token: body.access_token })).status, 403);
    await server.delete(`/api/v1/applications/${brief.id}`);
    assert.equal((await server.get('/v1.0/users', { token: body.access_token })).status, 401);
    assertFails(await appToken(server, brief), 400, 'unauthorized_client', 700016);
  });

  await t.test('forms that are none', async () => {
    const path = `/${server.tenantId}/oauth2/v2.0/token`;
    const send = (body, type = 'application/x-www-form-urlencoded') => server.request('POST', path, { body, raw: true, token: null, headers: { 'Content-Type': type } });
    assertFails(await send('', undefined), 400, 'invalid_request', 900144);
    assertFails(await send('{"grant_type":"client_credentials"}', 'application/json'), 400, 'invalid_request', 9002325);
    assertFails(await send('grant_type=client_credentials&grant_type=password'), 400, 'invalid_request', 9002325);
    assertFails(await send('grant_type=%zz'), 400, 'invalid_request', 9002325);
    assertFails(await send('grant_type=a\0b'), 400, 'invalid_request', 9002325);
    assertFails(await send('grant_type=%00'), 400, 'invalid_request', 9002325);
    assertFails(await send('grant_type=%ff'), 400, 'invalid_request', 9002325);
    assertFails(await send(Array.from({ length: 1000 }, (_, i) => `p${i}=1`).join('&')), 400, 'invalid_request', 9002325);
    const huge = await send(`grant_type=${'x'.repeat(100 * 1024)}`);
    assert.equal(huge.status, 413);
    assert.equal(huge.body.error, 'invalid_request');
    const long = await appToken(server, app, { scope: 'x '.repeat(4000) });
    assertFails(long, 400, 'invalid_scope', 70011);
    const inject = await appToken(server, { ...app, id: '"\r\nSet-Cookie: a=b<script>' });
    assertFails(inject, 400, 'unauthorized_client', 700016);
    assert.equal(inject.headers.get('set-cookie'), null);
  });

  await t.test('refusals are in the audit log with their reason, and no secret is', async () => {
    const read = () => sql(server, 'SELECT result_reason FROM operation WHERE kind = 34 AND result <> 0');
    for (let i = 0; i < 1000 && !/Invalid client secret provided/.test(read()); i++) {
      await new Promise((done) => setTimeout(done, 20)); // refusals are written when the queue has time
    }
    const rows = read();
    assert.match(rows, /Invalid client secret provided/);
    assert.ok(!rows.includes(app.secret) && !server.log.includes(app.secret));
    const stored = engine === 'sqlite' ? sql(server, "SELECT group_concat(hex(hash)) FROM application_credential") : sql(server, "SELECT string_agg(encode(hash, 'hex'), ',') FROM application_credential");
    assert.ok(stored.length >= 64);
  });
});

test('11, 12: client assertions', async (t) => {
  const server = await startServer(t);
  const { folder, tenantId, url } = server;
  const mine = makeCertificate(folder, 'mine');
  const second = makeCertificate(folder, 'second');
  const strange = makeCertificate(folder, 'strange');
  const app = await register(server, { own: ['User.Read.All'], secret: false });
  for (const { pem } of [mine, second]) {
    const { status, text } = await server.post(`/api/v1/applications/${app.id}/certificates`, { certificate: pem });
    assert.equal(status, 201, text);
  }
  const endpoint = `${url}/${tenantId}/oauth2/v2.0/token`;
  const now = () => Math.floor(Date.now() / 1000);
  const claims = (more = {}) => ({ aud: endpoint, iss: app.id, sub: app.id, jti: randomUUID(), nbf: now(), iat: now(), exp: now() + 600, ...more });
  const ask = (assertion, more = {}, options = {}) => token(server, {
    grant_type: 'client_credentials', client_id: app.id, scope: `${graph}/.default`,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', client_assertion: assertion, ...more,
  }, options);
  const good = { alg: 'RS256', typ: 'JWT', x5t: base64url(mine.sha1) };
  const accepted = async (header, more, options) => {
    const answer = await ask(signJwt(mine.keyPem, header, claims(more)), {}, options);
    assert.equal(answer.status, 200, `${JSON.stringify(header)} ${JSON.stringify(more)} ${answer.text}`);
    return answer.body;
  };
  const refused = async (assertion) => assertFails(await ask(assertion), 401, 'invalid_client', 700027);

  await t.test('11: RS256 and PS256, named by either thumbprint, padded or not, or by none', async () => {
    const body = await accepted(good);
    assert.equal(decode(body.access_token).claims.appidacr, '2');
    await accepted({ alg: 'PS256', typ: 'JWT', 'x5t#S256': base64url(mine.sha256) });
    await accepted({ alg: 'PS256', 'x5t#S256': base64url(mine.sha256), x5c: [mine.der.toString('base64')] });
    await accepted({ alg: 'RS256', x5t: `${base64url(mine.sha1)}=` });
    await accepted({ alg: 'RS256' });
    await accepted({ alg: 'PS256' });
    assert.equal((await ask(signJwt(second.keyPem, { alg: 'RS256' }, claims()))).status, 200);
  });

  await t.test('12: for the endpoint or the issuer, fractional times, a second ahead, used again', async () => {
    for (const aud of [endpoint, [endpoint], `${url}/${tenantId}/v2.0`]) {
      await accepted(good, { aud });
    }
    await accepted(good, { exp: now() + 60.25, iat: now() - 0.5, nbf: undefined });
    await accepted(good, { nbf: now() + 30, iat: now() + 30 });
    await accepted(good, { exp: now() - 30 });
    const once = signJwt(mine.keyPem, good, claims());
    for (let i = 0; i < 3; i++) {
      assert.equal((await ask(once)).status, 200);
    }
    const anonymous = await ask(signJwt(mine.keyPem, good, claims()), { client_id: undefined });
    assert.equal(anonymous.status, 200, anonymous.text);
    await accepted(good, { aud: `${url}/common/oauth2/v2.0/token` }, { tenant: 'common' });
    await accepted(good, { aud: `${url}/contoso.example/oauth2/v2.0/token` }, { tenant: 'contoso.example' });
  });

  await t.test('what proves nothing', async () => {
    const sign = (more, header = good, key = mine.keyPem) => signJwt(key, header, claims(more));
    await refused(sign({}, { ...good, x5t: base64url(strange.sha1) }, strange.keyPem));
    await refused(sign({}, good, strange.keyPem));
    await refused(sign({}, { alg: 'RS256' }, strange.keyPem));
    await refused(sign({}, { alg: 'RS256', x5c: [strange.der.toString('base64')] }, strange.keyPem));
    await refused(sign({ exp: now() - 3600 }));
    await refused(sign({ exp: now() + 3 * 24 * 3600 }));
    await refused(sign({ exp: undefined }));
    await refused(sign({ nbf: now() + 600 }));
    await refused(sign({ iss: randomUUID() }));
    await refused(sign({ sub: randomUUID() }));
    await refused(sign({ sub: undefined }));
    await refused(sign({ aud: 'https://login.microsoftonline.com/x/oauth2/v2.0/token' }));
    await refused(sign({ aud: undefined }));
    await refused(sign({ aud: `${url}/${randomUUID()}/v2.0` }));
    await refused('nonsense');
    await refused(`${'a'.repeat(20000)}.b.c`);
    const [head, payload] = sign({}).split('.');
    await refused(`${head}.${payload}.`);
    await refused(`${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`);
    const other = signJwt(mine.keyPem, good, claims({ sub: app.id, iss: app.id, tampered: true })).split('.');
    await refused(`${head}.${other[1]}.${sign({}).split('.')[2]}`);
    assertFails(await ask(sign({}), { client_assertion_type: 'urn:x' }), 400, 'invalid_request', 9002325);
    assertFails(await ask(sign({}), { client_secret: 'x' }), 400, 'invalid_request', 9002325);
    const neighbour = await register(server);
    assertFails(await ask(sign({}), { client_id: neighbour.id }), 401, 'invalid_client', 700027);
  });

  await t.test('a certificate that has expired or was removed is refused', async () => {
    const at = engine === 'sqlite' ? `x'${second.sha1}'` : `'\\x${second.sha1}'::bytea`;
    sql(server, `UPDATE application_credential SET expires_ms = 1 WHERE thumbprint_sha1 = ${at}`);
    await refused(signJwt(second.keyPem, { alg: 'RS256' }, claims()));
    const { body: found } = await server.get(`/api/v1/applications/${app.id}`);
    for (const { keyId } of found.certificates) {
      await server.delete(`/api/v1/applications/${app.id}/certificates/${keyId}`);
    }
    await refused(signJwt(mine.keyPem, good, claims()));
  });
});
