import type { Preview, Remedy } from '../components/PreviewPanel';
import { call, change, namedMessage, namesOf, type Done, type ErrorDetail } from './client';
import type { AssignedLicense } from './changes';

/** A change of one user's licenses, as Graph's assignLicense takes it. */
export interface AssignRequest {
  addLicenses: AssignedLicense[];
  removeLicenses: string[];
}

interface Seats {
  consumed: number;
  capacity: number;
  available: number;
}

/** What the server says beforehand of a change of one user's licenses. */
export interface AssignPreview {
  allowed: boolean;
  seats: { skuId: string; displayName: string; before: Seats; after: Seats }[];
  gained: { displayName: string }[];
  lost: { displayName: string }[];
  violations: (ErrorDetail & { remedies?: Remedy[] })[];
}

const pathOfUser = (user: string) => `/v1.0/users/${encodeURIComponent(user)}/assignLicense`;

function shown(found: AssignPreview): Preview {
  return {
    seats: found.seats.map(({ skuId, displayName, before, after }) => ({
      skuId, displayName, consumedBefore: before.consumed, consumedAfter: after.consumed, availableAfter: after.available,
    })),
    gains: found.gained.map((plan) => ({ name: plan.displayName, count: 1 })),
    losses: found.lost.map((plan) => ({ name: plan.displayName, count: 1 })),
    conflicts: found.violations.map(({ code, remedy, remedies = [], ...detail }) => ({ code, message: namedMessage(detail), remedy, remedies, count: 1, names: [], about: namesOf(detail.refs ?? []) })),
  };
}

/** The same, as it is shown: of what is refused only why, because nothing of it happens. */
export function previewOfAssign(found: AssignPreview): Preview {
  return found.allowed ? shown(found) : { ...shown(found), seats: [], gains: [], losses: [] };
}

function rehearse(path: string, body: unknown, signal?: AbortSignal): Promise<AssignPreview> {
  return call<AssignPreview>(path, {
    method: 'POST',
    headers: { Prefer: 'validate-only' },
    ...(body === undefined ? {} : { body }),
    ...(signal === undefined ? {} : { signal }),
  });
}

/** What a change of one user's licenses would do; nothing is changed. */
export async function previewAssign(user: string, request: AssignRequest, signal?: AbortSignal): Promise<Preview> {
  return previewOfAssign(await rehearse(pathOfUser(user), request, signal));
}

/** What deciding anew on one user's licenses would do, and what still stands in the way; nothing is changed. */
export async function previewReprocess(user: string, signal?: AbortSignal): Promise<Preview> {
  return shown(await rehearse(`/v1.0/users/${encodeURIComponent(user)}/reprocessLicenseAssignment`, undefined, signal));
}

/** Changes one user's licenses. */
export function assign(user: string, request: AssignRequest): Promise<Done<unknown>> {
  return change(pathOfUser(user), { method: 'POST', body: request });
}
