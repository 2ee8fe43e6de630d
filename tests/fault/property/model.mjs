// What an organisation is, as the rules have it: people, groups, purchases, and the lines for seats. No server is asked anything here.

import { hasRoom, isShutOut, roomFreed } from './allotments.mjs';
import { skus } from './catalog.mjs';
import { concerned, inTurn, memberSince, wouldContainItself } from './nesting.mjs';
import { decide, effective, find, holds, holdsSeat, isSame, isSamePath, settle } from './rules.mjs';

const order = (source) => (source === 'direct' ? 0 : source);

/** The order of a line (D-08): by priority, then by time, then whoever was made first. */
function compare(a, b) {
  return a.rank - b.rank || a.since - b.since || a.user.number - b.user.number || order(a.source) - order(b.source);
}

/** Places in the order of a line. */
export const inLine = (places) => [...places].sort(compare);

const AT_ONCE = 100; // changes of memberships in one call; more are followed by tasks

const waits = (path) => path.error === 'CountViolation' && path.state === 'Error';

export class Model {
  time = 0; // counts what was asked for: who waits for longer has the smaller one
  country = 'NL'; // of the organisation
  users = []; // { number, alias, id, location, paths, isDeleted, deletedAt, memory }
  groups = []; // { number, name, id, isBestEffort, licenses: Map of sku to off, … }: nesting.mjs
  purchases = []; // { number, sku, seats, status, offer, since, ends, isOver }: purchases.mjs
  allotments = []; // { number, name, id, sku, limit, groups }: allotments.mjs
  lines = new Map(skus.map((sku) => [sku, []])); // of { user, source, rank, since }
  operations = []; // { id, kind, log }: what can be taken back, the oldest first: changes.mjs
  log = []; // of the operation that is being made
  tasks = new Set(); // groups whose members are to be brought in line when it is over

  get living() { return this.users.filter(({ isDeleted }) => !isDeleted); }

  get livingGroups() { return this.groups.filter(({ isDeleted }) => !isDeleted); }

  // Seats

  /** Seats by status of their purchases. */
  seats(sku, ...statuses) {
    return this.purchases.filter((one) => one.sku === sku && statuses.includes(one.status)).reduce((sum, { seats }) => sum + seats, 0);
  }

  /** D-03: those in grace can be given. */
  capacity(sku) { return this.seats(sku, 'Enabled', 'Warning'); }

  /** a purchase that was deleted is none. */
  isOwned(sku) { return this.seats(sku, 'Enabled', 'Warning', 'Suspended', 'LockedOut') > 0; }

  /** */
  consumed(sku) { return this.living.filter(({ paths }) => holdsSeat(paths, sku)).length; }

  /** */
  capability(sku) {
    return ['Enabled', 'Warning', 'LockedOut', 'Suspended'].find((status) => this.seats(sku, status) > 0) ?? 'Deleted';
  }

  /**
   * What a decision about a user asks of the pools (rules.mjs). `placesOf` a product are those where he would stand in its line: seats go to who
   * stands there ahead of him. `moved` are seats that a rehearsal has moved before.
   */
  pools(user, placesOf, moved = () => 0) {
    const free = (sku) => {
      const left = Math.max(0, this.capacity(sku) - this.consumed(sku) - moved(sku));
      const standing = this.lines.get(sku).filter((place) => place.user === user);
      const would = placesOf(sku).map((place) => ({ user, ...place })).filter(({ source }) => !standing.some((place) => place.source === source));
      const [best] = [...standing, ...would].sort((a, b) => a.rank - b.rank || a.since - b.since);
      const isAhead = (place) => (place.rank - best.rank || place.since - best.since || place.user.number - user.number) < 0;
      const ahead = new Set(this.lines.get(sku).filter((place) => place.user !== user && isAhead(place) && !isShutOut(this, sku, place)).map((place) => place.user));
      return Math.max(0, left - ahead.size);
    };
    const room = (sku, source) => hasRoom(this, user.paths, sku, source);
    return { free, room, owned: (sku) => this.isOwned(sku), capacity: (sku) => this.capacity(sku), usable: (sku) => this.capacity(sku) > 0 };
  }

  // What is given

  /** Writes what a user has now; returns the products of which a seat came free, or room in an allotment. */
  write(user, after) {
    const before = user.paths;
    for (const was of before) {
      const now = find(after, was.sku, was.source);
      if (waits(was) && !(now && waits(now))) {
        this.leaveLine(user, was.sku, was.source);
      }
    }
    for (const sku of new Set([...before, ...after].filter(({ source }) => source === 'direct').map((path) => path.sku))) {
      const [was, now] = [find(before, sku), find(after, sku)];
      if ((was || now) && !isSamePath(was, now)) {
        this.log.push({ what: 'path', user, sku, before: was && { ...was }, after: now && { ...now } });
      }
    }
    user.paths = after;
    return [...skus.filter((sku) => holdsSeat(before, sku) && !holdsSeat(after, sku)), ...roomFreed(this, before, after)];
  }

  place(user, sku, source) { return this.lines.get(sku).find((place) => place.user === user && place.source === source); }

  leaveLine(user, sku, source) {
    const place = this.place(user, sku, source);
    if (place) {
      this.setPlace(user, sku, source, undefined);
    }
  }

  /** Changes where somebody stands; `after` is { rank, since }, or undefined for nowhere. */
  setPlace(user, sku, source, after) {
    const before = this.place(user, sku, source);
    const line = this.lines.get(sku).filter((place) => place !== before);
    this.lines.set(sku, after ? inLine([...line, { user, source, ...after }]) : line);
    if (source === 'direct') {
      const told = (place) => place && { rank: place.rank, since: place.since };
      this.log.push({ what: 'place', user, sku, before: told(before), after: told(after) });
    }
  }

  /** Decides what is asked of a user directly; `moved` as in pools(). */
  decide(user, request, moved) {
    const { rank = 0, since = this.time } = request.terms ?? {};
    return decide(user.paths, request, this.pools(user, () => [{ source: 'direct', rank, since }], moved), user.location);
  }

  /** Makes what is asked of a user directly, whole or not at all (D-10); returns the decision. */
  apply(user, request) {
    const decision = this.decide(user, request);
    if (decision.violations.length > 0) {
      return decision;
    }
    const inherits = user.paths.some(({ source }) => source !== 'direct');
    const freed = this.write(user, decision.paths);
    for (const { sku, terms = request.terms } of decision.waits) {
      const place = this.place(user, sku, 'direct');
      const after = { rank: terms.rank ?? place?.rank ?? 0, since: place?.since ?? terms.since ?? this.time };
      if (place?.rank !== after.rank) {
        this.setPlace(user, sku, 'direct', after);
      }
    }
    if (inherits) {
      this.settle(user);
    }
    freed.forEach((sku) => this.serve(sku));
    return decision;
  }

  /** Does apply() for one user by himself: a request that changes nothing has nothing follow from it. */
  assign(user, request) {
    const decision = this.decide(user, request);
    const isKept = ({ sku, terms = request.terms }) => [undefined, this.place(user, sku, 'direct')?.rank].includes(terms.rank) && this.place(user, sku, 'direct');
    return isSame(user.paths, decision.paths) && decision.waits.every(isKept) ? decision : this.apply(user, request);
  }

  /** What a user's groups want for him, the longest membership first (D-08). */
  memberships(user) {
    return this.livingGroups.filter(({ licenses }) => licenses.size > 0)
      .map((group) => ({ source: group.number, isBestEffort: group.isBestEffort, since: memberSince(group, user), licenses: group.licenses }))
      .filter((membership) => membership.since !== undefined).sort((a, b) => a.since - b.since || a.source - b.source);
  }

  /** Brings what a user inherits in line. */
  settle(user) {
    if (user.isDeleted) {
      return;
    }
    const memberships = this.memberships(user);
    const placesOf = (sku) => memberships.filter(({ licenses }) => licenses.has(sku)).map((one) => ({ source: one.source, rank: 0, since: one.since }));
    const before = user.paths;
    const after = settle(before, memberships, this.pools(user, placesOf), user.location ?? this.country);
    const freed = this.write(user, after);
    for (const path of after.filter(({ source }) => source !== 'direct').filter(waits)) {
      if (!this.place(user, path.sku, path.source)) {
        this.setPlace(user, path.sku, path.source, { rank: 0, since: memberships.find(({ source }) => source === path.source).since });
      }
    }
    before.filter((path) => path.source === 'direct' && waits(path) && !holdsSeat(before, path.sku) && holdsSeat(after, path.sku))
      .forEach(({ sku }) => this.tryWish(user, sku));
    freed.forEach((sku) => this.serve(sku));
  }

  /** It is his turn: he is given what he waits for directly, or told what else stands in the way by now. */
  tryWish(user, sku) {
    const path = find(user.paths, sku);
    if (!path || !waits(path)) {
      return;
    }
    const decision = this.decide(user, { add: [path] });
    const inherits = user.paths.some(({ source }) => source !== 'direct');
    const other = decision.violations.find((code) => code !== 'CountViolation');
    if (decision.violations.length === 0) {
      this.write(user, decision.paths);
      if (inherits) {
        this.settle(user);
      }
    } else if (other) {
      const error = other === 'UsageLocationMissing' ? 'ProhibitedInUsageLocationViolation' : other; // G-19
      this.write(user, user.paths.map((one) => (one === path ? { ...path, error } : one)));
    }
  }

  /** D-08: seats that are free go to who waits, in order; not to who waits for room in an allotment. */
  serve(sku) {
    for (let last; ;) {
      const next = this.lines.get(sku).find((place) => (!last || compare(place, last) > 0) && !isShutOut(this, sku, place));
      if (!next || this.capacity(sku) <= this.consumed(sku)) {
        return;
      }
      last = next;
      if (next.source === 'direct') {
        this.tryWish(next.user, sku);
      } else {
        this.settle(next.user);
      }
    }
  }

  holders(group) { return this.living.filter(({ paths }) => paths.some(({ source }) => source === group.number)); }

  /** Something about a group has changed: a task follows. Nobody is judged again for one that gives nothing. */
  follow(group) {
    if (group.licenses.size > 0 || this.holders(group).length > 0) {
      this.tasks.add(group);
    }
  }

  /** Who is in a group has changed: that concerns those above it, too (D-17). */
  followMembers(group) { [group, ...concerned(this.livingGroups, group)].forEach((one) => this.follow(one)); }

  /** What tasks do about groups: their members in the order in which they came, then who has something of it and is no member. */
  runTasks() {
    for (const group of this.tasks) {
      const members = inTurn(group);
      members.forEach((user) => this.settle(user));
      this.holders(group).filter((user) => !members.includes(user)).forEach((user) => this.settle(user));
    }
    this.tasks.clear();
  }

  /** G-10, D-04: what is asked of a group is decided as if somebody had it directly, but for seats and places. Returns the decision. */
  decideTemplate(group, { add = [], remove = [] }) {
    const paths = [...group.licenses].map(([sku, off]) => ({ sku, source: 'direct', off, state: 'Active', error: 'None' }));
    return decide(paths, { add, remove }, { free: () => 1, owned: (sku) => this.isOwned(sku), capacity: () => 1, usable: () => true }, 'NL');
  }

  /** Makes it, if it may be; returns the decision. */
  license(group, request) {
    const decision = this.decideTemplate(group, request);
    if (decision.violations.length === 0) {
      const after = new Map(decision.paths.map(({ sku, off }) => [sku, off]));
      const changed = skus.filter((sku) => String(group.licenses.get(sku)) !== String(after.get(sku)));
      changed.forEach((sku) => this.log.push({ what: 'license', group, sku, before: group.licenses.get(sku), after: after.get(sku) }));
      group.licenses = after;
      if (changed.length > 0) {
        this.follow(group);
      }
    }
    return decision;
  }

  /**
   * Makes changes of memberships, { group, isIn, user } or with a group { group, isIn, inner }; who is in, or out, already is left alone. All or
   * none: returns { done }, those that changed something, or { circle }, the first that cannot be (D-17). What people get is decided on the end
   * state (G-41), of who came at the same time in their order (D-08).
   */
  changeMembers(changes, now) {
    const kept = this.groups.map((group) => ({ group, members: new Map(group.members), inner: new Map(group.inner) }));
    const done = [];
    for (const change of changes) {
      const { group, isIn, user, inner } = change;
      if (isIn && inner && wouldContainItself(group, inner, now)) {
        kept.forEach(({ group: one, ...lists }) => Object.assign(one, lists));
        return { circle: change };
      }
      const list = inner ? group.inner : group.members;
      if (list.has(inner ?? user) !== isIn) {
        list.delete(inner ?? user);
        [inner ?? user].filter(() => isIn).forEach((who) => list.set(who, this.time));
        done.push(change);
      }
    }
    done.forEach(({ group, isIn, user, inner }) => this.log.push({ what: inner ? 'nest' : 'join', user, inner, group, before: !isIn, after: isIn }));
    const isLater = ({ inner }) => inner || changes.length > AT_ONCE;
    done.filter(isLater).forEach(({ group }) => this.followMembers(group));
    const users = new Set(done.filter((change) => !isLater(change)).map(({ user }) => user));
    [...users].sort((a, b) => a.number - b.number).forEach((user) => this.settle(user));
    return { done };
  }

  /** somebody is elsewhere; null: nobody knows where (D-18). */
  move(user, location) {
    if (user.location !== location) {
      user.location = location;
      this.settle(user);
    }
  }

  /** R-08, D-19: seats are free at once, what was given directly is remembered. */
  remove(user, now) {
    user.memory = user.paths.filter(({ source }) => source === 'direct').map((path) => ({ ...path, place: this.place(user, path.sku, 'direct') }));
    const freed = this.write(user, []);
    Object.assign(user, { isDeleted: true, deletedAt: now });
    freed.forEach((sku) => this.serve(sku));
  }

  /** D-19: what still fits comes back, each for itself; who waited, to his place. Returns how many came, wait, and did not. */
  restore(user) {
    const report = { restored: 0, waiting: 0, lost: 0 };
    user.isDeleted = false;
    for (const { sku, off, place } of inOrder(user.memory)) {
      const decision = this.apply(user, { add: [{ sku, off }], terms: place && { rank: place.rank, since: place.since, isOld: true } });
      report[decision.waits.length > 0 ? 'waiting' : decision.violations.length === 0 ? 'restored' : 'lost']++;
    }
    this.settle(user);
    return report;
  }

  /** direct paths that are not healthy are asked for again; all of them, or none. Returns the decision. */
  reprocess(user) {
    this.settle(user);
    return this.apply(user, { add: user.paths.filter(({ source, state }) => source === 'direct' && state !== 'Active'), terms: { isOld: true } });
  }

  // What shows

  /** D-09: how a path shows while no purchase of the product is of use. */
  stateOf(path) { return holds(path) && this.capacity(path.sku) === 0 ? 'Disabled' : path.state; }

  /** The plans that somebody has: Map of plan to the best state of the products that give it. */
  plansOf(user) {
    const best = ['Enabled', 'Warning', 'LockedOut', 'Suspended', 'Deleted'];
    const found = new Map();
    for (const path of user.paths.filter(holds)) {
      for (const plan of effective([path])) {
        const status = this.capability(path.sku);
        if (!found.has(plan) || best.indexOf(status) < best.indexOf(found.get(plan))) {
          found.set(plan, status);
        }
      }
    }
    return found;
  }
}

/** Paths in the order of the catalogue. */
export const inOrder = (paths) => [...paths].sort((a, b) => skus.indexOf(a.sku) - skus.indexOf(b.sku) || order(a.source) - order(b.source));
