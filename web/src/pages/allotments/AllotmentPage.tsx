import { Button, makeStyles, tokens, useRestoreFocusTarget } from '@fluentui/react-components';
import { DeleteRegular, EditRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'wouter';

import { useAllotment, type Allotment } from '../../api/allotments';
import { ApiError } from '../../api/client';
import { useMay } from '../../api/session';
import { AllotmentPeople } from '../../components/AllotmentPeople';
import { Failure } from '../../components/Failure';
import { Loading } from '../../components/Loading';
import { PageTitle } from '../../components/PageTitle';
import { StateMessage } from '../../components/StateMessage';
import { useTextStyles } from '../../components/textStyles';
import { AllotmentFacts } from './AllotmentFacts';
import { AllotmentPane } from './AllotmentPane';
import { DeleteAllotment } from './DeleteAllotment';

const useStyles = makeStyles({
  way: { display: 'block', marginBottom: tokens.spacingVerticalXS },
  heading: { margin: `${tokens.spacingVerticalXXL} 0 ${tokens.spacingVerticalS}`, fontSize: tokens.fontSizeBase500, lineHeight: tokens.lineHeightBase500, fontWeight: tokens.fontWeightSemibold },
});

function People({ allotment }: { allotment: Allotment }) {
  const styles = useStyles();
  const text = useTextStyles();
  const { t } = useTranslation();
  const maySeeUsers = useMay()('readDirectory');
  return (
    <section aria-labelledby="allotment-people">
      <h2 id="allotment-people" className={styles.heading}>{t('common.people')}</h2>
      <AllotmentPeople
        allotment={allotment}
        isOwn={false}
        nameCell={({ id, displayName }) => (maySeeUsers ? <Link className={text.link} href={`/users/${id}`} title={displayName}>{displayName}</Link> : displayName)}
        none={t(allotment.groups.length === 0 ? 'allotments.noGroups' : 'allotments.nobodyHint')}
      />
    </section>
  );
}

function Page({ allotment }: { allotment: Allotment }) {
  const { t } = useTranslation();
  const mayManage = useMay()('manageAllotments');
  const restore = useRestoreFocusTarget();
  const [pane, setPane] = useState<'edit' | 'delete' | null>(null);
  const close = () => setPane(null);
  return (
    <>
      <PageTitle title={allotment.displayName}>
        {mayManage ? (
          <>
            <Button {...restore} icon={<EditRegular />} onClick={() => setPane('edit')}>{t('common.edit')}</Button>
            <Button {...restore} icon={<DeleteRegular />} onClick={() => setPane('delete')}>{t('common.delete')}</Button>
          </>
        ) : null}
      </PageTitle>
      <AllotmentFacts allotment={allotment} />
      <People allotment={allotment} />
      {pane === 'edit' ? <AllotmentPane allotment={allotment} onClose={close} /> : null}
      {pane === 'delete' ? <DeleteAllotment allotment={allotment} onClose={close} /> : null}
    </>
  );
}

/** One allotment: what it limits, and who takes licenses of it. */
export default function AllotmentPage() {
  const styles = useStyles();
  const text = useTextStyles();
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const { data, error, refetch } = useAllotment(id);
  const isMissing = error instanceof ApiError && error.status === 404;
  return (
    <>
      <nav className={styles.way} aria-label={t('product.way')}>
        <Link className={text.link} href="/licenses">{t('licenses.title')}</Link> <span aria-hidden>›</span>{' '}
        <Link className={text.link} href="/licenses/allotments">{t('allotments.title')}</Link> <span aria-hidden>›</span>
      </nav>
      {isMissing ? <><PageTitle title={t('allotments.title')} /><StateMessage title={t('allotments.missing')}>{t('allotments.missingHint')}</StateMessage></>
        : data !== undefined ? <Page key={id} allotment={data} />
        : error === null ? <Loading /> : <Failure error={error} retry={() => void refetch()} />}
    </>
  );
}
