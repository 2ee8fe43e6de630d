// Access evaluation by OpenID AuthZEN 1.0: every member, every wrong type, lists, searches, and that what is decided is what the licence calls show.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { tokenOfApplication } from '../lib/callers.mjs';
import { register } from '../lib/oauth.mjs';
import { sql } from '../lib/database.mjs';
import { addGroup, license } from '../lib/groups.mjs';
import { run, sku, startServer } from '../lib/licentia.mjs';

const { ENTERPRISEPACK: E3, STANDARDPACK: E1, VISIOCLIENT: VISIO } = sku;
const base = '/access/v1';
const user = (id) => ({ type: 'user', id });
const plan = (id) => ({ type: 'servicePlan', id });
const product = (id) => ({ type: 'sku', id });
const use = { name: 'use' };
const ask = (subject, resource, action = use) => ({ subject: user(subject), action, resource });

/** Asks; the answer must be a decision. */
async function evaluate(server, question, options) {
  const answer = await server.post(`${base}/evaluation`, question, options);
  assert.equal(answer.status, 200, answer.text);
  assert.match(answer.headers.get('content-type'), /^application\/json/);
  assert.equal(typeof answer.body.decision, 'boolean');
  return answer.body;
}

/** The decision in short: true, or the code of why not. */
async function verdict(server, question, options) {
  const { decision, context } = await evaluate(server, question, options);
  if (decision) {
    assert.equal(context, undefined);
    return true;
  }
  assert.match(context.reason, /^[A-Z].{10,}\.$/);
  return context.code;
}

/** Sends what must be refused; the answer is a message as text. Returns the message. */
async function refused(server, path, body, status = 400, options = {}) {
  const answer = await server.post(`${base}/${path}`, body, options);
  assert.equal(answer.status, status, `${path} ${JSON.stringify(body)}: ${answer.text}`);
  assert.match(answer.headers.get('content-type'), /^text\/plain/);
  assert.ok(answer.text.length > 10 && !answer.text.startsWith('{'), answer.text);
  return answer.text;
}

/** Plan of a product by its name. */
const planOf = async (server, part, name) => (await server.get(`/api/v1/catalog/skus/${part}`)).body.servicePlans.find((item) => item.servicePlanName === name).servicePlanId;

test('one question', async (t) => {
  const server = await startServer(t);
  await server.buy('ENTERPRISEPACK', 20);
  await server.buy('VISIOCLIENT', 1);
  const sway = await planOf(server, 'ENTERPRISEPACK', 'SWAY');
  const ann = await server.addUser('ann');
  await server.assign(ann.id, [E3]);

  await t.test('a user may what he holds, whatever names him and it', async () => {
    for (const subject of [ann.id, ann.id.toUpperCase(), ann.userPrincipalName, 'ANN@Contoso.Example']) {
      for (const resource of [plan(sway), plan(sway.toUpperCase()), plan('SWAY'), plan('sway'), product(E3), product('EnterprisePack'), { type: 'product', id: E3 }]) {
        assert.equal(await verdict(server, ask(subject, resource)), true, `${subject} ${JSON.stringify(resource)}`);
      }
    }
    assert.deepEqual(await evaluate(server, ask(ann.id, plan(sway))), { decision: true });
  });

  await t.test('why not', async () => {
    const none = await server.addUser('none');
    assert.equal(await verdict(server, ask(none.id, plan(sway))), 'notLicensed');
    assert.equal(await verdict(server, ask(none.id, product(E3))), 'notLicensed');
    assert.equal(await verdict(server, ask(ann.id, product(VISIO))), 'notLicensed');
    assert.equal(await verdict(server, ask(ann.id, product(E1))), 'notLicensed', 'not even owned');
    assert.equal(await verdict(server, ask('nobody@contoso.example', plan(sway))), 'unknownSubject');
    assert.equal(await verdict(server, ask('6fd2c87f-b296-42f0-b197-1e91e994b900', plan(sway))), 'unknownSubject');
    assert.equal(await verdict(server, ask('', plan(sway))), 'unknownSubject');
    for (const id of ['SWAY2', '', ann.id, E3, 'x'.repeat(5000)]) {
      assert.equal(await verdict(server, ask(ann.id, plan(id))), 'unknownResource', id);
    }
    assert.equal(await verdict(server, ask(ann.id, product(sway))), 'unknownResource');
    assert.equal(await verdict(server, ask(ann.id, plan(sway), { name: 'read' })), 'unknownAction');
    assert.equal(await verdict(server, ask(ann.id, { type: 'document', id: '1' })), 'unknownResourceType');
    assert.equal(await verdict(server, { ...ask(ann.id, plan(sway)), subject: { type: 'group', id: ann.id } }), 'unknownSubjectType');
  });

  await t.test('a plan that is off, until another path turns it on', async () => {
    const ben = await server.addUser('ben');
    await server.assign(ben.id, [{ skuId: E3, disabledPlans: [sway] }]);
    assert.equal(await verdict(server, ask(ben.id, plan(sway))), 'planOff');
    assert.equal(await verdict(server, ask(ben.id, product(E3))), true);
    await license(server, await addGroup(server, 'Sales', [ben]), [E3]);
    assert.equal(await verdict(server, ask(ben.id, plan(sway))), true);
  });

  await t.test('a path in error tells which', async () => {
    const people = await Promise.all(['eve', 'fay'].map((alias) => server.addUser(alias)));
    await license(server, await addGroup(server, 'Drawers', people), [VISIO]);
    const answers = await Promise.all(people.map(({ id }) => evaluate(server, ask(id, product(VISIO)))));
    assert.deepEqual(answers.map(({ decision }) => decision).sort(), [false, true]);
    const { context } = answers.find(({ decision }) => !decision);
    assert.equal(context.code, 'licenseError');
    assert.match(context.reason, /CountViolation/);
  });

  await t.test('a blocked user may nothing, and again what he holds when he is let in', async () => {
    await server.patch(`/v1.0/users/${ann.id}`, { accountEnabled: false });
    assert.equal(await verdict(server, ask(ann.id, plan(sway))), 'userBlocked');
    await server.patch(`/v1.0/users/${ann.id}`, { accountEnabled: true });
    assert.equal(await verdict(server, ask(ann.id, plan(sway))), true);
  });

  await t.test('D-09: nothing while every subscription is suspended', async () => {
    sql(server, 'UPDATE seat_pool SET suspended = enabled, enabled = 0');
    assert.equal(await verdict(server, ask(ann.id, plan(sway))), 'subscriptionSuspended');
    assert.equal(await verdict(server, ask(ann.id, product(E3))), 'subscriptionSuspended');
    sql(server, 'UPDATE seat_pool SET enabled = suspended, suspended = 0');
    assert.equal(await verdict(server, ask(ann.id, plan(sway))), true);
  });

  await t.test('a deleted user is nobody', async () => {
    const { id } = await server.addUser('gone');
    await server.delete(`/v1.0/users/${id}`);
    assert.equal(await verdict(server, ask(id, plan(sway))), 'unknownSubject');
  });

  await t.test('what is not known is passed over', async () => {
    const more = { properties: { role: 'admin', deep: [[{ x: null }]] }, extra: 1 };
    assert.equal(await verdict(server, {
      subject: { ...user(ann.id), ...more }, action: { ...use, ...more }, resource: { ...plan(sway), ...more }, context: { time: '1985-10-26T01:22-07:00' }, foo: ['bar'],
    }), true);
    assert.equal(await verdict(server, { ...ask(ann.id, plan(sway)), context: {} }), true);
  });

  await t.test('the order of members does not matter, nor do blanks and escapes', async () => {
    const text = ` {"resource":{"id":"SW\\u0041Y","type":"service\\u0050lan"},\n\t"context":{},"action":{"name":"use"},"subject":{"id":"${ann.userPrincipalName.replace('@', '\\u0040')}","type":"user"}} \r\n`;
    assert.equal(await verdict(server, text), true);
  });

  await t.test('what is missing is named', async () => {
    const whole = ask(ann.id, plan(sway));
    for (const [entity, members] of [['subject', ['type', 'id']], ['action', ['name']], ['resource', ['type', 'id']]]) {
      const { [entity]: gone, ...rest } = whole;
      assert.match(await refused(server, 'evaluation', rest), new RegExp(`'${entity}\\.`));
      for (const member of members) {
        const { [member]: _, ...part } = gone;
        assert.match(await refused(server, 'evaluation', { ...whole, [entity]: part }), new RegExp(`'${entity}\\.${member}'`));
      }
    }
  });

  await t.test('a member of a wrong type is named', async () => {
    const whole = ask(ann.id, plan(sway));
    const wrong = { string: ['x'], number: [1, -0.5e3], bool: [true, false], null: [null], array: [[], ['x']], object: [{}, { x: 1 }] };
    const allBut = (kind) => Object.entries(wrong).filter(([name]) => name !== kind).flatMap(([, values]) => values);
    for (const name of ['subject', 'action', 'resource', 'context']) {
      for (const value of allBut('object')) {
        assert.match(await refused(server, 'evaluation', { ...whole, [name]: value }), new RegExp(`'${name}' must be an object`));
      }
    }
    for (const [name, member] of [['subject', 'type'], ['subject', 'id'], ['action', 'name'], ['resource', 'type'], ['resource', 'id']]) {
      for (const value of allBut('string')) {
        assert.match(await refused(server, 'evaluation', { ...whole, [name]: { ...whole[name], [member]: value } }), new RegExp(`'${name}\\.${member}' must be a string`));
      }
    }
    assert.match(await refused(server, 'evaluation', { ...whole, subject: { ...whole.subject, properties: 5 } }), /'subject\.properties' must be an object/);
  });

  await t.test('members that are there twice', async () => {
    const text = JSON.stringify(ask(ann.id, plan(sway)));
    assert.match(await refused(server, 'evaluation', text.replace('"subject":', '"subject":{"type":"user","id":"x"},"subject":')), /'subject' is there twice/);
    assert.match(await refused(server, 'evaluation', text.replace('"type":"user"', '"type":"user","type":"user"')), /'subject\.type' is there twice/);
  });

  await t.test('no JSON, no object, no body', async () => {
    const text = JSON.stringify(ask(ann.id, plan(sway)));
    for (const body of ['', '{', text.slice(0, -1), text.slice(0, 20), `${text}x`, '[]', '"x"', '5', 'null', text.replace('use', 'u\\u0000'), '{"a":01}', `${'['.repeat(40)}`]) {
      const answer = await server.post(`${base}/evaluation`, body);
      assert.equal(answer.status, 400, body);
    }
    assert.match(await refused(server, 'evaluation', '{"subject":\n  7x}'), /line 2, column 4/);
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonx']) {
      assert.match(await refused(server, 'evaluation', text, 400, { headers: { 'Content-Type': type } }), /application\/json/);
    }
    assert.equal((await evaluate(server, text, { headers: { 'Content-Type': 'application/json; charset=utf-8' } })).decision, true);
    await refused(server, 'evaluation', `{"x":"${'y'.repeat(1 << 20)}"}`, 413);
  });

  await t.test('X-Request-ID comes back as it was, also with a failure', async () => {
    const id = 'bfe9eb29-ab87-4ca3-be83-a1d5d8305716 / x=1';
    for (const [body, options] of [[ask(ann.id, plan(sway)), {}], ['{', {}], [ask(ann.id, plan(sway)), { token: 'lic_wrong' }]]) {
      const answer = await server.post(`${base}/evaluation`, body, { ...options, headers: { 'X-Request-ID': id } });
      assert.equal(answer.headers.get('x-request-id'), id);
      assert.ok(answer.headers.get('request-id'));
    }
    assert.equal((await server.post(`${base}/evaluation`, ask(ann.id, plan(sway)))).headers.get('x-request-id'), null);
  });

  await t.test('who may ask', async () => {
    const whole = ask(ann.id, plan(sway));
    for (const token of ['', 'lic_wrong', 'not.a.jwt']) {
      assert.match(await refused(server, 'evaluation', whole, 401, { token }), /token/);
    }
    const role = (await server.post('/api/v1/tokens', { name: 'guests', role: 'Guest Inviter' })).body.token;
    await refused(server, 'evaluation', whole, 403, { token: role });
    const may = await tokenOfApplication(server, await register(server, { own: ['LicenseAssignment.Read.All'] }));
    assert.equal(await verdict(server, whole, { token: may }), true);
    const mayNot = await tokenOfApplication(server, await register(server, { own: ['Group.Read.All'] }));
    await refused(server, 'evaluation', whole, 403, { token: mayNot });
  });

  await t.test('another method, another path, an option', async () => {
    const answer = await server.get(`${base}/evaluation`);
    assert.deepEqual([answer.status, answer.headers.get('allow')], [405, 'POST']);
    assert.equal((await server.post(`${base}/nothing`, {})).status, 404);
    await refused(server, 'evaluation?x=1', ask(ann.id, plan(sway)));
  });
});

test('a name that several products bear', async (t) => {
  const server = await startServer(t);
  const { id } = await server.addUser('ann');
  sql(server, "UPDATE sku SET part_number = 'STANDARDPACK' WHERE part_number = 'ENTERPRISEPACK'");
  sql(server, 'UPDATE tenant SET catalog_version = catalog_version + 1');
  assert.equal(await verdict(server, ask(id, product('standardpack'))), 'ambiguousResource');
  assert.equal(await verdict(server, ask(id, product(E1))), 'notLicensed');
});

test('a list of questions', async (t) => {
  const server = await startServer(t);
  await server.buy('ENTERPRISEPACK', 20);
  const ann = await server.addUser('ann');
  const ben = await server.addUser('ben');
  await server.assign(ann.id, [E3]);
  const list = async (body) => {
    const answer = await server.post(`${base}/evaluations`, body);
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual(Object.keys(answer.body), ['evaluations']);
    return answer.body.evaluations.map(({ decision, context }) => (decision ? true : context.code));
  };
  const yes = ask(ann.id, product(E3));
  const no = ask(ben.id, product(E3));

  await t.test('answers come in order', async () => {
    assert.deepEqual(await list({ evaluations: [yes, no, yes, no, no] }), [true, 'notLicensed', true, 'notLicensed', 'notLicensed']);
    assert.deepEqual(await list({ evaluations: [yes] }), [true]);
  });

  await t.test('defaults stand for what is missing, whole, wherever they stand', async () => {
    const { subject, action, resource } = yes;
    assert.deepEqual(await list({ subject, action, evaluations: [{ resource }, { resource: product(VISIO) }, { resource, action: { name: 'read' } }] }), [true, 'notLicensed', 'unknownAction']);
    assert.deepEqual(await list({ evaluations: [{}, { subject: user(ben.id) }], subject, action, resource, context: {} }), [true, 'notLicensed']);
    assert.deepEqual(await list({ subject, action, resource, evaluations: [{ resource: { id: E3 } }, { subject: { type: 'user' } }] }), ['invalidRequest', 'invalidRequest'], 'nothing is merged');
  });

  await t.test('what is wrong with one question is its own', async () => {
    const { body } = await server.post(`${base}/evaluations`, { evaluations: [yes, { ...yes, subject: 'ann' }, 5, {}, { ...yes, action: { name: 1 } }, { ...yes, context: 3 }, yes] });
    assert.deepEqual(body.evaluations.map(({ decision }) => decision), [true, false, false, false, false, false, true]);
    assert.deepEqual(body.evaluations[1].context, { code: 'invalidRequest', reason: "'subject' must be an object.", error: { status: 400, message: "'subject' must be an object." } });
    assert.match(body.evaluations[3].context.error.message, /'subject\.type' is missing/);
  });

  await t.test('evaluations_semantic', async () => {
    const all = [yes, yes, no, yes, no];
    const semantic = (name) => ({ evaluations: all, options: { evaluations_semantic: name, other: 1 } });
    assert.equal((await list({ evaluations: all, options: {} })).length, 5);
    assert.equal((await list(semantic('execute_all'))).length, 5);
    assert.deepEqual(await list(semantic('deny_on_first_deny')), [true, true, 'notLicensed']);
    assert.deepEqual(await list(semantic('permit_on_first_permit')), [true]);
    assert.deepEqual(await list({ evaluations: [no, 5, yes, no], options: { evaluations_semantic: 'permit_on_first_permit' } }), ['notLicensed', 'invalidRequest', true]);
    for (const value of ['', 'all', 'EXECUTE_ALL', 1, null, []]) {
      assert.match(await refused(server, 'evaluations', semantic(value)), /evaluations_semantic/);
    }
    await refused(server, 'evaluations', { evaluations: all, options: [] });
  });

  await t.test('without a list it is one question', async () => {
    for (const more of [{}, { evaluations: [] }]) {
      const answer = await server.post(`${base}/evaluations`, { ...yes, ...more });
      assert.deepEqual([answer.status, answer.body], [200, { decision: true }]);
      await refused(server, 'evaluations', { ...more, subject: yes.subject });
    }
  });

  await t.test('what is wrong with the whole', async () => {
    for (const value of [{}, 'x', 1, null, true]) {
      assert.match(await refused(server, 'evaluations', { ...yes, evaluations: value }), /'evaluations' must be an array/);
    }
    assert.match(await refused(server, 'evaluations', { subject: 'ann', evaluations: [yes] }), /'subject' must be an object/);
    assert.match(await refused(server, 'evaluations', `{"evaluations":[${JSON.stringify(yes)}],"evaluations":[]}`), /twice/);
    assert.equal((await list({ ...yes, evaluations: Array(1000).fill({}) })).length, 1000);
    assert.match(await refused(server, 'evaluations', { ...yes, evaluations: Array(1001).fill({}) }), /1000/);
  });
});

test('searches', async (t) => {
  const server = await startServer(t);
  await server.buy('ENTERPRISEPACK', 300);
  await server.buy('STANDARDPACK', 300);
  await server.buy('VISIOCLIENT', 3);
  const sway = await planOf(server, 'ENTERPRISEPACK', 'SWAY');
  const users = [];
  for (let i = 0; i < 9; i++) {
    users.push(await server.addUser(`user${i}`));
  }
  // 0 to 4 hold E3, 3 to 6 E1 (whose SWAY is another path to the same plan); 2 has it off in E3, 4 is blocked, 8 holds nothing.
  for (const i of [0, 1, 3, 4]) {
    assert.equal((await server.assign(users[i].id, [E3])).status, 200);
  }
  assert.equal((await server.assign(users[2].id, [{ skuId: E3, disabledPlans: [sway] }])).status, 200);
  for (const i of [5, 6]) {
    assert.equal((await server.assign(users[i].id, [E1])).status, 200);
  }
  await server.patch(`/v1.0/users/${users[4].id}`, { accountEnabled: false });
  const search = async (kind, body) => {
    const answer = await server.post(`${base}/search/${kind}`, body);
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual(Object.keys(answer.body), ['page', 'results']);
    assert.equal(answer.body.page.count, answer.body.results.length);
    return answer.body;
  };
  const walk = async (kind, body, limit) => {
    const found = [];
    let page = { limit };
    for (let i = 0; i < 200; i++) {
      const answer = await search(kind, { ...body, page });
      assert.ok(answer.results.length <= limit);
      found.push(...answer.results);
      if (answer.page.next_token === '') {
        return found;
      }
      page = { token: answer.page.next_token };
    }
    return assert.fail('no end');
  };
  const subjects = { subject: { type: 'user' }, action: use, resource: plan('SWAY') };
  const ids = (...which) => which.map((i) => ({ type: 'user', id: users[i].id }));

  await t.test('who may use a plan, or a product', async () => {
    assert.deepEqual((await search('subject', subjects)).results, ids(0, 1, 3, 5, 6));
    assert.deepEqual((await search('subject', { ...subjects, subject: user('ignored'), context: {} })).results, ids(0, 1, 3, 5, 6));
    assert.deepEqual((await search('subject', { ...subjects, resource: product(E3) })).results, ids(0, 1, 2, 3));
    assert.deepEqual((await search('subject', { ...subjects, resource: product(VISIO) })).results, []);
  });

  await t.test('pages of every size give the same', async () => {
    for (const limit of [1, 2, 3, 4, 5, 6, 100, 5000]) {
      assert.deepEqual(await walk('subject', subjects, limit), ids(0, 1, 3, 5, 6), `${limit}`);
    }
    const nothing = await search('subject', { ...subjects, page: { limit: 0 } });
    assert.deepEqual([nothing.results, nothing.page.next_token !== ''], [[], true]);
  });

  await t.test('everybody once, although he holds it twice, and by many groups', async () => {
    const groups = [];
    for (let i = 0; i < 4; i++) {
      groups.push(await addGroup(server, `Group ${i}`, [users[1], users[3], users[7]]));
      await license(server, groups[i], [E3]);
    }
    for (const limit of [1, 2, 100]) {
      assert.deepEqual(await walk('subject', { ...subjects, resource: product(E3) }, limit), ids(0, 1, 2, 3, 7));
    }
  });

  await t.test('what a user may use', async () => {
    const resources = { subject: user(users[2].id), action: use, resource: { type: 'sku' } };
    assert.deepEqual((await search('resource', resources)).results, [{ type: 'sku', id: E3 }]);
    assert.deepEqual((await search('resource', { ...resources, resource: { type: 'product', id: 'ignored' } })).results, [{ type: 'product', id: E3 }]);
    const plans = (await search('resource', { ...resources, resource: { type: 'servicePlan' } })).results;
    const details = (await server.get(`/v1.0/users/${users[2].id}/licenseDetails`)).body.value[0].servicePlans;
    assert.deepEqual(plans.map(({ id }) => id).sort(), details.filter((item) => item.provisioningStatus === 'Success').map((item) => item.servicePlanId).sort());
    for (const limit of [1, 7, plans.length, 1000]) {
      assert.deepEqual(await walk('resource', { ...resources, resource: { type: 'servicePlan' } }, limit), plans);
    }
    assert.deepEqual((await search('resource', { ...resources, subject: user(users[4].id) })).results, [], 'blocked');
    assert.deepEqual((await search('resource', { ...resources, subject: user(users[8].id) })).results, []);
    assert.deepEqual((await search('resource', { ...resources, subject: user('nobody') })).results, []);
  });

  await t.test('what a user may do', async () => {
    const actions = { subject: user(users[0].userPrincipalName), resource: plan(sway) };
    assert.deepEqual((await search('action', actions)).results, [{ name: 'use' }]);
    assert.deepEqual((await search('action', { ...actions, subject: user(users[2].id) })).results, []);
    assert.deepEqual((await search('action', { ...actions, action: { name: 'read' } })).results, [{ name: 'use' }]);
  });

  await t.test('unknown types and things: nothing is found', async () => {
    for (const more of [{ subject: { type: 'group' } }, { action: { name: 'read' } }, { resource: { type: 'file', id: '1' } }, { resource: plan('nothing') }]) {
      assert.deepEqual(await search('subject', { ...subjects, ...more }), { page: { next_token: '', count: 0 }, results: [] });
    }
  });

  await t.test('what is missing, or of a wrong type', async () => {
    const whole = { subject: user(users[0].id), action: use, resource: plan(sway) };
    const without = (...names) => Object.fromEntries(Object.entries(whole).filter(([name]) => !names.includes(name)));
    for (const [kind, bodies] of Object.entries({
      subject: [without('subject'), without('action'), without('resource'), { ...whole, subject: {} }, { ...whole, resource: { type: 'servicePlan' } }, { ...whole, resource: { id: sway } }],
      resource: [without('subject'), without('action'), without('resource'), { ...whole, subject: { type: 'user' } }, { ...whole, resource: {} }],
      action: [without('subject'), without('resource'), { ...whole, subject: { type: 'user' } }, { ...whole, resource: { type: 'servicePlan' } }],
    })) {
      for (const body of [...bodies, { ...whole, page: 5 }, { ...whole, page: { token: 5 } }, { ...whole, page: { properties: 1 } }, { ...whole, context: 'x' }, { ...whole, page: { token: 'x' } },
        ...[-1, 1.5, '10', null, 1e30].map((limit) => ({ ...whole, page: { limit } }))]) {
        await refused(server, `search/${kind}`, body);
      }
    }
  });

  await t.test('a token is good for its own search only', async () => {
    const { page: { next_token: token } } = await search('subject', { ...subjects, page: { limit: 2 } });
    assert.deepEqual((await search('subject', { ...subjects, page: { token, limit: 2 } })).results, ids(3, 5));
    for (const body of [{ ...subjects, page: { token, limit: 3 } }, { ...subjects, resource: product(E3), page: { token } }, { ...subjects, page: { token: `${token.slice(0, -2)}AA` } }]) {
      assert.match(await refused(server, 'search/subject', body), /next_token/);
    }
    await refused(server, 'search/resource', { subject: user(users[0].id), action: use, resource: { type: 'sku' }, page: { token } });
  });
});

test('organisations are separate', async (t) => {
  const server = await startServer(t);
  const made = run(['tenant', 'add', '--db', server.db, '--name', 'Fabrikam', '--domain', 'fabrikam.example', '--country', 'NL', '--no-admin', '--json']);
  const theirs = { token: JSON.parse(made.stdout).token };
  await server.buy('ENTERPRISEPACK', 20);
  const users = [];
  for (const alias of ['ann', 'ben', 'cat']) {
    const user = await server.addUser(alias);
    await server.assign(user.id, [E3]);
    users.push(user);
  }
  for (const id of [users[0].id, users[0].userPrincipalName]) {
    assert.equal(await verdict(server, ask(id, product(E3))), true);
    assert.equal(await verdict(server, ask(id, product(E3)), theirs), 'unknownSubject');
  }
  const subjects = { subject: { type: 'user' }, action: use, resource: product(E3), page: { limit: 1 } };
  const ours = await server.post(`${base}/search/subject`, subjects);
  assert.deepEqual((await server.post(`${base}/search/subject`, subjects, theirs)).body.results, []);
  await refused(server, 'search/subject', { ...subjects, page: { token: ours.body.page.next_token } }, 400, theirs);
  assert.deepEqual((await server.post(`${base}/search/resource`, { subject: user(users[0].id), action: use, resource: { type: 'sku' } }, theirs)).body.results, []);
});

test('where everything is, without a token', async (t) => {
  const server = await startServer(t);
  const answer = await server.get('/.well-known/authzen-configuration', { token: '' });
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get('content-type'), /^application\/json/);
  assert.deepEqual(answer.body, {
    policy_decision_point: server.url,
    access_evaluation_endpoint: `${server.url}/access/v1/evaluation`,
    access_evaluations_endpoint: `${server.url}/access/v1/evaluations`,
    search_subject_endpoint: `${server.url}/access/v1/search/subject`,
    search_resource_endpoint: `${server.url}/access/v1/search/resource`,
    search_action_endpoint: `${server.url}/access/v1/search/action`,
  });
  assert.equal((await server.post('/.well-known/authzen-configuration', {}, { token: '' })).status, 405);
});

/** Numbers that look random and are the same in every run. */
function* numbers(seed) {
  for (let state = seed; ;) {
    state = (state * 1103515245 + 12345) % 2147483648;
    yield state / 2147483648;
  }
}

test('in an organisation at random every decision is what why and licenseDetails show', async (t) => {
  const server = await startServer(t);
  const random = numbers(20260131);
  const next = (n) => Math.floor(random.next().value * n);
  const parts = ['ENTERPRISEPACK', 'STANDARDPACK', 'VISIOCLIENT', 'POWER_BI_PRO', 'SPE_E5', 'MCOMEETADV'];
  const plans = {};
  for (const part of parts) {
    await server.buy(part, 3 + next(6));
    plans[part] = (await server.get(`/api/v1/catalog/skus/${part}`)).body.servicePlans;
  }
  const users = [];
  for (let i = 0; i < 14; i++) {
    const user = await server.addUser(`user${i}`);
    for (let tries = 0; tries < 2; tries++) {
      const part = parts[next(parts.length)];
      const disabledPlans = plans[part].filter((item) => item.appliesTo === 'User' && next(3) === 0).map((item) => item.servicePlanId);
      await server.assign(user.id, [{ skuId: sku[part], disabledPlans }]); // some are refused: they hold what they held
    }
    users.push(user);
  }
  for (let i = 0; i < 3; i++) {
    const members = users.filter(() => next(2) === 0);
    await license(server, await addGroup(server, `Group ${i}`, members), [sku[parts[next(parts.length)]]]);
  }
  for (const user of users.filter(() => next(5) === 0)) {
    await server.patch(`/v1.0/users/${user.id}`, { accountEnabled: false });
    user.isBlocked = true;
  }
  const part = parts[next(parts.length)];
  const suspended = sku[part];
  sql(server, `UPDATE seat_pool SET suspended = enabled, enabled = 0 WHERE sku_id = (SELECT id FROM sku WHERE part_number = '${part}')`);
  const names = [...new Set(Object.values(plans).flat().map((item) => item.servicePlanId))];
  const seen = { true: 0, false: 0 };
  const may = Object.fromEntries(names.map((name) => [name, []]));
  for (const user of users) {
    const { body } = await server.post(`${base}/evaluations`, { subject: { type: 'user', id: user.id }, action: use, evaluations: names.map((id) => ({ resource: plan(id) })) });
    const found = (await server.post(`${base}/search/resource`, { subject: { type: 'user', id: user.id }, action: use, resource: { type: 'servicePlan' }, page: { limit: 1000 } })).body.results;
    const details = (await server.get(`/v1.0/users/${user.id}/licenseDetails`)).body.value;
    for (const [i, id] of names.entries()) {
      const why = (await server.get(`/api/v1/users/${user.id}/why?plan=${id}`)).body;
      const works = why.paths.some((path) => path.planEnabled && path.state.startsWith('Active'));
      assert.equal(body.evaluations[i].decision, works && !user.isBlocked, `${user.displayName} ${id}: ${JSON.stringify(why.paths)}`);
      const shown = details.some((item) => item.skuId !== suspended && item.servicePlans.some((entry) => entry.servicePlanId === id && entry.provisioningStatus === 'Success'));
      assert.equal(body.evaluations[i].decision, shown && !user.isBlocked, `${user.displayName} ${id}`);
      assert.equal(found.some((item) => item.id === id), body.evaluations[i].decision);
      seen[body.evaluations[i].decision]++;
      if (body.evaluations[i].decision) {
        may[id].push(user.id);
      }
    }
  }
  assert.ok(seen.true > 50 && seen.false > 50, JSON.stringify(seen));
  for (const id of names) {
    const { body } = await server.post(`${base}/search/subject`, { subject: { type: 'user' }, action: use, resource: plan(id) });
    assert.deepEqual(body.results.map((item) => item.id), may[id], id);
  }
});
