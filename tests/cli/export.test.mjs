// licentia export: files that appear whole or not at all, pipes, options, and servers that break off.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { test } from 'node:test';

import { program, sku, startServer, temporaryFolder } from '../lib/licentia.mjs';

test('export', async (t) => {
  const server = await startServer(t);
  await server.buy('ENTERPRISEPACK', 5);
  const ann = await server.addUser('ann', { jobTitle: '=1+2' });
  for (let i = 0; i < 450; i++) { // more than one piece
    await server.addUser(`user${i}`);
  }
  await server.assign(ann.id, [sku.ENTERPRISEPACK]);
  const folder = temporaryFolder(t);
  const served = async (path) => Buffer.from(await (await fetch(`${server.url}/api/v1/export/${path}`, { headers: { Authorization: `Bearer ${server.token}` } })).arrayBuffer()).toString();

  await t.test('prints what the server sends, to the byte', async () => {
    for (const [args, path] of [[['users'], 'users'], [['users', '--format', 'ndjson'], 'users?format=ndjson'], [['users', '--separator', ';', '--bom', '--safe'], 'users?separator=;&bom=true&safe=true'],
      [['holders', '--sku', 'enterprisepack', '--separator', 'tab'], 'holders?sku=ENTERPRISEPACK&separator=tab'], [['assignments'], 'assignments']]) {
      const result = server.cli(['export', ...args]);
      assert.deepEqual([result.status, result.stderr], [0, ''], args.join(' '));
      assert.equal(result.stdout, await served(path));
      assert.ok(result.stdout.includes('ann@contoso.example'));
    }
  });

  await t.test('writes a new file for its owner alone, and nothing beside it', async () => {
    const file = join(folder, 'users.csv');
    const result = server.cli(['export', 'users', '--out', file]);
    assert.deepEqual([result.status, result.stdout], [0, ''], result.stderr);
    assert.match(result.stderr, /Wrote .*users\.csv, \d+ bytes\./);
    assert.equal(readFileSync(file, 'utf8'), await served('users'));
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.deepEqual(readdirSync(folder), ['users.csv']);
  });

  await t.test('never writes over a file', () => {
    const file = join(folder, 'mine.csv');
    writeFileSync(file, 'mine');
    const result = server.cli(['export', 'users', '--out', file]);
    assert.equal(result.status, 2);
    assert.match(result.stderr, /mine\.csv: File exists/);
    assert.equal(readFileSync(file, 'utf8'), 'mine');
  });

  await t.test('a refusal leaves no file', () => {
    const file = join(folder, 'none.csv');
    for (const [args, status, message] of [[['users', '--format', 'xml'], 1, /it is csv or ndjson/], [['users', '--separator', '|'], 1, /comma, a semicolon or tab/],
      [['holders', '--sku', 'NOTHING'], 1, /not a product/], [['users', '--format', 'ndjson', '--bom'], 1, /format=csv/]]) {
      const result = server.cli(['export', ...args, '--out', file]);
      assert.equal(result.status, status, result.stderr);
      assert.match(result.stderr, message);
      assert.ok(!existsSync(file) && !existsSync(`${file}.part`));
    }
    assert.equal(server.cli(['export', 'holders']).status, 2);
    assert.equal(server.cli(['export', 'users', '--sku', 'x']).status, 2);
    assert.equal(server.cli(['export', 'users', '--out', join(folder, 'no/such/folder.csv')]).status, 2);
    const denied = server.cli(['export', 'users', '--out', file], { env: { LICENTIA_TOKEN: 'lic_wrong' } });
    assert.equal(denied.status, 3);
    assert.ok(!existsSync(file));
  });
});

/** Runs the program without blocking; returns { status, stdout, stderr }. */
function runFree(args, env) {
  const child = spawn(program, args, { env: { ...process.env, ...env } });
  const result = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => { result.stdout += chunk; });
  child.stderr.on('data', (chunk) => { result.stderr += chunk; });
  return new Promise((done) => child.on('close', (status) => done({ ...result, status })));
}

test('a server that breaks off in the midst', async (t) => {
  const folder = temporaryFolder(t);
  let asked = 0;
  const server = createServer((request, response) => {
    asked++;
    if (request.url.includes('holders') && asked % 2 === 1) {
      response.writeHead(503, { 'Retry-After': '1', 'Content-Type': 'application/json' });
      response.end('{"error":{"code":"ServiceUnavailable","message":"Later."}}');
      return;
    }
    response.writeHead(200, { 'Content-Type': 'text/csv' });
    response.write('id,userPrincipalName\r\n1,ann@contoso.example\r\n');
    if (request.url.includes('holders')) {
      response.end();
    } else {
      setTimeout(() => response.destroy(), 50);
    }
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  t.after(() => server.close());
  const env = { LICENTIA_URL: `http://127.0.0.1:${server.address().port}`, LICENTIA_TOKEN: 'lic_x', NO_COLOR: '1' };
  const file = join(folder, 'users.csv');

  await t.test('no file is left, and the status says so', async () => {
    const result = await runFree(['export', 'users', '--out', file], env);
    assert.equal(result.status, 3);
    assert.match(result.stderr, /broke off before its end .* it is not whole/);
    assert.deepEqual(readdirSync(folder), []);
  });

  await t.test('through a pipe the status says so', async () => {
    const result = await runFree(['export', 'users'], env);
    assert.equal(result.status, 3);
    assert.match(result.stdout, /ann@contoso\.example/);
    assert.match(result.stderr, /not whole/);
  });

  await t.test('one that is busy is asked again, and nothing is there twice', async () => {
    const result = await runFree(['export', 'holders', '--sku', 'X', '--out', file], env);
    assert.equal(result.status, 0, result.stderr);
    assert.equal(readFileSync(file, 'utf8'), 'id,userPrincipalName\r\n1,ann@contoso.example\r\n');
  });
});
