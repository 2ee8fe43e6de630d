import { Button, makeStyles, Spinner, tokens, useRestoreFocusTarget } from '@fluentui/react-components';
import { AddRegular, CheckmarkCircleFilled, ErrorCircleFilled, SubtractRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useLicensedGroups, type GroupStatus, type LicensedGroup } from '../../api/groupLicenses';
import type { Product } from '../../api/products';
import { useMay } from '../../api/session';
import { DataTable, type Column } from '../../components/DataTable';
import { Failure } from '../../components/Failure';
import { Loading } from '../../components/Loading';
import { StateMessage } from '../../components/StateMessage';
import { useTextStyles } from '../../components/textStyles';
import { GroupMembersPane } from './GroupMembersPane';
import { AssignGroupsPane, UnassignGroupsPane } from './GroupPanes';

const useStyles = makeStyles({
  tools: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS, marginBottom: tokens.spacingVerticalM },
  state: { display: 'inline-flex', alignItems: 'center', gap: tokens.spacingHorizontalXS, maxWidth: '100%' },
  assigned: { color: tokens.colorStatusSuccessForeground1, flexShrink: 0 },
  errors: { color: tokens.colorStatusDangerForeground1, flexShrink: 0 },
});

function Status({ status }: { status: GroupStatus }) {
  const styles = useStyles();
  const text = useTextStyles();
  const { t } = useTranslation();
  return (
    <span className={styles.state}>
      {status === 'inProgress' ? <Spinner size="extra-tiny" aria-hidden />
        : status === 'errors' ? <ErrorCircleFilled aria-hidden className={styles.errors} /> : <CheckmarkCircleFilled aria-hidden className={styles.assigned} />}
      <span className={text.ellipsis}>{t(`product.groupStatus.${status}`)}</span>
    </span>
  );
}

/** Which groups give the product, and how far (U-19). */
export function GroupsTab({ product }: { product: Product }) {
  const styles = useStyles();
  const text = useTextStyles();
  const { t } = useTranslation();
  const may = useMay();
  const target = useRestoreFocusTarget();
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const [pane, setPane] = useState<'assign' | 'unassign' | LicensedGroup | null>(null);
  const { data: groups, error, refetch } = useLicensedGroups(product.skuId);
  if (groups === undefined) {
    return error === null ? <Loading /> : <Failure error={error} retry={() => void refetch()} />;
  }
  const mayAssign = may('assignGroupLicense');
  const all = product.plans.filter((plan) => plan.appliesTo === 'User').length;
  const chosen = groups.filter(({ id }) => ticked.has(id));
  const columns: Column<LicensedGroup>[] = [
    {
      id: 'name', title: t('product.group'), width: '2fr',
      cell: (group) => <button type="button" {...target} className={`${text.link} ${text.button}`} onClick={() => setPane(group)}>{group.displayName}</button>,
    },
    {
      id: 'services', title: t('product.services'), width: '1fr', isWide: true,
      cell: ({ disabledPlans }) => (disabledPlans.length === 0 ? t('product.servicesAll') : t('product.servicesSome', { on: all - disabledPlans.length, all })),
    },
    { id: 'status', title: t('licenses.status'), width: '2fr', cell: ({ status }) => <Status status={status} /> },
  ];
  const close = () => setPane(null);
  return (
    <>
      {mayAssign ? (
        <div className={styles.tools}>
          <Button {...target} appearance="primary" icon={<AddRegular />} onClick={() => setPane('assign')}>{t('product.assign')}</Button>
          <Button {...target} icon={<SubtractRegular />} disabled={chosen.length === 0} onClick={() => setPane('unassign')}>{t('product.unassign')}</Button>
        </div>
      ) : null}
      {groups.length === 0 ? <StateMessage title={t('product.noGroups')}>{t('product.noGroupsHint')}</StateMessage> : (
        <DataTable
          label={t('product.groupsOf', { product: product.displayName })}
          columns={columns}
          rows={groups}
          idOf={({ id }) => id}
          {...(mayAssign ? { selection: { ids: ticked, onChange: setTicked, nameOf: (group: LicensedGroup) => group.displayName } } : {})}
        />
      )}
      {pane === 'assign' ? <AssignGroupsPane product={product} onClose={close} /> : null}
      {pane === 'unassign' ? <UnassignGroupsPane product={product} groups={chosen} onClose={close} onDone={() => setTicked(new Set())} /> : null}
      {pane !== null && typeof pane === 'object' ? <GroupMembersPane product={product} group={pane} mayAssign={mayAssign} onClose={close} /> : null}
    </>
  );
}
