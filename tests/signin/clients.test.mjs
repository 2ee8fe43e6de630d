// The libraries by which programs sign in to Microsoft's cloud, unmodified, over TLS: @azure/msal-node, @azure/identity and
// openid-client (client contract, section 1). They run in a process of their own, clients.mjs, which trusts the test's certificate
// as Node.js can only be told at the start.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';

import { root, temporaryFolder } from '../lib/licentia.mjs';
import { makeCertificate } from '../lib/certificate.mjs';

// Installed from the npm registry by tools/setup.sh; where that cannot be reached it is said and left out, but never in CI.
const isThere = existsSync(join(root, 'tests/node_modules/openid-client'));
const skip = isThere || process.env.CI ? false : 'the clients are not installed: npm ci --prefix tests --ignore-scripts';

test('clients of other makers', { skip }, async (t) => {
  const folder = temporaryFolder(t);
  const certificate = makeCertificate(folder, 'localhost', { names: 'IP:127.0.0.1,DNS:localhost' });
  const child = spawn(process.execPath, [join(root, 'tests/signin/clients.mjs')], {
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
});
