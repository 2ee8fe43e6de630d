import { useTranslation } from 'react-i18next';

import { useGroupName } from '../../api/holders';

/** From where somebody has a license: directly, or from a group by its name. */
export function Source({ group }: { group: string | null }) {
  const { t } = useTranslation();
  return group === null ? t('product.direct') : <FromGroup group={group} />;
}

function FromGroup({ group }: { group: string }) {
  const { t } = useTranslation();
  return t('product.fromGroup', { group: useGroupName(group) });
}
