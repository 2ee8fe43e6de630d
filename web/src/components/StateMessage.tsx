import { makeStyles, Text, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';

const useStyles = makeStyles({
  place: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'flex-start',
    gap: tokens.spacingVerticalM,
    maxWidth: '60ch',
    padding: `${tokens.spacingVerticalXXL} 0`,
  },
  title: { margin: 0, fontSize: tokens.fontSizeBase500, fontWeight: tokens.fontWeightSemibold },
});

/** A page, or a part of one, that has nothing else to show: what is the matter, and what can be done. */
export function StateMessage({ title, children, action, role }: { title: string; children?: ReactNode; action?: ReactNode; role?: 'alert' }) {
  const styles = useStyles();
  return (
    <div className={styles.place} role={role}>
      <h2 className={styles.title}>{title}</h2>
      {children === undefined ? null : <Text block>{children}</Text>}
      {action}
    </div>
  );
}
