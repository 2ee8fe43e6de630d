// Writing: assignLicense, on disk before it is answered, beside nginx that only answers, and beside the disk that only syncs.

import { closeSync, existsSync, fdatasyncSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

import { load, prepareRequests, requestText } from './load.mjs';
import { DETAILS_PATH, headersOf } from './measure_reads.mjs';
import { startStatic } from './nginx.mjs';
import { addressOf, exists, run, startLicentia } from './processes.mjs';
import { interleave, ratios } from './rounds.mjs';

const CONNECTIONS = [1, 8, 64];
const SYNCS_AIM = { 64: { most: 0.05 } };
const BLOCK_BYTES = 4096;
const BLOCKS = 1000;
const USERS_SAMPLED = 100;
const SKU = 'POWER_BI_PRO'; // one that nobody holds yet and that goes with everything
const ASSIGN_PATH = '/v1.0/users/USER-ID/assignLicense';

/** Gives `count` users that no earlier run has changed, so that every request changes something. */
export function takeUsers(organisation, count) {
  organisation.taken ??= 0;
  const ids = organisation.ids.slice(organisation.taken, organisation.taken + count);
  organisation.taken += count;
  if (ids.length < count) {
    throw new Error(`${organisation.size} users are too few to change each only once`);
  }
  return ids;
}

/** Requests that give a licence to each of `count` users who had none of it (of the product `skuId`), and then take it back. */
export function writeRequests(bench, organisation, count, ids = takeUsers(organisation, count), skuId = organisation.skus[SKU]) {
  bench.folders = (bench.folders ?? 0) + 1;
  return prepareRequests(join(bench.folder, `write-${bench.folders}`), ids, [
    requestText('POST', ASSIGN_PATH, organisation.token, { addLicenses: [{ skuId, disabledPlans: [] }], removeLicenses: [] }),
    requestText('POST', ASSIGN_PATH, organisation.token, { addLicenses: [], removeLicenses: [skuId] }),
  ]);
}

/** Makes some changes by hand and looks at the answers, so that what is measured is known to be right. */
async function startLikeAssign(bench, organisation, server) {
  const headers = { Authorization: `Bearer ${organisation.token}`, 'Content-Type': 'application/json' };
  const skuId = organisation.skus[SKU];
  let bytes = 0;
  let like = null;
  for (const id of takeUsers(organisation, USERS_SAMPLED)) {
    const response = await fetch(server.url + ASSIGN_PATH.replace('USER-ID', id), {
      method: 'POST', headers, body: JSON.stringify({ addLicenses: [{ skuId, disabledPlans: [] }], removeLicenses: [] }),
    });
    const text = await response.text();
    const details = await (await fetch(server.url + DETAILS_PATH.replace('USER-ID', id), { headers })).json();
    if (response.status !== 200 || !details.value.some((held) => held.skuId === skuId)) {
      throw new Error(`assignLicense: ${response.status} ${text}`);
    }
    bytes += Buffer.byteLength(text);
    like ??= headersOf(response);
  }
  const bodyBytes = Math.round(bytes / USERS_SAMPLED);
  return startStatic(bench.folder, { bodyBytes, ...like, workers: bench.cores.serverCount, cores: bench.cores.server });
}

/** How often a second the disk makes a block durable in a file that is there already, as a write-ahead log does. */
function syncRate(folder, seconds) {
  const file = join(folder, 'sync');
  const descriptor = openSync(file, 'w');
  const block = Buffer.alloc(BLOCK_BYTES, 1);
  writeSync(descriptor, Buffer.alloc(BLOCK_BYTES * BLOCKS));
  fdatasyncSync(descriptor);
  const startedAt = process.hrtime.bigint();
  const end = startedAt + BigInt(Math.round(seconds * 1e9));
  let count = 0;
  while (process.hrtime.bigint() < end) {
    writeSync(descriptor, block, 0, BLOCK_BYTES, (count % BLOCKS) * BLOCK_BYTES);
    fdatasyncSync(descriptor);
    count++;
  }
  const perSecond = count / (Number(process.hrtime.bigint() - startedAt) / 1e9);
  closeSync(descriptor);
  rmSync(file);
  return { perSecond };
}

async function measureRates(bench, organisation, server, nginx) {
  const share = Math.floor(organisation.size * 0.7 / (bench.rounds * CONNECTIONS.length));
  const constant = writeRequests(bench, organisation, share, organisation.ids.slice(0, share));
  const group = `Writing: assignLicense among ${organisation.size.toLocaleString('en')} users, durable when answered`;
  for (const connections of CONNECTIONS) {
    bench.say(`writing over ${connections} connections`);
    const write = (target, requests) => load(target, {
      requests, connections, seconds: bench.seconds, cores: bench.cores.client, threads: bench.cores.clientCount,
    });
    const runs = await interleave(bench.rounds, {
      nginx: () => write(nginx, constant),
      licentia: () => write(server, writeRequests(bench, organisation, share)),
      disk: () => syncRate(bench.folder, bench.seconds / 2),
    });
    bench.report.keep(`write c=${connections}`, runs);
    bench.report.add(group, `changes a second, ${connections} connections`, {
      beside: 'nginx, constant bytes', samples: ratios(runs.licentia, runs.nginx, 'perSecond'),
    });
    bench.report.add(group, `changes a second, ${connections} connections`, {
      beside: 'disk: write 4 KB and sync', samples: ratios(runs.licentia, runs.disk, 'perSecond'),
    });
  }
}

/** Counts syncs in a run of its own, because counting slows the program down. */
async function countSyncs(bench, organisation) {
  if (!exists('strace', ['-V'])) {
    bench.say('strace is not installed: syncs are not counted');
    return;
  }
  for (const connections of CONNECTIONS) {
    const file = join(bench.folder, `syncs-${connections}`);
    bench.say(`counting syncs over ${connections} connections`);
    const server = await startLicentia(bench.program, organisation.file, {
      cores: bench.cores.server, workers: bench.cores.serverCount,
      wrapper: ['strace', '-D', '-f', '--seccomp-bpf', '-c', '-e', 'trace=fsync,fdatasync', '-o', file],
    });
    const requests = writeRequests(bench, organisation, Math.floor(organisation.size * 0.05));
    const result = await load(server, { requests, connections, seconds: bench.seconds, cores: bench.cores.client, threads: bench.cores.clientCount });
    await server.stop();
    const syncs = await readSyncs(file);
    bench.report.keep(`syncs c=${connections}`, { syncs, requests: result.requests });
    bench.report.add('Syncs: how many changes share one', `syncs a change, ${connections} connections`, {
      unit: 'count', samples: [syncs / result.requests], aim: SYNCS_AIM[connections],
    });
  }
}

/** Reads the summary that strace leaves a moment after the program has ended. */
async function readSyncs(file) {
  for (let tries = 0; tries < 100; tries++) {
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    if (/ total$/m.test(text)) {
      return [...text.matchAll(/^\s*\S+\s+\S+\s+\S+\s+(\d+).*\s(?:fsync|fdatasync)$/gm)].reduce((sum, match) => sum + Number(match[1]), 0);
    }
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error('strace left no summary');
}

/** Measures writing in the largest organisation, and has the doctor look at the result. */
export async function measureWrites(bench) {
  const organisation = bench.organisations.at(-1);
  const server = await startLicentia(bench.program, organisation.file, { cores: bench.cores.server, workers: bench.cores.serverCount });
  const nginx = await startLikeAssign(bench, organisation, server);
  await measureRates(bench, organisation, server, nginx);
  await nginx.stop('SIGQUIT');
  await server.stop();
  await countSyncs(bench, organisation);
  bench.say('the doctor looks at what was written');
  await run(bench.program, ['doctor', '--db', addressOf(organisation.file)]);
}
