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

/** Every English text, a file for each area. The other languages have the same keys. */
export default { applications, audit, common, experience, home, licenses, nav, operations, roles, sessions, settings, shell, state };
