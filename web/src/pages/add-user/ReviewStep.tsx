import { Link as FluentLink, makeStyles, MessageBar, MessageBarBody, MessageBarTitle, Text, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import type { ErrorDetail } from '../../api/client';
import { nameOfSku, useProducts } from '../../api/products';
import { Failure } from '../../components/Failure';
import { Loading } from '../../components/Loading';
import { ViolationWords } from '../../components/ServerWords';
import { countryName } from '../../lib/countries';
import { optionalFields, rehearse, userNameOf, type Draft } from './draft';
import { useRoles } from './OptionalStep';

const useStyles = makeStyles({
  facts: {
    display: 'grid', gridTemplateColumns: 'minmax(120px, 1fr) 2fr', gap: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}`, margin: 0,
    '> dd': { margin: 0, overflowWrap: 'anywhere' }, '> dt': { color: tokens.colorNeutralForeground2 },
  },
});

/** Why somebody is, or will be, without a license. */
export function Unlicensed({ violations, title }: { violations: readonly ErrorDetail[]; title: string }) {
  const { t } = useTranslation();
  return violations.length === 0 ? null : (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>{title}</MessageBarTitle>
        {violations.map((violation, i) => <Text key={i} block><ViolationWords violation={violation} /></Text>)}
        {violations.some((violation) => violation.code === 'CountViolation') ? <FluentLink inline href="#/subscriptions">{t('manage.buy')}</FluentLink> : null}
      </MessageBarBody>
    </MessageBar>
  );
}

/** Everything that was typed, and what adding comes to. */
export function ReviewStep({ draft }: { draft: Draft }) {
  const styles = useStyles();
  const { t, i18n } = useTranslation();
  const products = useProducts().data;
  const roles = useRoles().data ?? [];
  const rehearsal = useQuery({ queryKey: ['addUser', draft], queryFn: ({ signal }) => rehearse(draft, signal), gcTime: 0, staleTime: 0 });
  const licenses = draft.withLicenses ? [...draft.chosen.keys()].map((skuId) => nameOfSku(products, skuId)).join(', ') : '';
  const off = draft.withLicenses ? [...draft.chosen.values()].reduce((sum, plans) => sum + plans.size, 0) : 0;
  return (
    <>
      {rehearsal.error !== null ? <Failure error={rehearsal.error} retry={() => void rehearsal.refetch()} /> : rehearsal.data === undefined ? <Loading /> : (
        <Unlicensed violations={rehearsal.data.violations} title={t('addUser.willBeUnlicensed')} />
      )}
      <dl className={styles.facts}>
        <dt>{t('users.displayName')}</dt><dd>{draft.displayName}</dd>
        <dt>{t('users.userName')}</dt><dd>{userNameOf(draft)}</dd>
        <dt>{t('addUser.password')}</dt><dd>{t(draft.isPasswordMade ? 'addUser.passwordMade' : 'addUser.passwordTyped')}</dd>
        <dt>{t('users.usageLocation')}</dt><dd>{draft.usageLocation === '' ? t('user.noLocation') : countryName(draft.usageLocation, i18n.language)}</dd>
        <dt>{t('users.licenses')}</dt>
        <dd>{licenses === '' ? t('users.unlicensed') : licenses}{off === 0 ? null : <Text block size={200}>{t('addUser.servicesOff', { count: off })}</Text>}</dd>
        <dt>{t('addUser.roles')}</dt>
        <dd>{draft.roles.length === 0 ? t('addUser.rolesNoneShort') : roles.filter((role) => draft.roles.includes(role.id)).map((role) => role.displayName).join(', ')}</dd>
        {optionalFields.filter((field) => draft.optional[field].trim() !== '').map((field) => (
          <div key={field} style={{ display: 'contents' }}><dt>{t(`users.field.${field}`)}</dt><dd>{draft.optional[field]}</dd></div>
        ))}
      </dl>
    </>
  );
}
