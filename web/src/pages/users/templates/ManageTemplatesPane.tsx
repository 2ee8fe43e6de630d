import { Button, Checkbox, makeStyles, Text } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { deleteUserTemplate, useUserTemplates } from '../../../api/userTemplates';
import { ConfirmDialog } from '../../../components/ConfirmDialog';
import { Failure } from '../../../components/Failure';
import { Loading } from '../../../components/Loading';
import { useNotify } from '../../../components/Notices';
import { SidePane } from '../../../components/SidePane';
import { useAction } from '../../../lib/useAction';

const useStyles = makeStyles({
  list: { display: 'flex', flexDirection: 'column', listStyleType: 'none', margin: 0, padding: 0 },
});

/** One's own templates, to be deleted: one, or many (U-42). */
export function ManageTemplatesPane({ onClose }: { onClose: () => void }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const notify = useNotify();
  const client = useQueryClient();
  const { data, error, refetch } = useUserTemplates();
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const [isAsking, setIsAsking] = useState(false);
  const action = useAction();
  const chosen = data?.filter(({ id }) => ticked.has(id)) ?? [];
  const remove = async () => {
    const isDone = await action.run(async () => {
      for (const { id } of chosen) {
        await deleteUserTemplate(id);
      }
    });
    await client.invalidateQueries({ queryKey: ['userTemplates'] });
    if (isDone) {
      notify({ title: t('userTemplates.deleted', { count: chosen.length }) });
      setIsAsking(false);
    }
  };
  return (
    <SidePane
      isOpen
      title={t('userTemplates.manage')}
      onClose={onClose}
      footer={<Button appearance="primary" disabled={chosen.length === 0} onClick={() => setIsAsking(true)}>{t('userTemplates.delete', { count: chosen.length })}</Button>}
    >
      <Text>{t('userTemplates.own')}</Text>
      {error !== null && data === undefined ? <Failure error={error} retry={() => void refetch()} /> : data === undefined ? <Loading /> : data.length === 0 ? <Text>{t('userTemplates.none')}</Text> : (
        <ul className={styles.list} aria-label={t('userTemplates.title')}>
          {data.map(({ id, displayName }) => (
            <li key={id}>
              <Checkbox
                label={displayName}
                checked={ticked.has(id)}
                onChange={(_, { checked }) => setTicked(new Set(checked === true ? [...ticked, id] : [...ticked].filter((other) => other !== id)))}
              />
            </li>
          ))}
        </ul>
      )}
      <ConfirmDialog
        isOpen={isAsking}
        title={t('userTemplates.deleteTitle', { count: chosen.length })}
        verb={t('common.delete')}
        action={action}
        onClose={() => setIsAsking(false)}
        onConfirm={() => void remove()}
      >
        {chosen.map(({ displayName }) => displayName).join(', ')}
      </ConfirmDialog>
    </SidePane>
  );
}
