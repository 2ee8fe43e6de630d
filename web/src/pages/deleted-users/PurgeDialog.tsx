import { Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle, Text } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { call } from '../../api/client';
import type { DeletedUser } from './DeletedUsersPage';
import { FormError } from '../../components/FormError';

/** Asks whether people are to be deleted for ever, naming them, and does it. */
export function PurgeDialog({ people, onClose }: { people: readonly DeletedUser[]; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [left, setLeft] = useState(people);
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const run = async () => {
    setIsBusy(true);
    setError(null);
    try {
      for (const person of left) {
        await call(`/v1.0/directory/deletedItems/${person.id}`, { method: 'DELETE' });
        setLeft((before) => before.filter((other) => other.id !== person.id));
      }
      onClose();
    } catch (failure) {
      setError(failure as Error);
      setIsBusy(false);
    }
    await client.invalidateQueries();
  };
  return (
    <Dialog open modalType="alert" onOpenChange={(_, { open }) => (open || isBusy ? undefined : onClose())}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t('deletedUsers.purgeTitle', { count: left.length })}</DialogTitle>
          <DialogContent>
            <Text block>{left.map((person) => `${person.displayName} (${person.userPrincipalName})`).join(', ')}</Text>
            <Text block weight="semibold">{t('deletedUsers.purgeHint')}</Text>
            <FormError error={error} />
          </DialogContent>
          <DialogActions>
            <Button appearance="primary" disabled={isBusy} onClick={() => void run()}>{t('deletedUsers.purge')}</Button>
            <Button disabled={isBusy} onClick={onClose}>{t('common.cancel')}</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
