import { call, pathOf } from './client';

/** Reads a list to its end, page by page: for lists that stay short. */
export async function readAll<T>(path: string, signal: AbortSignal, headers: Record<string, string> = {}): Promise<T[]> {
  const rows: T[] = [];
  for (let next: string | undefined = path; next !== undefined;) {
    const page: { value: T[]; '@odata.nextLink'?: string } = await call(next, { signal, headers });
    rows.push(...page.value);
    next = page['@odata.nextLink'] === undefined ? undefined : pathOf(page['@odata.nextLink']);
  }
  return rows;
}
