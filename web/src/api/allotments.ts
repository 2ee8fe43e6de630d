import { useQuery } from '@tanstack/react-query';

import { call, change, type CallOptions, type Done } from './client';
import { usePaged } from './paged';
import { readAll } from './readAll';
import type { components } from './schema.gen';

type Schemas = components['schemas'];
/** How many licenses of a product some groups may take together, and who looks after them. */
export type Allotment = Schemas['allotment'];
/** A group whose members take licenses of an allotment. */
export type AllotmentGroup = Allotment['groups'][number];
/** Somebody in a group of an allotment, and how it stands with his license. */
export type AllotmentPerson = Schemas['allotmentPerson'];

/** What is asked for: of a new allotment, or, with an id, what changes. Lists are the whole new list. */
export type AllotmentWish = { id: null; body: Schemas['allotmentInput'] } | { id: string; body: Schemas['allotmentUpdate'] };

/** What the product of an allotment is called; a dash when no catalogue has it any more. */
export function productOf({ productName }: Allotment): string {
  return productName ?? '–';
}

const path = '/api/v1/allotments';
const ownPath = '/api/v1/me/allotments';
const rehearsal = { Prefer: 'validate-only' };
const ownMs = 60_000; // whether there are any is asked for the navigation, on every page

/** Every allotment, by name. */
export function useAllotments() {
  return usePaged<Allotment>(['allotments', 'list'], `${path}?$top=100`);
}

/** One allotment. */
export function useAllotment(id: string) {
  return useQuery({ queryKey: ['allotments', 'one', id], queryFn: ({ signal }) => call<Allotment>(`${path}/${id}`, { signal }) });
}

/** Whether a group is just about to give somebody the license. */
function isUnderWay({ groups }: Allotment, person: AllotmentPerson): boolean {
  return person.state === 'pending' && person.groups.some(({ id }) => groups.some((group) => group.id === id && group.givesProduct));
}

/** People of an allotment, read again while a license is on its way to one of them: as an administrator, or as an owner. */
export function useAllotmentPeople(allotment: Allotment, isOwn: boolean) {
  return usePaged<AllotmentPerson>(['allotments', 'people'], `${isOwn ? ownPath : path}/${allotment.id}/people?$top=100`, {}, false, (rows) =>
    rows.some((person) => isUnderWay(allotment, person)));
}

/** The allotments that one owns. */
export function useOwnAllotments() {
  return useQuery({ queryKey: ['allotments', 'own'], queryFn: ({ signal }) => readAll<Allotment>(ownPath, signal), staleTime: ownMs });
}

function requestOf({ id, body }: AllotmentWish): [string, CallOptions] {
  return id === null ? [path, { method: 'POST', body }] : [`${path}/${id}`, { method: 'PATCH', body }];
}

/** Makes an allotment, or changes one: what the body names. */
export function saveAllotment(wish: AllotmentWish): Promise<Done<Allotment>> {
  return change(...requestOf(wish));
}

/** Has the server say what would come of that; nothing is changed. */
export function rehearseAllotment(wish: AllotmentWish, signal: AbortSignal): Promise<Allotment> {
  const [address, options] = requestOf(wish);
  return call(address, { ...options, headers: rehearsal, signal });
}

/** Removes the limit; licenses stay. */
export function deleteAllotment(id: string): Promise<Done<undefined>> {
  return change(`${path}/${id}`, { method: 'DELETE' });
}

/** Whom an owner adds, and to which group. */
export interface Addition {
  userPrincipalName: string;
  groupId: string;
}

/** As an owner: says who that is, and whether there is a license; nobody is added. */
export function rehearseAddition(id: string, body: Addition): Promise<AllotmentPerson> {
  return call(`${ownPath}/${id}/people`, { method: 'POST', body, headers: rehearsal });
}

/** As an owner: puts somebody into a group of the allotment. */
export function addToAllotment(id: string, body: Addition): Promise<Done<AllotmentPerson>> {
  return change(`${ownPath}/${id}/people`, { method: 'POST', body });
}

/** As an owner: takes somebody out of the groups of the allotment. */
export function removeFromAllotment(id: string, user: string): Promise<Done<undefined>> {
  return change(`${ownPath}/${id}/people/${user}`, { method: 'DELETE' });
}
