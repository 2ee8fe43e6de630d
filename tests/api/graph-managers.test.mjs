// Who manages whom: /users/{id}/manager, directReports and $expand (client contract, section 2).

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { giveRole, letPeopleIn, tokenOfPerson } from '../lib/callers.mjs';
import { assertSound, startServer } from '../lib/licentia.mjs';
import { GA, UA } from '../lib/matrix.mjs';
import { addPerson } from '../lib/people.mjs';

const missing = /^Resource 'manager' does not exist/;

test('managers', async (t) => {
  const server = await startServer(t);
  const [boss, anna, bert, carl] = [await server.addUser('boss'), await server.addUser('anna'), await server.addUser('bert'), await server.addUser('carl')];
  const set = (user, manager, options) => server.request('PUT', `/v1.0/users/${user}/manager/$ref`, { body: { '@odata.id': `https://graph.microsoft.com/v1.0/users/${manager}` }, ...options });
  const clear = (user, options) => server.delete(`/v1.0/users/${user}/manager/$ref`, options);
  const managerOf = (user, options = '') => server.get(`/v1.0/users/${user}/manager${options}`);
  const reportsOf = async (user, options = '') => (await server.get(`/v1.0/users/${user}/directReports${options}`)).body.value.map(({ id }) => id);

  await t.test('nobody has one at first', async () => {
    const answer = await managerOf(anna.id);
    assert.equal(answer.status, 404);
    assert.match(answer.body.error.message, missing);
    assert.match((await clear(anna.id)).body.error.message, missing);
    assert.equal('manager' in (await server.get(`/v1.0/users/${anna.id}?$expand=manager`)).body, false);
    assert.deepEqual(await reportsOf(boss.id), []);
  });

  await t.test('set by id, by name, again, and to somebody else; each change is in the ledger with both', async () => {
    assert.equal((await set(anna.id, boss.id)).status, 204);
    assert.equal((await set('bert@contoso.example', 'boss@contoso.example')).status, 204);
    const { body } = await managerOf(anna.id);
    assert.deepEqual([body['@odata.type'], body.id, body.displayName], ['#microsoft.graph.user', boss.id, boss.displayName]);
    assert.deepEqual(Object.keys((await managerOf(anna.id, '?$select=id')).body), ['@odata.context', '@odata.type', 'id']);
    assert.deepEqual(await reportsOf(boss.id), [anna.id, bert.id]);
    const before = (await server.get('/api/v1/operations?$top=1')).body.value[0].id;
    assert.equal((await set(anna.id, boss.id)).status, 204);
    assert.equal((await server.get('/api/v1/operations?$top=1')).body.value[0].id, before, 'the same again is no change');
    assert.equal((await set(anna.id, carl.id)).status, 204);
    const { value } = (await server.get('/v1.0/auditLogs/directoryAudits?$top=1')).body;
    assert.deepEqual(value[0].targetResources[0].modifiedProperties.map((item) => [item.oldValue, item.newValue]), [[JSON.stringify(boss.id), JSON.stringify(carl.id)]]);
    assert.equal((await set(anna.id, boss.id)).status, 204);
  });

  await t.test('who cannot be one', async () => {
    const himself = await set(anna.id, anna.id);
    assert.equal(himself.status, 400);
    assert.match(himself.body.error.message, /of himself/);
    assert.equal((await set(anna.id, 'nobody@contoso.example')).status, 404);
    assert.equal((await set('nobody@contoso.example', boss.id)).status, 404);
    assert.equal((await server.request('PUT', `/v1.0/users/${anna.id}/manager/$ref`, { body: {} })).status, 400);
    assert.equal((await managerOf(anna.id)).body.id, boss.id);
  });

  await t.test('every way to write the address of a manager', async () => {
    const odd = await server.addUser("o'neil#ext#");
    const name = "o'neil#ext#@contoso.example";
    const put = (address) => server.request('PUT', `/v1.0/users/${carl.id}/manager/$ref`, { body: { '@odata.id': address } });
    for (const address of [
      `https://graph.microsoft.com/v1.0/users/${name}`, `https://graph.microsoft.com/v1.0/users/${encodeURIComponent(name)}`,
      `https://graph.microsoft.com/v1.0/users/${encodeURIComponent(name).replaceAll("'", '%27')}`,
      `https://graph.microsoft.com/v1.0/users('${name.replaceAll("'", "''")}')`, `https://graph.microsoft.com/v1.0/Users('${odd.id}')/`,
      `https://graph.microsoft.com/v1.0/users(${odd.id})`, `https://graph.microsoft.com/v1.0/users/${odd.id}/`, `https://graph.microsoft.com//v1.0/users/${odd.id}`,
      `https://graph.microsoft.com/v1.0/directoryObjects/${odd.id}?$select=id`, `/v1.0/users/${odd.id}`,
    ]) {
      assert.equal((await put(address)).status, 204, address);
      assert.equal((await managerOf(carl.id)).body.id, odd.id, address);
      assert.equal((await clear(carl.id)).status, 204);
    }
    for (const address of ['', '/', '//', odd.id, `/${odd.id}`, 'users', 'users/', `users/${odd.id}`, `https://users//${odd.id}`, `users//${odd.id}`, `https://graph.microsoft.com/v1.0/devices/${odd.id}`,
      "users('')", `users('${odd.id}`, 'users/%zz', 'users/%00']) {
      assert.equal((await put(address)).status, 400, address);
    }
    assert.equal((await server.delete(`/v1.0/users/${odd.id}`)).status, 204);
  });

  await t.test('$expand, on one and on all, with $select', async () => {
    const one = (await server.get(`/v1.0/users/${anna.id}?$select=id,usageLocation,assignedLicenses&$expand=manager($select=displayName,userPrincipalName,id,mail)`)).body;
    assert.deepEqual(one.manager, { '@odata.type': '#microsoft.graph.user', id: boss.id, displayName: boss.displayName, userPrincipalName: 'boss@contoso.example', mail: null });
    const all = (await server.get('/v1.0/users?$expand=manager($select=id)&$select=id&$count=true', { headers: { ConsistencyLevel: 'eventual' } })).body.value;
    assert.deepEqual(all.map((user) => [user.id, user.manager?.id]), [[boss.id, undefined], [anna.id, boss.id], [bert.id, boss.id], [carl.id, undefined]]);
    assert.deepEqual((await server.get(`/v1.0/users/${boss.id}?$expand=directReports($select=id)`)).body.directReports.map(({ id }) => id), [anna.id, bert.id]);
  });

  await t.test('pages of reports', async () => {
    const first = (await server.get(`/v1.0/users/${boss.id}/directReports?$top=1&$select=id`)).body;
    assert.deepEqual(first.value.map(({ id }) => id), [anna.id]);
    const second = (await server.get(first['@odata.nextLink'])).body;
    assert.deepEqual(second.value.map(({ id }) => id), [bert.id]);
    assert.equal('@odata.nextLink' in second, false);
  });

  await t.test('a rehearsal changes nothing', async () => {
    assert.equal((await set(anna.id, carl.id, { headers: { Prefer: 'validate-only' } })).status, 204);
    assert.equal((await managerOf(anna.id)).body.id, boss.id);
  });

  await t.test('a deleted manager is not shown, comes back, and goes for good', async () => {
    assert.equal((await server.delete(`/v1.0/users/${boss.id}`)).status, 204);
    assert.equal((await managerOf(anna.id)).status, 404);
    assert.equal((await server.post(`/v1.0/directory/deletedItems/${boss.id}/restore`)).status, 200);
    assert.equal((await managerOf(anna.id)).body.id, boss.id);
    assert.equal((await server.delete(`/v1.0/users/${bert.id}`)).status, 204);
    assert.deepEqual(await reportsOf(boss.id), [anna.id]);
    assert.equal((await server.post(`/v1.0/directory/deletedItems/${bert.id}/restore`)).status, 200);
    assert.equal((await clear(bert.id)).status, 204);
    assert.equal((await clear(bert.id)).status, 404);
    assert.equal((await server.delete(`/v1.0/users/${boss.id}`)).status, 204);
    assert.equal((await server.delete(`/v1.0/directory/deletedItems/${boss.id}`)).status, 204);
    assert.equal((await managerOf(anna.id)).status, 404);
    assert.equal((await set(anna.id, carl.id)).status, 204);
  });

  await t.test('/me/manager and /me/directReports; RO-5: an administrator takes more', async () => {
    const application = await letPeopleIn(server, ['User.Read.All', 'User.ReadWrite.All']);
    const chief = await addPerson(server, 'chief');
    await giveRole(server, chief.id, GA);
    await set(chief.id, carl.id);
    await set(anna.id, chief.id);
    const token = await tokenOfPerson(server, 'chief', application);
    assert.equal((await server.get('/v1.0/me/manager', { token })).body.id, carl.id);
    assert.deepEqual((await server.get('/v1.0/me/directReports', { token })).body.value.map(({ id }) => id), [anna.id]);
    assert.equal((await server.get('/v1.0/me/manager')).status, 400, 'a token of a role is nobody');
    assert.equal((await server.get('/v1.0/me/memberOf', { token })).status, 403, 'groups take a permission of their own');
    const lesser = (await server.post('/api/v1/tokens', { name: 'people', role: UA })).body.token;
    assert.equal((await set(chief.id, anna.id, { token: lesser })).status, 403);
    assert.equal((await clear(chief.id, { token: lesser })).status, 403);
    assert.equal((await set(bert.id, carl.id, { token: lesser })).status, 204);
  });

  await server.stop();
  assertSound(server.db);
});

test('/me/memberOf and /me/transitiveMemberOf', async (t) => {
  const server = await startServer(t);
  const application = await letPeopleIn(server, ['Group.Read.All', 'User.Read.All']);
  const chief = await addPerson(server, 'chief');
  await giveRole(server, chief.id, GA);
  const token = await tokenOfPerson(server, 'chief', application);
  const make = async (name, member) => (await server.post('/v1.0/groups', { displayName: name, mailNickname: name, mailEnabled: false, securityEnabled: true, 'members@odata.bind': [`${server.url}/v1.0/directoryObjects/${member}`] })).body.id;
  const inner = await make('inner', chief.id);
  const outer = await make('outer', inner);
  const ids = async (path) => (await server.get(path, { token })).body.value.map(({ id }) => id);
  assert.deepEqual(await ids('/v1.0/me/memberOf'), [inner]);
  assert.deepEqual(await ids("/v1.0/me/memberOf?$filter=displayName eq 'outer'"), []);
  assert.deepEqual((await ids('/v1.0/me/transitiveMemberOf')).sort(), [inner, outer].sort());
  assert.equal((await server.get('/v1.0/me/memberOf')).status, 400);
});
