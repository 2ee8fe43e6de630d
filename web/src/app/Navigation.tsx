import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';

import { useOwnAllotments } from '../api/allotments';
import type { Session } from '../api/session';
import { useAddress } from '../lib/router';
import { pages, sections, type Page } from './pages';

const useStyles = makeStyles({
  nav: { padding: `${tokens.spacingVerticalM} 0`, display: 'block' },
  heading: {
    display: 'block',
    margin: 0,
    padding: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalL} ${tokens.spacingVerticalXS}`,
    fontSize: tokens.fontSizeBase200,
    fontWeight: tokens.fontWeightSemibold,
    color: tokens.colorNeutralForeground2,
  },
  list: { listStyleType: 'none', margin: 0, padding: 0 },
  link: {
    display: 'block',
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalL}`,
    color: tokens.colorNeutralForeground1,
    textDecorationLine: 'none',
    borderLeft: `3px solid transparent`,
    ':hover': { backgroundColor: tokens.colorNeutralBackground3Hover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
  },
  here: {
    fontWeight: tokens.fontWeightSemibold,
    borderLeftColor: tokens.colorCompoundBrandStroke,
    backgroundColor: tokens.colorNeutralBackground3Selected,
  },
});

function isAt(address: string, page: Page): boolean {
  return page.path === '/' ? address === '/' : address === page.path || address.startsWith(`${page.path}/`);
}

/** The pages that the person may see, by section. */
export function Navigation({ session }: { session: Session }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const [address] = useAddress();
  const isOwner = (useOwnAllotments().data ?? []).length > 0;
  const shown = pages.filter((page) => page.section !== undefined && (isOwner || page.isForOwners !== true) && page.needs.every((action) => session.actions.includes(action)));
  return (
    <nav className={styles.nav} aria-label={t('shell.navigation')}>
      {sections.map((section) => {
        const items = shown.filter((page) => page.section === section);
        return items.length === 0 ? null : (
          <section key={section} aria-label={t(`nav.section.${section}`)}>
            {section === 'home' ? null : <h2 className={styles.heading}>{t(`nav.section.${section}`)}</h2>}
            <ul className={styles.list}>
              {items.map((page) => (
                <li key={page.path}>
                  <Link
                    href={page.path}
                    className={mergeClasses(styles.link, isAt(address, page) && styles.here)}
                    aria-current={isAt(address, page) ? 'page' : undefined}
                  >
                    {page.label?.(t, session.experience)}
                  </Link>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </nav>
  );
}
