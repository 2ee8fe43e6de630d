// An organisation is deleted while an import of it runs and others are served.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';

import { sql } from '../lib/database.mjs';
import { haltWhen } from '../lib/halt.mjs';
import { assertSound, init, program, run, Server, temporaryFolder } from '../lib/licentia.mjs';

const PEOPLE = 15000;

test('tenant delete, while that organisation imports and another one works', async (t) => {
  const first = init(temporaryFolder(t));
  const added = run(['tenant', 'add', '--db', first.db, '--name', 'Fabrikam', '--domain', 'fabrikam.example', '--country', 'BE', '--no-admin', '--json']);
  assert.equal(added.status, 0, added.stderr);
  const { token } = JSON.parse(added.stdout);
  const server = await Server.start(t, first);
  const rows = Array.from({ length: PEOPLE }, (_, i) => `p${i}@fabrikam.example,P ${i}`);
  const answer = await server.post('/api/v1/users/import', ['userPrincipalName,displayName', ...rows, ''].join('\n'),
    { raw: true, token, headers: { 'Content-Type': 'text/csv', Prefer: 'respond-async' } });
  assert.equal(answer.status, 202, answer.text);
  // The import has just begun to make people, and goes on when the other program is there, at the latest.
  const imported = () => Number(sql(first, 'SELECT count(*) FROM app_user WHERE tenant_id = 2'));
  await haltWhen(server.child, () => imported() > 0);
  assert.ok(imported() < PEOPLE, 'the import is under way');

  const child = spawn(program, ['tenant', 'delete', '--db', first.db, '--tenant', 'fabrikam.example', '--yes-delete', 'Fabrikam'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (chunk) => { output += chunk; });
  child.stderr.on('data', (chunk) => { output += chunk; });
  let isOver = false;
  const ended = new Promise((done) => child.on('close', (status) => { isOver = true; done(status); }));
  server.child.kill('SIGCONT');
  for (let i = 0; !isOver; i++) {
    await server.addUser(`worker${i}`);
  }
  assert.equal(await ended, 0, output);
  assert.match(output, /Deleted Fabrikam/);

  for (const table of ['app_user', 'operation', 'operation_change', 'bulk_job', 'bulk_input', 'tenant_domain', 'counter']) {
    assert.equal(sql(first, `SELECT count(*) FROM ${table} WHERE tenant_id = 2`), '0', table);
  }
  assert.equal((await server.get('/v1.0/users', { token })).status, 401);
  await server.stop();
  assertSound(first.db);
});
