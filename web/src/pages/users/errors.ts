import { useQuery } from '@tanstack/react-query';

import { readAll } from '../../api/readAll';
import { rowSelect, type UserRow } from '../../api/users';

const PAGE = 999;
const IDS_AT_ONCE = 100;

/** People to whom a group could not give everything. */
async function readFromGroups(signal: AbortSignal): Promise<UserRow[]> {
  const filter = encodeURIComponent('hasMembersWithLicenseErrors eq true');
  const groups = await readAll<{ id: string }>(`/v1.0/groups?$top=${PAGE}&$select=id&$filter=${filter}`, signal);
  const found: UserRow[] = [];
  for (const group of groups) {
    found.push(...await readAll<UserRow>(`/v1.0/groups/${group.id}/membersWithLicenseErrors?$top=${PAGE}&$select=${rowSelect}`, signal));
  }
  return found;
}

/** People who wait for a seat that they were given directly. */
async function readFromLines(skuIds: readonly string[], signal: AbortSignal): Promise<UserRow[]> {
  const ids = new Set<string>();
  for (const skuId of skuIds) {
    const line = await readAll<{ id: string; group: unknown }>(`/api/v1/skus/${skuId}/waiting?$top=${PAGE}`, signal);
    line.filter((place) => place.group === null).forEach((place) => ids.add(place.id));
  }
  const rows: UserRow[] = [];
  const all = [...ids];
  for (let i = 0; i < all.length; i += IDS_AT_ONCE) {
    const filter = encodeURIComponent(`id in (${all.slice(i, i + IDS_AT_ONCE).map((id) => `'${id}'`).join(',')})`);
    rows.push(...await readAll<UserRow>(`/v1.0/users?$top=${PAGE}&$select=${rowSelect}&$filter=${filter}`, signal));
  }
  return rows;
}

/**
 * Everybody with a licence in error, by name. No filter of the server's says that of users, so groups that have such members are asked, and the
 * lines for seats.
 */
export function useUsersWithErrors(isWanted: boolean, skuIds: readonly string[] | undefined) {
  return useQuery({
    queryKey: ['users', 'errors', skuIds],
    queryFn: async ({ signal }) => {
      const rows = [...await readFromGroups(signal), ...await readFromLines(skuIds ?? [], signal)];
      return [...new Map(rows.map((row) => [row.id, row])).values()].sort((a, b) => a.displayName.localeCompare(b.displayName));
    },
    enabled: isWanted && skuIds !== undefined,
  });
}
