import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { LicensedGroup } from '../../api/groupLicenses';
import type { Product } from '../../api/products';
import { PersonPicker, type Pickable } from '../../components/PersonPicker';
import { ServiceSwitches } from '../../components/ServiceSwitches';
import { GroupWishPane } from './GroupWishPane';

const useStyles = makeStyles({ list: { margin: 0, paddingLeft: tokens.spacingHorizontalXL } });

/** Gives the product to groups: which, what of it is on, Assign (U-19). */
export function AssignGroupsPane({ product, onClose }: { product: Product; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const [groups, setGroups] = useState<readonly Pickable[]>([]);
  const [off, setOff] = useState<ReadonlySet<string>>(new Set());
  const number = (value: number) => value.toLocaleString(i18n.language);
  return (
    <GroupWishPane
      title={t('product.assignGroupsTitle', { product: product.displayName })}
      action={t('common.assign')}
      doneTitle={(group) => t('product.groupAssigned', { group, product: product.displayName })}
      wish={{
        groups: groups.map(({ id, displayName }) => ({ id, displayName })),
        request: { addLicenses: [{ skuId: product.skuId, disabledPlans: [...off] }], removeLicenses: [] },
      }}
      onClose={onClose}
    >
      <Text>{t('product.assignGroupsHint')}</Text>
      <Text>{t('common.availableOf', { available: number(product.available), total: number(product.capacity) })}</Text>
      <PersonPicker kind="groups" label={t('product.whichGroups')} picked={groups} onChange={setGroups} />
      <ServiceSwitches product={product} off={off} onChange={setOff} />
    </GroupWishPane>
  );
}

/** Takes the product from groups, after which their members have it no longer through them (U-19). */
export function UnassignGroupsPane({ product, groups, onClose, onDone }: { product: Product; groups: readonly LicensedGroup[]; onClose: () => void; onDone: () => void }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const [chosen] = useState(groups); // the list behind changes meanwhile
  return (
    <GroupWishPane
      title={t('product.unassignTitle', { product: product.displayName })}
      action={t('product.unassignDo')}
      doneTitle={(group) => t('product.groupUnassigned', { group, product: product.displayName })}
      wish={{ groups: chosen.map(({ id, displayName }) => ({ id, displayName })), request: { addLicenses: [], removeLicenses: [product.skuId] } }}
      onClose={onClose}
      onDone={onDone}
    >
      <Text>{t('product.unassignGroups', { count: chosen.length })}</Text>
      <ul className={styles.list}>{chosen.map(({ id, displayName }) => <li key={id}>{displayName}</li>)}</ul>
    </GroupWishPane>
  );
}
