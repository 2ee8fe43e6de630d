import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { useDebounced } from '../lib/debounced';
import type { Full } from '../lib/types';
import { call, type CallOptions } from './client';
import type { components } from './schema.gen';

/** A purchase. */
export type Subscription = Full<components['schemas']['subscription']>;
export type SubscriptionStatus = Subscription['status'];
export type PurchaseChannel = Subscription['purchaseChannel'];
type AddBody = components['schemas']['subscriptionAdd'];
/** A purchase to record; what is left out is as the server has it unless told otherwise. */
export type NewSubscription = Pick<AddBody, 'sku' | 'totalLicenses'> & Partial<AddBody>;

/** Every purchase of the organisation. With `isWanted` false nothing is read: for roles that may not. */
export function useSubscriptions(isWanted = true) {
  return useQuery({
    queryKey: ['subscriptions'],
    queryFn: async ({ signal }) => (await call<{ value: Subscription[] }>('/api/v1/subscriptions', { signal })).value,
    enabled: isWanted,
  });
}

/** A product that can be bought. */
export interface Offered {
  skuId: string;
  skuPartNumber: string;
  displayName: string;
}

/** Products of the catalogue that the organisation does not have yet, by name. */
export function useOffered() {
  return useQuery({
    queryKey: ['catalog', 'offered'],
    queryFn: async ({ signal }) => {
      const { value } = await call<{ value: (Offered & { offered: boolean })[] }>('/api/v1/catalog/skus?owned=false', { signal });
      return value.filter(({ offered }) => offered).sort((a, b) => a.displayName.localeCompare(b.displayName));
    },
    staleTime: 300_000, // changes when a catalogue is imported
  });
}

/** A change of a purchase, or a new one. */
export interface PurchaseRequest {
  path: string;
  method: NonNullable<CallOptions['method']>;
  body?: unknown;
}

const TYPING_MS = 300;

function optionsOf({ method, body }: PurchaseRequest): CallOptions {
  return { method, ...(body === undefined ? {} : { body }) };
}

/** Has the server say beforehand what a purchase would be like after a change, or why it cannot be; and makes the change. `request` null: nothing is wished yet. */
export function usePurchase(request: PurchaseRequest | null) {
  const client = useQueryClient();
  const asked = request === null ? null : JSON.stringify(request);
  const settled = useDebounced(asked, TYPING_MS);
  const isSettled = asked !== null && asked === settled;
  const rehearsal = useQuery({
    queryKey: ['rehearsal', 'purchase', settled],
    queryFn: async ({ signal }) => {
      const wished = JSON.parse(settled ?? '') as PurchaseRequest;
      return (await call<Subscription | undefined>(wished.path, { ...optionsOf(wished), headers: { Prefer: 'validate-only' }, signal })) ?? null;
    },
    enabled: isSettled,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  const apply = useMutation({
    mutationFn: async () => {
      if (request !== null) {
        await call(request.path, optionsOf(request));
      }
    },
    onSettled: () => client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'rehearsal' }),
  });
  const isThere = isSettled && rehearsal.isSuccess && !rehearsal.isFetching;
  return {
    /** The purchase as it would be; null when it would be gone, undefined while that is not known. */
    after: isThere ? rehearsal.data : undefined,
    isRehearsing: asked !== null && (!isSettled || rehearsal.isFetching),
    canApply: isThere && !apply.isPending,
    isApplying: apply.isPending,
    error: apply.error ?? (isSettled ? rehearsal.error : null),
    apply: () => apply.mutateAsync(),
  };
}
