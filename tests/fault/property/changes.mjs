// Changes of many users and undo, as docs/api.md has them: what is asked of each, and what comes of it.

import { products } from './catalog.mjs';
import { find, holds, holdsSeat, isSame, sameOff, sorted } from './rules.mjs';

// What is asked of one user. Each answers a request, or { isSame } where nothing is asked.

const asked = (request) => ((request.add ?? []).length + (request.remove ?? []).length > 0 ? request : { isSame: true });

const hasAny = (user, sku) => user.paths.some((path) => path.sku === sku);

const heldDirectly = (user, sku) => { const path = find(user.paths, sku); return path && holds(path) ? path : undefined; };

export const asks = {
  add: ({ add }) => asked({ add }),
  remove: ({ remove }, user) => asked({ remove: remove.filter((sku) => hasAny(user, sku)) }),
  replace: ({ add }, user) => asked({
    add, remove: user.paths.filter(({ source, sku }) => source === 'direct' && !add.some((item) => item.sku === sku)).map(({ sku }) => sku),
  }),
  swap: ({ from, to, off }, user) => {
    const held = heldDirectly(user, from);
    if (!held && (find(user.paths, from) || !hasAny(user, from))) {
      return { isSame: true };
    }
    const carried = held && products.get(to).plans.filter((plan) => off.includes(plan) || held.off.includes(plan));
    return { remove: [from], add: held && !heldDirectly(user, to) ? [{ sku: to, off: carried }] : [] };
  },
  setPlans: ({ sku, enable, disable }, user) => {
    const held = heldDirectly(user, sku);
    const off = held && sorted(new Set([...held.off, ...disable].filter((plan) => !enable.includes(plan))));
    return held && !sameOff(off, held.off) ? { add: [{ sku, off }] } : { isSame: true };
  },
};

// Undo

const told = (log, first, last) => ({ before: log[first].before, after: log[last].after });

/** What an operation's log has of something, from before the first to after the last change of it; undefined: nothing. */
function did(log, what, is) {
  const at = log.map((entry, i) => (entry.what === what && is(entry) ? i : -1)).filter((i) => i >= 0);
  return at.length > 0 ? told(log, at[0], at.at(-1)) : undefined;
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

const productsOf = (log) => [...new Set(log.filter(({ what }) => what !== 'join').map(({ sku }) => sku))];

/** What takes back what the operation did to a user. `since` are the logs of later operations. */
function askUser(model, user, log, since) {
  if (user.isDeleted || user.isGone) {
    return { refusal: 'userGone' };
  }
  const request = together(productsOf(log).map((sku) => askProduct(user, sku, did(log, 'path', (entry) => entry.sku === sku),
    did(log, 'place', (entry) => entry.sku === sku), { path: find(user.paths, sku), place: model.place(user, sku, 'direct') })));
  const joins = [];
  for (const group of request.refusal ? [] : new Set(log.filter(({ what }) => what === 'join').map((entry) => entry.group))) {
    const { before, after } = did(log, 'join', (entry) => entry.group === group);
    if (before !== after && group.members.has(user) !== before) {
      if (group.isDeleted) {
        return { refusal: 'groupGone' };
      }
      if (since.some((entry) => entry.what === 'join' && entry.user === user && entry.group === group)) {
        return { refusal: 'changedSince' };
      }
      joins.push({ group, isIn: before });
    }
  }
  return { ...request, joins };
}

/** What takes back what the operation did to a group. */
function askGroup(group, log) {
  if (group.isDeleted) {
    return { refusal: 'groupGone' };
  }
  const asPath = (off) => off && { off, state: 'Active' };
  return together(productsOf(log).map((sku) => {
    const { before, after } = did(log, 'license', (entry) => entry.sku === sku);
    return askProduct(group, sku, { before: asPath(before), after: asPath(after) }, undefined, { path: asPath(group.licenses.get(sku)) });
  }));
}

/** What takes an operation back: users and groups, the last changed first. */
export function itemsOfUndo(model, operation) {
  const { log } = operation;
  const since = model.operations.slice(model.operations.indexOf(operation) + 1).flatMap((later) => later.log);
  const backwards = (key) => [...new Set([...log].reverse().filter(({ what }) => (what === 'license') === (key === 'group')).map((entry) => entry[key]))];
  return [
    ...backwards('user').map((user) => ({ user, ask: () => askUser(model, user, log.filter((entry) => entry.user === user && entry.what !== 'license'), since) })),
    ...backwards('group').map((group) => ({ group, ask: () => askGroup(group, log.filter((entry) => entry.group === group && entry.what === 'license')) })),
  ];
}

// What comes of it

const isNothing = ({ isSame: same, add = [], remove = [], joins = [] }) => same || add.length + remove.length + joins.length === 0;

/** 'changed', 'unchanged', or 'refused' and the code of the first rule that stands against it. */
function outcome(request, decision, isChange) {
  if (request.refusal) {
    return `refused ${request.refusal}`;
  }
  if (decision?.violations.length > 0) {
    return `refused ${decision.violations[0]}`;
  }
  return isChange ? 'changed' : 'unchanged';
}

const hasJoins = ({ joins = [] }) => joins.length > 0;

/** Decides each item without doing anything: the seats that those before it would move count, and what comes free goes to who waits. */
export function rehearse(model, items) {
  const moved = new Map();
  const waiting = new Map([...model.lines].map(([sku, line]) => [sku, new Set(line.map(({ user }) => user)).size]));
  return items.map(({ user, group, ask }) => {
    const request = ask();
    if (request.refusal || isNothing(request)) {
      return outcome(request, undefined, false);
    }
    if (group) {
      return outcome(request, model.decideTemplate(group, request), true);
    }
    const decision = model.decide(user, request, (sku) => moved.get(sku) ?? 0);
    if (decision.violations.length === 0) {
      for (const sku of products.keys()) {
        const delta = holdsSeat(decision.paths, sku) - holdsSeat(user.paths, sku);
        if (delta < 0 && waiting.get(sku) > 0) {
          waiting.set(sku, waiting.get(sku) - 1);
        } else {
          moved.set(sku, (moved.get(sku) ?? 0) + delta);
        }
      }
    }
    return outcome(request, decision, !isSame(user.paths, decision.paths) || decision.waits.length > 0 || hasJoins(request));
  });
}

function make(model, { user, group, ask }) {
  const request = ask();
  if (request.refusal || isNothing(request)) {
    return outcome(request, undefined, false);
  }
  if (group) {
    return outcome(request, model.license(group, request), true);
  }
  const before = user.paths;
  const decision = model.apply(user, request);
  if (decision.violations.length === 0) {
    (request.joins ?? []).forEach((join) => model.join(join.group, user, join.isIn));
  }
  return outcome(request, decision, !isSame(before, decision.paths) || decision.waits.length > 0 || hasJoins(request));
}

/**
 * Makes a change of many: { mode, isPreview }. Returns { state, outcomes }. All or nothing: one refusal beforehand, and nothing is done; one on
 * the way, and what was done is taken back.
 */
export function makeChange(model, items, { mode = 'bestEffort', isPreview = false }) {
  const expected = rehearse(model, items);
  const isRefused = (text) => text.startsWith('refused');
  if (isPreview) {
    return { state: 'finished', outcomes: expected };
  }
  if (mode === 'allOrNothing' && expected.some(isRefused)) {
    return { state: 'failed', outcomes: expected.map((text) => (isRefused(text) ? text : 'skipped')) };
  }
  const outcomes = [];
  const parts = [];
  for (const item of items) {
    const first = model.log.length;
    outcomes.push(make(model, item));
    parts.push({ item, log: model.log.slice(first) });
    if (mode === 'allOrNothing' && isRefused(outcomes.at(-1))) {
      turnBack(model, parts, outcomes);
      return { state: 'failed', outcomes: items.map((_, i) => outcomes[i] ?? 'skipped') };
    }
  }
  return { state: 'finished', outcomes };
}

/** Takes back what was done of a change, the last first; what cannot be stays changed. */
function turnBack(model, parts, outcomes) {
  for (let i = parts.length - 1; i >= 0; i--) {
    const { item: { user, group }, log } = parts[i];
    if (outcomes[i] === 'changed') {
      const ask = () => (group ? askGroup(group, log.filter((entry) => entry.group === group && entry.what === 'license'))
        : askUser(model, user, log.filter((entry) => entry.user === user && entry.what !== 'license'), []));
      outcomes[i] = make(model, { user, group, ask }).startsWith('refused') ? 'changed' : 'reverted';
    }
  }
}
