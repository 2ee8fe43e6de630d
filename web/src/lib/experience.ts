import { useSession, type Experience, type Variant } from '../api/session';

/**
 * Which admin centre somebody sees (U-01 to U-03): `experience` "classic" is the flow of 2020 with toggles, "new" the one since 2021;
 * `variant` is the one of the organisation, whose words differ.
 */
export function useExperience(): { experience: Experience; variant: Variant } {
  const session = useSession().data;
  return { experience: session?.experience ?? 'new', variant: session?.variant ?? 'worldwide' };
}
