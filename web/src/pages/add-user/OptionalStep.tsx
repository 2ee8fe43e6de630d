import { Accordion, AccordionHeader, AccordionItem, AccordionPanel, Text } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';

import { optionalFields, type Draft } from './draft';
import { ProfileFields } from './ProfileFields';
import { RolesFields, useRoles } from './RolesFields';

/** Optional settings: roles and profile info. */
export function OptionalStep({ draft, onChange }: { draft: Draft; onChange: (draft: Draft) => void }) {
  const { t } = useTranslation();
  const roles = useRoles().data;
  return (
    <>
      <Text>{t('addUser.optionalHint')}</Text>
      <Accordion multiple collapsible defaultOpenItems={['profile']}>
        {roles === undefined ? null : (
          <AccordionItem value="roles">
            <AccordionHeader as="h3">{draft.roles.length === 0 ? t('addUser.rolesNone') : t('addUser.rolesSome', { count: draft.roles.length })}</AccordionHeader>
            <AccordionPanel><RolesFields draft={draft} onChange={onChange} roles={roles} /></AccordionPanel>
          </AccordionItem>
        )}
        <AccordionItem value="profile">
          <AccordionHeader as="h3">{t('addUser.profile')}</AccordionHeader>
          <AccordionPanel><ProfileFields draft={draft} onChange={onChange} fields={optionalFields} /></AccordionPanel>
        </AccordionItem>
      </Accordion>
    </>
  );
}
