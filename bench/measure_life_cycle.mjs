// The life cycle: turning subscriptions of a product that many hold, and taking the licences of one away of which nothing is left,
// each beside sqlite3 that writes the same rows, and what a single change waits for meanwhile.

import { copyFileSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { ask, makeOrganisation, readIds } from './organisation.mjs';
import { DOMAIN, writePeople } from './people.mjs';
import { run, startLicentia } from './processes.mjs';
import { interleave, ratios } from './rounds.mjs';

const SKU = 'POWER_BI_PRO';
const OTHER = 'VISIOCLIENT';
const TURNS = 500;
const DAY = 86_400_000;

function seconds(startedAt) {
  return Number(process.hrtime.bigint() - startedAt) / 1e9;
}

/** An organisation of which everybody holds one product, bought in one part that stays and TURNS parts that end. */
async function fill(bench, users) {
  const file = join(bench.folder, 'life-cycle.db');
  const organisation = { file, ...(await makeOrganisation(bench.program, file)) };
  const server = await startLicentia(bench.program, file);
  const buy = (sku, totalLicenses, more = {}) => ask(server, organisation.token, 'POST', '/api/v1/subscriptions', { body: { sku, totalLicenses, ...more }, status: 201 });
  organisation.skuId = (await buy(SKU, users)).skuId;
  organisation.otherId = (await buy(OTHER, users)).skuId;
  for (let i = 0; i < TURNS; i++) {
    await buy(SKU, 1, { endDate: new Date(Date.now() + 1000 * DAY + i).toISOString() });
  }
  const csv = join(bench.folder, 'life-cycle.csv');
  writePeople(csv, 0, users, { withLicenses: false });
  const answer = await fetch(`${server.url}/api/v1/users/import?licenses=${organisation.skuId}`, {
    method: 'POST', headers: { Authorization: `Bearer ${organisation.token}`, 'Content-Type': 'text/csv' }, body: readFileSync(csv),
  });
  const report = await answer.json();
  if (answer.status !== 200 || report.licensed !== users) {
    throw new Error(`import: ${answer.status} ${JSON.stringify(report).slice(0, 300)}`);
  }
  await server.stop();
  organisation.ids = await readIds(file);
  return organisation;
}

/** A copy of the organisation in which `sql` has been done. */
async function copyOf(bench, organisation, name, sql) {
  const file = join(bench.folder, `life-${name}.db`);
  copyFileSync(organisation.file, file);
  await run('sqlite3', [file], { input: `${sql}\n` });
  return file;
}

async function poolOf(server, organisation) {
  const { value } = await ask(server, organisation.token, 'GET', '/v1.0/subscribedSkus');
  return value.find(({ skuId }) => skuId === organisation.skuId);
}

/** Starts the server, which finds everything due, and waits until `isOver`; `meanwhile` goes on until then. Tells the seconds since it was ready. */
async function serveUntil(bench, organisation, file, isOver, meanwhile = async () => {}) {
  const server = await startLicentia(bench.program, file);
  const startedAt = process.hrtime.bigint();
  const state = { over: false };
  const other = meanwhile(server, state);
  while (!isOver(await poolOf(server, organisation))) {
    await new Promise((done) => setTimeout(done, 5));
  }
  state.over = true;
  const took = seconds(startedAt);
  await other;
  await server.stop();
  rmSync(file);
  return took;
}

const endNow = `UPDATE subscription SET ends_ms = (SELECT max(since_ms) FROM subscription) + id, next_lifecycle_ms = (SELECT max(since_ms) FROM subscription) + id WHERE ends_ms IS NOT NULL;`;

async function turnOurs(bench, organisation, round) {
  const file = await copyOf(bench, organisation, `turn-${round}`, endNow);
  return { perSecond: TURNS / await serveUntil(bench, organisation, file, ({ prepaidUnits }) => prepaidUnits.warning === TURNS) };
}

/** The rows of a turn, each in a transaction of its own. */
async function turnPlainly(bench, organisation, round) {
  const file = await copyOf(bench, organisation, `turn-plain-${round}`, endNow);
  const ids = (await run('sqlite3', [file, 'SELECT id, sku_id FROM subscription WHERE ends_ms IS NOT NULL'])).trim().split('\n').map((line) => line.split('|'));
  const text = ids.map(([id, sku], i) => `BEGIN IMMEDIATE;
UPDATE counter SET value = value + 1 WHERE tenant_id = 1 AND name = 'operation';
UPDATE subscription SET status = 1, since_ms = ends_ms, next_lifecycle_ms = ends_ms + ${30 * DAY} WHERE tenant_id = 1 AND id = ${id};
UPDATE seat_pool SET enabled = enabled - 1, warning = warning + 1 WHERE tenant_id = 1 AND sku_id = ${sku};
INSERT INTO operation_change (tenant_id, operation_id, seq, kind, object_id, sku_id, detail) VALUES (1, ${900_000_000 + i}, 1, 2, ${id}, ${sku}, '{"status":{"old":"Enabled","new":"Warning"}}');
INSERT INTO operation (tenant_id, id, guid, kind, actor_kind, actor_id, actor_name, correlation, target, change_count, created_ms) VALUES (1, ${900_000_000 + i}, randomblob(16), 63, 5, 0, 'x', 'x', 'x', 1, 1);
COMMIT;`).join('\n');
  const startedAt = process.hrtime.bigint();
  await run('sqlite3', [file], { input: `PRAGMA synchronous=FULL;\n${text}\n` });
  const took = seconds(startedAt);
  rmSync(file);
  return { perSecond: ids.length / took };
}

const deleted = `UPDATE subscription SET status = 3, since_ms = 1, next_lifecycle_ms = NULL WHERE sku_id = (SELECT sku_id FROM seat_pool ORDER BY consumed DESC LIMIT 1);
UPDATE subscription SET next_lifecycle_ms = ${90 * DAY + 1} WHERE id = (SELECT min(id) FROM subscription WHERE status = 3);
UPDATE seat_pool SET enabled = 0 WHERE consumed > 0;`;

/** Gives somebody another licence, one after the other; tells how long each took, in milliseconds. */
async function changeMeanwhile(organisation, server, state, waits) {
  for (let i = 0; !state.over && i < organisation.ids.length; i++) {
    const startedAt = process.hrtime.bigint();
    await ask(server, organisation.token, 'POST', `/v1.0/users/${organisation.ids[i]}/assignLicense`,
      { body: { addLicenses: [{ skuId: organisation.otherId, disabledPlans: [] }], removeLicenses: [] } });
    waits.push(seconds(startedAt) * 1000);
    await new Promise((done) => setTimeout(done, 10));
  }
}

async function lapseOurs(bench, organisation, users, round) {
  const file = await copyOf(bench, organisation, `lapse-${round}`, deleted);
  const waits = [];
  const took = await serveUntil(bench, organisation, file, ({ consumedUnits }) => consumedUnits === 0,
    (server, state) => changeMeanwhile(organisation, server, state, waits));
  waits.sort((a, b) => a - b);
  return { perSecond: users / took, wait: waits[Math.floor(waits.length * 0.99)] ?? 0 };
}

/** The same rows in one transaction, during which nobody else could write. */
async function lapsePlainly(bench, organisation, users, round) {
  const file = await copyOf(bench, organisation, `lapse-plain-${round}`, deleted);
  const sku = (await run('sqlite3', [file, 'SELECT sku_id FROM seat_pool ORDER BY consumed DESC LIMIT 1'])).trim();
  const startedAt = process.hrtime.bigint();
  await run('sqlite3', [file], { input: `PRAGMA synchronous=FULL;
BEGIN IMMEDIATE;
INSERT INTO operation_change (tenant_id, operation_id, seq, kind, object_id, sku_id, source_id, plan_set_before, state_before)
SELECT tenant_id, 900000000, row_number() OVER (), 1, user_id, sku_id, source_id, plan_set_id, state FROM license_path WHERE tenant_id = 1 AND sku_id = ${sku};
DELETE FROM license_path WHERE tenant_id = 1 AND sku_id = ${sku};
UPDATE seat_pool SET consumed = 0 WHERE tenant_id = 1 AND sku_id = ${sku};
COMMIT;
` });
  const took = seconds(startedAt);
  rmSync(file);
  return { perSecond: users / took };
}

/** Measures turns, and licences that go. */
export async function measureLifeCycle(bench) {
  const users = Math.min(bench.users, 1_000_000);
  const group = `Life cycle: a product that ${users.toLocaleString('en')} people of ${DOMAIN} hold`;
  bench.say(`life cycle: ${users.toLocaleString('en')} people with one product`);
  const organisation = await fill(bench, users);
  bench.say('life cycle: turns beside sqlite3');
  const turns = await interleave(bench.rounds, {
    licentia: (round) => turnOurs(bench, organisation, round),
    sqlite: (round) => turnPlainly(bench, organisation, round),
  });
  bench.say('life cycle: licences that go beside sqlite3');
  const lapses = await interleave(bench.rounds, {
    licentia: (round) => lapseOurs(bench, organisation, users, round),
    sqlite: (round) => lapsePlainly(bench, organisation, users, round),
  });
  bench.report.keep('life cycle, turns', turns);
  bench.report.keep('life cycle, licences that go', lapses);
  bench.report.add(group, 'turns a second, each durable', { unit: 'count', samples: turns.licentia.map(({ perSecond }) => perSecond) });
  bench.report.add(group, 'turns a second', { beside: 'sqlite3, the same rows', samples: ratios(turns.licentia, turns.sqlite, 'perSecond') });
  bench.report.add(group, 'licences that go, a second', { unit: 'count', samples: lapses.licentia.map(({ perSecond }) => perSecond) });
  bench.report.add(group, 'licences that go, a second', { beside: 'sqlite3, the same rows in one go', samples: ratios(lapses.licentia, lapses.sqlite, 'perSecond') });
  bench.report.add(group, 'a single change meanwhile, 99 of 100', { unit: 'ms', samples: lapses.licentia.map(({ wait }) => wait), aim: { most: 50 } });
}
