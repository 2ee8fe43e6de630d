// role and setting verbs: who may do what, from the command line.

import assert from 'node:assert/strict';
import test from 'node:test';

import { run, startServer } from '../lib/licentia.mjs';

test('role list, show, give, take', async (t) => {
  const server = await startServer(t);
  for (const alias of ['anna', 'bert', 'carla']) {
    await server.addUser(alias);
  }
  const members = (role) => JSON.parse(server.cli(['role', 'show', role, '--json']).stdout).members.map((member) => member.userPrincipalName);

  await t.test('several users, each on its own; names with dashes, with spaces, or the id', () => {
    const given = server.cli(['role', 'give', 'license-administrator', 'anna@contoso.example', 'nobody@contoso.example', 'BERT@contoso.example']);
    assert.equal(given.status, 1, given.stderr);
    assert.match(given.stdout, /^anna@contoso\.example +is now License Administrator$/m);
    assert.match(given.stdout, /^nobody@contoso\.example +refused: Resource 'nobody@contoso\.example' does not exist/m);
    assert.deepEqual(members('License Administrator'), ['anna@contoso.example', 'bert@contoso.example']);
    assert.equal(server.cli(['role', 'give', '729827e3-9c14-49f7-bb1b-9608f156bbb8', 'anna@contoso.example']).status, 0);
    assert.deepEqual(members('helpdesk-administrator'), ['anna@contoso.example']);
    const again = server.cli(['role', 'give', 'License Administrator', 'anna@contoso.example']);
    assert.equal(again.status, 1);
    assert.match(again.stdout, /refused: A conflicting object/);
    const taken = server.cli(['role', 'take', 'license-administrator', 'anna@contoso.example', 'carla@contoso.example']);
    assert.equal(taken.status, 1);
    assert.match(taken.stdout, /^anna@contoso\.example +is no longer License Administrator$/m);
    assert.match(taken.stdout, /^carla@contoso\.example +refused: The user is not License Administrator\.$/m);
    assert.deepEqual(members('license-administrator'), ['bert@contoso.example']);
  });

  await t.test('RO-1: too few Global Administrators are pointed out', () => {
    const listed = server.cli(['role', 'list']);
    assert.equal(listed.status, 0);
    assert.match(listed.stdout, /^license-administrator +1 {2}Assigns licences/m);
    assert.match(listed.stderr, /^Note: Global Administrators who can sign in: 0\. 2 to 4 are recommended/m);
    const first = server.cli(['role', 'give', 'global-administrator', 'anna@contoso.example']);
    assert.match(first.stderr, /who can sign in: 1\./);
    const second = server.cli(['role', 'give', 'global-administrator', 'bert@contoso.example']);
    assert.deepEqual([second.status, second.stderr], [0, '']);
    const doctor = JSON.parse(run(['doctor', '--db', server.db, '--json']).stdout).value.find(({ rule }) => rule === 'RO-1');
    assert.equal(doctor.state, 'ok');
  });

  await t.test('the last Global Administrator stays', () => {
    assert.equal(server.cli(['role', 'take', 'global-administrator', 'anna@contoso.example']).status, 0);
    const last = server.cli(['role', 'take', 'global-administrator', 'bert@contoso.example']);
    assert.equal(last.status, 1);
    assert.match(last.stdout, /refused: This is the last Global Administrator who can sign in/);
    const [doctor] = JSON.parse(run(['doctor', '--db', server.db, '--json']).stdout).value.filter(({ rule }) => rule === 'RO-1');
    assert.equal(doctor.state, 'notice');
  });

  await t.test('a rehearsal, and a role that does not exist', () => {
    const rehearsed = server.cli(['role', 'give', 'user-administrator', 'carla@contoso.example', '--dry-run']);
    assert.equal(rehearsed.status, 0);
    assert.match(rehearsed.stdout, /would become User Administrator/);
    assert.deepEqual(members('user-administrator'), []);
    const unknown = server.cli(['role', 'give', 'licence-administrator', 'carla@contoso.example']);
    assert.equal(unknown.status, 2);
    assert.match(unknown.stderr, /There is no role "licence-administrator"\. Did you mean "License Administrator"\?/);
    assert.equal(server.cli(['role', 'show', 'nobody']).status, 1);
    assert.equal(server.cli(['role', 'give', 'license-administrator']).status, 2, 'nobody is named');
  });

  await t.test('a role that somebody has already', () => {
    const again = server.cli(['role', 'give', 'global-administrator', 'bert@contoso.example']);
    assert.equal(again.status, 1);
    assert.match(again.stdout, /refused: A conflicting object.*\n {4}Remedy: Nothing is to be done: bert@contoso\.example has the role Global Administrator already\./);
  });

  await t.test('lists as CSV', () => {
    const { stdout } = server.cli(['role', 'show', 'global-administrator', '--csv']);
    assert.match(stdout, /^userPrincipalName,displayName,id\r?\nbert@contoso\.example,User bert,/);
    assert.equal(server.cli(['role', 'list', '--csv']).stdout.trim().split('\n').length, 14);
  });
});

test('setting list, set', async (t) => {
  const server = await startServer(t);
  assert.match(server.cli(['setting', 'list']).stdout, /^billingAdminMayAssign +true +true {2}Whether/m);
  const changed = server.cli(['setting', 'set', 'billingadminmayassign=false', 'sessionHours=8', '--reason', 'as Microsoft']);
  assert.equal(changed.status, 0, changed.stderr);
  assert.equal(changed.stdout, 'billingAdminMayAssign is now false.\nsessionHours is now 8.\n');
  assert.match(server.cli(['operation', 'list', '--top', '1']).stdout, /settingUpdate .* as Microsoft$/m);
  const rehearsed = server.cli(['setting', 'set', 'sessionHours=9', '--dry-run']);
  assert.equal(rehearsed.stdout, 'sessionHours would be 9.\n');
  assert.match(server.cli(['setting', 'list']).stdout, /^sessionHours +8 +12 /m);
  for (const [argument, status, words] of [['sessionHours=0', 1, /takes a number from 1 to 168/], ['sessionHours=long', 1, /expected a whole number/], ['sessionHour=8', 1, /Did you mean 'sessionHours'\?/],
    ['sessionHours', 2, /Write settings as NAME=VALUE/], ['=8', 2, /Write settings as NAME=VALUE/]]) {
    const result = server.cli(['setting', 'set', argument]);
    assert.equal(result.status, status, argument + result.stderr);
    assert.match(result.stderr, words);
  }
});
