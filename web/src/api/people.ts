import { useQuery, keepPreviousData } from '@tanstack/react-query';

import { call } from './client';

/** Somebody, or a group, that can be picked. */
export interface Pickable {
  id: string;
  displayName: string;
  /** What tells two of one name apart: an address. */
  hint: string;
}

export type PickableKind = 'users' | 'groups';

const SUGGESTIONS = 8;
const AT_ONCE = 4;

interface Found {
  id: string;
  displayName: string;
  userPrincipalName?: string;
  mail?: string | null;
}

const eventual = { ConsistencyLevel: 'eventual' };
const selectOf = (kind: PickableKind) => (kind === 'users' ? 'id,displayName,userPrincipalName' : 'id,displayName,mail');

async function find(kind: PickableKind, query: Record<string, string>, signal?: AbortSignal): Promise<Pickable[]> {
  const path = `/v1.0/${kind}?${new URLSearchParams({ $select: selectOf(kind), ...query }).toString()}`;
  const { value } = await call<{ value: Found[] }>(path, { headers: eventual, ...(signal === undefined ? {} : { signal }) });
  return value.map((item) => ({ id: item.id, displayName: item.displayName, hint: item.userPrincipalName ?? item.mail ?? '' }));
}

/** Suggestions for what was typed, while the last ones stay until there are new ones. */
export function useSuggestions(kind: PickableKind, words: string) {
  return useQuery({
    queryKey: ['suggestions', kind, words],
    queryFn: ({ signal }) => {
      const quoted = words.replace(/["\\]/g, '\\$&');
      const $search = kind === 'users' ? `"displayName:${quoted}" OR "userPrincipalName:${quoted}"` : `"displayName:${quoted}"`;
      return find(kind, { $top: String(SUGGESTIONS), $search }, signal);
    },
    enabled: words !== '',
    placeholderData: keepPreviousData,
  });
}

/** What a pasted text names: addresses or names with commas, semicolons, tabs or line ends between them; of "Bea <bea@contoso.example>" the address. */
export function namesIn(text: string): string[] {
  const parts = (text.match(/(?:"[^"\r\n]*"|[^,;\t\r\n])+/g) ?? []).map((part) => (/<([^<>]+)>\s*$/.exec(part)?.[1] ?? part).trim().replace(/^"(.*)"$/, '$1'));
  return [...new Set(parts.filter((part) => part !== ''))];
}

/** What came of looking for names: who was found, and what names nobody, or several. */
export interface Resolved {
  found: Pickable[];
  unknown: string[];
  ambiguous: string[];
}

async function named(kind: PickableKind, name: string): Promise<Pickable[]> {
  const quoted = `'${name.replaceAll("'", "''")}'`;
  const properties = kind === 'users' ? ['userPrincipalName', 'mail', 'displayName'] : ['mail', 'displayName'];
  return find(kind, { $top: '2', $filter: properties.map((property) => `${property} eq ${quoted}`).join(' or ') });
}

/** Finds who is meant by each name: an address, or a whole name that only one bears. */
export async function resolveNames(kind: PickableKind, names: readonly string[]): Promise<Resolved> {
  const resolved: Resolved = { found: [], unknown: [], ambiguous: [] };
  for (let i = 0; i < names.length; i += AT_ONCE) {
    const some = names.slice(i, i + AT_ONCE);
    const answers = await Promise.all(some.map((name) => named(kind, name)));
    answers.forEach(([first, ...others], j) => {
      if (first !== undefined && others.length === 0) {
        resolved.found.push(first);
      } else {
        (first === undefined ? resolved.unknown : resolved.ambiguous).push(some[j] ?? '');
      }
    });
  }
  return resolved;
}
