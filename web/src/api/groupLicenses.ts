import { useQuery } from '@tanstack/react-query';

import type { Preview } from '../components/PreviewPanel';
import { call, change, type Done } from './client';
import type { AssignRequest } from './assign';
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

interface Counted {
  code: string;
  message: string;
  remedies: { text: string }[];
}

interface FoundPreview {
  allowed: boolean;
  members: number;
  seats: { skuId: string; displayName: string; before: { consumed: number }; after: { consumed: number; available: number } }[];
  services: { displayName: string; gained: number; lost: number }[];
  conflicts: (Counted & { count: number; users: { displayName: string }[] })[];
  violations: Counted[];
}

/** What a change of a group's licenses would come to for its members. */
export interface GroupPreview {
  isAllowed: boolean;
  members: number;
  preview: Preview;
}

const NAMES = 5;

/** Has the server work out what a change of a group's licenses comes to. */
export async function previewGroup(group: string, request: AssignRequest, signal: AbortSignal): Promise<GroupPreview> {
  const found = await call<FoundPreview>(`/v1.0/groups/${group}/assignLicense`, { method: 'POST', body: request, headers: { Prefer: 'validate-only' }, signal });
  const conflict = ({ code, message, remedies }: Counted) => ({ code, message, remedy: null, remedies: remedies.map(({ text }) => ({ text, request: null })) });
  return {
    isAllowed: found.allowed,
    members: found.members,
    preview: {
      seats: found.seats.map(({ skuId, displayName, before, after }) => ({
        skuId, displayName, consumedBefore: before.consumed, consumedAfter: after.consumed, availableAfter: after.available,
      })),
      gains: found.services.filter(({ gained }) => gained > 0).map(({ displayName, gained }) => ({ name: displayName, count: gained })),
      losses: found.services.filter(({ lost }) => lost > 0).map(({ displayName, lost }) => ({ name: displayName, count: lost })),
      conflicts: [
        ...found.violations.map((item) => ({ ...conflict(item), count: 1, names: [] })),
        ...found.conflicts.map((item) => ({ ...conflict(item), count: item.count, names: item.users.slice(0, NAMES).map(({ displayName }) => displayName) })),
      ],
    },
  };
}

/** Changes what a group gives; it is applied to its members behind the scenes. */
export function assignToGroup(group: string, request: AssignRequest): Promise<Done<unknown>> {
  return change(`/v1.0/groups/${group}/assignLicense`, { method: 'POST', body: request });
}

/** Tries again to give the members of a group what could not be given. */
export function reprocessGroup(group: string): Promise<Done<unknown>> {
  return change(`/v1.0/groups/${group}/reprocessLicenseAssignment`, { method: 'POST' });
}
