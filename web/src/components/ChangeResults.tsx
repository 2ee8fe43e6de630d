import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { ArrowDownloadRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { downloadResults, useChangeResults, type Change } from '../api/changes';
import { titleOfCode } from '../lib/codes';
import { ErrorWords, Failure } from './Failure';
import { Loading } from './Loading';
import { ServerWords } from './ServerWords';

const useStyles = makeStyles({
  place: { display: 'flex', flexDirection: 'column', alignItems: 'flex-start', gap: tokens.spacingVerticalM },
  list: { listStyleType: 'none', margin: 0, padding: 0, width: '100%' },
  item: { padding: `${tokens.spacingVerticalS} 0`, borderBottom: `1px solid ${tokens.colorNeutralStroke2}`, overflowWrap: 'anywhere' },
  code: { fontWeight: tokens.fontWeightSemibold },
});

/** Whom a change refused, with code and remedy, and the results of everybody as a file. */
export function ChangeResults({ change }: { change: Change }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const [failed, setFailed] = useState<Error | null>(null);
  const { rows, hasMore, isLoadingMore, loadMore, error, refetch } = useChangeResults(change.counts.refused === 0 ? null : change.id, 'refused');
  const download = () => {
    setFailed(null);
    downloadResults(change.id).catch(setFailed);
  };
  return (
    <div className={styles.place}>
      <Button icon={<ArrowDownloadRegular />} onClick={download}>{t('common.progress.download')}</Button>
      {failed === null ? null : <Text role="alert"><ErrorWords error={failed} /></Text>}
      {change.counts.refused === 0 ? null : error !== null ? <Failure error={error} retry={refetch} /> : rows === undefined ? <Loading /> : (
        <>
          <ul className={styles.list} aria-label={t('common.progress.refused')}>
            {rows.map((row) => (
              <li key={row.id ?? row.line} className={styles.item}>
                <Text weight="semibold" block>{row.userPrincipalName}</Text>
                <Text block>
                  <span className={styles.code}>{titleOfCode(row.code) ?? row.code}</span> {row.message === null ? null : <ServerWords text={row.message} />}
                </Text>
                {row.remedy === null ? null : <Text block size={200}><ServerWords text={row.remedy} /></Text>}
              </li>
            ))}
          </ul>
          {hasMore ? <Button disabled={isLoadingMore} onClick={loadMore}>{t('common.progress.more')}</Button> : null}
        </>
      )}
    </div>
  );
}
