// Products: reading the catalogue, importing files into it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { root, sku, startServer } from '../lib/licentia.mjs';
import { Contract } from '../lib/openapi.mjs';

const vendorFile = readFileSync(join(root, 'catalog/example-vendor.json'), 'utf8');

async function start(t) {
  const server = await startServer(t);
  return (await Contract.read(server)).watch(server);
}

/** Sends a catalogue file. */
function importFile(server, text, type = 'application/json', query = '', options = {}) {
  return server.request('POST', `/api/v1/catalog/import${query}`, {
    raw: true, body: text, ...options, headers: { 'Content-Type': type, ...options.headers },
  });
}

test('catalogue', async (t) => {
  const server = await start(t);
  await server.buy('Office 365 E3', 5);

  await t.test('lists every product with its plans, and which are owned', async () => {
    const { body } = await server.get('/api/v1/catalog/skus');
    const file = JSON.parse(readFileSync(join(root, 'catalog/microsoft.json'), 'utf8'));
    assert.deepEqual(body.value.map((item) => item.skuId).sort(), file.skus.map((item) => item.skuId).sort());
    const e3 = body.value.find((item) => item.skuId === sku.ENTERPRISEPACK);
    assert.equal(e3.skuPartNumber, 'ENTERPRISEPACK');
    assert.equal(e3.displayName, 'Office 365 E3');
    assert.equal(e3.offered, true);
    assert.equal(e3.owned, true);
    const sway = e3.servicePlans.find((plan) => plan.servicePlanName === 'SWAY');
    assert.equal(sway.appliesTo, 'User');
    assert.equal(e3.servicePlans.length, file.skus.find((item) => item.skuId === sku.ENTERPRISEPACK).servicePlans.length);
    assert.deepEqual(body.value.filter((item) => item.owned).map((item) => item.skuId), [sku.ENTERPRISEPACK]);
  });

  await t.test('?owned chooses', async () => {
    const all = (await server.get('/api/v1/catalog/skus')).body.value.length;
    const owned = (await server.get('/api/v1/catalog/skus?owned=TRUE')).body.value;
    assert.deepEqual(owned.map((item) => item.skuId), [sku.ENTERPRISEPACK]);
    const others = (await server.get('/api/v1/catalog/skus?owned=false')).body.value;
    assert.equal(others.length, all - 1);
    assert.ok(others.every((item) => !item.owned));
  });

  await t.test('one product by GUID in any case, part number or display name, with its rules', async () => {
    for (const key of [sku.STANDARDPACK, sku.STANDARDPACK.toUpperCase(), 'StandardPack', 'Office 365 E1', 'office%20365%20e1']) {
      const { status, body } = await server.get(`/api/v1/catalog/skus/${encodeURI(decodeURI(key))}`);
      assert.equal(status, 200);
      assert.equal(body.skuId, sku.STANDARDPACK);
      const sharepoint = body.excludes.find((group) => group.servicePlans.includes('SHAREPOINTSTANDARD'));
      assert.ok(sharepoint.servicePlans.includes('SHAREPOINTENTERPRISE'), 'R-24, D-12: E1 and E3 exclude each other on SharePoint');
    }
    const project = (await server.get('/api/v1/catalog/skus/PROJECTPROFESSIONAL')).body;
    const need = project.needs.find((item) => item.servicePlanName === 'SHAREPOINT_PROJECT');
    assert.ok(need.anyOf.includes('SHAREPOINTENTERPRISE'), 'R-28');
  });

  await t.test('an unknown product is 404 and says what was probably meant', async () => {
    const near = await server.get('/api/v1/catalog/skus/ENTERPRISEPAK');
    assert.equal(near.status, 404);
    assert.equal(near.body.error.code, 'Request_ResourceNotFound');
    assert.match(near.body.error.message, /Did you mean 'ENTERPRISEPACK'\?/);
    const unknown = await server.get('/api/v1/catalog/skus/00000000-0000-0000-0000-000000000001');
    assert.equal(unknown.status, 404);
  });

  await t.test('D-20: options that are not there, and values that are not', async () => {
    for (const [query, name] of [['owned=maybe', 'owned'], ['owned=', 'owned'], ['$top=5', '$top'], ['offered=true', 'offered']]) {
      const { status, body } = await server.get(`/api/v1/catalog/skus?${query}`);
      assert.equal(status, 400);
      assert.equal(body.error.details[0].target, name);
      assert.ok(body.error.message.includes(name));
    }
  });
});

test('importing a catalogue', async (t) => {
  const server = await start(t);

  await t.test('reports what is new, and then that nothing changed', async () => {
    const first = await importFile(server, vendorFile);
    assert.equal(first.status, 200, first.text);
    assert.equal(first.body.format, 'licentia-catalog/1');
    assert.equal(first.body.vendor, 'Noordzee Software');
    assert.deepEqual([first.body.skus, first.body.servicePlans, first.body.exclusions, first.body.dependencies], [5, 9, 1, 1]);
    const products = first.body.changes.filter((item) => item.kind === 'sku');
    assert.equal(products.length, 5);
    assert.ok(products.every((item) => item.change === 'new'));
    const again = await importFile(server, vendorFile);
    assert.deepEqual(again.body.changes, []);
  });

  await t.test('updates in place: renamed, and gone but kept', async () => {
    const file = JSON.parse(vendorFile);
    file.skus[0].displayName = 'Noordzee Start, new';
    const [gone] = file.skus.splice(4, 1);
    const { body } = await importFile(server, JSON.stringify(file));
    const renamed = body.changes.find((item) => item.id === file.skus[0].skuId);
    assert.equal(renamed.change, 'renamed');
    assert.equal(renamed.name, 'Noordzee Start, new');
    assert.match(renamed.detail, /Noordzee Start/);
    assert.equal(body.changes.find((item) => item.id === gone.skuId).change, 'gone');
    const kept = await server.get(`/api/v1/catalog/skus/${gone.skuId}`);
    assert.equal(kept.status, 200);
    assert.equal(kept.body.offered, false);
    await importFile(server, vendorFile);
    assert.equal((await server.get(`/api/v1/catalog/skus/${gone.skuId}`)).body.offered, true);
  });

  await t.test('a part number that several products bear asks for the GUID', async () => {
    const file = JSON.parse(vendorFile);
    file.skus[1].skuPartNumber = file.skus[0].skuPartNumber;
    await importFile(server, JSON.stringify(file));
    const { status, body } = await server.get(`/api/v1/catalog/skus/${file.skus[0].skuPartNumber}`);
    assert.equal(status, 400);
    assert.ok(body.error.message.includes(file.skus[0].skuId) && body.error.message.includes(file.skus[1].skuId));
    await importFile(server, vendorFile);
  });

  await t.test("Microsoft's CSV, whatever its Content-Type is", async () => {
    const csv = [
      'Product_Display_Name,String_Id,GUID,Service_Plan_Name,Service_Plan_Id,Service_Plans_Included_Friendly_Names',
      'Made-up Suite,MADEUP,11111111-2222-4333-8444-555555555555,MADEUP_MAIL,aaaaaaaa-2222-4333-8444-555555555555,"Mail, made up"',
    ].join('\r\n');
    const { status, body, text } = await importFile(server, '\ufeff' + csv, 'text/csv; charset=utf-8');
    assert.equal(status, 200, text);
    assert.equal(body.format, 'microsoft-products-csv');
    assert.equal((await server.get('/api/v1/catalog/skus/MADEUP')).body.servicePlans[0].displayName, 'Mail, made up');
  });

  await t.test('what it does is in the ledger, with its reason', async () => {
    await importFile(server, vendorFile.replace('Noordzee Voice"', 'Noordzee Voice 2"'), undefined, '', { headers: { 'Licentia-Reason': 'autumn prices' } });
    const [newest] = (await server.get('/api/v1/operations?$top=1')).body.value;
    assert.equal(newest.kind, 'catalogImport');
    assert.equal(newest.reason, 'autumn prices');
    const changes = (await server.get(`/api/v1/operations/${newest.id}/changes`)).body.value;
    assert.ok(changes.length > 0 && changes.every((change) => change.kind === 'catalog'));
  });

  await t.test('a rehearsal reports and changes nothing', async () => {
    const before = await snapshot(server);
    const file = JSON.parse(vendorFile);
    file.skus[0].displayName = 'Never to be';
    const { status, body, headers } = await importFile(server, JSON.stringify(file), undefined, '', { headers: { Prefer: 'validate-only' } });
    assert.equal(status, 200);
    assert.equal(headers.get('preference-applied'), 'validate-only');
    assert.ok(body.changes.some((item) => item.name === 'Never to be'));
    assert.deepEqual(await snapshot(server), before);
    // What was read during the rehearsal is not remembered either.
    assert.equal((await server.get(`/api/v1/catalog/skus/${file.skus[0].skuId}`)).body.displayName, 'Noordzee Start');
  });

  await t.test('bad files are refused whole, with the place', async () => {
    const before = await snapshot(server);
    const bad = [
      ['', 'application/json', 400, /empty/],
      ['{"format": "licentia-catalog/1", ', 'application/json', 400, /line 1/],
      [vendorFile.replace('"appliesTo"', '"appliesto"'), 'application/json', 400, /appliesto/],
      [vendorFile.replace('licentia-catalog/1', 'licentia-catalog/2'), 'application/json', 400, /licentia-catalog\/2/],
      [vendorFile.replace('57f19b1f', '57f19b1'), 'application/json', 400, /57f19b1/],
      ['a,b\n1,2\n', 'text/csv', 400, /./],
      [vendorFile, 'application/xml', 415, /application\/xml/],
      [vendorFile, 'text/csvish', 415, /text\/csvish/],
    ];
    for (const [text, type, status, message] of bad) {
      const answer = await importFile(server, text, type);
      assert.equal(answer.status, status, `${type} ${text.slice(0, 40)}: ${answer.text}`);
      assert.match(answer.body.error.message, message);
    }
    const coded = await importFile(server, vendorFile, undefined, '', { headers: { 'Content-Encoding': 'gzip' } });
    assert.equal(coded.status, 415);
    assert.deepEqual(await snapshot(server), before);
  });
});

test('names that JSON has to escape come out as they went in', async (t) => {
  const server = await start(t);
  const skuId = '57f19b1f-8699-4bda-bf9b-beea33cda7e3';
  const partNumber = 'Büro "Start" \\ Größe 🙂';
  const planName = 'Mail "léger" \\n';
  const file = JSON.parse(vendorFile.replaceAll('NZ_MAIL_BASIC', 'PLACE'));
  file.servicePlans.find((plan) => plan.servicePlanName === 'PLACE').servicePlanName = planName;
  file.skus[0].skuPartNumber = partNumber;
  const text = JSON.stringify(file).replaceAll('"PLACE"', JSON.stringify(planName));
  assert.equal((await importFile(server, text)).status, 200);
  await server.buy(skuId, 1);
  const user = await server.addUser('ina');
  const off = 'ed31c4e0-6950-4f32-8071-fe258f5a0b08';
  assert.equal((await server.assign(user.id, [{ skuId, disabledPlans: [off] }])).status, 200);

  const [held] = (await server.get(`/v1.0/users/${user.id}/licenseDetails`)).body.value;
  const [owned] = (await server.get('/v1.0/subscribedSkus')).body.value;
  for (const item of [held, owned]) {
    assert.equal(item.skuPartNumber, partNumber);
    assert.ok(item.servicePlans.some((plan) => plan.servicePlanName === planName));
    assert.equal(item.servicePlans.length, 4);
  }
  assert.deepEqual(held.servicePlans.filter((plan) => plan.provisioningStatus === 'Disabled').map((plan) => plan.servicePlanId), [off]);
  assert.ok(owned.servicePlans.every((plan) => plan.provisioningStatus === 'Success'));

  await t.test('and a plan that is renamed shows its new name at once', async () => {
    assert.equal((await importFile(server, text.replaceAll(JSON.stringify(planName), '"Été"'))).status, 200);
    const [after] = (await server.get(`/v1.0/users/${user.id}/licenseDetails`)).body.value;
    assert.ok(after.servicePlans.some((plan) => plan.servicePlanName === 'Été'));
  });
});

/** Everything that an import could have changed. */
async function snapshot(server) {
  return {
    skus: (await server.get('/api/v1/catalog/skus')).body,
    operations: (await server.get('/api/v1/operations?$top=999')).body,
  };
}
