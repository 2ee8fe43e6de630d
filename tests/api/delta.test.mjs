// Delta queries: everything once, then every change once, with the state of the moment.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startWithClock } from '../lib/clock.mjs';
import { sql } from '../lib/database.mjs';
import { Replica } from '../lib/delta.mjs';
import { addGroup, join, leave, license, reference } from '../lib/groups.mjs';
import { assertSound, Server, sku, startServer } from '../lib/licentia.mjs';
import { Contract } from '../lib/openapi.mjs';

const VISIO = sku.VISIOCLIENT;
const E3 = sku.ENTERPRISEPACK;
const LICENSES = '/v1.0/users/delta?$select=userPrincipalName,assignedLicenses,licenseAssignmentStates';
const ids = (list) => list.map((item) => item.id);
const sorted = (list) => [...list].sort();

/** Follows a link, on another process also. */
function follow(server, link, headers) {
  const { pathname, search } = new URL(link);
  return server.get(pathname + search, { headers });
}

async function start(t) {
  const server = await startServer(t);
  return (await Contract.read(server)).watch(server);
}

test('users', async (t) => {
  const server = await start(t);
  const people = [];
  for (const name of ['ann', 'ben', 'cas', 'dee', 'eva']) {
    people.push(await server.addUser(name));
  }
  const [ann, ben, cas, dee, eva] = people;
  await server.buy('VISIOCLIENT', 5);
  const names = new Replica(server, '/v1.0/users/delta()?$select=id,displayName,jobTitle', { pageSize: 2 });
  const licenses = new Replica(server, LICENSES);
  const change = (user, body) => server.patch(`/v1.0/users/${user.id}`, body);

  await t.test('A-30: the first round pages through everybody once, and ends with a delta link', async () => {
    const everybody = sorted(ids((await server.get('/v1.0/users')).body.value));
    const first = await names.page();
    assert.equal(first['@odata.context'], `${server.url}/v1.0/$metadata#users(displayName,jobTitle,id)/$delta`);
    assert.equal(first.value.length, 2);
    assert.deepEqual(Object.keys(first.value[0]).sort(), ['displayName', 'id', 'jobTitle']);
    assert.match(first['@odata.nextLink'], new RegExp(`^${server.url}/v1.0/users/delta\\?\\$skiptoken=[\\w-]+$`));
    const told = [...first.value, ...await names.round()];
    assert.deepEqual(sorted(ids(told)), everybody);
    assert.match(names.next, new RegExp(`^${server.url}/v1.0/users/delta\\?\\$deltatoken=[\\w-]+$`));
    assert.deepEqual(sorted(ids(await licenses.round())), everybody);
    assert.deepEqual(await names.round(), []);
  });

  await t.test('each that changed comes once, as it is now, and only for what is selected', async () => {
    await change(ann, { jobTitle: 'Clerk' });
    await change(ann, { jobTitle: 'Judge', displayName: 'Ann Other' });
    await change(ben, { city: 'Delft' });
    const told = await names.round();
    assert.deepEqual(told, [{ id: ann.id, displayName: 'Ann Other', jobTitle: 'Judge' }]);
    assert.deepEqual(await licenses.round(), []);
  });

  await t.test('what changes between two pages is told in the next round, and nothing twice in one', async () => {
    for (const user of [ann, ben, cas]) {
      await change(user, { jobTitle: 'One' });
    }
    const first = await names.page();
    assert.deepEqual(ids(first.value), [ann.id, ben.id]);
    await change(cas, { jobTitle: 'Two' });
    await change(ann, { jobTitle: 'Two' });
    const rest = await names.round();
    assert.deepEqual(rest, []);
    assert.deepEqual((await names.round()).map((user) => [user.id, user.jobTitle]), [[cas.id, 'Two'], [ann.id, 'Two']]);
  });

  await t.test('one with several changes on several pages comes once', async () => {
    await change(dee, { jobTitle: 'One' });
    await change(ann, { jobTitle: 'Three' });
    await change(ben, { jobTitle: 'Three' });
    await change(dee, { displayName: 'Dee Other' });
    assert.deepEqual(ids(await names.round()), [dee.id, ann.id, ben.id]);
  });

  await t.test('A-34: licences, given directly or by a group', async () => {
    assert.equal((await server.assign(ann.id, [VISIO])).status, 200);
    const group = await addGroup(server, 'Drawers', [ben, cas]);
    await license(server, group, [VISIO]);
    const told = await licenses.round();
    assert.deepEqual(sorted(ids(told)), sorted([ann.id, ben.id, cas.id]));
    for (const user of told) {
      assert.deepEqual(user.assignedLicenses, [{ skuId: VISIO, disabledPlans: [] }]);
      assert.equal(user.licenseAssignmentStates[0].assignedByGroup, user.id === ann.id ? null : group.id);
    }
    assert.equal((await leave(server, group, cas)).status, 204);
    assert.equal((await join(server, group, dee)).status, 204);
    assert.deepEqual((await licenses.round()).map((user) => [user.id, user.assignedLicenses.length]).sort(), [[cas.id, 0], [dee.id, 1]].sort());
    assert.deepEqual(await names.round(), []);
  });

  await t.test('A-32: deleted, restored and purged', async () => {
    await server.delete(`/v1.0/users/${eva.id}`);
    assert.deepEqual(await names.round(), [{ id: eva.id, '@removed': { reason: 'changed' } }]);
    await server.post(`/v1.0/directory/deletedItems/${eva.id}/restore`);
    assert.deepEqual(ids(await names.round()), [eva.id]);
    await server.delete(`/v1.0/users/${eva.id}`);
    await server.delete(`/v1.0/directory/deletedItems/${eva.id}`);
    assert.deepEqual(await names.round(), [{ id: eva.id, '@removed': { reason: 'deleted' } }]);
    assert.ok((await licenses.round()).some((user) => user.id === eva.id && user['@removed'].reason === 'deleted'));
    const fay = await server.addUser('fay');
    assert.deepEqual(ids(await names.round()), [fay.id]);
  });

  await t.test('A-31: return=minimal shows what changed only', async () => {
    await change(ann, { displayName: 'Ann Again' });
    const answer = await follow(server, names.next, { Prefer: 'return=minimal' });
    assert.equal(answer.headers.get('preference-applied'), 'return=minimal');
    assert.deepEqual(answer.body.value, [{ id: ann.id, displayName: 'Ann Again' }]);
    const again = await follow(server, names.next);
    assert.deepEqual(again.body.value, [{ id: ann.id, displayName: 'Ann Again', jobTitle: 'Three' }], 'a link can be followed again');
  });

  await t.test('A-31: latest is a link and nothing else', async () => {
    const answer = await server.get('/v1.0/users/microsoft.graph.delta()?$deltaToken=latest&$select=displayName');
    assert.deepEqual(answer.body.value, []);
    await change(ben, { displayName: 'Ben Other' });
    const since = await follow(server, answer.body['@odata.deltaLink']);
    assert.deepEqual(since.body.value, [{ id: ben.id, displayName: 'Ben Other' }]);
  });

  await t.test('A-31: $filter takes ids, and the link keeps them', async () => {
    const replica = new Replica(server, `/v1.0/users/delta?$select=jobTitle&$filter=id eq '${ann.id}' or id eq '${eva.id}' or id eq '${ben.id}'`, { pageSize: 1 });
    assert.deepEqual(sorted(ids(await replica.round())), sorted([ann.id, ben.id]));
    await change(ann, { jobTitle: 'Four' });
    await change(cas, { jobTitle: 'Four' });
    assert.deepEqual(await replica.round(), [{ id: ann.id, jobTitle: 'Four' }]);
    for (const filter of ["id eq 'x'", "displayName eq 'x'", `id eq '${ann.id}' and id eq '${ben.id}'`, '',
      Array.from({ length: 51 }, () => `id eq '${ann.id}'`).join(' or ')]) {
      const answer = await server.get(`/v1.0/users/delta?$filter=${filter}`);
      assert.equal(answer.status, 400, filter);
      assert.equal(answer.body.error.details[0].target, '$filter');
    }
  });

  await t.test('tokens that are not good are refused: altered, another resource\'s, another round\'s, with options', async () => {
    const token = new URL(names.next).searchParams.get('$deltatoken');
    const other = token.at(5) === 'A' ? 'B' : 'A';
    const skip = new URL((await new Replica(server, '/v1.0/users/delta', { pageSize: 1 }).page())['@odata.nextLink']).searchParams.get('$skiptoken');
    for (const path of [`/v1.0/users/delta?$deltatoken=${token.slice(0, 5)}${other}${token.slice(6)}`, `/v1.0/groups/delta?$deltatoken=${token}`,
      `/v1.0/users/delta?$skiptoken=${token}`, `/v1.0/users/delta?$deltatoken=${skip}`, '/v1.0/users/delta?$deltatoken=x', `/v1.0/users?$skiptoken=${skip}`,
      `/v1.0/users/delta?$deltatoken=${token}&$skiptoken=${skip}`, `/v1.0/users/delta?$deltatoken=${token}&$select=id`, '/v1.0/users/delta?$top=5',
      '/v1.0/users/delta?$orderby=displayName', '/v1.0/users/delta?$expand=memberOf', '/v1.0/users/delta?$select=colour']) {
      const answer = await server.get(path);
      assert.equal(answer.status, 400, path);
      assert.match(answer.body.error.code, /^Request_/);
    }
  });
  await server.stop();
  assertSound(server.db);
});

test('groups and their members', async (t) => {
  const server = await start(t);
  const [ann, ben, cas] = [await server.addUser('ann'), await server.addUser('ben'), await server.addUser('cas')];
  const sales = await addGroup(server, 'Sales', [ann]);
  const all = await addGroup(server, 'All', [sales, ben]);
  const replica = new Replica(server, '/v1.0/groups/delta');
  const names = new Replica(server, '/v1.0/groups/delta?$select=displayName');
  const member = (object, gone) => ({
    '@odata.type': `#microsoft.graph.${object.displayName === 'Sales' ? 'group' : 'user'}`, id: object.id, ...(gone ? { '@removed': { reason: 'deleted' } } : {}),
  });

  await t.test('the first round has every member', async () => {
    const told = await replica.round();
    assert.deepEqual(told.map((group) => [group.displayName, group['members@delta']]), [['Sales', [member(ann)]], ['All', [member(ben), member(sales)]]]);
    assert.deepEqual(await names.round(), [{ id: sales.id, displayName: 'Sales' }, { id: all.id, displayName: 'All' }]);
    assert.deepEqual(await replica.round(), []);
  });

  await t.test('who joined and who left, with what else changed, in one', async () => {
    await join(server, sales, cas);
    await leave(server, sales, ann);
    await server.patch(`/v1.0/groups/${sales.id}`, { description: 'Who sells' });
    await server.post(`/v1.0/groups/${sales.id}/owners/$ref`, { '@odata.id': reference(server, ben) });
    const told = await replica.round();
    assert.equal(told.length, 1);
    assert.equal(told[0].description, 'Who sells');
    assert.deepEqual(told[0]['members@delta'], [member(cas), member(ann, true)]);
    assert.deepEqual(await names.round(), []);
  });

  await t.test('return=minimal: the members alone', async () => {
    await join(server, sales, ann);
    const { body } = await follow(server, replica.next, { Prefer: 'return=minimal' });
    assert.deepEqual(body.value, [{ id: sales.id, 'members@delta': [member(ann)] }]);
    await replica.round();
  });

  await t.test('a member that is deleted is none, and is again when restored', async () => {
    await server.delete(`/v1.0/users/${cas.id}`);
    assert.deepEqual((await replica.round()).map((group) => [group.id, group['members@delta']]), [[sales.id, [member(cas, true)]]]);
    await server.post(`/v1.0/directory/deletedItems/${cas.id}/restore`);
    assert.deepEqual((await replica.round()).map((group) => [group.id, group['members@delta']]), [[sales.id, [member(cas)]]]);
  });

  await t.test('groups that go for good, and those that can be restored', async () => {
    const team = await addGroup(server, 'Team', [ann, ben], { mailEnabled: true, securityEnabled: false, groupTypes: ['Unified'] });
    await replica.round();
    await server.delete(`/v1.0/groups/${team.id}`);
    await server.delete(`/v1.0/groups/${sales.id}`);
    assert.deepEqual((await replica.round()).map((group) => [group.id, group['@removed']?.reason ?? group['members@delta']]),
      [[team.id, 'changed'], [sales.id, 'deleted'], [all.id, [member(sales, true)]]]);
    await server.post(`/v1.0/directory/deletedItems/${team.id}/restore`);
    const [again] = await replica.round();
    assert.deepEqual([again.id, again.displayName, sorted(ids(again['members@delta']))], [team.id, 'Team', sorted([ann.id, ben.id])]);
    await server.delete(`/v1.0/groups/${team.id}`);
    await server.delete(`/v1.0/directory/deletedItems/${team.id}`);
    assert.deepEqual(await replica.round(), [{ id: team.id, '@removed': { reason: 'deleted' } }]);
  });

  await t.test('what a group gives', async () => {
    await server.buy('VISIOCLIENT', 5);
    const gives = new Replica(server, '/v1.0/groups/delta?$select=assignedLicenses');
    await gives.round();
    await license(server, all, [VISIO]);
    assert.deepEqual(await gives.round(), [{ id: all.id, assignedLicenses: [{ skuId: VISIO, disabledPlans: [] }] }]);
  });
  await server.stop();
});

test('a group with more members than a page has is told on several pages, with nobody missing', async (t) => {
  const server = await start(t);
  const rows = Array.from({ length: 2500 }, (_, i) => `user${i}@contoso.example,User ${i},NL`);
  const before = new Replica(server, '/v1.0/groups/delta?$select=members');
  const people = new Replica(server, '/v1.0/users/delta?$deltatoken=latest');
  await before.round();
  await people.round();
  const answer = await server.post('/api/v1/users/import', ['userPrincipalName,displayName,usageLocation', ...rows, ''].join('\n'), { headers: { 'Content-Type': 'text/csv' } });
  assert.equal(answer.status, 200, answer.text);
  const told = await people.round();
  assert.equal(told.length, 2500);
  assert.equal(new Set(ids(told)).size, 2500, 'A-30: an import that goes over several transactions: each of its users once');
  const group = await addGroup(server, 'Everybody');
  for (let i = 0; i < told.length; i += 20) {
    const bound = await server.patch(`/v1.0/groups/${group.id}`, { 'members@odata.bind': told.slice(i, i + 20).map((user) => reference(server, user)) });
    assert.equal(bound.status, 204, bound.text);
  }
  const after = new Replica(server, '/v1.0/groups/delta');
  for (const replica of [before, after]) {
    const pages = await replica.round();
    assert.ok(pages.length >= 3, 'A page has at most 1000 members');
    assert.deepEqual(sorted(replica.members.get(group.id)), sorted(ids(told)));
    assert.equal(pages.flatMap((item) => item['members@delta'] ?? []).length, 2500);
  }
  await server.buy('VISIOCLIENT', 2600);
  const licenses = new Replica(server, LICENSES, { pageSize: 400 });
  await licenses.round();
  await license(server, group, [VISIO]);
  const given = await licenses.round();
  assert.deepEqual(sorted(ids(given)), sorted(ids(told)), 'A-34: those to whom a task has given licences, each once');
  assert.ok(given.every((user) => user.assignedLicenses.length === 1));
  await server.stop();
  assertSound(server.db);
});

test('A-34: a service that stops, and comes back, is a change of everybody who has it', async (t) => {
  const server = await startWithClock(t);
  (await Contract.read(server)).watch(server);
  const { clock } = server;
  await server.buy('ENTERPRISEPACK', 3, { endDate: clock.date(10) });
  await server.buy('VISIOCLIENT', 3);
  const [ann, ben, cas] = [await server.addUser('ann'), await server.addUser('ben'), await server.addUser('cas')];
  for (const [user, skus] of [[ann, [E3, VISIO]], [ben, [E3]], [cas, [VISIO]]]) {
    assert.equal((await server.assign(user.id, skus)).status, 200);
  }
  const replica = new Replica(server, LICENSES, { pageSize: 1 });
  await replica.round();
  await server.buy('VISIOCLIENT', 3);
  assert.deepEqual(await replica.round(), [], 'more seats change nobody');
  const seen = new Map();
  for (const days of [12, 45, 80, 140, 230, 400]) {
    clock.set(days * 86_400_000);
    for (let i = 0; i < 60; i++) {
      await new Promise((done) => setTimeout(done, 50));
      const told = await replica.round();
      assert.equal(new Set(ids(told)).size, told.length, 'each once');
      for (const user of told) {
        seen.set(user.id, [...seen.get(user.id) ?? [], user.licenseAssignmentStates.find((state) => state.skuId === E3)?.state ?? 'none']);
      }
      if (seen.get(ann.id)?.includes('none')) {
        break;
      }
    }
  }
  assert.ok(seen.get(ann.id).includes('Disabled'), JSON.stringify([...seen]));
  assert.deepEqual(seen.get(ann.id).at(-1), 'none');
  assert.deepEqual(seen.get(ben.id), seen.get(ann.id));
  assert.equal(seen.get(cas.id), undefined);
  await server.stop();
});

test('A-33: a token is good as long as the ledger reaches; an older one gets 410 and where to begin again', async (t) => {
  const server = await startServer(t);
  const ann = await server.addUser('ann');
  const gone = await server.addUser('gone');
  const since = (await server.get('/v1.0/users/delta?$deltatoken=latest&$select=jobTitle,displayName')).body['@odata.deltaLink'];
  await server.patch(`/v1.0/users/${ann.id}`, { jobTitle: 'Clerk' });
  await server.delete(`/v1.0/users/${gone.id}`);
  assert.equal((await follow(server, since)).body.value.length, 2);
  await server.patch('/api/v1/settings', { auditDays: 30 });
  const kept = (await server.get('/v1.0/users/delta?$deltatoken=latest')).body['@odata.deltaLink'];
  await server.stop();
  sql(server, `UPDATE operation SET created_ms = created_ms - ${40 * 86_400_000}`);

  const cleaning = await Server.launch(server);
  (await Contract.read(cleaning)).watch(cleaning);
  for (let i = 0; i < 2000 && sql(server, 'SELECT count(*) FROM operation') !== '0'; i++) {
    await new Promise((done) => setTimeout(done, 20));
  }
  assert.equal(sql(server, 'SELECT count(*) FROM object_change'), '0');
  const answer = await follow(cleaning, since);
  assert.equal(answer.status, 410, answer.text);
  assert.equal(answer.body.error.code, 'resyncRequired');
  assert.equal(answer.headers.get('location'), `${cleaning.url}/v1.0/users/delta?$select=displayName,jobTitle&$deltatoken=`);
  const anew = await follow(cleaning, answer.headers.get('location'));
  assert.deepEqual(anew.body.value.find((user) => user.id === ann.id), { id: ann.id, displayName: 'User ann', jobTitle: 'Clerk' });
  assert.deepEqual((await follow(cleaning, kept)).body.value, []);
  await cleaning.stop();
});
