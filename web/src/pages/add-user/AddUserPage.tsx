import { Button } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';

import { useOrganization, type Organization } from '../../api/organization';
import { Failure } from '../../components/Failure';
import { FormError } from '../../components/FormError';
import { Loading } from '../../components/Loading';
import { PageTitle } from '../../components/PageTitle';
import { Steps } from '../../components/Steps';
import { Added, type Outcome } from './Added';
import { BasicsStep, isBasicsComplete } from './BasicsStep';
import { create, emptyDraft, giveRole, type Draft } from './draft';
import { isLicensesComplete, LicensesStep } from './LicensesStep';
import { OptionalStep } from './OptionalStep';
import { ReviewStep } from './ReviewStep';

const steps = ['basics', 'licenses', 'optional', 'review'] as const;
const REVIEW = 3;

const isComplete: readonly ((draft: Draft) => boolean)[] = [isBasicsComplete, isLicensesComplete, () => true, () => true];

function Wizard({ organization }: { organization: Organization }) {
  const { t } = useTranslation();
  const [, go] = useLocation();
  const client = useQueryClient();
  const domains = organization.verifiedDomains;
  const first = domains.find((domain) => domain.isDefault) ?? domains[0];
  const [draft, setDraft] = useState(() => emptyDraft(first?.name ?? ''));
  const [at, setAt] = useState(0);
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const finish = async () => {
    setIsBusy(true);
    setError(null);
    try {
      const { data } = await create(draft);
      const roleErrors: Error[] = [];
      for (const role of draft.roles) {
        await giveRole(data.user.id, role).catch((failure: Error) => roleErrors.push(failure));
      }
      setOutcome({ created: data, password: draft.password, isPasswordMade: draft.isPasswordMade, roleErrors });
      await client.invalidateQueries();
    } catch (failure) {
      setError(failure as Error);
    } finally {
      setIsBusy(false);
    }
  };
  if (outcome !== null) {
    return (
      <Added
        outcome={outcome}
        onAgain={() => {
          setDraft(emptyDraft(draft.domain));
          setOutcome(null);
          setAt(0);
        }}
      />
    );
  }
  const footer = (
    <>
      {at === 0 ? null : <Button disabled={isBusy} onClick={() => setAt(at - 1)}>{t('common.back')}</Button>}
      {at === REVIEW
        ? <Button appearance="primary" disabled={isBusy} onClick={() => void finish()}>{t('addUser.finish')}</Button>
        : <Button appearance="primary" disabled={isComplete[at]?.(draft) === false} onClick={() => setAt(at + 1)}>{t('common.next')}</Button>}
      <Button disabled={isBusy} onClick={() => go('/users')}>{t('common.cancel')}</Button>
    </>
  );
  return (
    <Steps names={steps.map((step) => t(`addUser.step.${step}`))} at={at} footer={footer}>
      {at === 0 ? <BasicsStep draft={draft} onChange={setDraft} domains={domains.map((domain) => domain.name)} /> : null}
      {at === 1 ? <LicensesStep draft={draft} onChange={setDraft} country={organization.countryLetterCode} /> : null}
      {at === 2 ? <OptionalStep draft={draft} onChange={setDraft} /> : null}
      {at === REVIEW ? <ReviewStep draft={draft} /> : null}
      <FormError error={error} />
    </Steps>
  );
}

/** Users > Active users > Add a user (U-40). */
export default function AddUserPage() {
  const { t } = useTranslation();
  const { data, error, refetch } = useOrganization();
  return (
    <>
      <PageTitle title={t('addUser.title')} />
      {data !== undefined ? <Wizard organization={data} /> : error === null ? <Loading /> : <Failure error={error} retry={() => void refetch()} />}
    </>
  );
}
