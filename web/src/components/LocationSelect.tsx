import { Field, makeStyles, Select } from '@fluentui/react-components';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import { countriesIn } from '../lib/countries';

const useStyles = makeStyles({ select: { minWidth: 0, '> select': { width: '100%' } } }); // names of countries are long: they must not widen a phone

/** A choice of country. `none` is what choosing none is called. */
export function LocationSelect({ label, value, onChange, none, hint, disabled = false }: {
  label: string;
  value: string;
  onChange: (code: string) => void;
  none: string;
  hint?: string | undefined;
  disabled?: boolean;
}) {
  const styles = useStyles();
  const { i18n } = useTranslation();
  const countries = useMemo(() => countriesIn(i18n.language), [i18n.language]);
  return (
    <Field label={label} {...(hint === undefined ? {} : { hint })}>
      <Select className={styles.select} value={value} disabled={disabled} onChange={(_, data) => onChange(data.value)}>
        <option value="">{none}</option>
        {countries.map(({ code, name }) => <option key={code} value={code}>{name}</option>)}
      </Select>
    </Field>
  );
}
