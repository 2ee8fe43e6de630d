import common from './common.json';
import home from './home.json';
import licenses from './licenses.json';
import nav from './nav.json';
import product from './product.json';
import shell from './shell.json';
import state from './state.json';
import subscriptions from './subscriptions.json';

/** Every English text, a file for each area. The other languages have the same keys. */
export default { common, home, licenses, nav, product, shell, state, subscriptions };
