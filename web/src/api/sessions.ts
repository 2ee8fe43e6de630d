import { useQuery } from '@tanstack/react-query';

import { call } from './client';

/** Where somebody is signed in to the pages. */
export interface PageSession {
  id: string;
  ipAddress: string;
  userAgent: string;
  createdDateTime: string;
  lastSeenDateTime: string;
  expiresDateTime: string;
}

/** Where the person is signed in, the newest first. */
export function useMySessions() {
  return useQuery({
    queryKey: ['mySessions'],
    queryFn: async ({ signal }) => (await call<{ value: PageSession[] }>('/api/v1/me/sessions', { signal })).value,
  });
}

/** Ends one of the person's sessions. */
export function endSession(id: string): Promise<void> {
  return call(`/api/v1/me/sessions/${id}`, { method: 'DELETE' });
}
