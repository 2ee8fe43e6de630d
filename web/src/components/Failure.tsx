import { Button } from '@fluentui/react-components';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';

import { ApiError, namedMessage } from '../api/client';
import { titleOfCode } from '../lib/codes';
import { FormError } from './FormError';
import { StateMessage } from './StateMessage';

/** What is wrong, in words: ours where the server could not say anything. */
export function wordsOf(error: Error, t: TFunction): string {
  if (!(error instanceof ApiError)) {
    return error.message;
  }
  if (error.status === 0) {
    return t('state.unreachable');
  }
  const remedies = error.details.map((detail) => detail.remedy).filter((remedy) => remedy !== null && remedy !== undefined);
  const refs = error.details.flatMap((detail) => detail.refs ?? []);
  const title = titleOfCode(error.details[0]?.code ?? error.code) ?? titleOfCode(error.code);
  return [...(title === null ? [] : [`${title}.`]), namedMessage({ message: error.message, refs }), ...remedies].join(' ');
}

/** Something could not be read: why, and another try. */
export function Failure({ error, retry }: { error: Error; retry?: () => void }) {
  const { t } = useTranslation();
  if (error instanceof ApiError && error.status === 401) {
    return <FormError error={error} />;
  }
  const id = error instanceof ApiError ? error.requestId : null;
  return (
    <StateMessage
      role="alert"
      title={t('state.failed')}
      action={retry === undefined ? undefined : <Button appearance="primary" onClick={retry}>{t('state.retry')}</Button>}
    >
      {wordsOf(error, t)}
      {id === null ? null : <><br />{t('state.requestId', { id })}</>}
    </StateMessage>
  );
}
