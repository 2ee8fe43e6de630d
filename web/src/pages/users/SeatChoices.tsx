import { Checkbox, makeStyles, MessageBar, MessageBarBody, Text, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { useSubscriptions, type Subscription } from '../../api/subscriptions';
import { rehearseDeletion, useUser } from '../../api/users';
import { ErrorWords } from '../../components/Failure';

const useStyles = makeStyles({ place: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXS }, hint: { paddingLeft: '32px' } });

interface Choice {
  user: string;
  chosen: ReadonlySet<string>;
  onChange: (chosen: ReadonlySet<string>) => void;
}

/** One purchase: giving up a seat of it, and what that comes to, or why it cannot be. */
function SeatChoice({ user, subscription, chosen, onChange }: Choice & { subscription: Subscription }) {
  const styles = useStyles();
  const { t, i18n } = useTranslation();
  const { data, error } = useQuery({
    queryKey: ['rehearsal', 'deletion', user, subscription.id],
    queryFn: ({ signal }) => rehearseDeletion(user, [subscription.id], signal),
    gcTime: 0,
  });
  const number = (value: number) => value.toLocaleString(i18n.language);
  const [outcome] = data?.subscriptions ?? [];
  const toggle = (isChosen: boolean) => {
    const next = new Set(chosen);
    if (isChosen) {
      next.add(subscription.id);
    } else {
      next.delete(subscription.id);
    }
    onChange(next);
  };
  return (
    <div>
      <Checkbox
        label={t('users.seats.drop', { product: subscription.displayName })}
        disabled={outcome === undefined}
        checked={chosen.has(subscription.id)}
        onChange={(_, { checked }) => toggle(checked === true)}
      />
      {outcome === undefined ? null : (
        <Text block size={200} className={styles.hint}>{t('users.seats.outcome', { before: number(outcome.licensesBefore), after: number(outcome.licensesAfter) })}</Text>
      )}
      {error === null ? null : <MessageBar intent="info" layout="multiline"><MessageBarBody><ErrorWords error={error} /></MessageBarBody></MessageBar>}
    </div>
  );
}

/** What becomes of the seats of who is deleted: they stay, or purchases get smaller by them. */
export function SeatChoices({ user, chosen, onChange }: Choice) {
  const styles = useStyles();
  const { t } = useTranslation();
  const person = useUser(user).data;
  const subscriptions = useSubscriptions().data;
  const held = new Set(person?.licenseAssignmentStates.filter(({ state }) => state !== 'Error').map(({ skuId }) => skuId));
  const mine = (subscriptions ?? []).filter(({ skuId, status }) => held.has(skuId) && status !== 'Deleted');
  return mine.length === 0 ? null : (
    <div role="group" aria-label={t('users.seats.title')} className={styles.place}>
      <Text weight="semibold">{t('users.seats.title')}</Text>
      <Text size={200}>{t('users.seats.hint')}</Text>
      {mine.map((subscription) => <SeatChoice key={subscription.id} user={user} subscription={subscription} chosen={chosen} onChange={onChange} />)}
    </div>
  );
}
