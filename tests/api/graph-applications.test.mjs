// Applications and service principals in Graph's shape, for reading.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { makeCertificate } from '../lib/certificate.mjs';
import { tokenOfApplication } from '../lib/callers.mjs';
import { startServer, temporaryFolder } from '../lib/licentia.mjs';
import { register } from '../lib/oauth.mjs';

const unknown = '00000000-0000-4000-8000-000000000000';
const eventual = { headers: { ConsistencyLevel: 'eventual' } };

test('applications and service principals', async (t) => {
  const server = await startServer(t);
  const redirectUris = [['https://app.example/back', 'web'], ['https://app.example/page', 'spa'], ['http://localhost', 'publicClient']].map(([uri, kind]) => ({ uri, kind }));
  const robot = await register(server, { displayName: 'Robot', redirectUris, own: ['User.Read.All'] });
  const reader = await register(server, { displayName: 'Éclair reader', isPublicClient: true, secret: false });
  const quote = await register(server, { displayName: "O'Neil's robot", secret: false });
  const all = [robot, reader, quote];
  const graph = { id: '00000003-0000-0000-c000-000000000000', servicePrincipalId: 'e4c01849-83c4-5bca-abc1-a0a74ff04fb1' }; // the last of service principals
  const certificate = makeCertificate(temporaryFolder(t), 'robot');
  assert.equal((await server.post(`/api/v1/applications/${robot.id}/certificates`, { certificate: certificate.pem })).status, 201);
  assert.equal((await server.patch(`/api/v1/applications/${reader.id}`, { accountEnabled: false })).status, 200);
  const get = async (path, options) => {
    const { status, body, text } = await server.get(path, options);
    assert.equal(status, 200, text);
    return body;
  };
  const found = async (set, filter) => (await get(`/v1.0/${set}?$select=appId&$filter=${encodeURIComponent(filter)}`)).value.map(({ appId }) => appId);

  await t.test('an application, with what Graph calls its parts', async () => {
    const one = await get(`/v1.0/applications/${robot.objectId}`);
    const { keyCredentials, passwordCredentials, createdDateTime, ...rest } = one;
    assert.deepEqual(rest, {
      '@odata.context': `${server.url}/v1.0/$metadata#applications/$entity`, id: robot.objectId, deletedDateTime: null, appId: robot.id, displayName: 'Robot', identifierUris: [],
      isFallbackPublicClient: false, signInAudience: 'AzureADMyOrg', tags: [], publicClient: { redirectUris: ['http://localhost'] }, spa: { redirectUris: ['https://app.example/page'] },
      web: { homePageUrl: null, logoutUrl: null, implicitGrantSettings: { enableAccessTokenIssuance: false, enableIdTokenIssuance: false }, redirectUris: ['https://app.example/back'] },
      requiredResourceAccess: [{ resourceAppId: graph.id, resourceAccess: [{ id: 'df021288-bdef-4463-88db-98f22de89214', type: 'Role' }] }], appRoles: [], api: { oauth2PermissionScopes: [] },
    });
    assert.ok(Math.abs(Date.parse(createdDateTime) - Date.now()) < 3600e3);
    assert.deepEqual(keyCredentials.map(({ customKeyIdentifier, type, usage, key }) => [customKeyIdentifier, type, usage, key]), [[certificate.sha1, 'AsymmetricX509Cert', 'Verify', null]]);
    assert.deepEqual(passwordCredentials.map(({ displayName, hint, secretText }) => [displayName, hint.length > 0 && robot.secret.includes(hint), secretText]), [['secret', true, null]]);
    assert.ok(!JSON.stringify(one).includes(robot.secret), 'no secret is ever shown');
  });

  await t.test('its service principal', async () => {
    assert.deepEqual(await get(`/v1.0/servicePrincipals/${robot.servicePrincipalId}`), {
      '@odata.context': `${server.url}/v1.0/$metadata#servicePrincipals/$entity`, id: robot.servicePrincipalId, deletedDateTime: null, appId: robot.id, displayName: 'Robot',
      signInAudience: 'AzureADMyOrg', tags: [], keyCredentials: [], passwordCredentials: [], accountEnabled: true, appDisplayName: 'Robot', appOwnerOrganizationId: server.tenantId,
      appRoleAssignmentRequired: false, replyUrls: ['https://app.example/back', 'https://app.example/page', 'http://localhost'], servicePrincipalNames: [robot.id], servicePrincipalType: 'Application', appRoles: [], oauth2PermissionScopes: [],
    });
    assert.equal((await get(`/v1.0/servicePrincipals(appId='${reader.id}')?$select=accountEnabled`)).accountEnabled, false);
  });

  await t.test('by either key, each where it belongs', async () => {
    assert.equal((await get(`/v1.0/applications(appId='${robot.id.toUpperCase()}')?$select=id`)).id, robot.objectId);
    assert.equal((await get(`/v1.0/servicePrincipals(appId='${robot.id}')?$select=id`)).id, robot.servicePrincipalId);
    assert.equal((await get(`/v1.0/applications('${robot.objectId}')?$select=id`)).id, robot.objectId);
    for (const path of [`applications/${robot.id}`, `applications/${robot.servicePrincipalId}`, `applications(appId='${robot.objectId}')`, `servicePrincipals/${robot.objectId}`,
      `servicePrincipals(appId='${robot.servicePrincipalId}')`, `applications/${unknown}`, 'servicePrincipals/x']) {
      const { status, body } = await server.get(`/v1.0/${path}`);
      assert.deepEqual([status, body.error.code], [404, 'Request_ResourceNotFound'], path);
      assert.match(body.error.message, /does not exist/);
    }
  });

  for (const [set, idOf, more] of [['applications', (app) => app.objectId, []], ['servicePrincipals', (app) => app.servicePrincipalId, [graph]]]) {
    await t.test(`${set}: lists, page by page, and how many`, async () => {
      const list = await get(`/v1.0/${set}`);
      assert.deepEqual(list.value.map(({ id }) => id), [...all, ...more].map(idOf), 'in the order they were made');
      assert.deepEqual(list.value[0], (({ '@odata.context': _, ...rest }) => rest)(await get(`/v1.0/${set}/${idOf(robot)}`)), 'as one is shown');
      let page = await get(`/v1.0/${set}?$top=2&$count=true&$select=displayName`);
      assert.deepEqual([page['@odata.count'], page.value], [3 + more.length, [{ displayName: 'Robot' }, { displayName: 'Éclair reader' }]]);
      page = await get(page['@odata.nextLink']);
      assert.deepEqual([page.value, page['@odata.nextLink']], [[{ displayName: "O'Neil's robot" }, ...more.map(() => ({ displayName: 'Microsoft Graph' }))], undefined]);
      assert.equal((await server.get(`/v1.0/${set}/$count`, eventual)).text, `${3 + more.length}`);
      page = await get(`/v1.0/${set}?$top=3&$select=id`);
      assert.deepEqual(page['@odata.nextLink'] ? (await get(page['@odata.nextLink'])).value : [], more.map((app) => ({ id: idOf(app) })), 'the last page');
      assert.equal((await server.get(`/v1.0/${set}/$count?$filter=startswith(displayName,'r')`, eventual)).text, '1');
      const filtered = await get(`/v1.0/${set}?$top=1&$count=true&$filter=displayName ne 'Robot'`);
      assert.equal(filtered['@odata.count'], 2 + more.length);
      assert.deepEqual((await get(filtered['@odata.nextLink'])).value.map(({ id }) => id), [idOf(quote)]);
    });

    await t.test(`${set}: filters`, async () => {
      const cases = [
        [`appId eq '${robot.id}'`, [robot]], [`appId eq ${robot.id.toUpperCase()}`, [robot]], [`id eq '${idOf(reader)}'`, [reader]], [`id in ('${idOf(quote)}','${unknown}')`, [quote]],
        [`appId in ('${robot.id}','${quote.id}')`, [robot, quote]], [`id eq '${unknown}'`, []], [`not(appId eq '${robot.id}')`, [reader, quote, ...more]],
        ["displayName eq 'ROBOT'", [robot]], ["displayName eq 'éCLAIR READER'", [reader]], ["displayName eq 'eclair reader'", []], ["displayName eq 'O''Neil''s robot'", [quote]],
        ["startswith(displayName,'ro')", [robot]], ["startswith(displayName,'ro') or startswith(displayName,'o''n')", [robot, quote]], ["displayName in ('robot','x')", [robot]],
        ["displayName gt 'o'", [robot, reader, quote]], ["displayName ge 'robot' and displayName lt 'robou'", [robot]], ["displayName ne 'robot' and startswith(displayName,'O')", [quote]],
        ["tags/any(t:t eq 'WindowsAzureActiveDirectoryIntegratedApp')", []], ["not(tags/any(t:t eq 'x'))", [...all, ...more]],
      ];
      for (const [filter, expected] of cases) {
        assert.deepEqual(await found(set, filter), expected.map(({ id }) => id), filter);
      }
    });
  }

  await t.test('what only one of the two has', async () => {
    assert.deepEqual(await found('servicePrincipals', `servicePrincipalNames/any(c:c eq '${robot.id}')`), [robot.id]);
    assert.deepEqual(await found('servicePrincipals', 'servicePrincipalNames/any()'), [...all, graph].map(({ id }) => id));
    assert.deepEqual(await found('servicePrincipals', 'accountEnabled eq false'), [reader.id]);
    assert.deepEqual(await found('applications', "identifierUris/any(s:s eq 'api://x')"), []);
    assert.deepEqual(await found('applications', 'createdDateTime ge 2020-01-01T00:00:00Z'), all.map(({ id }) => id));
    assert.deepEqual(await found('applications', 'createdDateTime lt 2020-01-01T00:00:00Z'), []);
    for (const path of ["applications?$filter=accountEnabled eq true", "servicePrincipals?$filter=identifierUris/any()", 'applications?$select=accountEnabled', 'servicePrincipals?$select=web',
      'applications?$orderby=displayName', 'applications?$filter=signInAudience eq \'x\'', 'applications?$filter=contains(displayName,\'o\')', 'applications?$top=0', 'applications/$count']) {
      assert.equal((await server.get(`/v1.0/${path}`)).status, 400, path);
    }
    assert.equal((await server.post('/v1.0/applications', { displayName: 'x' })).status, 405, 'they are registered by a call of our own');
  });

  await t.test('who may read them', async () => {
    const reading = await register(server, { displayName: 'Last', own: ['Application.Read.All'] });
    assert.equal((await server.get('/v1.0/applications', { token: await tokenOfApplication(server, reading) })).body.value.length, 4);
    const token = await tokenOfApplication(server, robot);
    for (const path of ['applications', 'servicePrincipals', `applications/${robot.objectId}`, `servicePrincipals(appId='${robot.id}')`, 'applications/$count']) {
      assert.equal((await server.get(`/v1.0/${path}`, { token, ...eventual })).status, 403, path);
    }
  });
});
