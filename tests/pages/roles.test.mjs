// Roles: what each allows, who has it, giving and taking; RO-1's warnings.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openAdminCentre, waitFor } from '../lib/admin-centre.mjs';
import { giveRole } from '../lib/callers.mjs';
import { assertUsable, missing } from '../lib/chromium.mjs';
import { startServer } from '../lib/licentia.mjs';

const wide = { locale: 'en-GB', viewport: { width: 1280, height: 800 }, colorScheme: 'light' };
const looks = [
  { name: 'en-light-wide', ...wide, role: 'License Administrator', warning: 'There should be at least two Global Administrators', allows: 'Assign and unassign licenses of users', none: 'Nobody has this role' },
  { name: 'nl-dark-phone', locale: 'nl-NL', viewport: { width: 360, height: 740 }, colorScheme: 'dark', role: 'Licentiebeheerder', warning: 'Er horen minstens twee globale beheerders te zijn',
    allows: 'Licenties van gebruikers toewijzen en verwijderen', none: 'Niemand heeft deze rol' },
];
const membersOf = async (server, role) => (await server.get(`/v1.0/directoryRoles/${role}/members`)).body.value.map(({ userPrincipalName }) => userPrincipalName);

for (const { name, role, warning, allows, none, ...options } of looks) {
  test(`RO-1: roles with what they allow: ${name}`, { skip: missing }, async (t) => {
    const server = await startServer(t);
    const page = await openAdminCentre(t, server, { path: '/roles', ...options });
    await page.getByText(warning).waitFor();
    await assertUsable(page, `roles-${name}`);
    await page.getByRole('link', { name: role, exact: true }).click();
    await page.getByRole('heading', { name: role, level: 1 }).waitFor();
    await page.getByText(allows).waitFor();
    await page.getByText(none).waitFor();
    await assertUsable(page, `role-empty-${name}`);
  });
}

test('roles are given to people found by name, and taken after asking', { skip: missing }, async (t) => {
  const server = await startServer(t);
  const bea = await server.addUser('bea', { displayName: 'Bea Bakker' });
  await server.addUser('bert', { displayName: 'Bert Bos' });
  const { id } = (await server.get('/api/v1/roles/license-administrator')).body;
  const page = await openAdminCentre(t, server, { path: '/roles/license-administrator', ...wide });
  await page.getByRole('button', { name: 'Add members' }).click();
  const picker = page.getByRole('combobox', { name: 'People' });
  for (const [typed, shown] of [['bea', 'Bea Bakker'], ['bos', 'Bert Bos']]) {
    await picker.pressSequentially(typed);
    await page.getByRole('option', { name: new RegExp(shown) }).click();
  }
  await assertUsable(page, 'role-adding');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByText('2 members were added').last().waitFor();
  await page.getByRole('rowheader', { name: 'Bert Bos' }).waitFor();
  assert.deepEqual((await membersOf(server, id)).sort(), ['bea@contoso.example', 'bert@contoso.example']);
  await assertUsable(page, 'role-members', ['region']); // a notice lies above the landmarks
  await page.getByRole('button', { name: 'Remove Bea Bakker' }).click();
  await page.getByText('Bea Bakker may no longer do what License Administrator allows').waitFor();
  await assertUsable(page, 'role-removing', ['region']);
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await waitFor(page, async () => (await membersOf(server, id)).length === 1, () => 'nobody was removed');
  await page.getByRole('rowheader', { name: 'Bea Bakker' }).waitFor({ state: 'detached' });
  assert.deepEqual(await membersOf(server, id), ['bert@contoso.example'], bea.id);
});

test('what is refused says why and keeps who was picked', { skip: missing }, async (t) => {
  const server = await startServer(t);
  const bea = await server.addUser('bea', { displayName: 'Bea Bakker' });
  await giveRole(server, bea.id, 'License Administrator');
  const page = await openAdminCentre(t, server, { path: '/roles/license-administrator', ...wide });
  await page.getByRole('button', { name: 'Add members' }).click();
  await page.getByRole('combobox', { name: 'People' }).pressSequentially('bea');
  await page.getByRole('option', { name: /Bea Bakker/ }).click();
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByText('Bea Bakker could not be added:').waitFor();
  await page.getByText(/already exist/).first().waitFor();
  await page.goto(`${server.url}/#/roles/global-administrator`);
  await page.getByRole('button', { name: 'Remove Anna de Vries' }).click();
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await page.getByRole('alert').waitFor();
  await assertUsable(page, 'role-last-administrator');
});

test('RO-2: who may not give roles sees them without buttons', { skip: missing }, async (t) => {
  const server = await startServer(t);
  const page = await openAdminCentre(t, server, { role: 'Global Reader', path: '/roles/global-reader', ...wide });
  await page.getByRole('rowheader', { name: 'Anna de Vries' }).waitFor();
  assert.equal(await page.getByRole('button', { name: /Add members|Remove/ }).count(), 0);
});
