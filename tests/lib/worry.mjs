// Load that remembers what it was answered, for tests that kill something under it.

import assert from 'node:assert/strict';

import { sku } from './licentia.mjs';

/** The product that is given and taken. */
export const worried = sku.VISIOCLIENT;

/**
 * Gives a user a product and takes it away in turn until the server is gone or `isOver()`. `known` keeps per user what was
 * answered last; undefined stands for a change that may have been made or not. With `mayRefuse` the database may be away:
 * then a change is refused, and nothing is changed unless the answer says that this is unknown.
 */
export async function worry(server, user, known, { isOver = () => false, mayRefuse = false } = {}) {
  while (!isOver()) {
    const holds = known.get(user);
    let answer;
    known.set(user, undefined); // between asking and hearing, either may be true
    try {
      answer = await (holds ? server.assign(user, [], [worried]) : server.assign(user, [worried]));
    } catch {
      return; // the connection broke: the server is gone
    }
    if (mayRefuse && answer.status === 503) {
      if (/look whether it was made/.test(answer.body.error.message)) {
        return;
      }
      known.set(user, holds);
      await new Promise((done) => setTimeout(done, 20));
    } else {
      assert.equal(answer.status, 200, answer.text);
      known.set(user, !holds);
    }
  }
}

/** Demands that every user has what is known, and that seats are counted right; afterwards everything is known. Returns how much was. */
export async function assertKnown(server, users, known, when) {
  let certain = 0;
  for (const user of users) {
    const details = await server.get(`/v1.0/users/${user}/licenseDetails`);
    assert.equal(details.status, 200, details.text);
    const holds = details.body.value.length === 1;
    if (known.get(user) !== undefined) {
      assert.equal(holds, known.get(user), `${when}: an answered change of ${user} is lost`);
      certain++;
    }
    known.set(user, holds);
  }
  const held = users.filter((user) => known.get(user)).length;
  assert.equal((await server.pool(worried)).consumedUnits, held, `${when}: seats drifted`);
  return certain;
}

/** Makes `count` users and seats for them; returns the ids of the users, and the map for `known`. */
export async function makeWorried(server, count) {
  const users = [];
  await server.buy('VISIOCLIENT', count);
  for (let i = 0; i < count; i++) {
    users.push((await server.addUser(`user${i}`)).id);
  }
  return { users, known: new Map(users.map((user) => [user, false])) };
}
