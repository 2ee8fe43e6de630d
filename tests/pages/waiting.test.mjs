// Places in the line for a seat: shown in order, with priority and reason, and changed at the product and at the person.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { noticeOf, openAdminCentre } from '../lib/admin-centre.mjs';
import { assertUsable, missing } from '../lib/chromium.mjs';
import { sku, startServer } from '../lib/licentia.mjs';

const wide = { locale: 'en-GB', viewport: { width: 1280, height: 800 }, colorScheme: 'light' };
const looks = [
  { name: 'en-light-wide', ...wide, tab: 'Waiting', edit: 'Change the place of Cas Jansen', title: /^Cas Jansen in the line/ },
  { name: 'nl-dark-phone', locale: 'nl-NL', viewport: { width: 360, height: 740 }, colorScheme: 'dark', tab: 'Wachtrij', edit: 'Plaats van Cas Jansen wijzigen', title: /^Cas Jansen in de wachtrij/ },
];

/** An has the only Visio; Bo waits for one, and Cas behind him. */
async function contoso(t) {
  const server = await startServer(t);
  await server.buy('VISIOCLIENT', 1);
  const an = await server.addUser('an', { displayName: 'An Bakker' });
  const bo = await server.addUser('bo', { displayName: 'Bo de Vries' });
  const cas = await server.addUser('cas', { displayName: 'Cas Jansen' });
  assert.equal((await server.assign(an.id, [sku.VISIOCLIENT])).status, 200);
  for (const user of [bo, cas]) {
    const answer = await server.post(`/api/v1/users/${user.id}/assignLicense`, { addLicenses: [{ skuId: sku.VISIOCLIENT, disabledPlans: [] }], removeLicenses: [], wait: true });
    assert.equal(answer.status, 200, answer.text);
  }
  return { server, cas };
}

const inLine = async (server) => (await server.get(`/api/v1/skus/${sku.VISIOCLIENT}/waiting`)).body.value;
const openLine = async (page, tab) => {
  await page.getByRole('tab', { name: tab }).click();
  await page.getByRole('rowheader').first().waitFor();
};

for (const { name, tab, edit, title, ...options } of looks) {
  test(`D-08: the line of a product and a place in it: ${name}`, { skip: missing }, async (t) => {
    const { server } = await contoso(t);
    const page = await openAdminCentre(t, server, { path: `/licenses/${sku.VISIOCLIENT}`, ...options });
    await openLine(page, tab);
    await assertUsable(page, `waiting-${name}`);
    await page.getByRole('button', { name: edit }).click();
    await page.getByRole('dialog').filter({ hasText: title }).getByRole('textbox').first().waitFor();
    await assertUsable(page, `waiting-place-${name}`, ['region']);
  });
}

test('D-08: priority and reason are changed at the product: the order follows, and Undo takes it back', { skip: missing }, async (t) => {
  const { server } = await contoso(t);
  const page = await openAdminCentre(t, server, { path: `/licenses/${sku.VISIOCLIENT}`, ...wide });
  await openLine(page, 'Waiting');
  const order = () => page.locator('[role=rowheader]').allTextContents();
  assert.match((await order())[0], /Bo de Vries/);
  await page.getByRole('button', { name: 'Change the place of Cas Jansen' }).click();
  const pane = page.getByRole('dialog');
  await pane.getByLabel('Priority').fill('first');
  await pane.getByText('A whole number is needed').waitFor();
  await pane.getByLabel('Priority').fill('-500');
  await pane.getByRole('button', { name: 'Save' }).click();
  await pane.getByText(/priority must be a whole number from -100 to 100/).waitFor();
  await pane.getByLabel('Priority').fill('-10');
  await pane.getByLabel('Reason').fill('Draws the new town hall');
  await pane.getByRole('button', { name: 'Save' }).click();
  await noticeOf(page, 'The place of Cas Jansen in the line was changed').waitFor();
  await pane.waitFor({ state: 'detached' });
  await page.getByText('Draws the new town hall').waitFor();
  assert.match((await order())[0], /Cas Jansen/);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('Done', { exact: true }).first().waitFor();
  assert.deepEqual((await inLine(server)).map(({ displayName, priority, reason }) => [displayName, priority, reason]), [['Bo de Vries', 0, null], ['Cas Jansen', 0, null]]);
});

test('D-08: the pane of a user tells the place in line, and changes it', { skip: missing }, async (t) => {
  const { server, cas } = await contoso(t);
  const page = await openAdminCentre(t, server, { path: `/users/${cas.id}`, ...wide });
  await page.getByText(/: 2 in line/).waitFor();
  await assertUsable(page, 'user-waits', ['region']);
  await page.getByRole('button', { name: /^Change place:/ }).click();
  const pane = page.getByRole('dialog').filter({ hasText: 'in the line for' });
  await pane.getByLabel('Priority').fill('-1');
  await pane.getByRole('button', { name: 'Save' }).click();
  await page.getByText(/: 1 in line/).waitFor();
  assert.equal((await inLine(server))[0].priority, -1);
});

test('RO-2: who may not assign sees the line, and no way to change it', { skip: missing }, async (t) => {
  const { server } = await contoso(t);
  const page = await openAdminCentre(t, server, { path: `/licenses/${sku.VISIOCLIENT}`, role: 'Global Reader', ...wide });
  await openLine(page, 'Waiting');
  assert.equal(await page.getByRole('button', { name: /Change the place of/ }).count(), 0);
});
