import { csvOf, save } from '../../lib/save';

/** The columns in their order, which is that of Microsoft's file; texts may be in any language (D-07). */
const headers = [
  'User Name', 'First Name', 'Last Name', 'Display Name', 'Job Title', 'Department', 'Office Number', 'Office Phone', 'Mobile Phone', 'Fax', 'Address', 'City',
  'State or Province', 'ZIP or Postal Code', 'Country or Region',
];

const people = [
  ['chris', 'Chris', 'Green', 'Chris Green', 'IT Manager', 'Information Technology', '123451', '123-555-1211', '123-555-6641', '123-555-6700', '1 Microsoft way', 'Redmond', 'Wa', '98052', 'United States'],
  ['ben', 'Ben', 'Andrews', 'Ben Andrews', 'IT Manager', 'Information Technology', '123452', '123-555-1212', '123-555-6642', '123-555-6700', '1 Microsoft way', 'Redmond', 'Wa', '98052', 'United States'],
];

/** Saves a file to begin with: the headers alone, or with two people. */
export function saveSample(domain: string, withData: boolean): void {
  const rows = withData ? people.map(([alias, ...rest]) => [`${alias ?? ''}@${domain}`, ...rest]) : [];
  save(csvOf([headers, ...rows]), withData ? 'import-users-sample.csv' : 'import-users-template.csv');
}
