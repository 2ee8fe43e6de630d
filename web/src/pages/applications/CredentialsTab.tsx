import { Badge, Button, makeStyles, Text, tokens, useRestoreFocusTarget } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useApplicationChanges, type Application, type Certificate, type Secret } from '../../api/applications';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { DataTable, type Column } from '../../components/DataTable';
import { useNotify } from '../../components/Notices';
import { useDates } from '../../lib/dates';
import { useAction } from '../../lib/useAction';
import { CertificatePane } from './CertificatePane';
import { SecretPane } from './SecretPane';

const useStyles = makeStyles({
  bar: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM },
  heading: { margin: 0, flexGrow: 1, fontSize: tokens.fontSizeBase500, fontWeight: tokens.fontWeightSemibold },
});

type Credential = (Secret & { kind: 'secret' }) | (Certificate & { kind: 'certificate' });

/** Secrets or certificates with their dates; each can be removed. */
function List({ label, rows, hintOf, isReadOnly, onRemove }: {
  label: string;
  rows: readonly Credential[];
  hintOf: (row: Credential) => string;
  isReadOnly: boolean;
  onRemove: (row: Credential) => void;
}) {
  const { t } = useTranslation();
  const { day } = useDates();
  const restore = useRestoreFocusTarget();
  const columns: Column<Credential>[] = [
    { id: 'name', title: t('applications.name'), width: '2fr', cell: ({ displayName }) => displayName },
    { id: 'hint', title: t('applications.hint'), width: '2fr', isWide: true, cell: hintOf },
    { id: 'end', title: t('applications.goodUntil'), width: '150px', cell: (row) => (row.expired ? <Badge appearance="tint" color="danger">{t('applications.expired', { day: day(row.endDateTime) })}</Badge> : day(row.endDateTime)) },
    ...(isReadOnly ? [] : [{
      id: 'remove',
      title: t('common.remove'),
      width: '110px' as const,
      cell: (row: Credential) => <Button {...restore} size="small" aria-label={t('applications.removeOf', { name: row.displayName })} onClick={() => onRemove(row)}>{t('common.remove')}</Button>,
    }]),
  ];
  return <DataTable label={label} columns={columns} rows={rows} idOf={({ keyId }) => keyId} />;
}

/** How the application proves who it is: secrets, each shown once, and certificates. */
export function CredentialsTab({ application, isReadOnly }: { application: Application; isReadOnly: boolean }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const restore = useRestoreFocusTarget();
  const notify = useNotify();
  const action = useAction();
  const { removeSecret, removeCertificate } = useApplicationChanges();
  const [pane, setPane] = useState<{ kind: 'secret' | 'certificate'; round: number; isOpen: boolean }>({ kind: 'secret', round: 0, isOpen: false });
  const [leaving, setLeaving] = useState<Credential | null>(null);
  const open = (kind: 'secret' | 'certificate') => setPane({ kind, round: pane.round + 1, isOpen: true });
  const close = () => setPane({ ...pane, isOpen: false });
  const remove = async ({ kind, keyId, displayName }: Credential) => {
    if (await action.run(() => (kind === 'secret' ? removeSecret : removeCertificate)(application.id, keyId))) {
      setLeaving(null);
      notify({ title: t('applications.removed', { name: displayName }) });
    }
  };
  const parts = [
    { kind: 'secret' as const, rows: application.secrets.map((item): Credential => ({ ...item, kind: 'secret' })) },
    { kind: 'certificate' as const, rows: application.certificates.map((item): Credential => ({ ...item, kind: 'certificate' })) },
  ];
  return (
    <>
      {parts.map(({ kind, rows }) => (
        <section key={kind}>
          <div className={styles.bar}>
            <h2 className={styles.heading}>{t(`applications.${kind}.title`)}</h2>
            {isReadOnly ? null : <Button {...restore} icon={<AddRegular />} onClick={() => open(kind)}>{t(`applications.${kind}.add`)}</Button>}
          </div>
          {rows.length === 0 ? <Text>{t(`applications.${kind}.none`)}</Text> : (
            <List
              label={t(`applications.${kind}.title`)}
              rows={rows}
              hintOf={(row) => (row.kind === 'secret' ? t('applications.secretHint', { hint: row.hint }) : row.thumbprint)}
              isReadOnly={isReadOnly}
              onRemove={setLeaving}
            />
          )}
        </section>
      ))}
      <SecretPane key={`secret ${String(pane.round)}`} application={application} isOpen={pane.isOpen && pane.kind === 'secret'} onClose={close} />
      <CertificatePane key={`certificate ${String(pane.round)}`} application={application} isOpen={pane.isOpen && pane.kind === 'certificate'} onClose={close} />
      {leaving === null ? null : (
        <ConfirmDialog title={t('applications.removeTitle', { name: leaving.displayName })} verb={t('common.remove')} isOpen onClose={() => setLeaving(null)} action={action} onConfirm={() => void remove(leaving)}>
          {t('applications.removeText', { name: leaving.displayName })}
        </ConfirmDialog>
      )}
    </>
  );
}
