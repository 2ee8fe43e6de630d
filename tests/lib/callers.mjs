// Callers of other kinds than a token of a role: people, through an application, and applications in their own name.

import assert from 'node:assert/strict';

import { register } from './oauth.mjs';
import { password } from './people.mjs';

/** Fails the test when a call did not succeed; returns its body. */
function must(answer) {
  assert.ok(answer.status < 300, `${answer.status} ${answer.text}`);
  return answer.body;
}

/** The id of each role, by its name. */
async function roleIds(server) {
  return Object.fromEntries(must(await server.get('/v1.0/directoryRoles')).value.map(({ displayName, id }) => [displayName, id]));
}

/** Gives a user, or a service principal, a role by its name. Returns the assignment. */
export async function giveRole(server, principal, role) {
  const ids = await roleIds(server);
  return must(await server.post('/v1.0/roleManagement/directory/roleAssignments', { roleDefinitionId: ids[role], principalId: principal, directoryScopeId: '/' }));
}

/** Asks for an access token; returns it. */
async function redeem(server, fields) {
  const answer = await server.request('POST', `/${server.tenantId}/oauth2/v2.0/token`, {
    token: '', raw: true, body: new URLSearchParams(fields).toString(), headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
  });
  return must(answer).access_token;
}

/** An access token of an application in its own name. */
export function tokenOfApplication(server, application) {
  return redeem(server, { grant_type: 'client_credentials', client_id: application.appId, client_secret: application.secret, scope: 'https://graph.microsoft.com/.default' });
}

/** An access token of a person who uses a public application, which may do in his name what it was granted. Needs the setting passwordGrant. */
export function tokenOfPerson(server, alias, application) {
  return redeem(server, { grant_type: 'password', client_id: application.appId, scope: 'https://graph.microsoft.com/.default', username: `${alias}@contoso.example`, password });
}

/** Lets people sign in with passwords, and registers a public application with delegated `permissions` for it. */
export async function letPeopleIn(server, permissions) {
  must(await server.patch('/api/v1/settings', { passwordGrant: true }));
  return register(server, { delegated: permissions, isPublicClient: true, secret: false });
}
