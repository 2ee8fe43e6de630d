// Several organisations in one installation: made, listed, chosen, exported and deleted by local verbs, while a server runs.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';

import { freshDatabase, sql } from '../lib/database.mjs';
import { assertSound, init, program, run, Server, sku, temporaryFolder } from '../lib/licentia.mjs';

/** Runs a local verb on the database of `organisation`; fails the test unless it ends with `status`. */
function local(organisation, args, status = 0) {
  const result = run([...args, '--db', organisation.db]);
  assert.equal(result.status, status, `${args.join(' ')}: ${result.stdout}${result.stderr}`);
  return result;
}

/** Adds an organisation; returns { db, tenantId, token … }. */
function add(organisation, name, domain) {
  const { stdout } = local(organisation, ['tenant', 'add', '--name', name, '--domain', domain, '--country', 'BE', '--no-admin', '--json']);
  return { db: organisation.db, ...JSON.parse(stdout) };
}

/** Rows of each table that belong to the organisation with a number. */
function rowsOf(organisation, id) {
  const tables = ['app_user', 'license_path', 'operation_change', 'access_token', 'sku', 'plan_set', 'counter', 'tenant_domain', 'seat_pool'];
  return Object.fromEntries(tables.map((table) => [table, Number(sql(organisation, `SELECT count(*) FROM ${table} WHERE tenant_id = ${id}`))]));
}

async function start(t) {
  const folder = temporaryFolder(t);
  const first = init(folder);
  const second = add(first, 'Fabrikam', 'fabrikam.example');
  const server = await Server.start(t, first);
  return { folder, first, second, server };
}

test('tenant add and list', async (t) => {
  const { first, second, server } = await start(t);

  await t.test('an organisation of its own, served at once', async () => {
    assert.notEqual(second.tenantId, first.tenantId);
    const mine = (await server.get('/v1.0/organization', { token: second.token })).body.value;
    assert.deepEqual(mine.map((item) => [item.id, item.displayName]), [[second.tenantId, 'Fabrikam']]);
    assert.equal((await server.get('/api/v1/health')).status, 200);
    const third = add(first, 'Tailspin', 'tailspin.example');
    assert.equal((await server.get('/v1.0/organization', { token: third.token })).body.value[0].displayName, 'Tailspin');
  });

  await t.test('the list', () => {
    const { value } = JSON.parse(local(first, ['tenant', 'list', '--json']).stdout);
    assert.deepEqual(value.map((item) => [item.displayName, item.domain, item.state]),
      [['Contoso', 'contoso.example', 'in use'], ['Fabrikam', 'fabrikam.example', 'in use'], ['Tailspin', 'tailspin.example', 'in use']]);
    assert.equal(value[1].tenantId, second.tenantId);
    assert.match(local(first, ['tenant', 'list']).stdout, /Fabrikam +fabrikam\.example +BE/);
  });

  await t.test('a domain belongs to one organisation', () => {
    const { stderr } = local(first, ['tenant', 'add', '--name', 'X', '--domain', 'FABRIKAM.example', '--country', 'NL', '--no-admin'], 1);
    assert.match(stderr, /FABRIKAM\.example belongs to the organisation Fabrikam already/);
    assert.equal(JSON.parse(local(first, ['tenant', 'list', '--json']).stdout).value.length, 3);
  });

  await t.test('local verbs ask which organisation, unless there is one only', async () => {
    const args = ['token', 'create', '--name', 'x', '--role', 'global-reader'];
    assert.match(local(first, args, 2).stderr, /3 organisations.*--tenant \(contoso\.example, fabrikam\.example, tailspin\.example\)/);
    for (const key of ['Fabrikam.example', second.tenantId]) {
      const token = local(first, [...args, '--tenant', key]).stdout.trim();
      assert.equal((await server.get('/v1.0/organization', { token })).body.value[0].id, second.tenantId);
    }
    assert.match(local(first, [...args, '--tenant', 'nobody.example'], 1).stderr, /no organisation 'nobody\.example'.*tenant list/);
  });

  await t.test('the doctor looks at each', () => {
    const { value } = JSON.parse(local(first, ['doctor', '--json']).stdout);
    for (const name of ['Contoso', 'Fabrikam', 'Tailspin']) {
      assert.ok(value.some((item) => item.what.startsWith(`${name}: `)), name);
    }
  });
});

test('tenant export: a backup of one organisation', async (t) => {
  const { folder, first, second, server } = await start(t);
  await server.post('/api/v1/subscriptions', { sku: 'VISIOCLIENT', totalLicenses: 3 }, { token: second.token });
  const made = await server.post('/api/v1/users', { userPrincipalName: 'f@fabrikam.example', displayName: 'F', mailNickname: 'f', accountEnabled: true, usageLocation: 'BE' }, { token: second.token });
  assert.equal((await server.assign(made.body.user.id, [sku.VISIOCLIENT], [], { token: second.token })).status, 200);
  await server.addUser('secret');
  const file = join(folder, 'fabrikam.licentia');
  assert.match(local(first, ['tenant', 'export', file, '--tenant', 'fabrikam.example']).stdout, /Exported Fabrikam/);

  const restored = { db: freshDatabase(folder, 'restored.db'), token: second.token, tenantId: second.tenantId };
  local(restored, ['restore', file]);
  assertSound(restored.db);
  assert.equal(sql(restored, 'SELECT display_name FROM tenant'), 'Fabrikam');
  assert.equal(sql(restored, 'SELECT upn FROM app_user'), 'f@fabrikam.example');
  assert.equal(sql(restored, 'SELECT count(*) FROM operation WHERE tenant_id <> 2'), '0');
  const again = await Server.start(t, restored);
  assert.equal((await again.pool(sku.VISIOCLIENT)).consumedUnits, 1);
  const added = add(restored, 'Newcomer', 'newcomer.example');
  assert.equal(sql(restored, "SELECT id FROM tenant WHERE display_name = 'Newcomer'"), '3');
  assert.equal((await again.get('/v1.0/users', { token: added.token })).body.value.length, 0);
  assert.match(local(first, ['tenant', 'export', file, '--tenant', 'fabrikam.example'], 1).stderr, /exists already/);
});

test('tenant delete', async (t) => {
  const { first, second, server } = await start(t);
  const rows = Array.from({ length: 5000 }, (_, i) => `p${i}@fabrikam.example,P ${i}`);
  const csv = ['userPrincipalName,displayName', ...rows, ''].join('\n');
  const answer = await server.post('/api/v1/users/import', csv, { raw: true, token: second.token, headers: { 'Content-Type': 'text/csv' } });
  assert.equal(answer.status, 200, answer.text);
  await server.addUser('stays');
  const before = rowsOf(first, 1);
  const verb = ['tenant', 'delete', '--tenant', 'fabrikam.example'];

  await t.test('not without the name', () => {
    assert.match(local(first, [...verb, '--yes-delete', 'Contoso'], 1).stderr, /nothing was deleted.*called 'Fabrikam'/);
    assert.equal(rowsOf(first, 2).app_user, 5000);
  });

  await t.test('broken off after its first commit, it keeps everybody out', async () => {
    sql(first, 'UPDATE tenant SET deleting_ms = 1 WHERE id = 2');
    assert.equal((await server.get('/v1.0/users', { token: second.token })).status, 401);
    assert.match(local(first, ['tenant', 'list']).stdout, /Fabrikam.*being deleted/);
    assert.equal(local(first, ['doctor', '--json']).status, 0);
    assert.match(local(first, ['token', 'create', '--name', 'x', '--role', 'global-reader', '--tenant', second.tenantId], 1).stderr, /is being deleted/);
  });

  await t.test('it goes on when it is run again, also after a kill', async () => {
    const id = ['--tenant', second.tenantId];
    const child = spawn(program, ['tenant', 'delete', ...id, '--yes-delete', 'Fabrikam', '--db', first.db], { stdio: 'ignore' });
    const ended = new Promise((done) => child.on('close', done));
    while (child.exitCode === null && rowsOf(first, 2).app_user === 5001) {
      // not begun yet
    }
    child.kill('SIGKILL');
    await ended;
    if (sql(first, 'SELECT count(*) FROM tenant WHERE id = 2') === '1') { // the kill came in time
      assert.match(local(first, ['tenant', 'delete', ...id, '--yes-delete', 'Fabrikam']).stdout, /Deleted Fabrikam, \d+ rows/);
    }
  });

  await t.test('all of it, and nothing else', async () => {
    assert.deepEqual(new Set(Object.values(rowsOf(first, 2))), new Set([0]));
    assert.equal(sql(first, 'SELECT count(*) FROM operation WHERE tenant_id = 2'), '0');
    assert.deepEqual(rowsOf(first, 1), before);
    assert.equal((await server.get('/v1.0/users', { token: second.token })).status, 401);
    assert.equal((await server.get('/v1.0/users')).body.value.length, 1);
    assertSound(first.db);
  });

  await t.test('its number is never given out again, its domain is free', async () => {
    const third = add(first, 'Fabrikam', 'fabrikam.example');
    assert.equal(sql(first, 'SELECT max(id) FROM tenant'), '3');
    assert.equal((await server.get('/v1.0/users', { token: third.token })).body.value.length, 0);
    assert.equal((await server.get('/v1.0/users', { token: second.token })).status, 401);
  });
});

test('admin reset and demo know whose database it is', (t) => {
  const folder = temporaryFolder(t);
  const first = init(folder, { admin: true });
  const second = add(first, 'Fabrikam', 'fabrikam.example');
  assert.match(local(first, ['admin', 'reset'], 2).stderr, /say which one with --tenant/);
  assert.match(local(first, ['admin', 'reset', '--tenant', second.tenantId]).stderr, /admin@fabrikam\.example may sign in/);
  const before = sql(first, 'SELECT count(*) FROM operation');
  const demo = run(['demo', '--listen', '127.0.0.1:0', '--tenant', 'contoso.example'], { env: { LICENTIA_DB: first.db } });
  assert.equal(demo.status, 1);
  assert.match(demo.stderr, /organisation 'Contoso', which is not the demo's/);
  assert.equal(sql(first, 'SELECT count(*) FROM operation'), before, 'no password and no token was made');
});
