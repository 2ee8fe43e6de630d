import {
  Menu, MenuButton, MenuDivider, MenuGroup, MenuGroupHeader, MenuItem, MenuList, MenuPopover, MenuTrigger, useRestoreFocusTarget,
} from '@fluentui/react-components';
import { DocumentPersonRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';

import { useUserTemplates } from '../../../api/userTemplates';

/** User templates (U-42): adding one, using one, managing them. */
export function TemplatesMenu({ onAdd, onUse, onManage }: { onAdd: () => void; onUse: (id: string) => void; onManage: () => void }) {
  const { t } = useTranslation();
  const restore = useRestoreFocusTarget();
  const templates = useUserTemplates().data ?? [];
  return (
    <Menu>
      <MenuTrigger disableButtonEnhancement>
        <MenuButton {...restore} appearance="subtle" icon={<DocumentPersonRegular />}>{t('userTemplates.title')}</MenuButton>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          <MenuItem onClick={onAdd}>{t('userTemplates.add')}</MenuItem>
          {templates.length === 0 ? null : (
            <>
              <MenuGroup>
                <MenuGroupHeader>{t('userTemplates.use')}</MenuGroupHeader>
                {templates.map((template) => <MenuItem key={template.id} onClick={() => onUse(template.id)}>{template.displayName}</MenuItem>)}
              </MenuGroup>
              <MenuDivider />
              <MenuItem onClick={onManage}>{t('userTemplates.manage')}</MenuItem>
            </>
          )}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
