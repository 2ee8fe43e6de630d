import { makeStyles, Switch, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { Subscription } from '../../api/subscriptions';
import { PurchaseButton } from './PurchaseButton';
import { nextIn } from './words';

const useStyles = makeStyles({
  place: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS },
});

/** Whether the purchase renews by itself at the end of its term. */
export function Recurring({ subscription }: { subscription: Subscription }) {
  const styles = useStyles();
  const { t, i18n } = useTranslation();
  const [isOn, setIsOn] = useState(subscription.recurringBilling);
  return (
    <div className={styles.place}>
      <Switch label={t('subscriptions.recurringOn')} checked={isOn} onChange={(_, { checked }) => setIsOn(checked)} />
      <PurchaseButton
        request={isOn === subscription.recurringBilling ? null : { path: `/api/v1/subscriptions/${subscription.id}`, method: 'PATCH', body: { recurringBilling: isOn } }}
        outcome={(after) => (after === null ? '' : nextIn(t, i18n.language, after))}
        label={t('common.save')}
        doneTitle={t('subscriptions.changed', { name: subscription.displayName })}
        onDone={() => undefined}
      />
    </div>
  );
}
