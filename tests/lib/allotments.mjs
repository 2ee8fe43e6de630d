// What the tests about allotments share.

import assert from 'node:assert/strict';

export const allotments = '/api/v1/allotments';

/** Makes an allotment of Visio with room for 2; `more` overrides. Returns it. */
export async function allot(server, groups, owners = [], more = {}) {
  const answer = await server.post(allotments, { displayName: 'Visio', skuId: 'VISIOCLIENT', limit: 2, groups: groups.map(({ id }) => id), owners: owners.map(({ id }) => id), ...more });
  assert.equal(answer.status, 201, answer.text);
  return answer.body;
}

/** The name before the at sign. */
export const alias = ({ userPrincipalName }) => userPrincipalName.split('@')[0];

/** What people have of an allotment: { alias: [state, error] }. */
export const standing = (people) => Object.fromEntries(people.map((person) => [alias(person), [person.state, person.error]]));

/** Status and the member that is wrong. */
export const refused = ({ status, body }) => [status, body.error.details?.[0]?.target ?? null];

/** The latest operation of the ledger. */
export const latest = async (server) => (await server.get('/api/v1/operations?$top=1')).body.value[0];
