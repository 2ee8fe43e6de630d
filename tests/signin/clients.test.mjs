// The libraries by which programs sign in to Microsoft's cloud, unmodified: @azure/msal-node, @azure/identity and openid-client
// (client contract, section 1).

import { test } from 'node:test';

import { runWalks, whySkip } from '../lib/walks.mjs';

test('clients of other makers', { skip: whySkip('openid-client') }, (t) => runWalks(t, 'tests/signin/clients.mjs'));
