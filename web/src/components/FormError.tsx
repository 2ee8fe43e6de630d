import { Link, MessageBar, MessageBarActions, MessageBarBody } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { ApiError, signInAddress } from '../api/client';
import { ErrorWords } from './Failure';

/** What was asked for could not be done: why. When the session is over one signs in beside it, in another tab, and what was typed stays. */
export function FormError({ error }: { error: Error | null }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  if (error === null) {
    return null;
  }
  const isSignedOut = error instanceof ApiError && error.status === 401;
  const readSessionOnReturn = () => void client.invalidateQueries({ queryKey: ['session'], refetchType: 'none' });
  return (
    <MessageBar intent="error" layout="multiline" role="alert">
      <MessageBarBody>{isSignedOut ? t('state.signedOut') : <ErrorWords error={error} />}</MessageBarBody>
      {isSignedOut ? (
        <MessageBarActions>
          <Link href={signInAddress()} target="_blank" rel="noreferrer" onClick={readSessionOnReturn}>{t('state.signInAgain')}</Link>
        </MessageBarActions>
      ) : null}
    </MessageBar>
  );
}
