import { Button, Dropdown, Field, Input, makeStyles, Option, Switch } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useProducts } from '../../api/products';
import type { NewSubscription, Offered, PurchaseChannel } from '../../api/subscriptions';
import { SidePane } from '../../components/SidePane';
import { ProductBox } from './ProductBox';
import { ProductKey } from './ProductKey';
import { PurchaseButton } from './PurchaseButton';
import { nextIn, termIn } from './words';

const channels: readonly PurchaseChannel[] = ['Direct', 'Prepaid', 'Reseller', 'Volume', 'Trial'];
const terms = ['P1M', 'P1Y', 'P3Y'] as const;

const useStyles = makeStyles({ box: { width: '250px' } });

/** Buys a product: it records what was bought; nobody is charged (D-24). */
export function BuyPane({ sku, onClose }: { sku: string | undefined; onClose: () => void }) {
  const styles = useStyles();
  const { t, i18n } = useTranslation();
  const owned = useProducts().data;
  const [product, setProduct] = useState<Offered | null>(owned?.find(({ skuId }) => skuId === sku) ?? null);
  const [total, setTotal] = useState('1');
  const [channel, setChannel] = useState<PurchaseChannel>('Direct');
  const [term, setTerm] = useState<string>('P1Y');
  const [end, setEnd] = useState('');
  const [isRecurring, setIsRecurring] = useState(false);
  const [price, setPrice] = useState('');
  const [key, setKey] = useState('');
  const wanted = total.trim() === '' ? NaN : Number(total);
  const isPrepaid = channel === 'Prepaid';
  const body: NewSubscription | null = product === null || !Number.isInteger(wanted) || (isPrepaid && key.trim() === '') ? null : {
    sku: product.skuId, totalLicenses: wanted, purchaseChannel: channel, term, recurringBilling: isRecurring,
    ...(isPrepaid ? { productKey: key } : {}), ...(end === '' ? {} : { endDate: end }), ...(price.trim() === '' ? {} : { pricePerSeat: price.trim() }),
  };
  return (
    <SidePane title={t('subscriptions.buy')} isOpen onClose={onClose} footer={<Button onClick={onClose}>{t('common.close')}</Button>}>
      <ProductBox picked={product} onPick={setProduct} />
      <Field label={t('subscriptions.total')} {...(Number.isInteger(wanted) ? {} : { validationMessage: t('subscriptions.wholeNumber') })}>
        <Input className={styles.box} type="number" min={1} value={total} onChange={(_, { value }) => setTotal(value)} />
      </Field>
      <Field label={t('subscriptions.channelTitle')}>
        <Dropdown className={styles.box} value={t(`subscriptions.channel.${channel}`)} selectedOptions={[channel]} onOptionSelect={(_, { optionValue }) => setChannel(optionValue as PurchaseChannel)}>
          {channels.map((item) => <Option key={item} value={item}>{t(`subscriptions.channel.${item}`)}</Option>)}
        </Dropdown>
      </Field>
      {isPrepaid ? <ProductKey value={key} onChange={setKey} /> : null}
      <Field label={t('subscriptions.term')}>
        <Dropdown className={styles.box} value={termIn(t, term)} selectedOptions={[term]} onOptionSelect={(_, { optionValue }) => setTerm(optionValue ?? term)}>
          {terms.map((item) => <Option key={item} value={item}>{termIn(t, item)}</Option>)}
        </Dropdown>
      </Field>
      <Field label={t('subscriptions.end')} hint={t('subscriptions.endHint')}>
        <Input className={styles.box} type="date" value={end} onChange={(_, { value }) => setEnd(value)} />
      </Field>
      <Switch label={t('subscriptions.recurringOn')} checked={isRecurring} onChange={(_, { checked }) => setIsRecurring(checked)} />
      <Field label={t('subscriptions.price')} hint={t('subscriptions.priceHint')}>
        <Input className={styles.box} value={price} onChange={(_, { value }) => setPrice(value)} />
      </Field>
      <PurchaseButton
        request={body === null ? null : { path: '/api/v1/subscriptions', method: 'POST', body }}
        outcome={(after) => (after === null ? '' : t('subscriptions.buys', { name: after.displayName, count: after.totalLicenses, next: nextIn(t, i18n.language, after) }))}
        label={t('subscriptions.buyDo')}
        doneTitle={t('subscriptions.bought', { name: product?.displayName })}
        onDone={onClose}
      />
    </SidePane>
  );
}
