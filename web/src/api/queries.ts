import { QueryClient } from '@tanstack/react-query';

import { ApiError } from './client';

/** What is worth another try by itself: the server was away or busy. */
function isPassing(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status === 429 || error.status === 503);
}

/** The store of what was read. Reads are tried again when the server is away; changes never are. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: 10_000, retry: (count, error) => count < 3 && isPassing(error) },
      mutations: { retry: false },
    },
  });
}
