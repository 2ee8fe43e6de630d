import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';

import type { Product } from '../../api/products';

const forced = '@media (forced-colors: active)';

const useStyles = makeStyles({
  place: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM, margin: 0, minWidth: 0 },
  legend: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalL },
  key: { display: 'inline-flex', alignItems: 'center', gap: tokens.spacingHorizontalXS },
  row: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXXS },
  name: { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  bar: { display: 'block', width: '100%', height: '16px' },
  swatch: { width: '12px', height: '12px' },
  used: { fill: tokens.colorBrandBackground, [forced]: { fill: 'Highlight' } },
  over: { fill: tokens.colorStatusDangerBackground3, [forced]: { fill: 'CanvasText' } },
  free: { fill: tokens.colorNeutralStroke1, [forced]: { fill: 'GrayText' } },
});

type Part = 'used' | 'over' | 'free';

/** How many seats of each product are in use, missing and free, drawn to one scale; the table beside it says the same. */
export function SeatChart({ products }: { products: readonly Product[] }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const scale = Math.max(1, ...products.map(({ capacity, consumed }) => Math.max(capacity, consumed)));
  const parts: Part[] = products.some(({ isInConflict }) => isInConflict) ? ['used', 'over', 'free'] : ['used', 'free'];
  return (
    <figure className={styles.place} aria-hidden>
      <div className={styles.legend}>
        {parts.map((part) => (
          <span key={part} className={styles.key}>
            <svg className={styles.swatch}><rect className={styles[part]} width="100%" height="100%" /></svg>
            <Text size={200}>{t(`reports.${part}`)}</Text>
          </span>
        ))}
      </div>
      {products.map(({ skuId, displayName, capacity, consumed }) => {
        const used = Math.min(consumed, capacity);
        const over = consumed - used;
        return (
          <div key={skuId} className={styles.row}>
            <Text size={200} className={styles.name}>{displayName}</Text>
            <svg className={styles.bar} viewBox={`0 0 ${scale} 1`} preserveAspectRatio="none">
              <rect className={styles.used} x={0} width={used} height={1} />
              <rect className={styles.over} x={used} width={over} height={1} />
              <rect className={styles.free} x={used + over} width={Math.max(0, capacity - consumed)} height={1} />
            </svg>
          </div>
        );
      })}
    </figure>
  );
}
