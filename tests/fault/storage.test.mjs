// Trouble with the database file and the port: each kind gives a clear message and the right status, nothing is half written,
// and the server goes on serving. What goes wrong with a PostgreSQL server stands in postgres.test.mjs.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { skipUnless, sql } from '../lib/database.mjs';
import { smallDisk } from '../lib/disk.mjs';
import { importIsOver, waitForImport } from '../lib/imports.mjs';
import { assertSound, init, run, Server, sku, startServer, temporaryFolder } from '../lib/licentia.mjs';

const file = { skip: skipUnless('sqlite', 'about its file; tests/fault/postgres.test.mjs has the counterpart') };

const PEOPLE = 4000; // more than the room that an import has on a disk that is almost full

/** Serves `db`, which must fail; returns what it said. */
function serveFails(db, listen = '127.0.0.1:0') {
  const result = run(['serve', '--db', db, '--listen', listen]);
  assert.notEqual(result.status, 0);
  assert.equal(result.stdout, '');
  return result;
}

test('a full disk refuses changes with a clear message, loses nothing, and serves again when there is room', file, async (t) => {
  const disk = smallDisk(t, 3 * 1024 * 1024);
  if (!disk) {
    t.skip('mounting a small file system is not allowed here');
    return;
  }
  const organisation = init(disk);
  const server = await Server.start(t, organisation);
  await server.buy('VISIOCLIENT', 5);
  const { id } = await server.addUser('early');
  const ballast = join(disk, 'ballast');
  writeFileSync(ballast, '');
  spawnSync('dd', ['if=/dev/zero', `of=${ballast}`, 'bs=4096'], { stdio: 'ignore' }); // until it is full
  let refused = 0;
  for (let i = 0; i < 40; i++) {
    const answer = await server.post('/api/v1/users', { userPrincipalName: `full${i}@contoso.example`, displayName: 'x'.repeat(200) });
    if (answer.status !== 201) {
      assert.equal(answer.status, 503, answer.text);
      assert.match(answer.body.error.message, /disk is full|disk.*full/i);
      assert.doesNotMatch(answer.text, new RegExp(disk), 'no path is told to clients');
      refused++;
    }
  }
  assert.ok(refused > 0, 'the disk was full');
  assert.equal((await server.get(`/v1.0/users/${id}`)).status, 200, 'reading goes on');
  truncateSync(ballast);
  assert.equal((await server.assign(id, [sku.VISIOCLIENT])).status, 200, 'room again: changes go on');
  await server.stop();
  assertSound(organisation.db);
});

test('an import that fills the disk waits, says so, and goes on when there is room', file, async (t) => {
  const disk = smallDisk(t, 96 * 1024 * 1024);
  if (!disk) {
    t.skip('mounting a small file system is not allowed here');
    return;
  }
  const organisation = init(disk);
  const server = await Server.start(t, organisation);
  await server.buy('VISIOCLIENT', 5);
  const ballast = join(disk, 'ballast');
  const left = Number(spawnSync('stat', ['-f', '-c', '%a', disk], { encoding: 'utf8' }).stdout) * 4096;
  writeFileSync(ballast, Buffer.alloc(left - 2 * 1024 * 1024)); // room for the file of the import, and for some of its people
  const rows = Array.from({ length: PEOPLE }, (_, i) => `full${i}@contoso.example,${'x'.repeat(100)} ${i},NL,`);
  const csv = ['userPrincipalName,displayName,usageLocation,licenses', ...rows, ''].join('\n');
  const begun = await server.post('/api/v1/users/import', csv, { headers: { 'Content-Type': 'text/csv', Prefer: 'respond-async' } });
  assert.equal(begun.status, 202, begun.text);
  const { id } = begun.body;
  const { trouble } = await waitForImport(server, id, (item) => item.trouble !== null);
  assert.match(trouble.message, /cannot be written now/); // whose disk it is stands in the log alone
  while (!/The disk that holds .* is full/.test(server.log)) {
    await new Promise((done) => setTimeout(done, 5));
  }
  assert.equal((await server.get('/v1.0/users?$top=1')).status, 200, 'reading goes on');
  truncateSync(ballast);
  const { report } = await waitForImport(server, id, importIsOver);
  assert.equal(report.created, PEOPLE);
  assert.equal((await server.get('/v1.0/users/$count', { raw: true, headers: { ConsistencyLevel: 'eventual' } })).text, String(PEOPLE));
  await server.stop();
  assertSound(organisation.db);
});

test('a read-only file system is told in words', file, async (t) => {
  const disk = smallDisk(t, 8 * 1024 * 1024);
  if (!disk) {
    t.skip('mounting a small file system is not allowed here');
    return;
  }
  const organisation = init(disk);
  assert.equal(spawnSync('mount', ['-o', 'remount,ro', disk]).status, 0);
  const result = serveFails(organisation.db);
  assert.equal(result.status, 3, result.stderr);
  assert.match(result.stderr, /permission|cannot be (written|opened)/);
});

test('init on a full disk leaves nothing behind', file, (t) => {
  const disk = smallDisk(t, 64 * 1024);
  if (!disk) {
    t.skip('mounting a small file system is not allowed here');
    return;
  }
  const result = run(['init', '--db', `sqlite:${disk}/x.db`, '--name', 'N', '--domain', 'n.example', '--country', 'NL']);
  assert.equal(result.status, 3, result.stderr);
  assert.match(result.stderr, /full/);
  assert.equal(spawnSync('ls', [disk], { encoding: 'utf8' }).stdout, '');
});

test('a database that another program has locked: refused after a while with the remedy, then served again', file, async (t) => {
  const server = await startServer(t);
  const holder = spawn('sqlite3', [server.db.replace('sqlite:', '')], { stdio: ['pipe', 'pipe', 'inherit'] });
  holder.stdin.write('BEGIN IMMEDIATE; SELECT 1;\n');
  await new Promise((done) => holder.stdout.once('data', done));
  const answer = await server.post('/api/v1/users', { userPrincipalName: 'a@contoso.example', displayName: 'A' });
  assert.ok([429, 503].includes(answer.status), answer.text);
  assert.match(answer.headers.get('retry-after'), /^\d+$/);
  assert.equal((await server.get('/v1.0/users')).status, 200, 'reading goes on');
  holder.stdin.end('ROLLBACK;\n');
  await new Promise((done) => holder.on('close', done));
  await server.addUser('b');
});

test('a database of a newer version is refused, by serve and by doctor', (t) => {
  const organisation = init(temporaryFolder(t));
  sql(organisation, 'INSERT INTO schema_version VALUES (9999)');
  for (const args of [['serve', '--listen', '127.0.0.1:0'], ['doctor']]) {
    const result = run([...args, '--db', organisation.db]);
    assert.notEqual(result.status, 0);
    assert.match(result.stderr, /newer Licentia.*update the program/);
  }
});

test('a file that is no database, or somebody else’s, is refused and left alone', file, (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'text'), 'hello\n'.repeat(1000));
  assert.match(serveFails(`sqlite:${folder}/text`).stderr, /not a Licentia database/);
  assert.equal(readFileSync(join(folder, 'text'), 'utf8'), 'hello\n'.repeat(1000));
  spawnSync('sqlite3', [join(folder, 'other.db'), 'CREATE TABLE t (x)']);
  assert.match(serveFails(`sqlite:${folder}/other.db`).stderr, /not a Licentia database/);
  assert.match(serveFails(`sqlite:${folder}/missing.db`).stderr, /does not exist.*licentia init/);
  assert.equal(statSync(join(folder, 'other.db')).isFile(), true);
});

test('init refuses a file that exists', file, (t) => {
  const folder = temporaryFolder(t);
  const organisation = init(folder);
  const before = sql(organisation, 'SELECT guid FROM tenant');
  const again = run(['init', '--db', organisation.db, '--name', 'B', '--domain', 'b.example', '--country', 'NL']);
  assert.equal(again.status, 1, again.stderr);
  assert.match(again.stderr, /exists already/);
  assert.equal(sql(organisation, 'SELECT guid FROM tenant'), before);
});

test('a port in use is told, with the port', async (t) => {
  const server = await startServer(t);
  const listen = server.url.replace('http://', '');
  const result = serveFails(server.db, listen);
  assert.equal(result.status, 3, result.stderr);
  assert.match(result.stderr, new RegExp(listen.split(':')[1]));
  assert.match(result.stderr, /in use/);
});

test('R-99 the doctor finds what is broken, says where, and exits with 1', async (t) => {
  const organisation = init(temporaryFolder(t));
  const server = await Server.start(t, organisation);
  await server.buy('VISIOCLIENT', 5);
  const { id } = await server.addUser('a');
  assert.equal((await server.assign(id, [sku.VISIOCLIENT])).status, 200);
  await server.stop();
  assertSound(organisation.db);
  sql(organisation, 'UPDATE seat_pool SET consumed = consumed + 1');
  const drift = run(['doctor', '--db', organisation.db]);
  assert.equal(drift.status, 1);
  assert.match(drift.stdout, /R-99\(d\).*VISIOCLIENT: 2 counted, 1 held/);
  sql(organisation, 'UPDATE seat_pool SET consumed = 1, enabled = 0');
  const pool = run(['doctor', '--db', organisation.db, '--json']);
  assert.equal(pool.status, 1);
  assert.match(pool.stdout, /pool differs/);
  assert.match(pool.stdout, /R-10/);
});
