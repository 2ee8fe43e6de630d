import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { CheckmarkCircleFilled, ErrorCircleFilled, PauseCircleFilled, WarningFilled } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';

import type { Holder } from '../../api/holders';

const useStyles = makeStyles({
  place: { display: 'inline-flex', alignItems: 'center', gap: tokens.spacingHorizontalXS, maxWidth: '100%', whiteSpace: 'normal' },
  icon: { flexShrink: 0 },
  Active: { color: tokens.colorStatusSuccessForeground1 },
  ActiveWithError: { color: tokens.colorStatusWarningForeground1 },
  Disabled: { color: tokens.colorNeutralForeground2 },
  Error: { color: tokens.colorStatusDangerForeground1 },
});

const icons = { Active: CheckmarkCircleFilled, ActiveWithError: WarningFilled, Disabled: PauseCircleFilled, Error: ErrorCircleFilled };

/** How it stands with a license of somebody, in words. */
export function HolderState({ holder }: { holder: Pick<Holder, 'state' | 'error'> }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const Icon = icons[holder.state];
  const words = holder.error === 'None' ? t(`product.state.${holder.state}`) : `${t(`product.state.${holder.state}`)}: ${t(`product.error.${holder.error}`)}`;
  return (
    <span className={styles.place}>
      <Icon aria-hidden className={mergeClasses(styles.icon, styles[holder.state])} />
      {words}
    </span>
  );
}
