// What tests of OAuth share: applications, requests for tokens, tokens taken apart and forged.

import assert from 'node:assert/strict';
import { createHash, createPrivateKey, createSign, constants, randomBytes, sign } from 'node:crypto';

import { engine, sql } from './database.mjs';

export const graph = 'https://graph.microsoft.com';
const FORM = 'application/x-www-form-urlencoded';

/** Registers an application; `own` and `delegated` are its permissions. Returns it, with its client id as `id`, its id as `objectId`, and its first `secret`. */
export async function register(server, { displayName = 'Test app', isPublicClient = false, redirectUris = [], own = [], delegated = [], secret = true, ...more } = {}) {
  const made = await server.post('/api/v1/applications', { displayName, isPublicClient, redirectUris, ...more });
  assert.equal(made.status, 201, made.text);
  const id = made.body.appId;
  for (const [type, permissions] of [['application', own], ['delegated', delegated]]) {
    if (permissions.length > 0) {
      const granted = await server.post(`/api/v1/applications/${id}/grants`, { type, permissions });
      assert.equal(granted.status, 200, granted.text);
    }
  }
  return { ...made.body, id, objectId: made.body.id, secret: secret ? await addSecret(server, id) : undefined };
}

export async function addSecret(server, id, more = {}) {
  const { status, body, text } = await server.post(`/api/v1/applications/${id}/secrets`, { displayName: 'secret', ...more });
  assert.equal(status, 201, text);
  return body.secretText;
}

/** Sends a form; values that are undefined are left out. */
export function post(server, path, values, { headers = {}, type = FORM } = {}) {
  const body = new URLSearchParams(Object.entries(values).filter(([, value]) => value !== undefined)).toString();
  return server.request('POST', path, { body, raw: true, token: null, headers: { 'Content-Type': type, ...headers } });
}

/** Asks for tokens. */
export function token(server, values, { tenant = server.tenantId, version = '/v2.0', ...options } = {}) {
  return post(server, `/${tenant}/oauth2${version}/token`, values, options);
}

/** Tokens for an application by itself. */
export const appToken = (server, app, values = {}, options = {}) =>
  token(server, { grant_type: 'client_credentials', client_id: app.id, client_secret: app.secret, scope: `${graph}/.default`, ...values }, options);

/** Header and claims of a token. */
export function decode(jwt) {
  const parts = jwt.split('.');
  assert.equal(parts.length, 3, jwt);
  const [header, claims] = parts.slice(0, 2).map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()));
  return { header, claims };
}

/** Demands the failure `error` with `number`, in the form that clients parse. */
export function assertFails({ status, body, headers, text }, expected, error, number) {
  assert.equal(status, expected, text);
  assert.equal(body.error, error, text);
  assert.deepEqual(body.error_codes, [number], text);
  assert.match(body.error_description, new RegExp(`^AADSTS${number}: .+ Trace ID: \\S+ Correlation ID: \\S+ Timestamp: \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\dZ$`, 's'));
  assert.match(body.timestamp, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/);
  assert.equal(body.trace_id, headers.get('request-id'));
  assert.equal(body.correlation_id, headers.get('client-request-id'));
  assert.ok(body.error_uri.endsWith(`/error?code=${number}`));
  assert.equal(headers.get('www-authenticate'), null);
  assert.equal(headers.get('retry-after'), null);
  assert.equal(headers.get('cache-control'), 'no-store');
  assert.match(headers.get('content-type'), /^application\/json(;|$)/);
}

const encode = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

/** A signed token with exactly this header and these claims. */
export function signJwt(key, header, claims) {
  const text = `${encode(header)}.${encode(claims)}`;
  if (header.alg === 'PS256') {
    const options = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
    return `${text}.${sign('sha256', Buffer.from(text), options).toString('base64url')}`;
  }
  return `${text}.${createSign('sha256').update(text).sign(key).toString('base64url')}`;
}

/** The key that the server signs with, out of its database, to make tokens that it would not. */
export function stealKey(server) {
  const hex = engine === 'sqlite' ? 'lower(hex(private_key))' : "encode(private_key, 'hex')";
  const [kid, key] = sql(server, `SELECT kid, ${hex} FROM signing_key ORDER BY id DESC LIMIT 1`).split('|');
  return { kid, key: createPrivateKey({ key: Buffer.from(key, 'hex'), format: 'der', type: 'pkcs8' }) };
}

/** A verifier and its challenge (RFC 7636). */
export function pkce() {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

/** Has somebody sign in to an application; returns what comes back to its address. */
export async function authorize(server, browser, app, values = {}, { tenant = server.tenantId } = {}) {
  const query = new URLSearchParams({
    client_id: app.id, response_type: 'code', redirect_uri: 'http://localhost:53682', scope: 'openid profile offline_access User.Read',
    ...values,
  });
  const page = await browser.get(`/${tenant}/oauth2/v2.0/authorize?${query}`);
  assert.ok([302, 303].includes(page.status), `${page.status} ${page.text}`);
  return Object.fromEntries(new URL(page.location).searchParams);
}

/** Types a device's code and approves, or refuses. */
export async function approve(browser, userCode, decision = 'approve', path = '/devicelogin') {
  let page = await browser.get(path);
  page = await browser.submit(page, { user_code: userCode });
  page = await browser.submit(page, { decision });
  assert.equal(page.status, 200, page.text);
  return page;
}
