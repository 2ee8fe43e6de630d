// What tests of changes of many users share.

import assert from 'node:assert/strict';

/** Whether a change, as GET /api/v1/changes/{id} shows it, is over. */
export const changeIsOver = ({ state }) => ['finished', 'failed', 'cancelled'].includes(state);

/** Asks for the change `id` until `isThere` says that it is as it should be; returns it. It must not be over before. */
export async function waitForChange(server, id, isThere = changeIsOver) {
  for (;;) {
    const { status, body, text } = await server.get(`/api/v1/changes/${id}`);
    assert.equal(status, 200, text);
    if (isThere(body)) {
      return body;
    }
    assert.ok(!changeIsOver(body), text);
    await new Promise((done) => setTimeout(done, 2));
  }
}

/** Asks for a change and waits until it is over; returns it. */
export async function change(server, body, { path = '/api/v1/changes', ...options } = {}) {
  const answer = await server.post(path, body, options);
  assert.equal(answer.status, 202, answer.text);
  assert.equal(answer.headers.get('location'), `${server.url}/api/v1/changes/${answer.body.id}`);
  return waitForChange(server, answer.body.id);
}

/** Sends a file that says something of each user and waits until the change is over; returns it. */
export function changeByFile(server, rows, query = '') {
  return change(server, `${rows.join('\n')}\n`, { path: `/api/v1/changes${query}`, headers: { 'Content-Type': 'text/csv' }, raw: true });
}

/** Everything that became of the users of a change, in order, page by page. */
export async function results(server, { id }, query = '') {
  const all = [];
  let path = `/api/v1/changes/${id}/results?$top=999${query}`;
  while (path) {
    const { status, body, text } = await server.get(path);
    assert.equal(status, 200, text);
    all.push(...body.value);
    path = body['@odata.nextLink'];
  }
  return all;
}

/** What became of each user: { alias: 'state' or 'state code' }. */
export async function outcome(server, { id }) {
  return Object.fromEntries((await results(server, { id })).map(({ userPrincipalName, state, code }) =>
    [userPrincipalName.split('@')[0], code === null ? state : `${state} ${code}`]));
}
