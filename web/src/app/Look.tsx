import { FluentProvider, createDOMRenderer, RendererProvider, webDarkTheme, webLightTheme } from '@fluentui/react-components';
import { useEffect, useMemo, useState, type ReactNode } from 'react';

import { usePreference, type Theme } from '../lib/preferences';

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

/** The colours that were chosen. */
export function useTheme(): Theme {
  const chosen = usePreference('theme');
  return chosen === 'light' || chosen === 'dark' ? chosen : 'system';
}

/** Colours and styles for everything within. Styles are let in by the nonce of the page. */
export function Look({ children }: { children: ReactNode }) {
  const theme = useTheme();
  const systemIsDark = useSystemIsDark();
  const isDark = theme === 'dark' || (theme === 'system' && systemIsDark);
  const renderer = useMemo(() => {
    const nonce = document.querySelector<HTMLMetaElement>('meta[name=style-nonce]')?.content ?? '';
    return createDOMRenderer(document, { styleElementAttributes: { nonce } });
  }, []);
  useEffect(() => {
    document.documentElement.style.colorScheme = isDark ? 'dark' : 'light';
  }, [isDark]);
  return (
    <RendererProvider renderer={renderer}>
      <FluentProvider theme={isDark ? webDarkTheme : webLightTheme} style={{ minHeight: '100vh' }}>
        {children}
      </FluentProvider>
    </RendererProvider>
  );
}
