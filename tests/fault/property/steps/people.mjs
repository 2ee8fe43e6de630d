// What happens to people and to what they are given directly. Each step answers what it did in some words, or nothing when there was nothing to do it to.

import assert from 'node:assert/strict';

import { day } from '../../../lib/clock.mjs';
import { skus } from '../catalog.mjs';
import { DELETED_DAYS } from '../nesting.mjs';
import { DOMAIN } from '../world.mjs';
import { anybody, asBody, expect, part, say, whereabouts, wishes } from './common.mjs';

async function assign(world, user, request, { wait } = {}) {
  const body = { addLicenses: (request.add ?? []).map(asBody), removeLicenses: request.remove ?? [], ...(wait ? { wait: true, ...wait } : {}) };
  const decision = world.model.assign(user, request);
  expect(await world.send('POST', `${wait ? '/api/v1' : '/v1.0'}/users/${user.id}/assignLicense`, body), decision);
  await world.note('assign');
}

const departmentOf = (number) => (number % 2 === 1 ? 'Odd' : 'Even');

/** Adds so many people by a file. */
export async function importMany(world, count) {
  const made = Array.from({ length: count }, () => ({ number: ++world.made, location: whereabouts(world), paths: [], isDeleted: false, memory: [] }));
  made.forEach((user) => { user.alias = `p${user.number}`; });
  const rows = made.map(({ alias, number, location }) => `${alias}@${DOMAIN},User ${alias},${location ?? ''},${departmentOf(number)}`);
  const report = await world.servers[0].post('/api/v1/users/import', ['userPrincipalName,displayName,usageLocation,department', ...rows, ''].join('\n'), {
    raw: true, headers: { 'Content-Type': 'text/csv' } });
  assert.equal(report.body.created, count, report.text);
  const ids = new Map((await world.all('/v1.0/users?$select=id,userPrincipalName&$top=999')).map(({ id, userPrincipalName }) => [userPrincipalName, id]));
  world.model.users.push(...made.map((user) => ({ ...user, id: ids.get(`${user.alias}@${DOMAIN}`) })));
}

export const people = {
  async hire(world) {
    if (world.model.living.length >= world.people) {
      return undefined;
    }
    const location = whereabouts(world);
    const number = ++world.made;
    const alias = `p${number}`;
    const answer = await world.send('POST', '/api/v1/users', { userPrincipalName: `${alias}@${DOMAIN}`, displayName: `User ${alias}`, mailNickname: alias,
      accountEnabled: true, usageLocation: location, department: departmentOf(number) });
    assert.equal(answer.status, 201, answer.text);
    world.model.users.push({ number, alias, id: answer.body.user.id, location, paths: [], isDeleted: false, memory: [] });
    return `${alias} in ${location}`;
  },

  async assign(world) {
    const user = anybody(world);
    const add = wishes(world, 2);
    const remove = world.random.chance(40) ? user?.paths.map(({ sku }) => sku).filter((sku) => !add.some((item) => item.sku === sku)).slice(0, 1) : [];
    if (!user) {
      return undefined;
    }
    await assign(world, user, { add, remove });
    return `${user.alias} ${add.map(say)} not ${remove.map(part)}`;
  },

  async wait(world) {
    const user = anybody(world);
    const add = wishes(world, 2);
    const rank = world.random.chance(50) ? world.random.below(5) - 2 : undefined;
    if (!user) {
      return undefined;
    }
    await assign(world, user, { add, terms: { rank } }, { wait: rank === undefined ? {} : { priority: rank } });
    return `${user.alias} ${add.map(say)} priority ${rank}`;
  },

  async remove(world) {
    const user = anybody(world);
    const remove = user && [...new Set(world.random.some(user.paths.filter(({ source }) => source === 'direct').map(({ sku }) => sku), 2))];
    if (!user || remove.length === 0) {
      return undefined;
    }
    await assign(world, user, { remove });
    return `${user.alias} ${remove.map(part)}`;
  },

  async prefer(world) {
    const sku = world.random.pick(skus.filter((one) => world.model.lines.get(one).length > 0));
    if (!sku) {
      return undefined;
    }
    const { user } = world.random.pick(world.model.lines.get(sku));
    const rank = world.random.below(7) - 3;
    const answer = await world.send('PATCH', `/api/v1/skus/${part(sku)}/waiting/${user.id}`, { priority: rank });
    assert.equal(answer.status, 200, answer.text);
    for (const place of world.model.lines.get(sku).filter((one) => one.user === user && one.rank !== rank)) {
      world.model.setPlace(user, sku, place.source, { rank, since: place.since });
    }
    await world.note('prefer');
    return `${user.alias} ${part(sku)} ${rank}`;
  },

  async withdraw(world) {
    const sku = world.random.pick(skus.filter((one) => world.model.lines.get(one).some(({ source }) => source === 'direct')));
    if (!sku) {
      return undefined;
    }
    const { user } = world.random.pick(world.model.lines.get(sku).filter(({ source }) => source === 'direct'));
    expect(await world.send('DELETE', `/api/v1/skus/${part(sku)}/waiting/${user.id}`), world.model.apply(user, { remove: [sku] }), 204);
    await world.note('withdraw');
    return `${user.alias} ${part(sku)}`;
  },

  async reprocess(world) {
    const user = anybody(world);
    if (!user) {
      return undefined;
    }
    expect(await world.send('POST', `/v1.0/users/${user.id}/reprocessLicenseAssignment`), world.model.reprocess(user));
    await world.note('reprocess');
    return user.alias;
  },

  async move(world) {
    const user = anybody(world);
    const location = whereabouts(world);
    if (!user) {
      return undefined;
    }
    world.model.move(user, location);
    assert.equal((await world.send('PATCH', `/v1.0/users/${user.id}`, { usageLocation: location })).status, 204);
    return `${user.alias} ${location}`;
  },

  async fire(world) {
    const user = anybody(world);
    if (!user) {
      return undefined;
    }
    world.model.remove(user, world.clock.now());
    assert.equal((await world.send('DELETE', `/v1.0/users/${user.id}`)).status, 204);
    return user.alias;
  },

  async rehire(world) {
    const user = anybody(world, true);
    if (!user || world.model.living.length >= world.people) {
      return undefined;
    }
    const answer = await world.send('POST', `/api/v1/deletedUsers/${user.id}/restore`, {});
    if (world.clock.now() - user.deletedAt > DELETED_DAYS * day) {
      assert.equal(answer.status, 404, answer.text);
      return `${user.alias}, who is too long away`;
    }
    assert.equal(answer.status, 200, answer.text);
    const { restoredLicenses: restored, waitingLicenses: waiting, notRestored } = answer.body;
    assert.deepEqual({ restored, waiting, lost: notRestored.length }, world.model.restore(user));
    return user.alias;
  },

  async purge(world) {
    const user = anybody(world, true);
    if (!user) {
      return undefined;
    }
    assert.equal((await world.send('DELETE', `/v1.0/directory/deletedItems/${user.id}`)).status, 204);
    user.isGone = true;
    world.model.groups.forEach(({ members }) => members.delete(user));
    return user.alias;
  },
};
