// $filter, $search, $orderby, $count and pages, as tables of cases about one organisation (specification section 6, O-01 to O-11,
// D-20, D-21): tests/cases/odata. Every $filter and $search is asked in three ways: as a page of all, page by page in another
// order, and as a count.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as ofGroups from '../cases/odata/groups.mjs';
import { groups, makeOrganisation, users } from '../cases/odata/organisation.mjs';
import { refusals } from '../cases/odata/refusals.mjs';
import * as ofUsers from '../cases/odata/users.mjs';
import { tokenOfApplication } from '../lib/callers.mjs';
import { sku, startServer } from '../lib/licentia.mjs';
import { register } from '../lib/oauth.mjs';

const eventual = { headers: { ConsistencyLevel: 'eventual' } };
const products = { E3: sku.ENTERPRISEPACK, VISIO: sku.VISIOCLIENT, PBI: sku.POWER_BI_PRO };

/** A server with the organisation, and what turns ids into names and back. */
async function start(t) {
  const server = await startServer(t);
  const ids = await makeOrganisation(server);
  const aliases = Object.fromEntries(Object.entries(ids).map(([alias, id]) => [id, alias]));
  const fill = (text) => text.replace(/\{(\w+)\}/g, (_, name) => ids[name] ?? products[name]);
  const get = (path, options = '') => server.get(`/v1.0/${fill(path)}${options === '' ? '' : `?${fill(options).split('&').map((part) => {
    const at = part.indexOf('=');
    return `${part.slice(0, at + 1)}${encodeURIComponent(part.slice(at + 1).replace(/\0/g, '&'))}`;
  }).join('&')}`}`, eventual);
  const names = (answer) => answer.body.value.map((item) => aliases[item.id]);
  /** Every page behind an answer; all rows by name. */
  const walk = async (answer) => {
    const found = names(answer);
    for (let next = answer.body['@odata.nextLink']; next; ) {
      const page = await server.get(next, eventual);
      assert.equal(page.status, 200, page.text);
      assert.equal(page.body['@odata.count'], undefined, 'O-06: on the first page only');
      found.push(...names(page));
      next = page.body['@odata.nextLink'];
    }
    return found;
  };
  return { server, ids, get, names, walk };
}

/** An ampersand in a value, which separates options. */
const protect = (text) => text.replace(/&/g, '\0');

/** Asks for one case in every way; `order` are all rows sorted by name. */
async function ask({ get, walk }, set, option, text, expected, order) {
  const what = `${set}?${option}=${text}`;
  const query = `${option}=${protect(text)}`;
  const all = await get(set, `${query}&$top=999&$count=true`);
  assert.equal(all.status, 200, `${what}: ${all.text}`);
  assert.deepEqual((await walk(all)).sort(), [...expected].sort(), what);
  assert.equal(all.body['@odata.count'], expected.length, what);
  assert.equal(all.body['@odata.nextLink'], undefined, what);
  for (const [direction, wanted] of [['asc', order], ['desc', [...order].reverse()]]) {
    const sorted = await get(set, `${query}&$orderby=displayName ${direction}&$top=2&$select=id`);
    assert.equal(sorted.status, 200, `${what}: ${sorted.text}`);
    assert.deepEqual(await walk(sorted), wanted.filter((name) => expected.includes(name)), `${what} ${direction}`);
  }
  const count = await get(`${set}/$count`, query);
  assert.equal(count.status, 200, `${what}: ${count.text}`);
  assert.equal(count.text, String(expected.length), what);
  assert.match(count.headers.get('content-type'), /^text\/plain/);
}

/** Names sorted as the server does: folded, by code point. */
function sortedByName(objects) {
  const key = ({ displayName }) => displayName.normalize('NFKC').toLowerCase();
  return Object.keys(objects).sort((a, b) => (key(objects[a]) < key(objects[b]) ? -1 : 1));
}

const split = (text) => text.split(' ').filter(Boolean);

test('odata: queries about one organisation', async (t) => {
  const world = await start(t);
  const { server, get, names, walk } = world;

  for (const [set, cases, objects] of [['users', ofUsers, users], ['groups', ofGroups, groups]]) {
    const order = sortedByName(objects);
    for (const [option, list] of [['$filter', cases.filters], ['$search', cases.searches]]) {
      for (const [text, expected] of list) {
        await t.test(`${set}?${option}=${text}`, async () => {
          if (expected === null) {
            assert.equal((await get(set, `${option}=${protect(text)}`)).status, 400);
          } else {
            await ask(world, set, option, text, split(expected), order);
          }
        });
      }
    }
  }

  for (const [path, options, expected] of ofGroups.related) {
    await t.test(`${path}?${options}`, async () => {
      const answer = await get(path, options);
      assert.equal(answer.status, 200, answer.text);
      assert.deepEqual(options.includes('$orderby') ? names(answer) : names(answer).sort(), options.includes('$orderby') ? split(expected) : split(expected).sort());
      if (options.includes('$count')) {
        assert.equal(answer.body['@odata.count'], split(expected).length);
      }
      assert.deepEqual((await walk(await get(path, `${options}${options === '' ? '' : '&'}$top=1`))), names(answer), 'page by page');
      const counted = options.split('&').filter((part) => /^\$(filter|search)=/.test(part)).join('&');
      assert.equal((await get(`${path}/$count`, counted)).text, String(split(expected).length));
    });
  }

  for (const [path, options, code, message, target = options.split('=')[0]] of refusals) {
    await t.test(`D-20 ${path}?${options.slice(0, 80)}`, async () => {
      const answer = await get(path, options);
      assert.equal(answer.status, 400, answer.text);
      assert.equal(answer.body.error.code, code, answer.text);
      assert.ok(answer.body.error.message.includes(message), answer.body.error.message);
      assert.equal(answer.body.error.details[0].target, target);
    });
  }

  await t.test('O-07 $expand shows one relation, at most 20 objects', async () => {
    const expanded = async (path, options) => {
      const answer = await get(path, options);
      assert.equal(answer.status, 200, answer.text);
      return answer.body;
    };
    const byId = (list) => list.map((item) => Object.keys(world.ids).find((alias) => world.ids[alias] === item.id)).sort();
    const teams = await expanded('groups', "$filter=groupTypes/any(g:g eq 'Unified')&$expand=owners&$top=100");
    assert.deepEqual(teams.value.map((group) => byId(group.owners)), [[], ['dan']]);
    assert.equal(teams.value[1].owners[0]['@odata.type'], '#microsoft.graph.user');
    const group = await expanded('groups/{mixed}', '$select=id&$expand=Members($select=displayName;$top=3)');
    assert.deepEqual(group.members.map((item) => item.displayName), ["Catherine O'Neil", 'dan DE-VRIES', 'Sales people']);
    assert.deepEqual(Object.keys(group).filter((key) => !key.startsWith('@')), ['id', 'members']);
    const user = await expanded('users/{ann}', '$expand=memberOf($select=id)');
    assert.deepEqual(byId(user.memberOf), ['sales', 'team']);
    const people = await expanded('users', "$filter=displayName in ('Ivy','Ann Archer')&$expand=transitiveMemberOf&$select=id");
    assert.deepEqual(people.value.map((item) => byId(item.transitiveMemberOf)), [['mixed', 'sales', 'team'], ['short']]);
  });

  await t.test('$filter with $search: both hold', async () => {
    assert.deepEqual(names(await get('users', "$search=\"displayName:h\"&$filter=accountEnabled eq false")), ['fay']);
    assert.deepEqual(names(await get('users', "$search=\"displayName:h\"&$filter=surname eq 'Archer'&$orderby=displayName")), ['hal']);
  });

  await t.test('$orderby: every property that has an index, both ways, page by page', async () => {
    const fold = (text) => (text ?? '').normalize('NFKC').toLowerCase();
    for (const property of ['displayName', 'userPrincipalName', 'givenName', 'surname', 'jobTitle', 'department', 'usageLocation']) {
      const keys = Object.keys(users);
      const value = (alias) => (property === 'userPrincipalName' ? alias : fold(users[alias][property]));
      const wanted = [...keys].sort((a, b) => (value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : keys.indexOf(a) - keys.indexOf(b)));
      for (const top of [1, 2, 4, 999]) {
        assert.deepEqual(await walk(await get('users', `$orderby=${property}&$top=${top}`)), wanted, property);
        assert.deepEqual(await walk(await get('users', `$orderby=${property} desc&$top=${top}`)), [...wanted].reverse(), `${property} desc`);
      }
    }
  });

  await t.test('the raw forms that clients send: %24, plus signs, percent-encoding, a trailing slash', async () => {
    for (const path of ["users?%24filter=displayName%20eq%20'Ann%20Archer'", "users?$filter=displayName+eq+'Ann+Archer'", "users/?%24FILTER=DISPLAYNAME%20EQ%20%27ann%20archer%27",
      "groups?$filter=groupTypes/any(c:c+eq+'Unified')+and+startswith(DisplayName,'x')&$top=100"]) {
      const answer = await server.get(`/v1.0/${path}`);
      assert.equal(answer.status, 200, answer.text);
      assert.equal(answer.body.value.length, path.startsWith('users') ? 1 : 0);
    }
  });

  await t.test('D-21 a header is needed for $search and /$count only', async () => {
    for (const path of ["users?$filter=endsWith(mail,'x')", "users?$filter=department ne 'x'&$orderby=displayName", 'users?$count=true', "groups?$filter=not(displayName eq 'x')"]) {
      assert.equal((await server.get(`/v1.0/${path}`)).status, 200, path);
    }
    const search = await server.get('/v1.0/users?$search="displayName:ann"');
    assert.equal(search.body.error.message, "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'");
    for (const path of ['users/$count', 'groups/$count', `groups/${world.ids.sales}/members/$count`, `users/${world.ids.ann}/memberOf/$count`]) {
      const count = await server.get(`/v1.0/${path}`);
      assert.equal(count.status, 400);
      assert.equal(count.body.error.message, '$count is not currently supported.');
    }
  });

  await t.test('D-21, O-04, O-05 strictGraph refuses what Graph refuses', async () => {
    assert.equal((await server.patch('/api/v1/settings', { strictGraph: true })).status, 200);
    const advanced = ["$filter=department ne 'x'", "$filter=endsWith(mail,'x')", "$filter=not(displayName eq 'x')", '$filter=mail eq null', '$filter=assignedLicenses/$count eq 0',
      "$filter=displayName eq 'x'&$orderby=displayName", '$filter=not(assignedLicenses/any(l:l/skuId eq {E3}))'];
    for (const options of advanced) {
      const query = options.replace('{E3}', sku.ENTERPRISEPACK);
      for (const [more, header] of [['', {}], ['&$count=true', {}], ['', eventual]]) {
        const { status, body, text } = await server.get(`/v1.0/users?${query}${more}`, header);
        assert.equal(status, 400, `${options}${more}: ${text}`);
        assert.equal(body.error.code, 'Request_UnsupportedQuery');
        assert.equal(body.error.message, 'Unsupported Query.');
        assert.match(body.error.details[0].message, /takes the header ConsistencyLevel: eventual and \$count=true/);
      }
      assert.equal((await server.get(`/v1.0/users?${query}&$count=true`, eventual)).status, 200, options);
    }
    for (const options of ["$filter=displayName eq 'x'", '$orderby=displayName', "$filter=startsWith(mail,'x')"]) {
      assert.equal((await server.get(`/v1.0/users?${options}`)).status, 200, options);
    }
    assert.equal((await server.get('/v1.0/users?$count=true')).body['@odata.count'], undefined, 'O-05');
    assert.equal((await server.get('/v1.0/users?$count=true', eventual)).body['@odata.count'], 9);
    assert.equal((await server.patch('/api/v1/settings', { strictGraph: false })).status, 200);
  });

  await t.test('O-09 what was changed is found at once, and what is gone is not', async () => {
    const { id } = await server.addUser('new', { displayName: 'Fresh Face', department: 'Sales' });
    const finds = async (text, option = '$filter') => (await get('users', `${option}=${text}`)).body.value.some((user) => user.id === id);
    assert.ok(await finds("department eq 'Sales'"));
    assert.ok(await finds('"displayName:face"', '$search'));
    await server.patch(`/v1.0/users/${id}`, { displayName: 'Other Name', department: null });
    assert.ok(!(await finds("department eq 'Sales'")));
    assert.ok(await finds('department eq null'));
    assert.ok(!(await finds('"displayName:face"', '$search')));
    assert.ok(await finds('"displayName:other"', '$search'));
    await server.delete(`/v1.0/users/${id}`);
    for (const [text, option] of [['"displayName:other"', '$search'], ["startsWith(displayName,'other')", '$filter'], [`id eq '${id}'`, '$filter'], ['department eq null', '$filter']]) {
      assert.ok(!(await finds(text, option)), text);
    }
    await server.post(`/v1.0/directory/deletedItems/${id}/restore`, {});
    assert.ok(await finds('"displayName:other"', '$search'));
    await server.delete(`/v1.0/users/${id}`);
    await server.delete(`/v1.0/directory/deletedItems/${id}`);
    assert.ok(!(await finds('"displayName:other"', '$search')));
    const group = (await server.post('/v1.0/groups', { displayName: 'Fresh group', description: 'first words', mailNickname: 'fresh', mailEnabled: false, securityEnabled: true })).body.id;
    const findsGroup = async (text) => (await get('groups', `$search=${text}`)).body.value.some((item) => item.id === group);
    assert.ok(await findsGroup('"description:words"'));
    await server.patch(`/v1.0/groups/${group}`, { description: 'second text' });
    assert.ok(!(await findsGroup('"description:words"')));
    assert.ok(await findsGroup('"description:second"'));
    await server.delete(`/v1.0/groups/${group}`);
    assert.ok(!(await findsGroup('"description:second"')));
  });

  await t.test('D-09 licenses of a suspended subscription are Disabled', async () => {
    const state = async (name) => names(await get('users', `$filter=licenseAssignmentStates/any(s:s/state eq '${name}' and s/skuId eq {VISIO})`)).sort();
    const { value } = (await server.get('/api/v1/subscriptions')).body;
    const { id } = value.find((subscription) => subscription.skuId === sku.VISIOCLIENT);
    assert.deepEqual([await state('Active'), await state('Disabled')], [['ben', 'cat'], []]);
    assert.equal((await server.patch(`/api/v1/subscriptions/${id}`, { status: 'Suspended' })).status, 200);
    assert.deepEqual([await state('Active'), await state('Disabled')], [[], ['ben', 'cat']]);
    assert.equal((await server.patch(`/api/v1/subscriptions/${id}`, { status: 'Enabled' })).status, 200);
  });

  await t.test('a filter of a megabyte is refused, and nothing breaks', async () => {
    const answer = await server.get(`/v1.0/users?$filter=${'x'.repeat(1 << 20)}`).catch((error) => ({ status: error.cause?.code ?? error.message }));
    assert.ok([400, 413, 414, 431, 'ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'].includes(answer.status), String(answer.status));
    assert.equal((await get('users', "$filter=displayName eq 'Ivy'")).body.value.length, 1);
  });
});

test('odata: places in lists', async (t) => {
  const { server, get, walk, ids } = await start(t);
  const first = async (options) => {
    const { body } = await get('users', options);
    return new URL(body['@odata.nextLink']);
  };

  await t.test('an altered, cut or foreign $skiptoken is refused', async () => {
    const link = await first('$orderby=displayName&$top=2');
    const token = link.searchParams.get('$skiptoken');
    const withToken = (text, options = '$orderby=displayName&$top=2') => get('users', `${options}&$skiptoken=${text}`);
    assert.equal((await withToken(token)).status, 200);
    assert.equal((await withToken(token, '$orderby=displayName&$top=5')).status, 200, 'the size of a page may change');
    for (let i = 0; i < token.length; i++) {
      const altered = token.slice(0, i) + (token[i] === 'A' ? 'B' : 'A') + token.slice(i + 1);
      const answer = await withToken(altered);
      assert.equal(answer.status, 400, `character ${i}`);
      assert.equal(answer.body.error.details[0].target, '$skiptoken');
    }
    for (const text of [token.slice(0, -1), `${token}A`, token.slice(4), '!!', 'AAAA', '']) {
      assert.equal((await withToken(text)).status, 400, text);
    }
    for (const options of ['$top=2', '$orderby=displayName desc&$top=2', '$orderby=surname&$top=2', "$orderby=displayName&$top=2&$filter=accountEnabled eq true", '$orderby=displayName&$top=2&$search="displayName:a"']) {
      assert.equal((await withToken(token, options)).status, 400, options);
    }
    assert.equal((await get('groups', `$orderby=displayName&$top=2&$skiptoken=${token}`)).status, 400);
    const members = new URL((await get('groups/{sales}/members', '$top=1')).body['@odata.nextLink']).searchParams.get('$skiptoken');
    assert.equal((await get('groups/{sales}/members', `$top=1&$skiptoken=${members}`)).status, 200);
    assert.equal((await get('groups/{mixed}/members', `$top=1&$skiptoken=${members}`)).status, 400, 'of another group');
  });

  await t.test('what comes, goes or is renamed meanwhile neither repeats nor hides others', async () => {
    const { body } = await get('users', "$filter=accountEnabled eq true&$orderby=displayName&$top=3");
    assert.deepEqual(body.value.map((user) => user.displayName), ['50%_off ~Gus', 'Ann Archer', 'Ben Baker']);
    await server.addUser('early', { displayName: 'AAA', department: 'Sales' });
    await server.addUser('late', { displayName: 'Gerda', department: 'Sales' });
    await server.delete('/v1.0/users/ben@contoso.example');
    await server.delete('/v1.0/users/hal@contoso.example');
    const rest = await server.get(body['@odata.nextLink'], eventual);
    assert.deepEqual(rest.body.value.map((user) => user.displayName), ['dan DE-VRIES', 'Gerda', 'Ivy']);
    const end = await server.get(rest.body['@odata.nextLink'], eventual);
    assert.deepEqual(end.body.value.map((user) => user.displayName), ['Élodie MÜLLER']);
    assert.equal(end.body['@odata.nextLink'], undefined);
  });

  await t.test('a place outlives the server, and names do not stand in its way', async () => {
    for (const displayName of ['ü'.repeat(256), "'", '{}', '%00', '\u{10FFFF}x', '//']) {
      const { id } = await server.addUser(`odd${displayName.length}${displayName.codePointAt(0)}`, { displayName });
      const found = await walk(await get('users', '$orderby=displayName&$top=1'));
      assert.equal(found.length, Number((await get('users/$count')).text), displayName);
      await server.delete(`/v1.0/users/${id}`);
    }
    assert.ok(ids.ann);
  });
});

test('odata: what cannot be read cannot be asked about', async (t) => {
  const { server, ids } = await start(t);
  const as = async (...own) => {
    const token = await tokenOfApplication(server, await register(server, { own }));
    return async (path) => (await server.get(`/v1.0/${path}`, { token, ...eventual })).status;
  };
  const basic = await as('User.ReadBasic.All');
  const full = await as('User.Read.All');
  const licenses = `assignedLicenses/any(l:l/skuId eq ${sku.ENTERPRISEPACK})`;
  for (const filter of [licenses, `not(${licenses})`, 'assignedLicenses/$count eq 0', "licenseAssignmentStates/any(s:s/state eq 'Error')", `displayName eq 'x' or (surname eq 'y' and ${licenses})`]) {
    for (const path of ['users', 'users/$count']) {
      assert.equal(await basic(`${path}?$filter=${filter}`), 403, `${path} ${filter}`);
      assert.equal(await full(`${path}?$filter=${filter}`), 200, `${path} ${filter}`);
    }
  }
  assert.equal(await basic("users?$filter=displayName eq 'Ivy'"), 200);

  const members = await as('GroupMember.Read.All'); // sees who is in a group by id, not people
  assert.equal(await members(`groups/${ids.sales}/members`), 200);
  for (const options of ["$filter=displayName eq 'Ann Archer'", '$search="displayName:ann"', '$orderby=displayName']) {
    assert.equal(await members(`groups/${ids.sales}/members?${options}`), 403, options);
    assert.equal(await members(`groups/${ids.sales}/members/microsoft.graph.group?${options}`), 200, options);
  }
  assert.equal(await members(`groups/${ids.sales}/members/$count`), 200);
});

test('as deep as conditions may be nested, the database reads them too', async (t) => {
  const server = await startServer(t);
  const shapes = {
    'and (or (': (inner, i) => `surname eq 's${i}' ${i % 2 ? 'and' : 'or'} (${inner})`,
    'or not(': (inner, i) => `surname eq 's${i}' or not(department eq 'd${i}' and not(${inner}))`,
    'not(': (inner) => `not(${inner})`,
    'not any': (inner) => `(${inner}) and not assignedLicenses/any(x:x/skuId eq ${sku.ENTERPRISEPACK})`,
  };
  for (const [shape, wrap] of Object.entries(shapes)) {
    let filter = "displayName eq 'a'";
    const statuses = [];
    for (let i = 0; i < 25; i++) {
      const answer = await server.get(`/v1.0/users?$count=true&$filter=${encodeURIComponent(filter)}`, eventual);
      assert.ok(answer.status === 200 || (answer.status === 400 && /nested deeper/.test(answer.text)), `${shape} ${i}: ${answer.text}`);
      statuses.push(answer.status);
      filter = wrap(filter, i);
    }
    assert.ok(statuses.indexOf(400) === -1 || statuses.indexOf(400) > 4, `${shape}: ${statuses}`);
  }
});
