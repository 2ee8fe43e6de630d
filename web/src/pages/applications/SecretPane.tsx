import { Button, Field, Input, makeStyles, MessageBar, MessageBarBody, Select, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useApplicationChanges, type Application } from '../../api/applications';
import { CopyButton } from '../../components/CopyButton';
import { FormError } from '../../components/FormError';
import { SidePane } from '../../components/SidePane';
import { useAction } from '../../lib/useAction';

const spans = [90, 180, 365, 730] as const;

const useStyles = makeStyles({
  secret: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM },
  text: { fontFamily: tokens.fontFamilyMonospace, overflowWrap: 'anywhere', userSelect: 'all' },
});

/** Makes a secret, and shows it this once: nobody can read it again. */
export function SecretPane({ application, isOpen, onClose }: { application: Application; isOpen: boolean; onClose: () => void }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const action = useAction();
  const { addSecret } = useApplicationChanges();
  const [displayName, setDisplayName] = useState('');
  const [days, setDays] = useState('180');
  const [secret, setSecret] = useState<string | null>(null);
  const submit = () => void action.run(async () => {
    const made = await addSecret(application.id, { displayName, days: Number(days) });
    setSecret(made.secretText);
  });
  return (
    <SidePane
      title={t('applications.secret.add')}
      isOpen={isOpen}
      isBusy={action.isBusy}
      onClose={onClose}
      footer={secret === null ? (
        <>
          <Button appearance="primary" disabled={action.isBusy || displayName.trim() === ''} onClick={submit}>{t('common.add')}</Button>
          <Button disabled={action.isBusy} onClick={onClose}>{t('common.cancel')}</Button>
        </>
      ) : <Button appearance="primary" onClick={onClose}>{t('common.close')}</Button>}
    >
      {secret === null ? (
        <>
          <Field label={t('applications.secret.name')} required>
            <Input value={displayName} maxLength={120} onChange={(_, { value }) => setDisplayName(value)} />
          </Field>
          <Field label={t('applications.secret.span')}>
            <Select value={days} onChange={(_, { value }) => setDays(value)}>
              {spans.map((count) => <option key={count} value={count}>{t('applications.secret.days', { count })}</option>)}
            </Select>
          </Field>
          <FormError error={action.error} />
        </>
      ) : (
        <>
          <MessageBar intent="warning" layout="multiline"><MessageBarBody>{t('applications.secret.once')}</MessageBarBody></MessageBar>
          <div className={styles.secret}>
            <code className={styles.text}>{secret}</code>
            <CopyButton text={secret} name={displayName} />
          </div>
        </>
      )}
    </SidePane>
  );
}
