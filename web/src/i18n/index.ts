import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';

import { preference, setPreference } from '../lib/preferences';
import type en from './en';
import { showServerWordsIn } from './serverWords';

/** Languages of the pages. */
export const languages = ['en', 'nl'] as const;
export type Language = (typeof languages)[number];

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof en };
    returnNull: false;
  }
}

const texts: Record<Language, () => Promise<{ default: unknown }>> = {
  en: () => import('./en'),
  nl: () => import('./nl'),
};

/** The language that was chosen, or else the first of the browser's that there is. */
export function chosenLanguage(): Language {
  const wishes = [preference('language'), ...navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase())];
  return wishes.find((wish): wish is Language => languages.includes(wish as Language)) ?? 'en';
}

async function load(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'translation')) {
    i18next.addResourceBundle(language, 'translation', (await texts[language]()).default);
  }
  showServerWordsIn(language);
  document.documentElement.lang = language;
}

/** Loads the texts of the chosen language: before the first page. */
export async function startLanguage(): Promise<void> {
  const language = chosenLanguage();
  await i18next.use(initReactI18next).init({ lng: language, resources: {}, interpolation: { escapeValue: false } });
  await load(language);
}

/** Changes the language at once, and remembers it. */
export async function changeLanguage(language: Language): Promise<void> {
  setPreference('language', language);
  if (i18next.language !== language) {
    await load(language);
    await i18next.changeLanguage(language);
  }
}
