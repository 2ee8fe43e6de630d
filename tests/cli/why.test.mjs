// why against a real server.

import assert from 'node:assert/strict';
import test from 'node:test';

import { addGroup, license } from '../lib/groups.mjs';
import { sku, startServer } from '../lib/licentia.mjs';

test('why from the command line', async (t) => {
  const server = await startServer(t);
  await server.buy('ENTERPRISEPACK', 5);
  await server.buy('VISIOCLIENT', 1);
  const [ann, ben] = [await server.addUser('ann'), await server.addUser('ben')];
  const cli = (...args) => server.cli(['why', ...args]);
  const good = (...args) => {
    const result = cli(...args);
    assert.equal(result.status, 0, result.stderr + result.stdout);
    return result.stdout;
  };

  await t.test('nobody gives it', () => {
    assert.match(good('ann@contoso.example', 'sway'), /^ann@contoso\.example does not have Sway \(SWAY\)\.\nNo product with it is assigned.*\nWould give it: Office 365 E3\n$/);
    assert.match(good('ann@contoso.example', 'PROJECT_PROFESSIONAL'), /The organisation owns no product with it\./);
  });

  await t.test('direct and by a group', async () => {
    const given = server.cli(['assign', ann.id, '--sku', 'ENTERPRISEPACK', '--without', 'SWAY', '--reason', 'no slides']);
    assert.equal(given.status, 0, given.stderr);
    assert.match(good(ann.id, 'SWAY'), /^ann@contoso\.example does not have Sway \(SWAY\)\.\nProduct +Assigned +Service +State +Error +Since +By +Operation +Reason\nOffice 365 E3 +directly +off +Active +\S+Z +\S.* +licenseChange [0-9a-f-]{36} +no slides\n$/);
    await license(server, await addGroup(server, 'Sales', [ann]), [sku.ENTERPRISEPACK]);
    assert.match(good(ann.id, 'SWAY'), /^ann@contoso\.example has Sway[^]*\nOffice 365 E3 +by group Sales +on +Active/);
    const tree = JSON.parse(good(ann.id, 'SWAY', '--json'));
    assert.deepEqual([tree.hasService, tree.paths.map((item) => item.planEnabled)], [true, [false, true]]);
    assert.match(good(ann.id, 'SWAY', '--csv'), /^displayName,assignedByGroup,planEnabled[^]*\r?\nOffice 365 E3,directly,off/);
  });

  await t.test('waiting in line', async () => {
    await server.assign(ann.id, [sku.VISIOCLIENT]);
    await license(server, await addGroup(server, 'Drawing', [ben]), [sku.VISIOCLIENT]);
    assert.match(good('ben@contoso.example', 'VISIO_CLIENT_SUBSCRIPTION'), /Error +CountViolation[^]*\nWaits for a seat of Visio Plan 2 by group Drawing since \S+Z\.\n$/);
  });

  await t.test('who may not read operations, and wrong names', async () => {
    const { token } = (await server.post('/api/v1/tokens', { name: 'desk', role: 'Helpdesk Administrator' })).body;
    const result = server.cli(['why', ann.id, 'SWAY'], { env: { LICENTIA_TOKEN: token } });
    assert.equal(result.status, 0, result.stderr);
    assert.doesNotMatch(result.stdout, /licenseChange|no longer in the ledger/);
    const unknown = cli(ann.id, 'SWAYY');
    assert.equal(unknown.status, 2);
    assert.match(unknown.stderr, /Did you mean 'S(way|WAY)'\?/);
    assert.equal(cli('nobody@contoso.example', 'SWAY').status, 1);
  });
});
