import accessibility from './accessibility.json';
import activities from './activities.json';
import addUser from './addUser.json';
import allotments from './allotments.json';
import applications from './applications.json';
import audit from './audit.json';
import autoClaim from './autoClaim.json';
import codes from './codes.json';
import common from './common.json';
import deletedUsers from './deletedUsers.json';
import experience from './experience.json';
import groups from './groups.json';
import home from './home.json';
import importUsers from './importUsers.json';
import licenses from './licenses.json';
import manage from './manage.json';
import myLicenses from './myLicenses.json';
import nav from './nav.json';
import operations from './operations.json';
import product from './product.json';
import reports from './reports.json';
import requests from './requests.json';
import roles from './roles.json';
import sessions from './sessions.json';
import settings from './settings.json';
import shell from './shell.json';
import state from './state.json';
import subscriptions from './subscriptions.json';
import user from './user.json';
import userTemplates from './userTemplates.json';
import userViews from './userViews.json';
import users from './users.json';

/** Every English text, a file for each area. The other languages have the same keys. */
export default {
  accessibility,
  activities,
  addUser,
  allotments,
  applications,
  audit,
  autoClaim,
  codes,
  common,
  deletedUsers,
  experience,
  groups,
  home,
  importUsers,
  licenses,
  manage,
  myLicenses,
  nav,
  operations,
  product,
  reports,
  requests,
  roles,
  sessions,
  settings,
  shell,
  state,
  subscriptions,
  user,
  userTemplates,
  userViews,
  users,
};
