// assign, remove, replace, swap against a real server: rehearsals, names, several users, what changes and what does not.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

import { assertSound, sku, startServer } from '../lib/licentia.mjs';

/** Direct licences of a user: SKU id to disabled plans. */
async function licenses(server, alias) {
  const answer = await server.get(`/v1.0/users/${alias}@contoso.example?$select=licenseAssignmentStates`);
  assert.equal(answer.status, 200, answer.text);
  return Object.fromEntries(answer.body.licenseAssignmentStates.map((state) => [state.skuId, state.disabledPlans]));
}

/** Everything that a rehearsal must leave alone. */
async function snapshot(server) {
  const paths = ['/v1.0/users?$select=id,userPrincipalName,displayName,usageLocation,jobTitle,assignedLicenses', '/v1.0/subscribedSkus',
    '/api/v1/subscriptions', '/api/v1/operations', '/api/v1/tokens', '/v1.0/directory/deletedItems/microsoft.graph.user'];
  const answers = [];
  for (const path of paths) {
    const answer = await server.get(path);
    assert.equal(answer.status, 200, `${path}: ${answer.text}`);
    answers.push(answer.body.value);
  }
  return answers;
}

test('products and plans by part number, GUID and display name, in any case', async (t) => {
  const server = await startServer(t);
  await server.buy('ENTERPRISEPACK', 10);
  await server.addUser('anna');
  const sway = 'a23b959c-7ce8-4e57-9140-b90eb88a9e97';
  for (const [product, plan] of [['ENTERPRISEPACK', 'SWAY'], ['enterprisepack', 'sway'], ['Office 365 E3', 'Sway'], ['OFFICE 365 e3', sway],
    [sku.ENTERPRISEPACK.toUpperCase(), sway.toUpperCase()]]) {
    const result = server.cli(['assign', 'anna@contoso.example', '--sku', product, '--without', plan]);
    assert.equal(result.status, 0, result.stderr);
    assert.match(result.stdout, /assigned Office 365 E3/);
    assert.deepEqual(await licenses(server, 'anna'), { [sku.ENTERPRISEPACK]: [sway] });
    assert.equal(server.cli(['remove', 'anna@contoso.example', '--sku', product]).status, 0);
  }
  let result = server.cli(['assign', 'anna@contoso.example', '--sku', 'Ofice 365 E3']);
  assert.equal(result.status, 2);
  assert.match(result.stderr, /Did you mean "Office 365 E3"\?/);
  result = server.cli(['assign', 'anna@contoso.example', '--sku', 'VISIOCLIENT']);
  assert.equal(result.status, 1, 'known to the catalogue but not owned: a rule, not a typing error (R-56)');
  assert.match(result.stdout, /does not correspond to a valid company License[^]*Remedy: /);
});

test('--dry-run shows gains, losses, seats and conflicts, and changes nothing', async (t) => {
  const server = await startServer(t);
  await server.buy('ENTERPRISEPACK', 2);
  await server.buy('STANDARDPACK', 5);
  for (const alias of ['a', 'b', 'c', 'd']) {
    await server.addUser(alias);
  }
  assert.equal(server.cli(['assign', 'd@contoso.example', '--sku', 'STANDARDPACK', '--without', 'SWAY']).status, 0);
  const before = await snapshot(server);
  const users = ['a', 'b', 'c'].map((alias) => `${alias}@contoso.example`);

  await t.test('R-69: users take seats in the order in which they are listed', () => {
    const result = server.cli(['assign', ...users, '--sku', 'ENTERPRISEPACK', '--dry-run']);
    assert.equal(result.status, 1);
    assert.match(result.stdout, /^a@contoso\.example {2}would be assigned Office 365 E3\n {4}gains {5}\S/m);
    assert.match(result.stdout, /seats {5}Office 365 E3: 0 of 2 used before, 1 after\n/);
    assert.match(result.stdout, /seats {5}Office 365 E3: 1 of 2 used before, 2 after\n/);
    assert.match(result.stdout, /^c@contoso\.example {2}would be refused\n[^]*conflict {2}CountViolation: [^]*remedy {4}Buy at least 1 more/m);
    assert.match(result.stdout, /3 users: 2 would be done, 1 refused\. Nothing was changed\.\n$/);
    assert.match(result.stderr, /Office 365 E3: 1 more seat is needed for all of them\./);
  });

  await t.test('the same as JSON', () => {
    const result = server.cli(['assign', ...users, '--sku', 'ENTERPRISEPACK', '--dry-run', '--json']);
    const document = JSON.parse(result.stdout);
    assert.equal(document.dryRun, true);
    assert.deepEqual(document.results.map((item) => [item.user, item.outcome, item.preview.allowed]),
      [[users[0], 'done', true], [users[1], 'done', true], [users[2], 'refused', false]]);
    assert.ok(document.results[0].preview.gained.some((plan) => plan.servicePlanName === 'SWAY'));
    assert.deepEqual(document.results[2].preview.violations.map((violation) => violation.code), ['CountViolation']);
  });

  await t.test('a conflict with its remedy', () => {
    const result = server.cli(['assign', 'd@contoso.example', '--sku', 'ENTERPRISEPACK', '--dry-run']);
    assert.equal(result.status, 1);
    assert.match(result.stdout, new RegExp([
      / {4}conflict {2}MutuallyExclusiveViolation: .*/,
      / {4}remedies {2}1\. Turn off SharePoint \(Plan 2\) in Office 365 E3\./,
      / {17}\(seats: Office 365 E3 \+1; without: SharePoint \(Plan 2\)\)/,
      / {14}2\. Turn off SharePoint \(Plan 1\) in Office 365 E1\./,
      / {17}\(seats: Office 365 E3 \+1; without: SharePoint \(Plan 1\)\)/,
      / {14}3\. Remove Office 365 E1 from the user\./,
      / {17}\(seats: Office 365 E1 -1, Office 365 E3 \+1; without: To-Do \(Plan 1\), .* and \d+ more\)/,
    ].map((line) => line.source).join('\n')));
    assert.doesNotMatch(result.stdout, /remedy {4}/);
  });

  await t.test('a swap loses and gains', () => {
    const result = server.cli(['swap', 'd@contoso.example', '--from', 'STANDARDPACK', '--to', 'ENTERPRISEPACK', '--dry-run']);
    assert.equal(result.status, 0, result.stdout);
    assert.match(result.stdout, /would be moved from Office 365 E1 to Office 365 E3/);
    assert.match(result.stdout, /gains {5}[^]*SharePoint \(Plan 2\)[^]*loses {5}[^]*SharePoint \(Plan 1\)/);
    assert.doesNotMatch(result.stdout, /Sway/);
  });

  await t.test('no changing verb changes anything', () => {
    const id = before[2][0].id;
    const deleted = [
      ['replace', users[0], '--sku', 'ENTERPRISEPACK'], ['remove', 'd@contoso.example', '--all'], ['user', 'set', users[0], 'jobTitle=Boss'],
      ['user', 'delete', users[0]], ['user', 'add', 'e@contoso.example', '--name', 'E', '--location', 'NL', '--sku', 'ENTERPRISEPACK'],
      ['subscription', 'add', '--sku', 'VISIOCLIENT', '--seats', '3'], ['subscription', 'set', id, '--seats', '7'],
      ['token', 'revoke', before[4][0].id],
    ];
    for (const args of deleted) {
      const result = server.cli([...args, '--dry-run']);
      assert.equal(result.status, 0, `${args.join(' ')}: ${result.stdout}${result.stderr}`);
      assert.match(result.stdout, /[Ww]ould /, args.join(' '));
      assert.doesNotMatch(result.stdout, /Password/);
    }
  });
  assert.deepEqual(await snapshot(server), before);
});

test('R-65, D-13: assigning again replaces the plan choice and leaves other products; R-52: twice is once', async (t) => {
  const server = await startServer(t);
  await server.buy('ENTERPRISEPACK', 1);
  await server.buy('VISIOCLIENT', 1);
  await server.addUser('anna');
  for (const plan of ['SWAY', 'YAMMER_ENTERPRISE', 'YAMMER_ENTERPRISE']) {
    assert.equal(server.cli(['assign', 'anna@contoso.example', '--sku', 'ENTERPRISEPACK', '--without', plan]).status, 0);
  }
  assert.deepEqual(await licenses(server, 'anna'), { [sku.ENTERPRISEPACK]: ['7547a3fe-08ee-4ccb-b430-5077c5041653'] });
  assert.equal(server.cli(['assign', 'anna@contoso.example', '--sku', 'VISIOCLIENT']).status, 0);
  assert.deepEqual(await licenses(server, 'anna'), { [sku.ENTERPRISEPACK]: ['7547a3fe-08ee-4ccb-b430-5077c5041653'], [sku.VISIOCLIENT]: [] });
  assert.equal((await server.pool(sku.ENTERPRISEPACK)).consumedUnits, 1);
});

test('D-14: replace and swap change as a whole or not at all', async (t) => {
  const server = await startServer(t);
  await server.buy('STANDARDPACK', 5);
  await server.buy('ENTERPRISEPACK', 1);
  await server.buy('VISIOCLIENT', 5);
  await server.addUser('anna');
  await server.addUser('bert');
  const anna = 'anna@contoso.example';
  const bert = 'bert@contoso.example';
  assert.equal(server.cli(['assign', anna, bert, '--sku', 'STANDARDPACK', '--sku', 'VISIOCLIENT', '--without', 'Sway']).status, 0);
  const sway = 'a23b959c-7ce8-4e57-9140-b90eb88a9e97';

  await t.test('swap carries plan choices and leaves other products alone', async () => {
    const result = server.cli(['swap', anna, bert, '--from', 'STANDARDPACK', '--to', 'ENTERPRISEPACK']);
    assert.equal(result.status, 1, 'there is one seat only');
    assert.deepEqual(await licenses(server, 'anna'), { [sku.ENTERPRISEPACK]: [sway], [sku.VISIOCLIENT]: [] });
    assert.deepEqual(await licenses(server, 'bert'), { [sku.STANDARDPACK]: [sway], [sku.VISIOCLIENT]: [] });
  });

  await t.test('R-66 replace that does not fit leaves everything', async () => {
    const result = server.cli(['replace', bert, '--sku', 'ENTERPRISEPACK']);
    assert.equal(result.status, 1);
    assert.match(result.stdout, /Remedy: Buy at least 1 more/);
    assert.deepEqual(await licenses(server, 'bert'), { [sku.STANDARDPACK]: [sway], [sku.VISIOCLIENT]: [] });
  });

  await t.test('R-66 replace is one operation with every change in it', async () => {
    const result = server.cli(['replace', bert, '--sku', 'STANDARDPACK', '--reason', 'project has ended']);
    assert.equal(result.status, 0, result.stdout);
    assert.deepEqual(await licenses(server, 'bert'), { [sku.STANDARDPACK]: [] });
    const [operation] = JSON.parse(server.cli(['operation', 'list', '--top', '1', '--json']).stdout).value;
    assert.equal(operation.reason, 'project has ended');
    assert.equal(operation.changeCount, 2);
  });
  assertSound(server.db);
});

test('users from a file; one refusal stops nobody (R-68)', async (t) => {
  const server = await startServer(t);
  await server.buy('ENTERPRISEPACK', 10);
  await server.addUser('anna');
  await server.addUser('bert', { usageLocation: null });
  const carla = await server.addUser('carla');
  const list = join(server.folder, 'users.txt');
  writeFileSync(list, `anna@contoso.example\r\nbert@contoso.example\n\n  ${carla.id}\nnobody@contoso.example`);
  const result = server.cli(['assign', '--users', list, '--sku', 'ENTERPRISEPACK']);
  assert.equal(result.status, 1);
  assert.match(result.stdout, /^anna@contoso\.example +assigned Office 365 E3$/m);
  assert.match(result.stdout, /^bert@contoso\.example +refused: License assignment cannot be done for user with invalid usage location\.\n {4}Remedy: /m);
  assert.match(result.stdout, /4 users: 2 done, 2 refused\n$/);
  assert.equal((await server.pool(sku.ENTERPRISEPACK)).consumedUnits, 2);
});

test('D-08: assign --wait, waiting list, set and withdraw', async (t) => {
  const server = await startServer(t);
  await server.buy('VISIOCLIENT', 1);
  await server.buy('POWER_BI_PRO', 9);
  for (const alias of ['anna', 'bert', 'carla']) {
    await server.addUser(alias);
  }
  const all = ['anna@contoso.example', 'bert@contoso.example', 'carla@contoso.example'];
  const before = await snapshot(server);
  let result = server.cli(['assign', ...all, '--sku', 'VISIOCLIENT', '--wait', '--dry-run']);
  assert.equal(result.status, 0, result.stderr);
  assert.equal(result.stdout.match(/waits +for a seat of Visio Plan 2/g).length, 2, 'the seat that the first would take is counted');
  assert.match(result.stdout, /3 users: 3 would be done, 0 refused/);
  assert.deepEqual(await snapshot(server), before);
  result = server.cli(['assign', ...all.slice(0, 2), '--sku', 'VISIOCLIENT', '--sku', 'POWER_BI_PRO', '--wait', '--priority', '7', '--wait-reason', 'drawing office']);
  assert.deepEqual([result.status, result.stdout.split('\n')], [0, ['anna@contoso.example  assigned Visio Plan 2, Power BI Pro', 'bert@contoso.example  assigned Visio Plan 2, Power BI Pro',
    '    Waits for a seat of Visio Plan 2.', '2 users: 2 done, 0 refused', '']]);
  assert.match(server.cli(['assign', all[2], '--sku', 'VISIOCLIENT', '--wait']).stdout, /^carla@contoso\.example {2}waits for a seat of Visio Plan 2$/m);
  assert.match(server.cli(['waiting', 'list', 'VISIOCLIENT']).stdout, /carla@contoso.example +directly +0 .*\nbert@contoso.example +directly +7 .* drawing office/);
  assert.match(server.cli(['waiting', 'set', all[1], 'visioclient', '--priority', '-1', '--wait-reason', '']).stdout, /bert@contoso.example +directly +-1 +\S+ *\n$/);
  assert.deepEqual(JSON.parse(server.cli(['waiting', 'list', 'Visio Plan 2', '--json']).stdout).value.map((item) => [item.userPrincipalName, item.priority, item.reason]), [[all[1], -1, null], [all[2], 0, null]]);
  assert.match(server.cli(['waiting', 'withdraw', all[1], 'VISIOCLIENT', '--dry-run']).stdout, /would no longer wait/);
  assert.equal(server.cli(['waiting', 'withdraw', all[1], 'VISIOCLIENT']).status, 0);
  result = server.cli(['waiting', 'withdraw', all[1], 'VISIOCLIENT']);
  assert.equal(result.status, 1);
  assert.match(result.stderr, /bert@contoso\.example does not wait for a seat of Visio Plan 2/);
  server.cli(['remove', all[0], '--all']);
  assert.deepEqual(Object.keys(await licenses(server, 'carla')), [sku.VISIOCLIENT]);
  assert.equal(server.cli(['waiting', 'list', 'VISIOCLIENT', '--csv']).stdout.trim().split('\n').length, 1);
  for (const [args, words] of [[['assign', all[0], '--sku', 'VISIOCLIENT', '--priority', '1'], /--wait/], [['assign', all[0], '--sku', 'VISIOCLIENT', '--wait', '--priority', '101'], /--priority/],
    [['waiting', 'set', all[0], 'VISIOCLIENT'], /Say what to change/]]) {
    result = server.cli(args);
    assert.equal(result.status, 2);
    assert.match(result.stderr, words);
  }
  assertSound(server.db);
});

test('exit status 3 for a role that may not; the reason is said', async (t) => {
  const server = await startServer(t);
  await server.buy('ENTERPRISEPACK', 1);
  await server.addUser('anna');
  const made = await server.post('/api/v1/tokens', { name: 'reader', role: 'Global Reader' });
  assert.equal(made.status, 201, made.text);
  const env = { LICENTIA_TOKEN: made.body.token };
  assert.equal(server.cli(['sku', 'list'], { env }).status, 0);
  let result = server.cli(['assign', 'anna@contoso.example', '--sku', 'ENTERPRISEPACK'], { env });
  assert.equal(result.status, 3);
  assert.match(result.stdout, /denied: Insufficient privileges to complete the operation\./);
  result = server.cli(['sku', 'list'], { env: { LICENTIA_TOKEN: 'lic_wrong' } });
  assert.equal(result.status, 3);
});
