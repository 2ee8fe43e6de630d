// The audit log in Graph's shape (specification 1.9, 2.9, 5.7): what was done, what was refused and why, filters and pages.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { engine, sql } from '../lib/database.mjs';
import { addGroup, license } from '../lib/groups.mjs';
import { assertSound, run, Server, sku, startServer } from '../lib/licentia.mjs';

const log = '/v1.0/auditLogs/directoryAudits';

/** Entries of the log that a filter finds, the newest first; waits until there are `atLeast`, since refusals are written later. */
async function entries(server, filter, atLeast = 1) {
  for (let i = 0; ; i++) {
    const answer = await server.get(`${log}${filter ? `?$filter=${encodeURIComponent(filter)}` : ''}`);
    assert.equal(answer.status, 200, answer.text);
    if (answer.body.value.length >= atLeast || i === 100) {
      assert.ok(answer.body.value.length >= atLeast, `${filter}: ${answer.text}`);
      return answer.body.value;
    }
    await new Promise((done) => setTimeout(done, 50));
  }
}

/** The message of the refusal of a filter. */
async function refusal(server, filter) {
  const answer = await server.get(`${log}?$filter=${encodeURIComponent(filter)}`);
  assert.equal(answer.status, 400, answer.text);
  return answer.body.error.message;
}

function makeToken(server, role) {
  const made = run(['token', 'create', '--db', server.db, '--name', `a ${role}`, '--role', role, '--json']);
  assert.equal(made.status, 0, made.stderr);
  return JSON.parse(made.stdout);
}

test('R-95 the audit log: what was done', async (t) => {
  const server = await startServer(t);
  await server.buy('ENTERPRISEPACK', 2);
  const user = await server.addUser('zoe');
  const plan = (await server.get('/api/v1/catalog/skus/ENTERPRISEPACK')).body.servicePlans.find((item) => item.servicePlanName === 'SWAY');

  await t.test('a licence: before and after, with names beside ids', async () => {
    const answer = await server.assign(user.id, [{ skuId: sku.ENTERPRISEPACK, disabledPlans: [plan.servicePlanId] }], [], { headers: { 'Licentia-Reason': 'ticket 12' } });
    const [entry] = await entries(server, `targetResources/any(t:t/id eq '${user.id}') and activityDisplayName eq 'Change user license'`);
    assert.equal(entry.category, 'UserManagement');
    assert.equal(entry.loggedByService, 'Core Directory');
    assert.equal(entry.operationType, 'Assign');
    assert.equal(entry.result, 'success');
    assert.equal(entry.resultReason, '');
    assert.equal(entry.correlationId, answer.headers.get('request-id'));
    assert.equal(entry.initiatedBy.user, null);
    assert.equal(entry.initiatedBy.app.displayName, 'first token');
    const [target] = entry.targetResources;
    assert.deepEqual([target.id, target.type, target.userPrincipalName], [user.id, 'User', 'zoe@contoso.example']);
    const [property] = target.modifiedProperties;
    assert.deepEqual([property.displayName, property.oldValue], ['AssignedLicense', null]);
    assert.deepEqual(JSON.parse(property.newValue), {
      skuId: sku.ENTERPRISEPACK, skuPartNumber: 'ENTERPRISEPACK', skuName: 'Office 365 E3',
      disabledPlans: [{ servicePlanId: plan.servicePlanId, servicePlanName: 'SWAY' }], state: 'Active',
    });
    assert.deepEqual(entry.additionalDetails, [
      { key: 'Reason', value: 'ticket 12' }, { key: 'IpAddress', value: '127.0.0.1' }, { key: 'ChangeCount', value: '1' },
    ]);
    assert.deepEqual((await server.get(`${log}/${entry.id}`)).body.targetResources, entry.targetResources);
  });

  await t.test('a user: old and new of each property, and the id still when he is gone for good', async () => {
    await server.patch(`/v1.0/users/${user.id}`, { department: "Zoë's", jobTitle: 'Clerk' });
    const [update] = await entries(server, "activityDisplayName eq 'Update user'");
    assert.deepEqual(update.targetResources[0].modifiedProperties, [
      { displayName: 'jobTitle', oldValue: null, newValue: '"Clerk"' }, { displayName: 'department', oldValue: null, newValue: '"Zoë\'s"' },
    ]);
    await server.delete(`/v1.0/users/${user.id}`);
    await server.delete(`/v1.0/directory/deletedItems/${user.id}`);
    const names = (await entries(server, `targetResources/any(x:x/id eq '${user.id}')`)).map((entry) => entry.activityDisplayName);
    assert.deepEqual(names, ['Hard Delete user', 'Delete user', 'Update user', 'Change user license', 'Add user']);
  });

  await t.test('nothing is cut off: an operation that is too large for an entry says where all of it is', async () => {
    const rows = Array.from({ length: 120 }, (_, i) => `p${i}@contoso.example,P ${i}`);
    const few = ['userPrincipalName,displayName', 'few1@contoso.example,F', 'few2@contoso.example,G', ''].join('\n');
    const headers = { 'Content-Type': 'text/csv' };
    assert.equal((await server.post('/api/v1/users/import', few, { headers, raw: true })).status, 200);
    assert.equal((await server.post('/api/v1/users/import', ['userPrincipalName,displayName', ...rows, ''].join('\n'), { headers, raw: true })).status, 200);
    const [large, small] = await entries(server, "activityDisplayName eq 'Bulk create users'", 2);
    assert.deepEqual(small.targetResources.map((target) => target.userPrincipalName), ['few1@contoso.example', 'few2@contoso.example']);
    assert.ok(small.targetResources.every((target) => target.modifiedProperties.some((item) => item.displayName === 'displayName')));
    const details = Object.fromEntries(large.additionalDetails.map(({ key, value }) => [key, value]));
    assert.equal(details.ChangeCount, '120');
    assert.deepEqual(large.targetResources[0].modifiedProperties, []);
    assert.equal((await server.get(details.Changes)).body.value.length, 100);
  });
});

test('R-95, R-96 a group is licensed: what was asked for, and what became of it', async (t) => {
  const server = await startServer(t);
  await server.buy('VISIOCLIENT', 2);
  const users = [await server.addUser('one'), await server.addUser('two'), await server.addUser('three')];
  const group = await addGroup(server, 'Sales', users);
  const answer = await license(server, group, [sku.VISIOCLIENT]);
  const about = `targetResources/any(t:t/id eq '${group.id}')`;
  const [done] = await entries(server, `${about} and activityDisplayName eq 'Finish applying group based license to users'`);
  const [asked] = await entries(server, `${about} and activityDisplayName eq 'Set group license'`);
  assert.equal(asked.initiatedBy.app.displayName, 'first token');
  assert.equal(done.initiatedBy.app.displayName, 'Licentia group-based licensing', 'the system, not whoever asked');
  assert.deepEqual([done.category, done.result, done.correlationId], ['GroupManagement', 'success', asked.correlationId]);
  assert.equal(asked.correlationId, answer.headers.get('request-id'));
  const [target] = done.targetResources;
  assert.deepEqual([target.id, target.type, target.displayName], [group.id, 'Group', 'Sales']);
  assert.deepEqual(target.modifiedProperties.map((item) => [item.displayName, item.newValue]), [['usersAssigned', '2'], ['usersFailed', '1']]);
  assertSound(server.db);
});

test('the audit log: what was refused, and why', async (t) => {
  const server = await startServer(t);
  const reader = makeToken(server, 'global-reader');
  const user = await server.addUser('bram');

  await t.test('a change without seats, with every reason', async () => {
    const answer = await server.assign('bram@contoso.example', [sku.VISIOCLIENT]);
    assert.equal(answer.status, 400);
    const [entry] = await entries(server, `targetResources/any(t:t/id eq '${user.id}') and result eq 'failure'`);
    assert.equal(entry.activityDisplayName, 'Change user license');
    assert.equal(entry.result, 'failure');
    assert.equal(entry.resultReason, answer.body.error.message);
    assert.equal(entry.correlationId, answer.headers.get('request-id'));
    assert.equal(entry.targetResources[0].userPrincipalName, 'bram@contoso.example');
    assert.equal(entry.initiatedBy.app.displayName, 'first token');
  });

  await t.test('somebody who may not: changing and reading', async () => {
    assert.equal((await server.assign(user.id, [sku.VISIOCLIENT], [], { token: reader.token })).status, 403);
    assert.equal((await server.get('/api/v1/tokens', { token: reader.token })).status, 403);
    const found = await entries(server, "result eq 'failure' and initiatedBy/app/displayName eq 'a global-reader'", 2);
    assert.deepEqual(found.map((entry) => [entry.activityDisplayName, entry.targetResources[0].displayName]),
      [['Request', '/api/v1/tokens'], ['Change user license', 'bram@contoso.example']]);
    assert.match(found[0].resultReason, /Insufficient privileges.*Global Reader/);
  });

  await t.test('somebody unknown: the reason stands in the log alone, repeats are counted', async () => {
    assert.equal((await server.delete(`/api/v1/tokens/${reader.id}`)).status, 204);
    const answers = [await server.get('/v1.0/users', { token: reader.token })];
    for (let i = 0; i < 5; i++) {
      answers.push(await server.get('/v1.0/users', { token: `lic_${'A'.repeat(43)}` }));
    }
    assert.equal(new Set(answers.map((answer) => answer.body.error.message)).size, 1);
    const found = await entries(server, "activityDisplayName eq 'Authenticate'", 2);
    assert.deepEqual(found.map((entry) => entry.resultReason), ['The access token is unknown.', 'The access token is revoked.']);
    assert.equal(found[0].initiatedBy.app, null);
    assert.deepEqual(found[0].initiatedBy.user, { id: null, displayName: null, userPrincipalName: null, ipAddress: '127.0.0.1' });
    assert.equal(found[1].initiatedBy.app.displayName, 'a global-reader');
    assert.doesNotMatch(JSON.stringify(found), /lic_/);
  });

  await t.test('not: rehearsals, reading what is not there, what succeeded', async () => {
    const before = (await entries(server, "result eq 'failure'")).length;
    const headers = { Prefer: 'validate-only' };
    await server.assign(user.id, [sku.VISIOCLIENT], [], { headers });
    await server.patch(`/v1.0/users/${user.id}`, { usageLocation: 'nowhere' }, { headers });
    await server.get('/v1.0/users/nobody@contoso.example');
    await server.patch('/v1.0/users/nobody@contoso.example', { jobTitle: 'x' });
    const after = await entries(server, "result eq 'failure'", before + 1);
    assert.equal(after.length, before + 1);
    assert.equal(after[0].targetResources[0].displayName, 'nobody@contoso.example');
  });

  await t.test('R-97 an import that fails when nobody waits for it any more', async () => {
    const before = (await entries(server, "activityDisplayName eq 'Bulk create users'", 0)).length;
    const csv = ['userPrincipalName,displayName', 'x@contoso.example,X', 'x@contoso.example,X', ''].join('\n');
    const answer = await server.post('/api/v1/users/import', csv, { raw: true, headers: { 'Content-Type': 'text/csv', Prefer: 'respond-async' } });
    assert.equal(answer.status, 202, answer.text);
    const [entry, ...others] = await entries(server, "activityDisplayName eq 'Bulk create users'", before + 1);
    assert.equal(others.length, before);
    assert.deepEqual([entry.result, entry.correlationId], ['failure', answer.headers.get('request-id')]);
    assert.match(entry.resultReason, /rows? (is|are) wrong: nothing was imported/);
    assert.equal(entry.initiatedBy.app.displayName, 'first token');
    assert.ok(entry.initiatedBy.app.servicePrincipalId);
  });

  await t.test('operations of the ledger are those that were done', async () => {
    const kinds = (await server.get('/api/v1/operations')).body.value.map((item) => item.kind);
    assert.ok(!kinds.includes('authenticate') && !kinds.includes('request'), kinds.join());
  });

  await t.test('what was counted is written when the server ends', async () => {
    await server.stop();
    assert.equal(sql(server, "SELECT repeats FROM operation WHERE result_reason = 'The access token is unknown.' ORDER BY id"), '1\n4');
  });
});

test('the audit log: filters, order and pages', async (t) => {
  const server = await startServer(t);
  for (const alias of ['anna', 'bert', 'carla', 'dora']) {
    await server.addUser(alias);
  }

  await t.test('each property of the specification', async () => {
    const [first] = await entries(server, "activityDisplayName eq 'Add user'", 4);
    const filters = [
      `activityDateTime ge ${first.activityDateTime} and activityDateTime le ${first.activityDateTime}`,
      `activityDateTime eq ${first.activityDateTime}`,
      `id eq '${first.id}'`,
      `correlationId eq '${first.correlationId}'`,
      `targetResources/any(t:t/id eq '${first.targetResources[0].id}')`,
      "targetResources/any(t:t/displayName eq 'DORA@contoso.example')",
      "targetResources/any(t: startswith(t/displayName, 'dora@'))",
      "startswith(activityDisplayName,'Add u') and targetResources/any(t:startswith(t/displayName,'dora'))",
      "loggedByService eq 'Core Directory' and category eq 'UserManagement' and targetResources/any(t:startswith(t/displayName,'dora'))",
      `(activityDateTime ge ${first.activityDateTime}) and (activityDisplayName eq 'Add user')`,
      `( (id eq '${first.id}' ) and (result eq 'success' and(category eq 'UserManagement')))`,
    ];
    for (const filter of filters) {
      const found = await entries(server, filter);
      assert.deepEqual(found.map((entry) => entry.id), [first.id], filter);
    }
    assert.equal((await entries(server, "initiatedBy/app/displayName eq 'first token'", 4)).length, 4);
    assert.equal((await entries(server, "initiatedBy/user/displayName eq 'nobody'", 0)).length, 0);
    assert.equal((await entries(server, "startswith(initiatedBy/user/userPrincipalName,'x')", 0)).length, 0);
    assert.equal((await entries(server, "initiatedBy/app/appId eq '00000000-0000-0000-0000-000000000000'", 0)).length, 0);
    assert.equal((await entries(server, "targetResources/any(t:t/displayName eq 'it''s')", 0)).length, 0);
  });

  await t.test('what is not understood is refused with its place', async () => {
    assert.match(await refusal(server, "activityDisplayName ne 'x'"), /position 21 .*expected eq/);
    assert.match(await refusal(server, 'activityDateTime ge yesterday'), /position 21 .*time without quotes/);
    assert.match(await refusal(server, "id eq 'x"), /position 7 .*no end/);
    assert.match(await refusal(server, "id eq 'x' or id eq 'y'"), /position 11 .*'and'/);
    assert.match(await refusal(server, "(id eq 'x'"), /position 11 .*'and' or '\)'/);
    assert.match(await refusal(server, "(id eq 'x'))"), /position 12 .*'and' or the end/);
    assert.match(await refusal(server, '()'), /Position 2 /);
    assert.match(await refusal(server, "colour eq 'x'"), /Position 1 .*'colour' is no property.*activityDateTime/);
    assert.match(await refusal(server, "startswith(id,'x')"), /position 12 .*names only/);
    assert.match(await refusal(server, "targetResources/any(t:id eq 'x')"), /position 23 .*t\/id/);
    assert.match(await refusal(server, ''), /Position 1/);
    assert.match(await refusal(server, Array(17).fill("result eq 'success'").join(' and ')), /16 conditions/);
    const order = await server.get(`${log}?$orderby=id`);
    assert.equal(order.status, 400);
  });

  await t.test('pages in either order without gaps', async () => {
    for (const order of ['', '&$orderby=activityDateTime desc', '&$orderby=activityDateTime', '&$orderby=activityDateTime asc']) {
      const ids = [];
      for (let url = `${log}?$top=2${order}`; url !== undefined;) {
        const { body } = await server.get(url);
        ids.push(...body.value.map((entry) => entry.id));
        url = body['@odata.nextLink'];
      }
      const all = (await entries(server, undefined)).map((entry) => entry.id);
      assert.deepEqual(order.endsWith('desc') || order === '' ? ids : ids.reverse(), all);
    }
  });

  await t.test('$select, and what is not there', async () => {
    const { body } = await server.get(`${log}?$top=1&$select=id,result`);
    assert.deepEqual(Object.keys(body.value[0]), ['id', 'result']);
    assert.equal((await server.get(`${log}/00000000-0000-0000-0000-000000000000`)).status, 404);
    assert.equal((await server.get(`${log}/x`)).status, 404);
  });
});

test('the audit log is kept as long as the setting auditDays says', async (t) => {
  const server = await startServer(t);
  await server.buy('VISIOCLIENT', 2);
  const user = await server.addUser('old');
  await server.assign(user.id, [sku.VISIOCLIENT]);
  const rows = Array.from({ length: 2500 }, (_, i) => `p${i}@contoso.example,P ${i}`);
  await server.post('/api/v1/users/import', ['userPrincipalName,displayName', ...rows, ''].join('\n'), { headers: { 'Content-Type': 'text/csv' }, raw: true });
  await server.stop();
  sql(server, `UPDATE operation SET created_ms = created_ms - ${40 * 86_400_000}`);

  const forever = await Server.launch(server);
  const count = (await entries(forever, "activityDateTime le 2100-01-01", 5)).length;
  await forever.addUser('new');
  await forever.stop();
  assert.equal(sql(server, 'SELECT count(*) FROM operation WHERE created_ms < 0'), '0');
  assert.equal(Number(sql(server, 'SELECT count(*) FROM operation')), count + 1);

  sql(server, "INSERT INTO setting (tenant_id, name, value) VALUES (1, 'auditDays', '30')");
  const cleaning = await Server.launch(server);
  for (let i = 0; i < 200 && sql(server, 'SELECT count(*) FROM operation') !== '1'; i++) {
    await new Promise((done) => setTimeout(done, 50));
  }
  assert.deepEqual((await entries(cleaning, undefined)).map((entry) => entry.targetResources[0].userPrincipalName), ['new@contoso.example']);
  assert.equal(sql(server, 'SELECT count(*) FROM operation_change'), '1');
  assert.equal((await cleaning.pool(sku.VISIOCLIENT)).consumedUnits, 1);
  await cleaning.stop();
  assertSound(server.db);
});

test('the audit log of every organisation is cleaned up, however many there are', async (t) => {
  const server = await startServer(t);
  await server.stop();
  const numbers = engine === 'sqlite'
    ? 'WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 1102) SELECT'
    : 'SELECT';
  const from = engine === 'sqlite' ? 'FROM n' : 'FROM generate_series(2, 1102) i';
  const bytes = engine === 'sqlite' ? "CAST(printf('%016d', i) AS BLOB)" : "convert_to(lpad(i::text, 16, '0'), 'UTF8')";
  sql(server, `INSERT INTO tenant (id, guid, display_name, country, variant, catalog_version, created_ms)
    ${numbers} i, ${bytes}, 'T', 'NL', 'worldwide', 1, 1 ${from}`);
  sql(server, `INSERT INTO setting (tenant_id, name, value) ${numbers} i, 'auditDays', '30' ${from}`);
  const day = 24 * 3600 * 1000;
  for (const [id, age] of [[1, 40], [2, 20]]) {
    sql(server, `INSERT INTO operation (tenant_id, id, guid, kind, actor_kind, actor_id, actor_name, correlation, target, change_count, created_ms)
      VALUES (1102, ${id}, ${engine === 'sqlite' ? `x'${'0'.repeat(30)}0${id}'` : `'\\x${'0'.repeat(30)}0${id}'::bytea`}, 0, 0, 1, 't', 'c', 'x', 0, ${Date.now() - age * day})`);
  }
  const cleaning = await Server.launch(server);
  const left = () => sql(server, 'SELECT id FROM operation WHERE tenant_id = 1102 ORDER BY id');
  for (let i = 0; i < 600 && left() !== '2'; i++) {
    await new Promise((done) => setTimeout(done, 50));
  }
  await cleaning.stop();
  assert.equal(left(), '2');
});

test('what was done to somebody is found by the id: roles, sessions, applications', async (t) => {
  const server = await startServer(t);
  const { id } = await server.addUser('anna');
  assert.equal((await server.post('/v1.0/roleManagement/directory/roleAssignments', { roleDefinitionId: 'f2ef992c-3afb-46b9-b7cf-a126ee74c451', principalId: id, directoryScopeId: '/' })).status, 201);
  assert.equal((await server.post(`/v1.0/users/${id}/revokeSignInSessions`)).status, 200);
  const application = (await server.post('/api/v1/applications', { displayName: 'Robot' })).body;
  const found = async (target) => (await server.get(`/v1.0/auditLogs/directoryAudits?$filter=${encodeURIComponent(`targetResources/any(t:t/id eq '${target}')`)}`)).body.value;
  assert.deepEqual((await found(id)).map((entry) => entry.activityDisplayName), ['Revoke sessions', 'Add member to role', 'Add user']);
  assert.equal((await found(id))[0].targetResources[0].userPrincipalName, 'anna@contoso.example', 'by its name, whatever key it was asked with');
  assert.deepEqual((await found(application.id)).map((entry) => [entry.activityDisplayName, entry.targetResources[0].id]), [['Add application', application.id]]);
});
