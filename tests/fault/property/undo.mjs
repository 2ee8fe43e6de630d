// Undo, as docs/api.md has it: what is asked of each to take back what an operation did.

import { wouldContainItself } from './nesting.mjs';
import { find, holds, sameOff } from './rules.mjs';

/** What an operation's log has of something, from before the first to after the last change of it; undefined: nothing. */
function did(log, is) {
  const entries = log.filter(is);
  return entries.length > 0 ? { ...entries[0], after: entries.at(-1).after } : undefined;
}

const isWanted = (path) => path !== undefined && !holds(path);

const samePath = (a, b) => (a && b ? sameOff(a.off, b.off) && isWanted(a) === isWanted(b) : !a && !b);

const samePlace = (a, b) => (a && b ? a.rank === b.rank : !a && !b);

/** What takes back what was done to one product of a user: { add } or { remove }, { refusal }, or nothing. */
function askProduct(user, sku, path, place, now) {
  if ((!path || samePath(path.before, path.after)) && (!place || samePlace(place.before, place.after))) {
    return {};
  }
  const looksAtPlace = place || isWanted(path?.before) || isWanted(path?.after);
  const isAs = (side) => (!path || samePath(now.path, path[side])) && (!place || samePlace(looksAtPlace && now.place, place[side]));
  if (isAs('before')) {
    return {};
  }
  if (!isAs('after')) {
    return { refusal: 'changedSince' };
  }
  if (path && isWanted(path.before) && path.after && !isWanted(path.after)) {
    return { refusal: 'seatGiven' };
  }
  const back = path ? path.before : now.path;
  if (!back) {
    return { remove: sku };
  }
  const terms = place?.before ? { ...place.before, isOld: true } : isWanted(path?.before) ? { isOld: true } : undefined;
  return { add: { sku, off: back.off, terms } };
}

/** Adds up what is asked of the products. */
function together(list) {
  const refusal = list.find((one) => one.refusal)?.refusal;
  return refusal ? { refusal } : { add: list.flatMap(({ add }) => add ?? []), remove: list.flatMap(({ remove }) => remove ?? []) };
}

const productsOf = (log) => [...new Set(log.filter(({ sku }) => sku).map(({ sku }) => sku))];

/** Whom an entry of a log is about: a user, or a group that gives something, or that is in another. */
const subject = ({ what, user, group, inner }) => ({ path: user, place: user, join: user, license: group, nest: inner }[what]);

/** What takes memberships back: { joins }, as changeMembers() takes them, or { refusal }. */
function askJoins(model, who, log, since, now) {
  const joins = [];
  const isAbout = (entry, group) => ['join', 'nest'].includes(entry.what) && subject(entry) === who && entry.group === group;
  for (const group of new Set(log.filter(({ what }) => ['join', 'nest'].includes(what)).map((entry) => entry.group))) {
    const { what, before, after } = did(log, (entry) => isAbout(entry, group));
    const list = what === 'join' ? group.members : group.inner;
    if (before !== after && list.has(who) !== before) {
      const refusal = group.isDeleted ? 'groupGone' : since.some((entry) => isAbout(entry, group)) ? 'changedSince'
        : before && what === 'nest' && wouldContainItself(group, who, now) ? 'groupInItself' : undefined; // D-17
      if (refusal) {
        return { refusal };
      }
      joins.push({ group, isIn: before, [what === 'join' ? 'user' : 'inner']: who });
    }
  }
  return { joins };
}

/** What takes back what the operation did to a user. `since` are the logs of later operations. */
function askUser(model, user, log, since, now) {
  if (user.isDeleted || user.isGone) {
    return { refusal: 'userGone' };
  }
  const request = together(productsOf(log).map((sku) => askProduct(user, sku, did(log, (entry) => entry.what === 'path' && entry.sku === sku),
    did(log, (entry) => entry.what === 'place' && entry.sku === sku), { path: find(user.paths, sku), place: model.place(user, sku, 'direct') })));
  return request.refusal ? request : { ...request, ...askJoins(model, user, log, since, now) };
}

/** What takes back what the operation did to a group: to what it gives, and to where it is a member. */
function askGroup(model, group, log, since, now) {
  if (group.isDeleted) {
    return { refusal: 'groupGone' };
  }
  const asPath = (off) => off && { off, state: 'Active' };
  const request = together(productsOf(log).map((sku) => {
    const { before, after } = did(log, (entry) => entry.sku === sku);
    return askProduct(group, sku, { before: asPath(before), after: asPath(after) }, undefined, { path: asPath(group.licenses.get(sku)) });
  }));
  return request.refusal ? request : { ...request, ...askJoins(model, group, log, since, now) };
}

const isUser = (who) => who.paths !== undefined;

/** What takes back what a log has of somebody. */
function itemOf(model, who, log, since, now) {
  const own = log.filter((entry) => subject(entry) === who);
  return isUser(who) ? { user: who, ask: () => askUser(model, who, own, since(), now()) } : { group: who, ask: () => askGroup(model, who, own, since(), now()) };
}

/** What takes an operation back: users and then groups, the last changed first. */
export function itemsOfUndo(model, operation, now) {
  const since = () => model.operations.filter(({ number }) => number > operation.number).flatMap(({ log }) => log);
  const backwards = [...new Set([...operation.log].reverse().map(subject))];
  return [...backwards.filter(isUser), ...backwards.filter((who) => !isUser(who))].map((who) => itemOf(model, who, operation.log, since, now));
}

/** What takes back what a change has just done to one of its users or groups. */
export const itemOfPart = (model, { user, group }, log, now) => itemOf(model, user ?? group, log, () => [], now);
