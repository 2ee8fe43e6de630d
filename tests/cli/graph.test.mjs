// The command line against a server that has Graph's calls only, as Microsoft's has: what works there, and how the client behaves as a
// client of HTTP.

import assert from 'node:assert/strict';
import test from 'node:test';

import { FakeGraph, plans, skus } from './fake-graph.mjs';

const e3 = 'ENTERPRISEPACK';
const e1 = 'STANDARDPACK';

test('assign and remove need Graph only', async (t) => {
  const graph = await FakeGraph.start(t);
  const anna = graph.addUser('anna');
  let result = await graph.cli(['assign', 'anna@contoso.example', '--sku', 'enterprisepack', '--without', 'sway', '--reason', 'new here']);
  assert.equal(result.status, 0, result.stderr);
  assert.match(result.stdout, /^anna@contoso\.example {2}assigned ENTERPRISEPACK\n1 user: 1 done, 0 refused\n$/);
  assert.deepEqual(graph.direct(anna), { [skus.E3]: [plans.SWAY] });
  const call = graph.changes.at(-1);
  assert.deepEqual(call.body, { addLicenses: [{ skuId: skus.E3, disabledPlans: [plans.SWAY] }], removeLicenses: [] });
  assert.equal(call.headers['licentia-reason'], 'new here');
  assert.match(call.headers['client-request-id'], /^[0-9a-f-]{36}$/);
  assert.equal(call.headers.authorization, 'Bearer eyJ0eXAi.test-token');

  result = await graph.cli(['remove', anna.id, '--sku', e3]);
  assert.equal(result.status, 0, result.stderr);
  assert.deepEqual(graph.direct(anna), {});
  result = await graph.cli(['remove', anna.id, '--sku', e3]);
  assert.equal(result.status, 1);
  assert.match(result.stdout, /refused: User does not have a corresponding license\./);
});

test('R-68: users are done one by one, in order, and a refusal stops nobody', async (t) => {
  const graph = await FakeGraph.start(t);
  const users = ['a', 'b', 'c'].map((alias) => graph.addUser(alias));
  const result = await graph.cli(['assign', ...users.map((user) => user.userPrincipalName), 'nobody@contoso.example', '--sku', e3, '--json']);
  assert.equal(result.status, 1);
  const document = JSON.parse(result.stdout);
  assert.deepEqual(document.results.map((item) => item.outcome), ['done', 'done', 'refused', 'refused']);
  assert.deepEqual(document.summary, { users: 4, done: 2, refused: 2, notAttempted: 0 });
  assert.match(document.results[2].error.message, /does not have any available licenses/);
  assert.equal(document.results[3].error.code, 'Request_ResourceNotFound');
  assert.equal(document.dryRun, false);
});

test('D-14: replace is one call with the whole end state', async (t) => {
  const graph = await FakeGraph.start(t);
  const user = graph.addUser('anna', { [skus.E1]: [], [skus.CALL_A]: [] }, { [skus.CALL_B]: [] });
  const result = await graph.cli(['replace', user.id, '--sku', e3, '--without', 'TEAMS1']);
  assert.equal(result.status, 0, result.stderr);
  assert.equal(graph.changes.length, 1);
  assert.deepEqual(graph.changes[0].body, {
    addLicenses: [{ skuId: skus.E3, disabledPlans: [plans.TEAMS1] }], removeLicenses: [skus.E1, skus.CALL_A],
  });
  assert.deepEqual(graph.direct(user), { [skus.E3]: [plans.TEAMS1] });
});

test('D-14: replace that is refused changes nothing', async (t) => {
  const graph = await FakeGraph.start(t);
  graph.addUser('x', { [skus.E3]: [] });
  graph.addUser('y', { [skus.E3]: [] });
  const user = graph.addUser('anna', { [skus.E1]: [plans.SWAY] });
  const result = await graph.cli(['replace', user.id, '--sku', e3]);
  assert.equal(result.status, 1);
  assert.deepEqual(graph.direct(user), { [skus.E1]: [plans.SWAY] });
});

test('D-14: swap touches one product and carries the choices of shared plans over', async (t) => {
  const graph = await FakeGraph.start(t);
  const user = graph.addUser('anna', { [skus.E1]: [plans.SWAY, plans.EXCHANGE], [skus.CALL_A]: [] });
  const other = graph.addUser('bert', { [skus.CALL_A]: [] });
  const grouped = graph.addUser('carla', {}, { [skus.E1]: [] });
  const result = await graph.cli(['swap', user.id, other.id, grouped.id, '--from', e1, '--to', e3]);
  assert.equal(result.status, 1);
  assert.equal(graph.changes.length, 1);
  assert.deepEqual(graph.changes[0].body, {
    addLicenses: [{ skuId: skus.E3, disabledPlans: [plans.SWAY] }], removeLicenses: [skus.E1],
  });
  assert.deepEqual(graph.direct(user), { [skus.E3]: [plans.SWAY], [skus.CALL_A]: [] });
  assert.match(result.stdout, /refused: The user does not have STANDARDPACK\./);
  assert.match(result.stdout, /refused: The user has STANDARDPACK from a group/);
});

test('D-14: swap to a product that the user has already keeps what either gives', async (t) => {
  const graph = await FakeGraph.start(t);
  const user = graph.addUser('anna', { [skus.E1]: [plans.SWAY, plans.TEAMS1], [skus.E3]: [plans.SWAY, plans.EXCHANGE2] });
  const result = await graph.cli(['swap', user.id, '--from', e1, '--to', e3]);
  assert.equal(result.status, 0, result.stderr);
  assert.deepEqual(graph.direct(user), { [skus.E3]: [plans.EXCHANGE2, plans.SWAY] });
});

test('R-67, R-54: remove --all takes every direct licence and leaves what groups give', async (t) => {
  const graph = await FakeGraph.start(t);
  const user = graph.addUser('anna', { [skus.E1]: [], [skus.E3]: [] }, { [skus.CALL_B]: [] });
  const bare = graph.addUser('bert');
  const result = await graph.cli(['remove', '--all', user.id, bare.id]);
  assert.equal(result.status, 0, result.stderr);
  assert.deepEqual(graph.changes.map((call) => call.body), [{ addLicenses: [], removeLicenses: [skus.E1, skus.E3] }]);
  assert.equal(graph.users.get(user.id).licenseAssignmentStates.length, 1);
  assert.match(result.stdout, /Licences that come from groups stay/);
  assert.match(result.stdout, /nothing to remove/);
});

test('the user verbs need Graph only', async (t) => {
  const graph = await FakeGraph.start(t);
  let result = await graph.cli(['user', 'add', 'anna@contoso.example', '--name', 'Anna', '--location', 'NL', '--sku', e3, 'jobTitle=Boss', '--json']);
  assert.equal(result.status, 0, result.stderr);
  const added = JSON.parse(result.stdout);
  assert.equal(added.licensed, true);
  assert.equal(graph.changes[0].body.passwordProfile.password, added.password);
  assert.equal(graph.changes[0].body.passwordProfile.forceChangePasswordNextSignIn, true);
  assert.equal(graph.changes[0].body.mailNickname, 'anna');
  assert.equal(graph.changes[0].body.jobTitle, 'Boss');
  assert.deepEqual(graph.direct(added.user), { [skus.E3]: [] });

  result = await graph.cli(['user', 'set', 'anna@contoso.example', 'UsageLocation=BE', 'jobtitle=', 'accountEnabled=false', 'businessPhones=+31 20']);
  assert.equal(result.status, 0, result.stderr);
  assert.deepEqual(graph.changes.at(-1).body, { usageLocation: 'BE', jobTitle: null, accountEnabled: false, businessPhones: ['+31 20'] });

  result = await graph.cli(['user', 'show', 'anna@contoso.example']);
  assert.equal(result.status, 0, result.stderr);
  assert.match(result.stdout, /Usage location +BE/);
  assert.match(result.stdout, /Sign-in +blocked/);
  assert.match(result.stdout, /ENTERPRISEPACK/);

  result = await graph.cli(['user', 'delete', 'anna@contoso.example']);
  assert.equal(result.status, 0, result.stderr);
  result = await graph.cli(['user', 'list', '--deleted']);
  assert.match(result.stdout, /anna@contoso\.example/);
  result = await graph.cli(['user', 'restore', 'anna@contoso.example', '--upn', 'anna2@contoso.example']);
  assert.equal(result.status, 0, result.stderr);
  assert.match(result.stdout, /Restored anna2@contoso\.example\./);
});

test('R-80: a user who cannot be licensed is created, and its password shown', async (t) => {
  const graph = await FakeGraph.start(t);
  graph.addUser('x', { [skus.E3]: [] });
  graph.addUser('y', { [skus.E3]: [] });
  const result = await graph.cli(['user', 'add', 'anna@contoso.example', '--name', 'Anna', '--sku', e3]);
  assert.equal(result.status, 1);
  assert.match(result.stdout, /Password, shown this once: \S{16}\n/);
  assert.match(result.stdout, /No licence: Subscription with SKU .* does not have any available licenses\./);
  assert.equal(graph.users.size, 3);
});

test('lists follow the pages, and only as far as asked', async (t) => {
  const graph = await FakeGraph.start(t);
  for (let i = 0; i < 1100; i++) {
    graph.addUser(`u${i}`);
  }
  let result = await graph.cli(['user', 'list', '--all', '--csv']);
  assert.equal(result.status, 0, result.stderr);
  assert.equal(result.stdout.split('\r\n').length, 1102);
  assert.equal(result.stdout.split('\r\n')[0], 'userPrincipalName,displayName,usageLocation,accountEnabled,licenses,id');
  assert.equal(graph.requests.filter((request) => request.path === '/v1.0/users').length, 2);
  result = await graph.cli(['user', 'list', '--top', '3', '--json']);
  assert.equal(JSON.parse(result.stdout).value.length, 3);
  assert.match(result.stderr, /There are more: --all shows them\./);
  assert.equal(graph.requests.at(-1).query.get('$top'), '3');
});

test('the sku verbs need Graph only', async (t) => {
  const graph = await FakeGraph.start(t);
  graph.addUser('anna', { [skus.E3]: [plans.SWAY] });
  graph.addUser('bert', {}, { [skus.E3]: [] });
  let result = await graph.cli(['sku', 'list', '--json']);
  assert.equal(result.status, 0, result.stderr);
  assert.deepEqual(JSON.parse(result.stdout).value.map((sku) => sku.skuPartNumber), [e1, e3, 'MCOPSTN5', 'MCOPSTN5']);
  result = await graph.cli(['sku', 'list']);
  assert.match(result.stdout, /^ENTERPRISEPACK +ENTERPRISEPACK +Enabled +2 +2 +0$/m);
  result = await graph.cli(['sku', 'show', e3]);
  assert.match(result.stdout, /Used +2\n/);
  result = await graph.cli(['sku', 'holders', e3, '--csv']);
  assert.equal(result.status, 0, result.stderr);
  assert.match(result.stdout, /^anna@contoso\.example,User anna,directly,Active,,SWAY,/m);
  assert.match(result.stdout, /^bert@contoso\.example,User bert,[0-9a-f-]{36},Active,,,/m);
});

test('a name that fits several products is listed, never guessed at', async (t) => {
  const graph = await FakeGraph.start(t);
  const user = graph.addUser('anna');
  let result = await graph.cli(['assign', user.id, '--sku', 'MCOPSTN5']);
  assert.equal(result.status, 2);
  assert.match(result.stderr, new RegExp(`several products[^]*${skus.CALL_A}[^]*${skus.CALL_B}`));
  assert.equal(graph.changes.length, 0);
  result = await graph.cli(['assign', user.id, '--sku', skus.CALL_B.toUpperCase()]);
  assert.equal(result.status, 0, result.stderr);
});

test('names of products and plans: did you mean', async (t) => {
  const graph = await FakeGraph.start(t);
  const user = graph.addUser('anna');
  let result = await graph.cli(['assign', user.id, '--sku', 'ENTERPRISPACK']);
  assert.equal(result.status, 2);
  assert.match(result.stderr, /Did you mean "ENTERPRISEPACK"\?/);
  result = await graph.cli(['assign', user.id, '--sku', e3, '--without', 'TEAM1']);
  assert.equal(result.status, 2);
  assert.match(result.stderr, /no service plan "TEAM1" in the chosen products\. Did you mean "TEAMS1"\?/);
  result = await graph.cli(['assign', user.id, '--sku', e3, '--without', 'EXCHANGE']);
  assert.equal(result.status, 2, 'a plan of another product is not in the chosen ones');
  result = await graph.cli(['assign', user.id, '--without', 'SWAY']);
  assert.equal(result.status, 2);
  assert.equal(graph.changes.length, 0);
});

test('a plan is left off in every chosen product that has it', async (t) => {
  const graph = await FakeGraph.start(t);
  const user = graph.addUser('anna');
  const result = await graph.cli(['assign', user.id, '--sku', e3, '--sku', skus.CALL_A, '--without', 'TEAMS1', '--without', 'teams1', '--without', 'SWAY']);
  assert.equal(result.status, 0, result.stderr);
  assert.deepEqual(graph.direct(user), { [skus.E3]: [plans.TEAMS1, plans.SWAY], [skus.CALL_A]: [plans.TEAMS1] });
});

test('a product that nobody owns is refused in the words of the server', async (t) => {
  const graph = await FakeGraph.start(t);
  const user = graph.addUser('anna');
  const result = await graph.cli(['assign', user.id, '--sku', '00000000-0000-0000-0000-000000000001']);
  assert.equal(result.status, 1);
  assert.match(result.stdout, /does not correspond to a valid company License/);
});

test('a rehearsal is never sent to a server that would act', async (t) => {
  const graph = await FakeGraph.start(t);
  const user = graph.addUser('anna');
  for (const args of [['assign', user.id, '--sku', e3], ['user', 'delete', user.id], ['user', 'set', user.id, 'city=X'],
    ['user', 'add', 'b@contoso.example', '--name', 'B'], ['remove', user.id, '--sku', e3], ['user', 'restore', user.id]]) {
    const result = await graph.cli([...args, '--dry-run']);
    assert.equal(result.status, 3, args.join(' '));
    assert.match(result.stderr, /cannot rehearse/);
  }
  assert.deepEqual(graph.changes, []);
});

test('a server that does not confirm a rehearsal is reported, loudly', async (t) => {
  const graph = await FakeGraph.start(t);
  const user = graph.addUser('anna');
  graph.answerFirst.push({ status: 200, body: { name: 'licentia', version: '9', routes: [] } });
  const result = await graph.cli(['user', 'delete', user.id, '--dry-run']);
  assert.equal(result.status, 4);
  assert.match(result.stderr, /did not confirm that this was a rehearsal/);
});

test('a busy server is asked again after the time that it names', async (t) => {
  const graph = await FakeGraph.start(t);
  const busy = { status: 429, headers: { 'Retry-After': '1' }, body: { error: { code: 'TooManyRequests', message: 'Please retry again later.' } } };
  graph.answerFirst.push(busy, { ...busy, status: 503 });
  let result = await graph.cli(['sku', 'list']);
  assert.equal(result.status, 0, result.stderr);
  assert.equal(result.stderr.match(/The server is busy; trying again in 1 s\./g).length, 2);
  assert.deepEqual(graph.requests.slice(0, 3).map((request) => request.path), Array(3).fill('/v1.0/subscribedSkus'));
  graph.answerFirst.push({ ...busy, headers: { 'Retry-After': '86400' } });
  result = await graph.cli(['sku', 'list']);
  assert.equal(result.status, 3, 'nobody waits for a day');
});

test('exit status: 3 for not allowed, 4 for a failing server', async (t) => {
  const graph = await FakeGraph.start(t);
  const user = graph.addUser('anna');
  const denied = { status: 403, body: { error: { code: 'Authorization_RequestDenied', message: 'Insufficient privileges to complete the operation.' } } };
  const failed = { status: 500, body: { error: { code: 'InternalServerError', message: 'oops', innerError: { 'request-id': 'abc' } } } };
  graph.answerFirst.push(denied);
  let result = await graph.cli(['sku', 'list', '--json']);
  assert.equal(result.status, 3);
  assert.equal(JSON.parse(result.stdout).error.code, 'Authorization_RequestDenied');
  graph.answerFirst.push({ ...denied, status: 401 });
  result = await graph.cli(['sku', 'list']);
  assert.equal(result.status, 3);
  graph.answerFirst.push(failed);
  result = await graph.cli(['user', 'delete', user.id]);
  assert.equal(result.status, 4);
  assert.match(result.stdout, /failed: The server failed \(status 500, request-id abc\): oops/);
  graph.answerFirst.push(denied);
  result = await graph.cli(['user', 'delete', user.id, 'nobody@contoso.example']);
  assert.equal(result.status, 3, 'the gravest status wins');
  assert.match(result.stdout, /2 users: 0 done, 2 refused/);
});

test('a token that is no good ends the run, and says who was not attempted', async (t) => {
  const graph = await FakeGraph.start(t);
  const [a, b, c] = ['a', 'b', 'c'].map((alias) => graph.addUser(alias));
  graph.answerFirst.push({ status: 204 }, { status: 401, body: { error: { code: 'InvalidAuthenticationToken', message: 'expired' } } });
  const result = await graph.cli(['user', 'delete', a.id, b.id, c.id, '--json']);
  assert.equal(result.status, 3);
  const document = JSON.parse(result.stdout);
  assert.deepEqual(document.summary, { users: 3, done: 1, refused: 0, notAttempted: 2 });
  assert.equal(document.error.code, 'InvalidAuthenticationToken');
  assert.equal(graph.changes.length, 2);
});

test('the token goes to no other origin', async (t) => {
  const graph = await FakeGraph.start(t);
  const other = await FakeGraph.start(t);
  graph.answerFirst.push({ status: 302, headers: { Location: `${other.url}/v1.0/subscribedSkus` }, body: {} });
  let result = await graph.cli(['sku', 'list']);
  assert.equal(result.status, 3);
  assert.match(result.stderr, /redirects/);
  graph.answerFirst.push({ status: 200, body: { value: [], '@odata.nextLink': `${other.url}/v1.0/users?$skiptoken=1` } });
  result = await graph.cli(['user', 'list', '--deleted', '--all']);
  assert.equal(result.status, 3);
  assert.match(result.stderr, /outside/);
  assert.equal(other.requests.length, 0);
});

test('an answer that is no JSON is no answer', async (t) => {
  const graph = await FakeGraph.start(t);
  graph.answerFirst.push({ status: 200, headers: { 'Content-Type': 'text/html' }, body: '<html>' });
  const result = await graph.cli(['sku', 'list']);
  assert.equal(result.status, 3);
  assert.match(result.stderr, /does not speak JSON/);
});

test('control characters of names do not reach the terminal, but JSON has them', async (t) => {
  const graph = await FakeGraph.start(t);
  const user = graph.addUser('anna');
  graph.users.get(user.id).displayName = 'An\u001b[31mna\u009b2J';
  let result = await graph.cli(['user', 'list']);
  assert.match(result.stdout, /An \[31mna 2J/);
  assert.doesNotMatch(result.stdout, /[\u001b\u009b]/);
  result = await graph.cli(['user', 'list', '--json']);
  assert.equal(JSON.parse(result.stdout).value[0].displayName, 'An\u001b[31mna\u009b2J');
});

test('users come from a file or standard input as well', async (t) => {
  const graph = await FakeGraph.start(t);
  const users = ['a', 'b', 'c'].map((alias) => graph.addUser(alias));
  let result = await graph.cli(['assign', users[0].id, '--users', '-', '--sku', e1],
    { input: `\ufeff${users[1].userPrincipalName}\r\n\r\n  ${users[2].id}  \n` });
  assert.equal(result.status, 0, result.stderr);
  assert.match(result.stdout, /3 users: 3 done, 0 refused/);
  result = await graph.cli(['assign', '--users', '-', '--sku', e1], { input: '\n \n' });
  assert.equal(result.status, 2);
  assert.match(result.stderr, /Name at least one user/);
  result = await graph.cli(['assign', '--users', '/nonexistent', '--sku', e1]);
  assert.equal(result.status, 2);
  assert.match(result.stderr, /No such file/);
});
