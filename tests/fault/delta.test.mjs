// Delta queries while others write: a client that polls has in the end what is there, on PostgreSQL with writers on two processes.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { engine } from '../lib/database.mjs';
import { Replica } from '../lib/delta.mjs';
import { addGroup, join, leave, settled } from '../lib/groups.mjs';
import { assertSound, Server, sku, startServer } from '../lib/licentia.mjs';

const PEOPLE = 24;
const CHANGES = Number(process.env.LICENTIA_DELTA_CHANGES ?? 60);
const IMPORTED = 600;
const SELECT = 'displayName,jobTitle,assignedLicenses,licenseAssignmentStates';

/** What a list says, page by page, as a map by id. */
async function truth(server, path) {
  const all = new Map();
  for (let next = path; next;) {
    const { body } = await server.get(next);
    body.value.forEach((item) => all.set(item.id, item));
    next = body['@odata.nextLink']?.replace(server.url, '');
  }
  return all;
}

const byId = (map) => Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)));

test('a client that polls while several write has in the end exactly what is there', async (t) => {
  const first = await startServer(t);
  const servers = engine === 'sqlite' ? [first] : [first, await Server.start(t, first)];
  const of = (i) => servers[i % servers.length];
  await first.buy('VISIOCLIENT', 2000);
  await first.buy('POWER_BI_PRO', 10);
  const people = [];
  for (let i = 0; i < PEOPLE; i++) {
    people.push(await first.addUser(`p${i}`));
  }
  const groups = [await addGroup(first, 'One'), await addGroup(first, 'Two')];
  const given = { addLicenses: [{ skuId: sku.VISIOCLIENT, disabledPlans: [] }], removeLicenses: [] };
  assert.equal((await first.post(`/v1.0/groups/${groups[0].id}/assignLicense`, given)).status, 202);

  const users = new Replica(first, `/v1.0/users/delta?$select=${SELECT}`, { pageSize: 7 });
  const members = new Replica(first, '/v1.0/groups/delta?$select=displayName,members', { pageSize: 1 });
  let writing = true;
  const failures = [];
  const expect = (answer, ...statuses) => statuses.includes(answer.status) || failures.push(answer.text);

  /** One writer: every kind of change, on whichever process it is at. */
  async function write(writer) {
    for (let i = 0; i < CHANGES; i++) {
      const server = of(writer + i);
      const user = people[(writer * 7 + i * 5) % PEOPLE];
      const group = groups[i % groups.length];
      switch ((writer + i) % 5) {
        case 0: expect(await server.patch(`/v1.0/users/${user.id}`, { jobTitle: `Job ${writer} ${i}` }), 204, 404); break;
        case 1: expect(await join(server, group, user), 204, 400, 404); break;
        case 2: expect(await leave(server, group, user), 204, 400, 404); break;
        case 3: expect(await server.assign(user.id, i % 2 ? [sku.POWER_BI_PRO] : [], i % 2 ? [] : [sku.POWER_BI_PRO]), 200, 400, 404); break;
        default: {
          expect(await server.delete(`/v1.0/users/${user.id}`), 204, 404);
          expect(await server.post(`/v1.0/directory/deletedItems/${user.id}/restore`), 200, 404);
        }
      }
    }
  }

  /** An import: one operation that goes on over many transactions while others commit theirs. */
  async function load(name) {
    const rows = Array.from({ length: IMPORTED }, (_, i) => `${name}${i}@contoso.example,${name} ${i},NL,VISIOCLIENT`);
    const csv = ['userPrincipalName,displayName,usageLocation,licenses', ...rows, ''].join('\n');
    expect(await of(1).post('/api/v1/users/import', csv, { headers: { 'Content-Type': 'text/csv' } }), 200);
  }

  async function poll(replica) {
    for (let rounds = 0; writing || rounds < 2; rounds++) {
      let turn = 0;
      await replica.round({ server: () => of(turn++) });
    }
  }

  const polling = Promise.all([poll(users), poll(members)]);
  await Promise.all([...Array.from({ length: 4 }, (_, i) => write(i)), load('a'), load('b')]);
  await settled(first, groups[0]);
  writing = false;
  await polling;
  await users.round();
  await members.round();
  assert.deepEqual(failures, []);
  assert.deepEqual(byId(users.objects), byId(await truth(first, `/v1.0/users?$select=id,${SELECT}&$top=999`)));
  for (const group of groups) {
    const there = await truth(first, `/v1.0/groups/${group.id}/members?$select=id&$top=999`);
    assert.deepEqual([...members.members.get(group.id)].sort(), [...there.keys()].sort(), group.displayName);
  }
  for (const server of servers) {
    await server.stop();
  }
  assertSound(first.db);
});
