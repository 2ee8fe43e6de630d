// Groups in groups (D-17): who is in a group by others, since when, and what would make a group contain itself.
//
// A group is { number, members: Map of user to time, inner: Map of group to time, includesNested, isDeleted, isUnified, deletedAt, … }.

import { day } from '../../lib/clock.mjs';

/** Days in which what was deleted can be restored; of groups only those that are unified. */
export const DELETED_DAYS = 30;

export const canReturn = ({ isUnified, deletedAt }, now) => isUnified && now - deletedAt <= DELETED_DAYS * day;

/** A group and the groups in it, at whatever depth, as far as they count. */
function below(group, counts, found = new Set()) {
  found.add(group);
  [...group.inner.keys()].filter((one) => counts(one) && !found.has(one)).forEach((one) => below(one, counts, found));
  return found;
}

const isThere = ({ isDeleted }) => !isDeleted;

/** A group and those in it, at whatever depth; nobody is in one by a group that is deleted. */
export const family = (group) => [...below(group, isThere)].sort((a, b) => a.number - b.number);

/** Whose members a group licenses: its own, or also those of members (D-17). */
const sources = (group) => (group.includesNested ? family(group) : [group]);

/** Since when somebody is a member whom the group licenses: the longest membership counts (D-08); undefined: he is none. */
export function memberSince(group, user) {
  const times = sources(group).filter(({ members }) => members.has(user)).map(({ members }) => members.get(user));
  return times.length > 0 ? Math.min(...times) : undefined;
}

/** The members whom a group licenses, in the order in which they are given seats (D-08). */
export function inTurn(group) {
  const users = [...new Set(sources(group).flatMap(({ members }) => [...members.keys()]))].map((user) => [user, memberSince(group, user)]);
  return users.sort(([a, time], [b, other]) => time - other || a.number - b.number).map(([user]) => user);
}

/** The groups that license members of members and have a group in them: what happens in that one concerns theirs. */
export const concerned = (groups, group) => groups.filter((one) => one !== group && one.includesNested && family(one).includes(group));

/** Whether `group` would contain itself with `inner` in it (D-17), also by a group that may be restored. */
export const wouldContainItself = (group, inner, now) => below(inner, (one) => isThere(one) || canReturn(one, now)).has(group);
