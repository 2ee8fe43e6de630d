import { Button, makeStyles, MessageBar, MessageBarActions, MessageBarBody, Tab, TabList, Text, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'wouter';

import { ApiError } from '../../api/client';
import { isAtWork, kindOf, useGroup, type Group } from '../../api/groups';
import { useMay } from '../../api/session';
import { Failure } from '../../components/Failure';
import { Loading } from '../../components/Loading';
import { PageTitle } from '../../components/PageTitle';
import { StateMessage } from '../../components/StateMessage';
import { GroupLicensesTab } from './GroupLicensesTab';
import { MembersTab } from './MembersTab';
import { SettingsTab } from './SettingsTab';

const useStyles = makeStyles({
  facts: { display: 'block', color: tokens.colorNeutralForeground2, overflowWrap: 'anywhere' },
  place: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM, marginTop: tokens.spacingVerticalM },
  narrow: { maxWidth: '720px' },
});

type TabName = 'members' | 'licenses' | 'settings';

function Loaded({ group }: { group: Group }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const mayReadLicenses = useMay()('readLicenses');
  const [tab, setTab] = useState<TabName>('members');
  const [onlyErrors, setOnlyErrors] = useState(false);
  return (
    <>
      <Link href="/groups">{t('groups.title')}</Link>
      <PageTitle title={group.displayName} />
      <Text className={styles.facts}>{t(`groups.kinds.${kindOf(group)}`)}{group.mail === null ? '' : ` · ${group.mail}`}</Text>
      {group.description === null ? null : <Text className={styles.facts}>{group.description}</Text>}
      <div className={styles.place}>
        {isAtWork(group) ? <MessageBar layout="multiline" role="status"><MessageBarBody>{t('groups.atWork')}</MessageBarBody></MessageBar> : null}
        {group.membersWithLicenseErrors === 0 ? null : (
          <MessageBar intent="warning" layout="multiline">
            <MessageBarBody>{t('groups.withErrors', { count: group.membersWithLicenseErrors })}</MessageBarBody>
            <MessageBarActions>
              <Button
                onClick={() => {
                  setTab('members');
                  setOnlyErrors(true);
                }}
              >
                {t('groups.showErrors')}
              </Button>
            </MessageBarActions>
          </MessageBar>
        )}
        <TabList selectedValue={tab} onTabSelect={(_, { value }) => setTab(value as TabName)}>
          <Tab id="group-tab-members" value="members">{t('groups.members')}</Tab>
          {mayReadLicenses ? <Tab id="group-tab-licenses" value="licenses">{t('users.licenses')}</Tab> : null}
          <Tab id="group-tab-settings" value="settings">{t('groups.settings')}</Tab>
        </TabList>
        <div role="tabpanel" aria-labelledby={`group-tab-${tab}`} className={tab === 'members' ? undefined : styles.narrow}>
          {tab === 'members' ? <MembersTab group={group} onlyErrors={onlyErrors} setOnlyErrors={setOnlyErrors} /> : null}
          {tab === 'licenses' ? <GroupLicensesTab group={group} /> : null}
          {tab === 'settings' ? <SettingsTab group={group} /> : null}
        </div>
      </div>
    </>
  );
}

/** A group: its members, what it gives them, and how. */
export default function GroupPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const { data, error, refetch } = useGroup(id);
  if (error instanceof ApiError && error.status === 404) {
    return (
      <>
        <PageTitle title={t('groups.title')} />
        <StateMessage title={t('groups.missing')} action={<Link href="/groups">{t('groups.title')}</Link>}>{t('groups.missingHint')}</StateMessage>
      </>
    );
  }
  return data !== undefined ? <Loaded key={id} group={data} /> : error === null ? <Loading /> : <Failure error={error} retry={() => void refetch()} />;
}
