// U-54: licences that are paid beforehand come by product key.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assertSound, startServer } from '../lib/licentia.mjs';
import { Contract } from '../lib/openapi.mjs';

const keyOf = (letter) => `${letter}BCDE-FGHJK-MNPQR-STVWX-Y2346`;
const prepaid = { sku: 'SPE_E3', totalLicenses: 10, purchaseChannel: 'Prepaid' };

async function start(t) {
  const server = await startServer(t);
  return (await Contract.read(server)).watch(server);
}

const refused = (answer, target, words) => {
  assert.equal(answer.status, 400, answer.text);
  assert.equal(answer.body.error.details[0].target, target, answer.text);
  assert.match(answer.body.error.message, words);
};

test('U-54: a prepaid purchase is recorded with its product key, of which only the end is kept', async (t) => {
  const server = await start(t);
  const bought = await server.post('/api/v1/subscriptions', { ...prepaid, productKey: ` ${keyOf('a').toLowerCase()} ` });
  assert.equal(bought.status, 201, bought.text);
  assert.deepEqual(bought.body.productKeys.map(({ ending, totalLicenses }) => [ending, totalLicenses]), [['Y2346', 10]]);
  assert.deepEqual((await server.get(`/api/v1/subscriptions/${bought.body.id}`)).body, bought.body);
  assert.deepEqual((await server.get('/api/v1/subscriptions')).body.value, [bought.body]);
  const ledger = (await server.get('/api/v1/operations?$top=1')).body.value[0];
  const changes = await server.get(`/api/v1/operations/${ledger.id}/changes`);
  assert.match(changes.text, /"productKey": ?\{"old": ?null, ?"new": ?"Y2346"\}/);
  assert.equal((await server.get('/v1.0/directory/subscriptions')).text.includes('roductKey'), false, 'Graph knows none');
  for (const text of [bought.text, changes.text, (await server.get('/v1.0/auditLogs/directoryAudits')).text]) {
    assert.equal(text.includes('FGHJK'), false);
  }
  await assertSound(server.db);
});

test('U-54: more licences take another key; fewer come by the key of a renewal, and by nothing else', async (t) => {
  const server = await start(t);
  const { body: { id } } = await server.post('/api/v1/subscriptions', { ...prepaid, productKey: keyOf('A'), endDate: '2050-01-01' });
  const path = `/api/v1/subscriptions/${id}`;
  refused(await server.patch(path, { totalLicenses: 15 }), 'productKey', /become more, or fewer, by another key/);
  refused(await server.patch(path, { totalLicenses: 15, productKey: keyOf('A') }), 'productKey', new RegExp(`ends in Y2346 was used on .* for the subscription ${id}`));
  const more = await server.patch(path, { totalLicenses: 15, productKey: keyOf('B') });
  assert.equal(more.status, 200, more.text);
  assert.deepEqual(more.body.productKeys.map(({ totalLicenses }) => totalLicenses), [10, 15]);
  refused(await server.patch(path, { totalLicenses: 12 }), 'totalLicenses', /renew the subscription with productKey and totalLicenses/);
  refused(await server.patch(path, { totalLicenses: 12, productKey: keyOf('C') }), 'totalLicenses', /renew the subscription with productKey/);
  refused(await server.patch(path, { licensesAtRenewal: 12 }), 'licensesAtRenewal', /with productKey and totalLicenses/);
  refused(await server.post(`${path}/renew`, { totalLicenses: 12 }), 'productKey', /is missing/);
  const fewer = await server.post(`${path}/renew`, { totalLicenses: 12, productKey: keyOf('C') });
  assert.equal(fewer.status, 200, fewer.text);
  assert.equal(fewer.body.totalLicenses, 12);
  assert.deepEqual(fewer.body.productKeys.map(({ totalLicenses }) => totalLicenses), [10, 15, 12]);
  assert.equal((await server.post(`${path}/renew`)).status, 200, 'as many as before need no key');
  assert.equal((await server.patch(path, { recurringBilling: false })).status, 200, 'nor does what is no number');
  await assertSound(server.db);
});

test('U-54: a key that is none, was used, or does not go with the purchase is refused, and a rehearsal uses none up', async (t) => {
  const server = await start(t);
  refused(await server.post('/api/v1/subscriptions', prepaid), 'productKey', /Choose another purchaseChannel/);
  for (const productKey of ['', 'ABCDE', `${keyOf('A')}9`, `${keyOf('A').slice(0, -1)}é`, 'x'.repeat(5000)]) {
    refused(await server.post('/api/v1/subscriptions', { ...prepaid, productKey }), 'productKey', /25 letters and digits/);
  }
  refused(await server.post('/api/v1/subscriptions', { ...prepaid, productKey: 7 }), 'productKey', /a string/);
  refused(await server.post('/api/v1/subscriptions', { ...prepaid, purchaseChannel: 'Direct', productKey: keyOf('A') }), 'productKey', /Prepaid, and this subscription is Direct/);
  const rehearsal = await server.post('/api/v1/subscriptions', { ...prepaid, productKey: keyOf('A') }, { headers: { Prefer: 'validate-only' } });
  assert.equal(rehearsal.status, 201, rehearsal.text);
  assert.equal((await server.get('/api/v1/subscriptions')).body.value.length, 0);
  assert.equal((await server.post('/api/v1/subscriptions', { ...prepaid, productKey: keyOf('A') })).status, 201);
  refused(await server.post('/api/v1/subscriptions', { ...prepaid, productKey: keyOf('A') }), 'productKey', /a key is good once/);
  const both = await Promise.all(Array.from({ length: 8 }, () => server.post('/api/v1/subscriptions', { ...prepaid, productKey: keyOf('R') })));
  assert.deepEqual(both.map(({ status }) => status).sort(), [201, 400, 400, 400, 400, 400, 400, 400], 'of several at once one has it');
  await assertSound(server.db);
});

test('U-54, R-75, R-100: seats of a product key are not given up one by one; an add-on needs no key of its own', async (t) => {
  const server = await start(t);
  const { body: bought } = await server.post('/api/v1/subscriptions', { ...prepaid, productKey: keyOf('A') });
  const user = await server.addUser('an');
  assert.equal((await server.assign(user.id, [bought.skuId])).status, 200);
  const dropped = await server.post(`/api/v1/users/${user.id}/delete`, { dropSeats: [bought.id] });
  assert.equal(dropped.status, 400, dropped.text);
  assert.match(dropped.text, /product key are not given up one by one/);
  assert.equal((await server.get(`/v1.0/users/${user.id}`)).status, 200, 'he is still there');
  const addOn = await server.post('/api/v1/subscriptions', { sku: 'VISIOCLIENT', totalLicenses: 3, addOnOf: bought.id });
  assert.equal(addOn.status, 201, addOn.text);
  assert.equal((await server.patch(`/api/v1/subscriptions/${addOn.body.id}`, { totalLicenses: 2 })).status, 200);
});
