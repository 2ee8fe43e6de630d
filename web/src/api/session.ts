import { useQuery } from '@tanstack/react-query';

import { changeLanguage, type Language } from '../i18n';
import { setPreference, type Theme } from '../lib/preferences';
import { call, setCsrfToken } from './client';

/** The admin centre that is seen: the one of 2020, or the one since 2021. */
export type Experience = 'new' | 'classic';
/** The admin centre that the organisation has. */
export type Variant = 'worldwide' | 'germany' | 'china';

/** What somebody chose for himself; null: nothing. */
export interface Preferences {
  experience: Experience | null;
  language: Language | null;
  theme: Theme | null;
}

/** Who is signed in, and what he may do: names of actions as GET /api/v1/roles has them. */
export interface Session {
  id: string;
  userId: string;
  userPrincipalName: string;
  displayName: string;
  tenantId: string;
  organizationName: string;
  actions: string[];
  csrfToken: string;
  variant: Variant;
  experience: Experience;
  preferences: Preferences;
  /** When one's password must be changed because of its age; null: not soon. */
  passwordExpiresDateTime: string | null;
}

/** Makes the pages as the person chose them, wherever that was. */
async function adopt({ language, theme }: Preferences): Promise<void> {
  if (theme !== null) {
    setPreference('theme', theme);
  }
  if (language !== null) {
    await changeLanguage(language);
  }
}

/** The session of this browser; fails with status 401 when nobody is signed in. */
export function useSession() {
  return useQuery({
    queryKey: ['session'],
    queryFn: async ({ signal }) => {
      const session = await call<Omit<Session, 'displayName' | 'organizationName'>>('/api/v1/me/session', { signal });
      setCsrfToken(session.csrfToken);
      await adopt(session.preferences);
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
