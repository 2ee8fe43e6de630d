// The last seats: however many ask at once, exactly as many win as there are seats.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { allot } from '../lib/allotments.mjs';
import { letPeopleIn } from '../lib/callers.mjs';
import { engine } from '../lib/database.mjs';
import { addGroup, join, leave, license } from '../lib/groups.mjs';
import { assertSound, Server, sku, startServer } from '../lib/licentia.mjs';
import { graph, token } from '../lib/oauth.mjs';
import { addPerson, password } from '../lib/people.mjs';

const CLIENTS = 64;
const SEATS = 3;
const ROUNDS = Number(process.env.LICENTIA_RACE_ROUNDS ?? 200);

/** The processes that serve an organisation: one on a database file, two on a database server. */
async function startServers(t) {
  const first = await startServer(t);
  return engine === 'sqlite' ? [first] : [first, await Server.start(t, first)];
}

async function stopAll(servers) {
  for (const server of servers) {
    await server.stop();
  }
  assertSound(servers[0].db);
}

test(`R-06: ${CLIENTS} clients race for the last ${SEATS} seats, ${ROUNDS} rounds: exactly ${SEATS} win each time`, async (t) => {
  const servers = await startServers(t);
  const [server] = servers;
  const of = (i) => servers[i % servers.length];
  const users = [];
  await server.buy('VISIOCLIENT', SEATS);
  for (let i = 0; i < CLIENTS; i++) {
    users.push((await server.addUser(`racer${i}`)).id);
  }
  for (let round = 0; round < ROUNDS; round++) {
    const answers = await Promise.all(users.map((user, i) => of(i).assign(user, [sku.VISIOCLIENT])));
    const winners = users.filter((_, i) => answers[i].status === 200);
    assert.equal(winners.length, SEATS, `round ${round}`);
    for (const answer of answers) {
      if (answer.status !== 200) {
        assert.equal(answer.status, 400, answer.text);
        assert.equal(answer.body.error.details[0].code, 'CountViolation');
      }
    }
    for (const each of servers) {
      assert.equal((await each.pool(sku.VISIOCLIENT)).consumedUnits, SEATS);
    }
    const back = await Promise.all(winners.map((user, i) => of(i + round).assign(user, [], [sku.VISIOCLIENT])));
    back.forEach((answer) => assert.equal(answer.status, 200, answer.text));
  }
  await stopAll(servers);
});

test(`R-93: ${CLIENTS} people sign in at once for ${SEATS} seats of the primary product: exactly ${SEATS} claim it, the rest the backup`, async (t) => {
  const servers = await startServers(t);
  const [server] = servers;
  const app = await letPeopleIn(server, ['User.Read']);
  const names = Array.from({ length: CLIENTS }, (_, i) => `racer${i}`);
  await server.buy('VISIOCLIENT', SEATS);
  await server.buy('POWER_BI_PRO', CLIENTS);
  await server.patch('/api/v1/autoClaimPolicy', {
    displayName: 'Race', enabled: true, application: app.appId, products: [sku.VISIOCLIENT, sku.POWER_BI_PRO].map((skuId) => ({ skuId, disabledPlans: [] })),
  });
  for (const name of names) {
    await addPerson(server, name);
  }
  const enter = async (name, i) => {
    for (;;) { // only some passwords are hashed at a time: who is told to come back does
      const answer = await token(servers[i % servers.length], {
        grant_type: 'password', client_id: app.id, scope: `${graph}/.default`, username: `${name}@contoso.example`, password,
      });
      if (![429, 503].includes(answer.status)) {
        assert.equal(answer.status, 200, answer.text);
        return;
      }
      await new Promise((done) => setTimeout(done, 50));
    }
  };
  await Promise.all(names.map(enter));
  await Promise.all(names.map((name, i) => enter(name, i + 1))); // and once more, by the other server where there is one
  for (const [skuId, count] of [[sku.VISIOCLIENT, SEATS], [sku.POWER_BI_PRO, CLIENTS - SEATS]]) {
    assert.equal((await server.pool(skuId)).consumedUnits, count);
  }
  const { value } = (await server.get('/api/v1/autoClaimPolicy/claims?$top=999')).body;
  assert.deepEqual([value.length, new Set(value.map(({ user }) => user.id)).size], [CLIENTS, CLIENTS]);
  assert.equal(value.filter((claim) => claim.sku?.skuId === sku.VISIOCLIENT).length, SEATS);
  await stopAll(servers);
});

test(`R-103: ${CLIENTS} people join two groups at once that have room for ${SEATS}, and leave again: never more than ${SEATS}, and somebody always`, async (t) => {
  const servers = await startServers(t);
  const [server] = servers;
  const of = (i) => servers[i % servers.length];
  await server.buy('VISIOCLIENT', CLIENTS);
  const users = [];
  for (let i = 0; i < CLIENTS; i++) {
    users.push(await server.addUser(`racer${i}`));
  }
  const groups = [await addGroup(server, 'One'), await addGroup(server, 'Two')];
  for (const group of groups) {
    assert.equal((await license(server, group, [sku.VISIOCLIENT])).status, 202);
  }
  const { id } = await allot(server, groups, [], { limit: SEATS });
  const numbers = async (each) => {
    const { body } = await each.get(`/api/v1/allotments/${id}`);
    return [body.consumed, body.waiting];
  };
  for (let round = 0; round < ROUNDS / 20; round++) {
    const joined = await Promise.all(users.map((user, i) => join(of(i + round), groups[i % 2], user)));
    joined.forEach((answer) => assert.equal(answer.status, 204, answer.text));
    for (const each of servers) {
      assert.deepEqual(await numbers(each), [SEATS, CLIENTS - SEATS], `round ${round}`);
    }
    const half = users.slice(0, CLIENTS / 2); // those who leave give their room to who waits
    const left = await Promise.all(half.map((user, i) => leave(of(i), groups[i % 2], user)));
    left.forEach((answer) => assert.equal(answer.status, 204, answer.text));
    assert.deepEqual(await numbers(of(round)), [SEATS, CLIENTS / 2 - SEATS], `round ${round}`);
    await Promise.all(users.slice(CLIENTS / 2).map((user, i) => leave(of(i + round), groups[i % 2], user)));
    assert.deepEqual(await numbers(of(round)), [0, 0], `round ${round}`);
    assert.equal((await server.pool(sku.VISIOCLIENT)).consumedUnits, 0);
  }
  await stopAll(servers);
});

test('R-98: two changes of one user at once are made one after the other', async (t) => {
  const servers = await startServers(t);
  const [server, other = server] = servers;
  await server.buy('VISIOCLIENT', 10);
  await server.buy('POWER_BI_PRO', 10);
  const { id } = await server.addUser('busy');
  for (let round = 0; round < 20; round++) {
    const answers = await Promise.all([
      server.assign(id, [sku.VISIOCLIENT]),
      other.assign(id, [sku.POWER_BI_PRO]),
      server.assign(id, [sku.VISIOCLIENT]),
    ]);
    answers.forEach((answer) => assert.equal(answer.status, 200, answer.text));
    assert.equal((await server.pool(sku.VISIOCLIENT)).consumedUnits, 1);
    const gone = await Promise.all([server.assign(id, [], [sku.VISIOCLIENT]), other.assign(id, [], [sku.VISIOCLIENT])]);
    assert.deepEqual(gone.map((answer) => answer.status).sort(), [200, 400]);
    assert.equal((await server.assign(id, [], [sku.POWER_BI_PRO])).status, 200);
  }
  await stopAll(servers);
});
