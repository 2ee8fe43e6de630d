import { Accordion, AccordionHeader, AccordionItem, AccordionPanel, Button, makeStyles, MessageBar, MessageBarBody, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';

import { useProducts } from '../../api/products';
import { useMay } from '../../api/session';
import type { Subscription } from '../../api/subscriptions';
import { SidePane } from '../../components/SidePane';
import { useTextStyles } from '../../components/textStyles';
import { AddOns } from './AddOns';
import { PurchaseButton } from './PurchaseButton';
import { PrepaidQuantity, Quantity } from './Quantity';
import { Recurring } from './Recurring';
import { Status } from './Status';
import { dateIn, nextIn, termIn } from './words';

const useStyles = makeStyles({
  facts: { display: 'grid', gridTemplateColumns: 'max-content minmax(0, 1fr)', gap: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalL}`, margin: 0 },
  term: { color: tokens.colorNeutralForeground2 },
  value: { margin: 0, overflowWrap: 'anywhere' },
  panel: { paddingBottom: tokens.spacingVerticalL },
});

function Fact({ term, children }: { term: string; children: ReactNode }) {
  const styles = useStyles();
  return <><dt className={styles.term}>{term}</dt><dd className={styles.value}>{children}</dd></>;
}

/** What is known of the purchase. */
function Facts({ subscription }: { subscription: Subscription }) {
  const styles = useStyles();
  const text = useTextStyles();
  const { t, i18n } = useTranslation();
  const product = useProducts().data?.find(({ skuId }) => skuId === subscription.skuId);
  const number = (value: number) => value.toLocaleString(i18n.language);
  return (
    <dl className={styles.facts}>
      <Fact term={t('licenses.status')}><Status status={subscription.status} /></Fact>
      <Fact term={t('subscriptions.quantity')}>{number(subscription.totalLicenses)}</Fact>
      {product === undefined ? null : (
        <Fact term={t('licenses.assigned')}>
          {t('licenses.assignedOf', { assigned: number(product.consumed), total: number(product.capacity) })}{' '}
          <Link className={text.link} href={`/licenses/${product.skuId}`}>{t('subscriptions.toLicenses')}</Link>
        </Fact>
      )}
      <Fact term={t('subscriptions.channelTitle')}>{t(`subscriptions.channel.${subscription.purchaseChannel}`)}</Fact>
      <Fact term={t('subscriptions.start')}>{dateIn(i18n.language, subscription.startDate)}</Fact>
      <Fact term={t('subscriptions.end')}>{subscription.endDate === null ? t('subscriptions.next.endless') : dateIn(i18n.language, subscription.endDate)}</Fact>
      <Fact term={t('subscriptions.term')}>{termIn(t, subscription.term)}</Fact>
      <Fact term={t('subscriptions.nextTitle')}>{nextIn(t, i18n.language, subscription)}</Fact>
      {subscription.licensesAtRenewal === null ? null : <Fact term={t('subscriptions.atRenewal')}>{number(subscription.licensesAtRenewal)}</Fact>}
      {subscription.productKeys.map(({ ending, totalLicenses, usedDateTime }) => (
        <Fact key={usedDateTime + ending} term={t('subscriptions.productKey')}>
          {totalLicenses === null
            ? t('subscriptions.keyUsedUnlimited', { ending, date: dateIn(i18n.language, usedDateTime) })
            : t('subscriptions.keyUsed', { ending, date: dateIn(i18n.language, usedDateTime), total: number(totalLicenses) })}
        </Fact>
      ))}
      {subscription.pricePerSeat === null ? null : <Fact term={t('subscriptions.price')}>{subscription.pricePerSeat}</Fact>}
    </dl>
  );
}

function Section({ name, title, children }: { name: string; title: string; children: ReactNode }) {
  const styles = useStyles();
  return (
    <AccordionItem value={name}>
      <AccordionHeader as="h3" expandIconPosition="end">{title}</AccordionHeader>
      <AccordionPanel className={styles.panel}>{children}</AccordionPanel>
    </AccordionItem>
  );
}

/** What can be done with the purchase; what that comes to, or why it cannot be, is asked of the server when it is unfolded. */
function Actions({ subscription, all, onClose }: { subscription: Subscription; all: readonly Subscription[]; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const { id, displayName: name, status, addOnOf, purchaseChannel } = subscription;
  const path = `/api/v1/subscriptions/${id}`;
  const next = (after: Subscription | null) => (after === null ? '' : `${t(`subscriptions.status.${after.status}`)}. ${nextIn(t, i18n.language, after)}`);
  const isOver = status === 'Deleted';
  const isWhole = addOnOf === null && !isOver; // an add-on follows its subscription
  const Amount = purchaseChannel === 'Prepaid' && isWhole ? PrepaidQuantity : Quantity;
  return (
    <Accordion collapsible>
      {purchaseChannel === 'SelfService' && isWhole ? (
        <Section name="takeOver" title={t('subscriptions.takeOver')}>
          <PurchaseButton
            request={{ path, method: 'PATCH', body: { purchaseChannel: 'Direct' } }}
            outcome={() => t('subscriptions.takeOverHint')}
            label={t('subscriptions.takeOver')}
            doneTitle={t('subscriptions.takenOver', { name })}
            onDone={onClose}
          />
        </Section>
      ) : null}
      {isOver ? null : <Section name="quantity" title={t('subscriptions.addRemove')}><Amount subscription={subscription} onDone={onClose} /></Section>}
      {isWhole ? (
        <>
          <Section name="recurring" title={t('subscriptions.recurring')}><Recurring subscription={subscription} /></Section>
          <Section name="renew" title={t(status === 'Enabled' ? 'subscriptions.renew' : 'subscriptions.reactivate')}>
            <PurchaseButton
              request={{ path: `${path}/renew`, method: 'POST' }}
              outcome={(after) => t('subscriptions.after', { next: next(after) })}
              label={t(status === 'Enabled' ? 'subscriptions.renew' : 'subscriptions.reactivate')}
              doneTitle={t('subscriptions.renewed', { name })}
              onDone={onClose}
            />
          </Section>
          <Section name="addOns" title={t('subscriptions.addOns')}><AddOns subscription={subscription} all={all} /></Section>
          <Section name="cancel" title={t('subscriptions.cancel')}>
            <PurchaseButton
              request={{ path: `${path}/cancel`, method: 'POST' }}
              outcome={(after) => t('subscriptions.after', { next: next(after) })}
              label={t('subscriptions.cancel')}
              doneTitle={t('subscriptions.cancelled', { name })}
              onDone={onClose}
            />
          </Section>
        </>
      ) : null}
      {isOver ? null : (
        <Section name="delete" title={t('subscriptions.delete')}>
          <PurchaseButton
            request={{ path, method: 'DELETE' }}
            outcome={() => t('subscriptions.deleteHint')}
            label={t('common.delete')}
            doneTitle={t('subscriptions.deleted', { name })}
            onDone={onClose}
          />
        </Section>
      )}
    </Accordion>
  );
}

/** A purchase, and what can be done with it (U-51 to U-56). */
export function SubscriptionPane({ subscription, all, onClose }: { subscription: Subscription; all: readonly Subscription[]; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const may = useMay();
  const { warning } = subscription;
  return (
    <SidePane title={subscription.displayName} isOpen onClose={onClose} footer={<Button onClick={onClose}>{t('common.close')}</Button>}>
      {warning === null ? null : (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>
            {warning.dateTime === null ? t(`home.notice.${warning.kind}`) : t(`home.noticeBy.${warning.kind}`, { date: dateIn(i18n.language, warning.dateTime) })}
          </MessageBarBody>
        </MessageBar>
      )}
      <Facts subscription={subscription} />
      {may('manageSubscriptions') ? <Actions subscription={subscription} all={all} onClose={onClose} /> : null}
    </SidePane>
  );
}
