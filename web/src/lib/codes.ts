import i18next from 'i18next';

import type en from '../i18n/en';

type KnownCode = keyof typeof en.codes;

/** What a code of the server means, in the language of the pages; null for one that has no words of ours. */
export function titleOfCode(code: string | null): string | null {
  return code !== null && i18next.exists(`codes.${code}`) ? i18next.t(`codes.${code as KnownCode}`) : null;
}
