// What happens to groups: members one by one, and what they give.

import assert from 'node:assert/strict';

import { canReturn } from '../nesting.mjs';
import { anybody, anyGroup, asBody, expect, part, say, wishes } from './common.mjs';

const GROUPS = 4;

async function changeGroup(world, group, request) {
  const decision = world.model.license(group, request);
  world.model.runTasks();
  const body = { addLicenses: (request.add ?? []).map(asBody), removeLicenses: request.remove ?? [] };
  expect(await world.send('POST', `/v1.0/groups/${group.id}/assignLicense`, body), decision, 202);
  await world.settled();
  await world.note('group');
}

/** Has a user or a group (`inner`) join a group, or leave it. */
async function changeMember(world, change) {
  const { group, isIn, user, inner } = change;
  const { done, circle } = world.model.changeMembers([change], world.clock.now());
  world.model.runTasks();
  const { id } = user ?? inner;
  const answer = isIn
    ? await world.send('POST', `/v1.0/groups/${group.id}/members/$ref`, { '@odata.id': `${world.servers[0].url}/v1.0/directoryObjects/${id}` })
    : await world.send('DELETE', `/v1.0/groups/${group.id}/members/${id}/$ref`);
  assert.equal(answer.status, done?.length > 0 ? 204 : isIn ? 400 : 404, answer.text);
  assert.equal(/would contain itself/.test(answer.text), circle !== undefined, answer.text); // D-17
  await world.settled();
  await world.note('member');
  return `${user?.alias ?? inner.name} ${group.name}${circle ? ': would contain itself' : ''}`;
}

/** Makes a switch of a group what it is not. */
async function turn(world, group, property, name) {
  group[property] = !group[property];
  const answer = await world.send('PATCH', `/api/v1/groups/${group.id}`, { [name]: group[property] });
  assert.equal(answer.status, 200, answer.text);
  world.model.follow(group);
  world.model.runTasks();
  return `${group.name} ${group[property]}`;
}

export const groups = {
  async found(world) {
    if (world.model.livingGroups.length >= GROUPS) {
      return undefined;
    }
    const number = ++world.made;
    const name = `G${number}`;
    const isUnified = world.random.chance(50);
    const answer = await world.send('POST', '/v1.0/groups', { displayName: name, mailNickname: name, mailEnabled: isUnified, securityEnabled: true,
      ...(isUnified ? { groupTypes: ['Unified'] } : {}) });
    assert.equal(answer.status, 201, answer.text);
    world.model.groups.push({ number, name, id: answer.body.id, isUnified, isBestEffort: false, includesNested: false, isDeleted: false, members: new Map(), inner: new Map(),
      licenses: new Map() });
    return `${name}${isUnified ? ', which can be restored' : ''}`;
  },

  async join(world) {
    const [user, group] = [anybody(world), anyGroup(world)];
    if (!user || !group) {
      return undefined;
    }
    return changeMember(world, { group, user, isIn: true });
  },

  async leave(world) {
    const [user, group] = [anybody(world), anyGroup(world)];
    if (!user || !group) {
      return undefined;
    }
    return changeMember(world, { group, user, isIn: false });
  },

  async nest(world) {
    const [group, inner] = [anyGroup(world), anyGroup(world)];
    return group ? changeMember(world, { group, inner, isIn: true }) : undefined;
  },

  async unnest(world) {
    const group = world.random.pick(world.model.livingGroups.filter(({ inner }) => [...inner.keys()].some(({ isDeleted }) => !isDeleted)));
    return group ? changeMember(world, { group, inner: world.random.pick([...group.inner.keys()].filter(({ isDeleted }) => !isDeleted)), isIn: false }) : undefined;
  },

  async license(world) {
    const group = anyGroup(world);
    const add = wishes(world, 2);
    const remove = world.random.chance(30) && group ? [...group.licenses.keys()].filter((sku) => !add.some((item) => item.sku === sku)).slice(0, 1) : [];
    if (!group) {
      return undefined;
    }
    await changeGroup(world, group, { add, remove });
    return `${group.name} ${add.map(say)} not ${remove.map(part)}`;
  },

  async unlicense(world) {
    const group = anyGroup(world);
    const sku = group && world.random.pick([...group.licenses.keys()]);
    if (!sku) {
      return undefined;
    }
    await changeGroup(world, group, { remove: [sku] });
    return `${group.name} ${part(sku)}`;
  },

  async bestEffort(world) {
    const group = anyGroup(world);
    return group ? turn(world, group, 'isBestEffort', 'bestEffort') : undefined;
  },

  /** D-17. */
  async includeNested(world) {
    const group = anyGroup(world);
    return group ? turn(world, group, 'includesNested', 'includeNested') : undefined;
  },

  async dissolve(world) {
    const group = anyGroup(world);
    if (!group) {
      return undefined;
    }
    const answer = await world.send('DELETE', `/v1.0/groups/${group.id}`);
    assert.equal(answer.status, group.licenses.size === 0 ? 204 : 400, answer.text);
    if (group.licenses.size === 0) {
      group.isDeleted = true;
      group.deletedAt = world.clock.now();
      world.model.followMembers(group);
      world.model.runTasks();
    }
    return group.name;
  },

  async refound(world) {
    const group = world.random.pick(world.model.groups.filter(({ isDeleted, isUnified }) => isDeleted && isUnified));
    if (!group) {
      return undefined;
    }
    const isThere = canReturn(group, world.clock.now());
    const answer = await world.send('POST', `/v1.0/directory/deletedItems/${group.id}/restore`, {});
    assert.equal(answer.status, isThere ? 200 : 404, answer.text);
    if (isThere) {
      group.isDeleted = false;
      world.model.followMembers(group);
      world.model.runTasks();
    }
    return group.name;
  },
};
