import { useQuery } from '@tanstack/react-query';
import { Spinner } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { ChangeUsers } from '../../api/changes';
import type { UserRow } from '../../api/users';
import { Failure } from '../../components/Failure';
import { SidePane } from '../../components/SidePane';
import { useExperience } from '../../lib/experience';
import { DeleteUsersDialog } from './DeleteUsersDialog';
import { ManageLicensesPane } from './manage/ManageLicensesPane';
import { idsOf, type UserQuery } from './query';

/** Something that is to be done with people who were ticked. */
export interface Bulk {
  /** `steps`: licenses by the steps and in the words of 2020, which the new experience has under More options (U-01, U-04). */
  kind: 'licenses' | 'steps' | 'delete';
  count: number;
  /** Those who were ticked one by one. */
  people: UserRow[];
  /** Who is meant; null: all that `query` finds, by their ids, which are to be read first. */
  users: ChangeUsers | null;
  query: UserQuery;
}

/** Reads the ids of all that match, for what no filter of changes says. */
function WithIds({ query, onClose, children }: { query: UserQuery; onClose: () => void; children: (users: ChangeUsers) => React.ReactNode }) {
  const { t, i18n } = useTranslation();
  const [count, setCount] = useState(0);
  const ids = useQuery({
    queryKey: ['users', 'ids', query],
    queryFn: ({ signal }) => idsOf(query, setCount, signal),
    gcTime: 0,
    staleTime: Infinity, // who was meant is meant, whoever comes meanwhile
  });
  return ids.data !== undefined ? children({ ids: ids.data }) : (
    <SidePane isOpen title={t('manage.title')} onClose={onClose}>
      {ids.error === null
        ? <Spinner label={t('users.reading', { number: count.toLocaleString(i18n.language) })} />
        : <Failure error={ids.error} retry={() => void ids.refetch()} />}
    </SidePane>
  );
}

/** The pane, or the dialog, of what is done with many. */
export function BulkPanes({ bulk, onClose, onDone }: { bulk: Bulk; onClose: () => void; onDone: () => void }) {
  const { t } = useTranslation();
  const { experience } = useExperience();
  if (bulk.kind === 'delete') {
    return <DeleteUsersDialog people={bulk.people} onClose={onClose} onDone={onDone} />;
  }
  const manage = (users: ChangeUsers) => (
    <ManageLicensesPane experience={bulk.kind === 'steps' ? 'classic' : experience} {...(bulk.kind === 'steps' ? { title: t('manage.title') } : {})} users={users} count={bulk.count} names={bulk.people.map((person) => person.displayName)} onClose={onClose} />
  );
  return bulk.users === null ? <WithIds query={bulk.query} onClose={onClose}>{manage}</WithIds> : manage(bulk.users);
}
