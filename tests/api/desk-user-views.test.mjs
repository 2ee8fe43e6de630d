// Custom views of the users (U-31): conditions that are all met, shared by everybody, found by the $filter that comes with them.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sku, startServer } from '../lib/licentia.mjs';
import { Contract } from '../lib/openapi.mjs';

const path = '/api/v1/userViews';
const nobody = '00000000-0000-0000-0000-000000000000';

/** Who a view shows, by the first part of their user names. */
async function shown(server, filter) {
  const answer = await server.get(`/v1.0/users?$top=999&$count=true&$select=userPrincipalName&$filter=${encodeURIComponent(filter)}`);
  assert.equal(answer.status, 200, answer.text);
  return answer.body.value.map((user) => user.userPrincipalName.split('@')[0]).sort();
}

test('U-31: each condition finds its users, and several together those who meet all', async (t) => {
  const server = await startServer(t);
  (await Contract.read(server)).watch(server);
  await server.buy('VISIOCLIENT', 1);
  const ann = await server.addUser('ann', { department: "R&D 'lab'", jobTitle: 'Engineer', city: 'Delft', state: 'Zuid-Holland', country: 'Nederland' });
  const bob = await server.addUser('bob', { usageLocation: 'BE', department: 'Sales', accountEnabled: false });
  await server.addUser('cas', { usageLocation: null, department: 'Sales' });
  assert.equal((await server.assign(ann.id, [sku.VISIOCLIENT])).status, 200);
  const wait = await server.post(`/api/v1/users/${bob.id}/assignLicense`, { addLicenses: [{ skuId: sku.VISIOCLIENT }], removeLicenses: [], wait: true });
  assert.equal(wait.status, 200, wait.text);
  for (const [conditions, expected] of [
    [{ domain: 'CONTOSO.example' }, ['ann', 'bob', 'cas']],
    [{ usageLocation: 'NL' }, ['ann']],
    [{ department: "r&d 'LAB'" }, ['ann']],
    [{ department: 'Sales' }, ['bob', 'cas']],
    [{ jobTitle: 'engineer' }, ['ann']],
    [{ city: 'delft' }, ['ann']],
    [{ state: 'Zuid-Holland' }, ['ann']],
    [{ country: 'Nederland' }, ['ann']],
    [{ accountEnabled: false }, ['bob']],
    [{ accountEnabled: true }, ['ann', 'cas']],
    [{ skuId: sku.VISIOCLIENT }, ['ann']],
    [{ hasErrors: true }, ['bob']],
    [{ isUnlicensed: true }, ['bob', 'cas']],
    [{ isUnlicensed: true, department: 'sales', accountEnabled: true }, ['cas']],
    [{ isUnlicensed: true, hasErrors: true, usageLocation: 'BE' }, ['bob']],
    [{ department: 'Sales', skuId: sku.VISIOCLIENT }, []],
  ]) {
    const name = JSON.stringify(conditions).slice(0, 64);
    const made = await server.post(path, { displayName: name, conditions });
    assert.equal(made.status, 201, made.text);
    assert.deepEqual(made.body.conditions, conditions);
    assert.match(made.headers.get('location'), new RegExp(`${path}/${made.body.id}$`));
    assert.deepEqual(await shown(server, made.body.filter), expected, made.body.filter);
    assert.deepEqual((await server.get(`${path}/${made.body.id}`)).body, made.body);
    assert.equal((await server.delete(`${path}/${made.body.id}`)).status, 204);
    assert.equal((await server.get(`${path}/${made.body.id}`)).status, 404);
  }
});

test('U-31: a view is changed and deleted, and the ledger tells', async (t) => {
  const server = await startServer(t);
  (await Contract.read(server)).watch(server);
  const one = (await server.post(path, { displayName: 'Blocked', conditions: { accountEnabled: false } })).body;
  const two = (await server.post(path, { displayName: 'above', conditions: { department: 'IT' } })).body;
  assert.deepEqual((await server.get(path)).body.value.map((view) => view.displayName), ['above', 'Blocked'], 'by name, in any case');
  const renamed = await server.patch(`${path}/${one.id}`, { displayName: 'BLOCKED' });
  assert.deepEqual([renamed.status, renamed.body], [200, { ...one, displayName: 'BLOCKED' }], 'its own name in other letters is free');
  const changed = await server.patch(`${path}/${one.id}`, { conditions: { department: 'IT', isUnlicensed: true } });
  assert.deepEqual(changed.body.conditions, { department: 'IT', isUnlicensed: true }, 'all conditions are replaced');
  assert.equal(changed.body.filter, "department eq 'IT' and assignedLicenses/$count eq 0");
  const last = async () => (await server.get('/api/v1/operations?$top=1')).body.value[0];
  const operation = await last();
  assert.deepEqual([operation.kind, operation.target], ['userViewUpdate', 'BLOCKED']);
  const [change] = (await server.get(`/api/v1/operations/${operation.id}/changes`)).body.value;
  assert.deepEqual([change.kind, change.properties], ['userView', { conditions: { old: { accountEnabled: false }, new: { department: 'IT', isUnlicensed: true } } }]);
  assert.equal((await server.patch(`${path}/${one.id}`, { displayName: 'BLOCKED' })).status, 200);
  assert.equal((await last()).id, operation.id, 'nothing changed is no operation');
  const audits = (await server.get(`/v1.0/auditLogs/directoryAudits?$top=3`)).body.value;
  assert.equal(audits[0].activityDisplayName, 'Update custom user view');
  const rehearsal = await server.delete(`${path}/${two.id}`, { headers: { Prefer: 'validate-only' } });
  assert.ok(rehearsal.status < 300, rehearsal.text);
  assert.equal((await server.get(path)).body.value.length, 2, 'a rehearsal deletes nothing');
  assert.equal((await server.delete(`${path}/${two.id}`)).status, 204);
  assert.equal((await server.delete(`${path}/${two.id}`)).status, 404);
});

test('U-31: what is wrong is refused by name; names are unique; there are at most 50', async (t) => {
  const server = await startServer(t);
  const refuse = async (body, target, words, expected = 400) => {
    const { status, body: { error } } = await server.post(path, body);
    assert.deepEqual([status, error.details?.[0]?.target], [expected, target], error.message);
    assert.match(error.message, words);
  };
  await refuse({ conditions: {} }, 'displayName', /displayName/);
  await refuse({ displayName: 'x' }, 'conditions', /conditions/);
  await refuse({ displayName: 'x', conditions: {} }, 'conditions', /no condition/);
  await refuse({ displayName: '', conditions: { accountEnabled: true } }, 'displayName', /1 to 64/);
  await refuse({ displayName: 'x'.repeat(65), conditions: { accountEnabled: true } }, 'displayName', /1 to 64/);
  await refuse({ displayName: 'x', conditions: { department: '' } }, 'department', /empty/);
  await refuse({ displayName: 'x', conditions: { usageLocation: 'xx' } }, 'usageLocation', /country code/);
  await refuse({ displayName: 'x', conditions: { domain: 'elsewhere.example' } }, 'conditions/domain', /no verified domain/);
  await refuse({ displayName: 'x', conditions: { domain: `${'x'.repeat(1000)}.example` } }, 'conditions/domain', /no verified domain/);
  await refuse({ displayName: 'x', conditions: { skuId: nobody } }, 'conditions/skuId', /no product/);
  await refuse({ displayName: 'x', conditions: { hasErrors: false } }, 'conditions/hasErrors', /true, or left out/);
  await refuse({ displayName: 'x', conditions: { isUnlicensed: true, skuId: sku.VISIOCLIENT } }, 'conditions', /leave out/);
  await refuse({ displayName: 'x', conditions: { officeLocation: 'A1' } }, 'conditions/officeLocation', /officeLocation/);
  for (let i = 0; i < 50; i++) {
    assert.equal((await server.post(path, { displayName: `View ${i}`, conditions: { accountEnabled: true } })).status, 201);
  }
  await refuse({ displayName: 'view 7', conditions: { accountEnabled: true } }, 'displayName', /already/);
  await refuse({ displayName: 'One more', conditions: { accountEnabled: true } }, undefined, /50 custom views already/);
  const { value } = (await server.get(path)).body;
  assert.equal(value.length, 50);
  const clash = await server.patch(`${path}/${value[0].id}`, { displayName: 'VIEW 9' });
  assert.equal(clash.status, 400, clash.text);
  assert.equal((await server.patch(`${path}/${value[0].id}`, {})).status, 400);
  assert.equal((await server.patch(`${path}/${nobody}`, { displayName: 'x' })).status, 404);
  const once = { headers: { 'Idempotency-Key': 'once-and-for-all' } };
  assert.equal((await server.delete(`${path}/${value[0].id}`)).status, 204);
  const made = await server.post(path, { displayName: 'Again', conditions: { accountEnabled: true } }, once);
  assert.deepEqual([made.status, (await server.post(path, { displayName: 'Again', conditions: { accountEnabled: true } }, once)).body], [201, made.body], 'a key counts once');
});
