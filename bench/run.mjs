// Measures speed and size, beside programs that do only a part of the work, and tells which aims are met.
//
//   node bench/run.mjs [--engine sqlite|postgresql] [--json FILE] [--rounds N] [--seconds S] [--only CELLS]
//
// --engine postgresql measures what shares commits on a private PostgreSQL, beside pgbench, groups and queries. --only names cells
// of SQLite's run, separated by commas: reads, queries, access, authzen, writes, commits, imports, changes, groups, lifecycle,
// footprint, pages, lists; with PostgreSQL groups, queries or both.
//
// BENCH_USERS=100000  the largest organisation; default 1000000
// BENCH_MEMBERS=1000000  people in the licensed group; default 60000
// BENCH_DIR=FOLDER    where the temporary folder is made; default /var/tmp; must be on a disk, not in memory
// BIN=FILE            the program; default build/licentia
// CERBOS=FILE         the program of Cerbos, to be measured beside ours, for example of the npm package @cerbos/cerbos-linux-x64
//
// docs/performance.md tells how it is measured and what was found. The status is 0 when everything could be measured, whatever
// the numbers are.

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { measureAccess } from './measure_access.mjs';
import { measureAuthzen } from './measure_authzen.mjs';
import { measureChanges } from './measure_changes.mjs';
import { measureCommits } from './measure_commits.mjs';
import { measureFootprint } from './measure_footprint.mjs';
import { measureGroups } from './measure_groups.mjs';
import { makeOrganisations, measureImports } from './measure_imports.mjs';
import { measureLifeCycle } from './measure_life_cycle.mjs';
import { measureLists } from './measure_lists.mjs';
import { measurePages } from './measure_pages.mjs';
import { measurePostgres } from './measure_pgbench.mjs';
import { measureQueries } from './measure_queries.mjs';
import { measureReads } from './measure_reads.mjs';
import { measureWrites } from './measure_writes.mjs';
import { exists, run, splitCores } from './processes.mjs';
import { Report } from './report.mjs';

const SIZES = [10_000, 100_000, 1_000_000];
const BUSY = 0.5; // load average above which other work disturbs the measurement
const TOOLS = {
  sqlite: [['wrk', ['-v']], ['nginx', ['-v']], ['sqlite3', ['-version']], ['taskset', ['-V']]],
  postgresql: [['wrk', ['-v']], ['psql', ['-V']], ['pgbench', ['-V']], ['taskset', ['-V']]],
};
const CELLS = {
  reads: measureReads,
  queries: measureQueries,
  access: measureAccess,
  authzen: measureAuthzen,
  writes: measureWrites,
  commits: (bench) => measureCommits(bench, join(bench.folder, 'commits.db')),
  imports: measureImports,
  changes: measureChanges,
  groups: measureGroups,
  lifecycle: measureLifeCycle,
  footprint: measureFootprint,
  pages: measurePages,
  lists: measureLists,
};

function readOptions() {
  const { values } = parseArgs({ options: {
    engine: { type: 'string', default: 'sqlite' },
    json: { type: 'string' },
    only: { type: 'string', default: Object.keys(CELLS).join(',') },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '1' },
  } });
  const only = values.only.split(',');
  const unknown = only.find((name) => !(name in CELLS));
  if (unknown !== undefined || !(values.engine in TOOLS)) {
    throw new Error(`--only takes ${Object.keys(CELLS).join(', ')}; --engine takes sqlite or postgresql`);
  }
  const options = { json: values.json, engine: values.engine, only, rounds: Number(values.rounds), seconds: Number(values.seconds), users: Number(process.env.BENCH_USERS ?? 1_000_000), members: Number(process.env.BENCH_MEMBERS ?? 60_000) };
  if (!(options.rounds >= 1 && options.seconds >= 1 && Number.isInteger(options.seconds) && options.users >= 10_000 && Number.isInteger(options.members) && options.members >= 1000)) {
    throw new Error('--rounds and --seconds are whole numbers from 1, BENCH_USERS is one from 10000, BENCH_MEMBERS one from 1000');
  }
  return options;
}

function checkTools(program, engine) {
  process.env.PATH += ':/usr/sbin'; // where Debian keeps nginx
  const missing = TOOLS[engine].filter(([tool, args]) => !exists(tool, args)).map(([tool]) => tool);
  if (missing.length > 0) {
    throw new Error(`missing: ${missing.join(', ')}. "make bench" installs them.`);
  }
  if (!existsSync(program)) {
    throw new Error(`${program} is not there: "make build" makes it`);
  }
}

async function makeFolder() {
  const parent = process.env.BENCH_DIR ?? '/var/tmp';
  const kind = (await run('stat', ['-f', '-c', '%T', parent])).trim();
  if (kind === 'tmpfs' || kind === 'ramfs') {
    throw new Error(`${parent} is kept in memory, where nothing is durable: set BENCH_DIR to a folder on a disk`);
  }
  return mkdtempSync(join(parent, 'licentia-bench-'));
}

async function measure(bench, sizes) {
  if (bench.engine === 'postgresql') {
    await measurePostgres(bench, sizes);
    return;
  }
  if (bench.only.some((name) => !['groups', 'lifecycle', 'pages', 'lists'].includes(name))) { // which make their own
    await makeOrganisations(bench, sizes);
  }
  for (const name of bench.only) {
    await CELLS[name](bench);
  }
}

async function main() {
  const { json, ...settings } = readOptions();
  const { users, engine } = settings;
  const program = resolve(process.env.BIN ?? join(fileURLToPath(import.meta.url), '../../build/licentia'));
  const sizes = [...new Set([...SIZES.filter((size) => size < users), Math.min(users, SIZES.at(-1))])];
  const cores = splitCores();
  const busy = os.loadavg()[0];
  const startedAt = Date.now();

  checkTools(program, engine);
  const folder = await makeFolder();
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.on(signal, () => process.exit(130));
  }
  const report = new Report({ ...settings, sizes, cores, loadBefore: busy });
  const say = (text) => process.stderr.write(`${String(Math.round((Date.now() - startedAt) / 1000)).padStart(5)} s  ${text}\n`);
  const bench = { ...settings, program, cores, folder, report, say, organisations: [] };

  await measure(bench, sizes);
  console.log(`${settings.rounds} rounds of ${settings.seconds} s; servers on ${cores.serverCount} processor(s), load on ${cores.clientCount}; ratios within a round\n`);
  report.print();
  if (busy > BUSY) {
    console.log(`\nThe machine was not idle when the run began (load average ${busy.toFixed(1)}): repeat it before believing a miss.`);
  }
  if (json) {
    report.write(json);
  }
}

main().catch((error) => {
  console.error(`bench: ${error.stack}`);
  process.exit(1);
});
