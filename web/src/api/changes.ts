import { useQuery, useQueryClient } from '@tanstack/react-query';

import type { Preview } from '../components/PreviewPanel';
import { save } from '../lib/save';
import { call, change, namedMessage, namesOf, readPages, type Done } from './client';
import { usePaged } from './paged';

/** A product with the services that are off in it, as the server takes it. */
export interface AssignedLicense {
  skuId: string;
  disabledPlans: string[];
}

/** Who is meant by a change of many users. */
export type ChangeUsers = { ids: string[] } | { filter: string } | { group: string; transitive?: boolean } | { holdersOf: string } | { all: true };

/** A change of many users, see "Changes of many users" in docs/api.md. */
export type ChangeRequest = { users: ChangeUsers; mode?: 'bestEffort' | 'allOrNothing' } & (
  | { action: 'add' | 'replace'; addLicenses: AssignedLicense[] }
  | { action: 'remove'; removeLicenses: string[] }
  | { action: 'swap'; from: string; to: string; planMap?: { from: string; to: string }[]; disabledPlans?: string[] }
  | { action: 'setPlans'; skuId: string; enablePlans?: string[]; disablePlans?: string[] }
);

export type ChangeState = 'collecting' | 'checking' | 'applying' | 'reverting' | 'paused' | 'finished' | 'failed' | 'cancelled';

/** What a rehearsal found. */
export interface ChangeSummary {
  seats: { skuId: string; displayName: string; capacity: number; consumedBefore: number; consumedAfter: number; availableBefore: number; availableAfter: number }[];
  servicePlans: { servicePlanId: string; displayName: string; gain: number; lose: number }[];
  conflicts: { code: string; message: string; remedy: string | null; count: number; users: string[]; about: { kind: string; id: string; name: string }[] }[];
  otherConflicts: number;
}

/** How far a change is, and what came of it. */
export interface Change {
  id: string;
  action: string;
  mode: 'bestEffort' | 'allOrNothing';
  preview: boolean;
  state: ChangeState;
  done: number;
  total: number;
  counts: Record<'changed' | 'unchanged' | 'refused' | 'reverted' | 'skipped', number>;
  summary: ChangeSummary | null;
  operation: string | null;
  /** The operation that it takes back. */
  undoes?: string | null;
  actor: string;
  reason: string | null;
  createdDateTime: string;
  finishedDateTime: string | null;
  error: { code: string; message: string } | null;
  /** What the server cannot go on for, and when it tries again by itself. */
  trouble: { message: string; nextTryDateTime: string } | null;
}

/** Whether nothing more will come of a change by itself. */
export function isOver(change: Change): boolean {
  return change.state === 'finished' || change.state === 'failed' || change.state === 'cancelled';
}

/** Begins a change, or its preview; to be followed with useChange. */
export function startChange(request: ChangeRequest, preview: boolean): Promise<Change> {
  return call<Change>('/api/v1/changes', { method: 'POST', body: { ...request, preview } });
}

/** Makes true what a finished preview showed, and exactly that. */
export function applyPreview(id: string): Promise<Change> {
  return call<Change>('/api/v1/changes', { method: 'POST', body: { preview: id } });
}

/** Pauses, resumes or cancels a change. */
export function steerChange(id: string, verb: 'pause' | 'resume' | 'cancel'): Promise<Change> {
  return call<Change>(`/api/v1/changes/${id}/${verb}`, { method: 'POST' });
}

const pollMs = 500;

/** Follows a change until it is over. When it is, what was read before is read again. */
export function useChange(id: string | null) {
  const client = useQueryClient();
  return useQuery({
    queryKey: ['change', id],
    queryFn: async ({ signal }) => {
      const change = await call<Change>(`/api/v1/changes/${id ?? ''}`, { signal });
      if (isOver(change) && !change.preview) {
        void client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'change' });
      }
      return change;
    },
    enabled: id !== null,
    refetchInterval: (query) => (query.state.data === undefined || !isOver(query.state.data) ? pollMs : false),
  });
}

/** What a rehearsal found, as the pages show it. */
export function previewOf(summary: ChangeSummary): Preview {
  return {
    seats: summary.seats,
    gains: summary.servicePlans.filter((plan) => plan.gain > 0).map((plan) => ({ name: plan.displayName, count: plan.gain })),
    losses: summary.servicePlans.filter((plan) => plan.lose > 0).map((plan) => ({ name: plan.displayName, count: plan.lose })),
    conflicts: summary.conflicts.map(({ code, message, remedy, count, users, about }) => ({
      code, message: namedMessage({ message, refs: about }), remedy, count, names: users, about: namesOf(about),
    })),
  };
}

/** Takes back what an operation of the ledger did; a change to be followed with useChange. */
export function undoOperation(operation: string): Promise<Done<Change>> {
  return change<Change>(`/api/v1/operations/${operation}/undo`, { method: 'POST', body: {} });
}

/** What became of somebody in a change. */
export interface ChangeResult {
  id: string | null;
  userPrincipalName: string;
  line: number | null;
  state: 'waiting' | 'changed' | 'unchanged' | 'refused' | 'reverted' | 'skipped';
  code: string | null;
  message: string | null;
  remedy: string | null;
}

/** What became of everybody who came to one state, page by page. `id` null: nothing is read. */
export function useChangeResults(id: string | null, state: ChangeResult['state']) {
  return usePaged<ChangeResult>(['change', id, 'results'], id === null ? null : `/api/v1/changes/${id}/results?state=${state}`);
}

/** Saves what became of everybody as a CSV file. */
export async function downloadResults(id: string): Promise<void> {
  save(await readPages(`/api/v1/changes/${id}/results`, 'text/csv'), `results-${id}.csv`);
}
