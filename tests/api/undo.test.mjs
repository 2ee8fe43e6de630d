// Undo: what an operation of the ledger did is taken back, of direct licences, wishes, what groups give, and memberships.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { change, outcome, results, waitForChange } from '../lib/changes.mjs';
import { tokenOfApplication } from '../lib/callers.mjs';
import { register } from '../lib/oauth.mjs';
import { addGroup, join, leave, license, path, paths, settled } from '../lib/groups.mjs';
import { assertSound, sku, startServer } from '../lib/licentia.mjs';
import { microsoftCsv } from '../lib/make-people.mjs';
import { Contract } from '../lib/openapi.mjs';

const { STANDARDPACK: E1, ENTERPRISEPACK: E3, VISIOCLIENT: VISIO, POWER_BI_PRO: BI } = sku;
const NO_ONE = { changed: 0, unchanged: 0, refused: 0, reverted: 0, skipped: 0 };

async function start(t, seats = {}) {
  const server = await startServer(t);
  for (const [part, count] of Object.entries(seats)) {
    await server.buy(part, count);
  }
  return (await Contract.read(server)).watch(server);
}

const add = (skuId, disabledPlans = []) => [{ skuId, disabledPlans }];
const ids = (...aliases) => ({ ids: aliases.map((alias) => `${alias}@contoso.example`) });
const newest = async (server) => (await server.get('/api/v1/operations?$top=9')).body.value.find(({ kind }) => kind !== 'groupApplied');
const undo = (server, operation, body = undefined, options = {}) => change(server, body, { ...options, path: `/api/v1/operations/${operation.id ?? operation}/undo` });
const refuse = async (server, operation, body = undefined) => {
  const answer = await server.post(`/api/v1/operations/${operation.id ?? operation}/undo`, body);
  assert.ok(answer.status >= 400, answer.text);
  return answer;
};

/** What a user has directly: { skuId: [names of plans that are off] }. */
async function direct(server, alias) {
  const { body } = await server.get(`/v1.0/users/${alias}@contoso.example?$select=licenseAssignmentStates`);
  return Object.fromEntries(body.licenseAssignmentStates.filter((state) => state.assignedByGroup === null)
    .map((state) => [state.skuId, state.disabledPlans.toSorted()]));
}

async function plansOf(server, part) {
  const { body } = await server.get(`/api/v1/catalog/skus/${part}`);
  return Object.fromEntries(body.servicePlans.map((plan) => [plan.servicePlanName, plan.servicePlanId]));
}

test('a single change of licences is undone, and so is the undo', async (t) => {
  const server = await start(t, { STANDARDPACK: 5, ENTERPRISEPACK: 5, VISIOCLIENT: 5 });
  const plan = await plansOf(server, 'ENTERPRISEPACK');
  const anna = await server.addUser('anna');
  assert.equal((await server.assign(anna.id, [...add(E1), ...add(VISIO)])).status, 200);
  assert.equal((await server.assign(anna.id, add(E3, [plan.SWAY]), [E1])).status, 200);
  const operation = await newest(server);

  const done = await undo(server, operation, undefined, { headers: { 'Licentia-Reason': 'a mistake' } });
  assert.deepEqual([done.state, done.action, done.undoes, done.mode, done.preview, done.total], ['finished', 'undo', operation.id, 'bestEffort', false, 1]);
  assert.deepEqual(done.counts, { ...NO_ONE, changed: 1 });
  assert.deepEqual(await direct(server, 'anna'), { [E1]: [], [VISIO]: [] });
  const [item] = await results(server, done);
  assert.deepEqual([item.id, item.group, item.state], [anna.id, null, 'changed']);
  assert.deepEqual(item.effects.map(({ effect, skuPartNumber }) => `${effect} ${skuPartNumber}`).sort(), ['added STANDARDPACK', 'removed ENTERPRISEPACK']);

  await t.test('the ledger says what was undone by what', async () => {
    const { body: undone } = await server.get(`/api/v1/operations/${done.operation}`);
    assert.deepEqual([undone.kind, undone.target, undone.undoes, undone.undoneBy, undone.reason], ['undo', 'anna@contoso.example', operation.id, null, 'a mistake']);
    assert.equal((await server.get(`/api/v1/operations/${operation.id}`)).body.undoneBy, done.operation);
    assert.deepEqual((await server.get('/api/v1/operations?$top=2')).body.value.map(({ undoes, undoneBy }) => [undoes, undoneBy]), [[operation.id, null], [null, done.operation]]);
    const { body: found } = await server.get(`/v1.0/auditLogs/directoryAudits?$filter=targetResources/any(t: t/id eq '${anna.id}')&$top=1`);
    assert.equal(found.value[0].activityDisplayName, 'Undo operation');
  });
  await t.test('once more: there is nothing to do', async () => {
    const again = await undo(server, operation);
    assert.deepEqual([again.state, again.counts, again.operation], ['finished', { ...NO_ONE, unchanged: 1 }, null]);
    assert.equal((await server.get(`/api/v1/operations/${operation.id}`)).body.undoneBy, done.operation, 'what did nothing is not in the ledger');
    assert.equal((await results(server, again))[0].message, 'It is so already.');
  });
  await t.test('undo of undo', async () => {
    const redo = await undo(server, done.operation);
    assert.deepEqual([redo.undoes, redo.counts.changed], [done.operation, 1]);
    assert.deepEqual(await direct(server, 'anna'), { [E3]: [plan.SWAY], [VISIO]: [] });
    const back = await undo(server, redo.operation);
    assert.equal(back.counts.changed, 1);
    assert.deepEqual(await direct(server, 'anna'), { [E1]: [], [VISIO]: [] });
  });
  await t.test('by its number, too', async () => {
    const { number } = await newest(server);
    assert.equal((await undo(server, String(number))).counts.changed, 1);
    assert.deepEqual(await direct(server, 'anna'), { [E3]: [plan.SWAY], [VISIO]: [] });
  });
  assertSound(server.db);
});

test('undo of a change of many users: previewed, made true, in the reverse order, and undone', async (t) => {
  const server = await start(t, { STANDARDPACK: 9, ENTERPRISEPACK: 2 });
  const from = await plansOf(server, 'STANDARDPACK');
  const users = {};
  for (const alias of ['anna', 'bram', 'cees', 'dora']) {
    users[alias] = await server.addUser(alias);
    if (alias !== 'dora') {
      assert.equal((await server.assign(users[alias].id, add(E1, alias === 'bram' ? [from.SWAY] : []))).status, 200);
    }
  }
  const swap = await change(server, { action: 'swap', users: { all: true }, from: E1, to: E3 });
  assert.deepEqual(await outcome(server, swap), { anna: 'changed', bram: 'changed', cees: 'refused CountViolation', dora: 'unchanged' });
  const before = (await newest(server)).id;

  const preview = await undo(server, swap.operation, { preview: true });
  assert.deepEqual([preview.state, preview.preview, preview.operation, preview.undoes], ['finished', true, null, swap.operation]);
  assert.deepEqual(await outcome(server, preview), { bram: 'changed', anna: 'changed' });
  assert.deepEqual(Object.keys(await outcome(server, preview)), ['bram', 'anna'], 'the last changed first');
  assert.deepEqual(preview.summary.seats.map(({ skuPartNumber, consumedBefore, consumedAfter }) => [skuPartNumber, consumedBefore, consumedAfter]).sort(),
    [['ENTERPRISEPACK', 2, 0], ['STANDARDPACK', 1, 3]]);
  assert.equal((await newest(server)).id, before, 'a preview does nothing');
  assert.equal((await undo(server, swap.operation, undefined, { headers: { Prefer: 'validate-only' } })).preview, true);

  await t.test('what the preview showed is made true, and nothing else', async () => {
    const other = await undo(server, before, { preview: true });
    const wrong = await refuse(server, (await server.get('/api/v1/operations?$top=9')).body.value.find(({ kind }) => kind === 'licenseChange'), { preview: other.id });
    assert.deepEqual([wrong.status, wrong.body.error.details[0].target], [400, 'preview']);
    const done = await undo(server, swap.operation, { preview: preview.id });
    assert.deepEqual([done.state, done.action, done.appliesPreview, done.undoes, done.counts.changed], ['finished', 'undo', preview.id, swap.operation, 2]);
    assert.deepEqual([await direct(server, 'anna'), await direct(server, 'bram'), await direct(server, 'cees')], [{ [E1]: [] }, { [E1]: [from.SWAY] }, { [E1]: [] }]);
    const stale = await undo(server, swap.operation, { preview: preview.id });
    assert.deepEqual([stale.state, stale.error.code], ['failed', 'factsChanged']);
  });
  await t.test('undo of the undo, by POST /changes from its preview', async () => {
    const again = await undo(server, (await newest(server)), { preview: true });
    const done = await change(server, { preview: again.id });
    assert.deepEqual([done.action, done.counts.changed], ['undo', 2]);
    assert.deepEqual([await direct(server, 'anna'), await direct(server, 'bram')], [{ [E3]: [] }, { [E3]: [(await plansOf(server, 'ENTERPRISEPACK')).SWAY] }]);
  });
  await t.test('results as CSV', async () => {
    const { text } = await server.get(`/api/v1/changes/${preview.id}/results`, { headers: { Accept: 'text/csv' } });
    assert.match(text, new RegExp(`^line,id,.*\r\n,${users.bram.id},bram@contoso.example,changed,,,,`));
  });
  assertSound(server.db);
});

test('R-06, R-24, R-68: what cannot come back is told of with code and remedy, the rest comes back', async (t) => {
  const server = await start(t, { STANDARDPACK: 3, VISIOCLIENT: 3, POWER_BI_PRO: 3 });
  const users = {};
  for (const alias of ['anna', 'bram', 'cees', 'dora', 'eva']) {
    users[alias] = await server.addUser(alias);
  }
  for (const alias of ['anna', 'bram', 'cees']) {
    assert.equal((await server.assign(users[alias].id, [...add(E1), ...add(VISIO)])).status, 200);
  }
  const removal = await change(server, { action: 'remove', users: { holdersOf: E1 }, removeLicenses: [E1] });
  // Since then: anna has it again, bram is gone, a seat is taken by somebody else; two are needed.
  assert.equal((await server.assign(users.anna.id, add(E1, [(await plansOf(server, 'STANDARDPACK')).SWAY]))).status, 200);
  const later = await newest(server);
  assert.equal((await server.delete(`/v1.0/users/${users.bram.id}`)).status, 204);
  for (const alias of ['dora', 'eva']) {
    assert.equal((await server.assign(users[alias].id, add(E1))).status, 200);
  }

  const all = await undo(server, removal.operation, { mode: 'allOrNothing' });
  assert.deepEqual([all.state, all.error.code, all.counts.refused, all.operation], ['failed', 'notAllPossible', 3, null]);
  const done = await undo(server, removal.operation);
  assert.deepEqual(await outcome(server, done), { cees: 'refused CountViolation', bram: 'refused userGone', anna: 'refused changedSince' });
  const list = await results(server, done);
  assert.ok(list.every((item) => item.message && item.remedy));
  const { message } = list.find((item) => item.code === 'changedSince');
  assert.ok(message.includes(later.id) && message.includes('licenseChange'), message);
  assert.deepEqual(done.counts, { ...NO_ONE, refused: 3 });

  await t.test('with a seat the one comes back to whom it is still due', async () => {
    assert.equal((await server.assign(users.eva.id, [], [E1])).status, 200);
    const again = await undo(server, removal.operation);
    assert.deepEqual(await outcome(server, again), { cees: 'changed', bram: 'refused userGone', anna: 'refused changedSince' });
    assert.deepEqual(Object.keys(await direct(server, 'cees')).sort(), [E1, VISIO].sort());
  });
  await t.test('what was removed since is named, too', async () => {
    assert.equal((await server.assign(users.dora.id, add(BI))).status, 200);
    const given = await newest(server);
    assert.equal((await server.assign(users.dora.id, [{ skuId: BI, disabledPlans: [Object.values(await plansOf(server, 'POWER_BI_PRO'))[0]] }])).status, 200);
    const [item] = await results(server, await undo(server, given));
    assert.deepEqual([item.code, item.message.includes((await server.get('/api/v1/operations?$top=3')).body.value.find(({ kind }) => kind === 'licenseChange').id)], ['changedSince', true]);
  });
  await t.test('R-24: plans that exclude each other by now', async () => {
    await server.buy('ENTERPRISEPACK', 3);
    assert.equal((await server.assign(users.cees.id, [], [E1])).status, 200);
    const gone = await newest(server);
    assert.equal((await server.assign(users.cees.id, add(E3))).status, 200);
    const [item] = await results(server, await undo(server, gone));
    assert.deepEqual([item.state, item.code], ['refused', 'MutuallyExclusiveViolation']);
  });
  assertSound(server.db);
});

test('D-08: a wish comes back with its place, and a new one is withdrawn', async (t) => {
  const server = await start(t, { VISIOCLIENT: 1 });
  const [ann, ben, cas] = [await server.addUser('ann'), await server.addUser('ben'), await server.addUser('cas')];
  const wait = (user, more) => server.post(`/api/v1/users/${user.id}/assignLicense`, { addLicenses: add(VISIO), removeLicenses: [], wait: true, ...more });
  const line = async () => (await server.get('/api/v1/skus/VISIOCLIENT/waiting')).body.value.map(({ userPrincipalName, priority, reason, sinceDateTime }) => [userPrincipalName.split('@')[0], priority, reason, sinceDateTime]);
  assert.equal((await server.assign(ann.id, add(VISIO))).status, 200);
  const given = await newest(server);
  assert.equal((await wait(ben, { priority: 3, waitReason: 'drawing' })).status, 200);
  const wished = await newest(server);
  assert.equal((await wait(cas, { priority: 3 })).status, 200);
  const before = await line();
  assert.deepEqual(before.map(([alias]) => alias), ['ben', 'cas']);

  await t.test('withdrawn and taken back', async () => {
    assert.equal((await undo(server, wished)).counts.changed, 1);
    assert.deepEqual((await line()).map(([alias]) => alias), ['cas']);
    assert.deepEqual(await paths(server, ben), {});
    assert.equal((await undo(server, await newest(server))).counts.changed, 1);
    assert.deepEqual(await line(), before);
  });
  await t.test('priority and reason, and their undo', async () => {
    assert.equal((await server.patch(`/api/v1/skus/VISIOCLIENT/waiting/${cas.id}`, { priority: -1, reason: 'now' })).status, 200);
    const moved = await newest(server);
    const preview = await undo(server, moved, { preview: true });
    assert.deepEqual([preview.counts.changed, (await results(server, preview))[0].effects.map(({ effect }) => effect)], [1, ['plansChanged']]);
    assert.equal((await undo(server, moved)).counts.changed, 1);
    assert.deepEqual(await line(), before);
  });
  await t.test('a place that was changed since', async () => {
    assert.equal((await server.patch(`/api/v1/skus/VISIOCLIENT/waiting/${ben.id}`, { priority: 9 })).status, 200);
    assert.deepEqual(await outcome(server, await undo(server, wished)), { ben: 'refused changedSince' });
    assert.equal((await undo(server, await newest(server))).counts.changed, 1);
    assert.deepEqual(await line(), before);
  });
  await t.test('whoever was given a seat that came free keeps it', async () => {
    assert.equal((await server.assign(ann.id, [], [VISIO])).status, 200);
    const freed = await newest(server);
    assert.equal(await path(server, ben, VISIO), 'Active');
    const done = await undo(server, freed);
    assert.deepEqual(await outcome(server, done), { ben: 'refused seatGiven', ann: 'refused CountViolation' });
    assert.equal(await path(server, ben, VISIO), 'Active');
    assert.deepEqual((await line()).map(([alias]) => alias), ['cas']);
  });
  await t.test('taking a licence back serves the line', async () => {
    assert.equal((await server.assign(ben.id, [], [VISIO])).status, 200);
    assert.equal(await path(server, cas, VISIO), 'Active');
    assert.equal((await undo(server, given)).counts.changed, 0, 'ann has none any more: it is so already');
  });
  assertSound(server.db);
});

test('what a group gives is undone, and its members follow', async (t) => {
  const server = await start(t, { STANDARDPACK: 9, ENTERPRISEPACK: 9 });
  const plan = await plansOf(server, 'STANDARDPACK');
  const users = [await server.addUser('anna'), await server.addUser('bram')];
  const group = await addGroup(server, 'Staff', users);
  await license(server, group, add(E1, [plan.SWAY]));
  const first = await newest(server);
  await license(server, group, [E3], [E1]);
  const second = await newest(server);
  assert.equal(await path(server, users[0], E3, group), 'Active');

  const preview = await undo(server, second, { preview: true });
  assert.deepEqual(preview.counts, { ...NO_ONE, changed: 1 });
  const [item] = await results(server, preview);
  assert.deepEqual([item.id, item.userPrincipalName, item.group, item.effects.map(({ effect, skuPartNumber }) => `${effect} ${skuPartNumber}`).sort()],
    [null, null, { id: group.id, displayName: 'Staff' }, ['added STANDARDPACK', 'removed ENTERPRISEPACK']]);
  const done = await undo(server, second);
  assert.equal(done.counts.changed, 1);
  await settled(server, group);
  for (const user of users) {
    assert.deepEqual(await paths(server, user), { [`${E1} ${group.id}`]: 'Active' });
  }
  const { body } = await server.get(`/v1.0/groups/${group.id}?$select=assignedLicenses`);
  assert.deepEqual(body.assignedLicenses.map(({ skuId, disabledPlans }) => [skuId, disabledPlans]), [[E1, [plan.SWAY]]]);
  const { body: operation } = await server.get(`/api/v1/operations/${done.operation}`);
  assert.deepEqual([operation.kind, operation.target, operation.undoes], ['undo', 'Staff', second.id]);

  await t.test('changed since', async () => {
    await license(server, group, add(E1));
    const refused = await undo(server, first);
    const [why] = await results(server, refused);
    assert.deepEqual([why.code, why.message.includes('groupLicense')], ['changedSince', true]);
  });
  await t.test('the undo of the last one, and of that', async () => {
    const last = await newest(server); // the undo that was refused is not there
    assert.equal(last.kind, 'groupLicense');
    assert.equal((await undo(server, last)).counts.changed, 1);
    await settled(server, group);
    assert.deepEqual(await direct(server, 'anna'), {});
    assert.equal((await undo(server, first)).counts.changed, 1);
    await settled(server, group);
    assert.deepEqual(await paths(server, users[0]), {});
  });
  await t.test('a group that was deleted', async () => {
    const gone = await addGroup(server, 'Gone');
    await license(server, gone, [E1]);
    const operation = await newest(server);
    await license(server, gone, [], [E1]);
    assert.equal((await server.delete(`/v1.0/groups/${gone.id}`)).status, 204);
    const [item] = await results(server, await undo(server, operation));
    assert.deepEqual([item.state, item.code, item.group.displayName], ['refused', 'groupGone', 'Gone']);
  });
  assertSound(server.db);
});

test('D-17, G-41: memberships of users, owners and groups are undone', async (t) => {
  const server = await start(t, { STANDARDPACK: 9 });
  const anna = await server.addUser('anna');
  const bram = await server.addUser('bram');
  const staff = await addGroup(server, 'Staff', [anna]);
  const sales = await addGroup(server, 'Sales');
  await license(server, staff, [E1]);
  await license(server, sales, [E1]);
  const members = async (group) => (await server.get(`/v1.0/groups/${group.id}/members`)).body.value.map(({ id }) => id).sort();
  const move = await server.post('/api/v1/memberships', { changes: [{ group: sales.id, add: [anna.id, bram.id] }, { group: staff.id, remove: [anna.id] }] });
  assert.ok(move.status < 300, move.text);
  const moved = await newest(server);

  const preview = await undo(server, moved, { preview: true });
  assert.deepEqual((await results(server, preview)).map(({ userPrincipalName, state, message }) => [userPrincipalName, state, message]).sort(), [
    ['anna@contoso.example', 'changed', 'leaves Sales; joins again Staff'], ['bram@contoso.example', 'changed', 'leaves Sales'],
  ]);
  assert.deepEqual(await members(staff), []);
  const done = await undo(server, moved);
  assert.equal(done.counts.changed, 2);
  assert.deepEqual([await members(staff), await members(sales)], [[anna.id], []]);
  assert.deepEqual([await paths(server, anna), await paths(server, bram)], [{ [`${E1} ${staff.id}`]: 'Active' }, {}]);
  assert.equal((await server.pool(E1)).consumedUnits, 1);

  await t.test('the undo of that', async () => {
    const again = await undo(server, done.operation);
    assert.equal(again.counts.changed, 2);
    assert.deepEqual([await members(staff), await members(sales)], [[], [anna.id, bram.id].sort()]);
  });
  await t.test('who has left and joined again was changed since', async () => {
    assert.equal((await leave(server, sales, bram)).status, 204);
    assert.equal((await join(server, sales, bram)).status, 204);
    const later = await newest(server);
    const result = await undo(server, moved, { preview: true });
    const list = await results(server, result);
    const item = list.find(({ userPrincipalName }) => userPrincipalName.startsWith('bram'));
    assert.deepEqual([item.code, item.message.includes(later.id)], ['changedSince', true]);
  });
  await t.test('a single member, whatever was refused meanwhile, and one who is gone', async () => {
    assert.equal((await leave(server, sales, bram)).status, 204);
    const left = await newest(server);
    assert.equal((await leave(server, sales, bram)).status, 404, 'this is in the audit log, and changes nothing');
    assert.equal((await undo(server, left)).counts.changed, 1);
    assert.ok((await members(sales)).includes(bram.id));
    assert.equal((await leave(server, sales, bram)).status, 204);
    const last = await newest(server);
    assert.equal((await server.delete(`/v1.0/users/${bram.id}`)).status, 204);
    assert.deepEqual(await outcome(server, await undo(server, last)), { bram: 'refused userGone' });
  });
  await t.test('one whose changes lie far apart in the operation', async () => {
    const report = await server.request('POST', '/api/v1/users/import?usageLocation=NL', {
      raw: true, body: microsoftCsv(450, 'contoso.example'), headers: { 'Content-Type': 'text/csv' },
    });
    assert.equal(report.body.created, 450);
    const many = await addGroup(server, 'Many');
    const all = (await server.get('/v1.0/users?$top=999&$select=id')).body.value.map(({ id }) => id).filter((id) => id !== anna.id);
    const answer = await server.post('/api/v1/memberships', { changes: [{ group: many.id, add: [anna.id, ...all] }, { group: sales.id, remove: [anna.id] }] });
    assert.ok(answer.status < 300, answer.text);
    const operation = await newest(server);
    const undone = await undo(server, operation);
    assert.deepEqual([undone.total, undone.counts.changed], [451, 451]);
    assert.deepEqual((await results(server, undone))[0].message, 'leaves Many; joins again Sales');
    assert.deepEqual([await members(many), (await members(sales)).includes(anna.id)], [[], true]);
  });
  await t.test('an owner', async () => {
    const owners = async () => (await server.get(`/v1.0/groups/${staff.id}/owners`)).body.value.map(({ id }) => id);
    assert.equal((await server.post(`/v1.0/groups/${staff.id}/owners/$ref`, { '@odata.id': `${server.url}/v1.0/users/${anna.id}` })).status, 204);
    assert.deepEqual(await owners(), [anna.id]);
    const undone = await undo(server, await newest(server));
    assert.deepEqual([(await results(server, undone))[0].message, await owners()], ['no longer owns Staff', []]);
  });
  await t.test('D-17: a group in a group, which must not come to contain itself', async () => {
    const inner = await addGroup(server, 'Inner');
    assert.equal((await join(server, staff, inner)).status, 204);
    const joined = await newest(server);
    const undone = await undo(server, joined);
    const [item] = await results(server, undone);
    assert.deepEqual([item.group.id, item.message, await members(staff)], [inner.id, 'leaves Staff', []]);
    assert.equal((await join(server, inner, staff)).status, 204);
    const [refused] = await results(server, await undo(server, undone.operation));
    assert.deepEqual([refused.state, refused.code], ['refused', 'groupInItself']);
  });
  assertSound(server.db);
});

test('what is not undone is refused, with what to do instead', async (t) => {
  const server = await start(t, { STANDARDPACK: 3 });
  const anna = await server.addUser('anna');
  const tell = (answer) => [answer.status, answer.body.error.details[0].code, answer.body.error.details[0].remedy];
  const kindOf = async (kind) => (await server.get('/api/v1/operations?$top=99')).body.value.find((item) => item.kind === kind);
  await server.patch(`/v1.0/users/${anna.id}`, { jobTitle: 'Baker' });
  await server.delete(`/v1.0/users/${anna.id}`);
  for (const [kind, remedy] of [['userDelete', /^Restore the user/], ['userCreate', /^Delete the user/], ['userUpdate', /^Give the user/], ['subscriptionAdd', /^Cancel/],
    ['catalogImport', /^Import/]]) {
    const operation = await kindOf(kind);
    if (operation) {
      const [status, code, words] = tell(await refuse(server, operation));
      assert.deepEqual([status, code, remedy.test(words)], [400, 'cannotBeUndone', true], `${kind}: ${words}`);
    }
  }
  assert.deepEqual(tell(await refuse(server, await kindOf('init'))), [400, 'cannotBeUndone', null]);
  assert.equal((await refuse(server, '01a217a6-0000-7000-8000-000000000000')).status, 404);
  assert.equal((await refuse(server, 'nonsense')).status, 404);
  assert.equal((await refuse(server, '999999')).status, 404);

  await t.test('a change of nobody\'s operation does not exist, and one that did nothing has nothing to undo', async () => {
    const none = await change(server, { action: 'remove', users: { filter: "department eq 'None'" }, removeLicenses: [E1] });
    assert.deepEqual([none.total, none.state, none.operation], [0, 'finished', null]);
  });
  await t.test('bad bodies', async () => {
    const operation = await kindOf('userCreate');
    for (const [body, target] of [[{ mode: 'some' }, 'mode'], [{ preview: 7 }, 'preview'], [{ users: {} }, 'users']]) {
      const answer = await refuse(server, operation, body);
      assert.deepEqual([answer.status, answer.body.error.details[0].target], [400, target]);
    }
    const wrong = await server.post('/api/v1/changes', { action: 'undo', users: { all: true } });
    assert.match(wrong.body.error.message, /operations\/\{id\}\/undo/);
  });
});

test('an undo takes the permission of what it takes back', async (t) => {
  const server = await start(t, { STANDARDPACK: 9 });
  const anna = await server.addUser('anna');
  const tokenOf = async (role) => (await server.post('/api/v1/tokens', { name: role, role })).body.token;
  const as = { groups: await tokenOf('Groups Administrator'), licenses: await tokenOf('License Administrator'), reader: await tokenOf('Global Reader') };
  const ask = async (operation, token, body = { preview: true }) => (await server.post(`/api/v1/operations/${operation.id}/undo`, body, { token })).status;
  assert.equal((await server.assign(anna.id, add(E1))).status, 200);
  const direct = await newest(server);
  const group = await addGroup(server, 'Staff');
  await license(server, group, [E1]);
  const given = await newest(server);
  assert.equal((await join(server, group, anna)).status, 204);
  const joined = await newest(server);
  const table = [[direct, [403, 202, 403]], [given, [202, 202, 403]], [joined, [202, 403, 403]]];
  for (const [operation, expected] of table) {
    assert.deepEqual([await ask(operation, as.groups), await ask(operation, as.licenses), await ask(operation, as.reader)], expected, operation.kind);
  }
  const answer = await server.post(`/api/v1/operations/${joined.id}/undo`, undefined, { token: as.groups });
  const done = await waitForChange(server, answer.body.id);
  assert.deepEqual([done.state, done.counts.changed, done.actor], ['finished', 1, 'Groups Administrator']);
  const back = { id: done.operation };
  assert.deepEqual([await ask(back, as.groups), await ask(back, as.licenses)], [202, 403], 'so does the undo of it');
  assert.equal((await server.post(`/api/v1/changes/${answer.body.id}/pause`, undefined, { token: as.licenses })).status, 403);
  assert.equal((await server.post(`/api/v1/changes/${answer.body.id}/pause`, undefined, { token: as.groups })).status, 400, 'it is over');
  const token = await tokenOfApplication(server, await register(server, { own: ['GroupMember.ReadWrite.All'] }));
  assert.deepEqual([await ask(back, token), await ask(direct, token)], [202, 403]);
});

test('asked for twice at once: one does it, nothing is lost; with a key it counts once', async (t) => {
  const server = await start(t, { STANDARDPACK: 99 });
  const users = [];
  for (let i = 0; i < 30; i++) {
    users.push(await server.addUser(`user${i}`));
  }
  const given = await change(server, { action: 'add', users: { all: true }, addLicenses: add(E1) });
  const path = `/api/v1/operations/${given.operation}/undo`;
  const both = await Promise.all([server.post(path), server.post(path)]);
  const done = await Promise.all(both.map(({ body }) => waitForChange(server, body.id)));
  assert.deepEqual(done.map(({ state }) => state), ['finished', 'finished']);
  assert.equal(done[0].counts.changed + done[1].counts.changed, 30);
  assert.equal(done[0].counts.unchanged + done[1].counts.unchanged, 30);
  assert.equal((await server.pool(E1)).consumedUnits, 0);

  const headers = { 'Idempotency-Key': 'once-and-no-more' };
  const last = done.findLast(({ counts }) => counts.changed > 0);
  const first = await server.post(`/api/v1/operations/${last.operation}/undo`, undefined, { headers });
  const second = await server.post(`/api/v1/operations/${last.operation}/undo`, undefined, { headers });
  assert.deepEqual([first.status, second.status, second.body.id], [202, 202, first.body.id]);
  assert.equal((await waitForChange(server, first.body.id)).counts.changed, last.counts.changed);
  assertSound(server.db);
});
