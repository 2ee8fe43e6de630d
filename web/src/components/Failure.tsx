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
  const { details, code } = error;
  const refs = details.flatMap((detail) => detail.refs ?? []);
  const title = titleOfCode(details[0]?.code ?? code) ?? titleOfCode(code);
  // Graph's own message of a code that has a title says no more than that; the details do.
  const isSaid = details.length > 0 && (titleOfCode(code) !== null || details.some(({ message }) => message === error.message));
  const texts = [...(isSaid ? [] : [error.message]), ...details.flatMap(({ message, remedy }) => [message, remedy])].filter((text) => text !== null && text !== undefined);
  return (
    <>
      {title === null ? null : `${title}. `}
      {texts.map((text, i) => <Fragment key={i}>{i === 0 ? null : ' '}<ServerWords text={namedMessage({ message: text, refs })} names={namesOf(refs)} /></Fragment>)}
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
