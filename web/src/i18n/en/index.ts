import common from './common.json';
import experience from './experience.json';
import home from './home.json';
import licenses from './licenses.json';
import nav from './nav.json';
import operations from './operations.json';
import product from './product.json';
import shell from './shell.json';
import state from './state.json';

/** Every English text, a file for each area. The other languages have the same keys. */
export default {
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
