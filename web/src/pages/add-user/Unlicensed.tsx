import { Link as FluentLink, MessageBar, MessageBarBody, MessageBarTitle, Text } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';

import type { ErrorDetail } from '../../api/client';
import { ViolationWords } from '../../components/ServerWords';

/** Why somebody is, or will be, without a license. */
export function Unlicensed({ violations, title }: { violations: readonly ErrorDetail[]; title: string }) {
  const { t } = useTranslation();
  return violations.length === 0 ? null : (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>{title}</MessageBarTitle>
        {violations.map((violation, i) => <Text key={i} block><ViolationWords violation={violation} /></Text>)}
        {violations.some((violation) => violation.code === 'CountViolation') ? <FluentLink inline href="#/subscriptions">{t('manage.buy')}</FluentLink> : null}
      </MessageBarBody>
    </MessageBar>
  );
}
