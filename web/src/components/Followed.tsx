import { createContext, useCallback, useContext, useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { isOver, useChange, type Change } from '../api/changes';
import { useNotify } from './Notices';
import { ServerWords } from './ServerWords';

/** A change that somebody left while it was at work. */
interface Followed {
  id: string;
  /** What is told of it when it has changed somebody. */
  titleOf: (change: Change) => string;
}

const FollowContext = createContext<(id: string, titleOf: Followed['titleOf']) => void>(() => undefined);

/** Tells what came of a change, with a way to undo it, when it is over: for panes that are closed before. */
export const useFollow = () => useContext(FollowContext);

/** Waits for one change, and tells what came of it. */
function Follower({ followed: { id, titleOf }, onOver }: { followed: Followed; onOver: (id: string) => void }) {
  const { t } = useTranslation();
  const notify = useNotify();
  const { data } = useChange(id);
  useEffect(() => {
    if (data === undefined || !isOver(data)) {
      return;
    }
    const hasChanged = data.counts.changed > 0;
    notify({
      title: hasChanged ? titleOf(data) : t('common.notice.nothingChanged'),
      ...(data.error === null ? {} : { text: <ServerWords text={data.error.message} /> }),
      intent: hasChanged && data.counts.refused === 0 ? 'success' : 'warning',
      operation: hasChanged ? data.operation : null,
      href: `#/operations/${id}`,
    });
    onOver(id);
  }, [data, id, notify, onOver, t, titleOf]);
  return null;
}

/** The place where changes are followed, around the pages. */
export function FollowedChanges({ children }: { children: ReactNode }) {
  const [list, setList] = useState<readonly Followed[]>([]);
  const follow = useCallback((id: string, titleOf: Followed['titleOf']) => {
    setList((before) => [...before.filter((other) => other.id !== id), { id, titleOf }]);
  }, []);
  const onOver = useCallback((id: string) => setList((before) => before.filter((other) => other.id !== id)), []);
  return (
    <FollowContext.Provider value={follow}>
      {children}
      {list.map((followed) => <Follower key={followed.id} followed={followed} onOver={onOver} />)}
    </FollowContext.Provider>
  );
}
