// The organisation's verified domains: GET /domains and /domains/{id}.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sql } from '../lib/database.mjs';
import { startServer } from '../lib/licentia.mjs';

test('domains', async (t) => {
  const server = await startServer(t);
  const one = {
    id: 'contoso.example', authenticationType: 'Managed', availabilityStatus: null, isAdminManaged: true, isDefault: true, isInitial: true, isRoot: true, isVerified: true,
    passwordNotificationWindowInDays: 14, passwordValidityPeriodInDays: 2147483647, state: null, supportedServices: [],
  };

  await t.test('all and one, by its name in any case, with every property', async () => {
    const { body } = await server.get('/v1.0/domains');
    assert.match(body['@odata.context'], /\/v1\.0\/\$metadata#domains$/);
    assert.deepEqual(body.value, [one]);
    for (const path of ['domains/contoso.example', 'domains/CONTOSO.example', "domains('contoso.example')"]) {
      const found = await server.get(`/v1.0/${path}`);
      assert.equal(found.status, 200, found.text);
      const { '@odata.context': context, ...domain } = found.body;
      assert.match(context, /#domains\/\$entity$/);
      assert.deepEqual(domain, one);
    }
    assert.deepEqual(Object.keys((await server.get('/v1.0/domains?$select=id,isDefault')).body.value[0]), ['id', 'isDefault']);
  });

  await t.test('they are those that /organization shows; one below another is no root', async () => {
    sql(server, "INSERT INTO tenant_domain (tenant_id, name, name_key, is_default) SELECT tenant_id, 'sales.contoso.example', 'sales.contoso.example', 0 FROM tenant_domain;");
    const { value } = (await server.get('/v1.0/domains?$select=id,isDefault,isInitial,isRoot')).body;
    assert.deepEqual(value, [{ id: 'contoso.example', isDefault: true, isInitial: true, isRoot: true }, { id: 'sales.contoso.example', isDefault: false, isInitial: false, isRoot: false }]);
    const { verifiedDomains } = (await server.get('/v1.0/organization')).body.value[0];
    assert.deepEqual(verifiedDomains.map(({ name, isDefault, isInitial }) => [name, isDefault, isInitial]), value.map(({ id, isDefault, isInitial }) => [id, isDefault, isInitial]));
  });

  await t.test('how long passwords are good is the setting', async () => {
    assert.equal((await server.patch('/api/v1/settings', { passwordValidityDays: 90 })).status, 200);
    assert.equal((await server.get('/v1.0/domains/contoso.example')).body.passwordValidityPeriodInDays, 90);
  });

  await t.test('what is not there is refused by name', async () => {
    const { status, body } = await server.get('/v1.0/domains/fabrikam.example');
    assert.deepEqual([status, body.error.code], [404, 'Request_ResourceNotFound']);
    assert.match(body.error.message, /'fabrikam\.example' does not exist/);
    assert.equal((await server.get('/v1.0/domains?$select=colour')).status, 400);
    assert.equal((await server.get("/v1.0/domains?$filter=id eq 'x'")).body.error.code, 'Request_UnsupportedQuery');
    assert.equal((await server.delete('/v1.0/domains/contoso.example')).status, 405);
  });
});
