/** One thing that is wrong, with what to do about it. */
export interface ErrorDetail {
  code: string;
  message: string;
  target: string | null;
  remedy: string | null;
  refs?: { kind: string; id: string; name: string | null }[];
}

/** What is wrong, with names instead of the ids that Graph's texts have. */
export function namedMessage({ message, refs = [] }: Pick<ErrorDetail, 'message' | 'refs'>): string {
  return refs.reduce((text, { id, name }) => (name === null ? text : text.replaceAll(id, name)), message);
}

/** The names of what something is about. */
export function namesOf(refs: readonly { name: string | null }[]): string[] {
  return refs.flatMap(({ name }) => name ?? []);
}

/** An answer that is a failure, in the server's words; status 0: there was no answer. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details: readonly ErrorDetail[] = [],
    readonly requestId: string | null = null,
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

/** What a call may have beside its address. */
export interface CallOptions {
  method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  body?: unknown;
  /** Sent as it is instead of `body`, of this media type. */
  raw?: { content: BodyInit; type: string };
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** The address of the page to sign in on, which leads back to where we are. */
export function signInAddress(): string {
  return `/common/login?next=${encodeURIComponent(location.pathname + location.search + location.hash)}`;
}

let csrfToken: string | null = null;

/** Takes the token that every changing call must repeat, from the session. */
export function setCsrfToken(token: string): void {
  csrfToken = token;
}

interface ErrorEnvelope {
  error?: { code?: string; message?: string; details?: ErrorDetail[]; innerError?: { 'request-id'?: string } };
}

async function failure(response: Response): Promise<ApiError> {
  let envelope: ErrorEnvelope = {};
  try {
    envelope = (await response.json()) as ErrorEnvelope;
  } catch {
    // something else than the server answered: its status has to do
  }
  const { code = 'unknown', message = response.statusText, details = [], innerError } = envelope.error ?? {};
  return new ApiError(response.status, code, message, details, innerError?.['request-id'] ?? response.headers.get('request-id'));
}

function headersOf({ body, raw, headers }: CallOptions, method: string): Record<string, string> {
  return {
    Accept: 'application/json',
    ...(raw === undefined ? {} : { 'Content-Type': raw.type }),
    ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    ...(method === 'GET' || csrfToken === null ? {} : { 'X-CSRF-Token': csrfToken }),
    ...headers,
  };
}

async function send(path: string, options: CallOptions): Promise<Response> {
  const { method = 'GET', body, raw, signal } = options;
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers: headersOf(options, method),
      credentials: 'same-origin',
      ...(raw === undefined ? {} : { body: raw.content }),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (signal?.aborted === true) {
      throw error;
    }
    throw new ApiError(0, 'unreachable', '');
  }
  if (!response.ok) {
    throw await failure(response);
  }
  return response;
}

async function bodyOf<T>(response: Response): Promise<T> {
  const text = await response.text();
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

/** Calls the server; fails with ApiError. An answer without a body is undefined. */
export async function call<T>(path: string, options: CallOptions = {}): Promise<T> {
  return bodyOf(await send(path, options));
}

/** An answer, and the operation of the ledger that the call was, by which it can be undone; null when it changed nothing, or nothing that is undone. */
export interface Done<T> {
  data: T;
  operation: string | null;
}

/** Calls the server to change something. */
export async function change<T>(path: string, options: CallOptions): Promise<Done<T>> {
  const response = await send(path, options);
  const isUndone = response.headers.get('licentia-undo') === 'yes';
  return { data: await bodyOf<T>(response), operation: isUndone ? response.headers.get('licentia-operation') : null };
}

/** A link of the server as a path, for it may name another origin behind a proxy. */
export function pathOf(link: string): string {
  const url = new URL(link, location.origin);
  return url.pathname + url.search;
}

/** Reads what comes in pages that are one file, each naming the next in `Link`. */
export async function readPages(path: string, type: string, signal?: AbortSignal): Promise<Blob> {
  const parts: Blob[] = [];
  let next: string | null = path;
  while (next !== null) {
    const response: Response = await send(next, { headers: { Accept: type }, ...(signal === undefined ? {} : { signal }) });
    parts.push(await response.blob());
    const link = /<([^>]*)>\s*;\s*rel="?next"?/.exec(response.headers.get('link') ?? '')?.[1];
    next = link === undefined ? null : pathOf(link);
  }
  return new Blob(parts, { type });
}
