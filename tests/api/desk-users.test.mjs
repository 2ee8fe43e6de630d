// Creating users with licences, and restoring them with a report.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { addGroup, license, paths } from '../lib/groups.mjs';
import { assertSound, run, sku, startServer } from '../lib/licentia.mjs';
import { Contract } from '../lib/openapi.mjs';

async function start(t) {
  const server = await startServer(t);
  return (await Contract.read(server)).watch(server);
}

/** Everything that creating or restoring could have changed. */
async function snapshot(server) {
  return {
    users: (await server.get('/v1.0/users?$top=999')).body,
    deleted: (await server.get('/v1.0/directory/deletedItems/microsoft.graph.user')).body,
    pools: (await server.get('/v1.0/subscribedSkus')).body,
    operations: (await server.get('/api/v1/operations?$top=999')).body,
  };
}

const upn = (alias) => `${alias}@contoso.example`;

test('creating a user with licences', async (t) => {
  const server = await start(t);
  await server.buy('ENTERPRISEPACK', 2);
  const catalog = (await server.get('/api/v1/catalog/skus/ENTERPRISEPACK')).body;
  const sway = catalog.servicePlans.find((plan) => plan.servicePlanName === 'SWAY').servicePlanId;

  await t.test('gives them, and tells where the user is', async () => {
    const answer = await server.post('/api/v1/users', {
      userPrincipalName: upn('zoe'), displayName: 'Zoë de Vries', givenName: 'Zoë', surname: 'de Vries', usageLocation: 'NL',
      department: 'Financiën', businessPhones: ['+31 70 123'], accountEnabled: false,
      passwordProfile: { password: 'correct horse battery', forceChangePasswordNextSignIn: false },
      assignedLicenses: [{ skuId: sku.ENTERPRISEPACK.toUpperCase(), disabledPlans: [sway] }],
    });
    assert.equal(answer.status, 201, answer.text);
    assert.equal(answer.body.licensed, true);
    assert.deepEqual(answer.body.violations, []);
    const { user } = answer.body;
    assert.equal(user.displayName, 'Zoë de Vries');
    assert.equal(user.mailNickname, 'zoe', 'from the name when it is not given');
    assert.equal(user.accountEnabled, false);
    assert.deepEqual(user.assignedLicenses, [{ skuId: sku.ENTERPRISEPACK, disabledPlans: [sway] }]);
    assert.doesNotMatch(answer.text, /correct horse|argon2/i);
    assert.equal(answer.headers.get('location'), `${server.url}/v1.0/users/${user.id}`);
    const read = await server.get(`${answer.headers.get('location')}?$select=id,assignedLicenses,department`);
    assert.deepEqual(read.body.assignedLicenses, user.assignedLicenses);
    assert.equal(read.body.department, 'Financiën');
    assert.equal((await server.pool(sku.ENTERPRISEPACK)).consumedUnits, 1);
  });

  await t.test('without licences it is not licensed, and nothing is wrong', async () => {
    const { status, body } = await server.post('/api/v1/users', { userPrincipalName: upn('bare'), displayName: 'Bare' });
    assert.equal(status, 201);
    assert.deepEqual([body.licensed, body.violations, body.user.assignedLicenses], [false, [], []]);
    assert.deepEqual([body.user.accountEnabled, body.user.userType, body.user.usageLocation], [true, 'Member', null]);
  });

  await t.test('R-80: when they cannot be given the user is there all the same, with the reason', async () => {
    await server.addUser('second', { assignedLicenses: [{ skuId: sku.ENTERPRISEPACK }] });
    const full = await server.post('/api/v1/users', {
      userPrincipalName: upn('third'), displayName: 'Third', usageLocation: 'NL', assignedLicenses: [{ skuId: sku.ENTERPRISEPACK, disabledPlans: [] }],
    });
    assert.equal(full.status, 201);
    assert.equal(full.body.licensed, false);
    assert.equal(full.body.violations[0].code, 'CountViolation');
    assert.match(full.body.violations[0].remedy, /\S/);
    assert.deepEqual(full.body.violations[0].refs.map((ref) => [ref.kind, ref.name])[0], ['sku', 'Office 365 E3']);
    assert.deepEqual(full.body.user.assignedLicenses, []);
    const nowhere = await server.post('/api/v1/users', { userPrincipalName: upn('nowhere'), displayName: 'N', assignedLicenses: [{ skuId: sku.ENTERPRISEPACK }] });
    assert.match(nowhere.body.violations[0].message, /usage location/, 'R-40');
    const unowned = await server.post('/api/v1/users', { userPrincipalName: upn('unowned'), displayName: 'U', usageLocation: 'NL', assignedLicenses: [{ skuId: sku.SPE_E5 }] });
    assert.match(unowned.body.violations[0].message, /does not correspond to a valid company License/, 'R-56');
    assert.equal((await server.get(`/v1.0/users/${upn('unowned')}`)).status, 200);
  });

  await t.test('bad input names the member, and nobody is created', async () => {
    const before = await snapshot(server);
    const good = { userPrincipalName: upn('never'), displayName: 'Never', usageLocation: 'NL' };
    const bad = [
      [{ displayName: 'N' }, 'userPrincipalName', /userPrincipalName/],
      [{ userPrincipalName: upn('never') }, 'displayName', /displayName/],
      [{ ...good, userPrincipalName: 'never' }, 'userPrincipalName', /./],
      [{ ...good, userPrincipalName: 'never@elsewhere.example' }, 'userPrincipalName', /verified domain/],
      [{ ...good, userPrincipalName: upn('ZOE') }, 'userPrincipalName', /already exists/],
      [{ ...good, displayName: '' }, 'displayName', /./],
      [{ ...good, displayName: 'x'.repeat(257) }, 'displayName', /256/],
      [{ ...good, usageLocation: 'XX' }, 'usageLocation', /XX/],
      [{ ...good, usageLocation: 31 }, 'usageLocation', /string/],
      [{ ...good, accountEnabled: 'true' }, 'accountEnabled', /true or false/],
      [{ ...good, businessPhones: ['1', '2'] }, 'businessPhones', /at most one/],
      [{ ...good, passwordProfile: { password: 'short' } }, 'passwordProfile/password', /8 to 256/],
      [{ ...good, passwordProfile: { pass: 'long enough' } }, 'passwordProfile/pass', /pass/],
      [{ ...good, assignedLicenses: {} }, 'assignedLicenses', /an array/],
      [{ ...good, assignedLicenses: [{}] }, 'assignedLicenses/0/skuId', /skuId/],
      [{ ...good, assignedLicenses: [{ skuId: 'E3' }] }, 'assignedLicenses/0/skuId', /Edm\.Guid/],
      [{ ...good, assignedLicenses: [{ skuId: sku.SPE_E3, plans: [] }] }, 'assignedLicenses/0/plans', /plans/],
      [{ ...good, assignedLicenses: [{ skuId: sku.SPE_E3, disabledPlans: [7] }] }, 'assignedLicenses/0/disabledPlans/0', /./],
      [{ ...good, assignedPlans: [] }, 'assignedPlans', /read-only/],
      [{ ...good, jobtitel: 'x' }, 'jobtitel', /Did you mean 'jobTitle'/],
    ];
    for (const [body, target, message] of bad) {
      const answer = await server.post('/api/v1/users', body);
      assert.equal(answer.status, 400, JSON.stringify(body));
      assert.equal(answer.body.error.details[0].target, target, answer.text);
      assert.match(answer.body.error.message, message);
    }
    assert.deepEqual(await snapshot(server), before);
  });

  await t.test('a rehearsal answers the same and creates nobody', async () => {
    await server.buy('POWER_BI_PRO', 1);
    const before = await snapshot(server);
    const { status, body, headers } = await server.post('/api/v1/users', {
      userPrincipalName: upn('rehearsed'), displayName: 'R', usageLocation: 'NL', assignedLicenses: [{ skuId: sku.POWER_BI_PRO }],
    }, { headers: { Prefer: 'validate-only' } });
    assert.equal(status, 201);
    assert.equal(headers.get('preference-applied'), 'validate-only');
    assert.equal(body.licensed, true);
    assert.deepEqual(await snapshot(server), before);
    assert.equal((await server.get(`/v1.0/users/${body.user.id}`)).status, 404);
  });
  assertSound(server.db);
});

test('D-19, R-28 a licence comes back whose plans need those of another one, or of a group', async (t) => {
  const server = await start(t);
  await server.buy('MCOMEETADV', 2);
  await server.buy('SPE_E3', 2);
  const later = (await server.buy('M365EDU_A3_FACULTY', 2)).skuId; // stands behind it in the catalogue
  const both = await server.addUser('both', { assignedLicenses: [{ skuId: later }, { skuId: sku.MCOMEETADV }] });
  const member = await server.addUser('member');
  const group = await addGroup(server, 'Workers', [member]);
  assert.equal((await license(server, group, [sku.SPE_E3])).status, 202);
  assert.equal((await server.assign(member.id, [sku.MCOMEETADV])).status, 200);
  for (const [user, direct] of [[both, 2], [member, 1]]) {
    const before = await paths(server, user);
    assert.equal((await server.delete(`/v1.0/users/${user.id}`)).status, 204);
    const { status, body } = await server.request('POST', `/api/v1/deletedUsers/${user.id}/restore`);
    assert.deepEqual([status, body.restoredLicenses, body.notRestored], [200, direct, []]);
    assert.deepEqual(await paths(server, user), before);
  }
  await t.test('what still lacks it is reported once', async () => {
    assert.equal((await server.delete(`/v1.0/users/${member.id}`)).status, 204);
    assert.equal((await license(server, group, [], [sku.SPE_E3])).status, 202);
    const { status, body } = await server.request('POST', `/api/v1/deletedUsers/${member.id}/restore`);
    assert.deepEqual([status, body.restoredLicenses, body.notRestored.map(({ violations }) => violations.map(({ code }) => code))], [200, 0, [['DependencyViolation']]]);
  });
  assertSound(server.db);
});

test('restoring a user', async (t) => {
  const server = await start(t);
  await server.buy('ENTERPRISEPACK', 1);
  await server.buy('VISIOCLIENT', 1);
  const user = await server.addUser('fatima', { assignedLicenses: [{ skuId: sku.ENTERPRISEPACK }, { skuId: sku.VISIOCLIENT }] });
  const address = `/api/v1/deletedUsers/${user.id}/restore`;

  await t.test('D-19: brings back what still fits and tells what does not', async () => {
    assert.equal((await server.delete(`/v1.0/users/${user.id}`)).status, 204);
    await server.addUser('quick', { assignedLicenses: [{ skuId: sku.VISIOCLIENT }] });
    const before = await snapshot(server);
    const rehearsal = await server.request('POST', address, { headers: { Prefer: 'validate-only' } });
    assert.equal(rehearsal.status, 200);
    assert.equal(rehearsal.headers.get('preference-applied'), 'validate-only');
    assert.deepEqual(await snapshot(server), before);
    const { status, body, text } = await server.request('POST', address);
    assert.equal(status, 200, text);
    assert.deepEqual(body, rehearsal.body);
    assert.equal(body.restoredLicenses, 1);
    assert.equal(body.notRestored.length, 1);
    assert.equal(body.notRestored[0].violations[0].code, 'CountViolation');
    assert.equal(body.notRestored[0].violations[0].refs[0].id, sku.VISIOCLIENT);
    assert.deepEqual(body.user.assignedLicenses.map((item) => item.skuId), [sku.ENTERPRISEPACK]);
    assert.equal((await server.get(`/v1.0/users/${user.id}`)).status, 200);
  });

  await t.test('R-74: under another name when the old one is taken', async () => {
    await server.delete(`/v1.0/users/${user.id}`);
    await server.addUser('fatima');
    const taken = await server.post(address, {});
    assert.equal(taken.status, 400);
    assert.match(taken.body.error.message, /already exists/);
    assert.match(taken.body.error.details[0].remedy, /another user principal name/);
    const { status, body } = await server.post(address, { userPrincipalName: upn('fatima2') });
    assert.equal(status, 200);
    assert.equal(body.user.userPrincipalName, upn('fatima2'));
    assert.equal(body.user.id, user.id);
  });

  await t.test('bad input, and who is not deleted', async () => {
    await server.delete(`/v1.0/users/${user.id}`);
    const before = await snapshot(server);
    const bad = [
      [{ userPrincipalName: 5 }, 'userPrincipalName'], [{ userPrincipalName: null }, 'userPrincipalName'],
      [{ userPrincipalName: 'x@elsewhere.example' }, 'userPrincipalName'], [{ name: 'x' }, 'name'],
    ];
    for (const [body, target] of bad) {
      const answer = await server.post(address, body);
      assert.equal(answer.status, 400, JSON.stringify(body));
      assert.equal(answer.body.error.details[0].target, target);
    }
    assert.equal((await server.post(address, '[')).status, 400);
    for (const key of ['00000000-0000-0000-0000-000000000001', 'nobody', upn('quick')]) {
      const answer = await server.request('POST', `/api/v1/deletedUsers/${key}/restore`);
      assert.equal(answer.status, 404);
      assert.ok(answer.body.error.message.includes(key));
    }
    assert.deepEqual(await snapshot(server), before);
  });
  assertSound(server.db);
});

test('R-75, R-13 deleting a user frees his seat, and nothing else: fewer seats are a change of the purchase', async (t) => {
  const server = await start(t);
  const bought = await server.buy('VISIOCLIENT', 2);
  const [ann, ben] = [await server.addUser('ann'), await server.addUser('ben')];
  for (const user of [ann, ben]) {
    assert.equal((await server.assign(user.id, [sku.VISIOCLIENT])).status, 200);
  }
  const made = run(['token', 'create', '--db', server.db, '--name', 'helper', '--role', 'user-administrator', '--json']);
  assert.equal(made.status, 0, made.stderr);
  const { token } = JSON.parse(made.stdout);

  await t.test('a User Administrator may delete, and not lower the number', async () => {
    assert.equal((await server.delete(`/v1.0/users/${ann.id}`, { token })).status, 204);
    assert.equal((await server.patch(`/api/v1/subscriptions/${bought.id}`, { totalLicenses: 1 }, { token })).status, 403);
  });
  await t.test('the seat is free, and nobody has it who was not given it', async () => {
    const { prepaidUnits, consumedUnits } = await server.pool(sku.VISIOCLIENT);
    assert.deepEqual([prepaidUnits.enabled, consumedUnits], [2, 1]);
    assert.deepEqual((await server.get('/api/v1/skus/VISIOCLIENT/holders')).body.value.map((item) => item.id), [ben.id]);
  });
  await t.test('whoever manages purchases lowers it then', async () => {
    const { status, body } = await server.patch(`/api/v1/subscriptions/${bought.id}`, { totalLicenses: 1 });
    assert.deepEqual([status, body.totalLicenses], [200, 1]);
    const back = await server.post(`/api/v1/deletedUsers/${ann.id}/restore`);
    assert.deepEqual([back.status, back.body.restoredLicenses, back.body.notRestored.length], [200, 0, 1], 'his seat is gone');
  });
  assertSound(server.db);
});
