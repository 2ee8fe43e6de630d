import { Field, Input, makeStyles } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';

const useStyles = makeStyles({ box: { maxWidth: '340px' } });

/** The product key of what was paid beforehand (U-54), as it was typed: the server says what is wrong with it. */
export function ProductKey({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const styles = useStyles();
  const { t } = useTranslation();
  return (
    <Field label={t('subscriptions.productKey')} hint={t('subscriptions.productKeyHint')}>
      <Input className={styles.box} value={value} autoComplete="off" spellCheck={false} onChange={(_, data) => onChange(data.value)} />
    </Field>
  );
}
