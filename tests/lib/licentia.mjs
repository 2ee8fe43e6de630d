// What the black-box tests share: a fresh organisation, a server on it, requests to it, and the command line against it.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { freshDatabase } from './database.mjs';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
export const program = process.env.LICENTIA_BIN ?? join(root, 'build/licentia');

/** Ids of the built-in catalogue that tests use by name. */
export const sku = {
  STANDARDPACK: '18181a46-0d4e-45cd-891e-60aabd171b4e',
  ENTERPRISEPACK: '6fd2c87f-b296-42f0-b197-1e91e994b900',
  SPE_E3: '05e9a617-0261-4cee-bb44-138d3ef5d965',
  SPE_E5: '06ebc4ee-1bb5-47dd-8120-11324bc54e06',
  VISIOCLIENT: 'c5928f49-12ba-48f7-ada3-0d743a3601d5',
  POWER_BI_PRO: 'f8a1db68-be16-40ed-86d5-cb42ce701560',
  MCOMEETADV: '0c266dff-15dd-4b49-8397-2bb16070ed52',
};

/** Runs the program to its end; returns { status, stdout, stderr }. `input` goes to its standard input. */
export function run(args, { env = {}, input, cwd } = {}) {
  const result = spawnSync(program, args, { env: { ...process.env, NO_COLOR: '1', ...env }, input, cwd, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (result.error) {
    throw result.error;
  }
  return { status: result.status, stdout: result.stdout, stderr: result.stderr };
}

/** A folder that is removed at the end of test `t`. */
export function temporaryFolder(t) {
  const folder = mkdtempSync(join(tmpdir(), 'licentia-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * Makes an organisation in a fresh database, on SQLite in `folder`; returns { db, tenantId, token }, and, with `admin`, what
 * init tells of the first administrator. Without, the directory is empty.
 */
export function init(folder, { name = 'Contoso', domain = 'contoso.example', country = 'NL', db = freshDatabase(folder), admin = false } = {}) {
  const people = admin ? [] : ['--no-admin'];
  const result = run(['init', '--db', db, '--name', name, '--domain', domain, '--country', country, '--json', ...people]);
  assert.equal(result.status, 0, result.stderr);
  return { db, ...JSON.parse(result.stdout) };
}

/** A running server and how to talk to it. */
export class Server {
  /** Starts `licentia serve` on an organisation; test `t` stops it, but if it fails it does not leave it running. */
  static async start(t, organisation, options) {
    const server = await Server.launch(organisation, options);
    t.after(() => server.child.kill('SIGKILL'));
    return server;
  }

  /** Starts `licentia serve` on `db` and waits until it is ready. */
  static async launch({ db, token, tenantId }, { args = [], env = {} } = {}) {
    const server = new Server();
    Object.assign(server, { db, token, tenantId });
    server.child = spawn(program, ['serve', '--db', db, '--listen', '127.0.0.1:0', ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    server.log = '';
    server.child.stderr.on('data', (chunk) => { server.log += chunk; });
    server.ended = new Promise((done) => server.child.on('close', (code, signal) => done({ code, signal })));
    server.url = await server.#ready();
    return server;
  }

  #ready() {
    return new Promise((done, fail) => {
      let output = '';
      this.child.stdout.on('data', (chunk) => {
        output += chunk;
        const match = /^ready (\S+)$/m.exec(output);
        if (match) {
          done(match[1]);
        }
      });
      this.ended.then(({ code, signal }) => fail(new Error(`the server ended (${code ?? signal}): ${this.log}`)));
    });
  }

  /** Sends a request; returns { status, headers, text, body }, body parsed when the answer is JSON. */
  async request(method, path, { body, token = this.token, headers = {}, raw = false } = {}) {
    const response = await fetch(path.startsWith('http') ? path : this.url + path, {
      method,
      headers: {
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
        ...(body !== undefined && !raw ? { 'Content-Type': 'application/json' } : {}),
        ...headers,
      },
      body: body === undefined || raw || typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await response.text();
    const isJson = (response.headers.get('content-type') ?? '').startsWith('application/json');
    return { status: response.status, headers: response.headers, text, body: isJson && text ? JSON.parse(text) : undefined };
  }

  get(path, options) { return this.request('GET', path, options); }
  post(path, body, options = {}) { return this.request('POST', path, { body, ...options }); }
  patch(path, body, options = {}) { return this.request('PATCH', path, { body, ...options }); }
  delete(path, options) { return this.request('DELETE', path, options); }

  /** Records a purchase; fails the test when it is refused. */
  async buy(product, seats, more = {}) {
    const answer = await this.post('/api/v1/subscriptions', { sku: product, totalLicenses: seats, ...more });
    assert.equal(answer.status, 201, answer.text);
    return answer.body;
  }

  /** Creates a user; `null` for usageLocation leaves it out. Returns it. */
  async addUser(alias, { usageLocation = 'NL', ...more } = {}) {
    const answer = await this.post('/api/v1/users', {
      userPrincipalName: `${alias}@contoso.example`,
      displayName: `User ${alias}`,
      mailNickname: alias,
      accountEnabled: true,
      ...(usageLocation === null ? {} : { usageLocation }),
      ...more,
    });
    assert.equal(answer.status, 201, answer.text);
    return answer.body.user;
  }

  /** Calls assignLicense with SKU ids, or objects with disabledPlans. */
  assign(user, add = [], remove = [], options = {}) {
    const addLicenses = add.map((item) => (typeof item === 'string' ? { skuId: item, disabledPlans: [] } : item));
    return this.post(`/v1.0/users/${user}/assignLicense`, { addLicenses, removeLicenses: remove }, options);
  }

  /** Consumed, enabled and so on of a SKU. */
  async pool(skuId) {
    const answer = await this.get('/v1.0/subscribedSkus');
    assert.equal(answer.status, 200, answer.text);
    return answer.body.value.find((item) => item.skuId === skuId);
  }

  /** Runs the command line against this server. */
  cli(args, options = {}) {
    return run(args, { ...options, env: { LICENTIA_URL: this.url, LICENTIA_TOKEN: this.token, ...options.env } });
  }

  /** Ends the server and demands that it ended well, having reported no sanitizer's finding. */
  async stop(signal = 'SIGTERM') {
    this.child.kill(signal);
    const { code } = await this.ended;
    assert.equal(code, 0, this.log);
    assert.doesNotMatch(this.log, /Sanitizer|runtime error/);
  }

  /** Ends the server as a power cut would. */
  async kill() {
    this.child.kill('SIGKILL');
    await this.ended;
  }
}

/** A fresh organisation with a server on it, stopped and removed at the end of test `t`. */
export async function startServer(t, options = {}) {
  const folder = temporaryFolder(t);
  const server = await Server.launch(init(folder, options), options);
  server.folder = folder;
  t.after(async () => {
    if (server.child.exitCode === null && server.child.signalCode === null) {
      await server.stop();
    }
  });
  return server;
}

/** Demands that the doctor finds nothing broken in `db`; `options` are those of run(). */
export function assertSound(db, options = {}) {
  const result = run(['doctor', '--db', db, '--json'], options);
  assert.equal(result.status, 0, result.stdout + result.stderr);
}
