import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';

import { call, pathOf } from './client';

interface PageOf<T> {
  value: T[];
  '@odata.count'?: number;
  '@odata.nextLink'?: string;
}

/** A list that the server gives page by page. */
export interface Paged<T> {
  /** What was read up to now; undefined before the first page is there. */
  rows: T[] | undefined;
  /** How many there are in all, when the server was asked for it. */
  total: number | undefined;
  hasMore: boolean;
  isLoadingMore: boolean;
  loadMore: () => void;
  error: Error | null;
  refetch: () => void;
}

const movingMs = 2000;

/**
 * Reads a list by the server's links. `path` null: nothing is read yet. With `keepsRows` rows of the last path stay until those of a new one are
 * there, for searching. While `isMoving` says that the rows are about to change they are read again and again.
 */
export function usePaged<T>(queryKey: readonly unknown[], path: string | null, headers: Record<string, string> = {}, keepsRows = false, isMoving: (rows: T[]) => boolean = () => false): Paged<T> {
  const query = useInfiniteQuery({
    queryKey: [...queryKey, path],
    queryFn: ({ pageParam, signal }) => call<PageOf<T>>(pageParam, { headers, signal }),
    initialPageParam: path ?? '',
    getNextPageParam: (last) => (last['@odata.nextLink'] === undefined ? undefined : pathOf(last['@odata.nextLink'])),
    enabled: path !== null,
    refetchInterval: ({ state }) => (isMoving(state.data?.pages.flatMap((page) => page.value) ?? []) ? movingMs : false),
    ...(keepsRows ? { placeholderData: keepPreviousData } : {}),
  });
  return {
    rows: query.data?.pages.flatMap((page) => page.value),
    total: query.data?.pages[0]?.['@odata.count'],
    hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    loadMore: () => {
      if (query.hasNextPage && !query.isFetchingNextPage) {
        void query.fetchNextPage();
      }
    },
    error: query.error,
    refetch: () => void query.refetch(),
  };
}
