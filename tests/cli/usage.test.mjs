// Help, usage errors and settings: what the program says before it talks to any server.

import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

import { freshDatabase } from '../lib/database.mjs';
import { init, run, temporaryFolder } from '../lib/licentia.mjs';
import { FakeGraph } from './fake-graph.mjs';

/** The verbs that the overall help lists, or the help of a noun that it leads to. */
function verbs(args = ['--help']) {
  const { stdout } = run(args);
  const nouns = [...stdout.matchAll(/^ {2}(\S+) VERB {2,}\S/gm)].map((match) => match[1]);
  const own = [...stdout.matchAll(/^ {2}(\S+(?: [a-z-]+){0,2}) {2,}\S/gm)].map((match) => match[1]);
  return [...own, ...nouns.flatMap((noun) => verbs([noun, '--help']))];
}

function assertFits(text, what) {
  for (const line of text.split('\n')) {
    assert.ok([...line].length <= 80, `${what}: ${line}`);
  }
}

test('the help fits a page and names every verb', () => {
  const result = run(['--help']);
  assert.equal(result.status, 0);
  assert.ok(result.stdout.split('\n').length <= 61, 'more than 60 lines');
  assertFits(result.stdout, '--help');
  const wanted = ['assign', 'remove', 'replace', 'swap', 'why', 'waiting list', 'waiting set', 'waiting withdraw', 'init', 'serve', 'certificate', 'demo', 'doctor', 'backup', 'restore', 'migrate', 'upgrade',
    ...['add', 'import', 'list', 'show', 'set', 'delete', 'restore'].map((verb) => `user ${verb}`), ...['list', 'show', 'approve', 'reject', 'settings'].map((verb) => `request ${verb}`),
    ...['view', 'template'].flatMap((noun) => ['list', 'show', 'add', 'delete'].map((verb) => `${noun} ${verb}`)),
    ...['show', 'set', 'on', 'off', 'remove', 'report', 'list'].map((verb) => `auto-claim ${verb}`),
    ...['list', 'show', 'create', 'update', 'delete', 'people', 'mine', 'add', 'remove'].map((verb) => `allotment ${verb}`),
    ...['list', 'show', 'add', 'update', 'remove', 'reprocess', 'errors', 'member list', 'member add', 'member remove', 'license add', 'license remove']
      .map((verb) => `group ${verb}`),
    ...['add', 'remove', 'replace', 'swap', 'set-plans', 'apply'].map((verb) => `license bulk ${verb}`), ...['list', 'show', 'results', 'pause', 'resume', 'cancel'].map((verb) => `change ${verb}`),
    'status', ...['list', 'show', 'holders', 'conflict'].map((verb) => `sku ${verb}`), ...['import', 'list', 'show'].map((verb) => `catalog ${verb}`),
    ...['add', 'list', 'set', 'show', 'renew', 'cancel', 'delete'].map((verb) => `subscription ${verb}`), ...['create', 'list', 'revoke'].map((verb) => `token ${verb}`),
    'operation list', 'operation show', 'operation undo', ...['list', 'show', 'give', 'take'].map((verb) => `role ${verb}`), 'setting list', 'setting set', 'audit list', 'key rotate', ...['add', 'list', 'export', 'delete'].map((verb) => `tenant ${verb}`), ...['users', 'holders', 'assignments'].map((verb) => `export ${verb}`), 'user password', 'session list', 'session revoke', 'admin reset',
    ...['add', 'list', 'show', 'update', 'remove', 'secret add', 'secret remove', 'certificate add', 'certificate remove', 'grant add', 'grant remove'].map((verb) => `app ${verb}`)];
  assert.deepEqual(verbs().sort(), wanted.sort());
  assert.equal(run([]).stdout, result.stdout);
  assert.equal(run(['help']).stdout, result.stdout);
});

test('every verb has help with usage, options and exit status', () => {
  for (const verb of verbs()) {
    const result = run([...verb.split(' '), '--help']);
    assert.equal(result.status, 0, verb);
    assert.match(result.stdout, new RegExp(`^Usage: licentia ${verb}`), verb);
    assert.match(result.stdout, /^Options:\n[^]*--help[^]*^Exit status:/m, verb);
    assert.match(result.stdout, /^Examples:\n {2}licentia /m, verb);
    assertFits(result.stdout, verb);
    assert.equal(run(['help', ...verb.split(' ')]).stdout, result.stdout);
  }
});

test('the help of a noun lists its verbs', () => {
  const result = run(['user', '--help']);
  assert.equal(result.status, 0);
  assert.equal(result.stdout.trim().split('\n').length, 8);
});

test('--version', () => {
  const result = run(['--version']);
  assert.equal(result.status, 0);
  assert.match(result.stdout, /^licentia \d+\.\d+\.\d+\n$/);
});

test('wrong usage ends with status 2, says what was meant, and sends nothing', async (t) => {
  const graph = await FakeGraph.start(t);
  const cases = [
    [['asign', 'x'], /no command "asign x"\. Did you mean "assign"\?/],
    [['user', 'lst'], /Did you mean "user list"\?/],
    [['frobnicate'], /There is no command "frobnicate"\./],
    [['user'], /Say what to do with "user": add, import, list, show, set, delete, restore, password\./],
    [['sku', 'frobnicate'], /Say what to do with "sku": list, show, holders, conflict\./],
    [['assign', 'x', '--skuu', 'y'], /"assign" has no option "--skuu"\. Did you mean "--sku"\?/],
    [['assign', 'x', '-s', 'y'], /"assign" has no option "-s"/],
    [['assign', 'x', '--sku'], /The option --sku needs a value: --sku SKU\./],
    [['assign', 'x', '--dry-run=yes', '--sku', 'y'], /The option --dry-run takes no value\./],
    [['assign', 'x'], /Name a product with --sku\./],
    [['assign', '--sku', 'ENTERPRISEPACK'], /Name at least one user/],
    [['assign', '', '--sku', 'ENTERPRISEPACK'], /name of a user is empty/],
    [['assign', 'x', '--sku', 'y', '--csv'], /"assign" has no option "--csv"/],
    [['remove', 'x', '--all', '--sku', 'y'], /Choose one of --sku and --all\./],
    [['remove', 'x'], /Name a product with --sku\./],
    [['swap', 'x', '--from', 'ENTERPRISEPACK'], /"swap" needs the option --to SKU\./],
    [['swap', 'x', '--from', 'ENTERPRISEPACK', '--to', 'enterprisepack'], /name the same product/],
    [['why', 'x'], /"why" needs USER PLAN\./],
    [['why', 'x', 'y', 'z'], /"why" cannot use "z"/],
    [['user', 'list', '--top', '0'], /--top needs a whole number from 1 to/],
    [['user', 'list', '--top', '5', '--all'], /Choose one of --top and --all\./],
    [['user', 'list', '--json', '--csv'], /Choose one of --json and --csv\./],
    [['user', 'list', 'extra'], /"user list" cannot use "extra": it takes no arguments\./],
    [['user', 'show'], /"user show" needs USER\./],
    [['user', 'show', 'a', 'b'], /"user show" cannot use "b"/],
    [['user', 'add', 'a@b'], /"user add" needs the option --name NAME\./],
    [['user', 'add', 'a@b', '--name', 'A', '--name', 'B'], /The option --name is given twice\./],
    [['user', 'add', 'a@b', '--name', 'A', 'displayName=B'], /displayName is given twice\./],
    [['user', 'set', 'a@b', 'jobtitel=x'], /no property "jobtitel"\. Did you mean "jobTitle"\?/],
    [['user', 'set', 'a@b', 'jobTitle'], /"jobTitle" should look like property=value\./],
    [['user', 'set', 'a@b', 'accountEnabled=maybe'], /accountEnabled is true or false/],
    [['user', 'set', 'a@b', 'city=x', 'CITY=y'], /city is given twice\./],
    [['user', 'import', '/nonexistent.csv'], /No such file/],
    [['user', 'import', '/tmp'], /no regular file/],
    [['catalog', 'import', '/nonexistent.csv'], /No such file/],
    [['subscription', 'add', '--sku', 'x'], /"subscription add" needs the option --seats N\./],
    [['subscription', 'add', '--sku', 'x', '--seats', 'many'], /--seats needs a whole number/],
    [['subscription', 'add', '--sku', 'x', '--seats', '5', '--recurring', 'perhaps'], /--recurring is yes or no, not "perhaps"\./],
    [['subscription', 'set', 'x'], /Say what to change/],
    [['app'], /Say what to do with "app": add, list, show, update, remove, secret add, secret remove/],
    [['app', 'secret'], /Say what to do with "app"/],
    [['app', 'lits'], /Did you mean "app list"\?/],
    [['app', 'add'], /"app add" needs NAME\./],
    [['app', 'update', 'x'], /Say what to change: --name/],
    [['app', 'update', 'x', '--enabled', 'maybe'], /--enabled is yes or no, not "maybe"\./],
    [['app', 'update', 'x', '--no-redirects', '--web', 'https://app.example'], /--no-redirects stands alone/],
    [['app', 'secret', 'add', 'x'], /"app secret add" needs the option --name NAME\./],
    [['app', 'secret', 'add', 'x', '--name', 'n', '--days', '731'], /--days needs a whole number from 1 to 730/],
    [['app', 'secret', 'remove', 'x'], /"app secret remove" needs ID KEYID\./],
    [['app', 'certificate', 'add', 'x', '/nonexistent.pem'], /No such file/],
    [['app', 'certificate', 'add', 'x', '/dev/null'], /is empty/],
    [['app', 'grant', 'add', 'x'], /"app grant add" needs ID PERMISSION/],
    [['app', 'grant', 'remove', 'x', 'User.Read', '--user', 'a@b'], /--user goes with --delegated/],
  ];
  for (const [args, message] of cases) {
    const result = await graph.cli(args);
    assert.equal(result.status, 2, `${args.join(' ')}: ${result.stdout}${result.stderr}`);
    assert.match(result.stderr, message);
    assert.match(result.stderr, /See "licentia [a-z- ]*--help"\./);
    assert.equal(result.stdout, '');
  }
  assert.deepEqual(graph.changes, []);
});

test('local verbs: what was typed wrongly, and what is not there', (t) => {
  const folder = temporaryFolder(t);
  const { db } = init(folder);
  const fresh = freshDatabase(folder, 'fresh.db');
  const organisation = { name: 'Contoso', domain: 'contoso.example', country: 'NL' };
  const begin = (more) => ['init', '--db', fresh, ...Object.entries({ ...organisation, ...more }).flatMap(([name, value]) => [`--${name}`, value])];
  const cases = [
    [begin({ domain: 'no domain' }), 2, /'no domain' is not a domain/],
    [begin({ country: 'Holland' }), 2, /'Holland' is not a country/],
    [begin({ name: '' }), 2, /must have 1 to 256 characters/],
    [['tenant', 'add', '--db', db, '--name', 'X', '--domain', '-', '--country', 'NL'], 2, /'-' is not a domain/],
    [['serve', '--db', db, '--listen', 'nowhere'], 2, /'nowhere' is not an address to listen on/],
    [['serve', '--db', db, '--listen', 'example.org:80'], 2, /'example\.org' is no IPv4 or IPv6 address/],
    [['serve', '--db', 'oracle:x'], 2, /'oracle:x' is not a database address/],
    [['doctor', '--db', 'sqlite:'], 2, /names no file/],
    ...['serve', 'doctor', 'upgrade', 'tenant list', 'admin reset'].map((verb) =>
      [[...verb.split(' '), '--db', `sqlite:${join(folder, 'missing')}`], 3, /missing does not exist: check the name, or make it with 'licentia init/]),
    [['tenant', 'add', '--db', db, ...Object.entries(organisation).flatMap(([name, value]) => [`--${name}`, value])], 1, /contoso\.example belongs to the organisation Contoso already/],
  ];
  for (const [args, status, message] of cases) {
    const result = run(args);
    assert.equal(result.status, status, `${args.join(' ')}: ${result.stderr}`);
    assert.match(result.stderr, message);
    assert.equal(/See "licentia [a-z ]*--help"\./.test(result.stderr), status === 2, result.stderr);
  }
});

test('words behind -- are arguments, --name=value is --name value', async (t) => {
  const graph = await FakeGraph.start(t);
  const result = await graph.cli(['assign', '--sku=ENTERPRISEPACK', '--', '--sku']);
  assert.equal(result.status, 1);
  assert.match(result.stdout, /Resource '--sku' does not exist/);
});

test('a word that is not UTF-8 is refused', async (t) => {
  const graph = await FakeGraph.start(t);
  const folder = temporaryFolder(t);
  const list = join(folder, 'users.txt');
  writeFileSync(list, Buffer.from([0x61, 0xff, 0x0a]));
  const result = await graph.cli(['assign', '--users', list, '--sku', 'ENTERPRISEPACK']);
  assert.equal(result.status, 2);
  assert.match(result.stderr, /not valid UTF-8/);
});

/** Environment without any setting of the person who runs the tests. */
function bare(folder, more = {}) {
  return { LICENTIA_URL: '', LICENTIA_TOKEN: '', XDG_CONFIG_HOME: folder, ...more };
}

test('a profile names server and token', async (t) => {
  const graph = await FakeGraph.start(t);
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'licentia'));
  const profile = join(folder, 'licentia/profile');
  writeFileSync(profile, `# the desk\n\nurl = ${graph.url}/\ntoken = from-profile\n`, { mode: 0o600 });
  let result = await graph.cli(['sku', 'list'], { env: bare(folder) });
  assert.equal(result.status, 0, result.stderr);
  assert.equal(graph.requests[0].headers.authorization, 'Bearer from-profile');
  assert.equal(graph.requests[0].path, '/v1.0/subscribedSkus');

  writeFileSync(join(folder, 'licentia/profile-work'), `url=${graph.url}\ntoken=from-work\n`, { mode: 0o400 });
  result = await graph.cli(['sku', 'list', '--profile', 'work'], { env: bare(folder, { LICENTIA_URL: 'http://127.0.0.1:1' }) });
  assert.equal(result.status, 0, result.stderr);
  assert.equal(graph.requests.at(-1).headers.authorization, 'Bearer from-work');

  result = await graph.cli(['sku', 'list', '--profile', 'nosuch'], { env: bare(folder) });
  assert.equal(result.status, 3);
  assert.match(result.stderr, /There is no profile .*profile-nosuch/);
});

test('a profile that others can read is refused', async (t) => {
  const graph = await FakeGraph.start(t);
  const folder = temporaryFolder(t);
  const profile = join(folder, 'profile');
  writeFileSync(profile, `url = ${graph.url}\ntoken = secret-of-the-profile\n`);
  for (const mode of [0o644, 0o640, 0o604, 0o700]) {
    chmodSync(profile, mode);
    const result = await graph.cli(['sku', 'list', '--profile', profile], { env: bare(folder) });
    assert.equal(result.status, 3, mode.toString(8));
    assert.match(result.stderr, /readable by you alone \(its mode is 0\d\d\d\)\. Remedy: chmod 600/);
    assert.doesNotMatch(result.stderr, /secret-of-the-profile/);
  }
  chmodSync(profile, 0o600);
  const link = join(folder, 'link');
  symlinkSync(profile, link);
  assert.equal((await graph.cli(['sku', 'list', '--profile', link], { env: bare(folder) })).status, 0);
  assert.equal((await graph.cli(['sku', 'list', '--profile', `${folder}/`], { env: bare(folder) })).status, 3);
});

test('a profile with mistakes is refused without showing its secret', async (t) => {
  const graph = await FakeGraph.start(t);
  const folder = temporaryFolder(t);
  const profile = join(folder, 'profile');
  const cases = [
    [`url = ${graph.url}\ntokn = hidden-secret\n`, /unknown key "tokn"; did you mean "token"\?/],
    ['url = ftp://x\ntoken = hidden-secret\n', /is no address of a server/],
    [`url = ${graph.url}\n`, /No token is set/],
    [`url = ${graph.url}\ntoken = hidden secret\n`, /characters that no token has/],
    ['token = hidden-secret\n', /No server is named/],
    [`url = ${graph.url}\nhidden-secret\n`, /not "key = value"/],
    [`url = ${graph.url}\ntoken = ${'x'.repeat(20000)}\n`, /at most 16 KiB/],
  ];
  for (const [text, message] of cases) {
    writeFileSync(profile, text, { mode: 0o600 });
    const result = await graph.cli(['sku', 'list', '--profile', profile], { env: bare(folder) });
    assert.equal(result.status, 3, text);
    assert.match(result.stderr, message);
    assert.doesNotMatch(result.stderr, /hidden/);
  }
  assert.equal(graph.requests.length, 0);
});

test('the token of the profile never goes to an address of the environment', async (t) => {
  const graph = await FakeGraph.start(t);
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'licentia'));
  writeFileSync(join(folder, 'licentia/profile'), 'url = https://licentia.example\ntoken = secret\n', { mode: 0o600 });
  const result = await graph.cli(['sku', 'list'], { env: bare(folder, { LICENTIA_URL: graph.url }) });
  assert.equal(result.status, 3);
  assert.match(result.stderr, /No token is set/);
  assert.equal(graph.requests.length, 0);
});

test('the token travels encrypted, or not at all', () => {
  for (const url of ['http://licentia.example', 'http://127.evil.example', 'http://10.0.0.1:8080', 'http://localhost.example']) {
    const result = run(['sku', 'list'], { env: { LICENTIA_URL: url, LICENTIA_TOKEN: 'x' } });
    assert.equal(result.status, 3, url);
    assert.match(result.stderr, /would send the token unencrypted/, url);
  }
  for (const url of ['licentia', 'https://user:pass@licentia.example', 'https://licentia.example/?x=1', '::', 'file:///etc/passwd']) {
    const result = run(['sku', 'list'], { env: { LICENTIA_URL: url, LICENTIA_TOKEN: 'x' } });
    assert.equal(result.status, 3, url);
    assert.match(result.stderr, /is no address of a server/, url);
  }
});

test('a server that is not there: status 3, and JSON says so too', () => {
  const result = run(['sku', 'list', '--json'], { env: { LICENTIA_URL: 'http://127.0.0.1:1', LICENTIA_TOKEN: 'x' } });
  assert.equal(result.status, 3);
  assert.match(result.stderr, /http:\/\/127\.0\.0\.1:1 cannot be reached/);
  assert.match(JSON.parse(result.stdout).error.message, /cannot be reached/);
});

test('no proxy sees what is meant for this machine', async (t) => {
  const graph = await FakeGraph.start(t);
  const result = await graph.cli(['sku', 'list'], { env: { http_proxy: 'http://127.0.0.1:1', all_proxy: 'http://127.0.0.1:1' } });
  assert.equal(result.status, 0, result.stderr);
});
