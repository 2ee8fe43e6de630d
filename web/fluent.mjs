// Fluent UI comes as one package that hands on what some sixty others have. esbuild puts whatever is used of such a package by any page
// into the first load of all. So each import from it is taken from the package that really has it, and comes with the pages that use it.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const WHOLE = '@fluentui/react-components';

/** Which package has each name that `WHOLE` hands on. */
function readOwners(folder) {
  const owners = new Map();
  const text = readFileSync(resolve(folder, `node_modules/${WHOLE}/lib/index.js`), 'utf8').replace(/\/\/.*$/gm, '');
  for (const [, names, owner] of text.matchAll(/export \{([^}]*)\} from "([^"]+)"/g)) {
    for (const name of names.split(',')) {
      const [own, , given = own] = name.trim().split(/\s+/);
      owners.set(given, { owner, own });
    }
  }
  return owners;
}

/** A list of imported names as imports of their owners; types are left out, for they are nothing when the pages run. */
function importsOf(names, owners, path) {
  const lines = [];
  for (const name of names.split(',').map((item) => item.trim()).filter((item) => item !== '' && !item.startsWith('type '))) {
    const [given, , here = given] = name.split(/\s+/);
    const found = owners.get(given);
    if (found !== undefined) {
      lines.push(`import { ${found.own} as ${here} } from '${found.owner}';`);
    } else if (!/^[A-Z]\w*(Props|Intent|Slots|State)$/.test(given)) {
      throw new Error(`${path}: ${WHOLE} has no ${given}`);
    }
  }
  return lines.join(' ');
}

/** The plugin for esbuild; `folder` has node_modules. */
export function fluentByOwner(folder) {
  const owners = readOwners(folder);
  const pattern = new RegExp(`import \\{([^}]*)\\} from '${WHOLE}';`, 'g');
  return {
    name: 'fluent-by-owner',
    setup(build) {
      build.onLoad({ filter: /[\\/]src[\\/].*\.tsx?$/ }, ({ path }) => ({
        contents: readFileSync(path, 'utf8').replace(pattern, (_, names) => importsOf(names, owners, path)),
        loader: path.endsWith('x') ? 'tsx' : 'ts',
      }));
    },
  };
}
