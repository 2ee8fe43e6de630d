import { FluentProvider, createDOMRenderer, RendererProvider, webDarkTheme, webLightTheme } from '@fluentui/react-components';
import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';

import { preference, setPreference } from '../lib/preferences';

/** Light, dark, or as the system has it. */
export type Theme = 'light' | 'dark' | 'system';

const ThemeContext = createContext<{ theme: Theme; setTheme: (theme: Theme) => void }>({ theme: 'system', setTheme: () => undefined });

/** The theme that was chosen, and how to choose another. */
export const useTheme = () => useContext(ThemeContext);

function useSystemIsDark(): boolean {
  const query = useMemo(() => window.matchMedia('(prefers-color-scheme: dark)'), []);
  const [isDark, setIsDark] = useState(query.matches);
  useEffect(() => {
    const listen = () => setIsDark(query.matches);
    query.addEventListener('change', listen);
    return () => query.removeEventListener('change', listen);
  }, [query]);
  return isDark;
}

function readTheme(): Theme {
  const chosen = preference('theme');
  return chosen === 'light' || chosen === 'dark' ? chosen : 'system';
}

/** Colours and styles for everything within. Styles are let in by the nonce of the page. */
export function Look({ children }: { children: ReactNode }) {
  const [theme, choose] = useState(readTheme);
  const systemIsDark = useSystemIsDark();
  const isDark = theme === 'dark' || (theme === 'system' && systemIsDark);
  const renderer = useMemo(() => {
    const nonce = document.querySelector<HTMLMetaElement>('meta[name=style-nonce]')?.content ?? '';
    return createDOMRenderer(document, { styleElementAttributes: { nonce } });
  }, []);
  const value = useMemo(() => ({
    theme,
    setTheme: (next: Theme) => {
      setPreference('theme', next);
      choose(next);
    },
  }), [theme]);
  useEffect(() => {
    document.documentElement.style.colorScheme = isDark ? 'dark' : 'light';
  }, [isDark]);
  return (
    <ThemeContext.Provider value={value}>
      <RendererProvider renderer={renderer}>
        <FluentProvider theme={isDark ? webDarkTheme : webLightTheme} style={{ minHeight: '100vh' }}>
          {children}
        </FluentProvider>
      </RendererProvider>
    </ThemeContext.Provider>
  );
}
