import {
  Button, makeStyles, Menu, MenuDivider, MenuGroup, MenuGroupHeader, MenuItem, MenuItemRadio, MenuList, MenuPopover, MenuTrigger, tokens,
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

const useStyles = makeStyles({
  initials: {
    display: 'flex', alignItems: 'center', justifyContent: 'center', width: '32px', height: '32px', flexShrink: 0,
    borderRadius: tokens.borderRadiusCircular, backgroundColor: tokens.colorNeutralBackground6, color: tokens.colorNeutralForeground1,
    fontSize: tokens.fontSizeBase300, fontWeight: tokens.fontWeightSemibold, lineHeight: 1, outline: '1px solid transparent',
  },
});

/** The first letters of a first and a last name. Fluent's Avatar draws the same, and weighs as much as the page around it. */
function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => /^\p{L}/u.test(word));
  return [...new Set([words[0], words.at(-1)])].map((word) => [...(word ?? '')][0] ?? '').join('').toLocaleUpperCase();
}

/** Who is signed in, with language, colours and signing out. */
export function AccountMenu({ session }: { session: Session }) {
  const styles = useStyles();
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
          icon={<span className={styles.initials} aria-hidden>{initialsOf(session.displayName)}</span>}
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
