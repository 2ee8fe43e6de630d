// What can happen: each step does one thing to the servers and to the model, and compares the answer with what the model says it has to be.

import { skus } from './catalog.mjs';
import { allotments } from './steps/allotments.mjs';
import { changes } from './steps/changes.mjs';
import { groups } from './steps/groups.mjs';
import { interrupts } from './steps/interrupts.mjs';
import { memberships } from './steps/memberships.mjs';
import { importMany, people } from './steps/people.mjs';
import { buy, purchases } from './steps/purchases.mjs';

export const steps = { ...people, ...groups, ...allotments, ...memberships, ...changes, ...interrupts, ...purchases };

/**
 * The kinds of organisations: how many people there are at most and at the beginning, seats, after how many users a change of many has others take
 * their turn, which steps come before the others, and how often each is chosen then, beside the others.
 */
export const kinds = {
  /** Few people, to whom everything happens. */
  small: {
    people: 9, first: 5, seats: [2, 3, 20], dawdles: 0, before: [],
    weights: {
      hire: 6, assign: 9, wait: 8, remove: 5, prefer: 3, withdraw: 2, reprocess: 2, move: 4, fire: 3, rehire: 4, purge: 1,
      found: 4, join: 9, leave: 4, nest: 4, unnest: 2, members: 3, memberships: 6, license: 8, unlicense: 3, bestEffort: 2, includeNested: 3, dissolve: 1, refound: 2,
      allot: 8, reallot: 8, unallot: 1,
      change: 8, file: 4, undo: 12, buy: 4, resize: 5, pass: 2, renew: 3, cancel: 2, plan: 2, lock: 1, giveUp: 1,
    },
  },
  /** Changes of many are not made at a stretch, and are stopped half way. */
  crowd: {
    people: 40, first: 40, seats: [12, 35, 200], dawdles: 4,
    before: ['found', 'found', 'memberships', 'license', 'license', 'interrupt', 'interrupt'],
    weights: {
      interrupt: 20, interruptUndo: 10, change: 1, undo: 1, wait: 2, move: 1, rehire: 1, nest: 1, memberships: 3, license: 2, includeNested: 1, allot: 1, reallot: 1, resize: 3, pass: 1,
    },
  },
};

/** What there is at the beginning: each product, with few seats or many, and some people. */
export async function begin(world, { first, seats }) {
  for (const sku of skus) {
    await buy(world, sku, world.random.pick(seats));
  }
  await importMany(world, first);
}
