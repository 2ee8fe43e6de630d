// What happens to groups: members, and what they give.

import assert from 'node:assert/strict';

import { day } from '../../../lib/clock.mjs';
import { anybody, anyGroup, asBody, DELETED_DAYS, expect, part, say, wishes } from './common.mjs';

const GROUPS = 4;

async function changeGroup(world, group, request) {
  const decision = world.model.license(group, request);
  const body = { addLicenses: (request.add ?? []).map(asBody), removeLicenses: request.remove ?? [] };
  expect(await world.send('POST', `/v1.0/groups/${group.id}/assignLicense`, body), decision, 202);
  await world.settled();
  await world.note('group');
}

async function changeMember(world, group, user, isIn) {
  const isChange = group.members.has(user) !== isIn;
  if (isChange) {
    world.model.join(group, user, isIn);
  }
  const answer = isIn
    ? await world.send('POST', `/v1.0/groups/${group.id}/members/$ref`, { '@odata.id': `${world.servers[0].url}/v1.0/directoryObjects/${user.id}` })
    : await world.send('DELETE', `/v1.0/groups/${group.id}/members/${user.id}/$ref`);
  assert.equal(answer.status, isChange ? 204 : isIn ? 400 : 404, answer.text);
  await world.note('member');
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
    world.model.groups.push({ number, name, id: answer.body.id, isUnified, isBestEffort: false, isDeleted: false, members: new Map(), licenses: new Map() });
    return `${name}${isUnified ? ', which can be restored' : ''}`;
  },

  async join(world) {
    const [user, group] = [anybody(world), anyGroup(world)];
    if (!user || !group) {
      return undefined;
    }
    await changeMember(world, group, user, true);
    return `${user.alias} ${group.name}`;
  },

  async leave(world) {
    const [user, group] = [anybody(world), anyGroup(world)];
    if (!user || !group) {
      return undefined;
    }
    await changeMember(world, group, user, false);
    return `${user.alias} ${group.name}`;
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
    if (!group) {
      return undefined;
    }
    group.isBestEffort = !group.isBestEffort;
    const answer = await world.send('PATCH', `/api/v1/groups/${group.id}`, { bestEffort: group.isBestEffort });
    assert.equal(answer.status, 200, answer.text);
    world.model.applyGroup(group);
    return `${group.name} ${group.isBestEffort}`;
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
      world.model.living.filter(({ paths }) => paths.some(({ source }) => source === group.number)).forEach((user) => world.model.settle(user));
    }
    return group.name;
  },

  async refound(world) {
    const group = world.random.pick(world.model.groups.filter(({ isDeleted, isUnified }) => isDeleted && isUnified));
    if (!group) {
      return undefined;
    }
    const isThere = world.clock.now() - group.deletedAt <= DELETED_DAYS * day;
    const answer = await world.send('POST', `/v1.0/directory/deletedItems/${group.id}/restore`, {});
    assert.equal(answer.status, isThere ? 200 : 404, answer.text);
    if (isThere) {
      group.isDeleted = false;
    }
    return group.name;
  },
};
