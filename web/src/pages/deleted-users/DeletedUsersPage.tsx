import { makeStyles, Text, Toolbar, ToolbarButton, tokens, useRestoreFocusTarget } from '@fluentui/react-components';
import { ArrowUndoRegular, DeleteRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { usePaged } from '../../api/paged';
import { useMay } from '../../api/session';
import { DataTable, type Column } from '../../components/DataTable';
import { Failure } from '../../components/Failure';
import { Loading } from '../../components/Loading';
import { PageTitle } from '../../components/PageTitle';
import { StateMessage } from '../../components/StateMessage';
import { PurgeDialog } from './PurgeDialog';
import { RestorePane } from './RestorePane';

/** Somebody who was deleted, as the list shows him. */
export interface DeletedUser {
  id: string;
  displayName: string;
  userPrincipalName: string;
  deletedDateTime: string;
}

const KEPT_DAYS = 30;
const msPerDay = 86_400_000;
const path = '/v1.0/directory/deletedItems/microsoft.graph.user?$top=100&$select=id,displayName,userPrincipalName,deletedDateTime';

const useStyles = makeStyles({
  hint: { display: 'block', marginBottom: tokens.spacingVerticalM, color: tokens.colorNeutralForeground2 },
  bar: { flexWrap: 'wrap', paddingLeft: 0, marginBottom: tokens.spacingVerticalS },
});

function useColumns(): Column<DeletedUser>[] {
  const { t, i18n } = useTranslation();
  const date = (ms: number) => new Date(ms).toLocaleDateString(i18n.language, { dateStyle: 'medium' });
  return [
    { id: 'displayName', title: t('users.displayName'), width: '2fr', cell: (user) => <span title={user.displayName}>{user.displayName}</span> },
    { id: 'userPrincipalName', title: t('users.userName'), width: '2fr', isWide: true, cell: (user) => user.userPrincipalName },
    { id: 'deleted', title: t('deletedUsers.deleted'), width: '1fr', isWide: true, cell: (user) => date(Date.parse(user.deletedDateTime)) },
    { id: 'until', title: t('deletedUsers.until'), width: '1fr', cell: (user) => date(Date.parse(user.deletedDateTime) + KEPT_DAYS * msPerDay) },
  ];
}

/** Users > Deleted users (U-38): whoever was deleted can be restored for 30 days. */
export default function DeletedUsersPage() {
  const styles = useStyles();
  const { t } = useTranslation();
  const may = useMay();
  const restoreFocus = useRestoreFocusTarget();
  const columns = useColumns();
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const [pane, setPane] = useState<'restore' | 'purge' | null>(null);
  const { rows, hasMore, isLoadingMore, loadMore, error, refetch } = usePaged<DeletedUser>(['deletedUsers'], path);
  const chosen = rows?.filter((row) => ids.has(row.id)) ?? [];
  const [acting, setActing] = useState<DeletedUser[]>([]);
  const open = (kind: 'restore' | 'purge') => {
    setActing(chosen); // they leave the list while they are worked on
    setPane(kind);
  };
  const close = () => {
    setPane(null);
    setIds(new Set());
  };
  return (
    <>
      <PageTitle title={t('deletedUsers.title')} />
      <Text className={styles.hint}>{t('deletedUsers.hint', { count: KEPT_DAYS })}</Text>
      {chosen.length === 0 || !may('deleteUser') ? null : (
        <Toolbar className={styles.bar} aria-label={t('users.commands')}>
          <ToolbarButton {...restoreFocus} appearance="primary" icon={<ArrowUndoRegular />} onClick={() => open('restore')}>{t('deletedUsers.restore', { count: chosen.length })}</ToolbarButton>
          <ToolbarButton {...restoreFocus} icon={<DeleteRegular />} onClick={() => open('purge')}>{t('deletedUsers.purge')}</ToolbarButton>
        </Toolbar>
      )}
      {rows === undefined ? error === null ? <Loading /> : <Failure error={error} retry={refetch} /> : rows.length === 0
        ? <StateMessage title={t('deletedUsers.nobody')} /> : (
          <DataTable
            label={t('deletedUsers.title')}
            columns={columns}
            rows={rows}
            idOf={(row) => row.id}
            hasMore={hasMore}
            isLoadingMore={isLoadingMore}
            loadMore={loadMore}
            {...(may('deleteUser') ? { selection: { ids, onChange: setIds, nameOf: (row: DeletedUser) => row.displayName } } : {})}
          />
        )}
      {pane === 'restore' ? <RestorePane people={acting} onClose={close} /> : null}
      {pane === 'purge' ? <PurgeDialog people={acting} onClose={close} /> : null}
    </>
  );
}
