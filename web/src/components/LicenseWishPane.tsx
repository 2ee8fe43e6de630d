import { Button, MessageBar, MessageBarBody, Spinner } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { previewOf } from '../api/changes';
import { useLicenseWish, type LicenseWish } from '../api/licenseWish';
import { ChangeProgress } from './ChangeProgress';
import { useFollow } from './Followed';
import { FormError } from './FormError';
import { useNotify } from './Notices';
import { ConflictMessage, PreviewPanel } from './PreviewPanel';
import { SidePane } from './SidePane';

/**
 * A pane in which licenses of some people are changed: its form, what it comes to, and then what came of it. It is made anew for each use: what
 * opens it leaves it out when it is closed. When its button goes the focus moves on to Close, so that Escape still closes it.
 */
export function LicenseWishPane({ title, action, doneTitle, wish, onClose, onDone, more, children }: {
  title: string;
  /** On the button that does it. */
  action: string;
  /** Told when it is done, of how many people it changed. */
  doneTitle: (changed: number) => string;
  wish: LicenseWish | null;
  onClose: () => void;
  onDone?: () => void;
  /** Other buttons, before it is done; they are told what stands in the way. */
  more?: (codes: readonly string[]) => ReactNode;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  const notify = useNotify();
  const follow = useFollow();
  const { preview, isRehearsing, canApply, apply, takeRemedy, error, changeId, change, refetchChange, isApplying, isApplied } = useLicenseWish(wish);
  const doIt = async () => {
    const operation = await apply().catch(() => undefined); // `error` says what was wrong
    if (operation !== undefined) {
      if (operation !== null) {
        notify({ title: doneTitle(1), operation });
      }
      onDone?.();
    }
  };
  const isStarted = isApplying || isApplied;
  const close = () => {
    if (isApplied && change !== undefined && change.operation !== null) {
      notify({ title: doneTitle(change.counts.changed), operation: change.operation });
    }
    if (isApplying && changeId !== null) {
      follow(changeId, ({ counts }) => doneTitle(counts.changed));
    }
    onClose();
  };
  return (
    <SidePane
      title={title}
      isOpen
      onClose={close}
      footer={(
        <>
          {isStarted ? null : <Button appearance="primary" disabled={!canApply} onClick={() => void doIt()}>{action}</Button>}
          {isStarted ? null : more?.(preview?.conflicts.map(({ code }) => code) ?? [])}
          <Button key={String(isStarted)} autoFocus={isStarted} appearance={isStarted ? 'primary' : 'secondary'} onClick={close}>{t('common.close')}</Button>
        </>
      )}
    >
      {isStarted ? null : children}
      <FormError error={error} />
      {isStarted || wish === null ? null : isRehearsing ? <Spinner size="tiny" labelPosition="after" label={t('common.preview.checking')} /> : preview === undefined ? null
        : <PreviewPanel preview={preview} {...(wish.people.length === 1 ? { onRemedy: takeRemedy } : {})} />}
      {isApplying && change === undefined ? <Spinner label={t('common.progress.applying')} /> : null}
      {change === undefined ? null : <ChangeProgress change={change} refetch={refetchChange} />}
      {change === undefined || change.summary === null ? null : previewOf(change.summary).conflicts.map((conflict, i) => <ConflictMessage key={i} conflict={conflict} />)}
      {isApplied && change === undefined ? <MessageBar intent="success" role="status"><MessageBarBody>{doneTitle(1)}</MessageBarBody></MessageBar> : null}
    </SidePane>
  );
}
