// Certificates for tests, made with openssl.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

function openssl(...args) {
  const result = spawnSync('openssl', args, { encoding: 'utf8' });
  assert.equal(result.status, 0, result.stderr);
}

/**
 * Makes a certificate signed by its own key, in `folder`. Returns the names of the files and what is in them: { cert, key, pem, der,
 * sha1, sha256 }, thumbprints in upper case. `days` below 0: it is over.
 */
export function makeCertificate(folder, name = 'app', { key = ['rsa:2048'], subject = `/CN=${name}`, days = 30 } = {}) {
  const files = { cert: join(folder, `${name}.pem`), key: join(folder, `${name}.key`), derFile: join(folder, `${name}.der`) };
  openssl('req', '-x509', '-newkey', ...key, '-nodes', '-days', String(days), '-utf8', '-subj', subject, '-keyout', files.key, '-out', files.cert);
  openssl('x509', '-in', files.cert, '-outform', 'DER', '-out', files.derFile);
  const der = readFileSync(files.derFile);
  const thumbprint = (algorithm) => createHash(algorithm).update(der).digest('hex').toUpperCase();
  return { ...files, pem: readFileSync(files.cert, 'utf8'), der, sha1: thumbprint('sha1'), sha256: thumbprint('sha256') };
}
