import { useSyncExternalStore } from 'react';

import { translatorOf, type Sentences, type Translate } from '../lib/sentences';
import type { Language } from '.';

/** What binds the parts of a list, in the server's language and in that of the pages. */
const joints: Record<Exclude<Language, 'en'>, Record<string, string>> = {
  nl: { ' and ': ' en ', ' or ': ' of ' },
};

const files: Record<Exclude<Language, 'en'>, () => Promise<{ default: Sentences }>> = {
  nl: () => import('./sentences/nl.json'),
};

const asItIs: Translate = (text) => text;
const unknown: Translate = () => null;

let language: Language = 'en';
let translate: Translate = asItIs;
const listeners = new Set<() => void>();

/** Fetches the words of the pages' language: only when the server says something, because the first page seldom needs them. */
async function fetchWords(): Promise<void> {
  const wanted = language;
  if (wanted === 'en' || translate !== unknown) {
    return;
  }
  const made = translatorOf((await files[wanted]()).default, joints[wanted]);
  if (language === wanted) {
    translate = made;
    listeners.forEach((listener) => { listener(); });
  }
}

/** Who listens needs the words. When they cannot be fetched the server's own stay, marked as English, and the next one asks again. */
function listen(listener: () => void): () => void {
  listeners.add(listener);
  fetchWords().catch((error: unknown) => { console.warn(error); });
  return () => { listeners.delete(listener); };
}

/** Makes `next` the language that the server's words are shown in; the server itself speaks English. */
export function showServerWordsIn(next: Language): void {
  language = next;
  translate = next === 'en' ? asItIs : unknown;
  [...listeners].forEach((listener) => { listener(); });
  if (listeners.size > 0) {
    fetchWords().catch((error: unknown) => { console.warn(error); });
  }
}

/** What makes a text of the server one in the language of the pages; null where it has no words for it, or not yet. */
export function useServerWords(): Translate {
  return useSyncExternalStore(listen, () => translate);
}
