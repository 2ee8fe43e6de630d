// Makes load with wrk and tells what came of it. A run in which anything failed is an error, not a number.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { run } from './processes.mjs';

const SCRIPT = join(dirname(fileURLToPath(import.meta.url)), 'requests.lua');

const USER_ID = 'USER-ID';
const ID_BYTES = 36; // of a GUID

/** A whole HTTP request with USER-ID where the user's id goes, in the path or the body; `body` is an object, or undefined for none. */
export function requestText(method, path, token, body) {
  const text = body === undefined ? '' : JSON.stringify(body);
  const bytes = Buffer.byteLength(text) + (text.includes(USER_ID) ? ID_BYTES - USER_ID.length : 0);
  const lines = [`${method} ${path} HTTP/1.1`, 'Host: 127.0.0.1', `Authorization: Bearer ${token}`];
  if (body !== undefined) {
    lines.push('Content-Type: application/json', `Content-Length: ${bytes}`);
  }
  return lines.join('\r\n') + '\r\n\r\n' + text;
}

/** Writes the requests `texts` for the users `ids` where requests.lua looks for them; returns the folder. */
export function prepareRequests(folder, ids, texts) {
  mkdirSync(folder);
  writeFileSync(join(folder, 'users'), ids.join('\n') + '\n');
  texts.forEach((text, i) => writeFileSync(join(folder, String(i + 1)), text));
  return folder;
}

/**
 * Loads `server` over `connections` connections for `seconds` with the requests in the folder `requests`. `anywhere` begins at
 * any of the users rather than the first; `mayRefuse` counts refusals as answers. Returns rates, times and processor time for each request.
 */
export async function load(server, { requests, connections, seconds, cores, threads, anywhere = false, mayTimeOut = false, mayRefuse = false }) {
  const workers = Math.min(threads, connections);
  const cpuBefore = server.cpuMs();
  const output = await run('wrk', ['-t', String(workers), '-c', String(connections), '-d', `${seconds}s`, '-s', SCRIPT, server.url], {
    cores,
    env: { BENCH_REQUESTS: requests, BENCH_THREADS: String(workers), ...(anywhere ? { BENCH_ANYWHERE: '1' } : {}) },
  });
  const cpuMs = server.cpuMs() - cpuBefore;
  const result = JSON.parse(/^RESULT (.*)$/m.exec(output)[1]);
  const failed = result.connect + result.read + result.write + (mayRefuse ? 0 : result.status) + (mayTimeOut ? 0 : result.timeout);
  if (failed > 0 || (result.requests === 0 && !mayTimeOut)) {
    throw new Error(`${server.name} with ${connections} connections: ${JSON.stringify(result)}`);
  }
  return {
    server: server.name,
    connections,
    requests: result.requests,
    perSecond: result.requests / (result.us / 1e6),
    bytesEach: result.bytes / result.requests,
    cpuUsEach: (cpuMs * 1000) / result.requests,
    p50Ms: result.p50us / 1000,
    p99Ms: result.p99us / 1000,
    maxMs: result.maxUs / 1000,
    timeouts: result.timeout,
  };
}
