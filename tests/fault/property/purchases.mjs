// The life of purchases (docs/life-cycle.md): each state has its days, and each step its date.

import { day } from '../../lib/clock.mjs';
import { inOrder } from './model.mjs';
import { skus } from './catalog.mjs';

/** Days of Expired and of Disabled, by offer. */
export const offers = { Standard: [30, 90], Volume: [90, 30], OpenValue: [30, 90], Partner: [0, 90], VolumeEnterprise: [0, 150] };

const LAPSE_DAYS = 90;

/** The next step of a purchase: { at, status }, or undefined. */
export function nextStep({ status, offer, since, ends, isOver }) {
  const [grace, disabled] = offers[offer];
  switch (status) {
    case 'Enabled': return { at: Math.max(ends, since), status: grace > 0 ? 'Warning' : 'Suspended' };
    case 'Warning': return { at: since + grace * day, status: 'Suspended' };
    case 'Suspended': return { at: since + disabled * day, status: 'Deleted' };
    case 'Deleted': return isOver ? undefined : { at: since + LAPSE_DAYS * day, isOver: true };
    default: return undefined; // LockedOut: until somebody opens it
  }
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
    const { purchase, status, isOver = false } = step;
    change(model, purchase, isOver ? { isOver } : { status, since: step.at });
    if (isOver && !isKept(model, purchase.sku)) {
      lapse(model, purchase.sku);
    }
  }
}
