import { Button } from '@fluentui/react-components';
import { CheckmarkRegular, CopyRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

/** Copies a text; says so where it worked. `name` is what the text is, for who cannot see it. */
export function CopyButton({ text, name }: { text: string; name: string }) {
  const { t } = useTranslation();
  const [state, setState] = useState<'ready' | 'copied' | 'failed'>('ready');
  const copy = () => {
    navigator.clipboard.writeText(text).then(() => setState('copied'), () => setState('failed'));
  };
  return (
    <Button size="small" icon={state === 'copied' ? <CheckmarkRegular /> : <CopyRegular />} aria-label={t('common.copy.of', { name })} aria-live="polite" onClick={copy}>
      {t(`common.copy.${state}`)}
    </Button>
  );
}
