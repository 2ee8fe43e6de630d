import type { TFunction } from 'i18next';
import { lazy, type ComponentType, type LazyExoticComponent } from 'react';

import type { Experience } from '../api/session';

/** A page of the admin centre, and where it stands in the navigation. */
export interface Page {
  path: string;
  /** Addresses that are this page, too, where it has parts with addresses of their own: "/users/:id?". */
  pattern?: string;
  /** Name in the navigation; pages without one are reached from others. */
  label?: (t: TFunction, experience: Experience) => string;
  section?: Section;
  /** What one must be allowed to do to see it (RO-2); every one of them. */
  needs: readonly string[];
  /** In the navigation only of those who own allotments. */
  isForOwners?: true;
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
    path: '/my-licenses',
    label: (t) => t('nav.myLicenses'),
    section: 'home',
    needs: ['requestLicense'],
    Component: lazy(() => import('../pages/my-licenses/MyLicensesPage')),
  },
  {
    path: '/my-allotments',
    pattern: '/my-allotments/:id?',
    label: (t) => t('nav.myAllotments'),
    section: 'home',
    needs: ['runAllotments'],
    isForOwners: true,
    Component: lazy(() => import('../pages/my-allotments/MyAllotmentsPage')),
  },
  { path: '/users/import', needs: ['createUser', 'readLicenses'], Component: lazy(() => import('../pages/import-users/ImportUsersPage')) },
  { path: '/users/add', pattern: '/users/add/:template?', needs: ['createUser', 'readLicenses'], Component: lazy(() => import('../pages/add-user/AddUserPage')) },
  {
    path: '/users',
    pattern: '/users/:id?',
    label: (t) => t('nav.users'),
    section: 'users',
    needs: ['readDirectory'],
    Component: lazy(() => import('../pages/users/UsersPage')),
  },
  {
    path: '/deleted-users',
    label: (t) => t('nav.deletedUsers'),
    section: 'users',
    needs: ['readDirectory'],
    Component: lazy(() => import('../pages/deleted-users/DeletedUsersPage')),
  },
  {
    path: '/groups',
    label: (t) => t('nav.groupList'),
    section: 'groups',
    needs: ['readGroups'],
    Component: lazy(() => import('../pages/groups/GroupsPage')),
  },
  { path: '/groups/:id', needs: ['readGroups'], Component: lazy(() => import('../pages/group/GroupPage')) },
  {
    path: '/licenses',
    label: (t) => t('nav.licenses'),
    section: 'billing',
    needs: ['readLicenses'],
    Component: lazy(() => import('../pages/licenses/LicensesPage')),
  },
  {
    path: '/licenses/requests',
    needs: ['decideRequests', 'readLicenses'],
    Component: lazy(() => import('../pages/requests/RequestsPage')),
  },
  {
    path: '/licenses/auto-claim',
    needs: ['readLicenses'],
    Component: lazy(() => import('../pages/auto-claim/AutoClaimPage')),
  },
  {
    path: '/licenses/allotments',
    needs: ['readLicenses'],
    Component: lazy(() => import('../pages/allotments/AllotmentsPage')),
  },
  {
    path: '/licenses/allotments/:id',
    needs: ['readLicenses'],
    Component: lazy(() => import('../pages/allotments/AllotmentPage')),
  },
  {
    path: '/licenses/:sku/:tab?',
    needs: ['readLicenses'],
    Component: lazy(() => import('../pages/product/ProductPage')),
  },
  {
    path: '/subscriptions',
    pattern: '/subscriptions/:sku?',
    label: (t, experience) => t(experience === 'classic' ? 'nav.subscriptionsClassic' : 'nav.subscriptions'),
    section: 'billing',
    needs: ['readLicenses'],
    Component: lazy(() => import('../pages/subscriptions/SubscriptionsPage')),
  },
  {
    path: '/reports',
    label: (t) => t('nav.reports'),
    section: 'billing',
    needs: ['readLicenses'],
    Component: lazy(() => import('../pages/reports/ReportsPage')),
  },
  {
    path: '/operations',
    label: (t) => t('nav.operations'),
    section: 'admin',
    needs: ['readLicenses'],
    Component: lazy(() => import('../pages/operations/OperationsPage')),
  },
  {
    path: '/operations/all',
    needs: ['readOperations'],
    Component: lazy(() => import('../pages/operations/OperationsPage')),
  },
  {
    path: '/operations/all/:id',
    needs: ['readOperations'],
    Component: lazy(() => import('../pages/operations/OperationPage')),
  },
  {
    path: '/operations/:id',
    needs: ['readLicenses'],
    Component: lazy(() => import('../pages/operations/ChangePage')),
  },
  {
    path: '/audit',
    label: (t) => t('nav.audit'),
    section: 'admin',
    needs: ['readOperations'],
    Component: lazy(() => import('../pages/audit/AuditPage')),
  },
  {
    path: '/roles',
    label: (t) => t('nav.roles'),
    section: 'admin',
    needs: ['readRoles'],
    Component: lazy(() => import('../pages/roles/RolesPage')),
  },
  {
    path: '/roles/:name',
    needs: ['readRoles'],
    Component: lazy(() => import('../pages/roles/RolePage')),
  },
  {
    path: '/applications',
    label: (t) => t('nav.applications'),
    section: 'admin',
    needs: ['readApplications'],
    Component: lazy(() => import('../pages/applications/ApplicationsPage')),
  },
  {
    path: '/applications/:id',
    needs: ['readApplications'],
    Component: lazy(() => import('../pages/applications/ApplicationPage')),
  },
  {
    path: '/settings',
    label: (t) => t('nav.settings'),
    section: 'admin',
    needs: ['readDirectory'],
    Component: lazy(() => import('../pages/settings/SettingsPage')),
  },
  {
    path: '/accessibility',
    needs: [],
    Component: lazy(() => import('../pages/accessibility/AccessibilityPage')),
  },
  {
    path: '/sessions',
    needs: [],
    Component: lazy(() => import('../pages/sessions/SessionsPage')),
  },
];
