import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useMay } from '../../api/session';
import { updateUser, type User } from '../../api/users';
import { FormError } from '../../components/FormError';
import { LocationSelect } from '../../components/LocationSelect';
import { useNotify } from '../../components/Notices';

const useStyles = makeStyles({ row: { display: 'flex', flexWrap: 'wrap', alignItems: 'flex-end', gap: tokens.spacingHorizontalS, '> :first-child': { flexGrow: 1, minWidth: 0 } } });

/** Where somebody uses his licenses. It is saved by itself, before licenses, because what can be given depends on it. */
export function UsageLocation({ user, isGone }: { user: User; isGone: boolean }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const may = useMay();
  const notify = useNotify();
  const client = useQueryClient();
  const [wanted, setWanted] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const now = user.usageLocation ?? '';
  const value = wanted ?? now;
  const save = async () => {
    setIsBusy(true);
    setError(null);
    try {
      const { operation } = await updateUser(user.id, { usageLocation: value === '' ? null : value });
      notify({ title: t('user.locationSaved', { name: user.displayName }), operation });
      await client.invalidateQueries();
      setWanted(null);
    } catch (failure) {
      setError(failure as Error);
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <>
      <div className={styles.row}>
        <LocationSelect
          label={t('user.selectLocation')}
          none={t('user.noLocation')}
          value={value}
          onChange={setWanted}
          disabled={isGone || !may('setUsageLocation')}
          hint={now === '' ? t('user.locationNeeded') : undefined}
        />
        {value === now || isGone ? null : (
          <>
            <Button appearance="primary" disabled={isBusy} onClick={() => void save()}>{t('user.saveLocation')}</Button>
            <Button disabled={isBusy} onClick={() => setWanted(null)}>{t('common.cancel')}</Button>
          </>
        )}
      </div>
      <FormError error={error} />
    </>
  );
}
