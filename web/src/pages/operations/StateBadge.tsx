import { Badge, type BadgeProps } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';

import type { ChangeState } from '../../api/changes';

const colours: Record<ChangeState, NonNullable<BadgeProps['color']>> = {
  collecting: 'brand', checking: 'brand', applying: 'brand', reverting: 'warning', paused: 'warning', finished: 'success', failed: 'danger', cancelled: 'subtle',
};

/** How a change stands. */
export function StateBadge({ state }: { state: ChangeState }) {
  const { t } = useTranslation();
  return <Badge appearance="tint" color={colours[state]}>{t(`common.progress.${state}`)}</Badge>;
}
