import { Button, useRestoreFocusTarget } from '@fluentui/react-components';
import { DeleteRegular, EditRegular } from '@fluentui/react-icons';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { deleteUserView, type UserView } from '../../api/userViews';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { useNotify } from '../../components/Notices';
import { useAction } from '../../lib/useAction';

/** What can be done with the custom view that is shown; standard filters are neither edited nor deleted. */
export function UserViewCommands({ view, onEdit, onDeleted }: { view: UserView; onEdit: () => void; onDeleted: () => void }) {
  const { t } = useTranslation();
  const notify = useNotify();
  const client = useQueryClient();
  const restore = useRestoreFocusTarget();
  const [isAsking, setIsAsking] = useState(false);
  const action = useAction();
  const remove = async () => {
    if (await action.run(() => deleteUserView(view.id))) {
      notify({ title: t('userViews.deleted', { name: view.displayName }) });
      onDeleted();
      await client.invalidateQueries({ queryKey: ['userViews'] });
    }
  };
  return (
    <>
      <Button {...restore} icon={<EditRegular />} onClick={onEdit}>{t('userViews.edit')}</Button>
      <Button {...restore} icon={<DeleteRegular />} onClick={() => setIsAsking(true)}>{t('userViews.delete')}</Button>
      <ConfirmDialog
        isOpen={isAsking}
        title={t('userViews.deleteTitle', { name: view.displayName })}
        verb={t('common.delete')}
        action={action}
        onClose={() => setIsAsking(false)}
        onConfirm={() => void remove()}
      >
        {t('userViews.deleteHint')}
      </ConfirmDialog>
    </>
  );
}
