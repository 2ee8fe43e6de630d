import { Button, Link, Toast, ToastBody, Toaster, ToastFooter, ToastTitle, useId, useToastController, type ToastIntent } from '@fluentui/react-components';
import { createContext, useContext, useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { undoOperation } from '../api/changes';
import { ErrorWords } from './Failure';

/** What is told at the edge of the page, for a while. */
export interface Notice {
  title: string;
  text?: ReactNode;
  intent?: ToastIntent;
  /** The operation that can be undone. */
  operation?: string | null;
  /** Where more is told. */
  href?: string;
}

const shownMs = 8000;
const undoMs = 20_000; // time enough to notice a mistake, also by keyboard

const NoticeContext = createContext<(notice: Notice) => void>(() => undefined);

/** Tells what was done, with a way to undo it. */
export const useNotify = () => useContext(NoticeContext);

/** The place of notices, around the pages. */
export function Notices({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const toasterId = useId('notices');
  const { dispatchToast, dismissToast } = useToastController(toasterId);
  const notify = useMemo(() => {
    const show = ({ title, text, intent = 'success', operation = null, href }: Notice) => {
      const toastId = crypto.randomUUID();
      const undo = async (id: string) => {
        dismissToast(toastId);
        try {
          const { data } = await undoOperation(id);
          location.hash = `#/operations/${data.id}`;
        } catch (error) {
          show({ title: t('common.notice.undoFailed'), text: <ErrorWords error={error as Error} />, intent: 'error' });
        }
      };
      dispatchToast(
        <Toast>
          <ToastTitle>{title}</ToastTitle>
          {text === undefined ? null : <ToastBody>{text}</ToastBody>}
          {operation === null && href === undefined ? null : (
            <ToastFooter>
              {operation === null ? null : <Button size="small" onClick={() => void undo(operation)}>{t('common.undo')}</Button>}
              {href === undefined ? null : <Link href={href} onClick={() => dismissToast(toastId)}>{t('common.notice.look')}</Link>}
            </ToastFooter>
          )}
        </Toast>,
        { toastId, intent, timeout: operation === null && href === undefined ? shownMs : undoMs, pauseOnHover: true },
      );
    };
    return show;
  }, [dispatchToast, dismissToast, t]);
  return (
    <NoticeContext.Provider value={notify}>
      {children}
      <Toaster toasterId={toasterId} position="bottom-end" />
    </NoticeContext.Provider>
  );
}
