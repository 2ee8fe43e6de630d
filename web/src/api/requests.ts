import { useQuery } from '@tanstack/react-query';

import type { Preview } from '../components/PreviewPanel';
import { previewOfAssign, type AssignPreview } from './assign';
import { call, change, type Done } from './client';
import { usePaged } from './paged';
import type { components } from './schema.gen';

/** A license that somebody asks for, person by person. */
export type LicenseRequest = components['schemas']['licenseRequest'];
export type RequestPerson = LicenseRequest['people'][number];
export type RequestState = LicenseRequest['state'];
/** What becomes of people of a request. */
export type Decision = components['schemas']['licenseRequestDecision'];
export type RequestSettings = components['schemas']['licenseRequestSettings'];
export type RequestSettingsUpdate = components['schemas']['licenseRequestSettingsUpdate'];
export type OwnLicense = components['schemas']['ownLicenseList']['value'][number];
export type Requestable = components['schemas']['requestableProductList'];

/** Requests that wait for a decision, or the others. */
export function useRequests(state: RequestState) {
  return usePaged<LicenseRequest>(['requests'], `/api/v1/licenseRequests?state=${state}&$top=100`);
}

/** Who may ask, and for what. */
export function useRequestSettings() {
  return useQuery({
    queryKey: ['requestSettings'],
    queryFn: ({ signal }) => call<RequestSettings>('/api/v1/licenseRequestSettings', { signal }),
  });
}

/** Changes who may ask, and for what. */
export function saveRequestSettings(body: RequestSettingsUpdate): Promise<Done<RequestSettings>> {
  return change('/api/v1/licenseRequestSettings', { method: 'PATCH', body });
}

const decidePath = (id: string) => `/api/v1/licenseRequests/${id}/decide`;

/** What a decision would do for everybody who is approved. */
export interface DecisionPreview {
  isAllowed: boolean;
  preview: Preview;
  /** Who would stand in the line for a seat. */
  waiting: string[];
}

/** Counts the services of several people by name. */
function countOf(services: readonly Preview['gains'][]): Preview['gains'] {
  const counts = new Map<string, number>();
  services.flat().forEach(({ name }) => counts.set(name, (counts.get(name) ?? 0) + 1));
  return [...counts].map(([name, count]) => ({ name, count }));
}

/** Seats before the first and after the last of several people. */
function seatsOf(all: readonly Preview['seats'][]): Preview['seats'] {
  const seats = new Map<string, Preview['seats'][number]>();
  all.flat().forEach((seat) => seats.set(seat.skuId, { ...seat, consumedBefore: seats.get(seat.skuId)?.consumedBefore ?? seat.consumedBefore }));
  return [...seats.values()];
}

/** Has the server work out what a decision comes to; nothing is changed. */
export async function previewDecision(id: string, body: Decision, signal: AbortSignal): Promise<DecisionPreview> {
  const found = await call<{ allowed: boolean; people: (AssignPreview & { user: { displayName: string }; waiting: unknown[] })[] }>(decidePath(id), {
    method: 'POST', body, headers: { Prefer: 'validate-only' }, signal,
  });
  const each = found.people.map((person) => ({ name: person.user.displayName, preview: previewOfAssign(person) }));
  return {
    isAllowed: found.allowed,
    preview: {
      seats: seatsOf(each.map(({ preview }) => preview.seats)),
      gains: countOf(each.map(({ preview }) => preview.gains)),
      losses: countOf(each.map(({ preview }) => preview.losses)),
      conflicts: each.flatMap(({ name, preview }) => preview.conflicts.map((conflict) => ({ ...conflict, names: [name] }))),
    },
    waiting: found.people.filter(({ waiting }) => waiting.length > 0).map(({ user }) => user.displayName),
  };
}

/** Decides about people of a request. */
export function decide(id: string, body: Decision): Promise<Done<LicenseRequest>> {
  return change(decidePath(id), { method: 'POST', body });
}

/** Groups that give a product, for who may see groups. */
export function useGroupsOf(skuId: string, isWanted: boolean) {
  return useQuery({
    queryKey: ['groupsOf', skuId],
    queryFn: async ({ signal }) => {
      const filter = encodeURIComponent(`assignedLicenses/any(a:a/skuId eq ${skuId})`);
      return (await call<{ value: { id: string; displayName: string }[] }>(`/v1.0/groups?$filter=${filter}&$select=id,displayName&$top=999`, { signal })).value;
    },
    enabled: isWanted,
  });
}

/** What who is signed in has, or waits for. */
export function useOwnLicenses() {
  return useQuery({
    queryKey: ['ownLicenses'],
    queryFn: async ({ signal }) => (await call<{ value: OwnLicense[] }>('/api/v1/me/licenses', { signal })).value,
  });
}

/** What he may ask for, or what to do instead. */
export function useRequestable() {
  return useQuery({
    queryKey: ['requestable'],
    queryFn: ({ signal }) => call<Requestable>('/api/v1/me/requestableProducts', { signal }),
  });
}

/** What he has asked for, and what others have asked for him. */
export function useOwnRequests() {
  return usePaged<LicenseRequest>(['ownRequests'], '/api/v1/me/licenseRequests?$top=20');
}

/** Asks for a license; for nobody in particular: for himself. */
export function requestLicense(body: { sku: string; people: string[]; message: string | null }): Promise<Done<LicenseRequest>> {
  return change('/api/v1/me/licenseRequests', { method: 'POST', body });
}

/** Withdraws a request for everybody who is pending. */
export function withdrawRequest(id: string): Promise<Done<undefined>> {
  return change(`/api/v1/me/licenseRequests/${id}`, { method: 'DELETE' });
}
