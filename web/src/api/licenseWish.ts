import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import type { Preview } from '../components/PreviewPanel';
import { useDebounced } from '../lib/debounced';
import { assign, previewAssign, type AssignRequest } from './assign';
import { applyPreview, isOver, previewOf, startChange, steerChange, useChange, type AssignedLicense, type Change } from './changes';
import { ApiError, call } from './client';

/** Licenses that some people are to get, or to lose: one person at once, several as one change. */
export type LicenseWish = { people: readonly string[] } & (
  | { action: 'add'; addLicenses: AssignedLicense[] }
  | { action: 'remove'; removeLicenses: string[] }
);

/** A wish, or for one person exactly this request: a remedy that was chosen. */
type ExactWish = LicenseWish | { people: readonly string[]; action: 'exact'; request: AssignRequest };

/** What a wish would come to. */
interface Rehearsal {
  preview: Preview;
  /** How many people it would change. */
  changes: number;
  /** The change that showed it, to be made true; null for one person. */
  previewId: string | null;
}

const TYPING_MS = 400;
const POLL_MS = 250;

function requestOf(wish: ExactWish): AssignRequest {
  if (wish.action === 'exact') {
    return wish.request;
  }
  return wish.action === 'add' ? { addLicenses: wish.addLicenses, removeLicenses: [] } : { addLicenses: [], removeLicenses: wish.removeLicenses };
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(done, POLL_MS);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      done();
    });
  });
}

/** Has the server rehearse a change of several people; nobody waits for a rehearsal that is not wanted any more. */
async function rehearseChange({ people, ...action }: LicenseWish, signal: AbortSignal): Promise<Rehearsal> {
  let change: Change = await startChange({ ...action, users: { ids: [...people] } }, true);
  while (!isOver(change)) {
    await pause(signal);
    if (signal.aborted) {
      await steerChange(change.id, 'cancel');
      signal.throwIfAborted();
    }
    change = await call<Change>(`/api/v1/changes/${change.id}`);
  }
  if (change.error !== null || change.summary === null) {
    throw new ApiError(409, change.error?.code ?? change.state, change.error?.message ?? change.state);
  }
  return { preview: previewOf(change.summary), changes: change.counts.changed, previewId: change.id };
}

async function rehearse(wish: ExactWish, signal: AbortSignal): Promise<Rehearsal> {
  const [first, ...others] = wish.people;
  if (wish.action !== 'exact' && (first === undefined || others.length > 0)) {
    return rehearseChange(wish, signal);
  }
  const preview = await previewAssign(first ?? '', requestOf(wish), signal);
  return { preview, changes: preview.conflicts.length === 0 ? 1 : 0, previewId: null };
}

/** Shows beforehand what a wish comes to, and makes it true. `asked` null: nothing is wished yet. */
export function useLicenseWish(asked: LicenseWish | null) {
  const client = useQueryClient();
  const [remedy, setRemedy] = useState<{ of: string; request: AssignRequest } | null>(null);
  const wish: ExactWish | null = asked !== null && remedy?.of === JSON.stringify(asked) ? { people: asked.people, action: 'exact', request: remedy.request } : asked;
  const [changeId, setChangeId] = useState<string | null>(null);
  const settled = useDebounced(wish === null ? null : JSON.stringify(wish), TYPING_MS);
  const isSettled = wish !== null && settled === JSON.stringify(wish);
  const rehearsal = useQuery({
    queryKey: ['rehearsal', settled],
    queryFn: ({ signal }) => rehearse(JSON.parse(settled ?? '') as ExactWish, signal),
    enabled: settled !== null && isSettled,
    staleTime: Infinity, // it is rehearsed again when it is made true
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  const apply = useMutation({
    mutationFn: async () => {
      const [first] = wish?.people ?? [];
      const found = rehearsal.data;
      if (wish === null || first === undefined || found === undefined) {
        return null;
      }
      if (found.previewId !== null) {
        setChangeId((await applyPreview(found.previewId)).id);
        return null;
      }
      const { operation } = await assign(first, requestOf(wish));
      await client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'rehearsal' });
      return operation;
    },
  });
  const progress = useChange(changeId);
  const isApplied = changeId === null ? apply.isSuccess : progress.data !== undefined && isOver(progress.data);
  return {
    preview: isSettled ? rehearsal.data?.preview : undefined,
    isRehearsing: wish !== null && (!isSettled || rehearsal.isFetching),
    canApply: isSettled && !rehearsal.isFetching && (rehearsal.data?.changes ?? 0) > 0 && !apply.isPending && !apply.isSuccess,
    /** Takes what the server proposes instead of what was asked for, until something else is asked for. */
    takeRemedy: (request: AssignRequest) => setRemedy({ of: JSON.stringify(asked), request }),
    apply: () => apply.mutateAsync(),
    error: apply.error ?? progress.error ?? rehearsal.error,
    /** The change that was begun, of several people. */
    changeId,
    change: progress.data,
    refetchChange: () => void progress.refetch(),
    isApplying: apply.isPending || (apply.isSuccess && !isApplied),
    isApplied,
  };
}
