import { makeStyles, Tab, TabList, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';

import { useMay } from '../../api/session';
import { PageTitle } from '../../components/PageTitle';
import { useAddress } from '../../lib/router';
import { ChangesTab } from './ChangesTab';
import { LedgerTab } from './LedgerTab';

const useStyles = makeStyles({ tabs: { flexWrap: 'wrap', marginBottom: tokens.spacingVerticalM } });

const addressOfLedger = '/operations/all';

/** Administration > Operations: changes of many people while they run and after, and the ledger of everything that was done. */
export default function OperationsPage() {
  const styles = useStyles();
  const { t } = useTranslation();
  const [address, go] = useAddress();
  const mayReadLedger = useMay()('readOperations');
  const isLedger = address === addressOfLedger;
  return (
    <>
      <PageTitle title={t('operations.title')} />
      {mayReadLedger ? (
        <TabList className={styles.tabs} aria-label={t('operations.tab.label')} selectedValue={address} onTabSelect={(_, { value }) => go(value as string)}>
          <Tab value="/operations">{t('operations.tab.changes')}</Tab>
          <Tab value={addressOfLedger}>{t('operations.tab.all')}</Tab>
        </TabList>
      ) : null}
      {isLedger ? <LedgerTab /> : <ChangesTab />}
    </>
  );
}
