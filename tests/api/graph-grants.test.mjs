// What applications were granted, in Graph's shape: app role assignments, oauth2PermissionGrants, and Microsoft Graph itself, whose permissions they are.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { giveRole, letPeopleIn, tokenOfApplication, tokenOfPerson } from '../lib/callers.mjs';
import { sql } from '../lib/database.mjs';
import { startServer } from '../lib/licentia.mjs';
import { register } from '../lib/oauth.mjs';
import { addPerson } from '../lib/people.mjs';

const graphId = '00000003-0000-0000-c000-000000000000';
const unknown = '00000000-0000-4000-8000-000000000000';
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

async function start(t) {
  const server = await startServer(t);
  const get = async (path, options) => {
    const { status, body, text } = await server.get(`/v1.0/${path}`, options);
    assert.equal(status, 200, `${path}: ${text}`);
    return body;
  };
  return { server, get, graph: await get(`servicePrincipals(appId='${graphId}')`) };
}

/** Lets a person consent for himself, as the page for it does. */
function consent(server, application, user, permissions) {
  for (const permission of permissions) {
    sql(server, `INSERT INTO application_permission (tenant_id, application_id, kind, user_id, permission, granted_ms)
      SELECT a.tenant_id, a.id, 1, (SELECT u.id FROM app_user u WHERE u.upn = '${user.userPrincipalName}'), ${permission}, 1000 FROM application a WHERE a.display_name = '${application.displayName}';`);
  }
}

test('Microsoft Graph is a service principal with the permissions that there are', async (t) => {
  const { server, get, graph } = await start(t);

  await t.test('as one, and in lists', async () => {
    const { id, appRoles, oauth2PermissionScopes, '@odata.context': _, ...rest } = graph;
    assert.match(id, uuid);
    assert.deepEqual(rest, {
      deletedDateTime: null, appId: graphId, displayName: 'Microsoft Graph', signInAudience: 'AzureADMultipleOrgs', tags: [], keyCredentials: [], passwordCredentials: [], accountEnabled: true,
      appDisplayName: 'Microsoft Graph', appOwnerOrganizationId: 'f8cdef31-a31e-4b4a-93e4-5f571e91255a', appRoleAssignmentRequired: false, replyUrls: [], servicePrincipalNames: [graphId],
      servicePrincipalType: 'Application',
    });
    assert.deepEqual(await get(`servicePrincipals/${id}`), graph);
    for (const filter of [`appId eq '${graphId}'`, "displayName eq 'Microsoft Graph'", `servicePrincipalNames/any(n:n eq '${graphId}')`, `id eq '${id}'`]) {
      assert.deepEqual((await get(`servicePrincipals?$select=id&$filter=${encodeURIComponent(filter)}`)).value, [{ id }], filter);
    }
    assert.ok(appRoles.length > 15 && oauth2PermissionScopes.length > appRoles.length);
  });

  await t.test('it has no application, nobody can register it, and no role can be given to it', async () => {
    for (const path of [`applications(appId='${graphId}')`, `applications/${graph.id}`]) {
      assert.equal((await server.get(`/v1.0/${path}`)).status, 404);
    }
    assert.deepEqual((await get('applications')).value, []);
    const taken = await server.post('/api/v1/applications', { displayName: 'Graph', appId: graphId });
    assert.equal(taken.status, 400, taken.text);
    assert.match(taken.body.error.message, /is that of Microsoft Graph/);
    const role = (await get('directoryRoles')).value[0].id;
    assert.equal((await server.post('/v1.0/roleManagement/directory/roleAssignments', { roleDefinitionId: role, principalId: graph.id, directoryScopeId: '/' })).status, 404);
  });

  await t.test("permissions have Microsoft's ids, each its own", () => {
    const ids = Object.fromEntries(graph.appRoles.map(({ value, id }) => [value, id]));
    const scopes = Object.fromEntries(graph.oauth2PermissionScopes.map(({ value, id }) => [value, id]));
    assert.deepEqual([ids['User.Read.All'], ids['LicenseAssignment.ReadWrite.All'], scopes['User.Read'], scopes['User.Read.All']],
      ['df021288-bdef-4463-88db-98f22de89214', '5facf0c1-8979-4e95-abcf-ff3d079771c0', 'e1fe6dd8-ba31-4d61-89e7-88639da4683d', 'a154be20-db9c-4678-8ab7-66f6cc099a59']);
    const all = [...Object.values(ids), ...Object.values(scopes)];
    assert.equal(new Set(all).size, all.length);
    for (const id of all) {
      assert.match(id, uuid);
    }
    assert.ok(Object.keys(ids).every((name) => scopes[name]), 'what an application may have, it may have in somebody\'s name');
    assert.deepEqual(Object.keys(scopes).filter((name) => !ids[name]).sort(), ['User.Read', 'email', 'offline_access', 'openid', 'profile']);
    for (const { isEnabled, description, displayName, allowedMemberTypes } of graph.appRoles) {
      assert.ok(isEnabled && description && displayName && allowedMemberTypes[0] === 'Application');
    }
    assert.deepEqual(graph.oauth2PermissionScopes.filter(({ type }) => type === 'User').map(({ value }) => value).sort(), ['User.Read', 'email', 'offline_access', 'openid', 'profile']);
  });
});

test('what applications were granted', async (t) => {
  const { server, get, graph } = await start(t);
  const anna = await addPerson(server, 'anna');
  const bert = await addPerson(server, 'bert');
  const robot = await register(server, { displayName: 'Robot', own: ['User.Read.All', 'Group.Read.All'], delegated: ['User.Read', 'Directory.Read.All'] });
  const reader = await register(server, { displayName: 'Reader', own: ['User.Read.All'] });
  const plain = await register(server, { displayName: 'Plain', secret: false });
  consent(server, { displayName: 'Robot' }, anna, [4, 15]);
  consent(server, { displayName: 'Plain' }, anna, [4]);
  consent(server, { displayName: 'Plain' }, bert, [4, 5]);
  const sp = (app) => `servicePrincipals/${app.servicePrincipalId}`;
  const role = (name) => graph.appRoles.find(({ value }) => value === name).id;
  const scope = (name) => graph.oauth2PermissionScopes.find(({ value }) => value === name).id;
  const brief = (list) => list.map(({ clientId, principalId, scope: text }) => [clientId, principalId, text]);
  const ofRobot = [[robot.servicePrincipalId, null, 'User.Read Directory.Read.All'], [robot.servicePrincipalId, anna.id, 'User.Read Group.ReadWrite.All']];
  const ofPlain = [[plain.servicePrincipalId, anna.id, 'User.Read'], [plain.servicePrincipalId, bert.id, 'User.Read User.Read.All']];

  await t.test('its own permissions', async () => {
    const body = await get(`${sp(robot)}/appRoleAssignments`);
    assert.match(body['@odata.context'], /#appRoleAssignments$/);
    assert.deepEqual(body.value.map(({ appRoleId }) => appRoleId), [role('User.Read.All'), role('Group.Read.All')]);
    const [{ id, createdDateTime, ...rest }] = body.value;
    assert.deepEqual(rest, { deletedDateTime: null, appRoleId: role('User.Read.All'), principalDisplayName: 'Robot', principalId: robot.servicePrincipalId, principalType: 'ServicePrincipal',
      resourceDisplayName: 'Microsoft Graph', resourceId: graph.id });
    assert.match(id, /^[\w-]{43}$/);
    assert.ok(Math.abs(Date.parse(createdDateTime) - Date.now()) < 3600e3);
    assert.deepEqual((await get(`servicePrincipals(appId='${robot.id}')/appRoleAssignments`)).value, body.value);
    assert.deepEqual((await get(`${sp(plain)}/appRoleAssignments`)).value, []);
    assert.deepEqual((await get(`servicePrincipals/${graph.id}/appRoleAssignments`)).value, []);
  });

  await t.test('whom permissions of Microsoft Graph were granted to, page by page', async () => {
    const path = `servicePrincipals(appId='${graphId}')/appRoleAssignedTo`;
    const all = (await get(path)).value;
    assert.deepEqual(all.map(({ principalDisplayName, appRoleId }) => [principalDisplayName, appRoleId]), [['Robot', role('User.Read.All')], ['Robot', role('Group.Read.All')], ['Reader', role('User.Read.All')]]);
    assert.equal(new Set(all.map(({ id }) => id)).size, 3);
    assert.deepEqual((await get(`servicePrincipals/${graph.id}/appRoleAssignedTo`)).value, all);
    const found = [];
    for (let next = `${path}?$top=1&$select=id`; next; next = found.next) {
      const body = next.startsWith('http') ? (await server.get(next)).body : await get(next);
      assert.equal(body.value.length, 1);
      found.push(body.value[0]);
      found.next = body['@odata.nextLink'];
    }
    assert.deepEqual([...found], all.map(({ id }) => ({ id })));
    assert.deepEqual((await get(`${sp(robot)}/appRoleAssignedTo`)).value, [], 'nothing of an application of ours is granted');
  });

  await t.test("in people's names: all, of one application, of one person", async () => {
    const all = (await get('oauth2PermissionGrants')).value;
    assert.deepEqual(brief(all), [...ofRobot, ...ofPlain]);
    assert.deepEqual(all.map(({ consentType }) => consentType), ['AllPrincipals', 'Principal', 'Principal', 'Principal']);
    assert.ok(all.every(({ resourceId }) => resourceId === graph.id));
    assert.deepEqual(brief((await get(`${sp(robot)}/oauth2PermissionGrants`)).value), ofRobot);
    assert.deepEqual(brief((await get(`servicePrincipals(appId='${plain.id}')/oauth2PermissionGrants`)).value), ofPlain);
    assert.deepEqual(brief((await get('users/anna@contoso.example/oauth2PermissionGrants')).value), [ofRobot[1], ofPlain[0]]);
    assert.deepEqual(brief((await get(`users/${bert.id}/oauth2PermissionGrants`)).value), [ofPlain[1]]);
  });

  await t.test('by id, page by page, and by conditions', async () => {
    const all = (await get('oauth2PermissionGrants')).value;
    for (const grant of all) {
      const { '@odata.context': context, ...one } = await get(`oauth2PermissionGrants/${grant.id}`);
      assert.match(context, /#oauth2PermissionGrants\/\$entity$/);
      assert.deepEqual(one, grant);
    }
    const first = await get('oauth2PermissionGrants?$top=3&$select=id');
    const second = (await server.get(first['@odata.nextLink'])).body;
    assert.deepEqual([...first.value, ...second.value], all.map(({ id }) => ({ id })));
    assert.equal(second['@odata.nextLink'], undefined);
    const cases = [[`clientId eq '${robot.servicePrincipalId}'`, ofRobot], ["consentType eq 'AllPrincipals'", [ofRobot[0]]], [`principalId eq '${anna.id}'`, [ofRobot[1], ofPlain[0]]],
      [`clientId eq '${plain.servicePrincipalId}' and consentType eq 'Principal' and principalId eq '${bert.id}'`, [ofPlain[1]]], [`resourceId eq '${graph.id}'`, [...ofRobot, ...ofPlain]],
      [`resourceId eq '${unknown}'`, []], ["clientId eq 'x'", []], ["consentType eq 'x'", []], [`clientId eq '${plain.servicePrincipalId}' and consentType eq 'AllPrincipals'`, []]];
    for (const [filter, expected] of cases) {
      assert.deepEqual(brief((await get(`oauth2PermissionGrants?$filter=${encodeURIComponent(filter)}`)).value), expected, filter);
    }
  });

  await t.test('an application asks for what it was granted, whoever uses it', async () => {
    const { requiredResourceAccess, appRoles, api } = await get(`applications/${robot.objectId}`);
    assert.deepEqual([appRoles, api], [[], { oauth2PermissionScopes: [] }]);
    assert.equal(requiredResourceAccess.length, 1);
    assert.equal(requiredResourceAccess[0].resourceAppId, graphId);
    assert.deepEqual(requiredResourceAccess[0].resourceAccess, [['User.Read.All', role, 'Role'], ['Group.Read.All', role, 'Role'], ['User.Read', scope, 'Scope'], ['Directory.Read.All', scope, 'Scope']]
      .map(([name, idOf, type]) => ({ id: idOf(name), type })));
    assert.deepEqual((await get(`applications/${plain.objectId}?$select=requiredResourceAccess`)).requiredResourceAccess, [], 'what somebody consented to for himself does not count');
    const { appRoles: own, oauth2PermissionScopes } = await get(sp(robot));
    assert.deepEqual([own, oauth2PermissionScopes], [[], []]);
  });

  await t.test('what is taken back is gone', async () => {
    assert.equal((await server.delete(`/api/v1/applications/${robot.id}/grants/application/Group.Read.All`)).status, 204);
    assert.deepEqual((await get(`${sp(robot)}/appRoleAssignments`)).value.map(({ appRoleId }) => appRoleId), [role('User.Read.All')]);
    const { id } = (await get(`${sp(plain)}/oauth2PermissionGrants`)).value[0];
    assert.equal((await server.delete(`/api/v1/applications/${plain.id}/grants/delegated/User.Read?user=${anna.id}`)).status, 204);
    assert.equal((await server.get(`/v1.0/oauth2PermissionGrants/${id}`)).status, 404);
  });

  await t.test('what is not there, and what is not possible', async () => {
    for (const path of [`servicePrincipals/${unknown}/appRoleAssignments`, `servicePrincipals/${robot.objectId}/oauth2PermissionGrants`, "servicePrincipals(appId='x')/appRoleAssignedTo",
      'oauth2PermissionGrants/x', `oauth2PermissionGrants/${'A'.repeat(43)}`, `users/${unknown}/oauth2PermissionGrants`]) {
      const { status, body } = await server.get(`/v1.0/${path}`);
      assert.deepEqual([status, body.error.code], [404, 'Request_ResourceNotFound'], path);
    }
    for (const path of ['oauth2PermissionGrants?$filter=scope eq \'x\'', 'oauth2PermissionGrants?$orderby=scope', `${sp(robot)}/appRoleAssignments?$select=colour`, 'oauth2PermissionGrants?$skiptoken=x']) {
      assert.equal((await server.get(`/v1.0/${path}`)).status, 400, path);
    }
    assert.equal((await server.post('/v1.0/oauth2PermissionGrants', {})).status, 405, 'granting is a call of our own');
  });

  await t.test('who may read them', async () => {
    const token = await tokenOfApplication(server, reader);
    const paths = [`${sp(robot)}/appRoleAssignments`, `servicePrincipals/${graph.id}/appRoleAssignedTo`, `${sp(robot)}/oauth2PermissionGrants`, 'oauth2PermissionGrants', `users/${anna.id}/oauth2PermissionGrants`];
    for (const path of paths) {
      assert.equal((await server.get(`/v1.0/${path}`, { token })).status, 403, path);
    }
    const app = await letPeopleIn(server, ['Directory.Read.All']);
    assert.equal((await server.get('/v1.0/me/oauth2PermissionGrants', { token: await tokenOfPerson(server, 'anna', app) })).status, 403);
    await giveRole(server, anna.id, 'Global Reader');
    const mine = await get('me/oauth2PermissionGrants', { token: await tokenOfPerson(server, 'anna', app) });
    assert.deepEqual(brief(mine.value), [ofRobot[1]]);
    assert.equal((await server.get('/v1.0/me/oauth2PermissionGrants')).status, 400);
  });
});
