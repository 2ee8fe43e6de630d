import { makeStyles, tokens } from '@fluentui/react-components';
import { useEffect, type ReactNode } from 'react';

const useStyles = makeStyles({
  row: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM, marginBottom: tokens.spacingVerticalL },
  title: { margin: 0, fontSize: tokens.fontSizeHero700, lineHeight: tokens.lineHeightHero700, fontWeight: tokens.fontWeightSemibold, flexGrow: 1, overflowWrap: 'anywhere', hyphens: 'auto' },
});

/** The heading of a page, which is the title of the window, too; children stand beside it. */
export function PageTitle({ title, children }: { title: string; children?: ReactNode }) {
  const styles = useStyles();
  useEffect(() => {
    document.title = `${title} - Licentia`;
  }, [title]);
  return (
    <div className={styles.row}>
      <h1 className={styles.title}>{title}</h1>
      {children}
    </div>
  );
}
