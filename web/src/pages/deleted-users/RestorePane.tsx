import { Button, Field, Input, makeStyles, MessageBar, MessageBarBody, Radio, RadioGroup, Text, tokens } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { change, type ErrorDetail } from '../../api/client';
import { updateUser } from '../../api/users';
import { ErrorWords } from '../../components/Failure';
import { useNotify } from '../../components/Notices';
import { ViolationWords } from '../../components/ServerWords';
import { SidePane } from '../../components/SidePane';
import { makePassword } from '../../lib/passwords';
import type { DeletedUser } from './DeletedUsersPage';

interface Restored {
  user: { id: string; userPrincipalName: string };
  restoredLicenses: number;
  waitingLicenses: number;
  notRestored: { violations: ErrorDetail[] }[];
}

/** What came of restoring somebody; `password` when there is a new one. */
type Outcome = { data: Restored; password: string | null; passwordError: Error | null } | { error: Error };

const useStyles = makeStyles({
  person: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXS, paddingBottom: tokens.spacingVerticalM, borderBottom: `1px solid ${tokens.colorNeutralStroke2}`, overflowWrap: 'anywhere' },
  password: { fontFamily: tokens.fontFamilyMonospace, userSelect: 'all' },
});

function OutcomeText({ outcome }: { outcome: Outcome }) {
  const styles = useStyles();
  const { t } = useTranslation();
  if ('error' in outcome) {
    return <MessageBar intent="error" layout="multiline"><MessageBarBody><ErrorWords error={outcome.error} /></MessageBarBody></MessageBar>;
  }
  const { data, password, passwordError } = outcome;
  return (
    <>
      <MessageBar intent={data.notRestored.length === 0 && passwordError === null ? 'success' : 'warning'} layout="multiline">
        <MessageBarBody>
          {t('deletedUsers.restored')} {t('deletedUsers.restoredLicenses', { count: data.restoredLicenses })}
          {data.waitingLicenses === 0 ? null : ` ${t('deletedUsers.waitingLicenses', { count: data.waitingLicenses })}`}
          {data.notRestored.flatMap((item) => item.violations).map((violation, i) => <Text key={i} block><ViolationWords violation={violation} /></Text>)}
          {passwordError === null ? null : <Text block>{t('deletedUsers.passwordFailed')} <ErrorWords error={passwordError} /></Text>}
        </MessageBarBody>
      </MessageBar>
      {password === null ? null : <Text>{t('addUser.password')}: <span className={styles.password}>{password}</span></Text>}
    </>
  );
}

/** Restores people, one after the other: a name that somebody else has by now can be given anew, and a new password made. */
export function RestorePane({ people, onClose }: { people: readonly DeletedUser[]; onClose: () => void }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const notify = useNotify();
  const client = useQueryClient();
  const [names, setNames] = useState<ReadonlyMap<string, string>>(() => new Map(people.map((person) => [person.id, person.userPrincipalName])));
  const [withPassword, setWithPassword] = useState(false);
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, Outcome>>(new Map());
  const [isBusy, setIsBusy] = useState(false);
  const isRestored = (person: DeletedUser) => {
    const outcome = outcomes.get(person.id);
    return outcome !== undefined && 'data' in outcome;
  };
  const left = people.filter((person) => !isRestored(person));
  const restoreOne = async (person: DeletedUser): Promise<Outcome> => {
    const userPrincipalName = names.get(person.id)?.trim() ?? person.userPrincipalName;
    try {
      const { data, operation } = await change<Restored>(`/api/v1/deletedUsers/${person.id}/restore`, {
        method: 'POST', body: userPrincipalName === person.userPrincipalName ? {} : { userPrincipalName },
      });
      notify({ title: t('deletedUsers.restoredOne', { name: person.displayName }), operation });
      const password = withPassword ? makePassword() : null;
      const passwordError = password === null ? null : await updateUser(person.id, { passwordProfile: { password, forceChangePasswordNextSignIn: true } })
        .then(() => null, (error: Error) => error);
      return { data, password: passwordError === null ? password : null, passwordError };
    } catch (error) {
      return { error: error as Error };
    }
  };
  const run = async () => {
    setIsBusy(true);
    const found = new Map(outcomes);
    for (const person of left) {
      found.set(person.id, await restoreOne(person));
      setOutcomes(new Map(found));
    }
    setIsBusy(false);
    await client.invalidateQueries();
  };
  return (
    <SidePane
      isOpen
      isBusy={isBusy}
      title={t('deletedUsers.restore', { count: people.length })}
      onClose={onClose}
      footer={left.length === 0 ? <Button appearance="primary" onClick={onClose}>{t('common.close')}</Button> : (
        <>
          <Button appearance="primary" disabled={isBusy} onClick={() => void run()}>{t('deletedUsers.restoreButton')}</Button>
          <Button disabled={isBusy} onClick={onClose}>{t('common.cancel')}</Button>
        </>
      )}
    >
      {left.length === 0 ? null : (
        <Field label={t('addUser.password')}>
          <RadioGroup value={withPassword ? 'new' : 'old'} onChange={(_, { value }) => setWithPassword(value === 'new')}>
            <Radio value="old" label={t('deletedUsers.oldPassword')} />
            <Radio value="new" label={t('deletedUsers.newPassword')} />
          </RadioGroup>
        </Field>
      )}
      {people.map((person) => {
        const outcome = outcomes.get(person.id);
        return (
          <div key={person.id} className={styles.person}>
            <Text weight="semibold">{person.displayName}</Text>
            {isRestored(person) ? null : (
              <Field label={t('users.userName')}>
                <Input value={names.get(person.id) ?? ''} onChange={(_, { value }) => setNames(new Map([...names, [person.id, value]]))} />
              </Field>
            )}
            {outcome === undefined ? null : <OutcomeText outcome={outcome} />}
          </div>
        );
      })}
    </SidePane>
  );
}
