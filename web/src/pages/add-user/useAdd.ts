import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { useAction } from '../../lib/useAction';
import type { Outcome } from './Added';
import { create, giveRole, type Draft } from './draft';

/** Adding somebody: the user, then the roles, which fail for themselves. */
export function useAdd() {
  const client = useQueryClient();
  const { isBusy, error, run } = useAction();
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const add = (draft: Draft) => run(async () => {
    const { data } = await create(draft);
    const roleErrors: Error[] = [];
    for (const role of draft.roles) {
      await giveRole(data.user.id, role).catch((failure: Error) => roleErrors.push(failure));
    }
    setOutcome({ created: data, draft, roleErrors });
    await client.invalidateQueries();
  });
  return { isBusy, error, outcome, add: (draft: Draft) => void add(draft), again: () => setOutcome(null) };
}
