// Directory roles in Graph's shape: reading them under their three names, giving and taking them, and who may.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sql } from '../lib/database.mjs';
import { startServer } from '../lib/licentia.mjs';
import { Contract } from '../lib/openapi.mjs';

const GLOBAL_ADMIN = '62e90394-69f5-4237-9190-012177145e10';
const LICENSE_ADMIN = '4d6ac14f-3453-41d0-bef9-a3e0c569773a';
const USER_ADMIN = 'fe930be7-5e62-47db-91af-98c3a49a38b1';
const HELPDESK_ADMIN = '729827e3-9c14-49f7-bb1b-9608f156bbb8';
const UNKNOWN = '0c2f6a9e-3b1d-4e55-9a70-5d1f0f7c1a11';
const definitions = '/v1.0/roleManagement/directory/roleDefinitions';
const assignments = '/v1.0/roleManagement/directory/roleAssignments';

const give = (server, role, user, more = {}) => server.post(assignments, { roleDefinitionId: role, principalId: user, directoryScopeId: '/', ...more });
const refer = (server, role, id, options) => server.post(`/v1.0/directoryRoles/${role}/members/$ref`, { '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${id}` }, options);
const memberIds = async (server, role) => (await server.get(`/v1.0/directoryRoles/${role}/members`)).body.value.map((member) => member.id);

test('roles under three names', async (t) => {
  const server = await startServer(t);
  (await Contract.read(server)).watch(server);

  await t.test('all of them, with the same ids and names', async () => {
    const lists = await Promise.all(['/v1.0/directoryRoles', '/v1.0/directoryRoleTemplates', definitions, '/api/v1/roles'].map((path) => server.get(path)));
    const [roles, ...others] = lists.map(({ body }) => body.value.map(({ id, displayName }) => `${id} ${displayName}`));
    assert.equal(roles.length, 13);
    others.forEach((other) => assert.deepEqual(other, roles));
    assert.ok(lists[0].body.value.every((role) => role.roleTemplateId === role.id && role.deletedDateTime === null));
    assert.ok(lists[2].body.value.every((role) => role.templateId === role.id && role.isBuiltIn && role.isEnabled));
    assert.match(lists[2].body['@odata.context'], /\/v1\.0\/\$metadata#roleManagement\/directory\/roleDefinitions$/);
  });

  await t.test('one of them, by id or by roleTemplateId', async () => {
    for (const path of [`/v1.0/directoryRoles/${LICENSE_ADMIN}`, `/v1.0/directoryRoles(roleTemplateId='${LICENSE_ADMIN.toUpperCase()}')`, `/v1.0/directoryRoles('${LICENSE_ADMIN}')`,
      `/v1.0/directoryRoleTemplates/${LICENSE_ADMIN}`, `${definitions}/${LICENSE_ADMIN}`]) {
      const answer = await server.get(path);
      assert.equal(answer.status, 200, path);
      assert.equal(answer.body.displayName, 'License Administrator');
    }
    for (const path of [`/v1.0/directoryRoles/${UNKNOWN}`, `/v1.0/directoryRoleTemplates/x`, `${definitions}/${UNKNOWN}`, `/v1.0/directoryRoles/${UNKNOWN}/members`, '/api/v1/roles/nobody']) {
      assert.equal((await server.get(path)).status, 404, path);
    }
  });

  await t.test('specification section 3: a License Administrator has exactly these actions, beside reading', async () => {
    const [{ allowedResourceActions }] = (await server.get(`${definitions}/${LICENSE_ADMIN}`)).body.rolePermissions;
    assert.deepEqual(allowedResourceActions.filter((name) => !name.endsWith('/read')).sort(), [
      'groups/assignLicense', 'groups/reprocessLicenseAssignment', 'users/assignLicense', 'users/reprocessLicenseAssignment', 'users/usageLocation/update',
    ].map((name) => `microsoft.directory/${name}`));
  });

  await t.test('$filter and $select', async () => {
    const names = async (path) => (await server.get(path)).body.value.map((role) => role.displayName ?? role.id);
    assert.deepEqual(await names(`${definitions}?$filter=displayName eq 'License Administrator'`), ['License Administrator']);
    assert.deepEqual(await names(`${definitions}?$filter=displayName%20eq%20'license%20administrator'&$select=id`), [LICENSE_ADMIN]);
    assert.deepEqual(await names(`${definitions}?$filter=templateId eq '${USER_ADMIN}' and isBuiltIn eq true`), ['User Administrator']);
    assert.deepEqual(await names(`/v1.0/directoryRoles?$filter=roleTemplateId eq '${USER_ADMIN}'`), ['User Administrator']);
    assert.deepEqual(await names(`${definitions}?$filter=isBuiltIn eq false`), []);
    assert.deepEqual(await names(`${definitions}?$filter=displayName eq 'Nobody''s'`), []);
    assert.equal((await names(`${definitions}?$filter=isBuiltIn eq true`)).length, 13);
    for (const filter of ['', 'displayName', 'displayName eq', 'displayName eq "x"', "displayName eq 'x", "displayName ne 'x'", "name eq 'x'", "displayName eq 'x' or displayName eq 'y'",
      "displayName eq 'x' and displayName eq 'y'", "displayName eq 'x' and", "displayName eq 'x'and isBuiltIn eq true", "startswith(displayName,'x')", 'isBuiltIn eq maybe']) {
      const answer = await server.get(`${definitions}?$filter=${encodeURIComponent(filter)}`);
      assert.equal(answer.status, 400, filter);
      assert.equal(answer.body.error.code, 'Request_UnsupportedQuery');
      assert.equal(answer.body.error.details[0].target, '$filter');
    }
    assert.equal((await server.get(`${definitions}?$select=roleTemplateId`)).status, 400, 'a property of another kind');
  });
});

test('giving and taking roles', async (t) => {
  const server = await startServer(t);
  (await Contract.read(server)).watch(server);
  const anna = await server.addUser('anna');
  const bert = await server.addUser('bert');
  const carla = await server.addUser('carla');

  await t.test('as an assignment: 201, the assignment, and where it is', async () => {
    const made = await give(server, LICENSE_ADMIN, anna.id);
    assert.equal(made.status, 201, made.text);
    assert.deepEqual({ ...made.body, '@odata.context': undefined, id: undefined },
      { '@odata.context': undefined, id: undefined, principalId: anna.id, directoryScopeId: '/', roleDefinitionId: LICENSE_ADMIN });
    assert.equal(made.headers.get('location'), `${server.url}${assignments}/${made.body.id}`);
    const found = await server.get(`${assignments}/${made.body.id}`);
    assert.deepEqual(found.body, made.body);
    const again = await give(server, LICENSE_ADMIN, anna.id);
    assert.equal(again.status, 400);
    assert.equal(again.body.error.message, 'A conflicting object with one or more of the specified property values is present in the directory.');
    assert.equal((await server.delete(`${assignments}/${made.body.id}`)).status, 204);
    assert.equal((await server.delete(`${assignments}/${made.body.id}`)).status, 404);
    assert.equal((await server.get(`${assignments}/${made.body.id}`)).status, 404);
  });

  await t.test('as a member: references of any origin', async () => {
    for (const [i, address] of [`https://graph.microsoft.com/v1.0/directoryObjects/${bert.id}`, `${server.url}/v1.0/directoryObjects/${bert.id}`, `https://graph.microsoft.com/v1.0/users/${bert.id.toUpperCase()}`].entries()) {
      const path = i === 1 ? `/v1.0/directoryRoles(roleTemplateId='${HELPDESK_ADMIN}')` : `/v1.0/directoryRoles/${HELPDESK_ADMIN}`;
      const added = await server.post(`${path}/members/$ref`, { '@odata.id': address });
      assert.equal(added.status, 204, added.text);
      assert.deepEqual(await memberIds(server, HELPDESK_ADMIN), [bert.id]);
      const again = await refer(server, HELPDESK_ADMIN, bert.id);
      assert.equal(again.status, 400);
      assert.equal(again.body.error.message, "One or more added object references already exist for the following modified properties: 'members'.");
      assert.equal((await server.delete(`${path}/members/${bert.id}/$ref`)).status, 204);
      assert.equal((await server.delete(`${path}/members/${bert.id}/$ref`)).status, 404, 'not a member');
    }
    for (const address of [anna.id, `https://x/things/${anna.id}`, 'https://x/directoryObjects/y', `directoryObjects/${anna.id}`, `https://x/xdirectoryObjects/${anna.id}`]) {
      const answer = await server.post(`/v1.0/directoryRoles/${HELPDESK_ADMIN}/members/$ref`, { '@odata.id': address });
      assert.equal(answer.status, 400, address);
      assert.equal(answer.body.error.details[0].target, '@odata.id');
    }
    assert.equal((await refer(server, HELPDESK_ADMIN, UNKNOWN)).status, 404);
    assert.equal((await server.post(`/v1.0/directoryRoles/${HELPDESK_ADMIN}/members/$ref`, { '@odata.id': `https://x/groups/${UNKNOWN}` })).status, 404, 'groups have no roles');
    assert.equal((await refer(server, UNKNOWN, anna.id)).status, 404);
  });

  await t.test('what is not there, and scopes', async () => {
    assert.equal((await give(server, UNKNOWN, anna.id)).status, 404);
    assert.equal((await give(server, LICENSE_ADMIN, UNKNOWN)).status, 404);
    assert.equal((await give(server, LICENSE_ADMIN, 'anna@contoso.example')).status, 404, 'a name is no id');
    for (const scope of ['', 'x', '/x', '/administrativeUnits/1', `//${anna.id}`]) {
      const answer = await give(server, LICENSE_ADMIN, anna.id, { directoryScopeId: scope });
      assert.equal(answer.status, 400, scope);
      assert.equal(answer.body.error.details[0].target, 'directoryScopeId');
    }
    assert.equal((await give(server, LICENSE_ADMIN, anna.id, { directoryScopeId: `/${UNKNOWN}` })).status, 404);
    const scoped = await give(server, LICENSE_ADMIN, anna.id, { directoryScopeId: `/${bert.id.toUpperCase()}` });
    assert.equal(scoped.status, 201, scoped.text);
    assert.equal(scoped.body.directoryScopeId, `/${bert.id}`);
    assert.deepEqual(await memberIds(server, LICENSE_ADMIN), [], 'for one object is not for the organisation');
    assert.equal((await server.delete(`/v1.0/directoryRoles/${LICENSE_ADMIN}/members/${anna.id}/$ref`)).status, 404);
    assert.equal((await server.delete(`${assignments}/${scoped.body.id}`)).status, 204);
  });

  await t.test('lists: $filter, $expand, $select, pages', async () => {
    for (const [role, user] of [[USER_ADMIN, anna], [HELPDESK_ADMIN, anna], [HELPDESK_ADMIN, bert], [HELPDESK_ADMIN, carla]]) {
      assert.equal((await give(server, role, user.id)).status, 201);
    }
    const list = async (options) => (await server.get(`${assignments}?${options}`)).body.value;
    assert.equal((await list(`$filter=principalId eq '${anna.id}'`)).length, 2);
    assert.equal((await list(`$filter=roleDefinitionId eq '${HELPDESK_ADMIN}'`)).length, 3);
    assert.deepEqual((await list(`$filter=roleDefinitionId eq '${HELPDESK_ADMIN}' and principalId eq '${bert.id}'&$select=principalId`)), [{ principalId: bert.id }]);
    assert.deepEqual(await list(`$filter=principalId eq '${UNKNOWN}'`), []);
    assert.deepEqual(await list("$filter=principalId eq 'x'"), []);
    assert.deepEqual(await list(`$filter=roleDefinitionId eq '${UNKNOWN}'`), []);
    const [expanded] = await list(`$filter=principalId eq '${bert.id}'&$expand=principal,roleDefinition`);
    assert.equal(expanded.principal.userPrincipalName, 'bert@contoso.example');
    assert.equal(expanded.principal['@odata.type'], '#microsoft.graph.user');
    assert.equal(expanded.roleDefinition.displayName, 'Helpdesk Administrator');
    assert.equal((await server.get(`${assignments}?$expand=appScope`)).status, 400);
    for (const path of [`${assignments}?$top=1`, `/v1.0/directoryRoles/${HELPDESK_ADMIN}/members?$top=1`]) {
      const seen = [];
      for (let next = `${server.url}${path}`; next; next = (await server.get(next)).body['@odata.nextLink']) {
        const { value } = (await server.get(next)).body;
        assert.equal(value.length, 1);
        seen.push(value[0].principalId ?? value[0].id);
      }
      assert.deepEqual(seen, path.startsWith(assignments) ? [anna.id, anna.id, bert.id, carla.id] : [anna.id, bert.id, carla.id]);
    }
  });

  await t.test('a deleted user has no roles to show, and has them again when restored; purged, they are gone', async () => {
    await server.delete(`/v1.0/users/${carla.id}`);
    assert.deepEqual(await memberIds(server, HELPDESK_ADMIN), [anna.id, bert.id]);
    assert.equal((await give(server, USER_ADMIN, carla.id)).status, 404);
    await server.post(`/v1.0/directory/deletedItems/${carla.id}/restore`);
    assert.deepEqual(await memberIds(server, HELPDESK_ADMIN), [anna.id, bert.id, carla.id]);
    await server.delete(`/v1.0/users/${carla.id}`);
    await server.delete(`/v1.0/directory/deletedItems/${carla.id}`);
    assert.equal(sql(server, 'SELECT COUNT(*) FROM role_assignment').trim(), '3');
  });

  await t.test('RO-1: a warning below two and above four Global Administrators, nobody counted who cannot sign in', async () => {
    const people = [];
    for (let i = 0; i < 5; i++) {
      people.push((await server.addUser(`admin${i}`)).id);
    }
    const codes = async () => (await server.get('/api/v1/roles')).body.warnings.map(({ code }) => code);
    for (const [i, id] of people.entries()) {
      assert.deepEqual(await codes(), i < 2 ? ['TooFewGlobalAdministrators'] : [], `${i}`);
      assert.equal((await give(server, GLOBAL_ADMIN, id)).status, 201);
    }
    assert.deepEqual(await codes(), ['TooManyGlobalAdministrators']);
    await server.patch(`/v1.0/users/${people[4]}`, { accountEnabled: false });
    assert.deepEqual(await codes(), []);
    assert.equal((await server.get('/api/v1/roles/global-administrator')).body.memberCount, 5);
  });

  await t.test('the last Global Administrator who can sign in stays one, on every way', async () => {
    const [last, ...others] = await memberIds(server, GLOBAL_ADMIN);
    for (const id of others) {
      assert.equal((await server.delete(`/v1.0/directoryRoles/${GLOBAL_ADMIN}/members/${id}/$ref`)).status, 204);
    }
    const [{ id: assignment }] = (await server.get(`${assignments}?$filter=principalId eq '${last}'`)).body.value;
    const before = (await server.get('/api/v1/operations?$top=1')).body;
    for (const answer of [await server.delete(`${assignments}/${assignment}`), await server.delete(`/v1.0/directoryRoles/${GLOBAL_ADMIN}/members/${last}/$ref`), await server.delete(`/v1.0/users/${last}`),
      await server.patch(`/v1.0/users/${last}`, { accountEnabled: false })]) {
      assert.equal(answer.status, 400, answer.text);
      assert.equal(answer.body.error.message, 'This is the last Global Administrator who can sign in: give the role to somebody else first.');
    }
    assert.deepEqual((await server.get('/api/v1/operations?$top=1')).body, before);
    await give(server, GLOBAL_ADMIN, others[0]);
    assert.equal((await server.delete(`/v1.0/users/${last}`)).status, 204);
  });

  await t.test('R-95: the ledger tells who got what, and who lost it', async () => {
    const made = await give(server, LICENSE_ADMIN, bert.id);
    await server.delete(`${assignments}/${made.body.id}`);
    const [taken, given] = (await server.get('/api/v1/operations?$top=2')).body.value;
    assert.deepEqual([given.kind, given.target, taken.kind, taken.target], ['roleGive', 'bert@contoso.example', 'roleTake', 'bert@contoso.example']);
    const [change] = (await server.get(`/api/v1/operations/${given.id}/changes`)).body.value;
    assert.equal(change.kind, 'role');
    assert.deepEqual(change.properties, { role: { old: null, new: 'License Administrator' }, principalId: { old: null, new: bert.id }, directoryScopeId: { old: null, new: '/' } });
  });

  await t.test('nobody but a Global Administrator gives or takes roles', async () => {
    for (const role of ['user-administrator', 'license-administrator', 'global-reader', 'billing-administrator']) {
      const { token } = (await server.post('/api/v1/tokens', { name: role, role })).body;
      assert.equal((await refer(server, HELPDESK_ADMIN, anna.id, { token })).status, 403, role);
      assert.equal((await server.delete(`/v1.0/directoryRoles/${HELPDESK_ADMIN}/members/${bert.id}/$ref`, { token })).status, 403, role);
      assert.equal((await server.get(assignments, { token })).status, 200, role);
    }
  });

  await t.test('a rehearsal gives nothing', async () => {
    const answer = await server.post(assignments, { roleDefinitionId: LICENSE_ADMIN, principalId: bert.id, directoryScopeId: '/' }, { headers: { Prefer: 'validate-only' } });
    assert.equal(answer.status, 201);
    assert.deepEqual(await memberIds(server, LICENSE_ADMIN), []);
  });
});
