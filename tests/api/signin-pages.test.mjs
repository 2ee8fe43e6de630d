// Signing in on the pages: names and passwords, change at first sign-in, pauses after failures, and what an attacker tries.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { engine, sql } from '../lib/database.mjs';
import { Browser } from '../lib/browser.mjs';
import { init, run, Server, startServer, temporaryFolder } from '../lib/licentia.mjs';
import { addPerson, password } from '../lib/people.mjs';

const failed = /^The user name or password is not correct/;

test('signing in', async (t) => {
  const server = await startServer(t);
  const anna = await addPerson(server, 'anna');

  await t.test('with name and password, in any case of the name', async () => {
    for (const name of ['anna@contoso.example', 'ANNA@Contoso.Example']) {
      const browser = new Browser(server);
      const page = await browser.signIn(name, password);
      assert.equal(page.status, 200, page.text);
      assert.equal(page.title, 'You are signed in');
      assert.match(page.words, /Signed in as anna@contoso\.example/);
      assert.match(browser.session, /^[A-Za-z0-9_-]{43}$/);
    }
    for (const tenant of [server.tenantId, 'contoso.example', 'organizations', 'CONTOSO.EXAMPLE']) {
      const browser = new Browser(server);
      const page = await browser.submit(await browser.get(`/${tenant}/login`), { username: 'anna@contoso.example', password });
      assert.equal(page.title, 'You are signed in', tenant);
    }
  });

  await t.test('next leads on, to a path of ours only', async () => {
    const browser = new Browser(server);
    const answer = await browser.submit(await browser.get('/common/login?next=%2Fdevicelogin%3Fuser_code%3DAB'), { username: 'anna@contoso.example', password }, { follow: false });
    assert.equal(answer.status, 303);
    assert.equal(answer.location, `${server.url}/devicelogin?user_code=AB`);
    for (const next of ['//evil.example', 'https://evil.example', '/\\evil.example', '/\tevil', '/x\r\nSet-Cookie: a=b', 'x', '/a"b', `/${'a'.repeat(9000)}`]) {
      const page = await browser.send('GET', `/common/login?next=${encodeURIComponent(next)}`);
      assert.ok([400, 414, 431].includes(page.status), `${next}: ${page.status}`);
      const fresh = new Browser(server);
      const { fields } = (await fresh.get('/common/login')).form;
      const sent = await fresh.send('POST', '/common/login', { fields: { ...fields, username: 'anna@contoso.example', password, next } });
      assert.equal(sent.status, 400, next);
      assert.equal(fresh.session, undefined);
    }
  });

  await t.test('whoever fails is told the same, whatever the reason', async () => {
    await addPerson(server, 'blocked', { accountEnabled: false });
    await server.addUser('nopassword');
    await addPerson(server, 'gone');
    assert.equal((await server.delete('/v1.0/users/gone@contoso.example')).status, 204);
    const texts = new Set();
    for (const [name, word] of [['anna@contoso.example', 'wrong'], ['nobody@contoso.example', password], ['blocked@contoso.example', password], ['nopassword@contoso.example', password],
      ['gone@contoso.example', password], ['anna@elsewhere.example', password], ['anna', password], ['', ''], ['anna@contoso.example', ''], ["' OR 1=1 --", password]]) {
      const browser = new Browser(server);
      const page = await browser.signIn(name, word);
      assert.equal(page.status, 403, name);
      assert.match(page.alert, failed);
      assert.equal(browser.session, undefined);
      assert.ok(!page.text.includes(password), 'a password is never shown again');
      texts.add(page.text.replace(/value="[^"]*"/g, '').replace(/ autofocus/g, ''));
    }
    assert.equal(texts.size, 1);
  });

  await t.test('an organisation that is not there is no secret', async () => {
    const browser = new Browser(server);
    const { fields } = (await browser.get('/common/login')).form;
    const answer = await browser.send('POST', '/elsewhere.example/login', { fields: { ...fields, username: 'anna@contoso.example', password } });
    assert.equal(answer.status, 404);
  });

  await t.test('blocking, deletion and a new password end sessions at once (D-22)', async () => {
    const person = await addPerson(server, 'bert');
    const signIn = async (word = password) => {
      const browser = new Browser(server);
      assert.equal((await browser.signIn('bert@contoso.example', word)).title, 'You are signed in');
      return browser;
    };
    const isIn = async (browser) => (await browser.get('/common/login')).title === 'You are signed in';
    let browser = await signIn();
    assert.ok(await isIn(browser));
    await server.patch(`/v1.0/users/${person.id}`, { accountEnabled: false });
    assert.ok(!await isIn(browser));
    await server.patch(`/v1.0/users/${person.id}`, { accountEnabled: true });
    assert.ok(!await isIn(browser), 'a session does not come back');
    browser = await signIn();
    await server.patch(`/v1.0/users/${person.id}`, { jobTitle: 'Clerk' });
    assert.ok(await isIn(browser), 'other changes leave it');
    const other = 'Ander wachtwoord 2';
    await server.patch(`/v1.0/users/${person.id}`, { passwordProfile: { password: other, forceChangePasswordNextSignIn: false } });
    assert.ok(!await isIn(browser));
    browser = await signIn(other);
    assert.equal((await server.delete(`/v1.0/users/${person.id}`)).status, 204);
    assert.ok(!await isIn(browser));
  });

  await t.test('a session gets a new secret at each sign-in, and the old one ends (fixation)', async () => {
    const browser = new Browser(server);
    browser.cookies.set('licentia-session', 'A'.repeat(43));
    await browser.signIn('anna@contoso.example', password);
    const first = browser.session;
    assert.notEqual(first, 'A'.repeat(43));
    const page = await browser.get('/common/login?next=%2Fx');
    await browser.submit(page, { username: 'anna@contoso.example', password }, { follow: false });
    assert.notEqual(browser.session, first);
    const old = new Browser(server);
    old.cookies.set('licentia-session', first);
    assert.equal((await old.get('/common/login')).title, 'Sign in');
  });

  await t.test('cookies that are no secrets of ours are nothing', async () => {
    for (const value of ['', 'x', 'A'.repeat(44), `${'A'.repeat(42)}!`, "' OR 1=1", 'é'.repeat(10)]) {
      const response = await fetch(`${server.url}/common/login`, { headers: { Cookie: `other=1; licentia-session=${encodeURI(value)}; x="y"` } });
      assert.match(await response.text(), /<h1>Sign in<\/h1>/);
    }
  });

  await t.test('nothing secret is stored, logged or in the ledger', async () => {
    const browser = new Browser(server);
    await browser.signIn('anna@contoso.example', password);
    const hex = Buffer.from(browser.session, 'base64url').toString('hex');
    const stored = sql(server, engine === 'sqlite' ? 'SELECT hex(hash) FROM session' : "SELECT encode(hash, 'hex') FROM session").toLowerCase();
    assert.ok(stored.length > 0 && !stored.includes(hex) && !stored.includes(Buffer.from(browser.session).toString('hex')));
    assert.ok(!server.log.includes(password) && !server.log.includes(browser.session));
    assert.equal(anna.userPrincipalName, 'anna@contoso.example');
  });
});

test('forms of others', async (t) => {
  const server = await startServer(t);
  await addPerson(server, 'anna');
  const good = { username: 'anna@contoso.example', password };

  await t.test('a form counts only with what this browser was given', async () => {
    const browser = new Browser(server);
    const page = await browser.get('/common/login');
    const stranger = new Browser(server);
    const theirs = (await stranger.get('/common/login')).form.fields;
    for (const csrf of ['', 'x', theirs.csrf, `${page.form.fields.csrf}x`]) {
      const answer = await browser.submit(page, { ...good, csrf });
      assert.equal(answer.status, 403, csrf);
      assert.equal(browser.session, undefined);
    }
    const bare = new Browser(server);
    assert.equal((await bare.send('POST', '/common/login', { fields: { ...good, csrf: page.form.fields.csrf } })).status, 403);
  });

  await t.test('nor when it comes from another site', async () => {
    for (const headers of [{ Origin: 'https://evil.example' }, { Origin: 'null' }, { 'Sec-Fetch-Site': 'cross-site' }, { 'Sec-Fetch-Site': 'same-site' }]) {
      const browser = new Browser(server);
      const answer = await browser.submit(await browser.get('/common/login'), good, { headers });
      assert.equal(answer.status, 403, JSON.stringify(headers));
    }
    const browser = new Browser(server);
    assert.equal((await browser.submit(await browser.get('/common/login'), good, { headers: { Origin: server.url, 'Sec-Fetch-Site': 'same-origin' } })).title, 'You are signed in');
  });

  await t.test('bodies that are no form, or too large, and other methods', async () => {
    const browser = new Browser(server);
    const { fields } = (await browser.get('/common/login')).form;
    const body = new URLSearchParams({ ...fields, ...good }).toString();
    const type = { 'Content-Type': 'application/x-www-form-urlencoded' };
    assert.equal((await browser.send('POST', '/common/login', { body, headers: { 'Content-Type': 'text/plain' } })).status, 415);
    assert.equal((await browser.send('POST', '/common/login', { body: JSON.stringify(good), headers: { 'Content-Type': 'application/json' } })).status, 415);
    assert.equal((await browser.send('POST', '/common/login', { body: `${body}&username=other`, headers: type })).status, 400, 'a field twice');
    assert.equal((await browser.send('POST', '/common/login', { body: `${body}&x=%00`, headers: type })).status, 400);
    assert.equal((await browser.send('POST', '/common/login', { body: `${body}&x=%ff`, headers: type })).status, 400);
    assert.equal((await browser.send('POST', '/common/login', { body: `${body}&x=${'y'.repeat(70000)}`, headers: type })).status, 413);
    assert.equal((await browser.send('POST', '/common/login', { body: `${body}${'&z'.repeat(3)}${Array.from({ length: 40 }, (_, i) => `&f${i}=1`).join('')}`, headers: type })).status, 400);
    assert.equal((await browser.send('POST', '/common/login')).status, 403, 'nothing at all');
    assert.equal((await browser.send('PUT', '/common/login', { body, headers: type })).status, 405);
    assert.equal((await browser.send('DELETE', '/common/login')).status, 405);
    assert.equal(browser.session, undefined);
  });

  await t.test('what is typed is shown as text', async () => {
    const nasty = '"><script>alert(1)</script>&amp;\'@contoso.example';
    const browser = new Browser(server);
    const page = await browser.signIn(nasty, 'x');
    assert.ok(!page.text.includes('<script'));
    assert.equal(page.form.fields.username, nasty);
    const locales = await browser.get(`/common/login?ui_locales=${encodeURIComponent('"><img>')}&login_hint=${encodeURIComponent(nasty)}`);
    assert.ok(!locales.text.includes('<img') && !locales.text.includes('<script'));
  });

  await t.test('headers that keep pages to themselves', async () => {
    const browser = new Browser(server);
    for (const page of [await browser.get('/common/login'), await browser.get('/common/password'), await browser.get('/common/oauth2/v2.0/authorize'), await browser.send('POST', '/common/login')]) {
      const policy = page.headers.get('content-security-policy');
      assert.match(policy, /^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]{44}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'$/);
      assert.equal(page.headers.get('x-frame-options'), 'DENY');
      assert.equal(page.headers.get('x-content-type-options'), 'nosniff');
      assert.equal(page.headers.get('cache-control'), 'no-store');
      assert.equal(page.headers.get('referrer-policy'), 'same-origin');
      assert.ok(!/<script|javascript:|\son[a-z]+=/.test(page.text));
    }
  });

  await t.test('rehearsals do not go past the counting', async () => {
    const browser = new Browser(server);
    const page = await browser.submit(await browser.get('/common/login'), good, { headers: { Prefer: 'validate-only' } });
    assert.equal(page.title, 'You are signed in');
    assert.equal(page.headers.get('preference-applied'), null);
  });
});

test('pauses after failures', async (t) => {
  const server = await startServer(t);
  const anna = await addPerson(server, 'anna');
  const attempt = async (word) => {
    const browser = new Browser(server);
    return (await browser.signIn('anna@contoso.example', word)).title === 'You are signed in';
  };
  const failures = () => sql(server, "SELECT place, failures FROM sign_in_failure ORDER BY place");
  // However long an attempt takes: the last failure was longer ago than any pause, or lies ahead.
  const setLast = (ms) => sql(server, `UPDATE sign_in_failure SET last_ms = ${Date.now() + ms}`);
  const passTime = () => setLast(-16 * 60 * 1000);
  const holdTime = () => setLast(60 * 60 * 1000);

  await t.test('after five from a strange place even the right password has to wait', async () => {
    for (let i = 0; i < 5; i++) {
      assert.equal(await attempt(`wrong ${i}`), false);
    }
    assert.equal(failures(), '|5');
    holdTime();
    assert.equal(await attempt(password), false);
    assert.equal(failures(), '|5', 'what comes too soon is not counted: nobody is locked out for ever');
  });

  await t.test('after the pause it is let in, and the place is its own from then on', async () => {
    passTime();
    assert.equal(await attempt(password), true);
    assert.equal(failures(), '|5\n127.0.0.1|0');
    sql(server, "UPDATE sign_in_failure SET failures = 50, last_ms = last_ms + 1000 * 60 * 60 WHERE place = ''");
    assert.equal(await attempt(password), true, 'strangers do not lock out somebody at his own place');
  });

  await t.test('the own place has a count of its own', async () => {
    for (let i = 0; i < 5; i++) {
      assert.equal(await attempt('wrong'), false);
    }
    holdTime();
    assert.equal(await attempt('wrong'), false);
    assert.equal(await attempt(password), false);
    assert.match(failures(), /127\.0\.0\.1\|5$/);
    passTime();
    assert.equal(await attempt(password), true);
    assert.match(failures(), /127\.0\.0\.1\|0$/);
  });

  await t.test('many at once learn no more than one by one', async () => {
    sql(server, "DELETE FROM sign_in_failure WHERE place <> ''; UPDATE sign_in_failure SET failures = 30");
    passTime(); // one may be tried now, and whoever fails has everybody wait for a quarter of an hour
    const results = await Promise.all(Array.from({ length: 12 }, (_, i) => attempt(i === 11 ? password : 'wrong')));
    assert.ok(failures() === '|31' || results[11], failures());
    assert.ok(results.slice(0, 11).every((result) => !result));
  });

  await t.test('an administrator who sets a new password forgives', async () => {
    sql(server, 'DELETE FROM sign_in_failure');
    for (let i = 0; i < 5; i++) {
      await attempt('wrong');
    }
    sql(server, `UPDATE sign_in_failure SET failures = 30, last_ms = ${Date.now()}`); // a pause of a quarter of an hour
    assert.equal(await attempt(password), false);
    await server.patch(`/v1.0/users/${anna.id}`, { passwordProfile: { password, forceChangePasswordNextSignIn: false } });
    assert.equal(await attempt(password), true);
  });
});

test('a password that must be changed', async (t) => {
  const server = await startServer(t);
  const fresh = 'Nieuw wachtwoord 2';
  await server.addUser('cees', { passwordProfile: { password } });

  await t.test('leads to a page that asks for another before anything else', async () => {
    const browser = new Browser(server);
    const page = await browser.signIn('cees@contoso.example', password, '/devicelogin');
    assert.equal(page.title, 'Change password');
    assert.equal(page.status, 200);
    assert.equal(browser.session, undefined);
    assert.equal(page.form.fields.username, 'cees@contoso.example');
    assert.equal(page.form.fields.next, '/devicelogin');
    for (const [fields, words] of [
      [{ password, new_password: fresh, repeat_password: 'other' }, /not the same/],
      [{ password, new_password: password, repeat_password: password }, /must differ/],
      [{ password, new_password: 'short', repeat_password: 'short' }, /does not meet the rules/],
      [{ password, new_password: 'alllowercase', repeat_password: 'alllowercase' }, /does not meet the rules/],
      [{ password, new_password: 'Cees@contoso.example', repeat_password: 'Cees@contoso.example' }, /does not meet the rules/],
      [{ password: 'wrong', new_password: fresh, repeat_password: fresh }, /current password is not correct/],
      [{ password: 'wrong', new_password: 'short', repeat_password: 'short' }, /current password is not correct/],
    ]) {
      const answer = await browser.submit(page, fields);
      assert.equal(answer.status, 403, answer.text);
      assert.match(answer.alert, words);
      assert.ok(!answer.text.includes(fresh) && !answer.text.includes(password));
      assert.equal(browser.session, undefined);
    }
    const answer = await browser.submit(page, { password, new_password: fresh, repeat_password: fresh }, { follow: false });
    assert.equal(answer.location, `${server.url}/devicelogin`, answer.text);
    assert.match(browser.session, /^[A-Za-z0-9_-]{43}$/);
  });

  await t.test('then the new one is good and the old one is not', async () => {
    assert.equal((await new Browser(server).signIn('cees@contoso.example', fresh)).title, 'You are signed in');
    assert.match((await new Browser(server).signIn('cees@contoso.example', password)).alert, failed);
    const [operation] = (await server.get('/api/v1/operations?$top=1')).body.value;
    assert.equal(operation.kind, 'passwordChange');
    assert.deepEqual(operation.actor, { kind: 'user', name: 'cees@contoso.example' });
  });

  await t.test('changing it of one\'s own will ends the other sessions', async () => {
    const other = new Browser(server);
    await other.signIn('cees@contoso.example', fresh);
    const browser = new Browser(server);
    const page = await browser.get('/common/password');
    assert.equal((await browser.submit(page, { username: 'cees@contoso.example', password: fresh, new_password: `${fresh}3`, repeat_password: `${fresh}3` })).title, 'You are signed in');
    assert.equal((await other.get('/common/login')).title, 'Sign in');
  });
});

test('the first administrator', async (t) => {
  const folder = temporaryFolder(t);
  const made = init(folder, { admin: true });

  await t.test('is made by init with a password of its own, to be changed', async () => {
    assert.equal(made.adminUserPrincipalName, 'admin@contoso.example');
    assert.match(made.adminPassword, /^\S{16}$/);
    const server = await Server.start(t, made);
    const browser = new Browser(server);
    const page = await browser.signIn(made.adminUserPrincipalName, made.adminPassword);
    assert.equal(page.title, 'Change password');
    const done = await browser.submit(page, { password: made.adminPassword, new_password: 'Mijn eigen 1', repeat_password: 'Mijn eigen 1' });
    assert.equal(done.title, 'You are signed in');
    const users = await browser.send('GET', '/v1.0/users');
    assert.equal(users.status, 200, users.text);
    assert.equal(sql(made, 'SELECT principal_kind, role FROM role_assignment'), '0|0');
    await server.stop();
  });

  await t.test('admin reset lets it in again, whatever was done to it', async () => {
    sql(made, 'UPDATE app_user SET account_enabled = 0');
    sql(made, 'DELETE FROM role_assignment');
    const reset = run(['admin', 'reset', '--db', made.db, '--user', 'admin@contoso.example', '--json']);
    assert.equal(reset.status, 0, reset.stderr);
    const { userPrincipalName, password: again } = JSON.parse(reset.stdout);
    assert.equal(userPrincipalName, 'admin@contoso.example');
    const server = await Server.start(t, made);
    assert.equal((await new Browser(server).signIn(userPrincipalName, again)).title, 'Change password');
    assert.equal(sql(made, 'SELECT principal_kind, role FROM role_assignment'), '0|0');
    await server.stop();
    const first = run(['admin', 'reset', '--db', made.db]);
    assert.equal(first.status, 0);
    assert.match(first.stdout, /^\S{16}\n$/);
    assert.match(first.stderr, /admin@contoso\.example/);
  });

  await t.test('from the machine itself strangers do not keep it out', async () => {
    const { password: again } = JSON.parse(run(['admin', 'reset', '--db', made.db, '--json']).stdout);
    sql(made, `INSERT INTO sign_in_failure (tenant_id, user_id, place, failures, last_ms) SELECT 1, id, '', 100, ${Date.now()} FROM app_user`);
    const server = await Server.start(t, made);
    assert.equal((await new Browser(server).signIn('admin@contoso.example', again)).title, 'Change password');
    await server.stop();
  });

  await t.test('without one, one is made; an unknown one is an error', async () => {
    const bare = init(temporaryFolder(t));
    const none = run(['admin', 'reset', '--db', bare.db, '--user', 'nobody@contoso.example']);
    assert.equal(none.status, 1, none.stderr);
    assert.match(none.stderr, /does not exist/);
    const made2 = run(['admin', 'reset', '--db', bare.db, '--json']);
    assert.equal(made2.status, 0, made2.stderr);
    assert.equal(JSON.parse(made2.stdout).userPrincipalName, 'admin@contoso.example');
  });
});

test('languages', async (t) => {
  const server = await startServer(t);

  await t.test('by the browser, or as chosen on the page or by the application', async () => {
    for (const [accept, path, language, title] of [
      ['nl', '/common/login', 'nl', 'Aanmelden'], ['nl-BE,nl;q=0.9,en;q=0.8', '/common/login', 'nl', 'Aanmelden'], ['en;q=0.4, nl;q=0.5', '/common/login', 'nl', 'Aanmelden'],
      ['fr, de', '/common/login', 'en', 'Sign in'], ['', '/common/login', 'en', 'Sign in'], ['en', '/common/login?ui_locales=nl-NL', 'nl', 'Aanmelden'],
      ['nl', '/common/login?ui_locales=fr%20en', 'en', 'Sign in'], ['nl;q=x,;;,=', '/common/login', 'en', 'Sign in'], ['nl', '/common/password', 'nl', 'Wachtwoord wijzigen'],
    ]) {
      const page = await new Browser(server, { language: accept }).get(path);
      assert.deepEqual([page.language, page.title], [language, title], `${accept} ${path}`);
    }
  });

  await t.test('stays through a form that fails', async () => {
    const browser = new Browser(server, { language: 'en' });
    const page = await browser.submit(await browser.get('/common/login?ui_locales=nl'), { username: 'x@contoso.example', password: 'y' });
    assert.equal(page.title, 'Aanmelden');
  });
});
