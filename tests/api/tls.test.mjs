// Over TLS from outside: certificates made by the program, versions, renewal without restart, what a proxy may say, and what keeps
// the server from starting.

import assert from 'node:assert/strict';
import { execFile, execFileSync, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import net from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import tls from 'node:tls';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

import { init, program, run, Server, startServer, temporaryFolder } from '../lib/licentia.mjs';
import { ask, makeCertificates, makeDated, makeSelfSigned, serialIn, serialOf } from '../lib/tls.mjs';

const HSTS = 'strict-transport-security';

/** A server with a certificate of its own for localhost, 127.0.0.1 and ::1. */
async function startTls(t, options = {}) {
  const folder = temporaryFolder(t);
  const made = makeCertificates(join(folder, 'certificates'));
  const server = await startServer(t, { ...options, args: [...made.args, ...(options.args ?? [])] });
  return { server, made, local: server.url.replace('127.0.0.1', 'localhost') };
}

/** Waits until `check` is true; how long is not what is tested. */
async function until(check, what) {
  for (let i = 0; i < 300; i++) {
    if (await check()) {
      return;
    }
    await pause(100);
  }
  assert.fail(`${what} did not come`);
}

/** Swaps the certificate under a server; ends when new connections get it. */
async function swap(server, made, { signal } = {}) {
  makeCertificates(join(made.authority, '..'), '--replace');
  if (signal) {
    server.child.kill(signal);
  }
  const wanted = serialIn(made.certificate);
  await until(async () => await serialOf(server.url, made.ca) === wanted, 'the new certificate');
}

test('clients that trust the authority: node:https, fetch with NODE_EXTRA_CA_CERTS, curl, the command line', async (t) => {
  const { server, made, local } = await startTls(t);
  for (const url of [local, server.url]) {
    const answer = await ask(`${url}/v1.0/subscribedSkus`, { ca: made.ca, token: server.token });
    assert.equal(answer.status, 200);
    assert.ok(answer.body['@odata.context'].startsWith(`${url}/v1.0/$metadata#`), 'links follow the address that was called');
    assert.match(answer.headers[HSTS], /^max-age=\d{7,}$/);
  }
  await assert.rejects(ask(`${local}/api/v1/health`), { code: /SELF_SIGNED|UNABLE_TO/ });
  await assert.rejects(ask(`${server.url}/api/v1/health`, { ca: made.ca, servername: 'other.example' }), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' });

  const script = `const answer = await fetch(process.argv[1]); console.log(answer.status, answer.headers.get('${HSTS}'))`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script, `${local}/api/v1/health`],
    { env: { ...process.env, NODE_EXTRA_CA_CERTS: made.authority } });
  assert.match(stdout, /^200 max-age=/);
  for (const version of ['1.2', '1.3']) {
    const text = await promisify(execFile)('curl', ['-sS', '--fail', '--cacert', made.authority, `--tlsv${version}`, '--tls-max', version,
      `${local}/api/v1/health`]);
    assert.equal(text.stdout, '{"status":"ok"}');
  }
  const listed = server.cli(['sku', 'list', '--json', '--ca-file', made.authority]);
  assert.equal(listed.status, 0, listed.stderr);
  assert.notEqual(server.cli(['sku', 'list']).status, 0, 'without trust');
});

test('TLS 1.0 and 1.1 are refused', async (t) => {
  const { server, made } = await startTls(t);
  for (const version of ['TLSv1', 'TLSv1.1']) {
    await assert.rejects(ask(`${server.url}/api/v1/health`, { ca: made.ca, minVersion: version, maxVersion: version, ciphers: 'ALL:@SECLEVEL=0' }),
      { code: /^(ERR_SSL_|ECONNRESET|EPROTO)/ }, version);
  }
});

test('failures carry HSTS, too', async (t) => {
  const { server, made } = await startTls(t);
  for (const [path, headers, status] of [['/v1.0/nothing', {}, 404], ['/v1.0/users', {}, 401], ['/v1.0/users', { Expect: 'tea' }, 417]]) {
    const answer = await ask(server.url + path, { ca: made.ca, headers });
    assert.equal(answer.status, status, path);
    assert.match(answer.headers[HSTS], /^max-age=/, path);
  }
});

for (const signal of ['SIGHUP', undefined]) {
  test(`a new certificate acts on new connections, open ones go on: ${signal ?? 'changed files'}`, async (t) => {
    const { server, made } = await startTls(t);
    const agent = new https.Agent({ keepAlive: true, maxSockets: 1, ca: made.ca });
    t.after(() => agent.destroy());
    const first = await ask(`${server.url}/api/v1/health`, { agent });
    const old = first.socket.getPeerCertificate().serialNumber;
    assert.equal(old, serialIn(made.certificate));
    for (let round = 0; round < 2; round++) {
      await swap(server, made, { signal });
      const later = await ask(`${server.url}/v1.0/subscribedSkus`, { agent, token: server.token });
      assert.equal(later.status, 200);
      assert.equal(later.socket, first.socket, 'the same connection');
    }
    assert.notEqual(await serialOf(server.url, made.ca), old);
    await server.stop();
    assert.doesNotMatch(server.log, /level=error/);
  });
}

test('a broken new file is told with what to mend, and the old certificate stays until it is mended', async (t) => {
  const { server, made } = await startTls(t);
  const folder = temporaryFolder(t);
  const other = makeSelfSigned(folder, 'other');
  const old = serialIn(made.certificate);
  const [goodCertificate, goodKey] = [made.certificate, made.key].map((path) => readFileSync(path));
  const encrypted = join(folder, 'encrypted.key');
  execFileSync('openssl', ['pkey', '-in', made.key, '-aes256', '-passout', 'pass:x', '-out', encrypted], { stdio: 'pipe' });
  for (const [breakIt, complaint] of [
    [() => writeFileSync(made.certificate, 'hello'), /is no PEM file/],
    [() => writeFileSync(made.certificate, goodCertificate.subarray(0, 200)), /cannot be used/],
    [() => copyFileSync(other.key, made.key), /does not belong to the certificate/],
    [() => copyFileSync(encrypted, made.key), /protected by a password/],
    [() => copyFileSync(made.certificate, made.key), /holds no private key/],
    [() => rmSync(made.key), /cannot read the TLS key .*No such file/],
    [() => { rmSync(made.key, { force: true }); mkdirSync(made.key); }, /cannot read the TLS key .*Is a directory/],
  ]) {
    const before = server.log.length;
    breakIt();
    server.child.kill('SIGHUP');
    await until(() => /level=error[^\n]*stays in use/.test(server.log.slice(before)), 'the complaint');
    assert.match(server.log.slice(before), complaint);
    assert.equal(await serialOf(server.url, made.ca), old);
    rmSync(made.key, { recursive: true, force: true });
    writeFileSync(made.certificate, goodCertificate);
    writeFileSync(made.key, goodKey, { mode: 0o600 });
  }
  await swap(server, made);
  assert.notEqual(await serialOf(server.url, made.ca), old);
});

test('SIGHUP without TLS changes nothing', async (t) => {
  const server = await startServer(t);
  server.child.kill('SIGHUP');
  await until(() => /event=signal/.test(server.log), 'the log line');
  assert.equal((await server.get('/api/v1/health')).status, 200);
});

test('SIGHUP with the terminal that is closed ends the server; with nohup it goes on', async (t) => {
  const { db } = init(temporaryFolder(t));
  // Starts it on a terminal of its own, prints its address, waits for a line, and closes the terminal.
  const script = `
import os, pty, signal, sys
pid, terminal = pty.fork()
if pid == 0:
    signal.signal(signal.SIGHUP, signal.SIG_IGN if sys.argv[1] == 'nohup' else signal.SIG_DFL)
    os.execv(sys.argv[2], sys.argv[2:])
text = b''
while b'ready' not in text or not text.endswith(b'\\n'):
    text += os.read(terminal, 4096)
print(pid, flush=True)
os.close(terminal)
if sys.argv[1] == 'nohup':
    sys.stdin.readline()
    os.kill(pid, signal.SIGTERM)
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
`;
  const start = (how) => {
    const child = spawn('python3', ['-c', script, how, program, 'serve', '--db', db, '--listen', '127.0.0.1:0'], { stdio: ['pipe', 'pipe', 'inherit'] });
    t.after(() => child.kill('SIGKILL'));
    return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() };
  };
  const ended = start('as it is');
  await ended.lines.next();
  assert.equal((await ended.lines.next()).value, '0', 'an orderly end');

  const going = start('nohup');
  const pid = Number((await going.lines.next()).value);
  await pause(500); // nothing is to happen
  process.kill(pid, 'SIGHUP');
  await pause(500);
  process.kill(pid, 0);
  going.child.stdin.write('\n');
  assert.equal((await going.lines.next()).value, '0');
});

test('what cannot serve is refused at the start, and what clients will refuse is told', async (t) => {
  const folder = temporaryFolder(t);
  const { db, ...organisation } = init(folder);
  const good = makeSelfSigned(folder, 'good');
  const other = makeSelfSigned(folder, 'other');
  const empty = join(folder, 'empty');
  writeFileSync(empty, '');
  const encrypted = join(folder, 'encrypted.key');
  execFileSync('openssl', ['pkey', '-in', good.key, '-aes256', '-passout', 'pass:x', '-out', encrypted], { stdio: 'pipe' });
  for (const [cert, key, complaint] of [
    [join(folder, 'none'), good.key, /cannot read the TLS certificate '.*none': No such file/],
    [folder, good.key, /cannot read the TLS certificate '.*': Is a directory/],
    [good.cert, folder, /cannot read the TLS key '.*': Is a directory/],
    [empty, good.key, /certificate '.*empty' is no PEM file/],
    [good.cert, empty, /key '.*empty' is no PEM file/],
    [good.cert, other.key, /key '.*other\.key' does not belong to the certificate '.*good\.pem'/],
    [good.key, good.cert, /swapped/],
    [good.cert, encrypted, /encrypted\.key' is protected by a password.*openssl pkey/],
  ]) {
    const result = run(['serve', '--db', db, '--listen', '127.0.0.1:0', '--tls-cert', cert, '--tls-key', key]);
    assert.equal(result.status, 2, `${cert} ${key} ${result.stderr}`);
    assert.match(result.stderr, complaint);
    assert.equal(result.stdout, '');
  }
  assert.equal(run(['serve', '--db', db, '--tls-cert', good.cert]).status, 2);

  for (const [from, until, warning] of [[20, 21, /expired=2021-01-01T00:00:00Z advice=/], [98, 99, /reason="not valid yet"/]]) {
    const dated = makeDated(folder, `from${from}`, from, until);
    const server = await Server.start(t, { db, ...organisation }, { args: ['--tls-cert', dated.cert, '--tls-key', dated.key] });
    await server.stop();
    assert.match(server.log, /level=warning event=tls certificate=/);
    assert.match(server.log, warning);
  }
});

test('plain HTTP off loopback is refused, and the message says what to do', (t) => {
  const { db } = init(temporaryFolder(t));
  for (const listen of ['0.0.0.0:0', '[::]:0', '192.0.2.1:0']) {
    const result = run(['serve', '--db', db, '--listen', listen]);
    assert.equal(result.status, 2, listen);
    assert.match(result.stderr, /can be reached from other machines[^]*--tls-cert[^]*licentia certificate[^]*--trusted-proxy/, listen);
  }
  for (const proxy of ['nobody', '10.0.0.0/0', '10.0.0.0/64']) {
    const result = run(['serve', '--db', db, '--listen', '127.0.0.1:0', '--trusted-proxy', proxy]);
    assert.equal(result.status, 2, proxy);
    assert.match(result.stderr, /is no IPv4 or IPv6 address, nor a range/, proxy);
  }
});

test('HSTS over plain HTTP: only where the trusted proxy says that the client came over HTTPS', async (t) => {
  const forwarded = { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'desk.example' };
  const open = await startServer(t);
  const answer = await open.get('/v1.0/subscribedSkus', { headers: forwarded });
  assert.equal(answer.headers.get(HSTS), null);
  assert.ok(answer.body['@odata.context'].startsWith(`${open.url}/`), 'a stranger does not change our address');

  const behind = await startServer(t, { args: ['--trusted-proxy', '192.0.2.1', '--trusted-proxy', '127.0.0.0/8'] });
  assert.equal((await behind.get('/api/v1/health')).headers.get(HSTS), null);
  assert.equal((await behind.get('/api/v1/health', { headers: { 'X-Forwarded-Proto': 'http' } })).headers.get(HSTS), null);
  const proxied = await behind.get('/v1.0/subscribedSkus', { headers: forwarded });
  assert.match(proxied.headers.get(HSTS), /^max-age=/);
  assert.ok(proxied.body['@odata.context'].startsWith('https://desk.example/v1.0/'));
});

test('Host and X-Forwarded-Host carry a host and a port into answers, nothing else', async (t) => {
  const server = await startServer(t, { args: ['--trusted-proxy', '127.0.0.1'] });
  const send = (head) => new Promise((done, fail) => {
    let text = '';
    const socket = net.connect({ port: new URL(server.url).port, host: '127.0.0.1' });
    socket.setEncoding('latin1').on('data', (chunk) => { text += chunk; }).on('error', fail).on('close', () => done(text));
    socket.write(`GET /v1.0/subscribedSkus HTTP/1.1\r\nAuthorization: Bearer ${server.token}\r\nConnection: close\r\n${head}\r\n\r\n`);
  });
  assert.match(await send('Host: desk.example:8443'), /http:\/\/desk\.example:8443\/v1\.0\//);
  for (const evil of ['a"b', 'a\\b', 'a/b', 'a?b', 'a#b', 'a b', 'u@a', 'a<b>', 'a\tb', 'a:', 'a:1:2', 'a%0d%0aSet-Cookie:x', 'a\x01', '[::1', '[x]', 'a,b/c']) {
    for (const head of [`Host: ${evil}`, `Host: a\r\nX-Forwarded-Host: ${evil}`]) {
      const text = await send(head);
      assert.match(text, /^HTTP\/1\.1 400 /, head);
      assert.doesNotMatch(text.toLowerCase(), /set-cookie/, head);
      assert.equal(text.split('HTTP/1.1 ').length, 2, head);
    }
  }
  const split = await send('Host: a\rSet-Cookie: x=1');
  assert.match(split, /^HTTP\/1\.1 400 /);
  assert.doesNotMatch(split, /Set-Cookie/);
});

test('many handshakes while the certificate is renewed again and again', async (t) => {
  const { server, made } = await startTls(t, { args: ['--workers', '2'] });
  let isOver = false;
  const hammer = async () => {
    for (let count = 0; ; count++) {
      assert.ok(await serialOf(server.url, made.ca));
      if (isOver) {
        return count;
      }
    }
  };
  const running = Array.from({ length: 4 }, hammer);
  for (let round = 0; round < 5; round++) {
    await swap(server, made, { signal: 'SIGHUP' });
  }
  isOver = true;
  const counts = await Promise.all(running);
  assert.ok(counts.every((count) => count > 0));
});

test('a handshake that is broken off leaves nothing behind', async (t) => {
  const { server, made } = await startTls(t);
  for (let i = 0; i < 50; i++) {
    await new Promise((done) => {
      const socket = net.connect({ port: new URL(server.url).port, host: '127.0.0.1' }, () => {
        socket.end(i % 2 === 0 ? '\x16\x03\x01\x02\x00' : '');
      });
      socket.on('close', done).on('error', () => {}).resume();
    });
    await new Promise((done) => tls.connect({ port: new URL(server.url).port, host: '127.0.0.1' }).on('error', done));
  }
  assert.ok(await serialOf(server.url, made.ca));
});
