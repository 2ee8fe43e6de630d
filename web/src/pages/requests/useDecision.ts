import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { decide, previewDecision, type Decision } from '../../api/requests';
import { useDebounced } from '../../lib/debounced';

const TYPING_MS = 300;

/** Shows beforehand what a decision comes to, and makes it. `decision` null: nobody is decided about. */
export function useDecision(id: string, decision: Decision | null) {
  const client = useQueryClient();
  const asked = decision === null ? null : JSON.stringify(decision);
  const settled = useDebounced(asked, TYPING_MS);
  const rehearsal = useQuery({
    queryKey: ['rehearsal', 'request', id, settled],
    queryFn: ({ signal }) => previewDecision(id, JSON.parse(settled ?? '') as Decision, signal),
    enabled: settled !== null,
    placeholderData: keepPreviousData,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  const apply = useMutation({
    mutationFn: (body: Decision) => decide(id, body),
    onSuccess: () => client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'rehearsal' }),
  });
  const isSettled = asked !== null && settled === asked && !rehearsal.isFetching;
  return {
    found: asked === null ? undefined : rehearsal.data,
    isRehearsing: asked !== null && !isSettled,
    canApply: isSettled && rehearsal.error === null && rehearsal.data?.isAllowed === true && !apply.isPending,
    isApplying: apply.isPending,
    apply: apply.mutateAsync,
    error: apply.error ?? (asked === null ? null : rehearsal.error),
  };
}
