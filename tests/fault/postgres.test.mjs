// Trouble with a PostgreSQL server: each kind gives a message that names the remedy and the right status, nothing is half
// written, and the server goes on serving. What goes wrong with a database file stands in storage.test.mjs.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { rmSync, statfsSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { administrator, Cluster, psql, skipUnless, sql } from '../lib/database.mjs';
import { smallDisk } from '../lib/disk.mjs';
import { assertSound, init, program, run, Server, sku, startServer, temporaryFolder } from '../lib/licentia.mjs';
import { assertKnown, makeWorried, worry } from '../lib/worry.mjs';

const postgres = { skip: skipUnless('postgresql', 'about its server; tests/fault/storage.test.mjs has the counterpart') };
const INIT = ['--name', 'N', '--domain', 'n.example', '--country', 'NL'];
const TABLES = "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace";

/** Runs a local verb on `db`, which must fail with `status` and a message that matches; returns the message. */
function fails(verb, db, status, message) {
  const args = { init: INIT, serve: ['--listen', '127.0.0.1:0'], doctor: [] }[verb];
  const result = run([verb, '--db', db, ...args]);
  assert.match(result.stderr, message, verb);
  assert.equal(result.status, status, result.stderr);
  assert.equal(result.stdout, '');
  const [, password] = /^\w+:\/\/[^@]*:([^@]*)@/.exec(db) ?? [];
  assert.ok(!password || !result.stderr.includes(password), 'no password is printed');
  return result.stderr;
}

/** Names a folder that the server makes beside others; it is removed at the end of test `t`. */
function freshFolderName(t) {
  const name = join(tmpdir(), `licentia-wal-${process.pid}-${Date.now()}`);
  t.after(() => rmSync(name, { recursive: true, force: true }));
  return name;
}

/** Changes one part of an address. */
function altered(url, part) {
  return Object.assign(new URL(url), part).href;
}

/** Asks until the answer has the status, for at most `seconds`: a server that was away is found again by itself. */
async function until(status, ask, seconds = 30) {
  for (const end = Date.now() + seconds * 1000; ;) {
    const answer = await ask();
    if (answer.status === status) {
      return answer;
    }
    assert.equal(answer.status, 503, answer.text);
    assert.ok(Date.now() < end, answer.text);
    await new Promise((done) => setTimeout(done, 100));
  }
}

test('an address that cannot be read, or leads nowhere', postgres, () => {
  for (const verb of ['init', 'serve', 'doctor']) {
    fails(verb, 'postgresql://user@host:notaport/db', 3, /notaport.*is the address right/);
    fails(verb, 'postgresql://host/db?nonsense=1', 2, /nonsense.*postgresql:\/\/USER@HOST/);
    fails(verb, 'mysql://host/db', 2, /sqlite:FILE.*postgresql:\/\//);
    fails(verb, 'postgresql://user@127.0.0.1:1/db', 3, /cannot be reached.*is the server running/s);
    fails(verb, 'postgresql://user@no.such.host.invalid/db', 3, /cannot be reached.*is the address right/s);
  }
});

test('a wrong password, an unknown role, a role without a connection left', postgres, () => {
  const db = administrator().makeDatabase();
  for (const verb of ['init', 'serve', 'doctor']) {
    fails(verb, altered(db, { password: 'wrong' }), 3, /does not let us in.*password.*PGPASSFILE/s);
    fails(verb, altered(db, { username: 'nobody_of_that_name' }), 3, /does not let us in.*check user and password/s);
  }
  const guest = administrator().makeGuest(db);
  administrator().run(`ALTER ROLE ${guest.role} CONNECTION LIMIT 0`);
  fails('serve', guest.url, 3, /too many connections/);
  assert.equal(psql(db, TABLES), '0');
});

test('a database that does not exist', postgres, () => {
  const db = altered(administrator().makeDatabase(), { pathname: '/licentia_missing' });
  for (const verb of ['init', 'serve', 'doctor']) {
    fails(verb, db, 3, /licentia_missing.*does not exist.*createdb --encoding=UTF8/s);
  }
});

test('a database without Licentia’s tables', postgres, () => {
  const db = administrator().makeDatabase();
  for (const verb of ['serve', 'doctor']) {
    fails(verb, db, 3, /not a Licentia database.*licentia init/s);
  }
});

test('a database of the wrong encoding', postgres, () => {
  const db = administrator().makeDatabase("ENCODING 'LATIN1' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'");
  for (const verb of ['init', 'serve']) {
    fails(verb, db, 1, /LATIN1.*needs UTF8.*createdb --encoding=UTF8/s);
  }
  assert.equal(psql(db, TABLES), '0');
});

test('a role that may connect but make no tables', postgres, () => {
  const db = administrator().makeDatabase();
  const guest = administrator().makeGuest(db);
  fails('init', guest.url, 3, /lacks a right.*CREATE on the schema/s);
  assert.equal(psql(db, TABLES), '0');
  psql(db, `GRANT CREATE ON SCHEMA public TO ${guest.role}`);
  init(undefined, { db: guest.url });
  assertSound(guest.url);
});

test('a role that may only read: changes are refused, and accepted when it may write', postgres, async (t) => {
  const organisation = init(temporaryFolder(t));
  const guest = administrator().makeGuest(organisation.db);
  psql(organisation.db, `GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${guest.role}`);
  const server = await Server.start(t, { ...organisation, db: guest.url });
  const person = { userPrincipalName: 'a@contoso.example', displayName: 'A' };
  const refused = await server.post('/api/v1/users', person);
  assert.equal(refused.status, 503, refused.text);
  assert.doesNotMatch(refused.text, new RegExp(`${guest.role}|app_user|127\\.0\\.0\\.1`), 'no internals are told to clients');
  assert.match(server.log, /lacks a right.*GRANT/s, 'who runs the server is told the remedy');
  assert.equal((await server.get('/v1.0/users')).body.value.length, 0);
  psql(organisation.db, `GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${guest.role}`);
  assert.equal((await server.post('/api/v1/users', person)).status, 201);
  await server.stop();
  assertSound(organisation.db);
});

test('init refuses a database that holds one already', postgres, (t) => {
  const organisation = init(temporaryFolder(t));
  const before = sql(organisation, 'SELECT guid, created_ms FROM tenant');
  fails('init', organisation.db, 1, /holds a Licentia database already.*use another database/s);
  assert.equal(sql(organisation, 'SELECT guid, created_ms FROM tenant'), before);
  assertSound(organisation.db);
});

test('two inits of one database at once: one makes it, the other leaves it alone', postgres, async () => {
  const db = administrator().makeDatabase();
  const ended = await Promise.all([1, 2, 3].map(() => new Promise((done) => {
    const child = spawn(program, ['init', '--db', db, ...INIT], { stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (chunk) => { stderr += chunk; });
    child.on('close', (status) => done({ status, stderr }));
  })));
  assert.deepEqual(ended.map(({ status }) => status).sort(), [0, 1, 1], ended.map(({ stderr }) => stderr).join(''));
  assertSound(db);
});

test('init leaves somebody else’s tables alone, and says so when a name is taken', postgres, () => {
  const db = administrator().makeDatabase();
  psql(db, "CREATE TABLE app_user (x text); INSERT INTO app_user VALUES ('theirs')");
  fails('init', db, 1, /holds such a table already.*of its own/s);
  fails('serve', db, 3, /not a Licentia database/);
  assert.equal(psql(db, 'SELECT x FROM app_user'), 'theirs');
  assert.equal(psql(db, TABLES), '1');
  psql(db, 'CREATE SCHEMA desk');
  const own = `${db}?options=-csearch_path%3Ddesk`;
  init(undefined, { db: own });
  assertSound(own);
  assert.equal(psql(db, TABLES), '1', 'everything is in the schema of its own');
});

test('somebody else’s table named schema_version', postgres, () => {
  const db = administrator().makeDatabase();
  psql(db, "CREATE TABLE schema_version (installed_rank text); INSERT INTO schema_version VALUES ('a')");
  for (const verb of ['serve', 'doctor']) {
    fails(verb, db, 3, /not a Licentia database/);
  }
  fails('init', db, 1, /another database|of its own/);
  assert.equal(psql(db, 'SELECT installed_rank FROM schema_version'), 'a');
});

test('a table that another program has locked: refused after a while with the remedy, then served again', postgres, async (t) => {
  const server = await startServer(t);
  const holder = spawn('psql', ['-XAtq', '-d', server.db], { stdio: ['pipe', 'pipe', 'inherit'] });
  holder.stdin.write('BEGIN; LOCK TABLE app_user IN EXCLUSIVE MODE; SELECT 1;\n');
  await new Promise((done) => holder.stdout.once('data', done));
  const answer = await server.post('/api/v1/users', { userPrincipalName: 'a@contoso.example', displayName: 'A' });
  assert.ok([429, 503].includes(answer.status), answer.text);
  assert.match(answer.headers.get('retry-after'), /^\d+$/);
  assert.equal((await server.get('/v1.0/users')).status, 200, 'reading goes on');
  holder.stdin.end('ROLLBACK;\n');
  await new Promise((done) => holder.on('close', done));
  await server.addUser('b');
  assert.equal((await server.get('/v1.0/users')).body.value.length, 1);
});

test('connections that the server ends are made again', postgres, async (t) => {
  const server = await startServer(t);
  await server.buy('VISIOCLIENT', 30);
  for (let i = 0; i < 20; i++) {
    const { id } = await server.addUser(`user${i}`);
    const [answer] = await Promise.all([
      until(200, () => server.assign(id, [sku.VISIOCLIENT])),
      psql(server.db, 'SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()'),
    ]);
    assert.equal(answer.status, 200, answer.text);
    await until(200, () => server.get(`/v1.0/users/${id}`));
  }
  assert.equal((await server.pool(sku.VISIOCLIENT)).consumedUnits, 20);
  await server.stop();
  assertSound(server.db);
});

test('a server that goes away mid-request: nothing answered is lost, and it is found again by itself', postgres, async (t) => {
  const cluster = await Cluster.start(t);
  const organisation = init(undefined, { db: cluster.administrator.makeDatabase() });
  const server = await Server.start(t, organisation);
  const { users, known } = await makeWorried(server, 40);
  for (let round = 0; round < 3; round++) {
    let isOver = false;
    const work = Promise.all(users.map((user) => worry(server, user, known, { isOver: () => isOver, mayRefuse: true })));
    await new Promise((done) => setTimeout(done, 200));
    await cluster.end('SIGQUIT');
    const away = await server.get(`/v1.0/users/${users[0]}`);
    assert.equal(away.status, 503, away.text);
    assert.match(away.headers.get('retry-after'), /^\d+$/);
    assert.doesNotMatch(away.text, /127\.0\.0\.1|licentia_[0-9a-f]/, 'no internals are told to clients');
    if (round > 0) { // in the first round the server is back before changes are given up
      const late = await server.post('/api/v1/users', { userPrincipalName: 'late@contoso.example', displayName: 'L' });
      assert.equal(late.status, 503, late.text);
    }
    await cluster.begin();
    await until(200, () => server.get(`/v1.0/users/${users[0]}`));
    await new Promise((done) => setTimeout(done, 200));
    isOver = true;
    await work;
    await assertKnown(server, users, known, `round ${round}`);
    await server.addUser(`after${round}`);
  }
  await server.stop();
  assertSound(organisation.db);
});

test('a full disk of the server refuses changes with a clear message, and serves again when there is room', postgres, async (t) => {
  const disk = smallDisk(t, 72 * 1024 * 1024);
  if (!disk) {
    t.skip('mounting a small file system is not allowed here');
    return;
  }
  const cluster = await Cluster.start(t, { disk, initdb: [`--waldir=${freshFolderName(t)}`] }); // the log has room: the server lives
  const organisation = init(undefined, { db: cluster.administrator.makeDatabase() });
  const empty = cluster.administrator.makeDatabase();
  assert.equal(psql(empty, TABLES), '0'); // connects once, which makes a file of the server's there
  const server = await Server.start(t, organisation);
  await server.buy('VISIOCLIENT', 5);
  const { id } = await server.addUser('early');
  const ballast = join(disk, 'ballast');
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(ballast, Buffer.alloc(bavail * bsize));
  let refused = 0;
  for (let i = 0; refused < 10; i++) {
    assert.ok(i < 20_000, 'the disk was never full');
    const answer = await server.post('/api/v1/users', { userPrincipalName: `full${i}@contoso.example`, displayName: 'x'.repeat(200) });
    if (answer.status !== 201) {
      assert.equal(answer.status, 503, answer.text);
      assert.match(answer.body.error.message, /disk of the database server is full.*Free some space/);
      refused++;
    }
  }
  assert.equal((await until(200, () => server.get(`/v1.0/users/${id}`))).status, 200, 'reading goes on');
  fails('init', empty, 3, /disk.*full/i);
  truncateSync(ballast);
  await until(200, () => server.assign(id, [sku.VISIOCLIENT]));
  await server.stop();
  assertSound(organisation.db);
  assert.equal(psql(empty, TABLES), '0', 'nothing of init is left');
});

test('tables that imports fill are looked at meanwhile, before autovacuum comes', postgres, async (t) => {
  const server = await startServer(t);
  const tables = "pg_stat_user_tables WHERE relname IN ('app_user', 'user_token') AND last_analyze IS NOT NULL";
  psql(server.db, 'ALTER TABLE app_user SET (autovacuum_enabled = false)');
  psql(server.db, 'ALTER TABLE user_token SET (autovacuum_enabled = false)');
  for (let round = 0; psql(server.db, `SELECT count(*) FROM ${tables}`) !== '2'; round++) {
    assert.ok(round < 40, 'nobody has looked');
    const rows = Array.from({ length: 500 }, (_, i) => `user${round}-${i}@contoso.example,User ${i}`);
    const answer = await server.post('/api/v1/users/import', ['userPrincipalName,displayName', ...rows, ''].join('\n'), { headers: { 'Content-Type': 'text/csv' } });
    assert.equal(answer.status, 200, answer.text);
  }
  assert.ok(Number(psql(server.db, "SELECT reltuples FROM pg_class WHERE relname = 'app_user'")) > 500);
  await server.stop();
  assertSound(server.db);
});
