import { Button, Dropdown, Field, Input, makeStyles, MessageBar, MessageBarBody, Option, Spinner, Text, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';

import { productOf, rehearseAllotment, saveAllotment, type Allotment, type AllotmentWish } from '../../api/allotments';
import { useProducts } from '../../api/products';
import { FormError } from '../../components/FormError';
import { useNotify } from '../../components/Notices';
import { PersonPicker } from '../../components/PersonPicker';
import { SidePane } from '../../components/SidePane';
import { useRehearsed } from '../../lib/useRehearsed';
import { draftOf, limitOf, wishOf, type Draft } from './draft';

const NAME_MAX = 256;

const useStyles = makeStyles({
  number: { width: '160px' },
  preview: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS, padding: tokens.spacingHorizontalM, backgroundColor: tokens.colorNeutralBackground2, borderRadius: tokens.borderRadiusMedium },
  title: { margin: 0, fontSize: tokens.fontSizeBase300, fontWeight: tokens.fontWeightSemibold },
});

/** The product, which is chosen once: another one is another allotment. */
function ProductField({ allotment, chosen, onChange }: { allotment: Allotment | null; chosen: string | null; onChange: (skuId: string) => void }) {
  const { t } = useTranslation();
  const products = useProducts();
  if (allotment !== null) {
    return <Field label={t('allotments.product')} hint={t('allotments.productStays')}><Input readOnly value={productOf(allotment)} /></Field>;
  }
  const offered = (products.data ?? []).filter(({ appliesTo }) => appliesTo === 'User');
  const product = offered.find(({ skuId }) => skuId === chosen);
  return (
    <>
      <Field label={t('allotments.product')} required {...(product === undefined ? {} : { hint: t('common.availableOf', { available: product.available, total: product.capacity }) })}>
        <Dropdown
          placeholder={t('allotments.chooseProduct')}
          value={product?.displayName ?? ''}
          selectedOptions={chosen === null ? [] : [chosen]}
          onOptionSelect={(_, { optionValue }) => (optionValue === undefined ? undefined : onChange(optionValue))}
        >
          {offered.map(({ skuId, displayName }) => <Option key={skuId} value={skuId}>{displayName}</Option>)}
        </Dropdown>
      </Field>
      <FormError error={products.error} />
    </>
  );
}

/** What the allotment would be, as the server has worked it out: who is there already, and that nobody loses anything. */
function Meaning({ found }: { found: Allotment }) {
  const styles = useStyles();
  const { limit, consumed, waiting, groups } = found;
  const { t, i18n } = useTranslation();
  const number = (value: number) => value.toLocaleString(i18n.language);
  return (
    <section className={styles.preview} aria-labelledby="allotment-meaning">
      <h3 id="allotment-meaning" className={styles.title}>{t('common.preview.title')}</h3>
      <Text>{t('allotments.preview.limit', { count: limit, number: number(limit), product: productOf(found) })}</Text>
      <Text>{t('allotments.preview.taken', { count: consumed, number: number(consumed) })} {waiting === 0 ? null : t('allotments.waits', { count: waiting, number: number(waiting) })}</Text>
      {groups.length > 0 && groups.every(({ givesProduct }) => !givesProduct) ? <Text>{t('allotments.preview.nothingGiven')}</Text> : null}
      {consumed > limit ? (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>{t('allotments.preview.above', { count: consumed - limit, number: number(consumed - limit) })}</MessageBarBody>
        </MessageBar>
      ) : <Text>{t('allotments.preview.stays')}</Text>}
    </section>
  );
}

/** Makes an allotment, or changes one. */
export function AllotmentPane({ allotment, onClose }: { allotment: Allotment | null; onClose: () => void }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const notify = useNotify();
  const [, go] = useLocation();
  const [draft, setDraft] = useState<Draft>(() => draftOf(allotment));
  const wish = wishOf(draft, allotment);
  const { found, isRehearsing, canSave, isSaving, save, error } = useRehearsed({ area: 'allotments', asked: wish, rehearse: rehearseAllotment, make: saveAllotment });
  const submit = async (asked: AllotmentWish) => {
    const done = await save(asked).catch(() => undefined); // `error` says what was wrong
    if (done !== undefined) {
      notify({ title: t('allotments.saved', { name: done.data.displayName }) });
      onClose();
      go(`/licenses/allotments/${done.data.id}`);
    }
  };
  const isNumber = draft.limit.trim() === '' || limitOf(draft) !== null;
  return (
    <SidePane
      title={allotment === null ? t('allotments.createTitle') : t('allotments.editTitle', { name: allotment.displayName })}
      isOpen
      isBusy={isSaving}
      onClose={onClose}
      footer={(
        <>
          <Button appearance="primary" disabled={!canSave || wish === null} onClick={() => (wish === null ? undefined : void submit(wish))}>{t('common.save')}</Button>
          <Button disabled={isSaving} onClick={onClose}>{t('common.cancel')}</Button>
        </>
      )}
    >
      <Field label={t('allotments.name')} required>
        <Input value={draft.name} maxLength={NAME_MAX} onChange={(_, { value }) => setDraft({ ...draft, name: value })} />
      </Field>
      <ProductField allotment={allotment} chosen={draft.skuId} onChange={(skuId) => setDraft({ ...draft, skuId })} />
      <Field label={t('allotments.limit')} required hint={t('allotments.limitHint')} {...(isNumber ? {} : { validationMessage: t('subscriptions.wholeNumber') })}>
        <Input className={styles.number} type="number" min={0} value={draft.limit} onChange={(_, { value }) => setDraft({ ...draft, limit: value })} />
      </Field>
      <PersonPicker kind="groups" label={t('allotments.groups')} hint={t('allotments.groupsHint')} picked={draft.groups} onChange={(groups) => setDraft({ ...draft, groups })} />
      <PersonPicker label={t('allotments.owners')} hint={t('allotments.ownersHint')} picked={draft.owners} onChange={(owners) => setDraft({ ...draft, owners })} />
      <FormError error={error} />
      {isRehearsing && found === undefined && error === null ? <Spinner size="tiny" labelPosition="after" label={t('common.preview.checking')} /> : null}
      {found === undefined ? null : <Meaning found={found} />}
    </SidePane>
  );
}
