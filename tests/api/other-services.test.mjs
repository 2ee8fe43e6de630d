// Rules about mailboxes, files, synchronised directories, devices and contracts, none of which Licentia has: what is left of them here.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startWithClock } from '../lib/clock.mjs';
import { addGroup, join, leave, license } from '../lib/groups.mjs';
import { assertSound, sku, startServer } from '../lib/licentia.mjs';

const dayMs = 86_400_000;

/** The services that a user has, by name. */
async function plansOf(server, id) {
  const { body } = await server.get(`/v1.0/users/${id}/licenseDetails`);
  return body.value.flatMap(({ servicePlans }) => servicePlans.map(({ servicePlanName, provisioningStatus }) => `${servicePlanName} ${provisioningStatus}`)).sort();
}

test('R-35: which services come on, and which go off, is told by name before a license is given or taken', async (t) => {
  const server = await startServer(t);
  await server.buy('ENTERPRISEPACK', 1);
  const { id } = await server.addUser('an');
  const rehearse = (body) => server.post(`/v1.0/users/${id}/assignLicense`, body, { headers: { Prefer: 'validate-only' } });
  const given = await rehearse({ addLicenses: [{ skuId: sku.ENTERPRISEPACK, disabledPlans: [] }], removeLicenses: [] });
  assert.equal(given.status, 200, given.text);
  assert.deepEqual(await plansOf(server, id), [], 'nothing was given');
  assert.equal((await server.assign(id, [sku.ENTERPRISEPACK])).status, 200);
  const { body: details } = await server.get(`/v1.0/users/${id}/licenseDetails`);
  const names = details.value[0].servicePlans.filter(({ appliesTo }) => appliesTo === 'User').map(({ servicePlanName }) => servicePlanName).sort();
  assert.ok(names.length > 10);
  assert.deepEqual(given.body.gained.map(({ servicePlanName }) => servicePlanName).sort(), names);
  const taken = await rehearse({ addLicenses: [], removeLicenses: [sku.ENTERPRISEPACK] });
  assert.deepEqual(taken.body.lost.map(({ servicePlanName }) => servicePlanName).sort(), names);
  assertSound(server.db);
});

test('R-36, R-70: any account takes and loses a license by the same call; the ledger tells when it went, and who took it', async (t) => {
  const server = await startServer(t);
  await server.buy('ENTERPRISEPACK', 1);
  const room = await server.addUser('room', { accountEnabled: false });
  assert.equal((await server.assign(room.id, [sku.ENTERPRISEPACK])).status, 200);
  assert.equal((await server.assign(room.id, [], [sku.ENTERPRISEPACK])).status, 200);
  assert.deepEqual(await plansOf(server, room.id), [], 'no service is kept for later');
  const { body: { value: [operation] } } = await server.get('/api/v1/operations?$top=1');
  assert.equal(operation.target, 'room@contoso.example');
  assert.equal(operation.actor.kind, 'token');
  assert.ok(Date.now() - Date.parse(operation.createdDateTime) < dayMs);
  const { body: { value: [change] } } = await server.get(`/api/v1/operations/${operation.id}/changes`);
  assert.deepEqual([change.skuPartNumber, change.before.state, change.after], ['ENTERPRISEPACK', 'Active', null]);
});

test('R-71: who leaves a group by accident has all of it again by joining again', async (t) => {
  const server = await startServer(t);
  await server.buy('ENTERPRISEPACK', 1);
  const user = await server.addUser('an');
  const group = await addGroup(server, 'sales');
  assert.equal((await license(server, group, [sku.ENTERPRISEPACK])).status, 202);
  assert.equal((await join(server, group, user)).status, 204);
  const before = await plansOf(server, user.id);
  assert.ok(before.length > 10);
  assert.equal((await leave(server, group, user)).status, 204);
  assert.deepEqual(await plansOf(server, user.id), []);
  assert.equal((await join(server, group, user)).status, 204);
  assert.deepEqual(await plansOf(server, user.id), before);
  assertSound(server.db);
});

test('R-76: no account comes from elsewhere: nothing is synchronised, and every account is deleted here', async (t) => {
  const server = await startServer(t);
  const user = await server.addUser('an');
  assert.equal((await addGroup(server, 'sales')).onPremisesSyncEnabled, null);
  const shown = (await server.get(`/v1.0/users/${user.id}?$select=id,OnPremisesSyncEnabled`)).body;
  assert.deepEqual([shown.id, shown.onPremisesSyncEnabled], [user.id, null]);
  assert.equal('onPremisesSyncEnabled' in (await server.get(`/v1.0/users/${user.id}`)).body, false, 'only when it is asked for');
  const filtered = await server.get('/v1.0/users?$filter=onPremisesSyncEnabled eq true');
  assert.equal(filtered.status, 400);
  assert.match(filtered.body.error.message, /nothing is synchronised from elsewhere here/);
  const refused = await server.patch(`/v1.0/users/${user.id}`, { onPremisesSyncEnabled: true });
  assert.equal(refused.status, 400);
  assert.equal(refused.body.error.details[0].target, 'onPremisesSyncEnabled');
  assert.equal((await server.delete(`/v1.0/users/${user.id}`)).status, 204);
});

test('R-83: who has no license stays as he is, also after 30 days', async (t) => {
  const server = await startWithClock(t);
  const { id } = await server.addUser('an');
  const read = async () => (await server.get(`/v1.0/users/${id}?$select=accountEnabled,displayName,userPrincipalName`)).body;
  const before = await read();
  server.clock.set(31 * dayMs);
  assert.deepEqual(await read(), before);
  assert.equal(before.accountEnabled, true);
});

test('R-101: licenses go to users: there are no devices, and a group takes none', async (t) => {
  const server = await startServer(t);
  const { id: group } = await addGroup(server, 'kiosks');
  assert.equal((await server.get('/v1.0/devices')).status, 404);
  const joined = await server.post(`/v1.0/groups/${group}/members/$ref`, { '@odata.id': `${server.url}/v1.0/devices/0c2f6a9e-3b1d-4e55-9a70-5d1f0f7c1a11` });
  assert.ok([400, 404].includes(joined.status), joined.text);
  assert.deepEqual((await server.get(`/v1.0/groups/${group}/members`)).body.value, []);
});

test('G-04: a group with a membership rule is refused when it is made, and made into one: its members are named', async (t) => {
  const server = await startServer(t);
  const rule = 'user.department -eq "Sales"';
  const made = await server.post('/v1.0/groups', {
    displayName: 'd', mailNickname: 'd', mailEnabled: false, securityEnabled: true, groupTypes: ['DynamicMembership'], membershipRule: rule, membershipRuleProcessingState: 'On',
  });
  assert.equal(made.status, 400, made.text);
  assert.match(made.text, /groupTypes|membershipRule/);
  const user = await server.addUser('an');
  const group = await addGroup(server, 'static', [user]);
  assert.equal(group.membershipRule, null);
  assert.equal((await server.patch(`/v1.0/groups/${group.id}`, { membershipRule: rule })).status, 400);
  assert.deepEqual((await server.get(`/v1.0/groups/${group.id}/members`)).body.value.map((member) => member.id), [user.id], 'nobody was dropped');
});

test('G-05: a group is licensed without a contract for it, and for more members than there are seats: who gets none waits', async (t) => {
  const server = await startServer(t);
  await server.buy('ENTERPRISEPACK', 1);
  const group = await addGroup(server, 'sales', [await server.addUser('an'), await server.addUser('bo')]);
  assert.equal((await license(server, group, [sku.ENTERPRISEPACK])).status, 202);
  assert.equal((await server.get('/api/v1/skus/ENTERPRISEPACK/waiting')).body.value.length, 1);
  assert.equal((await server.pool(sku.ENTERPRISEPACK)).consumedUnits, 1);
  assertSound(server.db);
});
