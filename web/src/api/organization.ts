import { useQuery } from '@tanstack/react-query';

import { call } from './client';

/** The organisation of who is signed in. */
export interface Organization {
  id: string;
  displayName: string;
  countryLetterCode: string;
  verifiedDomains: { name: string; isDefault: boolean }[];
}

/** The organisation, with its domains and its country. */
export function useOrganization() {
  return useQuery({
    queryKey: ['organization'],
    queryFn: async ({ signal }) => (await call<{ value: Organization[] }>('/v1.0/organization', { signal })).value[0],
  });
}
