import { useTranslation } from 'react-i18next';

import type { Role } from '../../api/roles';
import type en from '../../i18n/en';

type RoleName = keyof typeof en.roles.role;
type ActionName = keyof typeof en.roles.action;

/** Names of roles and of what they allow; the server's own where there is none of ours. */
export function useRoleNames() {
  const { t, i18n } = useTranslation();
  return {
    nameOf: (role: Role) => (i18n.exists(`roles.role.${role.name}`) ? t(`roles.role.${role.name as RoleName}`) : role.displayName),
    aboutOf: (role: Role) => (i18n.exists(`roles.about.${role.name}`) ? t(`roles.about.${role.name as RoleName}`) : role.description),
    actionOf: (action: string) => (i18n.exists(`roles.action.${action}`) ? t(`roles.action.${action as ActionName}`) : action),
  };
}
