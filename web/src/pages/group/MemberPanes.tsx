import { Button, makeStyles, Spinner, Text, tokens } from '@fluentui/react-components';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { applyGroup, previewGroup, type Group, type GroupChange } from '../../api/groups';
import { FormError } from '../../components/FormError';
import { useNotify } from '../../components/Notices';
import { PersonPicker, type Pickable } from '../../components/PersonPicker';
import { PreviewPanel } from '../../components/PreviewPanel';
import { SidePane } from '../../components/SidePane';

const useStyles = makeStyles({ names: { margin: 0, paddingLeft: tokens.spacingHorizontalXL, overflowWrap: 'anywhere' } });

/** What a change of a group comes to, while it is being put together. */
export function useGroupPreview(change: GroupChange | null) {
  return useQuery({
    queryKey: ['groupPreview', change],
    queryFn: ({ signal }) => (change === null ? null : previewGroup(change, signal)),
    enabled: change !== null,
    placeholderData: keepPreviousData,
  });
}

/** A pane in which members are changed: who, and what it comes to for everybody. */
function MembersPane({ title, action, done, change, onClose, children }: {
  title: string;
  action: string;
  done: string;
  change: GroupChange | null;
  onClose: () => void;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  const notify = useNotify();
  const client = useQueryClient();
  const preview = useGroupPreview(change);
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const apply = async () => {
    if (change === null) {
      return;
    }
    setIsBusy(true);
    setError(null);
    try {
      const { operation } = await applyGroup(change);
      notify({ title: done, operation });
      await client.invalidateQueries();
      onClose();
    } catch (failure) {
      setError(failure as Error);
      setIsBusy(false);
    }
  };
  const isReady = change !== null && preview.data !== undefined && preview.data !== null && preview.data.isAllowed && !preview.isPlaceholderData;
  return (
    <SidePane
      isOpen
      isBusy={isBusy}
      title={title}
      onClose={onClose}
      footer={(
        <>
          <Button appearance="primary" disabled={isBusy || !isReady} onClick={() => void apply()}>{action}</Button>
          <Button disabled={isBusy} onClick={onClose}>{t('common.cancel')}</Button>
        </>
      )}
    >
      {children}
      <FormError error={error ?? preview.error} />
      {change === null ? null : preview.data === undefined || preview.data === null
        ? preview.error === null ? <Spinner label={t('common.preview.checking')} /> : null : <PreviewPanel preview={preview.data} />}
    </SidePane>
  );
}

const pathOf = (group: Group) => `/api/v1/groups/${group.id}/members`;

/** Puts people into a group. */
export function AddMembersPane({ group, onClose }: { group: Group; onClose: () => void }) {
  const { t } = useTranslation();
  const [picked, setPicked] = useState<Pickable[]>([]);
  return (
    <MembersPane
      title={t('groups.addMembers')}
      action={t('common.add')}
      done={t('groups.membersAdded', { count: picked.length, group: group.displayName })}
      change={picked.length === 0 ? null : { path: pathOf(group), body: { add: picked.map((person) => person.id) } }}
      onClose={onClose}
    >
      <PersonPicker label={t('common.people')} picked={picked} onChange={setPicked} />
    </MembersPane>
  );
}

/** Takes people out of a group, naming them. */
export function RemoveMembersPane({ group, people, onClose }: { group: Group; people: readonly { id: string; displayName: string }[]; onClose: () => void }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const [leaving] = useState(people); // they leave the list when it is read again
  return (
    <MembersPane
      title={t('groups.removeMembers', { count: leaving.length })}
      action={t('common.remove')}
      done={t('groups.membersRemoved', { count: leaving.length, group: group.displayName })}
      change={{ path: pathOf(group), body: { remove: leaving.map((person) => person.id) } }}
      onClose={onClose}
    >
      <Text>{t('groups.removeHint', { group: group.displayName })}</Text>
      <ul className={styles.names}>{leaving.map((person) => <li key={person.id}>{person.displayName}</li>)}</ul>
    </MembersPane>
  );
}
