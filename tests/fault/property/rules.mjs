// The rules about one person, from the specification: what may be asked for directly, and what groups give. Nothing here changes anything.
//
// A path is { sku, source, off, state, error }: source is 'direct' or the number of a group, off the plans that are off, in order.
// `pools` answers for a product: owned(sku), usable(sku), capacity(sku), and free(sku, places), how many seats are left for who has those places in the line;
// room(sku, group), whether he can have it by the group.

import { dependencies, exclusions, prohibited, products } from './catalog.mjs';

export const holds = ({ state }) => state !== 'Error';

const is = (sku, source) => (path) => path.sku === sku && path.source === source;

export const find = (paths, sku, source = 'direct') => paths.find(is(sku, source));

export const holdsSeat = (paths, sku) => paths.some((path) => path.sku === sku && holds(path));

export const sameOff = (a, b) => a.length === b.length && a.every((plan, i) => plan === b[i]);

export const sorted = (off) => [...off].sort();

const given = ({ sku, off }) => products.get(sku).plans.filter((plan) => !off.includes(plan));

/** the plans that are on, over all paths that hold a seat. */
export const effective = (paths) => new Set(paths.filter(holds).flatMap(given));

/** a plan comes on beside one that excludes it. */
function excluded(before, after) {
  return exclusions.some((group) => group.filter((plan) => after.has(plan)).length > 1 && group.some((plan) => after.has(plan) && !before.has(plan)));
}

/** the plans that are on and not allowed in a location. */
const forbidden = (item, location) => given(item).filter((plan) => prohibited.get(plan)?.includes(location));

/** what stands against adding products where somebody is; removing needs no location. */
function misplaced(wanted, add, location) {
  if (location === null) {
    return wanted.length > 0 ? ['UsageLocationMissing'] : [];
  }
  return add.flatMap((item) => forbidden(item, location).map(() => 'ProhibitedInUsageLocationViolation'));
}

/** the dependencies that are not met. */
const unmet = (plans) => dependencies.filter(({ plan, anyOf }) => plans.has(plan) && !anyOf.some((other) => plans.has(other)));

/** what was lacking before is not the doing of this. */
const newlyUnmet = (before, after) => unmet(after).filter((dependency) => !unmet(before).includes(dependency));

/**
 * Decides a direct request of who is in `location`, null: nobody knows: add is [{ sku, off, terms }], remove [sku]; terms, of each addition
 * or of all, says that it may wait for a seat (D-08). Returns { violations, paths, waits }: codes in the order of R-58, the paths afterwards, and which additions wait.
 */
export function decide(paths, { add: wanted = [], remove = [], terms = null }, pools, location) {
  const isOwned = (sku) => holdsSeat(paths, sku) || pools.owned(sku);
  const add = wanted.filter(({ sku }) => isOwned(sku));
  const end = (waits) => [
    ...paths.filter((path) => !(path.source === 'direct' && (remove.includes(path.sku) || add.some(({ sku }) => sku === path.sku)))),
    ...add.map((item) => ({
      sku: item.sku, source: 'direct', off: sorted(item.off),
      ...(waits.includes(item) ? { state: 'Error', error: 'CountViolation' } : { state: 'Active', error: 'None' }),
    })),
  ];
  const rules = (after) => [
    ...(excluded(effective(paths), effective(after)) ? ['MutuallyExclusiveViolation'] : []),
    ...newlyUnmet(effective(paths), effective(after)).map(() => 'DependencyViolation'),
  ];
  const first = [
    ...wanted.filter(({ sku }) => !isOwned(sku)).map(() => 'LicenseNotOwned'),
    ...remove.filter((sku) => !paths.some((path) => path.sku === sku)).map((sku) => (isOwned(sku) ? 'LicenseNotAssigned' : 'LicenseNotOwned')).sort().reverse(),
    ...remove.filter((sku) => !find(paths, sku) && paths.some((path) => path.sku === sku)).map(() => 'LicenseInherited'),
    ...misplaced(wanted, add, location),
  ];
  // a seat must be free for who has none; some subscription must be usable for who has none of his own.
  const lacking = add.filter(({ sku }) => {
    const direct = find(paths, sku);
    return !(direct && holds(direct)) && (holdsSeat(paths, sku) ? !pools.usable(sku) : pools.free(sku) === 0);
  });
  const mayWait = lacking.every((item) => (item.terms ?? terms) && (pools.capacity(item.sku) > 0 || (item.terms ?? terms).isOld));
  const waits = mayWait && first.length === 0 && rules(end([])).length === 0 ? lacking : [];
  const stillBroken = rules(end(waits)); // also without what the missing seats would bring
  if (first.length === 0 && stillBroken.length === 0 && lacking.length === waits.length) {
    return { violations: [], paths: end(waits), waits };
  }
  return { violations: [...first, ...lacking.map(() => 'CountViolation'), ...stillBroken], paths: end([]), waits: [] };
}

/** What groups give somebody, in rounds until nothing changes any more: see settle(). */
class Round {
  constructor(before, now, units, pools, location) {
    Object.assign(this, { before: effective(before), start: before, now, units, pools, location });
    this.wants = units.flat();
    this.kept = new Set(); // paths that nobody wants any more, but that something needs (G-13)
  }

  was(want) { return find(this.now, want.sku, want.source); }

  hasSeat(want) { const was = this.was(want); return Boolean(was && holds(was)); }

  isUnchanged(want) { return this.hasSeat(want) && sameOff(this.was(want).off, want.off); }

  /** What a unit is: all as wanted, something otherwise, or nothing yet. */
  kind(unit) {
    return unit.every((want) => this.isUnchanged(want)) ? 'kept' : unit.some((want) => this.hasSeat(want)) ? 'changed' : 'new';
  }

  /** G-17, G-19: what stands against a want when `plans` would be on. Where somebody is says nothing of what he has (D-18). */
  judge(want, plans) {
    const own = given(want);
    if (!this.isUnchanged(want) && forbidden(want, this.location).length > 0) {
      return 'ProhibitedInUsageLocationViolation';
    }
    const hasSeat = holdsSeat(this.start, want.sku) || this.wants.some((other) => other.isAccepted && other.sku === want.sku);
    const hasRoom = this.hasSeat(want) || this.pools.room(want.sku, want.source);
    if (!this.isUnchanged(want) && ((!hasSeat && this.pools.free(want.sku, want) === 0) || !hasRoom)) {
      return 'CountViolation';
    }
    if (exclusions.some((group) => group.some((plan) => plans.has(plan) && !this.before.has(plan)) && group.some((plan) => own.includes(plan))
      && group.filter((plan) => plans.has(plan)).length > 1)) {
      return 'MutuallyExclusiveViolation';
    }
    return newlyUnmet(this.before, plans).some(({ plan }) => own.includes(plan)) ? 'DependencyViolation' : 'None';
  }

  /** Takes units together, if nothing stands against any of their wants; G-15: siblings of one that cannot be show Other. */
  accept(units) {
    const wants = units.flat();
    const plans = new Set([...this.plans, ...wants.flatMap(given)]);
    const errors = wants.map((want) => this.judge(want, plans));
    const fits = errors.every((error) => error === 'None');
    wants.forEach((want, i) => Object.assign(want, fits ? { isAccepted: true } : { error: errors[i] === 'None' ? 'Other' : errors[i] }));
    this.plans = fits ? plans : this.plans;
    return fits;
  }

  begin(stuck) {
    this.wants.forEach((want) => { want.isAccepted = false; });
    this.plans = effective([
      ...this.now.filter((path) => path.source === 'direct' || this.kept.has(path)),
      ...stuck.flat().filter((want) => this.hasSeat(want)).map((want) => this.was(want)),
    ]);
  }

  /** Units of one kind, until no more can be: one may rest on plans of another. */
  acceptKind(kind, stuck) {
    const isOpen = (unit) => !unit[0].isAccepted && !stuck.includes(unit) && this.kind(unit) === kind;
    while (this.units.filter(isOpen).map((unit) => this.accept([unit])).some(Boolean));
  }

  /** Who has something goes first; a unit that cannot become what it should stays as it is, and that counts for the others. */
  acceptSome() {
    for (let stuck = [], found = true; found;) {
      this.begin(stuck);
      this.acceptKind('kept', stuck);
      this.acceptKind('changed', stuck);
      const more = this.units.filter((unit) => !unit[0].isAccepted && !stuck.includes(unit) && this.kind(unit) !== 'new');
      found = more.length > 0;
      stuck = [...stuck, ...more];
      if (!found) {
        this.acceptKind('new', stuck);
      }
    }
  }

  /** G-13: a path that is leaving though something needs a plan of it. */
  needed() {
    return newlyUnmet(this.before, this.plans).flatMap(({ anyOf }) => this.now.filter((path) => path.source !== 'direct' && holds(path)
      && !this.kept.has(path) && !this.wants.some(({ sku, source }) => sku === path.sku && source === path.source)
      && given(path).some((plan) => anyOf.includes(plan))))[0];
  }

  run() {
    for (let needed; !needed || this.kept.add(needed);) {
      this.begin([]);
      if (!this.accept(this.units)) {
        this.acceptSome();
      }
      needed = this.needed();
      if (!needed) {
        break;
      }
    }
    return [
      ...this.now.filter((path) => path.source === 'direct'),
      ...[...this.kept].map((path) => ({ ...path, state: 'ActiveWithError', error: 'DependencyViolation' })),
      ...this.wants.map((want) => this.outcome(want)),
    ];
  }

  /** Specification 7.8. */
  outcome(want) {
    const { sku, source, off } = want;
    if (want.isAccepted) {
      return { sku, source, off, state: 'Active', error: 'None' };
    }
    return this.hasSeat(want) ? { sku, source, off: this.was(want).off, state: 'ActiveWithError', error: want.error }
      : { sku, source, off, state: 'Error', error: want.error };
  }
}

/**
 * Decides what groups give who is in `location`: `memberships` are [{ source, isBestEffort, since, licenses: Map of sku to off }], the longest
 * first. A membership stands or falls as a whole (G-15), with best effort each product of it (D-16). Everything is judged on the end state.
 * Returns the paths afterwards.
 */
export function settle(paths, memberships, pools, location) {
  const wants = memberships.map(({ source, since, isBestEffort, licenses }) =>
    ({ isBestEffort, list: [...licenses].sort(([a], [b]) => (a < b ? -1 : 1)).map(([sku, off]) => ({ sku, source, off, since })) }));
  const units = wants.flatMap(({ isBestEffort, list }) => (isBestEffort ? list.map((want) => [want]) : [list])).filter((unit) => unit.length > 0);
  for (let now = paths; ;) {
    const next = new Round(paths, now, units, pools, location).run();
    if (isSame(now, next)) {
      return next;
    }
    now = next;
  }
}

export const isSamePath = (a, b) => a !== undefined && b !== undefined && a.state === b.state && a.error === b.error && sameOff(a.off, b.off);

export function isSame(a, b) {
  return a.length === b.length && a.every((path) => isSamePath(path, find(b, path.sku, path.source)));
}
