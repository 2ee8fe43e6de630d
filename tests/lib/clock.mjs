// A clock that tests move (L-11): a file with a span of time that LICENTIA_TEST_CLOCK names.

import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { sql } from './database.mjs';
import { init, Server, temporaryFolder } from './licentia.mjs';

export const day = 86_400_000;

/** A clock that is `offset` milliseconds before or behind the real one. */
export class TestClock {
  constructor(folder) {
    this.path = join(folder, 'clock');
    this.env = { LICENTIA_TEST_CLOCK: this.path };
    this.set(0);
  }

  /** Moves the clock so that it is so many milliseconds from the real one; whole or not at all, for whoever reads it meanwhile. */
  set(offset) {
    this.offset = offset;
    writeFileSync(`${this.path}.new`, `${offset < 0 ? '-' : ''}PT${Math.round(Math.abs(offset) / 1000)}S\n`);
    renameSync(`${this.path}.new`, this.path);
  }

  /** Moves the clock to a moment. */
  moveTo(time) {
    this.set(Date.parse(time) - Date.now() + 1000);
  }

  now() {
    return Date.now() + this.offset;
  }

  /** A date so many days from now, at midnight, as the API writes it. */
  date(days) {
    return new Date(Math.floor(this.now() / day) * day + days * day).toISOString().replace('.000', '');
  }
}

/** A server with a clock of its own, whose first token is good for ever. */
export async function startWithClock(t, options = {}) {
  const folder = temporaryFolder(t);
  const clock = new TestClock(folder);
  const organisation = init(folder, options);
  sql(organisation, 'UPDATE access_token SET expires_ms = 253402300799999;');
  const server = await Server.start(t, organisation, { env: clock.env });
  return Object.assign(server, { clock, folder, organisation });
}

/** Asks until the answer satisfies `check`; returns it. The test's own time limit ends what never comes. */
export async function until(ask, check) {
  for (;;) {
    const answer = await ask();
    if (check(answer)) {
      return answer;
    }
    await new Promise((done) => setTimeout(done, 50));
  }
}

/** Waits until subscription `id` is in `status`; returns it. */
export function untilStatus(server, id, status) {
  return until(async () => (await server.get(`/api/v1/subscriptions/${id}`)).body, (body) => body.status === status);
}

/** Adds days to a date of the API. */
export function later(text, days) {
  return new Date(Date.parse(text) + days * day).toISOString().replace('.000', '');
}
