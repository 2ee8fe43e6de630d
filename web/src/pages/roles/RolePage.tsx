import { Button, makeStyles, Text, tokens, useRestoreFocusTarget } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'wouter';

import { takeRole, useRoleMembers, useRoles, type Role, type RoleMember } from '../../api/roles';
import { useMay } from '../../api/session';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { DataTable, type Column } from '../../components/DataTable';
import { Failure } from '../../components/Failure';
import { Loading } from '../../components/Loading';
import { NotFound } from '../../components/NotFound';
import { useNotify } from '../../components/Notices';
import { PageTitle } from '../../components/PageTitle';
import { StateMessage } from '../../components/StateMessage';
import { useAction } from '../../lib/useAction';
import { AddMembersPane } from './AddMembersPane';
import { useRoleNames } from './names';

const useStyles = makeStyles({
  place: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXL },
  heading: { margin: `0 0 ${tokens.spacingVerticalS}`, fontSize: tokens.fontSizeBase500, fontWeight: tokens.fontWeightSemibold },
  actions: { margin: 0, paddingLeft: tokens.spacingHorizontalXL, columns: '280px 3' },
});

function Members({ role, onChanged }: { role: Role; onChanged: () => void }) {
  const { t } = useTranslation();
  const { nameOf } = useRoleNames();
  const notify = useNotify();
  const action = useAction();
  const restore = useRestoreFocusTarget();
  const mayManage = useMay()('manageRoles');
  const [leaving, setLeaving] = useState<RoleMember | null>(null);
  const { rows, error, refetch, ...more } = useRoleMembers(role.id);
  if (rows === undefined) {
    return error === null ? <Loading /> : <Failure error={error} retry={refetch} />;
  }
  if (rows.length === 0) {
    return <StateMessage title={t('roles.none')}>{t('roles.noneHint')}</StateMessage>;
  }
  const remove = async (member: RoleMember) => {
    if (await action.run(() => takeRole(role.id, member.id))) {
      setLeaving(null);
      notify({ title: t('roles.removed', { name: member.displayName }) });
      onChanged();
    }
  };
  const columns: Column<RoleMember>[] = [
    { id: 'name', title: t('roles.member'), width: '2fr', cell: ({ displayName }) => displayName },
    { id: 'address', title: t('roles.address'), width: '3fr', isWide: true, cell: (member) => member.userPrincipalName ?? member.appId },
    { id: 'kind', title: t('roles.kind'), width: '1fr', isWide: true, cell: (member) => t(member['@odata.type'] === '#microsoft.graph.user' ? 'roles.person' : 'roles.application') },
    ...(mayManage ? [{
      id: 'remove',
      title: t('roles.remove'),
      width: '120px' as const,
      cell: (member: RoleMember) => <Button {...restore} size="small" aria-label={t('roles.removeOf', { name: member.displayName })} onClick={() => setLeaving(member)}>{t('roles.remove')}</Button>,
    }] : []),
  ];
  return (
    <>
      <DataTable label={t('roles.members')} columns={columns} rows={rows} idOf={({ id }) => id} {...more} />
      {leaving === null ? null : (
        <ConfirmDialog title={t('roles.removeTitle', { name: leaving.displayName })} verb={t('roles.remove')} isOpen onClose={() => setLeaving(null)} action={action} onConfirm={() => void remove(leaving)}>
          {t('roles.removeText', { name: leaving.displayName, role: nameOf(role) })}
        </ConfirmDialog>
      )}
    </>
  );
}

function RoleWithName({ name }: { name: string }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const { nameOf, aboutOf, actionOf } = useRoleNames();
  const client = useQueryClient();
  const restore = useRestoreFocusTarget();
  const mayManage = useMay()('manageRoles');
  const [isAdding, setIsAdding] = useState(false);
  const [round, setRound] = useState(0); // each opening begins with nobody picked
  const { data, error, refetch } = useRoles();
  if (data === undefined) {
    return error === null ? <Loading /> : <Failure error={error} retry={() => void refetch()} />;
  }
  const role = data.value.find((item) => item.name === name);
  if (role === undefined) {
    return <NotFound />;
  }
  const open = () => {
    setRound(round + 1);
    setIsAdding(true);
  };
  const readAgain = () => void client.invalidateQueries({ queryKey: ['roles'] });
  return (
    <>
      <PageTitle title={nameOf(role)}>
        {mayManage ? <Button {...restore} appearance="primary" icon={<AddRegular />} onClick={open}>{t('roles.add')}</Button> : null}
      </PageTitle>
      <div className={styles.place}>
        <div>
          <Text block>{aboutOf(role)}</Text>
          {role.isProtected ? <Text block>{t('roles.protected')}</Text> : null}
        </div>
        <section>
          <h2 className={styles.heading}>{t('roles.members')}</h2>
          <Members role={role} onChanged={readAgain} />
        </section>
        <section>
          <h2 className={styles.heading}>{t('roles.actions')}</h2>
          <ul className={styles.actions}>{role.actions.map((item) => <li key={item}>{actionOf(item)}</li>)}</ul>
        </section>
      </div>
      <AddMembersPane key={round} role={role} isOpen={isAdding} onClose={() => setIsAdding(false)} onAdded={readAgain} />
    </>
  );
}

/** One role: what it allows, and who has it. */
export default function RolePage() {
  const { name = '' } = useParams<{ name: string }>();
  return <RoleWithName key={name} name={name} />; // another role begins anew
}
