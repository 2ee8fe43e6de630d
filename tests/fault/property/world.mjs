// An organisation with servers on it, beside the model of it: asks the servers, kills them, moves their clock, and waits until all is done.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

import { TestClock } from '../../lib/clock.mjs';
import { sql } from '../../lib/database.mjs';
import { dawdleInChanges } from '../../lib/halt.mjs';
import { init, Server, temporaryFolder } from '../../lib/licentia.mjs';
import { catalogFile } from './catalog.mjs';
import { Model } from './model.mjs';
import { next, turn } from './purchases.mjs';

export const DOMAIN = 'contoso.example';

const SERVERS = 2;
const NEAR_MS = 3_000_000; // longer than a run takes
const PATIENCE = 6000; // looks for what has to come, 50 ms apart
const TASKS = '1, 2, 3'; // enum lic_bulk_kind: of groups, of lines, of licences that lapse
const FINISHED = 3; // enum lic_bulk_state: this and what follows is over
const UNDOABLE = ['licenseChange', 'bulkChange', 'waitingUpdate', 'groupLicense', 'groupMembers', 'undo'];

/** Numbers that look random and depend on the seed alone (mulberry32). */
export function generator(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6D2B79F5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (n) => Math.floor(next() * n);
  const pick = (list) => list[below(list.length)];
  const shuffled = (list) => list.map((item) => [next(), item]).sort(([a], [b]) => a - b).map(([, item]) => item);
  return { below, pick, shuffled, chance: (percent) => below(100) < percent, some: (list, most) => shuffled(list).slice(0, 1 + below(most)) };
}

export class World {
  model = new Model();
  servers = [];
  made = 0;
  lastOperation = 0;
  isKilled = false; // in the middle of the next request

  /** An organisation of at most so many people; see kinds in steps.mjs. */
  static async make(t, seed, { people, dawdles }) {
    const world = new World();
    const folder = temporaryFolder(t);
    const country = seed % 3 === 0 ? 'AE' : 'NL';
    Object.assign(world, { t, people, random: generator(seed), routes: generator(~seed), clock: new TestClock(folder), organisation: init(folder, { country, domain: DOMAIN }) });
    world.model.country = country;
    sql(world.organisation, 'UPDATE access_token SET expires_ms = 253402300799999;');
    if (dawdles > 0) {
      dawdleInChanges(world.organisation, dawdles);
    }
    for (let i = 0; i < SERVERS; i++) {
      world.servers.push(await world.startServer());
    }
    const answer = await world.servers[0].post('/api/v1/catalog/import', catalogFile, { raw: true, headers: { 'Content-Type': 'application/json' } });
    assert.equal(answer.status, 200, answer.text);
    return world;
  }

  startServer() { return Server.start(this.t, this.organisation, { env: this.clock.env }); }

  /** One of them, by a choice of its own: how often somebody looks whether all is done must not change what comes next. */
  get server() { return this.routes.pick(this.servers); }

  /** Sends a request to one of the servers. When it is to be killed, that happens on the way, and the same is asked of the next one. */
  async send(method, path, body, options = {}) {
    if (!this.isKilled) {
      return this.server.request(method, path, { body, ...options });
    }
    this.isKilled = false;
    const at = this.random.below(this.servers.length);
    const moment = this.random.below(12);
    const headers = { ...options.headers, 'Idempotency-Key': randomUUID() };
    const lost = this.servers[at].request(method, path, { body, ...options, headers }).catch(() => null); // its answer may come, or not
    await delay(moment);
    await this.servers[at].kill();
    await lost;
    this.servers[at] = await this.startServer();
    for (let i = 0; ; i++) {
      const answer = await this.server.request(method, path, { body, ...options, headers });
      if (answer.status !== 429 || i === PATIENCE) { // a change that was still arriving is waited for until its lease is over
        return answer;
      }
      await delay(50);
    }
  }

  get(path) { return this.server.get(path); }

  /** Every page of a list. */
  async all(path) {
    const { status, body, text } = await this.get(path);
    assert.equal(status, 200, text);
    const next = body['@odata.nextLink'];
    return next ? [...body.value, ...await this.all(next.replace(/^https?:\/\/[^/]+/, ''))] : body.value;
  }

  /** Waits until no task is left. */
  async settled() {
    for (let wait = 1; sql(this.organisation, `SELECT count(*) FROM bulk_job WHERE kind IN (${TASKS}) AND state < ${FINISHED}`) !== '0'; wait = Math.min(2 * wait, 50)) {
      await delay(wait);
    }
  }

  /** Moves the clock to a moment, and waits until what is due by then is done. */
  async moveTo(time) {
    this.clock.set(time - Date.now());
    turn(this.model, time);
    const say = (id, status, isOver, ends) => `${id} ${status} ${status === 'Deleted' ? isOver : ''} ${ends}`;
    const wanted = this.model.purchases.map(({ id, status, isOver, ends }) => say(id, status, isOver, ends)).sort().join();
    for (let i = 0, found; ; i++) {
      assert.ok(i < PATIENCE, `purchases are ${found} instead of ${wanted}`);
      const { body } = await this.get('/api/v1/subscriptions');
      found = body.value.map(({ id, status, licensesLapseDateTime: date, endDate }) => say(id, status, date === null, Date.parse(endDate))).sort().join();
      if (found === wanted) {
        return this.settled();
      }
      await delay(50);
    }
  }

  /** The next step of a purchase, and all that are so near that they would come while the test goes on. */
  nextMoment() {
    let step = next(this.model);
    let moment = step?.at;
    const near = this.model.purchases.map(({ ...copy }) => copy);
    const later = { purchases: near, capacity: () => 0, serve: () => {}, groups: [], living: [] };
    while (step && step.at - moment < NEAR_MS) {
      moment = step.at;
      turn(later, moment);
      step = next(later);
    }
    return moment;
  }

  /** Keeps what the model has done as an operation that can be taken back, and finds its number. */
  async note(kind) {
    const { model } = this;
    const { log } = model;
    model.log = [];
    const { body } = await this.get('/api/v1/operations?$top=50');
    const found = body.value.find(({ number, kind: one }) => number > this.lastOperation && UNDOABLE.includes(one));
    this.lastOperation = body.value[0].number;
    if (found) {
      this.#keep(found, log, kind);
    }
    assert.ok(found || log.length === 0, `${kind}: the ledger has nothing of it`);
  }

  #keep({ id, kind, number }, log, what) {
    this.model.operations.push({ id, kind, number, log, told: `${what} ${number}` });
    this.model.operations.sort((a, b) => a.number - b.number);
  }

  /** The number of the newest operation, of which note() looks for later ones. */
  async lookAtLedger() {
    const { body } = await this.get('/api/v1/operations?$top=1');
    this.lastOperation = body.value[0].number;
  }

  /** Does note() for a change of many, which knows its operation: others may have been made since that began. */
  async noteChange(operation, log) {
    assert.ok(operation !== null || log.length === 0, 'a change that has changed something has an operation');
    if (operation !== null) {
      const { body } = await this.get(`/api/v1/operations/${operation}`);
      this.#keep(body, log, 'change');
    }
    await this.lookAtLedger();
  }
}
