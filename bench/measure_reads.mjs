// Reading: licenseDetails of users at random, beside nginx with an answer of the same size, beside itself with few users, and
// over many connections.

import { join } from 'node:path';

import { load, prepareRequests, requestText } from './load.mjs';
import { startStatic } from './nginx.mjs';
import { ask } from './organisation.mjs';
import { startLicentia } from './processes.mjs';
import { interleave, ratios } from './rounds.mjs';

const READ_CONNECTIONS = [8, 64];
const LOOKUP_CONNECTIONS = 8;
const MANY_CONNECTIONS = [128, 256, 384, 512];
const USERS_READ = 200_000;
const USERS_SAMPLED = 1000;
const SENT_BY_NGINX_TOO = new Set(['date', 'content-length', 'connection', 'keep-alive', 'content-type', 'transfer-encoding']);

export const DETAILS_PATH = '/v1.0/users/USER-ID/licenseDetails';

/** Header lines and type of an answer, so that nginx can send as many. */
export function headersOf(response) {
  return {
    headers: [...response.headers].filter(([name]) => !SENT_BY_NGINX_TOO.has(name)),
    type: response.headers.get('content-type'),
  };
}

/** Writes the reading requests for an organisation, once; returns their folder. */
export function readRequests(bench, organisation) {
  organisation.readFolder ??= prepareRequests(join(bench.folder, `read-${organisation.size}`), organisation.ids.slice(0, USERS_READ),
    [requestText('GET', DETAILS_PATH, organisation.token)]);
  return organisation.readFolder;
}

/** Some of the users that are read, evenly spread over them. */
function sampleUsers(organisation) {
  const read = organisation.ids.slice(0, USERS_READ);
  const step = Math.max(1, Math.floor(read.length / USERS_SAMPLED));
  return read.filter((_, i) => i % step === 0);
}

/** Starts an nginx whose answer has the mean size of what `server` answers about some users; tells that size. */
export async function startLikeDetails(bench, organisation, server, place) {
  let bytes = 0;
  let like = null;
  const sample = sampleUsers(organisation);
  for (const id of sample) {
    const response = await fetch(server.url + DETAILS_PATH.replace('USER-ID', id), { headers: { Authorization: `Bearer ${organisation.token}` } });
    if (response.status !== 200) {
      throw new Error(`licenseDetails of ${id}: ${response.status} ${await response.text()}`);
    }
    bytes += (await response.arrayBuffer()).byteLength;
    like ??= headersOf(response);
  }
  const bodyBytes = Math.round(bytes / sample.length);
  return { bodyBytes, nginx: await startStatic(bench.folder, { bodyBytes, ...like, ...place }) };
}

/** A contestant for interleave(): reads from `server` over some connections. */
export function reader(bench, organisation, server, connections, more = {}) {
  const requests = readRequests(bench, organisation);
  return () => load(server, {
    requests, connections, seconds: bench.seconds, cores: bench.cores.client, threads: bench.cores.clientCount, anywhere: true, ...more,
  });
}

async function besideNginx(bench, organisation, server) {
  const { bodyBytes, nginx } = await startLikeDetails(bench, organisation, server,
    { workers: bench.cores.serverCount, cores: bench.cores.server });
  const group = `Reading: licenseDetails of users at random among ${organisation.size.toLocaleString('en')}, answers of ${bodyBytes} bytes on average`;
  for (const connections of READ_CONNECTIONS) {
    bench.say(`reading over ${connections} connections`);
    const runs = await interleave(bench.rounds, {
      nginx: reader(bench, organisation, nginx, connections),
      licentia: reader(bench, organisation, server, connections),
    });
    bench.report.keep(`read c=${connections}`, runs);
    bench.report.add(group, `answers a second, ${connections} connections`, {
      beside: 'nginx, constant bytes', samples: ratios(runs.licentia, runs.nginx, 'perSecond'), aim: { least: 0.5 },
    });
    bench.report.add(group, `processor time an answer, ${connections} connections`, {
      beside: 'nginx, constant bytes', samples: ratios(runs.licentia, runs.nginx, 'cpuUsEach'),
    });
  }
  await nginx.stop('SIGQUIT');
}

async function besideFewUsers(bench, large, server) {
  const small = bench.organisations[0];
  if (small === large) {
    return;
  }
  const other = await startLicentia(bench.program, small.file, { cores: bench.cores.server, workers: bench.cores.serverCount });
  bench.say('looking up among many and few users');
  const runs = await interleave(bench.rounds, {
    few: reader(bench, small, other, LOOKUP_CONNECTIONS),
    many: reader(bench, large, server, LOOKUP_CONNECTIONS),
  });
  bench.report.keep('lookup', runs);
  const group = `Growth: the same reading among ${large.size.toLocaleString('en')} users`;
  const beside = `${small.size.toLocaleString('en')} users`;
  bench.report.add(group, 'time an answer', { beside, samples: ratios(runs.few, runs.many, 'perSecond'), aim: { most: 1.3 } });
  bench.report.add(group, 'processor time an answer', { beside, samples: ratios(runs.many, runs.few, 'cpuUsEach') });
  await other.stop();
}

async function overManyConnections(bench, organisation, server) {
  bench.say('reading over many connections');
  const contestants = Object.fromEntries([64, ...MANY_CONNECTIONS].map((connections) => [
    `c${connections}`, reader(bench, organisation, server, connections, { mayTimeOut: true }),
  ]));
  const runs = await interleave(bench.rounds, contestants);
  bench.report.keep('connections', runs);
  for (const connections of MANY_CONNECTIONS) {
    bench.report.add('Many connections: no stall at multiples of 128', `answers a second, ${connections} connections`, {
      beside: '64 connections', samples: ratios(runs[`c${connections}`], runs.c64, 'perSecond'), aim: { least: 0.6 }, judge: 'min',
    });
  }
}

/** Measures reading in the largest organisation. */
export async function measureReads(bench) {
  const organisation = bench.organisations.at(-1);
  const server = await startLicentia(bench.program, organisation.file, { cores: bench.cores.server, workers: bench.cores.serverCount });
  await ask(server, organisation.token, 'GET', '/api/v1/health');
  await besideNginx(bench, organisation, server);
  await besideFewUsers(bench, organisation, server);
  await overManyConnections(bench, organisation, server);
  await server.stop();
}
