// licentia audit list: what was done and what was refused.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { addGroup } from '../lib/groups.mjs';
import { run, sku, startServer } from '../lib/licentia.mjs';

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

  await t.test('of a user: imports, groups, roles and what was refused about him', async () => {
    const csv = 'userPrincipalName,displayName\neva@contoso.example,Eva\nfred@contoso.example,Fred\n';
    assert.equal((await server.post('/api/v1/users/import', csv, { headers: { 'Content-Type': 'text/csv' } })).status, 200);
    const sales = await addGroup(server, 'Sales');
    assert.equal(server.cli(['group', 'member', 'add', 'Sales', 'eva@contoso.example']).status, 0);
    assert.equal(server.cli(['group', 'member', 'add', 'Sales', 'eva@contoso.example']).status, 1);
    assert.equal(server.cli(['role', 'give', 'Global Reader', 'eva@contoso.example']).status, 0);
    const reset = run(['admin', 'reset', '--user', 'eva@contoso.example', '--db', server.db]);
    assert.equal(reset.status, 0, reset.stderr);
    const names = (key) => list('--user', key).map((entry) => entry.activityDisplayName);
    const wanted = ['Update user', 'Update user', 'Change group members', 'Add member to role', 'Change group members', 'Bulk create users'];
    for (let i = 0; i < 1000 && names('eva@contoso.example').length < wanted.length; i++) {
      await new Promise((done) => setTimeout(done, 20));
    }
    assert.deepEqual(names('eva@contoso.example').toSorted(), wanted.toSorted());
    assert.deepEqual(names('fred@contoso.example'), ['Bulk create users']);
    const { stdout } = server.cli(['audit', 'list', '--user', 'eva@contoso.example']);
    assert.match(stdout, /Change group members +Sales and 1 more/);
    assert.ok(sales.id);
  });
});
