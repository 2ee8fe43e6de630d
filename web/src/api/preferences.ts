import { useQueryClient } from '@tanstack/react-query';

import { call } from './client';
import type { Preferences } from './session';

/** Keeps what somebody chooses for himself with the server, so that it is there at the next sign-in (U-02). */
export function useChoose(): (chosen: Partial<Preferences>) => Promise<void> {
  const client = useQueryClient();
  return async (chosen) => {
    await call('/api/v1/me/preferences', { method: 'PATCH', body: chosen });
    await client.invalidateQueries({ queryKey: ['session'] });
  };
}
