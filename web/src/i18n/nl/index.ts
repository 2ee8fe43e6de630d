import type en from '../en';
import common from './common.json';
import home from './home.json';
import licenses from './licenses.json';
import nav from './nav.json';
import product from './product.json';
import shell from './shell.json';
import state from './state.json';
import subscriptions from './subscriptions.json';

/** Every Dutch text, with the keys of the English. */
const texts: typeof en = { common, home, licenses, nav, product, shell, state, subscriptions };
export default texts;
