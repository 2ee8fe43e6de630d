import { makeStyles, tokens } from '@fluentui/react-components';

/** How the parts of the form are laid out. */
export const useFormStyles = makeStyles({
  pair: { display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(min(220px, 100%), 1fr))', gap: tokens.spacingHorizontalM },
  column: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
});
