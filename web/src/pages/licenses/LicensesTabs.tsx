import { makeStyles, Tab, TabList, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';

import { useMay } from '../../api/session';

const useStyles = makeStyles({ tabs: { marginBottom: tokens.spacingVerticalL, marginLeft: `-${tokens.spacingHorizontalM}` } });

/** The tabs of Billing > Licenses (U-12), for who sees more than one; each is a page of its own. */
export function LicensesTabs({ here }: { here: 'subscriptions' | 'requests' }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const [, go] = useLocation();
  return !useMay()('decideRequests') ? null : (
    <TabList className={styles.tabs} selectedValue={here} onTabSelect={(_, { value }) => go(value === 'subscriptions' ? '/licenses' : '/licenses/requests')}>
      <Tab value="subscriptions">{t('requests.tabs.subscriptions')}</Tab>
      <Tab value="requests">{t('requests.tabs.requests')}</Tab>
    </TabList>
  );
}
