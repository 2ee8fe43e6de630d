// The organisation that the cases of this folder are about. Keys are short names, by which the cases tell who is found.

import { sku } from '../../lib/licentia.mjs';

/** Users, in the order in which they are made. What is not named is not there; `licenses` are given directly. */
export const users = {
  ann: { displayName: 'Ann Archer', givenName: 'Ann', surname: 'Archer', department: 'Sales', jobTitle: 'Manager', usageLocation: 'NL', city: 'Delft',
    state: 'Zuid-Holland', country: 'Netherlands', employeeId: 'E1', mail: 'ann@contoso.example', licenses: [sku.ENTERPRISEPACK] },
  ben: { displayName: 'Ben Baker', givenName: 'Ben', surname: 'Baker', department: 'Sales', jobTitle: 'Clerk', usageLocation: 'NL', city: 'Delft',
    state: 'Zuid-Holland', country: 'Netherlands', employeeId: 'E2', userType: 'Guest', licenses: [sku.VISIOCLIENT] },
  cat: { displayName: "Catherine O'Neil", givenName: 'Catherine', surname: "O'Neil", department: 'IT', jobTitle: 'Manager', usageLocation: 'BE', city: 'Gent',
    country: 'Belgium', employeeId: 'E10', mail: 'cat@fabrikam.example', accountEnabled: false, licenses: [sku.ENTERPRISEPACK, sku.VISIOCLIENT] },
  dan: { displayName: 'dan DE-VRIES', givenName: 'dan', surname: 'DE-VRIES', department: 'it', usageLocation: 'DE', mail: 'DAN@Contoso.example' },
  eva: { displayName: 'Élodie MÜLLER', givenName: 'Élodie', surname: 'MÜLLER', department: 'R&D', jobTitle: 'Ingénieur', usageLocation: 'FR', city: 'Paris',
    country: 'France', userType: 'Guest' },
  fay: { displayName: 'HelloWorld Fay2go', usageLocation: null, accountEnabled: false },
  gus: { displayName: '50%_off ~Gus', department: '100%', jobTitle: 'a_b', usageLocation: 'US', employeeId: '7', licenses: [sku.POWER_BI_PRO] },
  hal: { displayName: 'Hal & Söhne #1', surname: 'Archer', department: 'Sales Ops', usageLocation: 'NL', city: 'delft' },
  ivy: { displayName: 'Ivy', department: 'Sales', usageLocation: 'NL' }, // waits for a seat that the group "short" would give
};

/** Groups with their members (users and groups) and owners. */
export const groups = {
  sales: { displayName: 'Sales people', description: 'Everybody who sells', mailNickname: 'sales', mailEnabled: false, securityEnabled: true,
    members: ['ann', 'ben', 'hal'], owners: ['ann', 'cat'] },
  team: { displayName: 'Team Rocket', description: 'Rockets & more', mailNickname: 'Team', mailEnabled: true, securityEnabled: false, groupTypes: ['Unified'],
    visibility: 'Private', members: ['ann', 'eva'], owners: [] },
  mixed: { displayName: "O'Neil's mailers", mailNickname: 'mixed', mailEnabled: true, securityEnabled: true, groupTypes: ['Unified'], visibility: 'Public',
    members: ['cat', 'dan', 'sales', 'team'], owners: ['dan'] },
  short: { displayName: 'short of seats', mailNickname: 'short', mailEnabled: false, securityEnabled: true, members: ['ivy'], owners: [] },
};

/** Makes it on a server; returns { name of id, id of name }. */
export async function makeOrganisation(server) {
  const ids = {};
  await server.buy('ENTERPRISEPACK', 5);
  await server.buy('VISIOCLIENT', 2);
  await server.buy('POWER_BI_PRO', 1); // which gus has: ivy waits
  for (const [alias, { licenses = [], ...properties }] of Object.entries(users)) {
    ids[alias] = (await server.addUser(alias, properties)).id;
    if (licenses.length > 0) {
      const answer = await server.assign(ids[alias], licenses);
      if (answer.status !== 200) {
        throw new Error(answer.text);
      }
    }
  }
  const address = (id) => `https://graph.microsoft.com/v1.0/directoryObjects/${id}`;
  for (const [alias, { members, owners, ...properties }] of Object.entries(groups)) {
    const answer = await server.post('/v1.0/groups', { ...properties, 'members@odata.bind': members.map((name) => address(ids[name])),
      'owners@odata.bind': owners.map((name) => address(ids[name])) });
    if (answer.status !== 201) {
      throw new Error(answer.text);
    }
    ids[alias] = answer.body.id;
  }
  for (const [group, product] of [['short', sku.POWER_BI_PRO], ['sales', sku.ENTERPRISEPACK]]) {
    await server.post(`/v1.0/groups/${ids[group]}/assignLicense`, { addLicenses: [{ skuId: product, disabledPlans: [] }], removeLicenses: [] });
  }
  return ids;
}
