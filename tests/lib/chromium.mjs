// A real browser for the tests of pages: Debian's Chromium, driven by playwright-core; axe-core looks for what keeps people out.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const executable = '/usr/bin/chromium';
const find = createRequire(import.meta.url);

/** The browser's library, or null where tools/setup.sh could not install it. */
function load(name) {
  try {
    return find.resolve(name);
  } catch {
    return null;
  }
}

/** Why tests of pages cannot run here; false when they can. */
export const missing = !load('playwright-core') || !load('axe-core') ? 'playwright-core and axe-core are not installed: tools/setup.sh test' : !existsSync(executable) && `no ${executable}`;

/** How many times slower than it is the machine pretends to be, to find tests that rest on its speed: LICENTIA_SLOWER=10. */
const slower = Number(process.env.LICENTIA_SLOWER ?? 1);
const msLater = 40; // answers come later by this much for each time slower

/** How long a test waits for what it wants to see: a busy machine is no failure. LICENTIA_PATIENCE=20000 while one writes a test. */
const patienceMs = Number(process.env.LICENTIA_PATIENCE ?? 300_000);

/** Slows down what a page computes, and the answers that it waits for. */
async function slowDown(page) {
  const client = await page.context().newCDPSession(page);
  await client.send('Emulation.setCPUThrottlingRate', { rate: slower });
  await client.send('Network.enable');
  await client.send('Network.emulateNetworkConditions', { offline: false, latency: slower * msLater, downloadThroughput: -1, uploadThroughput: -1 });
}

/** Opens a browser with an empty profile; test `t` closes it. Options as playwright's newContext: locale, viewport, colorScheme. */
export async function openBrowser(t, options = {}) {
  const { chromium } = await import('playwright-core');
  const profile = mkdtempSync(join(tmpdir(), 'licentia-chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: executable,
    headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    ...options,
  });
  t.after(async () => {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  });
  const page = context.pages()[0] ?? await context.newPage();
  page.setDefaultTimeout(patienceMs);
  if (slower > 1) {
    await slowDown(page);
  }
  page.complaints = [];
  page.on('pageerror', (error) => page.complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/Failed to load resource: the server responded with a status of 4/.test(message.text())) {
      page.complaints.push(message.text());
    }
  });
  return page;
}

/** How often a page that changes under axe's eyes is looked at again; one that never rests is judged as it is then. */
const looks = 10;

/**
 * What axe finds in a page that is drawn, where nothing is on its way to another colour or place. What turns for ever, and how long a notice
 * stays, does not count. When an answer of the server changes the page while axe looks, it saw a mixture that nobody sees: it looks again.
 */
async function lookWithAxe(page, except) {
  await page.evaluate(readFileSync(find.resolve('axe-core'), 'utf8')); // not as a script element: the pages allow none
  return page.evaluate(async ({ rules, most }) => {
    const { document, requestAnimationFrame, MutationObserver, axe } = globalThis;
    const frame = () => new Promise((done) => { requestAnimationFrame(done); });
    const moves = ({ effect, playState }) => playState === 'running' && effect.getComputedTiming().endTime < 1000;
    let changes = 0;
    const observer = new MutationObserver((records) => { changes += records.length; });
    observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    let found;
    for (let look = 0; look < most; look += 1) {
      do {
        await frame(); // a change of colour begins with the next picture, however short it is
        await frame();
      } while (document.getAnimations().some(moves));
      changes = 0;
      observer.takeRecords();
      // Tabster's dummies catch the focus at the edges of a trap and pass it on: nobody ever stays on them.
      found = await axe.run({ exclude: [['[data-tabster-dummy]']] }, {
        resultTypes: ['violations'], rules: Object.fromEntries(rules.map((rule) => [rule, { enabled: false }])),
      });
      if (changes + observer.takeRecords().length === 0) {
        break;
      }
    }
    observer.disconnect();
    return found.violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => `${node.html} ${node.failureSummary}`).join(' ')}`);
  }, { rules: except, most: looks });
}

/** Titles of columns that do not stand in one line: the table has fallen apart. */
function findBrokenTables(page) {
  return page.evaluate(() => [...globalThis.document.querySelectorAll('[role=row]')].flatMap((row) => {
    const boxes = [...row.querySelectorAll('[role=columnheader]')].map((title) => title.getBoundingClientRect()).filter(({ height }) => height > 0);
    const isInLine = boxes.every(({ top, bottom }) => boxes.every((other) => top < other.bottom && other.top < bottom));
    return isInLine ? [] : [row.innerText];
  }));
}

/** Demands that a page is fit to use: no finding of axe, nothing wider than the window, no table that fell apart, no complaint of the browser. With LICENTIA_SCREENSHOTS=FOLDER it leaves a picture there. `except` names rules of axe that do not count. */
export async function assertUsable(page, name, except = []) {
  assert.deepEqual(await lookWithAxe(page, except), [], name);
  assert.ok(await page.evaluate(() => globalThis.document.documentElement.scrollWidth <= globalThis.innerWidth), `${name}: it must be moved sideways to be read`);
  assert.deepEqual(await findBrokenTables(page), [], `${name}: titles of columns stand below each other`);
  assert.deepEqual(page.complaints, [], name);
  if (process.env.LICENTIA_SCREENSHOTS) {
    mkdirSync(process.env.LICENTIA_SCREENSHOTS, { recursive: true });
    await page.screenshot({ path: join(process.env.LICENTIA_SCREENSHOTS, `${name}.png`), fullPage: true });
  }
}
