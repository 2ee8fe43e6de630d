// The ledger: who did what, when and why, and what it changed.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sku, startServer } from '../lib/licentia.mjs';
import { Contract } from '../lib/openapi.mjs';

async function start(t) {
  const server = await startServer(t);
  return (await Contract.read(server)).watch(server);
}

/** The newest operation and its changes. */
async function newest(server) {
  const [operation] = (await server.get('/api/v1/operations?$top=1')).body.value;
  return { operation, changes: (await server.get(`/api/v1/operations/${operation.id}/changes`)).body.value };
}

test('the ledger', async (t) => {
  const server = await start(t);

  await t.test('begins with the organisation and its catalogue, done locally', async () => {
    const { body } = await server.get('/api/v1/operations');
    assert.deepEqual(body.value.map((item) => item.kind).filter((kind) => kind !== 'tokenCreate'), ['catalogImport', 'init']);
    const init = body.value.at(-1);
    assert.equal(init.actor.kind, 'local');
    assert.equal(init.target, 'Contoso');
    const { body: changes } = await server.get(`/api/v1/operations/${init.id}/changes`);
    assert.equal(changes.value[0].kind, 'organization');
  });

  await t.test('a purchase, with who, why and which request', async () => {
    const answer = await server.post('/api/v1/subscriptions', { sku: 'ENTERPRISEPACK', totalLicenses: 4 }, { headers: { 'Licentia-Reason': 'ticket 4711: Zoe' } });
    const { operation, changes } = await newest(server);
    assert.equal(operation.kind, 'subscriptionAdd');
    assert.equal(operation.target, 'Office 365 E3');
    assert.equal(operation.reason, 'ticket 4711: Zoe');
    assert.equal(operation.correlationId, answer.headers.get('request-id'));
    assert.equal(answer.headers.get('licentia-operation'), operation.id);
    assert.deepEqual([answer.headers.get('licentia-undo'), operation.undoable, operation.undoInstead], ['no', false, 'Cancel the subscription.']);
    assert.equal(operation.actor.kind, 'token');
    assert.equal(operation.changeCount, 1);
    assert.deepEqual((await server.get(`/api/v1/operations/${operation.id}`)).body, operation);
    assert.equal(changes.length, 1);
    assert.deepEqual([changes[0].seq, changes[0].kind, changes[0].skuPartNumber, changes[0].user], [1, 'subscription', 'ENTERPRISEPACK', null]);
    assert.deepEqual(changes[0].properties.totalLicenses, { old: null, new: 4 });
    await server.patch(`/api/v1/subscriptions/${answer.body.id}`, { totalLicenses: 6 });
    assert.deepEqual((await newest(server)).changes[0].properties, { totalLicenses: { old: 4, new: 6 } });
  });

  await t.test('a licence before and after', async () => {
    const user = await server.addUser('bram');
    const plan = (await server.get('/api/v1/catalog/skus/ENTERPRISEPACK')).body.servicePlans.find((item) => item.servicePlanName === 'SWAY');
    await server.assign(user.id, [sku.ENTERPRISEPACK]);
    const given = await newest(server);
    assert.equal(given.operation.kind, 'licenseChange');
    assert.deepEqual([given.operation.undoable, given.operation.undoInstead], [true, null]);
    assert.equal(given.operation.target, 'bram@contoso.example');
    assert.deepEqual(given.changes, [{
      seq: 1, kind: 'licensePath', user: { id: user.id, userPrincipalName: 'bram@contoso.example' }, group: null, memberGroup: null, skuId: sku.ENTERPRISEPACK,
      skuPartNumber: 'ENTERPRISEPACK', assignedByGroup: null, before: null, after: { disabledPlans: [], state: 'Active' }, properties: null,
    }]);
    await server.assign(user.id, [{ skuId: sku.ENTERPRISEPACK, disabledPlans: [plan.servicePlanId] }]);
    const changed = await newest(server);
    assert.deepEqual(changed.changes[0].before, { disabledPlans: [], state: 'Active' });
    assert.deepEqual(changed.changes[0].after, { disabledPlans: ['SWAY'], state: 'Active' });
    await server.assign(user.id, [], [sku.ENTERPRISEPACK]);
    const taken = await newest(server);
    assert.deepEqual(taken.changes[0].before, { disabledPlans: ['SWAY'], state: 'Active' });
    assert.equal(taken.changes[0].after, null);
  });

  await t.test('a user: old and new of each property', async () => {
    const user = await server.addUser('daan', { usageLocation: null });
    await server.patch(`/v1.0/users/${user.id}`, { usageLocation: 'BE', accountEnabled: false });
    const { operation, changes } = await newest(server);
    assert.equal(operation.kind, 'userUpdate');
    assert.equal(changes[0].user.id, user.id);
    assert.deepEqual(changes[0].properties, { usageLocation: { old: null, new: 'BE' }, accountEnabled: { old: true, new: false } });
  });

  await t.test('pages, the newest first, without gaps', async () => {
    const all = (await server.get('/api/v1/operations?$top=999')).body;
    assert.equal(all['@odata.nextLink'], undefined);
    const numbers = all.value.map((item) => item.number);
    assert.deepEqual(numbers, [...numbers].sort((a, b) => b - a));
    const seen = [];
    let next = '/api/v1/operations?$top=3';
    while (next) {
      const { body } = await server.get(next);
      assert.ok(body.value.length <= 3 && body.value.length > 0);
      seen.push(...body.value);
      next = body['@odata.nextLink'];
    }
    assert.deepEqual(seen, all.value);
  });

  await t.test('pages of changes', async () => {
    const [init] = (await server.get('/api/v1/operations?$top=999')).body.value.filter((item) => item.kind === 'catalogImport');
    const seen = [];
    let next = `/api/v1/operations/${init.id}/changes?$top=20`;
    while (next) {
      const { body } = await server.get(next);
      seen.push(...body.value.map((change) => change.seq));
      next = body['@odata.nextLink'];
    }
    assert.deepEqual(seen, Array.from({ length: init.changeCount }, (_, i) => i + 1));
  });

  await t.test('bad options and what is not there', async () => {
    for (const query of ['$top=0', '$top=1e3', '$filter=kind eq 1', '$skiptoken=AAAA', 'top=5']) {
      assert.equal((await server.get(`/api/v1/operations?${query}`)).status, 400, query);
    }
    for (const key of ['00000000-0000-0000-0000-000000000001', 'x']) {
      for (const path of ['', '/changes']) {
        const answer = await server.get(`/api/v1/operations/${key}${path}`);
        assert.equal(answer.status, 404);
        assert.ok(answer.body.error.message.includes(key));
      }
    }
  });

  await t.test('a reason that is too long or no text', async () => {
    const body = { sku: 'ENTERPRISEPACK', totalLicenses: 1 };
    const long = await server.post('/api/v1/subscriptions', body, { headers: { 'Licentia-Reason': 'x'.repeat(501) } });
    assert.equal(long.status, 400);
    assert.equal(long.body.error.details[0].target, 'Licentia-Reason');
    const latin = await server.post('/api/v1/subscriptions', body, { headers: { 'Licentia-Reason': '\xe9' } });
    assert.equal(latin.status, 400, 'a lone byte E9 is not UTF-8');
    const fits = await server.post('/api/v1/subscriptions', body, { headers: { 'Licentia-Reason': 'x'.repeat(500) } });
    assert.equal(fits.status, 201);
    assert.equal((await newest(server)).operation.reason.length, 500);
  });
});
