import { makeStyles, tokens } from '@fluentui/react-components';

/** How texts in tables and lists look. */
export const useTextStyles = makeStyles({
  /** The link or button that opens a row. */
  link: {
    color: tokens.colorBrandForegroundLink,
    fontWeight: tokens.fontWeightSemibold,
    textDecorationLine: 'none',
    ':hover': { textDecorationLine: 'underline' },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, borderRadius: tokens.borderRadiusSmall },
  },
  button: {
    font: 'inherit', backgroundColor: 'transparent', border: 'none', padding: 0, textAlign: 'start', cursor: 'pointer', maxWidth: '100%',
    overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap',
  },
  quiet: { color: tokens.colorNeutralForeground2 },
  number: { fontVariantNumeric: 'tabular-nums' },
  ellipsis: { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  /** Only for screen readers. */
  unseen: { position: 'absolute', width: '1px', height: '1px', overflow: 'hidden', clipPath: 'inset(50%)', whiteSpace: 'nowrap' },
  phoneOnly: { '@media (min-width: 641px)': { display: 'none' } },
});
