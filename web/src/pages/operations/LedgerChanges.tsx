import { makeStyles, Text, tokens } from '@fluentui/react-components';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';

import { useOperationChanges, type LedgerChange, type LicenseSide } from '../../api/operations';
import { nameOfSku, useProducts, type Product } from '../../api/products';
import { DataTable, type Column } from '../../components/DataTable';
import { Failure } from '../../components/Failure';
import { Loading } from '../../components/Loading';

const useStyles = makeStyles({ cell: { whiteSpace: 'normal', overflowWrap: 'anywhere', padding: `${tokens.spacingVerticalXS} 0` } });

const pathStates = ['Active', 'ActiveWithError', 'Disabled', 'Error'] as const;

function wordsOfSide(side: LicenseSide | null, t: TFunction): string[] {
  if (side === null) {
    return [t('operations.row.nothing')];
  }
  const state = pathStates.find((item) => item === side.state);
  return [
    state === undefined ? t('operations.row.licensed') : t(`operations.pathState.${state}`),
    ...(side.disabledPlans.length === 0 ? [] : [t('operations.row.without', { plans: side.disabledPlans.join(', ') })]),
  ];
}

/** What something in a list is called; anything without a name as it is written. */
function nameIn(item: unknown): string {
  const { displayName, userPrincipalName } = (item ?? {}) as Record<string, unknown>;
  const name = userPrincipalName ?? displayName ?? item;
  return typeof name === 'string' ? name : JSON.stringify(name);
}

/** A value of a property as people read it. */
function wordsOfValue(value: unknown, t: TFunction): string {
  if (value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) {
    return t('common.none');
  }
  if (Array.isArray(value)) {
    return value.map(nameIn).join(', ');
  }
  if (typeof value === 'boolean') {
    return t(value ? 'common.yes' : 'common.no');
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function isPair(value: unknown): value is { old: unknown; new: unknown } {
  return typeof value === 'object' && value !== null && 'old' in value && 'new' in value;
}

/** What stands before or after: of a licence its state, of anything else its properties. */
function linesOf(change: LedgerChange, side: 'before' | 'after', t: TFunction): string[] {
  const member = side === 'before' ? 'old' : 'new';
  const properties = Object.entries(change.properties ?? {}).flatMap(([name, value]) => {
    if (isPair(value)) {
      return [t('operations.row.property', { name, value: wordsOfValue(value[member], t) })];
    }
    return side === 'after' ? [t('operations.row.property', { name, value: wordsOfValue(value, t) })] : [];
  });
  const isLicense = change.kind === 'licensePath' || change.kind === 'groupLicense';
  return [...(isLicense ? wordsOfSide(change[side], t) : []), ...properties];
}

function subjectOf(change: LedgerChange, t: TFunction): string {
  const { user, group, memberGroup } = change;
  const member = user?.userPrincipalName ?? memberGroup?.displayName;
  if (change.kind === 'membership' && member !== undefined && group !== null) {
    return t('operations.row.member', { member, group: group.displayName });
  }
  return member ?? group?.displayName ?? t(`operations.changeKind.${change.kind}`);
}

function productOf(change: LedgerChange, products: readonly Product[] | undefined): string {
  const name = change.skuId === null ? '' : nameOfSku(products, change.skuId);
  return name === change.skuId ? change.skuPartNumber ?? '' : name;
}

/** What an operation changed, before and after. */
export function LedgerChanges({ id }: { id: string }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const { data: products } = useProducts();
  const { rows, error, refetch, ...more } = useOperationChanges(id);
  if (rows === undefined) {
    return error === null ? <Loading /> : <Failure error={error} retry={refetch} />;
  }
  if (rows.length === 0) {
    return <Text>{t('operations.ledger.noChanges')}</Text>;
  }
  const cell = (lines: string[]) => <div className={styles.cell}>{lines.map((line) => <Text key={line} block>{line}</Text>)}</div>;
  const columns: Column<LedgerChange>[] = [
    {
      id: 'subject',
      title: t('operations.row.subject'),
      width: '2fr',
      cell: (change) => (
        <div className={styles.cell}>
          <Text block weight="semibold">{subjectOf(change, t)}</Text>
          <Text block size={200}>{t(`operations.changeKind.${change.kind}`)}</Text>
        </div>
      ),
    },
    { id: 'product', title: t('operations.row.product'), width: '1.4fr', isWide: true, cell: (change) => <div className={styles.cell}>{productOf(change, products)}</div> },
    { id: 'before', title: t('operations.row.before'), width: '1.6fr', cell: (change) => cell(linesOf(change, 'before', t)) },
    { id: 'after', title: t('operations.row.after'), width: '1.6fr', cell: (change) => cell(linesOf(change, 'after', t)) },
  ];
  return <DataTable label={t('operations.ledger.changes')} columns={columns} rows={rows} idOf={({ seq }) => String(seq)} {...more} />;
}
