// license bulk and change verbs against a real server.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

import { addGroup } from '../lib/groups.mjs';
import { assertSound, sku, startServer, temporaryFolder } from '../lib/licentia.mjs';

const E3 = sku.ENTERPRISEPACK;

test('licences of many users from the command line', async (t) => {
  const folder = temporaryFolder(t);
  const server = await startServer(t);
  await server.buy('STANDARDPACK', 10);
  await server.buy('ENTERPRISEPACK', 3);
  await server.buy('VISIOCLIENT', 10);
  const users = {};
  for (const alias of ['ann', 'ben', 'cas', 'dan']) {
    users[alias] = await server.addUser(alias);
  }
  await server.patch('/v1.0/users/dan@contoso.example', { department: 'Sales' });
  await addGroup(server, 'Team', [users.ann, users.ben]);
  const cli = (...args) => server.cli(args);
  const bulk = (...args) => cli('license', 'bulk', ...args);

  /** The plans that are off of each direct product of a user. */
  async function direct(alias) {
    const { body } = await server.get(`/v1.0/users/${users[alias].id}?$select=assignedLicenses`);
    return Object.fromEntries(body.assignedLicenses.map((item) => [item.skuId, item.disabledPlans.length]));
  }

  await t.test('add, to a group, with a reason', async () => {
    const result = bulk('add', '--group', 'team', '--sku', 'STANDARDPACK', '--without', 'Sway', '--reason', 'they asked');
    assert.equal(result.status, 0, result.stderr + result.stdout);
    assert.equal(result.stdout, '2 users: 2 changed, 0 unchanged, 0 refused\n');
    assert.deepEqual(await direct('ann'), { [sku.STANDARDPACK]: 1 });
    assert.equal((await server.get('/api/v1/changes')).body.value[0].reason, 'they asked');
  });

  await t.test('--dry-run shows seats, plans and conflicts, and how to do exactly that', async () => {
    const shown = bulk('swap', '--everybody', '--from', 'STANDARDPACK', '--to', 'ENTERPRISEPACK', '--map', 'EXCHANGE_S_STANDARD=EXCHANGE_S_ENTERPRISE', '--dry-run');
    assert.equal(shown.status, 0, shown.stderr + shown.stdout);
    assert.match(shown.stdout, /^Office 365 E3: 0 seats taken, then 2; 1 free\n/m);
    assert.match(shown.stdout, /^ {2}Exchange Online \(Plan 2\): 2 get it, 0 lose it\n/m);
    assert.match(shown.stdout, /^4 users: 2 would be changed, 2 unchanged, 0 refused\n/m);
    const [, id] = /^Nothing was changed\. To do exactly this: licentia license bulk apply ([0-9a-f-]{36})\n$/m.exec(shown.stdout);
    assert.deepEqual(await direct('ann'), { [sku.STANDARDPACK]: 1 });
    const done = bulk('apply', id);
    assert.equal(done.status, 0, done.stderr + done.stdout);
    assert.match(done.stdout, /^4 users: 2 changed, 2 unchanged, 0 refused\n$/m);
    assert.deepEqual(await direct('ann'), { [E3]: 1 }, 'the choice of plans was carried over (D-14)');
    const again = bulk('apply', id);
    assert.equal(again.status, 1);
    assert.match(again.stdout, /^Failed: For 2 of 4 users it is not as the preview showed any more/m);
  });

  await t.test('R-68, R-69: who is refused is listed with the remedy, and the exit status says so', async () => {
    const result = bulk('add', 'cas@contoso.example', 'dan@contoso.example', 'nobody@contoso.example', '--sku', 'ENTERPRISEPACK');
    assert.equal(result.status, 1);
    assert.match(result.stdout, /^dan@contoso\.example: .*\n {4}Remedy: .*\nnobody@contoso\.example: There is no such user\.\n {4}Remedy: .*\n3 users: 1 changed, 0 unchanged, 2 refused\n$/);
    const all = bulk('add', 'dan@contoso.example', '--sku', 'ENTERPRISEPACK', '--all-or-nothing');
    assert.equal(all.status, 1);
    assert.match(all.stdout, /^Failed: 1 of 1 users cannot be changed: nothing was done\./m);
  });

  await t.test('set-plans, remove, replace; by holders, filter and list', async () => {
    assert.match(bulk('set-plans', '--holders-of', 'ENTERPRISEPACK', '--sku', 'ENTERPRISEPACK', '--on', 'Sway', '--off', 'TEAMS1').stdout, /^3 users: 3 changed/m);
    assert.deepEqual(await direct('cas'), { [E3]: 1 });
    assert.match(bulk('add', '--filter', "department eq 'Sales'", '--sku', 'VISIOCLIENT').stdout, /^1 user: 1 changed/m);
    writeFileSync(join(folder, 'list.txt'), 'dan@contoso.example\ncas@contoso.example\n');
    assert.match(bulk('remove', '--users', join(folder, 'list.txt'), '--sku', 'VISIOCLIENT').stdout, /^2 users: 1 changed, 1 unchanged/m);
    assert.match(bulk('replace', 'cas@contoso.example', '--by-nothing').stdout, /^1 user: 1 changed/m);
    assert.deepEqual(await direct('cas'), {});
  });

  await t.test('a file says what is asked for of each user', async () => {
    const file = join(folder, 'wanted.csv');
    writeFileSync(file, 'user,sku,disabledPlans,action\ncas@contoso.example,VISIOCLIENT,,\ncas@contoso.example,STANDARDPACK,SWAY,add\ndan@contoso.example,NOPE,,\n');
    const result = bulk('add', '--file', file);
    assert.equal(result.status, 1);
    assert.match(result.stdout, /^line 4, dan@contoso\.example: Line 4: .*NOPE/m);
    assert.match(result.stdout, /^2 users: 1 changed, 0 unchanged, 1 refused\n$/m);
    assert.deepEqual(await direct('cas'), { [sku.VISIOCLIENT]: 0, [sku.STANDARDPACK]: 1 });
    assert.match(bulk('add', '--file', file, '--dry-run').stdout, /^2 users: 0 would be changed, 1 unchanged, 1 refused\nNothing was changed\./m);
  });

  await t.test('change list, show, results', async () => {
    const list = JSON.parse(cli('change', 'list', '--json', '--all').stdout).value;
    const failed = list.find(({ counts, preview }) => counts.refused > 0 && !preview);
    assert.match(cli('change', 'list').stdout, /^Time +Action +State +Preview +Users +Changed +Refused +By +Id +Reason\n/);
    const shown = cli('change', 'show', failed.id);
    assert.equal(shown.status, 0, shown.stderr);
    assert.match(shown.stdout, new RegExp(`^Change ${failed.id}\n`));
    assert.match(shown.stdout, /^2 users: 1 changed/m);
    const csv = cli('change', 'results', failed.id, '--state', 'refused', '--csv').stdout.split('\r\n');
    assert.equal(csv[0], 'line,userPrincipalName,state,effects,message,remedy,code,id');
    assert.match(csv[1], /^4,dan@contoso\.example,refused,,.*,rowInvalid,/);
    assert.match(cli('change', 'results', failed.id).stdout, /cas@contoso\.example +changed +added VISIOCLIENT, added STANDARDPACK/);
    assert.deepEqual(JSON.parse(cli('change', 'show', failed.id, '--json').stdout), (await server.get(`/api/v1/changes/${failed.id}`)).body);
    const over = cli('change', 'pause', failed.id);
    assert.equal(over.status, 1);
    assert.match(over.stderr, /The change is finished already\./);
    assert.equal(cli('change', 'show', '00000000-0000-0000-0000-000000000001').status, 1);
  });

  await t.test('--no-wait, and waiting afterwards', () => {
    const begun = JSON.parse(bulk('remove', '--everybody', '--sku', 'VISIOCLIENT', '--no-wait', '--json').stdout);
    const waited = JSON.parse(cli('change', 'show', begun.id, '--wait', '--json').stdout);
    assert.deepEqual([waited.state, waited.total], ['finished', 4]);
  });

  for (const [what, args, words] of [
    ['nobody', ['add', '--sku', 'VISIOCLIENT'], /Say in one way whose licences are meant/],
    ['two ways', ['add', 'ann@contoso.example', '--everybody', '--sku', 'VISIOCLIENT'], /Say in one way/],
    ['no product', ['add', 'ann@contoso.example'], /Name a product with --sku/],
    ['an unknown product', ['add', 'ann@contoso.example', '--sku', 'NOPE'], /NOPE/],
    ['a plan of another product', ['add', 'ann@contoso.example', '--sku', 'VISIOCLIENT', '--without', 'Sway'], /Sway/],
    ['--nested alone', ['add', '--everybody', '--nested', '--sku', 'VISIOCLIENT'], /--nested goes with --group/],
    ['an unknown group', ['add', '--group', 'Nobodies', '--sku', 'VISIOCLIENT'], /Nobodies/],
    ['a file and a product', ['add', '--file', 'x.csv', '--sku', 'VISIOCLIENT'], /leave out --sku/],
    ['no such file', ['add', '--file', join(folder, 'none.csv')], /none\.csv/],
    ['nothing to set', ['set-plans', '--everybody', '--sku', 'VISIOCLIENT'], /--on or --off/],
    ['half a pair', ['swap', '--everybody', '--from', 'STANDARDPACK', '--to', 'ENTERPRISEPACK', '--map', 'SWAY'], /--map takes/],
    ['replacing by what is not said', ['replace', '--everybody'], /--by-nothing/],
  ]) {
    await t.test(`usage: ${what}`, () => {
      const result = bulk(...args);
      assert.equal(result.status, 2, result.stdout + result.stderr);
      assert.match(result.stderr, words);
    });
  }
  assertSound(server.db);
});

test('pausing, resuming and cancelling from the command line', async (t) => {
  const server = await startServer(t);
  await server.buy('VISIOCLIENT', 1);
  /** A change that could be paused on its way: with more users each time. They are nobody, which takes time all the same. */
  async function paused() {
    for (let users = 2000; ; users *= 4) {
      const ids = Array.from({ length: users }, (_, i) => `nobody${i}@contoso.example`);
      const { body } = await server.post('/api/v1/changes', { action: 'add', users: { ids }, addLicenses: [{ skuId: sku.VISIOCLIENT, disabledPlans: [] }] });
      if ((await server.post(`/api/v1/changes/${body.id}/pause`)).status === 200) {
        return body.id;
      }
    }
  }
  const first = await paused();
  assert.match(server.cli(['change', 'pause', first]).stdout, /State +paused/);
  const shown = server.cli(['change', 'show', first, '--wait']);
  assert.match(shown.stdout, /The change is paused/);
  assert.match(server.cli(['change', 'cancel', first, '--dry-run']).stdout, /Nothing was changed/);
  assert.equal(server.cli(['change', 'resume', first]).status, 0);
  assert.equal(JSON.parse(server.cli(['change', 'show', first, '--wait', '--json']).stdout).state, 'finished');
  const second = await paused();
  assert.equal(server.cli(['change', 'cancel', second]).status, 0);
  const ended = server.cli(['change', 'show', second, '--wait']);
  assert.equal(ended.status, 1);
  assert.match(ended.stdout, /^It was cancelled\.$/m);
});
