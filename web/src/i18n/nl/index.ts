import type en from '../en';
import common from './common.json';
import experience from './experience.json';
import home from './home.json';
import licenses from './licenses.json';
import nav from './nav.json';
import operations from './operations.json';
import product from './product.json';
import shell from './shell.json';
import state from './state.json';

/** Every Dutch text, with the keys of the English. */
const texts: typeof en = {
  common,
  experience,
  home,
  licenses,
  nav,
  operations,
  product,
  shell,
  state,
};
export default texts;
