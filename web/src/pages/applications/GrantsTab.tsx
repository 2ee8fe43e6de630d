import { Button, makeStyles, Text, tokens, useRestoreFocusTarget } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useApplicationChanges, type Application, type Grant } from '../../api/applications';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { DataTable, type Column } from '../../components/DataTable';
import { useNotify } from '../../components/Notices';
import { useDates } from '../../lib/dates';
import { useAction } from '../../lib/useAction';
import { GrantPane } from './GrantPane';

const useStyles = makeStyles({
  bar: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM },
  hint: { flex: '1 1 300px' },
});

/** What the application may do: by itself, or in the name of people. */
export function GrantsTab({ application, isReadOnly }: { application: Application; isReadOnly: boolean }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const { day } = useDates();
  const restore = useRestoreFocusTarget();
  const notify = useNotify();
  const action = useAction();
  const { revoke } = useApplicationChanges();
  const [pane, setPane] = useState({ round: 0, isOpen: false });
  const [leaving, setLeaving] = useState<Grant | null>(null);
  const take = async (grant: Grant) => {
    if (await action.run(() => revoke(application.id, grant))) {
      setLeaving(null);
      notify({ title: t('applications.grant.revoked', { permission: grant.permission }) });
    }
  };
  const columns: Column<Grant>[] = [
    { id: 'permission', title: t('applications.grant.permission'), width: '2.4fr', cell: ({ permission }) => permission },
    { id: 'type', title: t('applications.grant.type'), width: '2fr', cell: ({ type, user }) => (user === null ? t(`applications.grant.${type}`) : t('applications.grant.of', { name: user.userPrincipalName })) },
    { id: 'since', title: t('applications.grant.since'), width: '140px', isWide: true, cell: ({ grantedDateTime }) => day(grantedDateTime) },
    ...(isReadOnly ? [] : [{
      id: 'revoke',
      title: t('common.remove'),
      width: '110px' as const,
      cell: (grant: Grant) => <Button {...restore} size="small" aria-label={t('applications.removeOf', { name: grant.permission })} onClick={() => setLeaving(grant)}>{t('common.remove')}</Button>,
    }]),
  ];
  return (
    <>
      <div className={styles.bar}>
        <Text className={styles.hint}>{t('applications.grant.hint')}</Text>
        {isReadOnly ? null : <Button {...restore} icon={<AddRegular />} onClick={() => setPane({ round: pane.round + 1, isOpen: true })}>{t('applications.grant.add')}</Button>}
      </div>
      {application.grants.length === 0 ? <Text>{t('applications.grant.none')}</Text>
        : <DataTable label={t('applications.tab.grants')} columns={columns} rows={application.grants} idOf={({ type, permission, user }) => `${type} ${permission} ${user?.id ?? ''}`} />}
      <GrantPane key={pane.round} application={application} isOpen={pane.isOpen} onClose={() => setPane({ ...pane, isOpen: false })} />
      {leaving === null ? null : (
        <ConfirmDialog title={t('applications.grant.revokeTitle', { permission: leaving.permission })} verb={t('common.remove')} isOpen onClose={() => setLeaving(null)} action={action} onConfirm={() => void take(leaving)}>
          {t('applications.grant.revokeText', { name: application.displayName, permission: leaving.permission })}
        </ConfirmDialog>
      )}
    </>
  );
}
