import { useQuery } from '@tanstack/react-query';

import type { Full } from '../lib/types';
import { call } from './client';
import type { components } from './schema.gen';

/** Something that an administrator should look at. */
export type Notice = Full<components['schemas']['attentionList']>['value'][number];

/** What should be looked at, the next date first. With `isWanted` false nothing is read: for roles that may not. */
export function useAttention(isWanted: boolean) {
  return useQuery({
    queryKey: ['attention'],
    queryFn: async ({ signal }) => (await call<{ value: Notice[] }>('/api/v1/attention', { signal })).value,
    enabled: isWanted,
  });
}

/** Groups that cannot give all of their licenses. */
export interface TroubledGroups {
  total: number;
  /** The first of them. */
  groups: { id: string; displayName: string }[];
}

const SHOWN = 5;

/** Groups with members who did not get their licenses (G-23). */
export function useTroubledGroups(isWanted: boolean) {
  return useQuery({
    queryKey: ['troubledGroups'],
    queryFn: async ({ signal }): Promise<TroubledGroups> => {
      const query = { $filter: 'hasMembersWithLicenseErrors eq true', $count: 'true', $top: String(SHOWN), $select: 'id,displayName' };
      const page = await call<{ value: TroubledGroups['groups']; '@odata.count': number }>(`/v1.0/groups?${new URLSearchParams(query).toString()}`, {
        signal, headers: { ConsistencyLevel: 'eventual' },
      });
      return { total: page['@odata.count'], groups: page.value };
    },
    enabled: isWanted,
  });
}
