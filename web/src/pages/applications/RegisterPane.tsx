import { Button, Field, Input, Switch, Text } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useApplicationChanges, type RedirectUri } from '../../api/applications';
import { FormError } from '../../components/FormError';
import { useNotify } from '../../components/Notices';
import { SidePane } from '../../components/SidePane';
import { useAddress } from '../../lib/router';
import { useAction } from '../../lib/useAction';
import { RedirectUris } from './RedirectUris';

/** Registers an application, and goes to its page. */
export function RegisterPane({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const [, go] = useAddress();
  const notify = useNotify();
  const action = useAction();
  const { register } = useApplicationChanges();
  const [displayName, setDisplayName] = useState('');
  const [isPublicClient, setIsPublicClient] = useState(false);
  const [redirectUris, setRedirectUris] = useState<RedirectUri[]>([]);
  const submit = () => void action.run(async () => {
    const { id } = await register({ displayName, isPublicClient, redirectUris });
    notify({ title: t('applications.registered', { name: displayName }) });
    go(`/applications/${id}`);
  });
  return (
    <SidePane
      title={t('applications.register')}
      isOpen={isOpen}
      isBusy={action.isBusy}
      onClose={onClose}
      footer={(
        <>
          <Button appearance="primary" disabled={action.isBusy || displayName.trim() === ''} onClick={submit}>{t('applications.registerNow')}</Button>
          <Button disabled={action.isBusy} onClick={onClose}>{t('common.cancel')}</Button>
        </>
      )}
    >
      <Field label={t('applications.name')} required>
        <Input value={displayName} maxLength={256} onChange={(_, { value }) => setDisplayName(value)} />
      </Field>
      <Field hint={t('applications.publicHint')}>
        <Switch label={t('applications.public')} checked={isPublicClient} onChange={(_, { checked }) => setIsPublicClient(checked)} />
      </Field>
      <Text weight="semibold">{t('applications.redirects')}</Text>
      <RedirectUris uris={redirectUris} onChange={setRedirectUris} />
      <FormError error={action.error} />
    </SidePane>
  );
}
