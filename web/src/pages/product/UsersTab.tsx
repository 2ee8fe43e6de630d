import { Button, makeStyles, MessageBar, MessageBarBody, SearchBox, Text, tokens, useRestoreFocusTarget } from '@fluentui/react-components';
import { AddRegular, ArrowDownloadRegular, SubtractRegular } from '@fluentui/react-icons';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';

import { useHolders, type Holder } from '../../api/holders';
import type { Product } from '../../api/products';
import { useMay } from '../../api/session';
import { useSubscriptions } from '../../api/subscriptions';
import { DataTable, type Column } from '../../components/DataTable';
import { Failure } from '../../components/Failure';
import { Loading } from '../../components/Loading';
import { StateMessage } from '../../components/StateMessage';
import { useTextStyles } from '../../components/textStyles';
import { useDebounced } from '../../lib/debounced';
import { AssignPane } from './AssignPane';
import { HolderPane } from './HolderPane';
import { HolderState } from './HolderState';
import { Source } from './Source';
import { UnassignPane } from './UnassignPane';

const TYPING_MS = 300;

const useStyles = makeStyles({
  tools: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalS, marginBottom: tokens.spacingVerticalM },
  search: { flexGrow: 1, maxWidth: '320px', minWidth: '180px', marginLeft: 'auto' },
  note: { marginBottom: tokens.spacingVerticalM },
});

type Pane = { kind: 'assign' } | { kind: 'unassign' } | { kind: 'holder'; holder: Holder } | null;

const idOf = (holder: Holder) => `${holder.id} ${holder.assignedByGroup ?? ''}`;

/** Where a file of the holders comes from: for a spreadsheet program of the reader's country. */
function exportAddress(skuId: string, language: string): string {
  return `/api/v1/export/holders?${new URLSearchParams({ sku: skuId, format: 'csv', separator: language === 'nl' ? ';' : ',', bom: 'true', safe: 'true' }).toString()}`;
}

function useColumns(product: Product, t: TFunction, open: (holder: Holder) => void): Column<Holder>[] {
  const text = useTextStyles();
  const target = useRestoreFocusTarget();
  const all = product.plans.filter((plan) => plan.appliesTo === 'User').length;
  return [
    {
      id: 'name', title: t('product.user'), width: '2fr',
      cell: (holder) => (
        <>
          <button type="button" {...target} className={`${text.link} ${text.button}`} title={holder.userPrincipalName} onClick={() => open(holder)}>{holder.displayName}</button>
          <Text block size={200} className={`${text.phoneOnly} ${text.quiet} ${text.ellipsis}`}>{holder.userPrincipalName}</Text>
        </>
      ),
    },
    { id: 'upn', title: t('product.userName'), width: '2fr', isWide: true, cell: (holder) => <span title={holder.userPrincipalName}>{holder.userPrincipalName}</span> },
    { id: 'source', title: t('product.source'), width: '2fr', isWide: true, cell: (holder) => <Source group={holder.assignedByGroup} /> },
    {
      id: 'services', title: t('product.services'), width: '110px', isWide: true,
      cell: (holder) => (holder.disabledPlans.length === 0 ? t('product.servicesAll') : t('product.servicesSome', { on: all - holder.disabledPlans.length, all })),
    },
    { id: 'state', title: t('product.stateTitle'), width: '2fr', cell: (holder) => <HolderState holder={holder} /> },
  ];
}

/** Who has the product: assign, unassign, and change what somebody has of it. */
export function UsersTab({ product }: { product: Product }) {
  const styles = useStyles();
  const { t, i18n } = useTranslation();
  const may = useMay();
  const [words, setWords] = useState('');
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const [pane, setPane] = useState<Pane>(null);
  const target = useRestoreFocusTarget();
  const searched = useDebounced(words.trim(), TYPING_MS);
  const { rows, hasMore, isLoadingMore, loadMore, error, refetch } = useHolders(product.skuId, searched);
  const purchases = useSubscriptions().data?.filter(({ skuId }) => skuId === product.skuId) ?? [];
  const isSelfService = purchases.length > 0 && purchases.every(({ purchaseChannel }) => purchaseChannel === 'SelfService');
  const mayAssign = may('assignLicense') && !isSelfService;
  const columns = useColumns(product, t, (holder) => setPane({ kind: 'holder', holder }));
  const people = (rows ?? []).filter((holder) => ticked.has(idOf(holder)));
  const close = () => setPane(null);
  return (
    <>
      {isSelfService ? (
        <MessageBar className={styles.note} layout="multiline">
          <MessageBarBody>{t('product.selfService')} <Link href={`/subscriptions/${product.skuId}`}>{t('product.takeOver')}</Link></MessageBarBody>
        </MessageBar>
      ) : null}
      <div className={styles.tools}>
        {mayAssign ? (
          <>
            <Button {...target} appearance="primary" icon={<AddRegular />} onClick={() => setPane({ kind: 'assign' })}>{t('product.assign')}</Button>
            <Button {...target} icon={<SubtractRegular />} disabled={people.length === 0} onClick={() => setPane({ kind: 'unassign' })}>{t('product.unassign')}</Button>
          </>
        ) : null}
        <Button as="a" appearance="subtle" icon={<ArrowDownloadRegular />} href={exportAddress(product.skuId, i18n.language)} download>{t('product.export')}</Button>
        <SearchBox className={styles.search} aria-label={t('product.search')} placeholder={t('product.search')} value={words} onChange={(_, { value }) => setWords(value)} />
      </div>
      {rows === undefined ? (error === null ? <Loading /> : <Failure error={error} retry={refetch} />)
        : rows.length === 0 && !hasMore ? (
          searched === ''
            ? <StateMessage title={t('product.nobody')}>{mayAssign ? t('product.nobodyHint') : undefined}</StateMessage>
            : <StateMessage title={t('product.noneFound')}>{t('product.noneFoundHint')}</StateMessage>
        ) : (
          <DataTable
            label={t('product.holders', { product: product.displayName })}
            columns={columns}
            rows={rows}
            idOf={idOf}
            {...(mayAssign ? { selection: { ids: ticked, onChange: setTicked, nameOf: (holder: Holder) => holder.displayName } } : {})}
            hasMore={hasMore}
            isLoadingMore={isLoadingMore}
            loadMore={loadMore}
          />
        )}
      {pane?.kind === 'assign' ? <AssignPane product={product} onClose={close} /> : null}
      {pane?.kind === 'unassign' ? <UnassignPane product={product} people={people} onClose={close} onDone={() => setTicked(new Set())} /> : null}
      {pane?.kind === 'holder' ? <HolderPane product={product} holder={pane.holder} mayAssign={mayAssign} onClose={close} /> : null}
    </>
  );
}
