// What the steps share: who is picked, what is wished for, and how an answer is compared.

import assert from 'node:assert/strict';

import { plan, products, skus } from '../catalog.mjs';

export const names = new Map(Object.entries(plan).map(([name, id]) => [id, name]));
export const part = (sku) => products.get(sku).part;
export const say = ({ sku, off }) => `${part(sku)}${off.map((id) => `-${names.get(id)}`).join('')}`;
export const asBody = ({ sku, off }) => ({ skuId: sku, disabledPlans: off });

export const anybody = (world, isDeleted = false) => world.random.pick(world.model.users.filter((user) => user.isDeleted === isDeleted && !user.isGone));
export const anyGroup = (world, isDeleted = false) => world.random.pick(world.model.groups.filter((group) => group.isDeleted === isDeleted));

/** Where somebody is: mostly where everything is allowed (R-43), sometimes nowhere that is known (R-40). */
export const whereabouts = (world) => world.random.pick(['NL', 'NL', 'NL', 'NL', 'AE', null]);

/** A product, and which of its plans to turn off: mostly none. */
export function wish(world, sku = world.random.pick(skus)) {
  const { plans } = products.get(sku);
  return { sku, off: world.random.chance(30) ? [world.random.pick(plans)] : [] };
}

export function wishes(world, most) { return world.random.some(skus, most).map((sku) => wish(world, sku)); }

/** Demands what the decision says: success, or all its violations. */
export function expect(answer, decision, status = 200) {
  if (decision.violations.length === 0) {
    assert.equal(answer.status, status, answer.text);
    return;
  }
  assert.equal(answer.status, 400, `${answer.text} instead of ${decision.violations}`);
  assert.deepEqual(answer.body.error.details.map(({ code }) => code), decision.violations);
}
