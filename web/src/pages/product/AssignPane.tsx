import { Button, Link as FluentLink, Text } from '@fluentui/react-components';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';

import { waitForSeat } from '../../api/holders';
import type { Product } from '../../api/products';
import { useMay } from '../../api/session';
import { FormError } from '../../components/FormError';
import { LicenseWishPane } from '../../components/LicenseWishPane';
import { useNotify } from '../../components/Notices';
import { PersonPicker, type Pickable } from '../../components/PersonPicker';
import { ServiceSwitches } from '../../components/ServiceSwitches';

/** What can be done when seats are all that is missing: wait for one, or buy more. */
function WaitOrBuy({ product, person, off, codes, onClose }: {
  product: Product;
  person: Pickable | undefined;
  off: ReadonlySet<string>;
  codes: readonly string[];
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const may = useMay();
  const notify = useNotify();
  const client = useQueryClient();
  const wait = useMutation({
    mutationFn: (id: string) => waitForSeat(id, product.skuId, [...off]),
    onSuccess: async ({ operation }) => {
      notify({ title: t('product.waits', { name: person?.displayName }), operation });
      onClose();
      await client.invalidateQueries();
    },
  });
  if (codes.length === 0 || codes.some((code) => code !== 'CountViolation')) {
    return null;
  }
  return (
    <>
      {person === undefined ? null : <Button disabled={wait.isPending} onClick={() => wait.mutate(person.id)}>{t('product.wait')}</Button>}
      {may('manageSubscriptions') ? <Link href={`/subscriptions/${product.skuId}`} asChild><FluentLink>{t('product.conflict.buy')}</FluentLink></Link> : null}
      <FormError error={wait.error} />
    </>
  );
}

/** Gives the product to people: who, which apps and services, what it comes to, Assign (U-14). */
export function AssignPane({ product, onClose }: { product: Product; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const [people, setPeople] = useState<readonly Pickable[]>([]);
  const [off, setOff] = useState<ReadonlySet<string>>(new Set());
  const number = (value: number) => value.toLocaleString(i18n.language);
  return (
    <LicenseWishPane
      title={t('product.assignTitle', { product: product.displayName })}
      action={t('common.assign')}
      doneTitle={(count) => (people.length === 1 ? t('product.assignedOne', { name: people[0]?.displayName }) : t('product.assigned', { count }))}
      wish={people.length === 0 ? null : {
        people: people.map(({ id }) => id), action: 'add', addLicenses: [{ skuId: product.skuId, disabledPlans: [...off] }],
      }}
      onClose={onClose}
      more={(codes) => <WaitOrBuy product={product} person={people.length === 1 ? people[0] : undefined} off={off} codes={codes} onClose={onClose} />}
    >
      <Text>{t('common.availableOf', { available: number(product.available), total: number(product.capacity) })}</Text>
      <PersonPicker label={t('product.whom')} picked={people} onChange={setPeople} />
      <ServiceSwitches product={product} off={off} onChange={setOff} />
    </LicenseWishPane>
  );
}
