// Organisations of one installation never see each other: every route with another's ids, every list, seats, and a load on both.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assertSound, run, sku, startServer } from '../lib/licentia.mjs';

/** Bodies with which calls get as far as looking for what they name. */
const bodies = {
  'PATCH /v1.0/users/{id}': { jobTitle: 'x' },
  'POST /v1.0/users/{id}/assignLicense': { addLicenses: [], removeLicenses: [] },
  'PATCH /api/v1/subscriptions/{id}': { totalLicenses: 9 },
  'POST /api/v1/subscriptions/{id}/renew': { totalLicenses: 9 },
  'POST /api/v1/subscriptions/{id}/cancel': {},
  'POST /api/v1/licenseRequests/{id}/decide': { reject: ['x'] },
  'PATCH /api/v1/skus/{sku}/waiting/{user}': { priority: 1 },
  'PATCH /api/v1/userViews/{id}': { displayName: 'x' },
  'PATCH /api/v1/allotments/{id}': { limit: 1 },
  'POST /api/v1/users/{id}/assignLicense': { addLicenses: [], removeLicenses: [], wait: true },
};
/** Keys that every organisation has: they must lead to its own things. */
const shared = new Set(['/api/v1/catalog/skus/{sku}', '/api/v1/skus/{sku}/holders']);

/** Fills an organisation with one of everything; returns the ids. */
async function fill(server, organisation, domain, mark) {
  const as = { token: organisation.token };
  const person = (alias) => ({ userPrincipalName: `${alias}@${domain}`, displayName: `${mark} ${alias}`, mailNickname: alias, accountEnabled: true, usageLocation: 'NL' });
  const bought = await server.post('/api/v1/subscriptions', { sku: 'VISIOCLIENT', totalLicenses: 2 }, as);
  const user = (await server.post('/api/v1/users', person('here'), as)).body.user;
  const gone = (await server.post('/api/v1/users', person('gone'), as)).body.user;
  assert.equal((await server.delete(`/v1.0/users/${gone.id}`, as)).status, 204);
  assert.equal((await server.assign(user.id, [sku.VISIOCLIENT], [], as)).status, 200);
  const csv = ['userPrincipalName,displayName', `csv@${domain},${mark} csv`, ''].join('\n');
  assert.equal((await server.post('/api/v1/users/import', csv, { ...as, raw: true, headers: { 'Content-Type': 'text/csv' } })).status, 200);
  const token = await server.post('/api/v1/tokens', { name: `${mark} token`, role: 'Global Reader' }, as);
  assert.equal(token.status, 201, token.text);
  const application = (await server.post('/api/v1/applications', { displayName: `App ${mark}` }, as)).body;
  const secret = (await server.post(`/api/v1/applications/${application.id}/secrets`, { displayName: mark }, as)).body;
  const role = await server.post('/v1.0/roleManagement/directory/roleAssignments', { roleDefinitionId: 'f2ef992c-3afb-46b9-b7cf-a126ee74c451', principalId: user.id, directoryScopeId: '/' }, as);
  assert.equal(role.status, 201, role.text);
  const group = await server.post('/v1.0/groups', { displayName: `${mark} group`, mailNickname: `group-${mark}`, mailEnabled: false, securityEnabled: true }, as);
  assert.equal(group.status, 201, group.text);
  assert.equal((await server.post(`/v1.0/groups/${group.body.id}/members/$ref`, { '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${user.id}` }, as)).status, 204);
  const change = await server.post('/api/v1/changes', { action: 'remove', users: { all: true }, removeLicenses: [sku.VISIOCLIENT], preview: true }, { ...as, headers: { 'Licentia-Reason': mark } });
  assert.equal(change.status, 202, change.text);
  const view = await server.post('/api/v1/userViews', { displayName: `${mark} view`, conditions: { isUnlicensed: true } }, as);
  assert.equal(view.status, 201, view.text);
  const template = await server.post('/api/v1/userTemplates', { displayName: `${mark} template`, contents: {} }, as);
  assert.equal(template.status, 201, template.text);
  const allotment = await server.post('/api/v1/allotments', { displayName: `${mark} allotment`, skuId: 'VISIOCLIENT', limit: 1, groups: [group.body.id], owners: [user.id] }, as);
  assert.equal(allotment.status, 201, allotment.text);
  const first = async (path) => (await server.get(path, as)).body.value[0];
  const ids = {
    user: user.id, gone: gone.id, subscription: bought.body.id, commerce: (await first('/v1.0/directory/subscriptions')).commerceSubscriptionId,
    token: token.body.id, operation: (await first('/api/v1/operations')).id, audit: (await first('/v1.0/auditLogs/directoryAudits')).id,
    import: (await first('/api/v1/imports')).id, organization: organisation.tenantId, sku: (await first('/v1.0/subscribedSkus')).id,
    application: application.id, client: application.appId, principal: application.servicePrincipalId, credential: secret.keyId, assignment: role.body.id,
    group: group.body.id, change: change.body.id, view: view.body.id, template: template.body.id, allotment: allotment.body.id,
  };
  return { ...organisation, ids, upn: user.userPrincipalName };
}

async function start(t) {
  const server = await startServer(t);
  const made = run(['tenant', 'add', '--db', server.db, '--name', 'Fabrikam', '--domain', 'fabrikam.example', '--country', 'NL', '--no-admin', '--json']);
  assert.equal(made.status, 0, made.stderr);
  const ours = await fill(server, { token: server.token, tenantId: server.tenantId }, 'contoso.example', 'OURS');
  const theirs = await fill(server, JSON.parse(made.stdout), 'fabrikam.example', 'THEIRS');
  const { routes } = (await server.get('/api/v1')).body;
  return { server, ours, theirs, routes };
}

const isOpen = ({ method, path }) => method === 'GET' && ['/api/v1', '/api/v1/health', '/api/v1/openapi.json', '/v1.0'].includes(path);

test('organisations are separate', async (t) => {
  const { server, ours, theirs, routes } = await start(t);

  await t.test("every list has nothing of another organisation's", async () => {
    const paths = routes.filter((route) => route.method === 'GET' && !route.path.includes('{') && !isOpen(route)).map(({ path }) => path);
    assert.ok(paths.length >= 12, paths.join());
    for (const path of [...paths, '/api/v1/skus/VISIOCLIENT/holders', '/api/v1/catalog/skus/VISIOCLIENT']) {
      const { status, text } = await server.get(path, { headers: { ConsistencyLevel: 'eventual' } });
      assert.ok(status < 500, `${path}: ${text}`);
      for (const key of [...Object.values(theirs.ids), theirs.upn, 'THEIRS', 'Fabrikam', 'fabrikam']) {
        assert.ok(!text.includes(key), `${path} shows ${key}`);
      }
    }
  });

  await t.test("every route with another organisation's ids finds nothing", async () => {
    let tried = 0;
    for (const route of routes.filter(({ path }) => path.includes('{') && !shared.has(path))) {
      const name = `${route.method} ${route.path}`;
      for (const key of [...Object.values(theirs.ids), theirs.upn]) {
        // A product that both have, so that the person is what is not found.
        const path = route.path.replace('{sku}/waiting/', 'VISIOCLIENT/waiting/').replace(/\{\w+\}/g, encodeURIComponent(key));
        const answer = await server.request(route.method, path, {
          body: bodies[name] ?? (route.method === 'GET' || route.method === 'DELETE' ? undefined : {}), headers: { ConsistencyLevel: 'eventual' } });
        // A body that is not this call's is refused before anything is looked for.
        const expected = route.method === 'GET' || route.method === 'DELETE' || name in bodies ? [404] : [400, 404];
        if (route.path.includes('{permission}') || route.path.includes('/me/')) {
          expected.push(400); // an id is no permission, a token no person
        }
        assert.ok(expected.includes(answer.status), `${name} with ${key}: ${answer.status} ${answer.text}`);
        assert.doesNotMatch(answer.text, /THEIRS/);
        tried++;
      }
    }
    assert.ok(tried > 150, `${tried}`);
  });

  await t.test('a link to a next page is of use to its own organisation only', async () => {
    const next = (await server.get('/v1.0/users?$top=1', { token: theirs.token })).body['@odata.nextLink'];
    assert.equal((await server.get(next, { token: theirs.token })).status, 200);
    assert.equal((await server.get(next)).status, 400);
  });

  await t.test('what was tried stands in the log of whoever tried it', async () => {
    const failed = '/v1.0/auditLogs/directoryAudits?$filter=result eq \'failure\'';
    assert.ok((await server.get(failed)).body.value.length > 0);
    assert.equal((await server.get(failed, { token: theirs.token })).body.value.length, 0);
    assert.equal(ours.ids.organization, (await server.get('/v1.0/organization')).body.value[0].id);
  });

  await t.test('nothing was changed by trying', async () => {
    const as = { token: theirs.token };
    assert.equal((await server.get(`/v1.0/users/${theirs.ids.user}`, as)).body.jobTitle, null);
    assert.equal((await server.get('/v1.0/users', as)).body.value.length, 2);
    assert.equal((await server.get('/v1.0/directory/deletedItems/microsoft.graph.user', as)).body.value.length, 1);
    assertSound(server.db);
  });
});

test('two organisations under load: seats are separate, nobody waits behind the other', async (t) => {
  const { server, ours, theirs } = await start(t);
  const people = await Promise.all([ours, theirs].map(async (organisation, i) => {
    const as = { token: organisation.token };
    const domain = i === 0 ? 'contoso.example' : 'fabrikam.example';
    await server.post('/api/v1/subscriptions', { sku: 'POWER_BI_PRO', totalLicenses: 10 + 5 * i }, as);
    return Promise.all(Array.from({ length: 30 }, async (_, n) => {
      const answer = await server.post('/api/v1/users', { userPrincipalName: `load${n}@${domain}`, displayName: `L ${n}`, mailNickname: `load${n}`, accountEnabled: true, usageLocation: 'NL' }, as);
      assert.equal(answer.status, 201, answer.text);
      return answer.body.user.id;
    }));
  }));
  const results = await Promise.all([ours, theirs].map((organisation, i) =>
    Promise.all(people[i].map((id) => server.assign(id, [sku.POWER_BI_PRO], [], { token: organisation.token })))));
  assert.deepEqual(results.map((list) => list.filter(({ status }) => status === 200).length), [10, 15]);
  assert.deepEqual(results.map((list) => list.filter(({ status }) => status === 400).length), [20, 15]);
  for (const [i, organisation] of [ours, theirs].entries()) {
    const pool = (await server.get('/v1.0/subscribedSkus', { token: organisation.token })).body.value.find((item) => item.skuId === sku.POWER_BI_PRO);
    assert.equal(pool.consumedUnits, 10 + 5 * i);
    const seen = await server.get("/v1.0/auditLogs/directoryAudits?$filter=activityDisplayName eq 'Change user license' and result eq 'failure'", { token: organisation.token });
    assert.ok(seen.body.value.every((entry) => entry.targetResources[0].userPrincipalName.endsWith(i === 0 ? 'contoso.example' : 'fabrikam.example')));
  }
  assertSound(server.db);
});
