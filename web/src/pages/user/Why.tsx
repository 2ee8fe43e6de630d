import { Combobox, Field, makeStyles, MessageBar, MessageBarBody, MessageBarTitle, Option, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { call } from '../../api/client';
import type { Product } from '../../api/products';
import type { User } from '../../api/users';
import { Failure } from '../../components/Failure';

interface WhyAnswer {
  plan: { displayName: string };
  hasService: boolean;
  paths: {
    skuId: string;
    displayName: string;
    assignedByGroup: { id: string; displayName: string } | null;
    state: string;
    planEnabled: boolean;
  }[];
  products: { skuId: string; displayName: string }[] | null;
  waiting: { skuId: string; displayName: string; group: { id: string } | null; fullAllotment: string | null }[];
}

const useStyles = makeStyles({ list: { margin: 0, paddingLeft: tokens.spacingHorizontalL } });

function pathKind(path: WhyAnswer['paths'][number]): 'error' | 'on' | 'off' {
  return path.state === 'Error' ? 'error' : path.planEnabled ? 'on' : 'off';
}

function Answer({ user, plan }: { user: User; plan: string }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery({
    queryKey: ['user', user.id, 'why', plan],
    queryFn: ({ signal }) => call<WhyAnswer>(`/api/v1/users/${user.id}/why?plan=${encodeURIComponent(plan)}`, { signal }),
  });
  if (data === undefined) {
    return error === null ? null : <Failure error={error} retry={() => void refetch()} />;
  }
  return (
    <MessageBar intent={data.hasService ? 'success' : 'info'} layout="multiline" role="status">
      <MessageBarBody>
        <MessageBarTitle>{t(data.hasService ? 'user.why.has' : 'user.why.lacks', { name: user.displayName, service: data.plan.displayName })}</MessageBarTitle>
        <ul className={styles.list}>
          {data.paths.map((path) => (
            <li key={`${path.skuId}/${path.assignedByGroup?.id ?? ''}`}>
              {path.assignedByGroup === null
                ? t('user.why.direct', { product: path.displayName })
                : t('user.why.group', { product: path.displayName, group: path.assignedByGroup.displayName })}
              {' '}{t(`user.why.${pathKind(path)}`)}
            </li>
          ))}
          {data.waiting.map((place) => (
            <li key={`${place.skuId}/${place.group?.id ?? ''}`}>
              {place.fullAllotment === null
                ? t('user.why.waiting', { product: place.displayName })
                : t('user.why.waitingForRoom', { product: place.displayName, allotment: place.fullAllotment })}
            </li>
          ))}
          {data.paths.length > 0 || data.products === null ? null : (
            <li>
              {data.products.length === 0
                ? t('user.why.noProduct')
                : t('user.why.products', { products: data.products.map((product) => product.displayName).join(', ') })}
            </li>
          )}
        </ul>
      </MessageBarBody>
    </MessageBar>
  );
}

/** Why somebody has a service, or lacks it. */
export function Why({ user, products }: { user: User; products: readonly Product[] }) {
  const { t } = useTranslation();
  const [words, setWords] = useState('');
  const [plan, setPlan] = useState<string | null>(null);
  const plans = new Map(products.flatMap((product) => product.plans).filter((item) => item.appliesTo === 'User').map((item) => [item.servicePlanId, item.displayName]));
  const wanted = words.trim().toLowerCase();
  const shown = [...plans].filter(([, name]) => name.toLowerCase().includes(wanted)).sort(([, a], [, b]) => a.localeCompare(b));
  return (
    <>
      <Field label={t('user.why.title', { name: user.displayName })}>
        <Combobox
          value={words}
          selectedOptions={plan === null ? [] : [plan]}
          placeholder={t('user.why.hint')}
          onChange={(event) => setWords(event.target.value)}
          onOptionSelect={(_, { optionValue, optionText }) => {
            setPlan(optionValue ?? null);
            setWords(optionText ?? '');
          }}
        >
          {shown.map(([id, name]) => <Option key={id} value={id}>{name}</Option>)}
        </Combobox>
      </Field>
      {plan === null ? null : <Answer user={user} plan={plan} />}
    </>
  );
}
