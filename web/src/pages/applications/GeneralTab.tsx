import { Button, Field, Input, makeStyles, Switch, Text, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useApplicationChanges, type Application } from '../../api/applications';
import { CopyButton } from '../../components/CopyButton';
import { Facts } from '../../components/Facts';
import { FormError } from '../../components/FormError';
import { useNotify } from '../../components/Notices';
import { useDates } from '../../lib/dates';
import { useAction } from '../../lib/useAction';
import { RedirectUris } from './RedirectUris';

const useStyles = makeStyles({
  form: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL },
  value: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM },
  input: { maxWidth: '480px' },
});

/** Names and addresses of a registration, to be changed together. */
export function GeneralTab({ application, isReadOnly }: { application: Application; isReadOnly: boolean }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const { time } = useDates();
  const notify = useNotify();
  const action = useAction();
  const { update } = useApplicationChanges();
  const { appId, servicePrincipalId, createdDateTime } = application;
  const [displayName, setDisplayName] = useState(application.displayName);
  const [isPublicClient, setIsPublicClient] = useState(application.isPublicClient);
  const [accountEnabled, setAccountEnabled] = useState(application.accountEnabled);
  const [redirectUris, setRedirectUris] = useState(application.redirectUris);
  const save = async () => {
    if (await action.run(() => update(application.id, { displayName, isPublicClient, accountEnabled, redirectUris }))) {
      notify({ title: t('applications.saved', { name: displayName }) });
    }
  };
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Facts
        facts={[
          { name: t('applications.clientId'), value: <span className={styles.value}>{appId}<CopyButton text={appId} name={t('applications.clientId')} /></span> },
          { name: t('applications.principalId'), value: servicePrincipalId },
          { name: t('applications.created'), value: time(createdDateTime) },
        ]}
      />
      <Field label={t('applications.name')} required className={styles.input}>
        <Input value={displayName} maxLength={256} disabled={isReadOnly} onChange={(_, { value }) => setDisplayName(value)} />
      </Field>
      <Field hint={t('applications.enabledHint')}>
        <Switch label={t('applications.maySignIn')} checked={accountEnabled} disabled={isReadOnly} onChange={(_, { checked }) => setAccountEnabled(checked)} />
      </Field>
      <Field hint={t('applications.publicHint')}>
        <Switch label={t('applications.public')} checked={isPublicClient} disabled={isReadOnly} onChange={(_, { checked }) => setIsPublicClient(checked)} />
      </Field>
      <Text weight="semibold">{t('applications.redirects')}</Text>
      <RedirectUris uris={redirectUris} onChange={setRedirectUris} isDisabled={isReadOnly} />
      <FormError error={action.error} />
      {isReadOnly ? null : <div><Button appearance="primary" type="submit" disabled={action.isBusy || displayName.trim() === ''}>{t('common.save')}</Button></div>}
    </form>
  );
}
