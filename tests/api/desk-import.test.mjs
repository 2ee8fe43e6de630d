// Users from a CSV file, in both forms of D-07.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { importIsOver, waitForImport } from '../lib/imports.mjs';
import { assertSound, sku, startServer } from '../lib/licentia.mjs';
import { dutchHeader, microsoftCsv } from '../lib/make-people.mjs';
import { Contract } from '../lib/openapi.mjs';

async function start(t) {
  const server = await startServer(t);
  return (await Contract.read(server)).watch(server);
}

/** Sends a file of users. */
function importFile(server, text, query = '', headers = {}) {
  return server.request('POST', `/api/v1/users/import${query}`, { raw: true, body: text, headers: { 'Content-Type': 'text/csv', ...headers } });
}

/** Everything that an import could have changed. */
async function snapshot(server) {
  return {
    users: (await server.get('/v1.0/users?$top=999')).body,
    pools: (await server.get('/v1.0/subscribedSkus')).body,
    operations: (await server.get('/api/v1/operations?$top=999')).body,
  };
}

async function user(server, alias, select = 'displayName,accountEnabled,usageLocation,department,assignedLicenses') {
  const answer = await server.get(`/v1.0/users/${alias}@contoso.example?$select=${select}`);
  assert.equal(answer.status, 200, answer.text);
  return answer.body;
}

test("D-07, R-81: Microsoft's 15 columns, headers in any language", async (t) => {
  const server = await start(t);
  await server.buy('ENTERPRISEPACK', 15);
  const catalog = (await server.get('/api/v1/catalog/skus/ENTERPRISEPACK')).body.servicePlans;
  const plan = (name) => catalog.find((item) => item.servicePlanName === name).servicePlanId;

  await t.test('R-45, R-82: one location, one set of licences, one sign-in state for the file', async () => {
    const query = `?usageLocation=NL&accountEnabled=false&licenses=${sku.ENTERPRISEPACK}&disabledPlans=${plan('SWAY')},${plan('TEAMS1').toUpperCase()}`;
    const { status, body, text } = await importFile(server, microsoftCsv(12, 'contoso.example'), query, { 'Licentia-Reason': 'new school year' });
    assert.equal(status, 200, text);
    assert.deepEqual(body, { rows: 12, created: 12, licensed: 12, imported: true, bad: [], unlicensed: [] });
    const bram = await user(server, 'm000001');
    assert.equal(bram.displayName, 'Bram van den Berg');
    assert.equal(bram.department, 'Burgerzaken');
    assert.equal(bram.accountEnabled, false);
    assert.equal(bram.usageLocation, 'NL');
    assert.deepEqual(bram.assignedLicenses[0].disabledPlans.sort(), [plan('SWAY'), plan('TEAMS1')].sort());
    assert.equal((await user(server, 'm000003')).department, 'Bibliotheek "De Boom"');
    assert.equal((await server.pool(sku.ENTERPRISEPACK)).consumedUnits, 12);
    const [operation] = (await server.get('/api/v1/operations?$top=1')).body.value;
    assert.deepEqual([operation.kind, operation.reason, operation.changeCount], ['userImport', 'new school year', 24]);
  });

  await t.test('without a location nobody is given one (D-23), and so no licence', async () => {
    const file = [dutchHeader.join(','), 'guess@contoso.example,,,Guess,,,,,,,,,,,Nederland'].join('\n');
    const { status, body } = await importFile(server, file, `?licenses=${sku.ENTERPRISEPACK}`);
    assert.equal(status, 200);
    assert.deepEqual([body.created, body.licensed], [1, 0]);
    assert.match(body.unlicensed[0].reason, /usage location/);
    assert.equal((await user(server, 'guess')).usageLocation, null);
  });

  await t.test('limits of its columns (specification 4.7)', async () => {
    const row = (name, display, title) => `${name},,,${display},${title},,,,,,,,,,`;
    const file = [dutchHeader.join(','), row('fine@contoso.example', 'Fine', ''), row(`${'a'.repeat(51)}@contoso.example`, 'Long', ''),
      row('title@contoso.example', 'Title', 'x'.repeat(65)), row('nameless@contoso.example', '', '')].join('\r\n');
    const { status, body } = await importFile(server, file);
    assert.equal(status, 400);
    assert.deepEqual(body.report.bad.map((item) => [item.line, item.field]), [[3, 'userPrincipalName'], [4, 'jobTitle'], [5, 'displayName']]);
    assert.match(body.report.bad[1].reason, /65 characters.*at most 64/);
  });
  assertSound(server.db);
});

test('D-07: columns named by their headers', async (t) => {
  const server = await start(t);
  await server.buy('ENTERPRISEPACK', 2);
  await server.buy('VISIOCLIENT', 5);

  await t.test('in any order, with licences by any name, and semicolons between columns', async () => {
    const file = [
      'displayName;userPrincipalName;licenses;disabledPlans;UsageLocation;accountEnabled;department',
      '"Özlem; Müller";ozlem@contoso.example;"ENTERPRISEPACK;Visio Plan 2";SWAY;NL;true;Financiën',
      'Søren Ångström;soren@contoso.example;;;DK;FALSE;"two\nlines"',
    ].join('\n');
    const { status, body, text } = await importFile(server, file);
    assert.equal(status, 200, text);
    assert.deepEqual(body, { rows: 2, created: 2, licensed: 1, imported: true, bad: [], unlicensed: [] });
    const ozlem = await user(server, 'ozlem');
    assert.equal(ozlem.displayName, 'Özlem; Müller');
    assert.deepEqual(ozlem.assignedLicenses.map((item) => item.skuId).sort(), [sku.ENTERPRISEPACK, sku.VISIOCLIENT].sort());
    assert.equal(ozlem.assignedLicenses.find((item) => item.skuId === sku.ENTERPRISEPACK).disabledPlans.length, 1);
    const soren = await user(server, 'soren');
    assert.deepEqual([soren.accountEnabled, soren.usageLocation, soren.department, soren.assignedLicenses], [false, 'DK', 'two\nlines', []]);
  });

  await t.test('R-80: a user without a free seat is created and listed', async () => {
    const file = ['userPrincipalName,displayName,usageLocation,licenses', 'a1@contoso.example,A1,NL,ENTERPRISEPACK', 'a2@contoso.example,A2,NL,ENTERPRISEPACK'].join('\n');
    const { status, body } = await importFile(server, file);
    assert.equal(status, 200);
    assert.deepEqual([body.created, body.licensed, body.imported, body.bad], [2, 1, true, []]);
    assert.equal(body.unlicensed.length, 1);
    const [row] = body.unlicensed;
    assert.deepEqual([row.line, row.column, row.userPrincipalName, row.field], [3, null, 'a2@contoso.example', 'licenses']);
    assert.match(row.reason, /does not have any available licenses/);
    assert.match(row.remedy, /\S/);
    assert.deepEqual((await user(server, 'a2')).assignedLicenses, []);
  });

  const mixed = [
    'userPrincipalName,displayName,usageLocation,licenses',
    'good1@contoso.example,Good 1,NL,VISIOCLIENT',
    'bad1@contoso.example,Bad 1,Nl,',
    'bad2@elsewhere.example,Bad 2,NL,',
    'bad3@contoso.example,Bad 3,NL,ENTERPRISEPAK',
    'OZLEM@contoso.example,Bad 4,NL,',
    'good1@contoso.example,Bad 5,NL,',
    'short@contoso.example,Bad 6',
    'quote@contoso.example,Bad "7",NL,',
    'good2@contoso.example,Good 2,BE,',
  ].join('\r\n');

  await t.test('bad rows: nothing is imported, and the report stands beside the error', async () => {
    const before = await snapshot(server);
    const { status, body } = await importFile(server, mixed);
    assert.equal(status, 400);
    assert.equal(body.error.code, 'Request_BadRequest');
    assert.match(body.error.message, /7 of 9 rows are wrong/);
    assert.deepEqual([body.report.rows, body.report.created, body.report.licensed, body.report.imported], [9, 0, 0, false]);
    assert.deepEqual(body.report.bad.map((row) => row.line), [3, 4, 5, 6, 7, 8, 9]);
    const [location, domain, product, taken, twice] = body.report.bad;
    assert.deepEqual([location.column, location.userPrincipalName, location.field, location.value], [28, 'bad1@contoso.example', 'usageLocation', 'Nl']);
    assert.match(location.reason, /\S/);
    assert.deepEqual([domain.field, domain.value, domain.column], ['userPrincipalName', 'bad2@elsewhere.example', 1]);
    assert.match(product.reason, /Did you mean 'ENTERPRISEPACK'/);
    assert.match(taken.reason, /already exists/);
    assert.match(twice.reason, /already exists/, 'the same name twice in one file');
    assert.deepEqual(await snapshot(server), before);
  });

  await t.test('skipBad imports the good ones', async () => {
    const { status, body } = await importFile(server, mixed, '?skipBad=true');
    assert.equal(status, 200);
    assert.deepEqual([body.rows, body.created, body.licensed, body.imported, body.bad.length], [9, 2, 1, true, 7]);
    assert.equal((await user(server, 'good2')).usageLocation, 'BE');
    assert.equal((await server.get('/v1.0/users/bad1@contoso.example')).status, 404);
  });

  await t.test('options stand in only where a row says nothing', async () => {
    const file = ['userPrincipalName,displayName,usageLocation,accountEnabled', 'o1@contoso.example,O1,BE,true', 'o2@contoso.example,O2,,'].join('\n');
    const { body } = await importFile(server, file, `?usageLocation=NL&accountEnabled=false&licenses=${sku.VISIOCLIENT}`);
    assert.deepEqual([body.created, body.licensed], [2, 2]);
    const [o1, o2] = [await user(server, 'o1'), await user(server, 'o2')];
    assert.deepEqual([o1.usageLocation, o1.accountEnabled, o2.usageLocation, o2.accountEnabled], ['BE', true, 'NL', false]);
  });

  await t.test('a rehearsal reports and imports nothing', async () => {
    const before = await snapshot(server);
    const file = 'userPrincipalName,displayName\nr1@contoso.example,R1\n';
    const good = await importFile(server, file, '', { Prefer: 'validate-only' });
    assert.equal(good.status, 200);
    assert.equal(good.headers.get('preference-applied'), 'validate-only');
    assert.equal(good.body.created, 1);
    const bad = await importFile(server, mixed, '', { Prefer: 'validate-only' });
    assert.equal(bad.status, 400);
    assert.equal(bad.body.report.imported, false);
    assert.deepEqual(await snapshot(server), before);
  });

  await t.test('files that are none, and options that are not right', async () => {
    const before = await snapshot(server);
    const file = 'userPrincipalName,displayName\nx1@contoso.example,X1\n';
    const foreign = (await server.get('/api/v1/catalog/skus/EMS')).body.servicePlans.find((item) => item.servicePlanName === 'INTUNE_A').servicePlanId;
    const bad = [
      ['', '', /empty/],
      ['userPrincipalName,displayName\n', '', /no rows/],
      ['userPrincipalName,displayNaam\nx@contoso.example,X\n', '', /Did you mean 'displayName'/],
      ['userPrincipalName,displayName,displayName\nx@contoso.example,X,X\n', '', /twice/],
      ['name,display\nx@contoso.example,X\n', '', /2 columns.*userPrincipalName/],
      ['"userPrincipalName,displayName\n', '', /./],
      ['\xff\xfe', '', /./],
      [file, '?usageLocation=Nl', /Nl/, 'usageLocation'],
      [file, '?accountEnabled=1', /true or false/, 'accountEnabled'],
      [file, '?skipBad=', /true or false/, 'skipBad'],
      [file, '?licenses=ENTERPRISEPACK', /ENTERPRISEPACK/, 'licenses'],
      [file, `?licenses=${sku.VISIOCLIENT},`, /GUIDs with commas/, 'licenses'],
      [file, '?licenses=00000000-0000-0000-0000-000000000001', /does not correspond to a valid company License/, 'licenses'],
      [file, `?disabledPlans=${foreign}`, /needs licenses/, 'disabledPlans'],
      [file, `?licenses=${sku.VISIOCLIENT}&disabledPlans=${foreign}`, /none of the products/, 'disabledPlans'],
      [file, `?licenses=${sku.VISIOCLIENT}&disabledPlans=x`, /'x'/, 'disabledPlans'],
      [file, '?skip=true', /skip/, 'skip'],
      [file, '?skipBad=true&skipBad=true', /skipBad/],
    ];
    for (const [text, query, message, target] of bad) {
      const answer = await importFile(server, Buffer.from(text, 'latin1'), query);
      assert.equal(answer.status, 400, `${query} ${text}: ${answer.text}`);
      assert.match(answer.body.error.message, message);
      if (target) {
        assert.equal(answer.body.error.details[0].target, target);
      }
    }
    assert.equal((await importFile(server, file, '', { 'Content-Type': 'application/json' })).status, 415);
    assert.deepEqual(await snapshot(server), before);
  });
  assertSound(server.db);
});

test('progress of a running import', async (t) => {
  const server = await start(t);
  assert.equal((await server.get('/api/v1/imports/nobody')).status, 404);

  // The import must still run when it is asked about. How fast it is differs, so the file grows until it is slow enough.
  // It is over 1 MiB from the start: the server keeps such a body in a file.
  const seen = [];
  for (let rows = 10_000; seen.length === 0; rows *= 4) {
    assert.ok(rows <= 1_000_000, 'no import was ever seen running');
    const id = `import-${rows}`;
    let isOver = false;
    const running = importFile(server, microsoftCsv(rows, 'contoso.example'), '', { Prefer: 'validate-only', 'client-request-id': id })
      .finally(() => { isOver = true; });
    while (!isOver) {
      const { status, body } = await server.get(`/api/v1/imports/${id}`);
      if (status === 200) {
        seen.push({ ...body, rows });
        assert.equal((await server.get(`/api/v1/imports/${id}-other`)).status, 404);
      }
    }
    const answer = await running;
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.body.rows, rows);
    assert.equal(answer.headers.get('client-request-id'), id);
    assert.equal((await server.get(`/api/v1/imports/${id}`)).status, 404, 'it is over');
  }
  for (const [i, { done, total, rows }] of seen.entries()) {
    assert.ok(done <= rows && done >= (seen[i - 1]?.done ?? 0), 'it only rises');
    // Over the first rows the header still counts for as much as they do.
    assert.ok(done < 100 || Math.abs(total - rows) < rows / 2, `${total} is no estimate of ${rows}`);
  }
});

test('an import lets single changes through: they are in the ledger before it is done', async (t) => {
  const server = await start(t);
  let between = [];

  // How fast an import and this test are differs, so the file grows until changes were answered while it ran.
  for (let rows = 5000; between.length < 2; rows *= 2) {
    assert.ok(rows <= 100_000, 'no change was answered while an import ran');
    const file = microsoftCsv(rows, 'contoso.example').replaceAll(/^m0/gm, `r${rows}-`);
    const id = `big-${rows}`;
    const running = importFile(server, file, '', { 'client-request-id': id });
    let item = await waitForImport(server, id, ({ state, done }) => state !== 'checking' && state !== 'receiving' && (done > 0 || state !== 'importing'));
    between = [];
    while (item.state === 'importing' && between.length < 10) {
      const { id: user } = await server.addUser(`single${rows}-${between.length}`);
      item = (await server.get(`/api/v1/imports/${id}`)).body;
      if (item.state === 'importing' && item.done < rows) {
        between.push(user);
      }
    }
    const answer = await running;
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual(answer.body, { rows, created: rows, licensed: 0, imported: true, bad: [], unlicensed: [] });
    const operations = (await server.get('/api/v1/operations?$top=50')).body.value;
    const own = operations.find((operation) => operation.kind === 'userImport');
    assert.equal(own.changeCount, rows, 'one operation for all of it');
    const singles = operations.filter((operation) => operation.kind === 'userCreate' && operation.target.startsWith(`single${rows}-`));
    assert.ok(singles.length >= between.length && singles.every((operation) => operation.number > own.number), 'the import had begun before them');
  }
  assertSound(server.db);
});

test('respond-async: 202, then the report where Location says', async (t) => {
  const server = await start(t);
  const answer = await importFile(server, microsoftCsv(300, 'contoso.example'), '', { Prefer: 'respond-async', 'client-request-id': 'later' });
  assert.equal(answer.status, 202, answer.text);
  assert.equal(answer.headers.get('preference-applied'), 'respond-async');
  assert.equal(answer.headers.get('location'), `${server.url}/api/v1/imports/${answer.body.id}`);
  assert.deepEqual([answer.body.state, answer.body.clientRequestId, answer.body.report], ['checking', 'later', null]);
  const over = await waitForImport(server, answer.body.id, importIsOver);
  assert.deepEqual([over.state, over.done, over.total, over.error], ['finished', 300, 300, null]);
  assert.deepEqual(over.report, { rows: 300, created: 300, licensed: 0, imported: true, bad: [], unlicensed: [] });
  assert.deepEqual((await server.get('/api/v1/imports/later')).body, over, 'the client\'s own id leads there too');

  // The same file again: every row is bad now, and the job says so when it is asked.
  const again = await importFile(server, microsoftCsv(300, 'contoso.example'), '', { Prefer: 'respond-async' });
  assert.equal(again.status, 202, again.text);
  const failed = await waitForImport(server, again.body.id, importIsOver);
  assert.deepEqual([failed.state, failed.error.code, failed.report.imported, failed.report.bad.length], ['failed', 'Request_BadRequest', false, 300]);
  assert.match(failed.error.message, /300 of 300 rows are wrong: nothing was imported/);
  assert.deepEqual(failed.report.bad.map((row) => row.line), Array.from({ length: 300 }, (_, i) => i + 2));

  await t.test('what can be told at once is told at once, and leaves no job', async () => {
    const bad = await importFile(server, 'userPrincipalName,displayNaam\nx@contoso.example,X\n', '', { Prefer: 'respond-async' });
    assert.equal(bad.status, 400, bad.text);
    const list = (await server.get('/api/v1/imports')).body.value;
    assert.deepEqual(list.map((item) => item.id), [again.body.id, answer.body.id], 'the newest first');
    const first = (await server.get('/api/v1/imports?$top=1')).body;
    assert.deepEqual(first.value.map((item) => item.id), [again.body.id]);
    const next = (await server.get(first['@odata.nextLink'])).body;
    assert.deepEqual(next.value.map((item) => item.id), [answer.body.id]);
  });
  assertSound(server.db);
});

test('input of every size about a piece comes back as it was, and rows may lie across pieces', async (t) => {
  const server = await start(t);
  const piece = 256 * 1024;
  for (const [n, size] of [piece - 1, piece, piece + 1, 4 * piece - 1, 4 * piece, 4 * piece + 1].entries()) {
    const rows = ['userPrincipalName,displayName,streetAddress'];
    let left = size - rows[0].length - 1;
    for (let i = 0; left > 0; i++) {
      const head = `s${n}x${i}@contoso.example,S,`;
      const street = left > 2 * (head.length + 900) ? 900 : left - head.length - 1;
      const cut = street > 1000 ? 900 : street;
      rows.push(head + 'é'.repeat(cut / 2) + 'x'.repeat(cut % 2));
      left -= head.length + cut + 1;
    }
    const file = Buffer.from(`${rows.join('\n')}\n`);
    assert.equal(file.length, size);
    const { status, body, text } = await importFile(server, file);
    assert.equal(status, 200, text);
    assert.deepEqual([body.rows, body.created, body.bad], [rows.length - 1, rows.length - 1, []]);
  }
  assertSound(server.db);
});
