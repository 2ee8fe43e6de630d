import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { ArrowDownloadRegular } from '@fluentui/react-icons';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';

import type { ImportRow } from '../../api/imports';
import { profileFields } from '../../api/users';
import { ServerWords } from '../../components/ServerWords';
import { csvOf, save } from '../../lib/save';

const SHOWN = 50;

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0 },
  item: { padding: `${tokens.spacingVerticalS} 0`, borderBottom: `1px solid ${tokens.colorNeutralStroke2}`, overflowWrap: 'anywhere' },
  place: { display: 'flex', flexDirection: 'column', alignItems: 'flex-start', gap: tokens.spacingVerticalS, '> ul': { width: '100%' } },
});

/** What a property is called in these pages; null for what has no name here. */
function nameOfField(t: TFunction, field: string | null): string | null {
  if (field === 'userPrincipalName') {
    return t('users.userName');
  }
  if (field === 'usageLocation') {
    return t('users.usageLocation');
  }
  const known = profileFields.find((one) => one === field);
  return known === undefined ? null : t(`users.field.${known}`);
}

/** The server's words, with the property that they begin with called as in these pages. */
function reasonOf(t: TFunction, { field, reason }: ImportRow): string {
  const name = nameOfField(t, field);
  return field !== null && name !== null && reason.startsWith(`${field} `) ? name + reason.slice(field.length) : reason;
}

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
            <Text weight="semibold">{row.column === null ? t('importUsers.line', { line: row.line }) : t('importUsers.lineColumn', { line: row.line, column: row.column })}</Text>
            {row.userPrincipalName === null ? null : <Text> {row.userPrincipalName}</Text>}
            <Text block><ServerWords text={reasonOf(t, row)} /></Text>
            {row.remedy === null ? null : <Text block size={200}><ServerWords text={row.remedy} /></Text>}
          </li>
        ))}
      </ul>
      {rows.length > SHOWN ? <Text>{t('users.andMore', { count: rows.length - SHOWN })}</Text> : null}
      <Button icon={<ArrowDownloadRegular />} onClick={download}>{t('importUsers.downloadProblems')}</Button>
    </section>
  );
}
