// Changing many: a licence for everybody of the largest organisation in one change, and back, beside sqlite3 writing the same rows;
// and what single changes wait for meanwhile.

import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { ask } from './organisation.mjs';
import { run, startLicentia } from './processes.mjs';
import { interleave, ratios } from './rounds.mjs';

const BULK = 'EXCHANGESTANDARD'; // what the change gives and takes
const SINGLE = 'POWER_BI_PRO'; // what single changes give and take meanwhile
const PAUSE_MS = 5;
const AIM = { most: 50 };

const seconds = (startedAt) => Number(process.hrtime.bigint() - startedAt) / 1e9;
const percentile = (values, part) => [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * part)];

/** Gives and takes a licence of one user after the other, until `isOver`; returns how long each call took, in milliseconds. */
async function changeSingly(server, organisation, isOver) {
  const took = [];
  const skuId = organisation.skus[SINGLE];
  for (let i = 0; !isOver(i); i++) {
    const startedAt = process.hrtime.bigint();
    const isGiving = i % 2 === 0;
    await ask(server, organisation.token, 'POST', `/v1.0/users/${organisation.ids[(i >> 1) % organisation.ids.length]}/assignLicense`, {
      body: { addLicenses: isGiving ? [{ skuId, disabledPlans: [] }] : [], removeLicenses: isGiving ? [] : [skuId] },
    });
    took.push(seconds(startedAt) * 1000);
    await new Promise((done) => setTimeout(done, PAUSE_MS));
  }
  return took;
}

/** Makes a change and waits until it is over; returns it. */
async function change(server, organisation, body) {
  const { id } = await ask(server, organisation.token, 'POST', '/api/v1/changes', { body, status: 202 });
  for (;;) {
    const item = await ask(server, organisation.token, 'GET', `/api/v1/changes/${id}`);
    if (item.state === 'finished') {
      return item;
    }
    if (item.state === 'failed') {
      throw new Error(JSON.stringify(item.error));
    }
    await new Promise((done) => setTimeout(done, 50));
  }
}

/** Who has none of the product gets it, and all of those lose it again. Tells the rate of giving, and what single changes waited for. */
async function changeOurs(bench, organisation, file) {
  copyFileSync(organisation.file, file);
  const server = await startLicentia(bench.program, file);
  const skuId = organisation.skus[BULK];
  const alone = await changeSingly(server, organisation, (i) => i === 300);
  let isOver = false;
  const single = changeSingly(server, organisation, () => isOver);
  const startedAt = process.hrtime.bigint();
  const done = await change(server, organisation, { action: 'add', users: { all: true }, addLicenses: [{ skuId, disabledPlans: [] }] });
  const took = seconds(startedAt);
  isOver = true;
  const meanwhile = await single;
  const memory = server.memoryMb();
  const preview = process.hrtime.bigint();
  await change(server, organisation, { action: 'remove', users: { all: true }, removeLicenses: [skuId], preview: true });
  const previewTook = seconds(preview);
  await server.stop();
  return {
    perSecond: done.total / took, previewPerSecond: done.total / previewTook, changed: done.counts.changed, memory,
    alone: percentile(alone, 0.99), meanwhile: percentile(meanwhile, 0.99), longest: Math.max(...meanwhile), singles: meanwhile.length,
  };
}

/** The rows that the change has written, into the same tables of a copy from before it, in one transaction of sqlite3. */
async function writePlainly(organisation, after, file) {
  copyFileSync(organisation.file, file);
  const tables = ['license_path', 'operation_change', 'bulk_item'];
  const statements = tables.map((table) => `INSERT OR IGNORE INTO ${table} SELECT * FROM after.${table};`).join('\n');
  const startedAt = process.hrtime.bigint();
  await run('sqlite3', [file], { input: `PRAGMA synchronous=FULL;\nATTACH '${after}' AS after;\nBEGIN;\nINSERT OR IGNORE INTO bulk_job SELECT * FROM after.bulk_job;\n${statements}\nCOMMIT;\n` });
  return { perSecond: organisation.size / seconds(startedAt) };
}

/** Measures changes of everybody in the largest organisation. */
export async function measureChanges(bench) {
  const organisation = bench.organisations.at(-1);
  const after = join(bench.folder, 'change-after.db');
  const file = join(bench.folder, 'change.db');
  const remove = (name) => ['', '-wal', '-shm'].forEach((end) => rmSync(name + end, { force: true }));
  bench.say('changing everybody');
  const first = await startLicentia(bench.program, (copyFileSync(organisation.file, after), after));
  await change(first, organisation, { action: 'add', users: { all: true }, addLicenses: [{ skuId: organisation.skus[BULK], disabledPlans: [] }] });
  await first.stop();
  const runs = await interleave(bench.rounds, {
    raw: async () => {
      remove(file);
      return writePlainly(organisation, after, file);
    },
    licentia: async () => {
      remove(file);
      return changeOurs(bench, organisation, file);
    },
  });
  bench.report.keep('change', runs);
  const group = `Changing ${organisation.size.toLocaleString('en')} users at once`;
  bench.report.add(group, 'users a second', { beside: 'sqlite3: the same rows', samples: ratios(runs.licentia, runs.raw, 'perSecond') });
  bench.report.add(group, 'a single change meanwhile, 99 of 100', { unit: 'ms', samples: runs.licentia.map(({ meanwhile }) => meanwhile), aim: AIM });
  bench.report.add(group, 'a single change alone, 99 of 100', { unit: 'ms', samples: runs.licentia.map(({ alone }) => alone) });
  remove(file);
  remove(after);
}
