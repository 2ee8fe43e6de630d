// group verbs against a real server.

import assert from 'node:assert/strict';
import test from 'node:test';

import { settled } from '../lib/groups.mjs';
import { sku, startServer } from '../lib/licentia.mjs';

test('groups from the command line', async (t) => {
  const server = await startServer(t);
  await server.buy('VISIOCLIENT', 1);
  await server.buy('ENTERPRISEPACK', 5);
  const [ann, ben] = [await server.addUser('ann'), await server.addUser('ben')];
  const cli = (...args) => server.cli(['group', ...args]);
  const good = (...args) => {
    const result = cli(...args);
    assert.equal(result.status, 0, result.stderr + result.stdout);
    return result.stdout;
  };

  await t.test('add, list, show, update', async () => {
    assert.match(good('add', 'Sales Team', '--description', 'Who sells'), /^Created Sales Team \([0-9a-f-]{36}\)\.\n$/);
    assert.match(good('add', 'Never', '--dry-run'), /^Would create Never .* Nothing was changed\.\n$/);
    assert.match(good('list'), /^Group +Kind +Gives +Applied +Id\nSales Team +security/);
    assert.doesNotMatch(good('list'), /Never/);
    const shown = JSON.parse(good('show', 'sales team', '--json'));
    assert.deepEqual([shown.displayName, shown.mailNickname, shown.bestEffort, shown.includeNested], ['Sales Team', 'SalesTeam', false, false]);
    assert.match(good('update', 'Sales Team', '--best-effort', 'yes', '--name', 'Sales'), /^Sales Team {2}changed\n$/);
    assert.match(good('show', 'Sales'), /What fails +alone/);
    assert.match(good('show', shown.id), /^Sales\n/);
  });

  await t.test('members, each on its own (R-68)', async () => {
    const result = cli('member', 'add', 'Sales', 'ann@contoso.example', 'nobody@contoso.example', ben.id);
    assert.equal(result.status, 1);
    assert.match(result.stdout, /^ann@contoso\.example +added\nnobody@contoso\.example +refused: .*\n.* +added\n3 users: 2 done, 1 refused\n$/);
    assert.match(good('member', 'list', 'Sales'), /User ann +ann@contoso\.example/);
    assert.match(good('member', 'add', 'Sales', 'ann@contoso.example', '--owner'), /added/);
    assert.deepEqual(JSON.parse(good('member', 'list', 'Sales', '--owners', '--json')).value.map((item) => item.id), [ann.id]);
  });

  await t.test('--dry-run tells what it comes to for everybody, who is left without, and what to do', async () => {
    const before = (await server.get('/api/v1/operations')).body;
    const told = good('license', 'add', 'Sales', '--sku', 'VISIOCLIENT', '--dry-run');
    assert.match(told, new RegExp([
      /^Sales {2}would be given Visio Plan 2\. Nothing was changed\./, / {4}people {4}2/,
      / {4}seats {5}Visio Plan 2: 0 of 1 used before, 1 after; 1 gets it/, / {4}gains {5}1 person: .*Visio.*/].map((line) => line.source).join('\n')));
    assert.match(told, new RegExp([
      / {4}conflict {2}1 person without Visio Plan 2: No seat of the product is free\./, / {14}ben@contoso\.example/,
      / {4}remedies {2}1\. Buy 1 more of Visio Plan 2\./, / {17}\(seats: Visio Plan 2 \+1\)/, / {14}2\. Wait: .*/].map((line) => line.source).join('\n')));
    const { preview, dryRun } = JSON.parse(good('license', 'add', 'Sales', '--sku', 'VISIOCLIENT', '--dry-run', '--json'));
    assert.deepEqual([dryRun, preview.members, preview.conflicts[0].count], [true, 2, 1]);
    await server.buy('STANDARDPACK', 5);
    const refused = cli('license', 'add', 'Sales', '--sku', 'STANDARDPACK', '--sku', 'ENTERPRISEPACK', '--dry-run');
    assert.equal(refused.status, 1);
    assert.match(refused.stdout, /^Sales {2}would be refused\. Nothing was changed\.\n[^]*conflict {2}MutuallyExclusiveViolation: [^]*remedies {2}1\. Turn off SharePoint/);
    const left = good('member', 'remove', 'Sales', 'ben@contoso.example', '--dry-run');
    assert.match(left, /ben@contoso\.example +would be removed\n1 user: 1 would be done, 0 refused\. Nothing was changed\.\n {4}people {4}1\n/);
    assert.match(good('reprocess', 'Sales', '--dry-run'), /would be decided again for every member\. Nothing was changed\.\n {4}people {4}2\n/);
    assert.deepEqual((await server.get('/api/v1/operations')).body.value.length, before.value.length + 1, 'the purchase alone');
  });

  await t.test('licences, errors and reprocessing', async () => {
    assert.match(good('license', 'add', 'Sales', '--sku', 'VISIOCLIENT'), /^Sales {2}given Visio/);
    const { id } = JSON.parse(good('show', 'Sales', '--json'));
    await settled(server, { id });
    assert.match(good('list', '--errors'), /^Sales/m);
    assert.match(good('errors', 'Sales'), /ben@contoso\.example +VISIOCLIENT +Error +No seat of the product is free\. +Buy seats/);
    assert.match(good('show', 'Sales'), /Gives\n {2}Visio[^]*With errors +1/);
    assert.match(good('reprocess', 'Sales'), /decided again/);
    assert.match(good('license', 'add', 'Sales', '--sku', 'ENTERPRISEPACK', '--without', 'SWAY', '--instead-of', 'VISIOCLIENT'), /given Office 365 E3/);
    await settled(server, { id });
    const { body } = await server.get(`/v1.0/users/${ben.id}?$select=assignedLicenses`);
    assert.deepEqual(body.assignedLicenses.map((item) => item.skuId), [sku.ENTERPRISEPACK]);
    assert.equal(body.assignedLicenses[0].disabledPlans.length, 1);
    assert.match(server.cli(['user', 'show', 'ben@contoso.example']).stdout, /by group Sales, Active/);
  });

  await t.test('G-20 remove', async () => {
    const refused = cli('remove', 'Sales');
    assert.equal(refused.status, 1);
    assert.match(refused.stderr, /remove its licenses first/);
    assert.match(good('license', 'remove', 'Sales', '--sku', 'ENTERPRISEPACK'), /freed of Office 365 E3/);
    assert.match(good('member', 'remove', 'Sales', 'ben@contoso.example'), /removed/);
    assert.match(good('remove', 'Sales'), /^Sales {2}deleted\n$/);
  });

  await t.test('groups in groups, and what is so already', () => {
    good('add', 'Inner');
    good('add', 'Outer');
    assert.equal(good('member', 'add', 'Outer', '--group', 'inner'), 'inner  added\n1 group: 1 done, 0 refused\n');
    const cases = [
      [['member', 'add', 'Outer', '--group', 'Inner'], 1, /Inner {2}refused: One or more added object references already exist.*\n {4}Remedy: Nothing is to be done: this is a member/],
      [['member', 'add', 'Inner', '--group', 'Outer'], 1, /Outer {2}refused: Group 'Outer' \([0-9a-f-]{36}\) cannot become a member: it would contain itself\./],
      [['member', 'remove', 'Outer', 'ben@contoso.example'], 1, /refused: Resource '.*' does not exist.*\n {4}Remedy: This is no member of the group itself: 'licentia group member list' shows who is/],
      [['member', 'remove', 'Outer', 'ben@contoso.example', '--owner'], 1, /Remedy: This is no owner of the group/],
      [['member', 'add', 'Outer', '--group', 'Inner', '--group', 'Nowhere'], 2, /There is no group "Nowhere"/],
      [['member', 'add', 'Outer', '--group', 'Inner', 'ben@contoso.example'], 2, /--group goes neither with users nor with --owner/],
      [['member', 'add', 'Outer', '--group', 'Inner', '--owner'], 2, /--group goes neither/],
      [['member', 'add', 'Outer'], 2, /Name at least one user/],
    ];
    for (const [args, status, words] of cases) {
      const result = cli(...args);
      assert.equal(result.status, status, `${args.join(' ')}: ${result.stdout}${result.stderr}`);
      assert.match(result.stdout + result.stderr, words);
    }
    assert.deepEqual(JSON.parse(good('member', 'remove', 'Outer', '--group', 'Inner', '--json')).summary, { groups: 1, done: 1, refused: 0, notAttempted: 0 });
    good('member', 'add', 'Outer', 'ben@contoso.example');
    assert.match(cli('member', 'add', 'Outer', 'ben@contoso.example').stdout, /Remedy: Nothing is to be done/);
  });

  await t.test('wrong names', () => {
    const result = cli('show', 'Nowhere');
    assert.equal(result.status, 2);
    assert.match(result.stderr, /There is no group "Nowhere"/);
    good('add', 'Twin');
    good('add', 'Twin');
    const twins = cli('show', 'twin');
    assert.equal(twins.status, 2);
    assert.match(twins.stderr, /the name of several groups/);
    assert.equal(cli('update', 'Twin').status, 2);
    assert.equal(cli('member').status, 2);
  });
});
