import { makeStyles, MessageBar, MessageBarBody, Text, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';

import { useRoles, type Role } from '../../api/roles';
import { DataTable, type Column } from '../../components/DataTable';
import { Failure } from '../../components/Failure';
import { Loading } from '../../components/Loading';
import { PageTitle } from '../../components/PageTitle';
import { useTextStyles } from '../../components/textStyles';
import type en from '../../i18n/en';
import { useRoleNames } from './names';

const useStyles = makeStyles({
  hint: { display: 'block', maxWidth: '80ch', marginBottom: tokens.spacingVerticalL },
  warning: { marginBottom: tokens.spacingVerticalL },
});

type WarningCode = keyof typeof en.roles.warning;

/** Administration > Roles: each with how many have it, and what speaks against how they are given (RO-1). */
export default function RolesPage() {
  const styles = useStyles();
  const text = useTextStyles();
  const { t, i18n } = useTranslation();
  const { nameOf, aboutOf } = useRoleNames();
  const { data, error, refetch } = useRoles();
  if (data === undefined) {
    return error === null ? <Loading /> : <Failure error={error} retry={() => void refetch()} />;
  }
  const columns: Column<Role>[] = [
    { id: 'name', title: t('roles.name'), width: '2fr', cell: (role) => <Link className={text.link} href={`/roles/${role.name}`}>{nameOf(role)}</Link> },
    { id: 'what', title: t('roles.what'), width: '4fr', isWide: true, cell: aboutOf },
    { id: 'members', title: t('roles.members'), width: '90px', cell: ({ memberCount }) => <span className={text.number}>{memberCount.toLocaleString(i18n.language)}</span> },
  ];
  return (
    <>
      <PageTitle title={t('roles.title')} />
      <Text className={styles.hint}>{t('roles.hint')}</Text>
      {data.warnings.map(({ code, message }) => (
        <MessageBar key={code} intent="warning" layout="multiline" className={styles.warning}>
          <MessageBarBody>{i18n.exists(`roles.warning.${code}`) ? t(`roles.warning.${code as WarningCode}`) : message}</MessageBarBody>
        </MessageBar>
      ))}
      <DataTable label={t('roles.title')} columns={columns} rows={data.value} idOf={({ id }) => id} />
    </>
  );
}
