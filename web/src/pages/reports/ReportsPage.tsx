import {
  Button, makeStyles, Table, TableBody, TableCell, TableHeader, TableHeaderCell, TableRow, Text, tokens,
} from '@fluentui/react-components';
import { ArrowDownloadRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';

import { useProducts, type Product } from '../../api/products';
import { Failure } from '../../components/Failure';
import { Loading } from '../../components/Loading';
import { PageTitle } from '../../components/PageTitle';
import { StateMessage } from '../../components/StateMessage';
import { useTextStyles } from '../../components/textStyles';
import { csvOf, save } from '../../lib/save';
import { SeatChart } from './SeatChart';

const useStyles = makeStyles({
  figures: { display: 'flex', flexWrap: 'wrap', gap: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalXXXL}`, margin: `0 0 ${tokens.spacingVerticalXXL}` },
  figure: { margin: 0, fontSize: tokens.fontSizeHero700, lineHeight: tokens.lineHeightHero700, fontWeight: tokens.fontWeightSemibold },
  both: { display: 'grid', gap: tokens.spacingHorizontalXXXL, gridTemplateColumns: 'repeat(auto-fit, minmax(min(360px, 100%), 1fr))', alignItems: 'start' },
  scroll: { overflowX: 'auto' },
  table: { minWidth: '440px' },
  number: { width: '84px' },
});

const sum = (products: readonly Product[], of: (product: Product) => number) => products.reduce((total, product) => total + of(product), 0);

/** What was bought, is used and is free, in all. */
function Totals({ products }: { products: readonly Product[] }) {
  const styles = useStyles();
  const { t, i18n } = useTranslation();
  const totals = { bought: sum(products, ({ capacity }) => capacity), used: sum(products, ({ consumed }) => consumed), free: sum(products, ({ available }) => available) };
  return (
    <dl className={styles.figures}>
      {(['bought', 'used', 'free'] as const).map((name) => (
        <div key={name}>
          <dt><Text size={300}>{t(`reports.${name}`)}</Text></dt>
          <dd className={styles.figure}>{totals[name].toLocaleString(i18n.language)}</dd>
        </div>
      ))}
    </dl>
  );
}

function SeatTable({ products }: { products: readonly Product[] }) {
  const styles = useStyles();
  const text = useTextStyles();
  const { t, i18n } = useTranslation();
  const number = (value: number) => value.toLocaleString(i18n.language);
  const numbers = `${styles.number} ${text.number}`;
  return (
    <div className={styles.scroll}>
      <Table className={styles.table} size="small" aria-label={t('reports.seats')}>
        <TableHeader>
          <TableRow>
            <TableHeaderCell>{t('licenses.product')}</TableHeaderCell>
            <TableHeaderCell className={styles.number}>{t('reports.bought')}</TableHeaderCell>
            <TableHeaderCell className={styles.number}>{t('reports.used')}</TableHeaderCell>
            <TableHeaderCell className={styles.number}>{t('reports.free')}</TableHeaderCell>
          </TableRow>
        </TableHeader>
        <TableBody>
          {products.map((product) => (
            <TableRow key={product.skuId}>
              <TableCell><Link className={text.link} href={`/licenses/${product.skuId}`}>{product.displayName}</Link></TableCell>
              <TableCell className={numbers}>{number(product.capacity)}</TableCell>
              <TableCell className={numbers}>{number(product.consumed)}</TableCell>
              <TableCell className={numbers}>{number(product.available)}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </div>
  );
}

/** Billing > Reports: licenses that were bought, are used and are free, what is free most first; as a chart, a table and a file. */
export default function ReportsPage() {
  const styles = useStyles();
  const { t } = useTranslation();
  const { data, error, refetch } = useProducts();
  if (data === undefined) {
    return error === null ? <Loading /> : <Failure error={error} retry={refetch} />;
  }
  if (data.length === 0) {
    return <><PageTitle title={t('reports.title')} /><StateMessage title={t('licenses.empty')}>{t('licenses.emptyHint')}</StateMessage></>;
  }
  const products = [...data].sort((a, b) => b.available - a.available || a.displayName.localeCompare(b.displayName));
  const download = () => save(csvOf([
    [t('licenses.product'), t('product.partNumber'), t('reports.bought'), t('reports.used'), t('reports.free')],
    ...products.map(({ displayName, skuPartNumber, capacity, consumed, available }) => [displayName, skuPartNumber, capacity, consumed, available]),
  ]), 'licenses.csv');
  return (
    <>
      <PageTitle title={t('reports.title')}><Button icon={<ArrowDownloadRegular />} onClick={download}>{t('reports.download')}</Button></PageTitle>
      <Totals products={products} />
      <div className={styles.both}>
        <SeatChart products={products} />
        <SeatTable products={products} />
      </div>
    </>
  );
}
