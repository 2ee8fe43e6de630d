import { Link as FluentLink, makeStyles, mergeClasses, Text, tokens, useRestoreFocusTarget } from '@fluentui/react-components';
import { ProhibitedRegular, CheckmarkCircleRegular, WarningRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';

import { nameOfSku, type Product } from '../../api/products';
import { isInError, type UserRow } from '../../api/users';
import type { Column } from '../../components/DataTable';
import { countryName } from '../../lib/countries';

const useStyles = makeStyles({
  icon: { verticalAlign: 'text-bottom', marginRight: tokens.spacingHorizontalXS, flexShrink: 0 },
  warning: { color: tokens.colorStatusWarningForeground1 },
  quiet: { color: tokens.colorNeutralForeground2 },
  under: { display: 'none', '@media (max-width: 640px)': { display: 'block', overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' } },
});

function NameCell({ user }: { user: UserRow }) {
  const styles = useStyles();
  const restore = useRestoreFocusTarget();
  return (
    <>
      <Link href={`/users/${user.id}`} asChild>
        <FluentLink {...restore} title={user.displayName}>{user.displayName}</FluentLink>
      </Link>
      <Text size={200} className={mergeClasses(styles.under, styles.quiet)}>{user.userPrincipalName}</Text>
    </>
  );
}

function LicensesCell({ user, products }: { user: UserRow; products: readonly Product[] | undefined }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const names = user.assignedLicenses.map((license) => nameOfSku(products, license.skuId)).sort((a, b) => a.localeCompare(b)).join(', ');
  return (
    <span title={names}>
      {user.licenseAssignmentStates.some(isInError)
        ? <WarningRegular className={mergeClasses(styles.icon, styles.warning)} role="img" aria-label={t('users.hasErrors')} /> : null}
      {names === '' ? <span className={styles.quiet}>{t('users.unlicensed')}</span> : names}
    </span>
  );
}

function SignInCell({ isAllowed }: { isAllowed: boolean }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const Icon = isAllowed ? CheckmarkCircleRegular : ProhibitedRegular;
  return <><Icon className={styles.icon} aria-hidden />{isAllowed ? t('users.allowed') : t('users.blocked')}</>;
}

/** Columns of Active users. */
export function useUserColumns(mayReadLicenses: boolean, products: readonly Product[] | undefined): Column<UserRow>[] {
  const { t, i18n } = useTranslation();
  return [
    { id: 'displayName', title: t('users.displayName'), width: '2fr', cell: (user) => <NameCell user={user} /> },
    { id: 'userPrincipalName', title: t('users.userName'), width: '2fr', isWide: true, cell: (user) => <span title={user.userPrincipalName}>{user.userPrincipalName}</span> },
    ...(mayReadLicenses
      ? [{ id: 'licenses', title: t('users.licenses'), width: '2.5fr' as const, cell: (user: UserRow) => <LicensesCell user={user} products={products} /> }] : []),
    { id: 'signIn', title: t('users.signIn'), width: '120px', isWide: true, cell: (user) => <SignInCell isAllowed={user.accountEnabled} /> },
    {
      id: 'usageLocation', title: t('users.usageLocation'), width: '1fr', isWide: true,
      cell: (user) => (user.usageLocation === null ? '' : countryName(user.usageLocation, i18n.language)),
    },
  ];
}
