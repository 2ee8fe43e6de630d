// Each error of specification 5.1 that applies, as a table: what is sent, and the status, code and text that come.

import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';

import { assertSound, sku, startServer } from '../lib/licentia.mjs';

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const nobody = '00000000-0000-4000-8000-000000000000';
const notFound = (id) => `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`;
const edmGuid = "Cannot convert a primitive value to the expected type 'Edm.Guid'. See the inner exception for more details.";

/** Demands Graph's envelope on any failed answer. */
export function assertEnvelope({ status, headers, body, text }, expected) {
  assert.equal(status, expected.status, text);
  assert.match(headers.get('content-type'), /^application\/json;/);
  const { error, ...others } = body;
  assert.deepEqual(others, {}, 'nothing beside error');
  assert.equal(error.code, expected.code, text);
  if (expected.message instanceof RegExp) {
    assert.match(error.message, expected.message);
  } else {
    assert.equal(error.message, expected.message);
  }
  assert.ok(Array.isArray(error.details), 'details are always there');
  assert.match(error.innerError.date, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
  assert.match(error.innerError['request-id'], guid);
  assert.equal(error.innerError['request-id'], headers.get('request-id'));
  assert.equal(error.innerError['client-request-id'], headers.get('client-request-id'));
  for (const [key, value] of Object.entries(expected.detail ?? {})) {
    assert.deepEqual(error.details[0][key], value, `details[0].${key}: ${text}`);
  }
}

/** A body, or a function of the fixture that makes one. */
const cases = [
  // token and role
  { name: 'no token', path: '/v1.0/users', token: '', status: 401, code: 'InvalidAuthenticationToken', message: /./,
    headers: { 'www-authenticate': 'Bearer realm="licentia"' } },
  { name: 'a token that is none', path: '/v1.0/users', token: 'not.a.jwt', status: 401, code: 'InvalidAuthenticationToken', message: /./ },
  { name: 'a token of the right form that nobody has', path: '/v1.0/subscribedSkus', token: `lic_${'A'.repeat(43)}`, status: 401,
    code: 'InvalidAuthenticationToken', message: /./ },
  { name: 'another scheme', path: '/v1.0/users', token: '', send: { Authorization: 'Basic bGljOng=' }, status: 401, code: 'InvalidAuthenticationToken',
    message: /./ },
  { name: 'RO-3 role too small, with a body that is no JSON', as: 'reader', method: 'POST', path: '/v1.0/users', body: '{"', status: 403,
    code: 'Authorization_RequestDenied', message: 'Insufficient privileges to complete the operation.' },
  { name: 'a licence administrator changes more than the usage location', as: 'licenses', method: 'PATCH', path: ({ ann }) => `/v1.0/users/${ann.id}`,
    body: { usageLocation: 'BE', jobTitle: 'Boss' }, status: 403, code: 'Authorization_RequestDenied',
    message: 'Insufficient privileges to complete the operation.' },

  // objects
  { name: 'user unknown by id', path: `/v1.0/users/${nobody}`, status: 404, code: 'Request_ResourceNotFound', message: notFound(nobody) },
  { name: 'user unknown by name', path: '/v1.0/users/nobody@contoso.example', status: 404, code: 'Request_ResourceNotFound',
    message: notFound('nobody@contoso.example') },
  { name: 'assigning to an unknown user', method: 'POST', path: `/v1.0/users/${nobody}/assignLicense`, body: { addLicenses: [], removeLicenses: [] }, status: 404,
    code: 'Request_ResourceNotFound', message: notFound(nobody) },
  { name: 'subscribedSku of another tenant', path: `/v1.0/subscribedSkus/${nobody}_${sku.ENTERPRISEPACK}`, status: 404, code: 'Request_ResourceNotFound',
    message: notFound(`${nobody}_${sku.ENTERPRISEPACK}`) },
  { name: 'subscribedSku with a bare SKU', path: `/v1.0/subscribedSkus/${sku.ENTERPRISEPACK}`, status: 404, code: 'Request_ResourceNotFound',
    message: notFound(sku.ENTERPRISEPACK) },
  { name: 'subscription unknown', path: `/v1.0/directory/subscriptions/${nobody}`, status: 404, code: 'Request_ResourceNotFound', message: notFound(nobody) },
  { name: 'organisation unknown', path: `/v1.0/organization/${nobody}`, status: 404, code: 'Request_ResourceNotFound', message: notFound(nobody) },
  { name: 'licence detail unknown', path: ({ ann }) => `/v1.0/users/${ann.id}/licenseDetails/none`, status: 404, code: 'Request_ResourceNotFound',
    message: notFound('none') },
  { name: 'deleted user unknown', path: `/v1.0/directory/deletedItems/${nobody}`, status: 404, code: 'Request_ResourceNotFound', message: notFound(nobody) },
  { name: 'a live user is no deleted item', method: 'POST', path: ({ ann }) => `/v1.0/directory/deletedItems/${ann.id}/restore`, status: 404,
    code: 'Request_ResourceNotFound', message: ({ ann }) => notFound(ann.id) },

  // paths and methods
  { name: 'unknown set', path: '/v1.0/nosuchset', status: 404, code: 'Request_ResourceNotFound', message: "Resource not found for the segment 'nosuchset'." },
  { name: 'unknown part of a user', path: ({ ann }) => `/v1.0/users/${ann.id}/photos`, status: 404, code: 'Request_ResourceNotFound',
    message: "Resource not found for the segment 'photos'." },
  { name: 'nothing under this path', path: '/nothing', status: 404, code: 'Request_ResourceNotFound', message: /\/v1\.0.*\/api\/v1/ },
  { name: 'another version', path: '/v2.0/users', status: 404, code: 'Request_ResourceNotFound', message: /./ },
  { name: '$count segment', path: '/v1.0/users/$count', status: 400, code: 'Request_BadRequest', message: '$count is not currently supported.' },
  { name: 'method that is not there', method: 'PUT', path: '/v1.0/users', body: {}, status: 405, code: 'Request_BadRequest',
    message: /^Specified HTTP method is not allowed for the request target\./, headers: { allow: 'GET, HEAD, POST' } },
  { name: 'deleting a list', method: 'DELETE', path: '/v1.0/directory/deletedItems/microsoft.graph.user', status: 405, code: 'Request_BadRequest',
    message: /not allowed/, headers: { allow: 'GET, HEAD' } },
  { name: 'encoded NUL', path: '/v1.0/users/a%00b', status: 400, code: 'Request_BadRequest', message: /./ },
  { name: 'broken escape', path: '/v1.0/users/a%2', status: 400, code: 'Request_BadRequest', message: /./ },
  { name: 'broken UTF-8', path: '/v1.0/users/%ff', status: 400, code: 'Request_BadRequest', message: /./ },
  { name: 'an encoded slash is no separator', path: '/v1.0/users%2Fx', status: 404, code: 'Request_ResourceNotFound',
    message: "Resource not found for the segment 'users/x'." },

  // query options (D-20)
  { name: 'D-20 $expand=photo', path: '/v1.0/users?$expand=photo', status: 400, code: 'Request_UnsupportedQuery',
    message: "Invalid expand clause: 'photo' cannot be expanded here; possible: memberOf, transitiveMemberOf, manager, directReports, at position 1.", detail: { target: '$expand' } },
  ...['$skip=1'].map((option) => (
    { name: `D-20 ${option}`, path: `/v1.0/users?${encodeURI(option)}`, status: 400, code: 'Request_UnsupportedQuery',
      message: /^The query option '\$\w+' is not supported here\. Possible: \$select \$top \$skiptoken \$filter \$search \$orderby \$count \$expand\.$/,
      detail: { target: option.split('=')[0] } })),
  { name: 'D-21 $search without the header', path: '/v1.0/users?$search="displayName:x"', status: 400, code: 'Request_UnsupportedQuery',
    message: "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'", detail: { target: '$search' } },
  { name: '$count that is no flag', path: '/v1.0/users?$count=1', status: 400, code: 'Request_BadRequest', message: /it is true or false/, detail: { target: '$count' } },
  { name: 'D-20 $top where there are no pages', path: '/v1.0/subscribedSkus?$top=1', status: 400, code: 'Request_UnsupportedQuery', message: /\$top.*\$select/ },
  { name: 'D-20 an option of nobody', path: '/v1.0/users?dryRun=true', status: 400, code: 'Request_BadRequest', message: /'dryRun'/ },
  { name: 'an option twice', path: '/v1.0/users?$top=1&%24TOP=2', status: 400, code: 'Request_BadRequest', message: /top/i },
  { name: '$top=0', path: '/v1.0/users?$top=0', status: 400, code: 'Request_BadRequest', message: /1 to 999/ },
  { name: '$top=1000', path: '/v1.0/users?$top=1000', status: 400, code: 'Request_BadRequest', message: /1 to 999/ },
  { name: '$top=x', path: '/v1.0/users?$top=x', status: 400, code: 'Request_BadRequest', message: /'x'/ },
  { name: 'unknown property in $select', path: '/v1.0/users?$select=id,jobTitel', status: 400, code: 'Request_BadRequest',
    message: "Could not find a property named 'jobTitel'. Did you mean 'jobTitle'?", detail: { target: '$select' } },
  { name: 'empty $select', path: '/v1.0/users?$select=', status: 400, code: 'Request_BadRequest', message: "Could not find a property named ''." },
  { name: 'made-up $skiptoken', path: '/v1.0/users?$skiptoken=MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz', status: 400, code: 'Request_BadRequest', message: /\$skiptoken/ },
  { name: 'a $skiptoken that is no base64url', path: '/v1.0/users?$skiptoken=!!', status: 400, code: 'Request_BadRequest', message: /\$skiptoken/ },
  { name: '$format=xml', path: '/v1.0/users?$format=xml', status: 400, code: 'Request_BadRequest', message: /xml/ },

  // bodies
  { name: 'no JSON', method: 'POST', path: '/v1.0/users', body: '{"accountEnabled": tru}', status: 400, code: 'Request_BadRequest', message: /line 1/i },
  { name: 'no body', method: 'POST', path: '/v1.0/users', body: '', status: 400, code: 'Request_BadRequest', message: /body/ },
  { name: 'an array', method: 'POST', path: '/v1.0/users', body: '[]', status: 400, code: 'Request_BadRequest', message: /object/ },
  { name: 'a member twice', method: 'PATCH', path: ({ ann }) => `/v1.0/users/${ann.id}`, body: '{"jobTitle":"a","jobTitle":"b"}', status: 400,
    code: 'Request_BadRequest', message: /jobTitle/ },
  { name: 'a member twice in different cases', method: 'PATCH', path: ({ ann }) => `/v1.0/users/${ann.id}`, body: '{"jobTitle":"a","JobTitle":"b"}', status: 400,
    code: 'Request_BadRequest', message: /twice/ },
  { name: 'nesting without end', method: 'POST', path: '/v1.0/users', body: '['.repeat(5000), status: 400, code: 'Request_BadRequest', message: /./ },
  { name: 'bad UTF-8', method: 'POST', path: '/v1.0/users', body: Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), raw: true, status: 400,
    code: 'Request_BadRequest', message: /not valid.*0xff/ },
  { name: 'a form', method: 'POST', path: '/v1.0/users', body: 'a=b', raw: true, send: { 'Content-Type': 'application/x-www-form-urlencoded' }, status: 415,
    code: 'Request_BadRequest', message: /application\/json/ },
  { name: 'a compressed body', method: 'POST', path: '/v1.0/users', body: '{}', send: { 'Content-Encoding': 'gzip' }, status: 415, code: 'Request_BadRequest',
    message: /Content-Encoding/ },
  { name: 'a body that is too large', method: 'POST', path: '/v1.0/users', body: `{"a":"${'x'.repeat(1 << 20)}"}`, status: 413, code: 'Request_BadRequest',
    message: /at most 1048576 bytes/ },

  // creating and changing users
  ...['accountEnabled', 'displayName', 'mailNickname', 'passwordProfile', 'userPrincipalName'].map((property) => (
    { name: `creating without ${property}`, method: 'POST', path: '/v1.0/users', body: ({ newUser }) => ({ ...newUser, [property]: undefined }), status: 400,
      code: 'Request_BadRequest', message: `A value is required for property '${property}'.`, detail: { target: property } })),
  { name: 'creating without a password', method: 'POST', path: '/v1.0/users', body: ({ newUser }) => ({ ...newUser, passwordProfile: {} }), status: 400,
    code: 'Request_BadRequest', message: "A value is required for property 'passwordProfile/password'." },
  { name: 'a short password', method: 'POST', path: '/v1.0/users', body: ({ newUser }) => ({ ...newUser, passwordProfile: { password: 'short' } }), status: 400,
    code: 'Request_BadRequest', message: /password/ },
  { name: 'duplicate userPrincipalName', method: 'POST', path: '/v1.0/users',
    body: ({ newUser }) => ({ ...newUser, userPrincipalName: 'ANN@contoso.example' }), status: 400, code: 'Request_BadRequest',
    message: 'Another object with the same value for property userPrincipalName already exists.', detail: { target: 'userPrincipalName' } },
  { name: 'a domain that is not ours', method: 'POST', path: '/v1.0/users', body: ({ newUser }) => ({ ...newUser, userPrincipalName: 'x@elsewhere.example' }),
    status: 400, code: 'Request_BadRequest', message: /domain/ },
  { name: 'an unknown property', method: 'PATCH', path: ({ ann }) => `/v1.0/users/${ann.id}`, body: { jobTitel: 'Boss' }, status: 400, code: 'Request_BadRequest',
    message: "'jobTitel' is not a property that this call takes. Did you mean 'jobTitle'?", detail: { target: 'jobTitel' } },
  ...['id', 'createdDateTime', 'deletedDateTime', 'assignedLicenses', 'assignedPlans', 'provisionedPlans', 'licenseAssignmentStates'].map((property) => (
    { name: `read-only ${property}`, method: 'PATCH', path: ({ ann }) => `/v1.0/users/${ann.id}`, body: { [property]: [] }, status: 400, code: 'Request_BadRequest',
      message: `Property '${property}' is read-only and cannot be set.` })),
  { name: 'a number for a text', method: 'PATCH', path: ({ ann }) => `/v1.0/users/${ann.id}`, body: { jobTitle: 7 }, status: 400, code: 'Request_BadRequest',
    message: "The value of 'jobTitle' has the wrong type: expected a string or null.", detail: { target: 'jobTitle' } },
  { name: 'null for a truth value', method: 'PATCH', path: ({ ann }) => `/v1.0/users/${ann.id}`, body: { accountEnabled: null }, status: 400,
    code: 'Request_BadRequest', message: /accountEnabled.*true or false/ },
  { name: 'two phones', method: 'PATCH', path: ({ ann }) => `/v1.0/users/${ann.id}`, body: { businessPhones: ['1', '2'] }, status: 400,
    code: 'Request_BadRequest', message: /businessPhones.*at most one/ },
  { name: 'a required property cannot be cleared', method: 'PATCH', path: ({ ann }) => `/v1.0/users/${ann.id}`, body: { displayName: null }, status: 400,
    code: 'Request_BadRequest', message: /displayName/, detail: { target: 'displayName' } },
  { name: 'R-40 a usage location that is none', method: 'PATCH', path: ({ ann }) => `/v1.0/users/${ann.id}`, body: { usageLocation: 'XX' }, status: 400,
    code: 'Request_BadRequest', message: /usage location/ },

  // changing licences
  { name: 'R-50 without addLicenses', ...assign(() => ({ removeLicenses: [] })), status: 400, code: 'Request_BadRequest',
    message: "A value is required for property 'addLicenses'." },
  { name: 'R-50 without removeLicenses', ...assign(() => ({ addLicenses: [] })), status: 400, code: 'Request_BadRequest',
    message: "A value is required for property 'removeLicenses'." },
  { name: 'R-50 null lists', ...assign(() => ({ addLicenses: null, removeLicenses: [] })), status: 400, code: 'Request_BadRequest', message: /addLicenses.*array/ },
  { name: 'R-57 malformed GUID to add', ...assign(() => ({ addLicenses: [{ skuId: 'E3' }], removeLicenses: [] })), status: 400, code: 'Request_BadRequest',
    message: edmGuid, detail: { target: 'addLicenses/0/skuId' } },
  { name: 'R-57 malformed GUID to remove', ...assign(() => ({ addLicenses: [], removeLicenses: [sku.SPE_E3, 7] })), status: 400, code: 'Request_BadRequest',
    message: edmGuid, detail: { target: 'removeLicenses/1' } },
  { name: 'R-57 malformed GUID of a plan', ...assign(() => ({ addLicenses: [{ skuId: sku.SPE_E3, disabledPlans: ['x'] }], removeLicenses: [] })), status: 400,
    code: 'Request_BadRequest', message: edmGuid, detail: { target: 'addLicenses/0/disabledPlans/0' } },
  { name: 'an unknown member of an addition', ...assign(() => ({ addLicenses: [{ skuId: sku.SPE_E3, disabledplan: [] }], removeLicenses: [] })), status: 400,
    code: 'Request_BadRequest', message: /'addLicenses\/0\/disabledplan'.*Did you mean 'disabledPlans'/ },
  { name: 'R-57 the same SKU in both lists', ...assign(() => ({ addLicenses: [{ skuId: sku.ENTERPRISEPACK }], removeLicenses: [sku.ENTERPRISEPACK] })),
    status: 400, code: 'Request_BadRequest', message: /named more than once/ },
  { name: 'R-40 location missing', ...assign(() => ({ addLicenses: [{ skuId: sku.ENTERPRISEPACK }], removeLicenses: [] }), 'bob'), status: 400,
    code: 'Request_BadRequest', message: 'License assignment cannot be done for user with invalid usage location.',
    detail: { code: 'UsageLocationMissing', target: 'usageLocation' } },
  { name: 'R-06 no seats', ...assign(() => ({ addLicenses: [{ skuId: sku.VISIOCLIENT }], removeLicenses: [] }), 'cas'), status: 400, code: 'Request_BadRequest',
    message: `Subscription with SKU ${sku.VISIOCLIENT} does not have any available licenses.`,
    detail: { code: 'CountViolation', target: 'addLicenses/0/skuId' } },
  { name: 'R-56 SKU not owned', ...assign(() => ({ addLicenses: [{ skuId: sku.SPE_E5 }], removeLicenses: [] })), status: 400, code: 'Request_BadRequest',
    message: `License ${sku.SPE_E5} does not correspond to a valid company License.`, detail: { code: 'LicenseNotOwned' } },
  { name: 'R-56 SKU of nobody', ...assign(() => ({ addLicenses: [{ skuId: nobody }], removeLicenses: [] })), status: 400, code: 'Request_BadRequest',
    message: `License ${nobody} does not correspond to a valid company License.` },
  { name: 'R-55 removing a SKU not held', ...assign(() => ({ addLicenses: [], removeLicenses: [sku.ENTERPRISEPACK] })), status: 400, code: 'Request_BadRequest',
    message: 'User does not have a corresponding license.', detail: { code: 'LicenseNotAssigned', target: 'removeLicenses/0' } },
  { name: 'R-21 plan not in the SKU', ...assign(() => ({ addLicenses: [{ skuId: sku.ENTERPRISEPACK, disabledPlans: [nobody] }], removeLicenses: [] })),
    status: 400, code: 'Request_BadRequest', message: /is not part of the license/, detail: { target: 'addLicenses/0/disabledPlans/0' } },
  { name: 'R-24 exclusion', ...assign(() => ({ addLicenses: [{ skuId: sku.STANDARDPACK }, { skuId: sku.ENTERPRISEPACK }], removeLicenses: [] })), status: 400,
    code: 'Request_BadRequest', message: /^License assignment failed because service plans [-0-9a-f]{36}, [-0-9a-f]{36} are mutually exclusive\.$/,
    detail: { code: 'MutuallyExclusiveViolation' } },
  { name: 'R-28 dependency', ...assign(() => ({ addLicenses: [{ skuId: sku.MCOMEETADV }], removeLicenses: [] })), status: 400, code: 'Request_BadRequest',
    message: /^License assignment failed because service plan [-0-9a-f]{36} depends on the service plan\(s\) [-0-9a-f]{36}/,
    detail: { code: 'DependencyViolation' } },
];

function assign(body, user = 'ann') {
  return { method: 'POST', path: (fixture) => `/v1.0/users/${fixture[user].id}/assignLicense`, body };
}

const settle = (value, fixture) => (typeof value === 'function' ? value(fixture) : value);

test('errors of specification 5.1', async (t) => {
  const server = await startServer(t);
  const token = async (role) => (await server.post('/api/v1/tokens', { name: role, role })).body.token;
  for (const [product, seats] of [['STANDARDPACK', 5], ['ENTERPRISEPACK', 5], ['VISIOCLIENT', 1], ['MCOMEETADV', 5]]) {
    await server.buy(product, seats);
  }
  const fixture = {
    ann: await server.addUser('ann'),
    bob: await server.addUser('bob', { usageLocation: null }),
    cas: await server.addUser('cas'),
    newUser: {
      accountEnabled: true, displayName: 'New', mailNickname: 'new', userPrincipalName: 'new@contoso.example',
      passwordProfile: { password: 'correct horse battery' },
    },
  };
  const tokens = { reader: await token('Global Reader'), licenses: await token('License Administrator') };
  assert.equal((await server.assign(fixture.ann.id, [sku.VISIOCLIENT])).status, 200);
  const everything = async () => ({
    users: (await server.get('/v1.0/users?$top=999&$select=id,jobTitle,usageLocation,assignedLicenses')).body,
    skus: (await server.get('/v1.0/subscribedSkus')).body,
    operations: (await server.get('/api/v1/operations?$top=999')).body,
  });
  const before = await everything();

  for (const row of cases) {
    await t.test(row.name, async () => {
      const answer = await server.request(row.method ?? 'GET', settle(row.path, fixture), {
        body: settle(row.body, fixture), raw: row.raw, headers: row.send, token: row.token ?? tokens[row.as] ?? server.token,
      });
      assertEnvelope(answer, { ...row, message: row.message instanceof RegExp ? row.message : settle(row.message, fixture) });
      for (const [name, value] of Object.entries(row.headers ?? {})) {
        assert.equal(answer.headers.get(name), value);
      }
      assert.equal(answer.headers.get('retry-after'), null, 'only 429 and 503 say when to come back');
    });
  }

  for (const target of ["/v1.0/users?$filter=displayName eq 'Ann'", '/v1.0/users/ann#ext#@contoso.example']) {
    await t.test(`an address that is not encoded: ${target}`, async () => {
      const socket = connect(new URL(server.url).port, '127.0.0.1');
      socket.write(`GET ${target} HTTP/1.1\r\nHost: licences.example\r\nAuthorization: Bearer ${server.token}\r\n\r\n`);
      const answer = (await socket.toArray()).join('');
      assert.match(answer, /^HTTP\/1\.1 400 /);
      assert.match(answer, /an address without blanks and without '#' \(%20 and %23 stand for them\)/);
    });
  }

  assert.deepEqual(await everything(), before, 'a refused request leaves nothing behind');
  assertSound(server.db);
});
