import { useState } from 'react';

import { applyPreview, startChange, type ChangeRequest, type ChangeUsers } from '../../../api/changes';
import { licensesOf, type Chosen } from '../../../components/LicenseChooser';

/** What is done with the licenses of many (U-33 to U-36). */
export type Action = 'add' | 'replace' | 'none' | 'swap';

/** Where one is: choosing, in the classic experience then choosing products, what it comes to, and what came of it. */
export type Step = 'choose' | 'products' | 'preview' | 'result';

/** What was chosen. */
export interface Choice {
  action: Action;
  chosen: Chosen;
  from: string;
  to: string;
}

/** Whether enough was chosen to go on. */
export function isComplete({ action, chosen, from, to }: Choice): boolean {
  if (action === 'swap') {
    return from !== '' && to !== '' && from !== to;
  }
  return action === 'none' || chosen.size > 0;
}

function requestOf(users: ChangeUsers, { action, chosen, from, to }: Choice): ChangeRequest {
  switch (action) {
    case 'add':
      return { action: 'add', users, addLicenses: licensesOf(chosen) };
    case 'replace':
      return { action: 'replace', users, addLicenses: licensesOf(chosen) };
    case 'none':
      return { action: 'replace', users, addLicenses: [] };
    case 'swap':
      return { action: 'swap', users, from, to };
  }
}

/** The steps of changing the licenses of many: what was chosen stays when something fails. */
export function useManage(users: ChangeUsers) {
  const [choice, setChoice] = useState<Choice>({ action: 'add', chosen: new Map(), from: '', to: '' });
  const [step, setStep] = useState<Step>('choose');
  const [preview, setPreview] = useState<string | null>(null);
  const [change, setChange] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const attempt = async (work: () => Promise<void>) => {
    setIsBusy(true);
    setError(null);
    try {
      await work();
    } catch (failure) {
      setError(failure as Error);
    } finally {
      setIsBusy(false);
    }
  };
  return {
    choice, setChoice, step, setStep, preview, change, isBusy, error,
    /** Asks what it comes to; nothing is changed. */
    look: () => attempt(async () => {
      setPreview((await startChange(requestOf(users, choice), true)).id);
      setStep('preview');
    }),
    /** Makes it so. */
    apply: () => attempt(async () => {
      if (preview !== null) {
        setChange((await applyPreview(preview)).id);
        setStep('result');
      }
    }),
  };
}
