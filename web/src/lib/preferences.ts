/** What somebody has chosen for this browser. */
export type Preference = 'language' | 'theme';

const prefix = 'licentia.';

/** The choice, or null when none was made, or the browser keeps nothing. */
export function preference(name: Preference): string | null {
  try {
    return localStorage.getItem(prefix + name);
  } catch {
    return null; // storage is forbidden: the browser's own settings count
  }
}

/** Remembers a choice, as far as the browser keeps anything. */
export function setPreference(name: Preference, value: string): void {
  try {
    localStorage.setItem(prefix + name, value);
  } catch {
    // storage is forbidden: the choice holds until the page is left
  }
}
