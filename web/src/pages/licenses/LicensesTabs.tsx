import { makeStyles, Tab, TabList, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';

import { useMay } from '../../api/session';

const useStyles = makeStyles({ tabs: { flexWrap: 'wrap', marginBottom: tokens.spacingVerticalL, marginLeft: `-${tokens.spacingHorizontalM}` } });

const places = { subscriptions: '/licenses', requests: '/licenses/requests', autoClaim: '/licenses/auto-claim', allotments: '/licenses/allotments' } as const;

/** The tabs of Billing > Licenses (U-12); each is a page of its own, and requests are for who decides them. */
export function LicensesTabs({ here }: { here: keyof typeof places }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const [, go] = useLocation();
  const mayDecide = useMay()('decideRequests');
  return (
    <TabList className={styles.tabs} selectedValue={here} onTabSelect={(_, { value }) => go(places[value as keyof typeof places])}>
      <Tab value="subscriptions">{t('requests.tabs.subscriptions')}</Tab>
      {mayDecide ? <Tab value="requests">{t('requests.tabs.requests')}</Tab> : null}
      <Tab value="autoClaim">{t('requests.tabs.autoClaim')}</Tab>
      <Tab value="allotments">{t('allotments.title')}</Tab>
    </TabList>
  );
}
