import { useSyncExternalStore } from 'react';

/** What somebody has chosen, as this browser remembers it: the server's word comes only with the session. */
export type Preference = 'language' | 'theme';

/** Light, dark, or as the system has it. */
export type Theme = 'light' | 'dark' | 'system';

const prefix = 'licentia.';
const listeners = new Set<() => void>();
const kept = new Map<Preference, string>(); // where storage is forbidden: until the page is left

/** The choice, or null when none was made. */
export function preference(name: Preference): string | null {
  try {
    return localStorage.getItem(prefix + name) ?? kept.get(name) ?? null;
  } catch {
    return kept.get(name) ?? null; // storage is forbidden
  }
}

/** Remembers a choice, as far as the browser keeps anything. */
export function setPreference(name: Preference, value: string): void {
  kept.set(name, value);
  try {
    localStorage.setItem(prefix + name, value);
  } catch {
    // storage is forbidden: it is kept until the page is left
  }
  listeners.forEach((listener) => listener());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The choice, followed. */
export function usePreference(name: Preference): string | null {
  return useSyncExternalStore(subscribe, () => preference(name));
}
