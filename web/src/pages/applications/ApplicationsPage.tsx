import { Badge, Button, useRestoreFocusTarget } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';

import { useApplications, type ApplicationBase } from '../../api/applications';
import { useMay } from '../../api/session';
import { DataTable, type Column } from '../../components/DataTable';
import { Failure } from '../../components/Failure';
import { Loading } from '../../components/Loading';
import { PageTitle } from '../../components/PageTitle';
import { StateMessage } from '../../components/StateMessage';
import { useTextStyles } from '../../components/textStyles';
import { useDates } from '../../lib/dates';
import { RegisterPane } from './RegisterPane';

/** Administration > Applications: programs that sign in, by themselves or in the name of people. */
export default function ApplicationsPage() {
  const text = useTextStyles();
  const { t } = useTranslation();
  const { day } = useDates();
  const restore = useRestoreFocusTarget();
  const mayManage = useMay()('manageApplications');
  const [isOpen, setIsOpen] = useState(false);
  const { rows, error, refetch, ...more } = useApplications();
  if (rows === undefined) {
    return error === null ? <Loading /> : <Failure error={error} retry={refetch} />;
  }
  const columns: Column<ApplicationBase>[] = [
    { id: 'name', title: t('applications.name'), width: '2fr', cell: ({ id, displayName }) => <Link className={text.link} href={`/applications/${id}`}>{displayName}</Link> },
    { id: 'appId', title: t('applications.clientId'), width: '3fr', isWide: true, cell: ({ appId }) => appId },
    {
      id: 'state',
      title: t('applications.state'),
      width: '130px',
      cell: ({ accountEnabled }) => <Badge appearance="tint" color={accountEnabled ? 'success' : 'subtle'}>{t(accountEnabled ? 'applications.enabled' : 'applications.disabled')}</Badge>,
    },
    { id: 'created', title: t('applications.created'), width: '130px', isWide: true, cell: ({ createdDateTime }) => day(createdDateTime) },
  ];
  return (
    <>
      <PageTitle title={t('applications.title')}>
        {mayManage ? <Button {...restore} appearance="primary" icon={<AddRegular />} onClick={() => setIsOpen(true)}>{t('applications.register')}</Button> : null}
      </PageTitle>
      {rows.length === 0 ? <StateMessage title={t('applications.empty')}>{t('applications.emptyHint')}</StateMessage>
        : <DataTable label={t('applications.title')} columns={columns} rows={rows} idOf={({ id }) => id} {...more} />}
      <RegisterPane isOpen={isOpen} onClose={() => setIsOpen(false)} />
    </>
  );
}
