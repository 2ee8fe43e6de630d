import { makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import { ClockRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';

import type { Allotment } from '../api/allotments';
import { SeatBar } from './SeatBar';
import { useTextStyles } from './textStyles';

const useStyles = makeStyles({
  waiting: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalXS, marginTop: tokens.spacingVerticalXXS, whiteSpace: 'normal' },
});

/** How many licenses of an allotment are taken, and how many people wait for one. */
export function AllotmentUse({ allotment: { limit, consumed, waiting } }: { allotment: Pick<Allotment, 'limit' | 'consumed' | 'waiting'> }) {
  const styles = useStyles();
  const text = useTextStyles();
  const { t, i18n } = useTranslation();
  return (
    <div>
      <SeatBar consumed={consumed} capacity={limit} />
      {waiting === 0 ? null : (
        <Text size={200} className={mergeClasses(styles.waiting, text.quiet)}>
          <ClockRegular aria-hidden />{t('allotments.waiting', { count: waiting, number: waiting.toLocaleString(i18n.language) })}
        </Text>
      )}
    </div>
  );
}
