// app: registrations, secrets, certificates and grants from the command line.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

import { makeCertificate } from '../lib/certificate.mjs';
import { startServer } from '../lib/licentia.mjs';

const azureCli = '04b07795-8ddb-461a-bbee-02f9e1bf7b46';
const guid = /[0-9a-f]{8}-[0-9a-f-]{27}/;

/** Runs a verb that must succeed; returns what it printed. */
function ok(server, args, options) {
  const result = server.cli(args, options);
  assert.equal(result.status, 0, `${args.join(' ')}: ${result.stdout}${result.stderr}`);
  return result;
}

/** The same with --json; returns the document. */
const json = (server, args) => JSON.parse(ok(server, [...args, '--json']).stdout);

/** Runs a verb that must be refused with `status`. */
function refused(server, args, status, message) {
  const result = server.cli(args);
  assert.equal(result.status, status, `${args.join(' ')}: ${result.stdout}${result.stderr}`);
  assert.match(result.stderr, message);
}

test('app', async (t) => {
  const server = await startServer(t);

  await t.test('add, list, show, update, remove', () => {
    const added = ok(server, ['app', 'add', 'Nachtelijke import Zoë', '--web', 'https://app.example/cb', '--native', 'http://localhost', '--native', 'com.example.app:/cb']);
    assert.match(added.stdout, /^Registered: Nachtelijke import Zoë\n {2}Client id +\S+\n/);
    assert.match(added.stdout, /^ {2}web: https:\/\/app\.example\/cb\n {2}publicClient: com\.example\.app:\/cb\n {2}publicClient: http:\/\/localhost$/m);
    const id = guid.exec(added.stdout)[0];
    ok(server, ['app', 'add', 'Azure CLI', '--public', '--client-id', azureCli]);
    const list = ok(server, ['app', 'list']).stdout.split('\n');
    assert.match(list[0], /^Name +Client id +Public +Sign-in +Registered +Id$/);
    assert.match(list[2], new RegExp(`^Azure CLI +${azureCli} +yes +allowed `));
    assert.match(ok(server, ['app', 'list', '--csv']).stdout, /^displayName,appId,isPublicClient/);
    assert.equal(json(server, ['app', 'list']).value.length, 2);
    const one = ok(server, ['app', 'list', '--top', '1']);
    assert.match(one.stderr, /There are more: --all shows them/);

    const shown = json(server, ['app', 'show', id]);
    assert.deepEqual(shown.redirectUris.map((item) => item.kind), ['web', 'publicClient', 'publicClient']);
    const rehearsed = ok(server, ['app', 'update', id, '--name', 'Import', '--dry-run']);
    assert.match(rehearsed.stdout, /^Would be: Import\n/);
    assert.deepEqual(json(server, ['app', 'show', id]), shown);
    ok(server, ['app', 'update', id, '--name', 'Import', '--enabled', 'no', '--public', 'yes', '--spa', 'http://localhost:3000', '--reason', 'moved']);
    const changed = json(server, ['app', 'show', id]);
    assert.deepEqual({ ...shown, displayName: 'Import', accountEnabled: false, isPublicClient: true, redirectUris: [{ uri: 'http://localhost:3000', kind: 'spa' }] }, changed);
    assert.equal(json(server, ['operation', 'list', '--top', '1']).value[0].reason, 'moved');
    assert.deepEqual(json(server, ['app', 'update', id, '--no-redirects']).redirectUris, []);

    assert.match(ok(server, ['app', 'remove', id, '--dry-run']).stdout, /^Would remove .*Nothing was changed\.$/m);
    assert.match(ok(server, ['app', 'remove', id]).stdout, /^Removed /);
    refused(server, ['app', 'show', id], 1, /does not exist/);
    assert.deepEqual(json(server, ['app', 'remove', azureCli]), { id: azureCli, removed: true, dryRun: false });
  });

  await t.test('secrets: on standard output alone, once', () => {
    const { appId } = json(server, ['app', 'add', 'Robot']);
    const made = ok(server, ['app', 'secret', 'add', appId, '--name', 'nightly', '--days', '10']);
    assert.match(made.stdout, /^lics_[\w-]{43}\n$/);
    assert.match(made.stderr, /^Secret \S+, shown this once, good until \S+:\n$/);
    const secret = made.stdout.trim();
    const keyId = guid.exec(made.stderr)[0];
    const shown = ok(server, ['app', 'show', appId]).stdout;
    assert.match(shown, new RegExp(`^  secret ${keyId}: nightly, ${secret.slice(5, 8)}, until 20`, 'm'));
    assert.ok(!shown.includes(secret.slice(5)) && !server.log.includes(secret.slice(5)));
    assert.equal(json(server, ['app', 'secret', 'add', appId, '--name', 'x']).secretText.length, 48);
    const rehearsed = ok(server, ['app', 'secret', 'add', appId, '--name', 'y', '--dry-run']);
    assert.equal(rehearsed.stdout, 'Would make a secret. Nothing was changed.\n');
    refused(server, ['app', 'secret', 'add', appId, '--name', 'z', '--start', '2020-01-01'], 1, /in the past/);
    refused(server, ['app', 'certificate', 'remove', appId, keyId], 1, /has no certificate/);
    ok(server, ['app', 'secret', 'remove', appId, keyId]);
    refused(server, ['app', 'secret', 'remove', appId, keyId], 1, /has no secret/);
  });

  await t.test('certificates from files in PEM, DER and base64', () => {
    const made = ['one', 'two', 'three'].map((name) => makeCertificate(server.folder, name));
    const base64 = join(server.folder, 'three.b64');
    writeFileSync(base64, made[2].der.toString('base64'));
    const { appId } = json(server, ['app', 'add', 'Robot 2']);
    const added = ok(server, ['app', 'certificate', 'add', appId, made[0].cert]);
    assert.match(added.stdout, new RegExp(`^Registered certificate \\S+ of CN=one, thumbprint ${made[0].sha1}, good until `));
    assert.equal(json(server, ['app', 'certificate', 'add', appId, made[1].derFile, '--name', 'second']).thumbprintSha256, made[1].sha256);
    ok(server, ['app', 'certificate', 'add', appId, base64]);
    assert.equal(json(server, ['app', 'show', appId]).certificates.length, 3);
    assert.match(ok(server, ['app', 'show', appId]).stdout, new RegExp(`^  certificate \\S+: second, ${made[1].sha1}, until `, 'm'));
    refused(server, ['app', 'certificate', 'add', appId, made[0].cert], 1, /already/);
    refused(server, ['app', 'certificate', 'add', appId, made[0].key], 2, /has a private key: keep that to yourself/);
    const both = join(server.folder, 'both.pem');
    writeFileSync(both, made[0].pem + readFileSync(made[0].key, 'utf8'));
    refused(server, ['app', 'certificate', 'add', appId, both], 2, /private key/);
    ok(server, ['app', 'certificate', 'remove', appId, guid.exec(added.stdout)[0]]);
    assert.equal(json(server, ['app', 'show', appId]).certificates.length, 2);
  });

  await t.test('grants', () => {
    const { appId } = json(server, ['app', 'add', 'Robot 3']);
    const granted = ok(server, ['app', 'grant', 'add', appId, 'user.read.all', 'LicenseAssignment.ReadWrite.All']).stdout;
    assert.match(granted, /^Granted: Robot 3\n[^]*^ {2}User\.Read\.All: by itself\n {2}LicenseAssignment\.ReadWrite\.All: by itself$/m);
    assert.match(ok(server, ['app', 'grant', 'add', appId, '--delegated', 'User.Read']).stdout, /^ {2}User\.Read: in the name of everybody$/m);
    refused(server, ['app', 'grant', 'add', appId, 'User.Read'], 1, /grant it as a delegated permission/);
    refused(server, ['app', 'grant', 'add', appId, 'User.Raed.All'], 1, /Did you mean 'User\.Read\.All'/);
    refused(server, ['app', 'grant', 'remove', appId, '--delegated', 'User.Read', '--user', 'anna@contoso.example'], 1, /does not exist/);
    ok(server, ['app', 'grant', 'remove', appId, '--delegated', 'User.Read']);
    ok(server, ['app', 'grant', 'remove', appId, 'User.Read.All']);
    assert.deepEqual(json(server, ['app', 'show', appId]).grants.map((item) => `${item.type} ${item.permission}`), ['application LicenseAssignment.ReadWrite.All']);
    refused(server, ['app', 'grant', 'remove', appId, 'User.Read.All'], 1, /was not granted/);
  });

  await t.test('what the server refuses is told in its words', async () => {
    refused(server, ['app', 'add', 'x', '--web', 'http://app.example'], 1, /use https, or http on localhost/);
    refused(server, ['app', 'add', 'x', '--client-id', 'nonsense'], 2, /--client-id is a GUID/);
    refused(server, ['app', 'show', 'Robot'], 1, /does not exist/);
    const { token } = (await server.post('/api/v1/tokens', { name: 'r', role: 'Global Reader' })).body;
    const result = server.cli(['app', 'add', 'x'], { env: { LICENTIA_TOKEN: token } });
    assert.equal(result.status, 3);
    assert.match(result.stderr, /Insufficient privileges/);
    assert.equal(server.cli(['app', 'list'], { env: { LICENTIA_TOKEN: token } }).status, 0);
  });
});
