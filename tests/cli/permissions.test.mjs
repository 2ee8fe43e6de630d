// Who may do what: each role times each verb (RO-3).

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

import { root, run, sku, startServer } from '../lib/licentia.mjs';
import { isAllowed, roles } from '../lib/matrix.mjs';

/** One of these is needed for a change of many: which depends on what it changes. */
const anyChange = ['assignLicense', 'assignGroupLicense', 'manageGroups'];

/** Each verb that talks to a server: how it is called, and every action that it needs; of a list one. Changes are rehearsed. */
const verbs = {
  assign: [['x@contoso.example', '--sku', 'VISIOCLIENT', '--dry-run'], 'readLicenses', 'assignLicense'],
  remove: [['x@contoso.example', '--sku', 'VISIOCLIENT', '--dry-run'], 'readLicenses', 'assignLicense'],
  replace: [['x@contoso.example', '--sku', 'VISIOCLIENT', '--dry-run'], 'readDirectory', 'readLicenses', 'assignLicense'],
  swap: [['x@contoso.example', '--from', 'VISIOCLIENT', '--to', 'STANDARDPACK', '--dry-run'], 'readDirectory', 'readLicenses', 'assignLicense'],
  why: [['x@contoso.example', 'SWAY'], 'readLicenses'],
  'user add': [['y@contoso.example', '--name', 'Y', '--dry-run'], 'createUser'],
  'user import': [['users.csv', '--dry-run'], 'createUser', 'assignLicense'],
  'waiting list': [['VISIOCLIENT'], 'readLicenses'],
  'waiting set': [['x@contoso.example', 'VISIOCLIENT', '--priority', '1', '--dry-run'], 'readLicenses', 'assignLicense'],
  'waiting withdraw': [['x@contoso.example', 'VISIOCLIENT', '--dry-run'], 'readLicenses', 'assignLicense'],
  'request list': [[], 'decideRequests'],
  'request show': [['0c2f6a9e-3b1d-4e55-9a70-5d1f0f7c1a11'], 'decideRequests'],
  'request approve': [['0c2f6a9e-3b1d-4e55-9a70-5d1f0f7c1a11', '--dry-run'], 'decideRequests'],
  'request reject': [['0c2f6a9e-3b1d-4e55-9a70-5d1f0f7c1a11', '--dry-run'], 'decideRequests'],
  'request settings': [['--own-process', 'no', '--dry-run'], 'manageSettings'],
  'view list': [[], 'readDirectory'],
  'view show': [['V'], 'readDirectory', 'readLicenses'],
  'view add': [['W', '--unlicensed', '--dry-run'], 'manageUserViews'],
  'view delete': [['V', '--dry-run'], 'readDirectory', 'manageUserViews'],
  'template list': [[], 'createUser', 'readLicenses'],
  'template show': [['0c2f6a9e-3b1d-4e55-9a70-5d1f0f7c1a11'], 'createUser'],
  'template add': [['T', '--dry-run'], 'createUser'],
  'template delete': [['0c2f6a9e-3b1d-4e55-9a70-5d1f0f7c1a11', '--dry-run'], 'createUser'],
  'auto-claim show': [[], 'readLicenses'],
  'auto-claim set': [['--name', 'For all', '--dry-run'], 'manageSettings', 'assignLicense'],
  'auto-claim on': [['--dry-run'], 'manageSettings', 'assignLicense'],
  'auto-claim off': [['--dry-run'], 'manageSettings', 'assignLicense'],
  'auto-claim remove': [['--dry-run'], 'manageSettings'],
  'auto-claim report': [[], 'readLicenses'],
  'auto-claim list': [[], 'readLicenses'],
  'allotment list': [[], 'readLicenses'],
  'allotment show': [['A'], 'readLicenses'],
  'allotment create': [['B', '--sku', 'VISIOCLIENT', '--limit', '1', '--dry-run'], 'readLicenses', 'manageAllotments'],
  'allotment update': [['A', '--limit', '2', '--dry-run'], 'readLicenses', 'manageAllotments'],
  'allotment delete': [['A', '--dry-run'], 'readLicenses', 'manageAllotments'],
  'allotment people': [['A'], 'readLicenses'],
  'allotment mine': [[]], // for owners: whoever is no person owns none
  'allotment add': [['A', 'x@contoso.example', '--dry-run']],
  'allotment remove': [['A', 'x@contoso.example', '--dry-run']],
  'user list': [[], 'readDirectory', 'readLicenses'],
  'user show': [['x@contoso.example'], 'readDirectory', 'readLicenses'],
  'user set': [['x@contoso.example', 'jobTitle=Baker', '--dry-run'], 'updateUser'],
  'user delete': [['x@contoso.example', '--dry-run'], 'deleteUser'],
  'user restore': [['0c2f6a9e-3b1d-4e55-9a70-5d1f0f7c1a11', '--dry-run'], 'deleteUser'],
  'group add': [['G2', '--dry-run'], 'manageGroups'],
  'license bulk add': [['x@contoso.example', '--sku', 'VISIOCLIENT', '--dry-run'], 'readLicenses', 'assignLicense'],
  'license bulk remove': [['x@contoso.example', '--sku', 'VISIOCLIENT', '--dry-run'], 'readLicenses', 'assignLicense'],
  'license bulk replace': [['x@contoso.example', '--sku', 'VISIOCLIENT', '--dry-run'], 'readLicenses', 'assignLicense'],
  'license bulk swap': [['x@contoso.example', '--from', 'VISIOCLIENT', '--to', 'STANDARDPACK', '--dry-run'], 'readLicenses', 'assignLicense'],
  'license bulk set-plans': [['x@contoso.example', '--sku', 'VISIOCLIENT', '--off', 'VISIOONLINE', '--dry-run'], 'readLicenses', 'assignLicense'],
  'license bulk apply': [['0c2f6a9e-3b1d-4e55-9a70-5d1f0f7c1a11', '--dry-run'], 'readLicenses', 'assignLicense'],
  'change list': [[], 'readLicenses'],
  'change show': [['0c2f6a9e-3b1d-4e55-9a70-5d1f0f7c1a11'], 'readLicenses'],
  'change results': [['0c2f6a9e-3b1d-4e55-9a70-5d1f0f7c1a11'], 'readLicenses'],
  'change pause': [['0c2f6a9e-3b1d-4e55-9a70-5d1f0f7c1a11', '--dry-run'], 'readLicenses', anyChange],
  'change resume': [['0c2f6a9e-3b1d-4e55-9a70-5d1f0f7c1a11', '--dry-run'], 'readLicenses', anyChange],
  'change cancel': [['0c2f6a9e-3b1d-4e55-9a70-5d1f0f7c1a11', '--dry-run'], 'readLicenses', anyChange],
  'group list': [[], 'readGroups', 'readLicenses'],
  'group show': [['G'], 'readGroups', 'readLicenses'],
  'group update': [['G', '--name', 'H', '--dry-run'], 'readGroups', 'manageGroups'],
  'group remove': [['G', '--dry-run'], 'readGroups', 'manageGroups'],
  'group reprocess': [['G', '--dry-run'], 'readGroups', 'assignGroupLicense'],
  'group errors': [['G'], 'readGroups', 'readLicenses'],
  'group member list': [['G'], 'readGroups'],
  'group member add': [['G', '0c2f6a9e-3b1d-4e55-9a70-5d1f0f7c1a11', '--dry-run'], 'readGroups', 'manageGroups'],
  'group member remove': [['G', '0c2f6a9e-3b1d-4e55-9a70-5d1f0f7c1a11', '--dry-run'], 'readGroups', 'manageGroups'],
  'group license add': [['G', '--sku', 'VISIOCLIENT', '--dry-run'], 'readGroups', 'readLicenses', 'assignGroupLicense'],
  'group license remove': [['G', '--sku', 'VISIOCLIENT', '--dry-run'], 'readGroups', 'readLicenses', 'assignGroupLicense'],
  'sku list': [[], 'readLicenses'],
  'sku show': [['VISIOCLIENT'], 'readLicenses'],
  'sku holders': [['VISIOCLIENT'], 'readLicenses'],
  'export users': [[], 'readDirectory'],
  'export holders': [['--sku', 'VISIOCLIENT'], 'readLicenses'],
  'export assignments': [[], 'readLicenses'],
  'catalog import': [[join(root, 'catalog/example-vendor.json'), '--dry-run'], 'manageCatalog'],
  'catalog list': [[], 'readLicenses'],
  'catalog show': [['VISIOCLIENT'], 'readLicenses'],
  'subscription add': [['--sku', 'VISIOCLIENT', '--seats', '1', '--dry-run'], 'readLicenses', 'manageSubscriptions'],
  'subscription list': [[], 'readLicenses'],
  'subscription set': [['0c2f6a9e-3b1d-4e55-9a70-5d1f0f7c1a11', '--seats', '1', '--dry-run'], 'manageSubscriptions'],
  'subscription show': [['0c2f6a9e-3b1d-4e55-9a70-5d1f0f7c1a11'], 'readLicenses'],
  'subscription renew': [['0c2f6a9e-3b1d-4e55-9a70-5d1f0f7c1a11', '--dry-run'], 'manageSubscriptions'],
  'subscription cancel': [['0c2f6a9e-3b1d-4e55-9a70-5d1f0f7c1a11', '--dry-run'], 'manageSubscriptions'],
  'subscription delete': [['0c2f6a9e-3b1d-4e55-9a70-5d1f0f7c1a11', '--dry-run'], 'manageSubscriptions'],
  'sku conflict': [['VISIOCLIENT'], 'readLicenses'],
  status: [[], 'readLicenses'],
  'token list': [[], 'manageTokens'],
  'token revoke': [['0c2f6a9e-3b1d-4e55-9a70-5d1f0f7c1a11', '--dry-run'], 'manageTokens'],
  'operation list': [[], 'readOperations'],
  'operation show': [['0c2f6a9e-3b1d-4e55-9a70-5d1f0f7c1a11'], 'readOperations'],
  'operation undo': [['0c2f6a9e-3b1d-4e55-9a70-5d1f0f7c1a11', '--dry-run'], anyChange],
  'audit list': [[], 'readOperations'],
  'user password': [['x@contoso.example', '--dry-run'], 'updateUser'],
  'session list': [['x@contoso.example'], 'readSessions'],
  'session revoke': [['x@contoso.example', '--dry-run'], 'updateUser'],
  'role list': [[], 'readRoles'],
  'role show': [['global-reader'], 'readRoles'],
  'role give': [['global-reader', '0c2f6a9e-3b1d-4e55-9a70-5d1f0f7c1a11', '--dry-run'], 'readRoles', 'manageRoles'],
  'role take': [['reports-reader', 'x@contoso.example', '--dry-run'], 'readDirectory', 'readRoles', 'manageRoles'],
  'setting list': [[], 'readDirectory'],
  'setting set': [['sessionHours=9', '--dry-run'], 'manageSettings'],
  'app add': [['Robot', '--dry-run'], 'manageApplications'],
  'app list': [[], 'readApplications'],
  'app show': [['0c2f6a9e-3b1d-4e55-9a70-5d1f0f7c1a11'], 'readApplications'],
  'app update': [['0c2f6a9e-3b1d-4e55-9a70-5d1f0f7c1a11', '--enabled', 'no', '--dry-run'], 'manageApplications'],
  'app remove': [['0c2f6a9e-3b1d-4e55-9a70-5d1f0f7c1a11', '--dry-run'], 'manageApplications'],
  'app secret add': [['0c2f6a9e-3b1d-4e55-9a70-5d1f0f7c1a11', '--name', 'x', '--dry-run'], 'manageApplications'],
  'app secret remove': [['0c2f6a9e-3b1d-4e55-9a70-5d1f0f7c1a11', '0c2f6a9e-3b1d-4e55-9a70-5d1f0f7c1a11', '--dry-run'], 'manageApplications'],
  'app certificate add': [['0c2f6a9e-3b1d-4e55-9a70-5d1f0f7c1a11', 'users.csv', '--dry-run'], 'manageApplications'],
  'app certificate remove': [['0c2f6a9e-3b1d-4e55-9a70-5d1f0f7c1a11', '0c2f6a9e-3b1d-4e55-9a70-5d1f0f7c1a11', '--dry-run'], 'manageApplications'],
  'app grant add': [['0c2f6a9e-3b1d-4e55-9a70-5d1f0f7c1a11', 'User.Read.All', '--dry-run'], 'manageApplications'],
  'app grant remove': [['0c2f6a9e-3b1d-4e55-9a70-5d1f0f7c1a11', 'User.Read.All', '--dry-run'], 'manageApplications'],
};

/** Verbs that work on the database itself: whoever can open that may do everything. */
const local = ['init', 'admin reset', 'key rotate', 'certificate', 'serve', 'demo', 'doctor', 'backup', 'restore', 'migrate', 'upgrade', 'token create', 'tenant add', 'tenant list', 'tenant export', 'tenant delete'];

test('each role, each verb of the command line', async (t) => {
  const server = await startServer(t);
  await server.buy('VISIOCLIENT', 5);
  await server.buy('STANDARDPACK', 5);
  const { id } = await server.addUser('x');
  const group = await server.post('/v1.0/groups', { displayName: 'G', mailNickname: 'g', mailEnabled: false, securityEnabled: true });
  assert.equal(group.status, 201, group.text);
  await server.assign(id, [sku.VISIOCLIENT]); // something to take, for remove and swap
  assert.equal(server.cli(['role', 'give', 'reports-reader', id]).status, 0); // and a light role
  assert.equal(server.cli(['view', 'add', 'V', '--errors']).status, 0);
  assert.equal(server.cli(['allotment', 'create', 'A', '--sku', 'VISIOCLIENT', '--limit', '1']).status, 0);
  const file = join(server.folder, 'users.csv');
  writeFileSync(file, 'userPrincipalName,displayName\nz@contoso.example,Z\n');

  await t.test('every verb is in the table', () => {
    const list = (args) => {
      const { stdout } = run(args);
      const nouns = [...stdout.matchAll(/^ {2}(\S+) VERB {2,}\S/gm)].map((match) => match[1]);
      return [...[...stdout.matchAll(/^ {2}(\S+(?: [a-z]+){0,2}) {2,}\S/gm)].map((match) => match[1]), ...nouns.flatMap((noun) => list([noun, '--help']))];
    };
    const listed = list(['--help']);
    assert.ok(listed.length > 40, 'too few');
    assert.deepEqual(listed.filter((verb) => !verbs[verb] && !local.includes(verb)), []);
  });

  for (const role of roles) {
    await t.test(`RO-3: ${role}`, async () => {
      const { token } = (await server.post('/api/v1/tokens', { name: role, role })).body;
      for (const [verb, [args, ...actions]] of Object.entries(verbs)) {
        const result = server.cli([...verb.split(' '), ...args.map((arg) => (arg === 'users.csv' ? file : arg))], { env: { LICENTIA_TOKEN: token } });
        const isDenied = result.status !== 0 && /Insufficient privileges/.test(result.stdout + result.stderr); // the audit log tells of others' refusals
        const what = `${verb}: ${result.status} ${result.stdout}${result.stderr}`;
        assert.equal(isDenied, !actions.every((action) => [action].flat().some((one) => isAllowed(role, one))), what);
        assert.ok(isDenied ? [1, 3].includes(result.status) : [0, 1].includes(result.status), what);
      }
    });
  }
});
