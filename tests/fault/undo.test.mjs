// Undo, killed on its way, and the roll-over of a school year from end to end.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { change, waitForChange } from '../lib/changes.mjs';
import { sql } from '../lib/database.mjs';
import { haltWhen } from '../lib/halt.mjs';
import { assertSound, init, Server, sku, temporaryFolder } from '../lib/licentia.mjs';
import { microsoftCsv } from '../lib/make-people.mjs';

const everybody = (i) => `m${String(i + 1).padStart(6, '0')}@contoso.example`;

/** An organisation of so many people. */
async function start(t, people) {
  const organisation = init(temporaryFolder(t));
  const server = await Server.start(t, organisation);
  const report = await server.request('POST', '/api/v1/users/import?usageLocation=NL', {
    raw: true, body: microsoftCsv(people, 'contoso.example'), headers: { 'Content-Type': 'text/csv' },
  });
  assert.equal(report.body.created, people, report.text);
  return { organisation, server };
}

async function begin(server, path, body) {
  const answer = await server.post(path, body);
  assert.equal(answer.status, 202, answer.text);
  return answer.body;
}

const number = (organisation, text) => Number(sql(organisation, text));

/** How many users the newest change has done in its phase of changing. */
const changed = (organisation) => number(organisation, 'SELECT CASE WHEN phase = 2 THEN changed ELSE 0 END FROM bulk_change ORDER BY job_id DESC LIMIT 1');

const isApplying = ({ state }) => state === 'applying';

/** Who has what directly, with which plans off, and the seats taken: everything that is to be as before. */
const picture = (organisation) => sql(organisation, `
  SELECT p.user_id, s.part_number, p.source_id, p.plan_set_id, p.state, p.error FROM license_path p
  JOIN sku s ON s.tenant_id = p.tenant_id AND s.id = p.sku_id ORDER BY p.user_id, s.part_number, p.source_id`)
  + sql(organisation, 'SELECT sku_id, consumed FROM seat_pool WHERE consumed > 0 ORDER BY sku_id');

test('SIGKILL in the middle of an undo: the next server goes on, nothing twice, nothing lost', async (t) => {
  const people = 3000;
  const { organisation, server } = await start(t, people);
  await server.buy('VISIOCLIENT', people);
  const before = picture(organisation);
  const given = await change(server, { action: 'add', users: { all: true }, addLicenses: [{ skuId: sku.VISIOCLIENT, disabledPlans: [] }] });
  const { id } = await begin(server, `/api/v1/operations/${given.operation}/undo`);
  await haltWhen(server.child, () => changed(organisation) > 0);
  await server.kill();
  assert.ok(changed(organisation) < people, 'it was not over');
  assertSound(organisation.db);
  const next = await Server.start(t, organisation);
  const running = await next.post(`/api/v1/operations/${given.operation}/undo`);
  assert.ok([202, 400].includes(running.status), running.text);
  const done = await waitForChange(next, id);
  assert.deepEqual([done.state, done.total, done.counts.refused + done.counts.changed + done.counts.unchanged], ['finished', people, people]);
  assert.equal(number(organisation, 'SELECT count(*) FROM license_path'), 0);
  if (running.status === 202) {
    await waitForChange(next, running.body.id);
  }
  assert.equal(picture(organisation), before);
  assertSound(organisation.db);
});

test('an undo is not undone while it runs; cancelled halfway it is, as far as it went', async (t) => {
  const people = 3000;
  const { organisation, server } = await start(t, people);
  await server.buy('VISIOCLIENT', people);
  const given = await change(server, { action: 'add', users: { all: true }, addLicenses: [{ skuId: sku.VISIOCLIENT, disabledPlans: [] }] });
  const held = picture(organisation);
  let undo = null;
  for (let isPaused = false; !isPaused;) {
    undo = await begin(server, `/api/v1/operations/${given.operation}/undo`);
    await waitForChange(server, undo.id, ({ state, counts }) => state === 'finished' || counts.changed > 0);
    const paused = await server.post(`/api/v1/changes/${undo.id}/pause`);
    isPaused = paused.status === 200;
    undo = (await server.get(`/api/v1/changes/${undo.id}`)).body;
    if (!isPaused) {
      await change(server, undefined, { path: `/api/v1/operations/${undo.operation}/undo` });
    }
  }
  const refused = await server.post(`/api/v1/operations/${undo.operation}/undo`);
  assert.equal(refused.status, 400, refused.text);
  assert.deepEqual([refused.status, refused.body.error.details[0].code], [400, 'operationNotOver']);
  await server.post(`/api/v1/changes/${undo.id}/cancel`);
  const cancelled = await waitForChange(server, undo.id);
  assert.deepEqual([cancelled.state, cancelled.counts.changed + cancelled.counts.skipped], ['cancelled', people]);
  const back = await change(server, undefined, { path: `/api/v1/operations/${undo.operation}/undo` });
  assert.deepEqual([back.state, back.total, back.counts.changed], ['finished', cancelled.counts.changed, cancelled.counts.changed]);
  assert.equal(picture(organisation), held);
  assertSound(organisation.db);
});

test('the roll-over of a school year: 20000 pupils from one product to another, killed, taken up, and taken back', async (t) => {
  const pupils = 20000;
  const { organisation, server } = await start(t, pupils);
  const { STANDARDPACK: E1, ENTERPRISEPACK: E3, VISIOCLIENT: VISIO } = sku;
  for (const [part, seats] of [['STANDARDPACK', pupils], ['ENTERPRISEPACK', pupils], ['VISIOCLIENT', 10]]) {
    await server.buy(part, seats);
  }
  const { body: { servicePlans } } = await server.get('/api/v1/catalog/skus/STANDARDPACK');
  const sway = servicePlans.find(({ servicePlanName }) => servicePlanName === 'SWAY').servicePlanId;
  const year = await change(server, { action: 'add', users: { all: true }, addLicenses: [{ skuId: E1, disabledPlans: [] }] });
  assert.equal(year.counts.changed, pupils);
  // Some are not as the others are.
  for (let i = 0; i < 10; i++) {
    assert.equal((await server.assign(everybody(i * 1999), [{ skuId: E1, disabledPlans: [sway] }, { skuId: VISIO, disabledPlans: [] }])).status, 200);
  }
  const before = picture(organisation);

  const swap = { action: 'swap', users: { holdersOf: E1 }, from: E1, to: E3 };
  const preview = await change(server, { ...swap, preview: true });
  assert.deepEqual([preview.state, preview.counts.changed, preview.counts.refused], ['finished', pupils, 0]);
  assert.deepEqual(preview.summary.seats.map(({ skuPartNumber, consumedBefore, consumedAfter }) => [skuPartNumber, consumedBefore, consumedAfter]).sort(),
    [['ENTERPRISEPACK', 0, pupils], ['STANDARDPACK', pupils, 0]]);
  assert.equal(picture(organisation), before);

  const { id } = await begin(server, '/api/v1/changes', { preview: preview.id });
  await waitForChange(server, id, isApplying);
  await haltWhen(server.child, () => changed(organisation) > 0);
  await server.kill();
  assert.ok(changed(organisation) < pupils, 'it was not over');
  const next = await Server.start(t, organisation);
  const done = await waitForChange(next, id);
  assert.deepEqual([done.state, done.counts.changed, done.counts.refused], ['finished', pupils, 0]);
  assert.deepEqual([(await next.pool(E1)).consumedUnits, (await next.pool(E3)).consumedUnits], [0, pupils]);

  const path = `/api/v1/operations/${done.operation}/undo`;
  const shown = await change(next, { preview: true }, { path });
  assert.deepEqual([shown.counts.changed, shown.counts.refused], [pupils, 0]);
  const undo = await begin(next, path, { preview: shown.id });
  await waitForChange(next, undo.id, isApplying);
  await haltWhen(next.child, () => changed(organisation) > 0);
  await next.kill();
  const last = await Server.start(t, organisation);
  const undone = await waitForChange(last, undo.id);
  assert.deepEqual([undone.state, undone.counts.changed, undone.counts.refused], ['finished', pupils, 0]);
  assert.equal(picture(organisation), before, 'everything is as before');
  assert.deepEqual([(await last.pool(E1)).consumedUnits, (await last.pool(E3)).consumedUnits], [pupils, 0]);
  assertSound(organisation.db);
});
