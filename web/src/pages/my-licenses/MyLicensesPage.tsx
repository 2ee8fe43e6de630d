import { Button, Link, makeStyles, MessageBar, MessageBarBody, tokens, useRestoreFocusTarget } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useOwnLicenses, useRequestable, type Requestable } from '../../api/requests';
import { Failure } from '../../components/Failure';
import { Loading } from '../../components/Loading';
import { PageTitle } from '../../components/PageTitle';
import { StateMessage } from '../../components/StateMessage';
import { MyRequests } from './MyRequests';
import { OwnLicenses } from './OwnLicenses';
import { RequestPane } from './RequestPane';

const useStyles = makeStyles({
  notice: { marginBottom: tokens.spacingVerticalL },
});

/** What the organisation has people do instead of asking here. */
function OwnProcess({ process }: { process: NonNullable<Requestable['ownProcess']> }) {
  const styles = useStyles();
  const { t } = useTranslation();
  return (
    <MessageBar className={styles.notice} layout="multiline">
      <MessageBarBody>
        {process.message ?? t('myLicenses.instead')}{' '}
        {process.link === null ? null : <Link href={process.link} target="_blank" rel="noreferrer">{t('myLicenses.toProcess')}</Link>}
      </MessageBarBody>
    </MessageBar>
  );
}

/** For everybody: his own licenses and services, and asking for one. */
export default function MyLicensesPage() {
  const { t } = useTranslation();
  const restore = useRestoreFocusTarget();
  const [isAsking, setIsAsking] = useState(false);
  const licenses = useOwnLicenses();
  const requestable = useRequestable();
  const process = requestable.data?.ownProcess ?? null;
  if (licenses.data === undefined) {
    return licenses.error === null ? <Loading /> : <Failure error={licenses.error} retry={() => void licenses.refetch()} />;
  }
  return (
    <>
      <PageTitle title={t('myLicenses.title')}>
        {requestable.data === undefined || process !== null ? null
          : <Button {...restore} appearance="primary" icon={<AddRegular />} onClick={() => setIsAsking(true)}>{t('myLicenses.request')}</Button>}
      </PageTitle>
      {process === null ? null : <OwnProcess process={process} />}
      {licenses.data.length === 0
        ? <StateMessage title={t('myLicenses.none')}>{t('myLicenses.noneHint')}</StateMessage> : <OwnLicenses licenses={licenses.data} />}
      <MyRequests />
      {isAsking && requestable.data !== undefined ? <RequestPane products={requestable.data.value} onClose={() => setIsAsking(false)} /> : null}
    </>
  );
}
