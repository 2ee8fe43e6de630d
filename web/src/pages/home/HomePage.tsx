import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';

import { useOwnAllotments } from '../../api/allotments';
import { useMay, useSession } from '../../api/session';
import { PageTitle } from '../../components/PageTitle';
import { useTextStyles } from '../../components/textStyles';
import { Attention } from './Attention';
import { ExperienceToggle } from './ExperienceToggle';
import { Glance } from './Glance';

const useStyles = makeStyles({ place: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM } });

/** Where everybody arrives: what needs attention, with the way to it, and the products at a glance. */
export default function HomePage() {
  const styles = useStyles();
  const text = useTextStyles();
  const { t } = useTranslation();
  const may = useMay();
  const isOwner = (useOwnAllotments().data ?? []).length > 0;
  const name = useSession().data?.displayName ?? '';
  return (
    <>
      <PageTitle title={t('home.title')}><ExperienceToggle /></PageTitle>
      {may('readLicenses') ? (
        <>
          <Attention />
          <Glance />
        </>
      ) : (
        <div className={styles.place}>
          <Text block>{t('home.noRole', { name })}</Text>
          <Link className={text.link} href="/my-licenses">{t('nav.myLicenses')}</Link>
          {isOwner ? <Link className={text.link} href="/my-allotments">{t('nav.myAllotments')}</Link> : null}
        </div>
      )}
    </>
  );
}
