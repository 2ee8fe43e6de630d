// Bulk work and kills: an import goes on where it was, in the next server or in another one, and nothing is done twice.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sql } from '../lib/database.mjs';
import { holdImportAt, letGo, refuseImportAt } from '../lib/halt.mjs';
import { importIsOver, waitForImport } from '../lib/imports.mjs';
import { assertSound, init, Server, sku, temporaryFolder } from '../lib/licentia.mjs';
import { microsoftCsv } from '../lib/make-people.mjs';

const ROWS = 6000;
const SEATS = 4000;
const names = Array.from({ length: ROWS }, (_, i) => `m${String(i + 1).padStart(6, '0')}@contoso.example`);

/** A file with one bad row at its end. */
const file = `${microsoftCsv(ROWS, 'contoso.example')}nobody@elsewhere.example,,,Nobody,,,,,,,,,,,\r\n`;

/** Sends the file; the import goes on whatever becomes of this server. */
async function begin(server) {
  await server.buy('ENTERPRISEPACK', SEATS);
  const answer = await server.request('POST', `/api/v1/users/import?usageLocation=NL&skipBad=true&licenses=${sku.ENTERPRISEPACK}`, {
    raw: true, body: file, headers: { 'Content-Type': 'text/csv', Prefer: 'respond-async', 'Licentia-Reason': 'a new year' },
  });
  assert.equal(answer.status, 202, answer.text);
  return answer.body.id;
}

/** Demands that the import has done all of it, once. */
async function assertWhole(server, id) {
  const { state, done, total, report } = await waitForImport(server, id, importIsOver);
  assert.deepEqual([state, done, total], ['finished', ROWS + 1, ROWS + 1]);
  assert.deepEqual([report.rows, report.created, report.licensed, report.imported], [ROWS + 1, ROWS, SEATS, true]);
  assert.deepEqual(report.bad.map((row) => [row.line, row.userPrincipalName]), [[ROWS + 2, 'nobody@elsewhere.example']]);
  assert.deepEqual(report.unlicensed.map((row) => row.userPrincipalName), names.slice(SEATS), 'who came last has no seat');

  const found = [];
  for (let path = '/v1.0/users?$top=999&$select=userPrincipalName'; path;) {
    const { body } = await server.get(path);
    found.push(...body.value.map((user) => user.userPrincipalName));
    path = body['@odata.nextLink'];
  }
  assert.deepEqual(found.sort(), names, 'every row exactly once');
  assert.equal((await server.pool(sku.ENTERPRISEPACK)).consumedUnits, SEATS);
  const operations = (await server.get('/api/v1/operations?$top=99')).body.value.filter((item) => item.kind === 'userImport');
  assert.deepEqual(operations.map((item) => [item.changeCount, item.reason]), [[ROWS + SEATS, 'a new year']]);
}

test('SIGKILL in the middle of an import, again and again: it goes on where it was', async (t) => {
  const organisation = init(temporaryFolder(t));
  holdImportAt(organisation, 1500);
  let server = await Server.start(t, organisation);
  const id = await begin(server);
  let before = 0;
  for (const next of [4000, ROWS * 2]) {
    const { done } = await waitForImport(server, id, (item) => item.state === 'importing' && item.done > before);
    assert.ok(done < ROWS, 'it is not over');
    before = done;
    await server.kill();
    letGo(organisation);
    assertSound(organisation.db);
    holdImportAt(organisation, next);
    server = await Server.start(t, organisation);
    assert.ok((await server.get(`/api/v1/imports/${id}`)).body.done >= before, 'it has not begun anew');
  }
  await assertWhole(server, id);
  await server.stop();
  assertSound(organisation.db);
});

test('a second server on the same database takes the import of a killed one over', async (t) => {
  const organisation = init(temporaryFolder(t));
  holdImportAt(organisation, 3000);
  const first = await Server.start(t, organisation);
  const second = await Server.start(t, organisation);
  const id = await begin(first);
  await waitForImport(first, id, (item) => item.state === 'importing' && item.done > 0);
  assert.equal((await second.get(`/api/v1/imports/${id}`)).body.state, 'importing', 'every server can tell how far it is');
  await first.kill();
  letGo(organisation);
  await assertWhole(second, id);
  assert.match(second.log, new RegExp(`job=${id}.*taken over`), 'it says so');
  await second.stop();
  assertSound(organisation.db);
});

test('SIGTERM gives an import back at once: the call is answered, and the next server goes on', async (t) => {
  const organisation = init(temporaryFolder(t));
  let server = await Server.start(t, organisation);
  const call = server.request('POST', '/api/v1/users/import', {
    raw: true, body: microsoftCsv(ROWS, 'contoso.example'), headers: { 'Content-Type': 'text/csv', 'client-request-id': 'open' },
  });
  const { id } = await waitForImport(server, 'open', (item) => item.state === 'importing' && item.done > 0);
  await server.stop();
  const answer = await call;
  assert.equal(answer.status, 503, answer.text);
  assert.match(answer.body.error.message, new RegExp(`goes on by itself: GET /api/v1/imports/${id}`));
  server = await Server.start(t, organisation);
  const over = await waitForImport(server, id, importIsOver);
  assert.deepEqual([over.state, over.report.created], ['finished', ROWS]);
  await server.stop();
  assertSound(organisation.db);
});

test('a server that is killed while a file arrives, or in a rehearsal, leaves nothing of it', async (t) => {
  const organisation = init(temporaryFolder(t));
  let server = await Server.start(t, organisation);
  const call = server.request('POST', '/api/v1/users/import', {
    raw: true, body: microsoftCsv(50_000, 'contoso.example'), headers: { 'Content-Type': 'text/csv', 'client-request-id': 'half', Prefer: 'validate-only' },
  }).catch(() => undefined);
  await waitForImport(server, 'half', (item) => item.state === 'checking');
  await server.kill();
  assert.equal(await call, undefined);
  server = await Server.start(t, organisation);
  while ((await server.get('/api/v1/imports/half')).status === 200) {
    await new Promise((done) => setTimeout(done, 100));
  }
  assert.deepEqual((await server.get('/v1.0/users')).body.value, []);
  await server.stop();
  assertSound(organisation.db);
});

test('an import that cannot be written waits, says so, and goes on', async (t) => {
  const organisation = init(temporaryFolder(t));
  const server = await Server.start(t, organisation);
  refuseImportAt(organisation, 1500);
  const id = await begin(server);
  // It has been tried again, and is the same trouble still; one of a moment would be gone.
  const { trouble, state, done } = await waitForImport(server, id, ({ trouble: now }) =>
    now !== null && Date.parse(now.nextTryDateTime) > Date.parse(now.sinceDateTime) + 1000);
  assert.equal(state, 'importing');
  assert.ok(done < 1500);
  assert.match(trouble.message, /database/);
  assert.doesNotMatch(trouble.message, new RegExp(organisation.db), 'no name of the database is told to clients');
  assert.deepEqual((await server.get('/api/v1/imports')).body.value.map((item) => item.trouble?.sinceDateTime), [trouble.sinceDateTime]);
  letGo(organisation);
  await assertWhole(server, id);
  assert.equal((await server.get(`/api/v1/imports/${id}`)).body.trouble, null);
  await server.stop();
  assertSound(organisation.db);
});

test('a finished import is kept for 30 days, then it goes with its report', async (t) => {
  const organisation = init(temporaryFolder(t));
  let server = await Server.start(t, organisation);
  const text = 'userPrincipalName,displayName\na@contoso.example,A\nb@elsewhere.example,B\n';
  for (const id of ['old', 'young']) {
    const { status } = await server.request('POST', '/api/v1/users/import', { raw: true, body: text, headers: { 'Content-Type': 'text/csv', 'client-request-id': id } });
    assert.equal(status, 400);
  }
  await server.stop();
  const day = 24 * 60 * 60 * 1000;
  const ages = ['old', 'young'].map((id, i) => `UPDATE bulk_job SET finished_ms = ${Date.now() - (31 - 2 * i) * day} WHERE client_request_id = '${id}';`).join('');
  sql(organisation, ages);
  server = await Server.start(t, organisation);
  while ((await server.get('/api/v1/imports/old')).status === 200) {
    await new Promise((done) => setTimeout(done, 50));
  }
  const { value } = (await server.get('/api/v1/imports')).body;
  assert.deepEqual(value.map((item) => item.clientRequestId), ['young']);
  assert.equal((await server.get('/api/v1/imports/young')).body.report.bad.length, 1);
  await server.stop();
  assertSound(organisation.db);
});
