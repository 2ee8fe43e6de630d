// What an allotment does: who gets a seat by its groups, who waits for room, and what that means for everybody else. Making
// allotments: desk-allotments.test.mjs; what their owners do: allotment-owners.test.mjs.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { alias, allot, allotments } from '../lib/allotments.mjs';
import { sql } from '../lib/database.mjs';
import { addGroup, join, leave, license, path, settled } from '../lib/groups.mjs';
import { assertSound, run, sku, startServer } from '../lib/licentia.mjs';

const { VISIOCLIENT: VISIO, POWER_BI_PRO: BI } = sku;
const rehearse = { headers: { Prefer: 'validate-only' } };
const FULL = 'Error CountViolation';

/** An organisation with seats of Visio, and people p0, p1, … */
async function office(t, count, seats = 20) {
  const server = await startServer(t);
  await server.buy('VISIOCLIENT', seats);
  await server.buy('POWER_BI_PRO', 20);
  const people = [];
  for (let i = 0; i < count; i++) {
    people.push(await server.addUser(`p${i}`));
  }
  const numbers = async ({ id }) => {
    const { consumed, available, waiting } = (await server.get(`${allotments}/${id}`)).body;
    return [consumed, available, waiting];
  };
  const line = async () => (await server.get('/api/v1/skus/VISIOCLIENT/waiting')).body.value.map((one) => [alias(one), one.fullAllotment]);
  const holders = async () => (await server.get(`/v1.0/users?$select=userPrincipalName&$filter=assignedLicenses/any(l:l/skuId eq ${VISIO})`)).body.value.map(alias).sort();
  return { server, people, numbers, line, holders };
}

/** A group that gives Visio to these people, in this order. */
async function drawing(server, name, people) {
  const group = await addGroup(server, name);
  await license(server, group, [VISIO]);
  for (const user of people) {
    assert.equal((await join(server, group, user)).status, 204);
  }
  return group;
}

test('R-103 a group in an allotment', async (t) => {
  const { server, people, numbers, line, holders } = await office(t, 8, 6); // as many free as wait: whoever counts them as ahead sees none
  const group = await drawing(server, 'Draw', people.slice(0, 2));
  const allotment = await allot(server, [group], [], { limit: 3 });

  await t.test('who joins gets a seat while there is room, though seats are free', async () => {
    assert.deepEqual(await numbers(allotment), [2, 1, 0]);
    for (const user of people.slice(2, 6)) {
      assert.equal((await join(server, group, user)).status, 204);
    }
    assert.deepEqual(await holders(), ['p0', 'p1', 'p2']);
    assert.equal(await path(server, people[3], VISIO, group), FULL);
    assert.deepEqual(await numbers(allotment), [3, 0, 3]);
    assert.equal((await server.pool(VISIO)).consumedUnits, 3);
    assert.deepEqual(await line(), [['p3', 'Visio'], ['p4', 'Visio'], ['p5', 'Visio']]);
  });
  await t.test('he is told what he waits for, and what mends it', async () => {
    const { value } = (await server.get(`/api/v1/groups/${group.id}/members?errors=true`)).body;
    const [{ error, cause, remedy }] = value.find((member) => alias(member) === 'p3').licenses;
    assert.equal(error, 'CountViolation');
    assert.equal(cause, 'The allotment that the group is in has no room left.');
    assert.match(remedy, /^Take somebody out of the groups of the allotment, or have its limit raised/);
    const plan = (await server.get('/api/v1/catalog/skus/VISIOCLIENT')).body.servicePlans.find((item) => item.appliesTo === 'User').servicePlanName;
    const [waits] = (await server.get(`/api/v1/users/${people[3].id}/why?plan=${plan}`)).body.waiting;
    assert.deepEqual([waits.group.displayName, waits.fullAllotment], ['Draw', 'Visio']);
  });
  await t.test('D-08 nobody else is kept from a free seat by those who wait for room', async () => {
    assert.equal((await server.assign(people[6].id, [VISIO])).status, 200);
    const other = await drawing(server, 'Other', [people[7]]);
    assert.equal(await path(server, people[7], VISIO, other), 'Active');
    assert.deepEqual(await numbers(allotment), [3, 0, 3]);
    await leave(server, other, people[7]);
  });
  await t.test('a member who is also in another group, or has it directly, takes no room by that', async () => {
    assert.equal((await server.assign(people[5].id, [VISIO])).status, 200);
    assert.equal(await path(server, people[5], VISIO, group), FULL);
    assert.deepEqual(await numbers(allotment), [3, 0, 3]);
    assert.equal((await server.assign(people[5].id, [], [VISIO])).status, 200);
  });
  await t.test('D-08 room that comes free goes to who is first, in the same transaction', async () => {
    assert.equal((await leave(server, group, people[0])).status, 204);
    assert.deepEqual(await holders(), ['p1', 'p2', 'p3', 'p6']);
    assert.deepEqual(await line(), [['p4', 'Visio'], ['p5', 'Visio']]);
  });
  await t.test('also when no seat comes free by it', async () => {
    assert.equal((await server.assign(people[1].id, [VISIO])).status, 200);
    assert.equal((await leave(server, group, people[1])).status, 204);
    assert.deepEqual(await holders(), ['p1', 'p2', 'p3', 'p4', 'p6']);
    assert.deepEqual(await numbers(allotment), [3, 0, 1]);
  });
  await t.test('R-08 and when somebody is deleted; restored, he waits', async () => {
    assert.equal((await server.delete(`/v1.0/users/${people[2].id}`)).status, 204);
    assert.deepEqual(await numbers(allotment), [3, 0, 0]);
    assert.deepEqual(await holders(), ['p1', 'p3', 'p4', 'p5', 'p6']);
    assert.equal((await server.post(`/v1.0/directory/deletedItems/${people[2].id}/restore`, {})).status, 200);
    assert.equal(await path(server, people[2], VISIO, group), FULL);
    assert.deepEqual(await line(), [['p2', 'Visio']]);
  });
  await t.test('a lower limit takes nothing from anybody, and gives nothing until there is room again', async () => {
    assert.equal((await server.patch(`${allotments}/${allotment.id}`, { limit: 1 })).status, 200);
    assert.deepEqual(await numbers(allotment), [3, 0, 1]);
    assert.equal((await leave(server, group, people[3])).status, 204);
    assert.equal((await leave(server, group, people[4])).status, 204);
    assert.deepEqual(await numbers(allotment), [1, 0, 1]);
    assert.equal((await leave(server, group, people[5])).status, 204);
    assert.deepEqual(await numbers(allotment), [1, 0, 0]);
    assert.equal(await path(server, people[2], VISIO, group), 'Active');
  });
  await t.test('a higher limit gives at once', async () => {
    for (const user of people.slice(3, 6)) {
      assert.equal((await join(server, group, user)).status, 204);
    }
    assert.deepEqual(await numbers(allotment), [1, 0, 3]);
    assert.equal((await server.patch(`${allotments}/${allotment.id}`, { limit: 3 })).status, 200);
    assert.deepEqual(await numbers(allotment), [3, 0, 1]);
    assert.deepEqual(await line(), [['p5', 'Visio']]);
  });
  await t.test('without the allotment everybody is given', async () => {
    assert.equal((await server.delete(`${allotments}/${allotment.id}`)).status, 204);
    assert.deepEqual(await line(), []);
    assert.equal(await path(server, people[5], VISIO, group), 'Active');
    assertSound(server.db);
  });
});

test('R-103 several groups in one allotment', async (t) => {
  const { server, people, numbers } = await office(t, 4);
  const [one, two] = [await drawing(server, 'One', people.slice(0, 1)), await drawing(server, 'Two', people.slice(1, 2))];
  const other = await drawing(server, 'Other', []);
  const allotment = await allot(server, [one, two]);

  await t.test('a person counts once, and needs no room for the second group', async () => {
    assert.deepEqual(await numbers(allotment), [2, 0, 0]);
    assert.equal((await join(server, two, people[0])).status, 204);
    assert.equal(await path(server, people[0], VISIO, two), 'Active');
    assert.equal((await leave(server, one, people[0])).status, 204);
    assert.deepEqual(await numbers(allotment), [2, 0, 0]);
  });
  await t.test('G-41 moving from one to the other in one step needs none, moving out gives it back', async () => {
    const move = (from, to) => server.post('/api/v1/memberships', { changes: [{ group: from.id, remove: [people[0].id] }, { group: to.id, add: [people[0].id] }] });
    assert.equal((await join(server, one, people[2])).status, 204);
    assert.equal(await path(server, people[2], VISIO, one), FULL);
    assert.equal((await move(two, one)).status, 200);
    assert.equal(await path(server, people[0], VISIO, one), 'Active');
    assert.equal((await move(one, other)).status, 200);
    assert.equal(await path(server, people[2], VISIO, one), 'Active');
    assert.deepEqual(await numbers(allotment), [2, 0, 0]);
  });
  await t.test('a group that is taken in brings those who have seats by it, and its limit takes nothing', async () => {
    assert.equal((await server.patch(`${allotments}/${allotment.id}`, { groups: [one.id, two.id, other.id] })).status, 200);
    assert.deepEqual(await numbers(allotment), [3, 0, 0]);
    assert.equal((await join(server, two, people[3])).status, 204);
    assert.equal(await path(server, people[3], VISIO, two), FULL);
    assert.equal((await server.patch(`${allotments}/${allotment.id}`, { groups: [one.id, other.id] })).status, 200);
    assert.equal(await path(server, people[3], VISIO, two), 'Active', 'its group is in no allotment any more');
    assert.deepEqual(await numbers(allotment), [2, 0, 0]);
  });
  await t.test('G-15, D-16 what has no room keeps the other products of the group back, unless it gives what works', async () => {
    assert.equal((await license(server, one, [BI])).status, 202);
    const late = await server.addUser('late');
    assert.equal((await join(server, one, late)).status, 204);
    assert.deepEqual([await path(server, late, VISIO, one), await path(server, late, BI, one)], [FULL, 'Error Other']);
    assert.equal((await server.patch(`/api/v1/groups/${one.id}`, { bestEffort: true })).status, 200);
    await settled(server, one);
    assert.deepEqual([await path(server, late, VISIO, one), await path(server, late, BI, one)], [FULL, 'Active']);
    assertSound(server.db);
  });
});

test('R-103 a product that is given to a whole group', async (t) => {
  const { server, numbers, line } = await office(t, 0);
  await server.buy('EXCHANGESTANDARD', 1000);
  const exchange = (await server.get('/api/v1/catalog/skus/EXCHANGESTANDARD')).body.skuId;
  const names = Array.from({ length: 300 }, (_, i) => `q${String(i).padStart(3, '0')}`);
  const csv = ['userPrincipalName,displayName,usageLocation', ...names.map((name) => `${name}@contoso.example,${name},NL`), ''].join('\n');
  assert.equal((await server.post('/api/v1/users/import', csv, { headers: { 'Content-Type': 'text/csv' } })).status, 200);
  const group = await addGroup(server, 'All');
  const members = names.map((name) => `${name}@contoso.example`);
  assert.equal((await server.post(`/api/v1/groups/${group.id}/members`, { add: members })).status, 200);
  await settled(server, group);
  const allotment = await allot(server, [group], [], { skuId: exchange, limit: 200 });

  await t.test('a preview says how many find no room, and by how much the limit is too low', async () => {
    const { body } = await server.post(`/v1.0/groups/${group.id}/assignLicense`, { addLicenses: [{ skuId: exchange, disabledPlans: [] }], removeLicenses: [] }, rehearse);
    const [conflict] = body.conflicts;
    assert.deepEqual([body.conflicts.length, conflict.code, conflict.message, conflict.count, body.seats[0].gained],
      [1, 'CountViolation', 'The allotment that the group is in has no room left.', 100, 200]);
    assert.deepEqual(conflict.remedies.map(({ kind, text }) => [kind, text]), [
      ['raiseLimit', 'Raise the limit of the allotment Visio by 100.'],
      ['wait', 'Wait: seats of Exchange Online (Plan 1) that come free go to those who are left, in the order in which they joined.'],
    ]);
  });
  await t.test('D-08 as many as there is room for are given it, in order; the others wait', async () => {
    assert.equal((await license(server, group, [exchange])).status, 202);
    assert.deepEqual(await numbers(allotment), [200, 0, 100]);
    const { value } = (await server.get('/api/v1/skus/EXCHANGESTANDARD/waiting?$top=999')).body;
    assert.deepEqual(value.map(alias), names.slice(200));
    assert.deepEqual(await line(), []);
  });
  await t.test('a limit that is raised by more than one transaction serves gives to all of them', async () => {
    assert.equal((await server.patch(`${allotments}/${allotment.id}`, { limit: 290 })).status, 200);
    for (let i = 0; (await numbers(allotment))[0] < 290; i++) {
      assert.ok(i < 2000, 'they were never served');
      await new Promise((done) => setTimeout(done, 10));
    }
    assert.deepEqual(await numbers(allotment), [290, 0, 10]);
  });
  await t.test('where seats are missing as well, a preview says both', async () => {
    const few = await addGroup(server, 'Few', (await server.get('/v1.0/users?$top=20')).body.value.slice(0, 18));
    await server.buy('STANDARDPACK', 8);
    await allot(server, [few], [], { displayName: 'Few of them', skuId: sku.STANDARDPACK, limit: 5 });
    const { body } = await server.post(`/v1.0/groups/${few.id}/assignLicense`, { addLicenses: [{ skuId: sku.STANDARDPACK, disabledPlans: [] }], removeLicenses: [] }, rehearse);
    assert.deepEqual(body.conflicts.map(({ count, remedies }) => [count, remedies[0].text]),
      [[13, 'Raise the limit of the allotment Few of them by 13, and buy 10 more of Office 365 E1.']]);
  });
  await t.test('the doctor finds an allotment that counts wrongly', async () => {
    assertSound(server.db);
    await server.stop();
    sql(server, 'UPDATE allotment SET consumed = consumed - 1 WHERE seat_limit = 290');
    const { status, stdout } = run(['doctor', '--db', server.db]);
    assert.notEqual(status, 0);
    assert.match(stdout, /BROKEN +R-103 .*Visio: 289 counted, 290 held/);
  });
});

test('R-103 previews of memberships', async (t) => {
  const { server, people } = await office(t, 5);
  const group = await drawing(server, 'Draw', people.slice(0, 2));
  await allot(server, [group], [], { displayName: 'Drawers' });
  const rehearsed = async (change) => (await server.post(`/api/v1/groups/${group.id}/members`, change, rehearse)).body;

  const { conflicts, seats } = await rehearsed({ add: people.slice(2).map(({ id }) => id) });
  assert.deepEqual(conflicts.map(({ code, count, remedies }) => [code, count, remedies[0].text]), [['CountViolation', 3, 'Raise the limit of the allotment Drawers by 3.']]);
  assert.deepEqual(seats.filter(({ gained }) => gained > 0), []);
  const swapped = await rehearsed({ add: [people[2].id], remove: [people[0].id] });
  assert.deepEqual([swapped.conflicts, swapped.seats.map(({ gained, lost }) => [gained, lost])], [[], [[1, 1]]]);
});
