import {
  Dropdown, Link as FluentLink, makeStyles, Option, SearchBox, Text, tokens, Toolbar, ToolbarButton, useRestoreFocusTarget,
} from '@fluentui/react-components';
import { PeopleTeamAddRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';

import { groupSelect, isAtWork, kindOf, type GroupRow } from '../../api/groups';
import { usePaged } from '../../api/paged';
import { nameOfSku, useProducts } from '../../api/products';
import { useMay } from '../../api/session';
import { DataTable, type Column } from '../../components/DataTable';
import { Failure } from '../../components/Failure';
import { Loading } from '../../components/Loading';
import { PageTitle } from '../../components/PageTitle';
import { StateMessage } from '../../components/StateMessage';
import { AddGroupPane } from './AddGroupPane';

const narrow = '@media (max-width: 640px)';

const useStyles = makeStyles({
  bar: { flexWrap: 'wrap', paddingLeft: 0, marginBottom: tokens.spacingVerticalS },
  filters: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS, marginBottom: tokens.spacingVerticalM },
  search: { width: '300px', maxWidth: '100%', [narrow]: { width: '100%' } },
  view: { minWidth: '200px', [narrow]: { flexGrow: 1 } },
  count: { display: 'block', color: tokens.colorNeutralForeground2, marginBottom: tokens.spacingVerticalXS },
  quiet: { color: tokens.colorNeutralForeground2 },
});

const conditions = {
  all: null,
  licensed: 'assignedLicenses/any()',
  errors: 'hasMembersWithLicenseErrors eq true',
  microsoft365: "groupTypes/any(x:x eq 'Unified')",
  security: 'securityEnabled eq true',
} as const;
type View = keyof typeof conditions;
const views = Object.keys(conditions) as View[];

function listPath(view: View, words: string): string {
  const search = words.trim().replace(/["\\]/g, '\\$&');
  return `/v1.0/groups?${[
    '$top=100', `$select=${groupSelect}`, '$count=true', '$orderby=displayName',
    ...(conditions[view] === null ? [] : [`$filter=${encodeURIComponent(conditions[view])}`]),
    ...(search === '' ? [] : [`$search=${encodeURIComponent(`"displayName:${search}"`)}`]),
  ].join('&')}`;
}

function useColumns(): Column<GroupRow>[] {
  const styles = useStyles();
  const { t } = useTranslation();
  const products = useProducts(useMay()('readLicenses')).data;
  return [
    {
      id: 'displayName', title: t('groups.name'), width: '2fr',
      cell: (group) => <Link href={`/groups/${group.id}`} asChild><FluentLink title={group.displayName}>{group.displayName}</FluentLink></Link>,
    },
    { id: 'kind', title: t('groups.kind'), width: '1.5fr', isWide: true, cell: (group) => t(`groups.kinds.${kindOf(group)}`) },
    {
      id: 'licenses', title: t('users.licenses'), width: '2fr',
      cell: (group) => {
        const names = group.assignedLicenses.map((license) => nameOfSku(products, license.skuId)).join(', ');
        return names === '' ? <span className={styles.quiet}>{t('common.none')}</span> : <span title={names}>{names}</span>;
      },
    },
    { id: 'status', title: t('groups.status'), width: '1fr', isWide: true, cell: (group) => (isAtWork(group) ? t('groups.inProgress') : '') },
  ];
}

/** Groups: the list, searched and filtered; a group gives licenses to its members. */
export default function GroupsPage() {
  const styles = useStyles();
  const { t, i18n } = useTranslation();
  const may = useMay();
  const restore = useRestoreFocusTarget();
  const columns = useColumns();
  const [view, setView] = useState<View>('all');
  const [words, setWords] = useState('');
  const [isAdding, setIsAdding] = useState(false);
  const { rows, total, hasMore, isLoadingMore, loadMore, error, refetch } = usePaged<GroupRow>(['groups'], listPath(view, words), { ConsistencyLevel: 'eventual' }, true);
  const isPlain = view === 'all' && words.trim() === '';
  return (
    <>
      <PageTitle title={t('groups.title')} />
      {may('manageGroups') ? (
        <Toolbar className={styles.bar} aria-label={t('users.commands')}>
          <ToolbarButton {...restore} icon={<PeopleTeamAddRegular />} onClick={() => setIsAdding(true)}>{t('groups.add')}</ToolbarButton>
        </Toolbar>
      ) : null}
      <div className={styles.filters} role="search" aria-label={t('groups.search')}>
        <SearchBox className={styles.search} aria-label={t('groups.search')} placeholder={t('groups.searchHint')} value={words} onChange={(_, { value }) => setWords(value)} />
        <Dropdown
          className={styles.view}
          aria-label={t('users.filter')}
          value={t(`groups.view.${view}`)}
          selectedOptions={[view]}
          onOptionSelect={(_, { optionValue }) => setView(optionValue as View)}
        >
          {views.map((item) => <Option key={item} value={item}>{t(`groups.view.${item}`)}</Option>)}
        </Dropdown>
      </div>
      {rows === undefined ? error === null ? <Loading /> : <Failure error={error} retry={refetch} /> : rows.length === 0 ? (
        <StateMessage title={t(isPlain ? 'groups.nobody' : 'groups.noMatch')}>{t(isPlain ? 'groups.nobodyHint' : 'users.noMatchHint')}</StateMessage>
      ) : (
        <>
          <Text role="status" size={200} className={styles.count}>{total === undefined ? '' : t('groups.count', { count: total, number: total.toLocaleString(i18n.language) })}</Text>
          <DataTable label={t('groups.title')} columns={columns} rows={rows} idOf={(row) => row.id} total={total} hasMore={hasMore} isLoadingMore={isLoadingMore} loadMore={loadMore} />
        </>
      )}
      {isAdding ? <AddGroupPane onClose={() => setIsAdding(false)} /> : null}
    </>
  );
}
