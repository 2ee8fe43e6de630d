import {
  Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle, makeStyles, Switch, Text, tokens, useRestoreFocusTarget,
} from '@fluentui/react-components';
import { DeleteRegular } from '@fluentui/react-icons';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';

import { deleteGroup, updateGroupSettings, type Group } from '../../api/groups';
import { useMay } from '../../api/session';
import { FormError } from '../../components/FormError';
import { useNotify } from '../../components/Notices';

const useStyles = makeStyles({
  place: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL, alignItems: 'flex-start' },
  hint: { display: 'block', marginLeft: tokens.spacingHorizontalS, color: tokens.colorNeutralForeground2 },
});

/** How a group gives its licenses (D-16, D-17), and deleting it. */
export function SettingsTab({ group }: { group: Group }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const may = useMay();
  const notify = useNotify();
  const client = useQueryClient();
  const restore = useRestoreFocusTarget();
  const [, go] = useLocation();
  const [isAsking, setIsAsking] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const attempt = async (work: () => Promise<{ operation: string | null }>, title: string) => {
    setIsBusy(true);
    setError(null);
    try {
      const { operation } = await work();
      notify({ title, operation });
      return true;
    } catch (failure) {
      setError(failure as Error);
      return false;
    } finally {
      setIsBusy(false);
    }
  };
  const set = async (settings: { bestEffort?: boolean; includeNested?: boolean }) => {
    await attempt(() => updateGroupSettings(group.id, settings), t('groups.settingsSaved', { group: group.displayName }));
    await client.invalidateQueries();
  };
  const remove = async () => {
    if (await attempt(() => deleteGroup(group.id), t('groups.deleted', { group: group.displayName }))) {
      go('/groups');
      await client.invalidateQueries({ queryKey: ['groups'] });
    }
  };
  return (
    <div className={styles.place}>
      <div>
        <Switch label={t('groups.bestEffort')} checked={group.bestEffort} disabled={isBusy || !may('assignGroupLicense')} onChange={(_, { checked }) => void set({ bestEffort: checked })} />
        <Text size={200} className={styles.hint}>{t('groups.bestEffortHint')}</Text>
      </div>
      <div>
        <Switch label={t('groups.includeNested')} checked={group.includeNested} disabled={isBusy || !may('assignGroupLicense')} onChange={(_, { checked }) => void set({ includeNested: checked })} />
        <Text size={200} className={styles.hint}>{t('groups.includeNestedHint')}</Text>
      </div>
      {isAsking ? null : <FormError error={error} />}
      {may('manageGroups') ? <Button {...restore} icon={<DeleteRegular />} onClick={() => setIsAsking(true)}>{t('groups.delete')}</Button> : null}
      {isAsking ? (
        <Dialog open modalType="alert" onOpenChange={(_, { open }) => (open || isBusy ? undefined : setIsAsking(false))}>
          <DialogSurface>
            <DialogBody>
              <DialogTitle>{t('groups.deleteTitle', { group: group.displayName })}</DialogTitle>
              <DialogContent>
                <Text block>{t('groups.deleteHint')}</Text>
                <FormError error={error} />
              </DialogContent>
              <DialogActions>
                <Button appearance="primary" disabled={isBusy} onClick={() => void remove()}>{t('groups.delete')}</Button>
                <Button disabled={isBusy} onClick={() => setIsAsking(false)}>{t('common.cancel')}</Button>
              </DialogActions>
            </DialogBody>
          </DialogSurface>
        </Dialog>
      ) : null}
    </div>
  );
}
