import { Button, makeStyles, Text, tokens, useRestoreFocusTarget } from '@fluentui/react-components';
import { ProhibitedRegular, CheckmarkCircleRegular, DeleteRegular, EditRegular } from '@fluentui/react-icons';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useMay } from '../../api/session';
import { updateUser, type User } from '../../api/users';
import { FormError } from '../../components/FormError';
import { useNotify } from '../../components/Notices';
import { DeleteUsersDialog } from '../users/DeleteUsersDialog';
import { ProfileForm } from './ProfileForm';
import { formFields, type FormField } from './profile';

const useStyles = makeStyles({
  buttons: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
  facts: {
    display: 'grid', gridTemplateColumns: 'minmax(120px, 1fr) 2fr', gap: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}`, margin: 0,
    '> dd': { margin: 0, overflowWrap: 'anywhere' }, '> dt': { color: tokens.colorNeutralForeground2 },
  },
});

/** Account: who somebody is, whether he may sign in, and deleting him. */
export function AccountTab({ user, isGone, onClose }: { user: User; isGone: boolean; onClose: () => void }) {
  const styles = useStyles();
  const { t, i18n } = useTranslation();
  const may = useMay();
  const notify = useNotify();
  const client = useQueryClient();
  const restore = useRestoreFocusTarget();
  const [isEditing, setIsEditing] = useState(false);
  const [isDeleting, setIsDeleting] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const setSignIn = async (accountEnabled: boolean) => {
    setError(null);
    try {
      const { operation } = await updateUser(user.id, { accountEnabled });
      notify({ title: t(accountEnabled ? 'user.nowAllowed' : 'user.nowBlocked', { name: user.displayName }), operation });
      await client.invalidateQueries();
    } catch (failure) {
      setError(failure as Error);
    }
  };
  const valueOf = (field: FormField) => (field === 'businessPhone' ? user.businessPhones[0] ?? '' : user[field] ?? '');
  return (
    <>
      {isGone ? null : (
        <div className={styles.buttons}>
          {may('updateUser') ? (
            <Button icon={user.accountEnabled ? <ProhibitedRegular /> : <CheckmarkCircleRegular />} onClick={() => void setSignIn(!user.accountEnabled)}>
              {t(user.accountEnabled ? 'user.block' : 'user.allow')}
            </Button>
          ) : null}
          {may('deleteUser') ? <Button {...restore} icon={<DeleteRegular />} onClick={() => setIsDeleting(true)}>{t('users.delete', { count: 1 })}</Button> : null}
          {may('updateUser') && !isEditing ? <Button icon={<EditRegular />} onClick={() => setIsEditing(true)}>{t('user.edit')}</Button> : null}
        </div>
      )}
      <FormError error={error} />
      {isEditing ? <ProfileForm user={user} onClose={() => setIsEditing(false)} /> : (
        <dl className={styles.facts}>
          <dt>{t('users.userName')}</dt><dd>{user.userPrincipalName}</dd>
          <dt>{t('users.signIn')}</dt><dd>{t(user.accountEnabled ? 'users.allowed' : 'users.blocked')}</dd>
          {user.userType === 'Guest' ? <><dt>{t('user.kind')}</dt><dd>{t('user.guest')}</dd></> : null}
          {formFields.filter((field) => valueOf(field) !== '').map((field) => (
            <div key={field} style={{ display: 'contents' }}><dt>{t(`users.field.${field}`)}</dt><dd>{valueOf(field)}</dd></div>
          ))}
          <dt>{t('user.created')}</dt><dd>{new Date(user.createdDateTime).toLocaleDateString(i18n.language, { dateStyle: 'long' })}</dd>
        </dl>
      )}
      {formFields.every((field) => field === 'displayName' || valueOf(field) === '') && !isEditing ? <Text size={200}>{t('user.noProfile')}</Text> : null}
      {isDeleting ? <DeleteUsersDialog people={[user]} onClose={() => setIsDeleting(false)} onDone={onClose} /> : null}
    </>
  );
}
