import { Field, Input, makeStyles, Radio, RadioGroup, Text, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { PurchaseRequest, Subscription } from '../../api/subscriptions';
import { useExperience } from '../../lib/experience';
import { ProductKey } from './ProductKey';
import { PurchaseButton } from './PurchaseButton';
import { nextIn } from './words';

const useStyles = makeStyles({
  place: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  box: { width: '160px' },
});

type When = 'now' | 'renewal';

function requestOf({ id, totalLicenses, licensesAtRenewal }: Subscription, wanted: number, when: When): PurchaseRequest | null {
  const isSame = when === 'now' ? wanted === totalLicenses : wanted === (licensesAtRenewal ?? totalLicenses);
  return !Number.isInteger(wanted) || isSame ? null
    : { path: `/api/v1/subscriptions/${id}`, method: 'PATCH', body: when === 'now' ? { totalLicenses: wanted } : { licensesAtRenewal: wanted } };
}

/** Add/Remove licenses of what was paid beforehand: more by another product key, fewer by the key that it is renewed by (U-54). */
export function PrepaidQuantity({ subscription, onDone }: { subscription: Subscription; onDone: () => void }) {
  const styles = useStyles();
  const { t, i18n } = useTranslation();
  const { id, totalLicenses: before, displayName } = subscription;
  const [total, setTotal] = useState(String(before));
  const [key, setKey] = useState('');
  const wanted = total.trim() === '' ? NaN : Number(total);
  const number = (value: number) => value.toLocaleString(i18n.language);
  const body = { totalLicenses: wanted, productKey: key };
  const path = `/api/v1/subscriptions/${id}`;
  const request: PurchaseRequest | null = !Number.isInteger(wanted) || wanted === before || key.trim() === '' ? null
    : wanted > before ? { path, method: 'PATCH', body } : { path: `${path}/renew`, method: 'POST', body };
  return (
    <div className={styles.place}>
      <Field label={t('subscriptions.total')} {...(Number.isInteger(wanted) ? {} : { validationMessage: t('subscriptions.wholeNumber') })}>
        <Input className={styles.box} type="number" min={1} value={total} onChange={(_, { value }) => setTotal(value)} />
      </Field>
      <Text>{t('subscriptions.prepaidHint')}</Text>
      <ProductKey value={key} onChange={setKey} />
      <PurchaseButton
        request={request}
        outcome={(after) => t(wanted > before ? 'subscriptions.changes' : 'subscriptions.renewsWith', { before: number(before), after: number(wanted), next: after === null ? '' : nextIn(t, i18n.language, after) })}
        label={t(wanted < before ? 'subscriptions.renew' : 'subscriptions.submit')}
        doneTitle={t('subscriptions.changed', { name: displayName })}
        onDone={onDone}
      />
    </div>
  );
}

/** Add/Remove licenses: the new total (U-52), now or from the next term on (U-53). */
export function Quantity({ subscription, onDone }: { subscription: Subscription; onDone: () => void }) {
  const styles = useStyles();
  const { t, i18n } = useTranslation();
  const { experience } = useExperience();
  const [total, setTotal] = useState(String(subscription.totalLicenses));
  const [when, setWhen] = useState<When>('now');
  const wanted = total.trim() === '' ? NaN : Number(total);
  const number = (value: number) => value.toLocaleString(i18n.language);
  const before = subscription.totalLicenses;
  return (
    <div className={styles.place}>
      <Field label={t('subscriptions.total')} {...(Number.isInteger(wanted) ? {} : { validationMessage: t('subscriptions.wholeNumber') })}>
        <Input className={styles.box} type="number" min={0} value={total} onChange={(_, { value }) => setTotal(value)} />
      </Field>
      {subscription.endDate === null ? null : (
        <Field label={t('subscriptions.when')}>
          <RadioGroup layout="horizontal" value={when} onChange={(_, { value }) => setWhen(value as When)}>
            <Radio value="now" label={t('subscriptions.now')} />
            <Radio value="renewal" label={t('subscriptions.renewal')} />
          </RadioGroup>
        </Field>
      )}
      {when === 'now' ? null : <Text>{t('subscriptions.renewalHint')}</Text>}
      <PurchaseButton
        request={requestOf(subscription, wanted, when)}
        outcome={() => t(when === 'now' ? 'subscriptions.changes' : 'subscriptions.changesAtRenewal', { before: number(before), after: number(wanted) })}
        label={t(experience === 'classic' ? 'subscriptions.submitClassic' : 'subscriptions.submit')}
        doneTitle={t('subscriptions.changed', { name: subscription.displayName })}
        onDone={onDone}
      />
    </div>
  );
}
