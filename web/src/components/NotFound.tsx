import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';

import { PageTitle } from './PageTitle';

/** In place of a page for an address that has none. */
export function NotFound() {
  const { t } = useTranslation();
  return (
    <>
      <PageTitle title={t('state.notFound')} />
      <Link href="/">{t('state.goHome')}</Link>
    </>
  );
}
