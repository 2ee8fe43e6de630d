// Microsoft's newer SDK for Graph, made by Kiota, unmodified: @microsoft/msgraph-sdk with its fluent package for users, with tokens of
// @azure/identity (client contract, sections 2 and 3: client K). There is no such package for groups and products on npm: those are asked
// for as the SDK asks for what it has no fluent calls for.

import { test } from 'node:test';

import { runWalks, whySkip } from '../lib/walks.mjs';

test('@microsoft/msgraph-sdk', { skip: whySkip('@microsoft/msgraph-sdk-users') }, (t) => runWalks(t, 'tests/sdk/kiota.mjs'));
