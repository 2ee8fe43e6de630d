// How the engines find what the statements ask for: through an index, not by walking through a whole organisation. The tables
// that grow with the number of users or changes are the ones that matter.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { engine, psql } from '../lib/database.mjs';
import { root, startServer } from '../lib/licentia.mjs';

const PEOPLE = 2000;
const large = /app_user|license_path|operation|\bp\b|\bu\b|\bc\b|\bo\b/;
const types = { int: 'bigint', text: 'text', blob: 'bytea', guid: 'bytea' };

/** Statements whose task is the whole organisation. */
const whole = new Set([
  'doctor/deleted_holders.sql', 'doctor/group_holders.sql', 'doctor/ledger_gaps.sql', 'doctor/line.sql', 'doctor/paths.sql', 'doctor/unpooled.sql',
]);

/** SQLite's plan, line by line. */
function planOnSqlite(db, text) {
  const statement = text.replace(/:[a-z_]+/g, '?');
  const result = spawnSync('sqlite3', [db.replace('sqlite:', ''), `EXPLAIN QUERY PLAN ${statement}`], { encoding: 'utf8' });
  assert.equal(result.status, 0, `${text}: ${result.stderr}`);
  return result.stdout.split('\n');
}

/** The lines that walk through all rows of a large table, or of an organisation's. */
function walksOnSqlite(db, text) {
  return planOnSqlite(db, text).filter((line) => large.test(line) && (/SCAN /.test(line) || /\(tenant_id=\?\)$/.test(line)));
}

/** The second column of each index of PostgreSQL. */
function secondColumns(db) {
  return new Map(psql(db, "SELECT relname, pg_get_indexdef(oid, 2, true) FROM pg_class WHERE relkind = 'i'").split('\n').map((line) => line.split('|')));
}

/** PostgreSQL's plan, made for tables of any size: where it walks although that is dear, there is no index for it. */
function planOnPostgres(db, text, params) {
  const names = params.map(({ name }) => name);
  const statement = text.replace(/:([a-z_]+)/g, (_, name) => `$${names.indexOf(name) + 1}`);
  return psql(db, `SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off;
    SET enable_hashjoin = off; SET enable_mergejoin = off;
    PREPARE q (${params.map(({ type }) => types[type]).join(', ')}) AS ${statement};
    EXPLAIN (COSTS OFF) EXECUTE q (${params.map(() => 'NULL').join(', ')})`.replace('q ()', 'q').replace('q ()', 'q')).split('\n');
}

function walksOnPostgres(db, seconds, text, params) {
  const plan = planOnPostgres(db, text, params);
  return plan.filter((line, i) => {
    const [, index] = /Index (?:Only )?Scan (?:Backward )?(?:using|on) (\w+)/.exec(line) ?? [];
    // Every key starts with tenant_id: without a condition on what follows it the index is read for the whole organisation.
    const isWhole = index !== undefined && !new RegExp(`Index Cond: .*\\b${seconds.get(index)}\\b`).test(plan[i + 1]);
    return large.test(line) && (isWhole || /Seq Scan on/.test(line));
  });
}

/** Makes an organisation of some size: PostgreSQL plans by the number of rows. Returns the address of its database. */
async function fill(t) {
  const server = await startServer(t);
  await server.buy('VISIOCLIENT', PEOPLE);
  const rows = Array.from({ length: PEOPLE }, (_, i) => `user${i}@contoso.example,User ${i},NL,VISIOCLIENT`);
  const csv = ['userPrincipalName,displayName,usageLocation,licenses', ...rows, ''].join('\n');
  const answer = await server.post('/api/v1/users/import', csv, { headers: { 'Content-Type': 'text/csv' } });
  assert.equal(answer.status, 200, answer.text);
  await server.stop();
  if (engine === 'postgresql') {
    psql(server.db, `INSERT INTO application (tenant_id, id, guid, app_guid, principal_guid, display_name, is_public, is_enabled, created_ms)
      SELECT t.id, n, g, g, g, 'Application', 0, 1, 0 FROM tenant t, generate_series(1, ${PEOPLE}) n, decode(md5(n::text), 'hex') g;
      INSERT INTO application_permission (tenant_id, application_id, kind, user_id, permission, granted_ms)
      SELECT tenant_id, id, 1, 0, permission, 0 FROM application, generate_series(4, 14) permission;
      INSERT INTO license_path (tenant_id, user_id, sku_id, source_id, plan_set_id, state, error, since_ms, operation_id)
      SELECT tenant_id, user_id, sku_id, 1 + user_id % 50, plan_set_id, CASE WHEN user_id % 4 = 0 THEN 2 ELSE 0 END, 1, since_ms, operation_id FROM license_path`); // by groups
    psql(server.db, 'ANALYZE'); // which the server would do by itself in a while; nobody does on SQLite
  }
  return server.db;
}

const folder = join(root, 'sql/queries');

/** A statement and its parameters: { text, params }. */
function read(area, name) {
  const file = readFileSync(join(folder, area, name), 'utf8');
  return {
    params: [...file.matchAll(/^-- param (\w+) (\w+)/gm)].map(([, param, type]) => ({ name: param, type })),
    text: file.replace(/^--.*$/gm, '').trim(),
  };
}

test('every statement on a table that grows uses an index', async (t) => {
  const db = await fill(t);
  const seconds = engine === 'sqlite' ? undefined : secondColumns(db);
  let checked = 0;
  for (const area of readdirSync(folder)) {
    for (const name of readdirSync(join(folder, area))) {
      const { text, params } = read(area, name);
      const walks = engine === 'sqlite' ? walksOnSqlite(db, text) : walksOnPostgres(db, seconds, text, params);
      assert.ok(walks.length === 0 || whole.has(`${area}/${name}`), `${area}/${name} walks through all rows:\n${walks.join('\n')}`);
      checked++;
    }
  }
  assert.ok(checked > 60, 'the statements are there');

  await t.test('and so does what store/query_text.c makes for licences in error', () => {
    const text = 'SELECT p.user_id AS found FROM license_path p WHERE p.state <> 0 AND p.tenant_id = :tenant_id AND p.source_id >= 0';
    const walks = engine === 'sqlite' ? walksOnSqlite(db, text) : walksOnPostgres(db, seconds, text, [{ name: 'tenant_id', type: 'int' }]);
    assert.deepEqual(walks, []);
  });
});

test('what an undo has found before is looked for by its key, not among all that it has found', async (t) => {
  const db = await fill(t);
  for (const [name, key] of [['item_undo_more_users.sql', 'user_id'], ['item_undo_more_groups.sql', 'group_id']]) {
    const { text, params } = read('changes', name);
    const plan = engine === 'sqlite' ? planOnSqlite(db, text) : planOnPostgres(db, text, params);
    const looks = engine === 'sqlite' ? plan.filter((line) => / i /.test(line)) : plan.filter((line, i) => /Scan .* on bulk_item/.test(plan[i - 1] ?? ''));
    assert.ok(looks.length === 1 && looks[0].includes(key), `${name}:\n${plan.join('\n')}`);
  }
});
