// Made-up people as CSV files in the project's own form (D-07): the same files for every run.

import { writeFileSync } from 'node:fs';

/** The organisation's domain; every name ends in it. */
export const DOMAIN = 'bench.example';

/** Rows of one file: a million people are ten files. */
export const ROWS_PER_FILE = 100_000;

// What people hold, by the last digit of their number: three in ten nothing, the rest one small product, one large, or two.
const HELD = [
  '', '', '',
  'EXCHANGESTANDARD', 'EXCHANGESTANDARD',
  'SPE_F1', 'SPE_F1',
  'O365_BUSINESS_ESSENTIALS', 'O365_BUSINESS_ESSENTIALS',
  'ENTERPRISEPACK;EMS',
];

/** The products of which the organisation needs seats for everybody; nobody holds the last one at first. */
export const OWNED = ['EXCHANGESTANDARD', 'SPE_F1', 'O365_BUSINESS_ESSENTIALS', 'ENTERPRISEPACK', 'EMS', 'POWER_BI_PRO'];

const GIVEN = ['Anna', 'Bjørn', 'Chloë', 'Daan', 'Élodie', 'Femke', 'Güner', 'Hanna', 'Iñigo', 'José', 'Katarzyna', 'Loïs', 'Maud',
  'Noor', 'Özlem', 'Pieter', 'Renée', 'Sanne', 'Thijs', 'Zoë'];
const FAMILY = ['Bakker', 'de Vries', 'Dijkstra', 'van den Berg', 'García', 'Hendriks', 'Jansen', 'Kowalski', 'Müller', 'Nguyễn',
  'Öztürk', 'Peeters', 'Smit', 'Visser', 'Willems', 'Yılmaz'];
const DEPARTMENTS = ['Finance', 'Sales', 'Production', 'Research and Development', 'Human Resources', 'IT', 'Legal'];
const LOCATIONS = ['NL', 'NL', 'NL', 'BE', 'DE', 'FR'];

function pick(list, number) {
  return list[number % list.length];
}

function row(number, withLicenses) {
  const mixed = Math.imul(number + 1, 2654435761) >>> 8; // spreads neighbours over names and departments
  const given = pick(GIVEN, mixed);
  const family = pick(FAMILY, mixed >>> 5);
  const name = `user${number}@${DOMAIN}`;
  const fields = [name, `${given} ${family}`, given, family, name, pick(DEPARTMENTS, mixed >>> 9), pick(LOCATIONS, mixed >>> 12)];
  if (withLicenses) {
    fields.push(pick(HELD, number));
  }
  return fields.join(',') + '\n';
}

/** Writes people number `first` to `first + count - 1` to `file`. */
export function writePeople(file, first, count, { withLicenses = true } = {}) {
  const header = 'userPrincipalName,displayName,givenName,surname,mail,department,usageLocation' + (withLicenses ? ',licenses' : '');
  const rows = [header + '\n'];
  for (let number = first; number < first + count; number++) {
    rows.push(row(number, withLicenses));
  }
  writeFileSync(file, rows.join(''));
}
