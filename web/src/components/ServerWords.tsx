import { useTranslation } from 'react-i18next';

import { namedMessage, namesOf, type ErrorDetail } from '../api/client';
import { useServerWords } from '../i18n/serverWords';

/** What the server says: in the language of the pages where that is known, else marked as English (WCAG 3.1.2). */
export function ServerWords({ text, names = [] }: { text: string; names?: readonly string[] | undefined }) {
  const { i18n } = useTranslation();
  const words = useServerWords()(text, names);
  return words === null ? <span {...(i18n.language === 'en' ? {} : { lang: 'en' })}>{text}</span> : words;
}

/** What is in the way, with names instead of ids, and how to mend it. */
export function ViolationWords({ violation }: { violation: ErrorDetail }) {
  const names = namesOf(violation.refs ?? []);
  return (
    <>
      <ServerWords text={namedMessage(violation)} names={names} />{' '}
      {violation.remedy === null ? null : <ServerWords text={violation.remedy} names={names} />}
    </>
  );
}
