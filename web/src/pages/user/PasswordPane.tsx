import { Button, Checkbox, Field, Input, makeStyles, MessageBar, MessageBarBody, Radio, RadioGroup, Text, tokens } from '@fluentui/react-components';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { rehearseUpdate, updateUser, type User } from '../../api/users';
import { CopyButton } from '../../components/CopyButton';
import { FormError } from '../../components/FormError';
import { SidePane } from '../../components/SidePane';
import { makePassword } from '../../lib/passwords';
import { useAction } from '../../lib/useAction';

const useStyles = makeStyles({
  made: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM },
  text: { fontFamily: tokens.fontFamilyMonospace, overflowWrap: 'anywhere', userSelect: 'all' },
});

/** The new password, this once. */
function Done({ user, password, mustChange }: { user: User; password: string; mustChange: boolean }) {
  const styles = useStyles();
  const { t } = useTranslation();
  return (
    <div role="status">
      <MessageBar intent="success" layout="multiline"><MessageBarBody>{t('user.password.done', { name: user.displayName })}</MessageBarBody></MessageBar>
      <p className={styles.made}>
        <code className={styles.text}>{password}</code>
        <CopyButton text={password} name={t('user.password.new')} />
      </p>
      <Text block>{t('user.password.once')}{mustChange ? ` ${t('user.password.doneMustChange', { name: user.displayName })}` : ''}</Text>
    </div>
  );
}

/** Gives somebody a new password, made or typed, and shows it once. Who may not is told so before he has typed anything (RO-2, RO-5). */
export function PasswordPane({ user, isOpen, onClose }: { user: User; isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const action = useAction();
  const [isMade, setIsMade] = useState(true);
  const [typed, setTyped] = useState('');
  const [mustChange, setMustChange] = useState(true);
  const [done, setDone] = useState<string | null>(null);
  const permitted = useQuery({
    queryKey: ['user', user.id, 'password'],
    queryFn: ({ signal }) => rehearseUpdate(user.id, { passwordProfile: { password: makePassword() } }, signal),
    enabled: isOpen,
    gcTime: 0,
  });
  const submit = () => void action.run(async () => {
    const password = isMade ? makePassword() : typed;
    await updateUser(user.id, { passwordProfile: { password, forceChangePasswordNextSignIn: mustChange } });
    setDone(password);
    await client.invalidateQueries({ queryKey: ['user', user.id], exact: true });
  });
  const close = () => {
    setDone(null);
    setTyped('');
    onClose();
  };
  return (
    <SidePane
      title={t('user.password.title', { name: user.displayName })}
      isOpen={isOpen}
      isBusy={action.isBusy}
      onClose={close}
      footer={done !== null ? <Button key="close" autoFocus appearance="primary" onClick={close}>{t('common.close')}</Button> : (
        <>
          <Button appearance="primary" disabled={action.isBusy || !permitted.isSuccess || (!isMade && typed === '')} onClick={submit}>{t('user.password.reset')}</Button>
          <Button disabled={action.isBusy} onClick={close}>{t('common.cancel')}</Button>
        </>
      )}
    >
      {done !== null ? <Done user={user} password={done} mustChange={mustChange} /> : (
        <>
          <Text>{t('user.password.ends', { name: user.displayName })}</Text>
          <Field label={t('user.password.new')}>
            <RadioGroup value={isMade ? 'make' : 'type'} onChange={(_, { value }) => setIsMade(value === 'make')}>
              <Radio value="make" label={t('user.password.make')} />
              <Radio value="type" label={t('user.password.type')} />
            </RadioGroup>
          </Field>
          {isMade ? null : (
            <Field label={t('addUser.password')} required>
              <Input type="password" autoComplete="new-password" value={typed} onChange={(_, { value }) => setTyped(value)} />
            </Field>
          )}
          <Checkbox label={t('user.password.mustChange')} checked={mustChange} onChange={(_, { checked }) => setMustChange(checked === true)} />
          <FormError error={action.error ?? permitted.error} />
        </>
      )}
    </SidePane>
  );
}
