// Users in the shape of Graph: reading, paging, creating, changing, deleting, restoring.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assertSound, Server, sku, startServer } from '../lib/licentia.mjs';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const defaults = ['businessPhones', 'displayName', 'givenName', 'id', 'jobTitle', 'mail', 'mobilePhone', 'officeLocation', 'preferredLanguage', 'surname',
  'userPrincipalName'];
const member = {
  accountEnabled: true, displayName: 'Zoë Ø. Ångström', mailNickname: 'zoe', userPrincipalName: 'zoe@contoso.example',
  passwordProfile: { password: 'correct horse battery', forceChangePasswordNextSignIn: false },
};
const properties = (object) => Object.keys(object).filter((name) => !name.startsWith('@')).sort();

test('one user', async (t) => {
  const server = await startServer(t);
  const created = await server.post('/v1.0/users', { ...member, jobTitle: 'Clerk', businessPhones: ['+31 70 1'], usageLocation: 'NL' });

  await t.test('creating answers 201, Location and the default properties', async () => {
    assert.equal(created.status, 201, created.text);
    assert.deepEqual(properties(created.body), defaults);
    assert.match(created.body.id, uuid);
    assert.equal(created.headers.get('location'), `${server.url}/v1.0/users/${created.body.id}`);
    assert.equal(created.body['@odata.context'], `${server.url}/v1.0/$metadata#users/$entity`);
    assert.deepEqual(created.body.businessPhones, ['+31 70 1']);
    assert.equal(created.body.displayName, member.displayName);
    assert.doesNotMatch(created.text, /horse|argon/);
  });

  const { id } = created.body;
  const keys = {
    'the id': id,
    'the id in capitals': id.toUpperCase(),
    'the name': 'zoe@contoso.example',
    'the name in another case': 'ZOE@Contoso.Example',
    'the name, encoded': 'zoe%40contoso.example',
    'OData parentheses': null,
  };
  for (const [name, key] of Object.entries(keys)) {
    await t.test(`is found by ${name}`, async () => {
      const answer = await server.get(key === null ? `/v1.0/users('${id}')` : `/v1.0/users/${key}`);
      assert.equal(answer.status, 200, answer.text);
      assert.equal(answer.body.id, id);
    });
  }
  for (const path of [`/V1.0/Users/${id}/`, `/beta/users/${id}`, `/v1.0/users(%27zoe@contoso.example%27)`, `/v1.0/users(${id})`, `/v1.0/users(id='${id}')`]) {
    await t.test(`is found under ${path.replace(id, '{id}')}`, async () => {
      const answer = await server.get(path);
      assert.equal(answer.status, 200, answer.text);
      assert.equal(answer.body.id, id);
    });
  }

  await t.test('$select shows what is asked for, names in any case', async () => {
    const { status, body, text } = await server.get(`/v1.0/users/${id}?%24select=Id%2CUserType,+mailnickname,createdDateTime,deletedDateTime,accountEnabled`);
    assert.equal(status, 200, text);
    assert.deepEqual(properties(body), ['accountEnabled', 'createdDateTime', 'deletedDateTime', 'id', 'mailNickname', 'userType']);
    assert.deepEqual([body.userType, body.mailNickname, body.deletedDateTime, body.accountEnabled], ['Member', 'zoe', null, true]);
    assert.match(body.createdDateTime, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
    assert.match(body['@odata.context'], /#users\([A-Za-z,]+\)\/\$entity$/);
  });

  await t.test('a user starts bare: collections are empty, never null', async () => {
    const { body } = await server.get(`/v1.0/users/${id}?$select=assignedLicenses,assignedPlans,provisionedPlans,licenseAssignmentStates,businessPhones`);
    delete body['@odata.context'];
    assert.deepEqual(body, { businessPhones: ['+31 70 1'], assignedLicenses: [], assignedPlans: [], provisionedPlans: [], licenseAssignmentStates: [] });
  });

  await t.test('PATCH keeps what is absent, null clears, names count in any case', async () => {
    const answer = await server.patch(`/v1.0/users/${id}`, { JobTitle: null, MailNickName: 'zo', surName: 'Å', businessPhones: [], '@odata.type': '#microsoft.graph.user' });
    assert.equal(answer.status, 204, answer.text);
    assert.equal(answer.text, '');
    const { body } = await server.get(`/v1.0/users/${id}?$select=jobTitle,mailNickname,surname,businessPhones,displayName`);
    assert.deepEqual([body.jobTitle, body.mailNickname, body.surname, body.businessPhones, body.displayName], [null, 'zo', 'Å', [], member.displayName]);
  });

  await t.test('a byte order mark before the body is passed over', async () => {
    const send = (body) => server.request('PATCH', `/v1.0/users/${id}`, { body, headers: { 'Content-Type': 'application/json' } });
    assert.equal((await send('\ufeff{"surname":"Mark"}')).status, 204);
    assert.equal((await server.get(`/v1.0/users/${id}?$select=surname`)).body.surname, 'Mark');
    assert.match((await send('\ufeff')).body.error.message, /no body/);
    assert.equal((await send('\ufeff\ufeff{}')).status, 400);
  });

  await t.test('D-20 what is to be bound and cannot be is refused, not passed over', async () => {
    const bind = { 'manager@odata.bind': `${server.url}/v1.0/users/${id}` };
    const name = 'bound@contoso.example';
    for (const answer of [
      await server.patch(`/v1.0/users/${id}`, { jobTitle: 'Bound', ...bind }),
      await server.post('/v1.0/users', { ...member, userPrincipalName: name, mailNickname: 'bound', ...bind }),
    ]) {
      assert.equal(answer.status, 400, answer.text);
      assert.equal(answer.body.error.details[0].target, 'manager@odata.bind');
    }
    assert.equal((await server.get(`/v1.0/users/${id}?$select=jobTitle`)).body.jobTitle, null);
    assert.equal((await server.get(`/v1.0/users/${name}`)).status, 404);
  });

  await t.test('the mail nickname of a user may have points, as in first.last, but no spaces', async () => {
    const create = (mailNickname) => server.post('/v1.0/users', { ...member, userPrincipalName: 'zoe.angstrom@contoso.example', mailNickname });
    assert.equal((await create('zoe angstrom')).status, 400);
    assert.equal((await create('zoe.angstrom')).status, 201);
  });

  await t.test('PATCH with nothing to change changes nothing', async () => {
    const before = (await server.get('/api/v1/operations')).body.value.length;
    assert.equal((await server.patch(`/v1.0/users/${id}`, {})).status, 204);
    assert.equal((await server.patch(`/v1.0/users/${id}`, { mailNickname: 'zo' })).status, 204);
    assert.equal((await server.get('/api/v1/operations')).body.value.length, before);
  });

  await t.test('a licence administrator may set the usage location, and that alone', async () => {
    const { token } = (await server.post('/api/v1/tokens', { name: 'la', role: 'License Administrator' })).body;
    assert.equal((await server.patch(`/v1.0/users/${id}`, { usageLocation: 'BE' }, { token })).status, 204);
    assert.equal((await server.get(`/v1.0/users/${id}?$select=usageLocation`)).body.usageLocation, 'BE');
    assert.equal((await server.patch(`/v1.0/users/${id}`, { displayName: 'X' }, { token })).status, 403);
    assert.equal((await server.patch(`/v1.0/users/${id}`, { passwordProfile: { password: 'x' } }, { token })).status, 403);
  });

  await t.test('a rehearsed creation is answered as it would be, and leaves nothing', async () => {
    const body = { ...member, userPrincipalName: 'rehearsed@contoso.example', mailNickname: 'r' };
    const answer = await server.post('/v1.0/users', body, { headers: { Prefer: 'return=minimal, Validate-Only' } });
    assert.equal(answer.status, 201, answer.text);
    assert.equal(answer.headers.get('preference-applied'), 'validate-only');
    assert.equal((await server.get(`/v1.0/users/${answer.body.id}`)).status, 404);
    assert.equal((await server.get('/v1.0/users/rehearsed@contoso.example')).status, 404);
  });

  await t.test('HEAD is GET without a body', async () => {
    const answer = await server.request('HEAD', `/v1.0/users/${id}`);
    assert.equal(answer.status, 200);
    assert.equal(answer.text, '');
    assert.match(answer.headers.get('content-type'), /^application\/json;odata\.metadata=minimal/);
  });
});

test('pages of users', async (t) => {
  const server = await startServer(t);
  const names = Array.from({ length: 25 }, (_, i) => `u${String(i).padStart(2, '0')}`);
  for (const name of names) {
    await server.addUser(name);
  }
  const walk = async (path, visit = async () => {}) => {
    const seen = [];
    for (let next = path; next;) {
      const { status, body, text } = await server.get(next);
      assert.equal(status, 200, text);
      seen.push(...body.value);
      next = body['@odata.nextLink'];
      await visit(body, next);
    }
    return seen;
  };

  await t.test('every user once, in a stable order, whatever the page size', async () => {
    const all = (await walk('/v1.0/users?$top=999')).map((user) => user.id);
    assert.equal(new Set(all).size, 25);
    for (const top of [1, 7, 25]) {
      assert.deepEqual((await walk(`/v1.0/users?$top=${top}`)).map((user) => user.id), all, `$top=${top}`);
    }
  });

  await t.test('links are absolute, keep the options and need no escaping', async () => {
    await walk('/beta/users/?%24select=id%2CdisplayName&$format=json&%24top=10', async (body, next) => {
      assert.ok(body.value.every((user) => Object.keys(user).sort().join() === 'displayName,id'));
      if (next) {
        assert.ok(next.startsWith(`${server.url}/beta/users?`), next);
        assert.doesNotMatch(next.slice(server.url.length), /[{}]|\/\//);
        assert.deepEqual([...new URL(next).searchParams.keys()], ['$select', '$format', '$top', '$skiptoken']);
        assert.match(new URL(next).searchParams.get('$skiptoken'), /^[A-Za-z0-9_-]+$/);
      }
    });
  });

  await t.test('the last page has no link, also when it is full', async () => {
    const { body } = await server.get('/v1.0/users?$top=25');
    assert.equal(body.value.length, 25);
    assert.equal(body['@odata.nextLink'], undefined);
  });

  await t.test('users that come and go meanwhile neither repeat nor hide others', async () => {
    let step = 0;
    const seen = (await walk('/v1.0/users?$top=5', async (body) => {
      step++;
      if (step === 1) {
        await server.delete(`/v1.0/users/${body.value[4].id}`);
        await server.addUser('late');
      }
    })).map((user) => user.userPrincipalName.split('@')[0]);
    assert.deepEqual(seen, [...names, 'late']);
  });

  await t.test('an altered token, or one of another call, is refused', async () => {
    const link = new URL((await server.get('/v1.0/users?$top=5')).body['@odata.nextLink']);
    const token = link.searchParams.get('$skiptoken');
    for (let i = 0; i < token.length; i++) {
      const altered = token.slice(0, i) + (token[i] === 'A' ? 'B' : 'A') + token.slice(i + 1);
      const answer = await server.get(`/v1.0/users?$skiptoken=${altered}`);
      assert.equal(answer.status, 400, `character ${i}`);
      assert.equal(answer.body.error.details[0].target, '$skiptoken');
    }
    assert.equal((await server.get(`/v1.0/directory/deletedItems/graph.user?$skiptoken=${token}`)).status, 400);
  });

  await t.test('a link outlives the server', async () => {
    const { pathname, search } = new URL((await server.get('/v1.0/users?$top=20')).body['@odata.nextLink']);
    await server.stop();
    const again = await Server.start(t, server);
    const { status, body } = await again.get(pathname + search);
    await again.stop();
    assert.equal(status, 200);
    assert.equal(body.value.length, 5);
  });
});

test('deleting and restoring', async (t) => {
  const server = await startServer(t);
  await server.buy('ENTERPRISEPACK', 1);
  const [ann, bob] = [await server.addUser('ann'), await server.addUser('bob')];
  const items = '/v1.0/directory/deletedItems';
  assert.equal((await server.assign(ann.id, [sku.ENTERPRISEPACK])).status, 200);

  await t.test('R-08 the user goes to the deleted items, its seat is free', async () => {
    const answer = await server.delete('/v1.0/users/ann@contoso.example');
    assert.equal(answer.status, 204);
    assert.equal(answer.text, '');
    assert.equal((await server.get(`/v1.0/users/${ann.id}`)).status, 404);
    assert.equal((await server.delete(`/v1.0/users/${ann.id}`)).status, 404);
    assert.equal((await server.pool(sku.ENTERPRISEPACK)).consumedUnits, 0);
  });

  for (const cast of ['microsoft.graph.user', 'graph.user', 'Microsoft.Graph.User']) {
    await t.test(`is listed under ${cast}`, async () => {
      const { status, body } = await server.get(`${items}/${cast}`);
      assert.equal(status, 200);
      assert.deepEqual(body.value.map((user) => [user.id, user['@odata.type']]), [[ann.id, '#microsoft.graph.user']]);
      assert.ok(Date.parse(body.value[0].deletedDateTime) > 0);
    });
  }

  await t.test('is shown by id, with $select', async () => {
    const { body } = await server.get(`${items}/${ann.id}?$select=id,deletedDateTime`, { headers: { Accept: 'application/json;odata.metadata=none' } });
    assert.deepEqual(properties(body), ['deletedDateTime', 'id']);
    assert.deepEqual(Object.keys(body).length, 2, 'no annotations');
  });

  await t.test('D-19 a rehearsed restore gives the licence back and leaves the user deleted', async () => {
    const answer = await server.request('POST', `${items}/${ann.id}/restore`, { headers: { Prefer: 'validate-only' } });
    assert.equal(answer.status, 200, answer.text);
    assert.equal((await server.get(`${items}/${ann.id}`)).status, 200);
    assert.equal((await server.pool(sku.ENTERPRISEPACK)).consumedUnits, 0);
  });

  const bodies = [
    { body: '{}', headers: { 'Content-Type': 'application/json' } },
    {},
    { headers: { 'Content-Type': 'application/json;odata.metadata=none' } },
    { body: 'a=b', raw: true, headers: { 'Content-Type': 'application/x-www-form-urlencoded' } },
  ];
  for (const options of bodies) {
    await t.test(`R-72, R-73, D-19 restored with ${JSON.stringify(options)}`, async () => {
      const answer = await server.request('POST', `${items}/${ann.id}/restore`, options);
      assert.equal(answer.status, 200, answer.text);
      assert.deepEqual([answer.body.id, answer.body.deletedDateTime, answer.body['@odata.type']], [ann.id, null, '#microsoft.graph.user']);
      const { body } = await server.get(`/v1.0/users/${ann.id}?$select=assignedLicenses`);
      assert.deepEqual(body.assignedLicenses, [{ skuId: sku.ENTERPRISEPACK, disabledPlans: [] }]);
      assert.equal((await server.delete(`/v1.0/users/${ann.id}`)).status, 204);
    });
  }

  await t.test('deleted users come by pages', async () => {
    assert.equal((await server.delete(`/v1.0/users/${bob.id}`)).status, 204);
    const first = (await server.get(`${items}/microsoft.graph.user?$top=1&$select=id`)).body;
    const second = (await server.get(first['@odata.nextLink'])).body;
    assert.deepEqual([...first.value, ...second.value].map((user) => user.id), [ann.id, bob.id]);
    assert.equal(second['@odata.nextLink'], undefined);
  });

  await t.test('a purged user is gone for good', async () => {
    assert.equal((await server.delete(`${items}/${ann.id}`)).status, 204);
    assert.equal((await server.get(`${items}/${ann.id}`)).status, 404);
    assert.equal((await server.post(`${items}/${ann.id}/restore`, {})).status, 404);
  });
  assertSound(server.db);
});
