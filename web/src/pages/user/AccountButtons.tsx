import { Button, makeStyles, Text, tokens, useRestoreFocusTarget } from '@fluentui/react-components';
import { CheckmarkCircleRegular, DeleteRegular, EditRegular, KeyResetRegular, ProhibitedRegular, SignOutRegular } from '@fluentui/react-icons';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useMay, useSession } from '../../api/session';
import { signOutEverywhere, updateUser, type User } from '../../api/users';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { FormError } from '../../components/FormError';
import { useNotify } from '../../components/Notices';
import { useAction } from '../../lib/useAction';
import { DeleteUsersDialog } from '../users/DeleteUsersDialog';
import { PasswordPane } from './PasswordPane';

const useStyles = makeStyles({ buttons: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS } });

/** What can be done with an account. One's own password is not reset here, for that ends the session it is done in. */
export function AccountButtons({ user, isEditing, onEdit, onDeleted }: { user: User; isEditing: boolean; onEdit: () => void; onDeleted: () => void }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const may = useMay();
  const isOneself = useSession().data?.userId === user.id;
  const notify = useNotify();
  const client = useQueryClient();
  const restore = useRestoreFocusTarget();
  const signIn = useAction();
  const signOut = useAction();
  const [open, setOpen] = useState<'delete' | 'password' | 'signOut' | null>(null);
  const close = () => setOpen(null);
  const setSignIn = (accountEnabled: boolean) => void signIn.run(async () => {
    const { operation } = await updateUser(user.id, { accountEnabled });
    notify({ title: t(accountEnabled ? 'user.nowAllowed' : 'user.nowBlocked', { name: user.displayName }), operation });
    await client.invalidateQueries();
  });
  const endSessions = async () => {
    if (await signOut.run(() => signOutEverywhere(user.id))) {
      notify({ title: t('user.signOut.done', { name: user.displayName }) });
      close();
      await client.invalidateQueries();
    }
  };
  return (
    <>
      <div className={styles.buttons}>
        {!may('updateUser') ? null : (
          <>
            {isOneself ? null : <Button {...restore} icon={<KeyResetRegular />} onClick={() => setOpen('password')}>{t('user.password.reset')}</Button>}
            <Button icon={user.accountEnabled ? <ProhibitedRegular /> : <CheckmarkCircleRegular />} disabled={signIn.isBusy} onClick={() => setSignIn(!user.accountEnabled)}>
              {t(user.accountEnabled ? 'user.block' : 'user.allow')}
            </Button>
            <Button {...restore} icon={<SignOutRegular />} onClick={() => setOpen('signOut')}>{t('user.signOut.all')}</Button>
            {isEditing ? null : <Button icon={<EditRegular />} onClick={onEdit}>{t('user.edit')}</Button>}
          </>
        )}
        {may('deleteUser') ? <Button {...restore} icon={<DeleteRegular />} onClick={() => setOpen('delete')}>{t('users.delete', { count: 1 })}</Button> : null}
      </div>
      <FormError error={signIn.error} />
      <PasswordPane user={user} isOpen={open === 'password'} onClose={close} />
      <ConfirmDialog
        title={t('user.signOut.title', { name: user.displayName })}
        verb={t('user.signOut.all')}
        isOpen={open === 'signOut'}
        onClose={close}
        action={signOut}
        onConfirm={() => void endSessions()}
      >
        <Text>{t('user.signOut.about', { name: user.displayName })}</Text>
      </ConfirmDialog>
      {open === 'delete' ? <DeleteUsersDialog people={[user]} onClose={close} onDone={onDeleted} /> : null}
    </>
  );
}
