import { Badge, makeStyles, mergeClasses, tokens, useRestoreFocusTarget } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { actorOf, subjectOf, useAudit, type AuditEntry, type AuditQuery } from '../../api/audit';
import { DataTable, type Column } from '../../components/DataTable';
import { Failure } from '../../components/Failure';
import { Loading } from '../../components/Loading';
import { PageTitle } from '../../components/PageTitle';
import { StateMessage } from '../../components/StateMessage';
import { useTextStyles } from '../../components/textStyles';
import { useDates } from '../../lib/dates';
import { nameOfActivity } from './activities';
import { EntryPane } from './EntryPane';
import { Filters } from './Filters';

const nothing: AuditQuery = { from: '', to: '', activity: '', by: '', about: '', result: '' };

const useStyles = makeStyles({ filters: { marginBottom: tokens.spacingVerticalL } });

/** Administration > Audit log: what was done and what was refused, found by time, activity and people. */
export default function AuditPage() {
  const styles = useStyles();
  const text = useTextStyles();
  const { t } = useTranslation();
  const { time } = useDates();
  const restore = useRestoreFocusTarget();
  const [query, setQuery] = useState(nothing);
  const [shown, setShown] = useState<AuditEntry | null>(null);
  const [isOpen, setIsOpen] = useState(false);
  const { rows, error, refetch, ...more } = useAudit(query);
  const open = (entry: AuditEntry) => {
    setShown(entry);
    setIsOpen(true);
  };
  const columns: Column<AuditEntry>[] = [
    {
      id: 'activity',
      title: t('audit.activity'),
      width: '2.4fr',
      cell: (entry) => <button type="button" {...restore} className={mergeClasses(text.link, text.button)} onClick={() => open(entry)}>{nameOfActivity(entry.activityDisplayName)}</button>,
    },
    { id: 'result', title: t('audit.result'), width: '110px', cell: ({ result }) => <Badge appearance="tint" color={result === 'success' ? 'success' : 'danger'}>{t(`audit.${result}`)}</Badge> },
    { id: 'about', title: t('audit.about'), width: '2fr', isWide: true, cell: subjectOf },
    { id: 'by', title: t('audit.by'), width: '2fr', isWide: true, cell: actorOf },
    { id: 'when', title: t('audit.when'), width: '190px', isWide: true, cell: ({ activityDateTime }) => time(activityDateTime) },
  ];
  return (
    <>
      <PageTitle title={t('audit.title')} />
      <div className={styles.filters}><Filters query={query} onChange={setQuery} empty={nothing} /></div>
      {rows === undefined ? (error === null ? <Loading /> : <Failure error={error} retry={refetch} />)
        : rows.length === 0 && !more.hasMore ? <StateMessage title={t('audit.empty')}>{t('audit.emptyHint')}</StateMessage>
          : <DataTable label={t('audit.title')} columns={columns} rows={rows} idOf={({ id }) => id} {...more} />}
      <EntryPane entry={shown} isOpen={isOpen} onClose={() => setIsOpen(false)} />
    </>
  );
}
