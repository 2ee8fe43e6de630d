import { useQuery } from '@tanstack/react-query';

import { call, change, type Done } from './client';
import { useGroupNames } from './groupNames';
import { usePaged, type Paged } from './paged';

export type PathState = 'Active' | 'ActiveWithError' | 'Disabled' | 'Error';

/** Why a license is not, or not well, assigned; None: all is well. */
export type PathError =
  'None' | 'CountViolation' | 'MutuallyExclusiveViolation' | 'DependencyViolation' | 'ProhibitedInUsageLocationViolation' | 'UniquenessViolation' | 'Other';

/** Somebody who has a product, directly or through a group: one row for each way. */
export interface Holder {
  id: string;
  userPrincipalName: string;
  displayName: string;
  /** Id of the group that gives it; null: assigned directly. */
  assignedByGroup: string | null;
  /** Ids of services that are off. */
  disabledPlans: string[];
  state: PathState;
  error: PathError;
}

interface FoundUser {
  id: string;
  userPrincipalName: string;
  displayName: string;
  licenseAssignmentStates: (Pick<Holder, 'assignedByGroup' | 'disabledPlans' | 'state' | 'error'> & { skuId: string })[];
}

const eventual = { ConsistencyLevel: 'eventual' }; // Graph wants it said for $search

function searchPath(skuId: string, words: string): string {
  const quoted = words.replace(/["\\]/g, '\\$&');
  const query = {
    $top: '100',
    $select: 'id,displayName,userPrincipalName,licenseAssignmentStates',
    $filter: `assignedLicenses/any(l:l/skuId eq ${skuId})`,
    $search: `"displayName:${quoted}" OR "userPrincipalName:${quoted}"`,
  };
  return `/v1.0/users?${new URLSearchParams(query).toString()}`;
}

function holdersIn(users: readonly FoundUser[], skuId: string): Holder[] {
  return users.flatMap(({ licenseAssignmentStates, ...user }) => licenseAssignmentStates
    .filter((state) => state.skuId === skuId)
    .map(({ assignedByGroup, disabledPlans, state, error }) => ({ ...user, assignedByGroup, disabledPlans, state, error })));
}

/** Who has a product; with `words` those of them who are called so. */
export function useHolders(skuId: string, words: string): Paged<Holder> {
  const all = usePaged<Holder>(['holders'], words === '' ? `/api/v1/skus/${skuId}/holders?$top=200` : null);
  const found = usePaged<FoundUser>(['holders', 'search'], words === '' ? null : searchPath(skuId, words), eventual);
  return words === '' ? all : { ...found, rows: found.rows === undefined ? undefined : holdersIn(found.rows, skuId) };
}

/** Tries again to give somebody what could not be given. */
export function reprocess(user: string): Promise<Done<unknown>> {
  return change(`/v1.0/users/${user}/reprocessLicenseAssignment`, { method: 'POST' });
}

/** What a group is called; its id while that is not known, or when it may not be told. */
export function useGroupName(id: string): string {
  return useGroupNames([id]).get(id) ?? id;
}

/** Somebody who waits for a seat of a product. */
export interface Waiting {
  id: string;
  userPrincipalName: string;
  displayName: string;
  /** The group that would give it; null: a wish of his own. */
  group: { id: string; displayName: string } | null;
  priority: number;
  sinceDateTime: string;
  reason: string | null;
  /** The allotment of the group, while it has no room: whoever waits there is passed over. */
  fullAllotment: string | null;
}

/** The line for a product, first in line first. */
export function useWaiting(skuId: string): Paged<Waiting> {
  return usePaged<Waiting>(['waiting'], `/api/v1/skus/${skuId}/waiting?$top=200`);
}

/** The places of somebody in the line for a product, the first one first, each with how many come up to it. */
export function usePlacesOf(skuId: string, user: string) {
  return useQuery({
    queryKey: ['waiting', skuId, user],
    queryFn: async ({ signal }) => {
      const { value } = await call<{ value: (Waiting & { position: number })[] }>(`/api/v1/skus/${skuId}/waiting/${user}`, { signal });
      return value;
    },
  });
}

/** Gives somebody another place in the line, or another reason for it. */
export function changePlace(skuId: string, user: string, place: { priority: number; reason: string | null }): Promise<Done<unknown>> {
  return change(`/api/v1/skus/${skuId}/waiting/${user}`, { method: 'PATCH', body: place });
}

/** Takes somebody out of the line. */
export function withdraw(skuId: string, user: string): Promise<Done<unknown>> {
  return change(`/api/v1/skus/${skuId}/waiting/${user}`, { method: 'DELETE' });
}

/** Has somebody wait for a seat, since there is none. */
export function waitForSeat(user: string, skuId: string, disabledPlans: string[]): Promise<Done<unknown>> {
  return change(`/api/v1/users/${user}/assignLicense`, {
    method: 'POST', body: { addLicenses: [{ skuId, disabledPlans }], removeLicenses: [], wait: true },
  });
}
