// Copies that are killed, disks that fill up, backups that are damaged: nothing half written is ever taken for an installation.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, copyFileSync, existsSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { sqlNow } from '../lib/database.mjs';
import { smallDisk } from '../lib/disk.mjs';
import { haltWhen } from '../lib/halt.mjs';
import { assertSound, init, run, Server, temporaryFolder } from '../lib/licentia.mjs';
import { addMany, must, refused, sourceUrl, start, sums, targetUrl } from '../lib/moving.mjs';

const MANY = 12000; // some chunks of a copy

/** Tells whether the database at `db` holds some users; not as long as it is none, or cannot be read. */
function holdsUsers(db) {
  return Number(sqlNow({ db }, 'SELECT count(*) FROM app_user') ?? 0) > 0;
}

/** Tells whether the database at `db` is an unfinished copy that holds some rows. */
function isHalf(db) {
  return /holds an unfinished copy/.test(run(['doctor', '--db', db]).stderr) && holdsUsers(db);
}

/** Starts the verb that `args` makes for a target, and kills it when it has copied some of the users. Returns the target. */
async function killInTheMiddle(folder, args) {
  const target = targetUrl(folder, 'half');
  const { child, ended } = start(args(target));
  await haltWhen(child, () => holdsUsers(target));
  child.kill('SIGKILL');
  assert.notEqual((await ended).status, 0, 'it was killed before it was over');
  assert.ok(isHalf(target));
  return target;
}

test('a migration that is killed in the middle is not served, and goes on when it is run again', async (t) => {
  const folder = temporaryFolder(t);
  const organisation = init(folder, { db: sourceUrl(folder) });
  await addMany(t, organisation, folder, MANY);
  const before = sums(organisation.db, folder);
  const target = await killInTheMiddle(folder, (to) => ['migrate', '--from', organisation.db, '--to', to]);

  for (const args of [['serve', '--db', target, '--listen', '127.0.0.1:0'], ['doctor', '--db', target],
    ['backup', join(folder, 'x'), '--db', target], ['migrate', '--from', target, '--to', targetUrl(folder)]]) {
    refused(args, 1, /holds an unfinished copy: run the same 'licentia migrate' or 'licentia restore' again, or start over with --start-over/);
  }
  const other = init(folder, { db: sourceUrl(folder, 'other'), name: 'Fabrikam' });
  refused(['migrate', '--from', other.db, '--to', target], 1, /unfinished copy of another installation.*--start-over/);

  const result = must(['migrate', '--from', organisation.db, '--to', target]);
  assert.equal(result.resumed, true);
  assert.deepEqual(result.tables, before);
  assert.deepEqual(sums(target, folder), before);
  assertSound(target);
  refused(['migrate', '--from', organisation.db, '--to', target], 1, /holds the organisation Contoso already/);
});

test('when the source changed after the kill, the difference is found and starting over mends it', async (t) => {
  const folder = temporaryFolder(t);
  const organisation = init(folder, { db: sourceUrl(folder) });
  await addMany(t, organisation, folder, MANY);
  const target = await killInTheMiddle(folder, (to) => ['migrate', '--from', organisation.db, '--to', to]);
  const server = await Server.start(t, organisation);
  await server.addUser('late'); // behind the last key, but the counters had been copied before
  await server.stop();
  refused(['migrate', '--from', organisation.db, '--to', target], 1, /differ in counter.*: the source has changed.*--start-over/);
  assert.ok(isHalf(target));

  const later = await Server.start(t, organisation); // the name of somebody who was copied goes to somebody who was not
  assert.equal((await later.patch('/v1.0/users/many0@contoso.example', { userPrincipalName: 'renamed@contoso.example' })).status, 204);
  await later.addUser('many0');
  await later.stop();
  refused(['migrate', '--from', organisation.db, '--to', target], 1, /source has changed.*does not fit.*--start-over/);
  assert.ok(isHalf(target));

  const over = must(['migrate', '--from', organisation.db, '--to', target, '--start-over']);
  assert.equal(over.resumed, false);
  assert.deepEqual(over.tables, sums(organisation.db, folder));
  assertSound(target);
});

test('a backup that is killed leaves no file of that name, and says what is in the way', async (t) => {
  const folder = temporaryFolder(t);
  const organisation = init(folder, { db: sourceUrl(folder) });
  await addMany(t, organisation, folder, MANY);
  const file = join(folder, 'a.licentia');
  const { child, ended } = start(['backup', file, '--db', organisation.db]);
  await haltWhen(child, () => existsSync(`${file}.part`));
  child.kill('SIGKILL');
  assert.notEqual((await ended).status, 0);
  assert.equal(existsSync(file), false);
  assert.equal(statSync(`${file}.part`).mode & 0o777, 0o600);
  refused(['backup', file, '--db', organisation.db], 1, /a\.licentia\.part exists: .*was broken off.*remove it/);
  refused(['restore', `${file}.part`, '--db', targetUrl(folder)], 1, /is not a complete backup/);
  rmSync(`${file}.part`);
  must(['backup', file, '--db', organisation.db]);
  must(['restore', file, '--db', targetUrl(folder)]);
  assertSound(targetUrl(folder));
});

test('a restore that is killed is not served, and a second one completes it', async (t) => {
  const folder = temporaryFolder(t);
  const organisation = init(folder, { db: sourceUrl(folder) });
  await addMany(t, organisation, folder, MANY);
  const file = join(folder, 'a.licentia');
  const { tables } = must(['backup', file, '--db', organisation.db]);
  const target = await killInTheMiddle(folder, (to) => ['restore', file, '--db', to]);
  refused(['serve', '--db', target, '--listen', '127.0.0.1:0'], 1, /unfinished copy/);
  assert.deepEqual(must(['restore', file, '--db', target]).tables, tables);
  assertSound(target);
});

test('a backup of which a byte is altered, missing or too many is refused, and nothing is made', (t) => {
  const folder = temporaryFolder(t);
  const { db } = init(folder, { db: sourceUrl(folder) });
  const file = join(folder, 'a.licentia');
  const damaged = join(folder, 'damaged.licentia');
  const target = targetUrl(folder);
  must(['backup', file, '--db', db]);
  const good = readFileSync(file);
  const size = good.length;

  const places = [0, 18, 24, 30, 100, 4095, 4096, 10000, 65536, size - 4096 - 96, size - 97, size - 96, size - 60, size - 2, size - 1];
  for (let i = 1; i < 20; i++) {
    places.push(Math.floor((size * i) / 20));
  }
  for (const place of places) {
    const bytes = Buffer.from(good);
    bytes[place] ^= 1;
    writeFileSync(damaged, bytes);
    refused(['restore', damaged, '--db', target], 1, /(was damaged or altered|is not a complete backup).*Nothing was restored\..*another backup/);
  }
  for (const length of [0, 1, 50, 96, 97, 4096, size - 4096, size - 97, size - 96, size - 1]) {
    copyFileSync(file, damaged);
    truncateSync(damaged, length);
    refused(['restore', damaged, '--db', target], 1, /is not a complete backup: its last line.*is missing\. Nothing was restored/);
  }
  copyFileSync(file, damaged);
  appendFileSync(damaged, '\n');
  refused(['restore', damaged, '--db', target], 1, /is not a complete backup/);
  init(folder, { db: `sqlite:${join(folder, 'live.db')}` });
  refused(['restore', join(folder, 'live.db'), '--db', target], 1, /is not a complete backup.*licentia migrate/);
  assert.deepEqual(readdirSync(folder).filter((name) => name.startsWith('target')), []);
  must(['restore', file, '--db', target]);
});

/** Skips test `t` where no small file system can be mounted; otherwise returns the folder of one. */
function needDisk(t, bytes) {
  const disk = smallDisk(t, bytes);
  if (!disk) {
    t.skip('mounting a small file system is not allowed here');
  }
  return disk;
}

test('a full disk: backup and restore leave nothing, a migration goes on when there is room', async (t) => {
  const disk = needDisk(t, 1024 * 1024);
  if (!disk) {
    return;
  }
  const folder = temporaryFolder(t);
  const organisation = init(folder, { db: sourceUrl(folder) });
  await addMany(t, organisation, folder, MANY);
  const file = join(folder, 'a.licentia');
  const target = `sqlite:${join(disk, 'target.db')}`;
  const { tables } = must(['backup', file, '--db', organisation.db]);

  refused(['backup', join(disk, 'b.licentia'), '--db', organisation.db], 3, /disk that holds .*b\.licentia.* is full.*Free some space/);
  assert.deepEqual(readdirSync(disk), []);
  refused(['restore', file, '--db', target], 3, /disk that holds .* is full/);
  assert.deepEqual(readdirSync(disk), []);
  refused(['migrate', '--from', organisation.db, '--to', target], 3, /disk that holds .* is full.*unfinished: run the same command again to go on/);
  assert.equal(spawnSync('mount', ['-o', 'remount,size=64m', disk]).status, 0);
  refused(['serve', '--db', target, '--listen', '127.0.0.1:0'], 1, /unfinished copy/);
  const result = must(['migrate', '--from', organisation.db, '--to', target]);
  assert.equal(result.resumed, true);
  assert.deepEqual(result.tables, tables);
  assertSound(target);
});

test('a backup on a medium that cannot be written restores', (t) => {
  const disk = needDisk(t, 8 * 1024 * 1024);
  if (!disk) {
    return;
  }
  const folder = temporaryFolder(t);
  const { db } = init(folder, { db: sourceUrl(folder) });
  must(['backup', join(disk, 'a.licentia'), '--db', db]);
  assert.equal(spawnSync('mount', ['-o', 'remount,ro', disk]).status, 0);
  must(['restore', join(disk, 'a.licentia'), '--db', targetUrl(folder)]);
  assertSound(targetUrl(folder));
  refused(['backup', join(disk, 'b.licentia'), '--db', db], 3, /cannot be (opened|written).*folder/);
});
