// Pages of lists without $orderby, for each index that may lead: what is created or deleted between two pages, and names that are
// the same, neither repeat nor hide others, and every page keeps the order of the first.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sku, startServer } from '../lib/licentia.mjs';

const eventual = { headers: { ConsistencyLevel: 'eventual' } };

/** Everybody who is asked for has these, and nobody else. */
const common = { department: 'Quarry', jobTitle: 'Quarrier', userType: 'Guest', accountEnabled: false };
const names = { a: 'Quin Ade', b: 'Quin Bo', c: 'Quin Cox', d: 'Quin Cox', e: 'quin cox', f: 'Quin Dow', early: 'Quin Aab', late: 'Quin Zed' };

const product = `assignedLicenses/any(l:l/skuId eq ${sku.POWER_BI_PRO})`;
const BY_KEY = ['a', 'b', 'c', 'e', 'f', 'early', 'late'];
const BY_NAME = ['a', 'b', 'c', 'e', 'f', 'late']; // early comes in front of what was shown

/** [options, in which order the rest comes]. */
const cases = [
  ["$filter=department eq 'Quarry'", BY_KEY],
  ["$filter=department eq 'Quarry' and jobTitle eq 'quarrier'", BY_KEY],
  ['$filter=accountEnabled eq false', BY_KEY],
  ["$filter=userType eq 'Guest'", BY_KEY],
  [`$filter=${product}`, BY_KEY],
  [`$filter=${product} and department eq 'Quarry'`, BY_KEY],
  [`$filter=department eq 'Quarry' and ${product} and accountEnabled eq false`, BY_KEY],
  [`$filter=${product} and not(assignedLicenses/any(l:l/skuId eq ${sku.VISIOCLIENT}))`, BY_KEY],
  ["$filter=startsWith(displayName,'Quin')", BY_NAME],
  ["$filter=startsWith(displayName,'Quin') and endsWith(userPrincipalName,'.example')", BY_NAME],
  ["$filter=displayName ge 'quin a' and displayName lt 'quin zz'", BY_NAME],
  ["$filter=displayName gt 'quin a'", BY_NAME],
  ["$filter=startsWith(displayName,'Quin') and department eq 'Quarry'", BY_KEY],
  ["$filter=startsWith(displayName,'Quin') or startsWith(displayName,'Quarr')", BY_KEY],
  ["$filter=department in ('Quarry','Quay')", BY_KEY],
  ['$search="displayName:quin"', BY_KEY],
  ['$search="displayName:q"', BY_KEY], // two words begin so
  ['$search="displayName:quin q"', BY_KEY],
  [`$search="displayName:quin"&$filter=${product}`, BY_KEY],
  ["$filter=startsWith(displayName,'Quin')&$orderby=displayName", BY_NAME],
  ["$filter=department eq 'Quarry'&$orderby=displayName", BY_NAME],
  [`$filter=department eq 'Quarry' and ${product}&$orderby=displayName`, BY_NAME],
];

/** Adds one of those who are asked for; he has the product directly, and from the group as well. */
async function add(server, alias, group) {
  const { id } = await server.addUser(alias, { ...common, displayName: `${names[alias]}` });
  assert.equal((await server.assign(id, [sku.POWER_BI_PRO])).status, 200);
  const member = await server.post(`/v1.0/groups/${group}/members/$ref`, { '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${id}` });
  assert.equal(member.status, 204, member.text);
  return id;
}

const encode = (options) => options.split('&').map((part) => {
  const at = part.indexOf('=') + 1;
  return part.slice(0, at) + encodeURIComponent(part.slice(at));
}).join('&');

/** A server with the group that gives the product, and people whom nobody asks for. */
async function start(t) {
  const server = await startServer(t);
  await server.buy('POWER_BI_PRO', 50);
  await server.addUser('quiet', { displayName: 'An other', department: 'Quarry hill', jobTitle: 'None' });
  await server.addUser('quay', { displayName: 'Qwerty', department: 'Quay', usageLocation: null });
  const group = (await server.post('/v1.0/groups', { displayName: 'Licensed', mailNickname: 'licensed', mailEnabled: false, securityEnabled: true })).body.id;
  await server.post(`/v1.0/groups/${group}/assignLicense`, { addLicenses: [{ skuId: sku.POWER_BI_PRO, disabledPlans: [] }], removeLicenses: [] });
  return { server, group };
}

test('odata: pages without $orderby, while people come and go', async (t) => {
  const { server, group } = await start(t);
  for (const [options, order] of cases) {
    await t.test(options, async () => {
      const ids = {};
      for (const alias of ['a', 'b', 'c', 'd', 'e', 'f']) {
        ids[alias] = await add(server, alias, group);
      }
      const shown = (page) => page.body.value.filter((user) => user.displayName.toLowerCase().startsWith('quin'))
        .map((user) => Object.keys(ids).find((alias) => ids[alias] === user.id));
      const found = [];
      let page = await server.get(`/v1.0/users?${encode(options)}&$top=3`, eventual);
      assert.equal(page.status, 200, page.text);
      found.push(...shown(page));
      const seen = found.at(-1); // goes, with somebody who was not shown yet
      await server.delete(`/v1.0/users/${ids[seen]}`);
      await server.delete(`/v1.0/users/${ids.d}`);
      ids.early = await add(server, 'early', group);
      ids.late = await add(server, 'late', group);
      for (let next = page.body['@odata.nextLink']; next; next = page.body['@odata.nextLink']) {
        page = await server.get(next, eventual);
        assert.equal(page.status, 200, page.text);
        assert.ok(page.body.value.length <= 3);
        found.push(...shown(page));
      }
      assert.deepEqual(found, order);
      for (const id of Object.values(ids)) {
        await server.delete(`/v1.0/users/${id}`);
        assert.equal((await server.delete(`/v1.0/directory/deletedItems/${id}`)).status, 204);
      }
    });
  }
});

test('odata: groups without $orderby, page by page', async (t) => {
  const server = await startServer(t);
  await server.buy('POWER_BI_PRO', 5);
  const made = [];
  for (const displayName of ['Zinc mine', 'Zinc arm', 'Zinc mine', 'Other', 'zinc box', 'Zulu']) {
    const { id } = (await server.post('/v1.0/groups', { displayName, mailNickname: `g${made.length}`, mailEnabled: false, securityEnabled: true })).body;
    made.push(id);
    if (displayName !== 'Other') {
      await server.post(`/v1.0/groups/${id}/assignLicense`, { addLicenses: [{ skuId: sku.POWER_BI_PRO, disabledPlans: [] }], removeLicenses: [] });
    }
  }
  for (const [options, order] of [
    ["$filter=startsWith(displayName,'zinc')", [1, 4, 0, 2]],
    ["$filter=displayName gt 'zinc box'", [0, 2, 5]],
    [`$filter=${product}`, [0, 1, 2, 4, 5]],
    ['$search="displayName:zinc"', [0, 1, 2, 4]],
    ['$search="displayName:z"', [0, 1, 2, 4, 5]],
    ['$search="displayName:zinc mine"', [0, 2]],
  ]) {
    for (const top of [1, 2, 999]) {
      const found = [];
      for (let next = `/v1.0/groups?${encode(options)}&$top=${top}`; next;) {
        const page = await server.get(next, eventual);
        assert.equal(page.status, 200, page.text);
        found.push(...page.body.value.map(({ id }) => made.indexOf(id)));
        next = page.body['@odata.nextLink'];
      }
      assert.deepEqual(found, order, `${options} ${top}`);
    }
  }
});
