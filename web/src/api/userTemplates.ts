import { useQuery } from '@tanstack/react-query';

import type { AssignedLicense } from './changes';
import { call, change, type Done } from './client';

/** What new users made from a template have in common. */
export interface TemplateContents {
  domain: string | null;
  password: 'generated' | 'typed';
  forceChangePasswordNextSignIn: boolean;
  usageLocation: string | null;
  assignedLicenses: AssignedLicense[];
  /** Ids of directory roles. */
  roles: string[];
  /** Texts by the names of properties of users; office phones are a list of one. */
  profile: Record<string, string | string[]>;
}

/** A template of who is signed in. */
export interface UserTemplate {
  id: string;
  displayName: string;
  contents: TemplateContents;
}

const PATH = '/api/v1/userTemplates';

/** One's own templates, by name. */
export function useUserTemplates(isWanted = true) {
  return useQuery({
    queryKey: ['userTemplates'],
    queryFn: async ({ signal }) => (await call<{ value: UserTemplate[] }>(PATH, { signal })).value,
    enabled: isWanted,
  });
}

/** Makes a template. */
export function createUserTemplate(displayName: string, contents: TemplateContents): Promise<Done<UserTemplate>> {
  return change(PATH, { method: 'POST', body: { displayName, contents } });
}

/** Removes a template. */
export function deleteUserTemplate(id: string): Promise<Done<unknown>> {
  return change(`${PATH}/${id}`, { method: 'DELETE' });
}
