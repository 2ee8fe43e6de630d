import { Checkbox, Link as FluentLink, makeStyles, Text, tokens, Toolbar, ToolbarButton, useRestoreFocusTarget } from '@fluentui/react-components';
import { DismissRegular, ErrorCircleRegular, PersonAddRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';

import { useGroupMembers, type GroupMember } from '../../api/groupLicenses';
import type { Group } from '../../api/groups';
import { usePaged } from '../../api/paged';
import { useMay } from '../../api/session';
import { DataTable, type Column } from '../../components/DataTable';
import { Failure } from '../../components/Failure';
import { Loading } from '../../components/Loading';
import { ServerWords } from '../../components/ServerWords';
import { StateMessage } from '../../components/StateMessage';
import { useTextStyles } from '../../components/textStyles';
import { AddMembersPane, RemoveMembersPane } from './MemberPanes';

const useStyles = makeStyles({
  bar: { flexWrap: 'wrap', paddingLeft: 0, marginBottom: tokens.spacingVerticalS },
  icon: { color: tokens.colorStatusDangerForeground1, verticalAlign: 'text-bottom', marginRight: tokens.spacingHorizontalXS },
  under: { display: 'block', color: tokens.colorNeutralForeground2, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  wraps: { whiteSpace: 'normal' },
});

function useColumns(): Column<GroupMember>[] {
  const styles = useStyles();
  const { t } = useTranslation();
  return [
    {
      id: 'displayName', title: t('users.displayName'), width: '1.5fr',
      cell: (member) => (
        <>
          <Link href={`/users/${member.id}`} asChild><FluentLink title={member.displayName}>{member.displayName}</FluentLink></Link>
          <Text size={200} className={styles.under}>{member.userPrincipalName}</Text>
        </>
      ),
    },
    {
      id: 'licenses', title: t('groups.ofGroup'), width: '2.5fr',
      cell: (member) => (
        <div className={styles.wraps}>
          {member.licenses.map((license) => (license.error === 'None'
            ? <Text key={license.displayName} block>{license.displayName}</Text>
            : <Text key={license.displayName} block><ErrorCircleRegular className={styles.icon} aria-hidden />{license.displayName}: <ServerWords text={license.cause ?? license.error} /> {license.remedy === null ? null : <ServerWords text={license.remedy} />}</Text>))}
        </div>
      ),
    },
  ];
}

/** Groups that are in a group; their members get something only with the setting for that (D-17). */
function MemberGroups({ group }: { group: Group }) {
  const text = useTextStyles();
  const { t } = useTranslation();
  const { rows } = usePaged<{ id: string; displayName: string }>(['groupMembers'], `/v1.0/groups/${group.id}/members/microsoft.graph.group?$select=id,displayName&$top=100`);
  return rows === undefined || rows.length === 0 ? null : (
    <Text block>
      {t('groups.groupsIn')} {rows.map((row, i) => <span key={row.id}>{i === 0 ? '' : ', '}<Link href={`/groups/${row.id}`} className={text.link}>{row.displayName}</Link></span>)}
    </Text>
  );
}

/** Who is in a group, with what each has of it. */
export function MembersTab({ group, onlyErrors, setOnlyErrors }: { group: Group; onlyErrors: boolean; setOnlyErrors: (onlyErrors: boolean) => void }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const mayManage = useMay()('manageGroups');
  const restore = useRestoreFocusTarget();
  const columns = useColumns();
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const [pane, setPane] = useState<'add' | 'remove' | null>(null);
  const { rows, hasMore, isLoadingMore, loadMore, error, refetch } = useGroupMembers(group.id, onlyErrors);
  const chosen = rows?.filter((row) => ids.has(row.id)) ?? [];
  const close = () => {
    setPane(null);
    setIds(new Set());
  };
  return (
    <>
      <Toolbar className={styles.bar} aria-label={t('users.commands')}>
        {mayManage ? <ToolbarButton {...restore} icon={<PersonAddRegular />} onClick={() => setPane('add')}>{t('groups.addMembers')}</ToolbarButton> : null}
        {mayManage && chosen.length > 0
          ? <ToolbarButton {...restore} icon={<DismissRegular />} onClick={() => setPane('remove')}>{t('groups.removeMembers', { count: chosen.length })}</ToolbarButton> : null}
        <Checkbox label={t('groups.onlyErrors')} checked={onlyErrors} onChange={(_, { checked }) => setOnlyErrors(checked === true)} />
      </Toolbar>
      <MemberGroups group={group} />
      {rows === undefined ? error === null ? <Loading /> : <Failure error={error} retry={refetch} /> : rows.length === 0
        ? <StateMessage title={t(onlyErrors ? 'groups.noErrors' : 'groups.noMembers')} /> : (
          <DataTable
            label={t('groups.members')}
            columns={columns}
            rows={rows}
            idOf={(row) => row.id}
            hasMore={hasMore}
            isLoadingMore={isLoadingMore}
            loadMore={loadMore}
            {...(mayManage ? { selection: { ids, onChange: setIds, nameOf: (row: GroupMember) => row.displayName } } : {})}
          />
        )}
      {pane === 'add' ? <AddMembersPane group={group} onClose={close} /> : null}
      {pane === 'remove' ? <RemoveMembersPane group={group} people={chosen} onClose={close} /> : null}
    </>
  );
}
