import { Button, Dropdown, makeStyles, Option, SearchBox, tokens, useRestoreFocusTarget } from '@fluentui/react-components';
import { CartRegular, DismissRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useParams } from 'wouter';

import { nameOfSku, useProducts } from '../../api/products';
import { useMay } from '../../api/session';
import { useSubscriptions, type Subscription } from '../../api/subscriptions';
import { DataTable, type Column } from '../../components/DataTable';
import { Failure } from '../../components/Failure';
import { Loading } from '../../components/Loading';
import { PageTitle } from '../../components/PageTitle';
import { StateMessage } from '../../components/StateMessage';
import { useTextStyles } from '../../components/textStyles';
import { useExperience } from '../../lib/experience';
import { BuyPane } from './BuyPane';
import { Status } from './Status';
import { SubscriptionPane } from './SubscriptionPane';
import { nextIn } from './words';

const filters = ['all', 'Enabled', 'Warning', 'Suspended', 'Deleted', 'trial', 'selfService', 'addOn'] as const;
type Filter = (typeof filters)[number];

const useStyles = makeStyles({
  tools: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM, marginBottom: tokens.spacingVerticalL },
  search: { flexGrow: 1, maxWidth: '420px', minWidth: 0 },
  filter: { minWidth: '190px' },
});

function fits(subscription: Subscription, filter: Filter): boolean {
  switch (filter) {
    case 'all': return true;
    case 'trial': return subscription.isTrial;
    case 'selfService': return subscription.purchaseChannel === 'SelfService';
    case 'addOn': return subscription.addOnOf !== null;
    default: return subscription.status === filter;
  }
}

function matches({ displayName, skuPartNumber }: Subscription, words: string): boolean {
  const name = `${displayName} ${skuPartNumber}`.toLocaleLowerCase();
  return words.toLocaleLowerCase().split(/\s+/).every((word) => name.includes(word));
}

function useColumns(open: (subscription: Subscription) => void): Column<Subscription>[] {
  const text = useTextStyles();
  const target = useRestoreFocusTarget();
  const { t, i18n } = useTranslation();
  return [
    {
      id: 'name', title: t('licenses.product'), width: '3fr',
      cell: (subscription) => (
        <button type="button" {...target} className={`${text.link} ${text.button}`} onClick={() => open(subscription)}>
          {subscription.displayName}{subscription.addOnOf === null ? '' : ` (${t('subscriptions.addOn')})`}
        </button>
      ),
    },
    { id: 'channel', title: t('subscriptions.channelTitle'), width: '1fr', isWide: true, cell: ({ purchaseChannel }) => t(`subscriptions.channel.${purchaseChannel}`) },
    { id: 'status', title: t('licenses.status'), width: '1fr', cell: ({ status }) => <Status status={status} /> },
    { id: 'quantity', title: t('subscriptions.quantity'), width: '80px', cell: ({ totalLicenses }) => <span className={text.number}>{totalLicenses.toLocaleString(i18n.language)}</span> },
    { id: 'next', title: t('subscriptions.nextTitle'), width: '2fr', isWide: true, cell: (subscription) => nextIn(t, i18n.language, subscription) },
  ];
}

/** Billing > Your products: a row for each purchase (U-50). */
export default function SubscriptionsPage() {
  const styles = useStyles();
  const { t } = useTranslation();
  const may = useMay();
  const { sku } = useParams();
  const [, go] = useLocation();
  const target = useRestoreFocusTarget();
  const isClassic = useExperience().experience === 'classic';
  const [words, setWords] = useState('');
  const [filter, setFilter] = useState<Filter>('all');
  const [open, setOpen] = useState<string | 'buy' | null>(null);
  const products = useProducts();
  const subscriptions = useSubscriptions();
  const columns = useColumns(({ id }) => setOpen(id));
  const rows = subscriptions.data;
  if (rows === undefined) {
    return subscriptions.error === null ? <Loading /> : <Failure error={subscriptions.error} retry={() => void subscriptions.refetch()} />;
  }
  const shown = rows.filter((row) => (sku === undefined || row.skuId === sku) && fits(row, filter) && matches(row, words.trim()));
  const opened = rows.find(({ id }) => id === open);
  return (
    <>
      <PageTitle title={isClassic ? t('nav.subscriptionsClassic') : t('subscriptions.title')} />
      <div className={styles.tools}>
        {may('manageSubscriptions')
          ? <Button {...target} appearance="primary" icon={<CartRegular />} onClick={() => setOpen('buy')}>{t('subscriptions.buy')}</Button> : null}
        {rows.length === 0 ? null : (
          <>
            <SearchBox className={styles.search} aria-label={t('licenses.search')} placeholder={t('licenses.search')} value={words} onChange={(_, { value }) => setWords(value)} />
            <Dropdown
              className={styles.filter}
              aria-label={t('licenses.filter.label')}
              value={t(`subscriptions.filter.${filter}`)}
              selectedOptions={[filter]}
              onOptionSelect={(_, { optionValue }) => setFilter(optionValue as Filter)}
            >
              {filters.map((item) => <Option key={item} value={item}>{t(`subscriptions.filter.${item}`)}</Option>)}
            </Dropdown>
          </>
        )}
        {sku === undefined ? null : (
          <Button icon={<DismissRegular />} iconPosition="after" aria-label={t('subscriptions.showAll', { product: nameOfSku(products.data, sku) })} onClick={() => go('/subscriptions')}>
            {nameOfSku(products.data, sku)}
          </Button>
        )}
      </div>
      {rows.length === 0 ? <StateMessage title={t('subscriptions.empty')}>{may('manageSubscriptions') ? t('subscriptions.emptyHint') : undefined}</StateMessage>
        : shown.length === 0 ? <StateMessage title={t('licenses.noneFound')}>{t('licenses.noneFoundHint')}</StateMessage>
          : <DataTable label={t('subscriptions.title')} columns={columns} rows={shown} idOf={({ id }) => id} />}
      {open === 'buy' ? <BuyPane sku={sku} onClose={() => setOpen(null)} /> : null}
      {opened === undefined ? null : <SubscriptionPane key={opened.id} subscription={opened} all={rows} onClose={() => setOpen(null)} />}
    </>
  );
}
