// Application registrations: their addresses, secrets, certificates and grants; who may give them what; and that secrets stay secret.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { makeCertificate, makeCertificateBetween } from '../lib/certificate.mjs';
import { engine, sql } from '../lib/database.mjs';
import { startServer, temporaryFolder } from '../lib/licentia.mjs';
import { Contract } from '../lib/openapi.mjs';

const path = '/api/v1/applications';
const dayMs = 24 * 60 * 60 * 1000;
const nobody = '00000000-0000-0000-0000-000000000001';
const azureCli = '04b07795-8ddb-461a-bbee-02f9e1bf7b46';
const rehearsal = { headers: { Prefer: 'validate-only' } };

/** Registers an application; fails the test when it is refused. */
async function register(server, displayName, more = {}, options = {}) {
  const answer = await server.post(path, { displayName, ...more }, options);
  assert.equal(answer.status, 201, answer.text);
  return answer.body;
}

async function addSecret(server, app, body = { displayName: 'nightly' }, options = {}) {
  const answer = await server.post(`${path}/${app.id}/secrets`, body, options);
  assert.equal(answer.status, 201, answer.text);
  return answer.body;
}

/** The newest operation of the ledger with the properties of its one change. */
async function newest(server) {
  const operation = (await server.get('/api/v1/operations?$top=1')).body.value[0];
  const changes = (await server.get(`/api/v1/operations/${operation.id}/changes`)).body.value;
  assert.equal(changes.length, 1);
  return { ...operation, change: changes[0] };
}

/** Demands that a refusal names the member and says the words. */
function assertRefused(answer, target, message) {
  assert.equal(answer.status, 400, answer.text);
  assert.equal(answer.body.error.details?.[0].target, target, answer.text);
  assert.match(answer.body.error.message, message);
}

/** Demands that `text` is nowhere in what is stored, whatever the engine. */
function assertNotStored(server, text) {
  if (engine === 'sqlite') {
    const files = readdirSync(server.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    assert.ok(files.length > 0);
    for (const { name } of files) {
      assert.ok(!readFileSync(join(server.folder, name)).includes(text), `${name} has it`);
    }
    return;
  }
  const tables = sql(server, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'").split('\n');
  assert.ok(tables.length > 10);
  for (const table of tables) {
    const bytes = Buffer.from(text).toString('hex');
    assert.equal(sql(server, `SELECT count(*) FROM ${table} x WHERE x::text LIKE '%${text}%' OR x::text LIKE '%${bytes}%'`), '0', table);
  }
}

test('registrations', async (t) => {
  const server = await startServer(t);
  (await Contract.read(server)).watch(server);

  await t.test('registered, shown, listed, changed and removed, by either id', async () => {
    const answer = await server.post(path, {
      displayName: 'Nachtelijke import Zoë',
      redirectUris: [{ uri: 'https://app.example/cb?x=1', kind: 'web' }, { uri: 'http://localhost:3000', kind: 'SPA' }, { uri: 'com.example.app:/cb', kind: 'publicClient' }],
    });
    assert.equal(answer.status, 201, answer.text);
    const app = answer.body;
    assert.equal(answer.headers.get('location'), `${server.url}${path}/${app.id}`);
    assert.equal(new Set([app.id, app.appId, app.servicePrincipalId]).size, 3);
    assert.deepEqual({ ...app, id: 0, appId: 0, servicePrincipalId: 0, createdDateTime: 0 }, {
      id: 0, appId: 0, servicePrincipalId: 0, createdDateTime: 0, displayName: 'Nachtelijke import Zoë', isPublicClient: false, accountEnabled: true,
      redirectUris: [{ uri: 'https://app.example/cb?x=1', kind: 'web' }, { uri: 'http://localhost:3000', kind: 'spa' }, { uri: 'com.example.app:/cb', kind: 'publicClient' }],
      secrets: [], certificates: [], grants: [],
    });
    for (const key of [app.id, app.appId, app.id.toUpperCase()]) {
      assert.deepEqual((await server.get(`${path}/${key}`)).body, app);
    }
    const { redirectUris, secrets, certificates, grants, ...listed } = app;
    assert.deepEqual((await server.get(path)).body.value, [listed]);
    assert.deepEqual([redirectUris.length, secrets, certificates, grants], [3, [], [], []]);

    const changed = await server.patch(`${path}/${app.appId}`, { displayName: 'Import', accountEnabled: false, isPublicClient: true, redirectUris: [] });
    assert.equal(changed.status, 200, changed.text);
    assert.deepEqual(changed.body, { ...app, displayName: 'Import', accountEnabled: false, isPublicClient: true, redirectUris: [] });
    const update = await newest(server);
    assert.equal(update.kind, 'applicationUpdate');
    assert.equal(update.change.kind, 'application');
    assert.deepEqual(update.change.properties, {
      displayName: { old: 'Nachtelijke import Zoë', new: 'Import' }, isPublicClient: { old: false, new: true }, accountEnabled: { old: true, new: false },
      redirectUris: { old: app.redirectUris, new: [] },
    });
    assert.equal((await server.patch(`${path}/${app.id}`, { displayName: 'Import' })).status, 200);
    assert.equal((await newest(server)).id, update.id, 'nothing changed is no operation');

    assert.equal((await server.delete(`${path}/${app.id}`)).status, 204);
    assert.equal((await server.get(`${path}/${app.id}`)).status, 404);
    assert.equal((await newest(server)).kind, 'applicationDelete');
    assert.equal((await newest(server)).change.properties.displayName.old, 'Import');
    assert.deepEqual((await server.get(path)).body.value, []);
  });

  await t.test('a well-known public client under its own client id, once', async () => {
    const app = await register(server, 'Azure CLI', { appId: azureCli.toUpperCase(), isPublicClient: true });
    assert.equal(app.appId, azureCli);
    for (const appId of [azureCli, app.id]) {
      const again = await server.post(path, { displayName: 'again', appId });
      assert.equal(again.status, 400, again.text);
      assert.match(again.body.error.message, /is taken by the application 'Azure CLI'/);
    }
    assert.equal((await server.delete(`${path}/${azureCli}`)).status, 204);
    assert.equal((await register(server, 'Azure CLI', { appId: azureCli })).appId, azureCli);
    assert.equal((await server.delete(`${path}/${azureCli}`)).status, 204);
  });

  await t.test('pages', async () => {
    const made = [];
    for (let i = 0; i < 5; i++) {
      made.push((await register(server, 'same name')).id);
    }
    const seen = [];
    for (let next = `${path}?$top=2`; next; ) {
      const { body } = await server.get(next);
      assert.ok(body.value.length <= 2);
      seen.push(...body.value.map((item) => item.id));
      next = body['@odata.nextLink'];
    }
    assert.deepEqual(seen, made);
    assert.equal((await server.get(`${path}?$top=5`)).body['@odata.nextLink'], undefined);
    assert.equal((await server.get(`${path}?$top=0`)).status, 400);
    assert.equal((await server.get(`${path}?$skiptoken=x`)).status, 400);
    for (const id of made) {
      await server.delete(`${path}/${id}`);
    }
  });

  await t.test('bad input names the member', async () => {
    const redirect = (uri, kind = 'web') => ({ displayName: 'x', redirectUris: [{ uri: 'https://good.example', kind: 'web' }, { uri, kind }] });
    const at = 'redirectUris/1/uri';
    const bad = [
      [{}, 'displayName', /displayName/],
      [{ displayName: '' }, 'displayName', /1 to 256/],
      [{ displayName: 'x'.repeat(257) }, 'displayName', /1 to 256/],
      [{ displayName: 'a\nb' }, 'displayName', /control character/],
      [{ displayName: 7 }, 'displayName', /a string/],
      [{ displayName: 'x', appId: 'x' }, 'appId', /./],
      [{ displayName: 'x', id: azureCli }, 'id', /read-only|cannot be set|not/],
      [{ displayName: 'x', secrets: [] }, 'secrets', /./],
      [{ displayName: 'x', isPublicClient: 'yes' }, 'isPublicClient', /true or false/],
      [{ displayName: 'x', accountEnabled: null }, 'accountEnabled', /true or false/],
      [{ displayName: 'x', nonsense: 1 }, 'nonsense', /nonsense/],
      [{ displayName: 'x', redirectUris: {} }, 'redirectUris', /an array/],
      [{ displayName: 'x', redirectUris: ['https://x.example'] }, 'redirectUris/0', /an object/],
      [{ displayName: 'x', redirectUris: [{ kind: 'web' }] }, 'redirectUris/0/uri', /./],
      [{ displayName: 'x', redirectUris: [{ uri: 'https://x.example', kind: 'native' }] }, 'redirectUris/0/kind', /web, spa, publicClient/],
      [{ displayName: 'x', redirectUris: [{ uri: 'https://x.example', kind: 'web', x: 1 }] }, 'redirectUris/0/x', /./],
      [{ displayName: 'x', redirectUris: Array.from({ length: 257 }, (_, i) => ({ uri: `https://x.example/${i}`, kind: 'web' })) }, 'redirectUris', /at most 256/],
      [redirect('http://app.example'), at, /clear text: use https, or http on localhost/],
      [redirect('https://app.example/#x'), at, /fragment/],
      [redirect('https://*.example/'), at, /wildcard/],
      [redirect('https://user@app.example/'), at, /user name/],
      [redirect('https://app.example/\r\nSet-Cookie: x'), at, /character/],
      [redirect('https://app.example/a/../b'), at, /'\.\.'/],
      [redirect('https://app.example:99999/'), at, /port/],
      [redirect(`https://app.example/${'x'.repeat(2048)}`), at, /longer than 2048/],
      [redirect(`msal${azureCli}://auth`), at, /only programs \(publicClient\)/],
      [redirect('javascript:alert(1)', 'publicClient'), at, /no program's own/],
      [redirect(''), at, /is empty/],
      [redirect('https://good.example', 'spa'), at, /given twice/],
    ];
    for (const [body, target, message] of bad) {
      assertRefused(await server.post(path, body), target, message);
    }
    const app = await register(server, 'x', { redirectUris: [{ uri: 'https://good.example', kind: 'web' }] });
    for (const [body, target, message] of [...bad.slice(1), [{ appId: azureCli }, 'appId', /./]]) {
      assertRefused(await server.patch(`${path}/${app.id}`, body), target, message);
    }
    const nothing = await server.patch(`${path}/${app.id}`, {});
    assert.equal(nothing.status, 400);
    assert.match(nothing.body.error.message, /changes nothing/);
    assert.deepEqual((await server.get(`${path}/${app.id}`)).body, app);
    assert.equal((await server.get(path)).body.value.length, 1);
  });

  await t.test('what is not there is 404', async () => {
    const [app] = (await server.get(path)).body.value;
    const grants = { type: 'application', permissions: ['User.Read.All'] };
    const { pem } = makeCertificate(temporaryFolder(t));
    for (const key of [nobody, 'x', '%00', app.displayName, app.servicePrincipalId, '..%2F..']) {
      for (const [method, rest, body] of [['GET', ''], ['PATCH', '', { displayName: 'y' }], ['DELETE', ''], ['POST', '/secrets', { displayName: 'y' }],
        ['DELETE', `/secrets/${nobody}`], ['POST', '/certificates', { certificate: pem }], ['DELETE', `/certificates/${nobody}`], ['POST', '/grants', grants],
        ['DELETE', '/grants/application/User.Read.All']]) {
        const answer = await server.request(method, `${path}/${key}${rest}`, { body });
        assert.ok([404, 400].includes(answer.status) && (answer.status === 404 || key.includes('%')), `${method} ${key}${rest}: ${answer.status} ${answer.text}`);
      }
    }
    for (const rest of [`secrets/${nobody}`, 'secrets/x', `certificates/${nobody}`, 'grants/application/User.Read.All', 'grants/delegated/User.Read',
      'grants/delegated/User.Read?user=nobody@contoso.example']) {
      assert.equal((await server.delete(`${path}/${app.id}/${rest}`)).status, 404, rest);
    }
  });

  await t.test('a rehearsal changes nothing', async () => {
    const before = (await server.get(path)).body;
    const [app] = before.value;
    const full = (await server.get(`${path}/${app.id}`)).body;
    assert.equal((await server.post(path, { displayName: 'rehearsed' }, rehearsal)).status, 201);
    assert.equal((await server.patch(`${path}/${app.id}`, { displayName: 'rehearsed' }, rehearsal)).body.displayName, 'rehearsed');
    assert.equal((await addSecret(server, app, { displayName: 'x' }, rehearsal)).secretText, null);
    assert.equal((await server.post(`${path}/${app.id}/grants`, { type: 'application', permissions: ['User.Read.All'] }, rehearsal)).body.grants.length, 1);
    assert.equal((await server.delete(`${path}/${app.id}`, rehearsal)).status, 204);
    assert.deepEqual((await server.get(path)).body, before);
    assert.deepEqual((await server.get(`${path}/${app.id}`)).body, full);
  });
});

test('secrets', async (t) => {
  const server = await startServer(t, { args: ['--verbose'] });
  (await Contract.read(server)).watch(server);
  const app = await register(server, 'Robot');

  await t.test('made, shown once, and nowhere else', async () => {
    const { secretText, ...shown } = await addSecret(server, app);
    assert.match(secretText, /^lics_[A-Za-z0-9_-]{43}$/);
    assert.equal(shown.hint, secretText.slice(5, 8));
    assert.equal(shown.expired, false);
    assert.equal(Date.parse(shown.endDateTime) - Date.parse(shown.startDateTime), 180 * dayMs);
    const full = await server.get(`${path}/${app.id}`);
    assert.deepEqual(full.body.secrets, [shown]);
    const operation = await newest(server);
    assert.equal(operation.kind, 'credentialAdd');
    assert.equal(operation.target, 'Robot');
    assert.deepEqual(operation.change.properties.keyId, { old: null, new: shown.keyId });
    const answers = [full.text, JSON.stringify(operation), (await server.get(path)).text, (await server.get('/api/v1/operations')).text];
    for (const part of [secretText, secretText.slice(5), secretText.slice(9, 30)]) {
      assert.ok(answers.every((text) => !text.includes(part)));
      assert.ok(!server.log.includes(part));
      assertNotStored(server, part);
    }
  });

  await t.test('several at a time, with a start and a life of their own; removed one by one', async () => {
    const start = new Date(Date.now() + 10 * dayMs).toISOString().slice(0, 10);
    const second = await addSecret(server, app, { displayName: 'next year Zoë', startDateTime: start, days: 730 });
    assert.equal(second.startDateTime, `${start}T00:00:00Z`);
    assert.equal(Date.parse(second.endDateTime) - Date.parse(second.startDateTime), 730 * dayMs);
    const today = await addSecret(server, app, { displayName: 'today', startDateTime: new Date().toISOString().slice(0, 10), days: 1 });
    const before = (await server.get(`${path}/${app.id}`)).body.secrets;
    assert.deepEqual(before.map((item) => item.displayName), ['nightly', 'next year Zoë', 'today']);
    assert.equal((await server.delete(`${path}/${app.id}/certificates/${today.keyId}`)).status, 404, 'it is no certificate');
    assert.equal((await server.delete(`${path}/${app.appId}/secrets/${today.keyId}`)).status, 204);
    assert.equal((await server.delete(`${path}/${app.id}/secrets/${today.keyId}`)).status, 404);
    assert.deepEqual((await server.get(`${path}/${app.id}`)).body.secrets, before.slice(0, 2));
    const operation = await newest(server);
    assert.equal(operation.kind, 'credentialRemove');
    assert.deepEqual(operation.change.properties.displayName, { old: 'today', new: null });
    const other = await register(server, 'other');
    assert.equal((await server.delete(`${path}/${other.id}/secrets/${before[0].keyId}`)).status, 404, 'it is of another application');
  });

  await t.test('one that is over is shown as such', async () => {
    sql(server, 'UPDATE application_credential SET expires_ms = 1000 WHERE display_name = \'nightly\'');
    await addSecret(server, app, { displayName: 'newer' }); // what the test changed itself is seen behind a change of the server's
    const [first, second] = (await server.get(`${path}/${app.id}`)).body.secrets;
    assert.equal(first.expired, true);
    assert.equal(first.endDateTime, '1970-01-01T00:00:01Z');
    assert.equal(second.expired, false);
  });

  await t.test('bad input names the member', async () => {
    const before = (await server.get(`${path}/${app.id}`)).body;
    const bad = [
      [{}, 'displayName', /displayName/],
      [{ displayName: '' }, 'displayName', /1 to 120/],
      [{ displayName: 'x'.repeat(121) }, 'displayName', /1 to 120/],
      [{ displayName: '\u0000' }, null, /./],
      [{ displayName: 'x\u001b[2J' }, 'displayName', /control character/],
      [{ displayName: 'x', days: 0 }, 'days', /1 to 730/],
      [{ displayName: 'x', days: 731 }, 'days', /1 to 730/],
      [{ displayName: 'x', days: '30' }, 'days', /whole number/],
      [{ displayName: 'x', startDateTime: 'soon' }, 'startDateTime', /2026-01-31/],
      [{ displayName: 'x', startDateTime: '2020-01-01' }, 'startDateTime', /in the past/],
      [{ displayName: 'x', startDateTime: '2999-01-01' }, 'startDateTime', /ahead/],
      [{ displayName: 'x', secretText: 'mine' }, 'secretText', /secretText/],
    ];
    for (const [body, target, message] of bad) {
      const answer = await server.post(`${path}/${app.id}/secrets`, body);
      assert.equal(answer.status, 400, answer.text);
      assert.ok(target === null || answer.body.error.details[0].target === target, answer.text);
      assert.match(answer.body.error.message, message);
    }
    assert.deepEqual((await server.get(`${path}/${app.id}`)).body, before);
  });

  await t.test('there is room for 50 secrets and certificates', async () => {
    const many = await register(server, 'many');
    for (let i = 0; i < 50; i++) {
      await addSecret(server, many, { displayName: `no. ${i}` });
    }
    const answer = await server.post(`${path}/${many.id}/secrets`, { displayName: 'one too many' });
    assert.equal(answer.status, 400);
    assert.match(answer.body.error.message, /remove one first/);
  });
});

test('certificates', async (t) => {
  const server = await startServer(t);
  (await Contract.read(server)).watch(server);
  const folder = temporaryFolder(t);
  const app = await register(server, 'Robot');
  const add = (body) => server.post(`${path}/${app.id}/certificates`, body);

  await t.test('PEM or base64 of DER; thumbprints as clients compute them', async () => {
    const one = makeCertificate(folder, 'one', { subject: '/O=Contoso/CN=Zoë' });
    const two = makeCertificate(folder, 'two');
    const first = await add({ certificate: one.pem });
    assert.equal(first.status, 201, first.text);
    assert.match(first.body.displayName, /CN=Zoë/);
    assert.deepEqual([first.body.thumbprint, first.body.thumbprintSha256], [one.sha1, one.sha256]);
    assert.equal(Date.parse(first.body.endDateTime) - Date.parse(first.body.startDateTime), 30 * dayMs);
    const second = await add({ certificate: two.der.toString('base64'), displayName: 'second' });
    assert.equal(second.status, 201, second.text);
    assert.deepEqual([second.body.displayName, second.body.thumbprint], ['second', two.sha1]);
    assert.deepEqual((await server.get(`${path}/${app.id}`)).body.certificates, [first.body, second.body]);

    const again = await add({ certificate: one.der.toString('base64') });
    assert.equal(again.status, 400, again.text);
    assert.match(again.body.error.message, /has this certificate already/);
    const operation = await newest(server);
    assert.deepEqual([operation.kind, operation.change.properties.credential], ['credentialAdd', { old: null, new: 'certificate' }]);
    assert.equal((await server.delete(`${path}/${app.id}/secrets/${first.body.keyId}`)).status, 404, 'it is no secret');
    assert.equal((await server.delete(`${path}/${app.id}/certificates/${first.body.keyId}`)).status, 204);
    assert.deepEqual((await server.get(`${path}/${app.id}`)).body.certificates, [second.body]);
    assert.equal((await add({ certificate: one.pem })).status, 201, 'it may come back');

    const later = makeCertificateBetween(folder, 'later', '20800101000000Z', '20810101000000Z');
    const third = await add({ certificate: later.pem });
    assert.equal(third.status, 201, 'one that is not valid yet may be registered before it is used');
    assert.deepEqual([third.body.startDateTime, third.body.expired], ['2080-01-01T00:00:00Z', false]);
  });

  await t.test('what is none, over, or has another key than RSA is refused', async () => {
    const before = (await server.get(`${path}/${app.id}`)).body;
    const curve = makeCertificate(folder, 'curve', { key: ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'] });
    const weak = makeCertificate(folder, 'weak', { key: ['rsa:1024'] });
    const { key } = makeCertificate(folder, 'key');
    for (const certificate of ['', 'nonsense', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', readFileSync(key, 'utf8'), curve.pem, weak.pem,
      'x'.repeat(100000)]) {
      assertRefused(await add({ certificate }), 'certificate', /certificate/i);
    }
    const over = makeCertificateBetween(folder, 'over', '20200101000000Z', '20200201000000Z');
    assertRefused(await add({ certificate: over.pem }), 'certificate', /expired on 2020-02-01/);
    assertRefused(await add({ certificate: 7 }), 'certificate', /a string/);
    assertRefused(await add({}), 'certificate', /certificate/);
    assertRefused(await add({ certificate: makeCertificate(folder, 'long').pem, displayName: 'x'.repeat(121) }), 'displayName', /1 to 120/);
    assert.deepEqual((await server.get(`${path}/${app.id}`)).body, before);
  });
});

test('grants', async (t) => {
  const server = await startServer(t);
  (await Contract.read(server)).watch(server);
  const app = await register(server, 'Robot');
  const grant = (type, permissions, options) => server.post(`${path}/${app.id}/grants`, { type, permissions }, options);
  const named = (grants, type) => grants.filter((item) => item.type === type && item.user === null).map((item) => item.permission);

  await t.test('application and delegated permissions, by Graph\'s names in any case', async () => {
    const first = await grant('application', ['user.read.all', 'LicenseAssignment.ReadWrite.All']);
    assert.equal(first.status, 200, first.text);
    assert.deepEqual(named(first.body.grants, 'application'), ['User.Read.All', 'LicenseAssignment.ReadWrite.All']);
    assert.deepEqual((await newest(server)).change.properties, {
      applicationPermissions: { old: [], new: ['User.Read.All', 'LicenseAssignment.ReadWrite.All'] },
    });
    const second = await grant('Delegated', ['User.Read', 'openid', 'User.Read']);
    assert.deepEqual(named(second.body.grants, 'delegated'), ['openid', 'User.Read']);
    assert.deepEqual(named(second.body.grants, 'application'), ['User.Read.All', 'LicenseAssignment.ReadWrite.All']);
    const { id } = await newest(server);
    assert.deepEqual((await grant('delegated', ['User.Read'])).body, second.body);
    assert.equal((await newest(server)).id, id, 'what is granted already is no operation');
  });

  await t.test('taken back one by one', async () => {
    assert.equal((await server.delete(`${path}/${app.id}/grants/application/user.read.all`)).status, 204);
    const { grants } = (await server.get(`${path}/${app.id}`)).body;
    assert.deepEqual(named(grants, 'application'), ['LicenseAssignment.ReadWrite.All']);
    assert.deepEqual(named(grants, 'delegated'), ['openid', 'User.Read']);
    const operation = await newest(server);
    assert.equal(operation.kind, 'applicationRevoke');
    assert.deepEqual(operation.change.properties, {
      applicationPermissions: { old: ['User.Read.All', 'LicenseAssignment.ReadWrite.All'], new: ['LicenseAssignment.ReadWrite.All'] },
    });
    const again = await server.delete(`${path}/${app.id}/grants/application/User.Read.All`);
    assert.equal(again.status, 404);
    assert.match(again.body.error.message, /was not granted/);
  });

  await t.test('the consent of one user is shown, and taken back alone; it goes with the user', async () => {
    const [anna, bert] = [await server.addUser('anna'), await server.addUser('bert')];
    for (const user of [anna, bert]) {
      sql(server, `INSERT INTO application_permission (tenant_id, application_id, kind, user_id, permission, granted_ms)
        SELECT a.tenant_id, a.id, 1, u.id, p.permission, 1000 FROM application a JOIN app_user u ON u.tenant_id = a.tenant_id
        JOIN (SELECT 4 AS permission UNION SELECT 5) p ON 1 = 1 WHERE a.display_name = 'Robot' AND u.upn = '${user.userPrincipalName}'`);
    }
    await server.addUser('carla'); // what the test changed itself is seen behind a change of the server's
    const own = async () => (await server.get(`${path}/${app.id}`)).body.grants.filter((item) => item.user !== null)
      .map((item) => `${item.user.userPrincipalName} ${item.permission}`);
    assert.deepEqual(await own(), ['anna@contoso.example User.Read', 'anna@contoso.example User.Read.All', 'bert@contoso.example User.Read', 'bert@contoso.example User.Read.All']);
    assert.equal((await server.delete(`${path}/${app.id}/grants/delegated/User.Read?user=${anna.id}`)).status, 204);
    assert.deepEqual(await own(), ['anna@contoso.example User.Read.All', 'bert@contoso.example User.Read', 'bert@contoso.example User.Read.All']);
    assert.deepEqual((await newest(server)).change.properties, {
      delegatedPermissions: { old: ['User.Read', 'User.Read.All'], new: ['User.Read.All'] }, consentOf: { old: 'anna@contoso.example', new: null },
    });
    assert.ok(named((await server.get(`${path}/${app.id}`)).body.grants, 'delegated').includes('User.Read'), 'the one for everybody stays');
    assert.equal((await server.delete(`${path}/${app.id}/grants/delegated/User.Read?user=anna@contoso.example`)).status, 404);
    await server.delete(`/v1.0/users/${bert.id}`);
    assert.equal((await server.delete(`/v1.0/directory/deletedItems/${bert.id}`)).status, 204);
    assert.deepEqual(await own(), ['anna@contoso.example User.Read.All']);
  });

  await t.test('bad input names the member', async () => {
    const before = (await server.get(`${path}/${app.id}`)).body;
    const bad = [
      [{}, 'type', /type/],
      [{ type: 'own', permissions: ['User.Read.All'] }, 'type', /application .* delegated/],
      [{ type: 'application' }, 'permissions', /permissions/],
      [{ type: 'application', permissions: [] }, 'permissions', /at least one/],
      [{ type: 'application', permissions: 'User.Read.All' }, 'permissions', /an array/],
      [{ type: 'application', permissions: ['User.Read.All', 7] }, 'permissions/1', /a string/],
      [{ type: 'application', permissions: ['User.Read.Al'] }, 'permissions/0', /Did you mean 'User\.Read\.All'/],
      [{ type: 'application', permissions: ['*'] }, 'permissions/0', /Graph's name/],
      [{ type: 'application', permissions: ['Directory.Read.All', 'User.Read'] }, 'permissions', /only in a person's name: grant it as a delegated/],
      [{ type: 'application', permissions: ['offline_access'] }, 'permissions', /only in a person's name/],
      [{ type: 'application', permissions: ['User.Read.All'], user: 'x' }, 'user', /user/],
    ];
    for (const [body, target, message] of bad) {
      assertRefused(await server.post(`${path}/${app.id}/grants`, body), target, message);
    }
    assertRefused(await server.delete(`${path}/${app.id}/grants/own/User.Read.All`), 'type', /application/);
    assertRefused(await server.delete(`${path}/${app.id}/grants/application/User.Raed.All`), 'permission', /Did you mean/);
    assert.equal((await server.delete(`${path}/${app.id}/grants/application/User.Read.All?users=x`)).status, 400);
    assert.deepEqual((await server.get(`${path}/${app.id}`)).body, before);
  });
});

test('who may', async (t) => {
  const server = await startServer(t);
  (await Contract.read(server)).watch(server);
  const app = await register(server, 'Strong');
  await server.post(`${path}/${app.id}/grants`, { type: 'application', permissions: ['RoleManagement.ReadWrite.Directory'] });
  const made = (await server.post('/api/v1/tokens', { name: 'app admin', role: 'Global Reader' })).body;

  await t.test('a reader reads', async () => {
    const { token } = made;
    assert.equal((await server.get(path, { token })).status, 200);
    assert.equal((await server.get(`${path}/${app.id}`, { token })).status, 200);
    for (const [method, rest, body] of [['POST', '', { displayName: 'x' }], ['PATCH', `/${app.id}`, { displayName: 'x' }], ['DELETE', `/${app.id}`],
      ['POST', `/${app.id}/secrets`, { displayName: 'x' }], ['DELETE', `/${app.id}/secrets/${nobody}`], ['POST', `/${app.id}/certificates`, { certificate: 'x' }],
      ['DELETE', `/${app.id}/certificates/${nobody}`], ['POST', `/${app.id}/grants`, { type: 'delegated', permissions: ['User.Read'] }],
      ['DELETE', `/${app.id}/grants/application/RoleManagement.ReadWrite.Directory`]]) {
      assert.equal((await server.request(method, path + rest, { token, body })).status, 403, `${method} ${rest}`);
    }
  });

  await t.test('removing an application takes all that it was given', async () => {
    const gone = await register(server, 'Gone', { redirectUris: [{ uri: 'https://gone.example', kind: 'web' }] });
    await addSecret(server, gone);
    await server.post(`${path}/${gone.id}/grants`, { type: 'application', permissions: ['User.Read.All'] });
    sql(server, `INSERT INTO role_assignment (tenant_id, id, guid, principal_kind, principal_id, role, created_ms)
      SELECT tenant_id, 1000000, guid, 1, id, 4, 1000 FROM application WHERE display_name = 'Gone'`);
    const id = sql(server, "SELECT id FROM application WHERE display_name = 'Gone'");
    const rows = () => ['application_redirect', 'application_credential', 'application_permission']
      .map((table) => sql(server, `SELECT count(*) FROM ${table} WHERE application_id = ${id}`)).join(' ')
      + ` ${sql(server, `SELECT count(*) FROM role_assignment WHERE principal_kind = 1 AND principal_id = ${id}`)}`;
    assert.equal(rows(), '1 1 1 1');
    assert.equal((await server.delete(`${path}/${gone.id}`)).status, 204);
    assert.equal(rows(), '0 0 0 0');
  });
});
