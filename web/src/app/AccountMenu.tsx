import {
  Avatar, Button, Menu, MenuDivider, MenuGroup, MenuGroupHeader, MenuItem, MenuItemRadio, MenuList, MenuPopover, MenuTrigger,
} from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';

import { useChoose } from '../api/preferences';
import type { Preferences, Session } from '../api/session';
import { ErrorWords } from '../components/Failure';
import { useNotify } from '../components/Notices';
import { changeLanguage, languages, type Language } from '../i18n';
import { setPreference, type Theme } from '../lib/preferences';
import { useAddress } from '../lib/router';
import { useTheme } from './Look';

const languageNames: Record<Language, string> = { en: 'English', nl: 'Nederlands' };
const themes: readonly Theme[] = ['system', 'light', 'dark'];

/** Who is signed in, with language, colours and signing out. */
export function AccountMenu({ session }: { session: Session }) {
  const { t, i18n } = useTranslation();
  const [, go] = useAddress();
  const theme = useTheme();
  const choose = useChoose();
  const notify = useNotify();
  const keep = async (chosen: Partial<Preferences>) => {
    try {
      await choose(chosen);
    } catch (error) {
      notify({ title: t('shell.notKept'), text: <ErrorWords error={error as Error} />, intent: 'warning' });
    }
  };
  const chooseLanguage = async (language: Language) => {
    await changeLanguage(language);
    await keep({ language });
  };
  return (
    <Menu
      checkedValues={{ language: [i18n.language], theme: [theme] }}
      onCheckedValueChange={(_, { name, checkedItems }) => {
        if (name === 'language') {
          void chooseLanguage(checkedItems[0] as Language);
        } else {
          setPreference('theme', checkedItems[0] as Theme);
          void keep({ theme: checkedItems[0] as Theme });
        }
      }}
    >
      <MenuTrigger disableButtonEnhancement>
        <Button
          appearance="transparent"
          aria-label={t('shell.account', { name: session.displayName })}
          icon={<Avatar name={session.displayName} size={32} aria-hidden />}
        />
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          <MenuGroup>
            <MenuGroupHeader>{session.userPrincipalName}</MenuGroupHeader>
          </MenuGroup>
          <MenuDivider />
          <MenuGroup>
            <MenuGroupHeader>{t('shell.language')}</MenuGroupHeader>
            {languages.map((language) => (
              <MenuItemRadio key={language} name="language" value={language} lang={language}>{languageNames[language]}</MenuItemRadio>
            ))}
          </MenuGroup>
          <MenuDivider />
          <MenuGroup>
            <MenuGroupHeader>{t('shell.theme.title')}</MenuGroupHeader>
            {themes.map((item) => <MenuItemRadio key={item} name="theme" value={item}>{t(`shell.theme.${item}`)}</MenuItemRadio>)}
          </MenuGroup>
          <MenuDivider />
          <MenuItem onClick={() => go('/sessions')}>{t('shell.sessions')}</MenuItem>
          <MenuItem onClick={() => location.assign(`/${session.tenantId}/oauth2/v2.0/logout`)}>{t('shell.signOut')}</MenuItem>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
