// A client that knows OData and nothing of Graph, unmodified: @odata/client, with a sign-in of its own (client contract, section 2: client O), and
// with tokens of @azure/msal-node.

import { test } from 'node:test';

import { runWalks, whySkip } from '../lib/walks.mjs';

test('@odata/client', { skip: whySkip('@odata/client') }, (t) => runWalks(t, 'tests/sdk/odata-client.mjs'));
