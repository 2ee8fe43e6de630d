import { makeStyles, ProgressBar, Text, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';

const useStyles = makeStyles({
  place: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXXS, minWidth: 0 },
});

const NEARLY_ALL = 0.9;

/** How many seats are assigned, as words and as a bar. */
export function SeatBar({ consumed, capacity }: { consumed: number; capacity: number }) {
  const styles = useStyles();
  const { t, i18n } = useTranslation();
  const number = (value: number) => value.toLocaleString(i18n.language);
  const share = capacity === 0 ? Math.min(1, consumed) : Math.min(1, consumed / capacity);
  return (
    <div className={styles.place}>
      <Text>{t('licenses.assignedOf', { assigned: number(consumed), total: number(capacity) })}</Text>
      <ProgressBar value={share} thickness="large" color={consumed > capacity ? 'error' : share >= NEARLY_ALL ? 'warning' : 'brand'} aria-hidden />
    </div>
  );
}
