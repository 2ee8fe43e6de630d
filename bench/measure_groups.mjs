// Licences of a large group: the time until every member has his, beside SQL that writes the same rows and decides nothing; memory
// meanwhile; and what one change of the membership costs then.

import { copyFileSync } from 'node:fs';
import { join } from 'node:path';

import { ask, buySeats, importPeople, makeOrganisation } from './organisation.mjs';
import { DOMAIN, ROWS_PER_FILE, writePeople } from './people.mjs';
import { run, startLicentia } from './processes.mjs';
import { interleave, ratios, spread } from './rounds.mjs';

const SKU = 'EXCHANGESTANDARD';
const MEMBERS_A_CALL = 20_000;
const CHANGES = 300; // of the membership of one person, in and out
const POLL_MS = 20;
const RAW_TIMES = 2;
const MEMORY_MB = 128;
const CHANGE_MS = 10;
/** The settings of our connections, so that the engine does the same for both. */
const SETTINGS = 'PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-16384;';
/** What the group's licence writes: one row a member in each table (paths, the ledger with whom it is about, delta stamps), and the seats. */
const RAW = `
  BEGIN;
  INSERT INTO license_path (tenant_id, user_id, sku_id, source_id, plan_set_id, state, error, since_ms, operation_id)
  SELECT m.tenant_id, m.member_id, k.id, m.group_id, 0, 0, 0, 1, o.id
  FROM group_member m, sku k, (SELECT max(id) + 1 AS id FROM operation) o WHERE k.part_number = '${SKU}' ORDER BY m.added_ms, m.member_id;
  INSERT INTO operation_change (tenant_id, operation_id, seq, kind, object_id, sku_id, source_id, plan_set_before, plan_set_after, state_before, state_after, detail, subject_guid)
  SELECT m.tenant_id, o.id, row_number() OVER (ORDER BY m.added_ms, m.member_id), 1, m.member_id, k.id, m.group_id, NULL, 0, NULL, 0, NULL, u.guid
  FROM sku k CROSS JOIN (SELECT max(id) + 1 AS id FROM operation) o CROSS JOIN group_member m CROSS JOIN app_user u
  WHERE k.part_number = '${SKU}' AND u.tenant_id = m.tenant_id AND u.id = m.member_id ORDER BY m.added_ms, m.member_id;
  INSERT INTO object_change (tenant_id, kind, object_id, aspect, stamp, guid)
  SELECT m.tenant_id, 0, m.member_id, 'licenses', s.stamp, NULL
  FROM group_member m, (SELECT COALESCE(max(stamp), 0) + 1 AS stamp FROM object_change) s WHERE true
  ON CONFLICT (tenant_id, kind, object_id, aspect) DO UPDATE SET stamp = excluded.stamp;
  UPDATE seat_pool SET consumed = consumed + (SELECT count(*) FROM group_member) WHERE sku_id = (SELECT id FROM sku WHERE part_number = '${SKU}');
  COMMIT;
`;

const name = (number) => `user${number}@${DOMAIN}`;
const seconds = (startedAt) => Number(process.hrtime.bigint() - startedAt) / 1e9;

const isAddress = (database) => database.startsWith('postgresql:');
const withName = (address, database) => address.replace(/[^/]*$/, database);

/** Runs SQL; returns what it printed. */
function sql(database, text, cores) {
  return isAddress(database)
    ? run('psql', ['-qAtX', '-v', 'ON_ERROR_STOP=1', database], { input: text, cores })
    : run('sqlite3', [database], { input: SETTINGS + text, cores });
}

/** Makes a copy of a database that nobody has open, in place of an earlier one. */
async function copy(from, to) {
  if (!isAddress(from)) {
    copyFileSync(from, to);
    return;
  }
  const name = to.split('/').at(-1);
  await run('psql', ['-qX', '-c', `DROP DATABASE IF EXISTS ${name}`, '-c', `CREATE DATABASE ${name} TEMPLATE ${from.split('/').at(-1)}`, withName(from, 'postgres')]);
}

/** People number 0 to `members` - 1 in a group without licences, and one more outside. */
async function makeGroup(bench, file, members) {
  const organisation = await makeOrganisation(bench.program, file);
  const server = await startLicentia(bench.program, file);
  const skus = await buySeats(server, organisation.token);
  for (let first = 0; first <= members; first += ROWS_PER_FILE) {
    const csv = join(bench.folder, 'members.csv');
    writePeople(csv, first, Math.min(ROWS_PER_FILE, members + 1 - first), { withLicenses: false });
    await importPeople(bench.program, server, organisation.token, csv);
  }
  const group = await ask(server, organisation.token, 'POST', '/v1.0/groups', {
    body: { displayName: 'Everybody', mailNickname: 'everybody', mailEnabled: false, securityEnabled: true }, status: 201,
  });
  for (let first = 0; first < members; first += MEMBERS_A_CALL) {
    const add = Array.from({ length: Math.min(MEMBERS_A_CALL, members - first) }, (_, i) => name(first + i));
    await ask(server, organisation.token, 'POST', `/api/v1/groups/${group.id}/members`, { body: { add } });
  }
  const outsider = await ask(server, organisation.token, 'GET', `/v1.0/users/${name(members)}?$select=id`);
  await server.stop();
  return { ...organisation, group: group.id, sku: skus[SKU], outsider: outsider.id };
}

async function untilDone(server, organisation) {
  const path = `/v1.0/groups/${organisation.group}?$select=licenseProcessingState`;
  for (;;) {
    const { licenseProcessingState } = await ask(server, organisation.token, 'GET', path);
    if (licenseProcessingState?.state === 'ProcessingComplete') {
      return;
    }
    await new Promise((done) => setTimeout(done, POLL_MS));
  }
}

/** Demands that every member has his licence and a change in the ledger. */
async function demandAll(file, members) {
  const text = await sql(file, `SELECT (SELECT count(*) FROM license_path WHERE state = 0 AND source_id <> 0),
    (SELECT count(*) FROM operation_change WHERE kind = 1), (SELECT sum(consumed) FROM seat_pool);`);
  if (text.trim() !== `${members}|${members}|${members}`) {
    throw new Error(`of ${members} members there are paths, changes and seats: ${text}`);
  }
}

/** Licenses the group in a copy of the database. */
async function licenseOurs(bench, organisation, members, file) {
  await copy(organisation.file, file);
  const server = await startLicentia(bench.program, file, { cores: bench.cores.server });
  const cpuBefore = server.cpuMs();
  const startedAt = process.hrtime.bigint();
  await ask(server, organisation.token, 'POST', `/v1.0/groups/${organisation.group}/assignLicense`, {
    body: { addLicenses: [{ skuId: organisation.sku, disabledPlans: [] }], removeLicenses: [] }, status: 202,
  });
  await untilDone(server, organisation);
  const took = seconds(startedAt);
  const result = { seconds: took, cpuMs: server.cpuMs() - cpuBefore, peakMb: server.memoryMb().peak, ownMb: server.memoryMb().own };
  await server.stop();
  await demandAll(file, members);
  return result;
}

async function licenseRaw(bench, organisation, members, file) {
  await copy(organisation.file, file);
  const startedAt = process.hrtime.bigint();
  const text = await sql(file, isAddress(file) ? RAW : `\n.timer on\n${RAW}`, bench.cores.server);
  const took = seconds(startedAt);
  await demandAll(file, members);
  const times = [...text.matchAll(/user ([\d.]+) sys ([\d.]+)/g)].map(([, user, sys]) => Number(user) + Number(sys));
  return { seconds: took, cpuMs: times.reduce((sum, one) => sum + one, 0) * 1000 };
}

/** Puts somebody into the licensed group and takes him out again, one call after the other; ms of each. */
async function changeMembership(bench, organisation, file) {
  const server = await startLicentia(bench.program, file, { cores: bench.cores.server });
  const headers = { Authorization: `Bearer ${organisation.token}`, 'Content-Type': 'application/json' };
  const base = `${server.url}/v1.0/groups/${organisation.group}/members`;
  const body = JSON.stringify({ '@odata.id': `${server.url}/v1.0/directoryObjects/${organisation.outsider}` });
  const took = { add: [], remove: [] };
  for (let i = 0; i < CHANGES; i++) {
    for (const kind of ['add', 'remove']) {
      const startedAt = process.hrtime.bigint();
      const response = kind === 'add'
        ? await fetch(`${base}/$ref`, { method: 'POST', headers, body })
        : await fetch(`${base}/${organisation.outsider}/$ref`, { method: 'DELETE', headers });
      await response.arrayBuffer();
      if (response.status !== 204) {
        throw new Error(`${kind}: ${response.status}`);
      }
      took[kind].push(seconds(startedAt) * 1000);
    }
  }
  await server.stop();
  return took;
}

const percentile = (list, part) => [...list].sort((a, b) => a - b)[Math.floor((list.length - 1) * part)];

/** Measures licences of a group of BENCH_MEMBERS people, in a new file or the empty `database`. */
export async function measureGroups(bench, database = join(bench.folder, 'group.db')) {
  const { members } = bench;
  const [ours, raw] = isAddress(database)
    ? [withName(database, 'group_ours'), withName(database, 'group_raw')]
    : [join(bench.folder, 'group-ours.db'), join(bench.folder, 'group-raw.db')];
  const heading = `Groups: a licence for ${members.toLocaleString('en')} members`;
  bench.say(`a group of ${members.toLocaleString('en')}: making it`);
  const organisation = { ...await makeGroup(bench, database, members), file: database };
  bench.say('licensing it beside plain SQL');
  const runs = await interleave(bench.rounds, {
    raw: () => licenseRaw(bench, organisation, members, raw),
    licentia: () => licenseOurs(bench, organisation, members, ours),
  });
  bench.report.keep(`group of ${members}`, runs);
  bench.report.add(heading, 'time until everybody has it', { unit: 'ms', samples: runs.licentia.map((one) => one.seconds * 1000) });
  bench.report.add(heading, 'the same', { beside: 'INSERT … SELECT of the rows', samples: ratios(runs.licentia, runs.raw, 'seconds'), aim: { most: RAW_TIMES } });
  bench.report.add(heading, 'processor time of the server, all its threads', { unit: 'ms', samples: runs.licentia.map((one) => one.cpuMs) });
  if (!isAddress(database)) { // where the rest is the database server's
    bench.report.add(heading, 'the same', { beside: 'INSERT … SELECT of the rows', samples: ratios(runs.licentia, runs.raw, 'cpuMs') });
  }
  bench.report.add(heading, 'most memory of the server meanwhile', { unit: 'MB', samples: runs.licentia.map((one) => one.peakMb), aim: { most: MEMORY_MB }, judge: 'max' });
  bench.say('one member joins and leaves');
  const changes = await changeMembership(bench, organisation, ours);
  bench.report.keep('membership changes', Object.fromEntries(Object.entries(changes).map(([kind, list]) => [kind, { ...spread(list), p99: percentile(list, 0.99) }])));
  for (const [kind, what] of [['add', 'somebody joins'], ['remove', 'somebody leaves']]) {
    bench.report.add(heading, `${what}, licence and all, median`, { unit: 'ms', samples: [percentile(changes[kind], 0.5)], aim: { most: CHANGE_MS } });
    bench.report.add(heading, `${what}, 99 of 100`, { unit: 'ms', samples: [percentile(changes[kind], 0.99)], aim: { most: CHANGE_MS } });
  }
}
