// auto-claim: the policy by which people get licences as they sign in, and what came of it.

import assert from 'node:assert/strict';
import test from 'node:test';

import { letPeopleIn, tokenOfPerson } from '../lib/callers.mjs';
import { assertSound, sku, startServer } from '../lib/licentia.mjs';
import { addPerson } from '../lib/people.mjs';

test('R-93: auto-claim set, show, on, off, report, list and remove', async (t) => {
  const server = await startServer(t);
  await server.buy('VISIOCLIENT', 1);
  await server.buy('POWER_BI_PRO', 1);
  const app = await letPeopleIn(server, ['User.Read']);
  const ok = (...args) => {
    const { status, stdout, stderr } = server.cli(['auto-claim', ...args]);
    assert.equal(status, 0, stderr);
    return stdout;
  };
  const make = ['set', '--name', 'For all', '--app', app.appId, '--sku', 'VISIOCLIENT', '--sku', 'Power BI Pro'];

  assert.equal(ok('show'), 'There is no auto-claim policy.\n');
  assert.match(ok(...make, '--dry-run'), /^Would be: For all\n/);
  assert.equal(ok('show'), 'There is no auto-claim policy.\n');
  assert.match(ok(...make), /^For all\n +State +off\n +Application +Test app\n {2}Primary: Visio Plan 2, 1 free\n {2}Backup: +Power BI Pro, 1 free\n$/);
  assert.match(ok('on'), /State +on/);
  for (const alias of ['ann', 'ben', 'cas']) {
    await addPerson(server, alias);
    await tokenOfPerson(server, alias, app);
  }
  const list = ok('list', '--days', '7').split('\n');
  assert.match(list[1], /cas@contoso\.example +Test app +failed .*does not have any available licenses/);
  assert.match(list[2], /ben@contoso\.example +Test app +claimed +Power BI Pro/);
  assert.match(list[3], /ann@contoso\.example +Test app +claimed +Visio Plan 2/);
  assert.match(ok('report'), /Visio Plan 2 +1 +1 +1 +1\n/);
  assert.match(ok('report'), /No licence could be given +1 +1 +1 +1\n$/);
  assert.match(ok('report', '--csv'), /^product,days1,days7,days30,days90\r\n/);
  assert.deepEqual(JSON.parse(ok('show', '--json')).products.map((item) => item.skuId), [sku.VISIOCLIENT, sku.POWER_BI_PRO]);
  assert.match(ok('set', '--sku', 'VISIOCLIENT', '--without', 'VISIOONLINE'), /Primary: Visio Plan 2, 0 free, 1 service off\n$/);
  assert.match(ok('off'), /State +off/);
  assert.match(ok('remove', '--dry-run'), /^Would remove/);
  assert.match(ok('remove'), /^Removed the auto-claim policy\. Licences that were claimed stay\.\n$/);
  assert.equal(ok('list').split('\n').length, 5, 'the report stays');
  for (const [args, status, words] of [[['remove'], 1, /There is no auto-claim policy/], [['set'], 2, /Say what to change/], [['on'], 1, /a new one needs displayName, application and products/],
    [['set', '--app', app.appId, '--name', 'x', '--sku', 'nothing'], 2, /nothing/], [['list', '--days', '2'], 1, /it takes 1, 7, 30 or 90/], [['list', '--days', '91'], 2, /--days/]]) {
    const result = server.cli(['auto-claim', ...args]);
    assert.equal(result.status, status, result.stderr);
    assert.match(result.stderr, words);
  }
  assertSound(server.db);
});
