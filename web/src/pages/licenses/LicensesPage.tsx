import { Dropdown, makeStyles, mergeClasses, Option, SearchBox, tokens } from '@fluentui/react-components';
import { WarningFilled } from '@fluentui/react-icons';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';

import { useProducts, type Product } from '../../api/products';
import { useSubscriptions, type Subscription } from '../../api/subscriptions';
import { DataTable, type Column } from '../../components/DataTable';
import { Failure } from '../../components/Failure';
import { Loading } from '../../components/Loading';
import { PageTitle } from '../../components/PageTitle';
import { SeatBar } from '../../components/SeatBar';
import { StateMessage } from '../../components/StateMessage';
import { useTextStyles } from '../../components/textStyles';
import { LicensesTabs } from './LicensesTabs';

const filters = ['all', 'conflict', 'used', 'free', 'trial', 'selfService'] as const;
type Filter = (typeof filters)[number];

const useStyles = makeStyles({
  tools: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalM, marginBottom: tokens.spacingVerticalL },
  search: { flexGrow: 1, maxWidth: '420px', minWidth: 0 },
  filter: { minWidth: '190px' },
  conflict: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalXS, whiteSpace: 'normal' },
  below: { fontSize: tokens.fontSizeBase200, lineHeight: tokens.lineHeightBase200 },
  icon: { color: tokens.colorStatusDangerForeground1, flexShrink: 0 },
});

function fits(product: Product, filter: Filter, purchases: readonly Subscription[]): boolean {
  switch (filter) {
    case 'all': return true;
    case 'conflict': return product.isInConflict;
    case 'used': return product.available === 0;
    case 'free': return product.available > 0;
    case 'trial': return purchases.some(({ skuId, isTrial }) => skuId === product.skuId && isTrial);
    case 'selfService': return purchases.some(({ skuId, purchaseChannel }) => skuId === product.skuId && purchaseChannel === 'SelfService');
  }
}

function matches(product: Product, words: string): boolean {
  const name = `${product.displayName} ${product.skuPartNumber}`.toLocaleLowerCase();
  return words.toLocaleLowerCase().split(/\s+/).every((word) => name.includes(word));
}

function useColumns(hasStatus: boolean, t: TFunction, language: string): Column<Product>[] {
  const styles = useStyles();
  const text = useTextStyles();
  const number = (value: number) => <span className={text.number}>{value.toLocaleString(language)}</span>;
  return [
    {
      id: 'product', title: t('licenses.product'), width: '3fr',
      cell: (product) => (
        <>
          <Link className={text.link} href={`/licenses/${product.skuId}`}>{product.displayName}</Link>
          {product.isInConflict ? (
            <span className={mergeClasses(styles.conflict, styles.below, text.phoneOnly)}><WarningFilled aria-hidden className={styles.icon} />{t('licenses.conflict')}</span>
          ) : null}
        </>
      ),
    },
    { id: 'total', title: t('licenses.total'), width: '80px', isWide: true, cell: (product) => number(product.capacity) },
    { id: 'assigned', title: t('licenses.assigned'), width: '2fr', cell: (product) => <SeatBar consumed={product.consumed} capacity={product.capacity} /> },
    { id: 'available', title: t('licenses.available'), width: '100px', isWide: true, cell: (product) => number(product.available) },
    ...(hasStatus ? [{
      id: 'status', title: t('licenses.status'), width: '2fr' as const, isWide: true,
      cell: (product: Product) => (product.isInConflict
        ? <span className={styles.conflict}><WarningFilled aria-hidden className={styles.icon} />{t('licenses.conflict')}</span>
        : null),
    }] : []),
  ];
}

/** Billing > Licenses: every product with its seats (U-10); Status only when one is in conflict (U-11). */
export default function LicensesPage() {
  const styles = useStyles();
  const { t, i18n } = useTranslation();
  const [words, setWords] = useState('');
  const [filter, setFilter] = useState<Filter>('all');
  const products = useProducts();
  const subscriptions = useSubscriptions();
  const hasStatus = products.data?.some((product) => product.isInConflict) ?? false;
  const columns = useColumns(hasStatus, t, i18n.language);
  if (products.data === undefined) {
    return products.error === null ? <Loading /> : <Failure error={products.error} retry={products.refetch} />;
  }
  const shown = products.data.filter((product) => fits(product, filter, subscriptions.data ?? []) && matches(product, words.trim()));
  return (
    <>
      <PageTitle title={t('licenses.title')} />
      <LicensesTabs here="subscriptions" />
      {products.data.length === 0 ? <StateMessage title={t('licenses.empty')}>{t('licenses.emptyHint')}</StateMessage> : (
        <>
          <div className={styles.tools} role="search">
            <SearchBox className={styles.search} aria-label={t('licenses.search')} placeholder={t('licenses.search')} value={words} onChange={(_, { value }) => setWords(value)} />
            <Dropdown
              className={styles.filter}
              aria-label={t('licenses.filter.label')}
              value={t(`licenses.filter.${filter}`)}
              selectedOptions={[filter]}
              onOptionSelect={(_, { optionValue }) => setFilter(optionValue as Filter)}
            >
              {filters.map((item) => <Option key={item} value={item}>{t(`licenses.filter.${item}`)}</Option>)}
            </Dropdown>
          </div>
          {shown.length === 0
            ? <StateMessage title={t('licenses.noneFound')}>{t('licenses.noneFoundHint')}</StateMessage>
            : <DataTable label={t('licenses.title')} columns={columns} rows={shown} idOf={(product) => product.skuId} />}
        </>
      )}
    </>
  );
}
