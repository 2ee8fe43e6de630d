// People who sign in.

import assert from 'node:assert/strict';

import { Browser } from './browser.mjs';

export const password = 'Oud-wachtwoord 1';

/** Creates a person who can sign in with `password`; `more` are other properties. */
export function addPerson(server, alias, more = {}) {
  return server.addUser(alias, { passwordProfile: { password, forceChangePasswordNextSignIn: false }, ...more });
}

/** A browser, with its `options`, in which somebody is signed in. */
export async function signedIn(server, alias, options) {
  const browser = new Browser(server, options);
  const page = await browser.signIn(`${alias}@contoso.example`, password);
  assert.equal(page.title, 'You are signed in', page.text);
  return browser;
}

/** Creates a person who is signed in to the pages: with `options` the calls of the server are his. */
export async function addSignedIn(server, alias) {
  const person = await addPerson(server, alias);
  const Cookie = `licentia-session=${(await signedIn(server, alias)).session}`;
  const { body } = await server.get('/api/v1/me/session', { token: '', headers: { Cookie } });
  return { ...person, actions: body.actions, options: { token: '', headers: { Cookie, 'X-CSRF-Token': body.csrfToken } } };
}
