// CLI for Microsoft 365, unmodified, as its commands are typed (client contract, sections 2 and 6.2: client M).
//
// It knows the host names of Microsoft's cloud and no others. Nothing in it is changed for that: a proxy, of which it is told in its
// environment, leads its tunnels to graph.microsoft.com and login.microsoftonline.com to the server, which shows a certificate for those
// names that Node.js is told to trust. Its telemetry and its look for updates are off, by its own settings.

import { test } from 'node:test';

import { cloudHosts } from '../lib/proxy.mjs';
import { runWalks, whySkip } from '../lib/walks.mjs';

const folder = 'tests/sdk/m365';
const isTooOld = Number(process.versions.node.split('.')[0]) < 20;
const skip = isTooOld ? `@pnp/cli-microsoft365 11 does not run on Node.js ${process.versions.node}` : whySkip('@pnp/cli-microsoft365', folder);

test('@pnp/cli-microsoft365', { skip }, (t) => runWalks(t, 'tests/sdk/m365.mjs', { hosts: cloudHosts }));
