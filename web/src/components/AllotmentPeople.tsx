import { makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import { ArrowSyncCircleRegular, CheckmarkCircleFilled, ClockFilled, ErrorCircleFilled, SubtractCircleRegular, WarningFilled } from '@fluentui/react-icons';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { useAllotmentPeople, type Allotment, type AllotmentPerson } from '../api/allotments';
import { DataTable, type Column } from './DataTable';
import { Failure } from './Failure';
import { Loading } from './Loading';
import { ServerWords } from './ServerWords';
import { StateMessage } from './StateMessage';
import { useTextStyles } from './textStyles';

const useStyles = makeStyles({
  state: { display: 'inline-flex', alignItems: 'center', gap: tokens.spacingHorizontalXS, whiteSpace: 'normal' },
  icon: { flexShrink: 0 },
  licensed: { color: tokens.colorStatusSuccessForeground1 },
  waiting: { color: tokens.colorStatusWarningForeground1 },
  problem: { color: tokens.colorStatusWarningForeground1 },
  pending: { color: tokens.colorNeutralForeground2 },
  notGiven: { color: tokens.colorNeutralForeground2 },
  error: { color: tokens.colorStatusDangerForeground1 },
  why: { whiteSpace: 'normal', overflowWrap: 'anywhere' },
});

const icons = {
  licensed: CheckmarkCircleFilled, problem: WarningFilled, waiting: ClockFilled, pending: ArrowSyncCircleRegular, notGiven: SubtractCircleRegular, error: ErrorCircleFilled,
};

/** What keeps somebody from a license, and what to do about it. */
export function AllotmentCause({ person: { message, remedy } }: { person: AllotmentPerson }) {
  const styles = useStyles();
  const text = useTextStyles();
  return message === null ? null : (
    <Text block size={200} className={mergeClasses(styles.why, text.quiet)}>
      <ServerWords text={message} />{remedy === null ? null : <> <ServerWords text={remedy} /></>}
    </Text>
  );
}

/** How it stands with somebody's license of an allotment. */
function State({ allotment, person }: { allotment: Allotment; person: AllotmentPerson }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const { state, groups, message } = person;
  const isGiven = groups.some(({ id }) => allotment.groups.some((group) => group.id === id && group.givesProduct));
  const shown = state === 'pending' && !isGiven ? 'notGiven' : state === 'licensed' && message !== null ? 'problem' : state;
  const Icon = icons[shown];
  return (
    <>
      <span className={styles.state}>
        <Icon aria-hidden className={mergeClasses(styles.icon, styles[shown])} />
        {t(`allotments.state.${shown}`)}
      </span>
      <AllotmentCause person={person} />
    </>
  );
}

/** Who is in the groups of an allotment. `more` are columns of the page. */
export function AllotmentPeople({ allotment, isOwn, nameCell, more = [], none }: {
  allotment: Allotment;
  /** Whether it is read as an owner, who may not read more of people. */
  isOwn: boolean;
  nameCell: (person: AllotmentPerson) => ReactNode;
  more?: readonly Column<AllotmentPerson>[];
  /** What to do when nobody is there. */
  none: string;
}) {
  const text = useTextStyles();
  const { t } = useTranslation();
  const { rows, error, refetch, hasMore, isLoadingMore, loadMore } = useAllotmentPeople(allotment, isOwn);
  if (rows === undefined) {
    return error === null ? <Loading /> : <Failure error={error} retry={refetch} />;
  }
  if (rows.length === 0) {
    return <StateMessage title={t('allotments.nobody')}>{none}</StateMessage>;
  }
  const columns: Column<AllotmentPerson>[] = [
    {
      id: 'name', title: t('allotments.person'), width: '2fr',
      cell: (person) => <>{nameCell(person)}<Text block size={200} className={mergeClasses(text.quiet, text.ellipsis)} title={person.userPrincipalName}>{person.userPrincipalName}</Text></>,
    },
    { id: 'groups', title: t('allotments.groups'), width: '1.5fr', isWide: true, cell: ({ groups }) => groups.map(({ displayName }) => displayName).join(', ') },
    { id: 'state', title: t('allotments.license'), width: '3fr', cell: (person) => <State allotment={allotment} person={person} /> },
    ...more,
  ];
  return (
    <DataTable
      label={t('allotments.peopleOf', { name: allotment.displayName })}
      columns={columns}
      rows={rows}
      idOf={({ id }) => id}
      hasMore={hasMore}
      isLoadingMore={isLoadingMore}
      loadMore={loadMore}
    />
  );
}
