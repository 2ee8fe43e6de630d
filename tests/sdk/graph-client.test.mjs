// Microsoft's JavaScript SDK for Graph, @microsoft/microsoft-graph-client, unmodified, with tokens of @azure/identity (client
// contract, sections 2 and 3: client J).

import { test } from 'node:test';

import { runWalks, whySkip } from '../lib/walks.mjs';

test('@microsoft/microsoft-graph-client', { skip: whySkip('@microsoft/microsoft-graph-client') }, (t) => runWalks(t, 'tests/sdk/graph-client.mjs'));
