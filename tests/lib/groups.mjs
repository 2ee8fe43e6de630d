// What the tests about groups share.

import assert from 'node:assert/strict';

/** Makes a security group with members (users or groups as answered); `more` overrides properties. Returns it. */
export async function addGroup(server, name, members = [], more = {}) {
  const answer = await server.post('/v1.0/groups', {
    displayName: name, mailNickname: name.replace(/[^A-Za-z0-9]/g, ''), mailEnabled: false, securityEnabled: true,
    ...(members.length ? { 'members@odata.bind': members.map((member) => reference(server, member)) } : {}), ...more,
  });
  assert.equal(answer.status, 201, answer.text);
  return answer.body;
}

/** The address of a directory object. */
export function reference(server, object) {
  return `${server.url}/v1.0/directoryObjects/${object.id ?? object}`;
}

/** Puts an object into a group, or takes it out; returns the answer. */
export function join(server, group, object) {
  return server.post(`/v1.0/groups/${group.id}/members/$ref`, { '@odata.id': reference(server, object) });
}

export function leave(server, group, object) {
  return server.delete(`/v1.0/groups/${group.id}/members/${object.id}/$ref`);
}

/** Calls assignLicense of a group and waits until that is applied; returns the answer. */
export async function license(server, group, add = [], remove = []) {
  const addLicenses = add.map((item) => (typeof item === 'string' ? { skuId: item, disabledPlans: [] } : item));
  const answer = await server.post(`/v1.0/groups/${group.id}/assignLicense`, { addLicenses, removeLicenses: remove });
  if (answer.status === 202) {
    await settled(server, group);
  }
  return answer;
}

/** Waits until the licences of a group are applied to all of its members (G-11). */
export async function settled(server, group) {
  for (let i = 0; i < 20000; i++) {
    const { body } = await server.get(`/v1.0/groups/${group.id}?$select=licenseProcessingState`);
    if (!body.licenseProcessingState || body.licenseProcessingState.state === 'ProcessingComplete') {
      return;
    }
    assert.match(body.licenseProcessingState.state, /^(QueuedForProcessing|ProcessingInProgress)$/);
    await new Promise((done) => setTimeout(done, 10));
  }
  assert.fail(`the licences of ${group.displayName} were never applied`);
}

/** The paths of a user: { 'skuId group': 'State error' }, with 'direct' for a direct one. */
export async function paths(server, user) {
  const { body } = await server.get(`/v1.0/users/${user.id ?? user}?$select=licenseAssignmentStates`);
  return Object.fromEntries(body.licenseAssignmentStates.map((state) =>
    [`${state.skuId} ${state.assignedByGroup ?? 'direct'}`, state.error === 'None' ? state.state : `${state.state} ${state.error}`]));
}

/** The path of a user to a product from a group. */
export async function path(server, user, skuId, group) {
  return (await paths(server, user))[`${skuId} ${group?.id ?? 'direct'}`];
}
