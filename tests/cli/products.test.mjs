// sku, catalog, subscription, token and operation verbs against a real server.

import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import test from 'node:test';

import { root, run, sku, startServer } from '../lib/licentia.mjs';

const data = resolve(root, process.env.LICENTIA_DATA ?? '../shared/data');

test('subscription add, list, set', async (t) => {
  const server = await startServer(t);
  let result = server.cli(['subscription', 'add', '--sku', 'office 365 e3', '--seats', '5', '--start', '2026-01-01', '--end', '2099-12-31',
    '--recurring', 'yes', '--price', '20.75 EUR', '--channel', 'Reseller', '--json']);
  assert.equal(result.status, 0, result.stderr);
  const bought = JSON.parse(result.stdout);
  assert.equal(bought.skuId, sku.ENTERPRISEPACK);
  assert.equal(bought.totalLicenses, 5);
  assert.equal(bought.recurringBilling, true);
  assert.equal(bought.purchaseChannel, 'Reseller');
  assert.equal(bought.pricePerSeat, '20.75 EUR');

  result = server.cli(['subscription', 'list']);
  assert.match(result.stdout, /^Office 365 E3 +5 +Enabled +Reseller +yes +2026-01-01 +2099-12-31 +2099-12-31 +20\.75 EUR +[0-9a-f-]{36}$/m);
  result = server.cli(['subscription', 'list', '--csv']);
  assert.equal(result.stdout.split('\r\n')[0], 'displayName,totalLicenses,status,purchaseChannel,recurringBilling,startDate,endDate,nextLifecycleDateTime,pricePerSeat,id');

  result = server.cli(['subscription', 'set', bought.id, '--seats', '7', '--end', 'none', '--recurring', 'no', '--json']);
  assert.equal(result.status, 0, result.stderr);
  assert.deepEqual([JSON.parse(result.stdout).totalLicenses, JSON.parse(result.stdout).endDate, JSON.parse(result.stdout).recurringBilling], [7, null, false]);

  await t.test('R-09: not below what is assigned', async () => {
    const anna = await server.addUser('anna');
    await server.assign(anna.id, [sku.ENTERPRISEPACK]);
    result = server.cli(['subscription', 'set', bought.id, '--seats', '0']);
    assert.equal(result.status, 1);
    assert.match(result.stderr, /Remedy: /);
  });
  result = server.cli(['subscription', 'add', '--sku', 'ENTERPRISPACK', '--seats', '5']);
  assert.equal(result.status, 2);
  assert.match(result.stderr, /Did you mean 'ENTERPRISEPACK'\?/);
  result = server.cli(['subscription', 'set', '00000000-0000-0000-0000-000000000001', '--seats', '5']);
  assert.equal(result.status, 1);
  result = server.cli(['subscription', 'set', bought.id, '--status', 'Sleeping']);
  assert.equal(result.status, 2);
  for (const options of [['--channel', 'Smoke'], ['--start', 'soon'], ['--end', 'never']]) {
    result = server.cli(['subscription', 'add', '--sku', 'VISIOCLIENT', '--seats', '1', ...options]);
    assert.deepEqual([result.status, result.stdout], [2, ''], options.join(' '));
  }
});

test('sku list, show, holders', async (t) => {
  const server = await startServer(t);
  await server.buy('ENTERPRISEPACK', 5);
  await server.buy('ENTERPRISEPACK', 8);
  const anna = await server.addUser('anna');
  await server.assign(anna.id, [{ skuId: sku.ENTERPRISEPACK, disabledPlans: ['a23b959c-7ce8-4e57-9140-b90eb88a9e97'] }]);

  let result = server.cli(['sku', 'list']);
  assert.equal(result.stdout, 'Product        Part number     Status   Seats  Used  Free\nOffice 365 E3  ENTERPRISEPACK  Enabled     13     1    12\n', 'R-03');
  result = server.cli(['sku', 'list', '--csv']);
  assert.equal(result.stdout, `displayName,skuPartNumber,capabilityStatus,seats,consumedUnits,free,skuId\r\nOffice 365 E3,ENTERPRISEPACK,Enabled,13,1,12,${sku.ENTERPRISEPACK}\r\n`);
  result = server.cli(['sku', 'list', '--json']);
  assert.equal(JSON.parse(result.stdout).value[0].displayName, 'Office 365 E3');
  result = server.cli(['sku', 'show', 'ENTERPRISEPACK']);
  assert.match(result.stdout, /^Office 365 E3\n[^]*Used +1\n[^]*Free +12\n[^]*^Sway +SWAY +User$/m);
  result = server.cli(['sku', 'show', 'ENTERPRISEPACK', '--json']);
  assert.equal(JSON.parse(result.stdout).subscriptionIds.length, 2);
  result = server.cli(['sku', 'show', 'VISIOCLIENT']);
  assert.equal(result.status, 1);
  assert.match(result.stderr, /does not own Visio Plan 2/);
  result = server.cli(['sku', 'holders', 'Office 365 E3', '--csv']);
  assert.equal(result.stdout, `userPrincipalName,displayName,assignedByGroup,state,error,disabledPlans,id\r\nanna@contoso.example,User anna,directly,Active,,SWAY,${anna.id}\r\n`);
  result = server.cli(['sku', 'holders', 'Office 365 E3', '--json']);
  assert.equal(JSON.parse(result.stdout).value[0].userPrincipalName, 'anna@contoso.example');
});

test('catalog list, show, import of the project\'s own format', async (t) => {
  const server = await startServer(t);
  await server.buy('ENTERPRISEPACK', 1);
  let result = server.cli(['catalog', 'list', '--csv']);
  assert.ok(result.stdout.split('\r\n').length > 30);
  result = server.cli(['catalog', 'list', '--owned', '--json']);
  assert.deepEqual(JSON.parse(result.stdout).value.map((item) => item.skuPartNumber), ['ENTERPRISEPACK']);
  result = server.cli(['catalog', 'show', 'office 365 e3']);
  assert.match(result.stdout, /^Office 365 E3\n[^]*Owned +yes\nService plans\n[^]*Sway \(SWAY\)/);
  assert.match(result.stdout, /^Conflicts\n/m);
  result = server.cli(['catalog', 'show', 'Ofice 365 E3']);
  assert.equal(result.status, 1);
  assert.match(result.stderr, /Did you mean/);

  const vendor = join(root, 'catalog/example-vendor.json');
  result = server.cli(['catalog', 'import', vendor, '--dry-run', '--json']);
  assert.equal(result.status, 0, result.stderr);
  const rehearsed = JSON.parse(result.stdout);
  assert.ok(rehearsed.changes.length > 0);
  result = server.cli(['catalog', 'import', vendor, '--json']);
  assert.equal(result.status, 0, result.stderr);
  assert.deepEqual(JSON.parse(result.stdout), rehearsed, 'a rehearsal tells what happens');
  result = server.cli(['catalog', 'import', vendor]);
  assert.match(result.stdout, /\n0 changes\.\n$/);

  const broken = join(server.folder, 'broken.csv');
  writeFileSync(broken, 'a,b\n"1,2\n');
  result = server.cli(['catalog', 'import', broken]);
  assert.equal(result.status, 1);
  writeFileSync(broken, '');
  result = server.cli(['catalog', 'import', broken]);
  assert.equal(result.status, 2);
  assert.match(result.stderr, /is empty/);
});

test('catalog import of Microsoft\'s list', { skip: existsSync(data) ? false : `no ${data}` }, async (t) => {
  const server = await startServer(t);
  let result = server.cli(['catalog', 'import', join(data, 'service-plans.csv')]);
  assert.equal(result.status, 0, result.stderr);
  assert.match(result.stdout, /569 products, 723 service plans/);
  result = server.cli(['catalog', 'import', join(data, 'mutual-exclusion.csv'), '--exclusion-source', '2025', '--json']);
  assert.equal(result.status, 0, result.stderr);
  assert.ok(JSON.parse(result.stdout).exclusions > 0);
  await server.buy('d43177b5-475b-4880-92d4-d54c27b5efbd', 1);
  await server.buy('54a152dc-90de-4996-93d2-bc47e670fc06', 1);
  result = server.cli(['sku', 'holders', 'MCOPSTN5']);
  assert.equal(result.status, 2, 'two products bear this part number');
  assert.match(result.stderr, /d43177b5[^]*54a152dc|54a152dc[^]*d43177b5/);
});

test('token list, revoke; operation list, show', async (t) => {
  const server = await startServer(t);
  let result = run(['token', 'create', '--db', server.db, '--name', 'script', '--role', 'license-administrator', '--json']);
  assert.equal(result.status, 0, result.stderr);
  const made = JSON.parse(result.stdout);
  const env = { LICENTIA_TOKEN: made.token };
  assert.equal(server.cli(['sku', 'list'], { env }).status, 0);
  result = server.cli(['token', 'list', '--json']);
  const { value } = JSON.parse(result.stdout);
  assert.doesNotMatch(result.stdout, new RegExp(made.token));
  const { id } = value.find((token) => token.name === 'script');
  result = server.cli(['token', 'revoke', id, '--reason', 'no longer used']);
  assert.equal(result.status, 0, result.stderr);
  assert.equal(server.cli(['sku', 'list'], { env }).status, 3, 'D-22: at once');
  assert.equal(server.cli(['token', 'revoke', id]).status, 1);
  assert.equal(server.cli(['token', 'revoke', 'nosuch', '--json']).status, 1);

  await server.buy('ENTERPRISEPACK', 1);
  const anna = await server.addUser('anna');
  assert.equal(server.cli(['user', 'set', 'anna@contoso.example', 'city=Utrecht']).status, 0);
  assert.equal(server.cli(['assign', anna.id, '--sku', 'ENTERPRISEPACK', '--without', 'Sway', '--reason', 'starts Monday']).status, 0);
  result = server.cli(['operation', 'list', '--csv', '--all']);
  const lines = result.stdout.split('\r\n');
  assert.equal(lines[0], 'number,createdDateTime,kind,target,actor,changeCount,id,reason');
  assert.match(lines[1], /,anna@contoso\.example,first token,1,[0-9a-f-]{36},starts Monday$/);
  const [assigned, changed] = [1, 2].map((line) => lines[line].split(',')[6]);
  result = server.cli(['operation', 'show', assigned]);
  assert.match(result.stdout, /Reason +starts Monday\n[^]*licensePath +anna@contoso\.example +ENTERPRISEPACK +- +Active without SWAY/);
  result = server.cli(['operation', 'show', changed]);
  assert.match(result.stdout, /city: null -> "Utrecht"/);
  result = server.cli(['operation', 'show', assigned, '--json']);
  assert.equal(JSON.parse(result.stdout).changes[0].skuPartNumber, 'ENTERPRISEPACK');
  result = server.cli(['operation', 'show', assigned, '--csv']);
  assert.equal(result.stdout.split('\r\n').length, 3);
  for (const missing of ['00000000-0000-0000-0000-000000000001', '0', '999', '-1', '1x']) {
    assert.equal(server.cli(['operation', 'show', '--', missing]).status, 1, missing);
  }
  const { number } = JSON.parse(server.cli(['operation', 'show', assigned, '--json']).stdout);
  assert.equal(server.cli(['operation', 'show', String(number)]).stdout, server.cli(['operation', 'show', assigned]).stdout, 'by the number that lists show');
});
