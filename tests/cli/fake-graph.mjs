// A server with the calls of Microsoft's Graph that the command line may use there, and nothing under /api/v1: a test that
// passes against it shows that no call of our own is needed. It keeps users and seats, and every request that it was sent.

import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';

import { program } from '../lib/licentia.mjs';

export const plans = {
  EXCHANGE: '9aaf7827-d63c-4b61-89c3-182f06f82e5c',
  EXCHANGE2: 'efb87545-963c-4e0d-99df-69c6916d9eb0',
  TEAMS1: '57ff2da0-773e-42df-b2af-ffb7a2317929',
  SWAY: 'a23b959c-7ce8-4e57-9140-b90eb88a9e97',
};

export const skus = {
  E1: '18181a46-0d4e-45cd-891e-60aabd171b4e',
  E3: '6fd2c87f-b296-42f0-b197-1e91e994b900',
  CALL_A: '11dee6af-eca8-419f-8061-6864517c1875',
  CALL_B: '54a152dc-90de-4996-93d2-bc47e670fc06',
};

function makeSku(skuId, skuPartNumber, seats, names) {
  return {
    id: `tenant_${skuId}`,
    skuId,
    skuPartNumber,
    appliesTo: 'User',
    capabilityStatus: 'Enabled',
    consumedUnits: 0,
    prepaidUnits: { enabled: seats, warning: 0, suspended: 0, lockedOut: 0 },
    servicePlans: names.map((name) => ({
      servicePlanId: plans[name], servicePlanName: name, provisioningStatus: 'Success', appliesTo: 'User',
    })),
    subscriptionIds: [],
  };
}

function refusal(status, code, message) {
  return { status, body: { error: { code, message, innerError: { date: '2026-01-01T00:00:00', 'request-id': randomUUID() } } } };
}

export class FakeGraph {
  /** Starts one that ends with test `t`. */
  static async start(t) {
    const graph = new FakeGraph();
    graph.requests = [];
    graph.users = new Map();
    graph.deleted = new Map();
    graph.skus = [
      makeSku(skus.E1, 'STANDARDPACK', 5, ['EXCHANGE', 'TEAMS1', 'SWAY']),
      makeSku(skus.E3, 'ENTERPRISEPACK', 2, ['EXCHANGE2', 'TEAMS1', 'SWAY']),
      makeSku(skus.CALL_A, 'MCOPSTN5', 1, ['TEAMS1']),
      makeSku(skus.CALL_B, 'MCOPSTN5', 1, ['TEAMS1']),
    ];
    graph.answerFirst = []; // answers to give before any other, in order
    graph.server = createServer((request, response) => graph.#serve(request, response));
    await new Promise((done) => graph.server.listen(0, '127.0.0.1', done));
    graph.url = `http://127.0.0.1:${graph.server.address().port}`;
    t.after(() => graph.server.close());
    return graph;
  }

  /** Adds a user that holds `licenses`, SKU id to disabled plans. */
  addUser(alias, licenses = {}, groupLicenses = {}) {
    const user = {
      id: randomUUID(),
      userPrincipalName: `${alias}@contoso.example`,
      displayName: `User ${alias}`,
      usageLocation: 'NL',
      accountEnabled: true,
      licenseAssignmentStates: [],
    };
    const add = (skuId, disabledPlans, assignedByGroup) => user.licenseAssignmentStates.push({
      skuId, disabledPlans, assignedByGroup, state: 'Active', error: 'None', lastUpdatedDateTime: '2026-01-01T00:00:00Z',
    });
    Object.entries(licenses).forEach(([skuId, disabled]) => add(skuId, disabled, null));
    Object.entries(groupLicenses).forEach(([skuId, disabled]) => add(skuId, disabled, randomUUID()));
    this.users.set(user.id, user);
    return user;
  }

  /** What a user holds directly, SKU id to disabled plans. */
  direct(user) {
    return Object.fromEntries(this.users.get(user.id).licenseAssignmentStates
      .filter((state) => state.assignedByGroup === null)
      .map((state) => [state.skuId, state.disabledPlans]));
  }

  /** The requests other than GET so far. */
  get changes() {
    return this.requests.filter((request) => request.method !== 'GET');
  }

  #serve(request, response) {
    let text = '';
    request.on('data', (chunk) => { text += chunk; });
    request.on('end', () => {
      const url = new URL(request.url, this.url);
      const record = {
        method: request.method, path: url.pathname, query: url.searchParams, headers: request.headers, body: text ? JSON.parse(text) : undefined,
      };
      this.requests.push(record);
      const answer = this.answerFirst.shift() ?? this.#answer(record);
      const body = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
      response.writeHead(answer.status, { ...(answer.body === undefined ? {} : { 'Content-Type': 'application/json' }), ...answer.headers });
      response.end(answer.body === undefined ? undefined : body);
    });
  }

  #answer(request) {
    const [version, ...path] = request.path.slice(1).split('/').map(decodeURIComponent);
    if (version !== 'v1.0') { // what Microsoft's gateway says of /api/v1
      return refusal(400, 'BadRequest', `Invalid version: ${version}`);
    }
    const route = `${request.method} ${path[0]}`;
    if (route === 'GET subscribedSkus' && path.length === 1) {
      return { status: 200, body: { value: this.skus.map((sku) => ({ ...sku, consumedUnits: this.#consumed(sku.skuId) })) } };
    }
    if (path[0] === 'users') {
      return this.#users(request, path.slice(1));
    }
    if (path[0] === 'directory' && path[1] === 'deletedItems') {
      return this.#deletedItems(request, path.slice(2));
    }
    return refusal(400, 'BadRequest', `Resource not found for the segment '${path[0]}'.`);
  }

  #consumed(skuId) {
    return [...this.users.values()].filter((user) => user.licenseAssignmentStates.some((state) => state.skuId === skuId)).length;
  }

  #find(key) {
    return [...this.users.values()].find((user) => user.id === key || user.userPrincipalName.toLowerCase() === key.toLowerCase());
  }

  #view(user) {
    const held = new Map(user.licenseAssignmentStates.map((state) => [state.skuId, { skuId: state.skuId, disabledPlans: state.disabledPlans }]));
    return { ...user, assignedLicenses: [...held.values()] };
  }

  #users(request, path) {
    if (path.length === 0) {
      return request.method === 'POST' ? this.#create(request.body) : this.#list(request);
    }
    const user = this.#find(path[0]);
    if (!user) {
      return refusal(404, 'Request_ResourceNotFound', `Resource '${path[0]}' does not exist or one of its queried reference-property objects are not present.`);
    }
    switch (`${request.method} ${path[1] ?? ''}`) {
      case 'GET ':
        return { status: 200, body: this.#view(user) };
      case 'PATCH ':
        Object.assign(user, request.body);
        return { status: 204 };
      case 'DELETE ':
        this.users.delete(user.id);
        this.deleted.set(user.id, user);
        return { status: 204 };
      case 'GET licenseDetails':
        return { status: 200, body: { value: this.#details(user) } };
      case 'POST assignLicense':
        return this.#assign(user, request.body);
      default:
        return refusal(400, 'BadRequest', `Resource not found for the segment '${path[1]}'.`);
    }
  }

  #create(body) {
    for (const name of ['accountEnabled', 'displayName', 'mailNickname', 'passwordProfile', 'userPrincipalName']) {
      if (body[name] === undefined) {
        return refusal(400, 'Request_BadRequest', `A value is required for property '${name}' of resource 'User'.`);
      }
    }
    if ('assignedLicenses' in body) {
      return refusal(400, 'Request_BadRequest', "Property 'assignedLicenses' is read-only and cannot be set.");
    }
    const user = { ...body, id: randomUUID(), licenseAssignmentStates: [] };
    this.users.set(user.id, user);
    return { status: 201, body: user };
  }

  #list(request) {
    const top = Number(request.query.get('$top') ?? 100);
    const skip = Number(request.query.get('$skiptoken') ?? 0);
    const filter = request.query.get('$filter');
    const match = filter ? /^assignedLicenses\/any\(s:s\/skuId eq ([0-9a-f-]{36})\)$/.exec(filter) : null;
    if (filter && !match) {
      return refusal(400, 'Request_UnsupportedQuery', 'Unsupported Query.');
    }
    const all = [...this.users.values()].filter((user) => !match || user.licenseAssignmentStates.some((state) => state.skuId === match[1]));
    const page = all.slice(skip, skip + top).map((user) => this.#view(user));
    const next = new URL(`${this.url}${request.path}?${request.query}`);
    next.searchParams.set('$skiptoken', skip + top);
    return { status: 200, body: { value: page, ...(skip + top < all.length ? { '@odata.nextLink': next.href } : {}) } };
  }

  #details(user) {
    return this.#view(user).assignedLicenses.map((license) => {
      const sku = this.skus.find((item) => item.skuId === license.skuId);
      return {
        id: license.skuId,
        skuId: license.skuId,
        skuPartNumber: sku.skuPartNumber,
        servicePlans: sku.servicePlans.map((plan) => ({
          ...plan, provisioningStatus: license.disabledPlans.includes(plan.servicePlanId) ? 'Disabled' : 'Success',
        })),
      };
    });
  }

  #assign(user, { addLicenses, removeLicenses }) {
    const states = user.licenseAssignmentStates.map((state) => ({ ...state }));
    for (const skuId of removeLicenses) {
      const at = states.findIndex((state) => state.skuId === skuId && state.assignedByGroup === null);
      if (at < 0) {
        return refusal(400, 'Request_BadRequest', 'User does not have a corresponding license.');
      }
      states.splice(at, 1);
    }
    for (const { skuId, disabledPlans } of addLicenses) {
      const sku = this.skus.find((item) => item.skuId === skuId);
      const held = states.find((state) => state.skuId === skuId && state.assignedByGroup === null);
      if (!sku) {
        return refusal(400, 'Request_BadRequest', `License ${skuId} does not correspond to a valid company License.`);
      }
      if (!held && this.#consumed(skuId) >= sku.prepaidUnits.enabled) {
        return refusal(400, 'Request_BadRequest', `Subscription with SKU ${skuId} does not have any available licenses.`);
      }
      if (held) {
        held.disabledPlans = disabledPlans;
      } else {
        states.push({ skuId, disabledPlans, assignedByGroup: null, state: 'Active', error: 'None', lastUpdatedDateTime: '2026-01-01T00:00:00Z' });
      }
    }
    user.licenseAssignmentStates = states;
    return { status: 200, body: this.#view(user) };
  }

  #deletedItems(request, path) {
    if (request.method === 'GET' && path[0] === 'microsoft.graph.user') {
      const value = [...this.deleted.values()].map((user) => ({
        ...user, userPrincipalName: user.id.replaceAll('-', '') + user.userPrincipalName, deletedDateTime: '2026-01-01T00:00:00Z',
      }));
      return { status: 200, body: { value } };
    }
    const user = this.deleted.get(path[0]);
    if (request.method !== 'POST' || path[1] !== 'restore' || !user) {
      return refusal(404, 'Request_ResourceNotFound', `Resource '${path[0]}' does not exist.`);
    }
    this.deleted.delete(user.id);
    user.userPrincipalName = request.body?.newUserPrincipalName ?? user.userPrincipalName;
    this.users.set(user.id, user);
    return { status: 200, body: user };
  }

  /** Runs the command line against this server; returns { status, stdout, stderr }. */
  cli(args, { env = {}, input = '' } = {}) {
    const child = spawn(program, args, {
      env: { ...process.env, NO_COLOR: '1', LICENTIA_URL: this.url, LICENTIA_TOKEN: 'eyJ0eXAi.test-token', ...env },
    });
    const result = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (chunk) => { result.stdout += chunk; });
    child.stderr.setEncoding('utf8').on('data', (chunk) => { result.stderr += chunk; });
    child.stdin.on('error', () => {}); // a program that reads nothing may end first
    child.stdin.end(input);
    return new Promise((done, fail) => {
      child.on('error', fail);
      child.on('close', (status) => done({ status, ...result }));
    });
  }
}
