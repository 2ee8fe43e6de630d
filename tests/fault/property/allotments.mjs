// Allotments: how many seats of a product the members of some groups take together by these groups.
//
// An allotment is { number, name, id, sku, limit, groups: Set of numbers of groups }; a group stands in at most one of a product.

import { holds } from './rules.mjs';

const isOf = (allotment, sku, source) => allotment.sku === sku && allotment.groups.has(source);

export const allotmentOf = (model, sku, source) => model.allotments.find((one) => isOf(one, sku, source));

/** Whether somebody with these paths counts in it: once, however many of its groups give him a seat. */
export const counts = (paths, allotment) => paths.some((path) => holds(path) && isOf(allotment, path.sku, path.source));

export const taken = (model, allotment) => model.living.filter(({ paths }) => counts(paths, allotment)).length;

export const isFull = (model, allotment) => taken(model, allotment) >= allotment.limit;

/** Whether somebody finds room to take a product by a group. */
export function hasRoom(model, paths, sku, source) {
  const allotment = allotmentOf(model, sku, source);
  return !allotment || counts(paths, allotment) || !isFull(model, allotment);
}

/** Whether who stands there waits for room, whatever seats come free. */
export function isShutOut(model, sku, { source }) {
  const allotment = allotmentOf(model, sku, source);
  return allotment !== undefined && isFull(model, allotment);
}

/** The products of which somebody gives room back. */
export const roomFreed = (model, before, after) =>
  model.allotments.filter((one) => counts(before, one) && !counts(after, one)).map(({ sku }) => sku);
