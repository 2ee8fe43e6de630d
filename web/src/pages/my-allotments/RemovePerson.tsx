import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { productOf, removeFromAllotment, type Allotment, type AllotmentPerson } from '../../api/allotments';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { useNotify } from '../../components/Notices';
import { useAction } from '../../lib/useAction';

/** Asks before somebody is taken out of the groups of an allotment that the owner may use, and says what he loses. */
export function RemovePerson({ allotment, person, groups, onClose }: {
  allotment: Allotment;
  person: AllotmentPerson;
  groups: readonly { displayName: string }[];
  onClose: () => void;
}) {
  const { t, i18n } = useTranslation();
  const notify = useNotify();
  const client = useQueryClient();
  const action = useAction();
  const name = person.displayName;
  const confirm = async () => {
    if (await action.run(() => removeFromAllotment(allotment.id, person.id))) {
      notify({ title: t('allotments.own.removed', { name, allotment: allotment.displayName }) });
      onClose();
      await client.invalidateQueries();
    }
  };
  const list = new Intl.ListFormat(i18n.language).format(groups.map(({ displayName }) => displayName));
  return (
    <ConfirmDialog title={t('allotments.own.removeTitle', { name })} verb={t('common.remove')} isOpen onClose={onClose} action={action} onConfirm={() => void confirm()}>
      {t(person.state === 'licensed' ? 'allotments.own.removeLicensed' : 'allotments.own.removeText', { name, groups: list, product: productOf(allotment) })}
    </ConfirmDialog>
  );
}
