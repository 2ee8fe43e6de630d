// What can happen: each step does one thing to the servers and to the model, and compares the answer with what the model says it has to be.

import { skus } from './catalog.mjs';
import { changes } from './steps/changes.mjs';
import { groups } from './steps/groups.mjs';
import { people, PEOPLE } from './steps/people.mjs';
import { buy, purchases } from './steps/purchases.mjs';

export const steps = { ...people, ...groups, ...changes, ...purchases };

/** How often each is chosen, beside the others. */
export const weights = {
  hire: 6, assign: 9, wait: 8, remove: 5, prefer: 3, withdraw: 2, reprocess: 2, fire: 3, rehire: 4, purge: 1,
  found: 4, join: 12, leave: 5, license: 8, unlicense: 3, bestEffort: 2, dissolve: 1, refound: 1,
  change: 8, file: 4, undo: 12, buy: 4, resize: 5, pass: 2, renew: 3, lock: 1, giveUp: 1,
};

/** What there is at the beginning: each product, with few seats or many, and some people. */
export async function begin(world) {
  for (const sku of skus) {
    await buy(world, sku, world.random.pick([2, 3, 20]));
  }
  for (let i = 0; i < PEOPLE / 2; i++) {
    await steps.hire(world);
  }
}
