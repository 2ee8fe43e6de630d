// Compares everything that the servers show with the model, and looks after what has to hold always.

import assert from 'node:assert/strict';

import { isFull, isShutOut, taken as takenOf } from './allotments.mjs';
import { exclusions, plan as plans, products, sku as skuIds, skus } from './catalog.mjs';
import { effective, holds, sameOff, sorted } from './rules.mjs';

const planName = Object.fromEntries(Object.entries(plans).map(([name, id]) => [id, name]));
const part = (sku) => products.get(sku).part;
const offText = (off) => off.map((id) => `-${planName[id]}`).sort().join('');

/** What people have, as text that is easy to compare: one line for each. */
function expectedUsers(model) {
  return Object.fromEntries(model.living.map((user) => {
    const paths = user.paths.map((path) => {
      const source = path.source === 'direct' ? 'direct' : model.groups.find(({ number }) => number === path.source).name;
      return `${part(path.sku)} ${source} ${offText(path.off)} ${model.stateOf(path)} ${path.error}`;
    });
    const licenses = skus.map((sku) => user.paths.filter((path) => path.sku === sku && holds(path))).filter((list) => list.length > 0)
      .map((list) => `${part(list[0].sku)} ${offText(list[0].off.filter((id) => list.every(({ off }) => off.includes(id))))}`);
    const services = [...model.plansOf(user)].map(([id, status]) => `${planName[id]} ${status}`);
    return [user.alias, { location: user.location, paths: paths.sort(), licenses: licenses.sort(), services: services.sort() }];
  }));
}

async function foundUsers(world) {
  const groups = new Map(world.model.groups.map(({ id, name }) => [id, name]));
  const list = await world.all('/v1.0/users?$select=userPrincipalName,usageLocation,assignedLicenses,assignedPlans,licenseAssignmentStates&$top=999');
  return Object.fromEntries(list.map((user) => [user.userPrincipalName.split('@')[0], {
    location: user.usageLocation,
    paths: user.licenseAssignmentStates.map(({ skuId, assignedByGroup, disabledPlans, state, error }) =>
      `${part(skuId)} ${assignedByGroup === null ? 'direct' : groups.get(assignedByGroup)} ${offText(disabledPlans)} ${state} ${error}`).sort(),
    licenses: user.assignedLicenses.map(({ skuId, disabledPlans }) => `${part(skuId)} ${offText(disabledPlans)}`).sort(),
    services: user.assignedPlans.map(({ servicePlanId, capabilityStatus }) => `${planName[servicePlanId]} ${capabilityStatus}`).sort(),
  }]));
}

const expectedPools = (model) => Object.fromEntries(skus.filter((sku) => model.purchases.some((one) => one.sku === sku)).map((sku) => [part(sku), {
  capability: model.capability(sku), consumed: model.consumed(sku),
  enabled: model.seats(sku, 'Enabled'), warning: model.seats(sku, 'Warning'), suspended: model.seats(sku, 'Suspended'), lockedOut: model.seats(sku, 'LockedOut'),
}]));

async function foundPools(world) {
  const list = await world.all('/v1.0/subscribedSkus');
  return Object.fromEntries(list.map(({ skuPartNumber, capabilityStatus, consumedUnits, prepaidUnits }) =>
    [skuPartNumber, { capability: capabilityStatus, consumed: consumedUnits, ...prepaidUnits }]));
}

const expectedLines = (model) => Object.fromEntries(skus.filter((sku) => model.lines.get(sku).length > 0).map((sku) => [part(sku),
  model.lines.get(sku).map(({ user, source, rank }) => `${user.alias} ${source === 'direct' ? 'direct' : model.groups.find(({ number }) => number === source).name} ${rank}`)]));

async function foundLines(world) {
  const lines = await Promise.all(Object.keys(skuIds).map(async (name) => [name, await world.all(`/api/v1/skus/${name}/waiting?$top=999`)]));
  return Object.fromEntries(lines.filter(([, line]) => line.length > 0).map(([name, line]) =>
    [name, line.map(({ userPrincipalName, group, priority }) => `${userPrincipalName.split('@')[0]} ${group?.displayName ?? 'direct'} ${priority}`)]));
}

const expectedGroups = (model) => Object.fromEntries(model.livingGroups.map(({ name, licenses, members, inner }) => [name, {
  licenses: [...licenses].map(([sku, off]) => `${part(sku)} ${offText(off)}`).sort(),
  members: [...members.keys(), ...inner.keys()].filter(({ isDeleted }) => !isDeleted).map(({ id }) => id).sort(),
}]));

async function foundGroups(world) {
  const list = await world.all('/v1.0/groups?$select=id,displayName,assignedLicenses&$top=999');
  return Object.fromEntries(await Promise.all(list.map(async ({ id, displayName, assignedLicenses }) => [displayName, {
    licenses: assignedLicenses.map(({ skuId, disabledPlans }) => `${part(skuId)} ${offText(disabledPlans)}`).sort(),
    members: (await world.all(`/v1.0/groups/${id}/members?$select=id&$top=999`)).map((member) => member.id).sort(),
  }])));
}

/** Who waits by a group of it: each once. */
const waitingIn = (model, { sku, groups }) => new Set(model.lines.get(sku).filter(({ source }) => groups.has(source)).map(({ user }) => user)).size;

const expectedAllotments = (model) => Object.fromEntries(model.allotments.map((one) => [one.name, {
  sku: part(one.sku), limit: one.limit, consumed: takenOf(model, one), available: isFull(model, one) ? 0 : one.limit - takenOf(model, one), waiting: waitingIn(model, one),
  groups: model.livingGroups.filter(({ number }) => one.groups.has(number)).map(({ name }) => name).sort(),
}]));

async function foundAllotments(world) {
  const list = await world.all('/api/v1/allotments?$top=100');
  return Object.fromEntries(list.map(({ displayName, skuPartNumber, limit, consumed, available, waiting, groups }) =>
    [displayName, { sku: skuPartNumber, limit, consumed, available, waiting, groups: groups.map((group) => group.displayName).sort() }]));
}

/** R-99, of the model, which the servers agree with; the doctor looks at the rest. */
export function invariants(model, before) {
  for (const sku of skus) {
    const [taken, all] = [model.consumed(sku), model.capacity(sku)];
    assert.ok(taken <= all || taken <= (before.get(sku) ?? 0), `R-99(a): ${part(sku)} has given more than there is`);
    assert.ok(model.lines.get(sku).every((place) => isShutOut(model, sku, place)) || taken >= all, `D-08: somebody waits for ${part(sku)} beside a free seat`);
    before.set(sku, taken);
  }
  for (const allotment of model.allotments) {
    const [count, key] = [takenOf(model, allotment), `allotment ${allotment.number}`];
    assert.ok(count <= allotment.limit || count <= (before.get(key) ?? Infinity), `R-103: ${allotment.name} has given more than its limit`);
    before.set(key, count);
  }
  for (const { alias, paths } of model.living) {
    const on = effective(paths);
    assert.ok(exclusions.every((group) => group.filter((id) => on.has(id)).length <= 1), `R-24: ${alias}`);
    assert.ok(paths.every(({ off, sku }) => sameOff(off, sorted(off)) && off.every((id) => products.get(sku).plans.includes(id))), `R-21: ${alias}`);
  }
}

/** Demands that the servers show what the model has. */
export async function compare(world) {
  const { model } = world;
  assert.deepEqual(await foundUsers(world), expectedUsers(model), 'what people have');
  assert.deepEqual(await foundPools(world), expectedPools(model), 'seats');
  assert.deepEqual(await foundAllotments(world), expectedAllotments(model), 'allotments');
  assert.deepEqual(await foundLines(world), expectedLines(model), 'who waits');
  assert.deepEqual(await foundGroups(world), expectedGroups(model), 'who is in groups, and what they give');
}
