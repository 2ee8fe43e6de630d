import { Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle, Field, Input, Text, useRestoreFocusTarget } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { createUserTemplate } from '../../api/userTemplates';
import { FormError } from '../../components/FormError';
import { useNotify } from '../../components/Notices';
import { useAction } from '../../lib/useAction';
import { contentsOf, type Draft } from './draft';
import { useFormStyles } from './formStyles';

/** Keeps what somebody was added with for others like him. */
export function SaveAsTemplate({ draft }: { draft: Draft }) {
  const styles = useFormStyles();
  const { t } = useTranslation();
  const notify = useNotify();
  const client = useQueryClient();
  const restore = useRestoreFocusTarget();
  const [isAsking, setIsAsking] = useState(false);
  const [name, setName] = useState('');
  const action = useAction();
  const save = () => action.run(async () => {
    await createUserTemplate(name.trim(), contentsOf(draft));
    notify({ title: t('userTemplates.saved', { name: name.trim() }) });
    setIsAsking(false);
    await client.invalidateQueries({ queryKey: ['userTemplates'] });
  });
  return (
    <>
      <Button {...restore} onClick={() => setIsAsking(true)}>{t('userTemplates.saveAs')}</Button>
      <Dialog open={isAsking} onOpenChange={(_, { open }) => (open || action.isBusy ? undefined : setIsAsking(false))}>
        <DialogSurface>
          <DialogBody>
            <DialogTitle>{t('userTemplates.saveAs')}</DialogTitle>
            <DialogContent className={styles.column}>
              <Text block>{t('userTemplates.about')}</Text>
              <Field label={t('userTemplates.name')} required><Input value={name} maxLength={64} onChange={(_, { value }) => setName(value)} /></Field>
              <FormError error={action.error} />
            </DialogContent>
            <DialogActions>
              <Button appearance="primary" disabled={action.isBusy || name.trim() === ''} onClick={() => void save()}>{t('common.save')}</Button>
              <Button disabled={action.isBusy} onClick={() => setIsAsking(false)}>{t('common.cancel')}</Button>
            </DialogActions>
          </DialogBody>
        </DialogSurface>
      </Dialog>
    </>
  );
}
