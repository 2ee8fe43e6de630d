import { useQuery } from '@tanstack/react-query';

import { call } from './client';
import type { Full } from '../lib/types';
import type { components } from './schema.gen';

/** A product that the organisation has, with its seats. */
export type SubscribedSku = Full<components['schemas']['subscribedSku']>;

/** Seats that can be given in all: enabled and in grace (R-03, D-03). */
export function capacityOf(sku: SubscribedSku): number {
  return sku.prepaidUnits.enabled + sku.prepaidUnits.warning;
}

/** Every product that the organisation has. */
export function useSubscribedSkus(isWanted = true) {
  return useQuery({
    queryKey: ['subscribedSkus'],
    queryFn: async ({ signal }) => (await call<{ value: SubscribedSku[] }>('/v1.0/subscribedSkus', { signal })).value,
    enabled: isWanted,
  });
}
