// Who may do what: each role times each route, each permission times each route (RO-3; for the command line tests/cli/permissions.test.mjs). What is expected is written here from the functional
// specification, not taken from the program; where the specification's own page is at hand, it is held against that too.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { giveRole, letPeopleIn, tokenOfApplication, tokenOfPerson } from '../lib/callers.mjs';
import { root, startServer } from '../lib/licentia.mjs';
import { BA, GA, LA, UA, deskCalls, graphCalls, isAllowed, matrix, permissions, roles } from '../lib/matrix.mjs';
import { register } from '../lib/oauth.mjs';
import { addPerson } from '../lib/people.mjs';

/** Rows of the table of specification section 3 that are built: the cells as they stand there, GA BA LA UA GR GrA HA SSA/PA RR MR none. */
const specified = {
  'assign licence to user': { action: 'assignLicense', cells: 'Y CONTRA Y Y N N N N N N N' },
  'unassign licence from user': { action: 'assignLicense', cells: 'Y CONTRA Y Y N N N N N N N' },
  'edit usage location': { action: 'setUsageLocation', cells: 'Y N Y Y N N N N N N N' },
  'assign/unassign licence to group': { action: 'assignGroupLicense', cells: 'Y N Y Y N CONTRA N N N N N' },
  'reprocess user / group': { action: 'assignLicense', cells: 'Y N Y Y N — N N N N N', except: { 'Billing Administrator': true } }, // D-01: who assigns may also try again
  'buy or reduce licences': { action: 'manageSubscriptions', cells: 'Y Y N N N N N N N N N' },
  'reactivate / cancel subscription, recurring billing, add-ons': { action: 'manageSubscriptions', cells: 'Y Y N N N N N N N N N' },
  'see subscriptions, licences, products': { action: 'readLicenses', cells: 'Y Y Y Y r r r — r r N' },
  'create user': { action: 'createUser', cells: 'Y N N Y N N N N N N N' },
  'delete / restore user': { action: 'deleteUser', cells: 'Y N N Y N N N N N N N' },
  'create group': { action: 'manageGroups', cells: 'Y N N Y N Y N N N N N' },
  'custom user views': { action: 'manageUserViews', cells: 'Y N N Y N N N N N N N' },
  'decide licence requests': { action: 'decideRequests', cells: 'Y — Y Y N N N N N N N' }, // as in 2024
  'auto-claim policies': { action: 'manageSettings', cells: 'Y N N N N N N N N N N' }, // as in 2024
  'start allotments': { action: 'manageAllotments', cells: 'Y N Y N N N N N N N N' },
  'read audit log': { action: 'readOperations', cells: 'Y N N N r N N N — N N' },
  'assign roles': { action: 'manageRoles', cells: 'Y N N N N N N N N N N' },
  'see own licences': { action: 'readSelf', cells: 'Y Y Y Y Y Y Y Y Y Y Y' },
};

/** What "CONTRA" was decided to be: D-01 for billing, D-02 for groups administrators. What is not stated (—) is for the second table. */
const meanings = { Y: true, r: true, N: false, CONTRA: true };

/** Which of our roles stand in each column. */
const columns = [['Global Administrator'], ['Billing Administrator'], ['License Administrator'], ['User Administrator'], ['Global Reader'], ['Groups Administrator'],
  ['Helpdesk Administrator'], ['Service Support Administrator', 'Password Administrator'], ['Reports Reader'], ['Message Center Reader']];

/** Routes that need no action: with any token, or with none. */
const open = ['GET /.well-known/authzen-configuration', 'GET /v1.0', 'GET /v1.0/$metadata', 'POST /v1.0/$batch', 'GET /api/v1', 'GET /api/v1/health', 'GET /api/v1/openapi.json'];

/** Routes whose action depends on what the id names, a user or a group; where it names nothing, a user is looked for. */
const byTarget = { 'POST /v1.0/directory/deletedItems/{id}/restore': 'deleteUser', 'DELETE /v1.0/directory/deletedItems/{id}': 'deleteUser' };

/** Routes about changes of many users: it takes what the change itself does, which for an undo is what it takes back. Who may do none of that, or may not read the change, is refused. */
const byChange = ['POST /api/v1/changes/{id}/cancel', 'POST /api/v1/changes/{id}/pause', 'POST /api/v1/changes/{id}/resume', 'POST /api/v1/operations/{id}/undo'];
const mayChange = (path, may) => ['assignLicense', 'assignGroupLicense', 'manageGroups'].some(may) && (path.endsWith('/undo') || may('readLicenses'));

/** Routes about what is the caller's own: any person; changing it through an application takes the action that changes anybody's. */
const ownSessions = { 'GET /api/v1/me/preferences': null, 'PATCH /api/v1/me/preferences': 'updateUser', 'GET /api/v1/me/session': null, 'GET /api/v1/me/sessions': null, 'DELETE /api/v1/me/sessions/{id}': 'updateUser', 'POST /v1.0/me/revokeSignInSessions': 'updateUser' };

/** What a person may do about himself without the action. */
const aboutSelf = ['GET /api/v1/users/{id}/why', 'GET /v1.0/users/{id}', 'GET /v1.0/users/{id}/licenseDetails', 'GET /v1.0/users/{id}/licenseDetails/{detail}', 'GET /v1.0/me/licenseDetails'];

/** A body that is refused as such, so that who may call gets a 4xx and changes nothing. */
const bodyFor = (method) => (method === 'POST' || method === 'PATCH' ? { body: '{"nonsense": 1}' } : {});

/** What the program says of itself, AuthZEN's calls among the others. */
async function readAbout(server) {
  const { body } = await server.get('/api/v1');
  return { ...body, routes: [...body.routes, ...body.authzen] };
}

test('the table of specification section 3 and what this test expects', async (t) => {
  await t.test('RO-3: the cells, with D-01 and D-02 decided, are the matrix', () => {
    for (const [name, { action, cells, except = {} }] of Object.entries(specified)) {
      const list = cells.split(' ');
      assert.equal(list.length, columns.length + 1, name);
      columns.forEach((group, i) => group.forEach((role) => {
        if (list[i] !== '—') {
          assert.equal(isAllowed(role, action), except[role] ?? meanings[list[i]], `${name}: ${role}`);
        }
      }));
      assert.equal(list.at(-1) === 'Y', action === 'readSelf', `${name}: without a role`);
    }
  });

  const page = join(root, '../shared/spec/licensing.md');
  await t.test('the cells are those of the page', { skip: existsSync(page) ? false : 'the specification is not at hand' }, () => {
    const text = readFileSync(page, 'utf8').split('## 3. Roles × actions')[1].split('\n---')[0];
    const rows = text.split('\n').filter((line) => line.startsWith('| ')).map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()));
    assert.deepEqual(rows[0].slice(0, 12), ['action', 'GA', 'BA', 'LA', 'UA', 'GR', 'GrA', 'HA', 'SSA/PA', 'RR', 'MR', 'none']);
    const found = Object.fromEntries(rows.slice(1).map(([name, ...cells]) => [name, cells.slice(0, 11).map((cell) => /^(?:2021 . \/ 2024 )?\**(Y|N|r|—|CONTRA)/.exec(cell)?.[1] ?? cell).join(' ')]));
    for (const [name, { cells }] of Object.entries(specified)) {
      assert.equal(found[name], cells, name);
    }
  });
});

/** The tables of docs/security.md as they should be. */
function tables() {
  const short = ['GA', 'BA', 'LA', 'UA', 'GR', 'GrA', 'HA', 'SSA', 'PA', 'RR', 'MR', 'DR', 'GI'];
  const row = (cells) => `| ${cells.join(' | ')} |`;
  const names = (text) => text.split(' ').filter(Boolean).map((name) => `\`${name}\``).join(', ');
  return [
    [row(['action', ...short]), row(['---', ...short.map(() => '---')]), ...Object.keys(matrix).map((action) => row([`\`${action}\``, ...roles.map((role) => (isAllowed(role, action) ? 'Y' : ''))]))],
    [row(['action', 'permissions, any of which suffices']), row(['---', '---']), ...Object.entries(permissions).map(([action, text]) => row([`\`${action}\``, names(text) || 'none']))],
  ].map((lines) => `${lines.join('\n')}\n`);
}

test('docs/security.md has the matrix', () => {
  const page = join(root, 'docs/security.md');
  const text = readFileSync(page, 'utf8');
  const parts = text.split(/^(?:\| action .*\n(?:\|.*\n)*)/m);
  const expected = tables();
  assert.equal(parts.length, 3, 'two tables of actions');
  const wanted = parts[0] + expected[0] + parts[1] + expected[1] + parts[2];
  if (process.env.UPDATE) {
    writeFileSync(page, wanted);
  } else {
    assert.equal(text, wanted);
  }
});

test('each role, each route', async (t) => {
  const server = await startServer(t);
  const about = await readAbout(server);
  const nameOf = ({ method, path }) => `${method} ${path}`;
  const tokens = {};
  for (const role of roles) {
    tokens[role] = (await server.post('/api/v1/tokens', { name: role, role })).body.token;
  }

  await t.test('every route has an action or is open on purpose', () => {
    assert.deepEqual(about.routes.filter((route) => route.action === null).map(nameOf).sort(), [...open, ...Object.keys(byTarget), ...byChange, ...Object.keys(ownSessions)].sort());
    assert.deepEqual(about.routes.filter((route) => route.action !== null && !matrix[route.action]).map(nameOf), [], 'actions that this test does not know');
    assert.deepEqual(about.routes.filter((route) => route.self).map(nameOf).sort(), [...aboutSelf].sort());
    assert.ok(about.signIn.every((route) => route.action === null && !/^\/(api|v1\.0|beta)(\/|$)/.test(route.path)), 'sign-in is where nobody is known yet');
  });

  await t.test('specification 5.2, 5.3: it is the action that the call is for', () => {
    const told = Object.fromEntries(about.routes.map((route) => [nameOf(route), route.action]));
    for (const [call, action] of Object.entries({ ...deskCalls, ...graphCalls })) {
      assert.equal(told[call], action ?? null, call);
    }
  });

  for (const role of roles) {
    await t.test(`RO-2, RO-3: ${role}`, async () => {
      const before = (await server.get('/api/v1/operations?$top=1')).body;
      for (const { method, path, action: told } of about.routes) {
        const action = byTarget[`${method} ${path}`] ?? told;
        const may = (one) => isAllowed(role, one);
        const isRefused = byChange.includes(`${method} ${path}`) ? !mayChange(path, may) : action !== null && !may(action);
        const answer = await server.request(method, path.replace(/\{[^}]*\}/g, 'x'), { token: tokens[role], ...bodyFor(method) });
        const what = `${method} ${path}: ${answer.status} ${answer.text}`;
        if (/^\/v1\.0\/me(\/|$)/.test(path)) {
          assert.equal(answer.status, 400, what); // a token of a role is nobody
        } else if (isRefused) {
          assert.equal(answer.status, 403, what);
          if (path.startsWith('/access/')) { // AuthZEN: a message, nothing else
            assert.equal(answer.text, 'Insufficient privileges to complete the operation.');
          } else {
            assert.equal(answer.body.error.code, 'Authorization_RequestDenied');
            assert.ok(answer.body.error.details[0].message.includes(role), what);
          }
        } else {
          assert.ok([200, 400, 404, 415].includes(answer.status), what);
        }
      }
      assert.deepEqual((await server.get('/api/v1/operations?$top=1')).body, before, 'nothing was changed');
    });
  }

  await t.test('what a role is told of itself is what it may', async () => {
    for (const { displayName, actions } of (await server.get('/api/v1/roles')).body.value) {
      assert.deepEqual([...actions].sort(), Object.keys(matrix).filter((action) => isAllowed(displayName, action)).sort(), displayName);
    }
  });

  await t.test('deleted items: for groups it takes what groups take, for users what users take', async () => {
    for (const role of roles) {
      const team = { displayName: 'Team', mailNickname: `team${roles.indexOf(role)}`, mailEnabled: true, securityEnabled: false, groupTypes: ['Unified'] };
      const group = (await server.post('/v1.0/groups', team)).body.id;
      const user = (await server.addUser(`gone${roles.indexOf(role)}`)).id;
      for (const [path, action] of [[`groups/${group}`, 'manageGroups'], [`users/${user}`, 'deleteUser']]) {
        const id = path.split('/')[1];
        const item = `/v1.0/directory/deletedItems/${id}`;
        const expected = (status) => (isAllowed(role, action) ? status : 403);
        assert.equal((await server.delete(`/v1.0/${path}`)).status, 204);
        const restored = await server.post(`${item}/restore`, {}, { token: tokens[role] });
        assert.equal(restored.status, expected(200), `${role}: ${path} ${restored.text}`);
        if (restored.status === 200) {
          assert.equal((await server.delete(`/v1.0/${path}`)).status, 204);
        }
        assert.equal((await server.delete(item, { token: tokens[role] })).status, expected(204), `${role}: ${path}`);
      }
    }
  });

  await t.test('PATCH /users: more than the usage location takes more than that', async () => {
    const { id } = await server.addUser('anna');
    for (const role of roles) {
      const patch = async (body) => (await server.patch(`/v1.0/users/${id}`, body, { token: tokens[role] })).status;
      assert.equal(await patch({ usageLocation: 'BE' }), isAllowed(role, 'setUsageLocation') ? 204 : 403, role);
      assert.equal(await patch({ jobTitle: 'Baker' }), isAllowed(role, 'updateUser') ? 204 : 403, role);
      assert.equal(await patch({ usageLocation: 'BE', jobTitle: 'Baker' }), isAllowed(role, 'updateUser') ? 204 : 403, role);
    }
  });
});

/** Tries every route with a token; `may` tells whether an action is allowed. Nothing is changed. */
async function tryAll(server, routes, token, may, isPerson) {
  for (const { method, path, action: told, self } of routes) {
    const action = byTarget[`${method} ${path}`] ?? told;
    const isAnyOf = byChange.includes(`${method} ${path}`);
    const answer = await server.request(method, path.replace(/\{[^}]*\}/g, 'x'), { token, ...bodyFor(method) });
    const what = `${method} ${path}: ${answer.status} ${answer.text}`;
    const isMe = /^\/v1\.0\/me(\/|$)/.test(path);
    if (isMe && !isPerson) {
      assert.equal(answer.status, 400, what);
    } else if (isPerson && ownSessions[`${method} ${path}`] && !may('updateUser')) {
      assert.equal(answer.status, 403, what);
    } else if (isAnyOf ? mayChange(path, may) : action === null || may(action) || (isMe && self && may('readSelf'))) {
      assert.ok([200, 400, 404, 415].includes(answer.status), what);
    } else {
      assert.equal(answer.status, 403, what);
    }
  }
}

test('each permission, each route', async (t) => {
  const server = await startServer(t);
  const { routes } = await readAbout(server);
  const covers = (permission, action) => permissions[action].split(' ').includes(permission);
  const names = [...new Set(Object.values(permissions).flatMap((text) => text.split(' ').filter(Boolean)))].sort();

  for (const name of names.filter((permission) => permission !== 'User.Read')) {
    await t.test(`5.2: an application with ${name}`, async () => {
      const token = await tokenOfApplication(server, await register(server, { own: [name] }));
      await tryAll(server, routes, token, (action) => covers(name, action), false);
    });
  }

  await t.test('5.2: of what an application may not read, members show the id only', async () => {
    const user = await server.addUser('member');
    const group = (await server.post('/v1.0/groups', { displayName: 'Team', mailNickname: 'team', mailEnabled: false, securityEnabled: true })).body;
    assert.equal((await server.post(`/v1.0/groups/${group.id}/members/$ref`, { '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${user.id}` })).status, 204);
    const tokens = {};
    for (const own of ['GroupMember.Read.All', 'User.Read.All', 'Directory.Read.All']) {
      tokens[own] = await tokenOfApplication(server, await register(server, { own: [own] }));
    }
    const members = async (own) => (await server.get(`/v1.0/groups/${group.id}/members?$select=id,displayName`, { token: tokens[own] })).body.value;
    assert.deepEqual(await members('GroupMember.Read.All'), [{ '@odata.type': '#microsoft.graph.user', id: user.id }]);
    assert.deepEqual(await members('Directory.Read.All'), [{ '@odata.type': '#microsoft.graph.user', id: user.id, displayName: user.displayName }]);
    const found = async (own) => (await server.get(`/v1.0/directoryObjects/${group.id}?$select=id,displayName`, { token: tokens[own] })).body.displayName;
    assert.equal(await found('User.Read.All'), undefined);
    assert.equal(await found('Directory.Read.All'), 'Team');
  });

  await t.test('5.2: User.Read is for people only', async () => {
    const { id } = await register(server, {});
    assert.equal((await server.post(`/api/v1/applications/${id}/grants`, { type: 'application', permissions: ['User.Read'] })).status, 400);
  });

  await t.test('an application with a role may what the role may', async () => {
    const application = await register(server, {});
    await giveRole(server, application.servicePrincipalId, LA);
    await tryAll(server, routes, await tokenOfApplication(server, application), (action) => isAllowed(LA, action), false);
  });

  for (const name of ['User.Read', 'User.ReadWrite.All', 'LicenseAssignment.ReadWrite.All', 'Organization.Read.All', 'Directory.ReadWrite.All', 'RoleManagement.ReadWrite.Directory',
    'Subscription.ReadWrite.All']) {
    await t.test(`a person needs the scope and the role: ${name}`, async () => {
      const application = await letPeopleIn(server, [name]);
      for (const role of [GA, BA, LA, UA, null]) {
        const alias = `${name}-${role ?? 'none'}`.replace(/[^A-Za-z]/g, '-');
        const { id } = await addPerson(server, alias);
        if (role) {
          await giveRole(server, id, role);
        }
        const may = (action) => covers(name, action) && (['readSelf', 'requestLicense', 'runAllotments'].includes(action) || (role !== null && isAllowed(role, action)));
        await tryAll(server, routes, await tokenOfPerson(server, alias, application), may, true);
      }
    });
  }
});
