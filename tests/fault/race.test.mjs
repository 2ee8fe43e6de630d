// The last seats: however many ask at once, exactly as many win as there are seats.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assertSound, sku, startServer } from '../lib/licentia.mjs';

const CLIENTS = 64;
const SEATS = 3;
const ROUNDS = Number(process.env.LICENTIA_RACE_ROUNDS ?? 200);

test(`R-06: ${CLIENTS} clients race for the last ${SEATS} seats, ${ROUNDS} rounds: exactly ${SEATS} win each time`, async (t) => {
  const server = await startServer(t);
  const users = [];
  await server.buy('VISIOCLIENT', SEATS);
  for (let i = 0; i < CLIENTS; i++) {
    users.push((await server.addUser(`racer${i}`)).id);
  }
  for (let round = 0; round < ROUNDS; round++) {
    const answers = await Promise.all(users.map((user) => server.assign(user, [sku.VISIOCLIENT])));
    const winners = users.filter((_, i) => answers[i].status === 200);
    assert.equal(winners.length, SEATS, `round ${round}`);
    for (const answer of answers) {
      if (answer.status !== 200) {
        assert.equal(answer.status, 400, answer.text);
        assert.equal(answer.body.error.details[0].code, 'CountViolation');
      }
    }
    assert.equal((await server.pool(sku.VISIOCLIENT)).consumedUnits, SEATS);
    const back = await Promise.all(winners.map((user) => server.assign(user, [], [sku.VISIOCLIENT])));
    back.forEach((answer) => assert.equal(answer.status, 200, answer.text));
  }
  await server.stop();
  assertSound(server.db);
});

test('R-98: two changes of one user at once are made one after the other', async (t) => {
  const server = await startServer(t);
  await server.buy('VISIOCLIENT', 10);
  await server.buy('POWER_BI_PRO', 10);
  const { id } = await server.addUser('busy');
  for (let round = 0; round < 20; round++) {
    const answers = await Promise.all([
      server.assign(id, [sku.VISIOCLIENT]),
      server.assign(id, [sku.POWER_BI_PRO]),
      server.assign(id, [sku.VISIOCLIENT]),
    ]);
    answers.forEach((answer) => assert.equal(answer.status, 200, answer.text));
    assert.equal((await server.pool(sku.VISIOCLIENT)).consumedUnits, 1);
    const gone = await Promise.all([server.assign(id, [], [sku.VISIOCLIENT]), server.assign(id, [], [sku.VISIOCLIENT])]);
    assert.deepEqual(gone.map((answer) => answer.status).sort(), [200, 400]);
    assert.equal((await server.assign(id, [], [sku.POWER_BI_PRO])).status, 200);
  }
  await server.stop();
  assertSound(server.db);
});
