import { Switch } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useChoose } from '../../api/preferences';
import type { Experience, Variant } from '../../api/session';
import { ErrorWords } from '../../components/Failure';
import { useNotify } from '../../components/Notices';
import { useExperience } from '../../lib/experience';

/** What stands beside the toggle: 21Vianet calls the new centre a preview (U-02). */
function labelKey(experience: Experience, variant: Variant) {
  if (variant === 'china') {
    return experience === 'new' ? 'experience.toggle.isPreview' : 'experience.toggle.isWithoutPreview';
  }
  return experience === 'new' ? 'experience.toggle.isNew' : 'experience.toggle.isClassic';
}

/** Changes between the new admin centre and the classic one; the choice goes with the person (U-02). */
export function ExperienceToggle() {
  const { t } = useTranslation();
  const { experience, variant } = useExperience();
  const choose = useChoose();
  const notify = useNotify();
  const [isBusy, setIsBusy] = useState(false);
  const change = async (isNew: boolean) => {
    setIsBusy(true);
    try {
      await choose({ experience: isNew ? 'new' : 'classic' });
    } catch (error) {
      notify({ title: t('experience.toggle.failed'), text: <ErrorWords error={error as Error} />, intent: 'error' });
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <Switch
      label={t(labelKey(experience, variant))}
      labelPosition="before"
      checked={experience === 'new'}
      aria-busy={isBusy}
      onChange={(_, { checked }) => void change(checked)}
    />
  );
}
