import { Button, Field, Input, Radio, RadioGroup, Textarea } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';

import { createGroup, type NewGroup } from '../../api/groups';
import { FormError } from '../../components/FormError';
import { useNotify } from '../../components/Notices';
import { SidePane } from '../../components/SidePane';

/** A name that addresses can have: the letters and digits of another. */
const nicknameOf = (name: string) => name.normalize('NFD').replace(/[^A-Za-z0-9]/g, '').slice(0, 64);

/** Makes a group, and leads to it. */
export function AddGroupPane({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const notify = useNotify();
  const client = useQueryClient();
  const [, go] = useLocation();
  const [group, setGroup] = useState<NewGroup>({ displayName: '', description: '', mailNickname: '', isMicrosoft365: false });
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const setName = (displayName: string) => setGroup({
    ...group, displayName, mailNickname: group.mailNickname === nicknameOf(group.displayName) ? nicknameOf(displayName) : group.mailNickname,
  });
  const create = async () => {
    setIsBusy(true);
    setError(null);
    try {
      const { data, operation } = await createGroup(group);
      notify({ title: t('groups.added', { name: group.displayName.trim() }), operation });
      await client.invalidateQueries({ queryKey: ['groups'] });
      go(`/groups/${data.id}`);
    } catch (failure) {
      setError(failure as Error);
      setIsBusy(false);
    }
  };
  return (
    <SidePane
      isOpen
      isBusy={isBusy}
      title={t('groups.add')}
      onClose={onClose}
      footer={(
        <>
          <Button appearance="primary" disabled={isBusy || group.displayName.trim() === '' || group.mailNickname.trim() === ''} onClick={() => void create()}>{t('groups.create')}</Button>
          <Button disabled={isBusy} onClick={onClose}>{t('common.cancel')}</Button>
        </>
      )}
    >
      <Field label={t('groups.kind')}>
        <RadioGroup value={group.isMicrosoft365 ? 'microsoft365' : 'security'} onChange={(_, { value }) => setGroup({ ...group, isMicrosoft365: value === 'microsoft365' })}>
          <Radio value="security" label={t('groups.kinds.security')} />
          <Radio value="microsoft365" label={t('groups.kinds.microsoft365')} />
        </RadioGroup>
      </Field>
      <Field label={t('groups.name')} required><Input value={group.displayName} onChange={(_, { value }) => setName(value)} /></Field>
      <Field label={t('groups.nickname')} required hint={t('groups.nicknameHint')}>
        <Input value={group.mailNickname} onChange={(_, { value }) => setGroup({ ...group, mailNickname: value })} />
      </Field>
      <Field label={t('groups.description')}><Textarea value={group.description} onChange={(_, { value }) => setGroup({ ...group, description: value })} /></Field>
      <FormError error={error} />
    </SidePane>
  );
}
