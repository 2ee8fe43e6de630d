import { Checkbox, Field, Input, Radio, RadioGroup } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';

import { makePassword } from '../../lib/passwords';
import { MIN_PASSWORD, type Draft } from './draft';

/** The choice of a password: made here or typed; and whether it must be changed. Without `isAsked` it is not typed now. */
export function PasswordFields({ draft, onChange, isAsked = true }: { draft: Draft; onChange: (draft: Draft) => void; isAsked?: boolean }) {
  const { t } = useTranslation();
  return (
    <>
      <Field label={t('addUser.password')}>
        <RadioGroup
          value={draft.isPasswordMade ? 'made' : 'typed'}
          onChange={(_, { value }) => onChange({ ...draft, isPasswordMade: value === 'made', password: value === 'made' ? makePassword() : '' })}
        >
          <Radio value="made" label={t('addUser.passwordMade')} />
          <Radio value="typed" label={t('addUser.passwordTyped')} />
        </RadioGroup>
      </Field>
      {draft.isPasswordMade || !isAsked ? null : (
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
