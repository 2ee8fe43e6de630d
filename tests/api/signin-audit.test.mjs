// Failed sign-ins in the audit log.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';

import { Browser } from '../lib/browser.mjs';
import { startServer } from '../lib/licentia.mjs';

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
