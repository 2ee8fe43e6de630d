// The description of the interface against the running program, in both directions.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { Browser } from '../lib/browser.mjs';
import { giveRole, letPeopleIn, tokenOfPerson } from '../lib/callers.mjs';
import { makeCertificate } from '../lib/certificate.mjs';
import { addGroup, license } from '../lib/groups.mjs';
import { root, sku, startServer } from '../lib/licentia.mjs';
import { microsoftCsv } from '../lib/make-people.mjs';
import { register } from '../lib/oauth.mjs';
import { Contract, refsIn } from '../lib/openapi.mjs';
import { addPerson, password } from '../lib/people.mjs';

const source = JSON.parse(readFileSync(join(root, 'src/api/openapi.json'), 'utf8'));

/** Every operation as { method, path, operation, item }. */
function* operationsOf(document) {
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      yield { method: method.toUpperCase(), path, operation };
    }
  }
}

/** Every schema in `value`, a schema itself, with the place where it stands. */
function* schemasIn(value, at) {
  yield [value, at];
  for (const [name, inner] of Object.entries(value.properties ?? {})) {
    yield* schemasIn(inner, `${at}/${name}`);
  }
  for (const inner of [value.items, value.additionalProperties, ...(value.anyOf ?? [])]) {
    if (typeof inner === 'object') {
      yield* schemasIn(inner, `${at}/*`);
    }
  }
}

/** Whether a call changes something: some that read take a body. */
const changes = (method, path) => method !== 'GET' && !/\/(get|check)[A-Z]\w+$/.test(path);

/** A path with something in place of its keys that is nobody's. */
const fill = (path) => path.replace(/\{[^}]*\}/g, 'x');

test('the checker finds what is wrong', () => {
  const contract = new Contract({ paths: {}, components: { schemas: { id: { type: 'string', format: 'uuid' } } } });
  const schema = {
    type: 'object', required: ['a'], additionalProperties: false,
    properties: {
      a: { $ref: '#/components/schemas/id' }, b: { type: ['integer', 'null'], minimum: 1, maximum: 3 }, c: { type: 'array', minItems: 1, maxItems: 2, items: { enum: ['x', 'y'] } },
      d: { anyOf: [{ type: 'null' }, { const: 5 }] }, e: { type: 'string', pattern: '^q', minLength: 2, maxLength: 3 }, f: { type: 'object', additionalProperties: { type: 'boolean' } },
      g: { type: 'string', format: 'date-time' }, h: { type: 'string', format: 'uri' }, i: { type: 'object', minProperties: 1 },
    },
  };
  const a = '6fd2c87f-b296-42f0-b197-1e91e994b900';
  const good = [{ a }, { a, b: 3 }, { a, b: null }, { a, c: ['x', 'y'] }, { a, d: null }, { a, d: 5 }, { a, e: 'qu' }, { a, f: { any: true } },
    { a, g: '2026-01-31T00:00:00Z' }, { a, h: 'http://127.0.0.1:80/x' }, { a, i: { x: 1 } }];
  const bad = [null, [], 5, {}, { a: 5 }, { a: 'x' }, { a: a.toUpperCase() }, { a, b: 0 }, { a, b: 4 }, { a, b: '1' }, { a, b: 1.5 }, { a, c: [] }, { a, c: ['x', 'x', 'x'] }, { a, c: ['z'] },
    { a, d: 6 }, { a, e: 'x1' }, { a, e: 'q' }, { a, e: 'quux' }, { a, f: { any: 1 } }, { a, g: '2026-01-31' }, { a, h: '/x' }, { a, i: {} }, { a, z: 1 }];
  for (const value of good) {
    assert.deepEqual([...contract.problems(schema, value)], [], JSON.stringify(value));
  }
  for (const value of bad) {
    assert.notDeepEqual([...contract.problems(schema, value)], [], JSON.stringify(value));
  }
  assert.throws(() => [...contract.problems({ oneOf: [] }, 1)], /does not know the keyword oneOf/);
  assert.throws(() => [...contract.problems({ $ref: '#/components/schemas/none' }, 1)], /leads nowhere/);
});

test('the document is sound', async (t) => {
  const contract = new Contract(source);
  const all = [...operationsOf(source)];

  await t.test('OpenAPI 3.1, and every $ref leads somewhere', () => {
    assert.match(source.openapi, /^3\.1\.\d+$/);
    assert.deepEqual(source.servers.map((server) => server.url), ['/']);
    for (const name of refsIn(source)) {
      assert.ok(contract.resolve(name));
    }
  });

  await t.test('operations have names of their own, words, a known tag and a success', () => {
    const names = all.map(({ operation }) => operation.operationId);
    assert.deepEqual([...new Set(names)], names);
    const tags = source.tags.map((tag) => tag.name);
    for (const { path, operation } of all) {
      assert.match(operation.operationId, /^[a-z][A-Za-z]+$/);
      assert.match(operation.summary, /\S/, path);
      assert.ok(operation.tags.length === 1 && tags.includes(operation.tags[0]), path);
      const successes = Object.keys(operation.responses).filter((status) => status.startsWith('2'));
      assert.ok(successes.filter((status) => status !== '202').length === 1 || successes.join() === '202', `${path}: 202 beside the answer that waits, or where a task always follows`);
    }
    assert.deepEqual(tags.filter((tag) => !all.some(({ operation }) => operation.tags.includes(tag))), []);
  });

  await t.test('the keys of each path are described, and no others', () => {
    for (const { method, path, operation } of all) {
      const parameters = (operation.parameters ?? []).map((item) => contract.deref(item));
      const described = parameters.filter((item) => item.in === 'path');
      assert.deepEqual(described.map((item) => `{${item.name}}`).sort(), (path.match(/\{[^}]*\}/g) ?? []).sort(), `${method} ${path}`);
      assert.ok(described.every((item) => item.required === true));
      const names = parameters.map((item) => `${item.in} ${item.name}`);
      assert.deepEqual([...new Set(names)], names);
      assert.ok(parameters.every((item) => ['path', 'query', 'header'].includes(item.in) && item.schema));
    }
  });

  await t.test('what changes something can be rehearsed and given a reason; nothing else can', () => {
    for (const { method, path, operation } of all) {
      const headers = (operation.parameters ?? []).map((item) => contract.deref(item)).filter((item) => item.in === 'header').map((item) => item.name);
      for (const name of ['Prefer', 'Licentia-Reason']) {
        const isDelta = name === 'Prefer' && /delta$/.test(path); // how much of what changed is told
        assert.equal(headers.includes(name), changes(method, path) || isDelta, `${method} ${path}`);
      }
    }
  });

  await t.test('everything under components is used', () => {
    const used = new Set();
    const follow = (value) => {
      for (const name of refsIn(value)) {
        if (!used.has(name)) {
          used.add(name);
          follow(contract.resolve(name));
        }
      }
    };
    follow(source.paths);
    for (const kind of ['schemas', 'parameters', 'responses']) {
      assert.deepEqual(Object.keys(source.components[kind]).filter((name) => !used.has(`#/components/${kind}/${name}`)), []);
    }
    const schemes = new Set([source, ...all.map(({ operation }) => operation)].flatMap((item) => (item.security ?? []).flatMap(Object.keys)));
    assert.deepEqual([...schemes], Object.keys(source.components.securitySchemes));
  });

  await t.test('schemas use what the checker knows, and require only what they describe', () => {
    const known = new Set(['description', 'default', '$ref', 'type', 'const', 'enum', 'anyOf', 'pattern', 'format', 'minLength', 'maxLength', 'minimum', 'maximum', 'minItems',
      'maxItems', 'minProperties', 'items', 'required', 'properties', 'additionalProperties']);
    for (const [name, schema] of Object.entries(source.components.schemas)) {
      for (const [inner, at] of schemasIn(schema, name)) {
        assert.deepEqual(Object.keys(inner).filter((keyword) => !known.has(keyword)), [], at);
        assert.deepEqual((inner.required ?? []).filter((member) => !inner.properties?.[member]), [], at);
      }
    }
  });

  await t.test('failures have the one envelope', () => {
    for (const { method, path, operation } of all) {
      for (const [status, response] of Object.entries(operation.responses)) {
        if (Number(status) >= 400) {
          const { schema } = contract.deref(response).content['application/json'];
          assert.equal(contract.deref(schema).properties.error.$ref, '#/components/schemas/errorBody', `${method} ${path} ${status}`);
        }
      }
    }
  });
});

test('the document and the program agree', async (t) => {
  const server = await startServer(t);
  const contract = await Contract.read(server);
  const all = [...operationsOf(contract.document)];
  const about = (await server.get('/api/v1')).body;
  const person = await signInAdministrator(server); // /me is for people
  const tokenFor = (path) => (path.startsWith('/v1.0/me') ? person : server.token);

  await t.test('it is the one in the sources, of this version', async () => {
    assert.deepEqual(contract.document, source);
    assert.equal(contract.document.info.version, about.version);
    const answer = await server.get('/api/v1/openapi.json', { token: '' });
    assert.match(answer.headers.get('content-type'), /^application\/json/);
  });

  await t.test('every route that is served is described, and every call described is a route', () => {
    const routes = about.routes.map((route) => `${route.method} ${route.path}`).sort();
    const described = all.map(({ method, path }) => `${method} ${path}`).sort();
    assert.deepEqual(described, routes);
  });

  await t.test('docs/api.md tells of each of our own calls', () => {
    const text = readFileSync(join(root, 'docs/api.md'), 'utf8');
    const told = [...text.matchAll(/^\| `(GET|POST|PATCH|PUT|DELETE) (\/api\/v1[^`]*)` \|/gm)].map((match) => `${match[1]} ${match[2]}`);
    const ours = about.routes.filter((route) => route.path.startsWith('/api/v1')).map((route) => `${route.method} ${route.path}`);
    assert.deepEqual(told.sort(), ours.sort());
  });

  await t.test('every call described is served, and asks for a token unless the document says otherwise', async () => {
    for (const { method, path, operation } of all) {
      const answer = await server.request(method, fill(path), { token: '' });
      assert.equal(answer.status, operation.security?.length === 0 ? 200 : 401, `${method} ${path}`);
    }
  });

  await t.test('D-20: every query option described is taken, and no other', async () => {
    const optionsOf = (operation) => (operation.parameters ?? []).map((item) => contract.deref(item)).filter((item) => item.in === 'query').map((item) => item.name);
    const names = new Set(['$filter', '$orderby', '$count', '$expand', '$search', '$skip', 'dryRun', ...all.flatMap(({ operation }) => optionsOf(operation))]);
    for (const { method, path, operation } of all) {
      const described = optionsOf(operation);
      for (const name of names) {
        const answer = await server.request(method, `${fill(path)}?${name}=`, { token: tokenFor(path) });
        const isRefused = answer.status === 400 && answer.body.error.message.includes('is not supported here');
        assert.equal(!isRefused, described.includes(name), `${method} ${path}?${name}: ${answer.text}`);
      }
    }
  });

  await t.test('bodies: every member described is known, with its type; others are refused by name', async () => {
    const wrong = { string: 7, boolean: 'x', integer: 'x', array: 'x', object: 'x' };
    const expected = { string: 'a string', boolean: 'true or false', integer: 'a whole number', array: 'an array', object: 'an object' };
    for (const { method, path, operation } of all) {
      const schema = contract.deref(operation.requestBody?.content['application/json']?.schema);
      if (!schema || path === '/api/v1/catalog/import') {
        continue; // a catalogue file has a reader and tests of its own
      }
      const stranger = await server.request(method, fill(path), { body: { zzz: 1 }, token: tokenFor(path) });
      assert.equal(stranger.status, 400, `${method} ${path}`);
      assert.equal(stranger.body.error.details[0].target, 'zzz');
      for (const [name, member] of Object.entries(schema.properties)) {
        const [type, ...others] = [contract.deref(member).type ?? 'string'].flat();
        const orNull = others.includes('null');
        if (others.length > 0 && !orNull) {
          continue; // what stands for two things is looked at where they are tested
        }
        const answer = await server.request(method, fill(path), { body: { [name]: wrong[type] }, token: tokenFor(path) });
        assert.equal(answer.status, 400, `${method} ${path} ${name}`);
        assert.equal(answer.body.error.details[0].target, name, answer.text);
        assert.ok(answer.body.error.message.includes(`expected ${expected[type]}${orNull ? ' or null.' : ''}`), answer.text);
        if (!orNull && !schema.required) {
          const nothing = await server.request(method, fill(path), { body: { [name]: null }, token: tokenFor(path) });
          assert.equal(nothing.body.error.details[0].target, name, `${method} ${path} ${name}: ${nothing.text}`);
        }
      }
      for (const name of schema.required ?? []) {
        const { [name]: left, ...others } = exampleOf(contract, schema);
        const answer = await server.request(method, fill(path), { body: others, token: tokenFor(path) });
        assert.equal(answer.status, 400, `${method} ${path} without ${name} (${left})`);
        assert.ok(answer.body.error.details.some((detail) => detail.target === name), answer.text);
      }
    }
  });

  await t.test('every call succeeds once with an answer as described', async () => {
    contract.watch(server);
    await callEverything(server, person);
    for (const { method, path, operation } of all) {
      for (const success of Object.keys(operation.responses).filter((status) => status.startsWith('2'))) {
        assert.ok(contract.seen.has(`${method} ${path} ${success}`), `${method} ${path} was not seen to succeed with ${success}`);
      }
    }
  });
});

/** A value that `schema` allows, as far as our request bodies need it. */
function exampleOf(contract, schema) {
  const inner = contract.deref(schema);
  switch ([inner.type].flat()[0]) {
    case 'object':
      return Object.fromEntries((inner.required ?? []).map((name) => [name, exampleOf(contract, inner.properties[name])]));
    case 'array':
      return [];
    case 'boolean':
      return true;
    case 'integer':
      return inner.minimum ?? 1;
    default:
      return inner.format === 'uuid' ? sku.SPE_E3 : 'something';
  }
}

/** Calls every route so that it succeeds; what is asked first makes what is asked later. */
async function callEverything(server, person) {
  const vendorFile = readFileSync(join(root, 'catalog/example-vendor.json'), 'utf8');
  const rehearsal = { headers: { Prefer: 'validate-only' } };
  const organization = (await server.get('/v1.0/organization')).body.value[0];

  for (const path of ['/v1.0', '/v1.0/$metadata', '/api/v1', '/api/v1/health', '/api/v1/openapi.json', '/api/v1/catalog/skus', '/api/v1/catalog/skus/ENTERPRISEPACK',
    `/v1.0/organization/${organization.id}`, '/v1.0/domains', '/v1.0/domains/contoso.example']) {
    await server.get(path);
  }
  await server.request('POST', '/api/v1/catalog/import', { raw: true, body: vendorFile, headers: { 'Content-Type': 'application/json' } });

  const bought = await server.buy('ENTERPRISEPACK', 5, { endDate: '2031-01-31', purchaseChannel: 'Reseller', pricePerSeat: '3.50 EUR' });
  await server.patch(`/api/v1/subscriptions/${bought.id}`, { totalLicenses: 6, endDate: null });
  await server.post(`/api/v1/subscriptions/${bought.id}/renew`, { totalLicenses: 6 });
  const dropped = await server.buy('VISIOCLIENT', 1);
  await server.post(`/api/v1/subscriptions/${dropped.id}/cancel`, {});
  for (const path of ['/api/v1/attention', '/api/v1/skus/VISIOCLIENT/conflict']) {
    await server.get(path);
  }
  await server.delete(`/api/v1/subscriptions/${dropped.id}`);
  for (const path of ['/api/v1/subscriptions', `/api/v1/subscriptions/${bought.id}`, '/v1.0/directory/subscriptions', `/v1.0/directory/subscriptions/${bought.id}`,
    `/v1.0/directory/subscriptions(commerceSubscriptionId='${bought.commerceSubscriptionId}')`, '/v1.0/subscribedSkus', `/v1.0/subscribedSkus/${organization.id}_${sku.ENTERPRISEPACK}`]) {
    await server.get(path);
  }

  const made = await server.post('/v1.0/users', {
    accountEnabled: true, displayName: 'Adele', mailNickname: 'adele', userPrincipalName: 'adele@contoso.example', usageLocation: 'NL',
    businessPhones: ['+31 70 1'], passwordProfile: { password: 'correct horse battery' },
  });
  const user = `/v1.0/users/${made.body.id}`;
  await server.patch(user, { jobTitle: 'Librarian', faxNumber: null });
  await server.assign(made.body.id, [sku.ENTERPRISEPACK]);
  await server.assign(made.body.id, [sku.SPE_E5], [sku.ENTERPRISEPACK], rehearsal);
  await server.request('POST', `${user}/reprocessLicenseAssignment`);
  const details = await server.get(`${user}/licenseDetails`);
  const everything = 'id,accountEnabled,createdDateTime,deletedDateTime,assignedLicenses,assignedPlans,provisionedPlans,licenseAssignmentStates,city,userType';
  for (const path of [user, `${user}?$select=${everything}`, '/v1.0/users', `/v1.0/users?$select=${everything}&$top=1`, `${user}/licenseDetails/${details.body.value[0].id}`,
    '/api/v1/export/users', '/api/v1/export/holders?sku=ENTERPRISEPACK', '/api/v1/export/assignments?format=ndjson',
    '/api/v1/skus/ENTERPRISEPACK/holders?$top=1', `/api/v1/users/${made.body.id}/why?plan=SWAY`]) {
    await server.get(path);
  }

  const second = await server.addUser('second', { assignedLicenses: [{ skuId: sku.ENTERPRISEPACK, disabledPlans: [] }] });
  for (const restore of [`/v1.0/directory/deletedItems/${second.id}/restore`, `/api/v1/deletedUsers/${second.id}/restore`]) {
    await server.delete(`/v1.0/users/${second.id}`);
    await server.request('POST', restore);
  }
  const purchases = (await server.get('/api/v1/subscriptions')).body.value;
  const purchase = purchases.find(({ skuPartNumber, status }) => skuPartNumber === 'ENTERPRISEPACK' && status === 'Enabled');
  await server.post(`/api/v1/users/${second.id}/delete`, { dropSeats: [purchase.id] }, { headers: { Prefer: 'validate-only' } });
  await server.request('POST', `/api/v1/users/${second.id}/delete`);
  for (const path of ['microsoft.graph.user', 'graph.user', second.id]) {
    await server.get(`/v1.0/directory/deletedItems/${path}`);
  }
  await server.delete(`/v1.0/directory/deletedItems/${second.id}`);

  await callGroups(server, made.body.id);
  await importAndWatch(server);
  await server.get('/api/v1/imports');
  await changeAndInterfere(server);
  const operations = await server.get('/api/v1/operations?$top=5');
  await callGrants(server, person);
  for (const { id } of operations.body.value) {
    await server.get(`/api/v1/operations/${id}`);
    await server.get(`/api/v1/operations/${id}/changes?$top=2`);
  }
  const audits = await server.get('/v1.0/auditLogs/directoryAudits?$orderby=activityDateTime');
  for (const { id } of audits.body.value) {
    await server.get(`/v1.0/auditLogs/directoryAudits/${id}`);
  }
  await callRoles(server, made.body.id);
  const me = await server.get('/v1.0/me', { token: person });
  await server.patch(`/v1.0/users/${me.body.id}`, { usageLocation: 'NL' });
  const reference = { '@odata.id': `${server.url}${user}` };
  for (const path of [`/v1.0/users/${me.body.id}`, '/v1.0/me']) {
    await server.request('PUT', `/v1.0/users/${me.body.id}/manager/$ref`, { body: reference });
    const users = ['', '/microsoft.graph.user', '/graph.user'];
    const casts = { manager: [''], directReports: users, memberOf: [...users, '/microsoft.graph.group', '/graph.group'], ownedObjects: [...users, '/microsoft.graph.group', '/graph.group'], transitiveMemberOf: [...users, '/microsoft.graph.group', '/graph.group'] };
    for (const [list, names] of Object.entries(casts)) {
      for (const name of names) {
        await server.get(`${path}/${list}${name}`, { token: person });
        await server.get(`${path}/${list}${name}/$count`, { token: person, headers: { ConsistencyLevel: 'eventual' } });
      }
    }
    for (const [call, body] of [['getMemberGroups', { securityEnabledOnly: false }], ['getMemberObjects', { securityEnabledOnly: false }], ['checkMemberGroups', { groupIds: [] }], ['checkMemberObjects', { ids: [] }]]) {
      await server.post(`${path}/${call}`, body, { token: person });
    }
  }
  await server.get(`/v1.0/users/${me.body.id}?$expand=manager`);
  await server.delete(`/v1.0/users/${me.body.id}/manager/$ref`);
  await server.post('/v1.0/me/assignLicense', { addLicenses: [{ skuId: sku.ENTERPRISEPACK }], removeLicenses: [] }, { token: person });
  await server.get('/v1.0/me/licenseDetails', { token: person });
  const token = await server.post('/api/v1/tokens', { name: 'short', role: 'global-reader', days: 1 });
  await server.get('/api/v1/tokens');
  await server.delete(`/api/v1/tokens/${token.body.id}`);
  await callApplications(server);
  await callUserViews(server);
  await callUserTemplates(server);
  await callWithSession(server);
}

/** Calls every route of applications so that it succeeds. */
async function callApplications(server) {
  const folder = mkdtempSync(join(tmpdir(), 'licentia-'));
  const { pem } = makeCertificate(folder);
  rmSync(folder, { recursive: true });
  const { body: { id } } = await server.post('/api/v1/applications', { displayName: 'Robot', appId: sku.SPE_E3, redirectUris: [{ uri: 'https://app.example', kind: 'web' }] });
  const app = `/api/v1/applications/${id}`;
  const secret = await server.post(`${app}/secrets`, { displayName: 'nightly', days: 1 });
  const certificate = await server.post(`${app}/certificates`, { certificate: pem });
  await server.post(`${app}/grants`, { type: 'application', permissions: ['User.Read.All'] });
  await server.patch(app, { displayName: 'Robot 2', accountEnabled: false });
  await server.get(app);
  await server.get('/api/v1/applications?$top=1');
  for (const set of ['applications', 'servicePrincipals']) {
    const [{ id: one, appId }] = (await server.get(`/v1.0/${set}?$count=true&$top=1`)).body.value;
    await server.get(`/v1.0/${set}/$count`, { headers: { ConsistencyLevel: 'eventual' } });
    await server.get(`/v1.0/${set}/${one}`);
    await server.get(`/v1.0/${set}(appId='${appId}')`);
  }
  for (const path of ['/grants/application/User.Read.All', `/secrets/${secret.body.keyId}`, `/certificates/${certificate.body.keyId}`, '']) {
    await server.delete(app + path);
  }
}

/** Custom views of the users. */
async function callUserViews(server) {
  const { id } = (await server.post('/api/v1/userViews', { displayName: 'Blocked', conditions: { accountEnabled: false } })).body;
  const path = `/api/v1/userViews/${id}`;
  await server.get('/api/v1/userViews');
  await server.get(path);
  await server.patch(path, { displayName: 'Sign-in blocked' });
  await server.delete(path);
}

/** Templates for new users. */
async function callUserTemplates(server) {
  const { id } = (await server.post('/api/v1/userTemplates', { displayName: 'Planner', contents: { usageLocation: 'NL', profile: { jobTitle: 'Planner' } } })).body;
  await server.get('/api/v1/userTemplates');
  await server.get(`/api/v1/userTemplates/${id}`);
  await server.delete(`/api/v1/userTemplates/${id}`);
}

/** Calls what tells what applications were granted. */
async function callGrants(server, person) {
  const { id, servicePrincipalId } = await register(server, { displayName: 'Granted', own: ['User.Read.All'], delegated: ['User.Read'] });
  for (const base of [`servicePrincipals/${servicePrincipalId}`, `servicePrincipals(appId='${id}')`, "servicePrincipals(appId='00000003-0000-0000-c000-000000000000')"]) {
    for (const list of ['', '/appRoleAssignments', '/appRoleAssignedTo', '/oauth2PermissionGrants']) {
      await server.get(`/v1.0/${base}${list}`);
    }
  }
  const grants = await server.get('/v1.0/oauth2PermissionGrants');
  await server.get(`/v1.0/oauth2PermissionGrants/${grants.body.value[0].id}`);
  const me = await server.get('/v1.0/me', { token: person });
  await server.get(`/v1.0/users/${me.body.id}/oauth2PermissionGrants`);
  await server.get('/v1.0/me/oauth2PermissionGrants', { token: person });
}

/** Calls what is for people who are signed in to the pages. */
async function callWithSession(server) {
  const person = await addPerson(server, 'person');
  const signIn = async (word = password) => {
    const browser = new Browser(server);
    await browser.signIn(person.userPrincipalName, word);
    const Cookie = `licentia-session=${browser.session}`;
    const { body } = await server.get('/api/v1/me/session', { token: '', headers: { Cookie } });
    return { id: body.id, options: { token: '', headers: { Cookie, 'X-CSRF-Token': body.csrfToken } } };
  };
  const first = await signIn();
  const second = await signIn();
  await server.get('/api/v1/me/preferences', first.options);
  await server.patch('/api/v1/me/preferences', { experience: 'classic' }, first.options);
  await server.get('/api/v1/me/sessions', first.options);
  await callRequests(server, person, first.options);
  await callAutoClaim(server);
  await callAllotments(server, person, first.options);
  await server.delete(`/api/v1/me/sessions/${second.id}`, first.options);
  await server.get(`/api/v1/users/${person.id}/sessions`);
  await server.request('POST', '/v1.0/me/revokeSignInSessions', first.options);
  await server.delete(`/api/v1/users/${person.id}/sessions`);
  await server.request('POST', `/v1.0/users/${person.id}/revokeSignInSessions`);
  for (const [path, from, to] of [['/v1.0/me', password, `${password}2`], [`/v1.0/users/${person.id}`, `${password}2`, `${password}3`]]) {
    await server.post(`${path}/changePassword`, { currentPassword: from, newPassword: to }, (await signIn(from)).options);
  }
}

/** Every call about the auto-claim policy, and a claim that comes to something and one that does not. */
async function callAutoClaim(server) {
  const application = await letPeopleIn(server, ['User.Read']);
  const policy = '/api/v1/autoClaimPolicy';
  await server.get(policy);
  const products = [{ skuId: sku.ENTERPRISEPACK, disabledPlans: [] }];
  const body = { displayName: 'Office for all', enabled: true, application: application.appId, products };
  await server.patch(policy, body, { headers: { Prefer: 'validate-only' } });
  await server.patch(policy, body);
  for (const [alias, usageLocation] of [['claims', 'NL'], ['nowhere', null]]) {
    await addPerson(server, alias, { usageLocation });
    await tokenOfPerson(server, alias, application);
  }
  await server.get(`${policy}/claims?days=1&$top=1`);
  await server.get(`${policy}/claims`);
  await server.get(`${policy}/report`);
  await server.delete(policy);
}

/** Every call about allotments, as an administrator and as an owner. */
async function callAllotments(server, person, options) {
  const group = await addGroup(server, 'Allotted', [person]);
  await license(server, group, [sku.ENTERPRISEPACK]);
  const made = await server.post('/api/v1/allotments', { displayName: 'Office for some', skuId: sku.ENTERPRISEPACK, limit: 1, groups: [group.id], owners: [person.id] });
  const path = `/api/v1/allotments/${made.body.id}`;
  for (const one of ['/api/v1/allotments?sku=ENTERPRISEPACK&$top=1', path, `${path}/people?$top=1`]) {
    await server.get(one);
  }
  await server.patch(path, { limit: 2 }, { headers: { Prefer: 'validate-only' } });
  await server.patch(path, { limit: 2 });
  await server.get('/api/v1/me/allotments', options);
  const people = `/api/v1/me/allotments/${made.body.id}/people`;
  await server.post(people, { userPrincipalName: 'adele@contoso.example' }, options);
  await server.get(people, options);
  await server.delete(`${people}/adele@contoso.example`, options);
  await server.delete(path);
}

/** Every call about license requests, as a person and as an administrator. */
async function callRequests(server, person, options) {
  const ask = (body) => server.post('/api/v1/me/licenseRequests', body, options);
  await server.get('/api/v1/licenseRequestSettings');
  await server.patch('/api/v1/licenseRequestSettings', { ownProcess: { enabled: false, link: 'https://ask.example' }, selfServiceProducts: [] });
  for (const path of ['licenses', 'requestableProducts']) {
    await server.get(`/api/v1/me/${path}`, options);
  }
  const asked = (await ask({ sku: 'ENTERPRISEPACK' })).body;
  await server.get('/api/v1/me/licenseRequests', options);
  await server.delete(`/api/v1/me/licenseRequests/${asked.id}`, options);
  const again = (await ask({ sku: 'ENTERPRISEPACK', people: [person.id, 'adele@contoso.example'], message: 'for the project' })).body;
  const decision = { approve: [person.id], reject: ['adele@contoso.example'], message: 'as agreed' };
  for (const path of ['', '?state=completed', `/${again.id}`]) {
    await server.get(`/api/v1/licenseRequests${path}`);
  }
  await server.post(`/api/v1/licenseRequests/${again.id}/decide`, decision, { headers: { Prefer: 'validate-only' } });
  await server.post(`/api/v1/licenseRequests/${again.id}/decide`, decision);
  await server.get('/api/v1/me/licenseRequests', options);
  await server.get('/api/v1/me/licenses', options);
}

/** The token of a person who may do everything, through an application that may. */
async function signInAdministrator(server) {
  const application = await letPeopleIn(server, ['User.Read', 'Directory.ReadWrite.All']);
  const { id } = await addPerson(server, 'chief');
  await giveRole(server, id, 'Global Administrator');
  return tokenOfPerson(server, 'chief', application);
}

/** Every call about roles and settings. */
async function callRoles(server, user) {
  const [role] = (await server.get('/v1.0/directoryRoles')).body.value;
  const other = (await server.addUser('other')).id;
  const definitions = '/v1.0/roleManagement/directory/roleDefinitions';
  const assignments = '/v1.0/roleManagement/directory/roleAssignments';
  for (const path of ['/v1.0/directoryRoleTemplates', `/v1.0/directoryRoleTemplates/${role.id}`, definitions, `${definitions}/${role.id}`, '/api/v1/roles', '/api/v1/roles/global-reader',
    '/api/v1/settings']) {
    await server.get(path);
  }
  const made = await server.post(assignments, { roleDefinitionId: role.id, principalId: other, directoryScopeId: '/' });
  await server.get(`${assignments}?$expand=principal,roleDefinition&$top=1`);
  await server.get(`${assignments}/${made.body.id}`);
  for (const path of [`/v1.0/directoryRoles/${role.id}`, `/v1.0/directoryRoles(roleTemplateId='${role.id}')`]) {
    await server.get(path);
    await server.post(`${path}/members/$ref`, { '@odata.id': `${server.url}/v1.0/directoryObjects/${user}` });
    await server.get(`${path}/members`);
    await server.delete(`${path}/members/${user}/$ref`);
  }
  await server.post(assignments, { roleDefinitionId: role.id, principalId: user, directoryScopeId: '/' });
  await server.delete(`${assignments}/${made.body.id}`);
  await server.patch('/api/v1/settings', { sessionHours: 8, billingAdminMayAssign: false });
}

/** Calls every route about groups. */
async function callGroups(server, userId) {
  const address = (id) => `${server.url}/v1.0/directoryObjects/${id}`;
  const make = async (name, more) => (await server.post('/v1.0/groups', { displayName: name, mailNickname: name, mailEnabled: false, securityEnabled: true, ...more })).body.id;
  const inner = await make('inner');
  const id = await make('outer', { 'members@odata.bind': [address(inner)] });
  const group = `/v1.0/groups/${id}`;
  await server.patch(group, { description: null });
  await server.post(`${group}/renew`);
  for (const list of ['members', 'owners']) {
    await server.post(`${group}/${list}/$ref`, { '@odata.id': address(userId) });
    await server.delete(`${group}/${list}/${userId}/$ref`);
    await server.post(`${group}/${list}/$ref`, { '@odata.id': address(userId) });
  }
  for (const options of [{ headers: { Prefer: 'validate-only' } }, {}]) {
    await server.post(`${group}/assignLicense`, { addLicenses: [{ skuId: sku.ENTERPRISEPACK }, { skuId: sku.VISIOCLIENT }], removeLicenses: [] }, options);
    await server.post(`${group}/assignLicense`, { addLicenses: [{ skuId: sku.ENTERPRISEPACK }], removeLicenses: [] }, options);
    await server.request('POST', `${group}/reprocessLicenseAssignment`, options);
  }
  await server.get('/v1.0/groups?$select=id,displayName,assignedLicenses,licenseProcessingState,hideFromAddressLists');
  for (const resource of ['users', 'groups']) {
    await server.get(`/v1.0/${resource}/delta`);
    await server.get(`/v1.0/${resource}/microsoft.graph.delta()`);
  }
  await server.get(group);
  const casts = ['', '/microsoft.graph.user', '/graph.user', '/microsoft.graph.group', '/graph.group'];
  for (const [base, lists] of [[group, ['members', 'transitiveMembers', 'owners', 'memberOf', 'transitiveMemberOf']], [`/v1.0/users/${userId}`, ['memberOf', 'transitiveMemberOf']]]) {
    for (const path of lists.flatMap((list) => casts.map((cast) => `${base}/${list}${cast}`))) {
      await server.get(path);
      await server.get(`${path}/$count`, { headers: { ConsistencyLevel: 'eventual' } });
    }
  }
  for (const path of ['/v1.0/users', '/v1.0/groups']) {
    await server.get(`${path}?$count=true&$orderby=displayName&$top=1`);
    await server.get(`${path}/$count`, { headers: { ConsistencyLevel: 'eventual' } });
  }
  await server.get(`/v1.0/users/${userId}?$expand=memberOf`);
  await server.get('/v1.0/groups?$expand=members($select=id)');
  await server.get(`${group}/membersWithLicenseErrors`);
  for (const base of [group, `/v1.0/users/${userId}`, `/v1.0/directoryObjects/${userId}`]) {
    await server.post(`${base}/getMemberGroups`, { securityEnabledOnly: false });
    await server.post(`${base}/getMemberObjects`, { securityEnabledOnly: true });
    await server.post(`${base}/checkMemberGroups`, { groupIds: [id] });
    await server.post(`${base}/checkMemberObjects`, { ids: [id] });
  }
  for (const cast of casts) {
    await server.get(`/v1.0/directoryObjects/${cast.endsWith('user') ? userId : id}${cast}`);
  }
  await server.post('/v1.0/$batch', { requests: [{ id: 1, method: 'GET', url: `/directoryObjects/${id}` }, { id: '2', method: 'GET', url: '/nothing', headers: {}, dependsOn: ['1'] }] });
  await server.post('/v1.0/directoryObjects/getByIds', { ids: [id, userId], types: ['user', 'group'] });
  const team = await make('team', { mailEnabled: true, groupTypes: ['Unified'] });
  await server.delete(`/v1.0/groups/${team}`);
  for (const path of ['microsoft.graph.group', 'graph.group', team]) {
    await server.get(`/v1.0/directory/deletedItems/${path}`);
  }
  await server.get(`/api/v1/groups/${id}`);
  await server.patch(`/api/v1/groups/${id}`, { bestEffort: true, includeNested: true });
  await server.post(`/api/v1/groups/${id}/members`, { add: ['adele@contoso.example'], remove: [] });
  await server.post('/api/v1/memberships', { changes: [{ group: inner, add: [userId] }] }, { headers: { Prefer: 'validate-only' } });
  await server.post(`/api/v1/groups/${id}/members`, { remove: [userId] }, { headers: { Prefer: 'validate-only' } });
  await server.post('/api/v1/memberships', { changes: [{ group: inner, add: [userId] }, { group: id, remove: [userId] }] });
  await server.get(`/api/v1/groups/${id}/members`);
  const waiter = await server.addUser('waiter');
  await server.buy('VISIOCLIENT', 1);
  await server.assign(userId, [sku.VISIOCLIENT]);
  const wish = { addLicenses: [{ skuId: sku.VISIOCLIENT }], removeLicenses: [], wait: true, priority: 1, waitReason: 'why' };
  await server.post(`/api/v1/users/${waiter.id}/assignLicense`, wish, { headers: { Prefer: 'validate-only' } });
  await server.post(`/api/v1/users/${waiter.id}/assignLicense`, wish);
  await server.get('/api/v1/skus/VISIOCLIENT/waiting');
  await server.get(`/api/v1/skus/VISIOCLIENT/waiting/${waiter.id}`);
  await server.patch(`/api/v1/skus/VISIOCLIENT/waiting/${waiter.id}`, { priority: 2, reason: null });
  await server.get(`/api/v1/users/${waiter.id}/why?plan=VISIOONLINE`);
  await server.delete(`/api/v1/skus/VISIOCLIENT/waiting/${waiter.id}`);
}

/** Asks for changes of many, with more users each time, until one could be paused, resumed and cancelled on its way. */
async function changeAndInterfere(server) {
  for (let users = 5000, wasSeen = false; !wasSeen; users *= 4) {
    const { body } = await server.post('/api/v1/changes', {
      action: 'add', users: { ids: Array.from({ length: users }, (_, i) => `nobody${i}@contoso.example`) }, addLicenses: [{ skuId: sku.ENTERPRISEPACK, disabledPlans: [] }],
    });
    const statuses = [];
    for (const verb of ['pause', 'resume', 'cancel']) {
      statuses.push((await server.post(`/api/v1/changes/${body.id}/${verb}`)).status);
    }
    wasSeen = statuses.every((status) => status === 200);
    await server.get(`/api/v1/changes/${body.id}`);
    await server.get(`/api/v1/changes/${body.id}/results`);
  }
  const [{ id }] = (await server.get('/api/v1/operations')).body.value.filter(({ kind }) => kind === 'licenseChange');
  await server.post(`/api/v1/operations/${id}/undo`);
  await server.get('/api/v1/changes?$top=1');
}

/** Imports users, more each time, until the import was seen running. */
async function importAndWatch(server) {
  for (let rows = 5000, wasSeen = false; !wasSeen; rows *= 4) {
    const id = `watched-${rows}`;
    let isOver = false;
    const running = server.request('POST', '/api/v1/users/import', {
      raw: true, body: microsoftCsv(rows, 'contoso.example'), headers: { 'Content-Type': 'text/csv', 'client-request-id': id, Prefer: 'validate-only' },
    }).finally(() => { isOver = true; });
    while (!isOver) {
      wasSeen = (await server.get(`/api/v1/imports/${id}`)).status === 200 || wasSeen;
    }
    await running;
  }
  const accepted = await server.request('POST', '/api/v1/users/import', {
    raw: true, body: microsoftCsv(1, 'contoso.example'), headers: { 'Content-Type': 'text/csv', Prefer: 'respond-async' },
  });
  assert.equal(accepted.status, 202, accepted.text);
}
