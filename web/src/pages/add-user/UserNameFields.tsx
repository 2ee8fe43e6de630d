import { Field, Input, Select } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';

import type { Draft } from './draft';
import { useFormStyles } from './formStyles';

interface Props {
  draft: Draft;
  onChange: (draft: Draft) => void;
  domains: readonly string[];
}

/** What stands behind the at sign. */
export function DomainField({ draft, onChange, domains }: Props) {
  const { t } = useTranslation();
  return (
    <Field label={t('addUser.domain')}>
      <Select value={draft.domain} onChange={(_, { value }) => onChange({ ...draft, domain: value })}>
        {domains.map((domain) => <option key={domain} value={domain}>{domain}</option>)}
      </Select>
    </Field>
  );
}

/** The user name. */
export function UserNameFields({ draft, onChange, domains }: Props) {
  const styles = useFormStyles();
  const { t } = useTranslation();
  return (
    <div className={styles.pair}>
      <Field label={t('users.userName')} required>
        <Input value={draft.alias} autoCapitalize="none" spellCheck={false} onChange={(_, { value }) => onChange({ ...draft, alias: value })} contentAfter="@" />
      </Field>
      <DomainField draft={draft} onChange={onChange} domains={domains} />
    </div>
  );
}
