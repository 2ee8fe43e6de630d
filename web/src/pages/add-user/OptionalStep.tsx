import { Accordion, AccordionHeader, AccordionItem, AccordionPanel, Checkbox, Field, Input, makeStyles, Text, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { call } from '../../api/client';
import { useMay } from '../../api/session';
import { optionalFields, type Draft } from './draft';

/** A directory role, as the server describes it. */
export interface Role {
  id: string;
  displayName: string;
  description: string;
}

const useStyles = makeStyles({
  form: { display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(220px, 1fr))', gap: tokens.spacingHorizontalM },
  roles: { display: 'flex', flexDirection: 'column' },
  about: { marginLeft: tokens.spacingHorizontalXXXL, color: tokens.colorNeutralForeground2 },
});

/** Roles that can be given; read only by who may give them. */
export function useRoles() {
  const may = useMay()('manageRoles');
  return useQuery({
    queryKey: ['roles'],
    queryFn: async ({ signal }) => (await call<{ value: Role[] }>('/api/v1/roles', { signal })).value,
    enabled: may,
  });
}

/** Optional settings: roles and profile info. */
export function OptionalStep({ draft, onChange }: { draft: Draft; onChange: (draft: Draft) => void }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const roles = useRoles().data;
  return (
    <>
      <Text>{t('addUser.optionalHint')}</Text>
      <Accordion multiple collapsible defaultOpenItems={['profile']}>
        {roles === undefined ? null : (
          <AccordionItem value="roles">
            <AccordionHeader as="h3">{draft.roles.length === 0 ? t('addUser.rolesNone') : t('addUser.rolesSome', { count: draft.roles.length })}</AccordionHeader>
            <AccordionPanel className={styles.roles}>
              {roles.map((role) => (
                <div key={role.id}>
                  <Checkbox
                    label={role.displayName}
                    checked={draft.roles.includes(role.id)}
                    onChange={(_, { checked }) => onChange({
                      ...draft, roles: checked === true ? [...draft.roles, role.id] : draft.roles.filter((other) => other !== role.id),
                    })}
                  />
                  <Text block size={200} className={styles.about}>{role.description}</Text>
                </div>
              ))}
            </AccordionPanel>
          </AccordionItem>
        )}
        <AccordionItem value="profile">
          <AccordionHeader as="h3">{t('addUser.profile')}</AccordionHeader>
          <AccordionPanel className={styles.form}>
            {optionalFields.map((field) => (
              <Field key={field} label={t(`users.field.${field}`)}>
                <Input value={draft.optional[field]} onChange={(_, { value }) => onChange({ ...draft, optional: { ...draft.optional, [field]: value } })} />
              </Field>
            ))}
          </AccordionPanel>
        </AccordionItem>
      </Accordion>
    </>
  );
}
