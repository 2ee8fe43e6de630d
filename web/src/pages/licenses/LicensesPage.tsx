import { ProgressBar, Table, TableBody, TableCell, TableHeader, TableHeaderCell, TableRow } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';

import { capacityOf, useSubscribedSkus, type SubscribedSku } from '../../api/skus';
import { Failure } from '../../components/Failure';
import { Loading } from '../../components/Loading';
import { PageTitle } from '../../components/PageTitle';
import { StateMessage } from '../../components/StateMessage';

function Row({ sku, hasStatus }: { sku: SubscribedSku; hasStatus: boolean }) {
  const { t, i18n } = useTranslation();
  const total = capacityOf(sku);
  const number = (value: number) => value.toLocaleString(i18n.language);
  return (
    <TableRow>
      <TableCell>{sku.skuPartNumber}</TableCell>
      <TableCell>{number(total)}</TableCell>
      <TableCell>
        {t('licenses.assignedOf', { assigned: number(sku.consumedUnits), total: number(total) })}
        <ProgressBar value={total === 0 ? 0 : Math.min(1, sku.consumedUnits / total)} aria-hidden />
      </TableCell>
      <TableCell>{number(Math.max(0, total - sku.consumedUnits))}</TableCell>
      {hasStatus ? <TableCell>{sku.consumedUnits > total ? t('licenses.conflict') : ''}</TableCell> : null}
    </TableRow>
  );
}

/** Billing > Licenses: every product with its seats (U-10); Status only when one is in conflict (U-11). */
export default function LicensesPage() {
  const { t } = useTranslation();
  const { data, error, refetch } = useSubscribedSkus();
  if (data === undefined) {
    return error === null ? <Loading /> : <Failure error={error} retry={() => void refetch()} />;
  }
  const hasStatus = data.some((sku) => sku.consumedUnits > capacityOf(sku));
  return (
    <>
      <PageTitle title={t('licenses.title')} />
      {data.length === 0 ? <StateMessage title={t('licenses.empty')}>{t('licenses.emptyHint')}</StateMessage> : (
        <Table aria-label={t('licenses.title')}>
          <TableHeader>
            <TableRow>
              <TableHeaderCell>{t('licenses.product')}</TableHeaderCell>
              <TableHeaderCell>{t('licenses.total')}</TableHeaderCell>
              <TableHeaderCell>{t('licenses.assigned')}</TableHeaderCell>
              <TableHeaderCell>{t('licenses.available')}</TableHeaderCell>
              {hasStatus ? <TableHeaderCell>{t('licenses.status')}</TableHeaderCell> : null}
            </TableRow>
          </TableHeader>
          <TableBody>{data.map((sku) => <Row key={sku.skuId} sku={sku} hasStatus={hasStatus} />)}</TableBody>
        </Table>
      )}
    </>
  );
}
