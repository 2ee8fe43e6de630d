import { useState } from 'react';

/** Work that a button starts: whether it is under way, and what went wrong. */
export interface Action {
  isBusy: boolean;
  error: Error | null;
  /** Does the work; tells whether it succeeded. */
  run: (work: () => Promise<unknown>) => Promise<boolean>;
}

/** The state of work that a button starts. */
export function useAction(): Action {
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const run = async (work: () => Promise<unknown>) => {
    setIsBusy(true);
    setError(null);
    try {
      await work();
      return true;
    } catch (wrong) {
      setError(wrong as Error);
      return false;
    } finally {
      setIsBusy(false);
    }
  };
  return { isBusy, error, run };
}
