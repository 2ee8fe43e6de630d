// Evaluations: may this user use this plan? (AuthZEN), for users at random, beside nginx with an answer of the same size, which
// reads no body and no database, and, where CERBOS names its program, beside Cerbos, a policy engine, which is told with each
// request what the user holds.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { load, prepareRequests, requestText } from './load.mjs';
import { headersOf } from './measure_reads.mjs';
import { startStatic } from './nginx.mjs';
import { ask } from './organisation.mjs';
import { startCerbos, startLicentia } from './processes.mjs';
import { interleave, ratios } from './rounds.mjs';

const CONNECTIONS = [8, 64];
const LIST = 50; // questions of a list
const USERS_READ = 200_000;
const USERS_SAMPLED = 1000;
const PATH = '/access/v1/evaluation';
const PRODUCT = 'ENTERPRISEPACK';
const LEAST_OF_NGINX = 0.6;
const LEAST_OF_CERBOS = 5;

const subject = { type: 'user', id: 'USER-ID' };
const action = { name: 'use' };

/** The plans of the product, by id. */
async function readPlans(server, organisation) {
  const { servicePlans } = await ask(server, organisation.token, 'GET', `/api/v1/catalog/skus/${PRODUCT}`);
  return servicePlans.map((plan) => plan.servicePlanId);
}

/** Starts an nginx whose answer has the mean size of what `server` decides about some users. */
async function startLikeDecisions(bench, organisation, server, question) {
  const read = organisation.ids.slice(0, USERS_READ);
  const step = Math.max(1, Math.floor(read.length / USERS_SAMPLED));
  const sample = read.filter((_, i) => i % step === 0);
  const granted = { true: 0, false: 0 };
  let bytes = 0;
  let like = null;
  for (const id of sample) {
    const response = await fetch(server.url + PATH, {
      method: 'POST',
      headers: { Authorization: `Bearer ${organisation.token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(question).replace('USER-ID', id),
    });
    const text = await response.text();
    if (response.status !== 200) {
      throw new Error(`evaluation of ${id}: ${response.status} ${text}`);
    }
    bytes += text.length;
    granted[JSON.parse(text).decision]++;
    like ??= headersOf(response);
  }
  if (granted.true === 0 || granted.false === 0) {
    throw new Error(`every answer is the same: ${JSON.stringify(granted)}`);
  }
  const bodyBytes = Math.round(bytes / sample.length);
  const place = { workers: bench.cores.serverCount, cores: bench.cores.server };
  return { bodyBytes, nginx: await startStatic(bench.folder, { bodyBytes, ...like, ...place }) };
}

/** Starts Cerbos with one policy: who holds the plan may use it. */
function startPolicies(bench) {
  const folder = join(bench.folder, 'policies');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'plan.yaml'), `apiVersion: api.cerbos.dev/v1
resourcePolicy:
  resource: servicePlan
  version: default
  rules:
    - actions: ["use"]
      effect: EFFECT_ALLOW
      roles: ["user"]
      condition:
        match:
          all:
            of:
              - expr: request.principal.attr.accountEnabled
              - expr: request.resource.id in request.principal.attr.plans
`);
  return startCerbos(bench.folder, folder, bench.cores.server, bench.cores.serverCount);
}

/** Measures evaluations in the largest organisation. */
export async function measureAuthzen(bench) {
  const organisation = bench.organisations.at(-1);
  const server = await startLicentia(bench.program, organisation.file, { cores: bench.cores.server, workers: bench.cores.serverCount });
  const plans = await readPlans(server, organisation);
  const question = { subject, action, resource: { type: 'servicePlan', id: plans[0] } };
  const { bodyBytes, nginx } = await startLikeDecisions(bench, organisation, server, question);
  const cerbos = process.env.CERBOS ? await startPolicies(bench) : null;
  const ids = organisation.ids.slice(0, USERS_READ);
  const prepare = (name, path, body) => prepareRequests(join(bench.folder, name), ids, [requestText('POST', path, organisation.token, body)]);
  const one = prepare('evaluation', PATH, question);
  const many = prepare('evaluations', `${PATH}s`, { subject, action, evaluations: Array.from({ length: LIST }, (_, i) => ({ resource: { type: 'servicePlan', id: plans[i % plans.length] } })) });
  const check = prepare('check', '/api/check/resources', {
    requestId: 'bench',
    principal: { id: 'USER-ID', roles: ['user'], attr: { accountEnabled: true, plans } },
    resources: [{ actions: ['use'], resource: { kind: 'servicePlan', id: plans[0] } }],
  });
  const runner = (target, requests, connections) => () => load(target, {
    requests, connections, seconds: bench.seconds, cores: bench.cores.client, threads: bench.cores.clientCount, anywhere: true,
  });
  const group = `Evaluations: may users at random among ${organisation.size.toLocaleString('en')} use a plan, answers of ${bodyBytes} bytes on average`;
  for (const connections of CONNECTIONS) {
    bench.say(`evaluating over ${connections} connections`);
    const runs = await interleave(bench.rounds, {
      nginx: runner(nginx, one, connections),
      licentia: runner(server, one, connections),
      list: runner(server, many, connections),
      ...(cerbos ? { cerbos: runner(cerbos, check, connections) } : {}),
    });
    bench.report.keep(`authzen c=${connections}`, runs);
    const add = (what, beside, samples, more = {}) => bench.report.add(group, `${what}, ${connections} connections`, { beside, samples, ...more });
    add('evaluations a second', 'nginx, constant bytes', ratios(runs.licentia, runs.nginx, 'perSecond'), { aim: { least: LEAST_OF_NGINX } });
    add('evaluations a second', '', runs.licentia.map((run) => run.perSecond), { unit: 'count' });
    add('99 of 100 take', '', runs.licentia.map((run) => run.p99Ms), { unit: 'ms' });
    add('99 of 100 take, nginx', '', runs.nginx.map((run) => run.p99Ms), { unit: 'ms' });
    add('processor time an evaluation', 'nginx, constant bytes', ratios(runs.licentia, runs.nginx, 'cpuUsEach'));
    add(`evaluations a second in lists of ${LIST}`, 'one by one', ratios(runs.list, runs.licentia, 'perSecond').map((ratio) => ratio * LIST));
    if (cerbos) {
      add('evaluations a second', 'Cerbos', ratios(runs.licentia, runs.cerbos, 'perSecond'), { aim: { least: LEAST_OF_CERBOS } });
      add('99 of 100 take, Cerbos', '', runs.cerbos.map((run) => run.p99Ms), { unit: 'ms' });
    }
  }
  await nginx.stop('SIGQUIT');
  await cerbos?.stop();
  await server.stop();
}
