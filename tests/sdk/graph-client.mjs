// The walk-throughs of graph-client.test.mjs.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

import { ClientSecretCredential } from '@azure/identity';

import { init, Server } from '../lib/licentia.mjs';
import { graph, register } from '../lib/oauth.mjs';
import { offerWalks } from '../lib/walks.mjs';

const require = createRequire(import.meta.url); // the package has no ES modules that Node.js can load
const { BatchRequestContent, BatchResponseContent, Client, GraphError, PageIterator } = require('@microsoft/microsoft-graph-client');
const { TokenCredentialAuthenticationProvider } = require('@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials');

const E3 = '05e9a617-0261-4cee-bb44-138d3ef5d965';
const SWAY = 'a23b959c-7ce8-4e57-9140-b90eb88a9e97';
const unknown = '00000000-0000-4000-8000-000000000000';

const { TEST_FOLDER: folder, TEST_CERTIFICATE: tlsCertificate, TEST_KEY: tlsKey } = process.env;
const server = await Server.launch(init(folder), { args: ['--tls-cert', tlsCertificate, '--tls-key', tlsKey] });
const { tenantId, url } = server;
await server.buy(E3, 50);
const app = await register(server, { displayName: 'SDK', own: ['Directory.ReadWrite.All', 'User.ReadWrite.All', 'Group.ReadWrite.All', 'LicenseAssignment.ReadWrite.All'] });
const credential = new ClientSecretCredential(tenantId, app.id, app.secret, { authorityHost: url, disableInstanceDiscovery: true });
const client = Client.initWithMiddleware({
  authProvider: new TokenCredentialAuthenticationProvider(credential, { scopes: [`${graph}/.default`] }),
  baseUrl: url,
  customHosts: new Set([new URL(url).hostname]), // without the port
});

const people = [];
for (let i = 0; i < 12; i++) {
  people.push(await client.api('/users').post({
    accountEnabled: true, displayName: `SDK ${i}`, mailNickname: `sdk${i}`, userPrincipalName: `sdk${i}@contoso.example`, usageLocation: 'NL',
    passwordProfile: { password: 'Reindeer-Sledge-41', forceChangePasswordNextSignIn: false },
  }));
}

/** Demands a GraphError with the status, code and words; returns it. */
async function refused(promise, status, code, message) {
  const error = await promise.then(() => assert.fail('no error'), (reason) => reason);
  assert.ok(error instanceof GraphError, String(error));
  assert.deepEqual([error.statusCode, error.code], [status, code], error.message);
  assert.match(error.message, message);
  assert.match(error.requestId, /^[0-9a-f-]{36}$/);
  assert.ok(error.date instanceof Date && !Number.isNaN(error.date.getTime()));
  return error;
}

const request = (id, path, method = 'GET', body, more = {}) => ({
  id, ...more, request: new Request(`${url}/v1.0${path}`, { method, ...(body ? { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } } : {}) }),
});

/** Sends steps as a batch; returns its BatchResponseContent. */
async function batch(steps) {
  const content = new BatchRequestContent(steps);
  return new BatchResponseContent(await client.api('/$batch').post(await content.getContent()));
}

const walks = {
  async 'pages: an iterator, stopped in the middle and resumed'() {
    const first = await client.api('/users').select(['id', 'displayName']).filter("startswith(displayName,'SDK')").top(5).get();
    assert.equal(first.value.length, 5);
    assert.ok(first['@odata.nextLink'].startsWith(`${url}/v1.0/users?`));
    const seen = [];
    const iterator = new PageIterator(client, first, (user) => { seen.push(user.id); return seen.length !== 7; });
    await iterator.iterate();
    assert.equal(seen.length, 7);
    assert.equal(iterator.isComplete(), false);
    await iterator.resume();
    const byName = [...people].sort((a, b) => (a.displayName < b.displayName ? -1 : 1));
    assert.deepEqual(seen, byName.map(({ id }) => id), 'each once, in the order of what was asked for');
    assert.equal(iterator.isComplete(), true);
  },

  async 'queries: count, order, search, in, any'() {
    const list = await client.api('/users').header('ConsistencyLevel', 'eventual').count(true).orderby('displayName desc').filter("startswith(displayName,'SDK')").top(2).get();
    assert.equal(list['@odata.count'], 12);
    assert.deepEqual(list.value.map(({ displayName }) => displayName), ['SDK 9', 'SDK 8']);
    assert.equal((await client.api('/users').header('ConsistencyLevel', 'eventual').search('"displayName:SDK"').get()).value.length, 12);
    assert.deepEqual((await client.api('/users').filter(`userPrincipalName in ('sdk3@contoso.example','x@y')`).get()).value.map(({ id }) => id), [people[3].id]);
    assert.equal(await client.api('/users/$count').header('ConsistencyLevel', 'eventual').get().then(async (answer) => (answer instanceof ReadableStream ? new Response(answer).text() : answer)).then(String), '12');
    assert.equal((await client.api('/users/sdk4@contoso.example').get()).id, people[4].id);
  },

  async 'licences: given, with a plan off, found, taken away'() {
    const { id } = people[0];
    const user = await client.api(`/users/${id}/assignLicense`).post({ addLicenses: [{ skuId: E3, disabledPlans: [SWAY] }], removeLicenses: [] });
    assert.equal(user.id, id);
    assert.deepEqual(user.assignedLicenses, [{ disabledPlans: [SWAY], skuId: E3 }]);
    const details = await client.api(`/users/${id}/licenseDetails`).get();
    assert.equal(details.value[0].servicePlans.find((plan) => plan.servicePlanId === SWAY).provisioningStatus, 'Disabled');
    const states = await client.api(`/users/${id}`).select('assignedLicenses,assignedPlans,licenseAssignmentStates').get();
    assert.equal(states.licenseAssignmentStates[0].assignedByGroup, null);
    const holders = await client.api('/users').filter(`assignedLicenses/any(x:x/skuId eq ${E3})`).select('id').get();
    assert.deepEqual(holders.value.map((holder) => holder.id), [id]);
    const { value: skus } = await client.api('/subscribedSkus').get();
    assert.equal(skus.find((item) => item.skuId === E3).consumedUnits, 1);
    assert.equal((await client.api(`/subscribedSkus/${tenantId}_${E3}`).get()).skuId, E3);
    await client.api(`/users/${id}/microsoft.graph.assignLicense`).post({ addLicenses: [], removeLicenses: [E3] });
    assert.deepEqual((await client.api(`/users/${id}`).select('assignedLicenses').get()).assignedLicenses, []);
  },

  async 'errors: a GraphError with code, request-id and date'() {
    await refused(client.api('/users/nobody@contoso.example').get(), 404, 'Request_ResourceNotFound', /does not exist/);
    await refused(client.api('/users').filter('foo bar').get(), 400, 'Request_BadRequest', /./);
    await refused(client.api(`/users/${people[1].id}/assignLicense`).post({ addLicenses: [{ skuId: unknown }], removeLicenses: [] }), 400, 'Request_BadRequest', /valid company License/);
    await refused(client.api(`/users/${people[1].id}/assignLicense`).post({ addLicenses: [], removeLicenses: [E3] }), 400, 'Request_BadRequest', /does not have a corresponding license/);
    await client.api(`/users/${people[11].id}`).patch({ usageLocation: null });
    await refused(client.api(`/users/${people[11].id}/assignLicense`).post({ addLicenses: [{ skuId: E3 }], removeLicenses: [] }), 400, 'Request_BadRequest', /usage location/);
    const stranger = Client.init({ baseUrl: url, customHosts: new Set([new URL(url).hostname]), authProvider: (done) => done(null, 'not.a.jwt') });
    await refused(stranger.api('/users').get(), 401, 'InvalidAuthenticationToken', /./);
  },

  async 'batches: reads and changes, in one, with dependsOn'() {
    const answer = await batch([
      request('1', `/users/${people[2].id}?$select=id`), request('2', `/users/${people[2].id}`, 'PATCH', { jobTitle: 'Batched' }), request('b', '/users/nobody@contoso.example'),
    ]);
    assert.deepEqual([...answer.getResponses()].map(([id, { status }]) => [id, status]), [['1', 200], ['2', 204], ['b', 404]]);
    assert.equal((await answer.getResponseById('1').json()).id, people[2].id);
    assert.match((await answer.getResponseById('b').json()).error.message, /does not exist/);
    assert.equal(await answer.getResponseById('2').text(), '');
    const chain = await batch([
      request('x', `/users/${people[2].id}`, 'PATCH', { jobTitle: 'First' }), request('y', `/users/${people[2].id}?$select=jobTitle`, 'GET', undefined, { dependsOn: ['x'] }),
      request('z', `/users/${people[2].id}`, 'PATCH', { jobTitle: 'Last' }, { dependsOn: ['y'] }),
    ]);
    assert.equal((await chain.getResponseById('y').json()).jobTitle, 'First');
    assert.equal(chain.getResponseById('z').status, 204);
  },

  async 'batches: what depends on a failure, and 21 requests'() {
    const answer = await batch([request('1', '/users/nobody@contoso.example'), request('2', `/users/${people[2].id}`, 'PATCH', { jobTitle: 'Never' }, { dependsOn: ['1'] })]);
    assert.deepEqual(['1', '2'].map((id) => answer.getResponseById(id).status), [404, 424]);
    const requests = Array.from({ length: 21 }, (_, i) => ({ id: String(i), method: 'GET', url: `/users/${people[0].id}` }));
    await refused(client.api('/$batch').post({ requests }), 400, 'MaximumValueExceeded', /maximum value of 20/);
  },

  async 'groups: made, joined, licensed, left'() {
    const group = await client.api('/groups').post({ displayName: 'SDK team', mailEnabled: false, mailNickname: 'sdkteam', securityEnabled: true });
    const { id } = people[5];
    const join = () => client.api(`/groups/${group.id}/members/$ref`).post({ '@odata.id': `${graph}/v1.0/directoryObjects/${id}` });
    await join();
    await refused(join(), 400, 'Request_BadRequest', /already exist/);
    const members = await client.api(`/groups/${group.id}/members`).get();
    assert.deepEqual(members.value.map((member) => [member['@odata.type'], member.id]), [['#microsoft.graph.user', id]]);
    assert.equal((await client.api(`/groups/${group.id}/assignLicense`).post({ addLicenses: [{ skuId: E3, disabledPlans: [] }], removeLicenses: [] })).id, group.id);
    let states = [];
    while (states.length === 0) { // at Graph it takes minutes, here moments
      states = (await client.api(`/users/${id}`).select('licenseAssignmentStates').get()).licenseAssignmentStates;
    }
    assert.equal(states[0].assignedByGroup, group.id);
    assert.deepEqual((await client.api(`/users/${id}/getMemberGroups`).post({ securityEnabledOnly: false })).value, [group.id]);
    assert.deepEqual((await client.api(`/users/${id}/checkMemberGroups`).post({ groupIds: [group.id, unknown] })).value, [group.id]);
    assert.equal((await client.api(`/users/${id}/memberOf`).get()).value[0]['@odata.type'], '#microsoft.graph.group');
    assert.deepEqual((await client.api(`/groups/${group.id}/membersWithLicenseErrors`).get()).value, []);
    await client.api(`/groups/${group.id}/members/${id}/$ref`).delete();
    await refused(client.api(`/groups/${group.id}/members/${id}/$ref`).delete(), 404, 'Request_ResourceNotFound', /does not exist/);
  },

  async 'managers: set, expanded, taken away; what there is, in CSDL'() {
    const [boss, user] = people.slice(7);
    await client.api(`/users/${user.id}/manager/$ref`).put({ '@odata.id': `${graph}/v1.0/users/${boss.id}` });
    assert.equal((await client.api(`/users/${user.id}`).expand('manager($select=id)').get()).manager.id, boss.id);
    assert.deepEqual((await client.api(`/users/${boss.id}/directReports`).get()).value.map(({ id }) => id), [user.id]);
    await client.api(`/users/${user.id}/manager/$ref`).delete();
    await refused(client.api(`/users/${user.id}/manager`).get(), 404, 'Request_ResourceNotFound', /'manager' does not exist/);
    const document = await client.api('/$metadata').responseType('text').get();
    assert.match(document, /<edmx:Edmx/);
  },

  async 'deleted items: there and back'() {
    const { id } = people[6];
    await client.api(`/users/${id}`).delete();
    assert.ok((await client.api('/directory/deletedItems/microsoft.graph.user').get()).value.some((user) => user.id === id));
    assert.equal((await client.api(`/directory/deletedItems/${id}/restore`).post({})).id, id);
    assert.equal((await client.api(`/users/${id}`).get()).id, id);
  },
};

await offerWalks(walks, server);
