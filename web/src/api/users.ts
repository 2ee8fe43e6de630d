import { useQuery } from '@tanstack/react-query';

import { call, change, type Done } from './client';
import type { AssignedLicense } from './changes';

/** Where a licence of somebody comes from, and whether it works. */
export interface LicenseState {
  skuId: string;
  /** The id of the group that gives it; null: it was given to the person. */
  assignedByGroup: string | null;
  disabledPlans: string[];
  state: 'Active' | 'ActiveWithError' | 'Disabled' | 'Error';
  error: string;
  lastUpdatedDateTime: string;
}

/** Somebody, as lists show him. */
export interface UserRow {
  id: string;
  displayName: string;
  userPrincipalName: string;
  accountEnabled: boolean;
  usageLocation: string | null;
  userType: string | null;
  assignedLicenses: AssignedLicense[];
  licenseAssignmentStates: LicenseState[];
}

/** Texts about somebody that an administrator may change. */
export const profileFields = [
  'displayName', 'givenName', 'surname', 'jobTitle', 'department', 'companyName', 'employeeId', 'officeLocation', 'mobilePhone', 'faxNumber',
  'streetAddress', 'city', 'state', 'postalCode', 'country',
] as const;
export type ProfileField = (typeof profileFields)[number];

/** Somebody with everything that his pane shows. */
export type User = UserRow & Record<ProfileField, string | null> & {
  displayName: string;
  mail: string | null;
  businessPhones: string[];
  createdDateTime: string;
};

const rowMembers = ['id', 'displayName', 'userPrincipalName', 'accountEnabled', 'usageLocation', 'userType', 'assignedLicenses', 'licenseAssignmentStates'];
const members = [...new Set([...rowMembers, ...profileFields, 'mail', 'businessPhones', 'createdDateTime'])];

export const rowSelect = rowMembers.join(',');

/** The address of somebody, by id or user principal name. */
export const pathOfUser = (user: string) => `/v1.0/users/${encodeURIComponent(user)}`;

const everyMs = 15_000; // so that what others do meanwhile is seen

/** Somebody, read again now and then, because others may change him. */
export function useUser(id: string) {
  return useQuery({
    queryKey: ['user', id],
    queryFn: ({ signal }) => call<User>(`${pathOfUser(id)}?$select=${members.join(',')}`, { signal }),
    refetchInterval: everyMs,
  });
}

/** Changes what is given; null clears. */
export function updateUser(id: string, values: Record<string, unknown>): Promise<Done<unknown>> {
  return change(pathOfUser(id), { method: 'PATCH', body: values });
}

/** Has the server tell whether a change would be made: fails with what speaks against it. */
export function rehearseUpdate(id: string, values: Record<string, unknown>, signal?: AbortSignal): Promise<unknown> {
  return call(pathOfUser(id), { method: 'PATCH', body: values, headers: { Prefer: 'validate-only' }, ...(signal === undefined ? {} : { signal }) }).then(() => null);
}

/** Ends all sessions of somebody. */
export function signOutEverywhere(id: string): Promise<unknown> {
  return call(`${pathOfUser(id)}/revokeSignInSessions`, { method: 'POST' });
}

/** What purchases that give up a seat come to. */
export interface Deletion {
  subscriptions: { id: string; licensesBefore: number; licensesAfter: number }[];
}

const pathOfDeletion = (id: string) => `/api/v1/users/${id}/delete`;

/** Has the server tell what deleting somebody and giving up seats of these subscriptions comes to. */
export function rehearseDeletion(id: string, dropSeats: readonly string[], signal?: AbortSignal): Promise<Deletion> {
  return call<Deletion>(pathOfDeletion(id), { method: 'POST', body: { dropSeats }, headers: { Prefer: 'validate-only' }, ...(signal === undefined ? {} : { signal }) });
}

/** Deletes somebody, to be restored for 30 days; each of these subscriptions gets smaller by the seat that comes free. */
export function deleteUser(id: string, dropSeats: readonly string[] = []): Promise<Done<unknown>> {
  return dropSeats.length === 0 ? change(pathOfUser(id), { method: 'DELETE' }) : change(pathOfDeletion(id), { method: 'POST', body: { dropSeats } });
}

/** Decides anew on the licences of somebody that are in error. */
export function reprocessUser(id: string): Promise<Done<unknown>> {
  return change(`${pathOfUser(id)}/reprocessLicenseAssignment`, { method: 'POST' });
}

/** Whether a licence of somebody does not work as it should. */
export function isInError(state: LicenseState): boolean {
  return state.state === 'Error' || state.state === 'ActiveWithError';
}
