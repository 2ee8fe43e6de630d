import { Checkbox, Field, Input, makeStyles, Radio, RadioGroup, Select, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';

import { makePassword } from '../../lib/passwords';
import type { Draft } from './draft';

const MIN_PASSWORD = 8;

const useStyles = makeStyles({
  pair: { display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(220px, 1fr))', gap: tokens.spacingHorizontalM },
});

/** Whether the first step is filled in. */
export function isBasicsComplete(draft: Draft): boolean {
  return draft.displayName.trim() !== '' && draft.alias.trim() !== '' && draft.domain !== '' && draft.password.length >= MIN_PASSWORD;
}

/** Set up the basics: names, user name and password. The display name follows the others until it is typed. */
export function BasicsStep({ draft, onChange, domains }: { draft: Draft; onChange: (draft: Draft) => void; domains: readonly string[] }) {
  const styles = useStyles();
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
      <div className={styles.pair}>
        <Field label={t('users.userName')} required>
          <Input value={draft.alias} autoCapitalize="none" spellCheck={false} onChange={(_, { value }) => onChange({ ...draft, alias: value })} contentAfter="@" />
        </Field>
        <Field label={t('addUser.domain')}>
          <Select value={draft.domain} onChange={(_, { value }) => onChange({ ...draft, domain: value })}>
            {domains.map((domain) => <option key={domain} value={domain}>{domain}</option>)}
          </Select>
        </Field>
      </div>
      <Field label={t('addUser.password')}>
        <RadioGroup
          value={draft.isPasswordMade ? 'made' : 'typed'}
          onChange={(_, { value }) => onChange({ ...draft, isPasswordMade: value === 'made', password: value === 'made' ? makePassword() : '' })}
        >
          <Radio value="made" label={t('addUser.passwordMade')} />
          <Radio value="typed" label={t('addUser.passwordTyped')} />
        </RadioGroup>
      </Field>
      {draft.isPasswordMade ? null : (
        <Field label={t('addUser.password')} required hint={t('addUser.passwordHint', { count: MIN_PASSWORD })}>
          <Input type="password" autoComplete="new-password" value={draft.password} onChange={(_, { value }) => onChange({ ...draft, password: value })} />
        </Field>
      )}
      <Checkbox
        label={t('addUser.mustChange')}
        checked={draft.mustChangePassword}
        onChange={(_, { checked }) => onChange({ ...draft, mustChangePassword: checked === true })}
      />
    </>
  );
}
