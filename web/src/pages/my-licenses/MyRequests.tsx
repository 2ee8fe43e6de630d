import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { useOwnRequests, withdrawRequest, type LicenseRequest } from '../../api/requests';
import { useSession } from '../../api/session';
import { Failure } from '../../components/Failure';
import { FormError } from '../../components/FormError';
import { Loading } from '../../components/Loading';
import { useNotify } from '../../components/Notices';
import { useTextStyles } from '../../components/textStyles';
import { useDates } from '../../lib/dates';
import { Outcomes } from '../requests/Outcomes';

const useStyles = makeStyles({
  place: { marginTop: tokens.spacingVerticalXXL, maxWidth: '720px', display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM, alignItems: 'flex-start' },
  title: { margin: 0, fontSize: tokens.fontSizeBase500, fontWeight: tokens.fontWeightSemibold },
  list: { listStyleType: 'none', margin: 0, padding: 0, width: '100%' },
  request: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS, borderBottom: `1px solid ${tokens.colorNeutralStroke2}`, padding: `${tokens.spacingVerticalM} 0` },
  head: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM },
  name: { margin: 0, fontSize: tokens.fontSizeBase400, fontWeight: tokens.fontWeightSemibold, flexGrow: 1, overflowWrap: 'anywhere' },
  message: { overflowWrap: 'anywhere' },
});

function Request({ request, isOwn }: { request: LicenseRequest; isOwn: boolean }) {
  const styles = useStyles();
  const text = useTextStyles();
  const { t } = useTranslation();
  const { day } = useDates();
  const notify = useNotify();
  const client = useQueryClient();
  const product = request.sku.displayName;
  const withdraw = useMutation({
    mutationFn: () => withdrawRequest(request.id),
    onSuccess: async () => {
      notify({ title: t('myLicenses.withdrawn', { product }) });
      await client.invalidateQueries();
    },
  });
  const date = day(request.createdDateTime);
  return (
    <li className={styles.request}>
      <div className={styles.head}>
        <h3 className={styles.name}>{product}</h3>
        {isOwn && request.state === 'pending' ? (
          <Button size="small" aria-label={t('myLicenses.withdrawOf', { product })} disabled={withdraw.isPending} onClick={() => withdraw.mutate()}>{t('myLicenses.withdraw')}</Button>
        ) : null}
      </div>
      <Text className={text.quiet}>{isOwn ? t('myLicenses.askedOn', { date }) : t('myLicenses.askedBy', { name: request.requestedBy.displayName, date })}</Text>
      {request.message === null ? null : <Text className={styles.message}>“{request.message}”</Text>}
      <Outcomes people={request.people} />
      <FormError error={withdraw.error} />
    </li>
  );
}

/** What somebody has asked for, or others for him, and what became of it. */
export function MyRequests() {
  const styles = useStyles();
  const { t } = useTranslation();
  const userId = useSession().data?.userId;
  const { rows, hasMore, isLoadingMore, loadMore, error, refetch } = useOwnRequests();
  return (
    <section className={styles.place} aria-label={t('myLicenses.requests')}>
      <h2 className={styles.title}>{t('myLicenses.requests')}</h2>
      {rows === undefined ? (error === null ? <Loading /> : <Failure error={error} retry={refetch} />)
        : rows.length === 0 ? <Text>{t('myLicenses.noRequests')}</Text> : (
          <ul className={styles.list}>{rows.map((request) => <Request key={request.id} request={request} isOwn={request.requestedBy.id === userId} />)}</ul>
        )}
      {hasMore ? <Button disabled={isLoadingMore} onClick={loadMore}>{t('myLicenses.more')}</Button> : null}
    </section>
  );
}
