import { useQuery } from '@tanstack/react-query';

import { call, change, type Done } from './client';
import { usePaged } from './paged';
import type { components } from './schema.gen';

type Schemas = components['schemas'];
/** Who is given which license when he first signs in to an application; without an id there is none. */
export type AutoClaimPolicy = Schemas['autoClaimPolicy'];
export type AutoClaimUpdate = Schemas['autoClaimPolicyUpdate'];
export type AutoClaim = Schemas['autoClaimPage']['value'][number];
export type AutoClaimLine = Schemas['autoClaimReport']['value'][number];

const path = '/api/v1/autoClaimPolicy';

/** Lengths of the report's windows, in days. */
export const claimDays = [1, 7, 30, 90] as const;
export type ClaimDays = (typeof claimDays)[number];

/** The policy. */
export function useAutoClaimPolicy() {
  return useQuery({ queryKey: ['autoClaim'], queryFn: ({ signal }) => call<AutoClaimPolicy>(path, { signal }) });
}

/** Claims by product, in each window. */
export function useAutoClaimReport() {
  return useQuery({
    queryKey: ['autoClaim', 'report'],
    queryFn: async ({ signal }) => (await call<Schemas['autoClaimReport']>(`${path}/report`, { signal })).value,
  });
}

/** Claims of so many days, the latest first. */
export function useAutoClaims(days: ClaimDays) {
  return usePaged<AutoClaim>(['autoClaim', 'claims'], `${path}/claims?days=${days}&$top=100`);
}

/** Has the server say what a change would make of the policy; nothing is changed. */
export function rehearseAutoClaim(body: AutoClaimUpdate, signal: AbortSignal): Promise<AutoClaimPolicy> {
  return call(path, { method: 'PATCH', body, headers: { Prefer: 'validate-only' }, signal });
}

/** Makes the policy, or changes some of it. */
export function saveAutoClaim(body: AutoClaimUpdate): Promise<Done<AutoClaimPolicy>> {
  return change(path, { method: 'PATCH', body });
}

/** Removes the policy. */
export function deleteAutoClaim(): Promise<Done<undefined>> {
  return change(path, { method: 'DELETE' });
}
