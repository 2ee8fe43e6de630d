// Turning subscriptions and kills, clocks that jump, and several servers: each turn happens once, whatever happens.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { later, TestClock, until } from '../lib/clock.mjs';
import { sql } from '../lib/database.mjs';
import { assertSound, init, Server, sku, temporaryFolder } from '../lib/licentia.mjs';

const COUNT = 150;
const PEOPLE = 3000;

/** An organisation with a clock that a test moves. */
function prepare(t) {
  const folder = temporaryFolder(t);
  const clock = new TestClock(folder);
  const organisation = init(folder);
  sql(organisation, 'UPDATE access_token SET expires_ms = 253402300799999;');
  return { organisation, clock, start: () => Server.start(t, organisation, { env: clock.env }) };
}

const subscriptionsOf = async (server) => (await server.get('/api/v1/subscriptions')).body.value;

/** Every turn, as "subscription status date", in order. */
async function turnsOf(server) {
  const found = [];
  for (let path = '/api/v1/operations?$top=999'; path;) {
    const { body } = await server.get(path);
    for (const operation of body.value.filter(({ kind }) => kind === 'subscriptionTurn')) {
      const [change] = (await server.get(`/api/v1/operations/${operation.id}/changes`)).body.value;
      found.push(`${operation.createdDateTime} ${change.properties.status.new}`);
    }
    path = body['@odata.nextLink'];
  }
  return found.sort();
}

/** Buys COUNT subscriptions, each with an end of its own. */
async function buyMany(server, clock) {
  const bought = [];
  for (let i = 0; i < COUNT; i++) {
    bought.push(await server.buy('ENTERPRISEPACK', 1, { endDate: new Date(Date.parse(clock.date(2)) + i * 60_000).toISOString() }));
  }
  return bought;
}

/** What the turns must have been, once each: through Warning and Suspended to Deleted. */
const expectedTurns = (bought) => bought.flatMap(({ endDate }) => [`${endDate} Warning`, `${later(endDate, 30)} Suspended`, `${later(endDate, 120)} Deleted`]).sort();

const isOver = (list) => list.every(({ status }) => status === 'Deleted');

test('SIGKILL in the middle of turns: each happens once, in order, with its own date', async (t) => {
  const { organisation, clock, start } = prepare(t);
  let server = await start();
  const bought = await buyMany(server, clock);
  clock.moveTo(later(bought.at(-1).endDate, 121));
  for (const part of [0.1, 0.4]) {
    await until(() => subscriptionsOf(server), (list) => list.filter(({ status }) => status !== 'Enabled').length >= COUNT * part);
    await server.kill();
    assertSound(organisation.db);
    server = await start();
  }
  await until(() => subscriptionsOf(server), isOver);
  assert.deepEqual(await turnsOf(server), expectedTurns(bought));
  assert.deepEqual((await server.pool(sku.ENTERPRISEPACK)).prepaidUnits, { enabled: 0, warning: 0, suspended: 0, lockedOut: 0 });
  await server.stop();
  assertSound(organisation.db);
});

test('two servers on one database: each turn happens once', async (t) => {
  const { organisation, clock, start } = prepare(t);
  const servers = [await start(), await start()];
  const bought = await buyMany(servers[0], clock);
  clock.moveTo(later(bought.at(-1).endDate, 121));
  await until(() => subscriptionsOf(servers[1]), isOver);
  assert.deepEqual(await turnsOf(servers[1]), expectedTurns(bought));
  for (const server of servers) {
    await server.stop();
  }
  assertSound(organisation.db);
});

test('L-11 a clock that jumps ahead and back while servers run: nothing comes back, nothing happens twice', async (t) => {
  const { organisation, clock, start } = prepare(t);
  const server = await start();
  const bought = await buyMany(server, clock);
  const rank = { Enabled: 0, Warning: 1, Suspended: 2, Deleted: 3 };
  let before = new Map(bought.map(({ id }) => [id, 0]));
  for (const days of [3, -400, 40, 0, 130, 20, 130]) {
    clock.set(days * 86_400_000);
    await new Promise((done) => setTimeout(done, 1200)); // whether or not the jobs have looked by then
    const now = new Map((await subscriptionsOf(server)).map(({ id, status }) => [id, rank[status]]));
    for (const [id, status] of now) {
      assert.ok(status >= before.get(id), `${days}: ${before.get(id)} became ${status}`);
    }
    before = now;
  }
  await until(() => subscriptionsOf(server), isOver);
  assert.deepEqual(await turnsOf(server), expectedTurns(bought));
  await server.stop();
  assertSound(organisation.db);
});

test('L-06 SIGKILL while the licences of a product go, and the clock put back: everybody loses it once', async (t) => {
  const { organisation, clock, start } = prepare(t);
  let server = await start();
  const bought = await server.buy('VISIOCLIENT', PEOPLE);
  const rows = Array.from({ length: PEOPLE }, (_, i) => `user${i}@contoso.example,User ${i},NL,VISIOCLIENT`);
  const answer = await server.post('/api/v1/users/import', ['userPrincipalName,displayName,usageLocation,licenses', ...rows, ''].join('\n'), { raw: true, headers: { 'Content-Type': 'text/csv' } });
  assert.equal(answer.status, 200, answer.text);
  assert.equal((await server.delete(`/api/v1/subscriptions/${bought.id}`)).status, 204);
  clock.set(91 * 86_400_000);
  for (const left of [0.9, 0.5]) {
    await until(() => server.pool(sku.VISIOCLIENT), ({ consumedUnits }) => consumedUnits < PEOPLE * left);
    await server.kill();
    assertSound(organisation.db);
    clock.set(left === 0.9 ? 91 * 86_400_000 : 0); // once as before, once far back behind the lease of the killed one
    server = await start();
  }
  await until(() => server.pool(sku.VISIOCLIENT), ({ consumedUnits }) => consumedUnits === 0);
  const lapses = await until(async () => (await server.get('/api/v1/operations?$top=99')).body.value.filter(({ kind }) => kind === 'licensesLapse'), ([one]) => one.changeCount === PEOPLE);
  assert.equal(lapses.length, 1);
  // The last step ends the task; then the doctor finds the database as it should be.
  await server.stop();
  assertSound(organisation.db);
});
