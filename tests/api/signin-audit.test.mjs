// Failed sign-ins in the audit log.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';

import { Browser } from '../lib/browser.mjs';
import { startServer } from '../lib/licentia.mjs';
import { register } from '../lib/oauth.mjs';

test('a failed sign-in is in the audit log, with the true reason, also a rehearsed one', async (t) => {
  const server = await startServer(t);
  const anna = await server.addUser('anna', { passwordProfile: { password: 'Oud-wachtwoord 1' } });
  const browser = new Browser(server);
  for (const [username, reason] of [['anna@contoso.example', 'The password is wrong.'], ['nobody@contoso.example', 'There is no such user.']]) {
    await browser.submit(await browser.get('/common/login'), { username, password: 'wrong' }, { headers: { Prefer: 'validate-only' } });
    let found;
    for (let i = 0; i < 1000 && !found; i++) {
      const { body } = await server.get('/v1.0/auditLogs/directoryAudits');
      found = body.value.find((entry) => entry.result === 'failure' && entry.resultReason === reason);
      await setTimeout(20);
    }
    assert.ok(found, `no entry: ${reason}`);
    assert.equal(found.activityDisplayName, 'Sign in');
    assert.ok(!JSON.stringify(found).includes('"wrong"'));
    if (username.startsWith('anna')) {
      assert.equal(found.targetResources[0].id, anna.id);
    }
  }
});

test('what is refused at a page, or told to an application at its own address, is in the audit log, too', async (t) => {
  const server = await startServer(t);
  const app = await register(server, { isPublicClient: true, redirectUris: [{ uri: 'http://localhost/back', kind: 'publicClient' }] });
  const address = (values) => `/${server.tenantId}/oauth2/v2.0/authorize?${new URLSearchParams({
    client_id: app.id, response_type: 'code', redirect_uri: 'http://localhost/back', scope: 'User.Read', code_challenge: 'x'.repeat(43), code_challenge_method: 'S256', ...values,
  })}`;
  const attempts = [
    [address({ redirect_uri: 'https://evil.example/' }), /AADSTS50011: The redirect_uri 'https:\/\/evil\.example\/' is not registered/],
    [address({ client_id: server.tenantId }), /AADSTS700016: There is no application/],
    [address({ code_challenge_method: 'plain' }), /S256/],
    [address({ response_type: 'token' }), /AADSTS70005/],
    [`/${server.tenantId}/login?next=https://evil.example/`, /'next' must be a path of this server/],
  ];
  for (const [path, reason] of attempts) {
    await fetch(server.url + path, { redirect: 'manual' });
    let found;
    for (let i = 0; i < 1000 && !found; i++) {
      const { body } = await server.get('/v1.0/auditLogs/directoryAudits');
      found = body.value.find((entry) => entry.result === 'failure' && reason.test(entry.resultReason));
      await setTimeout(20);
    }
    assert.ok(found, `no entry: ${reason}`);
    assert.equal(found.activityDisplayName, 'Sign in');
  }
  await fetch(server.url + address({ prompt: 'none' }), { redirect: 'manual' });
  const { body } = await server.get('/v1.0/auditLogs/directoryAudits');
  assert.ok(!body.value.some((entry) => /AADSTS50058/.test(entry.resultReason)), 'that somebody would have to sign in is no refusal');
});

test('one address that is refused for ever new reasons does not hide the others', async (t) => {
  const server = await startServer(t, { args: ['--trusted-proxy', '127.0.0.1'] });
  const from = (address, body) => fetch(`${server.url}/${server.tenantId}/oauth2/v2.0/token`, { method: 'POST', body: new URLSearchParams(body), headers: { 'X-Forwarded-For': address } });
  for (let i = 0; i < 100; i++) {
    await from('203.0.113.9', { grant_type: `made-up-${i}`, client_id: server.tenantId });
  }
  await from('198.51.100.7', { grant_type: 'client_credentials', client_id: server.tenantId, client_secret: 'guess', scope: 'https://graph.microsoft.com/.default' });
  let found;
  for (let i = 0; i < 1000 && !found; i++) {
    const { body } = await server.get('/v1.0/auditLogs/directoryAudits?$top=999');
    found = body.value.find((entry) => entry.additionalDetails.some((item) => item.key === 'IpAddress' && item.value === '198.51.100.7'));
    await setTimeout(20);
  }
  assert.ok(found, 'the other address has an entry of its own');
});
