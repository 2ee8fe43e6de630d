// What owners do with their allotments: they need no role, and give away nothing that is not in allotments of theirs.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { alias, allot, allotments, latest, refused, standing } from '../lib/allotments.mjs';
import { letPeopleIn, tokenOfPerson } from '../lib/callers.mjs';
import { addGroup, join, license, paths, settled } from '../lib/groups.mjs';
import { assertSound, run, sku, startServer } from '../lib/licentia.mjs';
import { addSignedIn } from '../lib/people.mjs';

const { VISIOCLIENT: VISIO, POWER_BI_PRO: BI } = sku;
const own = '/api/v1/me/allotments';

/** An organisation with 9 seats of Visio and of Power BI, people, and owners with sessions. */
async function office(t, names, owners) {
  const server = await startServer(t);
  await server.buy('VISIOCLIENT', 9);
  await server.buy('POWER_BI_PRO', 9);
  const people = {};
  for (const name of names) {
    people[name] = await server.addUser(name);
  }
  for (const name of owners) {
    const person = await addSignedIn(server, name);
    people[name] = {
      ...person,
      list: async () => (await server.get(own, person.options)).body.value,
      people: ({ id }) => server.get(`${own}/${id}/people`, person.options),
      add: ({ id }, body, headers = {}) => server.post(`${own}/${id}/people`, body, { ...person.options, headers: { ...person.options.headers, ...headers } }),
      remove: ({ id }, user) => server.delete(`${own}/${id}/people/${user}`, person.options),
    };
  }
  const mayUse = async (owner) => Object.fromEntries((await owner.list()).flatMap((one) => one.groups.map((group) => [group.displayName, group.ownersMayUse])));
  return { server, mayUse, ...people };
}

/** Checks that the owner is refused because of what the group gives, in words that name no product. */
function assertNotHis(answer, words) {
  assert.equal(answer.status, 403, answer.text);
  assert.equal(answer.body.error.code, 'Authorization_RequestDenied');
  const [{ message, remedy }] = answer.body.error.details;
  assert.match(message, words);
  assert.match(remedy, /^Ask an administrator /);
  assert.doesNotMatch(answer.text, /Power BI|POWER_BI/);
}

test('R-103 an owner runs his allotment, and sees nothing else', async (t) => {
  const { server, ann, ben, cas, otto, olga, nora } = await office(t, ['ann', 'ben', 'cas'], ['otto', 'olga', 'nora']);
  const draw = await addGroup(server, 'Draw', [ann]);
  await license(server, draw, [VISIO]);
  const his = await allot(server, [draw], [otto]);
  const hers = await allot(server, [await addGroup(server, 'Plan')], [olga], { displayName: 'Hers' });

  await t.test('he sees what he owns, and who is in it', async () => {
    assert.deepEqual(otto.actions, ['readSelf', 'requestLicense', 'runAllotments']);
    assert.deepEqual(await otto.list(), [his]);
    const { status, body } = await otto.people(his);
    assert.equal(status, 200);
    assert.deepEqual(body, { value: [{ id: ann.id, displayName: ann.displayName, userPrincipalName: 'ann@contoso.example', groups: [{ id: draw.id, displayName: 'Draw' }], state: 'licensed', error: null,
      message: null, remedy: null }] });
    assert.deepEqual(await nora.list(), []);
  });
  await t.test("others' are as if they were not there", async () => {
    for (const [who, key] of [[otto, hers], [nora, his], [nora, { id: 'x' }], [nora, { id: '11111111-2222-4333-8444-555555555555' }]]) {
      for (const answer of [await who.people(key), await who.add(key, { id: ben.id }), await who.remove(key, ann.id)]) {
        assert.equal(answer.status, 404, answer.text);
        assert.equal(answer.body.error.message, `Allotment '${key.id}' does not exist.`);
      }
    }
    assert.deepEqual(await paths(server, ben), {});
  });
  await t.test('what administrators do is not his to do', async () => {
    for (const path of [allotments, `${allotments}/${his.id}`, `${allotments}/${his.id}/people`, '/v1.0/users', `/v1.0/groups/${draw.id}`, `/v1.0/groups/${draw.id}/members`, `/v1.0/users/${ann.id}`]) {
      assert.equal((await server.get(path, otto.options)).status, 403, path);
    }
    assert.equal((await server.patch(`${allotments}/${his.id}`, { limit: 9 }, otto.options)).status, 403);
    assert.equal((await server.delete(`${allotments}/${his.id}`, otto.options)).status, 403);
    assert.equal((await server.post(allotments, { displayName: 'x', skuId: VISIO, limit: 1 }, otto.options)).status, 403);
    assert.equal((await server.post(`/api/v1/groups/${draw.id}/members`, { add: [ben.id] }, otto.options)).status, 403);
    assert.equal((await server.get(own)).status, 400, 'a token of a role is nobody');
  });
  await t.test('he adds somebody by the exact name, who has a seat at once', async () => {
    const { status, body } = await otto.add(his, { userPrincipalName: 'BEN@contoso.example' });
    assert.deepEqual([status, body], [201, { id: ben.id, displayName: ben.displayName, userPrincipalName: 'ben@contoso.example', groups: [{ id: draw.id, displayName: 'Draw' }], state: 'licensed',
      error: null, message: null, remedy: null }]);
    assert.deepEqual(await paths(server, ben), { [`${VISIO} ${draw.id}`]: 'Active' });
    const operation = await latest(server);
    assert.deepEqual([operation.kind, operation.target, operation.actor.name ?? operation.actor], ['groupMembers', 'Draw', 'otto@contoso.example']);
    const [entry] = (await server.get("/v1.0/auditLogs/directoryAudits?$filter=activityDisplayName eq 'Change group members'&$top=1")).body.value;
    assert.deepEqual([entry.result, entry.initiatedBy.user.userPrincipalName], ['success', 'otto@contoso.example']);
  });
  await t.test('beyond the limit somebody waits', async () => {
    const { status, body } = await otto.add(his, { id: cas.id, groupId: draw.id });
    assert.deepEqual([status, body.state, body.error], [201, 'waiting', 'CountViolation']);
    assert.match(body.message, /no room left/);
    const [one] = await otto.list();
    assert.deepEqual([one.consumed, one.available, one.waiting], [2, 0, 1]);
  });
  await t.test('who leaves makes room for who waits', async () => {
    assert.equal((await otto.remove(his, 'ann@contoso.example')).status, 204);
    assert.deepEqual(standing((await otto.people(his)).body.value), { ben: ['licensed', null], cas: ['licensed', null] });
    assert.deepEqual(await paths(server, ann), {});
    assert.equal((await otto.remove(his, ann.id)).status, 404, 'she is out already');
  });
  await t.test('what is wrong is said, and nobody is told of', async () => {
    const list = [
      [{}, 400, 'userPrincipalName', /one of the two/],
      [{ id: ann.id, userPrincipalName: 'ann@contoso.example' }, 400, 'userPrincipalName', /one of the two/],
      [{ id: 7 }, 400, 'id', /./],
      [{ id: ann.id, colour: 'red' }, 400, 'colour', /./],
      [{ userPrincipalName: 'zed@contoso.example' }, 404, null, /./],
      [{ userPrincipalName: 'User ann' }, 404, null, /./],
      [{ id: draw.id }, 404, null, /./],
      [{ id: ann.id, groupId: 'Draw' }, 404, null, /The allotment has no group 'Draw'\./],
      [{ id: ann.id, groupId: hers.groups[0].id }, 404, null, /The allotment has no group/],
      [{ id: ben.id }, 400, null, /already exist/],
    ];
    for (const [body, status, target, words] of list) {
      const answer = await otto.add(his, body);
      assert.deepEqual([answer.status, target === null ? null : refused(answer)[1]], [status, target], `${JSON.stringify(body)}: ${answer.text}`);
      assert.match(answer.body.error.message, words);
    }
    const texts = [];
    for (const who of ['zed@contoso.example', 'ann@contoso.example', olga.id]) {
      const answer = await otto.remove(his, who);
      assert.equal(answer.status, 404);
      texts.push(answer.body.error.message.replace(who, '?'));
    }
    assert.equal(new Set(texts).size, 1, 'the same whether there is such a user');
  });
  await t.test('a rehearsal changes nothing; sent again it is done once', async () => {
    const rehearsed = await otto.add(his, { id: ann.id }, { Prefer: 'validate-only' });
    assert.deepEqual([rehearsed.status, rehearsed.body.state], [201, 'waiting']);
    assert.deepEqual(await paths(server, ann), {});
    const again = () => otto.add(his, { id: ann.id }, { 'Idempotency-Key': 'ann-again' });
    assert.deepEqual([(await again()).status, (await again()).status], [201, 201]);
    assert.equal((await otto.remove(his, ann.id)).status, 204);
  });
  await t.test('deleted users and groups are not there', async () => {
    assert.equal((await server.delete(`/v1.0/users/${ann.id}`)).status, 204);
    assert.equal((await otto.add(his, { id: ann.id })).status, 404);
    const team = await addGroup(server, 'Team', [], { mailEnabled: true, groupTypes: ['Unified'] });
    await server.patch(`${allotments}/${hers.id}`, { groups: [team.id] });
    assert.equal((await server.delete(`/v1.0/groups/${team.id}`)).status, 204);
    assert.deepEqual((await olga.list())[0].groups, []);
    assert.equal((await olga.add(hers, { id: ben.id, groupId: team.id })).status, 404);
    assertNotHis(await olga.add(hers, { id: ben.id }), /^The allotment has no group\.$/);
  });
  await t.test('who owns it no more has no right from then on', async () => {
    assert.equal((await server.patch(`${allotments}/${his.id}`, { owners: [nora.id] })).status, 200);
    assert.deepEqual([await otto.list(), (await otto.people(his)).status, (await otto.remove(his, ben.id)).status], [[], 404, 404]);
    assert.deepEqual((await nora.list()).map(({ id }) => id), [his.id]);
  });
  assertSound(server.db);
});

test('R-103 an owner gives away only what is in his allotments', async (t) => {
  const { server, mayUse, ann, ben, otto, olga } = await office(t, ['ann', 'ben'], ['otto', 'olga']);
  const both = await addGroup(server, 'Both', [ann]);
  await license(server, both, [VISIO, BI]);
  const visio = await allot(server, [both], [otto]);
  const refusedWords = /^Members of the group 'Both' get more than what is in your allotments\.$/;
  const isMember = async (group, user) => (await server.get(`/v1.0/groups/${group.id}/members?$select=id`)).body.value.some(({ id }) => id === user.id);

  await t.test('a group that gives another product is closed to him, for adding and removing', async () => {
    assert.deepEqual(await mayUse(otto), { Both: false });
    assertNotHis(await otto.add(visio, { id: ben.id }), refusedWords);
    assertNotHis(await otto.add(visio, { id: ben.id, groupId: both.id }), refusedWords);
    assert.equal((await otto.remove(visio, ann.id)).status, 403);
    assert.deepEqual([await paths(server, ben), await isMember(both, ann), await isMember(both, ben)], [{}, true, false]);
    const [entry] = (await server.get("/v1.0/auditLogs/directoryAudits?$filter=activityDisplayName eq 'Change group members' and result eq 'failure'&$top=1")).body.value;
    assert.equal(entry.initiatedBy.user.userPrincipalName, 'otto@contoso.example');
  });
  await t.test("an allotment of another's does not open it", async () => {
    const bi = await allot(server, [both], [olga], { displayName: 'BI', skuId: 'POWER_BI_PRO' });
    assert.deepEqual([await mayUse(otto), await mayUse(olga)], [{ Both: false }, { Both: false }]);
    assertNotHis(await otto.add(visio, { id: ben.id }), refusedWords);
    const seen = await server.get(`${allotments}/${visio.id}`);
    assert.equal(seen.body.groups[0].ownersMayUse, false);

    assert.equal((await server.patch(`${allotments}/${bi.id}`, { owners: [olga.id, otto.id] })).status, 200);
    assert.deepEqual([await mayUse(otto), await mayUse(olga)], [{ Both: true }, { Both: false }], 'he owns both now, she one');
    assert.equal((await server.get(`${allotments}/${visio.id}`)).body.groups[0].ownersMayUse, true, 'each of its owners may');
    assert.equal((await server.get(`${allotments}/${bi.id}`)).body.groups[0].ownersMayUse, false, 'one of its owners may not');
    assert.equal((await otto.add(visio, { id: ben.id })).status, 201);
    assert.deepEqual(await paths(server, ben), { [`${VISIO} ${both.id}`]: 'Active', [`${BI} ${both.id}`]: 'Active' });
    assert.equal((await otto.remove(bi, ben.id)).status, 204);
    assert.equal((await olga.add(bi, { id: ben.id })).status, 403);

    assert.equal((await server.delete(`${allotments}/${bi.id}`)).status, 204);
    assert.equal((await otto.add(visio, { id: ben.id })).status, 403, 'without it he may not any more');
  });
  await t.test('an allotment of the other product for another group does not open it', async () => {
    const bi = await allot(server, [await addGroup(server, 'Else')], [otto], { displayName: 'BI', skuId: 'POWER_BI_PRO' });
    assertNotHis(await otto.add(visio, { id: ben.id }), refusedWords);
    assert.equal((await server.delete(`${allotments}/${bi.id}`)).status, 204);
  });
  await t.test('a group that comes to give more is closed at once', async () => {
    await license(server, both, [], [BI]);
    assert.equal((await otto.add(visio, { id: ben.id })).status, 201);
    await license(server, both, [BI]);
    assert.equal((await otto.remove(visio, ben.id)).status, 403);
    await license(server, both, [], [BI]);
    assert.equal((await otto.remove(visio, ben.id)).status, 204);
  });
  await t.test('a group that does not give the product is no way in', async () => {
    await license(server, both, [], [VISIO]);
    assert.deepEqual(await mayUse(otto), { Both: false });
    assertNotHis(await otto.add(visio, { id: ben.id }), /^The group 'Both' does not give the product of the allotment\.$/);
    await license(server, both, [VISIO]);
  });
  await t.test('what groups above it give counts, where they license nested members (D-17)', async () => {
    const middle = await addGroup(server, 'Middle');
    const top = await addGroup(server, 'Top');
    await join(server, top, middle);
    await join(server, middle, both);
    await license(server, top, [BI]);
    assert.deepEqual(await mayUse(otto), { Both: true });
    assert.equal((await server.patch(`/api/v1/groups/${top.id}`, { includeNested: true })).status, 200);
    await settled(server, top);
    assert.deepEqual(await mayUse(otto), { Both: false });
    assertNotHis(await otto.add(visio, { id: ben.id }), refusedWords);
    assert.deepEqual([await paths(server, ben), await isMember(both, ben)], [{}, false]);
    const bi = await allot(server, [top], [otto], { displayName: 'BI', skuId: 'POWER_BI_PRO' });
    assert.equal((await otto.add(visio, { id: ben.id })).status, 201, 'the group above stands in one of his');
    assert.deepEqual(await paths(server, ben), { [`${VISIO} ${both.id}`]: 'Active', [`${BI} ${top.id}`]: 'Active' });
    assert.equal((await server.delete(`${allotments}/${bi.id}`)).status, 204);
    assert.equal((await otto.remove(visio, ben.id)).status, 403);
  });
  assertSound(server.db);
});

test('R-103 several groups', async (t) => {
  const { server, ann, ben, cas, otto } = await office(t, ['ann', 'ben', 'cas'], ['otto']);
  const one = await addGroup(server, 'One', [ann]);
  const two = await addGroup(server, 'Two', [ann]);
  const shut = await addGroup(server, 'Shut', [ann, cas]);
  for (const group of [one, two]) {
    await license(server, group, [VISIO]);
  }
  await license(server, shut, [VISIO, BI]);
  const his = await allot(server, [one, two, shut], [otto], { limit: 5 });

  await t.test('which one is to be named, of those that he may use', async () => {
    const answer = await otto.add(his, { id: ben.id });
    assert.deepEqual(refused(answer), [400, 'groupId']);
    assert.equal(answer.body.error.message, `The allotment has several groups: name the one to add the person to, of One (${one.id}), Two (${two.id}).`);
    const { body } = await otto.add(his, { id: ben.id, groupId: two.id.toUpperCase() });
    assert.deepEqual(body.groups, [{ id: two.id, displayName: 'Two' }]);
    assert.equal((await otto.add(his, { id: ben.id, groupId: shut.id })).status, 403);
  });
  await t.test('somebody leaves all that he may use in one operation, and stays in the others', async () => {
    assert.equal((await otto.remove(his, ann.id)).status, 204);
    const found = (await otto.people(his)).body.value.find((person) => alias(person) === 'ann');
    assert.deepEqual(found.groups, [{ id: shut.id, displayName: 'Shut' }]);
    const operation = await latest(server);
    const changes = (await server.get(`/api/v1/operations/${operation.id}/changes`)).body.value;
    assert.deepEqual([operation.kind, changes.filter(({ kind }) => kind === 'membership').map(({ group }) => group.displayName)], ['groupMembers', ['One', 'Two']]);
    for (const user of [ann, cas]) {
      const answer = await otto.remove(his, user.id);
      assertNotHis(answer, /a group that its owners may not change/);
    }
    assert.deepEqual(await paths(server, cas), { [`${VISIO} ${shut.id}`]: 'Active', [`${BI} ${shut.id}`]: 'Active' });
  });
  await t.test('he owns another one of the same people: only what he asks for changes', async () => {
    const other = await allot(server, [await addGroup(server, 'Three', [ben])], [otto], { displayName: 'Other' });
    assert.equal((await otto.remove(his, ben.id)).status, 204);
    assert.deepEqual((await otto.people(other)).body.value.map(alias), ['ben']);
  });
  assertSound(server.db);
});

test('R-103 through an application in his name, and from another organisation', async (t) => {
  const { server, ann, otto } = await office(t, ['ann'], ['otto']);
  const draw = await addGroup(server, 'Draw');
  await license(server, draw, [VISIO]);
  const his = await allot(server, [draw], [otto]);

  await t.test('it takes a permission to assign licences, beside what he may', async () => {
    for (const [permission, status] of [['User.Read', 403], ['User.ReadWrite.All', 403], ['GroupMember.ReadWrite.All', 403], ['LicenseAssignment.ReadWrite.All', 201]]) {
      const token = await tokenOfPerson(server, 'otto', await letPeopleIn(server, [permission, 'User.Read']));
      assert.deepEqual((await server.get(own, { token })).body.value.map(({ id }) => id), [his.id], permission);
      assert.equal((await server.post(`${own}/${his.id}/people`, { id: ann.id }, { token })).status, status, permission);
      assert.equal((await server.get(`${own}/${his.id}/people`, { token })).status, status === 201 ? 200 : 403, permission);
    }
  });
  await t.test('a blocked owner has no right', async () => {
    assert.equal((await server.patch(`/v1.0/users/${otto.id}`, { accountEnabled: false })).status, 204);
    assert.equal((await otto.people(his)).status, 401);
    assert.equal((await server.patch(`/v1.0/users/${otto.id}`, { accountEnabled: true })).status, 204);
  });
  await t.test('allotments, people and groups of another organisation are not there', async () => {
    const owner = await addSignedIn(server, 'olga');
    const made = run(['tenant', 'add', '--db', server.db, '--name', 'Fabrikam', '--domain', 'fabrikam.example', '--country', 'NL', '--no-admin', '--json']);
    assert.equal(made.status, 0, made.stderr);
    const as = { token: JSON.parse(made.stdout).token };
    const user = (await server.post('/api/v1/users', { userPrincipalName: 'far@fabrikam.example', displayName: 'Far', mailNickname: 'far', accountEnabled: true, usageLocation: 'NL' }, as)).body.user;
    const group = (await server.post('/v1.0/groups', { displayName: 'Far', mailNickname: 'far-group', mailEnabled: false, securityEnabled: true }, as)).body;
    await server.post('/api/v1/subscriptions', { sku: 'VISIOCLIENT', totalLicenses: 2 }, as);
    const theirs = await server.post(allotments, { displayName: 'Theirs', skuId: VISIO, limit: 1, groups: [group.id], owners: [user.id] }, as);
    assert.equal(theirs.status, 201, theirs.text);
    for (const body of [{ groups: [draw.id] }, { owners: [ann.id] }]) {
      assert.equal((await server.patch(`${allotments}/${theirs.body.id}`, body, as)).status, 404);
    }
    assert.equal((await server.patch(`${allotments}/${his.id}`, { owners: [owner.id], groups: [group.id] })).status, 404);
    assert.equal((await server.patch(`${allotments}/${his.id}`, { owners: [owner.id] })).status, 200);
    const tries = [await server.get(`${own}/${theirs.body.id}/people`, owner.options), await server.post(`${own}/${theirs.body.id}/people`, { id: ann.id }, owner.options),
      await server.post(`${own}/${his.id}/people`, { id: user.id }, owner.options), await server.post(`${own}/${his.id}/people`, { userPrincipalName: 'far@fabrikam.example' }, owner.options),
      await server.post(`${own}/${his.id}/people`, { id: owner.id, groupId: group.id }, owner.options), await server.delete(`${own}/${his.id}/people/${user.id}`, owner.options)];
    assert.deepEqual(tries.map(({ status }) => status), tries.map(() => 404));
    assert.deepEqual((await server.get(allotments, as)).body.value.map(({ displayName }) => displayName), ['Theirs']);
    assert.equal((await server.post(`${own}/${his.id}/people`, { id: owner.id }, owner.options)).status, 201, 'an owner may add himself');
  });
  assertSound(server.db);
});
