import { useQuery } from '@tanstack/react-query';

import { call, change, type Done } from './client';

/** Conditions that are texts. */
export const viewTexts = ['department', 'jobTitle', 'city', 'state', 'country'] as const;

/** What the users of a custom view meet: everything that is there. */
export type ViewConditions = Partial<Record<(typeof viewTexts)[number] | 'domain' | 'usageLocation' | 'skuId', string>> & {
  accountEnabled?: boolean;
  hasErrors?: true;
  isUnlicensed?: true;
};

/** A custom view of the users, which every administrator sees (U-31). */
export interface UserView {
  id: string;
  displayName: string;
  conditions: ViewConditions;
  /** The same as $filter of users. */
  filter: string;
}

/** What is written of a view. */
export type NewUserView = Pick<UserView, 'displayName' | 'conditions'>;

/** Whether a view is about licenses, which not everybody may see. */
export function isOfLicenses({ conditions }: UserView): boolean {
  return conditions.skuId !== undefined || conditions.hasErrors !== undefined || conditions.isUnlicensed !== undefined;
}

const PATH = '/api/v1/userViews';

/** Every custom view, by name. */
export function useUserViews() {
  return useQuery({
    queryKey: ['userViews'],
    queryFn: async ({ signal }) => (await call<{ value: UserView[] }>(PATH, { signal })).value,
  });
}

/** Makes a view, or changes the one with this id. */
export function saveUserView(id: string | null, view: NewUserView): Promise<Done<UserView>> {
  return id === null ? change(PATH, { method: 'POST', body: view }) : change(`${PATH}/${id}`, { method: 'PATCH', body: view });
}

/** Removes a view. */
export function deleteUserView(id: string): Promise<Done<unknown>> {
  return change(`${PATH}/${id}`, { method: 'DELETE' });
}
