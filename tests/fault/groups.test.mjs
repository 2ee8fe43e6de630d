// A group's licences and kills: the task goes on where it was, in the next server or in another one.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sql } from '../lib/database.mjs';
import { addGroup, settled } from '../lib/groups.mjs';
import { haltWhen } from '../lib/halt.mjs';
import { assertSound, init, Server, sku, temporaryFolder } from '../lib/licentia.mjs';
import { microsoftCsv } from '../lib/make-people.mjs';

const MEMBERS = 3000;
const SEATS = 2000;

/** A group of MEMBERS people, not licensed yet. */
async function bigGroup(server) {
  await server.buy('VISIOCLIENT', SEATS);
  const report = await server.request('POST', '/api/v1/users/import?usageLocation=NL', {
    raw: true, body: microsoftCsv(MEMBERS, 'contoso.example'), headers: { 'Content-Type': 'text/csv' },
  });
  assert.equal(report.body.created, MEMBERS, report.text);
  const group = await addGroup(server, 'Big');
  const add = Array.from({ length: MEMBERS }, (_, i) => `m${String(i + 1).padStart(6, '0')}@contoso.example`);
  const answer = await server.post(`/api/v1/groups/${group.id}/members`, { add });
  assert.equal(answer.body.added, MEMBERS, answer.text);
  return group;
}

function begin(server, group) {
  return server.post(`/v1.0/groups/${group.id}/assignLicense`, { addLicenses: [{ skuId: sku.VISIOCLIENT }], removeLicenses: [] });
}

function active(organisation) {
  return Number(sql(organisation, 'SELECT count(*) FROM license_path WHERE state = 0'));
}

/** Demands that everybody has what he is to have, once. */
async function assertWhole(organisation, server, group) {
  await settled(server, group);
  assert.equal(active(organisation), SEATS);
  assert.equal(Number(sql(organisation, 'SELECT count(*) FROM license_path WHERE state = 2 AND error = 1')), MEMBERS - SEATS);
  assert.equal(Number(sql(organisation, 'SELECT count(*) FROM seat_wish')), MEMBERS - SEATS);
  assert.equal((await server.pool(sku.VISIOCLIENT)).consumedUnits, SEATS);
  const operations = (await server.get('/api/v1/operations?$top=2')).body.value;
  assert.deepEqual(operations.map((item) => [item.kind, item.changeCount]), [['groupApplied', 1], ['groupLicense', MEMBERS + 1]]);
  assertSound(organisation.db);
}

test('SIGKILL in the middle of a group: the next server goes on', async (t) => {
  const organisation = init(temporaryFolder(t));
  let server = await Server.start(t, organisation);
  const group = await bigGroup(server);
  assert.equal((await begin(server, group)).status, 202);
  await haltWhen(server.child, () => active(organisation) > 0);
  await server.kill();
  assert.ok(active(organisation) < SEATS, 'it was not over');
  assertSound(organisation.db);
  server = await Server.start(t, organisation);
  await assertWhole(organisation, server, group);
});

test('SIGKILL while two servers run: the other one goes on', async (t) => {
  const organisation = init(temporaryFolder(t));
  const first = await Server.start(t, organisation);
  const second = await Server.start(t, organisation);
  const group = await bigGroup(first);
  assert.equal((await begin(first, group)).status, 202);
  await haltWhen(first.child, () => active(organisation) > 0);
  await first.kill();
  await assertWhole(organisation, second, group);
});
