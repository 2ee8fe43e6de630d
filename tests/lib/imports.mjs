// What tests of imports share: asking how far one is.

import assert from 'node:assert/strict';

/** Whether an import, as GET /api/v1/imports/{id} shows it, is over. */
export const importIsOver = (item) => item.state === 'finished' || item.state === 'failed';

/** Asks for the import `id` until `isThere` says that it is as it should be; returns it. It must not be over before. */
export async function waitForImport(server, id, isThere) {
  for (;;) {
    const { status, body, text } = await server.get(`/api/v1/imports/${id}`);
    if (status === 200 && isThere(body)) {
      return body;
    }
    assert.ok(status === 404 || (status === 200 && !importIsOver(body)), text);
    await new Promise((done) => setTimeout(done, 2));
  }
}
