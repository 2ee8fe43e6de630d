import { Button, Field, Input, Text, Textarea } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { changePlace, type Waiting } from '../api/holders';
import { useAction } from '../lib/useAction';
import { FormError } from './FormError';
import { useNotify } from './Notices';
import { SidePane } from './SidePane';

/** Changes where somebody stands in the line for a seat, and why (D-08). */
export function PlacePane({ product, waiting, isOpen, onClose }: {
  product: { skuId: string; displayName: string };
  waiting: Pick<Waiting, 'id' | 'displayName' | 'priority' | 'reason'>;
  isOpen: boolean;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const notify = useNotify();
  const client = useQueryClient();
  const action = useAction();
  const [priority, setPriority] = useState(String(waiting.priority));
  const [reason, setReason] = useState(waiting.reason ?? '');
  const isNumber = /^\s*-?\d+\s*$/.test(priority);
  const save = async () => {
    const isSaved = await action.run(async () => {
      const { operation } = await changePlace(product.skuId, waiting.id, { priority: Number(priority), reason: reason.trim() === '' ? null : reason });
      notify({ title: t('common.waiting.saved', { name: waiting.displayName }), operation });
      await client.invalidateQueries();
    });
    if (isSaved) {
      onClose();
    }
  };
  return (
    <SidePane
      title={t('common.waiting.title', { name: waiting.displayName, product: product.displayName })}
      isOpen={isOpen}
      isBusy={action.isBusy}
      onClose={onClose}
      footer={(
        <>
          <Button appearance="primary" disabled={action.isBusy || !isNumber} onClick={() => void save()}>{t('common.save')}</Button>
          <Button disabled={action.isBusy} onClick={onClose}>{t('common.cancel')}</Button>
        </>
      )}
    >
      <Text>{t('common.waiting.hint')}</Text>
      <Field label={t('common.waiting.priority')} {...(isNumber ? {} : { validationMessage: t('common.waiting.notANumber') })}>
        <Input inputMode="numeric" value={priority} onChange={(_, { value }) => setPriority(value)} />
      </Field>
      <Field label={t('common.waiting.reason')} hint={t('common.waiting.reasonHint')}>
        <Textarea resize="vertical" value={reason} onChange={(_, { value }) => setReason(value)} />
      </Field>
      <FormError error={action.error} />
    </SidePane>
  );
}
