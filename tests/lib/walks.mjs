// Walk-throughs with clients of other makers, unmodified, over TLS. They run in a process of their own, which trusts the test's
// certificate as Node.js can only be told at the start: runWalks() is for the test, offerWalks() for that process.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { inspect } from 'node:util';

import { root, temporaryFolder } from './licentia.mjs';
import { makeCertificate } from './certificate.mjs';

/** Why tests with the npm package `name` of `folder` are left out, or false. tools/setup.sh installs it; where that cannot be reached it is said, but never in CI. */
export function whySkip(name, folder = 'tests') {
  const isThere = existsSync(join(root, folder, 'node_modules', name));
  return isThere || process.env.CI ? false : `${name} is not installed: npm ci --prefix ${folder} --ignore-scripts`;
}

/** Runs each walk-through of `script` (from the root) as a subtest of `t`. The certificate is good for this machine, and for `hosts`. */
export async function runWalks(t, script, { hosts = [] } = {}) {
  const folder = temporaryFolder(t);
  const certificate = makeCertificate(folder, 'localhost', { names: ['IP:127.0.0.1', ...['localhost', ...hosts].map((host) => `DNS:${host}`)].join() });
  const child = spawn(process.execPath, [join(root, script)], {
    env: { ...process.env, NODE_EXTRA_CA_CERTS: certificate.cert, TEST_FOLDER: folder, TEST_CERTIFICATE: certificate.cert, TEST_KEY: certificate.key },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise((done) => child.on('close', done));
  t.after(() => child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    assert.ok(!done, 'the process with the clients has ended');
    return JSON.parse(value);
  };
  for (const name of await next()) {
    await t.test(name, async () => {
      child.stdin.write(`${JSON.stringify(name)}\n`);
      const { error } = await next();
      assert.equal(error, undefined, error);
    });
  }
  child.stdin.end();
  assert.equal(await ended, 0);
}

/** Prints the names of `walks`, runs each whose name comes in, prints what came of it, and stops `server`. */
export async function offerWalks(walks, server) {
  process.stdout.write(`${JSON.stringify(Object.keys(walks))}\n`);
  for await (const line of createInterface({ input: process.stdin })) {
    const error = await walks[JSON.parse(line)]().then(() => undefined, (reason) => reason?.stack ?? inspect(reason));
    process.stdout.write(`${JSON.stringify({ error })}\n`);
  }
  await server.stop();
}
