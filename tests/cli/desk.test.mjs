// What the admin centre has and scripts need, too: custom views, templates for new users, licence requests, deleting a user with the seat.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

import { addGroup } from '../lib/groups.mjs';
import { assertSound, sku, startServer } from '../lib/licentia.mjs';
import { addPerson, signedIn } from '../lib/people.mjs';

/** Runs a command that must end with `status`; returns what it printed. */
function must(server, args, status = 0, options = {}) {
  const result = server.cli(args, options);
  assert.equal(result.status, status, result.stdout + result.stderr);
  return result;
}
const read = (server, args, options) => JSON.parse(must(server, [...args, '--json'], 0, options).stdout);

test('U-31: view list, show, add, delete; user list --view', async (t) => {
  const server = await startServer(t);
  await server.buy('VISIOCLIENT', 2);
  const ann = await server.addUser('ann', { department: 'Sales', displayName: 'Ann' });
  await server.addUser('ben', { department: 'Sales', usageLocation: 'BE' });
  await server.addUser('cas', { accountEnabled: false });
  await server.assign(ann.id, [sku.VISIOCLIENT]);
  const users = (view) => read(server, ['user', 'list', '--view', view]).value.map(({ userPrincipalName }) => userPrincipalName.split('@')[0]);

  await t.test('a rehearsal makes none', () => {
    assert.match(must(server, ['view', 'add', 'Sales in NL', '--department', 'sales', '--dry-run']).stdout, /^Would add the view Sales in NL\. Nothing was changed\.\n$/);
    assert.deepEqual(read(server, ['view', 'list']), { value: [] });
  });
  await t.test('every condition', () => {
    assert.equal(must(server, ['view', 'add', "Sales & 'NL'", '--department', 'sales', '--location', 'NL']).stdout, "Added the view Sales & 'NL'.\n");
    const made = read(server, ['view', 'add', 'Visio', '--sku', 'Visio Plan 2', '--enabled', 'yes', '--domain', 'contoso.example']);
    assert.deepEqual(made.conditions, { domain: 'contoso.example', accountEnabled: true, skuId: sku.VISIOCLIENT });
    must(server, ['view', 'add', 'Blocked', '--enabled', 'no', '--unlicensed']);
    must(server, ['view', 'add', 'Broken', '--errors', '--job-title', 'x', '--city', 'x', '--state', 'x', '--country', 'x']);
    assert.deepEqual([users("sales & 'nl'"), users(made.id), users('Blocked'), users('Broken')], [['ann'], ['ann'], ['cas'], []]);
  });
  await t.test('the list, and one', () => {
    assert.match(must(server, ['view', 'list']).stdout, /^Name +Filter\nBlocked +\S/);
    const csv = must(server, ['view', 'list', '--csv']).stdout.split('\r\n');
    assert.match(csv[0], /^displayName,filter,id$/);
    assert.match(must(server, ['view', 'show', 'visio']).stdout, /^Visio\n {2}Domain +contoso\.example\n {2}Sign-in +allowed\n {2}Product +Visio Plan 2\n {2}Filter +.*\n/);
    assert.equal(read(server, ['view', 'show', 'VISIO']).displayName, 'Visio');
  });
  await t.test('what is wrong', () => {
    assert.match(must(server, ['view', 'show', 'Nothing'], 2).stderr, /There is no view "Nothing"\./);
    assert.match(must(server, ['user', 'list', '--view', 'Nothing'], 2).stderr, /There is no view "Nothing"\./);
    assert.match(must(server, ['user', 'list', '--view', 'Visio', '--deleted'], 2).stderr, /choose one of --view and --deleted/);
    assert.match(must(server, ['view', 'add', 'Empty'], 1).stderr, /condition/);
    assert.match(must(server, ['view', 'add', 'x', '--enabled', 'maybe'], 2).stderr, /yes or no/);
    must(server, ['view', 'add', 'visio', '--errors'], 1);
  });
  await t.test('deleting', () => {
    assert.match(must(server, ['view', 'delete', 'visio', '--dry-run']).stdout, /^Would delete the view Visio\. Nothing was changed\.\n$/);
    assert.equal(must(server, ['view', 'delete', 'visio']).stdout, 'Deleted the view Visio.\n');
    must(server, ['view', 'delete', 'visio'], 2);
    const { id } = read(server, ['view', 'show', 'Broken']);
    assert.deepEqual(read(server, ['view', 'delete', id]), { id, deleted: true, dryRun: false });
    assert.equal(read(server, ['view', 'list']).value.length, 2);
  });
});

test('R-84: template list, show, add, delete', async (t) => {
  const server = await startServer(t);
  await server.buy('ENTERPRISEPACK', 2);
  const sway = 'a23b959c-7ce8-4e57-9140-b90eb88a9e97';

  await t.test('from options and properties', () => {
    const made = read(server, ['template', 'add', 'Sales', '--domain', 'contoso.example', '--location', 'NL', '--sku', 'Office 365 E3', '--without', 'Sway', '--role', 'Reports Reader',
      '--typed-password', '--keep-password', 'department=Sales', 'city=Utrecht']);
    const { roles, ...contents } = made.contents;
    assert.equal(roles.length, 1);
    assert.deepEqual(contents, { domain: 'contoso.example', password: 'typed', forceChangePasswordNextSignIn: false, usageLocation: 'NL',
      assignedLicenses: [{ skuId: sku.ENTERPRISEPACK, disabledPlans: [sway] }], profile: { department: 'Sales', city: 'Utrecht' } });
  });
  await t.test('from a file, as show has it', () => {
    const { contents } = read(server, ['template', 'show', 'sales']);
    const file = join(server.folder, 'contents.json');
    writeFileSync(file, JSON.stringify(contents));
    assert.equal(must(server, ['template', 'add', 'Copy', '--file', file]).stdout, 'Added the template Copy.\n');
    assert.deepEqual(read(server, ['template', 'show', 'Copy']).contents, contents);
    must(server, ['template', 'add', 'Piped', '--file', '-', '--dry-run'], 0, { input: '{}' });
    assert.match(must(server, ['template', 'add', 'x', '--file', file, '--location', 'NL'], 2).stderr, /the file says all/);
    assert.match(must(server, ['template', 'add', 'x', '--file', file, 'city=Utrecht'], 2).stderr, /the file says all/);
    assert.match(must(server, ['template', 'add', 'x', '--file', '-'], 2, { input: '{"domain":\n' }).stderr, /is no JSON: line 2/);
    assert.match(must(server, ['template', 'add', 'x', '--file', '-'], 1, { input: '{"colour": 1}' }).stderr, /colour/);
    must(server, ['template', 'add', 'x', '--file', '-'], 1, { input: '[]' });
    must(server, ['template', 'add', 'x', '--file', join(server.folder, 'none')], 2);
  });
  await t.test('the list, and one, for people', () => {
    assert.match(must(server, ['template', 'list']).stdout, /^Name +Location +Licences +Created\nCopy +NL +Office 365 E3 +\S+\nSales +NL +Office 365 E3 +\S+\n$/);
    assert.match(must(server, ['template', 'show', 'Sales']).stdout, /^Sales\n {2}Domain +contoso\.example\n {2}Usage location +NL\n {2}Password +typed\n {2}To be changed +no\n {2}Licences +Office 365 E3\n {2}Roles +\S+\n[^]*department +Sales\n/);
  });
  await t.test('what is wrong, and deleting', () => {
    must(server, ['template', 'add', 'sales'], 1);
    assert.match(must(server, ['template', 'add', 'x', 'displayName=X'], 1).stderr, /displayName/);
    assert.match(must(server, ['template', 'add', 'x', 'colour=red'], 2).stderr, /no property "colour"/);
    assert.match(must(server, ['template', 'show', 'Nothing'], 2).stderr, /There is no template "Nothing"\./);
    assert.match(must(server, ['template', 'delete', 'copy', '--dry-run']).stdout, /Would delete the template Copy/);
    assert.equal(must(server, ['template', 'delete', 'copy']).stdout, 'Deleted the template Copy.\n');
    assert.deepEqual(read(server, ['template', 'list']).value.map(({ displayName }) => displayName), ['Sales']);
  });
});

test('R-90 to R-92: request list, show, approve, reject, settings', async (t) => {
  const server = await startServer(t);
  await server.buy('VISIOCLIENT', 1);
  await server.buy('POWER_BI_PRO', 5);
  const people = {};
  for (const alias of ['ann', 'ben', 'cas']) {
    people[alias] = await addPerson(server, alias);
  }
  const browser = await signedIn(server, 'ann');
  const Cookie = `licentia-session=${browser.session}`;
  const { csrfToken } = (await server.get('/api/v1/me/session', { token: '', headers: { Cookie } })).body;
  const ask = async (product, names) => {
    const body = { sku: product, people: names.map((name) => people[name].id), message: 'for the plans' };
    const answer = await server.post('/api/v1/me/licenseRequests', body, { token: '', headers: { Cookie, 'X-CSRF-Token': csrfToken } });
    assert.equal(answer.status, 201, answer.text);
    return answer.body.id;
  };
  const states = (id) => read(server, ['request', 'show', id]).people.map(({ state }) => state);
  const visio = await ask('VISIOCLIENT', ['ann', 'ben']);

  await t.test('the list, and one', () => {
    assert.match(must(server, ['request', 'list']).stdout, /^Asked +By +Product +For +State +Id\n\S+ +ann@contoso\.example +Visio Plan 2 +ann@contoso\.example ben@contoso\.example +pending +\S+\n$/);
    assert.deepEqual(read(server, ['request', 'list']).value.map(({ id }) => id), [visio]);
    assert.match(must(server, ['request', 'show', visio]).stdout, /^Visio Plan 2\n {2}Asked by +ann@contoso\.example\n[^]*Why +for the plans\n[^]*For\n {2}ann@contoso\.example {2}pending\n {2}ben@contoso\.example {2}pending\n$/);
    must(server, ['request', 'show', people.ann.id], 1);
  });
  await t.test('approving is all or nothing; a rehearsal says what it comes to', () => {
    const seen = must(server, ['request', 'approve', visio, '--dry-run'], 1).stdout;
    assert.match(seen, /^ann@contoso\.example {2}would be approved\n[^]*seats +Visio Plan 2: 0 of 1 used before, 1 after\nben@contoso\.example {2}would be refused\n[^]*conflict +CountViolation: [^]*\nNothing was changed\.\n$/);
    assert.equal(JSON.parse(must(server, ['request', 'approve', visio, '--dry-run', '--json'], 1).stdout).allowed, false);
    assert.match(must(server, ['request', 'approve', visio], 1).stderr, /ben@contoso\.example|User ben|enough/);
    assert.deepEqual(states(visio), ['pending', 'pending']);
  });
  await t.test('for some, with a plan off and a message', async () => {
    const shown = must(server, ['request', 'approve', visio, '--user', 'ann@contoso.example', '--without', 'VISIOONLINE', '--message', 'Have fun', '--reason', 'ticket 1']).stdout;
    assert.match(shown, /ann@contoso\.example {2}approved: Visio Plan 2, by \S[^\n]*\n {4}Have fun\n {2}ben@contoso\.example {2}pending\n/);
    const { body } = await server.get(`/v1.0/users/${people.ann.id}?$select=assignedLicenses`);
    assert.equal(body.assignedLicenses[0].disabledPlans.length, 1);
    assert.match(must(server, ['request', 'approve', visio, '--priority', '3'], 2).stderr, /add --wait/);
    assert.match(must(server, ['request', 'approve', visio, '--without', 'EXCHANGE_S_STANDARD'], 2).stderr, /EXCHANGE_S_STANDARD/);
  });
  await t.test('who finds no seat waits for one', () => {
    assert.match(must(server, ['request', 'approve', visio, '--wait', '--priority', '-5']).stdout, /ben@contoso\.example {2}approved/);
    assert.equal(read(server, ['waiting', 'list', 'VISIOCLIENT']).value[0].priority, -5);
    assert.deepEqual(read(server, ['request', 'list']).value, []);
    assert.deepEqual(read(server, ['request', 'list', '--completed']).value.map(({ id }) => id), [visio]);
  });
  await t.test('another product, by a group; and rejecting', async () => {
    const group = await addGroup(server, 'analysts');
    await server.post(`/v1.0/groups/${group.id ?? group}/assignLicense`, { addLicenses: [{ skuId: sku.POWER_BI_PRO }], removeLicenses: [] });
    const wish = await ask('VISIOCLIENT', ['cas']);
    const given = read(server, ['request', 'approve', wish, '--sku', 'Power BI Pro', '--group', 'Analysts']);
    assert.deepEqual([given.people[0].sku.skuPartNumber, given.people[0].group.displayName], ['POWER_BI_PRO', 'analysts']);
    const other = await ask('POWER_BI_PRO', ['ann', 'ben']);
    assert.match(must(server, ['request', 'reject', other, '--message', 'Use Excel', '--dry-run']).stdout, /^Nothing was changed\.\n$/);
    assert.match(must(server, ['request', 'reject', other, '--message', 'Use Excel']).stdout, /ben@contoso\.example {2}rejected, by \S[^\n]*\n {4}Use Excel\n$/);
    assert.deepEqual(states(other), ['rejected', 'rejected']);
    must(server, ['request', 'reject', other], 1);
  });
  await t.test('who may ask, and for what', () => {
    assert.equal(must(server, ['request', 'settings']).stdout, '  Own process        no\n  Self-service       none\n');
    assert.match(must(server, ['request', 'settings', '--own-process', 'yes', '--message', 'Ask the desk', '--link', 'https://desk.example', '--dry-run']).stdout, /Own process +yes\n[^]*Nothing was changed/);
    assert.match(must(server, ['request', 'settings']).stdout, /Own process +no\n/);
    must(server, ['request', 'settings', '--own-process', 'yes', '--message', 'Ask the desk', '--link', 'https://desk.example']);
    const changed = read(server, ['request', 'settings', '--self-service', 'Visio Plan 2', '--self-service', 'POWER_BI_PRO', '--link', '']);
    assert.deepEqual(changed.ownProcess, { enabled: true, message: 'Ask the desk', link: null });
    assert.deepEqual(changed.selfServiceProducts.map(({ skuPartNumber }) => skuPartNumber).sort(), ['POWER_BI_PRO', 'VISIOCLIENT']);
    assert.deepEqual(read(server, ['request', 'settings', '--no-self-service']).selfServiceProducts, []);
    assert.match(must(server, ['request', 'settings', '--self-service', 'x', '--no-self-service'], 2).stderr, /Choose one of/);
    must(server, ['request', 'settings', '--link', 'ftp://x'], 1);
  });
  assertSound(server.db);
});

test('R-75: user delete --drop-seat', async (t) => {
  const server = await startServer(t);
  const bought = await server.buy('VISIOCLIENT', 2);
  const [ann, ben] = [await server.addUser('ann'), await server.addUser('ben')];
  await server.assign(ann.id, [sku.VISIOCLIENT]);
  await server.assign(ben.id, [sku.VISIOCLIENT]);
  const seats = async () => (await server.get('/v1.0/subscribedSkus')).body.value[0].prepaidUnits.enabled;

  const rehearsed = must(server, ['user', 'delete', 'ann@contoso.example', '--drop-seat', bought.id, '--dry-run']).stdout;
  assert.match(rehearsed, /^ann@contoso\.example {2}would be deleted\n {4}seats {5}subscription \S+: 2 before, 1 after\n/);
  assert.equal(await seats(), 2);
  const { results } = read(server, ['user', 'delete', 'ann@contoso.example', '--drop-seat', bought.id]);
  assert.deepEqual([results[0].outcome, results[0].subscriptions], ['done', [{ id: bought.id, licensesBefore: 2, licensesAfter: 1 }]]);
  assert.equal(await seats(), 1);
  const cas = await server.addUser('cas');
  const mixed = must(server, ['user', 'delete', cas.id, ben.id, '--drop-seat', bought.id], 1).stdout;
  assert.match(mixed, /refused: /, 'Cas has no seat to give up, and stays');
  assert.match(mixed, /2 users: 1 done, 1 refused/);
  assert.equal((await server.get(`/v1.0/users/${cas.id}`)).status, 200);
  assert.equal((await server.get(`/v1.0/users/${ben.id}`)).status, 404);
  must(server, ['user', 'delete', cas.id, '--drop-seat', 'x'], 1);
  assertSound(server.db);
});
