import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { CheckmarkCircleFilled, CircleRegular, RadioButtonFilled } from '@fluentui/react-icons';
import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

const narrow = '@media (max-width: 800px)';

const useStyles = makeStyles({
  place: { display: 'grid', gridTemplateColumns: '220px minmax(0, 640px)', gap: tokens.spacingHorizontalXXXL, [narrow]: { gridTemplateColumns: 'minmax(0, 1fr)' } },
  list: { listStyleType: 'none', margin: 0, padding: 0, [narrow]: { display: 'none' } },
  item: { display: 'flex', gap: tokens.spacingHorizontalS, alignItems: 'center', padding: `${tokens.spacingVerticalS} 0`, color: tokens.colorNeutralForeground2 },
  here: { fontWeight: tokens.fontWeightSemibold, color: tokens.colorNeutralForeground1 },
  icon: { color: tokens.colorCompoundBrandForeground1, fontSize: '20px', flexShrink: 0 },
  short: { display: 'none', color: tokens.colorNeutralForeground2, [narrow]: { display: 'block' } },
  heading: { outlineStyle: 'none', margin: 0, fontSize: tokens.fontSizeBase500, fontWeight: tokens.fontWeightSemibold },
  body: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL },
  footer: {
    display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS, paddingTop: tokens.spacingVerticalL, borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
  },
});

/** The steps of a longer task, with the one that one is at. Its heading takes the focus when it begins. */
export function Steps({ names, at, footer, children }: { names: readonly string[]; at: number; footer: ReactNode; children: ReactNode }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  const last = useRef(at);
  useEffect(() => {
    if (last.current !== at) {
      last.current = at;
      heading.current?.focus();
    }
  }, [at]);
  return (
    <div className={styles.place}>
      <ol className={styles.list} aria-label={t('common.steps.label')}>
        {names.map((name, i) => {
          const Icon = i < at ? CheckmarkCircleFilled : i === at ? RadioButtonFilled : CircleRegular;
          return (
            <li key={name} className={mergeClasses(styles.item, i === at && styles.here)} aria-current={i === at ? 'step' : undefined}>
              <Icon className={styles.icon} aria-hidden />{name}
            </li>
          );
        })}
      </ol>
      <section className={styles.body} aria-label={names[at]}>
        <div>
          <span className={styles.short}>{t('common.steps.at', { at: at + 1, of: names.length })}</span>
          <h2 ref={heading} tabIndex={-1} className={styles.heading}>{names[at]}</h2>
        </div>
        {children}
        <div className={styles.footer}>{footer}</div>
      </section>
    </div>
  );
}
