import { Button, makeStyles, mergeClasses, Text, tokens, useRestoreFocusTarget } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';

import { productOf, useAllotments, type Allotment } from '../../api/allotments';
import { useMay } from '../../api/session';
import { AllotmentUse } from '../../components/AllotmentUse';
import { DataTable, type Column } from '../../components/DataTable';
import { Failure } from '../../components/Failure';
import { Loading } from '../../components/Loading';
import { PageTitle } from '../../components/PageTitle';
import { StateMessage } from '../../components/StateMessage';
import { useTextStyles } from '../../components/textStyles';
import { LicensesTabs } from '../licenses/LicensesTabs';
import { AllotmentPane } from './AllotmentPane';

const useStyles = makeStyles({
  tools: { display: 'flex', flexDirection: 'column', alignItems: 'flex-start', gap: tokens.spacingVerticalM, marginBottom: tokens.spacingVerticalM },
  about: { maxWidth: '80ch' },
});

function useColumns(): Column<Allotment>[] {
  const text = useTextStyles();
  const { t } = useTranslation();
  const names = (items: readonly { displayName: string }[]) => {
    const all = items.map(({ displayName }) => displayName).join(', ');
    return all === '' ? <span className={text.quiet}>{t('common.none')}</span> : <span title={all}>{all}</span>;
  };
  return [
    {
      id: 'name', title: t('allotments.name'), width: '2fr',
      cell: (allotment) => (
        <>
          <Link className={text.link} href={`/licenses/allotments/${allotment.id}`} title={allotment.displayName}>{allotment.displayName}</Link>
          <Text block size={200} className={mergeClasses(text.quiet, text.ellipsis, text.phoneOnly)}>{productOf(allotment)}</Text>
        </>
      ),
    },
    { id: 'product', title: t('allotments.product'), width: '2fr', isWide: true, cell: (allotment) => <span title={productOf(allotment)}>{productOf(allotment)}</span> },
    { id: 'use', title: t('allotments.use'), width: '2fr', cell: (allotment) => <AllotmentUse allotment={allotment} /> },
    { id: 'groups', title: t('allotments.groups'), width: '2fr', isWide: true, cell: ({ groups }) => names(groups) },
    { id: 'owners', title: t('allotments.owners'), width: '2fr', isWide: true, cell: ({ owners }) => names(owners) },
  ];
}

function Allotments({ create }: { create: (() => void) | null }) {
  const styles = useStyles();
  const text = useTextStyles();
  const { t } = useTranslation();
  const restore = useRestoreFocusTarget();
  const columns = useColumns();
  const { rows, hasMore, isLoadingMore, loadMore, error, refetch } = useAllotments();
  if (rows === undefined) {
    return error === null ? <Loading /> : <Failure error={error} retry={refetch} />;
  }
  const button = create === null ? null : <Button {...restore} appearance="primary" icon={<AddRegular />} onClick={create}>{t('allotments.create')}</Button>;
  return rows.length === 0 ? (
    <StateMessage title={t('allotments.empty')} action={button}>{t('allotments.about')}{create === null ? ` ${t('allotments.mayNot')}` : null}</StateMessage>
  ) : (
    <>
      <div className={styles.tools}>
        <Text block className={mergeClasses(styles.about, text.quiet)}>{t('allotments.about')}</Text>
        {button}
      </div>
      <DataTable label={t('allotments.title')} columns={columns} rows={rows} idOf={({ id }) => id} hasMore={hasMore} isLoadingMore={isLoadingMore} loadMore={loadMore} />
    </>
  );
}

/** Billing > Licenses > Allotments: how many licenses of a product some groups may take, and who looks after them. */
export default function AllotmentsPage() {
  const { t } = useTranslation();
  const may = useMay();
  const [isCreating, setIsCreating] = useState(false);
  return (
    <>
      <PageTitle title={t('licenses.title')} />
      <LicensesTabs here="allotments" />
      <Allotments create={may('manageAllotments') ? () => setIsCreating(true) : null} />
      {isCreating ? <AllotmentPane allotment={null} onClose={() => setIsCreating(false)} /> : null}
    </>
  );
}
