// Random operations beside a small model of what has to come out: licences of people and of groups, lines for seats, changes of many,
// undo, deletion, places, groups in groups, purchases whose time passes, two servers, kills. The model (property/) knows the rules and asks
// nobody; after each step everything that the servers show is compared with it. In a second, larger organisation changes of many are paused and
// cancelled half way: how far they had come is another time's, so that such a sequence does not come again to the letter.
//
//	LICENTIA_SEED=7      another sequence; random: a new one, whose number is printed
//	LICENTIA_SEED=7..99  so many, one after the other
//	LICENTIA_STEPS=500   how long each is. One that failed after 40 steps fails after 40 again: the trace tells which they were

import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';

import { assertSound } from '../lib/licentia.mjs';
import { compare, invariants } from './property/check.mjs';
import { begin, kinds, steps } from './property/steps.mjs';
import { World } from './property/world.mjs';

const STEPS = Number(process.env.LICENTIA_STEPS ?? 120);
const CROWD_STEPS = Math.ceil(STEPS / 6); // each is more work
const STEPS_BETWEEN_DOCTORS = 40;
const KILLS_IN_100 = 4;

/** The seeds that were asked for. */
function seeds() {
  const asked = process.env.LICENTIA_SEED ?? '99';
  if (asked === 'random') {
    return [randomInt(2 ** 32)];
  }
  const [first, last = first] = asked.split('..').map(Number);
  assert.ok(first <= last, `LICENTIA_SEED=${asked}: a number, two numbers like 7..99, or random`);
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

async function run(world, kind, count, trace) {
  const urn = Object.entries(kind.weights).flatMap(([name, weight]) => Array(weight).fill(name));
  const taken = new Map();
  await begin(world, kind);
  for (let i = 1; i <= count; i++) {
    const name = kind.before[i - 1] ?? world.random.pick(urn);
    world.isKilled = world.random.chance(KILLS_IN_100);
    world.model.time++;
    world.model.log = [];
    trace.push(`${i} ${name}${world.isKilled ? ' with a kill' : ''}`);
    world.about = '';
    const told = await steps[name](world);
    trace[trace.length - 1] += told === undefined ? ': nothing' : `: ${told}`;
    await world.settled();
    await compare(world);
    invariants(world.model, taken);
    if (i % STEPS_BETWEEN_DOCTORS === 0 || i === count) {
      assertSound(world.organisation.db, { env: world.clock.env });
    }
    await delay(2); // so that times differ, as the model's do
  }
}

async function walk(t, seed, kind, count) {
  t.diagnostic(`LICENTIA_SEED=${seed}`);
  const world = await World.make(t, seed, kind);
  const trace = [];
  try {
    await run(world, kind, count, trace);
  } catch (error) {
    throw new Error([`LICENTIA_SEED=${seed}, step ${trace.length}: ${error.message}`, ...trace.slice(-40), world.about].join('\n'), { cause: error });
  }
  for (const server of world.servers) {
    await server.stop();
  }
}

for (const seed of seeds()) {
  test(`R-99 holds, and all is as the model has it, after each of ${STEPS} random operations: LICENTIA_SEED=${seed}`, (t) => walk(t, seed, kinds.small, STEPS));
  test(`R-68, R-99: changes of many that are stopped half way, in ${CROWD_STEPS} random operations: LICENTIA_SEED=${seed}`, (t) => walk(t, seed, kinds.crowd, CROWD_STEPS));
}
