// Random operations while tasks are still at work, so that who gets the last seats is anybody's guess; all else has to come out (R-99; property.test.mjs knows exactly): people, direct licences, groups, seats, deletion, kills, and on PostgreSQL two servers.
// LICENTIA_SEED=n node --test tests/fault/concurrent.test.mjs runs another sequence, LICENTIA_SEED=random a new one each time and prints its number; LICENTIA_STEPS=n sets how long it is.

import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { test } from 'node:test';

import { engine } from '../lib/database.mjs';
import { addGroup, join, leave, settled } from '../lib/groups.mjs';
import { assertSound, init, Server, sku, temporaryFolder } from '../lib/licentia.mjs';
import { generator } from './property/world.mjs';

const STEPS = Number(process.env.LICENTIA_STEPS ?? 160);
const STEPS_BETWEEN_LOOKS = 20;
const PEOPLE = 14;
const GROUPS = 4;
const SCARCE = sku.VISIOCLIENT;
const AMPLE = sku.POWER_BI_PRO;

/** An organisation, the servers on it, and what has to be true of it. */
class World {
  servers = [];
  people = new Map(); // id: { alias, isDeleted, direct: Map of sku to disabled plans }
  groups = new Map(); // id: { id, displayName, members: Set of user ids, licenses: Map of sku to disabled plans }
  made = 0;
  trace = [];

  constructor(t, organisation, random) {
    Object.assign(this, { t, organisation, random });
  }

  static async make(t, seed) {
    const world = new World(t, init(temporaryFolder(t)), generator(seed));
    for (let i = 0; i < (engine === 'postgresql' ? 2 : 1); i++) {
      world.servers.push(await Server.start(t, world.organisation));
    }
    await world.server.buy('POWER_BI_PRO', 1000);
    world.subscription = (await world.server.buy('VISIOCLIENT', 4)).id;
    world.plans = {};
    for (const [id, name] of [[SCARCE, 'VISIOCLIENT'], [AMPLE, 'POWER_BI_PRO']]) {
      const { body } = await world.server.get(`/api/v1/catalog/skus/${name}`);
      world.plans[id] = body.servicePlans.filter((plan) => plan.appliesTo === 'User').map((plan) => plan.servicePlanId);
    }
    return world;
  }

  get server() { return this.random.pick(this.servers); }

  /** One of those who are there, or undefined. */
  anybody(isDeleted = false) { return this.random.pick([...this.people.values()].filter((one) => one.isDeleted === isDeleted)); }

  anyGroup() { return this.random.pick([...this.groups.values()]); }

  /** A product, and which of its plans to turn off: mostly none. */
  wish() {
    const skuId = this.random.pick([SCARCE, AMPLE]);
    return { skuId, disabledPlans: this.random.below(3) === 0 ? [this.random.pick(this.plans[skuId])] : [] };
  }

  /** What can happen; each does one thing and keeps the model. */
  steps = {
    hire: async () => {
      if (this.people.size < PEOPLE) {
        const alias = `p${++this.made}`;
        const { id } = await this.server.addUser(alias);
        this.people.set(id, { id, alias, isDeleted: false, direct: new Map() });
      }
    },
    assign: async () => {
      const one = this.anybody();
      const wish = this.wish();
      const answer = one && await this.server.assign(one.id, [wish]);
      if (answer?.status === 200) {
        one.direct.set(wish.skuId, wish.disabledPlans);
      } else if (answer) {
        assert.equal(wish.skuId, SCARCE, answer.text);
        assert.match(answer.text, /CountViolation|not have enough/i);
      }
    },
    wait: async () => {
      const one = this.anybody();
      const wish = this.wish();
      const answer = one && await this.server.post(`/api/v1/users/${one.id}/assignLicense`,
        { addLicenses: [wish], removeLicenses: [], wait: true, priority: this.random.below(5) - 2 });
      if (answer) {
        assert.equal(answer.status, 200, answer.text);
        one.direct.set(wish.skuId, wish.disabledPlans);
      }
    },
    prefer: async () => {
      const { body } = await this.server.get(`/api/v1/skus/${SCARCE}/waiting`);
      const place = this.random.pick(body.value);
      if (place) {
        const answer = await this.server.patch(`/api/v1/skus/${SCARCE}/waiting/${place.id}`, { priority: this.random.below(5) - 2 });
        assert.ok([200, 404].includes(answer.status), answer.text); // a task may have served him
      }
    },
    remove: async () => {
      const one = this.anybody();
      const skuId = one && this.random.pick([...one.direct.keys()]);
      if (skuId) {
        const answer = await this.server.assign(one.id, [], [skuId]);
        assert.equal(answer.status, 200, answer.text);
        one.direct.delete(skuId);
      }
    },
    swap: async () => {
      const one = this.anybody();
      if (one?.direct.has(SCARCE) && !one.direct.has(AMPLE)) {
        const answer = await this.server.assign(one.id, [AMPLE], [SCARCE]);
        assert.equal(answer.status, 200, answer.text);
        one.direct.delete(SCARCE);
        one.direct.set(AMPLE, []);
      }
    },
    found: async () => {
      if (this.groups.size < GROUPS) {
        const { id, displayName } = await addGroup(this.server, `G${++this.made}`);
        this.groups.set(id, { id, displayName, members: new Set(), licenses: new Map() });
      }
    },
    join: async () => {
      const [one, group] = [this.anybody(), this.anyGroup()];
      if (one && group) {
        const answer = await join(this.server, group, one);
        assert.equal(answer.status, group.members.has(one.id) ? 400 : 204, answer.text);
        group.members.add(one.id);
      }
    },
    leave: async () => {
      const [one, group] = [this.anybody(), this.anyGroup()];
      if (one && group) {
        const answer = await leave(this.server, group, one);
        assert.equal(answer.status, group.members.has(one.id) ? 204 : 404, answer.text);
        group.members.delete(one.id);
      }
    },
    license: async () => {
      const group = this.anyGroup();
      const wish = this.wish();
      if (group) {
        const answer = await this.server.post(`/v1.0/groups/${group.id}/assignLicense`, { addLicenses: [wish], removeLicenses: [] });
        assert.equal(answer.status, 202, answer.text);
        group.licenses.set(wish.skuId, wish.disabledPlans);
      }
    },
    unlicense: async () => {
      const group = this.anyGroup();
      const skuId = group && this.random.pick([...group.licenses.keys()]);
      if (skuId) {
        const answer = await this.server.post(`/v1.0/groups/${group.id}/assignLicense`, { addLicenses: [], removeLicenses: [skuId] });
        assert.equal(answer.status, 202, answer.text);
        group.licenses.delete(skuId);
      }
    },
    dissolve: async () => {
      const group = this.anyGroup();
      if (group) {
        await settled(this.server, group); // what it gave is to be gone first
        const answer = await this.server.delete(`/v1.0/groups/${group.id}`);
        assert.equal(answer.status, group.licenses.size === 0 ? 204 : 400, answer.text);
        if (group.licenses.size === 0) {
          this.groups.delete(group.id);
        }
      }
    },
    fire: async () => {
      const one = this.anybody();
      if (one) {
        assert.equal((await this.server.delete(`/v1.0/users/${one.id}`)).status, 204);
        one.isDeleted = true;
      }
    },
    rehire: async () => {
      const one = this.anybody(true);
      if (one) {
        const answer = await this.server.post(`/v1.0/directory/deletedItems/${one.id}/restore`, {});
        assert.equal(answer.status, 200, answer.text);
        one.isDeleted = false;
        if (one.direct.has(SCARCE) && !(await this.paths(one)).has(`${SCARCE} direct`)) {
          one.direct.delete(SCARCE); // D-19: there was no seat for it
        }
      }
    },
    purge: async () => {
      const one = this.anybody(true);
      if (one) {
        assert.equal((await this.server.delete(`/v1.0/directory/deletedItems/${one.id}`)).status, 204);
        this.people.delete(one.id);
        this.groups.forEach((group) => group.members.delete(one.id));
      }
    },
    buy: async () => {
      const totalLicenses = 1 + this.random.below(8);
      const answer = await this.server.patch(`/api/v1/subscriptions/${this.subscription}`, { totalLicenses });
      assert.ok([200, 204, 400].includes(answer.status), answer.text);
      assert.ok(answer.status !== 400 || /unassign/i.test(answer.text), answer.text);
    },
    reprocess: async () => {
      const group = this.anyGroup();
      if (group) {
        const answer = await this.server.post(`/v1.0/groups/${group.id}/reprocessLicenseAssignment`);
        assert.ok([200, 202].includes(answer.status), answer.text);
      }
    },
    kill: async () => {
      const at = this.random.below(this.servers.length);
      await this.servers[at].kill();
      this.servers[at] = await Server.start(this.t, this.organisation);
    },
  };

  /** How often each is chosen, beside the others. */
  static weights = { hire: 6, assign: 6, wait: 6, prefer: 2, remove: 4, swap: 2, found: 3, join: 12, leave: 4, license: 5, unlicense: 2, dissolve: 1, fire: 2, rehire: 2, purge: 1, buy: 3, reprocess: 1, kill: 1 };

  async step() {
    const name = this.random.pick(Object.entries(World.weights).flatMap(([step, weight]) => Array(weight).fill(step)));
    this.trace.push(name);
    await this.steps[name]();
  }

  /** What a person has: Map of 'sku source' to { state, error, disabledPlans }. */
  async paths(one) {
    const { body } = await this.server.get(`/v1.0/users/${one.id}?$select=licenseAssignmentStates`);
    return new Map(body.licenseAssignmentStates.map(({ skuId, assignedByGroup, state, error, disabledPlans }) =>
      [`${skuId} ${assignedByGroup ?? 'direct'}`, { state, error, disabledPlans }]));
  }

  /** What a person has to have: Map of 'sku source' to the plans turned off. */
  expected(one) {
    const wanted = new Map([...one.direct].map(([skuId, plans]) => [`${skuId} direct`, plans]));
    for (const group of this.groups.values()) {
      if (group.members.has(one.id)) {
        group.licenses.forEach((plans, skuId) => wanted.set(`${skuId} ${group.id}`, plans));
      }
    }
    return wanted;
  }

  /** Compares everything with the model. */
  async look() {
    for (const group of this.groups.values()) {
      await settled(this.server, group);
    }
    let [holders, waiting] = [0, 0];
    for (const one of [...this.people.values()].filter(({ isDeleted }) => !isDeleted)) {
      const wanted = this.expected(one);
      const found = await this.paths(one);
      assert.deepEqual([...found.keys()].sort(), [...wanted.keys()].sort(), one.alias);
      for (const [key, { state, error, disabledPlans }] of found) {
        if (state !== 'ActiveWithError') { // which keeps what was there before
          assert.deepEqual(disabledPlans, wanted.get(key), `${one.alias} ${key} ${state} ${error}`);
        }
        const scarcest = found.get(key.replace(AMPLE, SCARCE))?.state; // without bestEffort a group gives all or none
        const isHeldUp = key.startsWith(SCARCE) ? error === 'CountViolation' : !key.endsWith('direct') && error === 'Other' && scarcest === 'Error';
        assert.ok(state === 'Active' || isHeldUp, `${one.alias} ${key} ${state} ${error}`);
      }
      const scarce = new Set([...found].filter(([key]) => key.startsWith(SCARCE)).map(([, { state }]) => state));
      assert.ok(scarce.size <= 1, `${one.alias} has a seat and waits for one`);
      holders += scarce.has('Active') ? 1 : 0;
      waiting += scarce.size === 1 && !scarce.has('Active') ? 1 : 0;
    }
    const pool = await this.server.pool(SCARCE);
    assert.equal(pool.consumedUnits, holders, 'R-99(d): seats counted and held');
    assert.ok(holders <= pool.prepaidUnits.enabled, 'R-99(a): never more than bought');
    assert.ok(waiting === 0 || holders === pool.prepaidUnits.enabled, 'D-08: nobody waits beside a free seat');
    assertSound(this.organisation.db);
  }
}

test(`R-99 holds, and what is asked for while tasks are at work comes out in the end, after ${STEPS} random operations and kills`, async (t) => {
  const seed = process.env.LICENTIA_SEED === 'random' ? randomInt(2 ** 32) : Number(process.env.LICENTIA_SEED ?? 99);
  t.diagnostic(`LICENTIA_SEED=${seed}`);
  const world = await World.make(t, seed);
  try {
    for (let i = 1; i <= STEPS; i++) {
      await world.step();
      if (i % STEPS_BETWEEN_LOOKS === 0) {
        await world.look();
      }
    }
  } catch (error) {
    throw new Error(`LICENTIA_SEED=${seed}, after ${world.trace.length} steps, the last of them ${world.trace.slice(-25).join(' ')}`, { cause: error });
  }
  for (const server of world.servers) {
    await server.stop();
  }
});
