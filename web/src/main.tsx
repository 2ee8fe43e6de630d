import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { createQueryClient } from './api/queries';
import { App } from './app/App';
import { Look } from './app/Look';
import { startLanguage } from './i18n';

const place = document.getElementById('app');
if (place === null) {
  throw new Error('The page has no element #app.');
}
await startLanguage();
createRoot(place).render(
  <StrictMode>
    <QueryClientProvider client={createQueryClient()}>
      <Look>
        <App />
      </Look>
    </QueryClientProvider>
  </StrictMode>,
);
