import { Button, useRestoreFocusTarget } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useAutoClaimPolicy, type AutoClaimPolicy } from '../../api/autoClaim';
import { useMay } from '../../api/session';
import { Failure } from '../../components/Failure';
import { Loading } from '../../components/Loading';
import { PageTitle } from '../../components/PageTitle';
import { StateMessage } from '../../components/StateMessage';
import { LicensesTabs } from '../licenses/LicensesTabs';
import { ClaimReport } from './ClaimReport';
import { PolicyCard } from './PolicyCard';
import { PolicyPane } from './PolicyPane';

function NoPolicy({ mayChange, create }: { mayChange: boolean; create: () => void }) {
  const { t } = useTranslation();
  const restore = useRestoreFocusTarget();
  return (
    <StateMessage
      title={t('autoClaim.empty')}
      action={mayChange ? <Button {...restore} appearance="primary" onClick={create}>{t('autoClaim.create')}</Button> : undefined}
    >
      {t('autoClaim.emptyHint')}{mayChange ? null : ` ${t('autoClaim.mayNot')}`}
    </StateMessage>
  );
}

function Policy({ policy }: { policy: AutoClaimPolicy }) {
  const may = useMay();
  const mayChange = may('manageSettings') && may('assignLicense') && may('readApplications');
  const [isEditing, setIsEditing] = useState(false);
  const edit = () => setIsEditing(true);
  return (
    <>
      {policy.id === null ? <NoPolicy mayChange={mayChange} create={edit} /> : <PolicyCard policy={policy} mayChange={mayChange} edit={edit} />}
      {isEditing ? <PolicyPane policy={policy} onClose={() => setIsEditing(false)} /> : null}
    </>
  );
}

/** Billing > Licenses > Auto-claim policy: who gets a license by signing in to an application, and who did (U-12, R-93). */
export default function AutoClaimPage() {
  const { t } = useTranslation();
  const { data, error, refetch } = useAutoClaimPolicy();
  return (
    <>
      <PageTitle title={t('licenses.title')} />
      <LicensesTabs here="autoClaim" />
      {data !== undefined ? <Policy policy={data} /> : error === null ? <Loading /> : <Failure error={error} retry={() => void refetch()} />}
      <ClaimReport />
    </>
  );
}
