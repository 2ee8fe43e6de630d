// Changes of many users, as docs/api.md has them: what is asked of each, and what comes of it, also half way.

import { products } from './catalog.mjs';
import { find, holds, holdsSeat, isSame, sameOff, sorted } from './rules.mjs';
import { itemOfPart } from './undo.mjs';

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

function make(model, { user, group, ask }, now) {
  const request = ask();
  if (request.refusal || isNothing(request)) {
    return outcome(request, undefined, false);
  }
  const before = user?.paths;
  const decision = group ? model.license(group, request) : model.apply(user, request);
  if (decision.violations.length === 0 && hasJoins(request)) {
    model.changeMembers(request.joins, now());
  }
  return outcome(request, decision, group || !isSame(before, decision.paths) || decision.waits.length > 0 || hasJoins(request));
}

const isRefused = (text) => text.startsWith('refused');

/**
 * A change of many on its way: goes as far as it is told, user by user. All or nothing: one refusal beforehand, and nothing is done; one
 * on the way, or when it is cancelled, and what was done is taken back.
 */
export class Making {
  outcomes = []; // of those whose turn it was
  parts = []; // what was done to each of them
  log = []; // all of it
  state = 'applying';

  constructor(model, items, mode, now) {
    Object.assign(this, { model, items, mode, now });
    this.expected = mode === 'allOrNothing' ? rehearse(model, items) : [];
    if (this.expected.some(isRefused)) {
      this.state = 'failed';
      this.outcomes = this.expected.map((text) => (isRefused(text) ? text : 'skipped'));
    }
  }

  /** Does something that belongs to the change, whatever else is being done. */
  #within(action) {
    const { log } = this.model;
    this.model.log = [];
    const result = action();
    const own = this.model.log;
    this.log.push(...own);
    this.model.log = log;
    return { result, own };
  }

  /** Has the turn of everybody up to number `count` come. */
  goTo(count) {
    while (this.state === 'applying' && this.outcomes.length < count) {
      const { result, own } = this.#within(() => make(this.model, this.items[this.outcomes.length], this.now));
      this.outcomes.push(result);
      this.parts.push(own);
      if (this.mode === 'allOrNothing' && isRefused(result)) {
        this.#turnBack();
        this.state = 'failed';
      }
    }
  }

  /** Takes back what was done, the last first; what cannot be stays changed. */
  #turnBack() {
    for (let i = this.parts.length - 1; i >= 0; i--) {
      if (this.outcomes[i] === 'changed') {
        const { result } = this.#within(() => make(this.model, itemOfPart(this.model, this.items[i], this.parts[i], this.now), this.now));
        this.outcomes[i] = isRefused(result) ? 'changed' : 'reverted';
      }
    }
  }

  /** Somebody ends it where it is. */
  cancel() {
    if (this.state === 'applying') {
      if (this.mode === 'allOrNothing') {
        this.#turnBack();
      }
      this.state = 'cancelled';
    }
    return this.end();
  }

  /** Whose turn has not come is skipped. Returns { state, outcomes, log }. */
  end() {
    this.state = this.state === 'applying' ? 'finished' : this.state;
    this.model.runTasks();
    return { state: this.state, outcomes: this.items.map((_, i) => this.outcomes[i] ?? 'skipped'), log: this.log };
  }
}

/** Makes a whole change of many. Returns what Making.end() does; of a preview what would come of it. */
export function makeChange(model, items, { mode = 'bestEffort', isPreview = false, now }) {
  if (isPreview) {
    return { state: 'finished', outcomes: rehearse(model, items), log: [] };
  }
  const making = new Making(model, items, mode, now);
  making.goTo(items.length);
  return making.end();
}
