import { Button, Checkbox } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';

import { isOver, useChange, type Change, type ChangeUsers } from '../../../api/changes';
import { useProducts } from '../../../api/products';
import type { Experience } from '../../../api/session';
import { useFollow } from '../../../components/Followed';
import { FormError } from '../../../components/FormError';
import { Loading } from '../../../components/Loading';
import { useNotify } from '../../../components/Notices';
import { SidePane } from '../../../components/SidePane';
import { ActionChoice, ProductChoice, Whom } from './ChooseStep';
import { ManagePreview, ManageResult } from './Outcome';
import { isComplete, useManage } from './useManage';

/**
 * Manage product licenses of many: what to do, with which products, what it comes to, and what came of it (U-33 to U-37). In the classic
 * experience the words and the steps are those of 2020.
 */
export function ManageLicensesPane({ users, count, names, experience, title: firstTitle, onClose }: {
  users: ChangeUsers;
  count: number;
  /** Some of those whom it is about. */
  names: readonly string[];
  experience: Experience;
  /** What the pane is called at first, when it is not called as the experience has it. */
  title?: string;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const notify = useNotify();
  const follow = useFollow();
  const products = useProducts();
  const { choice, setChoice, step, setStep, preview, change, isBusy, error, look, apply } = useManage(users);
  const rehearsal = useChange(preview).data;
  const result = useChange(change).data;
  const canApply = rehearsal !== undefined && isOver(rehearsal) && rehearsal.summary !== null && rehearsal.counts.changed > 0;
  const isClassic = experience === 'classic';
  const verb = choice.action === 'add' ? 'add' : 'replace';
  const finish = () => {
    const titleOf = ({ counts }: Change) => t('manage.doneTitle', { count: counts.changed });
    if (result !== undefined && isOver(result)) {
      if (result.counts.changed > 0) {
        notify({ title: titleOf(result), operation: result.operation });
      }
    } else if (change !== null) {
      follow(change, titleOf);
    }
    onClose();
  };
  const title = step === 'products' ? t(`manage.classic.products.${choice.action}`) : firstTitle ?? (isClassic ? t('manage.classic.title') : t('manage.title'));
  const footers = { // a button that is pressed keeps the focus while it works: disabled, it would lose it to what is behind the pane
    choose: isClassic
      ? <Button appearance="primary" onClick={() => setStep('products')}>{t('common.next')}</Button>
      : <Button appearance="primary" disabled={!isComplete(choice)} disabledFocusable={isBusy} onClick={() => void look()}>{t('manage.look')}</Button>,
    products: (
      <>
        <Button appearance="primary" disabled={!isComplete(choice)} disabledFocusable={isBusy} onClick={() => void look()}>{t('common.next')}</Button>
        <Button onClick={() => setStep('choose')}>{t('common.back')}</Button>
      </>
    ),
    preview: (
      <>
        <Button appearance="primary" disabledFocusable={isBusy || !canApply} onClick={() => void apply()}>{isClassic ? t(`common.${verb}`) : t('manage.save')}</Button>
        <Button disabledFocusable={isBusy} onClick={() => setStep(isClassic ? 'products' : 'choose')}>{t('common.back')}</Button>
      </>
    ),
    result: <Button appearance="primary" onClick={finish}>{isClassic ? t('common.close') : t('manage.done')}</Button>,
  };
  return (
    <SidePane isOpen title={title} isBusy={isBusy} onClose={step === 'result' ? finish : onClose} footer={footers[step]}>
      <FormError error={error} />
      {step === 'result' ? null : <Whom count={count} names={names} onLeave={onClose} />}
      {step === 'choose' ? <ActionChoice choice={choice} onChange={setChoice} experience={experience} /> : null}
      {step === 'products' || (step === 'choose' && !isClassic)
        ? products.data === undefined ? <Loading /> : <ProductChoice choice={choice} onChange={setChoice} products={products.data} experience={experience} /> : null}
      {step === 'products' && (choice.action === 'replace' || choice.action === 'none') ? (
        <Checkbox
          label={t('manage.classic.removeAll')}
          checked={choice.action === 'none'}
          onChange={(_, { checked }) => setChoice({ ...choice, action: checked === true ? 'none' : 'replace' })}
        />
      ) : null}
      {step === 'preview' && preview !== null ? <ManagePreview id={preview} /> : null}
      {step === 'result' && change !== null ? <ManageResult id={change} /> : null}
    </SidePane>
  );
}
