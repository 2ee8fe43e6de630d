import { Button, Checkbox, Field, Input, makeStyles, Select, Text, tokens } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useOrganization } from '../../api/organization';
import type { Product } from '../../api/products';
import { saveUserView, viewTexts, type UserView, type ViewConditions } from '../../api/userViews';
import { FormError } from '../../components/FormError';
import { LocationSelect } from '../../components/LocationSelect';
import { useNotify } from '../../components/Notices';
import { SidePane } from '../../components/SidePane';
import { useAction } from '../../lib/useAction';

const useStyles = makeStyles({
  pair: { display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(220px, 1fr))', gap: tokens.spacingHorizontalM },
  select: { minWidth: 0, '> select': { width: '100%' } }, // names of products are long: they must not widen a phone
  boxes: { display: 'flex', flexDirection: 'column' },
});

/** Without what is empty. */
function filled(conditions: ViewConditions): ViewConditions {
  return Object.fromEntries(Object.entries(conditions).flatMap(([name, value]) => {
    const kept = typeof value === 'string' ? value.trim() : value;
    return kept === '' || kept === undefined ? [] : [[name, kept]];
  })) as ViewConditions;
}

/** Makes a custom view, or changes one (U-31). */
export function UserViewPane({ view, products, onClose, onSaved }: {
  /** Null: a new one. */
  view: UserView | null;
  /** Undefined for roles that do not see licenses. */
  products: readonly Product[] | undefined;
  onClose: () => void;
  onSaved: (view: UserView) => void;
}) {
  const styles = useStyles();
  const { t } = useTranslation();
  const notify = useNotify();
  const client = useQueryClient();
  const domains = useOrganization().data?.verifiedDomains;
  const [name, setName] = useState(view?.displayName ?? '');
  const [conditions, setConditions] = useState<ViewConditions>(view?.conditions ?? {});
  const action = useAction();
  const wanted = filled(conditions);
  const set = (next: Partial<Record<keyof ViewConditions, ViewConditions[keyof ViewConditions]>>) => setConditions({ ...conditions, ...next } as ViewConditions);
  const save = () => action.run(async () => {
    const { data } = await saveUserView(view?.id ?? null, { displayName: name.trim(), conditions: wanted });
    await client.invalidateQueries({ queryKey: ['userViews'] });
    notify({ title: t('userViews.saved', { name: data.displayName }) });
    onSaved(data);
  });
  return (
    <SidePane
      isOpen
      isBusy={action.isBusy}
      title={view === null ? t('userViews.new') : t('userViews.editTitle', { name: view.displayName })}
      onClose={onClose}
      footer={(
        <>
          <Button appearance="primary" disabled={action.isBusy || name.trim() === '' || Object.keys(wanted).length === 0} onClick={() => void save()}>{t('common.save')}</Button>
          <Button disabled={action.isBusy} onClick={onClose}>{t('common.cancel')}</Button>
        </>
      )}
    >
      <Text>{t('userViews.about')}</Text>
      <Field label={t('userViews.name')} required><Input value={name} maxLength={64} onChange={(_, { value }) => setName(value)} /></Field>
      <div className={styles.pair}>
        <Field label={t('addUser.domain')}>
          <Select className={styles.select} value={conditions.domain ?? ''} onChange={(_, { value }) => set({ domain: value })}>
            <option value="">{t('userViews.any')}</option>
            {domains?.map((domain) => <option key={domain.name} value={domain.name}>{domain.name}</option>)}
          </Select>
        </Field>
        <Field label={t('userViews.signIn')}>
          <Select
            value={conditions.accountEnabled === undefined ? '' : String(conditions.accountEnabled)}
            onChange={(_, { value }) => set({ accountEnabled: value === '' ? undefined : value === 'true' })}
          >
            <option value="">{t('userViews.any')}</option>
            <option value="true">{t('users.allowed')}</option>
            <option value="false">{t('users.blocked')}</option>
          </Select>
        </Field>
        <LocationSelect label={t('users.usageLocation')} none={t('userViews.any')} value={conditions.usageLocation ?? ''} onChange={(usageLocation) => set({ usageLocation })} />
        {products === undefined ? null : (
          <Field label={t('users.byProduct')}>
            <Select className={styles.select} value={conditions.skuId ?? ''} disabled={conditions.isUnlicensed === true} onChange={(_, { value }) => set({ skuId: value })}>
              <option value="">{t('userViews.any')}</option>
              {products.filter((product) => product.appliesTo === 'User').map((product) => <option key={product.skuId} value={product.skuId}>{product.displayName}</option>)}
            </Select>
          </Field>
        )}
        {viewTexts.map((field) => (
          <Field key={field} label={t(`users.field.${field}`)} hint={t('users.exactHint')}>
            <Input value={conditions[field] ?? ''} onChange={(_, { value }) => set({ [field]: value })} />
          </Field>
        ))}
      </div>
      {products === undefined ? null : (
        <div className={styles.boxes}>
          <Checkbox label={t('userViews.hasErrors')} checked={conditions.hasErrors === true} onChange={(_, { checked }) => set({ hasErrors: checked === true ? true : undefined })} />
          <Checkbox
            label={t('userViews.isUnlicensed')}
            checked={conditions.isUnlicensed === true}
            onChange={(_, { checked }) => set(checked === true ? { isUnlicensed: true, skuId: undefined } : { isUnlicensed: undefined })}
          />
        </div>
      )}
      <FormError error={action.error} />
    </SidePane>
  );
}
