import { profileFields, type User } from '../../api/users';

/** Fields of the form about somebody: Graph's, but that there is one telephone number for the office. */
export const formFields = [...profileFields, 'businessPhone'] as const;
export type FormField = (typeof formFields)[number];
export type Profile = Record<FormField, string>;

/** What the form shows of somebody. */
export function profileOf(user: User): Profile {
  const texts = profileFields.map((field) => [field, user[field] ?? '']);
  return Object.fromEntries([...texts, ['businessPhone', user.businessPhones[0] ?? '']]) as Profile;
}

/** Fields whose values differ. */
export function differentFields(a: Profile, b: Profile): FormField[] {
  return formFields.filter((field) => a[field].trim() !== b[field].trim());
}

/** Values as the server takes them; empty ones clear. */
export function valuesOf(profile: Profile, fields: readonly FormField[]): Record<string, unknown> {
  return Object.fromEntries(fields.map((field) => {
    const value = profile[field].trim();
    return field === 'businessPhone' ? ['businessPhones', value === '' ? [] : [value]] : [field, value === '' ? null : value];
  }));
}
