// HTTPS: versions, the same rules as without TLS, and what differs. The certificates are made here, with openssl.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import tls from 'node:tls';

import { makeSelfSigned } from '../lib/tls.mjs';
import { Client, Server, withServer } from './echo.mjs';

let folder;
let settings;
let server;
let ca;

const makeCertificate = (name) => makeSelfSigned(folder, name, { host: '127.0.0.1', san: 'IP:127.0.0.1' });

before(async () => {
	folder = mkdtempSync(path.join(tmpdir(), 'licentia-tls-'));
	settings = makeCertificate('server');
	ca = readFileSync(settings.cert);
	server = await Server.start({ ...settings, temp: folder });
});
after(async () => {
	const counts = await server.stop();
	rmSync(folder, { recursive: true });
	assert.equal(counts.done, counts.handled + 1, 'each exchange is done once, and the one refused');
});

for (const version of ['TLSv1.2', 'TLSv1.3']) {
	test(`${version}: many requests on one connection`, async () => {
		const client = await Client.connectTls(server.port, { ca, minVersion: version, maxVersion: version,
			ALPNProtocols: ['h2', 'http/1.1'] });
		assert.equal(client.socket.getProtocol(), version);
		assert.equal(client.socket.alpnProtocol, 'http/1.1');
		for (let i = 0; i < 20; i++) {
			assert.match((await client.ask('/echo')).text, /origin=https:\/\/test\n/);
			assert.match((await client.ask('/defer')).text, /user=deferred\n/);
			assert.equal((await client.ask('/echo', { method: 'POST', body: `body ${i}` })).text, `body ${i}`);
		}
		assert.equal((await client.ask('/huge?3000000')).body.length, 3000000);
		client.destroy();
	});
}

for (const version of ['TLSv1', 'TLSv1.1']) {
	test(`${version} is refused`, async () => {
		const socket = tls.connect({ port: server.port, host: '127.0.0.1', ca, minVersion: version, maxVersion: version,
			ciphers: 'ALL:@SECLEVEL=0' });
		const [error] = await once(socket, 'error');
		assert.match(error.code, /^(ERR_SSL_|ECONNRESET|EPROTO)/);
	});
}

test('TLS 1.2 without forward secrecy or with CBC is refused', async () => {
	for (const ciphers of ['AES256-GCM-SHA384', 'ECDHE-ECDSA-AES256-SHA', 'ECDHE-ECDSA-AES128-SHA256']) {
		const socket = tls.connect({ port: server.port, host: '127.0.0.1', ca, maxVersion: 'TLSv1.2', ciphers });
		const [error] = await once(socket, 'error');
		assert.match(error.code, /^(ERR_SSL_|ECONNRESET|EPROTO)/, ciphers);
	}
});

test('many connections at once', async () => {
	const clients = await Promise.all(Array.from({ length: 128 }, () => Client.connectTls(server.port, { ca })));
	for (const target of ['/echo', '/defer']) {
		const answers = await Promise.all(clients.map((client) => client.ask(target)));
		assert.ok(answers.every((answer) => answer.status === 200));
	}
	clients.forEach((client) => client.destroy());
});

test('a large body arrives whole', async () => {
	const client = await Client.connectTls(server.port, { ca });
	const response = await client.ask('/sum', { method: 'POST', body: Buffer.alloc(3000000, 'x') });
	assert.match(response.text, /^3000000 /);
	client.destroy();
});

test('a refused request gets one response, or is closed without where the library would send two heads', async () => {
	const client = await Client.connectTls(server.port, { ca });
	client.send('GET /echo HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n');
	assert.equal((await client.response()).status, 400);
	assert.equal((await client.closed()).length, 0);
	const other = await Client.connectTls(server.port, { ca });
	other.send('POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n');
	assert.equal((await other.closed()).length, 0);
});

test('plain HTTP on the TLS port is closed without an answer', async () => {
	const client = await Client.connect(server.port);
	client.send('GET /echo HTTP/1.1\r\nHost: a\r\n\r\n');
	assert.doesNotMatch((await client.closed()).toString('latin1'), /HTTP/);
});

test('a client that does not begin its handshake is closed', async () => {
	await withServer({ ...settings, request: 1, idle: 60 }, async ({ port }) => {
		const client = await Client.connect(port);
		assert.equal((await client.closed()).length, 0);
	});
});

test('with TLS the server listens off loopback', async () => {
	await withServer({ ...settings, address: '0.0.0.0' }, async ({ port }) => {
		const client = await Client.connectTls(port, { ca });
		assert.equal((await client.ask('/echo')).status, 200);
		client.destroy();
	});
});

test('connections over the limit are closed', async () => {
	await withServer({ ...settings, connections: 1 }, async ({ port }) => {
		const first = await Client.connectTls(port, { ca });
		assert.equal((await first.ask('/echo')).status, 200);
		const second = await Client.connect(port);
		assert.equal((await second.closed()).length, 0);
		first.destroy();
	});
});

test('requests with another thread are answered after SIGTERM', async () => {
	await withServer(settings, async (stopping) => {
		const client = await Client.connectTls(stopping.port, { ca });
		const idle = await Client.connectTls(stopping.port, { ca });
		client.send('GET /hold HTTP/1.1\r\nHost: a\r\n\r\n');
		await stopping.line();
		stopping.terminate();
		await idle.closed();
		stopping.release();
		const response = await client.response();
		assert.deepEqual([response.status, response.headers.connection], [200, 'close']);
		await stopping.end();
	});
});

test('a key that does not belong to the certificate is told at the start', async () => {
	const other = makeCertificate('other');
	const refused = await Server.start({ cert: settings.cert, key: other.key });
	assert.match(refused.first, /^failed invalid: the TLS key '.*other\.key' does not belong to the certificate '.*server\.pem'/);
	await refused.exited;
});
