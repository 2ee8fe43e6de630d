import {
  Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle,
} from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import type { Action } from '../lib/useAction';
import { FormError } from './FormError';

/** Asks before something that cannot be undone by a button: `title` names what it is about, `verb` what is done. It stays open when that fails. */
export function ConfirmDialog({ title, verb, isOpen, onClose, action, onConfirm, children }: {
  title: string;
  verb: string;
  isOpen: boolean;
  onClose: () => void;
  action: Action;
  onConfirm: () => void;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <Dialog open={isOpen} onOpenChange={(_, { open }) => (open || action.isBusy ? undefined : onClose())}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{title}</DialogTitle>
          <DialogContent>
            {children}
            <FormError error={action.error} />
          </DialogContent>
          <DialogActions>
            <Button appearance="primary" disabled={action.isBusy} onClick={onConfirm}>{verb}</Button>
            <Button disabled={action.isBusy} onClick={onClose}>{t('common.cancel')}</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
