// What a change of groups would come to for everybody in them, and that it comes to just that.
// LICENTIA_SEED=n node --test tests/api/preview-groups.test.mjs makes up other worlds.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { addGroup, join, license, paths, settled } from '../lib/groups.mjs';
import { assertSound, sku, startServer } from '../lib/licentia.mjs';

const rehearse = { headers: { Prefer: 'validate-only' } };
const exchange = '4b9405b0-7788-4568-add1-99614e613b69'; // EXCHANGESTANDARD
const products = ['STANDARDPACK', 'ENTERPRISEPACK', 'VISIOCLIENT', 'POWER_BI_PRO'];
const SEED = Number(process.env.LICENTIA_SEED ?? 1);
const WORLDS = 6;
const CHANGES = 12;

function assignTo(server, group, add = [], remove = [], options = rehearse) {
  const addLicenses = add.map((item) => (typeof item === 'string' ? { skuId: item, disabledPlans: [] } : item));
  return server.post(`/v1.0/groups/${group.id}/assignLicense`, { addLicenses, removeLicenses: remove }, options);
}

/** Numbers that look random and depend on the seed alone (mulberry32). */
function generator(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6D2B79F5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (n) => Math.floor(next() * n);
  return { below, pick: (list) => list[below(list.length)], some: (list, share) => list.filter(() => next() < share) };
}

/** Everybody's products, plans and unhealthy paths, and what is consumed. */
async function snapshot(server) {
  const { body } = await server.get('/v1.0/users?$select=id,assignedLicenses,assignedPlans,licenseAssignmentStates&$top=999');
  const skus = (await server.get('/v1.0/subscribedSkus')).body.value;
  return {
    users: new Map(body.value.map((user) => [user.id, {
      products: new Set(user.assignedLicenses.map((item) => item.skuId)),
      plans: new Set(user.assignedPlans.filter((plan) => plan.capabilityStatus === 'Enabled').map((plan) => plan.servicePlanId)),
      states: user.licenseAssignmentStates,
    }])),
    consumed: Object.fromEntries(skus.map((item) => [item.skuId, item.consumedUnits])),
  };
}

/** How many users have gained and lost each item of a set, as { id: 'gained/lost' }. */
function differences(before, after, member) {
  const counts = {};
  for (const [id, then] of before.users) {
    const now = after.users.get(id);
    for (const item of now[member]) {
      if (!then[member].has(item)) {
        (counts[item] ??= [0, 0])[0]++;
      }
    }
    for (const item of then[member]) {
      if (!now[member].has(item)) {
        (counts[item] ??= [0, 0])[1]++;
      }
    }
  }
  return Object.fromEntries(Object.entries(counts).sort().map(([item, [gained, lost]]) => [item, `${gained}/${lost}`]));
}

const told = (list, key) => Object.fromEntries(list.filter((item) => item.gained || item.lost)
  .map((item) => [item[key], `${item.gained}/${item.lost}`]).sort());

/** Compares a preview with what has come: seats, services, and for `groups` who was left without. */
function assertCame(preview, before, after, userPlans, groups, about) {
  const seats = Object.fromEntries(preview.seats.map((seat) => [seat.skuId, seat.after.consumed]));
  for (const seat of preview.seats) {
    assert.equal(seat.before.consumed, before.consumed[seat.skuId], about);
  }
  for (const [skuId, consumed] of Object.entries(after.consumed)) {
    assert.equal(seats[skuId] ?? before.consumed[skuId], consumed, `${about}: seats of ${skuId}`);
  }
  assert.deepEqual(told(preview.seats, 'skuId'), differences(before, after, 'products'), about);
  const plans = Object.fromEntries(Object.entries(differences(before, after, 'plans')).filter(([id]) => userPlans.has(id)));
  assert.deepEqual(told(preview.services, 'servicePlanId'), plans, about);
  const left = {};
  for (const user of after.users.values()) {
    for (const state of user.states) {
      if (groups.has(state.assignedByGroup) && state.error !== 'None') {
        const key = `${state.error} ${state.skuId}`;
        left[key] = (left[key] ?? 0) + 1;
      }
    }
  }
  const conflicts = {};
  for (const conflict of preview.conflicts) {
    const key = `${conflict.code} ${conflict.sku.skuId}`;
    conflicts[key] = (conflicts[key] ?? 0) + conflict.count;
    assert.equal(conflict.users.length, Math.min(conflict.count, 20), about);
  }
  assert.deepEqual(Object.entries(conflicts).sort(), Object.entries(left).sort(), about);
  assert.equal(preview.complete, true, about);
}

/** Ids of the plans that users can have of their own. */
async function plansForUsers(server) {
  const plans = new Set();
  for (const product of products) {
    const { servicePlans } = (await server.get(`/api/v1/catalog/skus/${product}`)).body;
    servicePlans.filter((plan) => plan.appliesTo === 'User').forEach((plan) => plans.add(plan.servicePlanId));
  }
  return plans;
}

test('previews of groups', async (t) => {
  const server = await startServer(t);
  await server.buy('VISIOCLIENT', 3);
  await server.buy('STANDARDPACK', 100);
  await server.buy('ENTERPRISEPACK', 100);
  await server.buy('POWER_BI_PRO', 3);
  let made = 0;
  const person = (more) => server.addUser(`p${++made}`, more);
  const people = [];
  for (let i = 0; i < 5; i++) {
    people.push(await person());
  }

  await t.test('D-08 seats in order of membership, who is left without, and how many to buy', async () => {
    const group = await addGroup(server, 'Drawing');
    for (const user of [...people].reverse()) {
      assert.equal((await join(server, group, user)).status, 204);
    }
    const before = (await server.get('/api/v1/operations')).body;
    const answer = await assignTo(server, group, [sku.VISIOCLIENT]);
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.headers.get('preference-applied'), 'validate-only');
    const { body } = answer;
    assert.deepEqual([body.validateOnly, body.allowed, body.members, body.complete, body.violations], [true, true, 5, true, []]);
    assert.deepEqual(body.seats.map(({ skuPartNumber, before: was, after, gained, lost }) => [skuPartNumber, was.consumed, after, gained, lost]),
      [['VISIOCLIENT', 0, { consumed: 3, capacity: 3, available: 0 }, 3, 0]]);
    assert.ok(body.services.length > 0 && body.services.every((plan) => plan.gained === 3 && plan.lost === 0 && plan.servicePlanName));
    assert.equal(body.conflicts.length, 1);
    const [conflict] = body.conflicts;
    assert.deepEqual([conflict.code, conflict.count, conflict.sku.skuPartNumber, conflict.servicePlans], ['CountViolation', 2, 'VISIOCLIENT', []]);
    assert.deepEqual(conflict.users.map((user) => user.userPrincipalName), [people[1], people[0]].map((user) => user.userPrincipalName));
    assert.deepEqual(conflict.remedies.map((remedy) => [remedy.rank, remedy.kind, remedy.solves]), [[1, 'buySeats', 'all'], [2, 'wait', 'all']]);
    assert.equal(conflict.remedies[0].text, 'Buy 2 more of Visio Plan 2.');
    assert.equal(conflict.remedies[0].seats[0].change, 2);
    assert.deepEqual((await server.get('/api/v1/operations')).body, before, 'nothing was written');
    assert.equal((await server.pool(sku.VISIOCLIENT)).consumedUnits, 0);
  });

  await t.test('R-24 conflicts by their plans, each with a changed request that mends it; D-16 siblings', async () => {
    const [ann, ben, cleo] = [await person(), await person(), await person({ usageLocation: null })];
    assert.equal((await server.assign(ann.id, [sku.STANDARDPACK])).status, 200);
    const group = await addGroup(server, 'Clash', [ann, ben, cleo]);
    const { body } = await assignTo(server, group, [sku.ENTERPRISEPACK, sku.POWER_BI_PRO]);
    assert.deepEqual(body.conflicts.map((conflict) => [conflict.code, conflict.sku.skuPartNumber, conflict.count]).sort(),
      [['MutuallyExclusiveViolation', 'ENTERPRISEPACK', 1], ['Other', 'POWER_BI_PRO', 1]]);
    const clash = body.conflicts.find((conflict) => conflict.code !== 'Other');
    assert.deepEqual(clash.servicePlans.map((plan) => plan.servicePlanName).sort(), ['SHAREPOINTENTERPRISE', 'SHAREPOINTSTANDARD']);
    assert.deepEqual(clash.remedies.map((remedy) => remedy.kind), ['turnOffPlans', 'removeProduct']);
    const mended = await server.post(`/v1.0/groups/${group.id}/assignLicense`, clash.remedies[0].request, rehearse);
    assert.deepEqual([mended.status, mended.body.conflicts], [200, []], mended.text);
    const sibling = body.conflicts.find((conflict) => conflict.code === 'Other');
    assert.deepEqual(sibling.remedies.map((remedy) => [remedy.kind, remedy.request]), [['bestEffort', null]]);
    assert.equal((await server.patch(`/api/v1/groups/${group.id}`, { bestEffort: true })).status, 200);
    const best = await assignTo(server, group, [sku.ENTERPRISEPACK, sku.POWER_BI_PRO]);
    assert.deepEqual(best.body.conflicts.map((conflict) => [conflict.code, conflict.count]), [['MutuallyExclusiveViolation', 1]]);
  });

  await t.test('D-04 a template that contradicts itself: refused, with remedies for the template', async () => {
    const group = await addGroup(server, 'Wrong', [people[0]]);
    const { status, body } = await assignTo(server, group, [sku.STANDARDPACK, sku.ENTERPRISEPACK]);
    assert.deepEqual([status, body.allowed, body.conflicts, body.seats], [200, false, [], []]);
    assert.deepEqual(body.violations.map((violation) => violation.code), ['MutuallyExclusiveViolation']);
    assert.ok(body.violations[0].remedies.length >= 4);
    for (const remedy of body.violations[0].remedies) {
      assert.deepEqual([remedy.solves, remedy.seats], ['all', []]);
      const again = await server.post(`/v1.0/groups/${group.id}/assignLicense`, remedy.request, rehearse);
      assert.deepEqual([again.status, again.body.allowed], [200, true], again.text);
    }
    assert.equal((await assignTo(server, group, [sku.STANDARDPACK, sku.ENTERPRISEPACK], [], {})).status, 400);
    assert.equal((await assignTo(server, { id: server.tenantId }, [sku.STANDARDPACK])).status, 404);
  });

  await t.test('G-14 memberships: who joins and who leaves, each once, and a group in a group (D-17)', async () => {
    const [dan, eva] = [await person(), await person()];
    const inner = await addGroup(server, 'Inner', [dan, eva]);
    const outer = await addGroup(server, 'Outer');
    assert.equal((await server.patch(`/api/v1/groups/${outer.id}`, { includeNested: true })).status, 200);
    assert.equal((await license(server, outer, [sku.STANDARDPACK])).status, 202);
    const { status, body } = await server.post(`/api/v1/groups/${outer.id}/members`, { add: [inner.id, dan.userPrincipalName] }, rehearse);
    assert.equal(status, 200);
    assert.deepEqual([body.validateOnly, body.allowed, body.added, body.removed, body.unchanged, body.members], [true, true, 2, 0, 0, 2]);
    assert.deepEqual(body.seats.map((seat) => [seat.skuPartNumber, seat.gained]), [['STANDARDPACK', 2]]);
    assert.equal((await server.post(`/api/v1/groups/${outer.id}/members`, { add: [inner.id] })).status, 200);
    await settled(server, outer);
    const cycle = await server.post(`/api/v1/groups/${inner.id}/members`, { add: [outer.id] }, rehearse);
    assert.equal(cycle.status, 400);
    assert.match(cycle.body.error.message, /it would contain itself/);
    const moved = await server.post('/api/v1/memberships', { changes: [
      { group: inner.id, remove: [dan.id] }, { group: outer.id, add: [dan.id] }, { group: inner.id, remove: [eva.id, people[0].id] },
    ] }, rehearse);
    assert.deepEqual([moved.body.added, moved.body.removed, moved.body.unchanged, moved.body.members], [1, 2, 1, 2]);
    assert.deepEqual(moved.body.seats.map((seat) => [seat.gained, seat.lost]), [[0, 1]], 'who moves keeps it (G-41)');
    assert.equal((await server.post(`/api/v1/groups/${inner.id}/members`, { add: ['nobody@contoso.example'] }, rehearse)).status, 404);
  });

  await t.test('a seat that comes free goes to whoever waits, also outside the group', async () => {
    const [first, waits] = [await person(), await person()];
    const [one, two] = [await addGroup(server, 'One', [first]), await addGroup(server, 'Two')];
    await server.buy('EXCHANGESTANDARD', 1);
    assert.equal((await license(server, one, [exchange])).status, 202);
    assert.equal((await license(server, two, [exchange])).status, 202);
    assert.equal((await join(server, two, waits)).status, 204);
    const { body } = await assignTo(server, one, [], [exchange]);
    const seat = body.seats.find((item) => item.skuPartNumber === 'EXCHANGESTANDARD');
    assert.deepEqual([body.members, seat.after.consumed, seat.gained, seat.lost], [1, 1, 1, 1]);
  });

  await t.test('D-08 it goes to whoever waits for it directly, too', async () => {
    const [holds, wishes] = [await person(), await person()];
    const group = await addGroup(server, 'Three', [holds]);
    await server.buy('SPE_E5', 1);
    assert.equal((await license(server, group, [sku.SPE_E5])).status, 202);
    const wish = { addLicenses: [{ skuId: sku.SPE_E5, disabledPlans: [] }], removeLicenses: [], wait: true };
    assert.equal((await server.post(`/api/v1/users/${wishes.id}/assignLicense`, wish)).status, 200);
    const request = [server, group, [], [sku.SPE_E5]];
    const { body } = await assignTo(...request);
    const seat = body.seats.find((item) => item.skuPartNumber === 'SPE_E5');
    assert.deepEqual([body.members, seat.after.consumed, seat.gained, seat.lost], [1, 1, 1, 1]);
    assert.equal((await assignTo(...request, {})).status, 202);
    await settled(server, group);
    assert.deepEqual(await paths(server, wishes), { [`${sku.SPE_E5} direct`]: 'Active' });
  });

  await t.test('R-52 a request that changes nothing shows everybody as they are', async () => {
    const [ann, ben] = [await person(), await person()];
    await server.buy('SPE_E3', 1);
    assert.equal((await server.assign(ann.id, [sku.STANDARDPACK])).status, 200);
    const group = await addGroup(server, 'Still', [ann, ben]);
    assert.equal((await license(server, group, [sku.SPE_E3])).status, 202);
    const { body } = await assignTo(server, group, [sku.SPE_E3]);
    assert.deepEqual([body.members, body.seats.map((seat) => [seat.after.consumed, seat.gained, seat.lost])], [2, [[1, 0, 0]]]);
    assert.deepEqual(body.conflicts.map((conflict) => [conflict.code, conflict.users.map((user) => user.id)]), [['MutuallyExclusiveViolation', [ann.id]]], 'a seat was free in her turn');
    const again = await server.post(`/v1.0/groups/${group.id}/reprocessLicenseAssignment`, {}, rehearse);
    assert.deepEqual(again.body.conflicts.map((conflict) => [conflict.code, conflict.users.map((user) => user.id)]), [['CountViolation', [ann.id]]], 'decided anew (G-22, R-58)');
  });
  assertSound(server.db);
});

test('what a preview of groups tells is what comes', async (t) => {
  const all = SEED * 1000;
  let conflicts = 0;
  let changed = 0;

  for (let number = 0; number < WORLDS; number++) {
    const seed = all + number;
    await t.test(`world ${seed}`, async (s) => {
      const random = generator(seed);
      const server = await startServer(s);
      for (const product of products) {
        await server.buy(product, 1 + random.below(7));
      }
      const userPlans = await plansForUsers(server);
      const people = [];
      for (let i = 0; i < 8; i++) {
        people.push(await server.addUser(`u${i}`, { usageLocation: random.pick(['NL', 'NL', 'CN', null]) }));
      }
      for (const user of random.some(people, 0.4)) {
        await server.assign(user.id, [sku[random.pick(products)]]);
      }
      for (const user of random.some(people, 0.3)) {
        const addLicenses = [{ skuId: sku[random.pick(products)], disabledPlans: [] }];
        await server.post(`/api/v1/users/${user.id}/assignLicense`, { addLicenses, removeLicenses: [], wait: true, priority: random.pick([0, 0, -1, 1]) });
      }
      const groups = [];
      for (let i = 0; i < 4; i++) {
        const group = await addGroup(server, `G${i}`);
        groups.push(group);
        await server.patch(`/api/v1/groups/${group.id}`, { bestEffort: random.below(2) === 0, includeNested: random.below(2) === 0 });
      }
      for (const product of random.some(products, 0.4)) {
        const allotment = { displayName: product, skuId: sku[product], limit: random.below(7), groups: random.some(groups, 0.5).map(({ id }) => id), owners: [] };
        assert.equal((await server.post('/api/v1/allotments', allotment)).status, 201);
      }
      const off = {};
      for (const product of products) {
        const { servicePlans } = (await server.get(`/api/v1/catalog/skus/${product}`)).body;
        off[product] = servicePlans.filter((plan) => plan.appliesTo === 'User').map((plan) => plan.servicePlanId);
      }
      const settleAll = async () => {
        for (const group of groups) {
          await settled(server, group);
        }
      };
      for (let i = 0; i < CHANGES; i++) {
        let path;
        let request;
        const concerned = new Set();
        const kind = random.below(9);
        if (kind === 0) {
          const group = random.pick(groups);
          path = `/v1.0/groups/${group.id}/reprocessLicenseAssignment`;
          request = {};
          concerned.add(group.id);
        } else if (kind < 5) {
          const group = random.pick(groups);
          const owned = (await server.get(`/v1.0/groups/${group.id}?$select=assignedLicenses`)).body.assignedLicenses.map((item) => item.skuId);
          path = `/v1.0/groups/${group.id}/assignLicense`;
          const add = random.some(products, 0.4);
          request = {
            addLicenses: add.map((product) => ({ skuId: sku[product], disabledPlans: random.some(off[product], 0.15) })),
            removeLicenses: random.some(owned.filter((id) => !add.some((product) => sku[product] === id)), 0.4),
          };
          concerned.add(group.id);
        } else {
          path = '/api/v1/memberships';
          request = { changes: random.some(groups, 0.6).map((group) => ({
            group: group.id,
            add: [...random.some(people, 0.3), ...random.some(groups.filter((other, place) => place > groups.indexOf(group)), 0.2)].map((object) => object.id),
            remove: [...random.some(people, 0.2), ...random.some(groups, 0.2)].map((object) => object.id),
          })).filter((change) => change.add.length + change.remove.length > 0) };
          if (request.changes.length === 0) {
            continue;
          }
        }
        const about = `seed ${seed}, change ${i}: ${path} ${JSON.stringify(request)}`;
        const before = await snapshot(server);
        const preview = await server.post(path, request, rehearse);
        const real = await server.post(path, request);
        if (real.status >= 400) {
          assert.ok(preview.status === real.status || preview.body.allowed === false, `${about}: ${real.text} ${preview.text}`);
          continue;
        }
        assert.deepEqual([preview.status, preview.body?.allowed], [200, true], `${about}: ${preview.text}`);
        await settleAll();
        const after = await snapshot(server);
        if (real.body.added !== undefined) {
          assert.deepEqual([preview.body.added, preview.body.removed, preview.body.unchanged], [real.body.added, real.body.removed, real.body.unchanged], about);
        }
        const isLicense = concerned.size > 0;
        if (!isLicense) {
          preview.body.conflicts = []; // told of the groups concerned only: compared for licences
        }
        assertCame(preview.body, before, after, userPlans, concerned, about);
        conflicts += preview.body.conflicts.length;
        changed += preview.body.seats.some((seat) => seat.gained + seat.lost > 0) ? 1 : 0;
      }
      assertSound(server.db);
    });
  }
  assert.ok(conflicts > WORLDS, `${conflicts} conflicts`);
  assert.ok(changed > WORLDS, `${changed} changes`);
});
