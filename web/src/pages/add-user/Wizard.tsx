import { Button } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';

import { FormError } from '../../components/FormError';
import { Steps } from '../../components/Steps';
import { Added } from './Added';
import { BasicsStep } from './BasicsStep';
import { isBasicsComplete, type Draft } from './draft';
import { isLicensesComplete, LicensesStep } from './LicensesStep';
import { OptionalStep } from './OptionalStep';
import { ReviewStep } from './ReviewStep';
import type { Start } from './useStart';
import { useAdd } from './useAdd';

const steps = ['basics', 'licenses', 'optional', 'review'] as const;
const REVIEW = 3;

const isComplete: readonly ((draft: Draft) => boolean)[] = [isBasicsComplete, isLicensesComplete, () => true, () => true];

/** Adding somebody step by step (U-40). */
export function Wizard({ start }: { start: Start }) {
  const { t } = useTranslation();
  const [, go] = useLocation();
  const [draft, setDraft] = useState(start.make);
  const [at, setAt] = useState(0);
  const { isBusy, error, outcome, add, again } = useAdd();
  if (outcome !== null) {
    return (
      <Added
        outcome={outcome}
        onClose={() => go('/users')}
        onAgain={() => {
          setDraft(start.make());
          again();
          setAt(0);
        }}
      />
    );
  }
  const footer = (
    <>
      {at === 0 ? null : <Button disabled={isBusy} onClick={() => setAt(at - 1)}>{t('common.back')}</Button>}
      {at === REVIEW
        ? <Button appearance="primary" disabled={isBusy} onClick={() => add(draft)}>{t('addUser.finish')}</Button>
        : <Button appearance="primary" disabled={isComplete[at]?.(draft) === false} onClick={() => setAt(at + 1)}>{t('common.next')}</Button>}
      <Button disabled={isBusy} onClick={() => go('/users')}>{t('common.cancel')}</Button>
    </>
  );
  return (
    <Steps names={steps.map((step) => t(`addUser.step.${step}`))} at={at} footer={footer}>
      {at === 0 ? <BasicsStep draft={draft} onChange={setDraft} domains={start.domains} /> : null}
      {at === 1 ? <LicensesStep draft={draft} onChange={setDraft} country={start.country} /> : null}
      {at === 2 ? <OptionalStep draft={draft} onChange={setDraft} /> : null}
      {at === REVIEW ? <ReviewStep draft={draft} /> : null}
      <FormError error={error} />
    </Steps>
  );
}
