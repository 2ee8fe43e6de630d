import { useQuery } from '@tanstack/react-query';

import type { AssignRequest } from './assign';
import { change, type Done } from './client';
import type { GroupChange } from './groups';
import type { PathError, PathState } from './holders';
import { usePaged } from './paged';
import { readAll } from './readAll';

/** How far the licenses of a group are given to its members (U-19). */
export type GroupStatus = 'assigned' | 'inProgress' | 'errors';

/** A group that gives a product. */
export interface LicensedGroup {
  id: string;
  displayName: string;
  disabledPlans: string[];
  status: GroupStatus;
}

interface FoundGroup {
  id: string;
  displayName: string;
  assignedLicenses: { skuId: string; disabledPlans: string[] }[];
  licenseProcessingState: { state: string } | null;
}

const pollMs = 1000;

function pathTo(skuId: string, condition: string, select: string): string {
  const query = { $top: '999', $filter: `assignedLicenses/any(l:l/skuId eq ${skuId})${condition}`, $select: select };
  return `/v1.0/groups?${new URLSearchParams(query).toString()}`;
}

function statusOf(group: FoundGroup, withErrors: ReadonlySet<string>): GroupStatus {
  if (group.licenseProcessingState !== null && group.licenseProcessingState.state !== 'ProcessingComplete') {
    return 'inProgress';
  }
  return withErrors.has(group.id) ? 'errors' : 'assigned';
}

/** The groups that give a product, by name; read again while one of them is at work. */
export function useLicensedGroups(skuId: string, isWanted = true) {
  return useQuery({
    queryKey: ['licensedGroups', skuId],
    queryFn: async ({ signal }) => {
      const [groups, withErrors] = await Promise.all([
        readAll<FoundGroup>(pathTo(skuId, '', 'id,displayName,assignedLicenses,licenseProcessingState'), signal),
        readAll<{ id: string }>(pathTo(skuId, ' and hasMembersWithLicenseErrors eq true', 'id'), signal),
      ]);
      const ids = new Set(withErrors.map(({ id }) => id));
      return groups.map((group): LicensedGroup => ({
        id: group.id,
        displayName: group.displayName,
        disabledPlans: group.assignedLicenses.find((license) => license.skuId === skuId)?.disabledPlans ?? [],
        status: statusOf(group, ids),
      })).sort((a, b) => a.displayName.localeCompare(b.displayName));
    },
    enabled: isWanted,
    refetchInterval: (query) => (query.state.data?.some(({ status }) => status === 'inProgress') === true ? pollMs : false),
  });
}

/** A member of a group, with what each has of it. */
export interface GroupMember {
  id: string;
  userPrincipalName: string;
  displayName: string;
  licenses: { skuId: string; displayName: string; state: PathState; error: PathError; cause: string | null; remedy: string | null }[];
}

/** The members of a group; with `errors` only those with a license that is not healthy. */
export function useGroupMembers(group: string, errors: boolean) {
  return usePaged<GroupMember>(['groupMembers'], `/api/v1/groups/${group}/members?$top=200${errors ? '&errors=true' : ''}`);
}

/** What changes what a group gives. */
export function licensingOf(group: string, request: AssignRequest): GroupChange {
  return { path: `/v1.0/groups/${group}/assignLicense`, body: request };
}

/** Tries again to give the members of a group what could not be given. */
export function reprocessGroup(group: string): Promise<Done<unknown>> {
  return change(`/v1.0/groups/${group}/reprocessLicenseAssignment`, { method: 'POST' });
}
