import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';

import { useProducts } from '../../api/products';
import { SeatBar } from '../../components/SeatBar';
import { useTextStyles } from '../../components/textStyles';

const SHOWN = 6;

const useStyles = makeStyles({
  heading: { margin: `0 0 ${tokens.spacingVerticalM}`, fontSize: tokens.fontSizeBase500, lineHeight: tokens.lineHeightBase500, fontWeight: tokens.fontWeightSemibold },
  list: {
    listStyleType: 'none', margin: `0 0 ${tokens.spacingVerticalL}`, padding: 0, display: 'grid', gap: tokens.spacingHorizontalL,
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(280px, 100%), 1fr))',
  },
  card: {
    display: 'flex', flexDirection: 'column', justifyContent: 'space-between', gap: tokens.spacingVerticalM, padding: tokens.spacingHorizontalL, boxSizing: 'border-box',
    border: `1px solid ${tokens.colorNeutralStroke2}`, borderRadius: tokens.borderRadiusMedium, boxShadow: tokens.shadow2, overflowWrap: 'anywhere',
  },
});

/** The products of which most is in use, with their seats. */
export function Glance() {
  const styles = useStyles();
  const text = useTextStyles();
  const { t } = useTranslation();
  const { data: products } = useProducts();
  if (products === undefined) {
    return null; // what needs attention tells that it loads, or why not
  }
  const shown = [...products].sort((a, b) => b.consumed - a.consumed).slice(0, SHOWN);
  return (
    <section aria-labelledby="products">
      <h2 id="products" className={styles.heading}>{t('home.products')}</h2>
      {products.length === 0 ? <Text>{t('licenses.emptyHint')}</Text> : (
        <>
          <ul className={styles.list}>
            {shown.map((product) => (
              <li key={product.skuId} className={styles.card}>
                <Link className={text.link} href={`/licenses/${product.skuId}`}>{product.displayName}</Link>
                <SeatBar consumed={product.consumed} capacity={product.capacity} />
              </li>
            ))}
          </ul>
          <Link className={text.link} href="/licenses">{t('home.allProducts', { count: products.length })}</Link>
        </>
      )}
    </section>
  );
}
