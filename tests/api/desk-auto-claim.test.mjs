// Licences that people get by themselves when they first sign in to an application: the policy, claiming, what became of it.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { letPeopleIn, tokenOfApplication, tokenOfPerson } from '../lib/callers.mjs';
import { change } from '../lib/changes.mjs';
import { day, startWithClock } from '../lib/clock.mjs';
import { sql } from '../lib/database.mjs';
import { addGroup, license, paths } from '../lib/groups.mjs';
import { assertSound, sku, startServer } from '../lib/licentia.mjs';
import { approve, authorize, pkce, post, register, token } from '../lib/oauth.mjs';
import { addPerson, password, signedIn } from '../lib/people.mjs';

const { VISIOCLIENT: VISIO, POWER_BI_PRO: BI, ENTERPRISEPACK: E3, STANDARDPACK: E1 } = sku;
const policyPath = '/api/v1/autoClaimPolicy';
const direct = (skuId, state = 'Active') => ({ [`${skuId} direct`]: state });
const product = (skuId, disabledPlans = []) => ({ skuId, disabledPlans });

/** An organisation with an application that people sign in to, one seat of Visio and two of Power BI. */
async function office(t, start = startServer) {
  const server = await start(t);
  await server.buy('VISIOCLIENT', 1);
  await server.buy('POWER_BI_PRO', 2);
  const app = await letPeopleIn(server, ['User.Read']);
  return {
    server,
    app,
    set: (body, options) => server.patch(policyPath, body, options),
    policy: async () => (await server.get(policyPath)).body,
    claims: async (days = 30) => (await server.get(`${policyPath}/claims?days=${days}`)).body.value,
    report: async () => Object.fromEntries((await server.get(`${policyPath}/report`)).body.value.map(({ outcome, sku: found, windows }) =>
      [found?.displayName ?? outcome, windows.map(({ count }) => count)])),
    enter: (alias, application = app) => tokenOfPerson(server, alias, application),
    first: { displayName: 'For all', enabled: true, application: app.appId, products: [product(VISIO), product(BI)] },
  };
}

const refused = ({ status, body }) => [status, body.error.details?.[0]?.target ?? null];
const shown = (claim) => [claim.user.userPrincipalName.split('@')[0], claim.outcome, claim.sku?.skuId ?? null, claim.reasons.map(({ skuId, code }) => [skuId, code])];

test('R-93 the policy: one, off at first, with a primary product and up to four backups', async (t) => {
  const { server, app, set, policy, first } = await office(t);
  const none = { id: null, displayName: null, enabled: false, application: null, products: [], createdDateTime: null };
  const kinds = async () => (await server.get('/api/v1/operations?$top=1')).body.value[0];

  await t.test('there is none at first; what a new one needs is said', async () => {
    assert.deepEqual(await policy(), none);
    for (const [body, target] of [[{}, 'displayName'], [{ enabled: true }, 'displayName'], [{ displayName: 'x', products: first.products }, 'application'], [{ displayName: 'x', application: app.appId }, 'products']]) {
      const answer = await set(body);
      assert.deepEqual(refused(answer), [400, target], JSON.stringify(body));
      assert.match(answer.body.error.message, /^There is no auto-claim policy yet: a new one needs displayName, application and products\.$/);
    }
    assert.equal((await server.delete(policyPath)).status, 404);
    assert.deepEqual(await policy(), none);
  });
  await t.test('a rehearsal shows it, and makes nothing', async () => {
    const { status, body } = await set(first, { headers: { Prefer: 'validate-only' } });
    assert.deepEqual([status, body.products.map((item) => [item.skuId, item.available])], [200, [[VISIO, 1], [BI, 2]]]);
    assert.deepEqual(await policy(), none);
  });
  await t.test('it is made, off unless told otherwise, and the ledger has it', async () => {
    const plan = (await server.get('/api/v1/catalog/skus/VISIOCLIENT')).body.servicePlans.find((item) => item.appliesTo === 'User').servicePlanId;
    const { enabled, ...body } = first;
    assert.equal(enabled, true);
    const answer = await set({ ...body, products: [product(VISIO, [plan])] });
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual([answer.body.enabled, answer.body.displayName, answer.body.application, answer.body.products.map((item) => [item.displayName, item.disabledPlans])],
      [false, 'For all', { id: app.objectId, appId: app.appId, displayName: 'Test app' }, [['Visio Plan 2', [plan]]]]);
    assert.deepEqual(await policy(), answer.body);
    const operation = await kinds();
    assert.deepEqual([operation.kind, operation.target], ['autoClaimPolicyUpdate', 'For all']);
    const [{ kind, properties }] = (await server.get(`/api/v1/operations/${operation.id}/changes`)).body.value;
    assert.deepEqual([kind, properties.enabled, properties.application.old, properties.products.new], ['organization', { old: null, new: false }, null, [product(VISIO, [plan])]]);
    const [entry] = (await server.get("/v1.0/auditLogs/directoryAudits?$filter=activityDisplayName eq 'Update auto-claim policy'")).body.value;
    assert.equal(entry.result, 'success');
  });
  await t.test('what is left out stays; nothing changed is no operation', async () => {
    const before = await policy();
    const { number } = await kinds();
    assert.deepEqual((await set({ displayName: 'For all' })).body, before);
    assert.equal((await kinds()).number, number);
    const { body } = await set({ enabled: true, application: app.objectId });
    assert.deepEqual(body, { ...before, enabled: true });
    assert.deepEqual((await set({ products: [product(BI), product(VISIO)] })).body.products.map((item) => item.skuId), [BI, VISIO], 'the order counts');
    assert.notEqual((await kinds()).number, number);
  });
  await t.test('what is wrong is said, and changes nothing', async () => {
    const before = await policy();
    const other = '11111111-2222-4333-8444-555555555555';
    const company = (await server.get('/api/v1/catalog/skus')).body.value.find((item) => item.appliesTo === 'Company');
    const list = [
      [{ products: [] }, 400, 'products', /at least one product/],
      [{ products: Array.from({ length: 6 }, () => product(VISIO)) }, 400, 'products', /one primary product and at most 4 backups/],
      [{ products: [product(VISIO), product(BI), product(VISIO)] }, 400, 'products/2/skuId', /Visio Plan 2 is named more than once/],
      [{ products: [product(other)] }, 400, 'products/0/skuId', /There is no product/],
      [{ products: [product(E3)] }, 400, 'products/0/skuId', /has no licences of Office 365 E3: buy some first/],
      [{ products: [product(VISIO, [other])] }, 400, 'products/0/disabledPlans/0', /Visio Plan 2 has no service plan/],
      [{ products: [product('x')] }, 400, 'products/0/skuId', /./],
      [{ products: ['x'] }, 400, 'products/0', /./],
      ...(company === undefined ? [] : [[{ products: [product(company.skuId)] }, 400, 'products/0/skuId', /works for the whole organisation/]]),
      [{ application: other }, 404, 'application', /There is no application/],
      [{ application: 'x' }, 404, 'application', /There is no application 'x'/],
      [{ displayName: '' }, 400, 'displayName', /1 to 256 characters/],
      [{ displayName: 'x'.repeat(257) }, 400, 'displayName', /1 to 256 characters/],
      [{ displayName: 'a\nb' }, 400, 'displayName', /control character/],
      [{ displayName: null }, 400, 'displayName', /./],
      [{ enabled: 'yes' }, 400, 'enabled', /./],
      [{ colour: 'red' }, 400, 'colour', /./],
    ];
    for (const [body, status, target, words] of list) {
      const answer = await set(body);
      assert.deepEqual(refused(answer), [status, target], `${JSON.stringify(body).slice(0, 80)}: ${answer.text}`);
      assert.match(answer.body.error.message, words);
    }
    assert.deepEqual(await policy(), before);
    assert.deepEqual(refused(await server.get(`${policyPath}/claims?days=2`)), [400, 'days']);
    assert.deepEqual(refused(await server.get(`${policyPath}/claims?days=x`)), [400, 'days']);
  });
  await t.test('an application that is deleted is shown as gone, and the policy is not turned on for nobody', async () => {
    const gone = await register(server, { displayName: 'Gone', isPublicClient: true, secret: false });
    assert.equal((await set({ application: gone.appId, enabled: false })).status, 200);
    assert.equal((await server.delete(`/api/v1/applications/${gone.objectId}`)).status, 204);
    assert.equal((await policy()).application, null);
    assert.deepEqual(refused(await set({ enabled: true })), [400, 'application']);
    assert.equal((await set({ displayName: 'Still there' })).status, 200);
    assert.equal((await set({ enabled: true, application: app.appId })).status, 200);
  });
  await t.test('it is deleted', async () => {
    assert.equal((await server.delete(policyPath)).status, 204);
    assert.deepEqual(await policy(), none);
    assert.equal((await kinds()).kind, 'autoClaimPolicyDelete');
  });
  assertSound(server.db);
});

test('R-93 claiming', async (t) => {
  const { server, app, set, claims, report, enter, first } = await office(t);
  const people = {};
  for (const alias of ['ann', 'ben', 'cas', 'dan', 'eva', 'fay', 'gus', 'hal', 'ida']) {
    people[alias] = await addPerson(server, alias);
  }
  const has = (alias) => paths(server, people[alias]);

  await t.test('nobody does while the policy is off', async () => {
    assert.equal((await set({ ...first, enabled: false })).status, 200);
    await enter('ida');
    assert.deepEqual(await has('ida'), {});
    assert.deepEqual(await claims(), []);
    assert.equal((await set({ enabled: true })).status, 200);
  });
  await t.test('who signs in to the application for the first time gets the primary product', async () => {
    await enter('ann');
    assert.deepEqual(await has('ann'), direct(VISIO));
    const [claim] = await claims();
    assert.deepEqual([shown(claim), claim.application, claim.user.id], [['ann', 'claimed', VISIO, []], { id: app.objectId, displayName: 'Test app' }, people.ann.id]);
  });
  await t.test('R-95 the ledger has it as his own doing, by the application', async () => {
    const [operation] = (await server.get('/api/v1/operations?$top=1')).body.value;
    assert.deepEqual([operation.kind, operation.target, operation.actor.kind, operation.actor.name], ['autoClaim', 'ann@contoso.example', 'user', 'ann@contoso.example']);
    const [{ kind, user, skuId }] = (await server.get(`/api/v1/operations/${operation.id}/changes`)).body.value;
    assert.deepEqual([kind, user.id, skuId], ['licensePath', people.ann.id, VISIO]);
    const [entry] = (await server.get(`/v1.0/auditLogs/directoryAudits?$filter=targetResources/any(t:t/id eq '${people.ann.id}')&$top=1`)).body.value;
    assert.deepEqual([entry.activityDisplayName, entry.category, entry.result], ['Claim license automatically', 'UserManagement', 'success']);
  });
  await t.test('another application is none of it', async () => {
    const other = await register(server, { displayName: 'Other', isPublicClient: true, secret: false, delegated: ['User.Read'] });
    await enter('ben', other);
    assert.deepEqual(await has('ben'), {});
  });
  await t.test('the primary product is exhausted: the next backup, and the report says why', async () => {
    await enter('ben');
    assert.deepEqual(await has('ben'), direct(BI));
    const [claim] = await claims();
    assert.deepEqual(shown(claim), ['ben', 'claimed', BI, [[VISIO, 'CountViolation']]]);
    assert.match(claim.reasons[0].message, /does not have any available licenses/);
    assert.equal(claim.reasons[0].displayName, 'Visio Plan 2');
  });
  await t.test('none is left: the sign-in goes on all the same, and a later one tries again', async () => {
    await enter('cas');
    assert.deepEqual(await has('cas'), direct(BI));
    assert.ok(await enter('dan'));
    assert.ok(await enter('dan'));
    assert.deepEqual(await has('dan'), {});
    const found = (await claims()).map(shown);
    assert.deepEqual(found[0], ['dan', 'failed', null, [[VISIO, 'CountViolation'], [BI, 'CountViolation']]]);
    assert.equal(found.length, 4, 'a line each person');
    assert.deepEqual(await report(), { 'Visio Plan 2': [1, 1, 1, 1], 'Power BI Pro': [2, 2, 2, 2], failed: [1, 1, 1, 1] });
    await server.buy('POWER_BI_PRO', 10);
    await enter('dan');
    assert.deepEqual(await has('dan'), direct(BI));
    assert.deepEqual(await report(), { 'Visio Plan 2': [1, 1, 1, 1], 'Power BI Pro': [3, 3, 3, 3] });
  });
  await t.test('what an administrator took away is not given again', async () => {
    assert.equal((await server.assign(people.ann.id, [], [VISIO])).status, 200);
    await enter('ann');
    assert.deepEqual(await has('ann'), {});
    assert.equal((await server.pool(VISIO)).consumedUnits, 0);
  });
  await t.test('who has one of the products, directly or by a group, claims nothing, also when it is gone later', async () => {
    assert.equal((await server.assign(people.eva.id, [BI])).status, 200);
    await license(server, await addGroup(server, 'Reporting', [people.fay]), [BI]);
    const before = (await claims()).length;
    const group = (await has('fay'));
    await enter('eva');
    await enter('fay');
    assert.deepEqual([await has('eva'), await has('fay'), (await claims()).length], [direct(BI), group, before]);
    assert.equal((await server.assign(people.eva.id, [], [BI])).status, 200);
    await enter('eva');
    assert.deepEqual(await has('eva'), {});
  });
  await t.test('a service that the policy turns off is off', async () => {
    const plan = (await server.get('/api/v1/catalog/skus/VISIOCLIENT')).body.servicePlans.find((item) => item.appliesTo === 'User').servicePlanId;
    await set({ products: [product(VISIO, [plan]), product(BI)] });
    await enter('gus');
    const { assignedLicenses } = (await server.get(`/v1.0/users/${people.gus.id}?$select=assignedLicenses`)).body;
    assert.deepEqual(assignedLicenses, [product(VISIO, [plan])]);
  });
  await t.test('a program in its own name claims nothing', async () => {
    const own = await register(server, { own: ['User.Read.All'] });
    await set({ application: own.appId });
    await tokenOfApplication(server, { ...own, appId: own.appId, secret: own.secret });
    await set({ application: app.appId });
  });
  await t.test('turning the policy off, changing and deleting it takes nothing; who claimed does not claim again', async () => {
    const held = [await has('ben'), await has('gus')];
    await set({ enabled: false });
    await set({ enabled: true, products: [product(VISIO)] });
    assert.equal((await server.delete(policyPath)).status, 204);
    assert.deepEqual([await has('ben'), await has('gus')], held);
    assert.equal((await claims()).length, 5, 'the report stays');
    assert.equal((await server.assign(people.gus.id, [], [VISIO])).status, 200);
    await set({ ...first, displayName: 'Anew' });
    await enter('gus');
    assert.deepEqual(await has('gus'), {});
  });
  await t.test('an undo takes the licence back for good', async () => {
    await enter('hal');
    assert.deepEqual(await has('hal'), direct(VISIO));
    const [operation] = (await server.get('/api/v1/operations?$top=1')).body.value;
    assert.equal((await change(server, undefined, { path: `/api/v1/operations/${operation.id}/undo` })).state, 'finished');
    assert.deepEqual(await has('hal'), {});
    await enter('hal');
    assert.deepEqual(await has('hal'), {});
  });
  await t.test('a deleted application: nobody claims', async () => {
    const gone = await register(server, { displayName: 'Gone', isPublicClient: true, secret: false, delegated: ['User.Read'] });
    await set({ application: gone.appId });
    await server.delete(`/api/v1/applications/${gone.objectId}`);
    assert.ok(await enter('ida'));
    assert.deepEqual(await has('ida'), {});
  });
  await t.test('a person who is removed for good leaves the report', async () => {
    assert.equal((await server.delete(`/v1.0/users/${people.ben.id}`)).status, 204);
    assert.deepEqual((await claims()).filter((claim) => claim.user.id === people.ben.id).map((claim) => claim.user.isDeleted), [true]);
    assert.equal((await server.delete(`/v1.0/directory/deletedItems/${people.ben.id}`)).status, 204);
    assert.deepEqual((await claims()).filter((claim) => claim.user.id === people.ben.id), []);
  });
  assertSound(server.db);
});

test('R-93 whatever else speaks against a product: the next one, and the sign-in goes on', async (t) => {
  const { server, set, claims, enter, first } = await office(t);
  const other = await server.buy('ENTERPRISEPACK', 5);
  await server.buy('STANDARDPACK', 5);

  await t.test('no usage location: nothing can be given', async () => {
    const ann = await addPerson(server, 'ann', { usageLocation: null });
    await set(first);
    assert.ok(await enter('ann'));
    const [claim] = await claims();
    assert.deepEqual([claim.outcome, claim.sku, claim.reasons.map(({ skuId }) => skuId)], ['failed', null, [VISIO, BI]]);
    assert.match(claim.reasons[0].message, /invalid usage location/);
    assert.match(claim.reasons[0].remedy, /usageLocation/);
    assert.equal((await server.patch(`/v1.0/users/${ann.id}`, { usageLocation: 'NL' })).status, 204);
    await enter('ann');
    assert.deepEqual(await paths(server, ann), direct(VISIO));
  });
  await t.test('services that exclude each other: the backup', async () => {
    const ben = await addPerson(server, 'ben');
    assert.equal((await server.assign(ben.id, [E1])).status, 200);
    await set({ products: [product(E3), product(BI)] });
    await enter('ben');
    assert.deepEqual(await paths(server, ben), { ...direct(E1), ...direct(BI) });
    assert.deepEqual(shown((await claims())[0]), ['ben', 'claimed', BI, [[E3, 'MutuallyExclusiveViolation']]]);
  });
  await t.test('a product whose purchase is gone: the backup', async () => {
    const cas = await addPerson(server, 'cas');
    const deleted = await server.delete(`/api/v1/subscriptions/${other.id}`);
    assert.ok([200, 204].includes(deleted.status), deleted.text);
    await enter('cas');
    assert.deepEqual(await paths(server, cas), direct(BI));
    const { reasons } = (await claims())[0];
    assert.deepEqual([reasons[0].skuId, reasons.length], [E3, 1]);
  });
  assertSound(server.db);
});

test('R-93 every way to sign in counts, a refresh does not', async (t) => {
  const { server, set, claims, first } = await office(t);
  await server.buy('VISIOCLIENT', 9);
  const app = await register(server, { displayName: 'Pages', isPublicClient: true, secret: false, redirectUris: [{ uri: 'http://localhost:53682', kind: 'publicClient' }], delegated: ['User.Read'] });
  await set({ ...first, enabled: false, application: app.appId });
  const scope = 'openid offline_access User.Read';
  const people = {};
  for (const alias of ['ann', 'ben', 'cas']) {
    people[alias] = await addPerson(server, alias);
  }
  const enterBy = async (alias) => {
    const browser = await signedIn(server, alias);
    const { verifier, challenge } = pkce();
    const { code } = await authorize(server, browser, app, { code_challenge: challenge, code_challenge_method: 'S256' });
    return token(server, { grant_type: 'authorization_code', client_id: app.id, code, redirect_uri: 'http://localhost:53682', code_verifier: verifier });
  };

  const early = await enterBy('cas');
  assert.equal(early.status, 200, early.text);
  await set({ enabled: true });
  await t.test('an authorization code', async () => {
    const answer = await enterBy('ann');
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.headers.get('licentia-operation'), null, 'the application is told of tokens alone');
    assert.deepEqual(await paths(server, people.ann), direct(VISIO));
  });
  await t.test('a device', async () => {
    const { body } = await post(server, `/${server.tenantId}/oauth2/v2.0/devicecode`, { client_id: app.id, scope });
    await approve(await signedIn(server, 'ben'), body.user_code);
    const answer = await token(server, { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', client_id: app.id, device_code: body.device_code });
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual(await paths(server, people.ben), direct(VISIO));
  });
  await t.test('a refresh token is no sign-in; the next password is', async () => {
    const answer = await token(server, { grant_type: 'refresh_token', client_id: app.id, refresh_token: early.body.refresh_token });
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual(await paths(server, people.cas), {});
    const wrong = await token(server, { grant_type: 'password', client_id: app.id, scope, username: 'cas@contoso.example', password: `${password}x` });
    assert.equal(wrong.status, 400);
    assert.deepEqual(await paths(server, people.cas), {});
    assert.equal((await token(server, { grant_type: 'password', client_id: app.id, scope, username: 'cas@contoso.example', password })).status, 200);
    assert.deepEqual(await paths(server, people.cas), direct(VISIO));
  });
  assert.deepEqual((await claims()).map(({ user }) => user.userPrincipalName.split('@')[0]), ['cas', 'ben', 'ann']);
  assertSound(server.db);
});

test('R-93 the report: windows of 1, 7, 30 and 90 days, page by page', async (t) => {
  const { server, set, claims, report, enter, first } = await office(t, startWithClock);
  await server.buy('VISIOCLIENT', 9, { endDate: server.clock.date(800) });
  await set(first);
  const ages = [100, 60, 20, 3, 0];
  for (const [index, age] of ages.entries()) {
    const alias = `p${index}`;
    await addPerson(server, alias);
    await enter(alias);
    sql(server, `UPDATE auto_claim SET at_ms = at_ms - ${age * day} WHERE user_id = (SELECT id FROM app_user WHERE upn = '${alias}@contoso.example')`);
  }
  for (const [days, expected] of [[1, ['p4']], [7, ['p4', 'p3']], [30, ['p4', 'p3', 'p2']], [90, ['p4', 'p3', 'p2', 'p1']]]) {
    assert.deepEqual((await claims(days)).map((claim) => claim.user.userPrincipalName.split('@')[0]), expected, `${days} days`);
  }
  assert.deepEqual(await report(), { 'Visio Plan 2': [1, 2, 3, 4] });
  const seen = [];
  let next = `${policyPath}/claims?days=90&$top=3`;
  while (next !== undefined) {
    const { body } = await server.get(next);
    seen.push(...body.value.map((claim) => claim.user.userPrincipalName.split('@')[0]));
    next = body['@odata.nextLink'];
  }
  assert.deepEqual(seen, ['p4', 'p3', 'p2', 'p1']);
});

test('R-94 a Global Administrator alone changes the policy; whoever sees licenses reads it', async (t) => {
  const { server, set, first } = await office(t);
  for (const role of ['License Administrator', 'User Administrator', 'Billing Administrator', 'Global Reader']) {
    const options = { token: (await server.post('/api/v1/tokens', { name: role, role })).body.token };
    for (const answer of [await set(first, options), await server.delete(policyPath, options)]) {
      assert.equal(answer.status, 403, `${role}: ${answer.text}`);
    }
    for (const path of ['', '/claims', '/report']) {
      assert.equal((await server.get(policyPath + path, options)).status, 200);
    }
  }
  assert.equal((await set(first)).status, 200);
  const program = await register(server, { own: ['Organization.ReadWrite.All'] });
  const options = { token: await tokenOfApplication(server, program) };
  assert.equal((await set({ enabled: false }, options)).status, 403, 'what gives licenses takes the right to give them');
});
