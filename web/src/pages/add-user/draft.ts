import { change, call, type Done, type ErrorDetail } from '../../api/client';
import { licensesOf, type Chosen } from '../../components/LicenseChooser';
import type { TemplateContents } from '../../api/userTemplates';
import { makePassword } from '../../lib/passwords';

/** Texts of the optional step. */
export const optionalFields = [
  'jobTitle', 'department', 'officeLocation', 'businessPhone', 'mobilePhone', 'faxNumber', 'streetAddress', 'city', 'state', 'postalCode', 'country',
] as const;
export type OptionalField = (typeof optionalFields)[number];

/** Those of them that several people may have in common. */
export const templateFields: readonly OptionalField[] = optionalFields.filter((field) => field !== 'mobilePhone');

/** Characters that a password has at least. */
export const MIN_PASSWORD = 8;

/** Somebody who is about to be added. */
export interface Draft {
  givenName: string;
  surname: string;
  displayName: string;
  alias: string;
  domain: string;
  /** Made here, or typed. */
  password: string;
  isPasswordMade: boolean;
  mustChangePassword: boolean;
  usageLocation: string;
  withLicenses: boolean;
  chosen: Chosen;
  roles: readonly string[];
  optional: Record<OptionalField, string>;
}

export function emptyDraft(domain: string): Draft {
  return {
    givenName: '', surname: '', displayName: '', alias: '', domain,
    password: makePassword(), isPasswordMade: true, mustChangePassword: true,
    usageLocation: '', withLicenses: true, chosen: new Map(), roles: [],
    optional: Object.fromEntries(optionalFields.map((field) => [field, ''])) as Draft['optional'],
  };
}

/** Office phones are a list of one. */
const propertyOf = (field: OptionalField) => (field === 'businessPhone' ? 'businessPhones' : field);

/** Somebody who is about to be added as a template says; its domain counts as long as the organisation has it. */
export function draftOf(contents: TemplateContents, domains: readonly string[], usual: string): Draft {
  const isPasswordMade = contents.password === 'generated';
  return {
    ...emptyDraft(contents.domain !== null && domains.includes(contents.domain) ? contents.domain : usual),
    isPasswordMade,
    password: isPasswordMade ? makePassword() : '',
    mustChangePassword: contents.forceChangePasswordNextSignIn,
    usageLocation: contents.usageLocation ?? '',
    withLicenses: contents.assignedLicenses.length > 0,
    chosen: new Map(contents.assignedLicenses.map(({ skuId, disabledPlans }) => [skuId, new Set(disabledPlans)])),
    roles: contents.roles,
    optional: Object.fromEntries(optionalFields.map((field) => [field, [contents.profile[propertyOf(field)] ?? []].flat()[0] ?? ''])) as Draft['optional'],
  };
}

/** What a template keeps of somebody: not his names, not his mobile phone. */
export function contentsOf(draft: Draft): TemplateContents {
  return {
    domain: draft.domain,
    password: draft.isPasswordMade ? 'generated' : 'typed',
    forceChangePasswordNextSignIn: draft.mustChangePassword,
    usageLocation: draft.usageLocation === '' ? null : draft.usageLocation,
    assignedLicenses: draft.withLicenses ? licensesOf(draft.chosen) : [],
    roles: [...draft.roles],
    profile: Object.fromEntries(templateFields.filter((field) => draft.optional[field].trim() !== '')
      .map((field) => [propertyOf(field), field === 'businessPhone' ? [draft.optional[field].trim()] : draft.optional[field].trim()])),
  };
}

/** Whether names, user name and password are filled in. */
export function isBasicsComplete(draft: Draft): boolean {
  return draft.displayName.trim() !== '' && draft.alias.trim() !== '' && draft.domain !== '' && draft.password.length >= MIN_PASSWORD;
}

export const userNameOf = (draft: Draft) => `${draft.alias.trim()}@${draft.domain}`;

/** Somebody, as the server takes him. */
export function bodyOf(draft: Draft): Record<string, unknown> {
  const texts = { givenName: draft.givenName, surname: draft.surname, ...draft.optional };
  const filled = Object.entries(texts).filter(([, value]) => value.trim() !== '')
    .map(([name, value]) => (name === 'businessPhone' ? ['businessPhones', [value.trim()]] : [name, value.trim()]) as [string, unknown]);
  return {
    ...Object.fromEntries(filled),
    displayName: draft.displayName.trim(),
    userPrincipalName: userNameOf(draft),
    mailNickname: draft.alias.trim(),
    accountEnabled: true,
    passwordProfile: { password: draft.password, forceChangePasswordNextSignIn: draft.mustChangePassword },
    ...(draft.usageLocation === '' ? {} : { usageLocation: draft.usageLocation }),
    ...(draft.withLicenses && draft.chosen.size > 0 ? { assignedLicenses: licensesOf(draft.chosen) } : {}),
  };
}

/** Who was added, or would be; `violations` say why without licenses. */
export interface Created {
  user: { id: string; displayName: string; userPrincipalName: string };
  licensed: boolean;
  violations: ErrorDetail[];
}

/** What adding would come to; `body` is the JSON text of bodyOf(). */
export function rehearse(body: string, signal: AbortSignal): Promise<Created> {
  return call('/api/v1/users', { method: 'POST', body: JSON.parse(body) as unknown, headers: { Prefer: 'validate-only' }, signal });
}

/** Adds the user. */
export function create(draft: Draft): Promise<Done<Created>> {
  return change('/api/v1/users', { method: 'POST', body: bodyOf(draft) });
}

/** Gives somebody a role. */
export function giveRole(userId: string, roleId: string): Promise<Done<unknown>> {
  return change('/v1.0/roleManagement/directory/roleAssignments', { method: 'POST', body: { principalId: userId, roleDefinitionId: roleId, directoryScopeId: '/' } });
}
