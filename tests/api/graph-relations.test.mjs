// How users and groups belong together, as Graph's clients ask for it: casts, numbers alone, ids, of somebody and of the person who calls.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { giveRole, letPeopleIn, tokenOfPerson } from '../lib/callers.mjs';
import { startServer } from '../lib/licentia.mjs';
import { addPerson } from '../lib/people.mjs';

const unknown = '00000000-0000-4000-8000-000000000000';
const eventual = { headers: { ConsistencyLevel: 'eventual' } };
const userCasts = ['microsoft.graph.user', 'graph.user'];
const groupCasts = ['microsoft.graph.group', 'graph.group', 'Microsoft.Graph.Group'];

test('relations', async (t) => {
  const server = await startServer(t);
  const boss = await addPerson(server, 'boss');
  const workers = [];
  for (const alias of ['ann', 'ben']) {
    workers.push((await server.addUser(alias)).id);
    const { status } = await server.request('PUT', `/v1.0/users/${workers.at(-1)}/manager/$ref`, { body: { '@odata.id': `https://graph.microsoft.com/v1.0/users/${boss.id}` } });
    assert.equal(status, 204);
  }
  const groups = {};
  const join = async (group, id) => assert.equal((await server.post(`/v1.0/groups/${groups[group]}/members/$ref`, { '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${id}` })).status, 204);
  for (const name of ['inner', 'outer', 'mail']) {
    const isMail = name === 'mail';
    const made = await server.post('/v1.0/groups', { displayName: name, mailNickname: name, mailEnabled: isMail, securityEnabled: !isMail, groupTypes: isMail ? ['Unified'] : [] });
    groups[name] = made.body.id;
  }
  await join('inner', boss.id);
  await join('inner', workers[0]);
  await join('mail', boss.id);
  await join('outer', groups.inner);
  await join('outer', workers[1]);

  const application = await letPeopleIn(server, ['User.Read', 'User.Read.All', 'Group.Read.All', 'Directory.Read.All']);
  const light = await letPeopleIn(server, ['User.Read']);
  await giveRole(server, boss.id, 'Directory Readers');
  const options = { token: await tokenOfPerson(server, 'boss', application) };
  const ids = async (path, more = {}) => {
    const { status, body, text } = await server.get(path, { ...more });
    assert.equal(status, 200, text);
    return body.value.map(({ id }) => id);
  };
  const count = async (path, more = {}) => {
    const { status, text, headers } = await server.get(`${path}/$count`, { ...eventual, ...more });
    assert.equal(status, 200, text);
    assert.match(headers.get('content-type'), /^text\/plain/);
    return Number(text);
  };
  /** Asks as the administrator about the boss, and as the boss about himself. */
  const asBoth = async (check) => {
    await check(`/v1.0/users/${boss.id}`, {});
    await check('/v1.0/users/boss@contoso.example', {});
    await check('/v1.0/me', options);
  };

  await t.test('memberOf and transitiveMemberOf: casts and counts', () => asBoth(async (base, more) => {
    for (const [relation, expected] of [['memberOf', [groups.inner, groups.mail]], ['transitiveMemberOf', [groups.inner, groups.outer, groups.mail]]]) {
      assert.deepEqual(await ids(`${base}/${relation}`, more), expected);
      assert.equal(await count(`${base}/${relation}`, more), expected.length);
      for (const cast of groupCasts) {
        assert.deepEqual(await ids(`${base}/${relation}/${cast}`, more), expected);
        assert.equal(await count(`${base}/${relation}/${cast}`, more), expected.length);
      }
      for (const cast of userCasts) {
        assert.deepEqual(await ids(`${base}/${relation}/${cast}`, more), []);
        assert.equal(await count(`${base}/${relation}/${cast}`, more), 0);
      }
    }
    assert.equal(await count(`${base}/memberOf`, more), 2);
    const asked = await server.get(`${base}/memberOf/$count?$filter=mailEnabled eq true`, { ...eventual, ...more });
    assert.equal(asked.text, '1');
    assert.deepEqual(await ids(`${base}/memberOf/microsoft.graph.group?$filter=startswith(displayName,'in')`, more), [groups.inner]);
  }));

  await t.test('ownedObjects: the groups that somebody owns, with casts, counts and conditions', async () => {
    for (const group of [groups.outer, groups.mail]) {
      assert.equal((await server.post(`/v1.0/groups/${group}/owners/$ref`, { '@odata.id': `https://graph.microsoft.com/v1.0/users/${boss.id}` })).status, 204);
    }
    await asBoth(async (base, more) => {
      const expected = [groups.outer, groups.mail];
      assert.deepEqual(await ids(`${base}/ownedObjects`, more), expected);
      assert.equal(await count(`${base}/ownedObjects`, more), 2);
      for (const cast of groupCasts) {
        assert.deepEqual(await ids(`${base}/ownedObjects/${cast}`, more), expected);
        assert.equal(await count(`${base}/ownedObjects/${cast}`, more), 2);
      }
      for (const cast of userCasts) {
        assert.deepEqual(await ids(`${base}/ownedObjects/${cast}`, more), []);
        assert.equal(await count(`${base}/ownedObjects/${cast}`, more), 0);
      }
      const { body } = await server.get(`${base}/ownedObjects?$select=id,displayName&$count=true&$top=1`, more);
      assert.deepEqual([body['@odata.count'], body.value], [2, [{ '@odata.type': '#microsoft.graph.group', id: groups.outer, displayName: 'outer' }]]);
      assert.deepEqual(await ids(body['@odata.nextLink'], more), [groups.mail]);
      assert.deepEqual(await ids(`${base}/ownedObjects?$filter=mailEnabled eq true`, more), [groups.mail]);
      assert.deepEqual(await ids(`${base}/ownedObjects/graph.group?$orderby=displayName`, more), [groups.mail, groups.outer]);
      assert.equal((await server.get(`${base}/ownedObjects/$count?$filter=mailEnabled eq true`, { ...eventual, ...more })).text, '1');
    });
    assert.deepEqual(await ids(`/v1.0/users/${workers[0]}/ownedObjects`), [], 'a member is no owner');
    assert.equal((await server.get(`/v1.0/users/${unknown}/ownedObjects`)).status, 404);
    assert.equal((await server.get('/v1.0/me/ownedObjects')).status, 400, 'who is nobody owns nothing');
    assert.equal((await server.delete(`/v1.0/groups/${groups.mail}`)).status, 204);
    assert.deepEqual(await ids(`/v1.0/users/${boss.id}/ownedObjects`), [groups.outer], 'a deleted group is not listed');
    assert.equal((await server.post(`/v1.0/directory/deletedItems/${groups.mail}/restore`)).status, 200);
    assert.deepEqual(await ids(`/v1.0/users/${boss.id}/ownedObjects`), [groups.outer, groups.mail]);
  });

  await t.test('members at whatever depth: counts', async () => {
    const base = `/v1.0/groups/${groups.outer}/transitiveMembers`;
    assert.equal(await count(base), 4);
    for (const cast of userCasts) {
      assert.equal(await count(`${base}/${cast}`), 3);
    }
    for (const cast of groupCasts) {
      assert.equal(await count(`${base}/${cast}`), 1);
    }
    assert.equal(await count(`/v1.0/groups/${groups.inner}/transitiveMemberOf`), 1);
    assert.equal(await count(`/v1.0/groups/${groups.inner}/transitiveMemberOf/graph.user`), 0);
  });

  await t.test('directReports: casts and counts', () => asBoth(async (base, more) => {
    for (const path of ['', ...userCasts.map((cast) => `/${cast}`)]) {
      assert.deepEqual(await ids(`${base}/directReports${path}`, more), workers);
      assert.equal(await count(`${base}/directReports${path}`, more), 2);
    }
    const first = (await server.get(`${base}/directReports/graph.user?$top=1&$select=id`, more)).body;
    assert.match(first['@odata.context'], /#users\(id\)$/);
    assert.deepEqual([first.value.map(({ id }) => id), await ids(first['@odata.nextLink'], more)], [[workers[0]], [workers[1]]]);
  }));

  await t.test('a number alone takes the header, and no condition where the list takes none', async () => {
    for (const path of [`/v1.0/users/${boss.id}/transitiveMemberOf/$count`, `/v1.0/users/${boss.id}/directReports/$count`, `/v1.0/groups/${groups.outer}/transitiveMembers/$count`]) {
      const plain = await server.get(path);
      assert.deepEqual([plain.status, plain.body.error.message], [400, '$count is not currently supported.'], path);
      const asked = await server.get(`${path}?$filter=id eq '${unknown}'`, eventual);
      assert.deepEqual([asked.status, asked.body.error.code], [400, 'Request_UnsupportedQuery'], path);
    }
    assert.equal((await server.get(`/v1.0/users/${unknown}/transitiveMemberOf/$count`, eventual)).status, 404);
  });

  await t.test('ids: of what the person who calls is in', () => asBoth(async (base, more) => {
    const ask = async (call, body) => {
      const answer = await server.post(`${base}/${call}`, body, more);
      assert.equal(answer.status, 200, answer.text);
      return answer.body.value.sort();
    };
    const all = Object.values(groups).sort();
    for (const call of ['getMemberGroups', 'getMemberObjects']) {
      assert.deepEqual(await ask(call, { securityEnabledOnly: false }), all);
      assert.deepEqual(await ask(call, { securityEnabledOnly: true }), [groups.inner, groups.outer].sort());
    }
    assert.deepEqual(await ask('checkMemberGroups', { groupIds: [groups.outer, unknown] }), [groups.outer]);
    assert.deepEqual(await ask('checkMemberObjects', { ids: [unknown, groups.mail, workers[0]] }), [groups.mail]);
    assert.deepEqual(await ask('microsoft.graph.checkMemberObjects', { ids: [] }), []);
    for (const [body, target] of [[{ groupIds: [] }, 'groupIds'], [{ ids: ['x'] }, 'ids'], [{ ids: Array(21).fill(unknown) }, 'ids'], [{}, 'ids']]) {
      const refused = await server.post(`${base}/checkMemberObjects`, body, more);
      assert.equal(refused.status, 400);
      assert.ok(refused.body.error.details.some((detail) => detail.target === target), refused.text);
    }
  }));

  await t.test('of groups and objects, too', async () => {
    for (const base of [`/v1.0/groups/${groups.inner}`, `/v1.0/directoryObjects/${groups.inner}`]) {
      assert.deepEqual((await server.post(`${base}/checkMemberObjects`, { ids: [groups.outer, groups.mail] })).body.value, [groups.outer]);
    }
    assert.equal((await server.post(`/v1.0/directoryObjects/${unknown}/checkMemberObjects`, { ids: [] })).status, 404);
  });

  await t.test('an object as what it is; as anything else it is not there', async () => {
    for (const [id, right, wrong] of [[boss.id, userCasts, groupCasts], [groups.inner, groupCasts, userCasts]]) {
      for (const cast of right) {
        assert.equal((await server.get(`/v1.0/directoryObjects/${id}/${cast}?$select=id`)).body.id, id);
      }
      for (const cast of wrong) {
        const { status, body } = await server.get(`/v1.0/directoryObjects/${id}/${cast}`);
        assert.deepEqual([status, body.error.code], [404, 'Request_ResourceNotFound']);
      }
    }
  });

  await t.test('who may not read groups is refused, also about himself', async () => {
    const token = await tokenOfPerson(server, 'boss', light);
    for (const path of ['memberOf', 'memberOf/graph.group', 'memberOf/$count', 'ownedObjects', 'ownedObjects/$count', 'transitiveMemberOf/$count', 'directReports/$count']) {
      assert.equal((await server.get(`/v1.0/me/${path}`, { token, ...eventual })).status, 403, path);
    }
    assert.equal((await server.post('/v1.0/me/getMemberGroups', { securityEnabledOnly: false }, { token })).status, 403);
    assert.equal((await server.post('/v1.0/me/getMemberGroups', { securityEnabledOnly: false })).status, 400, 'who is nobody has no groups');
  });
});
