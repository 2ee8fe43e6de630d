import { useQuery } from '@tanstack/react-query';

import { call } from './client';
import type { Change } from './changes';
import { usePaged } from './paged';
import type { components } from './schema.gen';

/** Kinds of operations, as the server names them. */
export type OperationKind = components['schemas']['operation']['kind'] | 'undo';

/** One accepted request of the ledger. */
export interface Operation {
  id: string;
  number: number;
  kind: OperationKind;
  target: string | null;
  actor: { kind: 'token' | 'local' | 'user' | 'application' | 'system'; name: string | null };
  reason: string | null;
  correlationId: string | null;
  changeCount: number;
  createdDateTime: string;
  /** The operation that it takes back, and the newest that has taken it back. */
  undoes?: string | null;
  undoneBy?: string | null;
  /** Whether operations of its kind can be undone, and what to do where they cannot. */
  undoable: boolean;
  undoInstead: string | null;
}

/** A licence before or after a change. */
export interface LicenseSide {
  disabledPlans: string[];
  state: string | null;
}

interface Named {
  id: string;
  displayName: string;
}

/** One thing that an operation changed, before and after. */
export interface LedgerChange {
  seq: number;
  kind: components['schemas']['change']['kind'];
  user: { id: string; userPrincipalName: string | null } | null;
  group: Named | null;
  memberGroup: Named | null;
  skuId: string | null;
  skuPartNumber: string | null;
  assignedByGroup: string | null;
  before: LicenseSide | null;
  after: LicenseSide | null;
  properties: Record<string, unknown> | null;
}

/** Changes of many users, the newest first. */
export function useChanges() {
  return usePaged<Change>(['changes'], '/api/v1/changes?$top=50');
}

/** The ledger, the newest first. */
export function useOperations() {
  return usePaged<Operation>(['operations'], '/api/v1/operations?$top=50');
}

/** One operation of the ledger. */
export function useOperation(id: string) {
  return useQuery({
    queryKey: ['operations', id],
    queryFn: ({ signal }) => call<Operation>(`/api/v1/operations/${encodeURIComponent(id)}`, { signal }),
  });
}

/** What an operation changed, in its order. */
export function useOperationChanges(id: string) {
  return usePaged<LedgerChange>(['operations', id, 'changes'], `/api/v1/operations/${encodeURIComponent(id)}/changes?$top=100`);
}

/** Rehearses taking back an operation; a preview to be followed with useChange. */
export function previewUndo(id: string): Promise<Change> {
  return call<Change>(`/api/v1/operations/${encodeURIComponent(id)}/undo`, { method: 'POST', body: { preview: true } });
}
