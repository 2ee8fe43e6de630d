// What happens to allotments: made over some groups, with other limits and groups later, and gone.

import assert from 'node:assert/strict';

import { allotmentOf } from '../allotments.mjs';
import { skus } from '../catalog.mjs';
import { part } from './common.mjs';

const ALLOTMENTS = 4;
const LIMITS = [0, 1, 2, 3, 20];

/** Some groups, and whether one of them stands in another allotment of the product. */
function chooseGroups(world, sku, own) {
  const { livingGroups } = world.model;
  const groups = livingGroups.length > 0 ? world.random.some(livingGroups, 3) : [];
  return { groups, isTaken: groups.some(({ number }) => ![undefined, own].includes(allotmentOf(world.model, sku, number))) };
}

const say = ({ name, sku, limit }, groups) => `${name}: ${limit} of ${part(sku)} for ${groups.map((group) => group.name)}`;

export const allotments = {
  async allot(world) {
    const { model } = world;
    if (model.allotments.length >= ALLOTMENTS) {
      return undefined;
    }
    const number = ++world.made;
    const allotment = { number, name: `A${number}`, sku: world.random.pick(skus), limit: world.random.pick(LIMITS) };
    const { groups, isTaken } = chooseGroups(world, allotment.sku);
    const answer = await world.send('POST', '/api/v1/allotments', {
      displayName: allotment.name, skuId: allotment.sku, limit: allotment.limit, groups: groups.map(({ id }) => id), owners: [],
    });
    assert.equal(answer.status, isTaken ? 400 : 201, answer.text);
    if (!isTaken) {
      model.allotments.push({ ...allotment, id: answer.body.id, groups: new Set(groups.map((group) => group.number)) });
      model.serve(allotment.sku);
    }
    return `${say(allotment, groups)}${isTaken ? ', refused' : ''}`;
  },

  async reallot(world) {
    const allotment = world.random.pick(world.model.allotments);
    if (!allotment) {
      return undefined;
    }
    const limit = world.random.chance(60) ? world.random.pick(LIMITS) : undefined;
    const chosen = limit === undefined ? chooseGroups(world, allotment.sku, allotment) : undefined;
    const answer = await world.send('PATCH', `/api/v1/allotments/${allotment.id}`, { limit, groups: chosen?.groups.map(({ id }) => id) });
    assert.equal(answer.status, chosen?.isTaken ? 400 : 200, answer.text);
    if (!chosen?.isTaken) {
      allotment.limit = limit ?? allotment.limit;
      allotment.groups = chosen ? new Set(chosen.groups.map(({ number }) => number)) : allotment.groups;
      world.model.serve(allotment.sku);
    }
    return `${say(allotment, chosen?.groups ?? [])}${chosen?.isTaken ? ', refused' : ''}`;
  },

  async unallot(world) {
    const allotment = world.random.pick(world.model.allotments);
    if (!allotment) {
      return undefined;
    }
    const answer = await world.send('DELETE', `/api/v1/allotments/${allotment.id}`);
    assert.equal(answer.status, 204, answer.text);
    world.model.allotments = world.model.allotments.filter((one) => one !== allotment);
    world.model.serve(allotment.sku);
    return allotment.name;
  },
};
