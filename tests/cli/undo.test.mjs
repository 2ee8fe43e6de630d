// operation undo against a real server.

import assert from 'node:assert/strict';
import test from 'node:test';

import { addGroup, license } from '../lib/groups.mjs';
import { assertSound, sku, startServer } from '../lib/licentia.mjs';

test('operation undo', async (t) => {
  const server = await startServer(t);
  await server.buy('STANDARDPACK', 2);
  const cli = (...args) => server.cli(args);
  const users = [await server.addUser('ann'), await server.addUser('ben')];
  const newest = async () => (await server.get('/api/v1/operations?$top=9')).body.value.find(({ kind }) => kind !== 'groupApplied');
  const held = async () => (await server.pool(sku.STANDARDPACK)).consumedUnits;
  assert.equal(cli('license', 'bulk', 'add', '--everybody', '--sku', 'STANDARDPACK').status, 0);
  const given = await newest();

  let preview = null;
  await t.test('--dry-run shows what would come of it, and how to have just that', async () => {
    const result = cli('operation', 'undo', given.id, '--dry-run');
    assert.equal(result.status, 0, result.stderr);
    assert.match(result.stdout, /^Office 365 E1: 2 seats taken, then 0; 2 free$/m);
    assert.match(result.stdout, /^2 items: 2 would be changed, 0 unchanged, 0 refused$/m);
    preview = new RegExp(`^Nothing was changed\\. To do exactly this: licentia operation undo ${given.id} --apply (\\S+)$`, 'm').exec(result.stdout)[1];
    assert.equal(await held(), 2);
  });
  await t.test('--apply makes that true; the ledger names both', async () => {
    const result = cli('operation', 'undo', String(given.number), '--apply', preview, '--reason', 'wrong ones');
    assert.equal(result.stdout, '2 items: 2 changed, 0 unchanged, 0 refused\n', result.stderr);
    assert.equal(await held(), 0);
    const undone = await newest();
    assert.deepEqual([undone.kind, undone.reason], ['undo', 'wrong ones']);
    assert.match(cli('operation', 'show', given.id).stdout, new RegExp(`^ *Undone by +${undone.id}$`, 'm'));
    assert.match(cli('operation', 'show', undone.id).stdout, new RegExp(`^ *Undoes +${given.id}$`, 'm'));
    assert.match(cli('operation', 'list', '--top', '1').stdout, /undo/);
  });
  await t.test('--no-wait, JSON, and what was refused', async () => {
    const begun = JSON.parse(cli('operation', 'undo', (await newest()).id, '--no-wait', '--json').stdout);
    assert.equal(JSON.parse(cli('change', 'show', begun.id, '--wait', '--json').stdout).undoes, (await newest()).undoes);
    assert.match(cli('change', 'show', begun.id).stdout, new RegExp(`^ *Undoes +${begun.undoes}$`, 'm'));
    assert.equal((await server.assign(users[0].id, [], [sku.STANDARDPACK])).status, 200);
    assert.equal((await server.assign(users[0].id, [sku.STANDARDPACK])).status, 200);
    assert.equal((await server.assign(users[0].id, [], [sku.STANDARDPACK])).status, 200);
    const removed = await newest();
    assert.equal((await server.assign((await server.addUser('cas')).id, [sku.STANDARDPACK])).status, 200);
    const result = cli('operation', 'undo', removed.id);
    assert.equal(result.status, 1);
    assert.match(result.stdout, /^ann@contoso\.example: .*\n {4}Remedy: /);
    assert.equal(cli('operation', 'undo', removed.id, '--all-or-nothing').status, 1);
  });
  await t.test('what a group gives', async () => {
    const group = await addGroup(server, 'Team');
    await license(server, group, [sku.STANDARDPACK]);
    const result = cli('operation', 'undo', (await newest()).id, '--json');
    const shown = cli('change', 'results', JSON.parse(result.stdout).id);
    assert.match(shown.stdout, /Team +changed +removed STANDARDPACK/);
  });
  await t.test('refused, with what to do instead', async () => {
    const { body } = await server.get('/api/v1/operations?$top=99');
    const result = cli('operation', 'undo', body.value.find(({ kind }) => kind === 'userCreate').id);
    assert.equal(result.status, 1);
    assert.match(result.stderr, /kind userCreate are not undone[\s\S]*Delete the user/);
    assert.equal(cli('operation', 'undo', '12345678').status, 1);
    assert.equal(cli('operation', 'undo', given.id, '--apply', preview, '--all-or-nothing').status, 2);
    assert.equal(cli('operation', 'undo').status, 2);
  });
  assertSound(server.db);
});
