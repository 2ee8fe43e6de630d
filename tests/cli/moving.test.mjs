// backup, restore, migrate and upgrade: what they are for, and what they refuse.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { sql } from '../lib/database.mjs';
import { assertSound, init, root, run, Server, sku, temporaryFolder } from '../lib/licentia.mjs';
import { must, pairs, refused, sourceUrl, start, sums, targetUrl } from '../lib/moving.mjs';

/** An organisation with a user of each kind: licensed, unlicensed, deleted with a memory of licences. */
async function furnish(t, organisation) {
  const server = await Server.start(t, organisation);
  await server.buy('VISIOCLIENT', 50);
  await server.buy('ENTERPRISEPACK', 5);
  const { id } = await server.addUser('anna', { displayName: 'Ånna "de" Vries\t€' });
  await server.addUser('bert', { usageLocation: null });
  const carla = await server.addUser('carla');
  for (const user of [id, carla.id]) {
    assert.equal((await server.assign(user, [sku.VISIOCLIENT, sku.ENTERPRISEPACK])).status, 200);
  }
  assert.equal((await server.delete(`/v1.0/users/${carla.id}`)).status, 204);
  return server;
}

for (const pair of pairs) {
  test(`${pair.from} to ${pair.to}: a backup while a server makes changes is one moment, and restores to the same`, async (t) => {
    const folder = temporaryFolder(t);
    const organisation = init(folder, { db: sourceUrl(folder, 'source', pair) });
    const server = await furnish(t, organisation);
    const file = join(folder, 'nightly.licentia');
    const target = targetUrl(folder, 'target', pair);

    const backup = start(['backup', file, '--db', organisation.db]);
    let changes = 0;
    let isRunning = true;
    backup.ended.then(() => { isRunning = false; });
    do {
      const { id } = await server.addUser(`during${changes}`);
      assert.equal((await server.assign(id, [sku.VISIOCLIENT])).status, 200);
      changes++;
    } while (isRunning && changes < 45);
    const { status, stderr } = await backup.ended;
    assert.equal(status, 0, stderr);
    await server.stop();

    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.deepEqual(readdirSync(folder).filter((name) => name.startsWith('nightly')), ['nightly.licentia'], 'nothing beside it');
    const restored = must(['restore', file, '--db', target]);
    assertSound(target);
    assert.deepEqual(sums(target, folder), restored.tables);
    const before = restored.tables.find(({ name }) => name === 'app_user').rows;
    assert.ok(before >= 3 && before <= 3 + changes, `${before} users`);
    if (pair.to === 'postgresql') {
      assert.equal(Number(sql({ db: target }, "SELECT reltuples FROM pg_class WHERE oid = 'app_user'::regclass")), before, 'statements are planned for what was copied');
    }

    const again = await Server.start(t, { ...organisation, db: target });
    assert.equal((await again.get('/v1.0/users')).body.value.length, before - 1, 'all but the deleted one');
    await again.addUser('afterwards');
    await again.stop();
    assertSound(target);
  });
}

test('a backup can be looked at with the doctor, and stays good', async (t) => {
  const folder = temporaryFolder(t);
  const organisation = init(folder, { db: sourceUrl(folder) });
  const file = join(folder, 'a.licentia');
  must(['backup', file, '--db', organisation.db]);
  const before = readFileSync(file);
  assertSound(`sqlite:${file}`);
  assert.ok(before.equals(readFileSync(file)), 'not a byte has changed');
  must(['restore', file, '--db', targetUrl(folder)]);
});

for (const pair of pairs) {
  test(`${pair.from} to ${pair.to}: migrate copies everything, leaves the source as it is, and the tokens go on working`, async (t) => {
    const folder = temporaryFolder(t);
    const organisation = init(folder, { db: sourceUrl(folder, 'source', pair) });
    await (await furnish(t, organisation)).stop();
    const before = sums(organisation.db, folder);
    const target = targetUrl(folder, 'target', pair);

    const result = must(['migrate', '--from', organisation.db, '--to', target]);
    assert.equal(result.resumed, false);
    assert.deepEqual(result.tables, before);
    assert.equal(result.rows, before.reduce((total, { rows }) => total + rows, 0));
    assert.ok(before.find(({ name }) => name === 'deleted_license').rows > 0, 'the memory of a deleted user, too');
    assert.deepEqual(sums(organisation.db, folder), before, 'the source is as it was');
    assert.deepEqual(sums(target, folder), before);
    assertSound(target);

    const server = await Server.start(t, { ...organisation, db: target });
    const users = await server.get('/v1.0/users?$select=displayName');
    assert.deepEqual(users.body.value.map((user) => user.displayName), ['Ånna "de" Vries\t€', 'User bert']);
    await server.stop();

    const words = run(['migrate', '--from', target, '--to', targetUrl(folder, 'third', pair)]);
    assert.equal(words.status, 0, words.stderr);
    assert.match(words.stdout, /^Copied \d+ rows in \d+ tables; the content of both sides is equal\.\n$/);
  });
}

test('nobody’s data is overwritten', (t) => {
  const folder = temporaryFolder(t);
  const { db } = init(folder, { db: sourceUrl(folder) });
  const other = init(folder, { db: targetUrl(folder), name: 'Fabrikam' }).db;
  const file = join(folder, 'a.licentia');
  must(['backup', file, '--db', db]);
  const before = sums(other, folder);

  for (const more of [[], ['--start-over']]) {
    refused(['migrate', '--from', db, '--to', other, ...more], 1, /holds the organisation Fabrikam already.*choose another database/);
    refused(['restore', file, '--db', other, ...more], 1, /holds the organisation Fabrikam already/);
    refused(['migrate', '--from', db, '--to', db, ...more], 1, /holds the organisation Contoso already/);
  }
  assert.deepEqual(sums(other, folder), before);

  writeFileSync(join(folder, 'letter'), 'Dear reader');
  refused(['backup', join(folder, 'letter'), '--db', db], 1, /letter exists already: choose another name/);
  assert.equal(readFileSync(join(folder, 'letter'), 'utf8'), 'Dear reader');
  refused(['migrate', '--from', db, '--to', `sqlite:${join(folder, 'letter')}`], 4, /not a Licentia database/);
  assert.equal(readFileSync(join(folder, 'letter'), 'utf8'), 'Dear reader');
});

test('what is wrong with the command line or a name is told before anything is made', (t) => {
  const folder = temporaryFolder(t);
  const { db } = init(folder, { db: sourceUrl(folder) });
  const target = targetUrl(folder);
  const missing = `sqlite:${join(folder, 'missing.db')}`;

  refused(['backup', '--db', db], 2, /needs FILE/);
  refused(['backup', 'sqlite:x', '--db', db], 2, /name of a file, not an address/);
  refused(['restore', 'postgresql://host/x', '--db', target], 2, /name of a file, not an address/);
  refused(['migrate', '--from', db], 2, /needs the option --to/);
  refused(['migrate', '--from', 'oracle:x', '--to', target], 2, /not a database address.*sqlite:FILE/);
  refused(['migrate', '--from', missing, '--to', target], 3, /missing\.db does not exist/);
  refused(['backup', join(folder, 'a'), '--db', missing], 3, /missing\.db does not exist/);
  refused(['backup', join(folder, 'no', 'folder', 'a'), '--db', db], 3, /folder/);
  refused(['restore', join(folder, 'nothing'), '--db', target], 2, /nothing does not exist/);
  refused(['restore', folder, '--db', target], 1, /is not a file/);
  assert.deepEqual(readdirSync(folder).filter((name) => !name.startsWith('source')), []);
});

/** A database of schema 1, with the content of an organisation. */
function makeOld(folder, organisation) {
  const db = `sqlite:${join(folder, 'old.db')}`;
  const words = { int: 'INTEGER', text: 'TEXT', blob: 'BLOB', table: 'STRICT, WITHOUT ROWID' };
  const schema = readFileSync(join(root, 'sql/migrations/0001_initial.sql'), 'utf8').replace(/\{(\w+)\}/g, (_, word) => words[word]);
  sql({ db }, `PRAGMA application_id = 1279869780;\n${schema}\nINSERT INTO schema_version VALUES (1);`);
  for (const table of sql({ db }, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'schema_version' ORDER BY rowid").split('\n')) {
    const columns = sql({ db }, `SELECT group_concat(name) FROM pragma_table_info('${table}')`);
    sql({ db }, `ATTACH '${organisation.db.replace('sqlite:', '')}' AS new; INSERT INTO ${table} (${columns}) SELECT ${columns} FROM new.${table};`);
  }
  return db;
}

test('upgrade brings a database of the first schema to that of this program, forward only', async (t) => {
  const folder = temporaryFolder(t);
  const organisation = init(folder, { db: `sqlite:${join(folder, 'new.db')}` });
  const db = makeOld(folder, organisation);

  for (const args of [['serve', '--db', db, '--listen', '127.0.0.1:0'], ['doctor', '--db', db], ['backup', join(folder, 'x'), '--db', db],
    ['migrate', '--from', db, '--to', targetUrl(folder)]]) {
    refused(args, 1, /has schema 1 and this program needs \d+: stop its servers and run 'licentia upgrade'/);
  }
  const plan = must(['upgrade', '--db', db, '--dry-run']);
  assert.equal(plan.from, 1);
  assert.equal(plan.to, 1 + plan.migrations.length);
  assert.equal(plan.dryRun, true);
  assert.ok(plan.migrations.some((name) => /^\d{4}_copy$/.test(name)), 'by the names of their files');
  const words = run(['upgrade', '--db', db, '--dry-run']).stdout;
  assert.match(words, /^would run 0002_\w+\n(.*\n)*The schema is 1 and would become \d+\. Nothing was changed\.\n$/);
  refused(['doctor', '--db', db], 1, /has schema 1/);
  assert.equal(sql({ db }, 'SELECT count(*) FROM schema_version'), '1');

  assert.deepEqual(must(['upgrade', '--db', db]), { ...plan, dryRun: false });
  assertSound(db);
  const server = await Server.start(t, { ...organisation, db });
  await server.addUser('first');
  await server.stop();
  assert.match(run(['upgrade', '--db', db]).stdout, new RegExp(`^The schema is ${plan.to}, as this program needs: nothing to do\\.\n$`));
});

test('upgrade makes the search keys of users who are there', async (t) => {
  const folder = temporaryFolder(t);
  const organisation = init(folder, { db: `sqlite:${join(folder, 'new.db')}` });
  const server = await Server.start(t, organisation);
  for (let i = 0; i < 1001; i++) { // more than are read at once
    await server.addUser(`u${i}`, i % 7 === 0 ? { displayName: `Élodie MÜLLER-Ünal${i}`, department: 'Vertrieb & Übersee' } : {});
  }
  await server.delete('/v1.0/users/u0@contoso.example');
  await server.stop();
  const db = makeOld(folder, organisation);
  must(['upgrade', '--db', db]);
  const keys = 'SELECT id, name_key, given_key, nickname_key, type_key, location_key, department_key, words FROM app_user ORDER BY id';
  const tokens = 'SELECT token, user_id FROM user_token ORDER BY token, user_id';
  assert.match(sql({ db }, keys), /élodie müller-ünal7\|/);
  assert.match(sql({ db }, tokens), /müllerünal7/);
  for (const text of [keys, tokens]) {
    assert.equal(sql({ db }, text), sql(organisation, text));
  }
});

test('an upgrade is refused while a server has the database open', async (t) => {
  const organisation = init(temporaryFolder(t));
  const server = await Server.start(t, organisation);
  const version = sql(organisation, 'SELECT max(version) FROM schema_version');
  const args = ['upgrade', '--db', organisation.db];
  assert.match(must(args).from.toString(), new RegExp(`^${version}$`), 'where there is nothing to do nobody is in the way');
  sql(organisation, `DELETE FROM schema_version WHERE version = ${version}`);
  refused(args, 1, /is in use: stop its servers, and whatever else has it open, then try again/);
  assert.equal(must([...args, '--dry-run']).from, version - 1);
  await server.addUser('somebody'); // it has not noticed anything
  await server.stop();
  const alone = run(args);
  assert.doesNotMatch(alone.stderr, /in use/);
  assert.equal(sql(organisation, 'SELECT max(version) FROM schema_version'), `${version - 1}`, 'what is there is in the way of the last migration');
  sql(organisation, `INSERT INTO schema_version VALUES (${version})`);
  assertSound(organisation.db);
});

test('an upgrade that fails leaves the database as it was; a newer schema is refused', (t) => {
  const folder = temporaryFolder(t);
  const organisation = init(folder, { db: `sqlite:${join(folder, 'new.db')}` });
  const db = makeOld(folder, organisation);
  sql({ db }, 'CREATE TABLE copy_sum (x)'); // in the way of a migration
  const result = run(['upgrade', '--db', db]);
  assert.equal(result.status, 4, result.stderr);
  assert.match(result.stderr, /copy_sum already exists/);
  assert.equal(sql({ db }, 'SELECT max(version) FROM schema_version'), '1');
  assert.equal(sql({ db }, "SELECT count(*) FROM sqlite_schema WHERE name = 'copy_mark'"), '0');
  sql({ db }, 'DROP TABLE copy_sum');
  must(['upgrade', '--db', db]);
  assertSound(db);

  sql({ db }, 'INSERT INTO schema_version VALUES (9999)');
  for (const more of [[], ['--dry-run']]) {
    refused(['upgrade', '--db', db, ...more], 1, /newer Licentia.*update the program/);
  }
  refused(['upgrade', '--db', `sqlite:${join(folder, 'missing.db')}`], 3, /does not exist/);
  assert.equal(existsSync(join(folder, 'missing.db')), false);
});
