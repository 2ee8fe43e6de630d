// On PostgreSQL: assignLicense beside pgbench that runs the statements of the same change, one transaction each, on the same server;
// and the cells that are measured on both engines.

import { fileURLToPath } from 'node:url';

import { load } from './load.mjs';
import { measureCommits } from './measure_commits.mjs';
import { measureGroups } from './measure_groups.mjs';
import { measureQueries } from './measure_queries.mjs';
import { writeRequests } from './measure_writes.mjs';
import { fillOrganisation } from './organisation.mjs';
import { run, startLicentia, startPostgres } from './processes.mjs';
import { interleave, ratios } from './rounds.mjs';

const CONNECTIONS = [8, 32];
const USERS_A_RUN = 1000;
const SCRIPT = fileURLToPath(new URL('seat.pgbench', import.meta.url));

/** Makes an empty database in the server; returns its address. */
async function makeDatabase(postgres, name) {
  await run('psql', ['-qc', `CREATE DATABASE ${name}`, postgres.admin]);
  return postgres.admin.replace(/postgres$/, name);
}

async function pgbench(bench, database, connections, variables) {
  const defines = Object.entries(variables).flatMap(([name, value]) => ['-D', `${name}=${value}`]);
  const text = await run('pgbench', ['-n', '-M', 'prepared', '-f', SCRIPT, '-c', String(connections),
    '-j', String(Math.min(connections, bench.cores.clientCount)), '-T', String(bench.seconds), ...defines, database], { cores: bench.cores.client });
  return { perSecond: Number(/^tps = ([0-9.]+)/m.exec(text)[1]) };
}

/** pgbench has a database of its own with the same content, so that neither changes what the other finds. */
async function besidePgbench(bench, postgres) {
  const size = (bench.rounds * CONNECTIONS.length + 1) * USERS_A_RUN;
  const [ours, theirs] = [await makeDatabase(postgres, 'ours'), await makeDatabase(postgres, 'theirs')];
  const organisation = await fillOrganisation(bench.program, bench.folder, size, bench.say, ours);
  await fillOrganisation(bench.program, bench.folder, size, bench.say, theirs);
  const [tenant, sku] = (await run('psql', ['-qAtF', ' ', '-c', "SELECT tenant_id, id FROM sku WHERE part_number = 'POWER_BI_PRO'", theirs])).trim().split(' ');
  const server = await startLicentia(bench.program, ours, { cores: bench.cores.server, workers: bench.cores.serverCount });
  for (const connections of CONNECTIONS) {
    bench.say(`assignLicense and pgbench over ${connections} connections`);
    const runs = await interleave(bench.rounds, {
      licentia: () => load(server, { requests: writeRequests(bench, organisation, USERS_A_RUN), connections, seconds: bench.seconds, cores: bench.cores.client, threads: bench.cores.clientCount }),
      pgbench: () => pgbench(bench, theirs, connections, { tenant, sku, users: size }),
    });
    bench.report.keep(`pgbench c=${connections}`, runs);
    bench.report.add('PostgreSQL: durable assignLicense', `changes a second, ${connections} connections`, {
      beside: 'pgbench, the same seat transaction', samples: ratios(runs.licentia, runs.pgbench, 'perSecond'), aim: { least: 2 },
    });
  }
  await server.stop();
}

/** The same questions as on SQLite, in the smallest and the largest organisation. */
async function queries(bench, postgres, sizes) {
  for (const size of new Set([sizes[0], sizes.at(-1)])) {
    const database = await makeDatabase(postgres, `users_${size}`);
    bench.organisations.push(await fillOrganisation(bench.program, bench.folder, size, bench.say, database));
    await run('psql', ['-qc', 'VACUUM ANALYZE', database]); // what autovacuum does within a few minutes
  }
  await measureQueries(bench);
}

/** Measures everything that is measured on PostgreSQL, on a server of its own. */
export async function measurePostgres(bench, sizes) {
  const postgres = await startPostgres(`${bench.folder}/postgresql`, bench.cores.server);
  if (bench.only.some((name) => !['groups', 'queries'].includes(name))) {
    await besidePgbench(bench, postgres);
    await measureCommits(bench, await makeDatabase(postgres, 'commits'));
  }
  if (bench.only.includes('groups')) {
    await measureGroups(bench, await makeDatabase(postgres, 'people'));
  }
  if (bench.only.includes('queries')) {
    await queries(bench, postgres, sizes);
  }
  await postgres.stop('SIGINT');
}
