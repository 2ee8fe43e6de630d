import { makeStyles, Table, TableBody, TableCell, TableHeader, TableHeaderCell, TableRow, Text, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';

import { actorOf, type AuditEntry, type AuditTarget } from '../../api/audit';
import { Facts } from '../../components/Facts';
import { ServerWords } from '../../components/ServerWords';
import { SidePane } from '../../components/SidePane';
import { useTextStyles } from '../../components/textStyles';
import { useDates } from '../../lib/dates';
import { nameOfActivity } from './activities';

const detailNames = ['Reason', 'IpAddress', 'ChangeCount', 'Repeats'] as const;

const useStyles = makeStyles({
  heading: { margin: `0 0 ${tokens.spacingVerticalXS}`, fontSize: tokens.fontSizeBase400, fontWeight: tokens.fontWeightSemibold, overflowWrap: 'anywhere' },
  scroll: { overflowX: 'auto' },
  cell: { verticalAlign: 'top', overflowWrap: 'anywhere', padding: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalXS}` },
});

/** A value of JSON in lines for people; lists and objects without their signs. */
function linesOf(value: unknown): string[] {
  if (value === null || value === '') {
    return [];
  }
  if (Array.isArray(value)) {
    return [value.flatMap(linesOf).join(', ')].filter((line) => line !== '');
  }
  if (typeof value === 'object') {
    return Object.entries(value as Record<string, unknown>).flatMap(([name, inner]) => linesOf(inner).map((line) => `${name}: ${line}`));
  }
  return [String(value)];
}

/** A value as the log has it, JSON in a text. */
function readable(value: string | null): string[] {
  if (value === null) {
    return [];
  }
  try {
    return linesOf(JSON.parse(value));
  } catch {
    return [value]; // it is no JSON: as it stands
  }
}

function Value({ value }: { value: string | null }) {
  return readable(value).map((line, i) => <Text key={i} block>{line}</Text>);
}

function Target({ target }: { target: AuditTarget }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const name = target.userPrincipalName ?? target.displayName ?? target.id ?? '';
  return (
    <section>
      <h3 className={styles.heading}>{name} <Text size={200}>{target.type}</Text></h3>
      {target.modifiedProperties.length === 0 ? null : (
        <div className={styles.scroll}>
          <Table size="small" aria-label={t('audit.changesOf', { name })}>
            <TableHeader>
              <TableRow>
                <TableHeaderCell scope="col">{t('audit.property')}</TableHeaderCell>
                <TableHeaderCell scope="col">{t('audit.old')}</TableHeaderCell>
                <TableHeaderCell scope="col">{t('audit.new')}</TableHeaderCell>
              </TableRow>
            </TableHeader>
            <TableBody>
              {target.modifiedProperties.map((property, i) => (
                <TableRow key={i}>
                  <TableCell className={styles.cell}>{property.displayName}</TableCell>
                  <TableCell className={styles.cell}><Value value={property.oldValue} /></TableCell>
                  <TableCell className={styles.cell}><Value value={property.newValue} /></TableCell>
                </TableRow>
              ))}
            </TableBody>
          </Table>
        </div>
      )}
    </section>
  );
}

/** An entry whole: who, when, what, with values before and after. */
export function EntryPane({ entry, isOpen, onClose }: { entry: AuditEntry | null; isOpen: boolean; onClose: () => void }) {
  const text = useTextStyles();
  const { t } = useTranslation();
  const { time } = useDates();
  if (entry === null) {
    return null;
  }
  const changes = entry.additionalDetails.find(({ key }) => key === 'Changes')?.value;
  const operation = /operations\/([0-9a-f-]{36})\//.exec(changes ?? '')?.[1];
  return (
    <SidePane title={nameOfActivity(entry.activityDisplayName)} isOpen={isOpen} onClose={onClose}>
      <Facts
        facts={[
          { name: t('audit.when'), value: time(entry.activityDateTime) },
          { name: t('audit.by'), value: actorOf(entry) },
          { name: t('audit.result'), value: t(`audit.${entry.result}`) },
          { name: t('audit.reason'), value: entry.resultReason === null || entry.resultReason === '' ? null : <ServerWords text={entry.resultReason} /> },
          { name: t('audit.category'), value: entry.category },
          { name: t('audit.correlation'), value: entry.correlationId },
          ...detailNames.map((key) => ({ name: t(`audit.detail.${key}`), value: entry.additionalDetails.find((detail) => detail.key === key)?.value })),
          { name: t('audit.all'), value: operation === undefined ? null : <Link className={text.link} href={`/operations/all/${operation}`}>{t('audit.showAll')}</Link> },
        ]}
      />
      {entry.targetResources.map((target, i) => <Target key={i} target={target} />)}
    </SidePane>
  );
}
