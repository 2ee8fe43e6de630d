import { Button, makeStyles, Text, tokens, useRestoreFocusTarget } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { usePlacesOf } from '../../api/holders';
import { nameOfSku, type Product } from '../../api/products';
import { useMay } from '../../api/session';
import type { User } from '../../api/users';
import { PlacePane } from '../../components/PlacePane';

const useStyles = makeStyles({
  heading: { margin: `0 0 ${tokens.spacingVerticalXS}`, fontSize: tokens.fontSizeBase300, fontWeight: tokens.fontWeightSemibold },
  place: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', justifyContent: 'space-between', gap: tokens.spacingHorizontalS },
});

/** The place of somebody in one line. */
function Place({ user, skuId, displayName }: { user: User; skuId: string; displayName: string }) {
  const styles = useStyles();
  const { t, i18n } = useTranslation();
  const may = useMay();
  const restore = useRestoreFocusTarget();
  const [isOpen, setIsOpen] = useState(false);
  const first = usePlacesOf(skuId, user.id).data?.[0];
  if (first === undefined) {
    return null;
  }
  const number = (value: number) => value.toLocaleString(i18n.language);
  return (
    <div className={styles.place}>
      <div>
        <Text block>{t('user.waits.line', { product: displayName, place: t('common.waiting.place', { place: number(first.position) }) })}</Text>
        <Text block size={200}>{[t('user.waits.priority', { priority: number(first.priority) }), first.fullAllotment === null ? null : t('product.allotmentFull', { name: first.fullAllotment }), first.reason].filter((text) => text !== null).join(' · ')}</Text>
      </div>
      {may('assignLicense') ? (
        <Button {...restore} size="small" aria-label={`${t('common.waiting.edit')}: ${displayName}`} onClick={() => setIsOpen(true)}>{t('common.waiting.edit')}</Button>
      ) : null}
      {isOpen ? <PlacePane product={{ skuId, displayName }} waiting={first} isOpen onClose={() => setIsOpen(false)} /> : null}
    </div>
  );
}

/** The lines for a seat that somebody stands in, with his place. */
export function Waits({ user, products }: { user: User; products: readonly Product[] }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const skus = [...new Set(user.licenseAssignmentStates.filter(({ error }) => error === 'CountViolation').map(({ skuId }) => skuId))];
  return skus.length === 0 ? null : (
    <section aria-label={t('user.waits.title')}>
      <h3 className={styles.heading}>{t('user.waits.title')}</h3>
      {skus.map((skuId) => <Place key={skuId} user={user} skuId={skuId} displayName={nameOfSku(products, skuId)} />)}
    </section>
  );
}
