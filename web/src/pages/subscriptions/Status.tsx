import { Badge } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';

import type { SubscriptionStatus } from '../../api/subscriptions';

const colors = { Enabled: 'success', Warning: 'warning', Suspended: 'danger', LockedOut: 'danger', Deleted: 'subtle' } as const;

/** The state of a purchase, as administrators call it. */
export function Status({ status }: { status: SubscriptionStatus }) {
  const { t } = useTranslation();
  return <Badge appearance="tint" color={colors[status]}>{t(`subscriptions.status.${status}`)}</Badge>;
}
