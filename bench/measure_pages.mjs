// The admin centre on a slow line: what a browser that was never there transfers, and how long it takes, until the first page can be
// used. In Chromium, which slows its network down; signing in is done before and does not count.

import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { ask, makeOrganisation } from './organisation.mjs';
import { DOMAIN } from './people.mjs';
import { startLicentia } from './processes.mjs';

export const CHROMIUM = '/usr/bin/chromium';
const LINE = { offline: false, downloadThroughput: 10_000_000 / 8, uploadThroughput: 10_000_000 / 8, latency: 20 };
const KILOBYTES = 250;
const password = 'Wachtwoord voor het meten 1';
const find = createRequire(new URL('../tests/package.json', import.meta.url));

/** A person with every role's rights, who can sign in. */
export async function addAdministrator(server, token) {
  const name = `admin@${DOMAIN}`;
  const user = await ask(server, token, 'POST', '/v1.0/users', {
    body: { accountEnabled: true, displayName: 'Admin', mailNickname: 'admin', userPrincipalName: name, passwordProfile: { password, forceChangePasswordNextSignIn: false } }, status: 201,
  });
  const { value } = await ask(server, token, 'GET', "/v1.0/directoryRoles?$filter=displayName eq 'Global Administrator'");
  await ask(server, token, 'POST', '/v1.0/roleManagement/directory/roleAssignments', {
    body: { roleDefinitionId: value[0].id, principalId: user.id, directoryScopeId: '/' }, status: 201,
  });
  return name;
}

/** Signs in on a page of its own and gives the cookies. */
export async function signIn(browser, server, name) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${server.url}/common/login`);
  await page.fill('[name=username]', name);
  await page.fill('[name=password]', password);
  await Promise.all([page.waitForNavigation(), page.press('[name=password]', 'Enter')]);
  const cookies = await context.cookies();
  await context.close();
  return cookies;
}

/** Starts Chromium; the caller closes it. */
export function launchChromium() {
  return find('playwright-core').chromium.launch({ executablePath: CHROMIUM, headless: true, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] });
}

/** Opens the first page in an empty browser over the slow line; returns { bytes, ms }. */
async function open(browser, server, cookies) {
  const context = await browser.newContext({ locale: 'en-GB' });
  await context.addCookies(cookies);
  const page = await context.newPage();
  const client = await context.newCDPSession(page);
  let bytes = 0;
  client.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await client.send('Network.enable');
  await client.send('Network.emulateNetworkConditions', LINE);
  const startedAt = process.hrtime.bigint();
  await page.goto(`${server.url}/`, { waitUntil: 'commit' });
  await page.waitForSelector('main h1');
  const ms = Number(process.hrtime.bigint() - startedAt) / 1e6;
  await page.waitForLoadState('networkidle');
  await context.close();
  return { bytes, ms };
}

/** Measures the first load of the admin centre, where Chromium and what drives it are there. */
export async function measurePages(bench) {
  if (!existsSync(CHROMIUM)) {
    bench.say(`pages are left out: no ${CHROMIUM}`);
    return;
  }
  const file = join(bench.folder, 'pages.db');
  const { token } = await makeOrganisation(bench.program, file);
  const server = await startLicentia(bench.program, file);
  const name = await addAdministrator(server, token);
  const browser = await launchChromium();
  const cookies = await signIn(browser, server, name);
  bench.say('opening the admin centre');
  const loads = [];
  for (let round = 0; round < bench.rounds; round++) {
    loads.push(await open(browser, server, cookies));
  }
  await browser.close();
  await server.stop();
  bench.report.keep('first load', loads);
  const group = 'Admin centre: first load over 10 Mbit/s, 20 ms away';
  bench.report.add(group, 'transferred', { unit: 'kB', samples: loads.map(({ bytes }) => bytes / 1000), aim: { most: KILOBYTES } });
  bench.report.add(group, 'until the first page can be used', { unit: 'ms', samples: loads.map(({ ms }) => ms) });
}
