import { change, call, type Done, type ErrorDetail } from '../../api/client';
import { licensesOf, type Chosen } from '../../components/LicenseChooser';
import { makePassword } from '../../lib/passwords';

/** Texts of the optional step. */
export const optionalFields = [
  'jobTitle', 'department', 'officeLocation', 'businessPhone', 'mobilePhone', 'faxNumber', 'streetAddress', 'city', 'state', 'postalCode', 'country',
] as const;
export type OptionalField = (typeof optionalFields)[number];

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

export const userNameOf = (draft: Draft) => `${draft.alias.trim()}@${draft.domain}`;

function bodyOf(draft: Draft): Record<string, unknown> {
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

/** What adding would come to. */
export function rehearse(draft: Draft, signal: AbortSignal): Promise<Created> {
  return call('/api/v1/users', { method: 'POST', body: bodyOf(draft), headers: { Prefer: 'validate-only' }, signal });
}

/** Adds the user. */
export function create(draft: Draft): Promise<Done<Created>> {
  return change('/api/v1/users', { method: 'POST', body: bodyOf(draft) });
}

/** Gives somebody a role. */
export function giveRole(userId: string, roleId: string): Promise<Done<unknown>> {
  return change('/v1.0/roleManagement/directory/roleAssignments', { method: 'POST', body: { principalId: userId, roleDefinitionId: roleId, directoryScopeId: '/' } });
}
