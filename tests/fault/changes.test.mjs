// Changes of many users, killed, paused, cancelled, and with others at work: nothing is done twice, nothing is lost, and what was to be whole is.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';

import { change, changeIsOver, outcome, results, waitForChange } from '../lib/changes.mjs';
import { sql } from '../lib/database.mjs';
import { haltWhen } from '../lib/halt.mjs';
import { assertSound, init, Server, sku, temporaryFolder } from '../lib/licentia.mjs';
import { microsoftCsv } from '../lib/make-people.mjs';

const PEOPLE = 3000;
const VISIO = sku.VISIOCLIENT;
const adding = { action: 'add', users: { all: true }, addLicenses: [{ skuId: VISIO, disabledPlans: [] }] };
const removing = { action: 'remove', users: { all: true }, removeLicenses: [VISIO] };
const everybody = (i) => `m${String(i + 1).padStart(6, '0')}@contoso.example`;

/** An organisation of PEOPLE people, with so many seats. */
async function start(t, { seats = PEOPLE } = {}) {
  const organisation = init(temporaryFolder(t));
  const server = await Server.start(t, organisation);
  await server.buy('VISIOCLIENT', seats);
  const report = await server.request('POST', '/api/v1/users/import?usageLocation=NL', {
    raw: true, body: microsoftCsv(PEOPLE, 'contoso.example'), headers: { 'Content-Type': 'text/csv' },
  });
  assert.equal(report.body.created, PEOPLE, report.text);
  return { organisation, server };
}

async function begin(server, body) {
  const answer = await server.post('/api/v1/changes', body);
  assert.equal(answer.status, 202, answer.text);
  return answer.body;
}

const number = (organisation, text) => Number(sql(organisation, text));
const held = (organisation) => number(organisation, 'SELECT count(*) FROM license_path');
const phase = (organisation) => sql(organisation, 'SELECT phase FROM bulk_change ORDER BY job_id DESC LIMIT 1').trim();

/** Asks for a change and pauses it when some users have been changed and some have not: again, from `undo` on, until it was so. Returns it. */
async function pausedInTheMiddle(server, body, undo) {
  for (;;) {
    const { id } = await begin(server, body);
    await waitForChange(server, id, (item) => changeIsOver(item) || (item.state === 'applying' && item.counts.changed > 0));
    const { body: paused, status } = await server.post(`/api/v1/changes/${id}/pause`);
    if (status === 200 && paused.counts.changed > 0) {
      assert.equal(paused.state, 'paused');
      return paused;
    }
    await waitForChange(server, id);
    await change(server, undo);
  }
}

/** The users of a change in a state, in order. */
const inState = async (server, item, state) => (await results(server, item, `&state=${state}`)).map(({ userPrincipalName }) => userPrincipalName);

/** Demands that everybody was changed, once, in one operation. */
async function assertWhole(organisation, server, { id }) {
  const done = await waitForChange(server, id);
  assert.deepEqual([done.state, done.total, done.counts.changed], ['finished', PEOPLE, PEOPLE]);
  assert.equal(held(organisation), PEOPLE);
  assert.equal((await server.pool(VISIO)).consumedUnits, PEOPLE);
  const operation = (await server.get(`/api/v1/operations/${done.operation}`)).body;
  assert.deepEqual([operation.kind, operation.changeCount], ['bulkChange', PEOPLE]);
  assert.equal(number(organisation, `SELECT count(DISTINCT object_id) FROM operation_change WHERE operation_id = ${operation.number}`), PEOPLE);
  assert.deepEqual(await inState(server, done, 'changed'), Array.from({ length: PEOPLE }, (_, i) => everybody(i)));
  assertSound(organisation.db);
}

test('SIGKILL in the middle of a change: the next server goes on, nothing twice, nothing lost', async (t) => {
  const { organisation, server } = await start(t);
  const item = await begin(server, adding);
  await haltWhen(server.child, () => held(organisation) > 0);
  await server.kill();
  assert.ok(held(organisation) < PEOPLE, 'it was not over');
  assertSound(organisation.db);
  await assertWhole(organisation, await Server.start(t, organisation), item);
});

test('SIGKILL while users are found, and while a preview is made: the next server goes on', async (t) => {
  const { organisation, server: first } = await start(t, { seats: 1000 });
  const { id } = await begin(first, { ...adding, preview: true });
  await haltWhen(first.child, () => number(organisation, 'SELECT count(*) FROM bulk_item') > 0);
  await first.kill();
  const second = await Server.start(t, organisation);
  await haltWhen(second.child, () => phase(organisation) === '1' && number(organisation, 'SELECT changed FROM bulk_change') > 0);
  await second.kill();
  const third = await Server.start(t, organisation);
  const done = await waitForChange(third, id);
  assert.deepEqual([done.state, done.total], ['finished', PEOPLE]);
  assert.deepEqual(done.counts, { changed: 1000, unchanged: 0, refused: PEOPLE - 1000, reverted: 0, skipped: 0 });
  assert.deepEqual(done.summary.seats.map(({ availableAfter, consumedAfter }) => [availableAfter, consumedAfter]), [[0, 1000]]);
  assert.deepEqual(done.summary.conflicts.map(({ code, count }) => [code, count]), [['CountViolation', PEOPLE - 1000]]);
  assert.deepEqual(await inState(third, done, 'changed'), Array.from({ length: 1000 }, (_, i) => everybody(i)), 'the last seats are for the first');
  assert.equal(held(organisation), 0);
  assertSound(organisation.db);
});

test('SIGKILL while two servers run: the other one goes on', async (t) => {
  const { organisation, server: first } = await start(t);
  const second = await Server.start(t, organisation);
  const item = await begin(first, adding);
  await first.kill();
  await assertWhole(organisation, second, item);
});

test('pause is kept over a restart; resume goes on where it was', async (t) => {
  const { organisation, server: first } = await start(t);
  const paused = await pausedInTheMiddle(first, adding, removing);
  const before = held(organisation);
  assert.equal(before, paused.counts.changed);
  assert.equal((await first.post(`/api/v1/changes/${paused.id}/pause`)).status, 200, 'paused already is no mistake');
  await first.kill();
  const second = await Server.start(t, organisation);
  assert.equal((await second.addUser('later')).userPrincipalName, 'later@contoso.example');
  assert.deepEqual((await second.get(`/api/v1/changes/${paused.id}`)).body, paused);
  assert.equal(held(organisation), before);
  assert.equal((await second.post(`/api/v1/changes/${paused.id}/resume`)).status, 200);
  await assertWhole(organisation, second, paused);
});

test('R-68: who is deleted, or comes, while a change is under way', async (t) => {
  const { organisation, server } = await start(t);
  const paused = await pausedInTheMiddle(server, adding, removing);
  const waiting = await inState(server, paused, 'waiting');
  const [gone, changed] = [waiting.at(-1), (await inState(server, paused, 'changed'))[0]];
  for (const name of [gone, changed]) {
    assert.equal((await server.delete(`/v1.0/users/${name}`)).status, 204);
  }
  await server.addUser('later');
  await server.post(`/api/v1/changes/${paused.id}/resume`);
  const done = await waitForChange(server, paused.id);
  assert.deepEqual([done.state, done.total, done.counts.changed, done.counts.refused], ['finished', PEOPLE, PEOPLE - 1, 1]);
  const [refused] = await results(server, done, '&state=refused');
  assert.deepEqual([refused.userPrincipalName, refused.code], [gone, 'userGone']);
  assert.equal(held(organisation), PEOPLE - 2);
  assertSound(organisation.db);
});

test('cancel leaves what was done and skips the others', async (t) => {
  const { organisation, server } = await start(t);
  const paused = await pausedInTheMiddle(server, adding, removing);
  const cancelled = await server.post(`/api/v1/changes/${paused.id}/cancel`);
  assert.equal(cancelled.status, 200, cancelled.text);
  assert.equal((await server.post(`/api/v1/changes/${paused.id}/resume`)).status, 400, 'it is to end, or has ended');
  const done = await waitForChange(server, paused.id);
  assert.deepEqual([done.state, done.error], ['cancelled', null]);
  assert.deepEqual(done.counts, { ...paused.counts, skipped: PEOPLE - paused.counts.changed });
  assert.equal(held(organisation), paused.counts.changed);
  assert.equal((await inState(server, done, 'skipped')).length, done.counts.skipped);
  assertSound(organisation.db);
});

test('all or nothing, cancelled half way: what was done is taken back, in the same operation', async (t) => {
  const { organisation, server } = await start(t);
  const paused = await pausedInTheMiddle(server, { ...adding, mode: 'allOrNothing' }, removing);
  await server.post(`/api/v1/changes/${paused.id}/cancel`);
  const done = await waitForChange(server, paused.id);
  assert.deepEqual([done.state, done.counts.changed, done.counts.reverted], ['cancelled', 0, paused.counts.changed]);
  assert.equal(held(organisation), 0);
  assert.equal((await server.get(`/api/v1/operations/${done.operation}`)).body.changeCount, 2 * paused.counts.changed);
  assertSound(organisation.db);
});

/** All or nothing for everybody, paused in the middle while the last one loses his location (D-18); goes on then. */
async function makeOneImpossible(server) {
  const paused = await pausedInTheMiddle(server, { ...adding, mode: 'allOrNothing' }, removing);
  const name = (await inState(server, paused, 'waiting')).at(-1);
  assert.equal((await server.patch(`/v1.0/users/${name}`, { usageLocation: null })).status, 204);
  await server.post(`/api/v1/changes/${paused.id}/resume`);
  return { paused, name };
}

test('all or nothing, and the facts change on the way: everything is taken back, and it is told why', async (t) => {
  const { organisation, server } = await start(t);
  const { paused, name } = await makeOneImpossible(server);
  const done = await waitForChange(server, paused.id);
  assert.deepEqual([done.state, done.error.code], ['failed', 'notAllPossible']);
  assert.ok(done.error.message.includes(name) && done.error.message.endsWith('was taken back.'), done.error.message);
  assert.deepEqual([done.counts.changed, done.counts.refused, done.counts.reverted], [0, 1, PEOPLE - 1]);
  assert.deepEqual((await results(server, done, '&state=refused')).map(({ userPrincipalName, code }) => [userPrincipalName, code]), [[name, 'UsageLocationMissing']]);
  assert.equal(held(organisation), 0);
  assert.equal((await server.pool(VISIO)).consumedUnits, 0);
  assertSound(organisation.db);
});

test('SIGKILL while it is taken back: the next server takes the rest back', async (t) => {
  const { organisation, server } = await start(t);
  const { paused } = await makeOneImpossible(server);
  await haltWhen(server.child, () => phase(organisation) === '3' && number(organisation, 'SELECT reverted FROM bulk_change ORDER BY job_id DESC LIMIT 1') > 0);
  await server.kill();
  const next = await Server.start(t, organisation);
  const done = await waitForChange(next, paused.id);
  assert.deepEqual([done.state, done.error.code, done.counts.reverted], ['failed', 'notAllPossible', PEOPLE - 1]);
  assert.equal(held(organisation), 0);
  assert.equal((await next.get(`/api/v1/operations/${done.operation}`)).body.changeCount, 2 * (PEOPLE - 1));
  assertSound(organisation.db);
});

test('what cannot be taken back any more stays, and is told of', async (t) => {
  const { organisation, server } = await start(t);
  const paused = await pausedInTheMiddle(server, { ...adding, mode: 'allOrNothing' }, removing);
  const [kept, gone] = await inState(server, paused, 'changed');
  const { body: { servicePlans } } = await server.get('/api/v1/catalog/skus/VISIOCLIENT');
  const plan = servicePlans.find(({ appliesTo }) => appliesTo === 'User').servicePlanId;
  assert.equal((await server.assign(kept, [{ skuId: VISIO, disabledPlans: [plan] }])).status, 200);
  assert.equal((await server.delete(`/v1.0/users/${gone}`)).status, 204);
  await server.post(`/api/v1/changes/${paused.id}/cancel`);
  const done = await waitForChange(server, paused.id);
  assert.deepEqual([done.state, done.counts.changed, done.counts.reverted], ['cancelled', 2, paused.counts.changed - 2]);
  assert.deepEqual((await results(server, done, '&state=changed')).map(({ userPrincipalName, code }) => [userPrincipalName, code]), [[kept, 'changedSince'], [gone, 'userGone']]);
  assert.equal(held(organisation), 1);
  assertSound(organisation.db);
});

test('D-08: taking back gives who waited for a seat the place that he had', async (t) => {
  const { organisation, server } = await start(t);
  await server.buy('POWER_BI_PRO', 1);
  const BI = sku.POWER_BI_PRO;
  const line = async (server) => (await server.get('/api/v1/skus/POWER_BI_PRO/waiting')).body.value;
  const [first, second, third, last] = [everybody(0), everybody(1), everybody(2), everybody(PEOPLE - 1)];
  assert.equal((await server.assign(third, [BI])).status, 200);
  for (const [name, more] of [[first, { priority: 5, waitReason: 'a project' }], [second, { priority: 5 }]]) {
    const body = { addLicenses: [{ skuId: BI, disabledPlans: [] }], removeLicenses: [], wait: true, ...more };
    assert.equal((await server.post(`/api/v1/users/${name}/assignLicense`, body)).status, 200);
  }
  const before = await line(server);
  assert.deepEqual(before.map(({ userPrincipalName, priority, reason }) => [userPrincipalName, priority, reason]), [[first, 5, 'a project'], [second, 5, null]]);
  // While it is made the last one loses his location: nobody may be changed then.
  const { id } = await begin(server, { ...adding, action: 'replace', mode: 'allOrNothing' });
  await haltWhen(server.child, () => number(organisation, `SELECT count(*) FROM seat_wish`) === 0);
  await server.kill();
  sql(organisation, `UPDATE app_user SET usage_location = NULL WHERE upn = '${last}'`);
  const next = await Server.start(t, organisation);
  const done = await waitForChange(next, id);
  assert.deepEqual([done.state, done.error.code, done.counts.changed, done.counts.reverted], ['failed', 'notAllPossible', 0, PEOPLE - 1]);
  assert.deepEqual(await line(next), before);
  assert.equal((await next.pool(BI)).consumedUnits, 1);
  assert.equal(held(organisation), 3);
  assertSound(organisation.db);
});

/** Spoils what is asked for of a user, so that the server cannot go on when it comes to him. */
const spoil = (organisation, name) => sql(organisation, `UPDATE bulk_item SET request = 'nonsense' WHERE name = '${name}'`);

/** How many failed changes the audit log has. */
const failures = (organisation) => number(organisation, 'SELECT count(*) FROM operation WHERE kind = 70 AND result <> 0');

for (const mode of ['allOrNothing', 'bestEffort']) {
  test(`a fault of the server in the middle: what is to be whole is taken back, the other stays (${mode})`, async (t) => {
    const { organisation, server } = await start(t);
    const { id } = await begin(server, { ...adding, mode });
    await haltWhen(server.child, () => held(organisation) > 0);
    await server.kill();
    assert.ok(held(organisation) < PEOPLE, 'it was not over');
    spoil(organisation, everybody(PEOPLE - 1));
    const next = await Server.start(t, organisation);
    const done = await waitForChange(next, id);
    const { changed, reverted, skipped } = done.counts;
    assert.deepEqual([done.state, done.error.code], ['failed', 'InternalServerError']);
    assert.equal(changed + reverted + skipped, PEOPLE);
    assert.ok(skipped > 0, 'what was done in one step with the fault was not done');
    assert.deepEqual(mode === 'allOrNothing' ? [changed, reverted > 0] : [changed > 0, reverted], mode === 'allOrNothing' ? [0, true] : [true, 0]);
    assert.deepEqual([held(organisation), (await next.pool(VISIO)).consumedUnits], [changed, changed]);
    assert.match(done.error.message, mode === 'allOrNothing' ? /what had been done was taken back/ : /could not go on/);
    assert.equal(failures(organisation), 1);
    assertSound(organisation.db);
  });
}

test('a preview with which the server cannot go on is no failed change', async (t) => {
  const { organisation, server } = await start(t);
  const { id } = await begin(server, { ...adding, preview: true });
  await haltWhen(server.child, () => number(organisation, 'SELECT count(*) FROM bulk_item') > 0);
  await server.kill();
  spoil(organisation, everybody(0));
  const next = await Server.start(t, organisation);
  const done = await waitForChange(next, id);
  assert.deepEqual([done.state, done.error.code, done.counts.changed], ['failed', 'InternalServerError', 0]);
  assert.equal(failures(organisation), 0);
  assertSound(organisation.db);
});

test('a preview that is being made true: who is no longer as shown is refused, the others are changed', async (t) => {
  const { organisation, server } = await start(t);
  let preview = null;
  // Every attempt needs a preview of its own: one that was made true is true no more.
  const paused = await (async () => {
    for (;;) {
      preview = await change(server, { ...adding, preview: true });
      const { id } = await begin(server, { preview: preview.id });
      await waitForChange(server, id, (item) => changeIsOver(item) || (item.state === 'applying' && item.counts.changed > 0));
      const answer = await server.post(`/api/v1/changes/${id}/pause`);
      if (answer.status === 200 && answer.body.counts.changed > 0) {
        return answer.body;
      }
      await waitForChange(server, id);
      await change(server, removing);
    }
  })();
  const name = (await inState(server, paused, 'waiting')).at(-1);
  assert.equal((await server.assign(name, [VISIO])).status, 200);
  await server.post(`/api/v1/changes/${paused.id}/resume`);
  const done = await waitForChange(server, paused.id);
  assert.deepEqual([done.state, done.counts.changed, done.counts.refused], ['finished', PEOPLE - 1, 1]);
  assert.deepEqual((await results(server, done, '&state=refused')).map(({ userPrincipalName, code }) => [userPrincipalName, code]), [[name, 'factsChanged']]);
  assert.equal(held(organisation), PEOPLE);
  assertSound(organisation.db);
});

test('R-06: two administrators, two servers and single changes at once: no seat is given twice', async (t) => {
  const { organisation, server: first } = await start(t, { seats: 2000 });
  const second = await Server.start(t, organisation);
  await first.buy('POWER_BI_PRO', PEOPLE);
  const both = { ...adding, addLicenses: [VISIO, sku.POWER_BI_PRO].map((skuId) => ({ skuId, disabledPlans: [] })) };
  const [a, b] = await Promise.all([begin(first, adding), begin(second, both)]);
  for (let i = 0; i < 30; i++) {
    const answer = await (i % 2 ? first : second).assign(everybody(PEOPLE - 1 - i), [VISIO]);
    assert.ok([200, 400].includes(answer.status), answer.text);
  }
  const done = await Promise.all([waitForChange(first, a.id), waitForChange(second, b.id)]);
  assert.ok(done.every(({ state, total }) => state === 'finished' && total === PEOPLE));
  for (const { counts } of done) {
    assert.equal(counts.changed + counts.unchanged + counts.refused, PEOPLE);
  }
  assert.equal((await first.pool(VISIO)).consumedUnits, 2000);
  assert.equal(number(organisation, "SELECT count(*) FROM license_path p JOIN sku s ON s.tenant_id = p.tenant_id AND s.id = p.sku_id WHERE s.part_number = 'VISIOCLIENT'"), 2000);
  assertSound(organisation.db);
});

test('a file far larger than the window it is read through, killed on its way', async (t) => {
  const { organisation, server } = await start(t);
  const rows = ['user,sku,disabledPlans'];
  // Most rows are of nobody: they are found out, and not held in memory either.
  for (let i = 0; i < 12000; i++) {
    rows.push(i % 6 === 0 ? `${everybody(i / 6)},VISIOCLIENT,` : `nobody-${'x'.repeat(300)}-${i}@contoso.example,${VISIO},`);
  }
  const { body: { id } } = await server.request('POST', '/api/v1/changes', { raw: true, body: `${rows.join('\n')}\n`, headers: { 'Content-Type': 'text/csv' } });
  await haltWhen(server.child, () => number(organisation, 'SELECT count(*) FROM bulk_item') > 1000);
  await server.kill();
  const next = await Server.start(t, organisation);
  const done = await waitForChange(next, id);
  assert.deepEqual([done.state, done.total, done.counts.changed, done.counts.refused], ['finished', 12000, 2000, 10000]);
  const last = (await results(next, done, '&state=refused')).at(-1);
  assert.deepEqual([last.code, last.line], ['userNotFound', 12001]);
  assert.equal(number(organisation, 'SELECT count(*) FROM bulk_input'), 0, 'what was sent is cleaned away');
  assertSound(organisation.db);
});

test('D-22: a change goes on with the rights of whoever asked, as they were then', async (t) => {
  const { organisation, server } = await start(t);
  const { body: made } = await server.post('/api/v1/tokens', { name: 'last day', role: 'license-administrator', days: 1 });
  const asking = Object.assign(Object.create(server), { token: made.token });
  const paused = await pausedInTheMiddle(asking, adding, removing);
  assert.equal((await server.delete(`/api/v1/tokens/${made.id}`)).status, 204);
  assert.equal((await asking.post(`/api/v1/changes/${paused.id}/resume`)).status, 401);
  assert.equal((await server.post(`/api/v1/changes/${paused.id}/resume`)).status, 200);
  await assertWhole(organisation, server, paused);
  const done = (await server.get(`/api/v1/changes/${paused.id}`)).body;
  const operation = (await server.get(`/api/v1/operations/${done.operation}`)).body;
  assert.deepEqual([done.actor, operation.actor.name], ['last day', 'last day']);
});

test('a change is kept for 30 days, then it goes with what became of its users', async (t) => {
  const organisation = init(temporaryFolder(t));
  let server = await Server.start(t, organisation);
  await server.buy('VISIOCLIENT', 5);
  await server.addUser('anna');
  const old = await change(server, adding);
  const young = await change(server, removing);
  await server.stop();
  const day = 24 * 60 * 60 * 1000;
  sql(organisation, [31, 29].map((days, i) => `UPDATE bulk_job SET finished_ms = ${Date.now() - days * day} WHERE id = (SELECT job_id FROM bulk_change ORDER BY job_id LIMIT 1 OFFSET ${i});`).join(''));
  server = await Server.start(t, organisation);
  while ((await server.get(`/api/v1/changes/${old.id}`)).status === 200) {
    await delay(50);
  }
  assert.deepEqual((await server.get('/api/v1/changes')).body.value.map(({ id }) => id), [young.id]);
  assert.equal(number(organisation, 'SELECT count(*) FROM bulk_item'), 1);
  assert.deepEqual(await outcome(server, young), { anna: 'changed' });
  assertSound(organisation.db);
});

test('a change of nobody is one, and over at once; the ledger has nothing of it', async (t) => {
  const organisation = init(temporaryFolder(t));
  const server = await Server.start(t, organisation);
  await server.buy('VISIOCLIENT', 1);
  for (const mode of ['bestEffort', 'allOrNothing']) {
    const done = await change(server, { ...adding, mode, users: { filter: "department eq 'None'" } });
    assert.deepEqual([done.state, done.total, done.operation, await outcome(server, done)], ['finished', 0, null, {}]);
  }
  const { number } = (await server.get('/api/v1/operations?$top=1')).body.value[0];
  await server.addUser('anna');
  const done = await change(server, { ...removing, users: { all: true } });
  assert.deepEqual([done.counts.unchanged, done.operation], [1, null]);
  assert.deepEqual((await server.get('/api/v1/operations')).body.value.filter((item) => item.number >= number).map(({ kind }) => kind), ['userCreate', 'subscriptionAdd'], 'nor of one that came to nothing');
  assertSound(organisation.db);
});
