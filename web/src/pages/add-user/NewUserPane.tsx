import { Accordion, AccordionHeader, AccordionItem, AccordionPanel, Button, MessageBar, MessageBarBody } from '@fluentui/react-components';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { Failure } from '../../components/Failure';
import { FormError } from '../../components/FormError';
import { Loading } from '../../components/Loading';
import { SidePane } from '../../components/SidePane';
import { Added } from './Added';
import { isBasicsComplete, optionalFields } from './draft';
import { useFormStyles } from './formStyles';
import { isLicensesComplete, LicensesStep } from './LicensesStep';
import { NameFields } from './NameFields';
import { PasswordFields } from './PasswordFields';
import { ProfileFields } from './ProfileFields';
import { Rehearsal } from './Rehearsal';
import { RolesFields, useRoles } from './RolesFields';
import { useAdd } from './useAdd';
import { useStart, type Start } from './useStart';
import { UserNameFields } from './UserNameFields';

/** A part of the pane, to be folded. */
function Section({ value, title, children }: { value: string; title: string; children: ReactNode }) {
  const styles = useFormStyles();
  return (
    <AccordionItem value={value}>
      <AccordionHeader as="h3">{title}</AccordionHeader>
      <AccordionPanel><div className={styles.column}>{children}</div></AccordionPanel>
    </AccordionItem>
  );
}

function Form({ start, onClose }: { start: Start; onClose: () => void }) {
  const styles = useFormStyles();
  const { t } = useTranslation();
  const roles = useRoles().data;
  const [draft, setDraft] = useState(start.make);
  const { isBusy, error, outcome, add, again } = useAdd();
  const isComplete = isBasicsComplete(draft) && isLicensesComplete(draft);
  if (outcome !== null) {
    return (
      <SidePane isOpen title={t('addUser.pane')} onClose={onClose}>
        <Added
          outcome={outcome}
          onClose={onClose}
          onAgain={() => {
            setDraft(start.make());
            again();
          }}
        />
      </SidePane>
    );
  }
  return (
    <SidePane
      isOpen
      isBusy={isBusy}
      title={t('addUser.pane')}
      onClose={onClose}
      footer={(
        <>
          <Button appearance="primary" disabled={isBusy || !isComplete} onClick={() => add(draft)}>{t('common.add')}</Button>
          <Button disabled={isBusy} onClick={onClose}>{t('common.cancel')}</Button>
        </>
      )}
    >
      {start.isMissing ? <MessageBar intent="warning" layout="multiline"><MessageBarBody>{t('userTemplates.missing')}</MessageBarBody></MessageBar> : null}
      <Accordion multiple collapsible defaultOpenItems={['name', 'domain', ...(draft.isPasswordMade ? [] : ['password']), 'licenses']} className={styles.column}>
        <Section value="name" title={t('addUser.section.name')}><NameFields draft={draft} onChange={setDraft} /></Section>
        <Section value="domain" title={t('addUser.domain')}><UserNameFields draft={draft} onChange={setDraft} domains={start.domains} /></Section>
        <Section value="contact" title={t('addUser.section.contact')}><ProfileFields draft={draft} onChange={setDraft} fields={optionalFields} /></Section>
        <Section value="password" title={t('addUser.password')}><PasswordFields draft={draft} onChange={setDraft} /></Section>
        {roles === undefined ? null : (
          <Section value="roles" title={draft.roles.length === 0 ? t('addUser.rolesNone') : t('addUser.rolesSome', { count: draft.roles.length })}>
            <div><RolesFields draft={draft} onChange={setDraft} roles={roles} /></div>
          </Section>
        )}
        <Section value="licenses" title={t('addUser.section.licenses')}><LicensesStep draft={draft} onChange={setDraft} country={start.country} /></Section>
      </Accordion>
      {isComplete ? <Rehearsal draft={draft} /> : null}
      <FormError error={error} />
    </SidePane>
  );
}

/** New user (U-41): everything in one pane, as in Germany, with 21Vianet and in the classic experience. `templateId` null: from nothing. */
export function NewUserPane({ templateId, onClose }: { templateId: string | null; onClose: () => void }) {
  const { t } = useTranslation();
  const { start, error, refetch } = useStart(templateId);
  return start !== undefined ? <Form start={start} onClose={onClose} /> : (
    <SidePane isOpen title={t('addUser.pane')} onClose={onClose}>{error === null ? <Loading /> : <Failure error={error} retry={refetch} />}</SidePane>
  );
}
