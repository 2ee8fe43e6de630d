// Changes of many users, by what they have in common or by a file, and undo.

import assert from 'node:assert/strict';

import { results, waitForChange } from '../../../lib/changes.mjs';
import { products, skus } from '../catalog.mjs';
import { asks, makeChange } from '../changes.mjs';
import { family } from '../nesting.mjs';
import { holdsSeat } from '../rules.mjs';
import { itemsOfUndo } from '../undo.mjs';
import { DOMAIN } from '../world.mjs';
import { asBody, names, part, wish, wishes } from './common.mjs';

const RECENT = 8; // operations that are taken back

/** Whom a change is about: { users (of the request), list (in the order of the change) }. `isLong`: many. */
function whom(world, isLong) {
  const { model: { living, livingGroups }, random, people } = world;
  const ids = () => { const list = random.some(living, people); return { users: { ids: list.map((user) => (random.chance(50) ? user.id : `${user.alias}@${DOMAIN}`)) }, list }; };
  const odd = () => ({ users: { filter: "department eq 'Odd'" }, list: living.filter(({ number }) => number % 2 === 1) });
  const all = () => ({ users: { all: true }, list: living });
  const abroad = () => ({ users: { filter: "usageLocation eq 'AE'" }, list: living.filter(({ location }) => location === 'AE') });
  const holders = () => { const sku = random.pick(skus); return { users: { holdersOf: sku }, list: living.filter(({ paths }) => holdsSeat(paths, sku)) }; };
  const members = () => {
    const group = random.pick(livingGroups);
    const isTransitive = random.chance(50);
    const list = (isTransitive ? family(group) : [group]).flatMap((one) => living.filter((user) => one.members.has(user)));
    return { users: { group: group.id, ...(isTransitive ? { transitive: true } : {}) }, list: [...new Set(list)] };
  };
  return random.pick(isLong ? [ids, odd, all] : [ids, ids, odd, all, abroad, holders, ...(livingGroups.length > 0 ? [members] : [])])();
}

/** What a change does: { action, body, says }. `says` is what asks (changes.mjs) take. */
function deed(world) {
  const { random } = world;
  const action = random.pick(Object.keys(asks));
  switch (action) {
    case 'remove': {
      const remove = random.some(skus, 2);
      return { action, says: { remove }, body: { removeLicenses: remove } };
    }
    case 'swap': {
      const [from, to] = random.shuffled(skus);
      const { off } = wish(world, to);
      return { action, says: { from, to, off }, body: { from, to, disabledPlans: off } };
    }
    case 'setPlans': {
      const sku = random.pick(skus);
      const [one, other] = random.shuffled(products.get(sku).plans);
      const enable = random.chance(50) && other ? [other] : [];
      return { action, says: { sku, enable, disable: [one] }, body: { skuId: sku, enablePlans: enable, disablePlans: [one] } };
    }
    default: {
      const add = action === 'replace' && random.chance(15) ? [] : wishes(world, 2);
      return { action, says: { add }, body: { addLicenses: add.map(asBody) } };
    }
  }
}

/** What the server says became of each: 'p1: refused CountViolation'. */
export async function told(world, id) {
  const list = await results(world.server, { id });
  world.about += ` ${list.map(({ message }) => message).join(' | ')}`;
  return list.map(({ userPrincipalName, group, state, code }) =>
    `${group?.displayName ?? userPrincipalName.split('@')[0]}: ${state}${state === 'refused' ? ` ${code}` : ''}`);
}

/** The same from the outcomes of the model. */
export const wanted = (items, outcomes) => items.map(({ user, group }, i) => `${group?.name ?? (user.isGone ? '(deleted)' : user.alias)}: ${outcomes[i]}`);

/** Compares what became of each with what had to. */
export async function expectChange(world, id, items, { state, outcomes }) {
  const done = await waitForChange(world.server, id);
  assert.deepEqual(await told(world, id), wanted(items, outcomes));
  assert.equal(done.state, state, JSON.stringify(done));
  return done;
}

/** Makes a change of many, sometimes after a preview, which is made true. */
async function changeMany(world, { path, body, items, options = {} }) {
  const { random, model } = world;
  const now = () => world.clock.now();
  const mode = random.chance(30) ? 'allOrNothing' : 'bestEffort';
  const post = async (more, query = '') => {
    const answer = options.raw ? await world.send('POST', `${path}?mode=${mode}${query}`, body, options) : await world.send('POST', path, { ...body, mode, ...more });
    assert.equal(answer.status, 202, answer.text);
    return answer.body.id;
  };
  if (random.chance(25)) {
    await expectChange(world, await post({ preview: true }, '&preview=true'), items, makeChange(model, items, { isPreview: true }));
  }
  const expected = makeChange(model, items, { mode, now });
  world.about += ` ${mode}`;
  const { operation } = await expectChange(world, await post({}), items, expected);
  await world.settled();
  await world.noteChange(operation, expected.log);
  return expected;
}

/** A change of some users: { path, body, items, says }, or undefined where there is nobody. */
export function someChange(world, isLong = false) {
  const { users, list } = whom(world, isLong);
  const { action, says, body } = deed(world);
  const items = list.map((user) => ({ user, ask: () => (user.isDeleted ? { refusal: 'userGone' } : asks[action](says, user)) }));
  return items.length > 0 ? { path: '/api/v1/changes', body: { action, users, ...body }, items, says: `${action} ${JSON.stringify(users)}` } : undefined;
}

/** What takes back one of the last operations, likewise; without items where that has changed nothing. */
export function someUndo(world) {
  const operation = world.random.pick(world.model.operations.slice(-RECENT));
  if (!operation) {
    return undefined;
  }
  const seen = (key, value) => (['user', 'group', 'inner'].includes(key) ? value?.alias ?? value?.name : value);
  world.about = `of ${operation.kind} ${operation.told}: ${JSON.stringify(operation.log, seen)}`;
  return { path: `/api/v1/operations/${operation.id}/undo`, body: {}, items: itemsOfUndo(world.model, operation, () => world.clock.now()), says: `of ${operation.told}` };
}

export const changes = {
  async change(world) {
    const change = someChange(world);
    return change ? `${change.says}: ${(await changeMany(world, change)).outcomes}` : undefined;
  },

  async file(world) {
    const list = world.random.some(world.model.living, 4);
    const rows = ['user,sku,disabledPlans,action'];
    const items = list.map((user) => {
      const add = wishes(world, 2);
      const remove = world.random.some(skus, 2).filter((sku) => !add.some((item) => item.sku === sku));
      add.forEach(({ sku, off }) => rows.push(`${user.alias}@${DOMAIN},${part(sku)},${off.map((id) => names.get(id)).join(';')},add`));
      remove.forEach((sku) => rows.push(`${user.id},${sku},,remove`));
      return { user, ask: () => ({ add, remove: asks.remove({ remove }, user).remove ?? [] }) };
    });
    if (list.length === 0) {
      return undefined;
    }
    const options = { raw: true, headers: { 'Content-Type': 'text/csv' } };
    const { outcomes } = await changeMany(world, { path: '/api/v1/changes', body: `${rows.join('\n')}\n`, items, options });
    return `${list.map(({ alias }) => alias)}: ${outcomes}`;
  },

  async undo(world) {
    const change = someUndo(world);
    if (!change) {
      return undefined;
    }
    if (change.items.length === 0) {
      const answer = await world.send('POST', change.path);
      assert.deepEqual([answer.status, answer.body.error?.details?.[0].code], [400, 'nothingToUndo'], answer.text);
      return `${change.says}: nothing`;
    }
    return `${change.says}: ${(await changeMany(world, change)).outcomes}`;
  },
};
