// Purchases: recording, changing, reading them; who holds what was bought.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assertSound, sku, startServer } from '../lib/licentia.mjs';
import { Contract } from '../lib/openapi.mjs';

async function start(t) {
  const server = await startServer(t);
  return (await Contract.read(server)).watch(server);
}

/** Everything that a purchase could have changed. */
async function snapshot(server) {
  return {
    subscriptions: (await server.get('/api/v1/subscriptions')).body,
    pools: (await server.get('/v1.0/subscribedSkus')).body,
    operations: (await server.get('/api/v1/operations?$top=999')).body,
  };
}

test('recording a purchase', async (t) => {
  const server = await start(t);

  await t.test('with everything, and its address in Location', async () => {
    const { status, body, headers, text } = await server.post('/api/v1/subscriptions', {
      sku: 'ENTERPRISEPACK', totalLicenses: 25, status: 'warning', purchaseChannel: 'volume', recurringBilling: true,
      startDate: '2026-01-31', endDate: '2027-01-31T08:00:00+01:00', pricePerSeat: '32.00 EUR',
    });
    assert.equal(status, 201, text);
    assert.equal(body.skuId, sku.ENTERPRISEPACK);
    assert.equal(body.displayName, 'Office 365 E3');
    assert.equal(body.totalLicenses, 25);
    assert.equal(body.status, 'Warning');
    assert.equal(body.purchaseChannel, 'Volume');
    assert.equal(body.recurringBilling, true);
    assert.equal(body.startDate, '2026-01-31T00:00:00Z');
    assert.equal(body.endDate, '2027-01-31T07:00:00Z');
    assert.equal(body.pricePerSeat, '32.00 EUR');
    assert.equal(body.isTrial, false);
    assert.equal(headers.get('location'), `${server.url}/api/v1/subscriptions/${body.id}`);
    assert.deepEqual((await server.get(headers.get('location'))).body, body);
  });

  await t.test('with as little as possible; the product by any of its names', async () => {
    for (const name of [sku.VISIOCLIENT.toUpperCase(), 'visioclient', 'Visio Plan 2']) {
      const { status, body, text } = await server.post('/api/v1/subscriptions', { sku: name, totalLicenses: 1, endDate: null, pricePerSeat: null });
      assert.equal(status, 201, text);
      assert.equal(body.skuId, sku.VISIOCLIENT);
      assert.equal(body.status, 'Enabled');
      assert.equal(body.purchaseChannel, 'Direct');
      assert.equal(body.recurringBilling, false);
      assert.equal(body.endDate, null);
      assert.equal(body.pricePerSeat, null);
    }
    assert.equal((await server.pool(sku.VISIOCLIENT)).prepaidUnits.enabled, 3, 'R-03: several purchases of a product are pooled');
  });

  await t.test('names of members count in any case', async () => {
    const { status } = await server.post('/api/v1/subscriptions', '{"SKU": "POWER_BI_PRO", "TotalLicenses": 2}');
    assert.equal(status, 201);
  });

  await t.test('L-10: the next change is the end of the term', async () => {
    const ending = (await server.buy('EMS', 1, { endDate: '2030-05-01' }));
    assert.equal(ending.nextLifecycleDateTime, '2030-05-01T00:00:00Z');
    const renewing = (await server.buy('EMS', 1, { endDate: '2030-05-01', recurringBilling: true }));
    assert.equal(renewing.nextLifecycleDateTime, '2030-05-01T00:00:00Z', 'and of one that does');
    assert.equal((await server.buy('EMS', 1, { purchaseChannel: 'Trial' })).isTrial, true);
  });

  await t.test('bad input names the member and changes nothing', async () => {
    const before = await snapshot(server);
    const good = { sku: 'ENTERPRISEPACK', totalLicenses: 1 };
    const bad = [
      [{ totalLicenses: 1 }, 'sku', /sku/],
      [{ sku: 'ENTERPRISEPACK' }, 'totalLicenses', /totalLicenses/],
      [{ ...good, sku: 7 }, 'sku', /a string/],
      [{ ...good, sku: null }, 'sku', /a string/],
      [{ ...good, totalLicenses: '5' }, 'totalLicenses', /whole number/],
      [{ ...good, totalLicenses: 1.5 }, 'totalLicenses', /whole number/],
      [{ ...good, totalLicenses: 0 }, 'totalLicenses', /1 to 100000000/],
      [{ ...good, totalLicenses: 100000001 }, 'totalLicenses', /1 to 100000000/],
      [{ ...good, status: 'Enabeld' }, 'status', /Enabled, Warning, .*Did you mean 'Enabled'/],
      [{ ...good, status: 3 }, 'status', /a string/],
      [{ ...good, purchaseChannel: 'shop' }, 'purchaseChannel', /Direct, Prepaid/],
      [{ ...good, recurringBilling: 'yes' }, 'recurringBilling', /true or false/],
      [{ ...good, startDate: '31-01-2026' }, 'startDate', /2026-01-31/],
      [{ ...good, startDate: '2026-02-30' }, 'startDate', /2026-02-30/],
      [{ ...good, endDate: 'soon' }, 'endDate', /soon/],
      [{ ...good, endDate: 20260131 }, 'endDate', /a string or null/],
      [{ ...good, startDate: '2026-02-01', endDate: '2026-01-31' }, 'endDate', /endDate/],
      [{ ...good, pricePerSeat: 'x'.repeat(65) }, 'pricePerSeat', /64/],
      [{ ...good, offer: 'OpenValu' }, 'offer', /Standard, Volume.*Did you mean 'OpenValue'/],
      [{ ...good, offer: 'ByChannel' }, 'offer', /Standard, Volume/],
      [{ ...good, term: '1 year' }, 'term', /P1Y/],
      [{ ...good, term: 'P0M' }, 'term', /P1Y/],
      [{ ...good, term: 'P11Y' }, 'term', /ten years/],
      [{ ...good, term: 12 }, 'term', /a string/],
      [{ ...good, licensesAtRenewal: 3 }, 'licensesAtRenewal', /read-only/],
      [{ ...good, addOnOf: '00000000-0000-0000-0000-000000000001' }, 'addOnOf', /no such subscription/],
      [{ ...good, addOnOf: 'x', endDate: '2030-01-01' }, 'endDate', /addOnOf/],
      [{ ...good, purchaseChannel: 'Trial', recurringBilling: true }, 'recurringBilling', /trial/],
      [{ ...good, purchaseChannel: 'Trial', status: 'Suspended' }, 'status', /Trial is never Suspended/],
      [{ ...good, purchaseChannel: 'Reseller', status: 'Warning' }, 'status', /Partner is never Warning/],
      [{ ...good, totalLicences: 1 }, 'totalLicences', /Did you mean 'totalLicenses'/],
      [{ ...good, id: sku.SPE_E3 }, 'id', /read-only/],
      [{ ...good, sku: 'ENTERPRISEPAK' }, 'sku', /Did you mean 'ENTERPRISEPACK'/],
      [{ ...good, sku: '00000000-0000-0000-0000-000000000001' }, 'sku', /not a product/],
    ];
    for (const [body, target, message] of bad) {
      const answer = await server.post('/api/v1/subscriptions', body);
      assert.equal(answer.status, 400, JSON.stringify(body));
      assert.equal(answer.body.error.code, 'Request_BadRequest');
      assert.equal(answer.body.error.details[0].target, target, answer.text);
      assert.match(answer.body.error.message, message);
    }
    for (const text of ['', '[]', '{"sku": "ENTERPRISEPACK", "totalLicenses": 1', '{"sku": "A", "sku": "B", "totalLicenses": 1}', '"text"', '{"sku": "\\ud800", "totalLicenses": 1}']) {
      const answer = await server.post('/api/v1/subscriptions', text);
      assert.equal(answer.status, 400, text);
    }
    const asForm = await server.post('/api/v1/subscriptions', 'sku=ENTERPRISEPACK', { headers: { 'Content-Type': 'text/plain' } });
    assert.equal(asForm.status, 415);
    const large = await server.post('/api/v1/subscriptions', JSON.stringify({ ...good, pricePerSeat: 'x'.repeat(1 << 20) }));
    assert.equal(large.status, 413);
    const option = await server.post('/api/v1/subscriptions?dryRun=true', good);
    assert.equal(option.status, 400, 'D-20');
    assert.equal(option.body.error.details[0].target, 'dryRun');
    assert.deepEqual(await snapshot(server), before);
  });

  await t.test('a rehearsal answers the same and changes nothing', async () => {
    const before = await snapshot(server);
    const answer = await server.post('/api/v1/subscriptions', { sku: 'SPE_E5', totalLicenses: 9 }, { headers: { Prefer: 'return=minimal, validate-only' } });
    assert.equal(answer.status, 201);
    assert.equal(answer.headers.get('preference-applied'), 'validate-only');
    assert.equal(answer.body.totalLicenses, 9);
    assert.deepEqual(await snapshot(server), before);
    assert.equal((await server.get(`/api/v1/subscriptions/${answer.body.id}`)).status, 404);
  });
  assertSound(server.db);
});

test('changing a purchase', async (t) => {
  const server = await start(t);
  const bought = await server.buy('ENTERPRISEPACK', 3);
  const address = `/api/v1/subscriptions/${bought.id}`;

  await t.test('each member, and only what is named', async () => {
    const changes = [
      [{ totalLicenses: 5 }, 'totalLicenses', 5],
      [{ status: 'Warning' }, 'status', 'Warning'],
      [{ status: 'Enabled' }, 'status', 'Enabled'],
      [{ offer: 'OpenValue' }, 'offer', 'OpenValue'],
      [{ purchaseChannel: 'Volume' }, 'purchaseChannel', 'Volume'],
      [{ recurringBilling: true }, 'recurringBilling', true],
      [{ endDate: '2031-12-31' }, 'endDate', '2031-12-31T00:00:00Z', { nextLifecycleDateTime: '2031-12-31T00:00:00Z' }],
      [{ endDate: null }, 'endDate', null, { nextLifecycleDateTime: null }],
      [{ term: 'P36M' }, 'term', 'P3Y'],
      [{ licensesAtRenewal: 7 }, 'licensesAtRenewal', 7],
      [{ licensesAtRenewal: null }, 'licensesAtRenewal', null],
      [{ offer: null }, 'offer', 'Volume', { graceDays: 90, disabledDays: 30 }],
    ];
    let last = bought;
    for (const [body, member, value, more = {}] of changes) {
      const answer = await server.patch(address, body);
      assert.equal(answer.status, 200, answer.text);
      if (member === 'status') { // what follows from the state: tests/api/lifecycle.test.mjs
        Object.assign(more, ...['nextLifecycleDateTime', 'statusSinceDateTime', 'warning'].map((name) => ({ [name]: answer.body[name] })));
        assert.ok(Date.parse(answer.body.statusSinceDateTime) >= Date.parse(last.statusSinceDateTime));
      }
      assert.deepEqual(answer.body, { ...last, ...more, [member]: value });
      last = answer.body;
      assert.deepEqual((await server.get(address)).body, last);
    }
    assert.equal((await server.patch(`/api/v1/subscriptions/${bought.commerceSubscriptionId.toUpperCase()}`, { totalLicenses: 4 })).status, 200);
  });

  await t.test('R-09: not below what is assigned, with the number to unassign first', async () => {
    for (const name of ['one', 'two', 'three']) {
      const user = await server.addUser(name);
      assert.equal((await server.assign(user.id, [sku.ENTERPRISEPACK])).status, 200);
    }
    const { status, body } = await server.patch(address, { totalLicenses: 1 });
    assert.equal(status, 400);
    assert.equal(body.error.details[0].code, 'CountViolation');
    assert.match(body.error.details[0].remedy, /Unassign 2 first/);
    assert.equal((await server.get(address)).body.totalLicenses, 4);
    assert.equal((await server.patch(address, { totalLicenses: 3 })).status, 200);
  });

  await t.test('R-10: seats that go with a status are not refused; D-09 shows on who holds them', async () => {
    assert.equal((await server.patch(address, { status: 'Suspended' })).status, 200);
    const { body } = await server.get(`/api/v1/skus/${sku.ENTERPRISEPACK}/holders`);
    assert.deepEqual(body.value.map((holder) => holder.state), ['Disabled', 'Disabled', 'Disabled']);
    assert.equal((await server.patch(address, { status: 'Enabled' })).status, 200);
  });

  await t.test('bad input names the member and changes nothing', async () => {
    const before = await snapshot(server);
    const bad = [
      [{}, undefined, /changes nothing/],
      [{ totalLicenses: -1 }, 'totalLicenses', /0 to 100000000/],
      [{ totalLicenses: null }, 'totalLicenses', /whole number/],
      [{ status: 'gone' }, 'status', /Deleted/],
      [{ purchaseChannel: '' }, 'purchaseChannel', /Direct/],
      [{ recurringBilling: 1 }, 'recurringBilling', /true or false/],
      [{ endDate: '1999-01-01' }, 'endDate', /endDate/],
      [{ endDate: 'never' }, 'endDate', /never/],
      [{ sku: 'EMS' }, 'sku', /read-only/],
      [{ startDate: '2026-01-01' }, 'startDate', /read-only/],
      [{ pricePerSeat: '1' }, 'pricePerSeat', /read-only/],
      [{ seats: 5 }, 'seats', /seats/],
      [{ offer: 3 }, 'offer', /a string or null/],
      [{ term: null }, 'term', /a string/],
      [{ licensesAtRenewal: '3' }, 'licensesAtRenewal', /whole number or null/],
      [{ licensesAtRenewal: 0 }, 'licensesAtRenewal', /1 to 100000000/],
      [{ addOnOf: null }, 'addOnOf', /read-only/],
    ];
    for (const [body, target, message] of bad) {
      const answer = await server.patch(address, body);
      assert.equal(answer.status, 400, JSON.stringify(body));
      assert.equal(answer.body.error.details[0]?.target, target);
      assert.match(answer.body.error.message, message);
    }
    assert.deepEqual(await snapshot(server), before);
  });

  await t.test('what is not there', async () => {
    for (const key of ['00000000-0000-0000-0000-000000000001', 'nonsense', '%2Fetc']) {
      for (const method of ['GET', 'PATCH']) {
        const answer = await server.request(method, `/api/v1/subscriptions/${key}`, method === 'PATCH' ? { body: { totalLicenses: 1 } } : {});
        assert.equal(answer.status, 404);
        assert.equal(answer.body.error.code, 'Request_ResourceNotFound');
      }
    }
  });

  await t.test('a rehearsal changes nothing', async () => {
    const before = await snapshot(server);
    const answer = await server.patch(address, { totalLicenses: 50 }, { headers: { Prefer: 'validate-only' } });
    assert.equal(answer.body.totalLicenses, 50);
    const refused = await server.patch(address, { totalLicenses: 0 }, { headers: { Prefer: 'validate-only' } });
    assert.equal(refused.status, 400, 'R-09');
    assert.equal(refused.headers.get('preference-applied'), 'validate-only');
    assert.deepEqual(await snapshot(server), before);
  });

  await t.test('L-05: a deleted one does not come back', async () => {
    const gone = await server.buy('EMS', 1);
    assert.equal((await server.patch(`/api/v1/subscriptions/${gone.id}`, { status: 'Deleted' })).status, 200);
    const { status, body } = await server.patch(`/api/v1/subscriptions/${gone.id}`, { status: 'Enabled' });
    assert.equal(status, 400);
    assert.equal(body.error.details[0].target, 'status');
  });
  assertSound(server.db);
});

test('who holds a product', async (t) => {
  const server = await start(t);
  await server.buy('ENTERPRISEPACK', 10);
  const off = (await server.get('/api/v1/catalog/skus/ENTERPRISEPACK')).body.servicePlans.find((plan) => plan.servicePlanName === 'SWAY');
  const names = [];
  for (let i = 0; i < 5; i++) {
    const user = await server.addUser(`holder${i}`);
    names.push(user.userPrincipalName);
    await server.assign(user.id, [{ skuId: sku.ENTERPRISEPACK, disabledPlans: i === 0 ? [off.servicePlanId] : [] }]);
  }

  await t.test('by any name of the product', async () => {
    for (const key of [sku.ENTERPRISEPACK, 'enterprisepack', 'Office%20365%20E3']) {
      const { body } = await server.get(`/api/v1/skus/${key}/holders`);
      assert.deepEqual(body.value.map((holder) => holder.userPrincipalName), names);
      assert.equal(body['@odata.nextLink'], undefined);
    }
    const [first] = (await server.get('/api/v1/skus/ENTERPRISEPACK/holders')).body.value;
    assert.deepEqual(first.disabledPlans, [off.servicePlanId]);
    assert.deepEqual([first.assignedByGroup, first.state, first.error, first.displayName], [null, 'Active', 'None', 'User holder0']);
  });

  await t.test('page by page', async () => {
    const seen = [];
    let next = '/api/v1/skus/ENTERPRISEPACK/holders?$top=2';
    const sizes = [];
    while (next) {
      const { status, body } = await server.get(next);
      assert.equal(status, 200);
      sizes.push(body.value.length);
      seen.push(...body.value.map((holder) => holder.userPrincipalName));
      next = body['@odata.nextLink'];
    }
    assert.deepEqual(seen, names);
    assert.deepEqual(sizes, [2, 2, 1]);
  });

  await t.test('bad options, and a token of another call', async () => {
    for (const query of ['$top=0', '$top=1000', '$top=x', '$top=', '$skiptoken=abc', '$skip=1']) {
      assert.equal((await server.get(`/api/v1/skus/ENTERPRISEPACK/holders?${query}`)).status, 400, query);
    }
    const { body } = await server.get('/api/v1/operations?$top=1');
    const foreign = new URL(body['@odata.nextLink']).searchParams.get('$skiptoken');
    assert.equal((await server.get(`/api/v1/skus/ENTERPRISEPACK/holders?$skiptoken=${foreign}`)).status, 400);
    assert.equal((await server.get('/api/v1/skus/NOSUCHTHING/holders')).status, 404);
    assert.deepEqual((await server.get('/api/v1/skus/EMS/holders')).body, { value: [] });
  });
});

test('R-02, R-05 an unlimited product: everybody can have it, and who does is counted', async (t) => {
  const server = await startServer(t);
  const bi = sku.POWER_BI_PRO;
  const limited = await server.buy('POWER_BI_PRO', 1);
  const users = [await server.addUser('ann'), await server.addUser('ben')];
  assert.equal((await server.assign(users[0].id, [bi])).status, 200);
  assert.equal(limited.unlimited, false);
  const answer = await server.post('/api/v1/subscriptions', { sku: 'POWER_BI_PRO', unlimited: true });
  assert.equal(answer.status, 201, answer.text);
  const address = `/api/v1/subscriptions/${answer.body.id}`;

  await t.test('it shows as Graph shows what is free: a million', async () => {
    assert.deepEqual([answer.body.unlimited, answer.body.totalLicenses], [true, 1_000_000]);
    assert.equal((await server.get(`/v1.0/directory/subscriptions/${answer.body.id}`)).body.totalLicenses, 1_000_000);
    const { prepaidUnits, consumedUnits, capabilityStatus } = await server.pool(bi);
    assert.deepEqual([prepaidUnits.enabled, consumedUnits, capabilityStatus], [1_000_000, 1, 'Enabled']);
  });
  await t.test('use is counted', async () => {
    const preview = await server.assign(users[1].id, [bi], [], { headers: { Prefer: 'validate-only' } });
    assert.deepEqual(preview.body.seats.map(({ before, after }) => [before, after]), [[{ consumed: 1, capacity: 1_000_000, available: 999_999 }, { consumed: 2, capacity: 1_000_000, available: 999_998 }]]);
    assert.equal((await server.assign(users[1].id, [bi])).status, 200);
    assert.equal((await server.pool(bi)).consumedUnits, 2);
  });
  await t.test('R-09 it becomes limited, not below what is assigned; R-59 and ends as any', async () => {
    assert.equal((await server.patch(`/api/v1/subscriptions/${limited.id}`, { totalLicenses: 0 })).status, 200);
    const refused = await server.patch(address, { totalLicenses: 1 });
    assert.match(refused.body.error.message, /2 licenses of Power BI Pro are assigned and only 1 would be left/);
    const { body } = await server.patch(address, { totalLicenses: 2 });
    assert.deepEqual([body.unlimited, body.totalLicenses], [false, 2]);
    assert.equal((await server.patch(address, { unlimited: true })).body.unlimited, true);
    assert.equal((await server.patch(address, { status: 'Suspended' })).status, 200);
    assert.deepEqual((await server.pool(bi)).prepaidUnits, { enabled: 0, suspended: 1_000_000, warning: 0, lockedOut: 0 });
    const conflict = (await server.get('/api/v1/skus/POWER_BI_PRO/conflict')).body;
    assert.deepEqual([conflict.capacity, conflict.excess], [0, 2]);
    assert.equal((await server.patch(address, { status: 'Enabled' })).status, 200);
    const [operation] = (await server.get('/api/v1/operations?$top=3')).body.value.slice(2);
    const [change] = (await server.get(`/api/v1/operations/${operation.id}/changes`)).body.value;
    assert.deepEqual(change.properties, { totalLicenses: { old: 2, new: null }, unlimited: { old: null, new: 'true' } });
  });
  await t.test('bad calls', async () => {
    for (const body of [{ sku: 'VISIOCLIENT' }, { sku: 'VISIOCLIENT', unlimited: false }, { sku: 'VISIOCLIENT', unlimited: true, totalLicenses: 5 },
      { sku: 'VISIOCLIENT', totalLicenses: 1_000_000_000_000 }]) {
      const refused = await server.post('/api/v1/subscriptions', body);
      assert.deepEqual([refused.status, refused.body.error.details[0].target], [400, 'totalLicenses'], JSON.stringify(body));
      assert.match(refused.body.error.message, /unlimited/);
    }
    assert.equal((await server.patch(address, { unlimited: false })).status, 400);
  });
  await t.test('the command line', async () => {
    const added = server.cli(['subscription', 'add', '--sku', 'VISIOCLIENT', '--seats', 'unlimited']);
    assert.match(added.stdout, /Visio Plan 2 +unlimited/);
    assert.match(server.cli(['subscription', 'show', answer.body.id]).stdout, /Seats +unlimited/);
    assert.match(server.cli(['sku', 'list']).stdout, /Power BI Pro.*unlimited +2 +unlimited/);
    assert.match(server.cli(['sku', 'show', 'POWER_BI_PRO']).stdout, /Free +unlimited\n.*Seats enabled +unlimited/s);
    assert.equal(server.cli(['subscription', 'set', answer.body.id, '--seats', '10']).status, 0);
    assert.equal(server.cli(['subscription', 'set', answer.body.id, '--seats', 'many']).status, 2);
  });
  assertSound(server.db);
});
