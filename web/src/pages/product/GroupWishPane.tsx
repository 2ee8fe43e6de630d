import { Button, makeStyles, MessageBar, MessageBarBody, Spinner, Text, tokens } from '@fluentui/react-components';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import type { AssignRequest } from '../../api/assign';
import { licensingOf } from '../../api/groupLicenses';
import { applyGroup, previewGroup, type GroupPreview } from '../../api/groups';
import { FormError } from '../../components/FormError';
import { useNotify } from '../../components/Notices';
import { PreviewPanel } from '../../components/PreviewPanel';
import { SidePane } from '../../components/SidePane';
import { useDebounced } from '../../lib/debounced';

const TYPING_MS = 300;

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS },
  group: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS, paddingBottom: tokens.spacingVerticalM, borderBottom: `1px solid ${tokens.colorNeutralStroke2}` },
  name: { margin: 0, fontSize: tokens.fontSizeBase400, fontWeight: tokens.fontWeightSemibold },
});

interface Wish {
  groups: { id: string; displayName: string }[];
  request: AssignRequest;
}

/** What the server says beforehand of one group; or why it could not. */
interface Checked {
  id: string;
  displayName: string;
  found: GroupPreview | Error;
}

const isGood = ({ found }: Checked) => !(found instanceof Error) && found.isAllowed;

/** Has the server work out the wish for each group. */
async function check({ groups, request }: Wish, signal: AbortSignal): Promise<Checked[]> {
  return Promise.all(groups.map(async (group) => ({ ...group, found: await previewGroup(licensingOf(group.id, request), signal).catch((error: Error) => error) })));
}

function Checks({ checks }: { checks: readonly Checked[] }) {
  const styles = useStyles();
  const { t } = useTranslation();
  return (
    <ul className={styles.list}>
      {checks.map(({ id, displayName, found }) => (
        <li key={id} className={styles.group}>
          <h3 className={styles.name}>{displayName}</h3>
          {found instanceof Error ? <FormError error={found} /> : (
            <>
              <Text>{t('product.members', { count: found.members })}</Text>
              <PreviewPanel preview={found} />
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

/** A pane in which the licenses of groups are changed: its form, what the server says to it for each group, and then what came of it. */
export function GroupWishPane({ title, action, doneTitle, wish, onClose, onDone, children }: {
  title: string;
  action: string;
  /** Told for each group, by its name. */
  doneTitle: (group: string) => string;
  wish: Wish;
  onClose: () => void;
  onDone?: () => void;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  const notify = useNotify();
  const client = useQueryClient();
  const [done, setDone] = useState<readonly string[]>([]);
  const asked = JSON.stringify(wish);
  const settled = useDebounced(asked, TYPING_MS);
  const checks = useQuery({
    queryKey: ['rehearsal', 'groups', settled],
    queryFn: ({ signal }) => check(JSON.parse(settled) as Wish, signal),
    enabled: (JSON.parse(settled) as Wish).groups.length > 0,
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
  const good = wish.groups.filter(({ id }) => !done.includes(id) && checks.data?.some((checked) => checked.id === id && isGood(checked)) === true);
  const apply = useMutation({
    mutationFn: async () => {
      for (const group of good) {
        const { operation } = await applyGroup(licensingOf(group.id, wish.request));
        setDone((before) => [...before, group.id]);
        notify({ title: doneTitle(group.displayName), operation });
      }
    },
    onSettled: () => client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'rehearsal' }),
    onSuccess: () => onDone?.(),
  });
  const isReady = settled === asked && !checks.isFetching && good.length > 0;
  return (
    <SidePane
      title={title}
      isOpen
      isBusy={apply.isPending}
      onClose={onClose}
      footer={(
        <>
          {apply.isSuccess ? null : <Button appearance="primary" disabled={!isReady || apply.isPending} onClick={() => apply.mutate()}>{action}</Button>}
          <Button
            key={String(apply.isSuccess)}
            autoFocus={apply.isSuccess}
            appearance={apply.isSuccess ? 'primary' : 'secondary'}
            disabled={apply.isPending}
            onClick={onClose}
          >
            {t('common.close')}
          </Button>
        </>
      )}
    >
      {apply.isSuccess ? null : children}
      <FormError error={apply.error ?? checks.error} />
      {apply.isSuccess ? (
        <MessageBar intent="success" role="status" layout="multiline"><MessageBarBody>{t('product.groupsBegun', { count: done.length })}</MessageBarBody></MessageBar>
      ) : wish.groups.length === 0 ? null : checks.data === undefined ? <Spinner size="tiny" label={t('common.preview.checking')} />
        : <Checks checks={checks.data.filter(({ id }) => wish.groups.some((group) => group.id === id))} />}
    </SidePane>
  );
}
