// What administrators do most, without a mouse: Tab, arrows, Space, Enter and Escape. The focus is seen wherever it stops, stays in an open pane, and
// returns to what opened it. WCAG 2.1.1, 2.1.2, 2.4.3, 2.4.7.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { noticeOf, openAdminCentre, waitFor } from '../lib/admin-centre.mjs';
import { missing } from '../lib/chromium.mjs';
import { sku, startServer } from '../lib/licentia.mjs';

const STOPS = 150; // more than any page has
const look = { locale: 'en-GB', viewport: { width: 1280, height: 800 } };

/** What has the focus: its name. */
const focused = (page) => page.evaluate(() => {
  const element = globalThis.document.activeElement;
  const by = element.getAttribute('aria-labelledby')?.split(' ').map((id) => globalThis.document.getElementById(id)?.textContent).join(' ');
  return (element.getAttribute('aria-label') ?? (element.labels?.[0]?.textContent || by || element.textContent)).trim().replace(/\*$/, '');
});

/** Demands that whoever sees the page sees where the focus is: something is drawn differently than without it. */
async function assertFocusIsSeen(page, name) {
  const isSeen = await page.evaluate(async () => {
    const element = globalThis.document.activeElement;
    const frames = async () => { for (let i = 0; i < 3; i++) { await new Promise((done) => { globalThis.requestAnimationFrame(done); }); } };
    const near = [element, element.nextElementSibling, element.parentElement, element.parentElement.parentElement].filter((item) => item !== null);
    const drawn = () => JSON.stringify(near.flatMap((item) => [null, '::before', '::after'].map((part) => {
      const style = globalThis.getComputedStyle(item, part);
      return [style.outline, style.boxShadow, style.border, style.transform, style.textDecoration, style.backgroundColor];
    })));
    await frames();
    const withFocus = drawn();
    const elsewhere = [...(element.closest('[role=dialog]') ?? globalThis.document).querySelectorAll('button, a')].find((item) => item !== element && !near.includes(item));
    elsewhere.focus({ preventScroll: true }); // not nowhere: from there the focus would be taken back to what opened the pane
    await frames();
    const without = drawn();
    element.focus();
    return withFocus !== without;
  });
  assert.ok(isSeen, `where the focus is cannot be seen: ${name}`);
}

/** Presses a key until something with this name has the focus. */
async function reach(page, name, key = 'Tab') {
  const passed = [await focused(page)];
  while (passed.at(-1) !== name) {
    await page.keyboard.press(key);
    passed.push(await focused(page));
    assert.ok(passed.length < STOPS, `${key} never came to ${name}, but to ${[...new Set(passed)].join(', ')}`);
  }
}

/** Comes to a button by Tab, once it can be pressed, and presses it. */
async function press(page, name, { key = 'Tab', isSeen = true } = {}) {
  const place = page.getByRole('button', { name, exact: true }).last();
  await waitFor(page, async () => await place.isEnabled() && await place.getAttribute('aria-disabled') !== 'true', () => `${name} never could be pressed`);
  await reach(page, name, key);
  if (isSeen) {
    await assertFocusIsSeen(page, name);
  }
  await page.keyboard.press('Enter');
}

/** Demands that Tab, both ways, never leaves the open pane. */
async function assertTrapped(page) {
  const isWithin = () => page.evaluate(() => globalThis.document.activeElement.closest('[role=dialog]') !== null || globalThis.document.activeElement.hasAttribute('data-tabster-dummy'));
  for (const key of [...Array(25).fill('Tab'), ...Array(25).fill('Shift+Tab')]) {
    assert.ok(await isWithin(), `${key} left the pane, to ${await focused(page)}`);
    await page.keyboard.press(key);
  }
}

const pane = (page) => page.getByRole('dialog');
const isIn = (page) => waitFor(page, () => page.evaluate(() => globalThis.document.activeElement.closest('[role=dialog]') !== null), () => 'the focus never came into the pane');

/** Closes the pane by Escape; the focus is then on `name`. */
async function escape(page, name) {
  await page.keyboard.press('Escape');
  await pane(page).waitFor({ state: 'detached' });
  await waitFor(page, async () => await focused(page) === name, () => `the focus never came back to ${name}`);
}

async function contoso(t) {
  const server = await startServer(t);
  await server.buy('ENTERPRISEPACK', 5);
  await server.buy('POWER_BI_PRO', 5);
  const bea = await server.addUser('bea', { displayName: 'Bea Bakker' });
  return { server, bea };
}

const licensesOf = async (server, user) => (await server.get(`/v1.0/users/${user.id}?$select=assignedLicenses`)).body.assignedLicenses.map((item) => item.skuId).sort();
const has = (page, server, user, expected) => waitFor(page, async () => JSON.stringify(await licensesOf(server, user)) === JSON.stringify([...expected].sort()), () => `never: ${expected}`);

test('U-14 by keyboard: licenses are assigned on the page of a product', { skip: missing }, async (t) => {
  const { server, bea } = await contoso(t);
  const page = await openAdminCentre(t, server, { ...look, path: `/licenses/${sku.ENTERPRISEPACK}` });
  await press(page, 'Assign licenses');
  await isIn(page);
  await assertTrapped(page);
  await reach(page, 'Who gets it');
  await assertFocusIsSeen(page, 'Who gets it');
  await page.keyboard.type('bea');
  await page.getByRole('option').waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await pane(page).getByRole('table', { name: 'Seats' }).waitFor();
  await press(page, 'Turn apps and services on or off');
  await reach(page, 'Sway');
  await assertFocusIsSeen(page, 'Sway');
  await page.keyboard.press('Space');
  await pane(page).getByRole('checkbox', { name: 'Sway', checked: false }).waitFor();
  await press(page, 'Assign');
  await pane(page).getByText('License assigned to Bea Bakker').waitFor();
  assert.equal(await focused(page), 'Close', 'the button that was pressed is gone, the focus is on the next');
  await escape(page, 'Assign licenses');
  assert.equal((await server.get(`/v1.0/users/${bea.id}?$select=assignedLicenses`)).body.assignedLicenses[0].disabledPlans.length, 1);
});

test('U-33 to U-35 by keyboard: Manage product licenses: add, replace, swap, unassign all', { skip: missing }, async (t) => {
  const { server, bea } = await contoso(t);
  assert.equal((await server.assign(bea.id, [sku.ENTERPRISEPACK])).status, 200);
  const page = await openAdminCentre(t, server, { ...look, path: '/users' });
  await reach(page, 'Select Bea Bakker');
  await assertFocusIsSeen(page, 'Select Bea Bakker');
  await page.keyboard.press('Space');
  const manage = async (down, choose, expected) => {
    if (await focused(page) !== 'Manage product licenses') { // a toolbar is one stop, within it arrows lead on
      await reach(page, 'Clear selection', 'Shift+Tab');
      await press(page, 'Manage product licenses', { key: 'ArrowLeft' });
    } else {
      await page.keyboard.press('Enter');
    }
    await isIn(page);
    await reach(page, 'Assign more: Keep the existing licenses and assign more');
    for (let i = 0; i < down; i++) {
      await page.keyboard.press('ArrowDown');
    }
    await choose();
    await press(page, 'Preview');
    await isIn(page);
    await pane(page).getByText('1 user changes.').waitFor();
    await press(page, 'Save changes');
    await pane(page).getByRole('button', { name: 'Download results' }).waitFor();
    await isIn(page);
    await assertTrapped(page);
    await press(page, 'Done');
    await pane(page).waitFor({ state: 'detached' });
    await waitFor(page, async () => await focused(page) === 'Manage product licenses', () => 'the focus never came back');
    await has(page, server, bea, expected);
  };
  const tick = async (name) => {
    await reach(page, name);
    await page.keyboard.press('Space');
  };
  await manage(0, () => tick('Power BI Pro'), [sku.ENTERPRISEPACK, sku.POWER_BI_PRO]);
  await manage(1, () => tick('Power BI Pro'), [sku.POWER_BI_PRO]);
  await manage(3, async () => {
    await reach(page, 'Instead of');
    await assertFocusIsSeen(page, 'Instead of');
    await page.keyboard.type('Power');
    await reach(page, 'Assign');
    await page.keyboard.type('Office');
  }, [sku.ENTERPRISEPACK]);
  await manage(2, async () => undefined, []);
});

test('U-32 by keyboard: the pane of a user, and Undo in the notice', { skip: missing }, async (t) => {
  const { server, bea } = await contoso(t);
  const page = await openAdminCentre(t, server, { ...look, path: '/users' });
  await reach(page, 'Bea Bakker');
  await assertFocusIsSeen(page, 'Bea Bakker');
  await page.keyboard.press('Enter');
  await isIn(page);
  await pane(page).getByRole('checkbox', { name: 'Power BI Pro' }).waitFor();
  await reach(page, 'Power BI Pro');
  await page.keyboard.press('Space');
  await press(page, 'Save changes');
  await noticeOf(page, 'The licenses of Bea Bakker were saved').waitFor();
  await has(page, server, bea, [sku.POWER_BI_PRO]);
  await isIn(page);
  await escape(page, 'Bea Bakker');
  await press(page, 'Undo', { isSeen: false }); // it stays while it has the focus
  await has(page, server, bea, []);
});

test('U-40 by keyboard: a user is added; each step begins at its heading', { skip: missing }, async (t) => {
  const { server } = await contoso(t);
  const page = await openAdminCentre(t, server, { ...look, path: '/users/add' });
  const type = async (name, words) => {
    await reach(page, name);
    await assertFocusIsSeen(page, name);
    await page.keyboard.type(words);
  };
  const next = async (heading) => {
    await press(page, 'Next');
    await waitFor(page, async () => await focused(page) === heading, () => `the focus never came to ${heading}`);
  };
  await type('First name', 'Femke');
  await type('Last name', 'Jansen');
  await type('User name', 'femke');
  await next('Assign product licenses');
  await press(page, 'Use Netherlands, as your organization');
  await page.getByRole('checkbox', { name: 'Power BI Pro' }).waitFor();
  await reach(page, 'Power BI Pro');
  await page.keyboard.press('Space');
  await next('Optional settings');
  await type('Job title', 'Planner');
  await next('Review and finish');
  await press(page, 'Finish adding');
  await page.getByRole('heading', { name: 'Femke Jansen was added to active users' }).waitFor();
  const femke = await server.get('/v1.0/users/femke@contoso.example?$select=jobTitle,assignedLicenses');
  assert.deepEqual([femke.body.jobTitle, femke.body.assignedLicenses.map(({ skuId }) => skuId)], ['Planner', [sku.POWER_BI_PRO]]);
});

test('U-50, U-52 by keyboard: a product is bought, and how many there are is changed', { skip: missing }, async (t) => {
  const { server } = await contoso(t);
  const page = await openAdminCentre(t, server, { ...look, path: '/subscriptions' });
  await press(page, 'Buy products');
  await isIn(page);
  await reach(page, 'Product');
  await page.keyboard.type('visio plan 2');
  await page.getByRole('option').first().waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await reach(page, 'Total licenses');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('7');
  await press(page, 'Buy');
  await pane(page).waitFor({ state: 'detached' });
  await waitFor(page, async () => await focused(page) === 'Buy products', () => 'the focus never came back');
  await page.getByRole('button', { name: 'Visio Plan 2' }).waitFor();
  await press(page, 'Visio Plan 2');
  await isIn(page);
  await press(page, 'Add/Remove licenses');
  await reach(page, 'Total licenses');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('9');
  await press(page, 'Submit change');
  await pane(page).waitFor({ state: 'detached' });
  await waitFor(page, async () => await focused(page) === 'Visio Plan 2', () => 'the focus never came back');
  assert.equal((await server.pool(sku.VISIOCLIENT)).prepaidUnits.enabled, 9);
});
