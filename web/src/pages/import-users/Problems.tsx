import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { ArrowDownloadRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';

import type { ImportRow } from '../../api/imports';
import { ServerWords } from '../../components/ServerWords';
import { csvOf, save } from '../../lib/save';

const SHOWN = 50;

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0 },
  item: { padding: `${tokens.spacingVerticalS} 0`, borderBottom: `1px solid ${tokens.colorNeutralStroke2}`, overflowWrap: 'anywhere' },
  place: { display: 'flex', flexDirection: 'column', alignItems: 'flex-start', gap: tokens.spacingVerticalS, '> ul': { width: '100%' } },
});

/** Rows that something is wrong with, by line, the first of them here and all of them as a file. */
export function Problems({ title, rows, fileName }: { title: string; rows: readonly ImportRow[]; fileName: string }) {
  const styles = useStyles();
  const { t } = useTranslation();
  if (rows.length === 0) {
    return null;
  }
  const download = () => save(csvOf([
    ['line', 'column', 'userPrincipalName', 'field', 'value', 'reason', 'remedy'],
    ...rows.map((row) => [row.line, row.column, row.userPrincipalName, row.field, row.value, row.reason, row.remedy]),
  ]), fileName);
  return (
    <section className={styles.place} aria-label={title}>
      <Text weight="semibold">{title}</Text>
      <ul className={styles.list} aria-label={title}>
        {rows.slice(0, SHOWN).map((row, i) => (
          <li key={i} className={styles.item}>
            <Text weight="semibold">{t('importUsers.line', { line: row.line })}</Text>
            {row.userPrincipalName === null ? null : <Text> {row.userPrincipalName}</Text>}
            <Text block><ServerWords text={row.reason} /></Text>
            {row.remedy === null ? null : <Text block size={200}><ServerWords text={row.remedy} /></Text>}
          </li>
        ))}
      </ul>
      {rows.length > SHOWN ? <Text>{t('users.andMore', { count: rows.length - SHOWN })}</Text> : null}
      <Button icon={<ArrowDownloadRegular />} onClick={download}>{t('importUsers.downloadProblems')}</Button>
    </section>
  );
}
