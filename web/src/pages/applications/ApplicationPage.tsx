import { Button, makeStyles, Tab, TabList, tokens, useRestoreFocusTarget } from '@fluentui/react-components';
import { DeleteRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'wouter';

import { useApplication, useApplicationChanges, type Application } from '../../api/applications';
import { useMay } from '../../api/session';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { Failure } from '../../components/Failure';
import { Loading } from '../../components/Loading';
import { useNotify } from '../../components/Notices';
import { PageTitle } from '../../components/PageTitle';
import { useAddress } from '../../lib/router';
import { useAction } from '../../lib/useAction';
import { CredentialsTab } from './CredentialsTab';
import { GeneralTab } from './GeneralTab';
import { GrantsTab } from './GrantsTab';

const tabs = ['general', 'credentials', 'grants'] as const;
type TabName = (typeof tabs)[number];

const useStyles = makeStyles({
  tabs: { flexWrap: 'wrap', marginBottom: tokens.spacingVerticalL },
  panel: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL, maxWidth: '900px' },
});

/** Deletes the registration, after asking. */
function DeleteButton({ application }: { application: Application }) {
  const { t } = useTranslation();
  const [, go] = useAddress();
  const notify = useNotify();
  const action = useAction();
  const restore = useRestoreFocusTarget();
  const { remove } = useApplicationChanges();
  const [isOpen, setIsOpen] = useState(false);
  const { displayName: name } = application;
  const confirm = () => void action.run(async () => {
    await remove(application.id);
    notify({ title: t('applications.deleted', { name }) });
    go('/applications');
  });
  return (
    <>
      <Button {...restore} icon={<DeleteRegular />} onClick={() => setIsOpen(true)}>{t('common.delete')}</Button>
      <ConfirmDialog title={t('applications.deleteTitle', { name })} verb={t('common.delete')} isOpen={isOpen} onClose={() => setIsOpen(false)} action={action} onConfirm={confirm}>
        {t('applications.deleteText', { name })}
      </ConfirmDialog>
    </>
  );
}

function ApplicationWithId({ id }: { id: string }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const mayManage = useMay()('manageApplications');
  const [tab, setTab] = useState<TabName>('general');
  const { data: application, error, refetch } = useApplication(id);
  if (application === undefined) {
    return error === null ? <Loading /> : <Failure error={error} retry={() => void refetch()} />;
  }
  return (
    <>
      <PageTitle title={application.displayName}>{mayManage ? <DeleteButton application={application} /> : null}</PageTitle>
      <TabList className={styles.tabs} aria-label={t('applications.tabs')} selectedValue={tab} onTabSelect={(_, { value }) => setTab(value as TabName)}>
        {tabs.map((item) => <Tab key={item} value={item}>{t(`applications.tab.${item}`)}</Tab>)}
      </TabList>
      <div className={styles.panel}>
        {tab === 'general' ? <GeneralTab key={application.id} application={application} isReadOnly={!mayManage} /> : null}
        {tab === 'credentials' ? <CredentialsTab application={application} isReadOnly={!mayManage} /> : null}
        {tab === 'grants' ? <GrantsTab application={application} isReadOnly={!mayManage} /> : null}
      </div>
    </>
  );
}

/** One application registration: what it is, how it proves who it is, what it may do. */
export default function ApplicationPage() {
  const { id = '' } = useParams<{ id: string }>();
  return <ApplicationWithId key={id} id={id} />; // another application begins anew
}
