// Templates for new users: made, listed and deleted by whose they are.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { giveRole, letPeopleIn, tokenOfPerson } from '../lib/callers.mjs';
import { sku, startServer } from '../lib/licentia.mjs';
import { Contract } from '../lib/openapi.mjs';
import { addPerson } from '../lib/people.mjs';

const path = '/api/v1/userTemplates';
const nobody = '00000000-0000-0000-0000-000000000000';
const helpdesk = '729827e3-9c14-49f7-bb1b-9608f156bbb8';

/** A user administrator with a token of his own. */
async function administrator(server, alias, application) {
  const { id } = await addPerson(server, alias);
  await giveRole(server, id, 'User Administrator');
  return { id, token: await tokenOfPerson(server, alias, application) };
}

test('R-84: a template keeps what new users have in common, and is its maker\'s alone', async (t) => {
  const server = await startServer(t);
  (await Contract.read(server)).watch(server);
  const application = await letPeopleIn(server, ['User.ReadWrite.All']);
  const ann = await administrator(server, 'ann', application);
  const bob = await administrator(server, 'bob', application);
  const { servicePlans } = (await server.get('/api/v1/catalog/skus/ENTERPRISEPACK')).body;
  const disabledPlans = [servicePlans.find((plan) => plan.appliesTo === 'User').servicePlanId];
  const contents = {
    domain: 'contoso.example',
    password: 'typed',
    forceChangePasswordNextSignIn: false,
    usageLocation: 'NL',
    assignedLicenses: [{ skuId: sku.ENTERPRISEPACK, disabledPlans }],
    roles: [helpdesk],
    profile: {
      jobTitle: 'Planner', department: 'R&D', officeLocation: '2.14', businessPhones: ['+31 15 1234567'], faxNumber: '1', streetAddress: 'Oude Delft 1', city: 'Delft', state: 'ZH',
      postalCode: '2611', country: 'Nederland', companyName: 'Contoso', preferredLanguage: 'nl-NL',
    },
  };
  const made = await server.post(path, { displayName: 'Planners', contents: { ...contents, roles: ['Helpdesk-administrator'] } }, ann);
  assert.equal(made.status, 201, made.text);
  assert.deepEqual(made.body.contents, contents);
  assert.match(made.headers.get('location'), new RegExp(`${path}/${made.body.id}$`));
  const bare = (await server.post(path, { displayName: 'bare', contents: {} }, ann)).body;
  assert.deepEqual(bare.contents, { domain: null, password: 'generated', forceChangePasswordNextSignIn: true, usageLocation: null, assignedLicenses: [], roles: [], profile: {} });
  assert.deepEqual((await server.get(path, ann)).body.value.map((one) => one.displayName), ['bare', 'Planners']);
  assert.deepEqual((await server.get(`${path}/${made.body.id}`, ann)).body, made.body);

  assert.deepEqual((await server.get(path, bob)).body.value, [], "nobody sees another's");
  assert.deepEqual((await server.get(path)).body.value, []);
  assert.equal((await server.get(`${path}/${made.body.id}`, bob)).status, 404);
  assert.equal((await server.delete(`${path}/${made.body.id}`, bob)).status, 404);
  assert.equal((await server.post(path, { displayName: 'planners', contents: {} }, bob)).status, 201, 'names are one person\'s');
  assert.equal((await server.patch(`${path}/${made.body.id}`, { displayName: 'x' }, ann)).status, 405, 'a template is not edited');

  assert.equal((await server.delete(`${path}/${made.body.id}`, ann)).status, 204);
  assert.equal((await server.delete(`${path}/${made.body.id}`, ann)).status, 404);
  const [operation] = (await server.get('/api/v1/operations?$top=1')).body.value;
  assert.deepEqual([operation.kind, operation.target], ['userTemplateDelete', 'Planners']);
  const [change] = (await server.get(`/api/v1/operations/${operation.id}/changes`)).body.value;
  assert.deepEqual([change.kind, change.properties.contents], ['userTemplate', { old: contents, new: null }]);

  assert.equal((await server.delete(`/v1.0/users/${ann.id}`)).status, 204);
  assert.equal((await server.delete(`/v1.0/directory/deletedItems/${ann.id}`)).status, 204, 'who has templates can be removed for good');
});

test('R-84: what is wrong in a template is refused by name; names are unique; there are at most 50', async (t) => {
  const server = await startServer(t);
  const refuse = async (body, target, words) => {
    const { status, body: { error } } = await server.post(path, body);
    assert.deepEqual([status, error.details?.[0]?.target], [400, target], error.message);
    assert.match(error.message, words);
  };
  const wrong = (contents, target, words) => refuse({ displayName: 'x', contents }, target, words);
  await refuse({ contents: {} }, 'displayName', /displayName/);
  await refuse({ displayName: '', contents: {} }, 'displayName', /1 to 64/);
  await wrong({ domain: 'elsewhere.example' }, 'contents/domain', /no verified domain/);
  await wrong({ password: 'Geheim-123' }, 'contents/password', /never has the password itself/);
  await wrong({ usageLocation: 'xx' }, 'usageLocation', /country code/);
  await wrong({ roles: ['King'] }, 'contents/roles/0', /no role 'King'/);
  await wrong({ roles: [1] }, 'contents/roles/0', /string/);
  await wrong({ assignedLicenses: [{ skuId: nobody }] }, 'contents/assignedLicenses', /no product/);
  await wrong({ assignedLicenses: [{ skuId: sku.VISIOCLIENT, disabledPlans: [nobody] }] }, 'contents/assignedLicenses', /no service plan/);
  await wrong({ profile: { mobilePhone: '1' } }, 'contents/profile/mobilePhone', /mobilePhone/);
  await wrong({ profile: { displayName: 'Ann' } }, 'contents/profile/displayName', /displayName/);
  await wrong({ profile: { city: 'x'.repeat(129) } }, 'city', /at most 128/);
  await wrong({ profile: { businessPhones: ['1', '2'] } }, 'contents/profile/businessPhones', /at most one/);
  for (let i = 0; i < 50; i++) {
    assert.equal((await server.post(path, { displayName: `Template ${i}`, contents: {} })).status, 201);
  }
  await refuse({ displayName: 'TEMPLATE 7', contents: {} }, 'displayName', /already/);
  await refuse({ displayName: 'One more', contents: {} }, undefined, /50 templates already/);
});
