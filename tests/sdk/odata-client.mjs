// The walk-throughs of odata-client.test.mjs.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

import * as msal from '@azure/msal-node';

import { init, Server } from '../lib/licentia.mjs';
import { graph, register } from '../lib/oauth.mjs';
import { offerWalks } from '../lib/walks.mjs';

const { OData } = createRequire(import.meta.url)('@odata/client'); // has no ES modules

const E3 = '05e9a617-0261-4cee-bb44-138d3ef5d965';

const { TEST_FOLDER: folder, TEST_CERTIFICATE: tlsCertificate, TEST_KEY: tlsKey } = process.env;
const server = await Server.launch(init(folder), { args: ['--tls-cert', tlsCertificate, '--tls-key', tlsKey] });
const { tenantId, url } = server;
await server.buy(E3, 50);
const app = await register(server, { displayName: 'OData', own: ['Directory.ReadWrite.All', 'User.ReadWrite.All', 'Group.ReadWrite.All', 'LicenseAssignment.ReadWrite.All'] });

const scope = `${graph}/.default`;
const serviceEndpoint = `${url}/v1.0/`;
/** A client that signs in by itself, with a form or with HTTP Basic. */
const clientWith = (clientSecret, tokenRetrieveType = 'form') =>
  OData.New4({ serviceEndpoint, credential: { tokenUrl: `${url}/${tenantId}/oauth2/v2.0/token`, clientId: app.id, clientSecret, tokenRetrieveType, scope } });
const client = clientWith(app.secret);
const users = client.getEntitySet('users');
const people = [];
for (const [i, displayName] of ['Ann', 'Ben', "Cor O'Neil", 'Dé & #1', 'Eve'].entries()) {
  people.push(await users.create({
    accountEnabled: i !== 4, displayName, mailNickname: `odata${i}`, userPrincipalName: `odata${i}@contoso.example`, usageLocation: 'NL',
    passwordProfile: { password: 'Reindeer-Sledge-41', forceChangePasswordNextSignIn: false },
  }));
}

const walks = {
  async 'signs in by itself, either way, and with a token of MSAL'() {
    for (const way of ['form', 'header']) {
      assert.equal(await clientWith(app.secret, way).getEntitySet('users').count(), people.length);
      await assert.rejects(clientWith('not-the-secret', way).getEntitySet('users').query(), { message: 'invalid_client' });
    }
    const authority = `${url}/${tenantId}`;
    const confidential = new msal.ConfidentialClientApplication({ auth: { clientId: app.id, clientSecret: app.secret, authority, knownAuthorities: [new URL(url).host] } });
    const { accessToken } = await confidential.acquireTokenByClientCredential({ scopes: [scope] });
    const other = OData.New4({ serviceEndpoint, commonHeaders: { Authorization: `Bearer ${accessToken}` } });
    assert.equal((await other.getEntitySet('users').retrieve(people[0].id)).id, people[0].id);
  },

  async 'the root, what it is made of, and a set that is not there'() {
    const root = await client.requestUri(serviceEndpoint);
    assert.ok(root.value.some(({ name, kind }) => name === 'users' && kind === 'EntitySet'));
    assert.match(await client.requestUri(`${serviceEndpoint}$metadata`), /<edmx:Edmx /);
    await assert.rejects(client.getEntitySet('nosuchset').query(), /Resource not found for the segment 'nosuchset'/);
  },

  async 'filters, as the client writes them'() {
    const names = async (filter) => (await users.query(client.newParam().filter(filter))).map(({ displayName }) => displayName);
    assert.deepEqual(await names(client.newFilter().field('displayName').eqString("Cor O''Neil")), ["Cor O'Neil"]);
    assert.deepEqual(await names(client.newFilter().field('displayName').eqString(encodeURIComponent('Dé & #1'))), ['Dé & #1'], 'the client leaves encoding to whoever uses it');
    assert.deepEqual(await names(client.newFilter().field('userPrincipalName').in(['odata1@contoso.example', 'x@y'])), ['Ben']);
    assert.deepEqual(await names(client.newFilter().field('accountEnabled').eq(false)), ['Eve']);
    const both = client.newFilter().field('displayName').in(['Ann', 'Eve']).field('accountEnabled').eq(true);
    assert.deepEqual(await names(both), ['Ann']);
    assert.deepEqual(await names("(displayName eq 'Ann' or (startswith(displayName,'Ev') and accountEnabled eq false)) and not(displayName eq 'Ben')"), ['Ann', 'Eve']);
    assert.equal(await users.count(client.newFilter().field('accountEnabled').eq(true)), 4);
    await assert.rejects(names('foo bar'), /./);
    await assert.rejects(users.query(client.newParam().top(1000)), /\$top/);
  },

  async 'pages, in an order, with some properties'() {
    const seen = [];
    let page = await client.newRequest({ collection: 'users', params: client.newParam().select(['id', 'displayName']).orderby('displayName', 'desc').top(2) });
    for (;;) {
      assert.ok(page.value.every((user) => Object.keys(user).sort().join() === 'displayName,id'));
      seen.push(...page.value.map(({ displayName }) => displayName));
      if (!page['@odata.nextLink']) {
        break;
      }
      page = await client.requestUri(page['@odata.nextLink']);
    }
    assert.deepEqual(seen, ['Eve', 'Dé & #1', "Cor O'Neil", 'Ben', 'Ann']);
  },

  async 'changes: an entity, and what its actions do'() {
    const { id } = people[1];
    await users.update(id, { jobTitle: 'Baker' });
    assert.equal((await client.newRequest({ collection: 'users', id, params: client.newParam().select(['jobTitle']) })).jobTitle, 'Baker');
    const given = await users.action('assignLicense', id, { addLicenses: [{ skuId: E3 }], removeLicenses: [] });
    assert.deepEqual(given.assignedLicenses.map(({ skuId }) => skuId), [E3]);
    await assert.rejects(users.action('assignLicense', people[0].id, { addLicenses: [], removeLicenses: [E3] }), /does not have a corresponding license/);
    await users.action('microsoft.graph.assignLicense', id, { addLicenses: [], removeLicenses: [E3] });
    await users.delete(people[4].id);
    await assert.rejects(users.retrieve(people[4].id), /does not exist/);
  },

  async 'delta, called as a function'() {
    const start = await client.requestUri(`${serviceEndpoint}users/delta()?$select=displayName`);
    assert.ok(start['@odata.deltaLink'].includes('$deltatoken='));
    await users.update(people[0].id, { displayName: 'Anna' });
    const next = await client.requestUri(start['@odata.deltaLink']);
    assert.deepEqual(next.value.map(({ id, displayName }) => [id, displayName]), [[people[0].id, 'Anna']]);
  },

  async 'a batch in JSON'() {
    const [found, changed, missing] = await client.execBatchRequestsJson([
      client.newBatchRequest({ collection: 'users', id: people[2].id }), client.newBatchRequest({ collection: 'users', id: people[2].id, method: 'PATCH', entity: { jobTitle: 'Batched' } }),
      client.newBatchRequest({ collection: 'users', id: 'nobody@contoso.example' }),
    ]);
    assert.deepEqual([found.status, changed.status, missing.status], [200, 204, 404]);
    assert.equal((await found.json()).id, people[2].id);
    assert.match((await missing.json()).error.message, /does not exist/);
  },
};

await offerWalks(walks, server);
