// Why a user has a service or lacks it: the path, and the operation and person behind it.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { giveRole, letPeopleIn, tokenOfPerson } from '../lib/callers.mjs';
import { sql } from '../lib/database.mjs';
import { addGroup, license, path } from '../lib/groups.mjs';
import { assertSound, run, sku, startServer } from '../lib/licentia.mjs';
import { Contract } from '../lib/openapi.mjs';
import { addPerson } from '../lib/people.mjs';

const { ENTERPRISEPACK: E3, STANDARDPACK: E1, VISIOCLIENT: VISIO } = sku;

/** Asks why; the answer must be one. */
async function why(server, user, plan, options) {
  const answer = await server.get(`/api/v1/users/${user.id ?? user}/why?plan=${encodeURIComponent(plan)}`, options);
  assert.equal(answer.status, 200, answer.text);
  return answer.body;
}

/** What licenseDetails says of a plan, over all products. */
async function details(server, user, plan) {
  const { body } = await server.get(`/v1.0/users/${user.id}/licenseDetails`);
  const found = body.value.flatMap((item) => item.servicePlans).filter((item) => item.servicePlanName === plan).map((item) => item.provisioningStatus);
  return found.includes('Success') ? 'Success' : found[0] ?? null;
}

/** A token of a role, by its name. */
async function tokenOf(server, name, role) {
  const answer = await server.post('/api/v1/tokens', { name, role });
  assert.equal(answer.status, 201, answer.text);
  return answer.body.token;
}

/** The path of an answer in short. */
const short = (item) => [item.skuPartNumber, item.assignedByGroup?.displayName ?? 'direct', item.state, item.error, item.planEnabled];

test('why', async (t) => {
  const server = await startServer(t);
  (await Contract.read(server)).watch(server);
  await server.buy('ENTERPRISEPACK', 20);
  await server.buy('STANDARDPACK', 20);
  await server.buy('VISIOCLIENT', 1);
  const planOf = async (product, name) => (await server.get(`/api/v1/catalog/skus/${product}`)).body.servicePlans.find((item) => item.servicePlanName === name);
  const sway = await planOf('ENTERPRISEPACK', 'SWAY');
  const visio = await planOf('VISIOCLIENT', 'VISIO_CLIENT_SUBSCRIPTION');

  await t.test('a direct licence gives, and somebody did that', async () => {
    const ann = await server.addUser('ann');
    await server.assign(ann.id, [E3]);
    const body = await why(server, ann, 'SWAY');
    const [one] = body.paths;
    assert.deepEqual(body.user, { id: ann.id, userPrincipalName: 'ann@contoso.example' });
    assert.deepEqual(body.plan, { servicePlanId: sway.servicePlanId, servicePlanName: 'SWAY', displayName: sway.displayName });
    assert.deepEqual([body.hasService, body.provisioningStatus, body.operationsShown, body.products, body.waiting], [true, 'Success', true, [], []]);
    assert.deepEqual(body.paths.map(short), [['ENTERPRISEPACK', 'direct', 'Active', 'None', true]]);
    const operation = (await server.get('/api/v1/operations?$top=1')).body.value[0];
    assert.deepEqual(one.operation, operation);
    assert.equal(one.lastUpdatedDateTime, operation.createdDateTime);
    for (const name of ['sway', sway.servicePlanId.toUpperCase(), sway.displayName]) {
      assert.deepEqual(await why(server, 'Ann@contoso.example', name), body, name);
    }
  });

  await t.test('R-22 the union: off directly, on by a group', async () => {
    const ben = await server.addUser('ben');
    await server.assign(ben.id, [{ skuId: E3, disabledPlans: [sway.servicePlanId] }]);
    const before = await why(server, ben, 'SWAY');
    assert.deepEqual([before.hasService, before.provisioningStatus], [false, 'Disabled']);
    assert.deepEqual(before.paths.map(short), [['ENTERPRISEPACK', 'direct', 'Active', 'None', false]]);
    assert.equal(await details(server, ben, 'SWAY'), 'Disabled');
    const group = await addGroup(server, 'Sales', [ben]);
    await license(server, group, [E3]);
    const body = await why(server, ben, 'SWAY');
    assert.deepEqual([body.hasService, body.provisioningStatus], [true, 'Success']);
    assert.deepEqual(body.paths.map(short), [['ENTERPRISEPACK', 'direct', 'Active', 'None', false], ['ENTERPRISEPACK', 'Sales', 'Active', 'None', true]]);
    assert.deepEqual(body.paths[1].assignedByGroup, { id: group.id, displayName: 'Sales' });
    assert.deepEqual(body.paths.map((item) => item.operation.kind), ['licenseChange', 'groupLicense']);
    assert.equal(await details(server, ben, 'SWAY'), 'Success');
  });

  await t.test('a group that cannot give: the error, and the line', async () => {
    const [cas, dan] = [await server.addUser('cas'), await server.addUser('dan')];
    await server.assign(cas.id, [VISIO]);
    const group = await addGroup(server, 'Drawing', [dan]);
    await license(server, group, [VISIO]);
    const body = await why(server, dan, visio.servicePlanName);
    assert.deepEqual([body.hasService, body.provisioningStatus], [false, null]);
    assert.deepEqual(body.paths.map(short), [['VISIOCLIENT', 'Drawing', 'Error', 'CountViolation', true]]);
    assert.deepEqual(body.waiting.map((item) => [item.skuId, item.group]), [[VISIO, { id: group.id, displayName: 'Drawing' }]]);
    await server.assign(cas.id, [], [VISIO]);
    assert.equal(await path(server, dan, VISIO, group), 'Active');
    const healed = await why(server, dan, visio.servicePlanName);
    assert.deepEqual([healed.hasService, healed.waiting], [true, []]);
    assert.equal(healed.paths[0].operation.target, 'cas@contoso.example', 'the operation that freed the seat');
  });

  await t.test('nobody gives it: what would', async () => {
    const eva = await server.addUser('eva');
    const body = await why(server, eva, 'SWAY');
    assert.deepEqual([body.hasService, body.provisioningStatus, body.paths], [false, null, []]);
    assert.deepEqual(body.products.map((item) => item.skuPartNumber).sort(), ['ENTERPRISEPACK', 'STANDARDPACK']);
    assert.ok(body.products.every((item) => item.displayName.length > 0));
  });

  await t.test('after another administrator has exchanged the product, with a reason', async () => {
    const fay = await server.addUser('fay');
    await server.assign(fay.id, [E3]);
    const token = await tokenOf(server, 'second', 'License Administrator');
    const answer = await server.assign(fay.id, [{ skuId: E1, disabledPlans: [sway.servicePlanId] }], [E3], { token, headers: { 'Licentia-Reason': 'ticket 4711' } });
    assert.equal(answer.status, 200, answer.text);
    const { paths } = await why(server, fay, 'SWAY');
    assert.deepEqual(paths.map(short), [['STANDARDPACK', 'direct', 'Active', 'None', false]]);
    const { operation } = paths[0];
    assert.deepEqual([operation.kind, operation.actor, operation.reason], ['licenseChange', { kind: 'token', name: 'second' }, 'ticket 4711']);
  });

  await t.test('who may not read operations sees the paths alone', async () => {
    const token = await tokenOf(server, 'desk', 'Helpdesk Administrator');
    const body = await why(server, 'ann@contoso.example', 'SWAY', { token });
    assert.deepEqual([body.hasService, body.operationsShown, body.paths[0].operation], [true, false, null]);
    assert.equal((await why(server, 'eva@contoso.example', 'SWAY', { token })).products.length, 2);
  });

  await t.test('everybody about himself, nobody about others', async () => {
    const gus = await addPerson(server, 'gus');
    const app = await letPeopleIn(server, ['User.Read']);
    const token = await tokenOfPerson(server, 'gus', app);
    const lacks = await why(server, gus, 'SWAY', { token });
    assert.deepEqual([lacks.hasService, lacks.paths, lacks.products], [false, [], null]);
    await server.assign(gus.id, [E3]);
    const has = await why(server, 'gus@contoso.example', 'SWAY', { token });
    assert.deepEqual([has.hasService, has.operationsShown, has.paths[0].operation], [true, false, null]);
    for (const user of ['ann@contoso.example', 'nobody@contoso.example']) {
      assert.equal((await server.get(`/api/v1/users/${user}/why?plan=SWAY`, { token })).status, 403);
    }
    await giveRole(server, gus.id, 'Global Reader');
    const reader = await letPeopleIn(server, ['User.Read', 'LicenseAssignment.Read.All', 'AuditLog.Read.All']);
    const more = await why(server, 'ann@contoso.example', 'SWAY', { token: await tokenOfPerson(server, 'gus', reader) });
    assert.equal(more.hasService, true);
  });

  await t.test('unknown plans and users', async () => {
    const get = (query, user = 'ann@contoso.example') => server.get(`/api/v1/users/${user}/why${query}`);
    const near = await get('?plan=SWAYY');
    assert.equal(near.status, 404);
    assert.equal(near.body.error.code, 'Request_ResourceNotFound');
    assert.equal(near.body.error.details[0].target, 'plan');
    assert.match(near.body.error.message, /'SWAYY' is not a service plan of the catalogue\. Did you mean 'Sway'\?|Did you mean 'SWAY'\?/);
    assert.equal((await get(`?plan=${E3}`)).status, 404, 'a product is no plan');
    for (const query of ['?plan=', '']) {
      const missing = await get(query);
      assert.equal(missing.status, 400, missing.text);
      assert.equal(missing.body.error.details[0].target, 'plan');
    }
    assert.equal((await get('?plan=SWAY&plam=x')).status, 400);
    const nobody = await get('?plan=SWAY', 'nobody@contoso.example');
    assert.equal(nobody.status, 404);
    assert.match(nobody.body.error.message, /'nobody@contoso\.example' does not exist/);
    assert.equal((await get('', 'nobody@contoso.example')).status, 404);
  });

  await t.test('another organisation finds nothing', async () => {
    const made = run(['tenant', 'add', '--db', server.db, '--name', 'Fabrikam', '--domain', 'fabrikam.example', '--country', 'NL', '--no-admin', '--json']);
    assert.equal(made.status, 0, made.stderr);
    const { token } = JSON.parse(made.stdout);
    const { body } = await server.get('/v1.0/users/ann@contoso.example');
    for (const key of [body.id, body.userPrincipalName]) {
      assert.equal((await server.get(`/api/v1/users/${key}/why?plan=SWAY`, { token })).status, 404);
    }
  });
  assertSound(server.db);

  await t.test('what the ledger has forgotten', async () => {
    sql(server, 'DELETE FROM operation_change');
    sql(server, 'DELETE FROM operation');
    const body = await why(server, 'ann@contoso.example', 'SWAY');
    assert.deepEqual([body.hasService, body.operationsShown, body.paths[0].operation], [true, true, null]);
  });
});
