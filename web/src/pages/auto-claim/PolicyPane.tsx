import { Button, Dropdown, Field, Input, makeStyles, Option, Spinner, Switch, Text, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { ApplicationBase } from '../../api/applications';
import { rehearseAutoClaim, saveAutoClaim, type AutoClaimPolicy, type AutoClaimUpdate } from '../../api/autoClaim';
import { useProducts } from '../../api/products';
import { readAll } from '../../api/readAll';
import { FormError } from '../../components/FormError';
import { useNotify } from '../../components/Notices';
import { SidePane } from '../../components/SidePane';
import { useRehearsed } from '../../lib/useRehearsed';
import { ProductOrder, type Wanted } from './ProductOrder';

const NAME_MAX = 256;

const useStyles = makeStyles({
  preview: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS, padding: tokens.spacingHorizontalM, backgroundColor: tokens.colorNeutralBackground2, borderRadius: tokens.borderRadiusMedium },
  title: { margin: 0, fontSize: tokens.fontSizeBase300, fontWeight: tokens.fontWeightSemibold },
  list: { margin: 0, paddingLeft: tokens.spacingHorizontalXXL },
});

interface Draft {
  name: string;
  application: string | null;
  products: readonly Wanted[];
  isOn: boolean;
}

/** What is typed as the server takes it; null while something is missing. */
function updateOf({ name, application, products, isOn }: Draft): AutoClaimUpdate | null {
  return name.trim() === '' || application === null || products.length === 0 ? null : {
    displayName: name.trim(),
    enabled: isOn,
    application,
    products: products.map(({ skuId, off }) => ({ skuId, disabledPlans: [...off] })),
  };
}

/** Every application that people can be asked to sign in to. */
function useAllApplications() {
  return useQuery({
    queryKey: ['applications', 'all'],
    queryFn: ({ signal }) => readAll<ApplicationBase>('/api/v1/applications?$top=999', signal),
  });
}

function ApplicationField({ chosen, onChange }: { chosen: string | null; onChange: (id: string) => void }) {
  const { t } = useTranslation();
  const { data: applications, error } = useAllApplications();
  return (
    <>
      <Field label={t('autoClaim.application')} required hint={t(applications?.length === 0 ? 'autoClaim.noApplications' : 'autoClaim.applicationHint')}>
        <Dropdown
          value={applications?.find(({ id }) => id === chosen)?.displayName ?? ''}
          selectedOptions={chosen === null ? [] : [chosen]}
          onOptionSelect={(_, { optionValue }) => (optionValue === undefined ? undefined : onChange(optionValue))}
        >
          {(applications ?? []).map(({ id, displayName }) => <Option key={id} value={id}>{displayName}</Option>)}
        </Dropdown>
      </Field>
      <FormError error={error} />
    </>
  );
}

/** What the policy means, as the server has worked it out. */
function Meaning({ policy }: { policy: AutoClaimPolicy }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const application = policy.application?.displayName ?? '';
  return (
    <section className={styles.preview} aria-labelledby="auto-claim-meaning">
      <h3 id="auto-claim-meaning" className={styles.title}>{t('common.preview.title')}</h3>
      <Text>{t(policy.enabled ? 'autoClaim.preview.on' : 'autoClaim.preview.off', { application })}</Text>
      <ol className={styles.list}>
        {policy.products.map(({ skuId, displayName, available }) => (
          <li key={skuId}>{t('autoClaim.preview.product', { product: displayName, free: t('autoClaim.free', { count: available }) })}</li>
        ))}
      </ol>
      <Text>{t('autoClaim.preview.stays')}</Text>
    </section>
  );
}

/** Makes the policy, or changes it. */
export function PolicyPane({ policy, onClose }: { policy: AutoClaimPolicy; onClose: () => void }) {
  const { t } = useTranslation();
  const notify = useNotify();
  const products = useProducts();
  const [draft, setDraft] = useState<Draft>(() => ({
    name: policy.displayName ?? '',
    application: policy.application?.id ?? null,
    products: policy.products.map(({ skuId, displayName, disabledPlans }) => ({ skuId, displayName, off: new Set(disabledPlans) })),
    isOn: policy.enabled,
  }));
  const update = updateOf(draft);
  const { found, isRehearsing, canSave, isSaving, save, error } = useRehearsed({ area: 'autoClaim', asked: update, rehearse: rehearseAutoClaim, make: saveAutoClaim });
  const submit = async (body: AutoClaimUpdate) => {
    const done = await save(body).catch(() => undefined); // `error` says what was wrong
    if (done !== undefined) {
      notify({ title: t('autoClaim.saved', { name: done.data.displayName }) });
      onClose();
    }
  };
  return (
    <SidePane
      title={t(policy.id === null ? 'autoClaim.createTitle' : 'autoClaim.editTitle')}
      isOpen
      isBusy={isSaving}
      onClose={onClose}
      footer={(
        <>
          <Button appearance="primary" disabled={!canSave || update === null} onClick={() => (update === null ? undefined : void submit(update))}>{t('common.save')}</Button>
          <Button disabled={isSaving} onClick={onClose}>{t('common.cancel')}</Button>
        </>
      )}
    >
      <Field label={t('autoClaim.name')} required>
        <Input value={draft.name} maxLength={NAME_MAX} onChange={(_, { value }) => setDraft({ ...draft, name: value })} />
      </Field>
      <ApplicationField chosen={draft.application} onChange={(application) => setDraft({ ...draft, application })} />
      <ProductOrder products={products.data ?? []} chosen={draft.products} onChange={(chosen) => setDraft({ ...draft, products: chosen })} />
      <FormError error={products.error} />
      <Switch label={t('autoClaim.enabled')} checked={draft.isOn} onChange={(_, { checked }) => setDraft({ ...draft, isOn: checked })} />
      <FormError error={error} />
      {isRehearsing && found === undefined && error === null ? <Spinner size="tiny" labelPosition="after" label={t('common.preview.checking')} /> : null}
      {found === undefined ? null : <Meaning policy={found} />}
    </SidePane>
  );
}
