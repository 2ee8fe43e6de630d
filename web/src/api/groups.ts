import { useQuery } from '@tanstack/react-query';

import type { Preview } from '../components/PreviewPanel';
import { call, change, namedMessage, namesOf, type Done, type ErrorDetail } from './client';
import type { AssignedLicense } from './changes';

/** A group, as lists show it. */
export interface GroupRow {
  id: string;
  displayName: string;
  mail: string | null;
  groupTypes: string[];
  mailEnabled: boolean;
  securityEnabled: boolean;
  assignedLicenses: AssignedLicense[];
  licenseProcessingState: { state: string } | null;
}

const members = ['id', 'displayName', 'mail', 'groupTypes', 'mailEnabled', 'securityEnabled', 'assignedLicenses', 'licenseProcessingState'];
export const groupSelect = members.join(',');

/** What kind of group it is, as the admin centre calls it. */
export function kindOf(group: GroupRow): 'microsoft365' | 'mailSecurity' | 'security' {
  return group.groupTypes.includes('Unified') ? 'microsoft365' : group.mailEnabled ? 'mailSecurity' : 'security';
}

/** Whether licenses are still being given to members. */
export function isAtWork(group: GroupRow): boolean {
  return group.licenseProcessingState !== null && group.licenseProcessingState.state !== 'ProcessingComplete';
}

/** A group with what its page shows. */
export type Group = GroupRow & {
  description: string | null;
  bestEffort: boolean;
  includeNested: boolean;
  /** Members who did not get everything. */
  membersWithLicenseErrors: number;
};

const atWorkMs = 1000;
const everyMs = 15_000;

/** A group, read again while it is at work and now and then. */
export function useGroup(id: string) {
  return useQuery({
    queryKey: ['group', id],
    queryFn: async ({ signal }) => {
      const [graph, ours] = await Promise.all([
        call<GroupRow & { description: string | null }>(`/v1.0/groups/${id}?$select=${groupSelect},description`, { signal }),
        call<Pick<Group, 'bestEffort' | 'includeNested' | 'membersWithLicenseErrors'>>(`/api/v1/groups/${id}`, { signal }),
      ]);
      return {
        ...graph, bestEffort: ours.bestEffort, includeNested: ours.includeNested, membersWithLicenseErrors: ours.membersWithLicenseErrors,
      } satisfies Group;
    },
    refetchInterval: (query) => (query.state.data !== undefined && isAtWork(query.state.data) ? atWorkMs : everyMs),
  });
}

interface Seats {
  consumed: number;
  available: number;
}

interface Remedied {
  remedies?: { text: string }[];
}

interface FoundPreview {
  allowed: boolean;
  members: number;
  seats: { skuId: string; displayName: string; before: Seats; after: Seats }[];
  services: { displayName: string; gained: number; lost: number }[];
  conflicts: (Remedied & { code: string; message: string; count: number; users: { displayName: string }[] })[];
  violations: (Remedied & ErrorDetail)[];
}

/** What a change of a group comes to for everybody in it, and whether it can be made at all. */
export type GroupPreview = Preview & { isAllowed: boolean; members: number };

const NAMES = 5;

/** Remedies lie outside the request: they are about other things than this change. */
const remediesOf = ({ remedies = [] }: Remedied) => remedies.map(({ text }) => ({ text, request: null }));

/** A call that changes a group or who is in it. */
export interface GroupChange {
  path: string;
  body: unknown;
}

/** Has the server work out what a change of a group comes to. */
export async function previewGroup({ path, body }: GroupChange, signal?: AbortSignal): Promise<GroupPreview> {
  const found = await call<FoundPreview>(path, { method: 'POST', body, headers: { Prefer: 'validate-only' }, ...(signal === undefined ? {} : { signal }) });
  return {
    isAllowed: found.allowed,
    members: found.members,
    seats: found.seats.map(({ skuId, displayName, before, after }) => ({
      skuId, displayName, consumedBefore: before.consumed, consumedAfter: after.consumed, availableAfter: after.available,
    })),
    gains: found.services.filter((plan) => plan.gained > 0).map((plan) => ({ name: plan.displayName, count: plan.gained })),
    losses: found.services.filter((plan) => plan.lost > 0).map((plan) => ({ name: plan.displayName, count: plan.lost })),
    conflicts: [
      ...found.violations.map((item) => ({ code: item.code, message: namedMessage(item), remedy: item.remedy, remedies: remediesOf(item), count: 1, names: [], about: namesOf(item.refs ?? []) })),
      ...found.conflicts.map((item) => ({
        code: item.code, message: item.message, remedy: null, remedies: remediesOf(item), count: item.count,
        names: item.users.slice(0, NAMES).map((user) => user.displayName),
      })),
    ],
  };
}

/** Makes a change of a group. */
export function applyGroup({ path, body }: GroupChange): Promise<Done<unknown>> {
  return change(path, { method: 'POST', body });
}

/** Changes how a group gives licenses. */
export function updateGroupSettings(id: string, settings: { bestEffort?: boolean; includeNested?: boolean }): Promise<Done<unknown>> {
  return change(`/api/v1/groups/${id}`, { method: 'PATCH', body: settings });
}

/** Deletes a group. */
export function deleteGroup(id: string): Promise<Done<unknown>> {
  return change(`/v1.0/groups/${id}`, { method: 'DELETE' });
}

/** A group that is about to be made. */
export interface NewGroup {
  displayName: string;
  description: string;
  mailNickname: string;
  isMicrosoft365: boolean;
}

/** Makes a group. */
export function createGroup({ displayName, description, mailNickname, isMicrosoft365 }: NewGroup): Promise<Done<{ id: string }>> {
  return change('/v1.0/groups', {
    method: 'POST',
    body: {
      displayName: displayName.trim(),
      mailNickname: mailNickname.trim(),
      mailEnabled: isMicrosoft365,
      securityEnabled: true,
      ...(isMicrosoft365 ? { groupTypes: ['Unified'] } : {}),
      ...(description.trim() === '' ? {} : { description: description.trim() }),
    },
  });
}
