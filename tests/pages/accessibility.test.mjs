// The frame for everybody: by keyboard alone, with a contrast theme, without motion, at 200 % zoom; and the statement about it.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openAdminCentre } from '../lib/admin-centre.mjs';
import { assertUsable, missing } from '../lib/chromium.mjs';
import { startServer } from '../lib/licentia.mjs';

const wide = { locale: 'en-GB', viewport: { width: 1280, height: 800 }, colorScheme: 'light' };
const phone = { locale: 'nl-NL', viewport: { width: 360, height: 740 }, colorScheme: 'dark' };
const looks = [
  { name: 'en-light-wide', ...wide, link: 'Accessibility', title: 'Accessibility statement' },
  { name: 'nl-dark-phone', ...phone, link: 'Toegankelijkheid', title: 'Toegankelijkheidsverklaring' },
];

/** What has the focus: its role or element, and its name. */
const focused = (page) => page.evaluate(() => {
  const element = globalThis.document.activeElement;
  return element.getAttribute('aria-label') ?? element.textContent.trim();
});

/** Presses Tab until something with this name has the focus. */
async function tabTo(page, name) {
  const passed = [];
  do {
    await page.keyboard.press('Tab');
    passed.push(await focused(page));
    assert.ok(passed.length < 60, `Tab never came to ${name}, but to ${passed.join(', ')}`);
  } while (passed.at(-1) !== name);
}

for (const { name, link, title, ...options } of looks) {
  test(`the accessibility statement, linked from every page: ${name}`, { skip: missing }, async (t) => {
    const server = await startServer(t);
    const page = await openAdminCentre(t, server, { path: '/nowhere', ...options });
    await page.getByRole('contentinfo').getByRole('link', { name: link }).click();
    await page.getByRole('heading', { name: title, level: 1 }).waitFor();
    assert.match(await page.locator('main').innerText(), /WCAG 2\.1.*EN 301 549/s);
    await assertUsable(page, `accessibility-${name}`);
  });
}

test('WCAG 2.1.1, 2.4.1, 2.4.3, 2.4.7: the frame by keyboard alone', { skip: missing }, async (t) => {
  const server = await startServer(t);
  const page = await openAdminCentre(t, server, wide);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.evaluate(() => globalThis.document.activeElement.blur());
  await page.keyboard.press('Tab');
  assert.equal(await focused(page), 'Skip to the content', 'it is the first stop');
  assert.ok(await page.evaluate(() => globalThis.document.activeElement.getBoundingClientRect().left >= 0), 'it is seen when it has the focus');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => globalThis.document.activeElement.id), 'main');
  await page.reload();
  await page.getByRole('heading', { level: 1 }).waitFor();
  await tabTo(page, 'Settings');
  const outline = () => page.evaluate(() => globalThis.getComputedStyle(globalThis.document.activeElement).outlineStyle);
  assert.notEqual(await outline(), 'none', 'where the focus is can be seen');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
  assert.equal(await page.getByRole('link', { name: 'Settings' }).getAttribute('aria-current'), 'page');
});

test('WCAG 2.1.2, 2.4.3: the menu of the account opens, is walked through and closes by keyboard, and gives the focus back', { skip: missing }, async (t) => {
  const server = await startServer(t);
  const page = await openAdminCentre(t, server, wide);
  const account = 'Account of Anna de Vries';
  await page.getByRole('button', { name: account }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitemradio', { name: 'English' }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('End');
  assert.equal(await focused(page), 'Sign out');
  await page.keyboard.press('Escape');
  await page.getByRole('menu').waitFor({ state: 'detached' });
  assert.equal(await focused(page), account);
});

test('the navigation of a phone by keyboard alone', { skip: missing }, async (t) => {
  const server = await startServer(t);
  const page = await openAdminCentre(t, server, phone);
  const open = page.getByRole('banner').getByRole('button', { name: 'Navigatie' });
  assert.equal(await page.getByRole('link', { name: 'Instellingen' }).isVisible(), false);
  await open.focus();
  await page.keyboard.press('Enter');
  assert.equal(await open.getAttribute('aria-expanded'), 'true');
  await assertUsable(page, 'navigation-phone');
  await tabTo(page, 'Instellingen');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Instellingen', level: 1 }).waitFor();
  assert.equal(await open.getAttribute('aria-expanded'), 'false');
});

test('WCAG 1.4.10: nothing has to be moved sideways at 200 % zoom', { skip: missing }, async (t) => {
  const server = await startServer(t);
  const page = await openAdminCentre(t, server, { ...wide, viewport: { width: 640, height: 400 }, deviceScaleFactor: 2, path: '/operations/all' });
  await page.getByRole('table').waitFor();
  await assertUsable(page, 'zoomed');
});

test('contrast themes and less motion', { skip: missing }, async (t) => {
  const server = await startServer(t);
  const page = await openAdminCentre(t, server, { ...wide, forcedColors: 'active', reducedMotion: 'reduce', path: '/roles' });
  await page.getByRole('table').waitFor();
  await assertUsable(page, 'forced-colors');
  const here = await page.locator('nav a[aria-current=page]').evaluate((element) => globalThis.getComputedStyle(element).fontWeight);
  assert.ok(Number(here) >= 600, 'where one is is told by more than a colour');
  const moving = await page.evaluate(() => [...globalThis.document.querySelectorAll('*')].filter((element) => {
    const { animationDuration, animationName, transitionDuration } = globalThis.getComputedStyle(element);
    const longest = (text) => Math.max(...text.split(',').map((part) => Number.parseFloat(part)));
    return (animationName !== 'none' && longest(animationDuration) > 0.05) || longest(transitionDuration) > 0.05;
  }).map((element) => element.outerHTML.slice(0, 120)));
  assert.deepEqual(moving, []);
});
