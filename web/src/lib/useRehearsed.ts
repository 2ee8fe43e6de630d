import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { useDebounced } from './debounced';

const TYPING_MS = 300;

/**
 * Has the server say beforehand what something would be once it is saved, while it is being typed, and saves it. `asked` null: it is not
 * complete yet. `area` is the first key of what is read anew afterwards.
 */
export function useRehearsed<Asked, Found, Saved>({ area, asked, rehearse, make }: {
  area: string;
  asked: Asked | null;
  rehearse: (asked: Asked, signal: AbortSignal) => Promise<Found>;
  make: (asked: Asked) => Promise<Saved>;
}) {
  const client = useQueryClient();
  const wanted = asked === null ? null : JSON.stringify(asked);
  const settled = useDebounced(wanted, TYPING_MS);
  const rehearsal = useQuery({
    queryKey: ['rehearsal', area, settled],
    queryFn: ({ signal }) => rehearse(JSON.parse(settled ?? '') as Asked, signal),
    enabled: settled !== null,
    placeholderData: keepPreviousData,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  const save = useMutation({
    mutationFn: make,
    onSuccess: () => client.invalidateQueries({ queryKey: [area] }),
  });
  const isSettled = wanted !== null && settled === wanted && !rehearsal.isFetching;
  return {
    found: wanted === null || rehearsal.error !== null ? undefined : rehearsal.data,
    isRehearsing: wanted !== null && !isSettled,
    canSave: isSettled && rehearsal.error === null && !save.isPending,
    isSaving: save.isPending,
    save: save.mutateAsync,
    error: save.error ?? (wanted === null ? null : rehearsal.error),
  };
}
