// Groups in the shape of Graph: what they are, who is in them, and what they give.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { addGroup, join, leave, license, path, paths, reference, settled } from '../lib/groups.mjs';
import { assertSound, sku, startServer } from '../lib/licentia.mjs';

const idsOf = (answer) => answer.body.value.map((item) => item.id);

test('groups themselves', async (t) => {
  const server = await startServer(t);
  const ann = await server.addUser('ann');
  const ben = await server.addUser('ben');

  await t.test('making one answers 201, Location and Graph\'s properties', async () => {
    const answer = await server.post('/v1.0/groups', {
      displayName: 'Sales', mailNickname: 'sales', mailEnabled: false, securityEnabled: true, description: 'Who sells', groupTypes: [], resourceBehaviorOptions: [],
    });
    assert.equal(answer.status, 201, answer.text);
    assert.equal(answer.headers.get('location'), `${server.url}/v1.0/groups/${answer.body.id}`);
    const { '@odata.context': context, id, createdDateTime, renewedDateTime, ...rest } = answer.body;
    assert.equal(context, `${server.url}/v1.0/$metadata#groups/$entity`);
    assert.match(id, /^[0-9a-f-]{36}$/);
    assert.equal(createdDateTime, renewedDateTime);
    assert.deepEqual(rest, {
      deletedDateTime: null, classification: null, creationOptions: [], description: 'Who sells', displayName: 'Sales', expirationDateTime: null, groupTypes: [],
      isAssignableToRole: null, mail: null, mailEnabled: false, mailNickname: 'sales', membershipRule: null, membershipRuleProcessingState: null,
      onPremisesSyncEnabled: null, preferredDataLocation: null, preferredLanguage: null, proxyAddresses: [], resourceBehaviorOptions: [],
      resourceProvisioningOptions: [], securityEnabled: true, theme: null, uniqueName: null, visibility: null,
    });
  });

  await t.test('a Microsoft 365 group has an address', async () => {
    const { body } = await server.post('/v1.0/groups', { displayName: 'Team', mailNickName: 'team', mailEnabled: true, securityEnabled: false, groupTypes: ['Unified'], visibility: 'Public' });
    assert.deepEqual([body.groupTypes, body.mail, body.proxyAddresses, body.visibility], [['Unified'], 'team@contoso.example', ['SMTP:team@contoso.example'], 'Public']);
  });

  await t.test('bad ones are refused by name', async () => {
    const good = { displayName: 'X', mailNickname: 'x', mailEnabled: false, securityEnabled: true };
    for (const [change, target] of [
      [{ displayName: undefined }, 'displayName'], [{ mailNickname: undefined }, 'mailNickname'], [{ mailEnabled: undefined }, 'mailEnabled'],
      [{ displayName: 'x'.repeat(257) }, 'displayName'], [{ mailNickname: 'a b' }, 'mailNickname'], [{ mailNickname: 'a@b' }, 'mailNickname'],
      [{ mailNickname: 'x'.repeat(65) }, 'mailNickname'], [{ securityEnabled: false }, 'securityEnabled'], [{ groupTypes: ['DynamicMembership'] }, 'groupTypes'],
      [{ groupTypes: ['Unified'] }, 'mailEnabled'], [{ visibility: 'Secret' }, 'visibility'], [{ isAssignableToRole: true }, 'isAssignableToRole'],
      [{ assignedLicenses: [] }, 'assignedLicenses'], [{ colour: 'red' }, 'colour'], [{ 'members@odata.bind': ['x'] }, 'members@odata.bind/0'],
      [{ 'memberOf@odata.bind': ['x'] }, 'memberOf@odata.bind'], [{ 'members@odata.bind': [], 'Members@odata.bind': [] }, 'Members@odata.bind'],
      [{ 'owners@odata.bind': 'x' }, 'owners@odata.bind'],
    ]) {
      const answer = await server.post('/v1.0/groups', { ...good, ...change });
      assert.equal(answer.status, 400, JSON.stringify(change));
      assert.equal(answer.body.error.details[0].target, target, answer.text);
    }
    const unknown = await server.post('/v1.0/groups', { ...good, 'members@odata.bind': [reference(server, '00000000-0000-4000-8000-000000000000')] });
    assert.equal(unknown.status, 404);
    assert.deepEqual((await server.get('/v1.0/groups?$select=displayName')).body.value.map((item) => item.displayName), ['Sales', 'Team'], 'nothing was made');
  });

  await t.test('by pages, with $select, and unknown Exchange properties', async () => {
    const first = await server.get('/v1.0/groups?$top=1&$select=id,displayName');
    assert.deepEqual(first.body.value.map((item) => item.displayName), ['Sales']);
    const second = await server.get(first.body['@odata.nextLink']);
    assert.deepEqual(second.body.value.map((item) => item.displayName), ['Team']);
    assert.equal(second.body['@odata.nextLink'], undefined);
    const one = await server.get(`/v1.0/groups/${first.body.value[0].id}?$select=allowExternalSenders,autoSubscribeNewMembers,hideFromAddressLists,hideFromOutlookClients,isSubscribedByMail`);
    assert.equal(one.body.allowExternalSenders, false);
    const select = await server.get(`/v1.0/groups/${first.body.value[0].id}?$select=assignedLicenses,licenseProcessingState`);
    assert.deepEqual([select.body.assignedLicenses, select.body.licenseProcessingState], [[], null]);
    assert.deepEqual((await server.get('/v1.0/groups?$filter=displayName eq \'x\'')).body.value, []);
    assert.equal((await server.get('/v1.0/groups/00000000-0000-4000-8000-000000000000')).status, 404);
  });

  await t.test('changing keeps what is absent; renewing', async () => {
    const group = await addGroup(server, 'Changing');
    assert.equal((await server.patch(`/v1.0/groups/${group.id}`, { description: 'new' })).status, 204);
    assert.equal((await server.patch(`/v1.0/groups/${group.id}`, { displayName: 'Changed', groupTypes: [] })).status, 204);
    assert.equal((await server.patch(`/v1.0/groups/${group.id}`, { groupTypes: ['Unified'] })).status, 400);
    assert.equal((await server.request('POST', `/v1.0/groups/${group.id}/renew/`, { body: '', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, raw: true })).status, 204);
    const { body } = await server.get(`/v1.0/groups/${group.id}`);
    assert.deepEqual([body.displayName, body.description], ['Changed', 'new']);
    assert.ok(body.renewedDateTime >= body.createdDateTime);
  });

  await t.test('members and owners: adding, twice, removing, twice', async () => {
    const group = await addGroup(server, 'Members');
    for (const list of ['members', 'owners']) {
      const url = `/v1.0/groups/${group.id}/${list}`;
      assert.equal((await server.post(`${url}/$ref`, { '@odata.id': reference(server, ann) })).status, 204);
      assert.equal((await server.post(`${url}/$ref`, { '@odata.id': `https://graph.microsoft.com/v1.0/users/${ben.id}` })).status, 204);
      const again = await server.post(`${url}/$ref`, { '@odata.id': reference(server, ann) });
      assert.equal(again.status, 400);
      assert.equal(again.body.error.message, `One or more added object references already exist for the following modified properties: '${list}'.`);
      assert.equal((await server.post(`${url}/$ref`, { '@odata.id': reference(server, server.tenantId) })).status, 404);
      assert.equal((await server.post(`${url}/$ref`, {})).status, 400);
      for (const address of [ann.id, `https://x/things/${ann.id}`, 'https://x/users/', "https://x/users('')", 7]) {
        const wrong = await server.post(`${url}/$ref`, { '@odata.id': address });
        assert.deepEqual([wrong.status, wrong.body.error.details[0].target], [400, '@odata.id'], String(address));
      }
      const all = await server.get(`${url}?$select=id,displayName,userPrincipalName,givenName,surname`);
      assert.deepEqual(all.body.value[0], { '@odata.type': '#microsoft.graph.user', userPrincipalName: 'ann@contoso.example', displayName: 'User ann', givenName: null, surname: null, id: ann.id });
      assert.deepEqual(idsOf(await server.get(`${url.replace(list, list[0].toUpperCase() + list.slice(1))}/microsoft.graph.user/?$select=id&%24top=999`)), [ann.id, ben.id]);
      assert.equal((await server.delete(`${url}/${ann.id}/$ref`)).status, 204);
      assert.equal((await server.delete(`${url}/${ann.id}/$ref`)).status, 404);
      assert.deepEqual(idsOf(await server.get(url)), [ben.id]);
    }
    const none = await server.get(`/v1.0/groups/${group.id}/members`, { headers: { Accept: 'application/json;odata.metadata=none' } });
    assert.equal(none.body.value[0]['@odata.type'], undefined);
  });

  await t.test('binding up to 20 each, all or nothing', async () => {
    const group = await addGroup(server, 'Binding');
    const users = [];
    for (let i = 0; i < 21; i++) {
      users.push(await server.addUser(`bind${i}`));
    }
    const bind = (list, objects) => server.patch(`/v1.0/groups/${group.id}`, { [`${list}@odata.bind`]: objects.map((object) => reference(server, object)) });
    assert.equal((await bind('members', users)).status, 400, '21');
    assert.equal((await bind('members', users.slice(0, 20))).status, 204);
    assert.equal((await bind('owners', users.slice(0, 20))).status, 204);
    assert.equal((await bind('members', [users[20], users[0]])).status, 400, 'one is there');
    assert.equal((await server.get(`/v1.0/groups/${group.id}/members`)).body.value.length, 20, 'and so none came');
    const page = await server.get(`/v1.0/groups/${group.id}/members?$top=15`);
    assert.equal((await server.get(page.body['@odata.nextLink'])).body.value.length, 5);
  });

  await t.test('D-17 groups in groups: casts, transitive lists, and no circles', async () => {
    const inner = await addGroup(server, 'Inner', [ann]);
    const middle = await addGroup(server, 'Middle', [inner]);
    const outer = await addGroup(server, 'Outer', [middle, ben]);
    assert.deepEqual(idsOf(await server.get(`/v1.0/groups/${outer.id}/members`)), [ben.id, middle.id]);
    assert.deepEqual(idsOf(await server.get(`/v1.0/groups/${outer.id}/members/graph.group`)), [middle.id]);
    assert.deepEqual(idsOf(await server.get(`/v1.0/groups/${outer.id}/transitiveMembers`)).sort(), [ann.id, ben.id, inner.id, middle.id].sort());
    assert.deepEqual(idsOf(await server.get(`/v1.0/groups/${outer.id}/transitiveMembers/microsoft.graph.user`)), [ann.id, ben.id]);
    assert.deepEqual(idsOf(await server.get(`/v1.0/groups/${inner.id}/memberOf`)), [middle.id]);
    assert.deepEqual(idsOf(await server.get(`/v1.0/groups/${inner.id}/transitiveMemberOf`)), [middle.id, outer.id]);
    assert.ok(idsOf(await server.get(`/v1.0/users/${ann.id}/memberOf`)).includes(inner.id));
    assert.equal((await server.get(`/v1.0/users/${ann.id}/memberOf/microsoft.graph.user`)).body.value.length, 0);
    const transitive = await server.get('/v1.0/users/ann@contoso.example/transitiveMemberOf/microsoft.graph.group?$select=displayName');
    assert.deepEqual(transitive.body.value.map((item) => item.displayName).sort(), ['Inner', 'Middle', 'Outer']);
    for (const [into, what] of [[inner, outer], [inner, middle], [inner, inner]]) {
      const answer = await join(server, into, what);
      assert.equal(answer.status, 400, answer.text);
      assert.match(answer.body.error.message, /would contain itself/);
    }
    const many = (address, body) => server.post(`/v1.0/${address}`, body);
    const expected = [inner.id, middle.id, outer.id].sort();
    for (const start of [`users/${ann.id}`, `directoryObjects/${ann.id}`]) {
      const groups = await many(`${start}/getMemberGroups`, { securityEnabledOnly: false });
      assert.equal(groups.status, 200, groups.text);
      assert.deepEqual(groups.body.value.slice().sort(), expected);
      assert.deepEqual((await many(`${start}/getMemberObjects`, { securityEnabledOnly: true })).body.value.sort(), expected);
      assert.deepEqual((await many(`${start}/checkMemberGroups`, { groupIds: [outer.id, server.tenantId] })).body.value, [outer.id]);
    }
    assert.deepEqual((await many(`groups/${inner.id}/getMemberGroups`, { securityEnabledOnly: false })).body.value, [middle.id, outer.id]);
    assert.equal((await many(`users/${ann.id}/getMemberGroups`, {})).status, 400);
    assert.equal((await many(`users/${ann.id}/checkMemberGroups`, { groupIds: Array(21).fill(outer.id) })).status, 400);
  });

  await t.test('directory objects', async () => {
    const group = await addGroup(server, 'Object');
    const one = await server.get(`/v1.0/directoryObjects/${ann.id}`);
    assert.deepEqual([one.body['@odata.type'], one.body.displayName], ['#microsoft.graph.user', 'User ann']);
    assert.equal((await server.get(`/v1.0/directoryObjects/${group.id}?$select=displayName,groupTypes`)).body.displayName, 'Object');
    assert.equal((await server.get(`/v1.0/directoryObjects/${server.tenantId}`)).status, 404);
    const ids = [group.id, ann.id, server.tenantId];
    const all = await server.post('/v1.0/directoryObjects/getByIds', { ids, types: ['user', 'group', 'servicePrincipal', 'directoryObjectPartnerReference'] });
    assert.deepEqual(all.body.value.map((item) => [item['@odata.type'], item.displayName]), [['#microsoft.graph.group', 'Object'], ['#microsoft.graph.user', 'User ann']]);
    assert.deepEqual((await server.post('/v1.0/directoryObjects/getByIds', { ids, types: ['group'] })).body.value.map((item) => item.id), [group.id]);
  });

  await t.test('deleting: a security group at once, a Microsoft 365 group to the deleted items', async () => {
    const plain = await addGroup(server, 'Plain', [ann]);
    const team = await addGroup(server, 'Team2', [ann], { mailEnabled: true, groupTypes: ['Unified'] });
    for (const group of [plain, team]) {
      assert.equal((await server.delete(`/v1.0/groups/${group.id}`)).status, 204);
      assert.equal((await server.get(`/v1.0/groups/${group.id}`)).status, 404);
      assert.equal((await join(server, group, ben)).status, 404);
    }
    assert.ok(!idsOf(await server.get(`/v1.0/users/${ann.id}/memberOf`)).some((id) => [plain.id, team.id].includes(id)));
    for (const cast of ['microsoft.graph.group', 'graph.group']) {
      const { body } = await server.get(`/v1.0/directory/deletedItems/${cast}`);
      assert.deepEqual(body.value.map((item) => [item.id, item['@odata.type']]), [[team.id, '#microsoft.graph.group']]);
      assert.ok(body.value[0].deletedDateTime);
    }
    assert.equal((await server.get(`/v1.0/directory/deletedItems/${team.id}`)).body.displayName, 'Team2');
    assert.equal((await server.post(`/v1.0/directory/deletedItems/${plain.id}/restore`)).status, 404);
    const restored = await server.post(`/v1.0/directory/deletedItems/${team.id}/restore`, {});
    assert.deepEqual([restored.status, restored.body.id, restored.body.deletedDateTime], [200, team.id, null]);
    assert.deepEqual(idsOf(await server.get(`/v1.0/groups/${team.id}/members`)), [ann.id], 'with its members');
    await server.delete(`/v1.0/groups/${team.id}`);
    assert.equal((await server.delete(`/v1.0/directory/deletedItems/${team.id}`)).status, 204);
    assert.equal((await server.get(`/v1.0/directory/deletedItems/${team.id}`)).status, 404);
  });
  assertSound(server.db);
});

test('what groups give', async (t) => {
  const server = await startServer(t);
  await server.buy('ENTERPRISEPACK', 20);
  await server.buy('STANDARDPACK', 20);
  await server.buy('VISIOCLIENT', 20);
  const plansOf = async (product) => Object.fromEntries((await server.get(`/api/v1/catalog/skus/${product}`)).body.servicePlans
    .map((plan) => [plan.servicePlanName, plan.servicePlanId]));
  const e3 = await plansOf('ENTERPRISEPACK');
  let next = 0;
  const person = (more) => server.addUser(`p${next++}`, more);
  const { ENTERPRISEPACK: E3, STANDARDPACK: E1, VISIOCLIENT: VISIO, POWER_BI_PRO: PBI } = sku;
  const held = async (user) => (await server.get(`/v1.0/users/${user.id}?$select=assignedLicenses`)).body.assignedLicenses.map((item) => item.skuId).sort();

  await t.test('A-02, G-11, G-18 assignLicense answers 202, and members have it', async () => {
    const ann = await person();
    const group = await addGroup(server, 'A02', [ann]);
    const answer = await server.post(`/v1.0/groups/${group.id}/assignLicense`, { addLicenses: [{ skuId: E3, disabledPlans: [e3.SWAY] }], removeLicenses: [] });
    assert.equal(answer.status, 202, answer.text);
    assert.equal(answer.headers.get('location'), `${server.url}/v1.0/groups/${group.id}`);
    assert.equal(answer.body.id, group.id);
    assert.deepEqual(answer.body.assignedLicenses, [{ skuId: E3, disabledPlans: [e3.SWAY] }]);
    assert.equal(answer.body.licenseProcessingState.state, 'QueuedForProcessing');
    await settled(server, group);
    assert.deepEqual((await server.get(`/v1.0/groups/${group.id}?$select=licenseProcessingState`)).body.licenseProcessingState, { state: 'ProcessingComplete' });
    const missing = await server.post(`/v1.0/groups/${group.id}/assignLicense`, { addLicenses: [], removeLicenses: [E1] });
    assert.equal(missing.status, 400);
    assert.equal(missing.body.error.message, 'User does not have a corresponding license.', 'the organisation owns it, the group does not give it');
    const { body } = await server.get(`/v1.0/users/${ann.id}?$select=assignedLicenses,licenseAssignmentStates`);
    assert.deepEqual(body.assignedLicenses, [{ skuId: E3, disabledPlans: [e3.SWAY] }]);
    const [{ lastUpdatedDateTime, ...state }] = body.licenseAssignmentStates;
    assert.ok(lastUpdatedDateTime);
    assert.deepEqual(state, { skuId: E3, assignedByGroup: group.id, disabledPlans: [e3.SWAY], state: 'Active', error: 'None' });
    assert.deepEqual((await server.get(`/v1.0/users/${ann.id}/licenseDetails`)).body.value.map((item) => item.skuId), [E3], 'A-06 inherited ones too');
    assert.equal((await server.get('/api/v1/skus/ENTERPRISEPACK/holders')).body.value[0].assignedByGroup, group.id);
  });

  await t.test('G-01 only groups with securityEnabled', async () => {
    const team = await addGroup(server, 'G01', [], { mailEnabled: true, securityEnabled: false, groupTypes: ['Unified'] });
    assert.equal((await license(server, team, [E3])).status, 400);
    assert.equal((await server.patch(`/v1.0/groups/${team.id}`, { securityEnabled: true })).status, 204);
    assert.equal((await license(server, team, [E3])).status, 202);
    const off = await server.patch(`/v1.0/groups/${team.id}`, { securityEnabled: false });
    assert.equal(off.status, 400);
  });

  await t.test('G-02, G-14 joining gives, leaving takes; members of members get nothing', async () => {
    const [ann, ben] = [await person(), await person()];
    const inner = await addGroup(server, 'G02inner', [ben]);
    const group = await addGroup(server, 'G02', [inner]);
    await license(server, group, [VISIO]);
    assert.deepEqual(await paths(server, ben), {});
    assert.equal((await join(server, group, ann)).status, 204);
    assert.equal(await path(server, ann, VISIO, group), 'Active', 'at once');
    assert.equal((await leave(server, group, ann)).status, 204);
    assert.deepEqual(await paths(server, ann), {}, 'G-13');
  });

  await t.test('G-10, D-04 the template must not contradict itself', async () => {
    const group = await addGroup(server, 'G10');
    const both = await license(server, group, [E1, E3]);
    assert.equal(both.status, 400, 'R-24');
    assert.ok(both.body.error.details[0].remedy);
    const lonely = await license(server, group, [{ skuId: E3, disabledPlans: [e3.SHAREPOINTENTERPRISE] }]);
    assert.equal(lonely.status, 400, 'D-04');
    assert.match(lonely.text, /SharePoint/);
    assert.equal((await license(server, group, [PBI])).status, 400, 'R-56 not owned');
    assert.equal((await license(server, group, [], [E3])).status, 400, 'R-55 not given');
    assert.equal((await license(server, group, [{ skuId: E1, disabledPlans: [PBI] }])).status, 400, 'R-21');
    assert.deepEqual((await server.get(`/v1.0/groups/${group.id}?$select=assignedLicenses`)).body.assignedLicenses, []);
  });

  await t.test('G-12, G-40 a swap in the group is one step for each member', async () => {
    const ann = await person();
    const group = await addGroup(server, 'G12', [ann]);
    await license(server, group, [E1]);
    assert.deepEqual(await held(ann), [E1]);
    assert.equal((await license(server, group, [E3], [E1])).status, 202);
    assert.deepEqual(await paths(server, ann), { [`${E3} ${group.id}`]: 'Active' });
    await license(server, group, [{ skuId: E3, disabledPlans: [e3.SWAY] }]);
    assert.deepEqual((await server.get(`/v1.0/users/${ann.id}?$select=assignedLicenses`)).body.assignedLicenses[0].disabledPlans, [e3.SWAY]);
  });

  await t.test('G-15, G-16, G-19 all or none, siblings show Other, other groups do not mind; A-08, A-09, G-23', async () => {
    const ann = await person();
    await server.assign(ann.id, [E1]);
    const bad = await addGroup(server, 'G15bad', [ann]);
    const good = await addGroup(server, 'G15good', [ann]);
    await license(server, good, [VISIO]);
    await server.buy('POWER_BI_PRO', 20);
    await license(server, bad, [E3, PBI]);
    assert.deepEqual(await paths(server, ann), {
      [`${E1} direct`]: 'Active', [`${VISIO} ${good.id}`]: 'Active', [`${E3} ${bad.id}`]: 'Error MutuallyExclusiveViolation', [`${PBI} ${bad.id}`]: 'Error Other',
    });
    assert.deepEqual(await held(ann), [E1, VISIO].sort());
    const errored = await server.get(`/v1.0/groups/${bad.id}/membersWithLicenseErrors`);
    assert.deepEqual(idsOf(errored), [ann.id]);
    assert.deepEqual(idsOf(await server.get(`/v1.0/groups/${good.id}/membersWithLicenseErrors`)), []);
    assert.deepEqual(idsOf(await server.get('/v1.0/groups?$filter=hasMembersWithLicenseErrors eq true')), [bad.id]);
    // Curing the conflict heals without anybody pressing a button.
    assert.equal((await server.assign(ann.id, [], [E1])).status, 200);
    assert.equal(await path(server, ann, E3, bad), 'Active');
    assert.equal(await path(server, ann, PBI, bad), 'Active');
    assert.deepEqual(idsOf(await server.get('/v1.0/groups?$filter=hasMembersWithLicenseErrors+eq+true')), []);
  });

  await t.test('G-17, G-30 to G-33, D-11 direct beside inherited: one seat, the union of plans', async () => {
    const ann = await person();
    const group = await addGroup(server, 'G30', [ann]);
    const before = (await server.pool(E3)).consumedUnits;
    await server.assign(ann.id, [{ skuId: E3, disabledPlans: [e3.SWAY] }]);
    await license(server, group, [{ skuId: E3, disabledPlans: [e3.YAMMER_ENTERPRISE] }]);
    assert.equal((await server.pool(E3)).consumedUnits, before + 1);
    const { body } = await server.get(`/v1.0/users/${ann.id}?$select=assignedLicenses,licenseAssignmentStates`);
    assert.deepEqual(body.assignedLicenses, [{ skuId: E3, disabledPlans: [] }], 'R-22');
    assert.equal(body.licenseAssignmentStates.length, 2);
    assert.equal((await server.assign(ann.id, [], [E3])).status, 200, 'G-32');
    assert.equal(await path(server, ann, E3, group), 'Active');
    const refused = await server.assign(ann.id, [], [E3]);
    assert.equal(refused.status, 400, 'G-31');
    assert.match(refused.body.error.message, /inherited from a group membership/);
    await server.assign(ann.id, [E3]);
    await leave(server, group, ann);
    assert.deepEqual(await paths(server, ann), { [`${E3} direct`]: 'Active' }, 'G-33');
    assert.equal((await server.pool(E3)).consumedUnits, before + 1);
  });

  await t.test('R-44, G-19 an address that comes free lets whoever shared it have the mailbox that his group gives', async () => {
    const people = [await person(), await person(), await person()];
    const share = (user, mail) => server.patch(`/v1.0/users/${user.id}`, { mail });
    for (const user of people) {
      assert.equal((await share(user, 'Shared.address@contoso.example')).status, 204);
    }
    const group = await addGroup(server, 'R44', people);
    await license(server, group, [E3]);
    const states = async (...users) => Promise.all(users.map((user) => path(server, user, E3, group)));
    const taken = 'Error UniquenessViolation';
    assert.deepEqual(await states(...people), [taken, taken, taken]);
    assert.equal((await server.delete(`/v1.0/users/${people[0].id}`)).status, 204);
    assert.deepEqual(await states(people[1], people[2]), [taken, taken], 'two still share it');
    assert.equal((await share(people[1], 'own@contoso.example')).status, 204);
    assert.deepEqual(await states(people[1], people[2]), ['Active', 'Active']);
    assert.equal((await share(people[1], 'shared.Address@contoso.example')).status, 204);
    assert.deepEqual(await states(people[1], people[2]), ['Active', 'Active'], 'D-18: what somebody has is not judged anew');
    const late = await person();
    await share(late, 'late@contoso.example');
    const other = await person();
    await share(other, 'late@contoso.example');
    await join(server, group, late);
    assert.deepEqual(await states(late), [taken]);
    assert.equal((await server.delete(`/v1.0/users/${other.id}`)).status, 204);
    assert.deepEqual(await states(late), ['Active']);
    assertSound(server.db);
  });

  await t.test('G-13, D-05 what is still needed stays as ActiveWithError, and goes when it is cured', async () => {
    const ann = await person();
    await server.buy('MCOMEETADV', 5);
    const group = await addGroup(server, 'G13', [ann]);
    await license(server, group, [E3]);
    assert.equal((await server.assign(ann.id, [sku.MCOMEETADV])).status, 200);
    await leave(server, group, ann);
    assert.equal(await path(server, ann, E3, group), 'ActiveWithError DependencyViolation');
    assert.deepEqual(idsOf(await server.get(`/v1.0/groups/${group.id}/membersWithLicenseErrors`)), [ann.id]);
    const { body } = await server.get(`/api/v1/groups/${group.id}/members?errors=true`);
    assert.deepEqual([body.value[0].id, body.value[0].addedDateTime], [ann.id, null]);
    assert.equal((await server.assign(ann.id, [], [sku.MCOMEETADV])).status, 200);
    assert.deepEqual(await paths(server, ann), {});
  });

  await t.test('R-29 a plan that the group turns off stays on while something else needs it, and goes when it is cured', async () => {
    const ann = await person();
    const other = await person();
    const group = await addGroup(server, 'R29', [ann, other]);
    await license(server, group, [E3]);
    assert.equal((await server.assign(ann.id, [sku.MCOMEETADV])).status, 200);
    const off = async (user) => (await server.get(`/v1.0/users/${user.id}?$select=licenseAssignmentStates`)).body.licenseAssignmentStates
      .find(({ assignedByGroup }) => assignedByGroup === group.id).disabledPlans;
    await license(server, group, [{ skuId: E3, disabledPlans: [e3.MCOSTANDARD] }]);
    assert.deepEqual([await path(server, ann, E3, group), await off(ann)], ['ActiveWithError DependencyViolation', []]);
    assert.deepEqual([await path(server, other, E3, group), await off(other)], ['Active', [e3.MCOSTANDARD]]);
    assertSound(server.db);
    assert.equal((await server.assign(ann.id, [], [sku.MCOMEETADV])).status, 200);
    assert.deepEqual([await path(server, ann, E3, group), await off(ann)], ['Active', [e3.MCOSTANDARD]]);
  });

  await t.test('G-03, G-24, R-01, R-22 the same product from several groups is one seat with the union of plans', async () => {
    const ann = await person();
    const before = (await server.pool(E3)).consumedUnits;
    const groups = [await addGroup(server, 'G03a', [ann]), await addGroup(server, 'G03b', [ann])];
    const [first, second] = await Promise.all(groups.map((group, i) => license(server, group, [{ skuId: E3, disabledPlans: [i ? e3.SWAY : e3.YAMMER_ENTERPRISE] }, VISIO])));
    assert.deepEqual([first.status, second.status], [202, 202]);
    assert.equal(Object.values(await paths(server, ann)).join(), 'Active,Active,Active,Active');
    assert.equal((await server.pool(E3)).consumedUnits, before + 1);
    const { body } = await server.get(`/v1.0/users/${ann.id}?$select=assignedLicenses`);
    assert.deepEqual(body.assignedLicenses.find((item) => item.skuId === E3).disabledPlans, []);
    await leave(server, groups[0], ann);
    assert.equal((await server.pool(E3)).consumedUnits, before + 1);
    await leave(server, groups[1], ann);
    assert.equal((await server.pool(E3)).consumedUnits, before);
  });

  await t.test('rehearsals change nothing', async () => {
    const ann = await person();
    const group = await addGroup(server, 'Rehearsal');
    const rehearse = { headers: { Prefer: 'validate-only' } };
    const assigned = await server.post(`/v1.0/groups/${group.id}/assignLicense`, { addLicenses: [{ skuId: VISIO }], removeLicenses: [] }, rehearse);
    assert.deepEqual([assigned.status, assigned.headers.get('preference-applied'), assigned.body.validateOnly, assigned.body.members], [200, 'validate-only', true, 0]);
    assert.equal((await server.post(`/v1.0/groups/${group.id}/members/$ref`, { '@odata.id': reference(server, ann) }, rehearse)).status, 204);
    assert.equal((await server.delete(`/v1.0/groups/${group.id}`, rehearse)).status, 204);
    const { body } = await server.get(`/v1.0/groups/${group.id}?$select=assignedLicenses,licenseProcessingState`);
    assert.deepEqual([body.assignedLicenses, body.licenseProcessingState], [[], null]);
    assert.deepEqual(idsOf(await server.get(`/v1.0/groups/${group.id}/members`)), []);
  });

  await t.test('G-20, D-05 a licensed group is not deleted; without licences it is', async () => {
    const ann = await person();
    const group = await addGroup(server, 'G20', [ann]);
    await license(server, group, [VISIO]);
    const refused = await server.delete(`/v1.0/groups/${group.id}`);
    assert.equal(refused.status, 400);
    assert.match(refused.body.error.message, /remove its licenses first/);
    await license(server, group, [], [VISIO]);
    assert.deepEqual(await paths(server, ann), {});
    assert.equal((await server.delete(`/v1.0/groups/${group.id}`)).status, 204);
  });

  await t.test('G-22 reprocessing a group and a user', async () => {
    const ann = await person();
    const group = await addGroup(server, 'G22', [ann]);
    await license(server, group, [VISIO]);
    const answer = await server.post(`/v1.0/groups/${group.id}/reprocessLicenseAssignment`);
    assert.equal(answer.status, 202, answer.text);
    assert.equal(answer.body.id, group.id);
    await settled(server, group);
    assert.equal((await server.post(`/v1.0/users/${ann.id}/reprocessLicenseAssignment`)).status, 200);
    assert.equal(await path(server, ann, VISIO, group), 'Active');
  });

  await t.test('R-42 without a usage location the organisation\'s counts', async () => {
    const nobody = await person({ usageLocation: null });
    const group = await addGroup(server, 'R42', [nobody]);
    await license(server, group, [VISIO]);
    assert.equal(await path(server, nobody, VISIO, group), 'Active', 'the organisation\'s location counts');
  });

  await t.test('R-08, R-72 a deleted member gives its seat back, and has it again when restored', async () => {
    const ann = await person();
    const group = await addGroup(server, 'R08', [ann]);
    await license(server, group, [VISIO]);
    const before = (await server.pool(VISIO)).consumedUnits;
    await server.delete(`/v1.0/users/${ann.id}`);
    assert.equal((await server.pool(VISIO)).consumedUnits, before - 1);
    assert.deepEqual(idsOf(await server.get(`/v1.0/groups/${group.id}/members`)), []);
    await server.post(`/v1.0/directory/deletedItems/${ann.id}/restore`);
    assert.equal(await path(server, ann, VISIO, group), 'Active');
  });

  await t.test('G-21 where a licence comes from is told after the group is gone for good', async () => {
    const ann = await person();
    const team = await addGroup(server, 'G21', [ann], { mailEnabled: true, groupTypes: ['Unified'] });
    await license(server, team, [E3]);
    await server.assign(ann.id, [sku.MCOMEETADV]);
    await license(server, team, [], [E3]);
    const state = 'ActiveWithError DependencyViolation';
    assert.equal(await path(server, ann, E3, team), state);
    await server.delete(`/v1.0/groups/${team.id}`);
    await server.delete(`/v1.0/directory/deletedItems/${team.id}`);
    assert.equal(await path(server, ann, E3, team), state);
    assert.equal((await server.get(`/v1.0/directory/deletedItems/${team.id}`)).status, 404);
  });
  assertSound(server.db);
});

test('short of seats', async (t) => {
  const server = await startServer(t);
  const subscription = await server.buy('VISIOCLIENT', 2);
  const { VISIOCLIENT: VISIO } = sku;
  const users = [];
  for (const name of ['one', 'two', 'three', 'four', 'five']) {
    users.push(await server.addUser(name));
  }
  const [one, two, three, four, five] = users;
  const group = await addGroup(server, 'Short');
  for (const user of [three, one, five, two, four]) {
    assert.equal((await join(server, group, user)).status, 204);
  }
  const states = async () => Promise.all(users.map((user) => path(server, user, VISIO, group)));
  const wanting = 'Error CountViolation';

  await t.test('D-08, G-25 the longest membership comes first; R-02 errors take no seat', async () => {
    await license(server, group, [VISIO]);
    assert.deepEqual(await states(), ['Active', wanting, 'Active', wanting, wanting]);
    assert.equal((await server.pool(VISIO)).consumedUnits, 2);
  });
  await t.test('the line for seats', async () => {
    const { status, body } = await server.get('/api/v1/skus/VISIOCLIENT/waiting');
    assert.equal(status, 200);
    assert.deepEqual(body.value.map((item) => [item.userPrincipalName, item.group.id, item.group.displayName]),
      ['five', 'two', 'four'].map((name) => [`${name}@contoso.example`, group.id, 'Short']));
    const first = await server.get('/api/v1/skus/VISIOCLIENT/waiting?$top=1');
    const second = await server.get(first.body['@odata.nextLink']);
    assert.equal(second.body.value[0].userPrincipalName, 'two@contoso.example');
  });
  await t.test('D-08, G-26 a freed seat goes to the next in line at once', async () => {
    assert.equal((await leave(server, group, three)).status, 204);
    assert.deepEqual(await states(), ['Active', wanting, undefined, wanting, 'Active']);
    assert.equal((await server.delete(`/v1.0/users/${one.id}`)).status, 204);
    assert.equal(await path(server, two, VISIO, group), 'Active');
  });
  await t.test('D-08 so do bought seats', async () => {
    assert.equal((await server.patch(`/api/v1/subscriptions/${subscription.id}`, { totalLicenses: 3 })).status, 200);
    assert.equal(await path(server, four, VISIO, group), 'Active');
    assert.equal((await server.get('/api/v1/skus/VISIOCLIENT/waiting')).body.value.length, 0);
  });
  await t.test('who comes back stands at the end of the line', async () => {
    assert.equal((await server.post(`/v1.0/directory/deletedItems/${one.id}/restore`)).status, 200);
    assert.equal(await path(server, one, VISIO, group), wanting);
    assert.equal((await join(server, group, three)).status, 204);
    assert.deepEqual((await server.get('/api/v1/skus/VISIOCLIENT/waiting')).body.value.map((item) => item.userPrincipalName), ['one@contoso.example', 'three@contoso.example']);
    await leave(server, group, one);
    assert.deepEqual((await server.get('/api/v1/skus/VISIOCLIENT/waiting')).body.value.map((item) => item.userPrincipalName), ['three@contoso.example']);
    await server.delete(`/v1.0/users/${three.id}`);
    assert.equal((await server.get('/api/v1/skus/VISIOCLIENT/waiting')).body.value.length, 0);
  });
  assertSound(server.db);
});

test('permissions', async (t) => {
  const server = await startServer(t);
  await server.buy('VISIOCLIENT', 2);
  const ann = await server.addUser('ann');
  const group = await addGroup(server, 'Permission');
  const token = async (role) => (await server.post('/api/v1/tokens', { name: role, role })).body.token;

  await t.test('D-02 a Groups Administrator licenses groups and no users', async () => {
    const options = { token: await token('Groups Administrator') };
    assert.equal((await server.post(`/v1.0/groups/${group.id}/assignLicense`, { addLicenses: [{ skuId: sku.VISIOCLIENT }], removeLicenses: [] }, options)).status, 202);
    assert.equal((await server.assign(ann.id, [sku.VISIOCLIENT], [], options)).status, 403);
    assert.equal((await server.post(`/v1.0/groups/${group.id}/members/$ref`, { '@odata.id': reference(server, ann) }, options)).status, 204);
    assert.equal((await server.post('/v1.0/groups', { displayName: 'T', mailNickname: 't', mailEnabled: true, securityEnabled: true, groupTypes: ['Unified'] }, options)).status, 201);
  });
  await t.test('a License Administrator licenses groups and changes no members', async () => {
    const options = { token: await token('License Administrator') };
    assert.equal((await server.post(`/v1.0/groups/${group.id}/reprocessLicenseAssignment`, undefined, options)).status, 202);
    assert.equal((await server.delete(`/v1.0/groups/${group.id}/members/${ann.id}/$ref`, options)).status, 403);
    assert.equal((await server.delete(`/v1.0/groups/${group.id}`, options)).status, 403);
    assert.equal((await server.get(`/v1.0/groups/${group.id}/members`, options)).status, 200);
  });
  await t.test('a reader reads', async () => {
    const options = { token: await token('Global Reader') };
    assert.equal((await server.get('/v1.0/groups', options)).status, 200);
    assert.equal((await server.patch(`/v1.0/groups/${group.id}`, { description: 'x' }, options)).status, 403);
    assert.equal((await server.post(`/v1.0/groups/${group.id}/assignLicense`, { addLicenses: [], removeLicenses: [] }, options)).status, 403);
    assert.equal((await server.post(`/v1.0/directory/deletedItems/${group.id}/restore`, undefined, options)).status, 403);
  });
});
