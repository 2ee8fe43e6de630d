import { makeStyles, Spinner } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';

const useStyles = makeStyles({ place: { display: 'flex', justifyContent: 'center', padding: '64px 0' } });

/** Something is on its way. */
export function Loading() {
  const styles = useStyles();
  const { t } = useTranslation();
  return <div className={styles.place}><Spinner label={t('state.loading')} /></div>;
}
