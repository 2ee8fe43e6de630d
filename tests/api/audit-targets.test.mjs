// Whom an entry of the audit log is about: it is found by the id of every user, group and application that it concerns.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import { test } from 'node:test';

import { giveRole } from '../lib/callers.mjs';
import { sql } from '../lib/database.mjs';
import { addGroup, join, leave, license, reference } from '../lib/groups.mjs';
import { root, run, Server, sku, startServer } from '../lib/licentia.mjs';
import { approve, pkce, post, register } from '../lib/oauth.mjs';
import { addPerson, signedIn } from '../lib/people.mjs';

const log = '/v1.0/auditLogs/directoryAudits';

/** The entries about all of the objects, the newest first; waits for `atLeast`, since refusals are written later. */
async function about(server, ids, { more = '', atLeast = 0 } = {}) {
  const filter = [ids].flat().map((id) => `targetResources/any(t:t/id eq '${id}')`).join(' and ') + more;
  for (let i = 0; ; i++) {
    const { status, body, text } = await server.get(`${log}?$filter=${encodeURIComponent(filter)}`);
    assert.equal(status, 200, text);
    if (body.value.length >= atLeast || i === 1000) {
      return body.value;
    }
    await new Promise((done) => setTimeout(done, 20));
  }
}

const names = (entries) => entries.map((entry) => entry.activityDisplayName);
const targets = (entry) => entry.targetResources.map(({ id, type, displayName }) => [type, id, displayName]);
const ids = (entries) => entries.map(({ id }) => id);

function tokenOf(server, role) {
  const made = run(['token', 'create', '--db', server.db, '--name', `a ${role}`, '--role', role, '--json']);
  assert.equal(made.status, 0, made.stderr);
  return JSON.parse(made.stdout).token;
}

/** The refusal of what was tried about the objects. */
async function refused(server, objects, activity) {
  const [entry, ...others] = await about(server, objects, { more: ` and result eq 'failure' and activityDisplayName eq '${activity}'`, atLeast: 1 });
  assert.ok(entry, `no refusal of ${activity}`);
  assert.equal(others.length, 0);
  return entry;
}

test('an import is about everybody whom it creates, also when he is gone', async (t) => {
  const server = await startServer(t);
  await server.buy('VISIOCLIENT', 9);
  const csv = 'userPrincipalName,displayName,usageLocation,licenses\nanna@contoso.example,Anna,NL,VISIOCLIENT\nbob@contoso.example,Bob,NL,\n';
  assert.equal((await server.post('/api/v1/users/import', csv, { headers: { 'Content-Type': 'text/csv' } })).status, 200);
  const anna = (await server.get('/v1.0/users/anna@contoso.example')).body;
  const bob = (await server.get('/v1.0/users/bob@contoso.example')).body;

  const [entry] = await about(server, anna.id);
  assert.equal(entry.activityDisplayName, 'Bulk create users');
  assert.deepEqual(targets(entry), [['User', anna.id, 'anna@contoso.example'], ['User', bob.id, 'bob@contoso.example']]);
  assert.ok(entry.targetResources[0].modifiedProperties.some(({ displayName }) => displayName === 'AssignedLicense'), 'his licence is among what changed');
  assert.deepEqual(ids(await about(server, [anna.id, bob.id])), [entry.id], 'it is about both of them');

  await server.delete(`/v1.0/users/${bob.id}`);
  assert.equal((await server.delete(`/v1.0/directory/deletedItems/${bob.id}`)).status, 204);
  const entries = await about(server, bob.id);
  assert.deepEqual(names(entries), ['Hard Delete user', 'Delete user', 'Bulk create users']);
  assert.deepEqual(targets(entries[2])[1], ['User', bob.id, null]);

  const pages = [];
  for (let url = `${log}?$top=1&$orderby=activityDateTime&$filter=${encodeURIComponent(`targetResources/any(t:t/id eq '${bob.id}')`)}`; url;) {
    const { body } = await server.get(url);
    pages.push(...body.value);
    url = body['@odata.nextLink'];
  }
  assert.deepEqual(ids(pages.toReversed()), ids(entries), 'page by page, the other way round');
});

test('a membership is about the member and about the group', async (t) => {
  const server = await startServer(t);
  await server.buy('VISIOCLIENT', 9);
  const [anna, bob] = [await server.addUser('anna'), await server.addUser('bob')];
  const sales = await addGroup(server, 'Sales', [anna]);
  const staff = await addGroup(server, 'Staff');

  await t.test('of a user', async () => {
    assert.equal((await join(server, sales, bob)).status, 204);
    const [entry] = await about(server, bob.id);
    assert.deepEqual(targets(entry), [['Group', sales.id, 'Sales'], ['User', bob.id, 'bob@contoso.example']]);
    const properties = Object.fromEntries(entry.targetResources[1].modifiedProperties.map(({ displayName, oldValue, newValue }) => [displayName, [oldValue, newValue]]));
    assert.deepEqual(properties, { 'Group.ObjectID': [null, `"${sales.id}"`], 'Group.DisplayName': [null, '"Sales"'], member: ['false', 'true'] });
    assert.deepEqual(ids(await about(server, [sales.id, bob.id])), [entry.id]);
    assert.deepEqual(names(await about(server, sales.id)), ['Change group members', 'Add group']);
    assert.deepEqual(names(await about(server, anna.id)), ['Add group', 'Add user'], 'she came with it');
    assert.equal((await about(server, [anna.id, bob.id])).length, 0);
    assert.deepEqual(ids(await about(server, bob.id, { more: ` and id eq '${entry.id}'` })), [entry.id], 'one entry, by its id too');
    assert.equal((await about(server, anna.id, { more: ` and id eq '${entry.id}'` })).length, 0);
  });

  await t.test('of a group', async () => {
    assert.equal((await join(server, staff, sales)).status, 204);
    const [entry] = await about(server, [staff.id, sales.id]);
    assert.deepEqual(targets(entry), [['Group', staff.id, 'Staff'], ['Group', sales.id, 'Sales']]);
    const { value: operations } = (await server.get('/api/v1/operations')).body;
    const { value: [change] } = (await server.get(`/api/v1/operations/${operations[0].id}/changes`)).body;
    assert.deepEqual([change.kind, change.group, change.memberGroup, change.user], ['membership', { id: staff.id, displayName: 'Staff' }, { id: sales.id, displayName: 'Sales' }, null]);
    assert.equal((await leave(server, staff, sales)).status, 204);
    const gone = (await about(server, sales.id))[0].targetResources[1].modifiedProperties[0];
    assert.deepEqual([gone.displayName, gone.oldValue, gone.newValue], ['Group.ObjectID', `"${staff.id}"`, null]);
  });

  await t.test('of several groups at once', async () => {
    const changes = [{ group: sales.id, remove: [bob.id] }, { group: staff.id, add: [bob.id, 'anna@contoso.example'] }];
    assert.equal((await server.post('/api/v1/memberships', { changes })).status, 200);
    const [entry] = await about(server, [sales.id, staff.id, anna.id, bob.id]);
    assert.deepEqual(targets(entry).map(([type, id]) => [type, id]), [['User', bob.id], ['User', anna.id], ['Group', sales.id], ['Group', staff.id]]);
  });

  await t.test('what a group gives is about the member who got it', async () => {
    assert.equal((await license(server, staff, [sku.VISIOCLIENT])).status, 202);
    const [entry] = await about(server, anna.id);
    assert.equal(entry.activityDisplayName, 'Set group license');
    const [group, ...members] = targets(entry).map(([type, id]) => `${type} ${id}`);
    assert.equal(group, `Group ${staff.id}`);
    assert.deepEqual(members.toSorted(), [`User ${anna.id}`, `User ${bob.id}`].toSorted());
  });
});

test('a role, permissions, consent and a device are about the service principal', async (t) => {
  const server = await startServer(t);
  await server.patch('/api/v1/settings', { userConsent: true });
  const redirect = 'http://localhost/back';
  const app = await register(server, { displayName: 'Robot', isPublicClient: true, secret: false, redirectUris: [{ uri: redirect, kind: 'publicClient' }], own: ['User.Read.All'] });
  const anna = await addPerson(server, 'anna');
  const robot = ['ServicePrincipal', app.servicePrincipalId, 'Robot'];

  await giveRole(server, app.servicePrincipalId, 'Global Reader');
  const [role, grant] = await about(server, app.servicePrincipalId);
  assert.deepEqual([role.activityDisplayName, ...targets(role)], ['Add member to role', robot]);
  assert.equal(role.targetResources[0].userPrincipalName, null);
  assert.deepEqual([grant.activityDisplayName, targets(grant)[0]], ['Add app role assignment to service principal', robot]);
  assert.deepEqual(names(await about(server, app.objectId)), ['Add app role assignment to service principal', 'Add application'], 'a grant is about the application too');

  const browser = await signedIn(server, 'anna');
  const query = new URLSearchParams({ client_id: app.id, response_type: 'code', redirect_uri: redirect, scope: 'User.Read', code_challenge: pkce().challenge, code_challenge_method: 'S256' });
  const page = await browser.get(`/${server.tenantId}/oauth2/v2.0/authorize?${query}`);
  assert.equal(page.title, 'Permissions requested', `${page.status} ${page.location}`);
  await browser.submit(page, { decision: 'accept' });
  const { body: device } = await post(server, `/${server.tenantId}/oauth2/v2.0/devicecode`, { client_id: app.id, scope: 'User.Read' });
  await approve(browser, device.user_code);
  const [approval, consent] = await about(server, [anna.id, app.servicePrincipalId]);
  for (const [entry, name] of [[approval, 'Approve device sign-in'], [consent, 'Consent to application']]) {
    assert.deepEqual([entry.activityDisplayName, ...targets(entry)], [name, robot, ['User', anna.id, 'anna@contoso.example']]);
  }
});

test('who was meant by a change of a role that was refused', async (t) => {
  const server = await startServer(t);
  const [anna, bob] = [await server.addUser('anna'), await server.addUser('bob')];
  const roles = Object.fromEntries((await server.get('/v1.0/directoryRoles')).body.value.map(({ displayName, id }) => [displayName, id]));
  const app = await register(server, { displayName: 'Robot', secret: false });
  const given = await giveRole(server, bob.id, 'License Administrator');
  const gift = (principalId) => ({ roleDefinitionId: roles['License Administrator'], principalId, directoryScopeId: '/' });
  const token = tokenOf(server, 'user-administrator');
  const members = `/v1.0/directoryRoles/${roles['License Administrator']}/members`;

  const tries = [
    [anna.id, 'Add member to role', 403, ['User', anna.id, 'anna@contoso.example'], () => server.post('/v1.0/roleManagement/directory/roleAssignments', gift(anna.id), { token })],
    [app.servicePrincipalId, 'Add member to role', 403, ['ServicePrincipal', app.servicePrincipalId, 'Robot'], () => server.post(`${members}/$ref`, { '@odata.id': reference(server, app.servicePrincipalId) }, { token })],
    [bob.id, 'Add member to role', 400, ['User', bob.id, 'bob@contoso.example'], () => server.post('/v1.0/roleManagement/directory/roleAssignments', gift(bob.id))],
    [bob.id, 'Remove member from role', 403, ['User', bob.id, 'bob@contoso.example'], () => server.delete(`/v1.0/roleManagement/directory/roleAssignments/${given.id}`, { token })],
    [anna.id, 'Remove member from role', 404, ['User', anna.id, 'anna@contoso.example'], () => server.delete(`${members}/${anna.id}/$ref`)],
  ];
  for (const [object, activity, status, target, attempt] of tries) {
    assert.equal((await attempt()).status, status);
    assert.deepEqual(targets(await refused(server, object, activity)), [target]);
  }

  const broken = await server.post('/v1.0/roleManagement/directory/roleAssignments', '{', { token, headers: { 'Content-Type': 'application/json' }, raw: true });
  assert.equal(broken.status, 403, 'who may not is told that first, whatever he sends');
});

test('who was meant by a change of members that was refused', async (t) => {
  const server = await startServer(t);
  const [anna, bob, carla] = [await server.addUser('anna'), await server.addUser('bob'), await server.addUser('carla')];
  const inner = await addGroup(server, 'Inner');
  const sales = await addGroup(server, 'Sales', [anna, inner]);
  const token = tokenOf(server, 'license-administrator');
  const group = ['Group', sales.id, 'Sales'];
  const user = (one) => ['User', one.id, one.userPrincipalName];
  const activity = 'Change group members';

  assert.equal((await server.post(`/v1.0/groups/${sales.id}/members/$ref`, { '@odata.id': reference(server, bob) }, { token })).status, 403);
  const denied = await refused(server, [sales.id, bob.id], activity);
  assert.deepEqual(targets(denied), [group, user(bob)]);
  assert.deepEqual(denied.targetResources[1].modifiedProperties.map(({ displayName }) => displayName), []);
  assert.ok(!denied.additionalDetails.some(({ key }) => key === 'ChangeCount'), 'nothing was changed');

  assert.equal((await join(server, sales, anna)).status, 400);
  assert.deepEqual(targets(await refused(server, [sales.id, anna.id], activity)), [group, user(anna)]);

  assert.equal((await server.delete(`/v1.0/groups/${sales.id}/members/${carla.id}/$ref`, { token })).status, 403);
  assert.deepEqual(targets(await refused(server, [sales.id, carla.id], activity)), [group, user(carla)]);

  assert.equal((await join(server, inner, sales)).status, 400, 'a cycle');
  assert.deepEqual(targets(await refused(server, [inner.id, sales.id], activity)), [['Group', inner.id, 'Inner'], group]);

  const changes = [{ group: inner.id, add: [bob.id] }, { group: sales.id, add: ['carla@contoso.example', 'nobody@contoso.example'] }];
  assert.equal((await server.post('/api/v1/memberships', { changes }, { token })).status, 403);
  const several = await refused(server, [inner.id, bob.id, carla.id], activity);
  assert.deepEqual(targets(several), [['Group', inner.id, 'Inner'], user(bob), user(carla)]);

  const wrong = await server.post('/api/v1/memberships', { changes });
  assert.equal(wrong.status, 404);
  assert.deepEqual(wrong.body.error.details.map(({ target, message }) => [target, message]), [
    ['changes/1/add/1', `changes/1/add/1: 'nobody@contoso.example' cannot join group '${sales.id}'. Nothing was changed.`]]);
  assert.equal((await server.get(`/v1.0/groups/${inner.id}/members`)).body.value.length, 0);
});

test('entries from before are found by what they were about', async (t) => {
  const server = await startServer(t);
  const [anna, bob] = [await server.addUser('anna'), await server.addUser('bob')];
  const inner = await addGroup(server, 'Inner');
  const sales = await addGroup(server, 'Sales', [anna, inner]);
  await join(server, sales, bob);
  await giveRole(server, (await register(server, { displayName: 'Robot', secret: false })).servicePrincipalId, 'Global Reader');
  const look = async () => {
    const found = [];
    for (const { id } of [anna, bob, inner, sales]) {
      found.push((await about(server, id)).map((entry) => [entry.activityDisplayName, targets(entry)]));
    }
    return found;
  };
  const before = await look();
  const kinds = sql(server, 'SELECT id, target_kind FROM operation ORDER BY id');

  await server.stop();
  sql(server, `UPDATE operation_change SET subject_guid = NULL;
    UPDATE operation_change SET kind = 14, detail = '{"memberGroup":{"old":false,"new":true}}' WHERE kind = 16;
    UPDATE operation SET target_kind = 0`);
  const folder = joinPath(root, 'sql/migrations');
  const migration = readFileSync(joinPath(folder, readdirSync(folder).find((name) => name.endsWith('_audit_targets.sql'))), 'utf8').replace(/^--.*$/gm, '');
  for (const statement of migration.split(/;\s*$/m).filter((text) => /^\s*UPDATE/.test(text))) {
    sql(server, statement);
  }
  assert.equal(sql(server, 'SELECT id, target_kind FROM operation ORDER BY id'), kinds);
  Object.assign(server, await Server.launch(server));
  assert.deepEqual(await look(), before);
});
