import { useQuery } from '@tanstack/react-query';

import { call, setCsrfToken } from './client';

/** Who is signed in, and what he may do: names of actions as GET /api/v1/roles has them. */
export interface Session {
  userId: string;
  userPrincipalName: string;
  displayName: string;
  tenantId: string;
  organizationName: string;
  actions: string[];
  csrfToken: string;
}

/** The session of this browser; fails with status 401 when nobody is signed in. */
export function useSession() {
  return useQuery({
    queryKey: ['session'],
    queryFn: async ({ signal }) => {
      const session = await call<Omit<Session, 'displayName' | 'organizationName'>>('/api/v1/me/session', { signal });
      setCsrfToken(session.csrfToken);
      const mayReadOrganization = session.actions.includes('readOrganization');
      const [me, organizations] = await Promise.all([
        call<{ displayName: string }>('/v1.0/me?$select=displayName', { signal }),
        mayReadOrganization ? call<{ value: { displayName: string }[] }>('/v1.0/organization', { signal }) : { value: [] },
      ]);
      return { ...session, displayName: me.displayName, organizationName: organizations.value[0]?.displayName ?? '' } satisfies Session;
    },
    staleTime: 60_000,
  });
}

/** Tells whether who is signed in may do something; before that is known, no. */
export function useMay(): (action: string) => boolean {
  const actions = useSession().data?.actions;
  return (action) => actions?.includes(action) ?? false;
}
