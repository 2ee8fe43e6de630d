import { Button, Link as FluentLink, makeStyles, MessageBar, MessageBarBody, Text, tokens } from '@fluentui/react-components';
import { NavigationRegular } from '@fluentui/react-icons';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';

import type { Session } from '../api/session';
import { useAddress } from '../lib/router';
import { AccountMenu } from './AccountMenu';
import { Navigation } from './Navigation';

const narrow = '@media (max-width: 800px)';

const useStyles = makeStyles({
  header: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalM,
    height: '48px',
    padding: `0 ${tokens.spacingHorizontalM}`,
    backgroundColor: tokens.colorBrandBackground,
    color: tokens.colorNeutralForegroundOnBrand,
    position: 'sticky',
    top: 0,
    zIndex: 10,
  },
  menu: { color: 'inherit', display: 'none', [narrow]: { display: 'inline-flex' } },
  organization: { flexGrow: 1, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap', opacity: 0.9 },
  body: { display: 'flex', alignItems: 'stretch', minHeight: 'calc(100vh - 48px)' },
  nav: {
    width: '228px',
    flexShrink: 0,
    backgroundColor: tokens.colorNeutralBackground3,
    [narrow]: { display: 'none' },
  },
  navOpen: {
    [narrow]: { display: 'block', position: 'fixed', top: '48px', bottom: 0, zIndex: 9, boxShadow: tokens.shadow16, overflowY: 'auto' },
  },
  content: { flexGrow: 1, minWidth: 0, display: 'flex', flexDirection: 'column' },
  main: {
    flexGrow: 1,
    minWidth: 0,
    padding: `${tokens.spacingVerticalXL} ${tokens.spacingHorizontalXXL}`,
    outlineStyle: 'none',
    [narrow]: { padding: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalM}` },
  },
  footer: {
    padding: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalXXL}`,
    fontSize: tokens.fontSizeBase200,
    [narrow]: { padding: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalM}` },
  },
  footerLink: { color: tokens.colorNeutralForeground2 },
  skip: {
    position: 'absolute',
    left: '-9999px',
    ':focus': { left: tokens.spacingHorizontalM, top: '8px', color: tokens.colorNeutralForegroundOnBrand, zIndex: 11 },
  },
});

/** One's password becomes too old: when, and where to change it. */
function PasswordEnds({ on }: { on: string }) {
  const { t, i18n } = useTranslation();
  return (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody>
        {t('shell.passwordEnds', { date: new Date(on).toLocaleDateString(i18n.language, { dateStyle: 'long' }) })}{' '}
        <FluentLink inline href="/common/password">{t('shell.changePassword')}</FluentLink>
      </MessageBarBody>
    </MessageBar>
  );
}

/** Header and navigation around a page. */
export function Shell({ session, children }: { session: Session; children: ReactNode }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const [address] = useAddress();
  const [isOpen, setIsOpen] = useState(false);
  const main = useRef<HTMLElement>(null);
  useEffect(() => setIsOpen(false), [address]);
  return (
    <>
      <header className={styles.header}>
        <a
          className={styles.skip}
          href="#main"
          onClick={(event) => {
            event.preventDefault(); // the address behind # is the page's
            main.current?.focus();
          }}
        >
          {t('shell.skip')}
        </a>
        <Button
          appearance="transparent"
          className={styles.menu}
          icon={<NavigationRegular />}
          aria-label={t('shell.navigation')}
          aria-expanded={isOpen}
          onClick={() => setIsOpen(!isOpen)}
        />
        <Text weight="semibold" size={400}>Licentia</Text>
        <Text className={styles.organization}>{session.organizationName}</Text>
        <AccountMenu session={session} />
      </header>
      <div className={styles.body}>
        <div className={`${styles.nav} ${isOpen ? styles.navOpen : ''}`}>
          <Navigation session={session} />
        </div>
        <div className={styles.content}>
          <main id="main" className={styles.main} ref={main} tabIndex={-1}>
            {session.passwordExpiresDateTime === null ? null : <PasswordEnds on={session.passwordExpiresDateTime} />}
            {children}
          </main>
          <footer className={styles.footer} aria-label={t('accessibility.footer')}>
            <Link className={styles.footerLink} href="/accessibility">{t('accessibility.link')}</Link>
          </footer>
        </div>
      </div>
    </>
  );
}
