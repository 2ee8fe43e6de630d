// The life cycle of subscriptions, driven by a test clock: section 8 (L-01 to L-11), R-10 to, D-03, D-09.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { later, startWithClock, until, untilStatus } from '../lib/clock.mjs';
import { assertSound, sku } from '../lib/licentia.mjs';
import { Contract } from '../lib/openapi.mjs';

const E3 = sku.ENTERPRISEPACK;

async function start(t) {
  const server = await startWithClock(t);
  return (await Contract.read(server)).watch(server);
}

const address = (subscription) => `/api/v1/subscriptions/${subscription.id}`;

/** The operations of a kind, oldest first, each with its one change. */
async function operationsOf(server, kind) {
  const { value } = (await server.get('/api/v1/operations?$top=999')).body;
  const found = value.filter((operation) => operation.kind === kind).reverse();
  return Promise.all(found.map(async (operation) => ({ ...operation, changes: (await server.get(`/api/v1/operations/${operation.id}/changes`)).body.value })));
}

const statesOf = async (server, user) => (await server.get(`/v1.0/users/${user}?$select=licenseAssignmentStates,assignedPlans,assignedLicenses`)).body;

/** The capabilityStatus of a user's plans, each once. */
const capabilities = ({ assignedPlans }) => [...new Set(assignedPlans.map((plan) => plan.capabilityStatus))];

test('a subscription goes through its life by itself', async (t) => {
  const server = await start(t);
  const { clock } = server;
  const bought = await server.buy('ENTERPRISEPACK', 3, { endDate: clock.date(10) });
  const holder = await server.addUser('holder');
  const second = await server.addUser('second');
  assert.equal((await server.assign(holder.id, [E3])).status, 200);

  await t.test('L-10 while it is active the next change is the end of its term', async () => {
    assert.equal(bought.nextLifecycleDateTime, bought.endDate);
    assert.deepEqual([bought.offer, bought.term, bought.graceDays, bought.disabledDays], ['Standard', 'P1Y', 30, 90]);
    const graph = (await server.get(`/v1.0/directory/subscriptions/${bought.id}`)).body;
    assert.equal(graph.nextLifecycleDateTime, bought.endDate);
    assert.equal((await server.get('/api/v1/attention')).body.value[0].kind, 'subscriptionEnds');
  });

  await t.test('L-01 Expired starts the moment the end date passes; D-03, R-04 its seats can still be given', async () => {
    clock.moveTo(bought.endDate);
    const expired = await untilStatus(server, bought.id, 'Warning');
    assert.equal(expired.statusSinceDateTime, bought.endDate);
    assert.equal(expired.nextLifecycleDateTime, later(bought.endDate, 30));
    assert.equal(expired.warning.kind, 'subscriptionExpired');
    const { prepaidUnits, capabilityStatus } = await server.pool(E3);
    assert.deepEqual([prepaidUnits, capabilityStatus], [{ enabled: 0, warning: 3, suspended: 0, lockedOut: 0 }, 'Warning']);
    assert.equal((await server.assign(second.id, [E3])).status, 200);
    assert.deepEqual(capabilities(await statesOf(server, holder.id)), ['Warning']);
  });

  await t.test('R-59, D-09 Disabled: nobody can be given it, who has it keeps it and cannot use it', async () => {
    clock.moveTo(later(bought.endDate, 30));
    const disabled = await untilStatus(server, bought.id, 'Suspended');
    assert.equal(disabled.nextLifecycleDateTime, later(bought.endDate, 120));
    const third = await server.addUser('third');
    const refused = await server.assign(third.id, [E3]);
    assert.equal(refused.status, 400);
    assert.match(refused.body.error.details[0].remedy, /reactivate/);
    const states = await statesOf(server, holder.id);
    assert.deepEqual([states.licenseAssignmentStates[0].state, capabilities(states)], ['Disabled', ['Suspended']]);
    assert.equal((await server.pool(E3)).consumedUnits, 2);
  });

  await t.test('R-59 Deleted: the assignments remain, as entries', async () => {
    clock.moveTo(later(bought.endDate, 120));
    const deleted = await untilStatus(server, bought.id, 'Deleted');
    assert.equal(deleted.nextLifecycleDateTime, null, 'L-10: no other status follows');
    assert.equal(deleted.licensesLapseDateTime, later(bought.endDate, 210));
    const states = await statesOf(server, holder.id);
    assert.deepEqual([states.assignedLicenses.length, capabilities(states)], [1, ['Deleted']]);
    assert.equal((await server.pool(E3)).capabilityStatus, 'Deleted', 'R-07');
  });

  await t.test('L-06 what is left goes 180 days after the service ended', async () => {
    clock.moveTo(later(bought.endDate, 210));
    await until(() => statesOf(server, holder.id), ({ assignedLicenses }) => assignedLicenses.length === 0);
    await until(() => server.pool(E3), ({ consumedUnits }) => consumedUnits === 0);
    const [lapse] = await operationsOf(server, 'licensesLapse');
    assert.equal(lapse.actor.kind, 'system');
    assert.deepEqual(lapse.changes.map((change) => change.user.userPrincipalName), [holder.userPrincipalName, second.userPrincipalName]);
    assert.equal((await server.get(address(bought))).body.licensesLapseDateTime, null);
  });

  await t.test('each step is an operation of the system, with the date on which it was due', async () => {
    const turns = await operationsOf(server, 'subscriptionTurn');
    assert.deepEqual(turns.map((turn) => [turn.createdDateTime, turn.changes[0].properties.status.new]), [
      [bought.endDate, 'Warning'], [later(bought.endDate, 30), 'Suspended'], [later(bought.endDate, 120), 'Deleted'],
    ]);
    assert.ok(turns.every((turn) => turn.actor.kind === 'system' && turn.actor.name === 'Licentia life cycle' && turn.target === 'Office 365 E3'));
    const { value } = (await server.get("/v1.0/auditLogs/directoryAudits?$filter=activityDisplayName eq 'Change subscription status'")).body;
    assert.equal(value.length, 3);
    assert.deepEqual([value[0].initiatedBy.user, value[0].initiatedBy.app.displayName], [null, 'Licentia life cycle']);
  });
  await server.stop();
  assertSound(server.db);
});

test('clock jumps', async (t) => {
  const server = await start(t);
  const { clock } = server;
  const bought = await server.buy('ENTERPRISEPACK', 2, { endDate: clock.date(5), purchaseChannel: 'Volume' });
  const monthly = await server.buy('VISIOCLIENT', 1, { endDate: clock.date(5), term: 'P1M', recurringBilling: true });

  await t.test('L-11 far ahead: every state in order, each with its own date', async () => {
    clock.moveTo(later(bought.endDate, 130));
    await untilStatus(server, bought.id, 'Deleted');
    const turns = (await operationsOf(server, 'subscriptionTurn')).filter((turn) => turn.target === 'Office 365 E3');
    assert.deepEqual(turns.map((turn) => [turn.createdDateTime, turn.changes[0].properties.status.new]), [
      [bought.endDate, 'Warning'], [later(bought.endDate, 90), 'Suspended'], [later(bought.endDate, 120), 'Deleted'],
    ]);
  });

  await t.test('L-02 far ahead: every renewal, each with its own date', async () => {
    const { endDate } = await until(async () => (await server.get(address(monthly))).body, (body) => Date.parse(body.endDate) > clock.now());
    const turns = (await operationsOf(server, 'subscriptionTurn')).filter((turn) => turn.target === 'Visio Plan 2');
    assert.equal(turns.length, 5);
    const ends = turns.map((turn) => turn.changes[0].properties.endDate);
    turns.forEach((turn, i) => assert.deepEqual([turn.createdDateTime, ends[i].old], [i === 0 ? monthly.endDate : ends[i - 1].new, turn.createdDateTime]));
    assert.equal(ends.at(-1).new, endDate);
  });

  await t.test('L-11 back: no status comes back', async () => {
    clock.set(0);
    const again = await server.buy('EMS', 1, { endDate: clock.date(1) });
    clock.moveTo(later(again.endDate, 40));
    await untilStatus(server, again.id, 'Suspended'); // something that is due later shows that the jobs looked
    clock.set(0);
    const marker = await server.buy('EMS', 1, { endDate: clock.date(-1), startDate: clock.date(-30) });
    await untilStatus(server, marker.id, 'Warning'); // the jobs have looked, at the earlier time
    assert.equal((await server.get(address(again))).body.status, 'Suspended');
    assert.equal((await server.get(address(bought))).body.status, 'Deleted');
  });
  await server.stop();
  assertSound(server.db);
});

test('L-01 an end that is over when it is written down starts the days then', async (t) => {
  const server = await start(t);
  const late = await server.buy('ENTERPRISEPACK', 1, { startDate: '2015-01-01', endDate: '2016-01-01' });
  const expired = await untilStatus(server, late.id, 'Warning');
  assert.ok(Date.parse(expired.nextLifecycleDateTime) > Date.now() + 29 * 86_400_000);
  await server.stop();
});

test('renewing, cancelling, deleting', async (t) => {
  const server = await start(t);
  const { clock } = server;

  await t.test('L-05 an expired one, and a disabled one, is as before; a deleted one does not come back', async () => {
    const one = await server.buy('ENTERPRISEPACK', 2, { endDate: clock.date(1) });
    const user = await server.addUser('renewed');
    assert.equal((await server.assign(user.id, [E3])).status, 200);
    for (const [days, status] of [[2, 'Warning'], [35, 'Suspended']]) {
      const { endDate } = (await server.get(address(one))).body;
      clock.moveTo(later(endDate, days));
      await untilStatus(server, one.id, status);
      const renewed = await server.post(`${address(one)}/renew`);
      assert.equal(renewed.status, 200, renewed.text);
      assert.equal(renewed.body.status, 'Enabled');
      assert.equal(renewed.body.endDate.slice(4), endDate.slice(4), 'the anniversary stays');
      assert.ok(Date.parse(renewed.body.endDate) > clock.now());
      assert.equal(renewed.body.nextLifecycleDateTime, renewed.body.endDate);
      assert.equal((await statesOf(server, user.id)).licenseAssignmentStates[0].state, 'Active');
    }
    assert.deepEqual((await operationsOf(server, 'subscriptionRenew')).map(({ changes }) => changes[0].properties.status.old), ['Warning', 'Suspended']);
    assert.equal((await server.delete(address(one))).status, 204);
    const gone = await server.post(`${address(one)}/renew`);
    assert.equal(gone.status, 400);
    assert.match(gone.body.error.message, /L-05.*buy a new one/);
    // A new one of the same product does not bring the old one back, but who still has an entry can use it.
    await server.buy('ENTERPRISEPACK', 2);
    assert.equal((await server.get(address(one))).body.status, 'Deleted');
    assert.equal((await statesOf(server, user.id)).licenseAssignmentStates[0].state, 'Active');
  });

  await t.test('L-05 an active one gets a term more; end, seats and recurring billing can be said', async () => {
    const one = await server.buy('EMS', 2, { endDate: '2090-01-31', term: 'P1M' });
    assert.equal((await server.post(`${address(one)}/renew`, {})).body.endDate, '2090-02-28T00:00:00Z');
    const { body } = await server.post(`${address(one)}/renew`, { endDate: '2091-01-01', totalLicenses: 5, recurringBilling: true });
    assert.deepEqual([body.endDate, body.totalLicenses, body.recurringBilling], ['2091-01-01T00:00:00Z', 5, true]);
    const before = (await server.get('/api/v1/operations?$top=1')).body;
    const bad = [
      [{ endDate: '2020-01-01' }, 'endDate', /future/],
      [{ endDate: null }, 'endDate', /a string/],
      [{ totalLicenses: 0 }, 'totalLicenses', /1 to 100000000/],
      [{ recurringBilling: 'yes' }, 'recurringBilling', /true or false/],
      [{ seats: 5 }, 'seats', /seats/],
    ];
    for (const [body_, target, message] of bad) {
      const answer = await server.post(`${address(one)}/renew`, body_);
      assert.equal(answer.status, 400, JSON.stringify(body_));
      assert.equal(answer.body.error.details[0].target, target);
      assert.match(answer.body.error.message, message);
    }
    const rehearsed = await server.post(`${address(one)}/renew`, { totalLicenses: 9 }, { headers: { Prefer: 'validate-only' } });
    assert.equal(rehearsed.body.totalLicenses, 9);
    assert.deepEqual((await server.get('/api/v1/operations?$top=1')).body, before);
  });

  await t.test('L-03 one by the month is Disabled the day it is cancelled', async () => {
    const monthly = await server.buy('VISIOCLIENT', 1, { startDate: clock.date(-20), endDate: clock.date(11), term: 'P1M', recurringBilling: true });
    const { status, body } = await server.post(`${address(monthly)}/cancel`);
    assert.equal(status, 200);
    assert.equal(body.status, 'Suspended');
    assert.ok(Date.parse(body.statusSinceDateTime) <= clock.now() && Date.parse(body.statusSinceDateTime) > clock.now() - 60_000);
    assert.equal((await server.post(`${address(monthly)}/cancel`, {})).status, 400, 'twice');
    assert.equal((await server.post(`${address(monthly)}/renew`)).body.endDate, monthly.endDate, 'the term that was paid goes on');
  });

  await t.test('L-02 one by the year only stops renewing, after the first days', async () => {
    const yearly = await server.buy('VISIOCLIENT', 1, { startDate: clock.date(-20), endDate: clock.date(345), recurringBilling: true });
    const { body } = await server.post(`${address(yearly)}/cancel`);
    assert.deepEqual([body.status, body.recurringBilling, body.nextLifecycleDateTime], ['Enabled', false, yearly.endDate]);
    const again = await server.post(`${address(yearly)}/cancel`);
    assert.equal(again.status, 400);
    assert.match(again.body.error.message, /ends by itself on/);
    const young = await server.buy('VISIOCLIENT', 1, { startDate: clock.date(-3), endDate: clock.date(362) });
    assert.equal((await server.post(`${address(young)}/cancel`)).body.status, 'Suspended', 'L-03 within the window');
    const trial = await server.buy('VISIOCLIENT', 1, { purchaseChannel: 'Trial', endDate: clock.date(20) });
    assert.match((await server.post(`${address(trial)}/cancel`)).body.error.message, /trial/i);
    assert.equal((await server.post(`${address(trial)}/cancel`, { at: 'once' })).status, 400);
  });

  await t.test('L-04 deleting skips Expired and Disabled', async () => {
    const one = await server.buy('SPE_E3', 4, { endDate: clock.date(200) });
    assert.equal((await server.delete(address(one), { headers: { Prefer: 'validate-only' } })).status, 204);
    assert.equal((await server.get(address(one))).body.status, 'Enabled', 'a rehearsal');
    assert.equal((await server.delete(address(one))).status, 204);
    const deleted = (await server.get(address(one))).body;
    assert.deepEqual([deleted.status, deleted.nextLifecycleDateTime], ['Deleted', null]);
    assert.deepEqual((await server.pool(sku.SPE_E3)).prepaidUnits, { enabled: 0, warning: 0, suspended: 0, lockedOut: 0 });
    assert.equal((await server.delete(address(one))).status, 400);
    assert.equal((await server.delete('/api/v1/subscriptions/00000000-0000-0000-0000-000000000001')).status, 404);
    assert.equal((await operationsOf(server, 'subscriptionDelete')).length, 2);
  });

  await t.test('status by hand: over is over, and closed stays closed', async () => {
    const one = await server.buy('MCOMEETADV', 1, { endDate: clock.date(1) });
    clock.moveTo(later(one.endDate, 1));
    await untilStatus(server, one.id, 'Warning');
    const refused = await server.patch(address(one), { status: 'Enabled' });
    assert.match(refused.body.error.message, /renew it/);
    const moved = await server.patch(address(one), { endDate: clock.date(300) });
    assert.match(moved.body.error.message, /renew it with this endDate/);
    assert.equal((await server.patch(address(one), { status: 'LockedOut' })).body.nextLifecycleDateTime, null);
    assert.match((await server.post(`${address(one)}/renew`)).body.error.message, /LockedOut/);
    assert.match((await server.post(`${address(one)}/cancel`)).body.error.message, /LockedOut/);
    assert.equal((await server.patch(address(one), { status: 'Enabled', endDate: clock.date(300) })).body.status, 'Enabled');
  });
  await server.stop();
  assertSound(server.db);
});

test('L-07 several subscriptions of a product are independent', async (t) => {
  const server = await start(t);
  const [first, second] = [await server.buy('ENTERPRISEPACK', 5), await server.buy('ENTERPRISEPACK', 8)];
  assert.equal((await server.pool(E3)).prepaidUnits.enabled, 13, 'R-03');
  assert.equal((await server.post(`${address(first)}/cancel`)).status, 200);
  assert.deepEqual((await server.pool(E3)).prepaidUnits, { enabled: 8, warning: 0, suspended: 5, lockedOut: 0 });
  assert.equal((await server.get(address(second))).body.status, 'Enabled');
  const user = await server.addUser('somebody');
  assert.equal((await server.assign(user.id, [E3])).status, 200);
  assert.equal((await server.delete(address(first))).status, 204);
  server.clock.set(400 * 86_400_000);
  await until(async () => (await server.get(address(first))).body, (body) => body.licensesLapseDateTime === null);
  assert.equal((await statesOf(server, user.id)).licenseAssignmentStates[0].state, 'Active', 'the other one keeps it');
  assert.deepEqual(await operationsOf(server, 'licensesLapse'), []);
  await server.stop();
  assertSound(server.db);
});

test('licence conflict', async (t) => {
  const server = await start(t);
  const { clock } = server;
  const bought = await server.buy('ENTERPRISEPACK', 3, { endDate: clock.date(3), recurringBilling: true });
  const users = [];
  for (const name of ['one', 'two', 'three']) {
    users.push(await server.addUser(name, { accountEnabled: name !== 'two' }));
    assert.equal((await server.assign(users.at(-1).id, [E3])).status, 200);
  }
  const conflict = async () => (await server.get('/api/v1/skus/ENTERPRISEPACK/conflict')).body;

  await t.test('none: nothing to tell', async () => {
    assert.deepEqual(await conflict(), { skuId: E3, skuPartNumber: 'ENTERPRISEPACK', displayName: 'Office 365 E3', capacity: 3, consumedUnits: 3, excess: 0, clearByDateTime: null, remedies: [], couldBeFreed: [] });
    assert.deepEqual((await server.get('/api/v1/attention')).body.value, []);
  });

  await t.test('R-11, L-09 a smaller renewal: not Expired, nobody loses anything, 90 days to clear it', async () => {
    assert.equal((await server.patch(address(bought), { totalLicenses: 1 })).status, 400, 'R-09: not at once');
    assert.equal((await server.patch(address(bought), { licensesAtRenewal: 1 })).body.licensesAtRenewal, 1);
    clock.moveTo(bought.endDate);
    const renewed = await until(async () => (await server.get(address(bought))).body, (body) => body.totalLicenses === 1);
    assert.deepEqual([renewed.status, renewed.licensesAtRenewal, renewed.statusSinceDateTime], ['Enabled', null, bought.statusSinceDateTime]);
    for (const user of users) {
      assert.equal((await statesOf(server, user.id)).licenseAssignmentStates[0].state, 'Active', 'R-10');
    }
    const found = await conflict();
    assert.deepEqual([found.capacity, found.consumedUnits, found.excess, found.clearByDateTime], [1, 3, 2, later(bought.endDate, 90)]);
  });

  await t.test('R-10 its remedies, and who could be freed', async () => {
    const { remedies, couldBeFreed } = await conflict();
    assert.deepEqual(remedies.map(({ kind, count }) => [kind, count]), [['buy', 2], ['unassign', 2], ['deleteUser', 2]]);
    assert.deepEqual(couldBeFreed.map(({ userPrincipalName, group, reason }) => [userPrincipalName, group, reason]), [[users[1].userPrincipalName, null, 'cannot sign in']]);
    const [notice] = (await server.get('/api/v1/attention')).body.value.filter(({ kind }) => kind === 'licenseConflict');
    assert.match(notice.message, /2 licenses of Office 365 E3 too many.*need a valid license/);
    assert.equal(notice.subscriptionId, null);
  });

  await t.test('R-12 no new seat; R-06 the plans of a seat that is held may change', async () => {
    const fourth = await server.addUser('four');
    const refused = await server.assign(fourth.id, [E3]);
    assert.equal(refused.body.error.details[0].code, 'CountViolation');
    assert.match(refused.body.error.details[0].remedy, /Buy at least 3 more/);
    assert.equal((await server.assign(users[0].id, [{ skuId: E3, disabledPlans: ['a23b959c-7ce8-4e57-9140-b90eb88a9e97'] }])).status, 200);
  });

  await t.test('R-10 another purchase that is disabled can be renewed', async () => {
    const other = await server.buy('ENTERPRISEPACK', 4, { status: 'Suspended' });
    assert.deepEqual((await conflict()).remedies[0], { kind: 'renew', count: 4, subscriptionId: other.id, message: 'Renew a subscription that is disabled: its licenses are back at once.' });
    assert.equal((await server.delete(address(other))).status, 204);
  });

  await t.test('R-13 taking a seat from a user does not change what was bought; the conflict ends', async () => {
    for (const user of users.slice(1)) {
      assert.equal((await server.assign(user.id, [], [E3])).status, 200);
    }
    assert.equal((await server.get(address(bought))).body.totalLicenses, 1);
    assert.equal((await conflict()).excess, 0);
  });

  await t.test('R-11 by hand, too; D-08 seats that come back go to who waits', async () => {
    const one = await server.post(`${address(bought)}/renew`, { totalLicenses: 3 });
    assert.equal(one.status, 200, one.text);
    const group = (await server.post('/v1.0/groups', { displayName: 'G', mailNickname: 'g', mailEnabled: false, securityEnabled: true })).body;
    for (const user of users) {
      await server.post(`/v1.0/groups/${group.id}/members/$ref`, { '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${user.id}` });
    }
    assert.equal((await server.post(`${address(bought)}/renew`, { totalLicenses: 1 })).status, 200);
    assert.equal((await server.post(`/v1.0/groups/${group.id}/assignLicense`, { addLicenses: [{ skuId: E3, disabledPlans: [] }], removeLicenses: [] })).status, 202);
    await until(async () => (await server.get('/api/v1/skus/ENTERPRISEPACK/waiting')).body.value, (line) => line.length === 2);
    assert.equal((await server.post(`${address(bought)}/renew`, { totalLicenses: 3 })).status, 200);
    assert.deepEqual((await server.get('/api/v1/skus/ENTERPRISEPACK/waiting')).body.value, []);
    // Freed from a group is not freed by taking a licence.
    assert.equal((await server.post(`${address(bought)}/renew`, { totalLicenses: 1 })).status, 200);
    assert.deepEqual((await conflict()).couldBeFreed.map(({ group: from }) => from), [{ id: group.id, displayName: 'G' }]);
  });
  await server.stop();
  assertSound(server.db);
});

test('L-06 groups give a product no more of which nothing is left', async (t) => {
  const server = await start(t);
  const bought = await server.buy('ENTERPRISEPACK', 30);
  const group = (await server.post('/v1.0/groups', { displayName: 'Sales', mailNickname: 'sales', mailEnabled: false, securityEnabled: true })).body;
  assert.equal((await server.post(`/v1.0/groups/${group.id}/assignLicense`, { addLicenses: [{ skuId: E3, disabledPlans: [] }], removeLicenses: [] })).status, 202);
  const add = [];
  for (let i = 0; i < 25; i++) {
    add.push((await server.addUser(`m${i}`)).id);
  }
  assert.equal((await server.post(`/api/v1/groups/${group.id}/members`, { add })).status, 200);
  assert.equal((await server.assign(add[0], [E3])).status, 200);
  await until(() => server.pool(E3), ({ consumedUnits }) => consumedUnits === 25);
  assert.equal((await server.delete(address(bought))).status, 204);
  server.clock.set(91 * 86_400_000);
  await until(() => server.pool(E3), ({ consumedUnits }) => consumedUnits === 0);
  await until(async () => (await server.get(`/api/v1/groups/${group.id}`)).body, ({ licenses }) => licenses.length === 0);
  const [lapse] = await operationsOf(server, 'licensesLapse');
  assert.equal(lapse.changeCount, 1 + 25 + 1);
  assert.equal(lapse.changes[0].kind, 'groupLicense');
  await server.stop();
  assertSound(server.db);
});

test('R-60 what an employee bought is nobody else’s until it is taken over', async (t) => {
  const server = await start(t);
  const bought = await server.buy('POWER_BI_PRO', 2, { purchaseChannel: 'SelfService' });
  const user = await server.addUser('somebody');
  const refused = await server.assign(user.id, [sku.POWER_BI_PRO]);
  assert.equal(refused.body.error.details[0].code, 'SelfServicePurchase');
  assert.equal((await server.patch(address(bought), { purchaseChannel: 'Direct' })).status, 200);
  assert.equal((await server.assign(user.id, [sku.POWER_BI_PRO])).status, 200);
  assert.equal((await server.patch(address(bought), { purchaseChannel: 'SelfService' })).status, 200);
  const { body } = await server.get(`/api/v1/skus/${sku.POWER_BI_PRO}/conflict`);
  assert.deepEqual([body.excess, body.remedies[0].kind, body.remedies[0].count], [1, 'takeOver', 2]);
  await server.stop();
  assertSound(server.db);
});

test('R-100 an add-on lives in its subscription and dies with it', async (t) => {
  const server = await start(t);
  const { clock } = server;
  const parent = await server.buy('ENTERPRISEPACK', 5, { endDate: clock.date(2), term: 'P1M', purchaseChannel: 'Volume' });
  const addOn = await server.buy('MCOMEETADV', 2, { addOnOf: parent.id });
  const alone = await server.buy('MCOMEETADV', 3);

  await t.test('state, dates and channel are those of its subscription', async () => {
    for (const name of ['status', 'endDate', 'term', 'offer', 'purchaseChannel', 'nextLifecycleDateTime', 'recurringBilling']) {
      assert.equal(addOn[name], parent[name], name);
    }
    assert.deepEqual([addOn.addOnOf, alone.addOnOf, parent.addOnOf], [parent.id, null, null]);
  });

  await t.test('only its number is its own; it cannot be removed', async () => {
    assert.equal((await server.patch(address(addOn), { totalLicenses: 4 })).body.totalLicenses, 4);
    for (const body of [{ status: 'Suspended' }, { endDate: '2090-01-01' }, { recurringBilling: true }, { purchaseChannel: 'Direct' }, { term: 'P1Y' }, { offer: null }]) {
      assert.match((await server.patch(address(addOn), body)).body.error.message, /R-100/, JSON.stringify(body));
    }
    assert.match((await server.delete(address(addOn))).body.error.message, /R-100/);
    assert.match((await server.post(`${address(addOn)}/renew`)).body.error.message, /R-100/);
    assert.match((await server.post(`${address(addOn)}/cancel`)).body.error.message, /R-100/);
    const nested = await server.post('/api/v1/subscriptions', { sku: 'EMS', totalLicenses: 1, addOnOf: addOn.id });
    assert.match(nested.body.error.message, /an add-on itself/);
  });

  await t.test('it changes in the same operation, by hand and by itself', async () => {
    await server.patch(address(parent), { recurringBilling: true });
    assert.equal((await server.get(address(addOn))).body.recurringBilling, true);
    await server.patch(address(addOn), { licensesAtRenewal: 1 });
    clock.moveTo(parent.endDate);
    const renewed = await until(async () => (await server.get(address(addOn))).body, (body) => body.endDate !== parent.endDate);
    assert.deepEqual([renewed.totalLicenses, renewed.endDate], [1, (await server.get(address(parent))).body.endDate]);
    const [turn] = await operationsOf(server, 'subscriptionTurn');
    assert.equal(turn.changeCount, 2);
    assert.equal((await server.delete(address(parent))).status, 204);
    assert.equal((await server.get(address(addOn))).body.status, 'Deleted');
    assert.equal((await server.get(address(alone))).body.status, 'Enabled', 'a stand-alone one has its own dates');
  });
  await server.stop();
  assertSound(server.db);
});

test('L-08 warnings as the end comes near', async (t) => {
  const server = await start(t);
  const { clock } = server;
  const far = await server.buy('ENTERPRISEPACK', 1, { endDate: clock.date(40) });
  await server.buy('EMS', 1, { endDate: clock.date(5), recurringBilling: true });
  const near = await server.buy('VISIOCLIENT', 1, { endDate: clock.date(20) });
  const kinds = async () => (await server.get('/api/v1/attention')).body.value.map(({ kind, subscriptionId }) => [kind, subscriptionId]);

  assert.equal(far.warning, null);
  assert.deepEqual([near.warning.kind, near.warning.dateTime], ['subscriptionEnds', near.endDate]);
  assert.match(near.warning.message, /Visio Plan 2 ends on \d{4}-\d\d-\d\d and does not renew/);
  assert.deepEqual(await kinds(), [['subscriptionEnds', near.id]]);
  assert.equal((await server.patch('/api/v1/settings', { subscriptionWarningDays: 60 })).status, 200);
  assert.deepEqual(await kinds(), [['subscriptionEnds', near.id], ['subscriptionEnds', far.id]], 'the next one first');
  assert.equal((await server.get(address(far))).body.warning.kind, 'subscriptionEnds');

  await server.patch(address(far), { status: 'LockedOut' });
  await server.patch(address(near), { status: 'Suspended' });
  assert.deepEqual(await kinds(), [['subscriptionDisabled', near.id], ['subscriptionLockedOut', far.id]]);
  await server.delete(address(near));
  assert.deepEqual(await kinds(), [['subscriptionDeleted', near.id], ['subscriptionLockedOut', far.id]]);
  await server.stop();
});

test('a product of which there are as many as anybody wants: what is used is still counted', async (t) => {
  const server = await start(t);
  await server.buy('POWER_BI_PRO', 100_000_000);
  const user = await server.addUser('somebody');
  assert.equal((await server.assign(user.id, [sku.POWER_BI_PRO])).status, 200);
  const { consumedUnits, prepaidUnits } = await server.pool(sku.POWER_BI_PRO);
  assert.deepEqual([consumedUnits, prepaidUnits.enabled], [1, 100_000_000]);
  await server.stop();
});
