import { Button } from '@fluentui/react-components';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';

import { ApiError, namedMessage, namesOf } from '../api/client';
import { titleOfCode } from '../lib/codes';
import { FormError } from './FormError';
import { ServerWords } from './ServerWords';
import { StateMessage } from './StateMessage';

/** What is wrong, in words: ours where the server could not say anything, and what to do about it. */
export function ErrorWords({ error }: { error: Error }) {
  const { t } = useTranslation();
  if (!(error instanceof ApiError)) {
    return error.message;
  }
  if (error.status === 0) {
    return t('state.unreachable');
  }
  const remedies = error.details.map((detail) => detail.remedy).filter((remedy) => remedy !== null && remedy !== undefined);
  const refs = error.details.flatMap((detail) => detail.refs ?? []);
  const title = titleOfCode(error.details[0]?.code ?? error.code) ?? titleOfCode(error.code);
  const names = namesOf(refs);
  return (
    <>
      {title === null ? null : `${title}. `}
      {[namedMessage({ message: error.message, refs }), ...remedies].map((text, i) => (
        <Fragment key={i}>{i === 0 ? null : ' '}<ServerWords text={text} names={names} /></Fragment>
      ))}
    </>
  );
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
      <ErrorWords error={error} />
      {id === null ? null : <><br />{t('state.requestId', { id })}</>}
    </StateMessage>
  );
}
