// The walk-throughs of clients.test.mjs.

import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';

import { ClientAssertionCredential, ClientCertificateCredential, ClientSecretCredential, DeviceCodeCredential, UsernamePasswordCredential } from '@azure/identity';
import * as msal from '@azure/msal-node';

import { sql } from '../lib/database.mjs';
import { init, Server } from '../lib/licentia.mjs';
import { makeCertificate } from '../lib/certificate.mjs';
import { approve, decode, graph, register, signJwt } from '../lib/oauth.mjs';
import { addPerson, password, signedIn } from '../lib/people.mjs';
import { offerWalks } from '../lib/walks.mjs';

// Node.js 18 has it under another name.
globalThis.crypto ??= webcrypto;
globalThis.CryptoKey ??= webcrypto.CryptoKey;
const oidc = await import('openid-client');
const jose = await import('jose');

const { TEST_FOLDER: folder, TEST_CERTIFICATE: tlsCertificate, TEST_KEY: tlsKey } = process.env;
const server = await Server.launch(init(folder), { args: ['--tls-cert', tlsCertificate, '--tls-key', tlsKey] });
const { tenantId, url } = server;
const authority = `${url}/${tenantId}`;
const issuer = new URL(`${authority}/v2.0`);
const redirectUri = 'http://localhost:53682';
const scopes = [`${graph}/.default`];
const upn = 'anna@contoso.example';

// One registration for everything, as clients use it: confidential and public at once.
const user = await addPerson(server, 'anna');
sql(server, "INSERT INTO setting (tenant_id, name, value) VALUES (1, 'passwordGrant', '1')");
const app = await register(server, {
  displayName: 'Walk-through', isPublicClient: true, redirectUris: ['http://localhost', 'http://localhost/cb'].map((uri) => ({ uri, kind: 'publicClient' })),
  own: ['User.Read.All'], delegated: ['User.Read', 'User.Read.All'],
});
const signing = makeCertificate(folder, 'signing');
assert.equal((await server.post(`/api/v1/applications/${app.id}/certificates`, { certificate: signing.pem })).status, 201);
const browser = await signedIn(server, 'anna');

/** What a token must say, and that it opens the API. */
async function checkApp(token) {
  const { claims } = decode(token);
  assert.deepEqual([claims.tid, claims.appid, claims.idtyp], [tenantId, app.id, 'app']);
  assert.ok(claims.oid && Array.isArray(claims.roles));
  assert.equal((await server.get('/v1.0/users', { token })).status, 200);
}

function checkUser(token) {
  const { claims } = decode(token);
  assert.deepEqual([claims.tid, claims.appid, claims.oid, claims.upn], [tenantId, app.id, user.id, upn]);
  assert.ok(claims.scp.length > 0);
}

const msalApp = (auth = {}) => {
  const settings = { auth: { clientId: app.id, authority, knownAuthorities: [new URL(url).host], ...auth } };
  return Object.keys(auth).length > 0 ? new msal.ConfidentialClientApplication(settings) : new msal.PublicClientApplication(settings);
};
const options = { authorityHost: url, disableInstanceDiscovery: true };
const configuration = (secret, method) => oidc.discovery(issuer, app.id, secret, method);

/** Goes to an address of authorize in the browser; returns where it sends the application's part. */
async function visit(address) {
  const page = await browser.get(address);
  assert.ok([302, 303].includes(page.status), `${page.status} ${page.text}`);
  return new URL(page.location);
}

async function authorizeWithMsal(client, more = {}) {
  const { verifier, challenge } = await new msal.CryptoProvider().generatePkceCodes();
  const address = await client.getAuthCodeUrl({
    scopes, redirectUri, responseMode: 'query', codeChallenge: challenge, codeChallengeMethod: 'S256', state: 'a b&c', nonce: 'n-0S6', loginHint: upn, ...more,
  });
  const back = await visit(address);
  assert.equal(back.searchParams.get('state'), 'a b&c');
  return { code: back.searchParams.get('code'), verifier };
}

const walks = {
  async 'msal-node: secret, and the second time from its cache'() {
    const client = msalApp({ clientSecret: app.secret });
    const first = await client.acquireTokenByClientCredential({ scopes });
    await checkApp(first.accessToken);
    const second = await client.acquireTokenByClientCredential({ scopes });
    assert.ok(second.fromCache, 'found in the cache');
    assert.equal(second.accessToken, first.accessToken);
  },

  async 'msal-node: certificate, by either thumbprint'() {
    const privateKey = signing.keyPem;
    for (const clientCertificate of [
      { thumbprintSha256: signing.sha256, privateKey, x5c: signing.pem },
      { thumbprint: signing.sha1, privateKey },
    ]) {
      const client = msalApp({ clientCertificate });
      await checkApp((await client.acquireTokenByClientCredential({ scopes, skipCache: true })).accessToken);
      await checkApp((await client.acquireTokenByClientCredential({ scopes, skipCache: true })).accessToken);
    }
  },

  async 'msal-node: errors have their code and number'() {
    const fails = async (auth, request, code, number) => {
      const error = await msalApp(auth).acquireTokenByClientCredential(request).then(() => assert.fail('no error'), (reason) => reason);
      assert.ok(error instanceof msal.ServerError, String(error));
      assert.deepEqual([error.errorCode, String(error.errorNo)], [code, number]);
    };
    await fails({ clientSecret: 'wrong' }, { scopes }, 'invalid_client', '7000215');
    await fails({ clientSecret: app.secret }, { scopes: [`${graph}/User.Read`] }, 'invalid_scope', '70011');
  },

  async 'msal-node: authorization code with PKCE, silent from the cache, and with the refresh token'() {
    const client = msalApp();
    const { code, verifier } = await authorizeWithMsal(client);
    const result = await client.acquireTokenByCode({ scopes, redirectUri, code, codeVerifier: verifier }, { nonce: 'n-0S6' });
    checkUser(result.accessToken);
    assert.equal(result.account.username, upn);
    assert.equal(result.account.homeAccountId, `${user.id}.${tenantId}`);
    const silent = await client.acquireTokenSilent({ scopes, account: result.account });
    assert.ok(silent.fromCache);
    const renewed = await client.acquireTokenSilent({ scopes, account: result.account, forceRefresh: true });
    assert.ok(!renewed.fromCache);
    assert.notEqual(renewed.accessToken, result.accessToken);
    const again = await client.acquireTokenSilent({ scopes, account: result.account, forceRefresh: true });
    checkUser(again.accessToken);
  },

  async 'msal-node: a code that was used is refused'() {
    const client = msalApp();
    const { code, verifier } = await authorizeWithMsal(client, { nonce: undefined });
    const request = { scopes, redirectUri, code, codeVerifier: verifier };
    await client.acquireTokenByCode(request);
    await assert.rejects(msalApp().acquireTokenByCode(request), { errorCode: 'invalid_grant' });
  },

  async 'msal-node: device code, pending for a while'() {
    const client = msalApp();
    const result = await client.acquireTokenByDeviceCode({
      scopes,
      deviceCodeCallback: ({ message }) => {
        const [, code] = /enter the code (\w+)/.exec(message);
        setTimeout(() => approve(browser, code), 2500);
      },
    });
    checkUser(result.accessToken);
    assert.equal(result.account.username, upn);
  },

  async 'msal-node: password'() {
    const result = await msalApp().acquireTokenByUsernamePassword({ scopes, username: upn, password });
    checkUser(result.accessToken);
    await assert.rejects(msalApp().acquireTokenByUsernamePassword({ scopes, username: upn, password: 'wrong' }), { errorCode: 'invalid_grant' });
  },

  async 'identity: secret, right and wrong'() {
    await checkApp((await new ClientSecretCredential(tenantId, app.id, app.secret, options).getToken(scopes)).token);
    await assert.rejects(new ClientSecretCredential(tenantId, app.id, 'wrong', options).getToken(scopes), /7000215/);
  },

  async 'identity: certificate, with and without its chain, and an assertion of one\'s own'() {
    const certificate = `${signing.pem}\n${signing.keyPem}`;
    for (const sendCertificateChain of [false, true]) {
      await checkApp((await new ClientCertificateCredential(tenantId, app.id, { certificate }, { ...options, sendCertificateChain }).getToken(scopes)).token);
    }
    const assertion = async () => {
      const now = Math.floor(Date.now() / 1000);
      return signJwt(signing.keyPem, { alg: 'RS256' }, { aud: `${authority}/oauth2/v2.0/token`, iss: app.id, sub: app.id, exp: now + 300, jti: '1' });
    };
    await checkApp((await new ClientAssertionCredential(tenantId, app.id, assertion, options).getToken(scopes)).token);
  },

  async 'identity: device code'() {
    const credential = new DeviceCodeCredential({
      tenantId, clientId: app.id, ...options, userPromptCallback: ({ userCode }) => { setTimeout(() => approve(browser, userCode), 1500); },
    });
    checkUser((await credential.getToken(scopes)).token);
    checkUser((await credential.getToken(scopes)).token);
  },

  async 'identity: password'() {
    checkUser((await new UsernamePasswordCredential(tenantId, app.id, upn, password, options).getToken(scopes)).token);
  },

  async 'openid-client: client credentials, secret in the body and as HTTP Basic'() {
    for (const method of [oidc.ClientSecretPost(app.secret), oidc.ClientSecretBasic(app.secret)]) {
      const tokens = await oidc.clientCredentialsGrant(await configuration(undefined, method), { scope: scopes[0] });
      await checkApp(tokens.access_token);
    }
    await assert.rejects(oidc.clientCredentialsGrant(await configuration('wrong'), { scope: scopes[0] }), { error: 'invalid_client', status: 401 });
  },

  async 'openid-client: private_key_jwt'() {
    for (const alg of ['RS256', 'PS256']) {
      const key = await jose.importPKCS8(signing.keyPem, alg);
      const hint = { [oidc.modifyAssertion]: (header) => { header['x5t#S256'] = Buffer.from(signing.sha256, 'hex').toString('base64url'); } };
      for (const change of [undefined, hint]) {
        const tokens = await oidc.clientCredentialsGrant(await configuration(undefined, oidc.PrivateKeyJwt({ key }, change)), { scope: scopes[0] });
        await checkApp(tokens.access_token);
      }
    }
  },

  async 'openid-client: authorization code with PKCE, state and nonce, id token checked, and refresh'() {
    const config = await configuration(app.secret);
    assert.ok(config.serverMetadata().supportsPKCE());
    const verifier = oidc.randomPKCECodeVerifier();
    const [state, nonce] = [oidc.randomState(), oidc.randomNonce()];
    const address = oidc.buildAuthorizationUrl(config, {
      redirect_uri: `${redirectUri}/cb`, scope: `openid profile offline_access ${graph}/User.Read`, state, nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
    });
    const back = await visit(address);
    const tokens = await oidc.authorizationCodeGrant(config, back, { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true });
    checkUser(tokens.access_token);
    assert.equal(tokens.claims().preferred_username, upn);
    const renewed = await oidc.refreshTokenGrant(config, tokens.refresh_token);
    checkUser(renewed.access_token);
    assert.equal(renewed.claims().sub, tokens.claims().sub);
  },

  async 'openid-client: max_age, which checks auth_time'() {
    const config = await configuration(app.secret);
    const verifier = oidc.randomPKCECodeVerifier();
    const ask = async (maxAge) => oidc.buildAuthorizationUrl(config, {
      redirect_uri: `${redirectUri}/cb`, scope: `openid ${graph}/User.Read`, max_age: String(maxAge), state: 's',
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
    });
    const redeem = (back, maxAge) => oidc.authorizationCodeGrant(config, back, { pkceCodeVerifier: verifier, expectedState: 's', maxAge, idTokenExpected: true });
    const own = await signedIn(server, 'anna');
    const visitAs = async (address) => new URL((await own.get(address)).location);
    sql(server, 'UPDATE session SET created_ms = created_ms - 1000 * 1000');
    assert.equal(typeof (await redeem(await visitAs(await ask(3600)), 3600)).claims().auth_time, 'number');
    await assert.rejects(redeem(await visitAs(await ask(3600)), 60), 'a session that is too old for the client');
    for (const maxAge of [60, 0]) {
      const page = await own.get(await ask(maxAge));
      assert.equal(page.title, 'Sign in', String(maxAge));
      const back = new URL((await own.submit(page, { username: upn, password })).location);
      assert.ok((await redeem(back, maxAge)).claims().auth_time > Date.now() / 1000 - 600);
    }
  },

  async 'openid-client: device code'() {
    const config = await configuration(undefined, oidc.None());
    const device = await oidc.initiateDeviceAuthorization(config, { scope: 'openid profile offline_access User.Read' });
    setTimeout(() => approve(browser, device.user_code), 2500);
    const tokens = await oidc.pollDeviceAuthorizationGrant(config, device);
    checkUser(tokens.access_token);
  },

  async 'jose: access and id token, by the published keys'() {
    const config = await configuration(app.secret);
    const { access_token: token } = await oidc.clientCredentialsGrant(config, { scope: scopes[0] });
    const keys = jose.createRemoteJWKSet(new URL(config.serverMetadata().jwks_uri));
    const { payload } = await jose.jwtVerify(token, keys, { issuer: config.serverMetadata().issuer, audience: graph });
    assert.equal(payload.tid, tenantId);
  },
};

await offerWalks(walks, server);
