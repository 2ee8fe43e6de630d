import { makeStyles, Table, TableBody, TableCell, TableHeader, TableHeaderCell, TableRow, Text, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';

import { actorOf, type AuditEntry, type AuditTarget } from '../../api/audit';
import { Facts } from '../../components/Facts';
import { SidePane } from '../../components/SidePane';
import { useTextStyles } from '../../components/textStyles';
import { useDates } from '../../lib/dates';

const useStyles = makeStyles({
  heading: { margin: `0 0 ${tokens.spacingVerticalXS}`, fontSize: tokens.fontSizeBase400, fontWeight: tokens.fontWeightSemibold, overflowWrap: 'anywhere' },
  scroll: { overflowX: 'auto' },
  cell: { verticalAlign: 'top', overflowWrap: 'anywhere', padding: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalXS}` },
});

/** A value as the log has it, JSON in a text, for people. */
function readable(value: string | null): string {
  if (value === null) {
    return '';
  }
  try {
    const found: unknown = JSON.parse(value);
    return typeof found === 'string' ? found : JSON.stringify(found, null, 1).replaceAll(/[{}[\]"]/g, '').trim();
  } catch {
    return value; // it is no JSON: as it stands
  }
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
                <TableHeaderCell>{t('audit.property')}</TableHeaderCell>
                <TableHeaderCell>{t('audit.old')}</TableHeaderCell>
                <TableHeaderCell>{t('audit.new')}</TableHeaderCell>
              </TableRow>
            </TableHeader>
            <TableBody>
              {target.modifiedProperties.map((property, i) => (
                <TableRow key={i}>
                  <TableCell className={styles.cell}>{property.displayName}</TableCell>
                  <TableCell className={styles.cell}>{readable(property.oldValue)}</TableCell>
                  <TableCell className={styles.cell}>{readable(property.newValue)}</TableCell>
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
    <SidePane title={entry.activityDisplayName} isOpen={isOpen} onClose={onClose}>
      <Facts
        facts={[
          { name: t('audit.when'), value: time(entry.activityDateTime) },
          { name: t('audit.by'), value: actorOf(entry) },
          { name: t('audit.result'), value: t(`audit.${entry.result}`) },
          { name: t('audit.reason'), value: entry.resultReason },
          { name: t('audit.category'), value: entry.category },
          { name: t('audit.correlation'), value: entry.correlationId },
          ...entry.additionalDetails.filter(({ key }) => key !== 'Changes').map(({ key, value }) => ({ name: key, value })),
          { name: t('audit.all'), value: operation === undefined ? null : <Link className={text.link} href={`/operations/all/${operation}`}>{t('audit.showAll')}</Link> },
        ]}
      />
      {entry.targetResources.map((target, i) => <Target key={i} target={target} />)}
    </SidePane>
  );
}
