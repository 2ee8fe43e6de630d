import { useTranslation } from 'react-i18next';

import type { Change } from '../../api/changes';
import type { Operation } from '../../api/operations';

const actions = ['add', 'remove', 'replace', 'swap', 'setPlans', 'undo'] as const;
type Action = (typeof actions)[number];

/** What a change is called: what is done, and whether it is only a preview. */
export function useTitleOf(): (change: Change) => string {
  const { t } = useTranslation();
  return ({ action, preview }) => {
    const name = t(`operations.action.${action as Action}`);
    return preview ? t('operations.previewOf', { action: name }) : name;
  };
}

const changeOfMany = /^users(?:: (\w+))?$/; // as the server calls what is about many people

/** Whom or what an operation is about, in words: many people have no name of their own. */
export function useTargetName(): (target: Operation['target']) => string {
  const { t } = useTranslation();
  return (target) => {
    const match = changeOfMany.exec(target ?? '');
    if (match === null) {
      return target ?? '';
    }
    const action = actions.find((known) => known === match[1]);
    return action === undefined ? t('operations.ledger.many') : t('operations.ledger.manyOf', { action: t(`operations.action.${action}`) });
  };
}

/** Who did something, in words. */
export function useActorName(): (actor: Operation['actor']) => string {
  const { t } = useTranslation();
  return ({ kind, name }) => t(`operations.actor.${kind}`, { name: name ?? '' });
}
