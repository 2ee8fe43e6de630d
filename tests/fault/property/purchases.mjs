// The life of purchases (docs/life-cycle.md): each state has its days, and each step its date.
//
// A purchase is { number, id, sku, seats, status, offer, months, isRecurring, seatsAtRenewal, starts, ends, since, isOver }, months those of a term.

import { day } from '../../lib/clock.mjs';
import { inOrder } from './model.mjs';
import { skus } from './catalog.mjs';

/** Days of Expired and of Disabled, by offer. */
export const offers = { Standard: [30, 90], Volume: [90, 30], Enterprise: [30, 90], OpenValue: [30, 90], Partner: [0, 90], VolumeEnterprise: [0, 150] };

const LAPSE_DAYS = 90;
const CANCEL_DAYS = 7;

/** So many months later, on the same day, or the last of a month that has no such day: the day is that on which the first term began. */
function addMonths(time, months, first) {
  const date = new Date(time);
  const lastDay = (month) => new Date(Date.UTC(date.getUTCFullYear(), month + 1, 0)).getUTCDate();
  const isLast = date.getUTCDate() === lastDay(date.getUTCMonth());
  const wanted = isLast ? Math.max(date.getUTCDate(), new Date(first).getUTCDate()) : date.getUTCDate();
  const month = date.getUTCMonth() + months;
  return Date.UTC(date.getUTCFullYear(), month, Math.min(wanted, lastDay(month))) + time % day;
}

/** What the next term makes of a purchase: a later end, and the number of seats that was wanted for it. */
const term = ({ ends, months, starts, seats, seatsAtRenewal }) =>
  ({ ends: addMonths(ends, months, starts), seats: seatsAtRenewal ?? seats, seatsAtRenewal: undefined });

/** The next step of a purchase: { at, after: what of it changes then }, or undefined. */
export function nextStep(purchase) {
  const { status, offer, since, ends, isOver, isRecurring } = purchase;
  const [grace, disabled] = offers[offer];
  const turn = (at, to) => ({ at, after: { status: to, since: at } });
  switch (status) {
    case 'Enabled': return isRecurring ? { at: Math.max(ends, since), after: term(purchase) } // L-02
      : turn(Math.max(ends, since), grace > 0 ? 'Warning' : 'Suspended'); // L-01
    case 'Warning': return turn(since + grace * day, 'Suspended');
    case 'Suspended': return turn(since + disabled * day, 'Deleted');
    case 'Deleted': return isOver ? undefined : { at: since + LAPSE_DAYS * day, after: { isOver: true } }; // L-06
    default: return undefined; // LockedOut: until somebody opens it
  }
}

/** L-05: what renewing makes of a purchase, until `wanted` or by whole terms: also one that is expired or disabled. */
export function renewed(purchase, wanted, now) {
  const { status, since } = purchase;
  const isEnabled = status === 'Enabled';
  let { ends } = isEnabled ? term(purchase) : purchase;
  while (ends <= now) {
    ({ ends } = term({ ...purchase, ends }));
  }
  return { ...term(purchase), ends: wanted ?? ends, status: 'Enabled', since: isEnabled ? since : now };
}

/** L-02, L-03: what cancelling makes of a purchase; undefined: it cannot be. */
export function cancelled({ status, months, starts, ends, isRecurring }, now) {
  const began = Math.max(starts, addMonths(ends, -months, starts));
  if (status === 'Warning' || (status === 'Enabled' && (months === 1 || (began <= now && now <= began + CANCEL_DAYS * day)))) {
    return { status: 'Suspended', since: now };
  }
  return status === 'Enabled' && isRecurring ? { isRecurring: false } : undefined;
}

/** L-06, L-07: whether some purchase keeps the licences of a product. */
const isKept = (model, sku) => model.purchases.some((one) => one.sku === sku && !(one.status === 'Deleted' && one.isOver));

/** L-06: nothing is left of a product, so groups give it no more and everybody loses it, but for what something else needs. */
function lapse(model, sku) {
  const gone = skus.filter((one) => model.purchases.some((purchase) => purchase.sku === one) && !isKept(model, one));
  model.groups.forEach(({ licenses }) => gone.forEach((one) => licenses.delete(one)));
  for (const user of model.living.filter(({ paths }) => paths.some((path) => path.sku === sku))) {
    model.settle(user);
    const list = () => inOrder(user.paths.filter((path) => path.source === 'direct' && gone.includes(path.sku))).map((path) => path.sku);
    const take = (remove) => model.apply(user, { remove }).violations.length === 0;
    if (list().length > 0 && !take(list())) {
      while (list().some((one) => take([one])));
    }
  }
}

/** Changes a purchase; what there is more of goes to who waits (D-08). */
export function change(model, purchase, values) {
  const before = model.capacity(purchase.sku);
  Object.assign(purchase, values);
  if (model.capacity(purchase.sku) > before) {
    model.serve(purchase.sku);
  }
}

/** The next step of all, or undefined: { at, purchase, ... }. */
export function next(model) {
  return model.purchases.map((purchase) => ({ purchase, ...nextStep(purchase) })).filter(({ at }) => at !== undefined).sort((a, b) => a.at - b.at)[0];
}

/** Takes every step that is due. */
export function turn(model, now) {
  for (let step = next(model); step && step.at <= now; step = next(model)) {
    const { purchase, after } = step;
    change(model, purchase, after);
    if (after.isOver && !isKept(model, purchase.sku)) {
      lapse(model, purchase.sku);
    }
  }
}
