// RO-5: administrators are out of reach for a User Administrator, on every way; and R-60: seats that employees bought are not an
// administrator's to give.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sku, startServer } from '../lib/licentia.mjs';

const assignments = '/v1.0/roleManagement/directory/roleAssignments';

/** The five roles whose holders a User Administrator may touch (specification RO-5). */
const light = ['Directory Readers', 'Guest Inviter', 'Helpdesk Administrator', 'Message Center Reader', 'Reports Reader'];

test('RO-5: a User Administrator and the holders of each role', async (t) => {
  const server = await startServer(t);
  const as = async (role) => (await server.post('/api/v1/tokens', { name: role, role })).body.token;
  const token = await as('user-administrator');
  await server.buy('VISIOCLIENT', 20);
  await server.addUser('spare').then(({ id }) => server.post(assignments, { roleDefinitionId: '62e90394-69f5-4237-9190-012177145e10', principalId: id, directoryScopeId: '/' }));

  for (const { id: role, displayName } of (await server.get('/v1.0/directoryRoles')).body.value) {
    await t.test(displayName, async () => {
      const { id } = await server.addUser(role.slice(0, 8));
      const made = await server.post(assignments, { roleDefinitionId: role, principalId: id, directoryScopeId: '/' });
      assert.equal(made.status, 201, made.text);
      const isLight = light.includes(displayName);
      const check = async (what, answer) => {
        assert.equal(answer.status, isLight ? what : 403, answer.text);
        if (!isLight) {
          assert.equal(answer.body.error.code, 'Authorization_RequestDenied');
          assert.match(answer.body.error.details[0].message, /^This user is an administrator/);
        }
      };
      await check(204, await server.patch(`/v1.0/users/${id}`, { jobTitle: 'x' }, { token }));
      await check(204, await server.patch(`/v1.0/users/${id}`, { accountEnabled: true }, { token }));
      await check(204, await server.patch(`/v1.0/users/${id}`, { passwordProfile: { password: 'correct horse battery' } }, { token }));
      await check(204, await server.patch(`/v1.0/users/${id}`, { usageLocation: 'BE', city: 'Gent' }, { token }));
      // Licences and the usage location are not restricted.
      assert.equal((await server.patch(`/v1.0/users/${id}`, { usageLocation: 'NL' }, { token })).status, 204);
      assert.equal((await server.assign(id, [sku.VISIOCLIENT], [], { token })).status, 200);
      assert.equal((await server.assign(id, [], [sku.VISIOCLIENT], { token })).status, 200);
      await check(204, await server.delete(`/v1.0/users/${id}`, { token }));
      await server.delete(`/v1.0/users/${id}`);
      await check(200, await server.post(`/v1.0/directory/deletedItems/${id}/restore`, undefined, { token }));
      await server.post(`/v1.0/directory/deletedItems/${id}/restore`);
      await server.delete(`/v1.0/users/${id}`);
      await check(200, await server.request('POST', `/api/v1/deletedUsers/${id}/restore`, { token }));
      await server.request('POST', `/api/v1/deletedUsers/${id}/restore`);
      await server.delete(`/v1.0/users/${id}`);
      await check(204, await server.delete(`/v1.0/directory/deletedItems/${id}`, { token }));
    });
  }

  await t.test('who has lost the role is nobody special, at once (D-22)', async () => {
    const { id } = await server.addUser('was');
    const made = await server.post(assignments, { roleDefinitionId: '4d6ac14f-3453-41d0-bef9-a3e0c569773a', principalId: id, directoryScopeId: '/' });
    assert.equal((await server.delete(`/v1.0/users/${id}`, { token })).status, 403);
    await server.delete(`${assignments}/${made.body.id}`);
    assert.equal((await server.delete(`/v1.0/users/${id}`, { token })).status, 204);
  });

  await t.test('a role for one object protects nobody', async () => {
    const { id } = await server.addUser('scoped');
    await server.post(assignments, { roleDefinitionId: '4d6ac14f-3453-41d0-bef9-a3e0c569773a', principalId: id, directoryScopeId: `/${id}` });
    assert.equal((await server.delete(`/v1.0/users/${id}`, { token })).status, 204);
  });
});

test('D-01: a setting takes the assignment of licences away from billing administrators, at once', async (t) => {
  const server = await startServer(t);
  const { token } = (await server.post('/api/v1/tokens', { name: 'billing', role: 'billing-administrator' })).body;
  const { id } = await server.addUser('anna');
  await server.buy('VISIOCLIENT', 2);
  assert.equal((await server.assign(id, [sku.VISIOCLIENT], [], { token })).status, 200);
  assert.equal((await server.patch('/api/v1/settings', { billingAdminMayAssign: false }, { token })).status, 403);
  assert.equal((await server.patch('/api/v1/settings', { billingAdminMayAssign: false })).status, 200);
  assert.equal((await server.assign(id, [], [sku.VISIOCLIENT], { token })).status, 403);
  assert.equal((await server.post('/api/v1/subscriptions', { sku: 'VISIOCLIENT', totalLicenses: 1 }, { token })).status, 201, 'buying stays');
  await server.patch('/api/v1/settings', { billingAdminMayAssign: true });
  assert.equal((await server.assign(id, [], [sku.VISIOCLIENT], { token })).status, 200);
});

test('R-60: seats that employees bought cannot be given before the purchase is taken over', async (t) => {
  const server = await startServer(t);
  const { id } = await server.addUser('anna');
  const bought = await server.buy('VISIOCLIENT', 3, { purchaseChannel: 'SelfService' });
  for (const role of ['global-administrator', 'license-administrator', 'user-administrator']) {
    const { token } = (await server.post('/api/v1/tokens', { name: role, role })).body;
    const refused = await server.assign(id, [sku.VISIOCLIENT], [], { token });
    assert.equal(refused.status, 400, role);
    assert.equal(refused.body.error.details[0].code, 'SelfServicePurchase');
  }
  await server.buy('VISIOCLIENT', 1);
  assert.equal((await server.assign(id, [sku.VISIOCLIENT])).status, 200);
  const { id: second } = await server.addUser('bert');
  assert.equal((await server.assign(second, [sku.VISIOCLIENT])).status, 400, 'the other three are not ours');
  assert.equal((await server.patch(`/api/v1/subscriptions/${bought.id}`, { purchaseChannel: 'Direct' })).status, 200);
  assert.equal((await server.assign(second, [sku.VISIOCLIENT])).status, 200);
});

test('settings: what they take, and what is told of them', async (t) => {
  const server = await startServer(t);
  const values = (answer) => Object.fromEntries(answer.body.value.map(({ name, value }) => [name, value]));
  const before = values(await server.get('/api/v1/settings'));
  assert.deepEqual([before.billingAdminMayAssign, before.passwordGrant, before.sessionHours, before.adminCentreVariant], [true, false, 12, 'worldwide']);
  for (const [body, target] of [[{ sessionHours: 0 }, 'sessionHours'], [{ sessionHours: 169 }, 'sessionHours'], [{ passwordGrant: 1 }, 'passwordGrant'], [{ nothing: true }, 'nothing'],
    [{ sessionHours: 8, accessTokenMinutes: 1 }, 'accessTokenMinutes'], [{ adminCentreVariant: 'france' }, 'adminCentreVariant'], [{ adminCentreVariant: 1 }, 'adminCentreVariant']]) {
    const answer = await server.patch('/api/v1/settings', body);
    assert.equal(answer.status, 400);
    assert.equal(answer.body.error.details[0].target, target);
  }
  assert.deepEqual(values(await server.get('/api/v1/settings')), before, 'all or none');
  const changed = await server.patch('/api/v1/settings', { sessionHours: 8, passwordGrant: true, auditDays: 0 });
  assert.deepEqual(values(changed), { ...before, sessionHours: 8, passwordGrant: true });
  assert.deepEqual(values(await server.get('/api/v1/settings')), values(changed));
  const [operation] = (await server.get('/api/v1/operations?$top=1')).body.value;
  assert.equal(operation.kind, 'settingUpdate');
  const [change] = (await server.get(`/api/v1/operations/${operation.id}/changes`)).body.value;
  assert.deepEqual(change.properties, { sessionHours: { old: 12, new: 8 }, passwordGrant: { old: false, new: true } });
  assert.equal(values(await server.patch('/api/v1/settings', { sessionHours: 8, adminCentreVariant: 'germany' })).adminCentreVariant, 'germany');
  const [chosen] = (await server.get('/api/v1/operations?$top=1')).body.value;
  assert.deepEqual((await server.get(`/api/v1/operations/${chosen.id}/changes`)).body.value[0].properties, { adminCentreVariant: { old: 'worldwide', new: 'germany' } });
  await server.patch('/api/v1/settings', { adminCentreVariant: 'germany' });
  assert.equal((await server.get('/api/v1/operations?$top=1')).body.value[0].id, chosen.id, 'nothing changed is no operation');
  await server.patch('/api/v1/settings', { sessionHours: 9 }, { headers: { Prefer: 'validate-only' } });
  assert.equal(values(await server.get('/api/v1/settings')).sessionHours, 8);
});
