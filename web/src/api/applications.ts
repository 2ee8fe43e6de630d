import { useQuery, useQueryClient } from '@tanstack/react-query';

import { call } from './client';
import { usePaged } from './paged';
import type { components } from './schema.gen';

type Schemas = components['schemas'];
export type ApplicationBase = Schemas['applicationBase'];
export type Application = Schemas['application'];
export type RedirectUri = Schemas['redirectUri'];
export type Secret = Schemas['secret'];
export type Certificate = Schemas['certificate'];
export type Grant = Schemas['grant'];
export type ApplicationUpdate = Schemas['applicationUpdate'];

const pathOf = (id: string) => `/api/v1/applications/${encodeURIComponent(id)}`;

/** Application registrations. */
export function useApplications() {
  return usePaged<ApplicationBase>(['applications'], '/api/v1/applications?$top=100');
}

/** One registration with its secrets, certificates and grants. */
export function useApplication(id: string) {
  return useQuery({ queryKey: ['applications', id], queryFn: ({ signal }) => call<Application>(pathOf(id), { signal }) });
}

/** What changes registrations; whatever was read of them is read again. */
export function useApplicationChanges() {
  const client = useQueryClient();
  const change = async <T>(path: string, method: 'POST' | 'PATCH' | 'DELETE', body?: unknown): Promise<T> => {
    const answer = await call<T>(path, { method, ...(body === undefined ? {} : { body }) });
    await client.invalidateQueries({ queryKey: ['applications'] });
    return answer;
  };
  return {
    register: (body: { displayName: string; isPublicClient: boolean; redirectUris: RedirectUri[] }) => change<Application>('/api/v1/applications', 'POST', body),
    update: (id: string, body: ApplicationUpdate) => change<Application>(pathOf(id), 'PATCH', body),
    /** The page goes elsewhere afterwards: what was read of it is forgotten, not read again. */
    remove: async (id: string) => {
      await call(pathOf(id), { method: 'DELETE' });
      client.removeQueries({ queryKey: ['applications'] });
    },
    /** The answer is the only one with the secret. */
    addSecret: (id: string, body: { displayName: string; days: number }) => change<Secret & { secretText: string | null }>(`${pathOf(id)}/secrets`, 'POST', body),
    removeSecret: (id: string, keyId: string) => change(`${pathOf(id)}/secrets/${keyId}`, 'DELETE'),
    addCertificate: (id: string, body: { certificate: string; displayName?: string }) => change(`${pathOf(id)}/certificates`, 'POST', body),
    removeCertificate: (id: string, keyId: string) => change(`${pathOf(id)}/certificates/${keyId}`, 'DELETE'),
    grant: (id: string, body: { type: Grant['type']; permissions: string[] }) => change(`${pathOf(id)}/grants`, 'POST', body),
    revoke: (id: string, { type, permission, user }: Grant) =>
      change(`${pathOf(id)}/grants/${type}/${permission}${user === null ? '' : `?user=${encodeURIComponent(user.id)}`}`, 'DELETE'),
  };
}
