import { Button, makeStyles, MessageBar, MessageBarBody, Tab, TabList, Text, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';

import { ApiError } from '../../api/client';
import { useMay } from '../../api/session';
import { useUser, type User } from '../../api/users';
import { ErrorWords, Failure } from '../../components/Failure';
import { Loading } from '../../components/Loading';
import { SidePane } from '../../components/SidePane';
import { StateMessage } from '../../components/StateMessage';
import { useTextStyles } from '../../components/textStyles';
import { useExperience } from '../../lib/experience';
import { AccountTab } from './AccountTab';
import type { Edits } from '../../lib/licenseEdits';
import { LicensesTab } from './LicensesTab';

const useStyles = makeStyles({ address: { color: tokens.colorNeutralForeground2, overflowWrap: 'anywhere' }, hidden: { display: 'none' }, tab: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL } });

/** What is the matter while somebody is shown who could be read before: he is gone, or we are signed out, or nobody answers. */
function Trouble({ error }: { error: Error }) {
  const text = useTextStyles();
  const { t } = useTranslation();
  if (!(error instanceof ApiError)) {
    return null;
  }
  return (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody>
        {error.status === 404
          ? <>{t('user.gone')} <Link href="/deleted-users" className={text.link}>{t('deletedUsers.title')}</Link></>
          : <ErrorWords error={error} />}
      </MessageBarBody>
    </MessageBar>
  );
}

/** The tabs. One that is not in front stays in the page, so that what was typed in it is not lost. */
function Tabs({ user, error, onClose }: { user: User; error: Error | null; onClose: () => void }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const mayReadLicenses = useMay()('readLicenses');
  const { experience } = useExperience();
  const [tab, setTab] = useState<'account' | 'licenses'>(mayReadLicenses ? 'licenses' : 'account');
  const [edits, setEdits] = useState<Edits>(new Map());
  const isGone = error instanceof ApiError && error.status === 404;
  const panel = (name: typeof tab) => ({ role: 'tabpanel', 'aria-labelledby': `user-tab-${name}`, className: tab === name ? styles.tab : styles.hidden });
  return (
    <>
      <Text className={styles.address}>{user.userPrincipalName}</Text>
      {error === null ? null : <Trouble error={error} />}
      <TabList selectedValue={tab} onTabSelect={(_, { value }) => setTab(value as typeof tab)}>
        <Tab id="user-tab-account" value="account">{t('user.account')}</Tab>
        {mayReadLicenses ? <Tab id="user-tab-licenses" value="licenses">{t(experience === 'classic' ? 'user.productLicenses' : 'user.licensesAndApps')}</Tab> : null}
      </TabList>
      <div {...panel('account')}><AccountTab user={user} isGone={isGone} onClose={onClose} /></div>
      {mayReadLicenses ? <div {...panel('licenses')}><LicensesTab user={user} isGone={isGone} edits={edits} setEdits={setEdits} /></div> : null}
    </>
  );
}

/** Somebody, at the side of the list (U-32). */
export function UserPane({ id, onClose }: { id: string; onClose: () => void }) {
  const text = useTextStyles();
  const { t } = useTranslation();
  const { data, error, refetch } = useUser(id);
  const isMissing = error instanceof ApiError && error.status === 404;
  return (
    <SidePane isOpen title={data?.displayName ?? t('user.title')} onClose={onClose}>
      {data !== undefined ? <Tabs user={data} error={error} onClose={onClose} /> : error === null ? <Loading /> : isMissing ? (
        <StateMessage title={t('user.missing')} action={<Button appearance="primary" onClick={onClose}>{t('common.close')}</Button>}>
          {t('user.missingHint')} <Link href="/deleted-users" className={text.link}>{t('deletedUsers.title')}</Link>
        </StateMessage>
      ) : <Failure error={error} retry={() => void refetch()} />}
    </SidePane>
  );
}
