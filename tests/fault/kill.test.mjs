// Kills: what was answered is there afterwards, what was not is there wholly or not at all.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { skipUnless } from '../lib/database.mjs';
import { assertSound, init, Server, sku, temporaryFolder } from '../lib/licentia.mjs';
import { assertKnown, makeWorried, worry } from '../lib/worry.mjs';

const KILLS = Number(process.env.LICENTIA_KILLS ?? 50);
const CLIENTS = 8;
const USERS = 40;

/** Lets some work get done; how much does not matter. */
function waitSome(kill) {
  return new Promise((done) => setTimeout(done, 20 + (kill * 37) % 80));
}

test(`a server that is killed ${KILLS} times under load loses nothing that it answered`, async (t) => {
  const organisation = init(temporaryFolder(t));
  let server = await Server.start(t, organisation);
  const { users, known } = await makeWorried(server, USERS);
  let answered = 0;

  for (let kill = 0; kill < KILLS; kill++) {
    const chosen = Array.from({ length: CLIENTS }, (_, i) => users[(kill * CLIENTS + i) % USERS]);
    const work = Promise.all(chosen.map((user) => worry(server, user, known)));
    await waitSome(kill);
    await server.kill();
    await work;
    server = await Server.start(t, organisation);
    answered += await assertKnown(server, users, known, `kill ${kill}`);
  }
  assert.ok(answered >= KILLS * (USERS - CLIENTS), 'most states were known');
  await server.stop();
  assertSound(organisation.db);
});

const shared = { skip: skipUnless('postgresql', 'one process serves a database file') };

test('one of two processes on a database is killed under load: the other goes on, and nothing answered is lost', shared, async (t) => {
  const organisation = init(temporaryFolder(t));
  const survivor = await Server.start(t, organisation);
  const { users, known } = await makeWorried(survivor, USERS);

  for (let kill = 0; kill < Math.min(KILLS, 20); kill++) {
    const victim = await Server.start(t, organisation);
    let isOver = false;
    const work = users.slice(0, 2 * CLIENTS).map((user, i) => worry(i % 2 === 0 ? survivor : victim, user, known, { isOver: () => isOver }));
    await waitSome(kill);
    await victim.kill();
    await waitSome(kill);
    isOver = true;
    await Promise.all(work);
    await assertKnown(survivor, users, known, `kill ${kill}`);
  }
  await survivor.stop();
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
