// Lists by $filter, $search and $orderby: the time of one page at a time in the largest organisation, and beside the smallest.

import { startLicentia } from './processes.mjs';

const ASKED = 20; // times in a round
const GROUP = 'Queries: one page of 100 users at a time';

/** What is asked, by name; `skus` are ids of products. */
const queries = (skus) => ({
  'page of 100': '',
  'page of 100, $orderby=displayName': '$orderby=displayName',
  '$filter by product (one in ten holds it)': `$filter=assignedLicenses/any(l:l/skuId eq ${skus.EMS})`,
  '$filter by product that nobody holds': `$filter=assignedLicenses/any(l:l/skuId eq ${skus.POWER_BI_PRO})`,
  '$filter by department': "$filter=department eq 'Legal'",
  '$filter by department and product': `$filter=department eq 'Legal' and assignedLicenses/any(l:l/skuId eq ${skus.EMS})`,
  'the same, $orderby=displayName': `$filter=department eq 'Legal' and assignedLicenses/any(l:l/skuId eq ${skus.EMS})&$orderby=displayName`,
  '$filter by product, not another': `$filter=assignedLicenses/any(l:l/skuId eq ${skus.EMS}) and not(assignedLicenses/any(l:l/skuId eq ${skus.SPE_F1}))`,
  '$filter=startsWith(displayName)': "$filter=startsWith(displayName,'Zoë Y')",
  '$filter that finds one': "$filter=userPrincipalName eq 'user777@bench.example'",
  '$filter without an index (a short page)': "$filter=endsWith(mail,'@elsewhere.example')",
  '$search of a word': '$search="displayName:müller"',
  '$search of two words': '$search="displayName:zoë yılmaz"',
  'type-ahead: one letter': '$search="displayName:z"&$top=10',
  'type-ahead: five letters': '$search="displayName:özlem"&$top=10',
  'type-ahead: part of an address': '$search=user77&$top=10',
  '$count=true of all': '$count=true&$top=1',
  '$count=true by department': "$filter=department eq 'Legal'&$count=true&$top=1",
  '$count=true by product': `$filter=assignedLicenses/any(l:l/skuId eq ${skus.EMS})&$count=true&$top=1`,
});

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** The median time of asking once, in milliseconds. */
async function timeOf(server, organisation, options) {
  const url = `${server.url}/v1.0/users?${options.replace(/[^&=$]+/g, (part) => encodeURIComponent(part))}`;
  const headers = { Authorization: `Bearer ${organisation.token}`, ConsistencyLevel: 'eventual' };
  const times = [];
  for (let i = 0; i < ASKED; i++) {
    const startedAt = process.hrtime.bigint();
    const response = await fetch(url, { headers });
    const text = await response.text();
    times.push(Number(process.hrtime.bigint() - startedAt) / 1e6);
    if (response.status !== 200) {
      throw new Error(`${url}: ${response.status} ${text}`);
    }
  }
  return median(times);
}

/** Measures each query in the smallest and the largest organisation, alternating. */
export async function measureQueries(bench) {
  const [small, large] = [bench.organisations[0], bench.organisations.at(-1)];
  const place = { cores: bench.cores.server, workers: bench.cores.serverCount };
  const few = await startLicentia(bench.program, small.file, place);
  const many = small === large ? few : await startLicentia(bench.program, large.file, place);
  for (const [name, options] of Object.entries(queries(large.skus))) {
    bench.say(name);
    const runs = { few: [], many: [] };
    for (let round = 0; round < bench.rounds; round++) {
      runs.few.push(await timeOf(few, small, options));
      runs.many.push(await timeOf(many, large, options));
    }
    bench.report.keep(`query ${name}`, runs);
    bench.report.add(GROUP, `${name}, ${small.size.toLocaleString('en')}`, { unit: 'ms', samples: runs.few });
    bench.report.add(GROUP, `${name}, ${large.size.toLocaleString('en')}`, { unit: 'ms', samples: runs.many });
  }
  await few.stop();
  if (many !== few) {
    await many.stop();
  }
}
