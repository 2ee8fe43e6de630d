import { Badge, Button, Card, makeStyles, Text, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';

import { useSession } from '../../api/session';
import { endSession, useMySessions, type PageSession } from '../../api/sessions';
import { Facts } from '../../components/Facts';
import { Failure } from '../../components/Failure';
import { FormError } from '../../components/FormError';
import { Loading } from '../../components/Loading';
import { useNotify } from '../../components/Notices';
import { PageTitle } from '../../components/PageTitle';
import { browserOf } from '../../lib/browsers';
import { useDates } from '../../lib/dates';
import { useAction } from '../../lib/useAction';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL, maxWidth: '720px' },
  hint: { display: 'block', maxWidth: '64ch', marginBottom: tokens.spacingVerticalL },
  head: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM },
  name: { margin: 0, fontSize: tokens.fontSizeBase400, fontWeight: tokens.fontWeightSemibold, flexGrow: 1 },
});

function Item({ session, isHere, onEnded }: { session: PageSession; isHere: boolean; onEnded: () => void }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const { time } = useDates();
  const action = useAction();
  const notify = useNotify();
  const name = browserOf(session.userAgent) ?? t('sessions.unknown');
  const end = async () => {
    if (await action.run(() => endSession(session.id))) {
      notify({ title: t('sessions.ended', { name }) });
      onEnded();
    }
  };
  return (
    <Card>
      <div className={styles.head}>
        <h2 className={styles.name}>{name}</h2>
        {isHere
          ? <Badge appearance="tint" color="success">{t('sessions.here')}</Badge>
          : <Button disabled={action.isBusy} aria-label={t('sessions.endOf', { name, time: time(session.createdDateTime) })} onClick={() => void end()}>{t('sessions.end')}</Button>}
      </div>
      <Facts
        facts={[
          { name: t('sessions.address'), value: session.ipAddress },
          { name: t('sessions.since'), value: time(session.createdDateTime) },
          { name: t('sessions.seen'), value: time(session.lastSeenDateTime) },
          { name: t('sessions.until'), value: time(session.expiresDateTime) },
        ]}
      />
      <FormError error={action.error} />
    </Card>
  );
}

/** Where the person is signed in: what he does not know he ends. */
export default function SessionsPage() {
  const styles = useStyles();
  const { t } = useTranslation();
  const here = useSession().data?.id;
  const { data, error, refetch } = useMySessions();
  if (data === undefined) {
    return error === null ? <Loading /> : <Failure error={error} retry={() => void refetch()} />;
  }
  return (
    <>
      <PageTitle title={t('sessions.title')} />
      <Text className={styles.hint}>{t('sessions.hint')}</Text>
      <ul className={styles.list}>
        {data.map((session) => <li key={session.id}><Item session={session} isHere={session.id === here} onEnded={() => void refetch()} /></li>)}
      </ul>
    </>
  );
}
