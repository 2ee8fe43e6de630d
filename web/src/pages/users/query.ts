import type { ChangeUsers } from '../../api/changes';
import { call, pathOf } from '../../api/client';
import type { UserView } from '../../api/userViews';
import { rowSelect } from '../../api/users';

/** The standard filters, which cannot be edited (U-30); one for each product is beside them. */
export const standardViews = ['all', 'licensed', 'unlicensed', 'signInAllowed', 'signInBlocked', 'errors', 'guests'] as const;
export type StandardView = (typeof standardViews)[number];
export type View = StandardView | `sku:${string}` | `custom:${string}`;

/** What somebody looks for among the users: everything at once. */
export interface UserQuery {
  view: View;
  /** What a custom view finds, in the server's words; empty for the others. */
  custom: string;
  /** Beginnings of words of a name, or the beginning of a user name. */
  words: string;
  department: string;
  jobTitle: string;
  usageLocation: string;
}

export const everybody: UserQuery = { view: 'all', custom: '', words: '', department: '', jobTitle: '', usageLocation: '' };

/** The custom view that is looked at, if it is one. */
export function customViewOf(query: UserQuery, views: readonly UserView[] | undefined): UserView | undefined {
  return views?.find((view) => query.view === `custom:${view.id}`);
}

/** The query with what its custom view finds by now; one that somebody deleted shows everybody. */
export function withCustom(query: UserQuery, views: readonly UserView[] | undefined): UserQuery {
  if (!query.view.startsWith('custom:') || views === undefined) {
    return query;
  }
  const view = customViewOf(query, views);
  return view === undefined ? { ...query, view: 'all', custom: '' } : { ...query, custom: view.filter };
}

/** Texts that must be equal. */
export const exactFields = ['department', 'jobTitle', 'usageLocation'] as const;

const PAGE = 100;
const ID_PAGE = 999;

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

function viewCondition(view: View): string | null {
  const conditions: Partial<Record<View, string>> = {
    licensed: 'assignedLicenses/any()',
    unlicensed: 'assignedLicenses/$count eq 0',
    signInAllowed: 'accountEnabled eq true',
    signInBlocked: 'accountEnabled eq false',
    errors: "licenseAssignmentStates/any(s:s/state in ('Error','ActiveWithError'))",
    guests: "userType eq 'Guest'",
  };
  return view.startsWith('sku:') ? `assignedLicenses/any(l:l/skuId eq ${view.slice('sku:'.length)})` : conditions[view] ?? null;
}

/** Everything but the words, as $filter has it; empty: everybody. */
function filterOf(query: UserQuery): string {
  const ofView = query.view.startsWith('custom:') ? query.custom : viewCondition(query.view) ?? '';
  return [
    ...(ofView === '' ? [] : [ofView]),
    ...exactFields.filter((field) => query[field].trim() !== '').map((field) => `${field} eq ${quoted(query[field].trim())}`),
  ].join(' and ');
}

function addressOf(query: UserQuery, options: string[]): string {
  const filter = filterOf(query);
  const words = query.words.trim().replace(/["\\]/g, '\\$&');
  return `/v1.0/users?${[
    ...options,
    ...(filter === '' ? [] : [`$filter=${encodeURIComponent(filter)}`]),
    ...(words === '' ? [] : [`$search=${encodeURIComponent(`"displayName:${words}" OR "userPrincipalName:${words}"`)}`]),
  ].join('&')}`;
}

/** What every list of users sends along: searching asks for it. */
export const listHeaders = { ConsistencyLevel: 'eventual' };

/** The address of the list. */
export function listPath(query: UserQuery, mayReadLicenses: boolean): string {
  const select = mayReadLicenses ? rowSelect : rowSelect.replace(/,assignedLicenses|,licenseAssignmentStates/g, '');
  return addressOf(query, [`$top=${PAGE}`, `$select=${select}`, '$count=true', '$orderby=displayName']);
}

/** All that match as a change of many users takes them: by a filter; null where words are looked for, which no filter says. */
export function asFilter(query: UserQuery): ChangeUsers | null {
  if (query.words.trim() !== '') {
    return null;
  }
  const filter = filterOf(query);
  return filter === '' ? { all: true } : { filter };
}

/** The ids of all that match, read page by page; `tell` learns how many there are up to now. */
export async function idsOf(query: UserQuery, tell: (count: number) => void, signal: AbortSignal): Promise<string[]> {
  const ids: string[] = [];
  let next: string | undefined = addressOf(query, [`$top=${ID_PAGE}`, '$select=id', '$count=true']);
  while (next !== undefined) {
    const page: { value: { id: string }[]; '@odata.nextLink'?: string } = await call(next, { headers: listHeaders, signal });
    ids.push(...page.value.map((user) => user.id));
    tell(ids.length);
    next = page['@odata.nextLink'] === undefined ? undefined : pathOf(page['@odata.nextLink']);
  }
  return ids;
}
