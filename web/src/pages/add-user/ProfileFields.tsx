import { Field, Input } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';

import type { Draft, OptionalField } from './draft';
import { useFormStyles } from './formStyles';

/** What else is known about somebody. */
export function ProfileFields({ draft, onChange, fields }: { draft: Draft; onChange: (draft: Draft) => void; fields: readonly OptionalField[] }) {
  const styles = useFormStyles();
  const { t } = useTranslation();
  return (
    <div className={styles.pair}>
      {fields.map((field) => (
        <Field key={field} label={t(`users.field.${field}`)}>
          <Input value={draft.optional[field]} onChange={(_, { value }) => onChange({ ...draft, optional: { ...draft.optional, [field]: value } })} />
        </Field>
      ))}
    </div>
  );
}
