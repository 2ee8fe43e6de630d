import { usePaged } from './paged';

interface Property {
  displayName: string;
  oldValue: string | null;
  newValue: string | null;
}

/** Something that an entry is about. */
export interface AuditTarget {
  id: string | null;
  displayName: string | null;
  type: string;
  userPrincipalName: string | null;
  modifiedProperties: Property[];
}

/** An entry of the audit log: what was done, or tried. */
export interface AuditEntry {
  id: string;
  category: string;
  correlationId: string;
  result: 'success' | 'failure';
  resultReason: string;
  activityDisplayName: string;
  activityDateTime: string;
  loggedByService: string;
  initiatedBy: {
    user: { id: string | null; displayName: string | null; userPrincipalName: string | null; ipAddress: string | null } | null;
    app: { displayName: string | null } | null;
  };
  targetResources: AuditTarget[];
  additionalDetails: { key: string; value: string }[];
}

/** What is looked for; an empty text means anything. Dates are days, "2026-11-26". */
export interface AuditQuery {
  from: string;
  to: string;
  activity: string;
  by: string;
  about: string;
  result: '' | 'success' | 'failure';
}

const quoted = (text: string) => `'${text.trim().replaceAll("'", "''")}'`;
const DAY_MS = 86_400_000;

/** The conditions in the words of the server. Days are those of the person. */
function filterOf(query: AuditQuery): string {
  const startOf = (day: string) => new Date(`${day}T00:00:00`).getTime();
  const conditions = [
    query.from === '' ? '' : `activityDateTime ge ${new Date(startOf(query.from)).toISOString()}`,
    query.to === '' ? '' : `activityDateTime le ${new Date(startOf(query.to) + DAY_MS - 1).toISOString()}`,
    query.activity.trim() === '' ? '' : `startswith(activityDisplayName,${quoted(query.activity)})`,
    query.by.trim() === '' ? '' : `startswith(initiatedBy/user/userPrincipalName,${quoted(query.by)})`,
    query.about.trim() === '' ? '' : `targetResources/any(t:startswith(t/displayName,${quoted(query.about)}))`,
    query.result === '' ? '' : `result eq '${query.result}'`,
  ];
  return conditions.filter((condition) => condition !== '').join(' and ');
}

/** The audit log, the newest first. */
export function useAudit(query: AuditQuery) {
  const filter = filterOf(query);
  return usePaged<AuditEntry>(['audit'], `/v1.0/auditLogs/directoryAudits?$top=50${filter === '' ? '' : `&$filter=${encodeURIComponent(filter)}`}`);
}

/** Who did it. */
export function actorOf({ initiatedBy: { user, app } }: AuditEntry): string {
  return [user?.userPrincipalName ?? user?.displayName ?? user?.ipAddress, app?.displayName].filter((name) => name !== null && name !== undefined).join(', ');
}

/** What it is about. */
export function subjectOf({ targetResources: [target] }: AuditEntry): string {
  return target?.userPrincipalName ?? target?.displayName ?? '';
}
