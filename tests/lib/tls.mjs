// What the tests over TLS share: certificates, and requests on connections that can be watched.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import { join } from 'node:path';
import tls from 'node:tls';

import { run } from './licentia.mjs';

/** Makes (or replaces) certificates in `folder` with `licentia certificate`; returns their paths and the authority. */
export function makeCertificates(folder, ...args) {
  const result = run(['certificate', '--out', folder, '--json', ...args]);
  assert.equal(result.status, 0, result.stderr);
  const made = JSON.parse(result.stdout);
  return { ...made, args: ['--tls-cert', made.certificate, '--tls-key', made.key], ca: readFileSync(made.authority) };
}

/** Makes a certificate of `host`, whose name is `san`, signed by itself with openssl; returns its paths. */
export function makeSelfSigned(folder, name, { host = 'localhost', san = `DNS:${host}` } = {}) {
  const [cert, key] = [join(folder, `${name}.pem`), join(folder, `${name}.key`)];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2',
    '-subj', `/CN=${host}`, '-addext', `subjectAltName=${san}`, '-keyout', key, '-out', cert], { stdio: 'pipe' });
  return { cert, key };
}

/** The same, good from and until years of the present century. */
export function makeDated(folder, name, from, until) {
  const [cert, key, csr, config] = ['pem', 'key', 'csr', 'cnf'].map((end) => join(folder, `${name}.${end}`));
  writeFileSync(join(folder, 'index.txt'), '');
  writeFileSync(config, `[ca]\ndefault_ca=d\n[d]\ndatabase=${folder}/index.txt\nserial=${folder}/serial\nnew_certs_dir=${folder}\ndefault_md=sha256\npolicy=p\n[p]\ncommonName=supplied\n`);
  execFileSync('openssl', ['req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=localhost', '-keyout', key,
    '-out', csr], { stdio: 'pipe' });
  execFileSync('openssl', ['ca', '-batch', '-selfsign', '-rand_serial', '-notext', '-config', config, '-keyfile', key, '-in', csr, '-out', cert,
    '-startdate', `20${from}0101000000Z`, '-enddate', `20${until}0101000000Z`], { stdio: 'pipe' });
  return { cert, key };
}

/** Sends a request with node:https; returns { status, headers, text, body, socket }. */
export function ask(url, { method = 'GET', token, headers = {}, body, ...options } = {}) {
  return new Promise((done, fail) => {
    const request = https.request(url, { method, ...options,
      headers: { ...(token ? { Authorization: `Bearer ${token}` } : {}), ...headers } }, (response) => {
      let text = '';
      const { socket } = response;
      response.setEncoding('utf8').on('data', (chunk) => { text += chunk; });
      response.on('error', fail).on('end', () => done({ status: response.statusCode, headers: response.headers, text, socket,
        body: text.startsWith('{') ? JSON.parse(text) : undefined }));
    });
    request.on('error', fail).end(body);
  });
}

/** The serial number of the certificate that a new connection to `url` is shown. */
export function serialOf(url, ca) {
  return new Promise((done, fail) => {
    const socket = tls.connect({ port: new URL(url).port, host: '127.0.0.1', servername: 'localhost', ca }, () => {
      done(socket.getPeerCertificate().serialNumber);
      socket.destroy();
    });
    socket.on('error', fail);
  });
}

/** The serial number in a PEM file whose first certificate counts. */
export function serialIn(path) {
  return execFileSync('openssl', ['x509', '-in', path, '-noout', '-serial'], { encoding: 'utf8' }).trim().slice('serial='.length);
}
