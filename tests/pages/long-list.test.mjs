// Active users with many rows: as one scrolls there is never a gap, no row is left out, and the page holds only what is in sight. LICENTIA_ROWS=1000000 for a list
// of that many (bench/measure_pages.mjs measures how quick it is).

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openAdminCentre, waitFor } from '../lib/admin-centre.mjs';
import { missing } from '../lib/chromium.mjs';
import { startServer } from '../lib/licentia.mjs';

const ROWS = Number(process.env.LICENTIA_ROWS ?? 5_000);
const PER_IMPORT = 50_000;
const SCREENS = 40;
const JUMPS = 5;
const MOST_ROWS = 80; // in the page at a time

async function addMany(server) {
  for (let first = 0; first < ROWS; first += PER_IMPORT) {
    const names = Array.from({ length: Math.min(PER_IMPORT, ROWS - first) }, (_, i) => String(first + i).padStart(7, '0'));
    const answer = await server.request('POST', '/api/v1/users/import', {
      body: `userPrincipalName,displayName,usageLocation\n${names.map((name) => `many${name}@contoso.example,Many ${name},NL\n`).join('')}`,
      raw: true, headers: { 'Content-Type': 'text/csv' },
    });
    assert.equal(answer.status, 200, answer.text);
  }
}

/** What is in sight of the table: the numbers of its rows, in order, and whether they fill the window without a gap. */
const look = (page) => page.evaluate(() => {
  const { document, innerHeight } = globalThis;
  const body = document.querySelectorAll('[role=rowgroup]')[1].getBoundingClientRect();
  const all = [...document.querySelectorAll('[role=rowgroup]:nth-of-type(2) > [role=row]')];
  const boxes = all.map((row) => ({ index: Number(row.ariaRowIndex), name: row.querySelector('[role=rowheader]').textContent, box: row.getBoundingClientRect() }))
    .sort((a, b) => a.index - b.index);
  const seen = boxes.filter(({ box }) => box.bottom > 0 && box.top < innerHeight);
  let filled = Math.max(0, body.top);
  for (const { box } of seen) {
    filled = box.top <= filled + 1 ? Math.max(filled, box.bottom) : filled;
  }
  return {
    rows: all.length, indexes: seen.map(({ index }) => index), isNamed: boxes.every(({ name }) => name !== ''),
    isFilled: seen.length > 0 && filled >= Math.min(innerHeight, body.bottom) - 1,
  };
});

test(`Active users with ${ROWS.toLocaleString('en')} rows: no gap, none left out, a page that stays small`, { skip: missing }, async (t) => {
  const server = await startServer(t);
  await addMany(server);
  const page = await openAdminCentre(t, server, { path: '/users', locale: 'en-GB', viewport: { width: 1280, height: 800 } });
  await page.getByText(`${(ROWS + 1).toLocaleString('en')} users`, { exact: true }).waitFor();
  const seen = new Set();
  const check = async () => {
    let now = await look(page);
    await waitFor(page, async () => (now = await look(page)).isFilled, () => `a gap: ${JSON.stringify(now)}`);
    assert.ok(now.isNamed, 'a row has no name');
    assert.ok(now.rows <= MOST_ROWS, `${now.rows} rows are in the page`);
    return now.indexes;
  };
  for (let screen = 0; screen < SCREENS; screen++) {
    (await check()).forEach((index) => seen.add(index));
    await page.evaluate(() => globalThis.scrollBy(0, globalThis.innerHeight * 0.8));
  }
  const last = Math.max(...seen);
  assert.deepEqual([...seen].sort((a, b) => a - b), Array.from({ length: last - 1 }, (_, i) => i + 2), 'no row is left out');
  assert.ok(last > SCREENS * 5, `only ${last} rows went by`);
  for (let jump = 0; jump < JUMPS; jump++) { // to the end of what is loaded, which brings more
    const before = await page.evaluate(() => globalThis.document.documentElement.scrollHeight);
    await page.evaluate(() => globalThis.scrollTo(0, globalThis.document.documentElement.scrollHeight));
    await waitFor(page, () => page.evaluate((height) => globalThis.document.documentElement.scrollHeight > height, before), () => 'no more rows came');
    await check();
  }
  await page.evaluate(() => globalThis.scrollTo(0, 0));
  assert.ok((await check()).includes(2), 'the first row is back');
});
