import { Field, Input, makeStyles, Select, Switch, Text, tokens } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

import type { Setting, SettingValue } from '../../api/settings';

const variants = ['worldwide', 'germany', 'china'] as const;

const useStyles = makeStyles({
  place: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXS, maxWidth: '64ch' },
  hint: { color: tokens.colorNeutralForeground2 },
  input: { width: '160px' },
  select: { maxWidth: '320px' },
});

/** What stands in a field: numbers as they were typed, so that nothing is lost while they are. */
export type Typed = boolean | string;

/** The field of a value. */
export const typedOf = (value: SettingValue): Typed => (typeof value === 'boolean' ? value : String(value));

/** The value of a field; undefined where it is no whole number. */
export function valueOf(setting: Setting, typed: Typed): SettingValue | undefined {
  if (typeof typed === 'boolean' || setting.choices !== undefined) {
    return typed;
  }
  return /^\s*\d+\s*$/.test(typed) ? Number(typed) : undefined;
}

/** One setting with its description and what it takes. */
export function SettingField({ setting, typed, onChange, isDisabled, error }: {
  setting: Setting;
  typed: Typed;
  onChange: (typed: Typed) => void;
  isDisabled: boolean;
  error: string | ReactElement | undefined;
}) {
  const styles = useStyles();
  const { t, i18n } = useTranslation();
  const label = t(`settings.name.${setting.name}`);
  const number = (value: number | undefined) => (value ?? 0).toLocaleString(i18n.language);
  const hint = t(`settings.hint.${setting.name}`);
  if (typeof typed === 'boolean') {
    return (
      <div className={styles.place}>
        <Field {...(error === undefined ? {} : { validationMessage: error })}>
          <Switch label={label} checked={typed} disabled={isDisabled} onChange={(_, { checked }) => onChange(checked)} />
        </Field>
        <Text size={200} className={styles.hint}>{hint}</Text>
      </div>
    );
  }
  return (
    <div className={styles.place}>
      <Field
        label={label}
        hint={setting.choices === undefined ? t('settings.range', { hint, minimum: number(setting.minimum), maximum: number(setting.maximum) }) : hint}
        {...(error === undefined ? {} : { validationMessage: error })}
      >
        {setting.choices === undefined ? (
          <Input className={styles.input} inputMode="numeric" value={typed} readOnly={isDisabled} onChange={(_, { value }) => onChange(value)} contentAfter={<Text size={200}>{t(`settings.unit.${setting.name}` as 'settings.unit.sessionHours')}</Text>} />
        ) : (
          <Select className={styles.select} value={typed} disabled={isDisabled} onChange={(_, { value }) => onChange(value)}>
            {variants.filter((variant) => setting.choices?.includes(variant)).map((variant) => <option key={variant} value={variant}>{t(`settings.variant.${variant}`)}</option>)}
          </Select>
        )}
      </Field>
    </div>
  );
}
