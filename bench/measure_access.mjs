// Access: licenseDetails with an application's access token (a JWT) beside the same with a token made by hand, whose bearer's rights
// come from one statement; logins with a password, which hash on threads of their own, and what reading loses meanwhile.

import { join } from 'node:path';

import { load, prepareRequests, requestText } from './load.mjs';
import { DETAILS_PATH, reader } from './measure_reads.mjs';
import { ask } from './organisation.mjs';
import { DOMAIN } from './people.mjs';
import { startLicentia } from './processes.mjs';
import { interleave, ratios } from './rounds.mjs';

const CONNECTIONS = [8, 64];
const READ_CONNECTIONS = 8;
const LOGINS_A_THREAD = 2; // connections for each thread that hashes: one is served, one waits
const USERS_READ = 200_000;
const LOGIN_TIMES = 4; // as long a run, because a login takes a tenth of a second and more
const PEOPLE = 8; // who sign in, in turn
const PASSWORD = 'Correct-horse 8';
const GRAPH_SCOPE = 'https://graph.microsoft.com/.default';
const LEAST_OF_HAND_MADE = 0.9;

/** Registers an application that was granted `permissions`, of type `application` or `delegated`; returns its id. */
async function register(server, organisation, displayName, type, permissions) {
  const isPublicClient = type === 'delegated';
  const { appId } = await ask(server, organisation.token, 'POST', '/api/v1/applications', { body: { displayName, isPublicClient }, status: 201 });
  await ask(server, organisation.token, 'POST', `/api/v1/applications/${appId}/grants`, { body: { type, permissions } });
  return appId;
}

const tokenPath = (organisation) => `/${organisation.tenantId}/oauth2/v2.0/token`;

/** An access token by client_credentials, of an application that may read licences. */
async function takeAppToken(server, organisation) {
  const appId = await register(server, organisation, 'Bench reader', 'application', ['LicenseAssignment.Read.All']);
  const { secretText } = await ask(server, organisation.token, 'POST', `/api/v1/applications/${appId}/secrets`, { body: { displayName: 'bench' }, status: 201 });
  const response = await fetch(server.url + tokenPath(organisation), {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id: appId, client_secret: secretText, scope: GRAPH_SCOPE }),
  });
  const text = await response.text();
  if (response.status !== 200) {
    throw new Error(`client_credentials: ${response.status} ${text}`);
  }
  return JSON.parse(text).access_token;
}

/** Lets people sign in with a password; returns the head and body of the request for tokens, but for the name at its end, and the names. */
async function letIn(server, organisation) {
  await ask(server, organisation.token, 'PATCH', '/api/v1/settings', { body: { passwordGrant: true } });
  const appId = await register(server, organisation, 'Bench logins', 'delegated', ['User.Read']);
  const names = [];
  for (let i = 0; i < PEOPLE; i++) {
    const userPrincipalName = `login${i}@${DOMAIN}`;
    await ask(server, organisation.token, 'POST', '/v1.0/users', {
      body: {
        accountEnabled: true, displayName: 'Somebody who signs in', mailNickname: `login${i}`, userPrincipalName,
        passwordProfile: { password: PASSWORD, forceChangePasswordNextSignIn: false },
      },
      status: 201,
    });
    names.push(userPrincipalName);
  }
  const form = new URLSearchParams({ grant_type: 'password', client_id: appId, scope: GRAPH_SCOPE, password: PASSWORD });
  return { path: tokenPath(organisation), body: `${form}&username=`, names };
}

/**
 * A contestant for interleave() that logs in as fast as the threads hash. A run that ends leaves logins behind that nobody waits for:
 * one more login, which comes after them, is waited for, so that they are not measured with what follows.
 */
function loginer(bench, server, { path, body, names }, connections, seconds) {
  const type = 'application/x-www-form-urlencoded';
  const lines = [`POST ${path} HTTP/1.1`, 'Host: 127.0.0.1', `Content-Type: ${type}`, `Content-Length: ${body.length + names[0].length}`];
  const requests = prepareRequests(join(bench.folder, 'logins'), names, [`${lines.join('\r\n')}\r\n\r\n${body}USER-ID`]);
  return async () => {
    const result = await load(server, {
      requests, connections, seconds, cores: bench.cores.client, threads: bench.cores.clientCount, mayTimeOut: true,
    });
    const response = await fetch(server.url + path, { method: 'POST', headers: { 'Content-Type': type }, body: body + names[0] });
    if (response.status !== 200) {
      throw new Error(`login: ${response.status} ${await response.text()}`);
    }
    await response.arrayBuffer();
    return result;
  };
}

async function besideHandMade(bench, organisation, server) {
  const requests = prepareRequests(join(bench.folder, 'read-jwt'), organisation.ids.slice(0, USERS_READ),
    [requestText('GET', DETAILS_PATH, await takeAppToken(server, organisation))]);
  for (const connections of CONNECTIONS) {
    bench.say(`reading with tokens of both kinds over ${connections} connections`);
    const runs = await interleave(bench.rounds, {
      handMade: reader(bench, organisation, server, connections),
      jwt: reader(bench, organisation, server, connections, { requests }),
    });
    bench.report.keep(`access c=${connections}`, runs);
    const group = 'Access: licenseDetails with an application\'s access token';
    bench.report.add(group, `answers a second, ${connections} connections`, {
      beside: 'a token made by hand', samples: ratios(runs.jwt, runs.handMade, 'perSecond'), aim: { least: LEAST_OF_HAND_MADE },
    });
    bench.report.add(group, `processor time an answer, ${connections} connections`, {
      beside: 'a token made by hand', samples: ratios(runs.jwt, runs.handMade, 'cpuUsEach'),
    });
  }
}

async function whileLoggingIn(bench, organisation, server) {
  const seconds = bench.seconds * LOGIN_TIMES;
  const connections = bench.cores.serverCount * LOGINS_A_THREAD; // half of the processors hash, and as many serve here
  const read = reader(bench, organisation, server, READ_CONNECTIONS, { seconds });
  const login = loginer(bench, server, await letIn(server, organisation), connections, seconds);
  bench.say('logging in, reading, both at once');
  const runs = await interleave(bench.rounds, {
    logins: login,
    quiet: read,
    both: async () => {
      const [reads, logins] = await Promise.all([read(), login()]);
      return { ...reads, loginsPerSecond: logins.perSecond };
    },
  });
  bench.report.keep('logins', runs);
  const group = `Logins: password grant over ${connections} connections, licenseDetails over ${READ_CONNECTIONS}`;
  const show = (what, unit, run, key) => bench.report.add(group, what, { unit, samples: runs[run].map((result) => result[key]) });
  show('logins a second', 'count', 'logins', 'perSecond');
  show('logins a second, while others read', 'count', 'both', 'loginsPerSecond');
  show('time of a read, 99 of 100, without logins', 'ms', 'quiet', 'p99Ms');
  show('time of a read, 99 of 100, with logins', 'ms', 'both', 'p99Ms');
  bench.report.add(group, 'reads a second, with logins', { beside: 'without', samples: ratios(runs.both, runs.quiet, 'perSecond') });
}

/** Measures what knowing the caller costs, in the largest organisation. */
export async function measureAccess(bench) {
  const organisation = bench.organisations.at(-1);
  const server = await startLicentia(bench.program, organisation.file, { cores: bench.cores.server, workers: bench.cores.serverCount });
  await besideHandMade(bench, organisation, server);
  await whileLoggingIn(bench, organisation, server);
  await server.stop();
}
