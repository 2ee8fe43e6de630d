// The field that takes people: typing, and pasting a name, or many addresses and names at once.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openAdminCentre } from '../lib/admin-centre.mjs';
import { assertUsable, missing } from '../lib/chromium.mjs';
import { sku, startServer } from '../lib/licentia.mjs';

const looks = [
  { name: 'en-light-wide', locale: 'en-GB', viewport: { width: 1280, height: 800 }, colorScheme: 'light', assign: 'Assign licenses', whom: 'Who gets it', unknown: 'These 2 name nobody: nobody@contoso.example, Nobody', ambiguous: 'Several are called so, choose one by the address: Jan Jansen' },
  { name: 'nl-dark-phone', locale: 'nl-NL', viewport: { width: 360, height: 740 }, colorScheme: 'dark', assign: 'Licenties toewijzen', whom: 'Wie het krijgt', unknown: 'Deze 2 zijn niet gevonden: nobody@contoso.example, Nobody', ambiguous: 'Er zijn er meer die zo heten, kies met het adres: Jan Jansen' },
];

async function contoso(t) {
  const server = await startServer(t);
  await server.buy('VISIOCLIENT', 9);
  await server.addUser('bea', { displayName: 'Bea Bakker' });
  await server.addUser('cees', { displayName: "Cees d'Or", mail: 'cees.dor@contoso.example' });
  await server.addUser('jan1', { displayName: 'Jan Jansen' });
  await server.addUser('jan2', { displayName: 'Jan Jansen' });
  return server;
}

/** Pastes a text into a field, as the browser does it. */
async function paste(field, text) {
  await field.focus();
  await field.evaluate((element, pasted) => {
    const clipboardData = new globalThis.DataTransfer();
    clipboardData.setData('text/plain', pasted);
    const isTaken = !element.dispatchEvent(new globalThis.ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    if (!isTaken) {
      globalThis.document.execCommand('insertText', false, pasted);
    }
  }, text);
}

for (const { name, assign, whom, unknown, ambiguous, ...options } of looks) {
  test(`U-14: addresses and names that are pasted are looked for, and who is not found is listed: ${name}`, { skip: missing }, async (t) => {
    const server = await contoso(t);
    const page = await openAdminCentre(t, server, { path: `/licenses/${sku.VISIOCLIENT}`, ...options });
    await page.getByRole('button', { name: assign, exact: true }).click();
    const pane = page.getByRole('dialog');
    const field = pane.getByRole('combobox', { name: whom });
    await paste(field, "bea@contoso.example; \"d'Or, Cees\" <cees.dor@contoso.example>\nnobody@contoso.example\tJan Jansen, Nobody");
    await pane.getByText(unknown).waitFor();
    await pane.getByText(ambiguous).waitFor();
    await pane.getByText('Bea Bakker').first().waitFor();
    await pane.getByText("Cees d'Or").first().waitFor();
    await assertUsable(page, `picker-${name}`, ['region']);
  });
}

test('U-14: a name that is pasted opens the suggestions', { skip: missing }, async (t) => {
  const server = await contoso(t);
  const page = await openAdminCentre(t, server, { path: `/licenses/${sku.VISIOCLIENT}`, locale: 'en-GB', viewport: { width: 1280, height: 800 } });
  await page.getByRole('button', { name: 'Assign licenses', exact: true }).click();
  const field = page.getByRole('dialog').getByRole('combobox', { name: 'Who gets it' });
  await paste(field, 'Bea');
  await page.getByRole('option', { name: /Bea Bakker/ }).click();
  await page.getByRole('dialog').getByText('Bea Bakker').first().waitFor();
  assert.equal(await field.inputValue(), '');
});
