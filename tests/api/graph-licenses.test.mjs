// Licences in the shape of Graph: what is owned, what is held, and changing that.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assertSound, sku, startServer } from '../lib/licentia.mjs';

const exchange = '4b9405b0-7788-4568-add1-99614e613b69'; // EXCHANGESTANDARD
const rehearse = { headers: { Prefer: 'validate-only' } };

/** The plans of a product in the built-in catalogue: { name: id }, and those of the whole company. */
async function plansOf(server, product) {
  const { servicePlans } = (await server.get(`/api/v1/catalog/skus/${product}`)).body;
  return {
    all: Object.fromEntries(servicePlans.map((plan) => [plan.servicePlanName, plan.servicePlanId])),
    user: servicePlans.filter((plan) => plan.appliesTo === 'User').map((plan) => plan.servicePlanId).sort(),
  };
}

test('what the organisation owns', async (t) => {
  const server = await startServer(t);
  const first = await server.buy('ENTERPRISEPACK', 3);
  const second = await server.buy('ENTERPRISEPACK', 2);
  await server.buy('VISIOCLIENT', 4, { status: 'Suspended' });

  await t.test('R-03, R-04 purchases of one product are one subscribedSku', async () => {
    const { status, body } = await server.get('/v1.0/subscribedSkus');
    assert.equal(status, 200);
    assert.equal(body['@odata.context'], `${server.url}/v1.0/$metadata#subscribedSkus`);
    assert.equal(body.value.length, 2);
    const e3 = body.value.find((item) => item.skuId === sku.ENTERPRISEPACK);
    const { servicePlans, subscriptionIds, ...rest } = e3;
    assert.deepEqual(rest, {
      id: `${server.tenantId}_${sku.ENTERPRISEPACK}`, accountId: server.tenantId, accountName: 'Contoso', appliesTo: 'User', capabilityStatus: 'Enabled',
      consumedUnits: 0, prepaidUnits: { enabled: 5, suspended: 0, warning: 0, lockedOut: 0 }, skuId: sku.ENTERPRISEPACK, skuPartNumber: 'ENTERPRISEPACK',
    });
    assert.deepEqual(subscriptionIds.sort(), [first.id, second.id].sort());
    assert.ok(servicePlans.length > 10);
    for (const plan of servicePlans) {
      assert.deepEqual(Object.keys(plan).sort(), ['appliesTo', 'provisioningStatus', 'servicePlanId', 'servicePlanName']);
      assert.equal(plan.provisioningStatus, 'Success');
    }
    assert.equal(body.value.find((item) => item.skuId === sku.VISIOCLIENT).capabilityStatus, 'Suspended');
  });

  await t.test('one of them by its id, in any case, with $select', async () => {
    const { body } = await server.get(`/v1.0/subscribedSkus/${`${server.tenantId}_${sku.VISIOCLIENT}`.toUpperCase()}?$select=skuId,prepaidUnits`);
    delete body['@odata.context'];
    assert.deepEqual(body, { prepaidUnits: { enabled: 0, suspended: 4, warning: 0, lockedOut: 0 }, skuId: sku.VISIOCLIENT });
  });

  await t.test('purchases one by one, by either id', async () => {
    const { body } = await server.get('/v1.0/directory/subscriptions');
    assert.equal(body.value.length, 3);
    const one = body.value.find((item) => item.id === second.id);
    assert.deepEqual([one.totalLicenses, one.status, one.skuPartNumber, one.isTrial, one.nextLifecycleDateTime], [2, 'Enabled', 'ENTERPRISEPACK', false, null]);
    assert.ok(one.serviceStatus.length > 10);
    for (const path of [`/${one.id}`, `('${one.id}')`, `(commerceSubscriptionId='${one.commerceSubscriptionId}')`]) {
      const answer = await server.get(`/v1.0/directory/subscriptions${path}?$select=id,totalLicenses`);
      assert.equal(answer.status, 200, path);
      delete answer.body['@odata.context'];
      assert.deepEqual(answer.body, { id: one.id, totalLicenses: 2 }, path);
    }
  });

  await t.test('the organisation', async () => {
    const { body } = await server.get('/v1.0/organization');
    assert.equal(body.value.length, 1);
    const { id, displayName, countryLetterCode, verifiedDomains, assignedPlans, provisionedPlans } = body.value[0];
    assert.deepEqual([id, displayName, countryLetterCode], [server.tenantId, 'Contoso', 'NL']);
    assert.deepEqual(verifiedDomains, [{ name: 'contoso.example', type: 'Managed', isDefault: true, isInitial: true }]);
    assert.ok(Array.isArray(assignedPlans));
    assert.equal(provisionedPlans.length, assignedPlans.length);
    const one = await server.get(`/v1.0/organization/${server.tenantId}?$select=id,verifiedDomains`);
    assert.deepEqual(Object.keys(one.body).filter((name) => !name.startsWith('@')).sort(), ['id', 'verifiedDomains']);
  });
});

test('assigning', async (t) => {
  const server = await startServer(t);
  await server.buy('ENTERPRISEPACK', 2);
  await server.buy('STANDARDPACK', 2);
  await server.buy('VISIOCLIENT', 1);
  const ann = await server.addUser('ann');
  const plans = await plansOf(server, 'ENTERPRISEPACK');
  const held = async (select, user = ann.id) => (await server.get(`/v1.0/users/${user}?$select=${select}`)).body[select];

  await t.test('answers 200 and the user with its licences; disabledPlans may be absent; names count in any case', async () => {
    const answer = await server.post(`/v1.0/users/${ann.id}/assignLicense`, { AddLicenses: [{ skuID: sku.ENTERPRISEPACK.toUpperCase() }], removelicenses: [] });
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.body.id, ann.id);
    assert.equal(answer.body['@odata.context'], `${server.url}/v1.0/$metadata#users/$entity`);
    assert.deepEqual(answer.body.assignedLicenses, [{ skuId: sku.ENTERPRISEPACK, disabledPlans: [] }]);
    assert.deepEqual(answer.body.assignedPlans.map((plan) => plan.servicePlanId).sort(), plans.user, 'R-20 every user-level plan is on, R-31 no other');
    for (const plan of answer.body.assignedPlans) {
      assert.deepEqual(Object.keys(plan).sort(), ['assignedDateTime', 'capabilityStatus', 'service', 'servicePlanId']);
      assert.equal(plan.capabilityStatus, 'Enabled');
    }
    assert.equal((await server.pool(sku.ENTERPRISEPACK)).consumedUnits, 1);
  });

  await t.test('D-06 licenseAssignmentStates of a healthy direct path', async () => {
    const [state, ...others] = await held('licenseAssignmentStates');
    assert.deepEqual(others, []);
    assert.ok(Date.parse(state.lastUpdatedDateTime) > 0);
    delete state.lastUpdatedDateTime;
    assert.deepEqual(state, { skuId: sku.ENTERPRISEPACK, assignedByGroup: null, disabledPlans: [], state: 'Active', error: 'None' });
  });

  await t.test('R-52 again is no change, other plans replace those before', async () => {
    const off = [plans.all.SWAY, plans.all.YAMMER_ENTERPRISE].sort();
    assert.equal((await server.assign(ann.id, [sku.ENTERPRISEPACK])).status, 200);
    const answer = await server.assign('ann@contoso.example', [{ skuId: sku.ENTERPRISEPACK, disabledPlans: off.map((id) => id.toUpperCase()) }]);
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual(answer.body.assignedLicenses[0].disabledPlans.sort(), off);
    assert.deepEqual(answer.body.assignedPlans.map((plan) => plan.servicePlanId).sort(), plans.user.filter((id) => !off.includes(id)));
    assert.equal((await server.pool(sku.ENTERPRISEPACK)).consumedUnits, 1, 'R-01');
  });

  await t.test('R-34 licenseDetails shows plans that are off as Disabled', async () => {
    const { status, body } = await server.get(`/v1.0/users/${ann.id}/licenseDetails`);
    assert.equal(status, 200);
    assert.equal(body['@odata.context'], `${server.url}/v1.0/$metadata#users('${ann.id}')/licenseDetails`);
    assert.equal(body.value.length, 1);
    const [detail] = body.value;
    assert.deepEqual([detail.skuId, detail.skuPartNumber], [sku.ENTERPRISEPACK, 'ENTERPRISEPACK']);
    assert.deepEqual(detail.servicePlans.map((plan) => plan.servicePlanId).sort(), Object.values(plans.all).sort());
    for (const plan of detail.servicePlans) {
      assert.equal(plan.provisioningStatus, ['SWAY', 'YAMMER_ENTERPRISE'].includes(plan.servicePlanName) ? 'Disabled' : 'Success', plan.servicePlanName);
    }
    const one = await server.get(`/v1.0/users/${ann.id}/licenseDetails/${detail.id}`);
    assert.equal(one.status, 200);
    delete one.body['@odata.context'];
    assert.deepEqual(one.body, detail);
    const other = await server.addUser('other');
    assert.equal((await server.get(`/v1.0/users/${other.id}/licenseDetails/${detail.id}`)).status, 404);
    assert.deepEqual((await server.get(`/v1.0/users/${other.id}/licenseDetails`)).body.value, []);
  });

  await t.test('R-30 E1 for E3 in one request', async () => {
    const answer = await server.assign(ann.id, [sku.STANDARDPACK], [sku.ENTERPRISEPACK]);
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual(answer.body.assignedLicenses.map((license) => license.skuId), [sku.STANDARDPACK]);
    assert.equal((await server.pool(sku.ENTERPRISEPACK)).consumedUnits, 0);
  });

  await t.test('R-51, D-10 one bad licence and nothing is done; every violation is told, with names and a remedy', async () => {
    const before = (await server.get('/api/v1/operations')).body;
    const answer = await server.assign(ann.id, [sku.VISIOCLIENT, sku.SPE_E5, sku.ENTERPRISEPACK]);
    assert.equal(answer.status, 400);
    const { error } = answer.body;
    assert.deepEqual(error.details.map((detail) => detail.code), ['LicenseNotOwned', 'MutuallyExclusiveViolation']);
    assert.equal(error.message, error.details[0].message);
    for (const detail of error.details) {
      assert.deepEqual(Object.keys(detail).sort(), ['code', 'message', 'refs', 'remedy', 'target']);
      assert.ok(detail.remedy.length > 10);
      assert.ok(detail.refs.length > 0 && detail.refs.every((ref) => ref.kind && ref.id && ref.name), JSON.stringify(detail));
    }
    assert.deepEqual((await held('assignedLicenses')).map((license) => license.skuId), [sku.STANDARDPACK]);
    assert.deepEqual((await server.get('/api/v1/operations')).body, before);
  });

  await t.test('a rehearsal shows what would come, and does nothing', async () => {
    const answer = await server.assign(ann.id, [sku.VISIOCLIENT, sku.ENTERPRISEPACK], [sku.STANDARDPACK], rehearse);
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.headers.get('preference-applied'), 'validate-only');
    const { body } = answer;
    assert.deepEqual([body.validateOnly, body.allowed, body.violations], [true, true, []]);
    assert.deepEqual(body.user, { id: ann.id, userPrincipalName: 'ann@contoso.example', displayName: 'User ann' });
    const visio = body.seats.find((seat) => seat.skuId === sku.VISIOCLIENT);
    assert.deepEqual([visio.before, visio.after], [{ consumed: 0, capacity: 1, available: 1 }, { consumed: 1, capacity: 1, available: 0 }]);
    const e1 = body.seats.find((seat) => seat.skuId === sku.STANDARDPACK);
    assert.deepEqual([e1.before.consumed, e1.after.consumed, e1.skuPartNumber], [1, 0, 'STANDARDPACK']);
    assert.ok(body.gained.some((plan) => plan.servicePlanName === 'SHAREPOINTENTERPRISE' && plan.displayName && plan.servicePlanId));
    assert.ok(body.lost.some((plan) => plan.servicePlanName === 'SHAREPOINTSTANDARD'));
    assert.ok(!body.lost.some((plan) => plan.servicePlanName === 'SWAY'), 'what both have is neither gained nor lost');
    assert.deepEqual(body.licensesBefore.map((license) => license.skuId), [sku.STANDARDPACK]);
    assert.deepEqual(body.licensesAfter.map((license) => license.skuId).sort(), [sku.ENTERPRISEPACK, sku.VISIOCLIENT].sort());
    assert.deepEqual((await held('assignedLicenses')).map((license) => license.skuId), [sku.STANDARDPACK]);
    assert.equal((await server.pool(sku.VISIOCLIENT)).consumedUnits, 0);
  });

  await t.test('a rehearsal of what is refused is a success that says so', async () => {
    const { status, body } = await server.assign(ann.id, [sku.ENTERPRISEPACK], [], rehearse);
    assert.deepEqual([status, body.allowed], [200, false]);
    assert.deepEqual(body.violations.map((violation) => violation.code), ['MutuallyExclusiveViolation']);
    assert.deepEqual(body.licensesAfter, body.licensesBefore);
  });

  await t.test('R-24 a rehearsal ranks what can be done, and each remedy does what it says', async () => {
    const { body } = await server.assign(ann.id, [sku.ENTERPRISEPACK], [], rehearse);
    const [{ remedy, remedies }] = body.violations;
    assert.ok(remedy.length > 10, 'the words of the error stay');
    assert.deepEqual(remedies.map((item) => [item.rank, item.kind, item.solves]),
      [[1, 'turnOffPlans', 'all'], [2, 'turnOffPlans', 'all'], [3, 'removeProduct', 'all']]);
    assert.equal(remedies[0].text, 'Turn off SharePoint (Plan 2) in Office 365 E3.');
    assert.deepEqual(remedies[0].lost.map((plan) => plan.servicePlanName), ['SHAREPOINTENTERPRISE']);
    assert.deepEqual(remedies[0].gained, []);
    assert.deepEqual(remedies[2].seats.map((seat) => [seat.skuPartNumber, seat.change]).sort(), [['ENTERPRISEPACK', 1], ['STANDARDPACK', -1]]);
    for (const item of remedies) {
      const answer = await server.post(`/v1.0/users/${ann.id}/assignLicense`, item.request, rehearse);
      assert.deepEqual([answer.status, answer.body.allowed], [200, true], answer.text);
      assert.deepEqual(answer.body.seats.map((seat) => [seat.skuId, seat.after.consumed - seat.before.consumed]),
        item.seats.map((seat) => [seat.skuId, seat.change]));
    }
  });

  await t.test('R-54 what is inherited names its group; R-06 a seat is bought, or another product has it', async () => {
    const group = (await server.post('/v1.0/groups', { displayName: 'Sales', mailEnabled: false, mailNickname: 'sales', securityEnabled: true })).body;
    const ben = await server.addUser('ben');
    await server.buy('EXCHANGESTANDARD', 1);
    assert.equal((await server.post(`/v1.0/groups/${group.id}/assignLicense`, { addLicenses: [{ skuId: exchange }], removeLicenses: [] })).status, 202);
    const joined = await server.post(`/api/v1/groups/${group.id}/members`, { add: [ben.id] });
    assert.equal(joined.status, 200, joined.text);
    const inherited = await server.assign(ben.id, [], [exchange], rehearse);
    assert.deepEqual(inherited.body.violations[0].remedies.map((item) => [item.kind, item.request === null]),
      [['changeGroup', true], ['leaveGroup', true], ['leaveOut', false]]);
    assert.match(inherited.body.violations[0].remedies[1].text, /group Sales/);
    const cleo = await server.addUser('cleo');
    const short = await server.assign(cleo.id, [exchange], [], rehearse);
    const kinds = short.body.violations[0].remedies.map((item) => item.kind);
    assert.deepEqual(kinds.slice(-2), ['buySeats', 'wait']);
    assert.equal(kinds[0], 'useOtherProduct');
    assert.deepEqual(short.body.violations[0].remedies.at(-1).request, null);
    const refused = await server.assign(cleo.id, [exchange]);
    assert.equal(refused.status, 400);
    assert.equal(JSON.stringify(refused.body).includes('remedies'), false, 'only previews rank');
  });

  await t.test('D-18 clearing the usage location leaves licences, and stops the next', async () => {
    assert.equal((await server.patch(`/v1.0/users/${ann.id}`, { usageLocation: null })).status, 204);
    assert.deepEqual((await held('assignedLicenses')).map((license) => license.skuId), [sku.STANDARDPACK]);
    assert.equal((await server.assign(ann.id, [sku.VISIOCLIENT])).status, 400);
    assert.equal((await server.assign(ann.id, [], [sku.STANDARDPACK])).status, 200, 'R-41 removing needs none');
    assert.deepEqual(await held('assignedLicenses'), []);
  });

  await t.test('A-03 reprocessing a healthy user answers 200 and the user', async () => {
    const answer = await server.request('POST', `/v1.0/users/${ann.id}/reprocessLicenseAssignment`);
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.body.id, ann.id);
    assert.deepEqual(answer.body.assignedLicenses, []);
  });
  assertSound(server.db);
});

test('licences of a suspended subscription', async (t) => {
  const server = await startServer(t);
  const purchase = await server.buy('VISIOCLIENT', 1);
  const ann = await server.addUser('ann');
  assert.equal((await server.assign(ann.id, [sku.VISIOCLIENT])).status, 200);
  const suspended = await server.patch(`/api/v1/subscriptions/${purchase.id}`, { status: 'Suspended' });
  assert.equal(suspended.status, 200, suspended.text);
  const { body } = await server.get(`/v1.0/users/${ann.id}?$select=assignedLicenses,assignedPlans,provisionedPlans,licenseAssignmentStates`);

  await t.test('R-59 stay, and their plans follow the subscription', () => {
    assert.deepEqual(body.assignedLicenses.map((license) => license.skuId), [sku.VISIOCLIENT]);
    assert.ok(body.assignedPlans.length > 0 && body.assignedPlans.every((plan) => plan.capabilityStatus === 'Suspended'));
    assert.equal(body.provisionedPlans.length, body.assignedPlans.length);
  });
  await t.test('D-09 their state is Disabled', () => {
    assert.deepEqual(body.licenseAssignmentStates.map(({ state, error }) => [state, error]), [['Disabled', 'None']]);
  });
});

test('R-22, R-23 a plan that two products bring is shown once', async (t) => {
  const server = await startServer(t);
  await server.buy('SPE_E3', 1);
  await server.buy('ENTERPRISEPACK', 1);
  const ann = await server.addUser('ann');
  const answer = await server.assign(ann.id, [sku.SPE_E3, sku.ENTERPRISEPACK]);
  assert.equal(answer.status, 200, answer.text);
  const ids = answer.body.assignedPlans.map((plan) => plan.servicePlanId);
  const [m3, e3] = [await plansOf(server, 'SPE_E3'), await plansOf(server, 'ENTERPRISEPACK')];
  assert.ok(m3.user.some((id) => e3.user.includes(id)), 'the fixture has such a plan');
  assert.deepEqual([...new Set(ids)].sort(), [...new Set([...m3.user, ...e3.user])].sort());
  assert.equal(new Set(ids).size, ids.length);
});

test('users of a page with their licences', async (t) => {
  const server = await startServer(t);
  await server.buy('VISIOCLIENT', 5);
  for (let i = 0; i < 6; i++) {
    const user = await server.addUser(`u${i}`);
    if (i % 2 === 0) {
      assert.equal((await server.assign(user.id, [sku.VISIOCLIENT])).status, 200);
    }
  }
  const { body } = await server.get('/v1.0/users?$select=userPrincipalName,assignedLicenses&$top=999');
  assert.deepEqual(body.value.map((user) => user.assignedLicenses.length), [1, 0, 1, 0, 1, 0]);
});
