import { useTranslation } from 'react-i18next';

/** Writes times and dates as the language has them. */
export function useDates() {
  const { i18n } = useTranslation();
  return {
    /** Day and time of day. */
    time: (value: string) => new Date(value).toLocaleString(i18n.language, { dateStyle: 'medium', timeStyle: 'short' }),
    /** The day alone. */
    day: (value: string) => new Date(value).toLocaleDateString(i18n.language, { dateStyle: 'medium' }),
  };
}
