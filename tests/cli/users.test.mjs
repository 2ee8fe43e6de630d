// user add, list, show, set, delete, restore against a real server.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

import { sku, startServer } from '../lib/licentia.mjs';

test('user add: properties, licences, a password that is shown once', async (t) => {
  const server = await startServer(t);
  await server.buy('ENTERPRISEPACK', 1);
  let result = server.cli(['user', 'add', 'zoe@contoso.example', '--name', 'Zoë de Vries', '--location', 'NL', '--given-name', 'Zoë', '--surname', 'de Vries',
    '--sku', 'Office 365 E3', '--without', 'Sway', 'department=Financiën', 'jobTitle=Controller', '--json']);
  assert.equal(result.status, 0, result.stderr);
  const { user, licensed, violations, password } = JSON.parse(result.stdout);
  assert.equal(licensed, true);
  assert.deepEqual(violations, []);
  assert.match(password, /^(?=.*[a-z])(?=.*[A-Z])(?=.*[2-9])(?=.*[-_.!%+=])[-\w.!%+=]{16}$/);
  const stored = await server.get(`/v1.0/users/${user.id}?$select=displayName,surname,department,jobTitle,usageLocation,assignedLicenses,mailNickname`);
  assert.deepEqual({ ...stored.body, '@odata.context': undefined }, {
    '@odata.context': undefined, displayName: 'Zoë de Vries', surname: 'de Vries', department: 'Financiën', jobTitle: 'Controller', usageLocation: 'NL',
    assignedLicenses: [{ skuId: sku.ENTERPRISEPACK, disabledPlans: ['a23b959c-7ce8-4e57-9140-b90eb88a9e97'] }], mailNickname: 'zoe',
  });

  await t.test('two passwords differ, and one from a file is not shown', () => {
    const first = server.cli(['user', 'add', 'b@contoso.example', '--name', 'B']);
    const second = server.cli(['user', 'add', 'c@contoso.example', '--name', 'C']);
    const shown = [first, second].map(({ stdout }) => /Password, shown this once: (\S+)/.exec(stdout)[1]);
    assert.notEqual(shown[0], shown[1]);
    const file = join(server.folder, 'password');
    writeFileSync(file, 'Correct-Horse-7\n');
    result = server.cli(['user', 'add', 'd@contoso.example', '--name', 'D', '--password-file', file]);
    assert.equal(result.status, 0, result.stderr);
    assert.doesNotMatch(result.stdout + result.stderr, /Horse|Password/);
    result = server.cli(['user', 'add', 'e@contoso.example', '--name', 'E', '--password-file', '-'], { input: '\n' });
    assert.equal(result.status, 2);
    assert.match(result.stderr, /no password in its first line/);
  });

  await t.test('R-80: without a seat the user is created all the same', async () => {
    result = server.cli(['user', 'add', 'f@contoso.example', '--name', 'F', '--location', 'NL', '--sku', 'ENTERPRISEPACK', '--blocked']);
    assert.equal(result.status, 1);
    assert.match(result.stdout, /^Created f@contoso\.example .*\nPassword, shown this once: \S+\nNo licence: .*\n {2}Remedy: Buy at least 1 more/);
    const answer = await server.get('/v1.0/users/f@contoso.example?$select=accountEnabled,assignedLicenses');
    assert.equal(answer.body.accountEnabled, false);
    assert.deepEqual(answer.body.assignedLicenses, []);
  });

  await t.test('a taken name, a foreign domain', () => {
    result = server.cli(['user', 'add', 'ZOE@contoso.example', '--name', 'Other']);
    assert.equal(result.status, 1);
    assert.match(result.stderr, /userPrincipalName already exists/);
    result = server.cli(['user', 'add', 'zoe@elsewhere.example', '--name', 'Other', '--json']);
    assert.equal(result.status, 1);
    assert.equal(JSON.parse(result.stdout).error.code, 'Request_BadRequest');
  });
});

test('user list, show, set', async (t) => {
  const server = await startServer(t);
  await server.buy('ENTERPRISEPACK', 3);
  const anna = await server.addUser('anna', { displayName: 'Anna, "de" Vries' });
  await server.addUser('bert', { usageLocation: null, accountEnabled: false });
  await server.assign(anna.id, [sku.ENTERPRISEPACK]);

  let result = server.cli(['user', 'list']);
  assert.equal(result.status, 0, result.stderr);
  assert.match(result.stdout, /^User +Name +Location +Sign-in +Licences\nanna@contoso\.example +Anna, "de" Vries +NL +allowed +ENTERPRISEPACK\n/);
  assert.match(result.stdout, /^bert@contoso\.example +User bert +blocked$/m);
  result = server.cli(['user', 'list', '--csv']);
  assert.equal(result.stdout.split('\r\n')[1], `anna@contoso.example,"Anna, ""de"" Vries",NL,allowed,ENTERPRISEPACK,${anna.id}`);
  result = server.cli(['user', 'list', '--json']);
  assert.deepEqual(JSON.parse(result.stdout).value.map((user) => user.userPrincipalName), ['anna@contoso.example', 'bert@contoso.example']);
  result = server.cli(['user', 'list', '--top', '1']);
  assert.match(result.stderr, /There are more/);
  result = server.cli(['user', 'list', '--top', '2']);
  assert.equal(result.stderr, '');

  result = server.cli(['user', 'set', 'anna@contoso.example', 'usagelocation=BE', 'department=Sales', 'businessPhones=+32 2', 'accountEnabled=false']);
  assert.equal(result.status, 0, result.stderr);
  result = server.cli(['user', 'show', anna.id]);
  assert.match(result.stdout, /Usage location +BE\n[^]*Department +Sales\n[^]*Business phone +\+32 2\n[^]*Sign-in +blocked\nLicences\n {2}Office 365 E3 \(ENTERPRISEPACK\)\n {4}assigned +directly, Active\n/);
  result = server.cli(['user', 'show', anna.id, '--json']);
  const shown = JSON.parse(result.stdout);
  assert.equal(shown.department, 'Sales');
  assert.equal(shown.licenseDetails[0].skuPartNumber, 'ENTERPRISEPACK');
  result = server.cli(['user', 'show', 'nobody@contoso.example']);
  assert.equal(result.status, 1);
  result = server.cli(['user', 'set', 'anna@contoso.example', 'usageLocation=XX']);
  assert.equal(result.status, 1);
});

test('R-08, D-19: a deleted user frees the seat, and is restored with what still fits', async (t) => {
  const server = await startServer(t);
  await server.buy('ENTERPRISEPACK', 1);
  await server.buy('VISIOCLIENT', 1);
  const anna = await server.addUser('anna');
  await server.addUser('bert');
  await server.assign(anna.id, [sku.ENTERPRISEPACK, sku.VISIOCLIENT]);

  let result = server.cli(['user', 'delete', 'anna@contoso.example', 'nobody@contoso.example']);
  assert.equal(result.status, 1);
  assert.match(result.stdout, /anna@contoso\.example +deleted\n[^]*2 users: 1 done, 1 refused/);
  assert.equal(server.cli(['assign', 'bert@contoso.example', '--sku', 'ENTERPRISEPACK']).status, 0);
  result = server.cli(['user', 'list', '--deleted', '--json']);
  assert.deepEqual(JSON.parse(result.stdout).value.map((user) => user.id), [anna.id]);

  result = server.cli(['user', 'restore', 'anna@contoso.example', '--dry-run']);
  assert.match(result.stdout, /Would restore anna@contoso\.example\. Nothing was changed\./);
  result = server.cli(['user', 'restore', 'ANNA@contoso.example', '--upn', 'anna2@contoso.example']);
  assert.equal(result.status, 1, 'one licence did not come back');
  assert.match(result.stdout, /^Restored anna2@contoso\.example\.\n {2}licences restored: 1\n {2}not restored: .*\n {4}Remedy: /);
  result = server.cli(['user', 'restore', 'anna@contoso.example']);
  assert.equal(result.status, 1);
  assert.match(result.stderr, /No deleted user is called anna@contoso\.example\./);
});

test('two deleted users of one name are told apart by id', async (t) => {
  const server = await startServer(t);
  const ids = [];
  for (let i = 0; i < 2; i++) {
    ids.push((await server.addUser('anna')).id);
    assert.equal(server.cli(['user', 'delete', ids[i]]).status, 0);
  }
  let result = server.cli(['user', 'restore', 'anna@contoso.example']);
  assert.equal(result.status, 1);
  assert.match(result.stderr, /Several deleted users are called/);
  result = server.cli(['user', 'restore', ids[1]]);
  assert.equal(result.status, 0, result.stderr);
});
