// The header Idempotency-Key: whoever sends a request again gets the answer that it had, and nothing is done twice.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';

import { sql } from '../lib/database.mjs';
import { importIsOver, waitForImport } from '../lib/imports.mjs';
import { assertSound, init, Server, sku, startServer, temporaryFolder } from '../lib/licentia.mjs';

const key = (value = randomUUID()) => ({ headers: { 'Idempotency-Key': value } });
const ours = ['date', 'request-id', 'client-request-id', 'idempotent-replayed', 'connection', 'keep-alive'];
const kept = (answer) => [...answer.headers].filter(([name]) => !ours.includes(name));

/** Demands that `again` is the answer that `first` was, and says so. */
function assertReplay(first, again) {
  assert.equal(again.status, first.status, again.text);
  assert.equal(again.text, first.text);
  assert.deepEqual(kept(again), kept(first));
  assert.equal(first.headers.get('idempotent-replayed'), null);
  assert.equal(again.headers.get('idempotent-replayed'), 'true');
  assert.notEqual(again.headers.get('request-id'), first.headers.get('request-id'));
}

test('a request with an Idempotency-Key counts once', async (t) => {
  const server = await startServer(t);
  const count = async () => (await server.get('/api/v1/operations?$top=999')).body.value.length;

  await t.test('a purchase: the second answer is the first one, and there is one purchase', async () => {
    const options = key();
    const body = { sku: 'VISIOCLIENT', totalLicenses: 7 };
    const first = await server.post('/api/v1/subscriptions', body, options);
    assert.equal(first.status, 201, first.text);
    assertReplay(first, await server.post('/api/v1/subscriptions', body, options));
    assert.equal((await server.pool(sku.VISIOCLIENT)).prepaidUnits.enabled, 7);
  });

  await t.test('assignLicense and an answer without a body', async () => {
    const user = await server.addUser('once');
    const assigning = key();
    const first = await server.assign(user.id, [sku.VISIOCLIENT], [], assigning);
    assert.equal(first.status, 200, first.text);
    await server.assign(user.id, [], [sku.VISIOCLIENT]);
    assertReplay(first, await server.assign(user.id, [sku.VISIOCLIENT], [], assigning));
    assert.equal((await server.pool(sku.VISIOCLIENT)).consumedUnits, 0);
    const deleting = key();
    const gone = await server.delete(`/v1.0/users/${user.id}`, deleting);
    assert.equal(gone.status, 204, gone.text);
    assertReplay(gone, await server.delete(`/v1.0/users/${user.id}`, deleting));
  });

  await t.test('the same key with another request is refused, whatever the difference', async () => {
    const options = key();
    assert.equal((await server.post('/api/v1/subscriptions', { sku: 'VISIOCLIENT', totalLicenses: 1 }, options)).status, 201);
    const before = await count();
    for (const [path, body] of [
      ['/api/v1/subscriptions', { sku: 'VISIOCLIENT', totalLicenses: 2 }],
      ['/api/v1/Subscriptions', { sku: 'VISIOCLIENT', totalLicenses: 1 }],
    ]) {
      const { status, body: { error } } = await server.post(path, body, options);
      assert.equal(status, 400);
      assert.match(error.message, /Idempotency-Key has a value that was sent with another request/);
      assert.equal(error.details[0].target, 'Idempotency-Key');
    }
    assert.equal(await count(), before);
  });

  await t.test('a failed request is not remembered', async () => {
    const options = key();
    const [a, b] = [await server.addUser('first'), await server.addUser('second')];
    const one = await server.buy('POWER_BI_PRO', 1);
    await server.assign(a.id, [sku.POWER_BI_PRO]);
    assert.equal((await server.assign(b.id, [sku.POWER_BI_PRO], [], options)).status, 400);
    await server.patch(`/api/v1/subscriptions/${one.id}`, { totalLicenses: 2 });
    const now = await server.assign(b.id, [sku.POWER_BI_PRO], [], options);
    assert.equal(now.status, 200, now.text);
    assert.equal(now.headers.get('idempotent-replayed'), null);
  });

  await t.test('a rehearsal neither uses nor keeps a key', async () => {
    const { headers } = key();
    const body = { sku: 'VISIOCLIENT', totalLicenses: 3 };
    const rehearsed = await server.post('/api/v1/subscriptions', body, { headers: { ...headers, Prefer: 'validate-only' } });
    assert.equal(rehearsed.status, 201, rehearsed.text);
    const real = await server.post('/api/v1/subscriptions', body, { headers });
    assert.equal(real.status, 201, real.text);
    assert.equal(real.headers.get('idempotent-replayed'), null);
  });

  await t.test('a key belongs to its caller', async () => {
    const { body: other } = await server.post('/api/v1/tokens', { name: 'other', role: 'Global Administrator' });
    const options = key();
    const body = { sku: 'VISIOCLIENT', totalLicenses: 1 };
    assert.equal((await server.post('/api/v1/subscriptions', body, options)).status, 201);
    const theirs = await server.post('/api/v1/subscriptions', body, { ...options, token: other.token });
    assert.equal(theirs.headers.get('idempotent-replayed'), null);
  });

  await t.test('what shows a secret is done once, and its answer is kept nowhere', async () => {
    const options = key();
    const body = { name: 'once', role: 'Global Reader' };
    const first = await server.post('/api/v1/tokens', body, options);
    assert.equal(first.status, 201, first.text);
    const again = await server.post('/api/v1/tokens', body, options);
    assert.equal(again.status, 409, again.text);
    assert.match(again.body.error.message, /was done already\. Its answer is not kept/);
    assert.equal((await server.get('/api/v1/tokens')).body.value.filter((item) => item.name === 'once').length, 1);
    assert.equal(sql(server, 'SELECT count(*) FROM idempotency WHERE status = 201 AND body IS NULL'), '1');
  });

  await t.test('a key that is none', async () => {
    for (const bad of ['a b', 'x'.repeat(256), 'ö']) {
      const answer = await server.post('/api/v1/subscriptions', { sku: 'VISIOCLIENT', totalLicenses: 1 },
        { headers: { 'Idempotency-Key': Buffer.from(bad).toString('latin1') } });
      assert.equal(answer.status, 400, answer.text);
      assert.match(answer.body.error.message, /Idempotency-Key takes 1 to 255 visible ASCII characters/);
    }
    assert.equal((await server.get('/v1.0/users', key('a b'))).status, 200, 'where nothing is written it says nothing');
  });

  await t.test('answers a day old are forgotten, younger ones are not', async () => {
    const young = Number(sql(server, 'SELECT count(*) FROM idempotency'));
    assert.ok(young > 5);
    const again = await Server.start(t, { ...server, db: server.db });
    assert.equal(Number(sql(server, 'SELECT count(*) FROM idempotency')), young);
    await again.stop();
    sql(server, `UPDATE idempotency SET created_ms = created_ms - 86400000 - 60000 WHERE status = 204`);
    const third = await Server.start(t, { ...server, db: server.db });
    while (Number(sql(server, 'SELECT count(*) FROM idempotency')) === young) {
      await third.get('/api/v1/health');
    }
    assert.equal(sql(server, 'SELECT count(*) FROM idempotency WHERE status = 204'), '0');
    assert.equal(Number(sql(server, 'SELECT count(*) FROM idempotency')), young - 1);
    await third.stop();
  });
});

test('twenty at once with one key: one is done, all get its answer', async (t) => {
  const server = await startServer(t);
  const options = key();
  const answers = await Promise.all(Array.from({ length: 20 }, () =>
    server.post('/api/v1/subscriptions', { sku: 'VISIOCLIENT', totalLicenses: 5 }, options)));
  assert.deepEqual([...new Set(answers.map((answer) => answer.status))], [201]);
  assert.equal(new Set(answers.map((answer) => answer.text)).size, 1);
  assert.equal(answers.filter((answer) => answer.headers.get('idempotent-replayed') === null).length, 1);
  assert.equal((await server.pool(sku.VISIOCLIENT)).prepaidUnits.enabled, 5);
});

test('SIGKILL behind the commit: the next server gives the answer', async (t) => {
  const organisation = init(temporaryFolder(t));
  let server = await Server.start(t, organisation);
  const options = key();
  const body = { sku: 'VISIOCLIENT', totalLicenses: 5 };
  const first = await server.post('/api/v1/subscriptions', body, options);
  await server.kill();
  server = await Server.start(t, organisation);
  const again = await server.post('/api/v1/subscriptions', body, options);
  assert.equal(again.status, 201, again.text);
  assert.equal(again.text, first.text);
  assert.equal(again.headers.get('location'), first.headers.get('location'));
  assertSound(organisation.db);
});

test('imports count once, too', async (t) => {
  const server = await startServer(t);
  const csv = (...names) => ['userPrincipalName,displayName,usageLocation', ...names.map((name) => `${name}@contoso.example,${name},NL`)].join('\r\n');
  const send = (body, headers) => server.request('POST', '/api/v1/users/import', { raw: true, body, headers: { 'Content-Type': 'text/csv', ...headers } });

  await t.test('the report comes again', async () => {
    const { headers } = key();
    const first = await send(csv('ann', 'bob'), headers);
    assert.equal(first.status, 200, first.text);
    const again = await send(csv('ann', 'bob'), headers);
    assert.equal(again.status, 200, again.text);
    assert.deepEqual(again.body, first.body);
    assert.equal((await server.get('/api/v1/imports')).body.value.length, 1);
    assert.match((await send(csv('ann', 'eve'), headers)).body.error.message, /was sent with another request/);
  });

  await t.test('with respond-async it is the same import', async () => {
    const headers = { ...key().headers, Prefer: 'respond-async' };
    const first = await send(csv('cid', 'dan'), headers);
    assert.equal(first.status, 202, first.text);
    const again = await send(csv('cid', 'dan'), headers);
    assert.equal(again.status, 202, again.text);
    assert.equal(again.headers.get('location'), first.headers.get('location'));
    assert.equal((await waitForImport(server, first.body.id, importIsOver)).report.created, 2);
  });

  await t.test('one that failed fails again, for the same reasons', async () => {
    const { headers } = key();
    const first = await send(csv('eve', 'eve'), headers);
    assert.equal(first.status, 400, first.text);
    const again = await send(csv('eve', 'eve'), headers);
    assert.equal(again.status, 400, again.text);
    assert.deepEqual(again.body.report, first.body.report);
    assert.equal((await server.get('/api/v1/imports')).body.value.length, 3, 'it was not begun once more');
  });

  await t.test('a change of many users counts once, too; one that was never accepted is begun anew', async () => {
    await server.buy('VISIOCLIENT', 5);
    const { headers } = key();
    const change = { action: 'add', users: { ids: ['ann@contoso.example'] }, addLicenses: [{ skuId: sku.VISIOCLIENT }] };
    const first = await server.post('/api/v1/changes', change, { headers });
    assert.equal(first.status, 202, first.text);
    const again = await server.post('/api/v1/changes', change, { headers });
    assert.equal(again.status, 202, again.text);
    assert.equal(again.body.id, first.body.id);
    assert.equal((await server.get('/api/v1/changes')).body.value.length, 1);
    while ((await server.get(`/api/v1/changes/${first.body.id}`)).body.state !== 'finished') {
      await new Promise((done) => setTimeout(done, 5));
    }
    sql(server, 'UPDATE bulk_job SET is_kept = 0, state = 0 WHERE kind = 10'); // as a kill behind its entry would leave it
    for (;;) {
      const anew = await server.post('/api/v1/changes', change, { headers });
      if (anew.status === 202) {
        assert.notEqual(anew.body.id, first.body.id);
        break;
      }
      assert.equal(anew.status, 429, anew.text);
    }
  });
});
