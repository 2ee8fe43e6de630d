import {
  Button, DrawerBody, DrawerFooter, DrawerHeader, DrawerHeaderTitle, makeStyles, OverlayDrawer, tokens, useRestoreFocusSource,
} from '@fluentui/react-components';
import { DismissRegular } from '@fluentui/react-icons';
import { useLayoutEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

const useStyles = makeStyles({
  pane: { width: 'min(640px, 100vw)' },
  body: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL, paddingBottom: tokens.spacingVerticalXL, outlineStyle: 'none' },
  footer: { borderTop: `1px solid ${tokens.colorNeutralStroke2}`, flexWrap: 'wrap' },
});

/** Whether nothing modal lies over an element: what was opened last stands last. Whoever takes the focus from under it hides it from screen readers. */
function isOnTop(element: Element | null): boolean {
  return element !== null && [...document.querySelectorAll('[aria-modal="true"]')].at(-1)?.contains(element) === true;
}

/**
 * A pane at the right side, over the page. What opens it should be marked with useRestoreFocusTarget(), so that the focus returns there.
 * Escape closes it; when what has the focus goes, the focus stays in the pane; while `isBusy` it stays, so that nobody misses what came of his request.
 */
export function SidePane({ title, isOpen, isBusy = false, onClose, footer, children }: {
  title: string;
  isOpen: boolean;
  isBusy?: boolean;
  onClose: () => void;
  /** Buttons; Close is in the header anyway. */
  footer?: ReactNode;
  children: ReactNode;
}) {
  const styles = useStyles();
  const { t } = useTranslation();
  const restore = useRestoreFocusSource();
  const body = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => { // at once, before what opened the pane is given the focus back
    if (isOpen && document.activeElement === document.body && isOnTop(body.current)) {
      body.current?.focus({ preventScroll: true });
    }
  });
  return (
    <OverlayDrawer
      {...restore}
      className={styles.pane}
      position="end"
      open={isOpen}
      onBlur={({ currentTarget, target, relatedTarget }) => { // also of a pane over this one, in React's eyes
        if (relatedTarget === null && currentTarget.contains(target) && target.matches(':disabled')) { // the button that was chosen, while its work is done: the browser lets go of it only now
          body.current?.focus({ preventScroll: true });
        }
      }}
      onOpenChange={(_, { open }) => {
        if (!open && !isBusy) {
          onClose();
        }
      }}
    >
      <DrawerHeader>
        <DrawerHeaderTitle
          heading={{ as: 'h2' }}
          action={<Button appearance="subtle" aria-label={t('common.close')} icon={<DismissRegular />} disabled={isBusy} onClick={onClose} />}
        >
          {title}
        </DrawerHeaderTitle>
      </DrawerHeader>
      <DrawerBody><div ref={body} tabIndex={-1} className={styles.body}>{children}</div></DrawerBody>
      {footer === undefined ? null : <DrawerFooter className={styles.footer}>{footer}</DrawerFooter>}
    </OverlayDrawer>
  );
}
