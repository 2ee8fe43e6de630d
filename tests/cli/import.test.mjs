// user import (D-07, R-80 to R-82): good files, bad files, the file of bad rows, progress.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import test from 'node:test';

import { assertSound, program, sku, startServer, temporaryFolder } from '../lib/licentia.mjs';
import { microsoftCsv } from '../lib/make-people.mjs';

async function countUsers(server) {
  const result = server.cli(['user', 'list', '--all', '--json']);
  assert.equal(result.status, 0, result.stderr);
  return JSON.parse(result.stdout).value.length;
}

const mixed = [
  'userPrincipalName,displayName,usageLocation,department',
  'good1@contoso.example,"Good, één",NL,Sales',
  'bad1@contoso.example,"Bad ""1""",NLD,Sales',
  'bad2@contoso.example,Bad 2,NL',
  'good2@contoso.example,Good 2,NL,"Sal', 'es"',
  'bad3@elsewhere.example,Bad 3,NL,Sales',
  'bad4@contoso.example,Bad 4,NL,a"b',
  '',
].join('\r\n');

test('Microsoft\'s 15 columns with Dutch headers, with what applies to the whole file (R-82)', async (t) => {
  const server = await startServer(t);
  await server.buy('ENTERPRISEPACK', 30);
  const file = join(server.folder, 'people.csv');
  writeFileSync(file, microsoftCsv(40, 'contoso.example'));
  let result = server.cli(['user', 'import', file, '--location', 'NL', '--sku', 'ENTERPRISEPACK', '--without', 'Sway', '--blocked', '--dry-run', '--json']);
  assert.equal(result.status, 1, 'ten would be without a licence');
  assert.equal(await countUsers(server), 0);

  result = server.cli(['user', 'import', file, '--location', 'NL', '--sku', 'ENTERPRISEPACK', '--without', 'Sway', '--blocked']);
  assert.equal(result.status, 1, 'R-80: ten are created without a licence');
  assert.match(result.stdout, /^Created without their licences:\n {2}line 32[^]*40 rows: 40 users created, 30 of them licensed, 0 rows bad\.\n$/);
  const { body } = await server.get('/v1.0/users/m000001@contoso.example?$select=accountEnabled,usageLocation,assignedLicenses,department');
  assert.equal(body.accountEnabled, false);
  assert.equal(body.usageLocation, 'NL');
  assert.equal(body.department, 'Burgerzaken');
  assert.deepEqual(body.assignedLicenses, [{ skuId: sku.ENTERPRISEPACK, disabledPlans: ['a23b959c-7ce8-4e57-9140-b90eb88a9e97'] }]);
  assert.equal(result.stderr, '', 'no progress where nobody watches');
  assertSound(server.db);
});

test('D-07: one bad row and nothing is imported; each is told with line, column, value and reason', async (t) => {
  const server = await startServer(t);
  const file = join(server.folder, 'mixed.csv');
  writeFileSync(file, mixed);
  let result = server.cli(['user', 'import', file]);
  assert.equal(result.status, 1);
  assert.match(result.stdout, /^Bad rows:\n {2}line 3, column 34 \(usageLocation\) of bad1@contoso\.example, "NLD": \S/);
  assert.match(result.stdout, /^ {2}line 4/m);
  assert.match(result.stdout, /^ {2}line 7, column 1 \(userPrincipalName\)/m);
  assert.match(result.stdout, /^ {2}Line 8, column 32: a quote stands inside/m);
  assert.match(result.stdout, /6 rows: 0 users created, 0 of them licensed, 4 rows bad\. Nothing was imported\.\n$/);
  assert.equal(await countUsers(server), 0);
  result = server.cli(['user', 'import', file, '--json']);
  assert.equal(result.status, 1);
  const report = JSON.parse(result.stdout);
  assert.equal(report.imported, false);
  assert.deepEqual(report.bad.map((row) => row.line), [3, 4, 7, 8]);
});

test('D-07: --skip-bad imports the good rows and saves the bad ones, to be corrected and imported', async (t) => {
  const server = await startServer(t);
  const file = join(server.folder, 'mixed.csv');
  const badFile = join(server.folder, 'bad.csv');
  writeFileSync(file, mixed);
  let result = server.cli(['user', 'import', file, '--skip-bad', badFile]);
  assert.equal(result.status, 1);
  assert.equal(await countUsers(server), 2);
  assert.equal(statSync(badFile).mode & 0o7777, 0o600);
  const lines = readFileSync(badFile, 'utf8').split('\r\n');
  assert.equal(lines.length, 6);
  assert.equal(lines[0], 'userPrincipalName,displayName,usageLocation,department,reason');
  assert.match(lines[1], /^bad1@contoso\.example,"Bad ""1""",NLD,Sales,"usageLocation: .+"$/);
  assert.match(lines[2], /^bad2@contoso\.example,Bad 2,NL,,".+"$/, 'a missing field is made up for');
  assert.match(lines[3], /^bad3@elsewhere\.example,Bad 3,NL,Sales,"userPrincipalName: .+"$/);
  assert.match(lines[4], /^"bad4@contoso\.example,Bad 4,NL,a""b",,,,".+"$/, 'what is no CSV stands in one field');

  await t.test('an existing file is never written over', async () => {
    result = server.cli(['user', 'import', file, '--skip-bad', file]);
    assert.equal(result.status, 2);
    assert.match(result.stderr, /File exists/);
    assert.equal(readFileSync(file, 'utf8'), mixed);
  });

  await t.test('corrected, the file is imported as it is', async () => {
    const corrected = [lines[0], lines[1].replace('NLD', 'NL'), lines[2], lines[3].replace('elsewhere', 'contoso'),
      'bad4@contoso.example,Bad 4,ZZZ,ab,old reason', ''].join('\r\n');
    writeFileSync(join(server.folder, 'corrected.csv'), corrected);
    const again = join(server.folder, 'again.csv');
    result = server.cli(['user', 'import', join(server.folder, 'corrected.csv'), '--skip-bad', again]);
    assert.match(result.stdout, /4 rows: 3 users created/);
    assert.equal(await countUsers(server), 5);
    const [header, row] = readFileSync(again, 'utf8').split('\r\n');
    assert.equal(header, lines[0], 'one column of reasons, not two');
    assert.match(row, /^bad4@contoso\.example,Bad 4,ZZZ,ab,"usageLocation: .+"$/);
  });
});

test('without bad rows no file of them is left', async (t) => {
  const server = await startServer(t);
  const file = join(server.folder, 'good.csv');
  const badFile = join(server.folder, 'bad.csv');
  writeFileSync(file, 'userPrincipalName;displayName\ngood@contoso.example;Good\n');
  let result = server.cli(['user', 'import', file, '--skip-bad', badFile]);
  assert.equal(result.status, 0, result.stdout + result.stderr);
  assert.equal(existsSync(badFile), false);
  writeFileSync(file, 'userPrincipalName,naam\ngood2@contoso.example,Good\n');
  result = server.cli(['user', 'import', file, '--skip-bad', badFile]);
  assert.equal(result.status, 1);
  assert.match(result.stderr, /Column 2 of the header/);
  assert.equal(existsSync(badFile), false);
});

test('Microsoft\'s form, separators and line ends are kept in the file of bad rows', async (t) => {
  const server = await startServer(t);
  const file = join(server.folder, 'people.csv');
  const badFile = join(server.folder, 'bad.csv');
  const rows = microsoftCsv(3, 'contoso.example').replace('m000002@contoso.example', 'm000002@elsewhere.example');
  writeFileSync(file, rows);
  const result = server.cli(['user', 'import', file, '--location', 'NL', '--skip-bad', badFile]);
  assert.equal(result.status, 1);
  const [header, row, end] = readFileSync(badFile, 'utf8').split('\r\n');
  assert.equal(header, `${rows.slice(1).split('\r\n')[0]},reason`);
  assert.ok(row.startsWith(`${rows.split('\r\n')[2]},"`), row);
  assert.equal(end, '');
  writeFileSync(badFile, readFileSync(badFile, 'utf8').replace('elsewhere', 'contoso'));
  const again = server.cli(['user', 'import', badFile, '--location', 'NL']);
  assert.equal(again.status, 0, again.stdout + again.stderr);
  assert.equal(await countUsers(server), 3);
});

test('on a terminal an import shows how far it is', { skip: existsSync('/usr/bin/script') ? false : 'no script(1)' }, async (t) => {
  // A server that ends the import only when its progress has been asked for, so that no clock decides what is seen.
  const asked = [];
  let importId;
  let endImport;
  const server = createServer((request, response) => {
    const answer = (status, body) => response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
    if (request.method === 'POST') {
      importId = request.headers['client-request-id'];
      endImport = () => answer(200, { rows: 3, created: 3, licensed: 0, imported: true, bad: [], unlicensed: [] });
      request.resume();
      return;
    }
    asked.push(request.url);
    answer(...(asked.length === 1 ? [404, { error: { code: 'Request_ResourceNotFound', message: 'none runs' } }] : [200, { done: 3, total: 4 }]));
    if (asked.length === 3) {
      endImport();
    }
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  t.after(() => server.close());
  const folder = temporaryFolder(t);
  const file = join(folder, 'people.csv');
  writeFileSync(file, microsoftCsv(3, 'contoso.example'));
  const command = `'${program}' user import '${file}' > '${folder}/report'`;
  const child = spawn('/usr/bin/script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    env: { ...process.env, LICENTIA_URL: `http://127.0.0.1:${server.address().port}`, LICENTIA_TOKEN: 'x' }, stdio: ['ignore', 'pipe', 'inherit'],
  });
  let screen = '';
  child.stdout.on('data', (chunk) => { screen += chunk; });
  const status = await new Promise((done) => child.on('close', done));
  assert.equal(status, 0, screen);
  assert.deepEqual(new Set(asked), new Set([`/api/v1/imports/${importId}`]));
  assert.match(screen, /\r\[#{30}\] 100 % {2}waiting for its turn\u001b\[K/);
  assert.match(screen, /\r\[#{22}-{8}\] {2}75 % {2}3 of about 4 users\u001b\[K/);
  assert.ok(screen.endsWith('\r\u001b[K'), 'the bar is wiped at the end');
  assert.match(readFileSync(join(folder, 'report'), 'utf8'), /3 rows: 3 users created/);
});
