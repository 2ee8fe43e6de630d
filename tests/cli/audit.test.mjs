// licentia audit list: what was done and what was refused.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sku, startServer } from '../lib/licentia.mjs';

test('audit list', async (t) => {
  const server = await startServer(t);
  const user = await server.addUser('anna');
  await server.addUser("o'neil");
  await server.assign(user.id, [sku.VISIOCLIENT]);
  const list = (...args) => {
    const result = server.cli(['audit', 'list', '--json', ...args]);
    assert.equal(result.status, 0, result.stderr);
    return JSON.parse(result.stdout).value;
  };
  for (let i = 0; i < 100 && list('--failures').length === 0; i++) {
    await new Promise((done) => setTimeout(done, 50));
  }

  await t.test('a table for people', () => {
    const { stdout } = server.cli(['audit', 'list', '--top', '2']);
    const [head, newest] = stdout.split('\n');
    assert.match(head, /^Time +Activity +Target +By +From +Result +Why/);
    assert.match(newest, /Change user license +anna@contoso\.example +first token +127\.0\.0\.1 +failure +License c5928f49/);
  });

  await t.test('of a user, by name or id', () => {
    const names = (key) => list('--user', key).map((entry) => entry.activityDisplayName);
    assert.deepEqual(names('anna@contoso.example'), ['Change user license', 'Add user']);
    assert.deepEqual(names(user.id), ['Change user license', 'Add user']);
    assert.deepEqual(names("o'neil@contoso.example"), ['Add user']);
    assert.deepEqual(names('nobody@contoso.example'), []);
  });

  await t.test('since a time, failures alone, joined', () => {
    assert.deepEqual(list('--failures').map((entry) => entry.result), ['failure']);
    assert.equal(list('--since', '2100-01-01').length, 0);
    assert.equal(list('--since', '2020-01-01', '--user', user.id, '--failures').length, 1);
    assert.equal(list('--all').length, 6);
    const wrong = server.cli(['audit', 'list', '--since', 'yesterday']);
    assert.equal(wrong.status, 2);
    assert.match(wrong.stderr, /--since needs a date or a time/);
  });
});
