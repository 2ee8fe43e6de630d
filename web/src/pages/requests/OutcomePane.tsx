import { Text } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';

import type { LicenseRequest } from '../../api/requests';
import { SidePane } from '../../components/SidePane';
import { useDates } from '../../lib/dates';
import { Outcomes } from './Outcomes';

/** A request that is decided. */
export function OutcomePane({ request, onClose }: { request: LicenseRequest; onClose: () => void }) {
  const { t } = useTranslation();
  const { day } = useDates();
  return (
    <SidePane title={t('requests.title', { product: request.sku.displayName })} isOpen onClose={onClose}>
      <Text>{t('requests.asked', { name: request.requestedBy.displayName, date: day(request.createdDateTime) })}</Text>
      {request.message === null ? null : <Text>“{request.message}”</Text>}
      <Outcomes people={request.people} />
    </SidePane>
  );
}
