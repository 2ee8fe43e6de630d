// Organisations of a given size: made with `licentia init`, seats bought over the API, people brought in with
// `licentia user import`, as an administrator would.

import { statSync } from 'node:fs';
import { join } from 'node:path';

import { DOMAIN, OWNED, ROWS_PER_FILE, writePeople } from './people.mjs';
import { addressOf, run, startLicentia } from './processes.mjs';

const SEATS = 10_000_000;

/** Makes the organisation in a file or at an address; returns what is needed to talk to it. */
export async function makeOrganisation(program, file) {
  const text = await run(program, ['init', '--db', addressOf(file), '--name', 'Bench', '--domain', DOMAIN, '--country', 'NL', '--no-admin', '--json']);
  const { tenantId, token } = JSON.parse(text);
  return { file, tenantId, token };
}

/** Sends a JSON request and demands `status`; returns the answer's body. */
export async function ask(server, token, method, path, { body, status = 200 } = {}) {
  const response = await fetch(server.url + path, {
    method,
    headers: { Authorization: `Bearer ${token}`, ...(body ? { 'Content-Type': 'application/json' } : {}) },
    body: body && JSON.stringify(body),
  });
  const text = await response.text();
  if (response.status !== status) {
    throw new Error(`${method} ${path}: ${response.status} ${text}`);
  }
  return JSON.parse(text);
}

/** Buys seats for everybody; returns the id of each product by part number. */
export async function buySeats(server, token) {
  const ids = {};
  for (const sku of OWNED) {
    const subscription = await ask(server, token, 'POST', '/api/v1/subscriptions', { body: { sku, totalLicenses: SEATS }, status: 201 });
    ids[sku] = subscription.skuId;
  }
  return ids;
}

/** Imports a CSV file over the command line; returns seconds. */
export async function importPeople(program, server, token, csv) {
  const startedAt = process.hrtime.bigint();
  await run(program, ['user', 'import', csv, '--json'], { env: { LICENTIA_URL: server.url, LICENTIA_TOKEN: token } });
  return Number(process.hrtime.bigint() - startedAt) / 1e9;
}

/** Every user's id, in random order. */
export async function readIds(file) {
  const sql = (hex) => `SELECT ${hex} FROM app_user WHERE deleted_ms IS NULL ORDER BY random()`;
  const text = file.startsWith('postgresql:')
    ? await run('psql', ['-qAtc', sql("encode(guid, 'hex')"), file])
    : await run('sqlite3', [file, sql('lower(hex(guid))')]);
  return text.trimEnd().split('\n').map((hex) => hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'));
}

/**
 * Makes an organisation of `size` people in `folder`, or in the new or empty `database`. Returns { size, file, tenantId, token, skus, ids, bytes, seconds, memory }: the
 * file's bytes when nothing is open, the seconds of each import, and the server's memory after the last one.
 */
export async function fillOrganisation(program, folder, size, say, database) {
  const file = database ?? join(folder, `users-${size}.db`);
  const organisation = { size, ...(await makeOrganisation(program, file)), seconds: [] };
  const server = await startLicentia(program, file);
  organisation.skus = await buySeats(server, organisation.token);
  for (let first = 0; first < size; first += ROWS_PER_FILE) {
    const count = Math.min(ROWS_PER_FILE, size - first);
    const csv = join(folder, 'people.csv');
    writePeople(csv, first, count);
    say(`${size.toLocaleString('en')} users: importing from ${first.toLocaleString('en')} on`);
    organisation.seconds.push(await importPeople(program, server, organisation.token, csv));
  }
  organisation.memory = server.memoryMb();
  await server.stop();
  organisation.bytes = database?.startsWith('postgresql:') ? undefined : statSync(file).size;
  organisation.ids = await readIds(file);
  if (organisation.ids.length !== size) {
    throw new Error(`${size} users were imported, ${organisation.ids.length} are there`);
  }
  return organisation;
}
