// The walk-throughs of m365.test.mjs.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { sql } from '../lib/database.mjs';
import { init, root, Server } from '../lib/licentia.mjs';
import { register } from '../lib/oauth.mjs';
import { addPerson, password } from '../lib/people.mjs';
import { startProxy } from '../lib/proxy.mjs';
import { offerWalks } from '../lib/walks.mjs';

const E3 = '05e9a617-0261-4cee-bb44-138d3ef5d965';
const unknown = '00000000-0000-4000-8000-000000000000';
const program = join(root, 'tests/sdk/m365/node_modules/@pnp/cli-microsoft365/dist/index.js');

const { TEST_FOLDER: folder, TEST_CERTIFICATE: tlsCertificate, TEST_KEY: tlsKey, NODE_EXTRA_CA_CERTS: trusted, PATH } = process.env;
const server = await Server.launch(init(folder), { args: ['--tls-cert', tlsCertificate, '--tls-key', tlsKey] });
const { tenantId } = server;
const proxy = await startProxy(server.url);
await server.buy(E3, 50);
const anna = await addPerson(server, 'anna');
const ben = await server.addUser('ben');
sql(server, "INSERT INTO setting (tenant_id, name, value) VALUES (1, 'passwordGrant', '1')");
const app = await register(server, {
  displayName: 'CLI', isPublicClient: true, own: ['Directory.ReadWrite.All', 'User.ReadWrite.All', 'Group.ReadWrite.All', 'LicenseAssignment.ReadWrite.All', 'Organization.Read.All'],
  delegated: ['User.Read', 'User.Read.All'],
});

/** A home of its own for somebody who uses the command line, with the environment that leads it here. */
function homeOf(name) {
  const home = join(folder, name);
  const settings = join(home, '.config/configstore');
  mkdirSync(settings, { recursive: true });
  writeFileSync(join(settings, 'cli-m365-config.json'), JSON.stringify({ disableTelemetry: true }));
  return { PATH, HOME: home, XDG_CONFIG_HOME: join(home, '.config'), HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: trusted, CLIMICROSOFT365_NOUPDATE: '1' };
}

const robot = homeOf('robot');

/** Runs a command to its end; returns { code, out, err }. */
async function execute(args, env = robot) {
  const child = spawn(process.execPath, [program, ...args, '--output', 'json'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const texts = { out: '', err: '' };
  child.stdout.on('data', (chunk) => { texts.out += chunk; });
  child.stderr.on('data', (chunk) => { texts.err += chunk; });
  const code = await new Promise((done) => { child.on('close', done); });
  return { code, ...texts };
}

/** Runs a command, written as it is typed, that has to succeed; returns what it printed. Words with blanks follow as `more`. */
async function m365(line, more = [], env = robot) {
  const { code, out, err } = await execute([...line.split(' '), ...more], env);
  assert.equal(code, 0, `${line}: ${out}${err}`);
  return out.trim() === '' ? undefined : JSON.parse(out);
}

/** Runs a command that has to fail with `message`. */
async function refused(line, message, more = []) {
  const { code, out, err } = await execute([...line.split(' '), ...more]);
  assert.notEqual(code, 0, out);
  assert.match(out + err, message);
}

const idsOf = (list) => list.map(({ id }) => id).sort();

const walks = {
  async 'signs in with a secret, and is told when it is wrong'() {
    await refused(`login --authType secret --appId ${app.id} --tenant ${tenantId} --secret wrong`, /AADSTS7000215/);
    const session = await m365(`login --authType secret --appId ${app.id} --tenant ${tenantId} --secret ${app.secret}`);
    assert.deepEqual([session.connectedAs, session.appId, session.appTenant, session.authType], ['CLI', app.id, tenantId, 'secret']);
  },

  async 'signs a person in with a password, who sees himself'() {
    const person = homeOf('person');
    const session = await m365(`login --authType password --appId ${app.id} --tenant ${tenantId} --userName anna@contoso.example --password`, [password], person);
    assert.equal(session.connectedAs, 'anna@contoso.example');
    assert.deepEqual(await m365('entra user license list', [], person), []);
  },

  async 'users: listed, filtered, added, changed'() {
    assert.deepEqual(idsOf(await m365('entra user list')), [anna.id, ben.id].sort());
    const added = await m365('entra user add --userName cor@contoso.example --displayName', ['Cor Baker', '--firstName', 'Cor', '--password', password, '--usageLocation', 'NL']);
    assert.equal((await server.get(`/v1.0/users/${added.id}?$select=givenName,mailNickname`)).body.givenName, 'Cor');
    assert.deepEqual(idsOf(await m365('entra user list --properties id,displayName --displayName Cor')), [added.id]);
    await m365(`entra user set --id ${added.id} --jobTitle Baker`);
    assert.equal((await m365('entra user get --userName cor@contoso.example')).jobTitle, 'Baker');
    await refused('entra user get --userName nobody@contoso.example', /does not exist|not found/);
  },

  async 'licences: what there is, given, seen, taken away, refused'() {
    assert.deepEqual((await m365('entra license list')).map(({ skuId, consumedUnits }) => [skuId, consumedUnits]), [[E3, 0]]);
    const given = await m365(`entra user license add --userId ${ben.id} --ids ${E3}`);
    assert.deepEqual(given.assignedLicenses.map(({ skuId }) => skuId), [E3]);
    assert.deepEqual((await m365('entra license list')).map(({ consumedUnits }) => consumedUnits), [1]);
    await refused(`entra user license add --userId ${ben.id} --ids ${unknown}`, /valid company License/);
    await m365(`entra user license remove --userName ben@contoso.example --ids ${E3} --force`);
    assert.deepEqual((await server.get(`/v1.0/users/${ben.id}?$select=assignedLicenses`)).body.assignedLicenses, []);
  },

  async 'groups: made with members and owners by batches, changed, deleted'() {
    const group = await m365('entra group add --displayName', ['CLI team', '--type', 'security', '--ownerUserNames', 'anna@contoso.example', '--memberUserNames', 'anna@contoso.example,ben@contoso.example']);
    const members = async (list) => idsOf((await server.get(`/v1.0/groups/${group.id}/${list}`)).body.value);
    assert.deepEqual([await members('members'), await members('owners')], [[anna.id, ben.id].sort(), [anna.id]]);
    assert.deepEqual((await m365('entra group member list --groupName', ['CLI team', '--role', 'Member'])).map(({ id }) => id).sort(), [anna.id, ben.id].sort());
    await m365(`entra group member remove --groupId ${group.id} --userNames ben@contoso.example --role Member --force`);
    assert.deepEqual(await members('members'), [anna.id]);
    assert.deepEqual((await m365(`entra user groupmembership list --userId ${anna.id}`)).map((one) => one.groupId ?? one), [group.id]);
    await m365(`entra group remove --id ${group.id} --force`);
    assert.equal((await server.get(`/v1.0/groups/${group.id}`)).status, 404);
  },

  async 'applications, as they are registered here'() {
    const [one] = await m365('entra app list');
    assert.deepEqual([one.appId, one.displayName], [app.id, 'CLI']);
    assert.equal((await m365(`entra app get --appId ${app.id}`)).id, app.objectId);
    assert.equal((await m365('entra app get --name CLI')).id, app.objectId);
    assert.equal((await m365(`entra enterpriseapp get --id ${app.id}`)).id, app.servicePrincipalId);
    assert.deepEqual((await m365('entra enterpriseapp list')).map(({ appId }) => appId), [app.id, '00000003-0000-0000-c000-000000000000'], 'Microsoft Graph is the last');
  },

  async 'requests of its own words, page by page'() {
    const page = await m365('request --url', ['https://graph.microsoft.com/v1.0/users?$top=1&$select=id']);
    assert.match(page['@odata.nextLink'], /^https:\/\/graph\.microsoft\.com\/v1\.0\/users\?/, 'links are those of the host that was asked');
    assert.equal((await m365('request --url', [page['@odata.nextLink']])).value.length, 1);
  },

  async 'nothing went elsewhere'() {
    assert.deepEqual(proxy.refused, []);
    assert.deepEqual(Object.keys(proxy.tunnels).sort(), ['graph.microsoft.com', 'login.microsoftonline.com']);
    await proxy.stop();
  },
};

await offerWalks(walks, server);
