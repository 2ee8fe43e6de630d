import { Badge, Button, makeStyles, MessageBar, MessageBarBody, Text, tokens, useRestoreFocusTarget } from '@fluentui/react-components';
import { DeleteRegular, EditRegular, PowerRegular } from '@fluentui/react-icons';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { deleteAutoClaim, saveAutoClaim, type AutoClaimPolicy } from '../../api/autoClaim';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { Facts } from '../../components/Facts';
import { useNotify } from '../../components/Notices';
import { useTextStyles } from '../../components/textStyles';
import { useAction } from '../../lib/useAction';

const useStyles = makeStyles({
  card: {
    display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL, maxWidth: '860px', marginBottom: tokens.spacingVerticalXXL,
    padding: tokens.spacingHorizontalXL, border: `1px solid ${tokens.colorNeutralStroke2}`, borderRadius: tokens.borderRadiusLarge, boxShadow: tokens.shadow2,
  },
  head: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM },
  title: { margin: 0, fontSize: tokens.fontSizeBase500, lineHeight: tokens.lineHeightBase500, fontWeight: tokens.fontWeightSemibold, overflowWrap: 'anywhere' },
  buttons: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
  about: { display: 'block' },
});

/** A product with what is free of it, and how many of its services are off. */
function ProductFact({ product: { displayName, available, disabledPlans } }: { product: AutoClaimPolicy['products'][number] }) {
  const styles = useStyles();
  const text = useTextStyles();
  const { t } = useTranslation();
  return (
    <>
      <Text weight="semibold">{displayName}</Text>
      <Text size={200} className={`${styles.about} ${text.quiet}`}>
        {t('autoClaim.free', { count: available })}{disabledPlans.length === 0 ? null : `, ${t('autoClaim.servicesOff', { count: disabledPlans.length })}`}
      </Text>
    </>
  );
}

type Question = 'turn' | 'delete';

/** Asks before the policy is turned on or off, or deleted, and says what that means. */
function Confirm({ policy, question, onClose }: { policy: AutoClaimPolicy; question: Question; onClose: () => void }) {
  const { t } = useTranslation();
  const notify = useNotify();
  const client = useQueryClient();
  const action = useAction();
  const name = policy.displayName ?? '';
  const turn = policy.enabled
    ? { title: t('autoClaim.turnOffTitle', { name }), verb: t('autoClaim.turnOff'), text: t('autoClaim.turnOffText'), done: t('autoClaim.isOff', { name }) }
    : { title: t('autoClaim.turnOnTitle', { name }), verb: t('autoClaim.turnOn'), text: t('autoClaim.turnOnText', { application: policy.application?.displayName ?? '' }), done: t('autoClaim.isOn', { name }) };
  const words = question === 'turn' ? turn
    : { title: t('autoClaim.deleteTitle', { name }), verb: t('common.delete'), text: t('autoClaim.deleteText'), done: t('autoClaim.deleted', { name }) };
  const confirm = async () => {
    if (await action.run(() => (question === 'turn' ? saveAutoClaim({ enabled: !policy.enabled }) : deleteAutoClaim()))) {
      notify({ title: words.done });
      onClose();
      await client.invalidateQueries({ queryKey: ['autoClaim'] });
    }
  };
  return (
    <ConfirmDialog title={words.title} verb={words.verb} isOpen onClose={onClose} action={action} onConfirm={() => void confirm()}>
      {words.text}
    </ConfirmDialog>
  );
}

/** The policy that there is, with what can be done about it. */
export function PolicyCard({ policy, mayChange, edit }: { policy: AutoClaimPolicy; mayChange: boolean; edit: () => void }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const restore = useRestoreFocusTarget();
  const [question, setQuestion] = useState<Question | null>(null);
  return (
    <section className={styles.card} aria-labelledby="auto-claim-policy">
      <div className={styles.head}>
        <h2 id="auto-claim-policy" className={styles.title}>{policy.displayName}</h2>
        <Badge appearance="tint" color={policy.enabled ? 'success' : 'informative'}>{t(policy.enabled ? 'autoClaim.state.on' : 'autoClaim.state.off')}</Badge>
      </div>
      {policy.application === null ? <MessageBar intent="warning" layout="multiline"><MessageBarBody>{t('autoClaim.applicationGone')}</MessageBarBody></MessageBar> : null}
      <Facts
        facts={[
          { name: t('autoClaim.application'), value: policy.application?.displayName },
          ...policy.products.map((product, i) => ({ name: i === 0 ? t('autoClaim.primary') : t('autoClaim.backup', { number: i }), value: <ProductFact product={product} /> })),
        ]}
      />
      {!mayChange ? <Text>{t('autoClaim.mayNot')}</Text> : (
        <div className={styles.buttons}>
          <Button {...restore} icon={<EditRegular />} onClick={edit}>{t('common.edit')}</Button>
          <Button {...restore} icon={<PowerRegular />} onClick={() => setQuestion('turn')}>{t(policy.enabled ? 'autoClaim.turnOff' : 'autoClaim.turnOn')}</Button>
          <Button {...restore} icon={<DeleteRegular />} onClick={() => setQuestion('delete')}>{t('common.delete')}</Button>
        </div>
      )}
      {question === null ? null : <Confirm policy={policy} question={question} onClose={() => setQuestion(null)} />}
    </section>
  );
}
