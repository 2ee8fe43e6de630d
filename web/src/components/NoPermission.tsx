import { Text } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';

import { PageTitle } from './PageTitle';

/** In place of a page that is not for this role (RO-2). */
export function NoPermission() {
  const { t } = useTranslation();
  return (
    <>
      <PageTitle title={t('state.noPermission')} />
      <Text>{t('state.noPermissionHint')}</Text>
    </>
  );
}
