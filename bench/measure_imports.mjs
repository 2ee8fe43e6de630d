// Importing: 100,000 people without licences by `licentia user import`, beside `sqlite3 .import` of the same rows into a table
// with the same columns and indexes; and whether it slows down as the organisation grows.

import { join } from 'node:path';

import { fillOrganisation, importPeople, makeOrganisation } from './organisation.mjs';
import { ROWS_PER_FILE, writePeople } from './people.mjs';
import { run, startLicentia } from './processes.mjs';
import { interleave, ratios } from './rounds.mjs';

const FROM_SCHEMA = "FROM sqlite_schema WHERE tbl_name = 'app_user' AND sql IS NOT NULL ORDER BY type = 'index'";

function seconds(startedAt) {
  return Number(process.hrtime.bigint() - startedAt) / 1e9;
}

/**
 * Reads the table of users from a database as what .import can fill: it writes text, and an empty text for NULL, so types are
 * not strict and indexes have no condition (the one on deleted users would be empty, and is left out).
 */
async function readSchema(file) {
  const statements = JSON.parse(await run('sqlite3', ['-json', file, `SELECT sql ${FROM_SCHEMA}`]));
  return statements.map(({ sql }) => sql.replace(/\)\s*STRICT\s*,/, ') '))
    .filter((sql) => !/WHERE deleted_ms IS NOT NULL/.test(sql))
    .map((sql) => `${sql.startsWith('CREATE TABLE') ? sql : sql.replace(/\sWHERE .*/s, '')};`).join('\n');
}

/** Writes the users of a database as CSV; ids of 16 bytes become 16 characters. */
async function exportRows(file, csv) {
  const columns = JSON.parse(await run('sqlite3', ['-json', file, "SELECT name FROM pragma_table_info('app_user')"]));
  const list = columns.map(({ name }) => (name === 'guid' ? 'substr(hex(guid), 1, 16)' : name)).join(', ');
  await run('sqlite3', [file], { input: `.mode csv\n.output '${csv}'\nSELECT ${list} FROM app_user ORDER BY id;\n` });
}

/** The table holds no rows when this is measured, as ours does not. */
async function importPlainly(schema, csv, file) {
  await run('sqlite3', [file], { input: `PRAGMA journal_mode=WAL;\n${schema}` });
  const startedAt = process.hrtime.bigint();
  await run('sqlite3', [file], { input: `PRAGMA synchronous=FULL;\n.import --csv '${csv}' app_user\n` });
  const took = seconds(startedAt);
  const count = Number(await run('sqlite3', [file, 'SELECT count(*) FROM app_user']));
  if (count !== ROWS_PER_FILE) {
    throw new Error(`.import brought in ${count} rows`);
  }
  return { perSecond: ROWS_PER_FILE / took };
}

/** The same rows into the real table, from another database, without anything that the program does beside. */
async function insertSelect(bench, first, file) {
  await makeOrganisation(bench.program, file);
  const startedAt = process.hrtime.bigint();
  await run('sqlite3', [file], { input: `PRAGMA synchronous=FULL;\nATTACH '${first}' AS source;\nINSERT INTO app_user SELECT * FROM source.app_user;\n` });
  const took = seconds(startedAt);
  const count = Number(await run('sqlite3', [file, 'SELECT count(*) FROM app_user']));
  if (count !== ROWS_PER_FILE) {
    throw new Error(`INSERT … SELECT brought in ${count} rows`);
  }
  return { perSecond: ROWS_PER_FILE / took };
}

async function importOurs(bench, csv, file) {
  const { token } = await makeOrganisation(bench.program, file);
  const server = await startLicentia(bench.program, file);
  const took = await importPeople(bench.program, server, token, csv);
  await server.stop();
  return { perSecond: ROWS_PER_FILE / took };
}

/** Measures importing into empty databases. */
export async function measureImports(bench) {
  const people = join(bench.folder, 'import.csv');
  const rows = join(bench.folder, 'rows.csv');
  const first = join(bench.folder, 'import-first.db');
  writePeople(people, 0, ROWS_PER_FILE, { withLicenses: false });
  bench.say('importing beside sqlite3');
  await importOurs(bench, people, first);
  await exportRows(first, rows);
  const schema = await readSchema(first);
  const runs = await interleave(bench.rounds, {
    raw: (round) => insertSelect(bench, first, join(bench.folder, `raw-${round}.db`)),
    sqlite: (round) => importPlainly(schema, rows, join(bench.folder, `plain-${round}.db`)),
    licentia: (round) => importOurs(bench, people, join(bench.folder, `import-${round}.db`)),
  });
  bench.report.keep('import', runs);
  bench.report.add(`Importing: ${ROWS_PER_FILE.toLocaleString('en')} users from a CSV file`, 'rows a second', {
    beside: 'sqlite3 .import', samples: ratios(runs.licentia, runs.sqlite, 'perSecond'),
  });
  bench.report.add(`Importing: ${ROWS_PER_FILE.toLocaleString('en')} users from a CSV file`, 'rows a second', {
    beside: 'INSERT … SELECT', samples: ratios(runs.licentia, runs.raw, 'perSecond'),
  });
}

/** Makes the organisations that the other measurements need, and tells how importing went as they grew. */
export async function makeOrganisations(bench, sizes) {
  for (const size of sizes) {
    bench.organisations.push(await fillOrganisation(bench.program, bench.folder, size, bench.say));
  }
  const { seconds: each, size } = bench.organisations.at(-1);
  bench.report.keep('import with licences, seconds for each file', each);
  if (each.length > 1) {
    bench.report.add(`Importing: ${ROWS_PER_FILE.toLocaleString('en')} users from a CSV file`,
      `time of each next file with licences, up to ${size.toLocaleString('en')} users`,
      { beside: 'the first file', samples: each.slice(1).map((value) => value / each[0]) });
  }
}
