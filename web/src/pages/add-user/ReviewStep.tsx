import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';

import { nameOfSku, useProducts } from '../../api/products';
import { countryName } from '../../lib/countries';
import { optionalFields, userNameOf, type Draft } from './draft';
import { Rehearsal } from './Rehearsal';
import { useRoles } from './RolesFields';

const useStyles = makeStyles({
  facts: {
    display: 'grid', gridTemplateColumns: 'minmax(120px, 1fr) 2fr', gap: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}`, margin: 0,
    '> dd': { margin: 0, overflowWrap: 'anywhere' }, '> dt': { color: tokens.colorNeutralForeground2 },
  },
});

/** Everything that was typed, and what adding comes to. */
export function ReviewStep({ draft }: { draft: Draft }) {
  const styles = useStyles();
  const { t, i18n } = useTranslation();
  const products = useProducts().data;
  const roles = useRoles().data ?? [];
  const licenses = draft.withLicenses ? [...draft.chosen.keys()].map((skuId) => nameOfSku(products, skuId)).join(', ') : '';
  const off = draft.withLicenses ? [...draft.chosen.values()].reduce((sum, plans) => sum + plans.size, 0) : 0;
  return (
    <>
      <Rehearsal draft={draft} />
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
