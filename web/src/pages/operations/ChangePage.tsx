import { Button, makeStyles, MessageBar, MessageBarBody, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'wouter';

import { applyPreview, isOver, previewOf, useChange, type Change } from '../../api/changes';
import { previewUndo } from '../../api/operations';
import { useMay } from '../../api/session';
import { ChangeProgress } from '../../components/ChangeProgress';
import { Facts } from '../../components/Facts';
import { Failure } from '../../components/Failure';
import { FormError } from '../../components/FormError';
import { Loading } from '../../components/Loading';
import { PageTitle } from '../../components/PageTitle';
import { PreviewPanel } from '../../components/PreviewPanel';
import { useTextStyles } from '../../components/textStyles';
import { useDates } from '../../lib/dates';
import { useAddress } from '../../lib/router';
import { Results } from './Results';
import { useTitleOf } from './titles';

const useStyles = makeStyles({
  place: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXXL, maxWidth: '1100px' },
  heading: { margin: `0 0 ${tokens.spacingVerticalM}`, fontSize: tokens.fontSizeBase500, fontWeight: tokens.fontWeightSemibold },
});

function ChangeFacts({ change }: { change: Change }) {
  const { t } = useTranslation();
  const { time } = useDates();
  const text = useTextStyles();
  const mayReadLedger = useMay()('readOperations');
  const link = (id: string | null | undefined) => (id === null || id === undefined || !mayReadLedger ? null
    : <Link className={text.link} href={`/operations/all/${id}`}>{t('operations.change.operation')}</Link>);
  return (
    <Facts
      facts={[
        { name: t('operations.change.by'), value: change.actor },
        { name: t('operations.change.begun'), value: time(change.createdDateTime) },
        { name: t('operations.change.ended'), value: change.finishedDateTime === null ? null : time(change.finishedDateTime) },
        { name: t('operations.change.reason'), value: change.reason },
        { name: t('operations.change.mode'), value: t(`operations.change.${change.mode}`) },
        { name: t('operations.change.ledger'), value: link(change.operation) },
        { name: t('operations.change.undoes'), value: link(change.undoes) },
      ]}
    />
  );
}

/** What can be done next: make a preview true, or undo what was done. */
function NextStep({ change }: { change: Change }) {
  const { t } = useTranslation();
  const may = useMay();
  const [, go] = useAddress();
  const [isBusy, setIsBusy] = useState(false);
  const [failed, setFailed] = useState<Error | null>(null);
  const follow = async (start: () => Promise<Change>) => {
    setIsBusy(true);
    setFailed(null);
    try {
      go(`/operations/${(await start()).id}`);
    } catch (error) {
      setFailed(error as Error);
    } finally {
      setIsBusy(false);
    }
  };
  const { operation } = change;
  if (change.state !== 'finished' || !may('assignLicense')) {
    return null;
  }
  return (
    <>
      {change.preview ? (
        <MessageBar layout="multiline">
          <MessageBarBody>{t(change.counts.changed === 0 ? 'operations.change.cannotApply' : 'operations.change.isPreview')}</MessageBarBody>
        </MessageBar>
      ) : null}
      <div>
        {change.preview && change.counts.changed > 0 ? (
          <Button appearance="primary" disabled={isBusy} onClick={() => void follow(() => applyPreview(change.id))}>
            {t(change.action === 'undo' ? 'operations.change.applyUndo' : 'operations.change.apply')}
          </Button>
        ) : null}
        {!change.preview && operation !== null ? (
          <Button disabled={isBusy} onClick={() => void follow(() => previewUndo(operation))}>{t('common.undo')}</Button>
        ) : null}
      </div>
      <FormError error={failed} />
    </>
  );
}

/** One change of many people: how far it is, what it would do or did, and what became of each. It can be left. */
export default function ChangePage() {
  const styles = useStyles();
  const { t } = useTranslation();
  const { id = '' } = useParams<{ id: string }>();
  const titleOf = useTitleOf();
  const { data: change, error, refetch } = useChange(id);
  if (change === undefined) {
    return error === null ? <Loading /> : <Failure error={error} retry={() => void refetch()} />;
  }
  return (
    <>
      <PageTitle title={titleOf(change)} />
      <div className={styles.place}>
        <ChangeFacts change={change} />
        <ChangeProgress change={change} refetch={() => void refetch()} />
        <NextStep key={change.id} change={change} />
        {change.summary === null ? null : (
          <section>
            <h2 className={styles.heading}>{t(change.preview ? 'common.preview.title' : 'operations.change.summary')}</h2>
            <PreviewPanel preview={previewOf(change.summary)} />
          </section>
        )}
        <section>
          <h2 className={styles.heading}>{t('operations.change.results')}</h2>
          <Results key={`${change.id} ${String(isOver(change))}`} change={change} />
        </section>
      </div>
    </>
  );
}
