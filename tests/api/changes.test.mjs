// Changes of the licences of many users: what each action does, who is meant, previews, files, and what is told of it.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { tokenOfApplication } from '../lib/callers.mjs';
import { register } from '../lib/oauth.mjs';
import { change, changeByFile, outcome, results, waitForChange } from '../lib/changes.mjs';
import { addGroup, license, path } from '../lib/groups.mjs';
import { assertSound, sku, startServer } from '../lib/licentia.mjs';
import { microsoftCsv } from '../lib/make-people.mjs';
import { Contract } from '../lib/openapi.mjs';

async function start(t) {
  const server = await startServer(t);
  return (await Contract.read(server)).watch(server);
}

const E1 = sku.STANDARDPACK;
const E3 = sku.ENTERPRISEPACK;
const VISIO = sku.VISIOCLIENT;

/** Adds users; each value is what they have directly: [skuId or { skuId, disabledPlans }]. Returns them by alias. */
async function people(server, wanted) {
  const made = {};
  for (const [alias, licenses] of Object.entries(wanted)) {
    made[alias] = await server.addUser(alias);
    if (licenses.length > 0) {
      assert.equal((await server.assign(made[alias].id, licenses)).status, 200);
    }
  }
  return made;
}

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

const ids = (...aliases) => ({ ids: aliases.map((alias) => `${alias}@contoso.example`) });
const add = (skuId, disabledPlans = []) => [{ skuId, disabledPlans }];

test('R-65, D-13: add gives a product, and new plans to who has it', async (t) => {
  const server = await start(t);
  await server.buy('ENTERPRISEPACK', 10);
  const plan = await plansOf(server, 'ENTERPRISEPACK');
  await people(server, { anna: [], bram: add(E3, [plan.SWAY]), cees: add(E3, [plan.TEAMS1]) });
  const done = await change(server, { action: 'add', users: ids('anna', 'bram', 'cees'), addLicenses: add(E3, [plan.TEAMS1]) }, { headers: { 'Licentia-Reason': 'a new year' } });
  assert.deepEqual([done.state, done.action, done.mode, done.preview, done.done, done.total], ['finished', 'add', 'bestEffort', false, 3, 3]);
  assert.deepEqual(done.counts, { changed: 2, unchanged: 1, refused: 0, reverted: 0, skipped: 0 });
  assert.deepEqual([done.error, done.summary, done.appliesPreview, done.reason], [null, null, null, 'a new year']);
  for (const alias of ['anna', 'bram', 'cees']) {
    assert.deepEqual(await direct(server, alias), { [E3]: [plan.TEAMS1] }, alias);
  }
  const list = await results(server, done);
  assert.deepEqual(list.map((item) => [item.userPrincipalName.split('@')[0], item.state, item.effects.map(({ effect, skuPartNumber }) => `${effect} ${skuPartNumber}`)]), [
    ['anna', 'changed', ['added ENTERPRISEPACK']], ['bram', 'changed', ['plansChanged ENTERPRISEPACK']], ['cees', 'unchanged', []],
  ]);
  assert.equal((await server.pool(E3)).consumedUnits, 3);

  await t.test('it is one operation of the ledger', async () => {
    const { body } = await server.get(`/api/v1/operations/${done.operation}`);
    assert.deepEqual([body.kind, body.changeCount, body.reason, body.target], ['bulkChange', 2, 'a new year', 'users: add']);
    assert.equal((await server.get('/api/v1/operations?$top=1')).body.value[0].id, done.operation);
  });
  assertSound(server.db);
});

test('R-68, R-69, D-10: whoever cannot be changed is told of, with the remedy, and stops nobody', async (t) => {
  const server = await start(t);
  await server.buy('ENTERPRISEPACK', 2);
  await server.buy('VISIOCLIENT', 9);
  await people(server, { anna: [], bram: [], cees: [], dora: [] });
  await server.addUser('nowhere', { usageLocation: null });
  const done = await change(server, {
    action: 'add', users: ids('anna', 'nowhere', 'nobody', 'bram', 'cees', 'anna'), addLicenses: [...add(E3), ...add(VISIO)],
  });
  assert.deepEqual([done.state, done.total], ['finished', 5]);
  assert.deepEqual(done.counts, { changed: 2, unchanged: 0, refused: 3, reverted: 0, skipped: 0 });
  assert.deepEqual(await outcome(server, done), {
    anna: 'changed', nowhere: 'refused UsageLocationMissing', nobody: 'refused userNotFound', bram: 'changed', cees: 'refused CountViolation',
  });
  assert.deepEqual(await direct(server, 'cees'), {}, 'all or nothing of one user (R-51)');
  const refused = await results(server, done, '&state=refused');
  assert.equal(refused.length, 3);
  assert.ok(refused.every((item) => item.message && item.remedy));
  assert.equal(refused.find((item) => item.code === 'userNotFound').id, null);
  assert.deepEqual((await results(server, done, '&state=changed')).length, 2);
  assert.deepEqual(await results(server, done, '&state=skipped'), []);
  assertSound(server.db);
});

test('R-54, R-55: remove takes what is direct, passes over who does not have it, and leaves what groups give', async (t) => {
  const server = await start(t);
  await server.buy('ENTERPRISEPACK', 10);
  await server.buy('VISIOCLIENT', 10);
  const users = await people(server, { anna: [...add(E3), ...add(VISIO)], bram: [], cees: [] });
  const group = await addGroup(server, 'Staff', [users.cees]);
  await license(server, group, [E3]);
  const done = await change(server, { action: 'remove', users: ids('anna', 'bram', 'cees'), removeLicenses: [E3] });
  assert.deepEqual(await outcome(server, done), { anna: 'changed', bram: 'unchanged', cees: 'refused LicenseInherited' });
  assert.deepEqual(Object.keys(await direct(server, 'anna')), [VISIO]);
  assert.equal(await path(server, users.cees, E3, group), 'Active');
  assertSound(server.db);
});

test('D-14, R-66, R-67, R-30: replace leaves the chosen set, decided on the end state', async (t) => {
  const server = await start(t);
  await server.buy('STANDARDPACK', 10);
  await server.buy('ENTERPRISEPACK', 10);
  await server.buy('VISIOCLIENT', 10);
  await people(server, { anna: [...add(E1), ...add(VISIO)], bram: add(E3), cees: [] });
  const done = await change(server, { action: 'replace', users: ids('anna', 'bram', 'cees'), addLicenses: add(E3) });
  assert.deepEqual(await outcome(server, done), { anna: 'changed', bram: 'unchanged', cees: 'changed' });
  assert.deepEqual(Object.keys(await direct(server, 'anna')), [E3]);
  const none = await change(server, { action: 'replace', users: ids('anna', 'bram', 'cees'), addLicenses: [] });
  assert.deepEqual(none.counts.changed, 3);
  assert.equal((await server.pool(E3)).consumedUnits, 0);
  assertSound(server.db);
});

test('D-14: swap touches one product and carries the choice of plans over', async (t) => {
  const server = await start(t);
  await server.buy('STANDARDPACK', 10);
  await server.buy('ENTERPRISEPACK', 10);
  await server.buy('VISIOCLIENT', 10);
  const from = await plansOf(server, 'STANDARDPACK');
  const to = await plansOf(server, 'ENTERPRISEPACK');
  await people(server, { anna: [...add(E1, [from.TEAMS1, from.EXCHANGE_S_STANDARD]), ...add(VISIO)], bram: add(VISIO), cees: [...add(E3, [to.SWAY])] });
  const done = await change(server, {
    action: 'swap', users: { all: true }, from: E1, to: E3, disabledPlans: [to.SWAY],
    planMap: [{ from: from.EXCHANGE_S_STANDARD, to: to.EXCHANGE_S_ENTERPRISE }],
  });
  assert.deepEqual(await outcome(server, done), { anna: 'changed', bram: 'unchanged', cees: 'unchanged' });
  assert.deepEqual(await direct(server, 'anna'), { [E3]: [to.EXCHANGE_S_ENTERPRISE, to.SWAY, to.TEAMS1].sort(), [VISIO]: [] });
  assert.deepEqual(await direct(server, 'cees'), { [E3]: [to.SWAY] });
  const [item] = await results(server, done);
  assert.deepEqual(item.effects.map(({ effect, skuPartNumber }) => `${effect} ${skuPartNumber}`).sort(), ['added ENTERPRISEPACK', 'removed STANDARDPACK']);
  assertSound(server.db);
});

test('setPlans turns plans on and off for who holds the product directly', async (t) => {
  const server = await start(t);
  await server.buy('ENTERPRISEPACK', 10);
  const plan = await plansOf(server, 'ENTERPRISEPACK');
  await people(server, { anna: add(E3, [plan.SWAY, plan.YAMMER_ENTERPRISE]), bram: [], cees: add(E3, [plan.TEAMS1]) });
  const done = await change(server, { action: 'setPlans', users: { holdersOf: E3 }, skuId: E3, enablePlans: [plan.SWAY], disablePlans: [plan.TEAMS1] });
  assert.deepEqual(await outcome(server, done), { anna: 'changed', cees: 'unchanged' });
  assert.deepEqual(await direct(server, 'anna'), { [E3]: [plan.YAMMER_ENTERPRISE, plan.TEAMS1].sort() });
  assertSound(server.db);
});

test('users by id, by filter, of a group at whatever depth, holders, everybody', async (t) => {
  const server = await start(t);
  await server.buy('VISIOCLIENT', 100);
  await server.buy('ENTERPRISEPACK', 100);
  const users = await people(server, { anna: [], bram: [], cees: [], dora: add(E3), eva: add(E3) });
  await server.patch('/v1.0/users/anna@contoso.example', { department: 'Sales' });
  await server.patch('/v1.0/users/bram@contoso.example', { department: 'sales', city: 'Utrecht' });
  const gone = await server.addUser('gone');
  await server.delete(`/v1.0/users/${gone.id}`);
  const inner = await addGroup(server, 'Inner', [users.cees, users.anna]);
  const outer = await addGroup(server, 'Outer', [users.anna, users.bram, gone.id].slice(0, 2), {});
  assert.equal((await server.post(`/v1.0/groups/${outer.id}/members/$ref`, { '@odata.id': `${server.url}/v1.0/directoryObjects/${inner.id}` })).status, 204);

  /** Previews the change for these users; returns their aliases. */
  async function meant(which) {
    return Object.keys(await outcome(server, await change(server, { action: 'add', users: which, addLicenses: add(VISIO), preview: true })));
  }

  assert.deepEqual(await meant({ ids: [users.bram.id.toUpperCase(), 'ANNA@contoso.example'] }), ['bram', 'anna']);
  assert.deepEqual(await meant({ filter: "department eq 'Sales'" }), ['anna', 'bram']);
  assert.deepEqual(await meant({ filter: "department eq 'Sales' and city ne 'Utrecht'" }), ['anna']);
  assert.deepEqual(await meant({ filter: "startsWith(displayName,'user')" }), ['anna', 'bram', 'cees', 'dora', 'eva']);
  assert.deepEqual(await meant({ filter: 'accountEnabled eq false' }), []);
  assert.deepEqual(await meant({ group: outer.id }), ['anna', 'bram']);
  assert.deepEqual((await meant({ group: outer.id, transitive: true })).sort(), ['anna', 'bram', 'cees']);
  assert.deepEqual(await meant({ holdersOf: E3 }), ['dora', 'eva']);
  assert.deepEqual(await meant({ all: true }), ['anna', 'bram', 'cees', 'dora', 'eva']);
  const empty = await addGroup(server, 'Empty');
  assert.deepEqual(await meant({ group: empty.id }), []);
});

test('a filter means whom GET /users shows for it, however many', async (t) => {
  const server = await start(t);
  await server.buy('VISIOCLIENT', 1000);
  const report = await server.request('POST', '/api/v1/users/import?usageLocation=NL', {
    raw: true, body: microsoftCsv(900, 'contoso.example'), headers: { 'Content-Type': 'text/csv' },
  });
  assert.equal(report.body.created, 900, report.text);
  await change(server, { action: 'add', users: { ids: Array.from({ length: 300 }, (_, i) => `m${String(3 * i + 1).padStart(6, '0')}@contoso.example`) }, addLicenses: add(VISIO) });
  const filters = {
    "department eq 'FINANCIËN' or department eq 'Burgerzaken'": 450,
    "surname in ('Bakker','Müller') and not(startsWith(givenName,'Z'))": 202,
    [`assignedLicenses/any(l:l/skuId eq ${VISIO})`]: 300,
    [`not(assignedLicenses/any(l:l/skuId eq ${VISIO})) and endsWith(userPrincipalName,'0@contoso.example')`]: 60,
    'assignedLicenses/$count eq 0': 600,
    "displayName eq 'Jürgen O''Neill'": 23,
    "userPrincipalName ge 'm000800' and accountEnabled eq true": 101,
    'createdDateTime gt 2020-01-01T00:00:00Z': 900,
    'employeeId ne null': 0,
  };
  for (const [filter, count] of Object.entries(filters)) {
    const shown = [];
    for (let next = `/v1.0/users?$select=id&$top=999&$filter=${encodeURIComponent(filter)}`; next;) {
      const { body } = await server.get(next);
      shown.push(...body.value.map(({ id }) => id));
      next = body['@odata.nextLink'];
    }
    const preview = await change(server, { action: 'remove', users: { filter }, removeLicenses: [VISIO], preview: true });
    assert.deepEqual((await results(server, preview)).map(({ id }) => id), shown, filter);
    assert.deepEqual([preview.total, shown.length], [count, count], filter);
  }
  // Whoever loses what he was found by is not lost to the change.
  const done = await change(server, { action: 'remove', users: { filter: `assignedLicenses/any(l:l/skuId eq ${VISIO})` }, removeLicenses: [VISIO] });
  assert.equal(done.counts.changed, 300);
  assertSound(server.db);
});

test('U-21, R-12: a preview shows seats, plans, conflicts and each user, and does nothing', async (t) => {
  const server = await start(t);
  await server.buy('STANDARDPACK', 5);
  await server.buy('ENTERPRISEPACK', 2);
  await people(server, { anna: add(E1), bram: [], cees: [], dora: [] });
  await server.addUser('nowhere', { usageLocation: null });
  const before = [(await server.get('/v1.0/subscribedSkus')).body, (await server.get('/api/v1/operations')).body];
  const body = { action: 'swap', from: E1, to: E3, users: { all: true } };
  const swap = await change(server, body, { headers: { Prefer: 'validate-only' } });
  assert.deepEqual([swap.state, swap.preview, swap.operation], ['finished', true, null]);
  assert.deepEqual(swap.counts, { changed: 1, unchanged: 4, refused: 0, reverted: 0, skipped: 0 });
  const seats = Object.fromEntries(swap.summary.seats.map((pool) => [pool.skuPartNumber, pool]));
  assert.deepEqual([seats.STANDARDPACK.consumedBefore, seats.STANDARDPACK.consumedAfter, seats.ENTERPRISEPACK.availableBefore, seats.ENTERPRISEPACK.availableAfter], [1, 0, 2, 1]);
  const plans = Object.fromEntries(swap.summary.servicePlans.map((plan) => [plan.servicePlanName, [plan.gain, plan.lose]]));
  assert.deepEqual([plans.EXCHANGE_S_ENTERPRISE, plans.EXCHANGE_S_STANDARD, plans.SWAY], [[1, 0], [0, 1], undefined]);

  const adding = await change(server, { action: 'add', addLicenses: add(E3), users: ids('bram', 'nowhere', 'cees', 'nobody', 'dora', 'noone'), preview: true });
  assert.deepEqual(await outcome(server, adding), {
    bram: 'changed', nowhere: 'refused UsageLocationMissing', cees: 'changed', nobody: 'refused userNotFound', dora: 'refused CountViolation', noone: 'refused userNotFound',
  }, 'the last seats are for the first');
  const [location, count] = ['UsageLocationMissing', 'CountViolation'].map((code) => adding.summary.conflicts.find((conflict) => conflict.code === code));
  assert.deepEqual([location.count, location.users], [1, ['nowhere@contoso.example']]);
  assert.deepEqual([count.count, count.users, count.about.map(({ id }) => id)], [1, ['dora@contoso.example'], [E3]]);
  assert.deepEqual(adding.summary.conflicts.map(({ code, count: users }) => [code, users]).sort(), [['CountViolation', 1], ['UsageLocationMissing', 1], ['userNotFound', 2]]);
  assert.ok(location.remedy && count.remedy && location.message && count.message);
  assert.deepEqual([(await server.get('/v1.0/subscribedSkus')).body, (await server.get('/api/v1/operations')).body], before);
});

test('a preview can be made true, and only as it was shown', async (t) => {
  const server = await start(t);
  await server.buy('ENTERPRISEPACK', 10);
  await server.buy('VISIOCLIENT', 10);
  await people(server, { anna: [], bram: add(E3), cees: [] });
  const asked = { action: 'add', users: ids('anna', 'bram', 'cees', 'nobody'), addLicenses: add(E3) };
  const preview = await change(server, { ...asked, preview: true });

  await t.test('as shown', async () => {
    const done = await change(server, { preview: preview.id });
    assert.deepEqual([done.state, done.preview, done.appliesPreview, done.action], ['finished', false, preview.id, 'add']);
    assert.deepEqual(await outcome(server, done), { anna: 'changed', bram: 'unchanged', cees: 'changed', nobody: 'refused userNotFound' });
    assert.deepEqual(Object.keys(await direct(server, 'cees')), [E3]);
  });

  await t.test('not once the facts have changed: nothing is done, and it is told for whom', async () => {
    const again = await change(server, { preview: preview.id });
    assert.deepEqual([again.state, again.error.code, again.operation], ['failed', 'factsChanged', null]);
    assert.deepEqual(await outcome(server, again), { anna: 'refused factsChanged', bram: 'skipped', cees: 'refused factsChanged', nobody: 'refused userNotFound' });
    assert.match(again.error.message, /^For 2 of 4 users/);
  });

  await t.test('what is no finished preview cannot be', async () => {
    const made = await change(server, { ...asked, addLicenses: add(VISIO) });
    const answer = await server.post('/api/v1/changes', { preview: made.id });
    assert.deepEqual([answer.status, answer.body.error.details[0].target], [400, 'preview'], answer.text);
    assert.equal((await server.post('/api/v1/changes', { preview: '00000000-0000-0000-0000-000000000001' })).status, 404);
    assert.equal((await server.post('/api/v1/changes', { preview: preview.id, mode: 'allOrNothing' })).status, 400);
  });
  assertSound(server.db);
});

test('all or nothing: one refusal, and nothing is done', async (t) => {
  const server = await start(t);
  await server.buy('ENTERPRISEPACK', 2);
  await people(server, { anna: [], bram: [], cees: [] });
  const asked = { action: 'add', mode: 'allOrNothing', users: ids('anna', 'bram', 'cees'), addLicenses: add(E3) };
  const failed = await change(server, asked);
  assert.deepEqual([failed.state, failed.error.code, failed.operation], ['failed', 'notAllPossible', null]);
  assert.deepEqual(failed.counts, { changed: 0, unchanged: 0, refused: 1, reverted: 0, skipped: 2 });
  assert.deepEqual(await outcome(server, failed), { anna: 'skipped', bram: 'skipped', cees: 'refused CountViolation' });
  assert.equal((await results(server, failed, '&state=skipped')).length, 2);
  assert.equal((await server.pool(E3)).consumedUnits, 0);
  assert.equal(failed.summary.conflicts[0].code, 'CountViolation');
  await server.buy('ENTERPRISEPACK', 1);
  const done = await change(server, asked);
  assert.deepEqual([done.state, done.counts.changed], ['finished', 3]);

  await t.test('the failure is in the audit log', async () => {
    const { body } = await server.get("/v1.0/auditLogs/directoryAudits?$filter=result eq 'failure'");
    assert.equal(body.value[0].activityDisplayName, 'Bulk change user licenses');
    assert.match(body.value[0].resultReason, /1 of 3 users cannot be changed/);
  });
  assertSound(server.db);
});

test('D-08, G-26: a seat that comes free goes to the line, in the preview, too', async (t) => {
  const server = await start(t);
  await server.buy('ENTERPRISEPACK', 1);
  const users = await people(server, { anna: add(E3), bram: [], cees: [] });
  const group = await addGroup(server, 'Waiting', [users.bram]);
  await license(server, group, [E3]);
  assert.equal(await path(server, users.bram, E3, group), 'Error CountViolation');
  const rows = ['user,sku,action', 'anna@contoso.example,ENTERPRISEPACK,remove', 'cees@contoso.example,ENTERPRISEPACK,add'];
  const shown = await changeByFile(server, rows, '?preview=true');
  assert.deepEqual(await outcome(server, shown), { anna: 'changed', cees: 'refused CountViolation' });
  const done = await changeByFile(server, rows);
  assert.deepEqual(await outcome(server, done), { anna: 'changed', cees: 'refused CountViolation' });
  assert.equal(await path(server, users.bram, E3, group), 'Active');
  assertSound(server.db);
});

test('a file says what is asked for of each user', async (t) => {
  const server = await start(t);
  for (const part of ['STANDARDPACK', 'ENTERPRISEPACK', 'VISIOCLIENT']) {
    await server.buy(part, 20);
  }
  const plan = await plansOf(server, 'ENTERPRISEPACK');
  await people(server, { anna: [], bram: add(E1), cees: [], dora: [], eva: add(VISIO) });

  await t.test('several rows of one user are one item; the same said twice counts once', async () => {
    const done = await changeByFile(server, [
      'user,sku,disabledPlans,action',
      'anna@contoso.example,ENTERPRISEPACK,SWAY; TEAMS1,',
      `ANNA@contoso.example,${VISIO},,add`,
      `anna@contoso.example,${E3.toUpperCase()},${plan.TEAMS1};SWAY;SWAY,`,
      'bram@contoso.example,ENTERPRISEPACK,,',
      'bram@contoso.example,STANDARDPACK,,remove',
    ]);
    assert.deepEqual([done.state, done.total, done.counts.changed], ['finished', 2, 2]);
    assert.deepEqual(await direct(server, 'anna'), { [E3]: [plan.SWAY, plan.TEAMS1].sort(), [VISIO]: [] });
    assert.deepEqual(await direct(server, 'bram'), { [E3]: [] });
    assert.deepEqual((await results(server, done)).map(({ line }) => line), [2, 5]);
  });

  await t.test('rows that contradict each other are both bad, and named by their lines; so is what cannot be understood', async () => {
    const done = await changeByFile(server, [
      'user;sku;plans',
      'cees@contoso.example;ENTERPRISEPACK;SWAY',
      'dora@contoso.example;VISIOCLIENT;',
      'cees@contoso.example;ENTERPRISEPACK;TEAMS1',
      'cees@contoso.example;VISIOCLIENT;',
      'eva@contoso.example;NOSUCHPACK;',
      'nobody@contoso.example;VISIOCLIENT;',
      'anna@contoso.example;VISIOCLIENT;SWAY',
      'bram@contoso.example;VISIOCLIENT',
    ]);
    assert.deepEqual(await outcome(server, done), {
      cees: 'refused rowsContradict', dora: 'changed', eva: 'refused rowInvalid', nobody: 'refused userNotFound', anna: 'refused rowInvalid', bram: 'refused rowInvalid',
    });
    const message = Object.fromEntries((await results(server, done)).map((item) => [item.userPrincipalName.split('@')[0], item.message]));
    assert.match(message.cees, /^Lines 2 and 4 /);
    assert.match(message.eva, /^Line 6: .*NOSUCHPACK/);
    assert.match(message.anna, /^Line 8: .*SWAY.*VISIOCLIENT/);
    assert.match(message.bram, /^Line 9: /);
    assert.deepEqual(await direct(server, 'cees'), {});
  });

  await t.test('replace by file, and all or nothing with a bad row: nothing is done', async () => {
    const rows = ['userPrincipalName,skuPartNumber', 'anna@contoso.example,STANDARDPACK', 'eva@contoso.example,NOSUCHPACK'];
    const failed = await changeByFile(server, rows, '?action=replace&mode=allOrNothing');
    assert.deepEqual([failed.state, failed.error.code, failed.mode], ['failed', 'notAllPossible', 'allOrNothing']);
    const done = await changeByFile(server, rows, '?action=replace');
    assert.deepEqual(await outcome(server, done), { anna: 'changed', eva: 'refused rowInvalid' });
    assert.deepEqual(await direct(server, 'anna'), { [E1]: [] });
  });

  for (const [what, text, pattern] of [
    ['an unknown column', 'user,product\nanna@contoso.example,X\n', /Column 2 .*product/],
    ['no user', 'sku\nVISIOCLIENT\n', /no column user/],
    ['no product', 'user\nanna@contoso.example\n', /no column sku/],
    ['a column twice', 'user,sku,id\na,b,c\n', /Columns 1 and 3/],
    ['no rows', 'user,sku\n', /no rows/],
    ['nothing', '', /empty/],
  ]) {
    await t.test(`D-20: a file with ${what} is refused at once`, async () => {
      const answer = await server.request('POST', '/api/v1/changes', { raw: true, body: text, headers: { 'Content-Type': 'text/csv' } });
      assert.equal(answer.status, 400, answer.text);
      assert.match(answer.body.error.message, pattern);
    });
  }
  assertSound(server.db);
});

test('D-20: what is not understood is refused by name', async (t) => {
  const server = await start(t);
  await server.buy('ENTERPRISEPACK', 1);
  const plan = await plansOf(server, 'VISIOCLIENT');
  await server.addUser('anna');
  const good = { action: 'add', users: ids('anna'), addLicenses: add(E3) };
  for (const [target, body] of [
    ['action', { ...good, action: 'give' }],
    ['action', { ...good, action: undefined }],
    ['colour', { ...good, colour: 'red' }],
    ['mode', { ...good, mode: 'maybe' }],
    ['from', { ...good, from: E1 }],
    ['addLicenses', { ...good, addLicenses: [] }],
    ['addLicenses', { ...good, addLicenses: [...add(E3), ...add(E3)] }],
    ['addLicenses', { ...good, addLicenses: undefined }],
    ['addLicenses/0/skuId', { ...good, addLicenses: add('00000000-0000-0000-0000-000000000001') }],
    ['addLicenses/0/disabledPlans', { ...good, addLicenses: add(E3, [plan.VISIOONLINE]) }],
    ['removeLicenses', { ...good, action: 'remove', addLicenses: undefined, removeLicenses: [] }],
    ['to', { ...good, action: 'swap', addLicenses: undefined, from: E3, to: E3 }],
    ['planMap/0/to', { ...good, action: 'swap', addLicenses: undefined, from: VISIO, to: E3, planMap: [{ from: plan.VISIOONLINE, to: plan.VISIOONLINE }] }],
    ['disablePlans', { ...good, action: 'setPlans', addLicenses: undefined, skuId: E3 }],
    ['enablePlans', { ...good, action: 'setPlans', addLicenses: undefined, skuId: VISIO, enablePlans: [plan.VISIOONLINE], disablePlans: [plan.VISIOONLINE] }],
    ['users', { ...good, users: {} }],
    ['users', { ...good, users: { ...ids('anna'), all: true } }],
    ['users', { ...good, users: { ...ids('anna'), transitive: true } }],
    ['users/ids/0', { ...good, users: { ids: [7] } }],
    ['users/filter', { ...good, users: { filter: "colour eq 'red'" } }],
    ['users/holdersOf', { ...good, users: { holdersOf: '00000000-0000-0000-0000-000000000001' } }],
  ]) {
    const answer = await server.post('/api/v1/changes', body);
    assert.deepEqual([answer.status, answer.body.error?.details?.[0].target], [400, target], answer.text);
  }
  for (const [filter, code, message] of [
    ["colour eq 'red'", 'Request_BadRequest', "Invalid filter clause: Could not find a property named 'colour' on type 'microsoft.graph.user', at position 1."],
    ["city eq 'Delft' and departement eq 'Sales'", 'Request_BadRequest',
      "Invalid filter clause: Could not find a property named 'departement' on type 'microsoft.graph.user' (did you mean 'department'?), at position 21."],
    ["city eq 'Delft' und", 'Request_BadRequest', "Invalid filter clause: 'und' was not expected, at position 17."],
    ['', 'Request_BadRequest', 'Invalid filter clause: it ends where something is missing, at position 1.'],
    ["officeLocation eq '1'", 'Request_UnsupportedQuery', 'Invalid filter clause: officeLocation cannot be filtered by: The request uses a filter property that is not indexed, at position 1.'],
  ]) {
    const { status, body } = await server.post('/api/v1/changes', { ...good, users: { filter } });
    assert.deepEqual([status, body.error.code, body.error.message, body.error.details[0].target], [400, code, message, 'users/filter']);
  }
  const products = Array.from({ length: 400 }, (_, i) => `00000000-0000-0000-0000-${String(i).padStart(12, '0')}`);
  const many = await server.post('/api/v1/changes', { ...good, users: { filter: `assignedLicenses/any(l:l/skuId in (${products}))` } });
  assert.equal(many.status, 400);
  assert.match(many.body.error.message, /^The query has too many values/);
  assert.equal((await server.post('/api/v1/changes', { ...good, users: { ids: [] } })).status, 400);
  assert.equal((await server.post('/api/v1/changes', { ...good, users: { group: '00000000-0000-0000-0000-000000000001' } })).status, 404);
  assert.equal((await server.post('/api/v1/changes?action=add', good)).status, 400);
  assert.deepEqual((await server.get('/api/v1/changes')).body.value, [], 'nothing was begun');
});

test('changes are listed, the newest first, and their results read page by page, also as CSV', async (t) => {
  const server = await start(t);
  await server.buy('VISIOCLIENT', 3);
  await people(server, { anna: [], bram: [], cees: [], dora: [], eva: [] });
  const first = await change(server, { action: 'add', users: { all: true }, addLicenses: add(VISIO) });
  const second = await change(server, { action: 'remove', users: ids('anna'), removeLicenses: [VISIO] });
  const page = (await server.get('/api/v1/changes?$top=1')).body;
  assert.deepEqual(page.value.map(({ id }) => id), [second.id]);
  assert.deepEqual((await server.get(page['@odata.nextLink'])).body.value, [(await server.get(`/api/v1/changes/${first.id}`)).body]);

  const aliases = [];
  for (let next = `/api/v1/changes/${first.id}/results?$top=2`; next;) {
    const { body } = await server.get(next);
    aliases.push(...body.value.map(({ userPrincipalName }) => userPrincipalName.split('@')[0]));
    next = body['@odata.nextLink'];
  }
  assert.deepEqual(aliases, ['anna', 'bram', 'cees', 'dora', 'eva']);

  let csv = '';
  for (let next = `/api/v1/changes/${first.id}/results?$top=2`; next;) {
    const answer = await server.get(next, { headers: { Accept: 'text/csv' } });
    assert.equal(answer.headers.get('content-type'), 'text/csv;charset=utf-8');
    csv += answer.text;
    next = /^<(.*)>; rel="next"$/.exec(answer.headers.get('link') ?? '')?.[1];
  }
  const lines = csv.split('\r\n');
  assert.equal(lines.length, 7);
  assert.equal(lines[0], 'line,id,userPrincipalName,state,code,message,remedy,effects');
  assert.match(lines[1], /^,[0-9a-f-]{36},anna@contoso\.example,changed,,,,added VISIOCLIENT$/);
  assert.match(lines[4], /^,[0-9a-f-]{36},dora@contoso\.example,refused,CountViolation,[^,]*,"[^"]*",$/);
  assert.equal((await server.get('/api/v1/changes/00000000-0000-0000-0000-000000000001/results')).status, 404);
  assert.equal((await server.get(`/api/v1/changes/${first.id}/results?state=odd`)).status, 400);
});

test('R-60: seats that employees bought are nobody\'s to give or take, by the hundred neither', async (t) => {
  const server = await start(t);
  await server.buy('POWER_BI_PRO', 5, { purchaseChannel: 'SelfService' });
  await people(server, { anna: [] });
  const done = await change(server, { action: 'add', users: ids('anna'), addLicenses: add(sku.POWER_BI_PRO) });
  assert.deepEqual(await outcome(server, done), { anna: 'refused SelfServicePurchase' });
});

test('a change that is over can neither be paused nor cancelled', async (t) => {
  const server = await start(t);
  await server.buy('VISIOCLIENT', 3);
  await people(server, { anna: [] });
  const done = await change(server, { action: 'add', users: ids('anna'), addLicenses: add(VISIO) });
  for (const verb of ['pause', 'resume', 'cancel']) {
    const answer = await server.post(`/api/v1/changes/${done.id}/${verb}`);
    assert.equal(answer.status, 400, answer.text);
    assert.match(answer.body.error.message, /finished already/);
    assert.equal((await server.post(`/api/v1/changes/00000000-0000-0000-0000-000000000001/${verb}`)).status, 404);
  }
  assert.deepEqual(await waitForChange(server, done.id), done);
});

test('RO-3, specification 5.2: who may assign may change those that he may see', async (t) => {
  const server = await start(t);
  await server.buy('VISIOCLIENT', 9);
  const users = await people(server, { anna: [], bram: [] });
  const group = await addGroup(server, 'Staff', [users.anna]);
  const asked = { action: 'add', addLicenses: add(VISIO) };
  const assigning = await tokenOfApplication(server, await register(server, { own: ['LicenseAssignment.ReadWrite.All'] }));
  const reading = await tokenOfApplication(server, await register(server, { own: ['LicenseAssignment.ReadWrite.All', 'User.Read.All', 'GroupMember.Read.All'] }));
  const looking = await tokenOfApplication(server, await register(server, { own: ['LicenseAssignment.Read.All'] }));
  for (const [which, needsMore] of [[ids('anna'), false], [{ holdersOf: VISIO }, false], [{ all: true }, true], [{ filter: "city eq 'X'" }, true], [{ group: group.id }, true]]) {
    assert.equal((await server.post('/api/v1/changes', { ...asked, users: which }, { token: assigning })).status, needsMore ? 403 : 202, JSON.stringify(which));
    assert.equal((await server.post('/api/v1/changes', { ...asked, users: which, preview: true }, { token: reading })).status, 202, JSON.stringify(which));
    assert.equal((await server.post('/api/v1/changes', { ...asked, users: which, preview: true }, { token: looking })).status, 403, JSON.stringify(which));
  }
  const [{ id }] = (await server.get('/api/v1/changes', { token: looking })).body.value;
  assert.equal((await server.get(`/api/v1/changes/${id}/results`, { token: looking })).status, 200);
  assert.equal((await server.post(`/api/v1/changes/${id}/cancel`, undefined, { token: looking })).status, 403);
});
