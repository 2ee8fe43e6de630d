import { Button, Field, makeStyles, Text, tokens } from '@fluentui/react-components';
import { ArrowDownloadRegular, DocumentAddRegular } from '@fluentui/react-icons';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';

import { saveSample } from './samples';

const useStyles = makeStyles({
  buttons: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
  input: { display: 'none' },
  name: { overflowWrap: 'anywhere' },
});

/** The file, and samples of one. */
export function FileStep({ file, onChange, domain }: { file: File | null; onChange: (file: File) => void; domain: string }) {
  const styles = useStyles();
  const { t, i18n } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Text>{t('importUsers.fileHint')}</Text>
      <div className={styles.buttons}>
        <Button icon={<ArrowDownloadRegular />} onClick={() => saveSample(domain, false)}>{t('importUsers.template')}</Button>
        <Button icon={<ArrowDownloadRegular />} onClick={() => saveSample(domain, true)}>{t('importUsers.sample')}</Button>
      </div>
      <Field label={t('importUsers.file')} required>
        <div>
          <input
            ref={input}
            type="file"
            accept=".csv,text/csv"
            className={styles.input}
            onChange={(event) => {
              const chosen = event.target.files?.[0];
              if (chosen !== undefined) {
                onChange(chosen);
              }
            }}
          />
          <Button icon={<DocumentAddRegular />} onClick={() => input.current?.click()}>{t(file === null ? 'importUsers.choose' : 'importUsers.chooseOther')}</Button>
        </div>
      </Field>
      {file === null ? null : (
        <Text role="status" className={styles.name}>
          <strong>{file.name}</strong> {t('importUsers.size', { size: (file.size / 1024).toLocaleString(i18n.language, { maximumFractionDigits: 1 }) })}
        </Text>
      )}
    </>
  );
}
