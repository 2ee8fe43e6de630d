// What licences ask of people and of products: hardly anything of a person, nothing of who makes a product; and what a rehearsal tells beforehand.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { addGroup, license, path, paths, settled } from '../lib/groups.mjs';
import { assertSound, root, sku, startServer } from '../lib/licentia.mjs';

const { ENTERPRISEPACK: E3, STANDARDPACK: E1 } = sku;
const START = '57f19b1f-8699-4bda-bf9b-beea33cda7e3';
const VOICE = '44e7ada1-0517-4910-af18-971f2f431a95';
const ANALYTICS = '84fcdfeb-3969-441a-9811-0a43d7b0b75a';
const rehearsal = { headers: { Prefer: 'validate-only' } };

/** A server that has the example catalogue of another maker, too. */
async function withVendor(t) {
  const server = await startServer(t);
  const answer = await server.post('/api/v1/catalog/import', readFileSync(join(root, 'catalog/example-vendor.json'), 'utf8'), { raw: true, headers: { 'Content-Type': 'application/json' } });
  assert.equal(answer.status, 200, answer.text);
  return server;
}

test('what a person needs', async (t) => {
  const server = await startServer(t);
  await server.buy('ENTERPRISEPACK', 10);

  await t.test('R-46 no given name, surname or mail address', async () => {
    const bare = await server.addUser('bare', { givenName: null, surname: null });
    const { body } = await server.get(`/v1.0/users/${bare.id}?$select=givenName,surname,mail`);
    assert.deepEqual([body.givenName, body.surname, body.mail], [null, null, null]);
    assert.equal((await server.assign(bare.id, [E3])).status, 200);
    const group = await addGroup(server, 'Bare', [bare]);
    await license(server, group, [E3]);
    assert.equal(await path(server, bare, E3, group), 'Active');
  });
  await t.test('R-47 a guest is licensed as anybody, with a usage location', async () => {
    const guest = await server.addUser('guest', { userType: 'Guest', usageLocation: null });
    const refused = await server.assign(guest.id, [E3]);
    assert.deepEqual([refused.status, refused.body.error.details[0].code], [400, 'UsageLocationMissing']);
    const { body } = await server.get(`/v1.0/users/${guest.id}?$select=userType,usageLocation`);
    assert.deepEqual([body.userType, body.usageLocation], ['Guest', null], 'none is made up');
    assert.equal((await server.patch(`/v1.0/users/${guest.id}`, { usageLocation: 'BE' })).status, 204);
    assert.equal((await server.assign(guest.id, [E3])).status, 200);
    const group = await addGroup(server, 'Guests', [guest]);
    await license(server, group, [E3]);
    assert.equal(await path(server, guest, E3, group), 'Active');
  });
  assertSound(server.db);
});

test('products of other makers', async (t) => {
  const server = await withVendor(t);
  await server.buy('NZ_START', 2);
  await server.buy('NZ_VOICE', 10);

  await t.test('R-102 are given to people and to groups, as many as were bought', async () => {
    const [ann, ben, cas] = [await server.addUser('ann'), await server.addUser('ben'), await server.addUser('cas')];
    assert.equal((await server.assign(ann.id, [START])).status, 200);
    const group = await addGroup(server, 'Studio', [ben, cas]);
    await license(server, group, [START]);
    assert.deepEqual([await path(server, ben, START, group), await path(server, cas, START, group)], ['Active', 'Error CountViolation']);
    const { consumedUnits, prepaidUnits } = await server.pool(START);
    assert.deepEqual([consumedUnits, prepaidUnits.enabled], [2, 2]);
  });
  await t.test('R-44 another usage location: paths that failed are decided anew, at once', async () => {
    const dan = await server.addUser('dan', { usageLocation: 'AE' });
    const group = await addGroup(server, 'Voice', [dan]);
    await license(server, group, [VOICE]);
    assert.equal(await path(server, dan, VOICE, group), 'Error ProhibitedInUsageLocationViolation');
    assert.equal((await server.patch(`/v1.0/users/${dan.id}`, { usageLocation: 'NL' })).status, 204);
    assert.equal(await path(server, dan, VOICE, group), 'Active');
    assert.equal((await server.patch(`/v1.0/users/${dan.id}`, { usageLocation: 'AE' })).status, 204);
    await server.post(`/v1.0/groups/${group.id}/reprocessLicenseAssignment`);
    await settled(server, group);
    assert.equal(await path(server, dan, VOICE, group), 'Active', 'who has it keeps it');
  });
  assertSound(server.db);
});

test('before a change', async (t) => {
  const server = await withVendor(t);
  await server.buy('ENTERPRISEPACK', 10);
  await server.buy('STANDARDPACK', 1);
  await server.buy('NZ_START', 5);
  await server.buy('NZ_ANALYTICS', 5);
  const plan = async (name) => (await server.get('/api/v1/catalog/skus/ENTERPRISEPACK')).body.servicePlans.find((item) => item.servicePlanName === name).servicePlanId;

  await t.test('G-35 a rehearsal tells which services a direct licence gives beyond those of groups', async () => {
    const [ann, ben] = [await server.addUser('ann'), await server.addUser('ben')];
    const sway = await plan('SWAY');
    const group = await addGroup(server, 'Migration', [ann, ben]);
    await license(server, group, [{ skuId: E3, disabledPlans: [sway] }]);
    await server.assign(ann.id, [E3]);
    await server.assign(ben.id, [{ skuId: E3, disabledPlans: [sway] }]);
    const lost = async (user) => (await server.assign(user.id, [], [E3], rehearsal)).body.lost.map((item) => item.servicePlanName);
    assert.deepEqual([await lost(ann), await lost(ben)], [['SWAY'], []]);
  });
  await t.test('G-42 a rehearsal of a swap finds what stands against it, all at once: inherited, no seat, needed by another', async () => {
    const [holder, cas] = [await server.addUser('holder'), await server.addUser('cas')];
    await server.assign(holder.id, [E1]);
    await server.assign(cas.id, [START, ANALYTICS]);
    const group = await addGroup(server, 'G42', [cas]);
    await license(server, group, [E3]);
    const before = await paths(server, cas);
    const inherited = await server.assign(cas.id, [E1], [E3], rehearsal);
    assert.deepEqual([inherited.status, inherited.body.allowed, inherited.body.violations.map((item) => item.code)], [200, false, ['LicenseInherited', 'CountViolation', 'MutuallyExclusiveViolation']]);
    const needed = await server.assign(cas.id, [E1], [START], rehearsal);
    assert.ok(['CountViolation', 'DependencyViolation'].every((code) => needed.body.violations.some((item) => item.code === code)), needed.text);
    assert.ok(needed.body.violations.every((item) => item.remedy), needed.text);
    assert.deepEqual(await paths(server, cas), before);
  });
  assertSound(server.db);
});
