// What a browser that was never there transfers until the first page can be used: bytes, which are the same on every machine.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openAdminCentre } from '../lib/admin-centre.mjs';
import { missing, openBrowser } from '../lib/chromium.mjs';
import { startServer } from '../lib/licentia.mjs';

const MOST = 250_000; // bytes, compressed, with the heads of answers; what an organisation has comes on top

for (const locale of ['en-GB', 'nl-NL']) {
  test(`the first page comes with at most ${MOST / 1000} kB: ${locale}`, { skip: missing }, async (t) => {
    const server = await startServer(t);
    const { cookies } = await (await openAdminCentre(t, server, { locale })).context().storageState();
    const page = await openBrowser(t, { locale });
    await page.context().addCookies(cookies);
    const client = await page.context().newCDPSession(page);
    await client.send('Network.enable');
    const names = new Map();
    const sizes = new Map();
    client.on('Network.responseReceived', ({ requestId, response }) => names.set(requestId, response.url));
    client.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => sizes.set(names.get(requestId), encodedDataLength));
    await page.goto(server.url, { waitUntil: 'networkidle' });
    await page.getByRole('heading', { level: 1 }).waitFor();
    const list = [...sizes].sort((a, b) => b[1] - a[1]).map(([name, size]) => `${size} ${name}`).join('\n');
    const sum = [...sizes.values()].reduce((total, size) => total + size, 0);
    assert.ok(sizes.size > 10, `not everything was seen:\n${list}`);
    assert.ok(sum <= MOST, `${sum} bytes:\n${list}`);
    t.diagnostic(`${sum} bytes in ${sizes.size} answers`);
  });
}
