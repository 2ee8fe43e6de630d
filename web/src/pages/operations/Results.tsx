import { Badge, Button, Dropdown, Field, makeStyles, Option, Text, tokens, type BadgeProps } from '@fluentui/react-components';
import { ArrowDownloadRegular } from '@fluentui/react-icons';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';

import { downloadResults, isOver, type Change, type ChangeResult } from '../../api/changes';
import { usePaged } from '../../api/paged';
import { nameOfSku, useProducts } from '../../api/products';
import { useMay } from '../../api/session';
import { DataTable, type Column } from '../../components/DataTable';
import { Failure } from '../../components/Failure';
import { FormError } from '../../components/FormError';
import { Loading } from '../../components/Loading';
import { ServerWords } from '../../components/ServerWords';
import { useTextStyles } from '../../components/textStyles';
import { titleOfCode } from '../../lib/codes';

const states = ['changed', 'unchanged', 'refused', 'reverted', 'skipped', 'waiting'] as const;
type ShownState = 'all' | ChangeResult['state'];
/** A result with what happened to each product. */
type Row = Omit<ChangeResult, 'userPrincipalName'> & {
  userPrincipalName: string | null;
  /** Of an undo also a group. */
  group?: { id: string; displayName: string } | null;
  effects: { skuId: string; effect: 'added' | 'removed' | 'plansChanged' }[] };

const colours: Record<ChangeResult['state'], NonNullable<BadgeProps['color']>> = {
  waiting: 'brand', changed: 'success', unchanged: 'informative', refused: 'danger', reverted: 'warning', skipped: 'subtle',
};

const useStyles = makeStyles({
  bar: { display: 'flex', flexWrap: 'wrap', alignItems: 'end', gap: tokens.spacingHorizontalL, marginBottom: tokens.spacingVerticalM },
  filter: { width: '250px' },
  wrap: { whiteSpace: 'normal', overflowWrap: 'anywhere', padding: `${tokens.spacingVerticalXS} 0` },
});

function Outcome({ state }: { state: ChangeResult['state'] }) {
  const { t } = useTranslation();
  return <Badge appearance="tint" color={colours[state]}>{t(`operations.itemState.${state}`)}</Badge>;
}

function nameOf({ userPrincipalName, group, line }: Row, t: TFunction): string {
  return [userPrincipalName, group?.displayName].find((name) => name !== null && name !== undefined && name !== '') ?? t('operations.change.line', { line });
}

/** Whom it is about, as the way to mend what is in the way; on a phone with what became of him. */
function Person({ row }: { row: Row }) {
  const styles = useStyles();
  const text = useTextStyles();
  const { t } = useTranslation();
  const hasPage = useMay()('readDirectory') && row.id !== null && row.userPrincipalName !== null && row.userPrincipalName !== '';
  return (
    <div className={styles.wrap}>
      {hasPage ? <Link className={text.link} href={`/users/${row.id ?? ''}`}>{nameOf(row, t)}</Link> : <Text block>{nameOf(row, t)}</Text>}
      <div className={text.phoneOnly}><Outcome state={row.state} /></div>
    </div>
  );
}

/** What became of each person of a change, of those in one state if wished; as a file, too. */
export function Results({ change }: { change: Change }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const [state, setState] = useState<ShownState>(change.counts.refused > 0 ? 'refused' : 'all');
  const [isDownloading, setIsDownloading] = useState(false);
  const [failed, setFailed] = useState<Error | null>(null);
  const { data: products } = useProducts();
  const { rows, error, refetch, ...more } = usePaged<Row>(['change', change.id, 'results'], `/api/v1/changes/${change.id}/results?$top=100${state === 'all' ? '' : `&state=${state}`}`);
  const nameOfState = (shown: ShownState) => (shown === 'all' ? t('operations.change.all') : t(`operations.itemState.${shown}`));
  const download = async () => {
    setIsDownloading(true);
    setFailed(null);
    try {
      await downloadResults(change.id);
    } catch (wrong) {
      setFailed(wrong as Error);
    } finally {
      setIsDownloading(false);
    }
  };
  const columns: Column<Row>[] = [
    { id: 'person', title: t('operations.change.person'), width: '2fr', cell: (row) => <Person row={row} /> },
    { id: 'outcome', title: t('operations.change.outcome'), width: '1fr', isWide: true, cell: (row) => <Outcome state={row.state} /> },
    {
      id: 'effects',
      title: t('operations.change.effects'),
      width: '2fr',
      isWide: true,
      cell: (row) => <div className={styles.wrap}>{row.effects.map(({ skuId, effect }) => t(`operations.effect.${effect}`, { product: nameOfSku(products, skuId) })).join(', ')}</div>,
    },
    {
      id: 'why',
      title: t('operations.change.why'),
      width: '3fr',
      cell: (row) => (row.message === null ? null : (
        <div className={styles.wrap}>
          <Text block weight="semibold">{titleOfCode(row.code)}</Text>
          <Text block><ServerWords text={row.message} /></Text>
          {row.remedy === null ? null : <Text block size={200}><ServerWords text={row.remedy} /></Text>}
          {row.code === null ? null : <Text block size={200} font="monospace">{row.code}</Text>}
        </div>
      )),
    },
  ];
  return (
    <>
      <div className={styles.bar}>
        <Field label={t('operations.change.filter')} className={styles.filter}>
          <Dropdown value={nameOfState(state)} selectedOptions={[state]} onOptionSelect={(_, { optionValue }) => setState((optionValue ?? 'all') as ShownState)}>
            <Option value="all">{t('operations.change.all')}</Option>
            {states.filter((item) => (item === 'waiting' ? !isOver(change) : change.counts[item] > 0)).map((item) => <Option key={item} value={item}>{t(`operations.itemState.${item}`)}</Option>)}
          </Dropdown>
        </Field>
        <Button icon={<ArrowDownloadRegular />} disabled={isDownloading} onClick={() => void download()}>
          {t(isDownloading ? 'operations.change.downloading' : 'common.progress.download')}
        </Button>
      </div>
      <FormError error={failed} />
      {rows === undefined ? (error === null ? <Loading /> : <Failure error={error} retry={refetch} />) : rows.length === 0 ? <Text>{t('operations.change.nobody')}</Text> : (
        <DataTable label={t('operations.change.results')} columns={columns} rows={rows} idOf={(row) => row.id ?? row.group?.id ?? `${row.userPrincipalName ?? ''} ${String(row.line)}`} {...more} />
      )}
    </>
  );
}
