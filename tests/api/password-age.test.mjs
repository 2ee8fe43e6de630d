// Passwords that become too old, where an organisation wants that.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Browser } from '../lib/browser.mjs';
import { day, startWithClock } from '../lib/clock.mjs';
import { register, token } from '../lib/oauth.mjs';
import { addPerson, password } from '../lib/people.mjs';

const another = 'Nieuw-wachtwoord 2';
const old = 'Your password is too old: choose a new one before you go on.';
const sessionOf = async (browser) => JSON.parse((await browser.send('GET', '/api/v1/me/session')).text);

test('R-85: a password is good for as long as the organisation says, for ever unless it says so', async (t) => {
  const server = await startWithClock(t);
  await addPerson(server, 'anna');
  const signIn = async (word = password) => {
    const browser = new Browser(server);
    return { browser, page: await browser.signIn('anna@contoso.example', word) };
  };

  await t.test('without the setting nothing is said of its age', async () => {
    server.clock.set(70 * day);
    const { browser, page } = await signIn();
    assert.equal(page.title, 'You are signed in', page.text);
    assert.equal((await sessionOf(browser)).passwordExpiresDateTime, null);
  });

  await t.test('it takes 0 to 730 days', async () => {
    for (const wrong of [-1, 731, 'never', 1.5]) {
      assert.equal((await server.patch('/api/v1/settings', { passwordValidityDays: wrong })).status, 400, String(wrong));
    }
    const { body, status } = await server.patch('/api/v1/settings', { passwordValidityDays: 90 });
    assert.equal(status, 200);
    const { value, default: usual } = body.value.find(({ name }) => name === 'passwordValidityDays');
    assert.deepEqual([value, usual], [90, 0]);
  });

  await t.test('a warning comes 14 days before, not earlier', async () => {
    server.clock.set(75 * day);
    assert.equal((await sessionOf((await signIn()).browser)).passwordExpiresDateTime, null);
    server.clock.set(77 * day);
    const { passwordExpiresDateTime } = await sessionOf((await signIn()).browser);
    const left = (Date.parse(passwordExpiresDateTime) - server.clock.now()) / day;
    assert.ok(left > 12.9 && left <= 13, `${left} days`);
  });

  await t.test('then it must be changed at the next sign-in; nobody is signed in before', async () => {
    server.clock.set(91 * day);
    const { browser, page } = await signIn();
    assert.equal(page.title, 'Change password', page.text);
    assert.match(page.words, new RegExp(old));
    assert.equal(browser.session, undefined);
    const { page: again } = await signIn();
    assert.match(again.words, new RegExp(old), 'having been asked does not make it younger');
    const changed = await browser.submit(page, { username: 'anna@contoso.example', password, new_password: another, repeat_password: another });
    assert.equal(changed.title, 'You are signed in', changed.text);
    assert.equal((await sessionOf(browser)).passwordExpiresDateTime, null);
    const { page: fresh } = await signIn(another);
    assert.equal(fresh.title, 'You are signed in', 'the new one is good');
  });

  await t.test('who is signed in stays so; programs are told that the password is expired; without the setting it is good for ever', async () => {
    const app = await register(server, { isPublicClient: true, delegated: ['User.Read'] });
    const settings = { passwordValidityDays: 1, passwordGrant: true, sessionIdleMinutes: 1440, sessionHours: 168 };
    assert.equal((await server.patch('/api/v1/settings', settings)).status, 200);
    const { browser } = await signIn(another);
    server.clock.set(91 * day + 20 * 3_600_000);
    assert.ok((await sessionOf(browser)).passwordExpiresDateTime);
    server.clock.set(91 * day + 25 * 3_600_000);
    const { page } = await signIn(another);
    assert.match(page.words, new RegExp(old));
    assert.ok(Date.parse((await sessionOf(browser)).passwordExpiresDateTime) < server.clock.now(), 'the session goes on');
    const { status, body } = await token(server, { grant_type: 'password', client_id: app.id, username: 'anna@contoso.example', password: another, scope: 'User.Read' });
    assert.deepEqual([status, body.error, body.suberror], [400, 'invalid_grant', 'user_password_expired']);
    assert.equal((await server.patch('/api/v1/settings', { passwordValidityDays: 0 })).status, 200);
    const { page: free } = await signIn(another);
    assert.equal(free.title, 'You are signed in', 'the setting acts at once');
    server.clock.set(4000 * day);
    const { page: later } = await signIn(another);
    assert.equal(later.title, 'You are signed in', 'without it, a password is good after years');
  });
});
