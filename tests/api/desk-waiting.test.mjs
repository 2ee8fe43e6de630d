// Waiting for a seat (D-08): direct wishes beside those of groups, their order and reasons, and what becomes of them.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { changeByFile, outcome } from '../lib/changes.mjs';
import { sql } from '../lib/database.mjs';
import { addGroup, leave, license, path, paths } from '../lib/groups.mjs';
import { assertSound, run, sku, startServer } from '../lib/licentia.mjs';

const { ENTERPRISEPACK: E3, STANDARDPACK: E1, VISIOCLIENT: VISIO, POWER_BI_PRO: BI } = sku;
const WANTING = 'Error CountViolation';

const wait = (server, user, add, more = {}, options = {}) => server.post(`/api/v1/users/${user.id}/assignLicense`,
  { addLicenses: add.map((skuId) => ({ skuId, disabledPlans: [] })), removeLicenses: [], wait: true, ...more }, options);

/** The line for a product, by the names before the @. */
const line = async (server, product = 'VISIOCLIENT') =>
  (await server.get(`/api/v1/skus/${product}/waiting`)).body.value.map((item) => item.userPrincipalName.split('@')[0]);

/** An organisation with people `names` and `seats` seats of Visio, the first of them taken by "holder". */
async function office(t, names, seats = 1) {
  const server = await startServer(t);
  const subscription = await server.buy('VISIOCLIENT', seats);
  const holder = await server.addUser('holder');
  assert.equal((await server.assign(holder.id, [VISIO])).status, 200);
  const people = {};
  for (const name of names) {
    people[name] = await server.addUser(name);
  }
  return { server, subscription, holder, ...people };
}

test('a direct wish', async (t) => {
  const { server, subscription, holder, ann, ben, cas } = await office(t, ['ann', 'ben', 'cas']);
  await server.buy('POWER_BI_PRO', 10);

  await t.test('R-06 without asking for it there is no waiting, over either call', async () => {
    assert.equal((await server.assign(ann.id, [VISIO])).status, 400);
    const answer = await wait(server, ann, [VISIO], { wait: false });
    assert.deepEqual([answer.status, answer.body.error.details[0].code], [400, 'CountViolation']);
    assert.deepEqual(await paths(server, ann), {});
    for (const [body, target] of [[{ wait: false, priority: 1 }, 'priority'], [{ priority: 101 }, 'priority'], [{ priority: -101 }, 'priority'],
      [{ priority: '1' }, 'priority'], [{ waitReason: 'x'.repeat(501) }, 'waitReason'], [{ wait: 'yes' }, 'wait']]) {
      const refused = await wait(server, ann, [VISIO], body);
      assert.deepEqual([refused.status, refused.body.error.details[0].target], [400, target], refused.text);
    }
    assert.equal((await server.post(`/v1.0/users/${ann.id}/assignLicense`, { addLicenses: [], removeLicenses: [], wait: true })).status, 400, 'Graph knows no waiting');
  });
  await t.test('a rehearsal says so and changes nothing', async () => {
    const { status, body } = await wait(server, ann, [VISIO, BI], {}, { headers: { Prefer: 'validate-only' } });
    assert.deepEqual([status, body.allowed, body.waiting.map((item) => item.skuPartNumber), body.licensesAfter.map((item) => item.skuId)], [200, true, ['VISIOCLIENT'], [BI]]);
    assert.deepEqual(await paths(server, ann), {});
  });
  await t.test('R-02 what is free is given, the rest waits and shows as Graph shows an error', async () => {
    const { status, body } = await wait(server, ann, [VISIO, BI], { priority: 5, waitReason: 'new project' });
    assert.equal(status, 200);
    assert.deepEqual([body.user.assignedLicenses.map((item) => item.skuId), body.waiting.map((item) => item.skuId)], [[BI], [VISIO]]);
    assert.deepEqual(await paths(server, ann), { [`${VISIO} direct`]: WANTING, [`${BI} direct`]: 'Active' });
    const { body: shown } = await server.get(`/v1.0/users/${ann.id}?$select=assignedLicenses,licenseAssignmentStates`);
    assert.deepEqual(shown.assignedLicenses.map((item) => item.skuId), [BI]);
    const state = shown.licenseAssignmentStates.find((item) => item.skuId === VISIO);
    assert.deepEqual([state.assignedByGroup, state.state, state.error], [null, 'Error', 'CountViolation']);
    assert.deepEqual((await server.get(`/v1.0/users/${ann.id}/licenseDetails`)).body.value.map((item) => item.skuId), [BI]);
    assert.equal((await server.pool(VISIO)).consumedUnits, 1);
    assertSound(server.db);
  });
  await t.test('the line, by priority and then by time', async () => {
    await wait(server, ben, [VISIO], { priority: 5 });
    await wait(server, cas, [VISIO], { priority: -1 });
    assert.deepEqual(await line(server), ['cas', 'ann', 'ben']);
    const { body } = await server.get('/api/v1/skus/VISIOCLIENT/waiting');
    assert.deepEqual(body.value.map((item) => [item.group, item.priority, item.reason]), [[null, -1, null], [null, 5, 'new project'], [null, 5, null]]);
    const first = await server.get('/api/v1/skus/VISIOCLIENT/waiting?$top=2');
    assert.deepEqual((await server.get(first.body['@odata.nextLink'])).body.value.map((item) => item.id), [ben.id]);
    const { body: own } = await server.get('/api/v1/skus/VISIOCLIENT/waiting/ben@contoso.example');
    assert.deepEqual(own.value.map((item) => [item.id, item.group, item.priority, item.position]), [[ben.id, null, 5, 3]]);
  });
  await t.test('R-52 asked for again: nothing happens, unless priority or reason are others', async () => {
    const operations = async () => (await server.get('/api/v1/operations?$top=1')).body.value[0].number;
    const before = await operations();
    assert.equal((await wait(server, ann, [VISIO])).status, 200);
    assert.equal((await wait(server, ann, [VISIO], { priority: 5, waitReason: 'new project' })).status, 200);
    assert.equal(await operations(), before);
    assert.deepEqual(await line(server), ['cas', 'ann', 'ben']);
    assert.equal((await wait(server, ben, [VISIO], { priority: 4 })).status, 200);
    assert.notEqual(await operations(), before);
    assert.deepEqual(await line(server), ['cas', 'ben', 'ann']);
  });
  await t.test('why tells it', async () => {
    const plan = (await server.get('/api/v1/catalog/skus/VISIOCLIENT')).body.servicePlans.find((item) => item.appliesTo === 'User').servicePlanName;
    const { body } = await server.get(`/api/v1/users/${ann.id}/why?plan=${plan}`);
    assert.deepEqual([body.hasService, body.waiting.map((item) => [item.skuId, item.group, item.priority, item.reason])], [false, [[VISIO, null, 5, 'new project']]]);
    assert.match(server.cli(['why', 'ann@contoso.example', plan]).stdout, /Waits for a seat of Visio Plan 2 since \S+ with priority 5: new project/);
  });
  await t.test('D-08 a seat that comes free is given by the line, in the same transaction', async () => {
    assert.equal((await server.assign(holder.id, [], [VISIO])).status, 200);
    assert.equal(await path(server, cas, VISIO), 'Active');
    assert.deepEqual(await line(server), ['ben', 'ann']);
    const operation = (await server.get('/api/v1/operations?$top=1')).body.value[0];
    const changes = (await server.get(`/api/v1/operations/${operation.id}/changes`)).body.value;
    assert.deepEqual([operation.target, changes.map((item) => [item.kind, item.user.id, item.after?.state ?? null])], ['holder@contoso.example',
      [['licensePath', holder.id, null], ['waiting', cas.id, null], ['licensePath', cas.id, 'Active']]]);
    const { waitsSince, ...place } = changes[1].properties;
    assert.deepEqual(place, { priority: { old: -1, new: null }, waitReason: { old: null, new: null } });
    assert.ok(Date.parse(waitsSince.old) <= Date.now() && waitsSince.new === null, 'the place that was left');
  });
  await t.test('D-08 so is one that is bought', async () => {
    assert.equal((await server.patch(`/api/v1/subscriptions/${subscription.id}`, { totalLicenses: 2 })).status, 200);
    assert.equal(await path(server, ben, VISIO), 'Active');
    assert.deepEqual(await line(server), ['ann']);
    assert.equal((await server.pool(VISIO)).consumedUnits, 2);
  });
  await t.test('G-22 reprocessing leaves who waits where he is', async () => {
    assert.equal((await server.post(`/v1.0/users/${ann.id}/reprocessLicenseAssignment`)).status, 200);
    assert.deepEqual(await line(server), ['ann']);
    assert.equal((await server.get('/api/v1/skus/VISIOCLIENT/waiting')).body.value[0].reason, 'new project');
  });
  await t.test('removing the licence withdraws the wish', async () => {
    assert.equal((await server.assign(ann.id, [], [VISIO])).status, 200);
    assert.deepEqual([await line(server), await paths(server, ann)], [[], { [`${BI} direct`]: 'Active' }]);
  });
  assertSound(server.db);
});

test('places are changed and withdrawn', async (t) => {
  const { server, holder, ann, ben } = await office(t, ['ann', 'ben']);
  const group = await addGroup(server, 'Drawing', [ben]);
  await license(server, group, [VISIO]);
  await wait(server, ann, [VISIO], { waitReason: 'first' });
  const place = (user) => `/api/v1/skus/VISIOCLIENT/waiting/${user}`;

  await t.test('priority and reason, also of who waits by a group, by name or id', async () => {
    assert.deepEqual(await line(server), ['ben', 'ann']);
    const { status, body } = await server.patch(place(ann.id), { priority: -7 });
    assert.equal(status, 200);
    assert.deepEqual(body.value.map((item) => [item.id, item.group, item.priority, item.reason]), [[ann.id, null, -7, 'first']]);
    assert.deepEqual(await line(server), ['ann', 'ben']);
    const other = await server.patch(place('ben@contoso.example'), { priority: -8, reason: 'chief' });
    assert.deepEqual(other.body.value.map((item) => [item.group.id, item.priority, item.reason]), [[group.id, -8, 'chief']]);
    assert.deepEqual(await line(server), ['ben', 'ann']);
    const { body: cleared } = await server.patch(place(ann.id), { reason: null });
    assert.deepEqual(cleared.value.map((item) => [item.priority, item.reason]), [[-7, null]]);
  });
  await t.test('R-95 the ledger has it', async () => {
    const operation = (await server.get('/api/v1/operations?$top=1')).body.value[0];
    assert.deepEqual([operation.kind, operation.target], ['waitingUpdate', 'ann@contoso.example']);
    const [change] = (await server.get(`/api/v1/operations/${operation.id}/changes`)).body.value;
    assert.deepEqual([change.kind, change.user.id, change.properties], ['waiting', ann.id, { priority: { old: -7, new: -7 }, waitReason: { old: 'first', new: null } }]);
  });
  await t.test('where somebody stands, by himself and by a group: the first place first', async () => {
    assert.equal((await wait(server, ben, [VISIO], { priority: -9 })).status, 200);
    const places = async (user) => (await server.get(place(user))).body.value.map((item) => [item.group?.id ?? null, item.priority, item.position]);
    assert.deepEqual(await places(ben.id), [[null, -9, 1], [group.id, -8, 2]]);
    assert.deepEqual(await places(ann.id), [[null, -7, 3]]);
    assert.deepEqual(await places(holder.id), []);
    assert.equal((await server.get(place('nobody@contoso.example'))).status, 404);
    assert.equal((await server.delete(place(ben.id))).status, 204);
  });
  await t.test('a template that changes leaves the place of a group wish', async () => {
    const plan = (await server.get('/api/v1/catalog/skus/VISIOCLIENT')).body.servicePlans.find((item) => item.appliesTo === 'User').servicePlanId;
    await license(server, group, [{ skuId: VISIO, disabledPlans: [plan] }]);
    assert.deepEqual(await line(server), ['ben', 'ann']);
    assert.equal((await server.get('/api/v1/skus/VISIOCLIENT/waiting')).body.value[0].reason, 'chief');
  });
  await t.test('bad calls', async () => {
    for (const [method, user, body, status, words] of [
      ['PATCH', ann.id, {}, 400, /Nothing to change/],
      ['PATCH', ann.id, { priority: 1.5 }, 400, /priority/],
      ['PATCH', ann.id, { priority: 1000 }, 400, /from -100 to 100/],
      ['PATCH', ann.id, { rank: 1 }, 400, /rank/],
      ['PATCH', holder.id, { priority: 1 }, 404, /does not wait for a seat of Visio/],
      ['PATCH', 'nobody@contoso.example', { priority: 1 }, 404, /nobody/],
      ['DELETE', holder.id, undefined, 404, /does not wait/],
      ['DELETE', ben.id, undefined, 400, /as a member of a group only/],
    ]) {
      const answer = await server.request(method, place(user), { body });
      assert.equal(answer.status, status, answer.text);
      assert.match(answer.body.error.message, words);
    }
    assert.equal((await server.delete('/api/v1/skus/NOTHING/waiting/x')).status, 404);
    assert.deepEqual(await line(server), ['ben', 'ann']);
  });
  await t.test('withdrawn, rehearsed and then done', async () => {
    assert.equal((await server.delete(place(ann.id), { headers: { Prefer: 'validate-only' } })).status, 204);
    assert.deepEqual(await line(server), ['ben', 'ann']);
    assert.equal((await server.delete(place(ann.id))).status, 204);
    assert.deepEqual([await line(server), await paths(server, ann)], [['ben'], {}]);
  });
  assertSound(server.db);
});

test('direct wishes beside groups', async (t) => {
  const { server, holder, ann, ben } = await office(t, ['ann', 'ben']);

  await t.test('R-01 whoever gets the seat by a group does not wait for another', async () => {
    const group = await addGroup(server, 'One', [ann]);
    await wait(server, ann, [VISIO], { priority: 10 });
    await license(server, group, [VISIO]);
    assert.deepEqual(await paths(server, ann), { [`${VISIO} direct`]: WANTING, [`${VISIO} ${group.id}`]: WANTING });
    assert.deepEqual(await line(server), ['ann', 'ann']);
    await server.assign(holder.id, [], [VISIO]);
    assert.deepEqual(await paths(server, ann), { [`${VISIO} direct`]: 'Active', [`${VISIO} ${group.id}`]: 'Active' });
    assert.deepEqual([await line(server), (await server.pool(VISIO)).consumedUnits], [[], 1]);
    assertSound(server.db);
  });
  await t.test('R-01 nor the other way round', async () => {
    const group = await addGroup(server, 'Two', [ben]);
    await license(server, group, [VISIO]);
    await wait(server, ben, [VISIO], { priority: -10 });
    await leave(server, { id: Object.keys(await paths(server, ann)).map((key) => key.split(' ')[1]).find((key) => key !== 'direct') }, ann);
    assert.equal(await path(server, ann, VISIO), 'Active', 'the direct one holds the seat');
    await server.assign(ann.id, [], [VISIO]);
    assert.deepEqual(await paths(server, ben), { [`${VISIO} direct`]: 'Active', [`${VISIO} ${group.id}`]: 'Active' });
    assert.deepEqual([await line(server), (await server.pool(VISIO)).consumedUnits], [[], 1]);
  });
  assertSound(server.db);
});

test('D-08, R-01: a preview keeps one seat for whoever waits, however many places he has in the line', async (t) => {
  const { server, holder, ann, ben, cas } = await office(t, ['ann', 'ben', 'cas'], 2);
  await server.assign(ben.id, [VISIO]);
  await license(server, await addGroup(server, 'Drawing', [ann]), [VISIO]);
  await wait(server, ann, [VISIO]);
  assert.deepEqual(await line(server), ['ann', 'ann']);
  const rows = ['user,sku,action', ...[holder, ben].map(({ id }) => `${id},VISIOCLIENT,remove`), `${cas.id},VISIOCLIENT,add`];
  const expected = { holder: 'changed', ben: 'changed', cas: 'changed' };
  assert.deepEqual(await outcome(server, await changeByFile(server, rows, '?preview=true')), expected);
  assert.deepEqual(await outcome(server, await changeByFile(server, rows, '?mode=allOrNothing')), expected);
  assert.equal(await path(server, ann, VISIO), 'Active');
  assertSound(server.db);
});

test('a wish that cannot be given any more leaves the line with its error', async (t) => {
  const server = await startServer(t);
  const subscription = await server.buy('ENTERPRISEPACK', 1);
  await server.buy('STANDARDPACK', 10);
  const [holder, ann, ben, cas] = [await server.addUser('holder'), await server.addUser('ann'), await server.addUser('ben'), await server.addUser('cas')];
  await server.assign(holder.id, [E3]);
  for (const user of [ann, ben, cas]) {
    assert.equal((await wait(server, user, [E3])).status, 200);
  }
  assert.equal((await server.assign(ann.id, [E1])).status, 200, 'what waits is no obstacle to others');
  assert.equal((await server.patch(`/v1.0/users/${ben.id}`, { usageLocation: null })).status, 204);
  assert.equal((await server.delete(`/v1.0/users/${holder.id}`)).status, 204);
  assert.deepEqual(await paths(server, ann), { [`${E3} direct`]: 'Error MutuallyExclusiveViolation', [`${E1} direct`]: 'Active' });
  assert.deepEqual(await paths(server, ben), { [`${E3} direct`]: 'Error ProhibitedInUsageLocationViolation' });
  assert.deepEqual(await paths(server, cas), { [`${E3} direct`]: 'Active' }, 'the seat went to the next');
  assert.deepEqual(await line(server, 'ENTERPRISEPACK'), []);
  assertSound(server.db);

  await t.test('A-03 reprocessing tells what is wrong, and heals what has healed: back into the line, or with a seat', async () => {
    const refused = await server.post(`/v1.0/users/${ann.id}/reprocessLicenseAssignment`);
    assert.deepEqual([refused.status, refused.body.error.details.map((item) => item.code)], [400, ['CountViolation', 'MutuallyExclusiveViolation']]);
    assert.equal((await server.assign(ann.id, [], [E1])).status, 200);
    assert.equal((await server.post(`/v1.0/users/${ann.id}/reprocessLicenseAssignment`)).status, 200);
    assert.deepEqual([await paths(server, ann), await line(server, 'ENTERPRISEPACK')], [{ [`${E3} direct`]: WANTING }, ['ann']]);
    assert.equal((await server.patch(`/api/v1/subscriptions/${subscription.id}`, { totalLicenses: 3 })).status, 200);
    assert.equal(await path(server, ann, E3), 'Active');
    assert.equal((await server.patch(`/v1.0/users/${ben.id}`, { usageLocation: 'NL' })).status, 204);
    assert.equal((await server.post(`/v1.0/users/${ben.id}/reprocessLicenseAssignment`)).status, 200);
    assert.equal(await path(server, ben, E3), 'Active');
  });
  assertSound(server.db);
});

test('D-08, R-68 the check of a change reckons with who leaves the line by it, and with who is given a seat', async (t) => {
  for (const [rows, last] of [
    [['ann,remove', 'holder,remove', 'ben,add'], 'changed'],
    [['holder,remove', 'ann,remove', 'ben,add'], 'changed'],
    [['holder,remove', 'ann,add'], 'unchanged'],
  ]) {
    await t.test(rows.join('; '), async (t) => {
      const { server, ann } = await office(t, ['ann', 'ben']);
      assert.equal((await wait(server, ann, [VISIO])).status, 200);
      const file = ['user,sku,action', ...rows.map((row) => row.replace(',', '@contoso.example,VISIOCLIENT,'))];
      const expected = Object.fromEntries(rows.map((row, i) => [row.split(',')[0], i === rows.length - 1 ? last : 'changed']));
      assert.deepEqual(await outcome(server, await changeByFile(server, file, '?preview=true')), expected);
      const done = await changeByFile(server, file, '?mode=allOrNothing');
      assert.deepEqual([done.state, await outcome(server, done)], ['finished', expected]);
      assert.deepEqual(await line(server), []);
      assertSound(server.db);
    });
  }
  await t.test('a seat is still kept for whoever else waits', async (t) => {
    const { server, ann, ben } = await office(t, ['ann', 'ben', 'cas']);
    await wait(server, ann, [VISIO]);
    await wait(server, ben, [VISIO]);
    const file = ['user,sku,action', ...['ann,remove', 'holder,remove', 'cas,add'].map((row) => row.replace(',', '@contoso.example,VISIOCLIENT,'))];
    const expected = { ann: 'changed', holder: 'changed', cas: 'refused CountViolation' };
    assert.deepEqual(await outcome(server, await changeByFile(server, file, '?preview=true')), expected);
    assert.deepEqual(await outcome(server, await changeByFile(server, file)), expected);
  });
});

test('D-19 a deleted user leaves the line and comes back to his place', async (t) => {
  const { server, holder, ann, ben } = await office(t, ['ann', 'ben']);
  await wait(server, ann, [VISIO], { priority: 2, waitReason: 'why' });
  await wait(server, ben, [VISIO], { priority: 2 });
  await server.delete(`/v1.0/users/${ann.id}`);
  assert.deepEqual(await line(server), ['ben']);
  assertSound(server.db);
  const back = await server.post(`/api/v1/deletedUsers/${ann.id}/restore`);
  assert.deepEqual([back.status, back.body.restoredLicenses, back.body.waitingLicenses, back.body.notRestored], [200, 0, 1, []]);
  assert.deepEqual(await line(server), ['ann', 'ben'], 'as if he had never been away');
  assert.deepEqual((await server.get('/api/v1/skus/VISIOCLIENT/waiting')).body.value.map((item) => [item.priority, item.reason]), [[2, 'why'], [2, null]]);
  await server.delete(`/v1.0/users/${ann.id}`);
  await server.delete(`/v1.0/users/${ben.id}`);
  await server.delete(`/v1.0/users/${holder.id}`);
  const seated = await server.post(`/api/v1/deletedUsers/${ann.id}/restore`);
  assert.deepEqual([seated.body.restoredLicenses, seated.body.waitingLicenses, await path(server, ann, VISIO)], [1, 0, 'Active']);
  await server.delete(`/v1.0/directory/deletedItems/${ben.id}`);
  assertSound(server.db);
});

test('D-19, A-03 while no seat can be given at all, whoever waited goes on waiting', async (t) => {
  const { server, subscription, holder, ann, ben } = await office(t, ['ann', 'ben']);
  await wait(server, ann, [VISIO], { priority: 3, waitReason: 'why' });
  const places = async () => (await server.get('/api/v1/skus/VISIOCLIENT/waiting')).body.value.map((item) => [item.userPrincipalName.split('@')[0], item.priority, item.reason]);
  const before = await places();
  for (const [change, back] of [[{ status: 'Suspended' }, { status: 'Enabled' }], [{ purchaseChannel: 'SelfService' }, { purchaseChannel: 'Direct' }]]) {
    assert.equal((await server.patch(`/api/v1/subscriptions/${subscription.id}`, change)).status, 200);
    assert.equal((await wait(server, ben, [VISIO])).status, 400, 'R-59, R-60 nobody begins to wait');
    const answer = await server.post(`/v1.0/users/${ann.id}/reprocessLicenseAssignment`);
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual(await places(), before);
    await server.delete(`/v1.0/users/${ann.id}`);
    const { status, body } = await server.post(`/api/v1/deletedUsers/${ann.id}/restore`);
    assert.deepEqual([status, body.restoredLicenses, body.waitingLicenses, body.notRestored], [200, 0, 1, []]);
    assert.deepEqual(await places(), before);
    assert.equal((await server.patch(`/api/v1/subscriptions/${subscription.id}`, back)).status, 200);
  }
  await server.assign(holder.id, [], [VISIO]);
  assert.deepEqual([await path(server, ann, VISIO), await places()], ['Active', []]);
  assertSound(server.db);
});

test('the doctor finds a wish without a place, and a place without a wish', async (t) => {
  const { server, ann } = await office(t, ['ann']);
  await wait(server, ann, [VISIO]);
  assertSound(server.db);
  await server.stop();
  sql(server, 'DELETE FROM seat_wish');
  assert.match(run(['doctor', '--db', server.db]).stdout, /who waits for a seat stands in line.*1 found/);
});
