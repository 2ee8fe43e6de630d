import { useQuery } from '@tanstack/react-query';

import { call } from './client';
import { usePaged } from './paged';

/** A directory role, with what it allows. */
export interface Role {
  id: string;
  name: string;
  displayName: string;
  description: string;
  /** Who has it is an administrator whom a User Administrator may neither change nor delete (RO-5). */
  isProtected: boolean;
  memberCount: number;
  actions: string[];
}

/** Somebody who has a role: a person, or an application by its service principal. */
export interface RoleMember {
  '@odata.type': '#microsoft.graph.user' | '#microsoft.graph.servicePrincipal';
  id: string;
  displayName: string;
  userPrincipalName?: string;
  appId?: string;
}

/** Every role, with what speaks against how they are given (RO-1). */
export function useRoles() {
  return useQuery({
    queryKey: ['roles'],
    queryFn: ({ signal }) => call<{ value: Role[]; warnings: { code: string; message: string }[] }>('/api/v1/roles', { signal }),
  });
}

/** Who has a role. */
export function useRoleMembers(role: string | undefined) {
  return usePaged<RoleMember>(['roles', 'members', role], role === undefined ? null : `/v1.0/directoryRoles/${role}/members?$top=100`);
}

/** Gives somebody a role. */
export function giveRole(role: string, member: string): Promise<void> {
  return call(`/v1.0/directoryRoles/${role}/members/$ref`, { method: 'POST', body: { '@odata.id': `${location.origin}/v1.0/directoryObjects/${member}` } });
}

/** Takes a role from somebody. */
export function takeRole(role: string, member: string): Promise<void> {
  return call(`/v1.0/directoryRoles/${role}/members/${member}/$ref`, { method: 'DELETE' });
}
