// Sharing commits: assignLicense with many changes in a commit beside one in each, over many connections, for the last seats, and
// while a large import runs. The same on either engine.

import http from 'node:http';
import { join } from 'node:path';

import { load } from './load.mjs';
import { takeUsers, writeRequests } from './measure_writes.mjs';
import { ask, fillOrganisation, importPeople } from './organisation.mjs';
import { writePeople } from './people.mjs';
import { addressOf, run, startLicentia } from './processes.mjs';
import { interleave, ratios } from './rounds.mjs';

const GAIN = [[1, 0.9], [8], [64, 4], [256, 5]]; // connections, and the aim
const MANY_CONNECTIONS = [128, 256, 384, 512];
const USERS_A_RUN = 1000; // they get a licence and lose it in turn; more than there are connections
const RUNS_A_ROUND = GAIN.length * 2 + MANY_CONNECTIONS.length + 2;
const SCARCE_SKU = 'VISIOCLIENT'; // one that nobody else buys
const SCARCE_SEATS = 3;
const IMPORT_ROWS = 1_000_000;
const WRITE_LIMIT_MS = 50;

/** A contestant for interleave(): changes users that no run has changed before, or sends `requests`. */
function writer(bench, organisation, server, connections, { requests, ...more } = {}) {
  return () => load(server, {
    requests: requests ?? writeRequests(bench, organisation, USERS_A_RUN),
    connections, seconds: bench.seconds, cores: bench.cores.client, threads: bench.cores.clientCount, ...more,
  });
}

async function besideSingleCommits(bench, organisation, shared) {
  const single = await startLicentia(bench.program, organisation.file, { cores: bench.cores.server, workers: bench.cores.serverCount, batch: 1 });
  for (const [connections, least] of GAIN) {
    bench.say(`shared and single commits over ${connections} connections`);
    const runs = await interleave(bench.rounds, {
      shared: writer(bench, organisation, shared, connections),
      single: writer(bench, organisation, single, connections),
    });
    bench.report.keep(`commits c=${connections}`, runs);
    bench.report.add('Sharing commits: durable assignLicense', `changes a second, ${connections} connections`, {
      beside: 'one transaction a request', samples: ratios(runs.shared, runs.single, 'perSecond'), aim: least && { least },
    });
  }
  await single.stop();
}

async function overManyConnections(bench, organisation, server) {
  bench.say('writing over many connections');
  const runs = await interleave(bench.rounds, Object.fromEntries([64, ...MANY_CONNECTIONS].map((connections) => [
    `c${connections}`, writer(bench, organisation, server, connections, { mayTimeOut: true }),
  ])));
  bench.report.keep('writing, connections', runs);
  for (const connections of MANY_CONNECTIONS) {
    bench.report.add('Many connections: durable assignLicense, no stall', `changes a second, ${connections} connections`, {
      beside: '64 connections', samples: ratios(runs[`c${connections}`], runs.c64, 'perSecond'), aim: { least: 0.6 }, judge: 'min',
    });
  }
}

async function forTheLastSeats(bench, organisation, server) {
  bench.say('64 connections for the last seats');
  const { skuId } = await ask(server, organisation.token, 'POST', '/api/v1/subscriptions', { body: { sku: SCARCE_SKU, totalLicenses: SCARCE_SEATS }, status: 201 });
  const requests = writeRequests(bench, organisation, USERS_A_RUN, organisation.ids.slice(0, USERS_A_RUN), skuId);
  const runs = await interleave(bench.rounds, {
    plenty: writer(bench, organisation, server, 64),
    scarce: writer(bench, organisation, server, 64, { requests, mayRefuse: true }),
  });
  bench.report.keep('last seats', runs);
  bench.report.add('Last seats: 64 connections, 3 seats', 'answers a second, most of them refusals', {
    beside: 'seats for everybody', samples: ratios(runs.scarce, runs.plenty, 'perSecond'),
  });
}

/** Changes one user after the other over one connection until `isOver`; returns the time of each answer in ms. */
async function changeUntil(server, organisation, isOver) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const skuId = organisation.skus.POWER_BI_PRO;
  const ids = takeUsers(organisation, USERS_A_RUN);
  const times = [];
  for (let i = 0; !isOver(); i++) {
    const isGift = Math.floor(i / ids.length) % 2 === 0;
    const body = JSON.stringify({ addLicenses: isGift ? [{ skuId, disabledPlans: [] }] : [], removeLicenses: isGift ? [] : [skuId] });
    const startedAt = process.hrtime.bigint();
    const status = await new Promise((done, fail) => {
      http.request(`${server.url}/v1.0/users/${ids[i % ids.length]}/assignLicense`, {
        agent, method: 'POST',
        headers: { Authorization: `Bearer ${organisation.token}`, 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) },
      }, (response) => response.resume().on('end', () => done(response.statusCode))).on('error', fail).end(body);
    });
    if (status !== 200) {
      throw new Error(`assignLicense during an import: ${status}`);
    }
    times.push(Number(process.hrtime.bigint() - startedAt) / 1e6);
  }
  agent.destroy();
  return times;
}

async function duringAnImport(bench, organisation, server) {
  const rows = Math.min(IMPORT_ROWS, bench.users);
  const csv = join(bench.folder, 'many.csv');
  writePeople(csv, organisation.size, rows, { withLicenses: false });
  bench.say(`single changes while ${rows.toLocaleString('en')} rows are imported`);
  let isOver = false;
  const done = importPeople(bench.program, server, organisation.token, csv).finally(() => { isOver = true; });
  const [times, seconds] = await Promise.all([changeUntil(server, organisation, () => isOver), done]);
  times.sort((a, b) => a - b);
  bench.report.keep('during an import', { rows, seconds, changes: times.length, maxMs: times.at(-1) });
  const group = `During an import of ${rows.toLocaleString('en')} users`;
  bench.report.add(group, 'time of a single change, 99 of 100', {
    unit: 'ms', samples: [times[Math.ceil(times.length * 0.99) - 1]], aim: { most: WRITE_LIMIT_MS },
  });
  bench.report.add(group, 'time of a single change, the longest', { unit: 'ms', samples: [times.at(-1)] });
}

/** Measures commits in an organisation of its own, in a new file or an empty `database`. */
export async function measureCommits(bench, database) {
  const size = (bench.rounds * RUNS_A_ROUND + 1) * USERS_A_RUN;
  const organisation = await fillOrganisation(bench.program, bench.folder, size, bench.say, database);
  const server = await startLicentia(bench.program, database, { cores: bench.cores.server, workers: bench.cores.serverCount });
  await besideSingleCommits(bench, organisation, server);
  await overManyConnections(bench, organisation, server);
  await forTheLastSeats(bench, organisation, server);
  await duringAnImport(bench, organisation, server);
  await server.stop();
  bench.say('the doctor looks at what was written');
  await run(bench.program, ['doctor', '--db', addressOf(database)]);
  return organisation;
}
