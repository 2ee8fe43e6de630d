// Exports: columns, quoting, both formats, memory, clients that stop reading or leave, and failures in the midst.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import net from 'node:net';
import { test } from 'node:test';

import { tokenOfApplication } from '../lib/callers.mjs';
import { register } from '../lib/oauth.mjs';
import { engine, sql } from '../lib/database.mjs';
import { addGroup, license } from '../lib/groups.mjs';
import { run, sku, startServer } from '../lib/licentia.mjs';

const { ENTERPRISEPACK: E3, VISIOCLIENT: VISIO } = sku;
const base = '/api/v1/export';
const userColumns = 'id,userPrincipalName,displayName,givenName,surname,mail,mailNickname,userType,usageLocation,jobTitle,department,officeLocation,businessPhones,mobilePhone,faxNumber,' +
  'streetAddress,city,state,postalCode,country,companyName,employeeId,preferredLanguage,accountEnabled,createdDateTime';
const pathColumns = 'userId,userPrincipalName,displayName,skuId,skuPartNumber,productName,assignedByGroup,groupName,state,error,disabledPlans,lastUpdatedDateTime';

/** Takes CSV apart by RFC 4180: rows of fields. */
function parseCsv(text, separator = ',') {
  const rows = [];
  let row = [];
  let at = 0;
  while (at < text.length) {
    let field = '';
    if (text[at] === '"') {
      for (at++; text[at] !== '"' || text[at + 1] === '"'; at++) {
        assert.ok(at < text.length, 'a quote that is not closed');
        field += text[at];
        at += text[at] === '"' ? 1 : 0;
      }
      at++;
    } else {
      const end = at + /^[^\r\n]*/.exec(text.slice(at))[0].split(separator)[0].length;
      field = text.slice(at, end);
      at = end;
    }
    row.push(field);
    if (text[at] === separator) {
      at++;
      if (text.startsWith('\r\n', at)) {
        row.push('');
      }
    }
    if (text.startsWith('\r\n', at)) {
      rows.push(row);
      row = [];
      at += 2;
    }
  }
  assert.deepEqual(row, [], 'every row ends in CRLF');
  return rows;
}

/** Exports; the answer must be one. */
async function get(server, path, options) {
  const answer = await server.get(`${base}/${path}`, options);
  assert.equal(answer.status, 200, answer.text);
  return answer;
}

/** Rows as objects. */
async function rows(server, path, options) {
  const [head, ...list] = parseCsv((await get(server, path, options)).text);
  return list.map((row) => Object.fromEntries(head.map((name, i) => [name, row[i]])));
}

/** What NDJSON says. */
const lines = (text) => text.split('\n').slice(0, -1).map((line) => JSON.parse(line));

/** The raw bytes of an answer. */
async function bytes(server, path) {
  return Buffer.from(await (await fetch(`${server.url}${base}/${path}`, { headers: { Authorization: `Bearer ${server.token}` } })).arrayBuffer());
}

test('columns and formats', async (t) => {
  const server = await startServer(t);
  await server.buy('ENTERPRISEPACK', 20);
  await server.buy('VISIOCLIENT', 1);
  const odd = { jobTitle: '=1+2', department: 'Sales, "North"', city: 'Zoë;\tx', officeLocation: "'t Hof", businessPhones: ['+31 70 1'] };
  const ann = await server.addUser('ann', { givenName: 'Ann', ...odd });
  const ben = await server.addUser('ben', { usageLocation: null, accountEnabled: false });
  await server.addUser('cat');
  const plan = (await server.get('/api/v1/catalog/skus/ENTERPRISEPACK')).body.servicePlans.filter((item) => ['SWAY', 'FLOW_O365_P2'].includes(item.servicePlanName));

  await t.test('every user, with every column', async () => {
    const answer = await get(server, 'users');
    assert.match(answer.headers.get('content-type'), /^text\/csv;charset=utf-8/);
    assert.match(answer.headers.get('content-disposition'), /^attachment; filename="users-\d{4}-\d\d-\d\d\.csv"$/);
    assert.equal(Number(answer.headers.get('content-length')), Buffer.byteLength(answer.text), 'what fits into one piece');
    const [head, ...list] = parseCsv(answer.text);
    assert.equal(head.join(), userColumns);
    assert.deepEqual(list.map((row) => row[1]), ['ann@contoso.example', 'ben@contoso.example', 'cat@contoso.example']);
    const [first, second] = await rows(server, 'users');
    const shown = (await server.get(`/v1.0/users/${ann.id}?$select=${userColumns}`)).body;
    for (const name of userColumns.split(',')) {
      const value = name === 'businessPhones' ? shown[name][0] : shown[name];
      assert.equal(first[name], String(value ?? ''), name);
    }
    assert.deepEqual([second.id, second.accountEnabled, second.usageLocation], [ben.id, 'false', '']);
  });

  await t.test('NDJSON says the same, with types', async () => {
    const answer = await get(server, 'users?format=ndjson');
    assert.equal(answer.headers.get('content-type'), 'application/x-ndjson');
    assert.match(answer.headers.get('content-disposition'), /\.ndjson"$/);
    const list = lines(answer.text);
    assert.deepEqual(list.map((item) => Object.keys(item).join()), Array(3).fill(userColumns));
    assert.deepEqual([list[0].jobTitle, list[0].department, list[0].accountEnabled, list[1].usageLocation, list[1].accountEnabled], [odd.jobTitle, odd.department, true, null, false]);
    const asText = (await rows(server, 'users'));
    list.forEach((item, i) => Object.entries(item).forEach(([name, value]) => assert.equal(asText[i][name], String(value ?? ''), name)));
  });

  await t.test('the header Accept chooses, and the option counts more', async () => {
    const typeOf = async (accept, query = '') => (await get(server, `users${query}`, { headers: { Accept: accept } })).headers.get('content-type').split(';')[0];
    for (const [accept, type] of [['*/*', 'text/csv'], ['text/csv', 'text/csv'], ['text/*', 'text/csv'], ['application/x-ndjson', 'application/x-ndjson'], ['application/ndjson', 'application/x-ndjson'],
      ['Application/X-NDJSON ; q=0.5', 'application/x-ndjson'], ['text/csv;q=0.1, application/x-ndjson', 'application/x-ndjson'], ['application/x-ndjson;q=0.2,text/csv;q=0.3', 'text/csv'],
      ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'text/csv'], ['text/csv;q=0, application/x-ndjson;q=0.1', 'application/x-ndjson']]) {
      assert.equal(await typeOf(accept), type, accept);
    }
    assert.equal(await typeOf('application/xml', '?format=ndjson'), 'application/x-ndjson');
    for (const accept of ['application/xml', 'text/csvx', 'text/csv;q=0', 'application/json']) {
      const answer = await server.get(`${base}/users`, { headers: { Accept: accept } });
      assert.equal(answer.status, 406, accept);
      assert.match(answer.body.error.message, /text\/csv or application\/x-ndjson/);
    }
  });

  await t.test('separators, byte order mark, formulas', async () => {
    for (const [option, separator] of [[',', ','], [';', ';'], ['%3B', ';'], ['tab', '\t'], ['%09', '\t']]) {
      const list = parseCsv((await get(server, `users?separator=${option}`)).text, separator);
      assert.equal(list[0].join(), userColumns);
      assert.equal(list[1][10], odd.department);
      assert.equal(list[1][16], odd.city);
    }
    assert.deepEqual([...(await bytes(server, 'users?bom=true')).subarray(0, 4)], [0xEF, 0xBB, 0xBF, 'i'.charCodeAt(0)]);
    assert.equal((await bytes(server, 'users?bom=false'))[0], 'i'.charCodeAt(0));
    assert.equal((await rows(server, 'users'))[0].jobTitle, '=1+2', 'data is data');
    const [safe] = await rows(server, 'users?safe=true');
    assert.deepEqual([safe.jobTitle, safe.businessPhones, safe.officeLocation, safe.givenName], ["'=1+2", "'+31 70 1", "'t Hof", 'Ann']);
  });

  await t.test('assignments: one row for each path', async () => {
    await server.assign(ann.id, [{ skuId: E3, disabledPlans: plan.map((item) => item.servicePlanId) }]);
    const group = await addGroup(server, 'Sales; "North"', [ann]);
    await license(server, group, [E3]);
    const list = await rows(server, 'assignments');
    assert.equal(Object.keys(list[0]).join(), pathColumns);
    assert.deepEqual(list.map((row) => [row.userPrincipalName, row.skuPartNumber, row.assignedByGroup, row.groupName, row.state, row.error]), [
      ['ann@contoso.example', 'ENTERPRISEPACK', '', '', 'Active', 'None'], ['ann@contoso.example', 'ENTERPRISEPACK', group.id, 'Sales; "North"', 'Active', 'None']]);
    assert.deepEqual(list[0].disabledPlans.split(';').sort(), ['FLOW_O365_P2', 'SWAY']);
    const [json] = lines((await get(server, 'assignments?format=ndjson')).text);
    assert.deepEqual([json.skuId, json.assignedByGroup, json.disabledPlans.sort()], [E3, null, ['FLOW_O365_P2', 'SWAY']]);
    const holders = (await server.get('/api/v1/skus/ENTERPRISEPACK/holders')).body.value;
    assert.deepEqual(list.map((row) => [row.userId, row.assignedByGroup || null, row.state, row.lastUpdatedDateTime]),
      holders.map((item) => [item.id, item.assignedByGroup, item.state, item.lastUpdatedDateTime]));
  });

  await t.test('holders of one product, by any of its names', async () => {
    await server.assign((await server.addUser('vic')).id, [VISIO]);
    for (const name of ['VISIOCLIENT', 'visioclient', VISIO]) {
      assert.deepEqual((await rows(server, `holders?sku=${name}`)).map((row) => row.userPrincipalName), ['vic@contoso.example']);
    }
    assert.equal((await rows(server, 'holders?sku=ENTERPRISEPACK')).length, 2);
    assert.equal((await rows(server, 'assignments')).length, 3);
    assert.deepEqual(parseCsv((await get(server, 'holders?sku=STANDARDPACK')).text).length, 1, 'only the names of the columns');
    assert.equal((await get(server, 'holders?sku=STANDARDPACK&format=ndjson')).text, '');
  });

  await t.test('D-09: suspended subscriptions show', async () => {
    sql(server, 'UPDATE seat_pool SET suspended = enabled, enabled = 0');
    assert.ok((await rows(server, 'assignments')).every((row) => row.state === 'Disabled'));
    sql(server, 'UPDATE seat_pool SET enabled = suspended, suspended = 0');
  });

  await t.test('HEAD', async () => {
    const answer = await fetch(`${server.url}${base}/users?format=ndjson`, { method: 'HEAD', headers: { Authorization: `Bearer ${server.token}` } });
    assert.deepEqual([answer.status, answer.headers.get('content-type')], [200, 'application/x-ndjson']);
    assert.equal((await fetch(`${server.url}${base}/users?format=xml`, { method: 'HEAD', headers: { Authorization: `Bearer ${server.token}` } })).status, 400);
  });

  await t.test('bad requests are refused by name, before a byte is sent', async () => {
    for (const [query, status, target] of [['users?format=xml', 400, 'format'], ['users?format=', 400, 'format'], ['users?separator=%7C', 400, 'separator'], ['users?separator=', 400, 'separator'],
      ['users?bom=1', 400, 'bom'], ['users?safe=yes', 400, 'safe'], ['users?format=ndjson&bom=true', 400, 'bom'], ['users?format=ndjson&separator=;', 400, 'separator'],
      ['users?sku=x', 400, 'sku'], ['users?$top=5', 400, '$top'], ['holders', 400, 'sku'], ['holders?sku=', 400, 'sku'], ['holders?sku=nothing', 404, 'sku']]) {
      const answer = await server.get(`${base}/${query}`);
      assert.equal(answer.status, status, `${query} ${answer.text}`);
      assert.equal(answer.body.error.details[0].target, target, query);
    }
    assert.equal((await server.post(`${base}/users`, {})).status, 405);
  });

  await t.test('HTTP/1.0 is refused: nobody could tell whether it is whole', async () => {
    const { hostname, port } = new URL(server.url);
    const text = await new Promise((done) => {
      const socket = net.connect(port, hostname);
      let received = '';
      socket.on('data', (chunk) => { received += chunk; });
      socket.on('close', () => done(received));
      socket.write(`GET ${base}/users HTTP/1.0\r\nAuthorization: Bearer ${server.token}\r\n\r\n`);
    });
    assert.match(text, /^HTTP\/1\.[01] 400 /);
    assert.match(text, /needs HTTP\/1\.1/);
  });

  await t.test('rights are those of the reading calls', async () => {
    const wish = { directory: ['User.ReadBasic.All'], licenses: ['LicenseAssignment.Read.All'] };
    for (const [kind, own] of Object.entries(wish)) {
      const token = await tokenOfApplication(server, await register(server, { own }));
      assert.equal((await server.get(`${base}/users`, { token })).status, kind === 'directory' ? 200 : 403);
      for (const path of ['assignments', 'holders?sku=ENTERPRISEPACK']) {
        assert.equal((await server.get(`${base}/${path}`, { token })).status, kind === 'licenses' ? 200 : 403);
      }
    }
    assert.equal((await server.get(`${base}/users`, { token: '' })).status, 401);
  });

  await t.test("another organisation's are not in it", async () => {
    const made = run(['tenant', 'add', '--db', server.db, '--name', 'Fabrikam', '--domain', 'fabrikam.example', '--country', 'NL', '--no-admin', '--json']);
    const { token } = JSON.parse(made.stdout);
    for (const path of ['users', 'assignments', 'holders?sku=ENTERPRISEPACK']) {
      assert.equal(parseCsv((await get(server, path, { token })).text).length, 1, path);
    }
  });
});

/** A server with one worker on an organisation of `count` users, written straight into the database, each with a product. */
async function fill(t, count) {
  const server = await startServer(t, { args: ['--workers', '1'] });
  await server.buy('ENTERPRISEPACK', 10);
  await server.addUser('first');
  const guid = engine === 'sqlite' ? 'randomblob(16)' : "decode(md5(n.n::text), 'hex')";
  sql(server, `WITH RECURSIVE n (n) AS (SELECT 1000 UNION ALL SELECT n + 1 FROM n WHERE n < ${998 + count})
    INSERT INTO app_user (tenant_id, id, guid, upn, upn_key, display_name, account_enabled, user_type, department, created_ms)
    SELECT t.id, n.n, ${guid}, 'user' || n.n || '@contoso.example', 'user' || n.n || '@contoso.example', 'User ' || n.n, 1, 'Member', 'A department of some length, so that rows are of some size', 0
    FROM n, tenant t`);
  sql(server, `INSERT INTO license_path (tenant_id, user_id, sku_id, source_id, plan_set_id, state, error, since_ms, operation_id)
    SELECT u.tenant_id, u.id, s.id, 0, 0, 0, 0, 0, 1 FROM app_user u JOIN sku s ON s.tenant_id = u.tenant_id AND s.part_number = 'ENTERPRISEPACK'`);
  return server;
}

/** Most memory that the server ever had, in kB. */
const peak = (server) => Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${server.child.pid}/status`, 'utf8'))[1]);

/** Asks for an export and does not read; returns the response, paused. */
function askAndStop(server, path) {
  return new Promise((done, fail) => {
    const asked = request(`${server.url}${base}/${path}`, { headers: { Authorization: `Bearer ${server.token}` }, agent: false }, (response) => {
      response.on('error', () => {});
      response.pause();
      done(response);
    });
    asked.on('error', fail);
    asked.end();
  });
}

test('a hundred thousand rows', async (t) => {
  const count = 100_000;
  const server = await fill(t, count);
  await get(server, 'holders?sku=ENTERPRISEPACK&format=ndjson').then(({ text }) => assert.equal(lines(text).length, count)); // warms up
  const before = peak(server);

  await t.test('all of them, once, in order, in constant memory', async () => {
    assert.equal((await askAndStop(server, 'users')).headers['transfer-encoding'], 'chunked');
    const list = await rows(server, 'users');
    assert.equal(list.length, count);
    assert.equal(new Set(list.map((row) => row.id)).size, count);
    assert.deepEqual([list[0].userPrincipalName, list[1].userPrincipalName, list.at(-1).userPrincipalName], ['first@contoso.example', 'user1000@contoso.example', `user${998 + count}@contoso.example`]);
    const paths = lines((await get(server, 'assignments?format=ndjson')).text);
    assert.deepEqual([paths.length, new Set(paths.map((item) => item.userId)).size], [count, count]);
    if (!process.env.LICENTIA_BIN?.includes('asan')) {
      assert.ok(peak(server) - before < 4096, `${peak(server) - before} kB more than after the first export; one is ${Math.round(list.length / 10)} kB and more`);
    }
  });

  await t.test('clients that do not read hold up nobody, and cost a buffer each', async () => {
    const silent = await Promise.all(Array.from({ length: 20 }, () => askAndStop(server, 'users')));
    for (let i = 0; i < 20; i++) {
      assert.equal((await server.get('/v1.0/users?$top=1')).status, 200);
    }
    await server.buy('VISIOCLIENT', 1); // no reader is in the way of a change, nor of what is read behind it
    assert.equal((await server.get('/v1.0/subscribedSkus')).body.value.length, 2);
    assert.equal((await rows(server, 'users')).length, count);
    if (engine === 'postgresql') {
      assert.equal(sql(server, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'"), '0');
    } else {
      assert.equal(sql(server, 'PRAGMA wal_checkpoint(TRUNCATE)').split('|')[0], '0', 'no reader holds an old snapshot');
    }
    if (!process.env.LICENTIA_BIN?.includes('asan')) {
      assert.ok(peak(server) - before < 20 * 1024, `${peak(server) - before} kB`);
    }
    silent[0].resume(); // goes on where it was
    let received = 0;
    silent[0].on('data', (chunk) => { received += chunk.length; });
    await new Promise((done) => silent[0].on('end', done));
    assert.ok(silent[0].complete && received > count * 100);
    silent.forEach((response) => response.destroy());
  });

  await t.test('a user who is deleted meanwhile takes nobody else along', async () => {
    const response = await askAndStop(server, 'users?format=ndjson');
    sql(server, "DELETE FROM license_path WHERE user_id IN (SELECT id FROM app_user WHERE upn LIKE 'user9%')");
    sql(server, "UPDATE app_user SET deleted_ms = 1 WHERE upn LIKE 'user9%'");
    let text = '';
    response.on('data', (chunk) => { text += chunk; });
    response.resume();
    await new Promise((done) => response.on('end', done));
    const list = lines(text);
    assert.ok(response.complete);
    assert.equal(list.filter((item) => !item.userPrincipalName.startsWith('user9')).length, Number(sql(server, 'SELECT count(*) FROM app_user WHERE deleted_ms IS NULL')));
  });

  await t.test('a failure in the midst is seen: the connection breaks off before the end', async () => {
    const response = await askAndStop(server, 'assignments');
    sql(server, "UPDATE license_path SET source_id = 77 WHERE user_id = (SELECT max(id) FROM app_user WHERE deleted_ms IS NULL)"); // a group that there is not
    const how = await new Promise((done) => {
      response.on('end', () => done('end'));
      response.on('aborted', () => done('aborted'));
      response.resume();
    });
    assert.deepEqual([how, response.complete], ['aborted', false]);
    await assert.rejects(fetch(`${server.url}${base}/assignments`, { headers: { Authorization: `Bearer ${server.token}` } }).then((answer) => answer.text()));
    assert.match(server.log, /path=\/api\/v1\/export\/assignments reason="broken off" code="corrupt"/);
    assert.equal((await server.get('/v1.0/users?$top=1')).status, 200);
  });

  await t.test('a failure before the first byte is an error like any other', async () => {
    sql(server, 'UPDATE license_path SET source_id = 77 WHERE user_id = (SELECT min(user_id) FROM license_path)');
    const answer = await server.get(`${base}/assignments`);
    assert.deepEqual([answer.status, answer.body.error.code], [500, 'InternalServerError']);
    assert.equal(answer.headers.get('content-disposition'), null);
  });

  await t.test('clients that leave leave nothing behind', async () => {
    for (let i = 0; i < 20; i++) {
      (await askAndStop(server, 'users')).destroy();
    }
    assert.equal((await server.get('/v1.0/users?$top=1')).status, 200);
    await server.stop();
  });
});
