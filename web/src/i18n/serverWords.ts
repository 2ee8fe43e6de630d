import { translatorOf, type Sentences, type Translate } from '../lib/sentences';
import type { Language } from '.';

/** What binds the parts of a list, in the server's language and in that of the pages. */
const joints: Record<Exclude<Language, 'en'>, Record<string, string>> = {
  nl: { ' and ': ' en ', ' or ': ' of ' },
};

const files: Record<Exclude<Language, 'en'>, () => Promise<{ default: Sentences }>> = {
  nl: () => import('./sentences/nl.json'),
};

let translate: Translate = (text) => text;

/** Makes `language` the one that the server's words are shown in; the server itself speaks English. */
export async function loadSentences(language: Language): Promise<void> {
  translate = language === 'en' ? (text) => text : translatorOf((await files[language]()).default, joints[language]);
}

/** A text of the server in the language of the pages; null where it has no words for it. */
export function inWordsOfPages(text: string, names: readonly string[] = []): string | null {
  return translate(text, names);
}
