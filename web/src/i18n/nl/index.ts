import type en from '../en';
import applications from './applications.json';
import audit from './audit.json';
import common from './common.json';
import experience from './experience.json';
import home from './home.json';
import licenses from './licenses.json';
import nav from './nav.json';
import operations from './operations.json';
import roles from './roles.json';
import sessions from './sessions.json';
import settings from './settings.json';
import shell from './shell.json';
import state from './state.json';

/** Every Dutch text, with the keys of the English. */
const texts: typeof en = { applications, audit, common, experience, home, licenses, nav, operations, roles, sessions, settings, shell, state };
export default texts;
