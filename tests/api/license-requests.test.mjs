// Licences that people ask an administrator for: asking, deciding person by person, and who may.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { giveRole, letPeopleIn, tokenOfPerson } from '../lib/callers.mjs';
import { change } from '../lib/changes.mjs';
import { day, startWithClock, until } from '../lib/clock.mjs';
import { sql } from '../lib/database.mjs';
import { addGroup, license, paths } from '../lib/groups.mjs';
import { Server, assertSound, sku, startServer } from '../lib/licentia.mjs';
import { GA, LA, UA } from '../lib/matrix.mjs';
import { addPerson, signedIn } from '../lib/people.mjs';

const { VISIOCLIENT: VISIO, POWER_BI_PRO: BI } = sku;

/** A person with a session: his calls go with its cookie. */
async function enter(server, alias) {
  const person = await addPerson(server, alias);
  const browser = await signedIn(server, alias);
  const Cookie = `licentia-session=${browser.session}`;
  const { body } = await server.get('/api/v1/me/session', { token: '', headers: { Cookie } });
  const options = { token: '', headers: { Cookie, 'X-CSRF-Token': body.csrfToken } };
  const own = '/api/v1/me/licenseRequests';
  return {
    ...person,
    actions: body.actions,
    options,
    ask: (request, headers = {}) => server.post(own, request, { ...options, headers: { ...options.headers, ...headers } }),
    asked: async () => (await server.get(own, options)).body.value,
    withdraw: (id) => server.delete(`${own}/${id}`, options),
    get: async (path) => (await server.get(`/api/v1/me/${path}`, options)).body,
  };
}

/** An organisation with `seats` seats of Visio and people with sessions. */
async function office(t, names, seats = 2) {
  const server = await startServer(t);
  await server.buy('VISIOCLIENT', seats);
  await server.buy('POWER_BI_PRO', 5);
  const people = {};
  for (const name of names) {
    people[name] = await enter(server, name);
  }
  const decide = (id, body, options) => server.post(`/api/v1/licenseRequests/${id}/decide`, body, options);
  const rehearse = (id, body) => decide(id, body, { headers: { Prefer: 'validate-only' } });
  const settings = (body) => server.patch('/api/v1/licenseRequestSettings', body);
  return { server, decide, rehearse, settings, ...people };
}

const refused = ({ status, body }) => [status, body.error.details?.[0]?.target ?? null];
const states = (request) => Object.fromEntries(request.people.map((person) => [person.userPrincipalName.split('@')[0], person.state]));

test('R-90 asking', async (t) => {
  const { server, settings, ann, ben } = await office(t, ['ann', 'ben']);

  await t.test('without a role, for oneself; the answer tells what was asked', async () => {
    assert.deepEqual(ann.actions, ['readSelf', 'requestLicense', 'runAllotments']);
    const { status, body } = await ann.ask({ sku: 'VISIOCLIENT', message: 'for the plans' });
    assert.equal(status, 201);
    assert.deepEqual([body.state, body.requestedBy.id, body.sku.skuId, body.message, states(body)], ['pending', ann.id, VISIO, 'for the plans', { ann: 'pending' }]);
    assert.deepEqual(await ann.asked(), [body]);
    assert.deepEqual((await server.get('/api/v1/licenseRequests')).body.value, [body]);
    assert.deepEqual((await server.get(`/api/v1/licenseRequests/${body.id}`)).body, body);
    assert.deepEqual(await ben.asked(), []);
    assert.deepEqual(await paths(server, ann), {});
  });
  await t.test('once', async () => {
    assert.deepEqual(refused(await ann.ask({ sku: VISIO })), [400, 'people']);
    const headers = { 'Idempotency-Key': 'ask-1' };
    const first = await ann.ask({ sku: BI }, headers);
    const second = await ann.ask({ sku: BI }, headers);
    assert.deepEqual([first.status, second.status, second.body.id], [201, 201, first.body.id]);
    assert.equal((await ann.ask({ sku: BI }, { Prefer: 'validate-only' })).status, 400);
  });
  await t.test('a request may carry the names of others, whom it shows what is about them', async () => {
    const { status, body } = await ben.ask({ sku: 'Visio Plan 2', people: ['ben@contoso.example', ben.id], message: 'x' });
    assert.deepEqual([status, states(body)], [201, { ben: 'pending' }], 'each once');
    const both = await ben.ask({ sku: 'POWER_BI_PRO', people: ['BEN@contoso.example', (await server.addUser('cas')).id] });
    assert.deepEqual(states(both.body), { ben: 'pending', cas: 'pending' });
    assert.deepEqual(refused(await ben.ask({ sku: VISIO, people: [ann.id] })), [400, 'people'], 'she has asked herself');
    const dan = await enter(server, 'dan');
    await dan.ask({ sku: BI, people: [(await server.addUser('eva')).id, (await server.addUser('fay')).id] });
    const eva = (await server.get('/api/v1/licenseRequests?$top=1')).body.value[0];
    assert.deepEqual(states(eva), { eva: 'pending', fay: 'pending' });
    await ann.withdraw((await ann.asked()).find((item) => item.sku.skuId === BI).id);
    const named = await dan.ask({ sku: 'ENTERPRISEPACK' });
    assert.deepEqual(refused(named), [400, 'sku'], 'nobody bought it');
  });
  await t.test('who is named by another sees himself alone', async () => {
    const gus = await enter(server, 'gus');
    const hal = await enter(server, 'hal');
    await gus.ask({ sku: VISIO, people: [gus.id, hal.id] });
    assert.deepEqual((await hal.asked()).map(states), [{ hal: 'pending' }]);
    assert.deepEqual((await gus.asked()).map(states), [{ gus: 'pending', hal: 'pending' }]);
    assert.equal((await hal.withdraw((await gus.asked())[0].id)).status, 404, "others' are not withdrawn");
  });
  await t.test('what is wrong is said', async () => {
    const many = Array.from({ length: 21 }, () => ben.id);
    for (const [body, status, target] of [[{}, 400, 'sku'], [{ sku: 'nothing' }, 404, 'sku'], [{ sku: VISIO, message: 'x'.repeat(1001) }, 400, 'message'], [{ sku: VISIO, people: ['zed'] }, 404, 'people'],
      [{ sku: VISIO, people: [7] }, 400, 'people/0'], [{ sku: VISIO, people: many }, 400, 'people'], [{ sku: VISIO, color: 1 }, 400, 'color']]) {
      assert.deepEqual(refused(await ann.ask(body)), [status, target], JSON.stringify(body).slice(0, 80));
    }
    assert.equal((await server.get('/api/v1/me/licenseRequests')).status, 400, 'a token of a role is nobody');
    assert.equal((await server.post('/api/v1/me/licenseRequests', { sku: VISIO })).status, 400);
  });
  await t.test('what one has is not asked for, and what may be asked for is told', async () => {
    const ida = await enter(server, 'ida');
    assert.equal((await server.assign(ida.id, [VISIO])).status, 200);
    assert.deepEqual(refused(await ida.ask({ sku: VISIO })), [400, 'sku']);
    const { ownProcess, value } = await ida.get('requestableProducts');
    assert.deepEqual([ownProcess, value.map((item) => item.skuId).sort()], [null, [VISIO, BI].sort()]);
  });
  await t.test('R-90 not for a product that employees buy themselves', async () => {
    assert.deepEqual((await settings({ selfServiceProducts: ['POWER_BI_PRO', BI] })).body.selfServiceProducts.map((item) => item.skuId), [BI]);
    assert.deepEqual((await ann.get('requestableProducts')).value.map((item) => item.skuId), [VISIO]);
    assert.deepEqual(refused(await ann.ask({ sku: BI })), [400, 'sku']);
    const operation = (await server.get('/api/v1/operations?$top=1')).body.value[0];
    assert.equal(operation.kind, 'licenseRequestSettings');
    assert.equal((await settings({ selfServiceProducts: [BI] })).status, 200);
    assert.equal((await server.get('/api/v1/operations?$top=1')).body.value[0].number, operation.number, 'nothing changed is no operation');
    assert.deepEqual(refused(await settings({ selfServiceProducts: ['nothing'] })), [404, 'selfServiceProducts']);
    assert.equal((await settings({ selfServiceProducts: [] })).status, 200);
    assert.equal((await ann.ask({ sku: BI })).status, 201);
  });
  await t.test('not more than 50 at a time', async () => {
    const jan = await enter(server, 'jan');
    for (let i = 0; i < 50; i++) {
      const { id } = await server.addUser(`jan${i}`);
      assert.equal((await jan.ask({ sku: VISIO, people: [id] })).status, 201);
    }
    const last = await jan.ask({ sku: BI });
    assert.deepEqual([last.status, last.body.error.message], [400, 'You have 50 requests that are not decided yet.']);
    const first = await server.get('/api/v1/licenseRequests?$top=30');
    const next = await server.get(first.body['@odata.nextLink']);
    const ids = [...first.body.value, ...next.body.value].map((item) => item.id);
    assert.deepEqual([ids.length, new Set(ids).size], [60, 60].map(() => ids.length));
  });
  assertSound(server.db);
});

test('R-91 deciding', async (t) => {
  const { server, decide, rehearse, ann, ben, cas } = await office(t, ['ann', 'ben', 'cas']);
  const { body: request } = await ann.ask({ sku: VISIO, people: [ann.id, ben.id, cas.id], message: 'a team' });

  await t.test('a rehearsal tells of each what would come of it, and changes nothing', async () => {
    const { status, body } = await rehearse(request.id, { approve: [ann.id, ben.id, 'cas@contoso.example'] });
    assert.deepEqual([status, body.allowed, body.people.map((item) => item.user.id), body.people.map((item) => item.allowed)], [200, false, [ann.id, ben.id, cas.id], [true, true, false]]);
    assert.deepEqual(body.people[2].violations.map((item) => item.code), ['CountViolation']);
    assert.deepEqual(body.people[0].seats.map((item) => [item.skuId, item.after.consumed]), [[VISIO, 1]]);
    assert.deepEqual(body.people[1].seats.map((item) => item.after.consumed), [2], 'seats of those before count');
    assert.deepEqual(states((await ann.asked())[0]), { ann: 'pending', ben: 'pending', cas: 'pending' });
    assert.deepEqual(await paths(server, ann), {});
  });
  await t.test('all or nothing, and the refusal says whose', async () => {
    const { status, body } = await decide(request.id, { approve: [ann.id, ben.id, cas.id] });
    assert.equal(status, 400);
    assert.match(body.error.message, /^cas@contoso\.example: Subscription with SKU .* does not have any available licenses/);
    assert.deepEqual([body.error.details[0].code, await paths(server, ann)], ['CountViolation', {}]);
    assert.deepEqual(states((await ann.asked())[0]), { ann: 'pending', ben: 'pending', cas: 'pending' });
  });
  await t.test('approved, rejected, and the rest stays; with services off and a message', async () => {
    const plan = (await server.get('/api/v1/catalog/skus/VISIOCLIENT')).body.servicePlans.find((item) => item.appliesTo === 'User');
    const { status, body } = await decide(request.id, { approve: [ann.id], reject: [ben.id], disabledPlans: [plan.servicePlanId], message: 'until May' });
    assert.equal(status, 200);
    assert.deepEqual([body.state, states(body)], ['pending', { ann: 'approved', ben: 'rejected', cas: 'pending' }]);
    assert.deepEqual(body.people.map((item) => [item.sku?.skuId ?? null, item.message, item.decidedBy !== null, item.group]), [[VISIO, 'until May', true, null], [null, 'until May', true, null], [null, null, false, null]]);
    assert.deepEqual(await paths(server, ann), { [`${VISIO} direct`]: 'Active' });
    assert.deepEqual(await paths(server, ben), {});
    const [mine] = (await ann.get('licenses')).value;
    assert.deepEqual([mine.displayName, mine.state, mine.waiting, mine.servicePlans.find((item) => item.servicePlanId === plan.servicePlanId).enabled], ['Visio Plan 2', 'Active', false, false]);
    assert.ok(mine.servicePlans.some((item) => item.enabled));
    assert.deepEqual((await ben.asked())[0].people.map((item) => item.message), ['until May'], 'no mail: he sees it here');
  });
  await t.test('R-95 the ledger has it, without what people wrote', async () => {
    const operation = (await server.get('/api/v1/operations?$top=1')).body.value[0];
    assert.deepEqual([operation.kind, operation.target], ['licenseRequestDecide', 'ann@contoso.example']);
    const changes = (await server.get(`/api/v1/operations/${operation.id}/changes`)).body.value;
    assert.deepEqual(changes.map((item) => [item.kind, item.user.id, item.skuId, item.properties]), [
      ['licenseRequest', ann.id, VISIO, { state: { old: 'pending', new: 'approved' } }], ['licenseRequest', ben.id, VISIO, { state: { old: 'pending', new: 'rejected' } }],
      ['licensePath', ann.id, VISIO, null]]);
    assert.ok(!JSON.stringify(changes).includes('until May'));
    const { body } = await server.get(`/v1.0/auditLogs/directoryAudits?$filter=targetResources/any(t:t/id eq '${ben.id}')`);
    assert.equal(body.value[0].activityDisplayName, 'Decide license request');
  });
  await t.test('what is decided stays decided', async () => {
    assert.deepEqual(refused(await decide(request.id, { reject: [ann.id] })), [400, 'reject']);
  });
  await t.test('D-08 who finds no seat may wait for one, and gets it when one comes free', async () => {
    const other = await server.addUser('other');
    assert.equal((await server.assign(other.id, [VISIO])).status, 200);
    const { status, body } = await decide(request.id, { approve: [cas.id], wait: true, priority: 3 });
    assert.deepEqual([status, body.state, body.closedDateTime !== null], [200, 'completed', true]);
    assert.deepEqual((await cas.get('licenses')).value.map((item) => [item.skuId, item.state, item.waiting]), [[VISIO, 'Error', true]]);
    assert.deepEqual((await server.get('/api/v1/skus/VISIOCLIENT/waiting')).body.value.map((item) => [item.id, item.priority]), [[cas.id, 3]]);
    assert.equal((await server.assign(other.id, [], [VISIO])).status, 200);
    assert.deepEqual(await paths(server, cas), { [`${VISIO} direct`]: 'Active' });
    assert.deepEqual((await server.get('/api/v1/licenseRequests')).body.value, []);
    assert.deepEqual((await server.get('/api/v1/licenseRequests?state=completed')).body.value.map((item) => item.id), [request.id]);
  });
  await t.test('another product than was asked for', async () => {
    const { body: asked } = await ben.ask({ sku: VISIO });
    const { body } = await decide(asked.id, { approve: [ben.id], sku: 'POWER_BI_PRO' });
    assert.deepEqual([body.sku.skuId, body.people[0].sku.skuId, await paths(server, ben)], [VISIO, BI, { [`${BI} direct`]: 'Active' }]);
  });
  await t.test('undo takes the licence back; the request stays as it was decided', async () => {
    const operation = (await server.get('/api/v1/operations?$top=1')).body.value[0];
    const done = await change(server, undefined, { path: `/api/v1/operations/${operation.id}/undo` });
    assert.equal(done.state, 'finished');
    assert.deepEqual(await paths(server, ben), {});
    assert.deepEqual((await ben.asked()).map(states), [{ ben: 'approved' }, { ben: 'rejected' }]);
  });
  await t.test('what is wrong is said', async () => {
    const { body: asked } = await ben.ask({ sku: VISIO });
    const list = [[{}, 'approve'], [{ approve: [ann.id] }, 'approve'], [{ approve: [ben.id], reject: [ben.id] }, 'reject'], [{ approve: [ben.id], priority: 1 }, 'priority'],
      [{ approve: [ben.id], wait: true, priority: 101 }, 'priority'], [{ reject: [ben.id], message: 'x'.repeat(1001) }, 'message'], [{ approve: [ben.id], disabledPlans: ['x'] }, 'disabledPlans/0'],
      [{ approve: [ben.id], group: ann.id, wait: true }, 'wait']];
    for (const [body, target] of list) {
      assert.deepEqual(refused(await decide(asked.id, body)), [400, target], JSON.stringify(body));
    }
    assert.equal((await decide(ann.id, { approve: [ben.id] })).status, 404);
    assert.deepEqual(refused(await server.get('/api/v1/licenseRequests?state=open')), [400, 'state']);
    assert.equal((await ben.withdraw(asked.id)).status, 204);
    assert.deepEqual([(await ben.asked())[0].state, states((await ben.asked())[0])], ['completed', { ben: 'withdrawn' }]);
    assert.equal((await ben.withdraw(asked.id)).status, 400);
    assert.equal((await decide(asked.id, { approve: [ben.id] })).status, 400);
  });
  assertSound(server.db);
});

test('R-91 approval by a group that gives the product', async (t) => {
  const { server, decide, rehearse, ann, ben } = await office(t, ['ann', 'ben'], 1);
  const group = await addGroup(server, 'Drawing');
  const empty = await addGroup(server, 'Empty');
  await license(server, group, [VISIO]);
  const { body: request } = await ann.ask({ sku: VISIO, people: [ann.id, ben.id] });

  await t.test('a group that does not give it is refused', async () => {
    assert.deepEqual(refused(await decide(request.id, { approve: [ann.id], group: empty.id })), [400, 'group']);
    assert.equal((await decide(request.id, { approve: [ann.id], group: ann.id })).status, 404);
    assert.deepEqual(refused(await decide(request.id, { approve: [ann.id], group: group.id, disabledPlans: [VISIO] })), [400, 'disabledPlans']);
  });
  await t.test('preview, then they join: who finds no seat waits by the group', async () => {
    const { body: preview } = await rehearse(request.id, { approve: [ann.id, ben.id], group: group.id });
    assert.deepEqual([preview.allowed, preview.people.map((item) => item.licensesAfter.map((held) => held.skuId))], [true, [[VISIO], []]]);
    assert.ok(preview.people[0].gained.length > 0);
    assert.deepEqual(preview.people.map((item) => [item.seats.map((seat) => seat.after.consumed), item.waiting.map((product) => product.skuId)]), [[[1], []], [[], [VISIO]]]);
    assert.deepEqual(await paths(server, ann), {});
    const { status, body } = await decide(request.id, { approve: [ann.id, ben.id], group: group.id });
    assert.equal(status, 200);
    assert.deepEqual(body.people.map((item) => [item.state, item.group.displayName]), [['approved', 'Drawing'], ['approved', 'Drawing']]);
    assert.deepEqual(await paths(server, ann), { [`${VISIO} ${group.id}`]: 'Active' });
    assert.deepEqual((await ben.get('licenses')).value.map((item) => item.waiting), [true]);
  });
  await t.test('R-91 a License Administrator does not change who is in groups', async () => {
    const { body: asked } = await ann.ask({ sku: BI });
    await license(server, empty, [BI]);
    const token = (await server.post('/api/v1/tokens', { name: 'la', role: LA })).body.token;
    assert.equal((await decide(asked.id, { approve: [ann.id], group: empty.id }, { token })).status, 403);
    assert.equal((await decide(asked.id, { approve: [ann.id] }, { token })).status, 200);
  });
  assertSound(server.db);
});

test('R-92 an own process', async (t) => {
  const { server, decide, settings, ann, ben } = await office(t, ['ann', 'ben']);
  const { body: before } = await ann.ask({ sku: VISIO });

  await t.test('it must tell people what to do', async () => {
    assert.deepEqual(refused(await settings({ ownProcess: { enabled: true } })), [400, 'ownProcess/message']);
    for (const link of ['javascript:alert(1)', 'ask.example', 'https://ask.example/"x']) {
      assert.deepEqual(refused(await settings({ ownProcess: { link } })), [400, 'ownProcess/link']);
    }
    assert.deepEqual(refused(await settings({ ownProcess: { message: 'x'.repeat(1001) } })), [400, 'ownProcess/message']);
    assert.deepEqual(refused(await settings({ ownProcess: { enabled: 1 } })), [400, 'ownProcess/enabled']);
  });
  await t.test('while it is on nobody asks here; a message and a link are shown instead', async () => {
    const { status, body } = await settings({ ownProcess: { enabled: true, message: 'Ask the service desk.', link: 'https://desk.example/new' } });
    assert.deepEqual([status, body.ownProcess], [200, { enabled: true, message: 'Ask the service desk.', link: 'https://desk.example/new' }]);
    assert.deepEqual(await ben.get('requestableProducts'), { ownProcess: { message: 'Ask the service desk.', link: 'https://desk.example/new' }, value: [] });
    const answer = await ben.ask({ sku: VISIO });
    assert.deepEqual([answer.status, answer.body.error.details[0].remedy], [400, 'Ask the service desk.']);
  });
  await t.test('what was asked before stays until it is decided', async () => {
    assert.deepEqual((await server.get('/api/v1/licenseRequests')).body.value.map((item) => item.id), [before.id]);
    assert.equal((await decide(before.id, { approve: [ann.id] })).status, 200);
    assert.deepEqual(await paths(server, ann), { [`${VISIO} direct`]: 'Active' });
  });
  await t.test('switched off again, its words are kept', async () => {
    const { body } = await settings({ ownProcess: { enabled: false } });
    assert.deepEqual(body.ownProcess, { enabled: false, message: 'Ask the service desk.', link: 'https://desk.example/new' });
    assert.equal((await ben.ask({ sku: VISIO })).status, 201);
  });
});

test('R-90 requests are kept for 12 months after they were decided', async (t) => {
  const server = await startWithClock(t);
  await server.buy('VISIOCLIENT', 2);
  const ann = await enter(server, 'ann');
  const { body: decided } = await ann.ask({ sku: VISIO });
  assert.equal((await server.post(`/api/v1/licenseRequests/${decided.id}/decide`, { reject: [ann.id] })).status, 200);
  const { body: open } = await ann.ask({ sku: VISIO });
  const restart = async (from, days) => { // old things are looked for at the start, then once an hour
    await from.stop();
    server.clock.set(days * day);
    return Server.start(t, server.organisation, { env: server.clock.env });
  };
  const closed = async (from) => (await from.get('/api/v1/licenseRequests?state=completed')).body.value.map((item) => item.id);
  const early = await restart(server, 364);
  assert.deepEqual(await closed(early), [decided.id]);
  const late = await restart(early, 366);
  await until(() => closed(late), (list) => list.length === 0);
  assert.deepEqual((await late.get('/api/v1/licenseRequests')).body.value.map((item) => item.id), [open.id], 'what is not decided stays');
  await late.stop();
  assert.equal(sql(server.organisation, 'SELECT COUNT(*) FROM license_request_person'), '1');
});

test('people who are gone', async (t) => {
  const { server, decide, ann, ben, cas } = await office(t, ['ann', 'ben', 'cas']);
  const { body: request } = await ann.ask({ sku: VISIO, people: [ben.id, cas.id] });
  assert.equal((await server.delete(`/v1.0/users/${ben.id}`)).status, 204);

  await t.test('of whom is deleted it is said, and he can only be rejected', async () => {
    const { body } = await server.get(`/api/v1/licenseRequests/${request.id}`);
    assert.deepEqual(body.people.map((item) => item.isDeleted), [true, false]);
    assert.equal((await decide(request.id, { approve: [ben.id] })).status, 404);
    assert.equal((await decide(request.id, { reject: [ben.id] })).status, 200);
  });
  await t.test('whoever is removed for good takes his part along, and nothing stays open for it', async () => {
    await server.delete(`/v1.0/users/${cas.id}`);
    assert.equal((await server.delete(`/v1.0/directory/deletedItems/${cas.id}`)).status, 204);
    const { body } = await server.get(`/api/v1/licenseRequests/${request.id}`);
    assert.deepEqual([body.state, states(body)], ['completed', { ben: 'rejected' }]);
    await server.delete(`/v1.0/users/${ann.id}`);
    assert.equal((await server.delete(`/v1.0/directory/deletedItems/${ann.id}`)).status, 204);
    assert.equal((await server.get(`/api/v1/licenseRequests/${request.id}`)).status, 404, 'what she asked goes with her');
  });
  assertSound(server.db);
});

test('R-91 who decides, and who asks by a program', async (t) => {
  const { server, ann } = await office(t, ['ann']);
  const application = await letPeopleIn(server, ['User.Read', 'LicenseAssignment.ReadWrite.All']);
  const reader = await letPeopleIn(server, ['User.Read']);

  await t.test('a person asks by a program that may change licences, not by one that may only read', async () => {
    const token = await tokenOfPerson(server, 'ann', application);
    const weak = await tokenOfPerson(server, 'ann', reader);
    assert.equal((await server.post('/api/v1/me/licenseRequests', { sku: VISIO }, { token: weak })).status, 403);
    assert.equal((await server.get('/api/v1/me/licenseRequests', { token: weak })).status, 200);
    assert.equal((await server.post('/api/v1/me/licenseRequests', { sku: VISIO }, { token })).status, 201);
    assert.equal((await server.get('/api/v1/licenseRequests', { token })).status, 403, 'no role, no list');
  });
  await t.test('global, license and user administrators decide; the setting is for global ones', async () => {
    for (const role of [GA, LA, UA]) {
      const admin = await addPerson(server, role.split(' ')[0].toLowerCase());
      await giveRole(server, admin.id, role);
      const token = await tokenOfPerson(server, role.split(' ')[0].toLowerCase(), application);
      assert.equal((await server.get('/api/v1/licenseRequests', { token })).body.value.length, 1, role);
    }
    const token = (await server.post('/api/v1/tokens', { name: 'ua', role: UA })).body.token;
    assert.equal((await server.get('/api/v1/licenseRequestSettings', { token })).status, 200);
    assert.equal((await server.patch('/api/v1/licenseRequestSettings', { selfServiceProducts: [] }, { token })).status, 403);
  });
});
