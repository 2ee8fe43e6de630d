import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { Holder } from '../../api/holders';
import type { Product } from '../../api/products';
import { LicenseWishPane } from '../../components/LicenseWishPane';

const NAMED = 20;

const useStyles = makeStyles({ list: { margin: 0, paddingLeft: tokens.spacingHorizontalXL } });

/** Takes the product from people, any number of them (U-17). */
export function UnassignPane({ product, people, onClose, onDone }: { product: Product; people: readonly Holder[]; onClose: () => void; onDone: () => void }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const [chosen] = useState(() => [...new Map(people.map((holder) => [holder.id, holder])).values()]); // the list behind changes meanwhile
  return (
    <LicenseWishPane
      title={t('product.unassignTitle', { product: product.displayName })}
      action={t('product.unassignDo')}
      doneTitle={(count) => (chosen.length === 1 ? t('product.unassignedOne', { name: chosen[0]?.displayName }) : t('product.unassigned', { count }))}
      wish={{ people: chosen.map(({ id }) => id), action: 'remove', removeLicenses: [product.skuId] }}
      onClose={onClose}
      onDone={onDone}
    >
      <Text>{t('product.unassignWhom', { count: chosen.length })}</Text>
      <ul className={styles.list}>
        {chosen.slice(0, NAMED).map((holder) => <li key={holder.id}>{holder.displayName} ({holder.userPrincipalName})</li>)}
        {chosen.length > NAMED ? <li>{t('product.andMore', { count: chosen.length - NAMED })}</li> : null}
      </ul>
    </LicenseWishPane>
  );
}
