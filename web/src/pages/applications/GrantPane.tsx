import { Button, Checkbox, Field, makeStyles, Radio, RadioGroup } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useApplicationChanges, type Application, type Grant } from '../../api/applications';
import { FormError } from '../../components/FormError';
import { useNotify } from '../../components/Notices';
import { SidePane } from '../../components/SidePane';
import { useAction } from '../../lib/useAction';

/** Graph's permissions that the server knows; which fit an application itself, it says. */
const permissions = [
  'User.Read', 'User.ReadBasic.All', 'User.Read.All', 'User.ReadWrite.All', 'User.DeleteRestore.All', 'LicenseAssignment.Read.All', 'LicenseAssignment.ReadWrite.All',
  'Group.Read.All', 'Group.ReadWrite.All', 'GroupMember.Read.All', 'GroupMember.ReadWrite.All', 'Organization.Read.All', 'Organization.ReadWrite.All',
  'Directory.Read.All', 'Directory.ReadWrite.All', 'RoleManagement.Read.Directory', 'RoleManagement.ReadWrite.Directory', 'AuditLog.Read.All',
  'Application.Read.All', 'Application.ReadWrite.All', 'Subscription.ReadWrite.All', 'Catalog.ReadWrite.All',
] as const;

const useStyles = makeStyles({ list: { display: 'flex', flexDirection: 'column', maxHeight: '50vh', overflowY: 'auto' } });

/** Grants permissions to an application. */
export function GrantPane({ application, isOpen, onClose }: { application: Application; isOpen: boolean; onClose: () => void }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const notify = useNotify();
  const action = useAction();
  const { grant } = useApplicationChanges();
  const [type, setType] = useState<Grant['type']>('application');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const hasAlready = (name: string) => application.grants.some((item) => item.type === type && item.permission === name && item.user === null);
  const submit = () => void action.run(async () => {
    await grant(application.id, { type, permissions: chosen.filter((name) => !hasAlready(name)) });
    notify({ title: t('applications.grant.added', { name: application.displayName }) });
    onClose();
  });
  return (
    <SidePane
      title={t('applications.grant.add')}
      isOpen={isOpen}
      isBusy={action.isBusy}
      onClose={onClose}
      footer={(
        <>
          <Button appearance="primary" disabled={action.isBusy || !chosen.some((name) => !hasAlready(name))} onClick={submit}>{t('common.add')}</Button>
          <Button disabled={action.isBusy} onClick={onClose}>{t('common.cancel')}</Button>
        </>
      )}
    >
      <Field label={t('applications.grant.type')}>
        <RadioGroup value={type} onChange={(_, { value }) => setType(value as Grant['type'])}>
          <Radio value="application" label={t('applications.grant.application')} />
          <Radio value="delegated" label={t('applications.grant.delegated')} />
        </RadioGroup>
      </Field>
      <FormError error={action.error} />
      <div role="group" aria-label={t('applications.grant.permission')} className={styles.list}>
        {permissions.map((name) => (
          <Checkbox
            key={name}
            label={name}
            checked={hasAlready(name) || chosen.includes(name)}
            disabled={hasAlready(name)}
            onChange={(_, { checked }) => setChosen(checked === true ? [...chosen, name] : chosen.filter((other) => other !== name))}
          />
        ))}
      </div>
    </SidePane>
  );
}
