// What is bought, renewed, given up, and how time passes.

import assert from 'node:assert/strict';

import { day } from '../../../lib/clock.mjs';
import { skus } from '../catalog.mjs';
import { cancelled, change, offers, renewed } from '../purchases.mjs';
import { part } from './common.mjs';

const PURCHASES = 3; // of one product, at a time

/** A date in days, at an hour that no other purchase has. */
const endIn = (world, days, number) => Math.round((world.clock.now() + days * day) / day) * day + number * 3_600_000;

const asDate = (time) => new Date(time).toISOString();

export async function buy(world, sku, seats) {
  const { model, random } = world;
  const number = ++world.made;
  const offer = random.pick(Object.keys(offers));
  const months = random.pick([1, 12, 12]);
  const isRecurring = random.chance(30);
  const ends = endIn(world, 2 + random.below(200), number);
  const answer = await world.send('POST', '/api/v1/subscriptions', { sku, totalLicenses: seats, offer, term: months === 1 ? 'P1M' : 'P1Y', endDate: asDate(ends),
    recurringBilling: isRecurring });
  assert.equal(answer.status, 201, answer.text);
  const purchase = { number, id: answer.body.id, sku, seats: 0, status: 'Enabled', offer, months, isRecurring, starts: Date.parse(answer.body.startDate),
    since: world.clock.now(), ends, isOver: false };
  model.purchases.push(purchase);
  change(model, purchase, { seats });
  return purchase;
}

const purchasesIn = (world, ...status) => world.model.purchases.filter((one) => status.includes(one.status));

async function patchPurchase(world, purchase, body, values) {
  const answer = await world.send('PATCH', `/api/v1/subscriptions/${purchase.id}`, body);
  assert.equal(answer.status, 200, answer.text);
  change(world.model, purchase, values);
}

export const purchases = {
  async buy(world) {
    const sku = world.random.pick(skus);
    if (world.model.purchases.filter((one) => one.sku === sku && one.status !== 'Deleted').length >= PURCHASES) {
      return undefined;
    }
    const seats = 1 + world.random.below(4);
    await buy(world, sku, seats);
    return `${part(sku)} ${seats}`;
  },

  async resize(world) {
    const purchase = world.random.pick(purchasesIn(world, 'Enabled', 'Warning'));
    if (!purchase) {
      return undefined;
    }
    const { model } = world;
    const seats = 1 + world.random.below(6);
    const isTooFew = seats < purchase.seats && model.capacity(purchase.sku) - purchase.seats + seats < model.consumed(purchase.sku);
    if (isTooFew) {
      const answer = await world.send('PATCH', `/api/v1/subscriptions/${purchase.id}`, { totalLicenses: seats });
      assert.deepEqual([answer.status, answer.body.error?.details?.[0].code], [400, 'CountViolation'], answer.text);
    } else {
      await patchPurchase(world, purchase, { totalLicenses: seats }, { seats });
    }
    return `${part(purchase.sku)} ${seats}`;
  },

  /** Time goes on: to the next step of a purchase, or not so far. */
  async pass(world) {
    const moment = world.nextMoment();
    const now = world.clock.now();
    if (moment === undefined) {
      return undefined;
    }
    const time = world.random.chance(75) ? moment + 5000 : now + (moment - now) / 2;
    await world.moveTo(time);
    return `${Math.round((time - now) / day)} days: ${world.model.purchases.map(({ sku, status }) => `${part(sku)} ${status}`)}`;
  },

  async renew(world) {
    const purchase = world.random.pick(purchasesIn(world, 'Enabled', 'Warning', 'Suspended', 'Deleted'));
    if (!purchase) {
      return undefined;
    }
    const { status, number, sku } = purchase;
    const ends = world.random.chance(60) ? endIn(world, 20 + world.random.below(300), number) : undefined;
    const answer = await world.send('POST', `/api/v1/subscriptions/${purchase.id}/renew`, ends ? { endDate: asDate(ends) } : {});
    assert.equal(answer.status, status === 'Deleted' ? 400 : 200, answer.text); // L-05
    if (status !== 'Deleted') {
      change(world.model, purchase, renewed(purchase, ends, world.clock.now()));
      assert.equal(answer.body.endDate, asDate(purchase.ends).replace('.000', ''));
    }
    return `${part(sku)}, which was ${status}`;
  },

  async cancel(world) {
    const purchase = world.random.pick(world.model.purchases.filter(({ isOver }) => !isOver));
    if (!purchase) {
      return undefined;
    }
    const { status, sku } = purchase;
    const after = cancelled(purchase, world.clock.now());
    const answer = await world.send('POST', `/api/v1/subscriptions/${purchase.id}/cancel`);
    assert.equal(answer.status, after ? 200 : 400, answer.text);
    change(world.model, purchase, after ?? {});
    return `${part(sku)}, which was ${status}: ${JSON.stringify(after)}`;
  },

  /** What the next term is to have, and whether there is one (L-02, R-11). */
  async plan(world) {
    const purchase = world.random.pick(purchasesIn(world, 'Enabled'));
    if (!purchase) {
      return undefined;
    }
    const seatsAtRenewal = world.random.chance(60) ? 1 + world.random.below(5) : undefined;
    const isRecurring = world.random.chance(70);
    await patchPurchase(world, purchase, { recurringBilling: isRecurring, licensesAtRenewal: seatsAtRenewal ?? null }, { isRecurring, seatsAtRenewal });
    return `${part(purchase.sku)} ${isRecurring} ${seatsAtRenewal}`;
  },

  async lock(world) {
    const purchase = world.random.pick(purchasesIn(world, 'Enabled', 'LockedOut'));
    if (!purchase || (purchase.status === 'LockedOut' && purchase.ends <= world.clock.now())) {
      return undefined;
    }
    const status = purchase.status === 'Enabled' ? 'LockedOut' : 'Enabled';
    await patchPurchase(world, purchase, { status }, { status, since: world.clock.now() });
    return `${part(purchase.sku)} ${status}`;
  },

  async giveUp(world) {
    const purchase = world.random.pick(purchasesIn(world, 'Enabled', 'Warning', 'Suspended', 'LockedOut'));
    if (!purchase) {
      return undefined;
    }
    assert.equal((await world.send('DELETE', `/api/v1/subscriptions/${purchase.id}`)).status, 204);
    change(world.model, purchase, { status: 'Deleted', since: world.clock.now() });
    return part(purchase.sku);
  },
};
