// Allotments: making, changing and deleting them, and who is in them. What their owners do: allotment-owners.test.mjs.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { allot, allotments, latest, refused, standing } from '../lib/allotments.mjs';
import { tokenOfApplication } from '../lib/callers.mjs';
import { addGroup, join, license, paths, settled } from '../lib/groups.mjs';
import { assertSound, sku, startServer } from '../lib/licentia.mjs';
import { register } from '../lib/oauth.mjs';

const { VISIOCLIENT: VISIO, POWER_BI_PRO: BI, ENTERPRISEPACK: E3, STANDARDPACK: E1 } = sku;

/** An organisation with 5 seats of Visio and 5 of Power BI, and people. */
async function office(t, names) {
  const server = await startServer(t);
  await server.buy('VISIOCLIENT', 5);
  await server.buy('POWER_BI_PRO', 5);
  const people = {};
  for (const name of names) {
    people[name] = await server.addUser(name);
  }
  const peopleOf = async ({ id }, query = '') => (await server.get(`${allotments}/${id}/people${query}`)).body;
  return { server, people, peopleOf, show: async ({ id }) => (await server.get(`${allotments}/${id}`)).body };
}

test('R-103 making, changing and deleting allotments', async (t) => {
  const { server, people: { ann, ben, cas }, show } = await office(t, ['ann', 'ben', 'cas']);
  const draw = await addGroup(server, 'Draw', [ann]);
  const plan = await addGroup(server, 'Plan', [ann, ben]);
  await license(server, draw, [VISIO]);
  let made;

  await t.test('made, and shown as it is', async () => {
    const answer = await server.post(allotments, { displayName: 'Drawing', skuId: VISIO, limit: 2, groups: [draw.id, plan.id], owners: [ben.id, 'CAS@contoso.example'] });
    assert.equal(answer.status, 201, answer.text);
    const { id, createdDateTime, ...rest } = answer.body;
    assert.match(id, /^[0-9a-f-]{36}$/);
    assert.ok(Date.parse(createdDateTime) > 0);
    assert.deepEqual(rest, {
      displayName: 'Drawing', skuId: VISIO, skuPartNumber: 'VISIOCLIENT', productName: 'Visio Plan 2', limit: 2, consumed: 1, available: 1, waiting: 0,
      groups: [{ id: draw.id, displayName: 'Draw', givesProduct: true, ownersMayUse: true }, { id: plan.id, displayName: 'Plan', givesProduct: false, ownersMayUse: false }],
      owners: [{ id: ben.id, displayName: ben.displayName, userPrincipalName: 'ben@contoso.example' }, { id: cas.id, displayName: cas.displayName, userPrincipalName: 'cas@contoso.example' }],
    });
    made = answer.body;
    assert.deepEqual(await show(made), made);
    assert.deepEqual((await server.get(allotments)).body, { value: [made] });
  });
  await t.test('the ledger and the audit log have it', async () => {
    const operation = await latest(server);
    assert.deepEqual([operation.kind, operation.target, operation.undoable], ['allotmentCreate', 'Drawing', false]);
    assert.equal(operation.undoInstead, 'Delete the allotment.');
    const [{ kind, skuId, properties }] = (await server.get(`/api/v1/operations/${operation.id}/changes`)).body.value;
    assert.deepEqual([kind, skuId, properties.displayName, properties.limit], ['allotment', VISIO, { old: null, new: 'Drawing' }, { old: null, new: 2 }]);
    assert.deepEqual(properties.groups, { old: null, new: [{ id: draw.id, displayName: 'Draw' }, { id: plan.id, displayName: 'Plan' }] });
    assert.deepEqual(properties.owners.new.map((owner) => owner.userPrincipalName), ['ben@contoso.example', 'cas@contoso.example']);
    const [entry] = (await server.get("/v1.0/auditLogs/directoryAudits?$filter=activityDisplayName eq 'Add allotment'")).body.value;
    assert.deepEqual([entry.result, entry.targetResources[0].displayName], ['success', 'Drawing']);
    assert.equal((await server.post(`/api/v1/operations/${operation.id}/undo`, {})).status, 400);
  });
  await t.test('what is left out stays; nothing changed is no operation', async () => {
    const { number } = await latest(server);
    for (const body of [{}, { displayName: 'Drawing' }, { limit: 2, groups: [plan.id, draw.id], owners: [cas.id, ben.id] }]) {
      const answer = await server.patch(`${allotments}/${made.id}`, body);
      assert.deepEqual([answer.status, answer.body], [200, made], JSON.stringify(body));
    }
    assert.equal((await latest(server)).number, number);
    const { status, body } = await server.patch(`${allotments}/${made.id}`, { displayName: 'Drawings', limit: 1, owners: [] });
    assert.deepEqual([status, body], [200, { ...made, displayName: 'Drawings', limit: 1, available: 0, owners: [] }]);
    const operation = await latest(server);
    assert.equal(operation.kind, 'allotmentUpdate');
    const [{ properties }] = (await server.get(`/api/v1/operations/${operation.id}/changes`)).body.value;
    assert.deepEqual(Object.keys(properties).sort(), ['displayName', 'limit', 'owners']);
    assert.deepEqual(properties.limit, { old: 2, new: 1 });
  });
  await t.test('a limit below what is taken takes nothing away', async () => {
    const { body } = await server.patch(`${allotments}/${made.id}`, { limit: 0 });
    assert.deepEqual([body.limit, body.consumed, body.available], [0, 1, 0]);
    assert.deepEqual(await paths(server, ann), { [`${VISIO} ${draw.id}`]: 'Active' });
  });
  await t.test('a rehearsal shows it, and makes nothing', async () => {
    const { status, body } = await server.patch(`${allotments}/${made.id}`, { limit: 4 }, { headers: { Prefer: 'validate-only' } });
    assert.deepEqual([status, body.limit, body.available], [200, 4, 3]);
    assert.equal((await show(made)).limit, 0);
    assert.equal((await server.post(allotments, { displayName: 'x', skuId: BI, limit: 1 }, { headers: { Prefer: 'validate-only' } })).status, 201);
    assert.equal((await server.get(allotments)).body.value.length, 1);
  });
  await t.test('the same request sent again makes one', async () => {
    const again = () => server.post(allotments, { displayName: 'Once', skuId: BI, limit: 1 }, { headers: { 'Idempotency-Key': 'once' } });
    const first = await again();
    assert.deepEqual([first.status, (await again()).body.id], [201, first.body.id]);
    assert.deepEqual([first.body.groups, first.body.owners], [[], []]);
    assert.equal((await server.delete(`${allotments}/${first.body.id}`)).status, 204);
  });
  await t.test('deleted', async () => {
    assert.equal((await server.delete(`${allotments}/${made.id}`)).status, 204);
    const operation = await latest(server);
    assert.deepEqual([operation.kind, operation.target, operation.undoInstead], ['allotmentDelete', 'Drawings', 'Make the allotment anew.']);
    for (const answer of [await server.get(`${allotments}/${made.id}`), await server.get(`${allotments}/${made.id}/people`), await server.patch(`${allotments}/${made.id}`, {}),
      await server.delete(`${allotments}/${made.id}`)]) {
      assert.equal(answer.status, 404);
      assert.equal(answer.body.error.message, `Allotment '${made.id}' does not exist.`);
    }
    assert.deepEqual(await paths(server, ann), { [`${VISIO} ${draw.id}`]: 'Active' });
  });
  assertSound(server.db);
});

test('R-103 what is wrong with an allotment is said, and changes nothing', async (t) => {
  const { server, people: { ann } } = await office(t, ['ann']);
  const draw = await addGroup(server, 'Draw');
  const plan = await addGroup(server, 'Plan');
  const mail = await addGroup(server, 'Mail', [], { mailEnabled: true, securityEnabled: false, groupTypes: ['Unified'] });
  const other = '11111111-2222-4333-8444-555555555555';
  const taken = await allot(server, [draw], [ann]);
  const company = (await server.get('/api/v1/catalog/skus')).body.value.find((item) => item.appliesTo === 'Company');
  const base = { displayName: 'New', skuId: VISIO, limit: 1 };
  const { number } = await latest(server);

  const both = [
    [{ displayName: '' }, 400, 'displayName', /1 to 256 characters/],
    [{ displayName: 'x'.repeat(257) }, 400, 'displayName', /1 to 256 characters/],
    [{ displayName: 'a\nb' }, 400, 'displayName', /control character/],
    [{ displayName: null }, 400, 'displayName', /./],
    [{ limit: -1 }, 400, 'limit', /The limit is -1: it must be 0 to 100000000\./],
    [{ limit: 100000001 }, 400, 'limit', /it must be 0 to 100000000/],
    [{ limit: 1.5 }, 400, 'limit', /./],
    [{ limit: '1' }, 400, 'limit', /./],
    [{ groups: [other] }, 404, 'groups/0', /There is no group '11111111/],
    [{ groups: [plan.id, 'Plan'] }, 404, 'groups/1', /There is no group 'Plan': name groups by their ids\./],
    [{ groups: [plan.id, plan.id.toUpperCase()] }, 400, 'groups/1', /The group 'Plan' is named more than once/],
    [{ groups: [ann.id] }, 404, 'groups/0', /There is no group/],
    [{ groups: [7] }, 400, 'groups/0', /./],
    [{ groups: plan.id }, 400, 'groups', /./],
    [{ groups: null }, 400, 'groups', /./],
    [{ groups: [mail.id] }, 400, 'groups/0', /securityEnabled set to true/],
    [{ groups: Array.from({ length: 101 }, () => plan.id) }, 400, 'groups', /at most 100 groups/],
    [{ owners: [other] }, 404, 'owners/0', /There is no user '11111111/],
    [{ owners: ['ann@contoso.example', 'zed@contoso.example'] }, 404, 'owners/1', /There is no user 'zed@contoso\.example'/],
    [{ owners: ['ann@contoso.example', ann.id] }, 400, 'owners/1', /ann@contoso\.example is named more than once/],
    [{ owners: [draw.id] }, 404, 'owners/0', /There is no user/],
    [{ owners: Array.from({ length: 51 }, () => ann.id) }, 400, 'owners', /at most 50 owners/],
    [{ colour: 'red' }, 400, 'colour', /./],
    [{ consumed: 1 }, 400, 'consumed', /./],
    [{ id: other }, 400, 'id', /./],
  ];
  const onlyNew = [
    [{ displayName: undefined }, 400, 'displayName', /./],
    [{ skuId: undefined }, 400, 'skuId', /./],
    [{ limit: undefined }, 400, 'limit', /./],
    [{ skuId: E3 }, 400, 'skuId', /has no licences of Office 365 E3: buy some before you allot them/],
    [{ skuId: other }, 404, 'skuId', /./],
    [{ skuId: 'nothing' }, 404, 'skuId', /./],
    [{ skuId: 7 }, 400, 'skuId', /./],
    [{ groups: [plan.id, draw.id] }, 400, 'groups/1', /The group 'Draw' is in the allotment 'Visio' of the same product: take it out there first\./],
    ...(company === undefined ? [] : [[{ skuId: company.skuId }, 400, 'skuId', /works for the whole organisation/]]),
  ];
  await t.test('of a new one', async () => {
    for (const [body, status, target, words] of [...both, ...onlyNew]) {
      const answer = await server.post(allotments, { ...base, ...body });
      assert.deepEqual(refused(answer), [status, target], `${JSON.stringify(body).slice(0, 90)}: ${answer.text}`);
      assert.match(answer.body.error.message, words);
    }
  });
  await t.test('of what is changed', async () => {
    for (const [body, status, target, words] of [...both, [{ skuId: VISIO }, 400, 'skuId', /cannot be changed: make another allotment/], [{ skuId: null }, 400, 'skuId', /./]]) {
      const answer = await server.patch(`${allotments}/${taken.id}`, body);
      assert.deepEqual(refused(answer), [status, target], `${JSON.stringify(body).slice(0, 90)}: ${answer.text}`);
      assert.match(answer.body.error.message, words);
    }
    const second = await allot(server, [plan]);
    assert.deepEqual(refused(await server.patch(`${allotments}/${second.id}`, { groups: [draw.id] })), [400, 'groups/0']);
    assert.equal((await server.patch(`${allotments}/${taken.id}`, { groups: [] })).status, 200);
    assert.equal((await server.patch(`${allotments}/${second.id}`, { groups: [draw.id, plan.id] })).status, 200, 'taken out there, it is free');
    assert.equal((await server.delete(`${allotments}/${second.id}`)).status, 204);
    assert.equal((await server.patch(`${allotments}/${taken.id}`, { groups: [draw.id] })).status, 200);
  });
  await t.test('of another product the same group can be in another', async () => {
    const { id } = await allot(server, [draw], [], { skuId: 'POWER_BI_PRO' });
    assert.equal((await server.delete(`${allotments}/${id}`)).status, 204);
  });
  await t.test('of questions', async () => {
    assert.deepEqual(refused(await server.get(`${allotments}?sku=nothing`)), [404, 'sku']);
    assert.equal((await server.get(`${allotments}?$top=0`)).status, 400);
    assert.equal((await server.get(`${allotments}?$skiptoken=x`)).status, 400);
    assert.equal((await server.get(`${allotments}?colour=red`)).status, 400);
    assert.equal((await server.get(`${allotments}/${taken.id}/people?$skiptoken=x`)).status, 400);
    assert.equal((await server.get(`${allotments}/x`)).status, 404);
  });
  await t.test('what failed is in the audit log alone', async () => {
    assert.deepEqual((await server.get(allotments)).body.value, [taken]);
    const failures = (await server.get("/v1.0/auditLogs/directoryAudits?$top=999&$filter=activityDisplayName eq 'Add allotment' and result eq 'failure'")).body.value;
    assert.equal(failures.length, both.length + onlyNew.length);
    const since = (await server.get('/api/v1/operations?$top=20')).body.value.filter((operation) => operation.number > number).map(({ kind }) => kind);
    assert.deepEqual([...new Set(since)].sort(), ['allotmentCreate', 'allotmentDelete', 'allotmentUpdate']);
  });
});

test('R-103 who is in an allotment', async (t) => {
  const { server, people: { ann, ben, cas, dan, eva }, peopleOf, show } = await office(t, ['ann', 'ben', 'cas', 'dan', 'eva']);
  const draw = await addGroup(server, 'Draw', [ann, ben]);
  const plan = await addGroup(server, 'Plan', [ben, cas]);
  const idle = await addGroup(server, 'Idle', [dan]);
  await license(server, draw, [VISIO]);
  const made = await allot(server, [draw, plan, idle]);

  await t.test('each once, with the groups and what he has', async () => {
    const { value } = await peopleOf(made);
    assert.deepEqual(standing(value), { ann: ['licensed', null], ben: ['licensed', null], cas: ['pending', null], dan: ['pending', null] });
    assert.deepEqual(value[1], {
      id: ben.id, displayName: ben.displayName, userPrincipalName: 'ben@contoso.example', groups: [{ id: draw.id, displayName: 'Draw' }, { id: plan.id, displayName: 'Plan' }],
      state: 'licensed', error: null, message: null, remedy: null,
    });
    assert.deepEqual([value[3].message, value[3].remedy], ['The group does not give the product.', 'Have an administrator assign the product to the group.']);
    assert.equal((await show(made)).consumed, 2);
  });
  await t.test('for whom there is no room waits, until there is', async () => {
    await license(server, plan, [VISIO]);
    const { value } = await peopleOf(made);
    assert.deepEqual(standing(value), { ann: ['licensed', null], ben: ['licensed', null], cas: ['waiting', 'CountViolation'], dan: ['pending', null] });
    assert.match(value[2].message, /allotment.* has no room left/);
    assert.match(value[2].remedy, /./);
    assert.deepEqual([(await show(made)).consumed, (await show(made)).waiting], [2, 1]);
    const { body } = await server.patch(`${allotments}/${made.id}`, { limit: 3 });
    assert.deepEqual([body.consumed, body.available, body.waiting], [3, 0, 0]);
    assert.deepEqual(standing((await peopleOf(made)).value).cas, ['licensed', null]);
  });
  await t.test('what is wrong with somebody is said', async () => {
    await server.buy('STANDARDPACK', 5);
    await server.buy('ENTERPRISEPACK', 5);
    const far = await server.addUser('far');
    assert.equal((await server.assign(far.id, [E1])).status, 200);
    const office = await addGroup(server, 'Office', [far]);
    await license(server, office, [E3]);
    const other = await allot(server, [office], [], { skuId: 'ENTERPRISEPACK' });
    const [found] = (await peopleOf(other)).value;
    assert.deepEqual([found.state, found.error, other.consumed, other.waiting], ['error', 'MutuallyExclusiveViolation', 0, 0]);
    assert.match(found.message, /excludes one that the user has/);
    assert.match(found.remedy, /^Turn one of the two plans off/);
  });
  await t.test('who is in a group within a group is in it where the group says so (D-17)', async () => {
    const inner = await addGroup(server, 'Inner', [eva]);
    await join(server, plan, inner);
    assert.equal(standing((await peopleOf(made)).value).eva, undefined);
    assert.equal((await server.patch(`/api/v1/groups/${plan.id}`, { includeNested: true })).status, 200);
    await settled(server, plan);
    const found = (await peopleOf(made)).value.find(({ id }) => id === eva.id);
    assert.deepEqual([found.groups.map(({ displayName }) => displayName), found.state], [['Plan'], 'waiting']);
  });
  await t.test('a deleted user is left out, and his seat goes to who waits', async () => {
    assert.equal((await server.delete(`/v1.0/users/${ann.id}`)).status, 204);
    const found = standing((await peopleOf(made)).value);
    assert.equal(found.ann, undefined);
    assert.equal((await show(made)).consumed, 3);
    assert.equal(Object.values(found).filter(([state]) => state === 'licensed').length, 3);
  });
  await t.test('pages', async () => {
    const all = (await peopleOf(made)).value;
    let next = `${allotments}/${made.id}/people?$top=2`;
    const seen = [];
    while (next) {
      const { body } = await server.get(next);
      assert.ok(body.value.length <= 2);
      seen.push(...body.value);
      next = body['@odata.nextLink'];
    }
    assert.deepEqual(seen, all);
  });
  await t.test('deleting the allotment gives who waits what is free', async () => {
    await license(server, idle, [VISIO]);
    assert.deepEqual([(await show(made)).waiting, standing((await peopleOf(made)).value).dan], [1, ['waiting', 'CountViolation']]);
    assert.equal((await server.delete(`${allotments}/${made.id}`)).status, 204);
    assert.deepEqual(await paths(server, dan), { [`${VISIO} ${idle.id}`]: 'Active' });
  });
  assertSound(server.db);
});

test('R-103 lists of allotments', async (t) => {
  const { server, people: { ann } } = await office(t, ['ann']);
  for (const [displayName, skuId] of [['beta', BI], ['Alpha', VISIO], ['élan', VISIO], ['alpha', BI], ['Delta', VISIO]]) {
    await allot(server, [], [ann], { displayName, skuId });
  }
  const names = async (query = '') => (await server.get(`${allotments}${query}`)).body.value.map(({ displayName }) => displayName);

  await t.test('by name, also of one product', async () => {
    assert.deepEqual(await names(), ['Alpha', 'alpha', 'beta', 'Delta', 'élan']);
    assert.deepEqual(await names('?sku=VISIOCLIENT'), ['Alpha', 'Delta', 'élan']);
    assert.deepEqual(await names(`?sku=${BI}`), ['alpha', 'beta']);
  });
  await t.test('in pages, which lose nothing when what was shown is deleted meanwhile', async () => {
    const first = (await server.get(`${allotments}?$top=2`)).body;
    assert.deepEqual(first.value.map(({ displayName }) => displayName), ['Alpha', 'alpha']);
    const second = (await server.get(first['@odata.nextLink'])).body;
    assert.deepEqual(second.value.map(({ displayName }) => displayName), ['beta', 'Delta']);
    const third = (await server.get(second['@odata.nextLink'])).body;
    assert.deepEqual([third.value.map(({ displayName }) => displayName), third['@odata.nextLink']], [['élan'], undefined]);
    assert.equal((await server.delete(`${allotments}/${second.value[1].id}`)).status, 204);
    assert.deepEqual((await server.get(second['@odata.nextLink'])).body.value.map(({ displayName }) => displayName), ['élan']);
    assert.equal((await server.delete(`${allotments}/${first.value[0].id}`)).status, 204);
    assert.deepEqual((await server.get(first['@odata.nextLink'])).body.value.map(({ displayName }) => displayName), ['beta', 'élan']);
  });
});

test('R-103 an application makes allotments with the permission to assign licences', async (t) => {
  const { server } = await office(t, []);
  const body = { displayName: 'By application', skuId: VISIO, limit: 1 };
  for (const [permission, status] of [['LicenseAssignment.ReadWrite.All', 201], ['User.ReadWrite.All', 403], ['Group.ReadWrite.All', 403]]) {
    const token = await tokenOfApplication(server, await register(server, { own: [permission] }));
    assert.equal((await server.post(allotments, body, { token })).status, status, permission);
    assert.equal((await server.get('/api/v1/me/allotments', { token })).status, permission === 'Group.ReadWrite.All' || permission === 'LicenseAssignment.ReadWrite.All' ? 403 : 400, permission);
  }
});
