// The databases of the black-box tests, on the engine that LICENTIA_ENGINE names: sqlite (the default), a file each, or
// postgresql, a fresh database each on the cluster that LICENTIA_TEST_POSTGRES leads to.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const clusterTool = join(root, 'tools/pg_cluster.py');

/** The engine of this run. */
export const engine = process.env.LICENTIA_ENGINE ?? 'sqlite';
assert.ok(['sqlite', 'postgresql'].includes(engine), `LICENTIA_ENGINE is ${engine}: sqlite or postgresql`);

/** For the option `skip` of a test that makes sense on one engine only: false, or the reason why it is left out. */
export function skipUnless(wanted, reason) {
  return engine === wanted ? false : `${wanted} only: ${reason}`;
}

/** Runs SQL on the database at an address of PostgreSQL; returns what it prints, columns separated by |. */
export function psql(url, text) {
  const result = spawnSync('psql', ['-XAtq', '-v', 'ON_ERROR_STOP=1', '-d', url], { input: text, encoding: 'utf8' });
  assert.equal(result.status, 0, result.stderr);
  return result.stdout.trim();
}

/** A process that stands still holds a lock that readers need, too. */
export class Locked extends Error {}

/** Runs SQL on the database of an organisation, whatever its engine; returns what it prints, columns separated by |. */
export function sql({ db }, text) {
  if (!db.startsWith('sqlite:')) {
    return psql(db, text);
  }
  const result = spawnSync('sqlite3', ['-cmd', '.timeout 30000', db.replace('sqlite:', ''), text], { encoding: 'utf8' });
  if (/locking protocol/.test(result.stderr)) {
    throw new Locked(result.stderr);
  }
  assert.equal(result.status, 0, result.stderr);
  return result.stdout.trim();
}

/** As sql(), without waiting for others: undefined where they have locked it, or where it fails for another reason. */
export function sqlNow({ db }, text) {
  const result = db.startsWith('sqlite:') ? spawnSync('sqlite3', ['-readonly', db.replace('sqlite:', ''), text], { encoding: 'utf8' })
    : spawnSync('psql', ['-XAtq', '-v', 'ON_ERROR_STOP=1', '-d', db], { input: text, encoding: 'utf8' });
  return result.status === 0 ? result.stdout.trim() : undefined;
}

/** A name that nothing else on the server has. */
function freshName() {
  return `licentia_${randomBytes(8).toString('hex')}`;
}

/** An administrator's view of a server: makes roles and databases, and drops them all. */
export class Administrator {
  #url;
  #owner;
  #databases = [];
  #roles = [];

  constructor(url) {
    this.#url = url;
  }

  /** The address of a database for a role. */
  #address(database, { role, password }) {
    const url = new URL(this.#url);
    Object.assign(url, { username: role, password, pathname: `/${database}` });
    return url.href;
  }

  run(text) {
    return psql(this.#url, text);
  }

  /** Makes a role that may log in; returns it with its password. */
  makeRole() {
    const made = { role: freshName(), password: randomBytes(12).toString('hex') };
    this.run(`CREATE ROLE ${made.role} LOGIN PASSWORD '${made.password}'`);
    this.#roles.push(`DROP ROLE ${made.role}`);
    return made;
  }

  /** Makes an empty database that belongs to a role without further rights; returns its address for that role. */
  makeDatabase(options = '') {
    const name = freshName();
    if (!this.#owner) {
      this.#owner = this.makeRole();
    }
    this.run(`CREATE DATABASE ${name} OWNER ${this.#owner.role} ${options}`);
    this.#databases.push(`DROP DATABASE ${name} WITH (FORCE)`);
    return this.#address(name, this.#owner);
  }

  /** Makes a role that may connect to a database and nothing else; returns the address of that database for it. */
  makeGuest(url) {
    const guest = this.makeRole();
    return { ...guest, url: this.#address(new URL(url).pathname.slice(1), guest) };
  }

  /** Databases first: roles own what is in them. */
  dropAll() {
    this.run([...this.#databases.splice(0), ...this.#roles.splice(0), ''].join(';\n'));
  }
}

let shared;

/** The administrator of the cluster that all tests share. What was made there is dropped when the process ends. */
export function administrator() {
  if (!shared) {
    const url = process.env.LICENTIA_TEST_POSTGRES;
    assert.ok(url, 'LICENTIA_TEST_POSTGRES is not set: run the tests with tools/pg_cluster.py run');
    shared = new Administrator(url);
    process.on('exit', () => shared.dropAll());
  }
  return shared;
}

/** Gives the address of a database that is to be made by `licentia init`: on SQLite a file in `folder`. */
export function freshDatabase(folder, name = 'licentia.db') {
  return engine === 'sqlite' ? `sqlite:${join(folder, name)}` : administrator().makeDatabase();
}

/**
 * What a page of documentation, which shows SQLite, says on this engine: the doctor leaves the files to the server. Tables
 * are compared without their widths then.
 */
export function asShown(text) {
  return engine === 'sqlite' ? text : text
    .replace(/^ok +file +the database file is sound$/m, 'notice file the database server looks after its files pg_amcheck examines them')
    .replace(/ +/g, ' ');
}

/** A PostgreSQL server of a test's own, to be ended and started again. */
export class Cluster {
  /** Makes and starts one; in `disk` when that is given. Test `t` ends and removes it. */
  static async start(t, { disk, initdb = [], options = [] } = {}) {
    const cluster = new Cluster();
    cluster.folder = disk ?? mkdtempSync(join(tmpdir(), 'licentia-pg-'));
    cluster.options = options;
    t.after(async () => {
      await cluster.end('SIGQUIT');
      if (!disk) {
        rmSync(cluster.folder, { recursive: true, force: true });
      }
    });
    chmodSync(cluster.folder, 0o711); // the account that runs the server goes through
    const made = spawnSync('python3', [clusterTool, 'make', cluster.folder, ...initdb], { encoding: 'utf8' });
    assert.equal(made.status, 0, made.stderr);
    cluster.url = made.stdout.trim();
    cluster.administrator = new Administrator(cluster.url);
    await cluster.begin();
    return cluster;
  }

  /** Starts the server and waits until it accepts connections. */
  async begin() {
    this.log = '';
    this.child = spawn('python3', [clusterTool, 'serve', this.folder, ...this.options], { stdio: ['ignore', 'ignore', 'pipe'] });
    this.child.stderr.on('data', (chunk) => { this.log += chunk; });
    this.ended = new Promise((done) => this.child.on('close', done));
    while (spawnSync('psql', ['-XAtqc', 'SELECT 1', '-d', this.url]).status !== 0) {
      assert.equal(this.child.exitCode, null, this.log);
      await new Promise((done) => setTimeout(done, 50));
    }
  }

  /** Ends the server: SIGINT in order, SIGQUIT as a power cut would. */
  async end(signal) {
    this.child?.kill(signal);
    await this.ended;
  }
}
