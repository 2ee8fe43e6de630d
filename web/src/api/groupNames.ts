import { useQuery } from '@tanstack/react-query';

import { call } from './client';
import { useMay } from './session';

/** What groups are called, by id; those that are gone, or may not be seen, are not there. */
export function useGroupNames(ids: readonly string[]): ReadonlyMap<string, string> {
  const may = useMay()('readGroups');
  const wanted = [...new Set(ids)].sort();
  const { data } = useQuery({
    queryKey: ['groupNames', wanted],
    queryFn: async ({ signal }) => {
      const body = { ids: wanted, types: ['group'] };
      const { value } = await call<{ value: { id: string; displayName: string }[] }>('/v1.0/directoryObjects/getByIds', { method: 'POST', body, signal });
      return new Map(value.map((group) => [group.id, group.displayName]));
    },
    enabled: may && wanted.length > 0,
  });
  return data ?? new Map<string, string>();
}
