import type { TFunction } from 'i18next';

import type { Subscription } from '../../api/subscriptions';

/** A date as the reader writes it; nothing for none. */
export function dateIn(language: string, value: string | null): string {
  return value === null ? '' : new Date(value).toLocaleDateString(language, { dateStyle: 'medium' });
}

/** The length of a term, as P1M or P3Y, in words. */
export function termIn(t: TFunction, term: string): string {
  const [, count = '0', unit = 'Y'] = /^P(\d+)([MY])$/.exec(term) ?? [];
  return unit === 'M' ? t('subscriptions.months', { count: Number(count) }) : t('subscriptions.years', { count: Number(count) });
}

/** What becomes of a purchase next, and when. */
export function nextIn(t: TFunction, language: string, { status, recurringBilling, endDate, nextLifecycleDateTime, licensesLapseDateTime }: Subscription): string {
  const date = dateIn(language, nextLifecycleDateTime);
  switch (status) {
    case 'Enabled': return endDate === null ? t('subscriptions.next.endless') : t(recurringBilling ? 'subscriptions.next.renews' : 'subscriptions.next.ends', { date: dateIn(language, endDate) });
    case 'Warning': return nextLifecycleDateTime === null ? '' : t('subscriptions.next.disabled', { date });
    case 'Suspended': return nextLifecycleDateTime === null ? '' : t('subscriptions.next.deleted', { date });
    case 'Deleted': return licensesLapseDateTime === null ? '' : t('subscriptions.next.lapse', { date: dateIn(language, licensesLapseDateTime) });
    case 'LockedOut': return '';
  }
}
