import { Dropdown, makeStyles, Option, Table, TableBody, TableCell, TableHeader, TableHeaderCell, TableRow, Text, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { claimDays, useAutoClaimReport, type AutoClaimLine, type ClaimDays } from '../../api/autoClaim';
import { Failure } from '../../components/Failure';
import { Loading } from '../../components/Loading';
import { useTextStyles } from '../../components/textStyles';
import { ClaimList } from './ClaimList';

const useStyles = makeStyles({
  title: { margin: `0 0 ${tokens.spacingVerticalS}`, fontSize: tokens.fontSizeBase500, lineHeight: tokens.lineHeightBase500, fontWeight: tokens.fontWeightSemibold },
  scroll: { overflowX: 'auto', maxWidth: '860px', margin: `${tokens.spacingVerticalM} 0 ${tokens.spacingVerticalXL}` },
  table: { minWidth: '560px' },
  number: { width: '68px' },
  filter: { minWidth: '190px', marginBottom: tokens.spacingVerticalM },
});

/** How many claims there were of each product, in each window. */
function Counts({ lines }: { lines: readonly AutoClaimLine[] }) {
  const styles = useStyles();
  const text = useTextStyles();
  const { t, i18n } = useTranslation();
  return (
    <div className={styles.scroll} tabIndex={0} role="group" aria-label={t('autoClaim.report.byProduct')}>
      <Table className={styles.table} size="small" aria-label={t('autoClaim.report.byProduct')}>
        <TableHeader>
          <TableRow>
            <TableHeaderCell>{t('autoClaim.report.product')}</TableHeaderCell>
            {claimDays.map((days) => <TableHeaderCell key={days} className={styles.number}>{t('autoClaim.report.days', { count: days })}</TableHeaderCell>)}
          </TableRow>
        </TableHeader>
        <TableBody>
          {lines.map(({ sku, windows }) => (
            <TableRow key={sku?.skuId ?? ''}>
              <TableCell>{sku?.displayName ?? t('autoClaim.report.failed')}</TableCell>
              {windows.map(({ days, count }) => <TableCell key={days} className={`${styles.number} ${text.number}`}>{count.toLocaleString(i18n.language)}</TableCell>)}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </div>
  );
}

/** What became of first sign-ins: by product, and one by one with why some came to nothing. */
export function ClaimReport() {
  const styles = useStyles();
  const text = useTextStyles();
  const { t } = useTranslation();
  const { data: lines, error, refetch } = useAutoClaimReport();
  const [days, setDays] = useState<ClaimDays>(30);
  if (lines === undefined) {
    return error === null ? <Loading /> : <Failure error={error} retry={() => void refetch()} />;
  }
  return (
    <section aria-labelledby="auto-claim-report">
      <h2 id="auto-claim-report" className={styles.title}>{t('autoClaim.report.title')}</h2>
      {lines.length === 0 ? <Text className={text.quiet}>{t('autoClaim.report.none')}</Text> : (
        <>
          <Text className={text.quiet}>{t('autoClaim.report.hint')}</Text>
          <Counts lines={lines} />
          <Dropdown
            className={styles.filter}
            aria-label={t('autoClaim.report.which')}
            value={t('autoClaim.report.last', { count: days })}
            selectedOptions={[String(days)]}
            onOptionSelect={(_, { optionValue }) => setDays(claimDays.find((item) => String(item) === optionValue) ?? days)}
          >
            {claimDays.map((item) => <Option key={item} value={String(item)}>{t('autoClaim.report.last', { count: item })}</Option>)}
          </Dropdown>
          <ClaimList days={days} />
        </>
      )}
    </section>
  );
}
