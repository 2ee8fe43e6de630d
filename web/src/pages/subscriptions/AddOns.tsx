import { Field, Input, makeStyles, Text, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { NewSubscription, Offered, Subscription } from '../../api/subscriptions';
import { ProductBox } from './ProductBox';
import { PurchaseButton } from './PurchaseButton';

const useStyles = makeStyles({
  place: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  list: { margin: 0, paddingLeft: tokens.spacingHorizontalXL },
  box: { width: '160px' },
});

/** Manage add-ons: what lives and ends with the purchase, and another one. */
export function AddOns({ subscription, all }: { subscription: Subscription; all: readonly Subscription[] }) {
  const styles = useStyles();
  const { t, i18n } = useTranslation();
  const [product, setProduct] = useState<Offered | null>(null);
  const [total, setTotal] = useState('1');
  const addOns = all.filter(({ addOnOf }) => addOnOf === subscription.id);
  const wanted = total.trim() === '' ? NaN : Number(total);
  const body: NewSubscription | null = product === null || !Number.isInteger(wanted) ? null : { sku: product.skuId, totalLicenses: wanted, addOnOf: subscription.id };
  return (
    <div className={styles.place}>
      {addOns.length === 0 ? <Text>{t('subscriptions.noAddOns')}</Text> : (
        <ul className={styles.list}>
          {addOns.map((addOn) => <li key={addOn.id}>{addOn.displayName}: {t('subscriptions.licenses', { count: addOn.totalLicenses })}</li>)}
        </ul>
      )}
      <ProductBox picked={product} onPick={setProduct} />
      <Field label={t('subscriptions.total')}>
        <Input className={styles.box} type="number" min={1} value={total} onChange={(_, { value }) => setTotal(value)} />
      </Field>
      <PurchaseButton
        request={body === null ? null : { path: '/api/v1/subscriptions', method: 'POST', body }}
        outcome={() => t('subscriptions.addOnHint', { name: product?.displayName, count: wanted, total: wanted.toLocaleString(i18n.language) })}
        label={t('common.save')}
        doneTitle={t('subscriptions.bought', { name: product?.displayName })}
        onDone={() => setProduct(null)}
      />
    </div>
  );
}
