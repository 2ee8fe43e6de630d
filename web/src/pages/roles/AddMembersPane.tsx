import { Button, Text } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { giveRole, type Role } from '../../api/roles';
import { FormError } from '../../components/FormError';
import { useNotify } from '../../components/Notices';
import { PersonPicker, type Pickable } from '../../components/PersonPicker';
import { SidePane } from '../../components/SidePane';
import { useAction } from '../../lib/useAction';
import { useRoleNames } from './names';

/** Gives a role to people. Who could not get it stays picked, with the reason. */
export function AddMembersPane({ role, isOpen, onClose, onAdded }: { role: Role; isOpen: boolean; onClose: () => void; onAdded: () => void }) {
  const { t } = useTranslation();
  const { nameOf } = useRoleNames();
  const notify = useNotify();
  const action = useAction();
  const [picked, setPicked] = useState<Pickable[]>([]);
  const add = async () => {
    let rest = picked;
    const isDone = await action.run(async () => {
      for (const person of picked) {
        await giveRole(role.id, person.id);
        rest = rest.filter((other) => other.id !== person.id);
      }
    });
    const count = picked.length - rest.length;
    setPicked(rest);
    if (count > 0) {
      notify({ title: t('roles.added', { count }) });
      onAdded();
    }
    if (isDone) {
      onClose();
    }
  };
  const refused = action.error === null ? undefined : picked[0];
  return (
    <SidePane
      title={t('roles.addTo', { role: nameOf(role) })}
      isOpen={isOpen}
      isBusy={action.isBusy}
      onClose={onClose}
      footer={(
        <>
          <Button appearance="primary" disabled={action.isBusy || picked.length === 0} onClick={() => void add()}>{t('common.add')}</Button>
          <Button disabled={action.isBusy} onClick={onClose}>{t('common.cancel')}</Button>
        </>
      )}
    >
      <PersonPicker label={t('common.people')} picked={picked} onChange={setPicked} />
      {refused === undefined ? null : <Text>{t('roles.notAdded', { name: refused.displayName })}</Text>}
      <FormError error={action.error} />
    </SidePane>
  );
}
