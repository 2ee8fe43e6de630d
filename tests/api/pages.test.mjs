// The files of the admin centre: what a browser may do with them, how they are compressed and kept.

import assert from 'node:assert/strict';
import { get } from 'node:http';
import { test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';

import { startServer } from '../lib/licentia.mjs';

/** Like fetch(), but with exactly these headers, and the body as it came. */
function plain(url, headers = {}) {
  return new Promise((done, fail) => {
    get(url, { headers }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => done({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) }));
    }).on('error', fail);
  });
}

test('the pages of the admin centre', async (t) => {
  const server = await startServer(t);
  const page = await plain(`${server.url}/`);
  const html = page.body.toString();
  const [script] = /\/assets\/app-[A-Z0-9]+\.js/.exec(html);

  await t.test('the page: a strict policy with a new nonce each time, and nothing kept', async () => {
    assert.equal(page.status, 200);
    assert.equal(page.headers['cache-control'], 'no-store');
    assert.equal(page.headers['x-frame-options'], 'DENY');
    const nonce = /style-src 'nonce-([\w-]{22})'/.exec(page.headers['content-security-policy'])[1];
    assert.ok(html.includes(`<meta name="style-nonce" content="${nonce}">`));
    assert.match(page.headers['content-security-policy'], /^default-src 'none'; script-src 'self'; /);
    assert.doesNotMatch(page.headers['content-security-policy'], /unsafe|\*/);
    assert.ok(!(await plain(`${server.url}/`)).body.includes(nonce));
    assert.doesNotMatch(html, /(src|href)="(?!\/assets\/|data:,")/, 'nothing from elsewhere');
  });

  await t.test('files: compressed as the client takes it, kept for ever, 304 for who has them', async () => {
    const [br, gz] = await Promise.all(['br, gzip', 'deflate, gzip;q=0.5, br;q=0'].map((codings) =>
      plain(server.url + script, { 'Accept-Encoding': codings })));
    assert.deepEqual([br.headers['content-encoding'], gz.headers['content-encoding']], ['br', 'gzip']);
    assert.deepEqual(brotliDecompressSync(br.body), gunzipSync(gz.body));
    for (const { headers } of [br, gz]) {
      assert.equal(headers['cache-control'], 'public, max-age=31536000, immutable');
      assert.equal(headers.vary, 'Accept-Encoding');
      assert.equal(headers['content-type'], 'text/javascript;charset=utf-8');
    }
    assert.notEqual(br.headers.etag, gz.headers.etag);
    const again = await plain(server.url + script, { 'Accept-Encoding': 'br', 'If-None-Match': br.headers.etag });
    assert.deepEqual([again.status, again.body.length], [304, 0]);
    assert.equal((await plain(server.url + script)).status, 406);
  });

  await t.test('a file that is not there, and no way out of the folder', async () => {
    for (const name of ['app.js', '..%2f..%2fetc%2fpasswd', '%00', script.slice(8, -1)]) {
      assert.ok([400, 404].includes((await plain(`${server.url}/assets/${name}`, { 'Accept-Encoding': 'br' })).status), name);
    }
  });

  await t.test('the first page needs less than 250 kB', async () => {
    const names = [...html.matchAll(/\/assets\/[\w-]+\.js/g)].map(([name]) => name);
    const sizes = await Promise.all(names.map(async (name) => (await plain(server.url + name, { 'Accept-Encoding': 'br' })).body.length));
    assert.ok(sizes.reduce((a, b) => a + b, 0) < 250_000, sizes.join());
  });
});
