import { Button, makeStyles, MessageBar, MessageBarBody, Text, tokens } from '@fluentui/react-components';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';

import { reprocess, type Holder } from '../../api/holders';
import type { Product } from '../../api/products';
import { FormError } from '../../components/FormError';
import { LicenseWishPane } from '../../components/LicenseWishPane';
import { useNotify } from '../../components/Notices';
import { ServiceSwitches } from '../../components/ServiceSwitches';
import { HolderState } from './HolderState';
import { Source } from './Source';

const useStyles = makeStyles({
  facts: { display: 'grid', gridTemplateColumns: 'max-content minmax(0, 1fr)', gap: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalL}`, margin: 0 },
  term: { color: tokens.colorNeutralForeground2 },
  value: { margin: 0, overflowWrap: 'anywhere' },
});

function isSame(a: ReadonlySet<string>, b: readonly string[]): boolean {
  return a.size === b.length && b.every((item) => a.has(item));
}

/** Tries again what could not be given; says what is still in the way. */
function TryAgain({ holder }: { holder: Holder }) {
  const { t } = useTranslation();
  const notify = useNotify();
  const client = useQueryClient();
  const again = useMutation({
    mutationFn: () => reprocess(holder.id),
    onSuccess: async ({ operation }) => {
      notify({ title: t('product.reprocessed', { name: holder.displayName }), operation });
      await client.invalidateQueries();
    },
  });
  return (
    <>
      <FormError error={again.error} />
      <div><Button disabled={again.isPending} onClick={() => again.mutate()}>{t('product.reprocess')}</Button></div>
    </>
  );
}

/** What somebody has of the product: services on and off, Save (U-16). What comes from a group is changed at the group (G-31). */
export function HolderPane({ product, holder, mayAssign, onClose }: { product: Product; holder: Holder; mayAssign: boolean; onClose: () => void }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const [off, setOff] = useState<ReadonlySet<string>>(new Set(holder.disabledPlans));
  const isDirect = holder.assignedByGroup === null;
  const isLocked = !isDirect || !mayAssign;
  return (
    <LicenseWishPane
      title={holder.displayName}
      action={t('common.save')}
      doneTitle={() => t('product.saved', { name: holder.displayName })}
      wish={isLocked || isSame(off, holder.disabledPlans) ? null : {
        people: [holder.id], action: 'add', addLicenses: [{ skuId: product.skuId, disabledPlans: [...off] }],
      }}
      onClose={onClose}
    >
      <dl className={styles.facts}>
        <dt className={styles.term}>{t('product.userName')}</dt><dd className={styles.value}>{holder.userPrincipalName}</dd>
        <dt className={styles.term}>{t('licenses.product')}</dt><dd className={styles.value}>{product.displayName}</dd>
        <dt className={styles.term}>{t('product.source')}</dt><dd className={styles.value}><Source group={holder.assignedByGroup} /></dd>
        <dt className={styles.term}>{t('product.stateTitle')}</dt><dd className={styles.value}><HolderState holder={holder} /></dd>
      </dl>
      {holder.error === 'None' ? null : <Text>{t(`product.remedy.${holder.error}`)}</Text>}
      {holder.error === 'None' || !mayAssign ? null : <TryAgain holder={holder} />}
      {isDirect ? null : (
        <MessageBar layout="multiline">
          <MessageBarBody>{t('product.inherited')} <Link href={`/groups/${holder.assignedByGroup}`}>{t('product.toGroup')}</Link></MessageBarBody>
        </MessageBar>
      )}
      <ServiceSwitches product={product} off={off} onChange={setOff} disabled={isLocked} isOpen />
    </LicenseWishPane>
  );
}
