import {
  Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle, makeStyles, MessageBar, MessageBarBody, Text, tokens,
} from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useMay } from '../../api/session';
import { deleteUser } from '../../api/users';
import { ErrorWords } from '../../components/Failure';
import { useNotify } from '../../components/Notices';
import { SeatChoices } from './SeatChoices';

const NAMES_SHOWN = 10;

const useStyles = makeStyles({
  content: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  names: { margin: 0, paddingLeft: tokens.spacingHorizontalXL, overflowWrap: 'anywhere' },
});

interface Person {
  id: string;
  displayName: string;
  userPrincipalName: string;
}

function Refusal({ error }: { error: Error | undefined }) {
  return error === undefined ? null : <MessageBar intent="error" layout="multiline"><MessageBarBody><ErrorWords error={error} /></MessageBarBody></MessageBar>;
}

/** Asks whether people are to be deleted, naming them, and does it one by one: who cannot be deleted stays in the list, with the reason. */
export function DeleteUsersDialog({ people, onClose, onDone }: { people: readonly Person[]; onClose: () => void; onDone: () => void }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const notify = useNotify();
  const client = useQueryClient();
  const may = useMay();
  const [left, setLeft] = useState(people);
  const [dropSeats, setDropSeats] = useState<ReadonlySet<string>>(new Set());
  const [isBusy, setIsBusy] = useState(false);
  const [failures, setFailures] = useState<ReadonlyMap<string, Error>>(new Map());
  const run = async () => {
    setIsBusy(true);
    const refused = new Map<string, Error>();
    for (const person of left) {
      try {
        const { operation } = await deleteUser(person.id, [...dropSeats]);
        notify({ title: t('users.deletedOne', { name: person.displayName }), operation });
      } catch (error) {
        refused.set(person.id, error as Error);
      }
    }
    setIsBusy(false);
    setFailures(refused);
    setLeft(left.filter((person) => refused.has(person.id)));
    left.filter((person) => !refused.has(person.id)).forEach((person) => client.removeQueries({ queryKey: ['user', person.id] }));
    await client.invalidateQueries({ queryKey: ['users'] });
    if (refused.size === 0) {
      onDone();
      onClose();
    }
    await client.invalidateQueries({ refetchType: 'none' });
  };
  return (
    <Dialog open modalType="alert" onOpenChange={(_, { open }) => (open || isBusy ? undefined : onClose())}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{left.length === 1 ? t('users.deleteTitleOne', { name: left[0]?.displayName }) : t('users.deleteTitle', { count: left.length })}</DialogTitle>
          <DialogContent className={styles.content}>
            <ul className={styles.names}>
              {left.slice(0, NAMES_SHOWN).map((person) => (
                <li key={person.id}>
                  {person.displayName} <Text size={200}>{person.userPrincipalName}</Text>
                  <Refusal error={failures.get(person.id)} />
                </li>
              ))}
            </ul>
            {left.length > NAMES_SHOWN ? <Text>{t('users.andMore', { count: left.length - NAMES_SHOWN })}</Text> : null}
            <Text>{t('users.deleteHint')}</Text>
            {people.length === 1 && people[0] !== undefined && may('manageSubscriptions') && may('readLicenses')
              ? <SeatChoices user={people[0].id} chosen={dropSeats} onChange={setDropSeats} /> : null}
          </DialogContent>
          <DialogActions>
            <Button appearance="primary" disabled={isBusy} onClick={() => void run()}>{t('users.delete', { count: left.length })}</Button>
            <Button disabled={isBusy} onClick={onClose}>{t('common.cancel')}</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
