import { useQuery } from '@tanstack/react-query';

import type { Full } from '../lib/types';
import { call } from './client';
import type { components } from './schema.gen';

/** A purchase. */
export type Subscription = Full<components['schemas']['subscription']>;

/** Every purchase of the organisation. With `isWanted` false nothing is read: for roles that may not. */
export function useSubscriptions(isWanted = true) {
  return useQuery({
    queryKey: ['subscriptions'],
    queryFn: async ({ signal }) => (await call<{ value: Subscription[] }>('/api/v1/subscriptions', { signal })).value,
    enabled: isWanted,
  });
}
