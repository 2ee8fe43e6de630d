import type { TFunction } from 'i18next';
import { lazy, type ComponentType, type LazyExoticComponent } from 'react';

/** A page of the admin centre, and where it stands in the navigation. */
export interface Page {
  path: string;
  /** Name in the navigation; pages without one are reached from others. */
  label?: (t: TFunction) => string;
  section?: Section;
  /** What one must be allowed to do to see it (RO-2); every one of them. */
  needs: readonly string[];
  Component: LazyExoticComponent<ComponentType>;
}

/** Groups of the navigation, in their order. */
export const sections = ['home', 'users', 'groups', 'billing', 'admin'] as const;
export type Section = (typeof sections)[number];

/** Every page. */
export const pages: readonly Page[] = [
  {
    path: '/',
    label: (t) => t('nav.home'),
    section: 'home',
    needs: [],
    Component: lazy(() => import('../pages/home/HomePage')),
  },
  {
    path: '/licenses',
    label: (t) => t('nav.licenses'),
    section: 'billing',
    needs: ['readLicenses'],
    Component: lazy(() => import('../pages/licenses/LicensesPage')),
  },
  {
    path: '/licenses/:sku/:tab?',
    needs: ['readLicenses'],
    Component: lazy(() => import('../pages/product/ProductPage')),
  },
  {
    path: '/subscriptions',
    label: (t) => t('nav.subscriptions'),
    section: 'billing',
    needs: ['readLicenses'],
    Component: lazy(() => import('../pages/subscriptions/SubscriptionsPage')),
  },
  {
    path: '/subscriptions/:sku',
    needs: ['readLicenses'],
    Component: lazy(() => import('../pages/subscriptions/SubscriptionsPage')),
  },
];
