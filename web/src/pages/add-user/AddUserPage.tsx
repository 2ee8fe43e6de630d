import { MessageBar, MessageBarBody } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { useLocation, useParams } from 'wouter';

import { Failure } from '../../components/Failure';
import { Loading } from '../../components/Loading';
import { PageTitle } from '../../components/PageTitle';
import { useExperience } from '../../lib/experience';
import UsersPage from '../users/UsersPage';
import { NewUserPane } from './NewUserPane';
import { useStart } from './useStart';
import { Wizard } from './Wizard';

function InSteps({ templateId }: { templateId: string | null }) {
  const { t } = useTranslation();
  const { start, error, refetch } = useStart(templateId);
  return (
    <>
      <PageTitle title={t('addUser.title')} />
      {start?.isMissing === true ? <MessageBar intent="warning" layout="multiline"><MessageBarBody>{t('userTemplates.missing')}</MessageBarBody></MessageBar> : null}
      {start !== undefined ? <Wizard start={start} /> : error === null ? <Loading /> : <Failure error={error} retry={refetch} />}
    </>
  );
}

/** Users > Active users > Add a user, perhaps from a template: in steps (U-40), or in one pane over the list (U-41). */
export default function AddUserPage() {
  const { template = null } = useParams();
  const { experience } = useExperience();
  const [, go] = useLocation();
  return experience === 'new' ? <InSteps key={template} templateId={template} /> : (
    <>
      <UsersPage />
      <NewUserPane key={template} templateId={template} onClose={() => go('/users')} />
    </>
  );
}
