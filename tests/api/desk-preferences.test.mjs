// What somebody chooses for himself in the admin centre (U-02): it goes with the person, nobody else sees it.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Browser } from '../lib/browser.mjs';
import { letPeopleIn, tokenOfPerson } from '../lib/callers.mjs';
import { startServer } from '../lib/licentia.mjs';
import { Contract } from '../lib/openapi.mjs';
import { addPerson, password } from '../lib/people.mjs';

const path = '/api/v1/me/preferences';
const nothing = { experience: null, language: null, theme: null };

/** Signs somebody in; returns what calls as he needs, and his session. */
async function signIn(server, alias) {
  const browser = new Browser(server);
  await browser.signIn(`${alias}@contoso.example`, password);
  const headers = { Cookie: `licentia-session=${browser.session}` };
  const read = async () => (await server.get('/api/v1/me/session', { token: '', headers })).body;
  const session = await read();
  return { read, session, options: { token: '', headers: { ...headers, 'X-CSRF-Token': session.csrfToken } } };
}

test('U-02: what is chosen is used at the next sign-in, and is nobody else\'s', async (t) => {
  const server = await startServer(t);
  (await Contract.read(server)).watch(server);
  await addPerson(server, 'anna');
  await addPerson(server, 'bert');
  const anna = await signIn(server, 'anna');
  assert.deepEqual((await server.get(path, anna.options)).body, nothing);
  const { variant, experience, preferences } = anna.session;
  assert.deepEqual({ variant, experience, preferences }, { variant: 'worldwide', experience: 'new', preferences: nothing });

  const chosen = await server.patch(path, { experience: 'classic', language: 'nl' }, anna.options);
  assert.deepEqual([chosen.status, chosen.body], [200, { experience: 'classic', language: 'nl', theme: null }]);
  assert.deepEqual((await server.patch(path, { theme: 'dark' }, anna.options)).body, { experience: 'classic', language: 'nl', theme: 'dark' }, 'the others stay');
  const again = await signIn(server, 'anna');
  assert.equal(again.session.experience, 'classic');
  assert.deepEqual(again.session.preferences, { experience: 'classic', language: 'nl', theme: 'dark' });
  assert.equal((await signIn(server, 'bert')).session.experience, 'new');

  assert.deepEqual((await server.patch(path, { experience: null }, anna.options)).body, { experience: null, language: 'nl', theme: 'dark' });
  assert.equal((await anna.read()).experience, 'new', 'switching back is always possible');
  const operations = (await server.get('/api/v1/operations')).body.value;
  assert.ok(operations.every((operation) => operation.target !== 'anna@contoso.example' || operation.kind === 'userCreate' || operation.kind === 'roleGive'), 'what somebody likes is not in the ledger');
});

test('U-03: nobody chose: the classic experience in Germany and with 21Vianet', async (t) => {
  const server = await startServer(t);
  await addPerson(server, 'anna');
  const anna = await signIn(server, 'anna');
  for (const [variant, usual] of [['germany', 'classic'], ['china', 'classic'], ['worldwide', 'new']]) {
    assert.equal((await server.patch('/api/v1/settings', { adminCentreVariant: variant })).status, 200);
    const session = await anna.read();
    assert.deepEqual([session.variant, session.experience], [variant, usual]);
  }
  await server.patch('/api/v1/settings', { adminCentreVariant: 'china' });
  await server.patch(path, { experience: 'new' }, anna.options);
  assert.equal((await anna.read()).experience, 'new', 'the preview is on');
});

test('preferences: bad values, tokens, rehearsals, applications, deleted people', async (t) => {
  const server = await startServer(t);
  (await Contract.read(server)).watch(server);
  const person = await addPerson(server, 'anna');
  const anna = await signIn(server, 'anna');
  for (const [body, target] of [[{ experience: 'old' }, 'experience'], [{ language: 'fr' }, 'language'], [{ theme: 3 }, 'theme'], [{ nothing: 'x' }, 'nothing'], [{ theme: 'dark', language: 'EN' }, 'language']]) {
    const answer = await server.patch(path, body, anna.options);
    assert.equal(answer.status, 400, JSON.stringify(body));
    assert.equal(answer.body.error.details[0].target, target);
  }
  assert.deepEqual((await server.get(path, anna.options)).body, nothing, 'all or none');
  assert.match((await server.patch(path, { theme: 'pink' }, anna.options)).body.error.message, /system, light, dark/);
  for (const answer of [await server.get(path), await server.patch(path, { theme: 'dark' })]) {
    assert.equal(answer.status, 400, 'a token is nobody');
    assert.match(answer.body.error.message, /delegated/);
  }
  const rehearsed = await server.patch(path, { theme: 'dark' }, { ...anna.options, headers: { ...anna.options.headers, Prefer: 'validate-only' } });
  assert.equal(rehearsed.body.theme, 'dark');
  assert.equal((await server.get(path, anna.options)).body.theme, null);
  const { 'X-CSRF-Token': csrf, ...headers } = anna.options.headers;
  assert.ok(csrf);
  assert.equal((await server.patch(path, { theme: 'dark' }, { token: '', headers })).status, 403, 'not without proof that it comes from a page');

  const reader = await tokenOfPerson(server, 'anna', await letPeopleIn(server, ['User.Read']));
  assert.equal((await server.get(path, { token: reader })).status, 200);
  assert.equal((await server.patch(path, { theme: 'dark' }, { token: reader })).status, 403, 'an application that may only read changes nothing');

  await server.patch(path, { theme: 'dark' }, anna.options);
  await server.delete(`/v1.0/users/${person.id}`);
  assert.equal((await server.delete(`/v1.0/directory/deletedItems/${person.id}`)).status, 204, 'they go with him');
});
