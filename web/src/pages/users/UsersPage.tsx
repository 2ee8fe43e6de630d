import { Button, makeStyles, MessageBar, MessageBarActions, MessageBarBody, Text, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useParams } from 'wouter';

import { usePaged } from '../../api/paged';
import { useProducts } from '../../api/products';
import { useMay } from '../../api/session';
import { useUserViews, type UserView } from '../../api/userViews';
import type { UserRow } from '../../api/users';
import { DataTable } from '../../components/DataTable';
import { Failure } from '../../components/Failure';
import { Loading } from '../../components/Loading';
import { PageTitle } from '../../components/PageTitle';
import { StateMessage } from '../../components/StateMessage';
import { useExperience } from '../../lib/experience';
import { NewUserPane } from '../add-user/NewUserPane';
import { UserPane } from '../user/UserPane';
import { BulkPanes, type Bulk } from './BulkPanes';
import { useUserColumns } from './columns';
import { asFilter, customViewOf, everybody, listHeaders, listPath, withCustom, type UserQuery } from './query';
import { AddTemplatePane } from './templates/AddTemplatePane';
import { ManageTemplatesPane } from './templates/ManageTemplatesPane';
import { UserCommands } from './UserCommands';
import { UserFilters } from './UserFilters';
import { UserViewCommands } from './UserViewCommands';
import { UserViewPane } from './UserViewPane';

const useStyles = makeStyles({
  count: { display: 'block', color: tokens.colorNeutralForeground2, marginBottom: tokens.spacingVerticalXS },
  bar: { marginBottom: tokens.spacingVerticalS },
});

/** Users > Active users (U-30, U-32, U-37). */
export default function UsersPage() {
  const styles = useStyles();
  const { t, i18n } = useTranslation();
  const may = useMay();
  const { id } = useParams();
  const [, go] = useLocation();
  const { experience } = useExperience();
  const mayReadLicenses = may('readLicenses');
  const products = useProducts(mayReadLicenses).data;
  const views = useUserViews().data;
  const [asked, setQuery] = useState(everybody);
  const query = withCustom(asked, views);
  const custom = customViewOf(query, views);
  const [edited, setEdited] = useState<{ view: UserView | null } | null>(null);
  const [ticked, setTicked] = useState<ReadonlyMap<string, UserRow>>(new Map());
  const [isAll, setIsAll] = useState(false);
  const [adding, setAdding] = useState<{ template: string | null } | null>(null);
  const [templates, setTemplates] = useState<'add' | 'manage' | null>(null);
  const [bulk, setBulk] = useState<Bulk | null>(null);
  const { rows, total, hasMore, isLoadingMore, loadMore, error, refetch } = usePaged<UserRow>(['users'], listPath(query, mayReadLicenses), listHeaders, true);
  const columns = useUserColumns(mayReadLicenses, products);
  const number = (value: number) => value.toLocaleString(i18n.language);
  const clear = () => {
    setTicked(new Map());
    setIsAll(false);
  };
  const add = (template: string | null) => (experience === 'classic' ? setAdding({ template }) : go(template === null ? '/users/add' : `/users/add/${template}`));
  const look = (next: UserQuery) => {
    setQuery(next);
    clear();
  };
  const ids = isAll ? new Set(rows?.map((row) => row.id)) : new Set(ticked.keys());
  const known = rows?.length ?? 0;
  const count = isAll ? total ?? known : ids.size;
  const open = (kind: Bulk['kind']) => setBulk({
    kind, count, people: [...ticked.values()], users: isAll ? asFilter(query) : { ids: [...ids] }, query,
  });
  return (
    <>
      <PageTitle title={t('users.title')} />
      <UserCommands count={count} onOpen={open} onClear={clear} onRefresh={refetch} onAdd={add} onTemplates={setTemplates} />
      <UserFilters
        query={query}
        products={mayReadLicenses ? products ?? [] : undefined}
        views={views ?? []}
        onNew={may('manageUserViews') ? () => setEdited({ view: null }) : null}
        onChange={look}
      >
        {custom === undefined || !may('manageUserViews') ? null : (
          <UserViewCommands view={custom} onEdit={() => setEdited({ view: custom })} onDeleted={() => look({ ...query, view: 'all' })} />
        )}
      </UserFilters>
      {count > 0 && !isAll && hasMore && total !== undefined && rows?.every((row) => ids.has(row.id)) === true ? (
        <MessageBar className={styles.bar} layout="auto">
          <MessageBarBody>{t('users.loadedTicked', { count: known, number: number(known) })}</MessageBarBody>
          <MessageBarActions><Button onClick={() => setIsAll(true)}>{t('users.tickAll', { number: number(total) })}</Button></MessageBarActions>
        </MessageBar>
      ) : null}
      {error !== null && rows === undefined ? <Failure error={error} retry={refetch} /> : rows === undefined ? <Loading /> : rows.length === 0 ? (
        <StateMessage title={asked === everybody ? t('users.nobody') : t('users.noMatch')}>
          {asked === everybody ? t('users.nobodyHint') : t('users.noMatchHint')}
        </StateMessage>
      ) : (
        <>
          <Text role="status" size={200} className={styles.count}>{total === undefined ? '' : t('users.count', { count: total, number: number(total) })}</Text>
          <DataTable
            label={t('users.title')}
            columns={columns}
            rows={rows}
            idOf={(row) => row.id}
            total={total}
            hasMore={hasMore}
            isLoadingMore={isLoadingMore}
            loadMore={loadMore}
            selection={{
              ids,
              nameOf: (row) => row.displayName,
              onChange: (next) => {
                setIsAll(false);
                setTicked(new Map([...next].flatMap((key) => {
                  const row = ticked.get(key) ?? rows.find((item) => item.id === key);
                  return row === undefined ? [] : [[key, row]];
                })));
              },
            }}
          />
        </>
      )}
      {bulk === null ? null : <BulkPanes bulk={bulk} onClose={() => setBulk(null)} onDone={clear} />}
      {adding === null ? null : <NewUserPane templateId={adding.template} onClose={() => setAdding(null)} />}
      {templates === 'add' ? <AddTemplatePane onClose={() => setTemplates(null)} /> : null}
      {templates === 'manage' ? <ManageTemplatesPane onClose={() => setTemplates(null)} /> : null}
      {edited === null ? null : (
        <UserViewPane
          view={edited.view}
          products={mayReadLicenses ? products ?? [] : undefined}
          onClose={() => setEdited(null)}
          onSaved={(view) => {
            setEdited(null);
            look({ ...query, view: `custom:${view.id}`, custom: view.filter });
          }}
        />
      )}
      {id === undefined ? null : <UserPane key={id} id={id} onClose={() => go('/users')} />}
    </>
  );
}
