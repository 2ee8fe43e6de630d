import { Button, makeStyles, MessageBar, MessageBarBody, ProgressBar, Text, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { isOver, steerChange, type Change } from '../api/changes';
import { useMay } from '../api/session';
import { FormError } from './FormError';
import { ServerWords } from './ServerWords';

const useStyles = makeStyles({
  place: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  counts: { display: 'flex', flexWrap: 'wrap', gap: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalXL}`, margin: 0 },
  count: { margin: 0, fontSize: tokens.fontSizeBase500, fontWeight: tokens.fontWeightSemibold },
  buttons: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
});

const countNames = ['changed', 'unchanged', 'refused', 'reverted', 'skipped'] as const;

/** How far a change of many users is: it can be paused, and left. */
export function ChangeProgress({ change, refetch }: { change: Change; refetch: () => void }) {
  const styles = useStyles();
  const { t, i18n } = useTranslation();
  const number = (value: number) => value.toLocaleString(i18n.language);
  const may = useMay();
  const [failed, setFailed] = useState<Error | null>(null);
  const steer = async (verb: 'pause' | 'resume' | 'cancel') => {
    try {
      await steerChange(change.id, verb);
      setFailed(null);
    } catch (error) {
      setFailed(error as Error);
    }
    refetch();
  };
  return (
    <div className={styles.place}>
      <Text role="status" weight="semibold">{t(`common.progress.${change.state}`)}</Text>
      {isOver(change) ? null : (
        <>
          <ProgressBar
            aria-label={t(`common.progress.${change.state}`)}
            {...(change.state === 'collecting' || change.total === 0 ? {} : { value: change.done / change.total })}
          />
          <Text>{t('common.progress.of', { done: number(change.done), total: number(change.total) })}</Text>
          <Text size={200}>{t('common.progress.leave')}</Text>
          {may('assignLicense') ? (
            <div className={styles.buttons}>
              {change.state === 'paused'
                ? <Button onClick={() => void steer('resume')}>{t('common.progress.resume')}</Button>
                : <Button onClick={() => void steer('pause')}>{t('common.progress.pause')}</Button>}
              <Button onClick={() => void steer('cancel')}>{t('common.cancel')}</Button>
            </div>
          ) : null}
          <FormError error={failed} />
        </>
      )}
      {change.trouble === null ? null : (
        <MessageBar intent="warning" layout="multiline" role="status">
          <MessageBarBody>
            <ServerWords text={change.trouble.message} />{' '}
            {t('common.progress.nextTry', { time: new Date(change.trouble.nextTryDateTime).toLocaleTimeString(i18n.language) })}
          </MessageBarBody>
        </MessageBar>
      )}
      {change.error === null ? null : <MessageBar intent="error" layout="multiline"><MessageBarBody><ServerWords text={change.error.message} /></MessageBarBody></MessageBar>}
      <dl className={styles.counts}>
        {countNames.filter((name) => name === 'changed' || change.counts[name] > 0).map((name) => (
          <div key={name}>
            <dt><Text size={200}>{t(name === 'changed' && change.preview ? 'common.progress.wouldChange' : `common.progress.${name}`)}</Text></dt>
            <dd className={styles.count}>{number(change.counts[name])}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
