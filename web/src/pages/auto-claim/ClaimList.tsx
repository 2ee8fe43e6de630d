import { Badge, makeStyles, mergeClasses, Text, tokens, useRestoreFocusTarget } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useAutoClaims, type AutoClaim, type ClaimDays } from '../../api/autoClaim';
import { DataTable, type Column } from '../../components/DataTable';
import { Facts } from '../../components/Facts';
import { Failure } from '../../components/Failure';
import { Loading } from '../../components/Loading';
import { ViolationWords } from '../../components/ServerWords';
import { SidePane } from '../../components/SidePane';
import { useTextStyles } from '../../components/textStyles';
import { useDates } from '../../lib/dates';

const useStyles = makeStyles({
  title: { margin: 0, fontSize: tokens.fontSizeBase400, fontWeight: tokens.fontWeightSemibold },
  reasons: { margin: 0, padding: 0, listStyleType: 'none', display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  reason: { display: 'flex', flexDirection: 'column', overflowWrap: 'anywhere' },
});

function Outcome({ claim: { sku } }: { claim: AutoClaim }) {
  const { t } = useTranslation();
  return sku === null ? <Badge appearance="tint" color="warning">{t('autoClaim.report.failedTitle')}</Badge> : sku.displayName;
}

/** One claim: what came of it, and what spoke against the products that were tried in vain. */
function ClaimPane({ claim, onClose }: { claim: AutoClaim; onClose: () => void }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const { time } = useDates();
  const { user, sku, application, reasons } = claim;
  return (
    <SidePane title={t('autoClaim.report.open', { name: user.displayName })} isOpen onClose={onClose}>
      {user.isDeleted ? <Text>{t('autoClaim.report.deletedUser')}</Text> : null}
      <Facts
        facts={[
          { name: t('autoClaim.report.user'), value: user.userPrincipalName },
          { name: t('autoClaim.application'), value: application?.displayName ?? t('autoClaim.report.applicationGone') },
          { name: t('autoClaim.report.outcome'), value: sku === null ? t('autoClaim.report.failed') : t('autoClaim.report.claimed') },
          { name: t('autoClaim.report.product'), value: sku?.displayName },
          { name: t('autoClaim.report.time'), value: time(claim.claimedDateTime) },
        ]}
      />
      {reasons.length === 0 ? null : (
        <>
          <h3 className={styles.title}>{t(sku === null ? 'autoClaim.report.whyNone' : 'autoClaim.report.why')}</h3>
          <ul className={styles.reasons}>
            {reasons.map((reason) => (
              <li key={reason.skuId} className={styles.reason}>
                <Text weight="semibold">{reason.displayName}</Text>
                <Text><ViolationWords violation={{ ...reason, target: null }} /></Text>
              </li>
            ))}
          </ul>
        </>
      )}
    </SidePane>
  );
}

function useColumns(open: (claim: AutoClaim) => void): Column<AutoClaim>[] {
  const text = useTextStyles();
  const { t } = useTranslation();
  const restore = useRestoreFocusTarget();
  const { time } = useDates();
  return [
    {
      id: 'person', title: t('autoClaim.report.person'), width: '2fr',
      cell: (claim) => <button type="button" {...restore} className={mergeClasses(text.link, text.button)} onClick={() => open(claim)}>{claim.user.displayName}</button>,
    },
    { id: 'outcome', title: t('autoClaim.report.outcome'), width: '2fr', cell: (claim) => <Outcome claim={claim} /> },
    { id: 'application', title: t('autoClaim.application'), width: '2fr', isWide: true, cell: ({ application }) => application?.displayName ?? t('autoClaim.report.applicationGone') },
    { id: 'time', title: t('autoClaim.report.time'), width: '180px', isWide: true, cell: ({ claimedDateTime }) => time(claimedDateTime) },
  ];
}

/** Claims one by one, the latest first. */
export function ClaimList({ days }: { days: ClaimDays }) {
  const text = useTextStyles();
  const { t } = useTranslation();
  const [opened, setOpened] = useState<AutoClaim | null>(null);
  const columns = useColumns(setOpened);
  const { rows, hasMore, isLoadingMore, loadMore, error, refetch } = useAutoClaims(days);
  if (rows === undefined) {
    return error === null ? <Loading /> : <Failure error={error} retry={refetch} />;
  }
  return (
    <>
      {rows.length === 0 ? <Text block className={text.quiet}>{t('autoClaim.report.noneThen')}</Text> : (
        <DataTable
          label={t('autoClaim.report.title')}
          columns={columns}
          rows={rows}
          idOf={({ user, application, claimedDateTime }) => `${user.id} ${application?.id ?? ''} ${claimedDateTime}`}
          hasMore={hasMore}
          isLoadingMore={isLoadingMore}
          loadMore={loadMore}
        />
      )}
      {opened === null ? null : <ClaimPane claim={opened} onClose={() => setOpened(null)} />}
    </>
  );
}
