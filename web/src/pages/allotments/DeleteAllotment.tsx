import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';

import { deleteAllotment, productOf, type Allotment } from '../../api/allotments';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { useNotify } from '../../components/Notices';
import { useAction } from '../../lib/useAction';

const useStyles = makeStyles({ text: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS } });

/** Asks before an allotment is deleted, and says what that means: the limit goes, and licenses stay. */
export function DeleteAllotment({ allotment, onClose }: { allotment: Allotment; onClose: () => void }) {
  const styles = useStyles();
  const { id, displayName, waiting, owners } = allotment;
  const { t, i18n } = useTranslation();
  const notify = useNotify();
  const client = useQueryClient();
  const [, go] = useLocation();
  const action = useAction();
  const confirm = async () => {
    if (await action.run(() => deleteAllotment(id))) {
      notify({ title: t('allotments.deleted', { name: displayName }) });
      go('/licenses/allotments');
      client.removeQueries({ queryKey: ['allotments', 'one', id] });
      await client.invalidateQueries();
    }
  };
  return (
    <ConfirmDialog title={t('allotments.deleteTitle', { name: displayName })} verb={t('common.delete')} isOpen onClose={onClose} action={action} onConfirm={() => void confirm()}>
      <div className={styles.text}>
        <Text>{t('allotments.deleteText', { product: productOf(allotment) })}</Text>
        {waiting === 0 ? null : <Text>{t('allotments.deleteWaiting', { count: waiting, number: waiting.toLocaleString(i18n.language) })}</Text>}
        {owners.length === 0 ? null : <Text>{t('allotments.deleteOwners')}</Text>}
      </div>
    </ConfirmDialog>
  );
}
