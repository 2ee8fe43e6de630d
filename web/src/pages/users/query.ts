import type { ChangeUsers } from '../../api/changes';
import { call, pathOf } from '../../api/client';
import { rowSelect } from '../../api/users';

/** The standard filters, which cannot be edited (U-30); one for each product is beside them. */
export const standardViews = ['all', 'licensed', 'unlicensed', 'signInAllowed', 'signInBlocked', 'errors', 'guests'] as const;
export type StandardView = (typeof standardViews)[number];
export type View = StandardView | `sku:${string}`;

/** What somebody looks for among the users: everything at once. */
export interface UserQuery {
  view: View;
  /** Beginnings of words of a name, or the beginning of a user name. */
  words: string;
  department: string;
  jobTitle: string;
  usageLocation: string;
}

export const everybody: UserQuery = { view: 'all', words: '', department: '', jobTitle: '', usageLocation: '' };

/** Texts that must be equal. */
export const exactFields = ['department', 'jobTitle', 'usageLocation'] as const;

const PAGE = 100;
const ID_PAGE = 999;

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** Conditions that also a change of many users understands. */
function plainConditions(query: UserQuery): string[] {
  const ofView: Partial<Record<View, string>> = {
    signInAllowed: 'accountEnabled eq true',
    signInBlocked: 'accountEnabled eq false',
    guests: "userType eq 'Guest'",
  };
  const view = ofView[query.view];
  return [
    ...(view === undefined ? [] : [view]),
    ...exactFields.filter((field) => query[field].trim() !== '').map((field) => `${field} eq ${quoted(query[field].trim())}`),
  ];
}

function licenseCondition(view: View): string | null {
  if (view === 'licensed') {
    return 'assignedLicenses/any()';
  }
  if (view === 'unlicensed') {
    return 'assignedLicenses/$count eq 0';
  }
  return view.startsWith('sku:') ? `assignedLicenses/any(l:l/skuId eq ${view.slice('sku:'.length)})` : null;
}

function addressOf(query: UserQuery, options: string[]): string {
  const ofLicenses = licenseCondition(query.view);
  const filter = [...plainConditions(query), ...(ofLicenses === null ? [] : [ofLicenses])].join(' and ');
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

/** All that match as a change of many users takes them: by a filter; null where the filter of changes cannot say it. */
export function asFilter(query: UserQuery): ChangeUsers | null {
  if (query.words.trim() !== '' || query.view === 'errors' || licenseCondition(query.view) !== null) {
    return null;
  }
  const conditions = plainConditions(query);
  return conditions.length === 0 ? { all: true } : { filter: conditions.join(' and ') };
}

/** The ids of all that match, read page by page; `tell` learns how many there are up to now. */
export async function idsOf(query: UserQuery, tell: (count: number) => void, signal: AbortSignal): Promise<string[]> {
  const ids: string[] = [];
  let next: string | undefined = addressOf(query, [`$top=${ID_PAGE}`, '$select=id']);
  while (next !== undefined) {
    const page: { value: { id: string }[]; '@odata.nextLink'?: string } = await call(next, { headers: listHeaders, signal });
    ids.push(...page.value.map((user) => user.id));
    tell(ids.length);
    next = page['@odata.nextLink'] === undefined ? undefined : pathOf(page['@odata.nextLink']);
  }
  return ids;
}
