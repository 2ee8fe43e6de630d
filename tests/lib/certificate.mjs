// Certificates for tests, made with openssl.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

function openssl(...args) {
  const result = spawnSync('openssl', args, { encoding: 'utf8' });
  assert.equal(result.status, 0, result.stderr);
}

/** What a certificate file has: { pem, der, sha1, sha256 }, thumbprints in hexadecimal in upper case. `derFile` is written. */
function describe(cert, derFile) {
  openssl('x509', '-in', cert, '-outform', 'DER', '-out', derFile);
  const der = readFileSync(derFile);
  const thumbprint = (algorithm) => createHash(algorithm).update(der).digest('hex').toUpperCase();
  return { pem: readFileSync(cert, 'utf8'), der, sha1: thumbprint('sha1'), sha256: thumbprint('sha256') };
}

/** Makes a certificate for 30 days, signed by its own key, in `folder`; `names` are its hosts. Returns its files { cert, key, derFile }, the key as text, `keyPem`, and what describe() does. */
export function makeCertificate(folder, name = 'app', { key = ['rsa:2048'], subject = `/CN=${name}`, names } = {}) {
  const files = { cert: join(folder, `${name}.pem`), key: join(folder, `${name}.key`), derFile: join(folder, `${name}.der`) };
  openssl('req', '-x509', '-newkey', ...key, '-nodes', '-days', '30', '-utf8', '-subj', subject, ...(names ? ['-addext', `subjectAltName=${names}`] : []), '-keyout', files.key, '-out', files.cert);
  return { ...files, keyPem: readFileSync(files.key, 'utf8'), ...describe(files.cert, files.derFile) };
}

/** Makes a certificate that is good between two times, written 20200101000000Z, otherwise as makeCertificate() does. */
export function makeCertificateBetween(folder, name, start, end) {
  const made = makeCertificate(folder, name);
  const config = join(folder, `${name}.cnf`);
  writeFileSync(config, `[ca]\ndefault_ca=d\n[d]\ndatabase=${folder}/${name}.index\nserial=${folder}/${name}.serial\nnew_certs_dir=${folder}\n`
    + 'default_md=sha256\npolicy=p\n[p]\ncommonName=supplied\n');
  writeFileSync(join(folder, `${name}.index`), '');
  writeFileSync(join(folder, `${name}.serial`), '01\n');
  openssl('req', '-new', '-key', made.key, '-subj', `/CN=${name}`, '-out', join(folder, `${name}.csr`));
  openssl('ca', '-batch', '-selfsign', '-notext', '-config', config, '-keyfile', made.key, '-in', join(folder, `${name}.csr`),
    '-startdate', start, '-enddate', end, '-out', made.cert);
  return { ...made, ...describe(made.cert, made.derFile) };
}
