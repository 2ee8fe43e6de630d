import { Button, Field, Input, makeStyles, MessageBar, MessageBarBody, Text, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';

import { ErrorWords } from '../../components/Failure';
import type { Created, Draft } from './draft';
import { SaveAsTemplate } from './SaveAsTemplate';
import { Unlicensed } from './Unlicensed';

/** What came of adding somebody. */
export interface Outcome {
  created: Created;
  draft: Draft;
  roleErrors: readonly Error[];
}

const useStyles = makeStyles({
  place: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL, maxWidth: '640px' },
  heading: { margin: 0, fontSize: tokens.fontSizeBase500, fontWeight: tokens.fontWeightSemibold },
  row: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS, alignItems: 'flex-end' },
  password: { flexGrow: 1 },
  hint: { width: '100%', color: tokens.colorNeutralForeground2 },
});

/** Who was added, with the password: it is shown this once. */
export function Added({ outcome, onAgain, onClose }: { outcome: Outcome; onAgain: () => void; onClose: () => void }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const [, go] = useLocation();
  const [isShown, setIsShown] = useState(false);
  const { user, violations, licensed } = outcome.created;
  return (
    <section className={styles.place} role="status">
      <h2 className={styles.heading}>{t('addUser.added', { name: user.displayName })}</h2>
      <Text>{user.userPrincipalName}{licensed ? ` · ${t('addUser.licensed')}` : ''}</Text>
      <Unlicensed violations={violations} title={t('addUser.isUnlicensed')} />
      {outcome.roleErrors.map((error, i) => (
        <MessageBar key={i} intent="error" layout="multiline"><MessageBarBody>{t('addUser.roleFailed')} <ErrorWords error={error} /></MessageBarBody></MessageBar>
      ))}
      {outcome.draft.isPasswordMade ? (
        <div className={styles.row}>
          <Field className={styles.password} label={t('addUser.password')}>
            <Input readOnly type={isShown ? 'text' : 'password'} value={outcome.draft.password} />
          </Field>
          <Button onClick={() => setIsShown(!isShown)}>{t(isShown ? 'addUser.hide' : 'addUser.show')}</Button>
          <Button onClick={() => void navigator.clipboard.writeText(outcome.draft.password)}>{t('addUser.copy')}</Button>
          <Text size={200} className={styles.hint}>{t('addUser.passwordOnce')}</Text>
        </div>
      ) : null}
      <div className={styles.row}>
        <Button appearance="primary" onClick={onClose}>{t('common.close')}</Button>
        <Button onClick={onAgain}>{t('addUser.another')}</Button>
        <Button
          onClick={() => {
            onClose();
            go(`/users/${user.id}`);
          }}
        >
          {t('addUser.open')}
        </Button>
        <SaveAsTemplate draft={outcome.draft} />
      </div>
    </section>
  );
}
