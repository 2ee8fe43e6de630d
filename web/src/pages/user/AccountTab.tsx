import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { User } from '../../api/users';
import { AccountButtons } from './AccountButtons';
import { ProfileForm } from './ProfileForm';
import { formFields, type FormField } from './profile';

const useStyles = makeStyles({
  facts: {
    display: 'grid', gridTemplateColumns: 'minmax(120px, 1fr) 2fr', gap: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}`, margin: 0,
    '> dd': { margin: 0, overflowWrap: 'anywhere' }, '> dt': { color: tokens.colorNeutralForeground2 },
  },
});

/** Account: who somebody is, whether he may sign in, and deleting him. */
export function AccountTab({ user, isGone, onClose }: { user: User; isGone: boolean; onClose: () => void }) {
  const styles = useStyles();
  const { t, i18n } = useTranslation();
  const [isEditing, setIsEditing] = useState(false);
  const valueOf = (field: FormField) => (field === 'businessPhone' ? user.businessPhones[0] ?? '' : user[field] ?? '');
  return (
    <>
      {isGone ? null : <AccountButtons user={user} isEditing={isEditing} onEdit={() => setIsEditing(true)} onDeleted={onClose} />}
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
    </>
  );
}
