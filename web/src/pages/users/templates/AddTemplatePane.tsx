import { Accordion, AccordionHeader, AccordionItem, AccordionPanel, Button, Field, Input, Text } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { createUserTemplate } from '../../../api/userTemplates';
import { Failure } from '../../../components/Failure';
import { FormError } from '../../../components/FormError';
import { Loading } from '../../../components/Loading';
import { useNotify } from '../../../components/Notices';
import { SidePane } from '../../../components/SidePane';
import { useAction } from '../../../lib/useAction';
import { contentsOf, templateFields } from '../../add-user/draft';
import { useFormStyles } from '../../add-user/formStyles';
import { LicensesStep } from '../../add-user/LicensesStep';
import { PasswordFields } from '../../add-user/PasswordFields';
import { ProfileFields } from '../../add-user/ProfileFields';
import { RolesFields, useRoles } from '../../add-user/RolesFields';
import { DomainField } from '../../add-user/UserNameFields';
import { useStart, type Start } from '../../add-user/useStart';

function Form({ start, onClose }: { start: Start; onClose: () => void }) {
  const styles = useFormStyles();
  const { t } = useTranslation();
  const notify = useNotify();
  const client = useQueryClient();
  const roles = useRoles().data;
  const [name, setName] = useState('');
  const [draft, setDraft] = useState(() => ({ ...start.make(), withLicenses: false }));
  const action = useAction();
  const save = async () => {
    if (await action.run(() => createUserTemplate(name.trim(), contentsOf(draft)))) {
      notify({ title: t('userTemplates.saved', { name: name.trim() }) });
      onClose();
      await client.invalidateQueries({ queryKey: ['userTemplates'] });
    }
  };
  return (
    <SidePane
      isOpen
      isBusy={action.isBusy}
      title={t('userTemplates.add')}
      onClose={onClose}
      footer={(
        <>
          <Button appearance="primary" disabled={action.isBusy || name.trim() === ''} onClick={() => void save()}>{t('common.save')}</Button>
          <Button disabled={action.isBusy} onClick={onClose}>{t('common.cancel')}</Button>
        </>
      )}
    >
      <Text>{t('userTemplates.about')}</Text>
      <Field label={t('userTemplates.name')} required><Input value={name} maxLength={64} onChange={(_, { value }) => setName(value)} /></Field>
      <DomainField draft={draft} onChange={setDraft} domains={start.domains} />
      <PasswordFields draft={draft} onChange={setDraft} isAsked={false} />
      <LicensesStep draft={draft} onChange={setDraft} country={start.country} />
      <Accordion multiple collapsible>
        {roles === undefined ? null : (
          <AccordionItem value="roles">
            <AccordionHeader as="h3">{draft.roles.length === 0 ? t('addUser.rolesNone') : t('addUser.rolesSome', { count: draft.roles.length })}</AccordionHeader>
            <AccordionPanel><RolesFields draft={draft} onChange={setDraft} roles={roles} /></AccordionPanel>
          </AccordionItem>
        )}
        <AccordionItem value="profile">
          <AccordionHeader as="h3">{t('addUser.profile')}</AccordionHeader>
          <AccordionPanel><div className={styles.column}><ProfileFields draft={draft} onChange={setDraft} fields={templateFields} /></div></AccordionPanel>
        </AccordionItem>
      </Accordion>
      <FormError error={action.error} />
    </SidePane>
  );
}

/** Makes a template for new users: everything but what is one person's. */
export function AddTemplatePane({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { start, error, refetch } = useStart(null);
  return start !== undefined ? <Form start={start} onClose={onClose} /> : (
    <SidePane isOpen title={t('userTemplates.add')} onClose={onClose}>{error === null ? <Loading /> : <Failure error={error} retry={refetch} />}</SidePane>
  );
}
