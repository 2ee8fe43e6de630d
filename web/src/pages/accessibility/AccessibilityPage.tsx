import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';

import { PageTitle } from '../../components/PageTitle';

const checks = ['axe', 'keyboard', 'zoom', 'contrast', 'motion'] as const;
const limits = ['english', 'virtual', 'reader'] as const;

const useStyles = makeStyles({
  place: { maxWidth: '72ch', display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL },
  heading: { margin: 0, fontSize: tokens.fontSizeBase500, fontWeight: tokens.fontWeightSemibold },
  list: { margin: `${tokens.spacingVerticalS} 0 0`, paddingLeft: tokens.spacingHorizontalXL },
});

/** What is done so that everybody can use the pages, and what still keeps people out (WCAG 2.1 AA, EN 301 549). */
export default function AccessibilityPage() {
  const styles = useStyles();
  const { t } = useTranslation();
  return (
    <>
      <PageTitle title={t('accessibility.title')} />
      <div className={styles.place}>
        <Text>{t('accessibility.intro')}</Text>
        <section>
          <h2 className={styles.heading}>{t('accessibility.state')}</h2>
          <Text>{t('accessibility.stateText')}</Text>
        </section>
        <section>
          <h2 className={styles.heading}>{t('accessibility.how')}</h2>
          <ul className={styles.list}>{checks.map((item) => <li key={item}>{t(`accessibility.checks.${item}`)}</li>)}</ul>
        </section>
        <section>
          <h2 className={styles.heading}>{t('accessibility.limits')}</h2>
          <ul className={styles.list}>{limits.map((item) => <li key={item}>{t(`accessibility.limitItems.${item}`)}</li>)}</ul>
        </section>
        <section>
          <h2 className={styles.heading}>{t('accessibility.feedback')}</h2>
          <Text>{t('accessibility.feedbackText')}</Text>
        </section>
      </div>
    </>
  );
}
