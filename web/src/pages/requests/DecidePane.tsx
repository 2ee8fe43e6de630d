import { Button, Checkbox, Dropdown, Field, makeStyles, MessageBar, MessageBarBody, Option, Radio, RadioGroup, Spinner, Text, Textarea, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useProducts, type Product } from '../../api/products';
import { useGroupsOf, type Decision, type LicenseRequest, type RequestPerson } from '../../api/requests';
import { useMay } from '../../api/session';
import { FormError } from '../../components/FormError';
import { useNotify } from '../../components/Notices';
import { PreviewPanel } from '../../components/PreviewPanel';
import { ServiceSwitches } from '../../components/ServiceSwitches';
import { SidePane } from '../../components/SidePane';
import { useDates } from '../../lib/dates';
import { Outcomes } from './Outcomes';
import { useDecision } from './useDecision';

type Verdict = 'approve' | 'reject' | 'later';

const MESSAGE_MAX = 1000;

const useStyles = makeStyles({
  people: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  message: { overflowWrap: 'anywhere' },
});

function Verdicts({ people, verdicts, onChange }: { people: readonly RequestPerson[]; verdicts: ReadonlyMap<string, Verdict>; onChange: (id: string, verdict: Verdict) => void }) {
  const styles = useStyles();
  const { t } = useTranslation();
  return (
    <div className={styles.people}>
      {people.map(({ id, displayName, userPrincipalName, isDeleted }) => (
        <Field key={id} label={displayName} hint={isDeleted ? t('requests.deleted') : userPrincipalName}>
          <RadioGroup
            layout="horizontal"
            value={verdicts.get(id) ?? 'later'}
            onChange={(_, { value }) => onChange(id, value as Verdict)}
          >
            <Radio value="approve" label={t('requests.approve')} disabled={isDeleted} />
            <Radio value="reject" label={t('requests.reject')} />
            <Radio value="later" label={t('requests.later')} />
          </RadioGroup>
        </Field>
      ))}
    </div>
  );
}

/** How the product is given: directly, or by a group that gives it; why the latter cannot be chosen. */
function HowFields({ skuId, group, onChange }: { skuId: string; group: string | null; onChange: (group: string | null) => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const mayGroup = may('manageGroups') && may('readGroups');
  const groups = useGroupsOf(skuId, mayGroup).data ?? [];
  const hint = !mayGroup ? t('requests.mayNotGroup') : groups.length === 0 ? t('requests.noGroup') : undefined;
  return (
    <>
      <Field label={t('requests.how')} {...(hint === undefined ? {} : { hint })}>
        <RadioGroup value={group === null ? 'direct' : 'group'} onChange={(_, { value }) => onChange(value === 'direct' ? null : groups[0]?.id ?? null)}>
          <Radio value="direct" label={t('requests.direct')} />
          <Radio value="group" label={t('requests.byGroup')} disabled={groups.length === 0} />
        </RadioGroup>
      </Field>
      {group === null ? null : (
        <Field label={t('requests.group')}>
          <Dropdown
            value={groups.find(({ id }) => id === group)?.displayName ?? ''}
            selectedOptions={[group]}
            onOptionSelect={(_, { optionValue = null }) => onChange(optionValue)}
          >
            {groups.map(({ id, displayName }) => <Option key={id} value={id}>{displayName}</Option>)}
          </Dropdown>
        </Field>
      )}
    </>
  );
}

interface Draft {
  skuId: string;
  off: ReadonlySet<string>;
  group: string | null;
  wait: boolean;
  message: string;
}

/** What is typed as the server takes it; null when nobody is decided about. */
function decisionOf(verdicts: ReadonlyMap<string, Verdict>, draft: Draft, asked: string): Decision | null {
  const those = (wanted: Verdict) => [...verdicts].filter(([, verdict]) => verdict === wanted).map(([id]) => id);
  const [approve, reject] = [those('approve'), those('reject')];
  return approve.length + reject.length === 0 ? null : {
    approve,
    reject,
    ...(draft.skuId === asked ? {} : { sku: draft.skuId }),
    ...(draft.group === null ? { disabledPlans: [...draft.off], wait: draft.wait } : { group: draft.group, wait: false }),
    ...(draft.message.trim() === '' ? {} : { message: draft.message.trim() }),
  };
}

function GiveFields({ draft, products, onChange }: { draft: Draft; products: readonly Product[]; onChange: (draft: Draft) => void }) {
  const { t } = useTranslation();
  const product = products.find(({ skuId }) => skuId === draft.skuId);
  return (
    <>
      <Field label={t('requests.give')}>
        <Dropdown
          value={product?.displayName ?? ''}
          selectedOptions={[draft.skuId]}
          onOptionSelect={(_, { optionValue }) => onChange({ ...draft, skuId: optionValue ?? draft.skuId, off: new Set(), group: null })}
        >
          {products.map(({ skuId, displayName }) => <Option key={skuId} value={skuId}>{displayName}</Option>)}
        </Dropdown>
      </Field>
      <HowFields skuId={draft.skuId} group={draft.group} onChange={(group) => onChange({ ...draft, group })} />
      {draft.group !== null || product === undefined ? null : <ServiceSwitches product={product} off={draft.off} onChange={(off) => onChange({ ...draft, off })} />}
      {draft.group !== null ? null : <Checkbox label={t('requests.wait')} checked={draft.wait} onChange={(_, { checked }) => onChange({ ...draft, wait: checked === true })} />}
    </>
  );
}

/** A request that waits: who is approved, with which product, and what that comes to. */
export function DecidePane({ request, onClose }: { request: LicenseRequest; onClose: () => void }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const { day } = useDates();
  const notify = useNotify();
  const products = useProducts().data?.filter(({ appliesTo }) => appliesTo === 'User') ?? [];
  const pending = request.people.filter(({ state }) => state === 'pending');
  const [verdicts, setVerdicts] = useState<ReadonlyMap<string, Verdict>>(() => new Map(pending.map(({ id, isDeleted }) => [id, isDeleted ? 'reject' : 'approve'])));
  const [draft, setDraft] = useState<Draft>({ skuId: request.sku.skuId, off: new Set(), group: null, wait: false, message: '' });
  const decision = decisionOf(verdicts, draft, request.sku.skuId);
  const { found, isRehearsing, canApply, isApplying, apply, error } = useDecision(request.id, decision);
  const isGiven = (decision?.approve?.length ?? 0) > 0;
  const submit = async (body: Decision) => {
    const done = await apply(body).catch(() => undefined); // `error` says what was wrong
    if (done !== undefined) {
      notify({ title: t('requests.decided', { product: request.sku.displayName }), operation: isGiven ? done.operation : null });
      onClose();
    }
  };
  return (
    <SidePane
      title={t('requests.title', { product: request.sku.displayName })}
      isOpen
      isBusy={isApplying}
      onClose={onClose}
      footer={(
        <>
          <Button appearance="primary" disabled={!canApply || decision === null} onClick={() => (decision === null ? undefined : void submit(decision))}>{t('requests.decide')}</Button>
          <Button disabled={isApplying} onClick={onClose}>{t('common.close')}</Button>
        </>
      )}
    >
      <Text>{t('requests.asked', { name: request.requestedBy.displayName, date: day(request.createdDateTime) })}</Text>
      {request.message === null ? null : <Text className={styles.message}>“{request.message}”</Text>}
      {pending.length === request.people.length ? null : <Outcomes people={request.people.filter(({ state }) => state !== 'pending')} />}
      <Verdicts people={pending} verdicts={verdicts} onChange={(id, verdict) => setVerdicts(new Map([...verdicts, [id, verdict]]))} />
      {isGiven ? <GiveFields draft={draft} products={products} onChange={setDraft} /> : null}
      <Field label={t('requests.answer')} hint={t('requests.answerHint')}>
        <Textarea value={draft.message} maxLength={MESSAGE_MAX} onChange={(_, { value }) => setDraft({ ...draft, message: value })} />
      </Field>
      <FormError error={error} />
      {decision === null ? <MessageBar><MessageBarBody>{t('requests.nobody')}</MessageBarBody></MessageBar> : null}
      {isRehearsing && found === undefined && error === null ? <Spinner size="tiny" labelPosition="after" label={t('common.preview.checking')} /> : null}
      {!isGiven || found === undefined ? null : (
        <>
          {found.waiting.length === 0 ? null : <Text>{t('requests.waiting', { count: found.waiting.length, names: found.waiting.join(', ') })}</Text>}
          <PreviewPanel preview={found.preview} />
        </>
      )}
    </SidePane>
  );
}
