import { Field, Input } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';

import type { Draft } from './draft';
import { useFormStyles } from './formStyles';

/** First, last and display name. The display name follows the others until it is typed. */
export function NameFields({ draft, onChange }: { draft: Draft; onChange: (draft: Draft) => void }) {
  const styles = useFormStyles();
  const { t } = useTranslation();
  const setName = (names: Pick<Draft, 'givenName' | 'surname'>) => {
    const joined = (parts: Pick<Draft, 'givenName' | 'surname'>) => `${parts.givenName} ${parts.surname}`.trim();
    onChange({ ...draft, ...names, displayName: draft.displayName === joined(draft) ? joined(names) : draft.displayName });
  };
  return (
    <>
      <div className={styles.pair}>
        <Field label={t('users.field.givenName')}>
          <Input value={draft.givenName} onChange={(_, { value }) => setName({ givenName: value, surname: draft.surname })} />
        </Field>
        <Field label={t('users.field.surname')}>
          <Input value={draft.surname} onChange={(_, { value }) => setName({ givenName: draft.givenName, surname: value })} />
        </Field>
      </div>
      <Field label={t('users.displayName')} required>
        <Input value={draft.displayName} onChange={(_, { value }) => onChange({ ...draft, displayName: value })} />
      </Field>
    </>
  );
}
