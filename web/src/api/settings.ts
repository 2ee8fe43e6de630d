import { useQuery, useQueryClient } from '@tanstack/react-query';

import { call } from './client';
import type { components } from './schema.gen';

export type SettingName = components['schemas']['setting']['name'];
export type SettingValue = boolean | number | string;

/** A setting of the organisation, with what it takes. */
export interface Setting {
  name: SettingName;
  value: SettingValue;
  default: SettingValue;
  minimum?: number;
  maximum?: number;
  choices?: string[];
  description: string;
}

/** Every setting. */
export function useSettings() {
  return useQuery({
    queryKey: ['settings'],
    queryFn: async ({ signal }) => (await call<{ value: Setting[] }>('/api/v1/settings', { signal })).value,
  });
}

/** Changes settings, all or none; what depends on them is read again. */
export function useSaveSettings(): (changed: Partial<Record<SettingName, SettingValue>>) => Promise<void> {
  const client = useQueryClient();
  return async (changed) => {
    const { value } = await call<{ value: Setting[] }>('/api/v1/settings', { method: 'PATCH', body: changed });
    client.setQueryData(['settings'], value);
    await client.invalidateQueries({ queryKey: ['session'] });
  };
}
