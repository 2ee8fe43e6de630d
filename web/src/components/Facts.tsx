import { makeStyles, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';

const useStyles = makeStyles({
  list: {
    display: 'grid',
    gridTemplateColumns: 'fit-content(40%) 1fr',
    gap: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalXL}`,
    margin: 0,
  },
  name: { color: tokens.colorNeutralForeground2 },
  value: { margin: 0, overflowWrap: 'anywhere' },
});

/** Properties of something: names and values. One without a value is not shown. */
export function Facts({ facts }: { facts: readonly { name: string; value: ReactNode }[] }) {
  const styles = useStyles();
  return (
    <dl className={styles.list}>
      {facts.filter(({ value }) => value !== null && value !== undefined && value !== '').map(({ name, value }) => [
        <dt key={`${name} name`} className={styles.name}>{name}</dt>,
        <dd key={name} className={styles.value}>{value}</dd>,
      ])}
    </dl>
  );
}
