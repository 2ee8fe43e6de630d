// allotment: seats shared out to groups, and what their owners do.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import test from 'node:test';

import { letPeopleIn, tokenOfPerson } from '../lib/callers.mjs';
import { freshDatabase } from '../lib/database.mjs';
import { addGroup, license } from '../lib/groups.mjs';
import { assertSound, program, run, sku, startServer, temporaryFolder } from '../lib/licentia.mjs';
import { addPerson } from '../lib/people.mjs';

/** A server with Visio, people, the groups North and South that give it, and South Plus that gives more. `ann` owns what the tests make; `as(alias)` calls in somebody's name. */
async function start(t) {
  const server = await startServer(t);
  await server.buy('VISIOCLIENT', 10);
  await server.buy('POWER_BI_PRO', 10);
  const people = {};
  for (const alias of ['ann', 'ben', 'cas', 'dee']) {
    people[alias] = await addPerson(server, alias);
  }
  const groups = {};
  for (const [name, products] of [['North', [sku.VISIOCLIENT]], ['South', [sku.VISIOCLIENT]], ['South Plus', [sku.VISIOCLIENT, sku.POWER_BI_PRO]], ['Empty', []]]) {
    groups[name] = await addGroup(server, name);
    if (products.length) {
      await license(server, groups[name], products);
    }
  }
  const app = await letPeopleIn(server, ['User.Read', 'LicenseAssignment.ReadWrite.All']);
  const tokens = { admin: server.token };
  for (const alias of ['ann', 'ben']) {
    tokens[alias] = await tokenOfPerson(server, alias, app);
  }
  const call = (who, ...args) => server.cli(['allotment', ...args], { env: { LICENTIA_TOKEN: tokens[who] } });
  const as = (who) => (...args) => {
    const result = call(who, ...args);
    assert.equal(result.status, 0, `${args.join(' ')}: ${result.stdout}${result.stderr}`);
    return result.stdout;
  };
  const refused = (who, args, status, words) => {
    const result = call(who, ...args);
    assert.equal(result.status, status, `${args.join(' ')}: ${result.stdout}${result.stderr}`);
    assert.match(result.stdout + result.stderr, words);
    return result;
  };
  return { server, people, groups, as, refused };
}
const mail = (alias) => `${alias}@contoso.example`;
const make = ['create', 'School North', '--sku', 'Visio Plan 2', '--limit', '1', '--group', 'north', '--owner', mail('ann')];

test('R-103: allotment create, list, show, update, people, delete', async (t) => {
  const { server, people, groups, as, refused } = await start(t);
  const admin = as('admin');

  await t.test('a rehearsal makes none', () => {
    assert.match(admin(...make, '--dry-run'), /^Would create School North\n/);
    assert.deepEqual(JSON.parse(admin('list', '--json')), { value: [] });
  });

  await t.test('create says what it comes to', () => {
    assert.match(admin(...make), new RegExp([/^Created School North\n {2}Id +[0-9a-f-]{36}\n {2}Product +Visio Plan 2\n/, / {2}Limit +1\n {2}Taken +0\n {2}Free +1\n {2}Waiting +0\n/,
      / {2}Groups\n {4}North\n {2}Owners\n {4}ann@contoso\.example\n$/].map((line) => line.source).join('')));
    const made = JSON.parse(admin('create', 'School South', '--sku', sku.VISIOCLIENT, '--limit', '0', '--group', groups.South.id, '--group', 'Empty', '--json'));
    assert.deepEqual([made.limit, made.groups.map((group) => group.displayName), made.owners], [0, ['South', 'Empty'], []]);
    assert.match(admin('show', made.id), / {4}South\n {4}Empty: does not give the product yet\n {2}Owners: none\n$/);
  });

  await t.test('list, of all and of one product', () => {
    assert.match(admin('list'), /^Allotment +Product +Limit +Taken +Free +Waiting +Owners\nSchool North +Visio Plan 2 +1 +0 +1 +0 +ann@contoso\.example\nSchool South +Visio Plan 2 +0 +0 +0 +0\n$/);
    assert.match(admin('list', '--sku', 'visioclient', '--top', '1'), /School North/);
    assert.deepEqual(JSON.parse(admin('list', '--sku', 'Power BI Pro', '--json')), { value: [] });
    assert.match(admin('list', '--csv', '--all'), /^displayName,product,limit,consumed,available,waiting,groups,owners,id\r\nSchool North,Visio Plan 2,1,0,1,0,North,ann@contoso\.example,/);
  });

  await t.test('people, who has a seat and who waits', () => {
    for (const alias of ['ben', 'cas']) {
      assert.equal(server.cli(['group', 'member', 'add', 'North', mail(alias)]).status, 0);
    }
    const [head, ben, cas] = admin('people', 'school north').split('\n');
    assert.match(head, /^User +Groups +State +Why +Remedy/);
    assert.match(ben, /^ben@contoso\.example +North +licensed$/);
    assert.match(cas, /^cas@contoso\.example +North +waiting +\S/);
    assert.deepEqual(JSON.parse(admin('people', 'School North', '--json')).value.map(({ id, state }) => [id, state]), [[people.ben.id, 'licensed'], [people.cas.id, 'waiting']]);
    assert.match(admin('people', 'School North', '--csv'), /^userPrincipalName,displayName,groups,state,message,remedy,id\r\nben@contoso\.example,User ben,North,licensed,,,/);
    assert.match(admin('show', 'School North'), /Taken +1\n {2}Free +0\n {2}Waiting +1\n/);
  });

  await t.test('update: whoever waits is served; lists are whole; a lower limit takes nothing', () => {
    assert.match(admin('update', 'School North', '--limit', '2', '--dry-run'), /^Would change School North\n/);
    assert.match(admin('update', 'School North', '--limit', '2', '--name', 'North'), /^Changed North\n[^]*Limit +2\n/);
    assert.match(admin('show', 'North'), /Taken +2\n {2}Free +0\n {2}Waiting +0\n/);
    assert.match(admin('update', 'North', '--limit', '0'), /Limit +0\n {2}Taken +2\n {2}Free +0: 2 more than the limit; who has a seat keeps it\n/);
    const changed = JSON.parse(admin('update', 'North', '--group', 'South Plus', '--group', 'North', '--owner', mail('ben'), '--owner', people.cas.id, '--json'));
    assert.deepEqual([changed.groups.map((group) => group.displayName), changed.owners.map((owner) => owner.id)], [['North', 'South Plus'], [people.ben.id, people.cas.id]]);
    assert.match(admin('show', 'North'), / {4}South Plus: owners may not add people, for it gives what is in no allotment of theirs\n/);
    assert.match(admin('update', 'North', '--group', '', '--owner', ''), / {2}Groups: none\n {2}Owners: none\n$/);
  });

  await t.test('wrong names and words', () => {
    for (const [args, status, words] of [
      [['show', 'Nowhere'], 2, /There is no allotment "Nowhere"/], [['update', 'North'], 2, /Say what to change: --name, --limit, --group or --owner/],
      [['show', '0c2f6a9e-3b1d-4e55-9a70-5d1f0f7c1a11'], 1, /0c2f6a9e-3b1d-4e55-9a70-5d1f0f7c1a11/], [['update', 'North', '--group', 'Nowhere'], 2, /There is no group "Nowhere"/],
      [['update', 'North', '--owner', mail('nobody')], 1, /nobody@contoso\.example/], [['create', 'X', '--sku', 'visio', '--limit', '1'], 2, /There is no product "visio"/],
      [['create', 'X', '--sku', 'VISIOCLIENT'], 2, /--limit/], [['create', 'X', '--sku', 'VISIOCLIENT', '--limit', 'many'], 2, /--limit/], [['create', '--sku', 'VISIOCLIENT', '--limit', '1'], 2, /NAME/],
      [['create', 'X', '--sku', 'ENTERPRISEPACK', '--limit', '1'], 1, /ENTERPRISEPACK|Office 365 E3/], [['update', 'North', '--group', 'South'], 1, /School South/],
      [['people', 'North', '--mine'], 1, /delegated[^]*Sign in as an owner\. An administrator changes the members/],
    ]) {
      refused('admin', args, status, words);
    }
    admin('create', 'NORTH', '--sku', 'VISIOCLIENT', '--limit', '5');
    const twins = refused('admin', ['delete', 'north'], 2, /"north" is the name of several allotments\. Use the id of one: [0-9a-f-]{36}, [0-9a-f-]{36}\.\n/);
    const ids = twins.stderr.match(/[0-9a-f-]{36}/g);
    assert.deepEqual(ids.map((id) => JSON.parse(admin('show', id, '--json')).displayName).sort(), ['NORTH', 'North']);
    assert.match(admin('update', ids.find((id) => /^NORTH/.test(admin('show', id))), '--name', 'Twin'), /^Changed Twin\n/);
  });

  await t.test('delete', () => {
    assert.match(admin('delete', 'School South', '--dry-run'), /^Would delete the allotment School South\. Nothing was changed\.\n$/);
    assert.equal(admin('delete', 'School South'), 'Deleted the allotment School South.\n');
    assert.equal(JSON.parse(admin('delete', 'North', '--json')).deleted, true);
    admin('delete', 'Twin');
    assert.deepEqual(JSON.parse(admin('list', '--json')), { value: [] });
  });
  assertSound(server.db);
});

test('R-103: allotment mine, people --mine, add and remove need no role, only an owner', async (t) => {
  const { server, groups, as, refused } = await start(t);
  const [admin, ann] = [as('admin'), as('ann')];
  const { id } = JSON.parse(admin(...make, '--json'));
  admin('create', 'Others', '--sku', 'VISIOCLIENT', '--limit', '5', '--group', 'South', '--owner', mail('ben'));

  await t.test('each sees his own', () => {
    assert.match(ann('mine'), /^Allotment [^]*\nSchool North +Visio Plan 2 +1 +0 +1 +0 +ann@contoso\.example\n$/);
    assert.deepEqual(JSON.parse(as('ben')('mine', '--json')).value.map((item) => item.displayName), ['Others']);
    for (const args of [['people', 'Others', '--mine'], ['add', 'Others', mail('cas')], ['remove', 'Others', mail('cas')]]) {
      refused('ann', args, 2, /You own no allotment "Others"/);
    }
    refused('ann', ['list'], 3, /Insufficient privileges/);
    refused('ann', ['update', id, '--limit', '9'], 3, /Insufficient privileges/);
  });

  await t.test('add, the last one waits', () => {
    assert.equal(ann('add', 'school north', mail('cas'), '--dry-run'), 'cas@contoso.example  would be added to School North: licensed. Nothing was changed.\n');
    assert.match(ann('people', id, '--mine'), /^User +Groups +State +Why +Remedy\n$/);
    assert.equal(ann('add', 'school north', mail('cas')), 'cas@contoso.example  added to School North: licensed\n');
    assert.match(ann('add', id, mail('dee'), '--group', 'NORTH'), /^dee@contoso\.example {2}added to School North: waiting\n {4}\S[^]*\n {4}Remedy: /);
    assert.deepEqual(JSON.parse(ann('people', id, '--mine', '--json')).value.map(({ userPrincipalName, state }) => [userPrincipalName, state]), [[mail('cas'), 'licensed'], [mail('dee'), 'waiting']]);
  });

  await t.test('remove, and the next is served', () => {
    assert.equal(ann('remove', id, mail('cas'), '--dry-run'), 'cas@contoso.example  would be removed from School North. Nothing was changed.\n');
    assert.deepEqual(JSON.parse(ann('remove', id, mail('cas'), '--json')), { user: mail('cas'), removed: true, dryRun: false });
    assert.match(ann('people', 'School North', '--mine'), /^User [^]*\ndee@contoso\.example +North +licensed\n$/);
  });

  await t.test('which group, and which not', () => {
    admin('update', id, '--limit', '5', '--group', 'North', '--group', 'South Plus');
    assert.match(ann('add', id, mail('ben')), /added/); // the one that he may use
    refused('ann', ['add', id, mail('cas'), '--group', 'South Plus'], 3, /administrator/);
    refused('ann', ['add', id, mail('cas'), '--group', 'South'], 2, /The allotment has no group "South"\. Its groups: North, South Plus\./);
    admin('update', 'Others', '--group', 'Empty');
    admin('update', id, '--group', 'North', '--group', 'South');
    refused('ann', ['add', id, mail('cas')], 1, /North[^]*South/);
    assert.match(ann('add', id, mail('cas'), '--group', groups.South.id), /^cas@contoso\.example {2}added to School North: licensed\n$/);
  });

  await t.test('nobody, and who is no member', () => {
    refused('ann', ['add', id, mail('nobody'), '--group', 'North'], 1, /nobody@contoso\.example/);
    refused('ann', ['remove', id, mail('ann')], 1, /ann@contoso\.example|member/);
    refused('ann', ['add', id], 2, /USER/);
  });
  assertSound(server.db);
});

test('R-103: the demo organisation has an allotment that is almost full', async (t) => {
  const db = freshDatabase(temporaryFolder(t), 'demo.db');
  const demo = spawn(program, ['demo', '--users', '40', '--db', db, '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((done) => demo.on('close', done));
  let log = '';
  demo.stderr.on('data', (chunk) => { log += chunk; });
  const url = await new Promise((done, fail) => {
    let output = '';
    demo.stdout.on('data', (chunk) => {
      output += chunk;
      const ready = /^ready (\S+)$/m.exec(output);
      if (ready) {
        done(ready[1]);
      }
    });
    ended.then(() => fail(new Error(log)));
  });
  try {
    const env = { LICENTIA_URL: url, LICENTIA_TOKEN: /LICENTIA_TOKEN=(\S+)/.exec(log)[1] };
    const { value } = JSON.parse(run(['allotment', 'list', '--json'], { env }).stdout);
    assert.deepEqual(value.map(({ skuPartNumber, limit, consumed, waiting, owners }) => [skuPartNumber, limit, consumed, waiting, owners.map((owner) => owner.userPrincipalName)]),
      [['POWER_BI_PRO', 5, 3, 0, ['p00001@waterdam.example']]]);
  } finally {
    demo.kill();
  }
  assert.equal(await ended, 0, log);
  assertSound(db);
});
