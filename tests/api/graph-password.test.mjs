// Changing one's own password: POST /me/changePassword and /users/{id}/changePassword. It counts as an attempt to sign in.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Browser } from '../lib/browser.mjs';
import { giveRole, letPeopleIn, tokenOfApplication, tokenOfPerson } from '../lib/callers.mjs';
import { startWithClock } from '../lib/clock.mjs';
import { register } from '../lib/oauth.mjs';
import { addPerson, password, signedIn } from '../lib/people.mjs';

const me = '/v1.0/me/changePassword';
const change = (from, to) => ({ currentPassword: from, newPassword: to });

test('changePassword', async (t) => {
  const server = await startWithClock(t);
  const anna = await addPerson(server, 'anna');
  const bert = await addPerson(server, 'bert');
  const application = await letPeopleIn(server, ['User.Read']);
  const token = await tokenOfPerson(server, 'anna', application);
  const as = { token };
  const signIn = async (word) => (await new Browser(server).signIn('anna@contoso.example', word)).title;
  let present = password;
  const succeed = async (path, to) => {
    const answer = await server.post(path, change(present, to), as);
    assert.deepEqual([answer.status, answer.text], [204, ''], path);
    present = to;
  };
  const refused = (answer, target) => {
    assert.deepEqual([answer.status, answer.body.error.code, answer.body.error.details[0].target], [400, 'Request_BadRequest', target], answer.text);
    return answer.body.error.message;
  };

  await t.test('the new one is good, the old one is not, and whoever was signed in is not any more', async () => {
    const browser = await signedIn(server, 'anna');
    await succeed(me, 'Nieuw-wachtwoord 2');
    assert.equal((await browser.send('GET', '/api/v1/me/session')).status, 401);
    assert.notEqual(await signIn(password), 'You are signed in');
    assert.equal(await signIn(present), 'You are signed in');
  });

  await t.test('by the id or the name of whoever calls, in any form', async () => {
    let number = 3;
    for (const path of [`users/${anna.id}`, `users/${anna.id.toUpperCase()}`, 'users/ANNA@contoso.example', "users('anna@contoso.example')"]) {
      await succeed(`/v1.0/${path}/changePassword`, `Nieuw-wachtwoord ${number++}`);
    }
    await succeed('/v1.0/me/microsoft.graph.changePassword', `Nieuw-wachtwoord ${number++}`);
  });

  await t.test('of nobody else, not even an administrator, and by no program', async () => {
    const denied = async (path, options) => {
      const { status, body } = await server.post(path, change(password, 'Ander-wachtwoord 9'), options);
      assert.deepEqual([status, body.error.code, body.error.message], [403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.'], path);
    };
    await giveRole(server, anna.id, 'Global Administrator');
    for (const key of [bert.id, 'bert@contoso.example', '0c2f6a9e-3b1d-4e55-9a70-5d1f0f7c1a11', 'nobody@contoso.example']) {
      await denied(`/v1.0/users/${key}/changePassword`, as);
    }
    const program = await tokenOfApplication(server, await register(server, { own: ['User.ReadWrite.All'] }));
    for (const options of [{}, { token: program }]) {
      await denied(`/v1.0/users/${anna.id}/changePassword`, options);
      const answer = await server.post(me, change(present, 'Ander-wachtwoord 9'), options);
      assert.deepEqual([answer.status, answer.body.error.message], [400, '/me request is only valid with delegated authentication flow.']);
    }
  });

  await t.test('a new one that will not do is told, and changes nothing', async () => {
    assert.match(refused(await server.post(me, change(present, present), as), 'newPassword'), /must differ from the old one/);
    for (const bad of ['short', 'anna@contoso.example', 'alleen kleine letters']) {
      refused(await server.post(me, change(present, bad), as), 'newPassword');
    }
    assert.equal(await signIn(present), 'You are signed in');
  });

  await t.test('wrong ones are counted: a rehearsal and a request that is repeated would not be', async () => {
    for (const [name, value] of [['Prefer', 'validate-only'], ['Idempotency-Key', 'one']]) {
      const answer = await server.post(me, change('wrong', 'Nieuw-wachtwoord 9'), { ...as, headers: { [name]: value } });
      assert.match(refused(answer, name), /every attempt counts/);
    }
    const batch = await server.post('/v1.0/$batch', { requests: [{ id: '1', method: 'POST', url: '/me/changePassword', headers: { 'Content-Type': 'application/json' }, body: change('wrong', 'x') }] }, as);
    assert.equal(batch.body.responses[0].status, 400, batch.text);
    const words = new Set();
    // The pause doubles with each failure: after some it is longer than any machine needs for what follows.
    for (let failures = 1, time = 0; failures <= 13; failures++) {
      words.add(refused(await server.post(me, change('wrong', 'Nieuw-wachtwoord 9'), as), 'currentPassword'));
      time += failures < 5 || failures === 13 ? 0 : 2000 * 2 ** (failures - 5) + 1000;
      server.clock.set(time);
    }
    // Within the pause the right one is refused in the same words, also with a new one that will not do.
    words.add(refused(await server.post(me, change(present, 'Nieuw-wachtwoord 9'), as), 'currentPassword'));
    words.add(refused(await server.post(me, change(present, 'short'), as), 'currentPassword'));
    assert.equal(words.size, 1, [...words].join('; '));
    assert.notEqual(await signIn(present), 'You are signed in', 'nor does it open the page');
    server.clock.set(20 * 60_000);
    await succeed(me, 'Nieuw-wachtwoord 9');
  });

  await t.test('the ledger and the audit log name who did it, and by which application', async () => {
    const [operation] = (await server.get('/api/v1/operations?$top=1')).body.value;
    assert.deepEqual([operation.kind, operation.actor.name, operation.target], ['passwordChange', 'anna@contoso.example', 'anna@contoso.example']);
    const { value } = (await server.get("/v1.0/auditLogs/directoryAudits?$filter=activityDisplayName eq 'Change user password'")).body;
    const [good, ...others] = value;
    assert.deepEqual([good.result, good.initiatedBy.user.id, good.initiatedBy.app.appId], ['success', anna.id, application.appId]);
    const wrong = others.find(({ resultReason }) => resultReason === 'The password is wrong.');
    assert.deepEqual([wrong.result, wrong.initiatedBy.user.id, wrong.targetResources[0].id], ['failure', anna.id, anna.id]);
    assert.ok(others.some(({ resultReason }) => resultReason === 'It is too soon after failures.'));
    assert.ok(!JSON.stringify(value).includes('wachtwoord'));
  });
});
