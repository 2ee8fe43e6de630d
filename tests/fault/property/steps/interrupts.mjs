// Changes of many that are stopped half way. How far they come is not ours to say: the server tells, user by user, and what it tells has
// to be what the model comes to when it goes as far.

import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';

import { changeIsOver, waitForChange } from '../../../lib/changes.mjs';
import { skus } from '../catalog.mjs';
import { compare } from '../check.mjs';
import { Making } from '../changes.mjs';
import { inLine } from '../model.mjs';
import { part } from './common.mjs';
import { expectChange, someChange, someUndo, told, wanted } from './changes.mjs';
import { people } from './people.mjs';

const MOMENTS_MS = 250; // in which a change is under way
const BETWEEN = ['assign', 'remove', 'move', 'fire']; // what others do meanwhile

const count = (list, isOne) => list.filter(isOne).length;

/** Waits until a change has come somewhere: for some time, or until it has done something. */
async function underWay(world, id) {
  const isAnywhere = world.random.chance(50);
  const moment = world.random.below(MOMENTS_MS);
  if (isAnywhere) {
    await delay(moment);
  } else {
    await waitForChange(world.server, id, (change) => changeIsOver(change) || (change.state === 'applying' && change.done > 0));
  }
}

/** Does something else while a change is paused; answers what. */
async function meanwhile(world) {
  const { model, random } = world;
  await world.lookAtLedger();
  await delay(2);
  model.time++;
  model.log = [];
  const name = random.pick(BETWEEN);
  const did = await people[name](world);
  model.log = [];
  model.time++;
  await delay(2);
  return did ? ` ${name} ${did},` : '';
}

/** What the server has to say of a change: of everybody, or of those whom it had found, when it was stopped before it began. */
function known(making, outcomes, found) {
  const all = wanted(making.items, outcomes);
  return making.outcomes.length > 0 ? all : all.slice(0, found.length);
}

/** The change is paused: what was done is the beginning of what had to be, and nothing else has happened. Answers what was done meanwhile. */
async function lookAtPaused(world, id, making) {
  const found = await told(world, id);
  const done = count(found, (text) => !text.endsWith(': waiting'));
  making.goTo(done);
  if (making.state !== 'applying') { // it is being taken back, or will never begin
    return ` after ${done},`;
  }
  assert.deepEqual(found, known(making, making.items.map((_, i) => making.outcomes[i] ?? 'waiting'), found), 'half way');
  world.model.runTasks();
  await world.settled();
  await compare(world);
  const { body: { operation } } = await world.get(`/api/v1/changes/${id}`);
  if (making.log.length > 0) {
    const answer = await world.server.post(`/api/v1/operations/${operation}/undo`, {});
    assert.deepEqual([answer.status, answer.body.error?.details?.[0].code], [400, 'operationNotOver'], answer.text);
  }
  return done > 0 ? ` after ${done},${await meanwhile(world)}` : ' at the beginning,';
}

/** It has ended, sooner or later after somebody wanted it to: demands that it is as the model has it when it goes as far. */
async function expectEnd(world, id, making) {
  const done = await waitForChange(world.server, id);
  const found = await told(world, id);
  if (done.state !== 'cancelled') { // it was over before
    making.goTo(making.items.length);
    await expectChange(world, id, making.items, making.end());
  } else if (making.state === 'failed') { // nothing was done, and nothing would have been: some were told so
    const all = wanted(making.items, making.outcomes);
    const skipped = wanted(making.items, making.items.map(() => 'skipped'));
    assert.ok(found.every((text, i) => [all[i], skipped[i]].includes(text)), String(found));
  } else {
    making.goTo(count(found, (text) => !text.endsWith(': skipped')));
    const { state, outcomes } = making.cancel();
    assert.deepEqual(found, known(making, outcomes, found));
    assert.equal(done.state, state, JSON.stringify(done));
    if (outcomes.includes('reverted')) {
      await world.settled();
      await adoptOrder(world);
    }
  }
  return done;
}

/** Who was taken out and came back did so one after the other: in which order, the lines tell, and the model takes it over. */
async function adoptOrder(world) {
  const { model } = world;
  for (const sku of skus) {
    const line = await world.all(`/api/v1/skus/${part(sku)}/waiting?$top=999`);
    line.forEach(({ id, group: by }, i) => {
      const group = model.groups.find((one) => one.id === by?.id);
      const place = group && model.lines.get(sku).find(({ user, source, since }) => user.id === id && source === group.number && since === model.time);
      if (place && group.members.get(place.user) === place.since) {
        place.since += (i + 1) / 10_000;
        group.members.set(place.user, place.since);
      }
    });
    model.lines.set(sku, inLine(model.lines.get(sku)));
  }
}

async function interrupt(world, change) {
  const { random } = world;
  const mode = random.chance(40) ? 'allOrNothing' : 'bestEffort';
  const [isPaused, isCancelled] = [random.chance(75), random.chance(60)];
  const making = new Making(world.model, change.items, mode, () => world.clock.now());
  const answer = await world.send('POST', change.path, { ...change.body, mode });
  assert.equal(answer.status, 202, answer.text);
  const { id } = answer.body;
  const want = async (what) => (await world.server.post(`/api/v1/changes/${id}/${what}`)).status === 200;
  await underWay(world, id);
  let says = '';
  if (isPaused && await want('pause')) {
    says = await lookAtPaused(world, id, making);
    assert.ok(isCancelled || await want('resume'));
  }
  if (isCancelled) {
    await want('cancel');
  }
  const { state, operation } = await expectEnd(world, id, making);
  await world.settled();
  await world.noteChange(operation, making.log);
  return `${mode} ${change.says}:${says} ${state}: ${making.outcomes}`;
}

export const interrupts = {
  async interrupt(world) {
    const change = someChange(world, true);
    return change ? interrupt(world, change) : undefined;
  },

  async interruptUndo(world) {
    const change = someUndo(world);
    return change?.items.length > 0 ? interrupt(world, change) : undefined;
  },
};
