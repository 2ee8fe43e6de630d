// The walk-throughs of kiota.test.mjs.

import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';

import { ClientSecretCredential } from '@azure/identity';
import { HttpMethod, RequestInformation } from '@microsoft/kiota-abstractions';
import { AzureIdentityAuthenticationProvider } from '@microsoft/kiota-authentication-azure';
import { createGraphServiceClient, GraphRequestAdapter } from '@microsoft/msgraph-sdk';
import { BatchRequestContent, PageIterator } from '@microsoft/msgraph-sdk-core';
import { createDirectoryObjectCollectionResponseFromDiscriminatorValue, createGroupFromDiscriminatorValue, createSubscribedSkuCollectionResponseFromDiscriminatorValue, createUserCollectionResponseFromDiscriminatorValue, createUserFromDiscriminatorValue, serializeGroup, serializeReferenceCreate } from '@microsoft/msgraph-sdk/models/index.js';
import { createODataErrorFromDiscriminatorValue } from '@microsoft/msgraph-sdk/models/oDataErrors/index.js';
import '@microsoft/msgraph-sdk-users';

import { init, Server } from '../lib/licentia.mjs';
import { graph, register } from '../lib/oauth.mjs';
import { offerWalks } from '../lib/walks.mjs';

globalThis.crypto ??= webcrypto; // Node.js 18 has it under another name

const E3 = '05e9a617-0261-4cee-bb44-138d3ef5d965';
const SWAY = 'a23b959c-7ce8-4e57-9140-b90eb88a9e97';
const unknown = '00000000-0000-4000-8000-000000000000';

const { TEST_FOLDER: folder, TEST_CERTIFICATE: tlsCertificate, TEST_KEY: tlsKey } = process.env;
const server = await Server.launch(init(folder), { args: ['--tls-cert', tlsCertificate, '--tls-key', tlsKey] });
const { tenantId, url } = server;
await server.buy(E3, 50);
const app = await register(server, { displayName: 'Kiota', own: ['Directory.ReadWrite.All', 'User.ReadWrite.All', 'Group.ReadWrite.All', 'LicenseAssignment.ReadWrite.All'] });

/** A client of the server; `secret` is the application's. */
function clientWith(secret) {
  const credential = new ClientSecretCredential(tenantId, app.id, secret, { authorityHost: url, disableInstanceDiscovery: true });
  const { host, hostname } = new URL(url);
  const adapter = new GraphRequestAdapter(new AzureIdentityAuthenticationProvider(credential, [`${graph}/.default`], undefined, new Set([host, hostname])));
  adapter.baseUrl = `${url}/v1.0`;
  return { adapter, client: createGraphServiceClient(adapter) };
}

const { adapter, client } = clientWith(app.secret);
const errors = { _4XX: createODataErrorFromDiscriminatorValue, _5XX: createODataErrorFromDiscriminatorValue };

/** A request that there is no fluent call for. */
function request(method, path, body, serialize) {
  const info = new RequestInformation(method, `{+baseurl}${path}`, {});
  info.headers.add('Accept', 'application/json');
  if (body) {
    info.setContentFromParsable(adapter, 'application/json', body, serialize);
  }
  return info;
}
const send = (info, factory) => adapter.send(info, factory, errors);
const sendNothing = (info) => adapter.sendNoResponseContent(info, errors);

const people = [];
for (let i = 0; i < 12; i++) {
  people.push(await client.users.post({
    accountEnabled: true, displayName: `Kiota ${i}`, mailNickname: `kiota${i}`, userPrincipalName: `kiota${i}@contoso.example`, usageLocation: 'NL',
    passwordProfile: { password: 'Reindeer-Sledge-41', forceChangePasswordNextSignIn: false },
  }));
}

/** Demands an ODataError with the status, code and words. */
async function refused(promise, status, code, message) {
  const error = await promise.then(() => assert.fail('no error'), (reason) => reason);
  assert.deepEqual([error.responseStatusCode, error.errorEscaped?.code], [status, code], String(error.message));
  assert.match(error.errorEscaped.message, message);
  assert.match(error.errorEscaped.innerError.requestId, /^[0-9a-f-]{36}$/);
  assert.ok(error.errorEscaped.innerError.date instanceof Date && !Number.isNaN(error.errorEscaped.innerError.date.getTime()));
}

const walks = {
  async 'signs in, and is told why not'() {
    assert.equal((await client.users.byUserId(people[0].id).get()).userPrincipalName, 'kiota0@contoso.example');
    await assert.rejects(clientWith('not the secret').client.users.get(), /7000215/);
  },

  async 'pages: an iterator, stopped in the middle and resumed'() {
    const first = await client.users.get({ queryParameters: { select: ['id', 'displayName'], filter: "startswith(displayName,'Kiota')", top: 5 } });
    assert.equal(first.value.length, 5);
    assert.ok(first.odataNextLink.startsWith(`${url}/v1.0/users?`));
    const seen = [];
    const iterator = new PageIterator(adapter, first, (user) => { seen.push(user.id); return seen.length !== 7; }, createUserCollectionResponseFromDiscriminatorValue, errors);
    await iterator.iterate();
    assert.equal(seen.length, 7);
    await iterator.resume();
    const byName = [...people].sort((a, b) => (a.displayName < b.displayName ? -1 : 1));
    assert.deepEqual(seen, byName.map(({ id }) => id), 'each once, in the order of what was asked for');
    assert.equal(iterator.getPagingState(), 'Complete');
  },

  async 'queries: count, order, search, a number alone'() {
    const headers = { ConsistencyLevel: 'eventual' };
    const list = await client.users.get({ headers, queryParameters: { count: true, orderby: ['displayName desc'], filter: "startswith(displayName,'Kiota')", top: 2 } });
    assert.equal(list.odataCount, 12);
    assert.deepEqual(list.value.map(({ displayName }) => displayName), ['Kiota 9', 'Kiota 8']);
    assert.equal((await client.users.get({ headers, queryParameters: { search: '"displayName:Kiota"' } })).value.length, 12);
    assert.equal(await client.users.count.get({ headers }), 12);
    const user = await client.users.byUserId(people[3].id).get({ queryParameters: { select: ['createdDateTime', 'usageLocation'] } });
    assert.ok(user.createdDateTime instanceof Date && !Number.isNaN(user.createdDateTime.getTime()));
    assert.equal(user.usageLocation, 'NL');
  },

  async 'changes: what is set, what null clears, what is gone and comes back'() {
    const { id } = people[6];
    await client.users.byUserId(id).patch({ jobTitle: 'Baker', department: null });
    assert.equal((await client.users.byUserId(id).get()).jobTitle, 'Baker');
    await client.users.byUserId(id).patch({ jobTitle: null });
    assert.equal((await client.users.byUserId(id).get()).jobTitle ?? null, null);
    await client.users.byUserId(id).delete();
    await refused(client.users.byUserId(id).get(), 404, 'Request_ResourceNotFound', /does not exist/);
    const gone = await send(request(HttpMethod.GET, '/directory/deletedItems/graph.user'), createUserCollectionResponseFromDiscriminatorValue);
    assert.deepEqual(gone.value.map((user) => user.id), [id]);
    await send(request(HttpMethod.POST, `/directory/deletedItems/${id}/restore`), createUserFromDiscriminatorValue);
    assert.equal((await client.users.byUserId(id).get()).id, id);
  },

  async 'licences: given, with a plan off, found, taken away'() {
    const builder = client.users.byUserId(people[1].id);
    const user = await builder.assignLicense.post({ addLicenses: [{ skuId: E3, disabledPlans: [SWAY] }], removeLicenses: [] });
    assert.deepEqual(user.assignedLicenses.map(({ skuId, disabledPlans }) => ({ skuId, disabledPlans })), [{ skuId: E3, disabledPlans: [SWAY] }]);
    const details = (await builder.licenseDetails.get()).value;
    assert.equal(details[0].servicePlans.find((plan) => plan.servicePlanId === SWAY).provisioningStatus, 'Disabled');
    assert.equal((await builder.licenseDetails.byLicenseDetailsId(details[0].id).get()).skuPartNumber, 'SPE_E3');
    const holders = await client.users.get({ queryParameters: { filter: `assignedLicenses/any(x:x/skuId eq ${E3})`, select: ['id'] } });
    assert.deepEqual(holders.value.map(({ id }) => id), [people[1].id]);
    const { value: skus } = await send(request(HttpMethod.GET, '/subscribedSkus'), createSubscribedSkuCollectionResponseFromDiscriminatorValue);
    assert.deepEqual(skus.filter(({ skuId }) => skuId === E3).map(({ consumedUnits, prepaidUnits }) => [consumedUnits, prepaidUnits.enabled]), [[1, 50]]);
    assert.equal((await builder.reprocessLicenseAssignment.post()).id, people[1].id);
    assert.deepEqual((await builder.assignLicense.post({ addLicenses: [], removeLicenses: [E3] })).assignedLicenses, []);
  },

  async 'errors: an ODataError with code, request-id and date'() {
    const builder = client.users.byUserId(people[2].id);
    await refused(client.users.byUserId('nobody@contoso.example').get(), 404, 'Request_ResourceNotFound', /does not exist/);
    await refused(client.users.get({ queryParameters: { filter: 'foo bar' } }), 400, 'Request_BadRequest', /./);
    await refused(builder.assignLicense.post({ addLicenses: [{ skuId: unknown }], removeLicenses: [] }), 400, 'Request_BadRequest', /valid company License/);
    await refused(builder.assignLicense.post({ addLicenses: [], removeLicenses: [E3] }), 400, 'Request_BadRequest', /does not have a corresponding license/);
    await refused(builder.photos.get(), 404, 'Request_ResourceNotFound', /./);
  },

  async 'groups: made, joined, asked for from the member, left'() {
    const group = await send(request(HttpMethod.POST, '/groups', { displayName: 'Kiota team', mailEnabled: false, mailNickname: 'kiotateam', securityEnabled: true }, serializeGroup), createGroupFromDiscriminatorValue);
    const { id } = people[5];
    await sendNothing(request(HttpMethod.POST, `/groups/${group.id}/members/$ref`, { odataId: `${graph}/v1.0/directoryObjects/${id}` }, serializeReferenceCreate));
    const members = await send(request(HttpMethod.GET, `/groups/${group.id}/members`), createDirectoryObjectCollectionResponseFromDiscriminatorValue);
    assert.deepEqual(members.value.map((member) => [member.odataType, member.id, member.displayName]), [['#microsoft.graph.user', id, 'Kiota 5']], 'typed, so that names are not lost');
    const member = client.users.byUserId(id);
    const headers = { ConsistencyLevel: 'eventual' };
    for (const relation of [member.memberOf, member.transitiveMemberOf]) {
      assert.deepEqual((await relation.get()).value.map((one) => [one.odataType, one.displayName]), [['#microsoft.graph.group', 'Kiota team']]);
      assert.deepEqual((await relation.graphGroup.get()).value.map((one) => one.id), [group.id]);
      assert.equal(await relation.count.get({ headers }), 1);
      assert.equal(await relation.graphGroup.count.get({ headers }), 1);
    }
    assert.deepEqual((await member.getMemberGroups.post({ securityEnabledOnly: false })).value, [group.id]);
    assert.deepEqual((await member.getMemberObjects.post({ securityEnabledOnly: true })).value, [group.id]);
    assert.deepEqual((await member.checkMemberGroups.post({ groupIds: [group.id, unknown] })).value, [group.id]);
    assert.deepEqual((await member.checkMemberObjects.post({ ids: [unknown, group.id] })).value, [group.id]);
    await sendNothing(request(HttpMethod.DELETE, `/groups/${group.id}/members/${id}/$ref`));
    assert.deepEqual((await member.memberOf.get()).value, []);
  },

  async 'managers and those whom they manage, with a cast and as a number'() {
    const [boss, worker] = [people[8].id, people[9].id];
    await client.users.byUserId(worker).manager.ref.put({ odataId: `${graph}/v1.0/users/${boss}` });
    assert.equal((await client.users.byUserId(worker).manager.get()).id, boss);
    const reports = client.users.byUserId(boss).directReports;
    assert.deepEqual((await reports.get()).value.map(({ id }) => id), [worker]);
    assert.deepEqual((await reports.graphUser.get()).value.map(({ id }) => id), [worker]);
    assert.equal(await reports.count.get({ headers: { ConsistencyLevel: 'eventual' } }), 1);
    await client.users.byUserId(worker).manager.ref.delete();
    assert.deepEqual((await reports.get()).value, []);
  },

  async 'batches: reads and changes, an error, a number, what depends on a failure'() {
    const content = new BatchRequestContent(adapter, errors);
    const ask = (info) => content.addBatchRequest(info);
    const found = ask(client.users.byUserId(people[7].id).toGetRequestInformation()).id;
    const changed = ask(client.users.byUserId(people[7].id).toPatchRequestInformation({ jobTitle: 'Batched' })).id;
    const missing = ask(client.users.byUserId('nobody@contoso.example').toGetRequestInformation()).id;
    const answer = await content.postAsync();
    assert.deepEqual([found, changed, missing].map((id) => answer.getResponseById(id).status), [200, 204, 404]);
    assert.equal((await client.users.byUserId(people[7].id).get()).jobTitle, 'Batched');

    const chain = new BatchRequestContent(adapter, errors);
    const first = chain.addBatchRequest(client.users.byUserId('nobody@contoso.example').toGetRequestInformation());
    const second = chain.addBatchRequest(client.users.byUserId(people[7].id).toPatchRequestInformation({ jobTitle: 'Never' }));
    second.dependsOn = [first.id];
    assert.deepEqual(await chain.postAsync().then((response) => [first, second].map(({ id }) => response.getResponseById(id).status)), [404, 424]);
    assert.equal((await client.users.byUserId(people[7].id).get()).jobTitle, 'Batched');
  },

  async 'delta: all of them, then what has changed'() {
    const changes = async (page) => {
      const seen = [];
      for (;;) {
        seen.push(...page.value);
        if (page.odataDeltaLink) {
          assert.equal(page.odataNextLink ?? null, null, 'one kind of link on a page');
          return { seen, link: page.odataDeltaLink };
        }
        page = await client.users.delta.withUrl(page.odataNextLink).get();
      }
    };
    const start = await changes(await client.users.delta.get({ queryParameters: { select: ['id', 'jobTitle'] } }));
    assert.deepEqual(start.seen.map(({ id }) => id).sort(), people.map(({ id }) => id).sort());
    assert.ok(start.link.includes('$deltatoken='));
    await client.users.byUserId(people[10].id).patch({ jobTitle: 'Changed' });
    await client.users.byUserId(people[11].id).delete();
    const { seen } = await changes(await client.users.delta.withUrl(start.link).get());
    assert.deepEqual(seen.map(({ id }) => id).sort(), [people[10].id, people[11].id].sort());
    assert.equal(seen.find(({ id }) => id === people[10].id).jobTitle, 'Changed');
    assert.ok(seen.find(({ id }) => id === people[11].id).additionalData['@removed']);
  },
};

await offerWalks(walks, server);
