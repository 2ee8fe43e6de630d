// Undo: what an operation of the ledger did is taken back, of direct licences, wishes, what groups give, and memberships.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { change, outcome, results, waitForChange } from '../lib/changes.mjs';
import { addGroup, join, leave, license, path, paths } from '../lib/groups.mjs';
import { assertSound, sku, startServer } from '../lib/licentia.mjs';
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
const newest = async (server) => (await server.get('/api/v1/operations?$top=1')).body.value[0];
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

/** Waits until everything that the groups give has been applied. */
async function settled(server, group) {
  for (;;) {
    const { body } = await server.get(`/v1.0/groups/${group.id}?$select=licenseProcessingState`);
    if (body.licenseProcessingState?.state !== 'QueuedForProcessing' && body.licenseProcessingState?.state !== 'ProcessingInProgress') {
      return;
    }
    await new Promise((done) => setTimeout(done, 5));
  }
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
    assert.deepEqual([again.state, again.counts, again.operation === null], ['finished', { ...NO_ONE, unchanged: 1 }, false]);
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
