// What the tests of migrate, backup, restore and upgrade share.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { administrator, engine } from './database.mjs';
import { program, run, Server } from './licentia.mjs';

/** From which engine to which this run copies; with SQLite alone in the other run. */
export const pairs = engine === 'sqlite' ? [{ from: 'sqlite', to: 'sqlite' }]
  : [{ from: 'sqlite', to: 'postgresql' }, { from: 'postgresql', to: 'sqlite' }, { from: 'postgresql', to: 'postgresql' }];

const made = new Map();

/** The address of the database `name`, always the same for one folder; nobody has made it. */
function address(kind, folder, name) {
  const key = `${kind} ${folder} ${name}`;
  if (!made.has(key)) {
    made.set(key, kind === 'sqlite' ? `sqlite:${join(folder, name)}.db` : administrator().makeDatabase());
  }
  return made.get(key);
}

/** The address of a database for the source of a copy. */
export function sourceUrl(folder, name = 'source', { from } = pairs[0]) {
  return address(from, folder, name);
}

/** The address of a database for the target of a copy. */
export function targetUrl(folder, name = 'target', { to } = pairs[0]) {
  return address(to, folder, name);
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
