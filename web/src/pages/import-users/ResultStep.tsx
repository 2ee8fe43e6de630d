import { Link as FluentLink, MessageBar, MessageBarBody, ProgressBar, Text } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';

import { isImportOver, useImport } from '../../api/imports';
import { Failure } from '../../components/Failure';
import { Loading } from '../../components/Loading';
import { ServerWords } from '../../components/ServerWords';
import { Problems } from './Problems';

/** How far the import is, and what came of it. */
export function ResultStep({ id }: { id: string }) {
  const { t, i18n } = useTranslation();
  const { data, error, refetch } = useImport(id);
  const number = (value: number) => value.toLocaleString(i18n.language);
  if (data === undefined) {
    return error === null ? <Loading /> : <Failure error={error} retry={() => void refetch()} />;
  }
  const { report } = data;
  return (
    <>
      <Text role="status" weight="semibold">{t(`importUsers.state.${data.state}`)}</Text>
      {isImportOver(data) ? null : (
        <>
          <ProgressBar aria-label={t(`importUsers.state.${data.state}`)} {...(data.total === 0 ? {} : { value: data.done / data.total })} />
          <Text>{t('common.progress.of', { done: number(data.done), total: number(data.total) })}</Text>
          <Text size={200}>{t('importUsers.leave')}</Text>
        </>
      )}
      {data.error === null ? null : <MessageBar intent="error" layout="multiline"><MessageBarBody><ServerWords text={data.error.message} /></MessageBarBody></MessageBar>}
      {report === null ? null : (
        <>
          <Text>{t('importUsers.created', { count: report.created, number: number(report.created) })}</Text>
          {report.licensed === 0 ? null : <Text>{t('importUsers.licensed', { count: report.licensed, number: number(report.licensed) })}</Text>}
          {report.created === 0 ? null : <Text>{t('importUsers.noPasswords', { count: report.created })}</Text>}
          <Problems title={t('importUsers.problems')} rows={report.bad} fileName="import-problems.csv" />
          <Problems title={t('importUsers.withoutLicenses')} rows={report.unlicensed} fileName="import-without-licenses.csv" />
          {report.unlicensed.length === 0 ? null : <FluentLink href="#/subscriptions">{t('manage.buy')}</FluentLink>}
        </>
      )}
    </>
  );
}
