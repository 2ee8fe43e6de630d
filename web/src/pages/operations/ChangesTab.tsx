import { ProgressBar, Switch, Text } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';

import { isOver, useChange, type Change } from '../../api/changes';
import { useChanges } from '../../api/operations';
import { DataTable, type Column } from '../../components/DataTable';
import { Failure } from '../../components/Failure';
import { Loading } from '../../components/Loading';
import { StateMessage } from '../../components/StateMessage';
import { useTextStyles } from '../../components/textStyles';
import { useDates } from '../../lib/dates';
import { StateBadge } from './StateBadge';
import { useTitleOf } from './titles';

/** How far a change is, and what came of it: read again while it runs. */
function Progress({ change }: { change: Change }) {
  const { t, i18n } = useTranslation();
  const { data } = useChange(isOver(change) ? null : change.id);
  const { state, done, total, counts, preview } = data ?? change;
  const number = (value: number) => value.toLocaleString(i18n.language);
  if (!isOver(data ?? change)) {
    return (
      <>
        <Text size={200} block>{t('common.progress.of', { done: number(done), total: number(total) })}</Text>
        <ProgressBar aria-label={t(`common.progress.${state}`)} {...(state === 'collecting' || total === 0 ? {} : { value: done / total })} />
      </>
    );
  }
  return (
    <Text>
      {t(preview ? 'operations.summary.would' : 'operations.summary.changed', { count: counts.changed })}
      {counts.refused === 0 ? null : <>, {t('operations.summary.refused', { count: counts.refused })}</>}
    </Text>
  );
}

function LiveState({ change }: { change: Change }) {
  const { data } = useChange(isOver(change) ? null : change.id);
  return <StateBadge state={(data ?? change).state} />;
}

/** Changes of many people, the newest first: what runs goes on by itself. Previews, of which there are several to each change, are left out unless one asks. */
export function ChangesTab() {
  const { t } = useTranslation();
  const { time } = useDates();
  const text = useTextStyles();
  const titleOf = useTitleOf();
  const [withPreviews, setWithPreviews] = useState(false);
  const { rows: all, error, refetch, ...more } = useChanges();
  if (all === undefined) {
    return error === null ? <Loading /> : <Failure error={error} retry={refetch} />;
  }
  const rows = all.filter(({ preview }) => withPreviews || !preview);
  const empty = <StateMessage title={t('operations.changes.empty')}>{t('operations.changes.emptyHint')}</StateMessage>;
  if (all.length === 0) {
    return empty;
  }
  const columns: Column<Change>[] = [
    { id: 'what', title: t('operations.changes.what'), width: '3fr', cell: (change) => <Link className={text.link} href={`/operations/${change.id}`}>{titleOf(change)}</Link> },
    { id: 'state', title: t('operations.changes.state'), width: '1.4fr', cell: (change) => <LiveState change={change} /> },
    { id: 'result', title: t('operations.changes.result'), width: '2fr', isWide: true, cell: (change) => <Progress change={change} /> },
    { id: 'who', title: t('operations.changes.who'), width: '2fr', isWide: true, cell: ({ actor }) => actor },
    { id: 'when', title: t('operations.changes.when'), width: '190px', isWide: true, cell: ({ createdDateTime }) => time(createdDateTime) },
  ];
  return (
    <>
      <Switch label={t('operations.changes.withPreviews')} checked={withPreviews} onChange={(_, { checked }) => setWithPreviews(checked)} />
      {rows.length === 0 && !more.hasMore ? empty : <DataTable label={t('operations.tab.changes')} columns={columns} rows={rows} idOf={({ id }) => id} {...more} />}
    </>
  );
}
