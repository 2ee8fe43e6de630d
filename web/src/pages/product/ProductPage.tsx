import { makeStyles, Tab, TabList, Text, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useParams } from 'wouter';

import { useProducts } from '../../api/products';
import { useMay } from '../../api/session';
import { Failure } from '../../components/Failure';
import { Loading } from '../../components/Loading';
import { NotFound } from '../../components/NotFound';
import { PageTitle } from '../../components/PageTitle';
import { SeatBar } from '../../components/SeatBar';
import { useTextStyles } from '../../components/textStyles';
import { ConflictNote } from './ConflictNote';
import { GroupsTab } from './GroupsTab';
import { UsersTab } from './UsersTab';
import { WaitingTab } from './WaitingTab';

const tabs = ['users', 'groups', 'waiting'] as const;
type TabName = (typeof tabs)[number];

const useStyles = makeStyles({
  way: { display: 'block', marginBottom: tokens.spacingVerticalXS },
  facts: { display: 'flex', flexWrap: 'wrap', alignItems: 'start', gap: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalXXL}`, marginBottom: tokens.spacingVerticalL },
  bar: { width: 'min(320px, 100%)' },
  free: { display: 'flex', flexDirection: 'column' },
  figure: { fontSize: tokens.fontSizeBase500, fontWeight: tokens.fontWeightSemibold, lineHeight: tokens.lineHeightBase500 },
  tabs: { marginBottom: tokens.spacingVerticalL, marginLeft: `-${tokens.spacingHorizontalM}` },
});

/** Billing > Licenses > a product: who has it and which groups give it (U-13). */
export default function ProductPage() {
  const styles = useStyles();
  const text = useTextStyles();
  const { t, i18n } = useTranslation();
  const { sku = '', tab } = useParams();
  const [, go] = useLocation();
  const may = useMay();
  const products = useProducts();
  if (products.data === undefined) {
    return products.error === null ? <Loading /> : <Failure error={products.error} retry={products.refetch} />;
  }
  const product = products.data.find(({ skuId, skuPartNumber }) => skuId === sku || skuPartNumber === sku);
  const here: TabName | undefined = tab === undefined ? 'users' : tabs.find((name) => name === tab);
  if (product === undefined || here === undefined) {
    return <NotFound />;
  }
  const shown = tabs.filter((name) => name !== 'groups' || may('readGroups'));
  return (
    <>
      <nav className={styles.way} aria-label={t('product.way')}>
        <Link className={text.link} href="/licenses">{t('licenses.title')}</Link> <span aria-hidden>›</span>
      </nav>
      <PageTitle title={product.displayName} />
      <div className={styles.facts}>
        <div className={styles.bar}><SeatBar consumed={product.consumed} capacity={product.capacity} /></div>
        <div className={styles.free}>
          <Text size={200} className={text.quiet}>{t('licenses.available')}</Text>
          <span className={styles.figure}>{product.available.toLocaleString(i18n.language)}</span>
        </div>
        <div className={styles.free}>
          <Text size={200} className={text.quiet}>{t('product.partNumber')}</Text>
          <Text>{product.skuPartNumber}</Text>
        </div>
      </div>
      {product.isInConflict ? <ConflictNote product={product} /> : null}
      <TabList className={styles.tabs} selectedValue={here} onTabSelect={(_, { value }) => go(`/licenses/${sku}${value === 'users' ? '' : `/${String(value)}`}`)}>
        {shown.map((name) => <Tab key={name} value={name} id={`tab-${name}`} aria-controls="product-panel">{t(`product.tab.${name}`)}</Tab>)}
      </TabList>
      <div id="product-panel" role="tabpanel" aria-labelledby={`tab-${here}`}>
        {here === 'users' ? <UsersTab product={product} /> : here === 'groups' ? <GroupsTab product={product} /> : <WaitingTab product={product} />}
      </div>
    </>
  );
}
