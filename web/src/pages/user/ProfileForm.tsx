import { Button, Field, Input, makeStyles, MessageBar, MessageBarBody, Text, tokens } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';

import { updateUser, type User } from '../../api/users';
import { FormError } from '../../components/FormError';
import { useNotify } from '../../components/Notices';
import { differentFields, formFields, profileOf, valuesOf } from './profile';

const useStyles = makeStyles({
  form: { display: 'grid', gridTemplateColumns: 'repeat(auto-fill, minmax(220px, 1fr))', gap: tokens.spacingHorizontalM },
  whole: { gridColumn: '1 / -1', display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
});

/** Changes what is known about somebody. Only fields that were changed here are sent; what others changed meanwhile is shown. */
export function ProfileForm({ user, onClose }: { user: User; onClose: () => void }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const notify = useNotify();
  const client = useQueryClient();
  const [before] = useState(() => profileOf(user));
  const [profile, setProfile] = useState(before);
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const changed = differentFields(before, profile);
  const now = profileOf(user);
  const meanwhile = differentFields(before, now);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setIsBusy(true);
    setError(null);
    try {
      const { operation } = await updateUser(user.id, valuesOf(profile, changed));
      notify({ title: t('user.saved', { name: profile.displayName }), operation });
      await client.invalidateQueries();
      onClose();
    } catch (failure) {
      setError(failure as Error);
      setIsBusy(false);
    }
  };
  return (
    <form className={styles.form} onSubmit={(event) => void save(event)}>
      {meanwhile.length === 0 ? null : (
        <MessageBar className={styles.whole} intent="warning" layout="multiline">
          <MessageBarBody>
            {t('user.meanwhile')}
            {meanwhile.map((field) => <Text key={field} block>{t('user.meanwhileField', { field: t(`users.field.${field}`), before: before[field], now: now[field] })}</Text>)}
          </MessageBarBody>
        </MessageBar>
      )}
      {formFields.map((field) => (
        <Field key={field} label={t(`users.field.${field}`)} required={field === 'displayName'}>
          <Input value={profile[field]} onChange={(_, { value }) => setProfile({ ...profile, [field]: value })} />
        </Field>
      ))}
      <div className={styles.whole}><FormError error={error} /></div>
      <div className={styles.whole}>
        <Button type="submit" appearance="primary" disabled={isBusy || changed.length === 0 || profile.displayName.trim() === ''}>{t('manage.save')}</Button>
        <Button disabled={isBusy} onClick={onClose}>{t('common.cancel')}</Button>
      </div>
    </form>
  );
}
