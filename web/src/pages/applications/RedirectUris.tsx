import { Button, Field, Input, makeStyles, Select, tokens } from '@fluentui/react-components';
import { AddRegular, DeleteRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';

import type { RedirectUri } from '../../api/applications';

const kinds = ['web', 'spa', 'publicClient'] as const;

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  row: { display: 'flex', flexWrap: 'wrap', alignItems: 'end', gap: tokens.spacingHorizontalS },
  uri: { flex: '1 1 240px' },
  input: { minWidth: 0 },
});

/** Where sign-in may send people back to: addresses with their kind. */
export function RedirectUris({ uris, onChange, isDisabled = false }: { uris: readonly RedirectUri[]; onChange: (uris: RedirectUri[]) => void; isDisabled?: boolean }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const set = (at: number, part: Partial<RedirectUri>) => onChange(uris.map((item, i) => (i === at ? { ...item, ...part } : item)));
  return (
    <>
      <ul className={styles.list} aria-label={t('applications.redirects')}>
        {uris.map(({ uri, kind }, i) => (
          <li key={i} className={styles.row}>
            <Field label={t('applications.address')} className={styles.uri}>
              <Input className={styles.input} value={uri} disabled={isDisabled} placeholder="https://" onChange={(_, { value }) => set(i, { uri: value })} />
            </Field>
            <Field label={t('applications.kind')}>
              <Select value={kind} disabled={isDisabled} onChange={(_, { value }) => set(i, { kind: value as RedirectUri['kind'] })}>
                {kinds.map((item) => <option key={item} value={item}>{t(`applications.redirectKind.${item}`)}</option>)}
              </Select>
            </Field>
            {isDisabled ? null : <Button icon={<DeleteRegular />} aria-label={t('applications.removeAddress', { address: uri })} onClick={() => onChange(uris.filter((_, at) => at !== i))} />}
          </li>
        ))}
      </ul>
      {isDisabled ? null : <div><Button icon={<AddRegular />} onClick={() => onChange([...uris, { uri: '', kind: 'web' }])}>{t('applications.addAddress')}</Button></div>}
    </>
  );
}
