// Makes CSV files of made-up people: Microsoft's 15 columns with Dutch headers, or our own named columns.
// As a program: node make-people.mjs COUNT DOMAIN > people.csv

const givenNames = ['Zoë', 'Bram', 'Fatima', 'Jürgen', 'Renée', 'Özlem', 'Daan', 'Maëlle', 'Łukasz', 'Søren'];
const surnames = ['de Vries', 'van den Berg', 'Núñez', "O'Neill", 'Dvořák', 'Bakker', 'Müller', 'Ångström'];
const departments = ['Financiën', 'Burgerzaken', 'ICT, beheer', 'Bibliotheek "De Boom"'];

export const dutchHeader = [
  'Gebruikersnaam', 'Voornaam', 'Achternaam', 'Weergavenaam', 'Functie', 'Afdeling', 'Kantoornummer',
  'Telefoon (kantoor)', 'Mobiele telefoon', 'Fax', 'Adres', 'Plaats', 'Provincie', 'Postcode', 'Land of regio',
];

/** Quotes a CSV field where RFC 4180 asks for it. */
export function quote(text) {
  return /[",;\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Makes `count` people of `domain` as rows of Microsoft's columns, with a byte order mark and Dutch headers. */
export function microsoftCsv(count, domain) {
  const rows = [dutchHeader];
  for (let i = 1; i <= count; i++) {
    const given = givenNames[i % givenNames.length];
    const surname = surnames[i % surnames.length];
    rows.push([
      `m${String(i).padStart(6, '0')}@${domain}`, given, surname, `${given} ${surname}`, 'Medewerker',
      departments[i % departments.length], '', ' ', '', '', `Dorpsstraat ${i}`, "'s-Gravenhage", '', '2511 AA', 'Nederland',
    ]);
  }
  return '\ufeff' + rows.map((row) => row.map(quote).join(',')).join('\r\n') + '\r\n';
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  process.stdout.write(microsoftCsv(Number(process.argv[2]), process.argv[3]));
}
