import { Text } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';

import { useMay, useSession } from '../../api/session';
import { PageTitle } from '../../components/PageTitle';
import { Attention } from './Attention';
import { ExperienceToggle } from './ExperienceToggle';
import { Glance } from './Glance';

/** Where everybody arrives: what needs attention, with the way to it, and the products at a glance. */
export default function HomePage() {
  const { t } = useTranslation();
  const may = useMay();
  const name = useSession().data?.displayName ?? '';
  return (
    <>
      <PageTitle title={t('home.title')}><ExperienceToggle /></PageTitle>
      {may('readLicenses') ? (
        <>
          <Attention />
          <Glance />
        </>
      ) : <Text>{t('home.noRole', { name })}</Text>}
    </>
  );
}
