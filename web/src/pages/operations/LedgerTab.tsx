import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';

import { useOperations, type Operation } from '../../api/operations';
import { DataTable, type Column } from '../../components/DataTable';
import { Failure } from '../../components/Failure';
import { Loading } from '../../components/Loading';
import { StateMessage } from '../../components/StateMessage';
import { useTextStyles } from '../../components/textStyles';
import { useDates } from '../../lib/dates';
import { useActorName, useTargetName } from './titles';

/** The ledger: everything that was done, the newest first. */
export function LedgerTab() {
  const { t, i18n } = useTranslation();
  const { time } = useDates();
  const text = useTextStyles();
  const actorName = useActorName();
  const targetName = useTargetName();
  const { rows, error, refetch, ...more } = useOperations();
  if (rows === undefined) {
    return error === null ? <Loading /> : <Failure error={error} retry={refetch} />;
  }
  if (rows.length === 0) {
    return <StateMessage title={t('operations.ledger.empty')} />;
  }
  const columns: Column<Operation>[] = [
    { id: 'what', title: t('operations.ledger.what'), width: '2.4fr', cell: ({ id, kind }) => <Link className={text.link} href={`/operations/all/${id}`}>{t(`operations.kind.${kind}`)}</Link> },
    { id: 'target', title: t('operations.ledger.target'), width: '2.4fr', cell: ({ target }) => targetName(target) },
    { id: 'who', title: t('operations.ledger.who'), width: '2fr', isWide: true, cell: ({ actor }) => actorName(actor) },
    { id: 'when', title: t('operations.ledger.when'), width: '190px', isWide: true, cell: ({ createdDateTime }) => time(createdDateTime) },
    { id: 'count', title: t('operations.ledger.count'), width: '100px', isWide: true, cell: ({ changeCount }) => changeCount.toLocaleString(i18n.language) },
  ];
  return <DataTable label={t('operations.tab.all')} columns={columns} rows={rows} idOf={({ id }) => id} {...more} />;
}
