import { useQuery, useQueryClient } from '@tanstack/react-query';

import { call } from './client';

/** A row of a file of users that something is wrong with. */
export interface ImportRow {
  line: number;
  column: number | null;
  userPrincipalName: string | null;
  field: string | null;
  value: string | null;
  reason: string;
  remedy: string | null;
}

/** What came, or would come, of a file. */
export interface ImportReport {
  rows: number;
  created: number;
  licensed: number;
  imported: boolean;
  bad: ImportRow[];
  unlicensed: ImportRow[];
}

/** How far an import is. */
export interface Import {
  id: string;
  state: 'receiving' | 'checking' | 'importing' | 'finished' | 'failed';
  done: number;
  total: number;
  error: { code: string; message: string } | null;
  report: ImportReport | null;
}

/** What holds for rows that do not say it themselves. */
export interface ImportOptions {
  usageLocation: string;
  accountEnabled: boolean;
  licenses: readonly { skuId: string; disabledPlans: readonly string[] }[];
}

function addressOf({ usageLocation, accountEnabled, licenses }: ImportOptions): string {
  const off = licenses.flatMap((license) => license.disabledPlans);
  return `/api/v1/users/import?${new URLSearchParams({
    skipBad: 'true',
    accountEnabled: String(accountEnabled),
    ...(usageLocation === '' ? {} : { usageLocation }),
    ...(licenses.length === 0 ? {} : { licenses: licenses.map((license) => license.skuId).join(',') }),
    ...(off.length === 0 ? {} : { disabledPlans: [...new Set(off)].join(',') }),
  }).toString()}`;
}

/** Checks a file; nothing is imported. */
export function verifyImport(file: Blob, options: ImportOptions): Promise<ImportReport> {
  return call(addressOf(options), { method: 'POST', raw: { content: file, type: 'text/csv' }, headers: { Prefer: 'validate-only' } });
}

/** Begins an import of the rows that are right; to be followed with useImport. */
export function startImport(file: Blob, options: ImportOptions): Promise<Import> {
  return call(addressOf(options), { method: 'POST', raw: { content: file, type: 'text/csv' }, headers: { Prefer: 'respond-async' } });
}

export const isImportOver = (job: Import) => job.state === 'finished' || job.state === 'failed';

const pollMs = 500;

/** Follows an import until it is over; then what was read before is read again. */
export function useImport(id: string | null) {
  const client = useQueryClient();
  return useQuery({
    queryKey: ['import', id],
    queryFn: async ({ signal }) => {
      const job = await call<Import>(`/api/v1/imports/${id ?? ''}`, { signal });
      if (isImportOver(job)) {
        void client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'import' });
      }
      return job;
    },
    enabled: id !== null,
    refetchInterval: (query) => (query.state.data === undefined || !isImportOver(query.state.data) ? pollMs : false),
  });
}
