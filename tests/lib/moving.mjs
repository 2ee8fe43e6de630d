// What the tests of migrate, backup, restore and upgrade share.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { program, run, Server } from './licentia.mjs';

/** The address of a database that is not there yet, for the source of a copy. */
export function sourceUrl(folder, name = 'source') {
  return `sqlite:${join(folder, name)}.db`;
}

/** The address of a database that is not there yet, for the target of a copy. */
export function targetUrl(folder, name = 'target') {
  return `sqlite:${join(folder, name)}.db`;
}

/** Makes an organisation in the database at `db`; returns { db, tenantId, token }. */
export function initAt(db, name = 'Contoso') {
  const result = run(['init', '--db', db, '--name', name, '--domain', 'contoso.example', '--country', 'NL', '--json']);
  assert.equal(result.status, 0, result.stderr);
  return { db, ...JSON.parse(result.stdout) };
}

/** Imports `count` users into an organisation. */
export async function addMany(t, organisation, folder, count) {
  const file = join(folder, 'many.csv');
  const rows = Array.from({ length: count }, (_, i) => `many${i}@contoso.example,Åse Många ${i},NL`);
  writeFileSync(file, ['userPrincipalName,displayName,usageLocation', ...rows, ''].join('\n'));
  const server = await Server.start(t, organisation);
  const result = server.cli(['user', 'import', file]);
  assert.equal(result.status, 0, result.stderr);
  await server.stop();
}

/** Runs a verb with --json, which must succeed; returns its document. */
export function must(args) {
  const result = run([...args, '--json']);
  assert.equal(result.status, 0, result.stderr);
  return JSON.parse(result.stdout);
}

/** Runs a verb that must be refused with `status` and words that match `pattern`; nothing is printed on standard output. */
export function refused(args, status, pattern) {
  const result = run(args);
  assert.equal(result.status, status, result.stdout + result.stderr);
  assert.match(result.stderr, pattern);
  assert.equal(result.stdout, '');
}

/** Rows and hash of every table of the database at `db`, by way of a backup in `folder`. */
export function sums(db, folder) {
  const file = join(folder, 'sums.licentia');
  rmSync(file, { force: true });
  const { tables } = must(['backup', file, '--db', db]);
  rmSync(file);
  return tables;
}

/** Starts a verb; `ended` resolves to { status, stderr } when it ends. */
export function start(args) {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (chunk) => { stderr += chunk; });
  return { child, ended: new Promise((done) => child.on('close', (status) => done({ status, stderr }))) };
}

/** Runs SQL on the database at `db`; returns what it prints. */
export function sql(db, text) {
  const result = spawnSync('sqlite3', [db.replace('sqlite:', '')], { input: text, encoding: 'utf8' });
  assert.equal(result.status, 0, result.stderr);
  return result.stdout.trim();
}
