import i18next from 'i18next';

import en from '../../i18n/en/activities.json';

type Activity = keyof typeof en;

/** Names of activities in the log, as the server has them. */
export const activities = Object.keys(en) as Activity[];

/** What an activity is called in the language of the pages. */
export function nameOfActivity(name: string): string {
  return name in en ? i18next.t(`activities.${name as Activity}`) : name;
}
