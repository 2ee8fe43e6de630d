import { Button, makeStyles, Text, tokens, useRestoreFocusTarget } from '@fluentui/react-components';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useWaiting, withdraw, type Waiting } from '../../api/holders';
import type { Product } from '../../api/products';
import { useMay } from '../../api/session';
import { DataTable, type Column } from '../../components/DataTable';
import { Failure } from '../../components/Failure';
import { FormError } from '../../components/FormError';
import { Loading } from '../../components/Loading';
import { useNotify } from '../../components/Notices';
import { PlacePane } from '../../components/PlacePane';
import { StateMessage } from '../../components/StateMessage';
import { useTextStyles } from '../../components/textStyles';

const useStyles = makeStyles({
  actions: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingVerticalXS, padding: `${tokens.spacingVerticalXS} 0` },
  intro: { display: 'block', marginBottom: tokens.spacingVerticalM, maxWidth: '80ch' },
});

function Withdraw({ product, person }: { product: Product; person: Waiting }) {
  const { t } = useTranslation();
  const notify = useNotify();
  const client = useQueryClient();
  const leave = useMutation({
    mutationFn: () => withdraw(product.skuId, person.id),
    onSuccess: async ({ operation }) => {
      notify({ title: t('product.withdrawn', { name: person.displayName }), operation });
      await client.invalidateQueries();
    },
  });
  return leave.error === null
    ? <Button size="small" disabled={leave.isPending} aria-label={t('product.withdrawOf', { name: person.displayName })} onClick={() => leave.mutate()}>{t('product.withdraw')}</Button>
    : <FormError error={leave.error} />;
}

/** The line for a seat of the product: who waits, and since when; a wish can be withdrawn. */
export function WaitingTab({ product }: { product: Product }) {
  const styles = useStyles();
  const text = useTextStyles();
  const { t, i18n } = useTranslation();
  const may = useMay();
  const restore = useRestoreFocusTarget();
  const [edited, setEdited] = useState<Waiting | null>(null);
  const { rows, hasMore, isLoadingMore, loadMore, error, refetch } = useWaiting(product.skuId);
  if (rows === undefined) {
    return error === null ? <Loading /> : <Failure error={error} retry={refetch} />;
  }
  if (rows.length === 0) {
    return <StateMessage title={t('product.nobodyWaits')}>{t('product.nobodyWaitsHint')}</StateMessage>;
  }
  const places = new Map(rows.map((person, i) => [person, i + 1]));
  const columns: Column<Waiting>[] = [
    {
      id: 'name', title: t('product.user'), width: '2fr',
      cell: (person) => <><Text weight="semibold">{person.displayName}</Text><Text block size={200} className={`${text.quiet} ${text.ellipsis}`}>{person.userPrincipalName}</Text></>,
    },
    { id: 'place', title: t('product.place'), width: '48px', cell: (person) => <span className={text.number}>{(places.get(person) ?? 0).toLocaleString(i18n.language)}</span> },
    {
      id: 'source', title: t('product.wish'), width: '2fr', isWide: true,
      cell: ({ group, fullAllotment }) => (
        <>
          {group === null ? t('product.direct') : t('product.fromGroup', { group: group.displayName })}
          {fullAllotment === null ? null : <Text block size={200} className={text.quiet}>{t('product.allotmentFull', { name: fullAllotment })}</Text>}
        </>
      ),
    },
    { id: 'since', title: t('product.since'), width: '120px', isWide: true, cell: ({ sinceDateTime }) => new Date(sinceDateTime).toLocaleDateString(i18n.language, { dateStyle: 'medium' }) },
    { id: 'priority', title: t('common.waiting.priority'), width: '80px', isWide: true, cell: ({ priority }) => <span className={text.number}>{priority.toLocaleString(i18n.language)}</span> },
    { id: 'reason', title: t('common.waiting.reason'), width: '1.5fr', isWide: true, cell: ({ reason }) => <span title={reason ?? ''}>{reason}</span> },
    ...(may('assignLicense') ? [{
      id: 'actions', title: t('product.actions'), width: '2.2fr' as const,
      cell: (person: Waiting) => (
        <div className={styles.actions}>
          <Button {...restore} size="small" aria-label={t('common.waiting.editOf', { name: person.displayName })} onClick={() => setEdited(person)}>{t('common.waiting.edit')}</Button>
          {person.group === null ? <Withdraw product={product} person={person} /> : null}
        </div>
      ),
    }] : []),
  ];
  return (
    <>
      <Text className={styles.intro}>{t('product.waitingIntro')}</Text>
      <DataTable
        label={t('product.tab.waiting')}
        columns={columns}
        rows={rows}
        idOf={(person) => `${person.id} ${person.group?.id ?? ''}`}
        hasMore={hasMore}
        isLoadingMore={isLoadingMore}
        loadMore={loadMore}
      />
      {edited === null ? null : <PlacePane key={`${edited.id} ${edited.group?.id ?? ''}`} product={product} waiting={edited} isOpen onClose={() => setEdited(null)} />}
    </>
  );
}
