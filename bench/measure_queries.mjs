// Lists by $filter, $search and $orderby, delta queries and batches: the time of one request at a time in the largest
// organisation, and beside the smallest. What a page takes should not depend on how many people there are.

import { ask } from './organisation.mjs';
import { startLicentia } from './processes.mjs';
import { spread } from './rounds.mjs';

const ASKED = 50; // times in a round
const COUNTED = 10; // the same, of what reads everything that it counts
const GROUP = 'Queries: one request at a time, a page of 100 where nothing else is said';
const PAGE_P99_MS = 10;
const MOST_TIMES_THE_SMALLEST = 1.5;
const BATCH = 20;
const WARM = 5; // questions before the first that counts

/** What is asked, by name: options of GET /users, or a whole request; `organisation` and its `server`. */
async function questions(organisation, server) {
  const { skus, ids } = organisation;
  const holds = (sku) => `assignedLicenses/any(l:l/skuId eq ${skus[sku]})`;
  return {
    'page of 100': '',
    'page of 100, $orderby=displayName': '$orderby=displayName',
    '$filter by product (one in ten holds it)': `$filter=${holds('EMS')}`,
    '$filter by product that nobody holds': `$filter=${holds('POWER_BI_PRO')}`,
    '$filter by department': "$filter=department eq 'Legal'",
    '$filter by department, $orderby=displayName': "$filter=department eq 'Legal'&$orderby=displayName",
    '$filter by department and product': `$filter=department eq 'Legal' and ${holds('EMS')}`,
    'the same, $orderby=displayName': `$filter=department eq 'Legal' and ${holds('EMS')}&$orderby=displayName`,
    '$filter by product, not another': `$filter=${holds('EMS')} and not(${holds('SPE_F1')})`,
    '$filter=startsWith(displayName)': "$filter=startsWith(displayName,'Zoë Y')",
    '$filter that finds one': "$filter=userPrincipalName eq 'user777@bench.example'",
    '$filter without an index (a short page)': "$filter=endsWith(mail,'@elsewhere.example')",
    '$search of a word': '$search="displayName:müller"',
    '$search of two words': '$search="displayName:zoë yılmaz"',
    'type-ahead: one letter': '$search="displayName:z"&$top=10',
    'type-ahead: two letters': '$search="displayName:ma"&$top=10',
    'type-ahead: five letters': '$search="displayName:özlem"&$top=10',
    'type-ahead: part of an address': '$search=user77&$top=10',
    'delta: a page of the first round': { path: '/v1.0/users/delta?$select=displayName,assignedLicenses', prefer: 'odata.maxpagesize=100' },
    'delta: what one change made': { path: await changeOne(organisation, server) },
    [`$batch of ${BATCH} licenseDetails`]: {
      path: '/v1.0/$batch',
      body: { requests: Array.from({ length: BATCH }, (_, i) => ({ id: String(i), method: 'GET', url: `/users/${ids[i]}/licenseDetails` })) },
    },
    '$count=true of all': { options: '$count=true&$top=1', isCount: true },
    '$count=true by department': { options: "$filter=department eq 'Legal'&$count=true&$top=1", isCount: true },
    '$count=true by product': { options: `$filter=${holds('EMS')}&$count=true&$top=1`, isCount: true },
  };
}

/** Changes one user after a delta token was given; returns the path that tells of it. */
async function changeOne({ token, ids }, server) {
  const latest = await ask(server, token, 'GET', '/v1.0/users/delta?$deltatoken=latest');
  const response = await fetch(`${server.url}/v1.0/users/${ids[0]}`, {
    method: 'PATCH',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ jobTitle: 'Measured' }),
  });
  if (!response.ok) {
    throw new Error(`PATCH: ${response.status} ${await response.text()}`);
  }
  return latest['@odata.deltaLink'].slice(server.url.length);
}

/** A question as fetch() takes it. */
function requestOf(question, { server, organisation }) {
  const { options, path, body, prefer } = typeof question === 'string' ? { options: question } : question;
  const escaped = options?.replace(/[^&=$]+/g, (part) => encodeURIComponent(part));
  return [server.url + (path ?? `/v1.0/users?${escaped}`), {
    method: body ? 'POST' : 'GET',
    headers: {
      Authorization: `Bearer ${organisation.token}`,
      ConsistencyLevel: 'eventual',
      ...(prefer ? { Prefer: prefer } : {}),
      ...(body ? { 'Content-Type': 'application/json' } : {}),
    },
    body: body && JSON.stringify(body),
  }];
}

/** Asks `count` times; returns what each took, in milliseconds. */
async function timesOf(question, place, count) {
  const [url, init] = requestOf(question, place);
  const times = [];
  for (let i = 0; i < count; i++) {
    const startedAt = process.hrtime.bigint();
    const response = await fetch(url, init);
    const text = await response.text();
    times.push(Number(process.hrtime.bigint() - startedAt) / 1e6);
    if (response.status !== 200) {
      throw new Error(`${url}: ${response.status} ${text}`);
    }
  }
  return times;
}

const p99 = (times) => [...times].sort((a, b) => a - b)[Math.floor(times.length * 0.99)];

/** An organisation with a server of its own, and what is asked there. */
async function open(bench, organisation) {
  const server = await startLicentia(bench.program, organisation.file, { cores: bench.cores.server, workers: bench.cores.serverCount });
  return { organisation, server, questions: await questions(organisation, server) };
}

function reportOne(bench, name, runs, { isCount, sizes }) {
  const medians = { few: runs.few.map((times) => spread(times).median), many: runs.many.map((times) => spread(times).median) };
  const aim = isCount ? {} : { aim: { most: PAGE_P99_MS } };
  bench.report.keep(`query ${name}`, runs);
  bench.report.add(GROUP, `${name}, ${sizes.few}`, { unit: 'ms', samples: medians.few });
  bench.report.add(GROUP, `${name}, ${sizes.many}`, { unit: 'ms', samples: medians.many });
  bench.report.add(GROUP, `${name}, ${sizes.many}, 99 of 100`, { unit: 'ms', samples: [p99(runs.many.flat())], ...aim });
  bench.report.add(GROUP, `${name}, time`, {
    beside: `${sizes.few} users`,
    samples: medians.many.map((median, round) => median / medians.few[round]),
    ...(isCount ? {} : { aim: { most: MOST_TIMES_THE_SMALLEST } }),
  });
}

/** Measures each query in the smallest and the largest organisation, alternating. */
export async function measureQueries(bench) {
  const [small, large] = [bench.organisations[0], bench.organisations.at(-1)];
  const sizes = { few: small.size.toLocaleString('en'), many: large.size.toLocaleString('en') };
  const few = await open(bench, small);
  const many = small === large ? few : await open(bench, large);
  for (const name of Object.keys(many.questions)) {
    const { isCount = false } = many.questions[name];
    const count = isCount ? COUNTED : ASKED;
    const runs = { few: [], many: [] };
    bench.say(name);
    await timesOf(few.questions[name], few, WARM);
    await timesOf(many.questions[name], many, WARM);
    for (let round = 0; round < bench.rounds; round++) {
      runs.few.push(await timesOf(few.questions[name], few, count));
      runs.many.push(await timesOf(many.questions[name], many, count));
    }
    reportOne(bench, name, runs, { isCount, sizes });
  }
  await few.server.stop();
  if (many !== few) {
    await many.server.stop();
  }
}
