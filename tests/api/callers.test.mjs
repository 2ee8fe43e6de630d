// People and applications as callers: /me, one's own licences, what acts on the very next request, and rights that nobody hands on.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { giveRole, letPeopleIn, tokenOfApplication, tokenOfPerson } from '../lib/callers.mjs';
import { sku, startServer } from '../lib/licentia.mjs';
import { register } from '../lib/oauth.mjs';
import { addPerson } from '../lib/people.mjs';

const GLOBAL_ADMIN = '62e90394-69f5-4237-9190-012177145e10';
const LICENSE_ADMIN = '4d6ac14f-3453-41d0-bef9-a3e0c569773a';
const assignments = '/v1.0/roleManagement/directory/roleAssignments';
const everything = ['User.Read', 'Directory.ReadWrite.All', 'LicenseAssignment.ReadWrite.All', 'RoleManagement.ReadWrite.Directory', 'User.ReadWrite.All'];

test('section 3, last row: everybody sees himself and his own licences, whatever his role', async (t) => {
  const server = await startServer(t);
  const application = await letPeopleIn(server, ['User.Read']);
  await server.buy('VISIOCLIENT', 20);
  const other = await server.addUser('other');
  const names = [null, ...(await server.get('/v1.0/directoryRoles')).body.value.map((role) => role.displayName)];
  for (const [i, role] of names.entries()) {
    await t.test(role ?? 'without a role', async () => {
      const { id } = await addPerson(server, `person${i}`);
      await server.assign(id, [sku.VISIOCLIENT]);
      if (role) {
        await giveRole(server, id, role);
      }
      const token = await tokenOfPerson(server, `person${i}`, application);
      const me = await server.get('/v1.0/me?$select=id,userPrincipalName,assignedLicenses', { token });
      assert.equal(me.status, 200, me.text);
      assert.deepEqual([me.body.id, me.body.userPrincipalName, me.body.assignedLicenses[0].skuId], [id, `person${i}@contoso.example`, sku.VISIOCLIENT]);
      for (const path of ['/v1.0/me/licenseDetails', `/v1.0/users/${id}/licenseDetails`, `/v1.0/users/PERSON${i}@contoso.example/licenseDetails`]) {
        const details = await server.get(path, { token });
        assert.equal(details.status, 200, details.text);
        assert.equal(details.body.value[0].skuPartNumber, 'VISIOCLIENT');
      }
      assert.equal((await server.get(`/v1.0/users/${id}?$select=licenseAssignmentStates`, { token })).status, 200);
      // With User.Read alone nobody sees anybody else, nor whether there is somebody.
      for (const key of [other.id, 'other@contoso.example', 'nobody@contoso.example', '0c2f6a9e-3b1d-4e55-9a70-5d1f0f7c1a11']) {
        for (const path of [`/v1.0/users/${key}`, `/v1.0/users/${key}/licenseDetails`]) {
          assert.equal((await server.get(path, { token })).status, 403, path);
        }
      }
      assert.equal((await server.assign(id, [], [sku.VISIOCLIENT], { token })).status, 403, 'seeing is not changing');
      assert.equal((await server.patch(`/v1.0/users/${id}`, { jobTitle: 'x' }, { token })).status, 403);
    });
  }
});

test('/me for people, applications and tokens', async (t) => {
  const server = await startServer(t);
  const application = await letPeopleIn(server, everything);
  await server.buy('VISIOCLIENT', 5);
  const { id } = await addPerson(server, 'anna');
  const token = await tokenOfPerson(server, 'anna', application);

  await t.test('only a person has a /me', async () => {
    const daemon = await tokenOfApplication(server, await register(server, { own: ['Directory.ReadWrite.All'] }));
    for (const caller of [daemon, server.token]) {
      for (const [method, path] of [['GET', '/v1.0/me'], ['GET', '/v1.0/me/licenseDetails'], ['POST', '/v1.0/me/assignLicense']]) {
        const answer = await server.request(method, path, { token: caller });
        assert.equal(answer.status, 400, path);
        assert.equal(answer.body.error.code, 'Request_BadRequest');
        assert.equal(answer.body.error.message, '/me request is only valid with delegated authentication flow.');
      }
    }
  });

  await t.test('POST /me/assignLicense takes a role that may assign', async () => {
    const body = { addLicenses: [{ skuId: sku.VISIOCLIENT }], removeLicenses: [] };
    assert.equal((await server.post('/v1.0/me/assignLicense', body, { token })).status, 403);
    await giveRole(server, id, 'License Administrator');
    const answer = await server.post('/v1.0/me/assignLicense', body, { token });
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.body.id, id);
    assert.equal(answer.body.assignedLicenses[0].skuId, sku.VISIOCLIENT);
    const [operation] = (await server.get('/api/v1/operations?$top=1')).body.value;
    assert.deepEqual([operation.kind, operation.actor.name], ['licenseChange', 'anna@contoso.example']);
  });
});

test('D-22: what is taken is gone at the very next request', async (t) => {
  const server = await startServer(t);
  const application = await letPeopleIn(server, everything);
  const { id } = await addPerson(server, 'anna');
  const token = await tokenOfPerson(server, 'anna', application);
  const status = async () => (await server.get('/v1.0/users', { token })).status;
  const grant = `/api/v1/applications/${application.id}/grants/delegated`;

  assert.equal(await status(), 403);
  const { id: assignment } = await giveRole(server, id, 'Global Reader');
  assert.equal(await status(), 200, 'given');
  await server.delete(`${assignments}/${assignment}`);
  assert.equal(await status(), 403, 'taken');
  const scoped = await server.post(assignments, { roleDefinitionId: LICENSE_ADMIN, principalId: id, directoryScopeId: `/${id}` });
  assert.equal(scoped.status, 201);
  assert.equal(await status(), 403, 'a role for one object gives no rights');
  await giveRole(server, id, 'License Administrator');
  assert.equal(await status(), 200, 'beside it, the whole role');
  for (const permission of ['Directory.ReadWrite.All', 'User.ReadWrite.All']) {
    assert.equal((await server.delete(`${grant}/${permission}`)).status, 204);
  }
  assert.equal(await status(), 403, 'the scopes were withdrawn');
  assert.equal((await server.post(`/api/v1/applications/${application.id}/grants`, { type: 'delegated', permissions: ['User.ReadWrite.All'] })).status < 300, true);
  assert.equal(await status(), 200, 'granted again');
  await server.patch(`/api/v1/applications/${application.id}`, { accountEnabled: false });
  assert.equal(await status(), 401, 'the application is off');
  await server.patch(`/api/v1/applications/${application.id}`, { accountEnabled: true });
  await server.patch(`/v1.0/users/${id}`, { accountEnabled: false });
  assert.equal(await status(), 401, 'the account is blocked');
});

test('D-22: the same for an application in its own name, with several permissions and roles', async (t) => {
  const server = await startServer(t);
  const application = await register(server, { own: ['Organization.Read.All', 'Subscription.ReadWrite.All', 'User.Read.All', 'AuditLog.Read.All'] });
  const token = await tokenOfApplication(server, application);
  const users = async () => (await server.get('/v1.0/users', { token })).status;
  const createUser = async () => (await server.post('/v1.0/users', {}, { token })).status;
  const url = `/api/v1/applications/${application.id}`;

  assert.deepEqual([await users(), await createUser()], [200, 403]);
  await server.delete(`${url}/grants/application/User.Read.All`);
  assert.equal(await users(), 403, 'the permission was withdrawn');
  const { id: reader } = await giveRole(server, application.servicePrincipalId, 'Global Reader');
  assert.deepEqual([await users(), await createUser()], [200, 403], 'a role');
  const { id: admin } = await giveRole(server, application.servicePrincipalId, 'User Administrator');
  assert.deepEqual([await users(), await createUser()], [200, 400], 'two roles');
  await server.delete(`${assignments}/${reader}`);
  assert.deepEqual([await users(), await createUser()], [200, 400], 'one of them');
  await server.delete(`${assignments}/${admin}`);
  assert.deepEqual([await users(), await createUser()], [403, 403], 'none');
  await server.patch(url, { accountEnabled: false });
  assert.equal(await users(), 401, 'the application is off');
  await server.patch(url, { accountEnabled: true });
  assert.equal(await users(), 403, 'on again');
  await server.delete(url);
  assert.equal(await users(), 401, 'the application is gone');
});

test('nobody gives or takes more rights than they have', async (t) => {
  const server = await startServer(t);
  const application = await letPeopleIn(server, everything);
  const { id } = await server.addUser('anna');
  const chief = await addPerson(server, 'chief');
  await giveRole(server, chief.id, 'Global Administrator');
  const give = (role, principal, token) => server.post(assignments, { roleDefinitionId: role, principalId: principal, directoryScopeId: '/' }, { token });

  await t.test('an application that may manage roles and nothing else', async () => {
    const registered = await register(server, { own: ['RoleManagement.ReadWrite.Directory'] });
    const token = await tokenOfApplication(server, registered);
    for (const principal of [id, registered.servicePrincipalId]) {
      for (const role of [GLOBAL_ADMIN, LICENSE_ADMIN]) {
        const answer = await give(role, principal, token);
        assert.equal(answer.status, 403, answer.text);
        assert.match(answer.body.error.details[0].message, /nobody gives or takes more rights than they have/);
      }
    }
    assert.equal((await server.delete(`/v1.0/directoryRoles/${GLOBAL_ADMIN}/members/${chief.id}/$ref`, { token })).status, 403);
  });

  await t.test('an application that may also do what the role may', async () => {
    const registered = await register(server, { own: ['RoleManagement.ReadWrite.Directory', 'Directory.ReadWrite.All', 'LicenseAssignment.ReadWrite.All'] });
    const token = await tokenOfApplication(server, registered);
    const given = await give(LICENSE_ADMIN, id, token);
    assert.equal(given.status, 201, given.text);
    assert.equal((await give(GLOBAL_ADMIN, id, token)).status, 403);
    assert.equal((await server.delete(`${assignments}/${given.body.id}`, { token })).status, 204);
  });

  await t.test('a Global Administrator, through an application with the scope for roles', async () => {
    const token = await tokenOfPerson(server, 'chief', await letPeopleIn(server, ['RoleManagement.ReadWrite.Directory']));
    const given = await give(LICENSE_ADMIN, id, token);
    assert.equal(given.status, 201, given.text);
    assert.equal((await server.delete(`${assignments}/${given.body.id}`, { token })).status, 204);
  });

  await t.test('RO-5: a User Administrator, through an application that may everything', async () => {
    const admin = await addPerson(server, 'useradmin');
    await giveRole(server, admin.id, 'User Administrator');
    const token = await tokenOfPerson(server, 'useradmin', application);
    assert.equal((await give(LICENSE_ADMIN, id, token)).status, 403);
    assert.equal((await server.patch(`/v1.0/users/${chief.id}`, { passwordProfile: { password: 'correct horse battery' } }, { token })).status, 403);
    assert.equal((await server.patch(`/v1.0/users/${chief.id}`, { accountEnabled: false }, { token })).status, 403);
    assert.equal((await server.delete(`/v1.0/users/${chief.id}`, { token })).status, 403);
    assert.equal((await server.patch(`/v1.0/users/${id}`, { jobTitle: 'Baker' }, { token })).status, 204);
  });

  await t.test('an application as holder of a role: listed, shown, and gone with the application', async () => {
    const registered = await register(server, {});
    const { id: assignment } = await giveRole(server, registered.servicePrincipalId, 'License Administrator');
    const { value } = (await server.get(`/v1.0/directoryRoles/${LICENSE_ADMIN}/members`)).body;
    assert.deepEqual(value, [{ '@odata.type': '#microsoft.graph.servicePrincipal', id: registered.servicePrincipalId, appId: registered.appId, displayName: registered.displayName }]);
    const [expanded] = (await server.get(`${assignments}?$filter=principalId eq '${registered.servicePrincipalId}'&$expand=principal`)).body.value;
    assert.equal(expanded.principal.appId, registered.appId);
    await server.delete(`/api/v1/applications/${registered.id}`);
    assert.equal((await server.get(`${assignments}/${assignment}`)).status, 404);
  });
});

test('A-01 to A-12: the least permission is enough for the real thing', async (t) => {
  const server = await startServer(t);
  await server.buy('VISIOCLIENT', 5);
  const { id } = await server.addUser('anna');
  const as = async (...own) => ({ token: await tokenOfApplication(server, await register(server, { own })) });

  const assign = await as('LicenseAssignment.ReadWrite.All');
  assert.equal((await server.patch(`/v1.0/users/${id}`, { usageLocation: 'BE' }, assign)).status, 204, 'A-12');
  assert.equal((await server.patch(`/v1.0/users/${id}`, { jobTitle: 'Baker' }, assign)).status, 403, 'A-12: this one property');
  assert.equal((await server.assign(id, [sku.VISIOCLIENT], [], assign)).status, 200, 'A-01');
  assert.equal((await server.assign('anna@contoso.example', [], [sku.VISIOCLIENT], assign)).status, 200, 'A-01');
  await server.assign(id, [sku.VISIOCLIENT]);
  assert.equal((await server.request('POST', `/v1.0/users/${id}/reprocessLicenseAssignment`, await as('User.ReadWrite.All'))).status, 200, 'A-03');
  const read = await as('LicenseAssignment.Read.All');
  assert.equal((await server.get('/v1.0/subscribedSkus', read)).status, 200, 'A-04');
  assert.equal((await server.get(`/v1.0/subscribedSkus/${server.tenantId}_${sku.VISIOCLIENT}`, read)).status, 200, 'A-05');
  assert.equal((await server.get(`/v1.0/users/${id}/licenseDetails`, read)).body.value.length, 1, 'A-06');
  assert.equal((await server.get('/v1.0/directory/subscriptions', read)).status, 200, 'A-07');
  assert.equal((await server.get('/v1.0/users', read)).status, 403, 'licences are not people');
  assert.equal((await server.get(`/v1.0/users/${id}?$select=assignedLicenses,licenseAssignmentStates,usageLocation`, await as('User.Read.All'))).status, 200, 'A-11');
  assert.equal((await server.get(`/v1.0/users/${id}?$select=assignedLicenses`, await as('User.ReadBasic.All'))).status, 403, 'the basic profile has no licences');
  const organization = await as('Organization.Read.All');
  assert.equal((await server.get('/v1.0/organization', organization)).status, 200);
  assert.equal((await server.get('/v1.0/subscribedSkus', organization)).status, 200);
  assert.equal((await server.get('/v1.0/organization', await as('User.Read.All'))).status, 403);
  const roles = await as('RoleManagement.Read.Directory');
  for (const path of ['/v1.0/directoryRoles', assignments, `/v1.0/directoryRoles/${GLOBAL_ADMIN}/members`]) {
    assert.equal((await server.get(path, roles)).status, 200, path);
  }
});
