import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { rehearseAutoClaim, saveAutoClaim, type AutoClaimUpdate } from '../../api/autoClaim';
import { useDebounced } from '../../lib/debounced';

const TYPING_MS = 300;

/** Shows beforehand what the policy would be, in the server's words, and makes it so. `update` null: it is not complete yet. */
export function usePolicy(update: AutoClaimUpdate | null) {
  const client = useQueryClient();
  const asked = update === null ? null : JSON.stringify(update);
  const settled = useDebounced(asked, TYPING_MS);
  const rehearsal = useQuery({
    queryKey: ['rehearsal', 'autoClaim', settled],
    queryFn: ({ signal }) => rehearseAutoClaim(JSON.parse(settled ?? '') as AutoClaimUpdate, signal),
    enabled: settled !== null,
    placeholderData: keepPreviousData,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  const save = useMutation({
    mutationFn: saveAutoClaim,
    onSuccess: () => client.invalidateQueries({ queryKey: ['autoClaim'] }),
  });
  const isSettled = asked !== null && settled === asked && !rehearsal.isFetching;
  return {
    found: asked === null || rehearsal.error !== null ? undefined : rehearsal.data,
    isRehearsing: asked !== null && !isSettled,
    canSave: isSettled && rehearsal.error === null && !save.isPending,
    isSaving: save.isPending,
    save: save.mutateAsync,
    error: save.error ?? (asked === null ? null : rehearsal.error),
  };
}
