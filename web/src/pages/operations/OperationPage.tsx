import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { ArrowUndoRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'wouter';

import { previewUndo, useOperation, type Operation } from '../../api/operations';
import { useMay } from '../../api/session';
import { Facts } from '../../components/Facts';
import { Failure } from '../../components/Failure';
import { FormError } from '../../components/FormError';
import { Loading } from '../../components/Loading';
import { PageTitle } from '../../components/PageTitle';
import { ServerWords } from '../../components/ServerWords';
import { useTextStyles } from '../../components/textStyles';
import { useDates } from '../../lib/dates';
import { useAddress } from '../../lib/router';
import { LedgerChanges } from './LedgerChanges';
import { useActorName, useTargetName } from './titles';

const useStyles = makeStyles({
  place: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXXL, maxWidth: '1100px' },
  heading: { margin: `0 0 ${tokens.spacingVerticalM}`, fontSize: tokens.fontSizeBase500, fontWeight: tokens.fontWeightSemibold },
});

/** An operation that this one takes back, or that takes this one back. */
function Other({ id }: { id: string }) {
  const { t } = useTranslation();
  const text = useTextStyles();
  const { time } = useDates();
  const { data } = useOperation(id);
  return (
    <Link className={text.link} href={`/operations/all/${id}`}>
      {data === undefined ? t('operations.ledger.another') : `${t(`operations.kind.${data.kind}`)}, ${time(data.createdDateTime)}`}
    </Link>
  );
}

function OperationFacts({ operation }: { operation: Operation }) {
  const { t, i18n } = useTranslation();
  const { time } = useDates();
  const actorName = useActorName();
  const targetName = useTargetName();
  const { undoes = null, undoneBy = null, undoInstead = null } = operation;
  return (
    <Facts
      facts={[
        { name: t('operations.ledger.number'), value: operation.number.toLocaleString(i18n.language) },
        { name: t('operations.ledger.target'), value: targetName(operation.target) },
        { name: t('operations.ledger.who'), value: actorName(operation.actor) },
        { name: t('operations.ledger.when'), value: time(operation.createdDateTime) },
        { name: t('operations.ledger.reason'), value: operation.reason },
        { name: t('operations.ledger.correlation'), value: operation.correlationId },
        { name: t('operations.ledger.undoes'), value: undoes === null ? null : <Other id={undoes} /> },
        { name: t('operations.ledger.undoneBy'), value: undoneBy === null ? null : <Other id={undoneBy} /> },
        { name: t('operations.ledger.undoInstead'), value: undoInstead === null ? null : <ServerWords text={undoInstead} /> },
      ]}
    />
  );
}

function OperationWithId({ id }: { id: string }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const [, go] = useAddress();
  const may = useMay();
  const [isBusy, setIsBusy] = useState(false);
  const [failed, setFailed] = useState<Error | null>(null);
  const { data: operation, error, refetch } = useOperation(id);
  if (operation === undefined) {
    return error === null ? <Loading /> : <Failure error={error} retry={() => void refetch()} />;
  }
  const undo = async () => {
    setIsBusy(true);
    setFailed(null);
    try {
      go(`/operations/${(await previewUndo(operation.id)).id}`);
    } catch (wrong) {
      setFailed(wrong as Error);
      setIsBusy(false);
    }
  };
  const mayChange = may('assignLicense') || may('assignGroupLicense') || may('manageGroups');
  return (
    <>
      <PageTitle title={t(`operations.kind.${operation.kind}`)}>
        {operation.changeCount === 0 || !mayChange || !operation.undoable ? null : <Button icon={<ArrowUndoRegular />} disabled={isBusy} onClick={() => void undo()}>{t('operations.ledger.undo')}</Button>}
      </PageTitle>
      <div className={styles.place}>
        {failed === null ? null : (
          <div>
            <Text block weight="semibold">{t('operations.ledger.undoFailed')}</Text>
            <FormError error={failed} />
          </div>
        )}
        <OperationFacts operation={operation} />
        <section>
          <h2 className={styles.heading}>{t('operations.ledger.changes')}</h2>
          <LedgerChanges id={operation.id} />
        </section>
      </div>
    </>
  );
}

/** One operation of the ledger, with what it changed; it can be undone, after a preview. */
export default function OperationPage() {
  const { id = '' } = useParams<{ id: string }>();
  return <OperationWithId key={id} id={id} />; // another operation begins anew
}
