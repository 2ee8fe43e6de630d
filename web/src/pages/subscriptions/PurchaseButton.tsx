import { Button, makeStyles, Spinner, Text, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';

import { usePurchase, type PurchaseRequest, type Subscription } from '../../api/subscriptions';
import { FormError } from '../../components/FormError';
import { useNotify } from '../../components/Notices';

const useStyles = makeStyles({
  place: { display: 'flex', flexDirection: 'column', alignItems: 'flex-start', gap: tokens.spacingVerticalM },
});

/** A button for a change of a purchase, with what it comes to, or why it cannot be: both from the server. */
export function PurchaseButton({ request, outcome, label, doneTitle, onDone }: {
  request: PurchaseRequest | null;
  /** In words, what the purchase would be like; null: it would be gone. */
  outcome: (after: Subscription | null) => string;
  label: string;
  doneTitle: string;
  onDone: () => void;
}) {
  const styles = useStyles();
  const { t } = useTranslation();
  const notify = useNotify();
  const { after, isRehearsing, canApply, isApplying, error, apply } = usePurchase(request);
  const doIt = async () => {
    const isDone = await apply().then(() => true, () => false); // `error` says what was wrong
    if (isDone) {
      notify({ title: doneTitle });
      onDone();
    }
  };
  return (
    <div className={styles.place}>
      {isRehearsing ? <Spinner size="tiny" label={t('common.preview.checking')} /> : after === undefined ? null : <Text role="status">{outcome(after)}</Text>}
      {isRehearsing ? null : <FormError error={error} />}
      <Button appearance="primary" disabled={!canApply || isApplying} onClick={() => void doIt()}>{label}</Button>
    </div>
  );
}
