import { useTranslation } from 'react-i18next';

import { PageTitle } from '../../components/PageTitle';
import { ExperienceToggle } from './ExperienceToggle';

/** Where everybody arrives. */
export default function HomePage() {
  const { t } = useTranslation();
  return (
    <>
      <PageTitle title={t('home.title')}><ExperienceToggle /></PageTitle>
    </>
  );
}
