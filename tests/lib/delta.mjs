// A client of delta queries: it keeps a copy by following links, as clients in the field do.

import assert from 'node:assert/strict';

/** Follows one resource, '/v1.0/users/delta?$select=…', round by round. */
export class Replica {
  constructor(server, path, { pageSize } = {}) {
    Object.assign(this, { server, next: path, objects: new Map(), members: new Map(), headers: pageSize ? { Prefer: `odata.maxpagesize=${pageSize}` } : {} });
  }

  /** One request; `server` another process on the same database. Returns the body. */
  async page(server = this.server, headers = {}) {
    const { pathname, search } = new URL(this.next, this.server.url);
    const answer = await server.get(pathname + search, { headers: { ...this.headers, ...headers } });
    assert.equal(answer.status, 200, answer.text);
    const { '@odata.nextLink': next, '@odata.deltaLink': delta, value } = answer.body;
    assert.equal((next === undefined) + (delta === undefined), 1, 'a page has one of the two links');
    this.next = next ?? delta;
    for (const item of value) {
      this.take(item);
    }
    return answer.body;
  }

  take({ 'members@delta': members = [], ...item }) {
    if (item['@removed']) {
      this.objects.delete(item.id);
      this.members.delete(item.id);
      return;
    }
    this.objects.set(item.id, { ...this.objects.get(item.id), ...item });
    const known = this.members.get(item.id) ?? new Set();
    for (const member of members) {
      member['@removed'] ? known.delete(member.id) : known.add(member.id);
    }
    this.members.set(item.id, known);
  }

  /** Pages until the round is over; `between` is called before each page. Returns everything that was told. */
  async round({ server, headers, between } = {}) {
    const told = [];
    for (;;) {
      await between?.();
      const body = await this.page(typeof server === 'function' ? server() : server, headers);
      told.push(...body.value);
      if (body['@odata.deltaLink']) {
        return told;
      }
    }
  }
}
