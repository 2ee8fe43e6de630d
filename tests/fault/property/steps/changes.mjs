// Changes of many users, by what they have in common or by a file, and undo.

import assert from 'node:assert/strict';

import { results, waitForChange } from '../../../lib/changes.mjs';
import { products, skus } from '../catalog.mjs';
import { asks, itemsOfUndo, makeChange } from '../changes.mjs';
import { holdsSeat } from '../rules.mjs';
import { asBody, names, part, wish, wishes } from './common.mjs';

const RECENT = 8; // operations that are taken back

/** Whom a change is about: { users (of the request), list (in the order of the change) }. */
function whom(world) {
  const { model: { living, livingGroups }, random } = world;
  const ids = () => { const list = random.some(living, 6); return { users: { ids: list.map((user) => (random.chance(50) ? user.id : `${user.alias}@contoso.example`)) }, list }; };
  const ways = [
    ids, ids,
    () => ({ users: { filter: "department eq 'Odd'" }, list: living.filter(({ number }) => number % 2 === 1) }),
    () => { const sku = random.pick(skus); return { users: { holdersOf: sku }, list: living.filter(({ paths }) => holdsSeat(paths, sku)) }; },
    () => ({ users: { all: true }, list: living }),
    ...(livingGroups.length === 0 ? [] : [() => {
      const group = random.pick(livingGroups);
      return { users: { group: group.id }, list: living.filter((user) => group.members.has(user)) };
    }]),
  ];
  return random.pick(ways)();
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

/** Compares what became of each with what had to. */
async function expectChange(world, id, items, { state, outcomes }) {
  const done = await waitForChange(world.server, id);
  const list = await results(world.server, { id });
  const found = list.map(({ userPrincipalName, group, state: one, code }) =>
    `${group?.displayName ?? userPrincipalName.split('@')[0]}: ${one}${one === 'refused' ? ` ${code}` : ''}`);
  const wanted = items.map(({ user, group }, i) => `${group?.name ?? (user.isGone ? '(deleted)' : user.alias)}: ${outcomes[i]}`);
  world.about += ` ${list.map(({ message }) => message).join(' | ')}`;
  assert.deepEqual(found, wanted);
  assert.equal(done.state, state, JSON.stringify(done));
}

/** Makes a change of many, sometimes after a preview, which is made true. */
async function changeMany(world, path, body, items, options = {}) {
  const { random, model } = world;
  const mode = random.chance(30) ? 'allOrNothing' : 'bestEffort';
  const post = async (more, query = '') => {
    const answer = options.raw ? await world.send('POST', `${path}?mode=${mode}${query}`, body, options) : await world.send('POST', path, { ...body, mode, ...more });
    assert.equal(answer.status, 202, answer.text);
    return answer.body.id;
  };
  if (random.chance(25)) {
    await expectChange(world, await post({ preview: true }, '&preview=true'), items, makeChange(model, items, { isPreview: true }));
  }
  const expected = makeChange(model, items, { mode });
  world.about += ` ${mode}`;
  await expectChange(world, await post({}), items, expected);
  await world.settled();
  await world.note('change');
  return expected;
}

export const changes = {
  async change(world) {
    const { users, list } = whom(world);
    const { action, says, body } = deed(world);
    if (list.length === 0) {
      return undefined;
    }
    const items = list.map((user) => ({ user, ask: () => asks[action](says, user) }));
    const { outcomes } = await changeMany(world, '/api/v1/changes', { action, users, ...body }, items);
    return `${action} ${JSON.stringify(users)}: ${outcomes}`;
  },

  async file(world) {
    const list = world.random.some(world.model.living, 4);
    const rows = ['user,sku,disabledPlans,action'];
    const items = list.map((user) => {
      const add = wishes(world, 2);
      const remove = world.random.some(skus, 2).filter((sku) => !add.some((item) => item.sku === sku));
      add.forEach(({ sku, off }) => rows.push(`${user.alias}@contoso.example,${part(sku)},${off.map((id) => names.get(id)).join(';')},add`));
      remove.forEach((sku) => rows.push(`${user.id},${sku},,remove`));
      return { user, ask: () => ({ add, remove: asks.remove({ remove }, user).remove ?? [] }) };
    });
    if (list.length === 0) {
      return undefined;
    }
    const { outcomes } = await changeMany(world, '/api/v1/changes', `${rows.join('\n')}\n`, items, { raw: true, headers: { 'Content-Type': 'text/csv' } });
    return `${list.map(({ alias }) => alias)}: ${outcomes}`;
  },

  async undo(world) {
    const operation = world.random.pick(world.model.operations.slice(-RECENT));
    if (!operation) {
      return undefined;
    }
    const path = `/api/v1/operations/${operation.id}/undo`;
    world.about = `of ${operation.kind} ${operation.told}: ${JSON.stringify(operation.log, (key, value) => (['user', 'group'].includes(key) ? value.alias ?? value.name : value))}`;
    const items = itemsOfUndo(world.model, operation);
    if (items.length === 0) {
      const answer = await world.send('POST', path);
      assert.deepEqual([answer.status, answer.body.error?.details?.[0].code], [400, 'nothingToUndo'], answer.text);
      return `of ${operation.told}: nothing`;
    }
    const { outcomes } = await changeMany(world, path, {}, items);
    return `of ${operation.told}: ${outcomes}`;
  },
};
