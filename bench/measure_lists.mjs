// The list of the largest organisation's users in the admin centre, in Chromium: how soon what one does is seen (as browsers measure "interaction to next
// paint"), and how soon type-ahead has the suggestions for what was typed, from the key to the picture.

import { existsSync } from 'node:fs';

import { fillOrganisation } from './organisation.mjs';
import { addAdministrator, CHROMIUM, launchChromium, signIn } from './measure_pages.mjs';
import { startLicentia } from './processes.mjs';

const TIMES = 10; // of each interaction in a round
const WORDS = ['Zoë', 'Özlem', 'Müller', 'Yılmaz', 'Katarzyna', 'Bakker', 'van den', 'user77', 'García', 'Noor'];
const INP_MS = 200;
const TYPE_AHEAD_MS = 100;
const GIVEN_UP_MS = 30_000;

/** Counts in the page the time of each interaction until the next picture. */
async function watchInteractions(page) {
  await page.evaluate(() => {
    globalThis.interactions = [];
    new globalThis.PerformanceObserver((list) => {
      list.getEntries().filter(({ interactionId }) => interactionId > 0).forEach(({ name, duration }) => globalThis.interactions.push({ name, duration }));
    }).observe({ type: 'event', durationThreshold: 16 });
  });
}

/** Scrolls, ticks, opens and types as an administrator does; returns the time of each interaction, in ms. What took less than 16 counts as 16. */
async function interact(page) {
  await watchInteractions(page);
  let done = 0;
  for (let i = 0; i < TIMES; i++) {
    await page.keyboard.press('PageDown');
    await page.waitForTimeout(100);
    await page.getByRole('rowgroup').nth(1).getByRole('checkbox').nth(12).click();
    done += 2;
  }
  for (let i = 0; i < 3; i++) {
    await page.getByRole('rowheader').getByRole('link').nth(12).click();
    await page.getByRole('dialog').getByRole('checkbox').first().waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    done += 2;
  }
  await page.evaluate(() => new Promise((next) => { globalThis.setTimeout(next, 300); })); // the last are told a little later
  const told = await page.evaluate(() => globalThis.interactions.map(({ duration }) => duration));
  return [...told, ...Array(Math.max(0, done - told.length)).fill(16)];
}

/** The time from the last key of a word to the picture with suggestions that fit it, in ms. */
async function typeAhead(page, word) {
  const box = page.getByRole('combobox', { name: 'Who gets it' });
  await box.fill('');
  await page.getByRole('option').first().waitFor({ state: 'detached' });
  await box.pressSequentially(word.slice(0, -1));
  return page.evaluate(({ last, whole, most }) => new Promise((done, fail) => {
    const { document, performance, requestAnimationFrame } = globalThis;
    const field = document.activeElement;
    const folded = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
    let answered = 0;
    const watch = new globalThis.PerformanceObserver((list) => { answered = Math.max(answered, ...list.getEntries().filter(({ name }) => decodeURIComponent(name.replaceAll('+', ' ')).includes(`:${whole}"`)).map(({ responseEnd }) => responseEnd)); });
    watch.observe({ type: 'resource' });
    const startedAt = performance.now();
    document.execCommand('insertText', false, last);
    const look = () => {
      const shown = [...document.querySelectorAll('[role=option]')].map((item) => folded(item.textContent));
      if (field.value === whole && answered > startedAt && shown.length > 0 && shown.every((text) => text.includes(folded(whole)))) {
        watch.disconnect();
        requestAnimationFrame(() => done(performance.now() - startedAt));
      } else if (performance.now() - startedAt > most) {
        fail(new Error(`no suggestions for ${whole} after ${most} ms`));
      } else {
        requestAnimationFrame(look);
      }
    };
    requestAnimationFrame(look);
  }), { last: word.slice(-1), whole: word, most: GIVEN_UP_MS });
}

/** Measures the list and type-ahead, where Chromium and what drives it are there. */
export async function measureLists(bench) {
  if (!existsSync(CHROMIUM)) {
    bench.say(`lists are left out: no ${CHROMIUM}`);
    return;
  }
  const organisation = bench.organisations.at(-1) ?? await fillOrganisation(bench.program, bench.folder, bench.users, bench.say);
  const server = await startLicentia(bench.program, organisation.file);
  const name = await addAdministrator(server, organisation.token);
  const browser = await launchChromium();
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 800 } });
  await context.addCookies(await signIn(browser, server, name));
  const page = await context.newPage();
  const interactions = [];
  const waits = [];
  const opened = [];
  for (let round = 0; round < bench.rounds; round++) {
    bench.say('using the list of users');
    await page.goto('about:blank');
    const startedAt = process.hrtime.bigint();
    await page.goto(`${server.url}/#/users`);
    await page.getByRole('rowheader').first().waitFor();
    opened.push(Number(process.hrtime.bigint() - startedAt) / 1e6);
    const times = (await interact(page)).sort((a, b) => a - b);
    interactions.push(times[Math.min(times.length - 1, Math.floor(times.length * 0.98))]);
    await page.goto(`${server.url}/#/licenses/${organisation.skus.POWER_BI_PRO}`);
    await page.getByRole('button', { name: 'Assign licenses', exact: true }).click();
    for (const word of WORDS) {
      waits.push(await typeAhead(page, word));
    }
    await page.keyboard.press('Escape');
  }
  await browser.close();
  await server.stop();
  const group = `Admin centre: ${organisation.size.toLocaleString('en')} users`;
  bench.report.keep('lists', { opened, interactions, waits });
  bench.report.add(group, 'the list of users, from its address to the first row', { unit: 'ms', samples: opened });
  bench.report.add(group, 'interaction to next paint, 98 of 100', { unit: 'ms', samples: interactions, aim: { most: INP_MS } });
  bench.report.add(group, 'type-ahead, from the key to the suggestions', { unit: 'ms', samples: waits, aim: { most: TYPE_AHEAD_MS } });
}
