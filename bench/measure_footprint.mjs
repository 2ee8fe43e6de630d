// Size: memory after load, time to be ready, bytes a user; with the program as it comes, on all processors.

import { load } from './load.mjs';
import { reader, startLikeDetails } from './measure_reads.mjs';
import { writeRequests } from './measure_writes.mjs';
import { ask } from './organisation.mjs';
import { startLicentia } from './processes.mjs';
import { interleave, ratios } from './rounds.mjs';

const MEMORY_MB = 64;
const START_MS = 200;

async function asItComes(bench, organisation, server) {
  const { nginx } = await startLikeDetails(bench, organisation, server, { workers: 2 });
  bench.say('reading with servers and load on all processors');
  const place = { cores: null };
  const runs = await interleave(bench.rounds, {
    nginx: reader(bench, organisation, nginx, 64, place),
    licentia: reader(bench, organisation, server, 64, place),
  });
  await nginx.stop('SIGQUIT');
  bench.report.keep('read c=64, all processors', runs);
  bench.report.add('As it comes: two workers each, sharing all processors with the load', 'licenseDetails a second, 64 connections', {
    beside: 'nginx, constant bytes', samples: ratios(runs.licentia, runs.nginx, 'perSecond'),
  });
}

/** What an administrator's day brings: pages of the list, changes, and many clients at once. */
async function useEverything(bench, organisation, server) {
  await ask(server, organisation.token, 'GET', '/v1.0/users?$top=999');
  await ask(server, organisation.token, 'GET', '/v1.0/subscribedSkus');
  await load(server, { requests: writeRequests(bench, organisation, 1000), connections: 64, seconds: bench.seconds, threads: 1 });
  await reader(bench, organisation, server, 512, { cores: null, mayTimeOut: true })();
}

/** Measures the size of the program in the largest organisation. */
export async function measureFootprint(bench) {
  const organisation = bench.organisations.at(-1);
  const group = `Size: ${organisation.size.toLocaleString('en')} users`;
  const server = await startLicentia(bench.program, organisation.file);
  const idle = server.memoryMb();
  await asItComes(bench, organisation, server);
  await useEverything(bench, organisation, server);
  const used = server.memoryMb();
  await server.stop();
  bench.report.keep('memory', { idle, used, afterImport: organisation.memory });
  bench.report.add(group, 'memory after the load', { unit: 'MB', samples: [used.resident], aim: { most: MEMORY_MB } });
  bench.report.add(group, 'most memory during the load', { unit: 'MB', samples: [used.peak], aim: { most: MEMORY_MB } });
  bench.report.add(group, 'memory after the imports', { unit: 'MB', samples: [organisation.memory.resident], aim: { most: MEMORY_MB } });
  bench.report.add(group, 'most memory during the imports, the mapped file included', { unit: 'MB', samples: [organisation.memory.peak] });
  bench.say('starting');
  const starts = [];
  for (let round = 0; round < bench.rounds; round++) {
    const started = await startLicentia(bench.program, organisation.file);
    starts.push(started.startMs);
    await started.stop();
  }
  bench.report.add(group, 'start until ready', { unit: 'ms', samples: starts, aim: { most: START_MS }, judge: 'max' });
  for (const { size, bytes } of bench.organisations) {
    bench.report.add('Size: database', `bytes a user, ${size.toLocaleString('en')} users`, { unit: 'bytes', samples: [bytes / size] });
  }
}
