// Kills: what was answered is there afterwards, what was not is there wholly or not at all.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assertSound, init, Server, sku, temporaryFolder } from '../lib/licentia.mjs';

const KILLS = Number(process.env.LICENTIA_KILLS ?? 50);
const CLIENTS = 8;
const USERS = 40;

/** Assigns and removes in turn for one user until the server is gone; `known` keeps what was answered last. */
async function worry(server, user, known) {
  for (;;) {
    const holds = known.get(user);
    let answer;
    known.set(user, undefined); // between asking and hearing, either may be true
    try {
      answer = await (holds ? server.assign(user, [], [sku.VISIOCLIENT]) : server.assign(user, [sku.VISIOCLIENT]));
    } catch {
      return; // the connection broke: the server is gone
    }
    assert.equal(answer.status, 200, answer.text);
    known.set(user, !holds);
  }
}

test(`a server that is killed ${KILLS} times under load loses nothing that it answered`, async (t) => {
  const organisation = init(temporaryFolder(t));
  const users = [];
  const known = new Map();
  let answered = 0;

  let server = await Server.start(t, organisation);
  await server.buy('VISIOCLIENT', USERS);
  for (let i = 0; i < USERS; i++) {
    const { id } = await server.addUser(`user${i}`);
    users.push(id);
    known.set(id, false);
  }
  for (let kill = 0; kill < KILLS; kill++) {
    const chosen = Array.from({ length: CLIENTS }, (_, i) => users[(kill * CLIENTS + i) % USERS]);
    const work = Promise.all(chosen.map((user) => worry(server, user, known)));
    await new Promise((done) => setTimeout(done, 20 + (kill * 37) % 80)); // some work gets done; how much does not matter
    await server.kill();
    await work;
    server = await Server.start(t, organisation);
    for (const user of users) {
      const details = await server.get(`/v1.0/users/${user}/licenseDetails`);
      assert.equal(details.status, 200, details.text);
      const holds = details.body.value.length === 1;
      if (known.get(user) !== undefined) {
        assert.equal(holds, known.get(user), `kill ${kill}: an answered change of ${user} is lost`);
        answered++;
      }
      known.set(user, holds);
    }
    const held = [...known.values()].filter(Boolean).length;
    assert.equal((await server.pool(sku.VISIOCLIENT)).consumedUnits, held, `kill ${kill}: seats drifted`);
  }
  assert.ok(answered >= KILLS * (USERS - CLIENTS), 'most states were known');
  await server.stop();
  assertSound(organisation.db);
});

test('SIGTERM with requests in flight: each is answered, and what was answered is there', async (t) => {
  const organisation = init(temporaryFolder(t));
  let server = await Server.start(t, organisation);
  await server.buy('VISIOCLIENT', 200);
  const users = [];
  for (let i = 0; i < 100; i++) {
    users.push((await server.addUser(`user${i}`)).id);
  }
  const sent = users.map((user) => server.assign(user, [sku.VISIOCLIENT]).catch(() => undefined));
  await Promise.race(sent); // the first is answered, others are on their way
  await server.stop();
  const answers = await Promise.all(sent);
  const answered = users.filter((_, i) => answers[i] !== undefined);
  answers.forEach((answer) => answer && assert.equal(answer.status, 200, answer.text));
  server = await Server.start(t, organisation);
  for (const user of answered) {
    assert.equal((await server.get(`/v1.0/users/${user}/licenseDetails`)).body.value.length, 1);
  }
  await server.stop();
  assertSound(organisation.db);
});
