import {
  makeStyles, Menu, MenuButton, MenuItem, MenuList, MenuPopover, MenuTrigger, Text, tokens, Toolbar, ToolbarButton, ToolbarDivider, useRestoreFocusTarget,
} from '@fluentui/react-components';
import {
  ArrowClockwiseRegular, ArrowDownloadRegular, DeleteRegular, DismissRegular, KeyRegular, MoreHorizontalRegular, PeopleAddRegular, PersonAddRegular,
} from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';

import { useMay } from '../../api/session';
import { useExperience } from '../../lib/experience';
import type { Bulk } from './BulkPanes';
import { TemplatesMenu } from './templates/TemplatesMenu';

const useStyles = makeStyles({
  bar: { flexWrap: 'wrap', paddingLeft: 0, marginBottom: tokens.spacingVerticalS, rowGap: tokens.spacingVerticalXS },
  divider: { '@media (max-width: 640px)': { display: 'none' } },
  count: { marginLeft: tokens.spacingHorizontalS },
});

/** Manage product licenses; in the classic experience it is Bulk actions > Edit product licenses (U-01). */
function ManageButton({ onOpen }: { onOpen: () => void }) {
  const { t } = useTranslation();
  const { experience } = useExperience();
  const restore = useRestoreFocusTarget();
  return experience === 'new'
    ? <ToolbarButton {...restore} appearance="primary" icon={<KeyRegular />} onClick={onOpen}>{t('manage.title')}</ToolbarButton>
    : (
      <Menu>
        <MenuTrigger disableButtonEnhancement><MenuButton {...restore} appearance="primary">{t('manage.classic.bulk')}</MenuButton></MenuTrigger>
        <MenuPopover><MenuList><MenuItem onClick={onOpen}>{t('manage.classic.edit')}</MenuItem></MenuList></MenuPopover>
      </Menu>
    );
}

/** More options (…): Manage product licenses by the steps of 2020, for who follows the article of that time (U-04, U-33). */
function MoreOptions({ onOpen }: { onOpen: () => void }) {
  const { t } = useTranslation();
  const { experience } = useExperience();
  const restore = useRestoreFocusTarget();
  return experience === 'classic' ? null : (
    <Menu>
      <MenuTrigger disableButtonEnhancement>
        <ToolbarButton {...restore} icon={<MoreHorizontalRegular />} aria-label={t('manage.more')} title={t('manage.more')} />
      </MenuTrigger>
      <MenuPopover><MenuList><MenuItem onClick={onOpen}>{t('manage.title')}</MenuItem></MenuList></MenuPopover>
    </Menu>
  );
}

/** What can be done with the users, and with those that are ticked. */
export function UserCommands({ count, onOpen, onClear, onRefresh, onAdd, onTemplates }: {
  count: number;
  onOpen: (kind: Bulk['kind']) => void;
  onClear: () => void;
  onRefresh: () => void;
  /** Adds a user, from a template or, for null, from nothing. */
  onAdd: (template: string | null) => void;
  onTemplates: (what: 'add' | 'manage') => void;
}) {
  const styles = useStyles();
  const { t, i18n } = useTranslation();
  const may = useMay();
  const [, go] = useLocation();
  const restore = useRestoreFocusTarget();
  return (
    <Toolbar aria-label={t('users.commands')} className={styles.bar}>
      {count > 0 ? (
        <>
          {may('assignLicense') ? <ManageButton onOpen={() => onOpen('licenses')} /> : null}
          {may('deleteUser') && count <= 100 ? <ToolbarButton {...restore} icon={<DeleteRegular />} onClick={() => onOpen('delete')}>{t('users.delete', { count })}</ToolbarButton> : null}
          {may('assignLicense') ? <MoreOptions onOpen={() => onOpen('steps')} /> : null}
          <ToolbarButton icon={<DismissRegular />} onClick={onClear}>{t('users.clearTicked')}</ToolbarButton>
          <Text role="status" weight="semibold" className={styles.count}>{t('users.ticked', { count, number: count.toLocaleString(i18n.language) })}</Text>
        </>
      ) : (
        <>
          {may('createUser') ? <ToolbarButton {...restore} icon={<PersonAddRegular />} onClick={() => onAdd(null)}>{t('addUser.title')}</ToolbarButton> : null}
          {may('createUser') ? <ToolbarButton icon={<PeopleAddRegular />} onClick={() => go('/users/import')}>{t('importUsers.title')}</ToolbarButton> : null}
          {may('createUser') && may('readLicenses') ? <TemplatesMenu onAdd={() => onTemplates('add')} onUse={onAdd} onManage={() => onTemplates('manage')} /> : null}
          {may('createUser') ? <ToolbarDivider className={styles.divider} /> : null}
          <ToolbarButton icon={<ArrowClockwiseRegular />} onClick={onRefresh}>{t('users.refresh')}</ToolbarButton>
          <ToolbarButton icon={<ArrowDownloadRegular />} onClick={() => location.assign('/api/v1/export/users?format=csv&bom=true&safe=true')}>{t('users.export')}</ToolbarButton>
        </>
      )}
    </Toolbar>
  );
}
