// Starts, watches and ends the programs that are measured. Each gets a port that was free a moment ago, and must still be the
// one that runs when its numbers are taken: a forgotten server on a fixed port has been measured by mistake before.

import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const TICK_MS = 1000 / Number(spawnSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }).stdout);
const running = new Set();

// Nothing outlives the measurement. An nginx that is told to end takes its workers along; killed, it would leave them behind.
process.on('exit', () => running.forEach((child) => child.kill(child.spawnargs.includes('nginx') ? 'SIGTERM' : 'SIGKILL')));

/** Splits the processors between the servers and whoever makes the load, so that neither takes the other's time. */
export function splitCores() {
  const count = os.availableParallelism?.() ?? os.cpus().length;
  const half = Math.floor(count / 2);
  if (half === 0) {
    return { server: null, client: null, serverCount: 1, clientCount: 1 };
  }
  return { server: `0-${half - 1}`, client: `${half}-${count - 1}`, serverCount: half, clientCount: count - half };
}

/** Runs a program to its end without blocking; returns what it printed. Anything but status 0 is an error. */
export function run(program, args, { env, input, cores } = {}) {
  const child = spawnOn(cores, program, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => { stdout += chunk; });
  child.stderr.on('data', (chunk) => { stderr += chunk; });
  child.stdin.end(input);
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (code, signal) => {
      if (code === 0) {
        done(stdout);
      } else {
        fail(new Error(`${program} ${args[0]} ended with ${code ?? signal}: ${stderr}${stdout}`));
      }
    });
  });
}

function spawnOn(cores, program, args, options) {
  const child = cores ? spawn('taskset', ['-c', cores, program, ...args], options) : spawn(program, args, options);
  running.add(child);
  child.on('close', () => running.delete(child));
  return child;
}

/** Tells whether a program can be started at all. */
export function exists(program, args) {
  return spawnSync(program, args).error === undefined;
}

/** A server that was started for measuring. */
class Measured {
  constructor(name, child) {
    this.name = name;
    this.child = child;
    this.log = '';
    child.stderr.on('data', (chunk) => { this.log += chunk; });
    this.ended = new Promise((done) => {
      child.on('error', (error) => done(error.message));
      child.on('close', (code, signal) => done(code ?? signal));
    });
  }

  /** Fails unless the server still runs. */
  demandAlive() {
    if (this.child.exitCode !== null || this.child.signalCode !== null) {
      throw new Error(`${this.name} ended by itself: ${this.log}`);
    }
  }

  /** Processor time used so far, in ms, by the server and its own workers. */
  cpuMs() {
    this.demandAlive();
    const { pid } = this.child;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
    let ticks = 0;
    for (const id of [pid, ...children]) {
      const fields = readFileSync(`/proc/${id}/stat`, 'utf8').split(') ')[1].split(' ');
      ticks += Number(fields[11]) + Number(fields[12]);
    }
    return ticks * TICK_MS;
  }

  /** Memory in MB: resident now, the most it was, and how much of it is the process's own. */
  memoryMb() {
    this.demandAlive();
    const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
    const read = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)[1]) / 1024;
    return { resident: read('VmRSS'), peak: read('VmHWM'), own: read('RssAnon') };
  }

  /** Ends the server and demands that it ended well. */
  async stop(signal = 'SIGTERM') {
    this.child.kill(signal);
    const result = await this.ended;
    if (result !== 0) {
      throw new Error(`${this.name} ended with ${result}: ${this.log}`);
    }
  }
}

function untilReady(measured, pattern) {
  return new Promise((done, fail) => {
    let output = '';
    measured.child.stdout.on('data', (chunk) => {
      output += chunk;
      const match = pattern.exec(output);
      if (match) {
        done(match);
      }
    });
    measured.ended.then((result) => fail(new Error(`${measured.name} ended with ${result}: ${measured.log}`)));
  });
}

/** The database address of `database`: a file's name, or an address already. */
export function addressOf(database) {
  return database.startsWith('postgresql:') ? database : `sqlite:${database}`;
}

/**
 * Starts `licentia serve` on a file or address. `workers` and `batch`, the most changes in one commit, are left to the program's
 * default when not given; `wrapper` is a command to start it with.
 */
export async function startLicentia(program, database, { cores, workers, batch, wrapper = [] } = {}) {
  const [command, ...args] = [...wrapper, program, 'serve', '--db', addressOf(database), '--listen', '127.0.0.1:0',
    '--rate-limit', '0', '--rate-limit-address', '0']; // one client, as fast as it can: that is what is measured
  if (workers) {
    args.push('--workers', String(workers));
  }
  if (batch) {
    args.push('--commit-batch', String(batch));
  }
  const startedAt = process.hrtime.bigint();
  const server = new Measured('licentia', spawnOn(cores, command, args, { stdio: ['ignore', 'pipe', 'pipe'] }));
  server.url = (await untilReady(server, /^ready (\S+)$/m))[1];
  server.startMs = Number(process.hrtime.bigint() - startedAt) / 1e6;
  return server;
}

/**
 * Starts a private PostgreSQL in `folder`, durable as in use; `admin` is its address. tools/pg_cluster.py turns syncing off for
 * tests, and the last word counts.
 */
export async function startPostgres(folder, cores) {
  const tool = fileURLToPath(new URL('../tools/pg_cluster.py', import.meta.url));
  mkdirSync(folder, { mode: 0o711 });
  chmodSync(dirname(folder), 0o711); // the account that runs the server goes through
  const admin = (await run('python3', [tool, 'make', folder])).trim();
  const server = new Measured('postgresql', spawnOn(cores, 'python3',
    [tool, 'serve', folder, '-c', 'fsync=on', '-c', 'full_page_writes=on'], { stdio: ['ignore', 'ignore', 'pipe'] }));
  for (let tries = 0; !exists('psql', ['--version']) || spawnSync('psql', ['-qAtc', 'SELECT 1', admin]).status !== 0; tries++) {
    if (tries === 200) {
      throw new Error(`postgresql does not answer: ${server.log}`);
    }
    await new Promise((done) => setTimeout(done, 50));
    server.demandAlive();
  }
  return Object.assign(server, { admin });
}

/** A TCP port of this machine that nobody uses. */
export function freePort() {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.on('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

/** Starts an nginx of our own with the configuration file `config`, in `folder`, and waits until `url` answers. */
export async function startNginx(folder, config, url, cores) {
  const server = new Measured('nginx', spawnOn(cores, 'nginx', ['-p', folder, '-c', config, '-e', `${folder}/nginx-error.log`],
    { env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` }, stdio: ['ignore', 'ignore', 'pipe'] }));
  for (let tries = 0; ; tries++) {
    try {
      await (await fetch(url)).arrayBuffer();
      break;
    } catch (error) {
      if (tries === 200) {
        throw new Error(`nginx does not answer: ${server.log}`, { cause: error });
      }
      await new Promise((done) => setTimeout(done, 25));
    }
    server.demandAlive();
  }
  server.url = new URL(url).origin;
  return server;
}

/** Starts the Cerbos that CERBOS names with the policies in a folder, as many processors as threads, and waits until it answers. */
export async function startCerbos(folder, policies, cores, threads) {
  const [port, other] = [await freePort(), await freePort()];
  const config = `${folder}/cerbos.yaml`;
  writeFileSync(config, JSON.stringify({
    server: { httpListenAddr: `127.0.0.1:${port}`, grpcListenAddr: `127.0.0.1:${other}`, logRequestPayloads: false },
    telemetry: { disabled: true }, audit: { enabled: false }, storage: { driver: 'disk', disk: { directory: policies, watchForChanges: false } },
  }));
  const server = new Measured('cerbos', spawnOn(cores, process.env.CERBOS, ['server', `--config=${config}`, '--log-level=error'],
    { env: { ...process.env, GOMAXPROCS: String(threads), CERBOS_NO_TELEMETRY: '1' }, stdio: ['ignore', 'ignore', 'pipe'] }));
  server.url = `http://127.0.0.1:${port}`;
  for (let tries = 0; !(await fetch(`${server.url}/_cerbos/health`).catch(() => ({ ok: false }))).ok; tries++) {
    if (tries === 200) {
      throw new Error(`cerbos does not answer: ${server.log}`);
    }
    await new Promise((done) => setTimeout(done, 50));
    server.demandAlive();
  }
  return server;
}
