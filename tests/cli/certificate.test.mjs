// licentia certificate: an authority and a certificate for trials, and what it does not overwrite.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { run, temporaryFolder } from '../lib/licentia.mjs';

const FILES = ['ca.crt', 'ca.key', 'server.crt', 'server.key'];

/** Runs it on `folder` and demands that it succeeds; returns the two certificates. */
function make(folder, ...args) {
  const result = run(['certificate', '--out', folder, ...args]);
  assert.equal(result.status, 0, result.stderr);
  return read(folder);
}

function read(folder) {
  return { authority: new X509Certificate(readFileSync(join(folder, 'ca.crt'))), server: new X509Certificate(readFileSync(join(folder, 'server.crt'))) };
}

function refused(folder, args, status, message) {
  const before = contents(folder);
  const result = run(['certificate', '--out', folder, ...args]);
  assert.equal(result.status, status, result.stderr);
  assert.match(result.stderr, message);
  assert.deepEqual(contents(folder), before, 'nothing is changed');
}

function contents(folder) {
  return existsSync(folder) ? readdirSync(folder).sort().map((name) => {
    const path = join(folder, name);
    return [name, lstatSync(path).isFile() ? readFileSync(path, 'latin1') : ''];
  }) : [];
}

test('makes a folder with an authority and a certificate that OpenSSL accepts strictly', (t) => {
  const folder = join(temporaryFolder(t), 'new');
  const { authority, server } = make(folder);
  assert.deepEqual(readdirSync(folder).sort(), FILES);
  for (const key of ['ca.key', 'server.key']) {
    assert.equal(statSync(join(folder, key)).mode & 0o777, 0o600, key);
  }
  execFileSync('openssl', ['verify', '-x509_strict', '-purpose', 'sslserver', '-verify_hostname', 'localhost', '-CAfile', join(folder, 'ca.crt'),
    join(folder, 'server.crt')], { stdio: 'pipe' });
  assert.ok(authority.ca && !server.ca);
  assert.ok(server.checkIssued(authority) && server.verify(authority.publicKey) && authority.verify(authority.publicKey));
  for (const name of ['localhost', 'LOCALHOST']) {
    assert.ok(server.checkHost(name), name);
  }
  for (const address of ['127.0.0.1', '::1']) {
    assert.ok(server.checkIP(address), address);
  }
  assert.equal(server.checkHost('other.example'), undefined);
  assert.deepEqual(server.keyUsage, ['1.3.6.1.5.5.7.3.1'], 'serverAuth');
  assert.equal(server.publicKey.asymmetricKeyDetails.namedCurve, 'prime256v1');
  assert.ok(server.serialNumber.length === 32 && server.serialNumber !== authority.serialNumber);
  const text = execFileSync('openssl', ['x509', '-in', join(folder, 'server.crt'), '-noout', '-text'], { encoding: 'utf8' });
  for (const wanted of [/Basic Constraints: critical\s+CA:FALSE/, /Key Usage: critical\s+Digital Signature\n/, /Subject Key Identifier/, /Authority Key Identifier/]) {
    assert.match(text, wanted);
  }
  const issuer = execFileSync('openssl', ['x509', '-in', join(folder, 'ca.crt'), '-noout', '-text'], { encoding: 'utf8' });
  assert.match(issuer, /Basic Constraints: critical\s+CA:TRUE, pathlen:0/);
  assert.match(issuer, /Key Usage: critical\s+Certificate Sign, CRL Sign/);
  const chain = readFileSync(join(folder, 'server.crt'), 'utf8');
  assert.equal(chain.split('BEGIN CERTIFICATE').length, 3, 'the server first, then the authority');
  assert.ok(chain.endsWith(readFileSync(join(folder, 'ca.crt'), 'utf8')));
});

test('names, addresses and days as asked; the default folder; what to do next', (t) => {
  const cwd = temporaryFolder(t);
  const result = run(['certificate', '--host', 'desk.example', '--host', '*.trial.example', '--host', '192.0.2.7', '--host', '2001:db8::7', '--days', '10'], { cwd });
  assert.equal(result.status, 0, result.stderr);
  const { server } = read(join(cwd, 'licentia-certificates'));
  for (const name of ['desk.example', 'a.trial.example']) {
    assert.ok(server.checkHost(name), name);
  }
  assert.ok(server.checkIP('192.0.2.7') && server.checkIP('2001:db8::7') && !server.checkIP('127.0.0.1'));
  assert.equal(server.checkHost('localhost'), undefined);
  assert.equal(Math.round((Date.parse(server.validTo) - Date.parse(server.validFrom)) / 86400000), 10);
  for (const wanted of ['licentia serve --db URL --tls-cert licentia-certificates/server.crt --tls-key licentia-certificates/server.key',
    'NODE_EXTRA_CA_CERTS=licentia-certificates/ca.crt', '--ca-file', 'update-ca-certificates']) {
    assert.ok(result.stdout.includes(wanted), wanted);
  }
  assert.doesNotMatch(result.stdout + result.stderr, /PRIVATE KEY/);
});

test('an authority that is there is used again; a certificate that is there is replaced only on request', (t) => {
  const folder = join(temporaryFolder(t), 'c');
  const first = make(folder);
  refused(folder, [], 1, /server\.crt' is there already: give --replace/);
  const second = make(folder, '--replace', '--host', 'desk.example');
  assert.equal(second.authority.fingerprint256, first.authority.fingerprint256);
  assert.notEqual(second.server.fingerprint256, first.server.fingerprint256);
  assert.ok(second.server.verify(first.authority.publicKey));
  assert.equal(statSync(join(folder, 'server.key')).mode & 0o777, 0o600);
  rmSync(join(folder, 'server.crt'));
  refused(folder, [], 1, /server\.key' is there already/);
  const made = JSON.parse(run(['certificate', '--out', folder, '--replace', '--json']).stdout);
  assert.deepEqual([made.isNewAuthority, made.hosts], [false, ['localhost', '127.0.0.1', '::1']]);
  assert.deepEqual(readdirSync(folder).sort(), FILES);
  const other = make(join(folder, 'other'));
  assert.notEqual(other.authority.subject, first.authority.subject, 'two authorities can be told apart');
});

test('half an authority, a foreign key and what is no authority are not used', (t) => {
  const folder = temporaryFolder(t);
  const [half, foreign, leaf, garbled, locked] = ['half', 'foreign', 'leaf', 'garbled', 'locked'].map((name) => join(folder, name));
  for (const one of [half, foreign, leaf, garbled, locked]) {
    make(one);
  }
  rmSync(join(half, 'ca.key'));
  refused(half, ['--replace'], 1, /ca\.crt' is there, but '.*ca\.key' is not/);
  writeFileSync(join(foreign, 'ca.key'), readFileSync(join(leaf, 'ca.key')));
  refused(foreign, ['--replace'], 1, /ca\.key' is not the key of '.*ca\.crt'/);
  writeFileSync(join(leaf, 'ca.crt'), readFileSync(join(leaf, 'server.crt')));
  writeFileSync(join(leaf, 'ca.key'), readFileSync(join(leaf, 'server.key')));
  refused(leaf, ['--replace'], 1, /is no authority/);
  writeFileSync(join(garbled, 'ca.crt'), 'hello');
  refused(garbled, ['--replace'], 1, /ca\.crt' gives no certificate/);
  execFileSync('openssl', ['pkey', '-in', join(locked, 'ca.key'), '-aes256', '-passout', 'pass:x', '-out', join(locked, 'x')], { stdio: 'pipe' });
  writeFileSync(join(locked, 'ca.key'), readFileSync(join(locked, 'x')));
  refused(locked, ['--replace'], 1, /ca\.key' gives no private key without a password/);
});

test('an authority that ends before the certificate would is not used', (t) => {
  const folder = temporaryFolder(t);
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '5', '-subj', '/CN=short',
    '-addext', 'keyUsage=critical,keyCertSign', '-keyout', join(folder, 'ca.key'), '-out', join(folder, 'ca.crt')], { stdio: 'pipe' });
  refused(folder, ['--days', '6'], 1, /authority is good until 20\S+Z only: ask for fewer --days/);
  make(folder, '--days', '4');
});

test('what is no host, no number of days or no folder is refused', (t) => {
  const folder = temporaryFolder(t);
  for (const host of ['', 'https://desk.example', 'desk.example:8443', 'a b', 'a,DNS:b', 'a..b', '.a', 'a.', '-a', '*', 'a.*.b', '1.2.3', '300.1.1.1', '[::1]', '::g', 'ä.example', `${'a'.repeat(64)}.b`, 'a\nb', 'localhost/']) {
    refused(folder, ['--host', 'good', '--host', host], 2, /is no host/);
  }
  for (const days of ['0', '826', '-1', 'x']) {
    refused(folder, ['--days', days], 2, /--days needs a whole number from 1 to 825/);
  }
  writeFileSync(join(folder, 'file'), '');
  for (const [out, message] of [['file', /Not a directory/], ['file/x', /cannot make the folder/], ['no/such', /cannot make the folder '.*': No such file/]]) {
    const result = run(['certificate', '--out', join(folder, out)]);
    assert.equal(result.status, 1, out);
    assert.match(result.stderr, message);
  }
});

test('a name that leads elsewhere is not followed', (t) => {
  const folder = temporaryFolder(t);
  const victim = join(folder, 'victim');
  mkdirSync(join(folder, 'c'));
  symlinkSync(victim, join(folder, 'c', 'server.key'));
  refused(join(folder, 'c'), [], 1, /server\.key' is there already/);
  make(join(folder, 'c'), '--replace');
  assert.ok(!existsSync(victim));
});

test('a long name does not fit into the subject, and need not', (t) => {
  const folder = temporaryFolder(t);
  const name = `${'a'.repeat(60)}.${'b'.repeat(60)}.example`;
  const { server } = make(folder, '--host', name);
  assert.ok(server.checkHost(name));
  assert.equal(server.subject, 'CN=Licentia');
});
