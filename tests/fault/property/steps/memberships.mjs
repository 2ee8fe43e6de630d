// Several memberships in one call: what people get is decided on the end state (G-41), and all are made or none.

import assert from 'node:assert/strict';

import { DOMAIN } from '../world.mjs';

const GROUPS = 3; // of one call
const MEMBERS = 4; // of each group that join, and that leave; more where there are many people

const nameOf = (world, { user, inner }) => (user && world.random.chance(50) ? `${user.alias}@${DOMAIN}` : (user ?? inner).id);

/** Who leaves a group, and who joins it: those who are in it, and those who are not, and sometimes anybody. */
function changesOf(world, group) {
  const { random, model: { living, livingGroups } } = world;
  const all = [...living.map((user) => ({ user })), ...livingGroups.map((inner) => ({ inner }))];
  const isIn = ({ user, inner }) => (user ? group.members.has(user) : group.inner.has(inner));
  const few = (list) => (list.length > 0 && random.chance(70) ? random.some(list, Math.max(MEMBERS, world.people / 2)) : []);
  const leave = few(random.chance(85) ? all.filter(isIn) : all);
  const join = few((random.chance(85) ? all.filter((who) => !isIn(who)) : all).filter((who) => !leave.includes(who)));
  return [...leave.map((who) => ({ group, isIn: false, ...who })), ...join.map((who) => ({ group, isIn: true, ...who }))];
}

/** What a call says of a group: { remove, add }, names of who leaves and who joins. */
const asLists = (world, changes) => ({
  remove: changes.filter(({ isIn }) => !isIn).map((change) => nameOf(world, change)), add: changes.filter(({ isIn }) => isIn).map((change) => nameOf(world, change)),
});

/** Where in the call the one stands that cannot be: `changes/1/add/0`. */
function placeOf(lists, change) {
  const at = lists.findIndex((list) => list.includes(change));
  return { at, in: lists[at].filter(({ isIn }) => isIn === change.isIn).indexOf(change) };
}

async function send(world, path, body, lists) {
  const changes = lists.flat();
  const { done, circle } = world.model.changeMembers(changes, world.clock.now());
  const follow = world.model.tasks.size > 0;
  world.model.runTasks();
  const answer = await world.send('POST', path, body);
  const said = ({ user, inner, isIn, group }) => `${isIn ? '+' : '-'}${(user ?? inner).alias ?? inner.name} ${group.name}`;
  world.about = changes.map(said).join(', ');
  if (circle) { // D-17
    const place = placeOf(lists, circle);
    const prefix = path.endsWith('memberships') ? `changes/${place.at}/` : '';
    assert.deepEqual([answer.status, answer.body.error?.details?.[0].target], [400, `${prefix}add/${place.in}`], answer.text);
    assert.match(answer.body.error.message, /would contain itself/);
    return `${world.about}: ${said(circle)} would contain itself`;
  }
  const added = done.filter(({ isIn }) => isIn).length;
  assert.equal(answer.status, 200, answer.text);
  assert.deepEqual(answer.body, { added, removed: done.length - added, unchanged: changes.length - done.length, licensesFollow: follow });
  await world.settled();
  await world.note('members');
  return `${world.about}: ${done.length}`;
}

export const memberships = {
  /** POST /api/v1/groups/{id}/members: one group. */
  async members(world) {
    const group = world.random.pick(world.model.livingGroups);
    const changes = group ? changesOf(world, group) : [];
    return changes.length > 0 ? send(world, `/api/v1/groups/${group.id}/members`, asLists(world, changes), [changes]) : undefined;
  },

  /** POST /api/v1/memberships: several. */
  async memberships(world) {
    const groups = world.random.some(world.model.livingGroups, GROUPS);
    const lists = groups.map((group) => changesOf(world, group));
    if (lists.flat().length === 0) {
      return undefined;
    }
    return send(world, '/api/v1/memberships', { changes: groups.map((group, i) => ({ group: group.id, ...asLists(world, lists[i]) })) }, lists);
  },
};
