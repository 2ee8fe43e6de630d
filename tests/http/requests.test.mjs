// Ordinary traffic: keep-alive, pipelining, raw paths, response headers, the origin a client sees.

import assert from 'node:assert/strict';
import net from 'node:net';
import { networkInterfaces } from 'node:os';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';

import { Client, Server, exchange, withServer } from './echo.mjs';

let server;
before(async () => { server = await Server.start({ workers: 2, headers: 8192 }); });
after(async () => {
	const counts = await server.stop();
	assert.equal(counts.done, counts.seen, 'each exchange is done once');
	assert.equal(counts.begins, counts.ends, 'each pass that begins ends');
	assert.deepEqual([counts.started, counts.stopped], [2, 2]);
});

const lines = (response) => Object.fromEntries(response.text.trim().split('\n').map((line) => {
	const at = line.indexOf('=');
	return [line.slice(0, at), line.slice(at + 1)];
}));

test('keep-alive: many requests of every kind on one connection', async () => {
	const client = await Client.connect(server.port);
	for (let i = 0; i < 50; i++) {
		assert.equal(lines(await client.ask(`/echo?${i}`)).query, String(i));
		assert.equal((await client.ask('/echo', { method: 'POST', body: `body ${i}` })).text, `body ${i}`);
		assert.equal(lines(await client.ask('/defer')).user, 'deferred');
		assert.equal((await client.ask('/defer', { method: 'POST', body: 'x' })).text, 'x');
		assert.equal((await client.ask('/none')).status, 404);
	}
	client.destroy();
});

test('pipelining: requests sent at once are answered in order', async () => {
	const client = await Client.connect(server.port);
	const targets = Array.from({ length: 40 }, (_, i) => (i % 3 === 0 ? `/defer?${i}` : `/echo?${i}`));
	client.send(targets.map((target) => `GET ${target} HTTP/1.1\r\nHost: a\r\n\r\n`).join(''));
	const responses = await client.responses(targets.length);
	assert.deepEqual(responses.map((response) => lines(response).query), targets.map((_, i) => String(i)));
	client.destroy();
});

test('pipelining: bodies of either kind do not run into the next request', async () => {
	const client = await Client.connect(server.port);
	client.send('POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc' +
		'POST /defer HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nde\r\n1\r\nf\r\n0\r\n\r\n' +
		'GET /echo?last HTTP/1.1\r\nHost: a\r\n\r\n');
	const responses = await client.responses(3);
	assert.deepEqual(responses.slice(0, 2).map((response) => response.text), ['abc', 'def']);
	assert.equal(lines(responses[2]).query, 'last');
	client.destroy();
});

test('Connection: close is obeyed, and sent when the handler asks for it', async () => {
	const asked = await exchange(server.port, 'GET /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
	assert.deepEqual(asked.responses.map((response) => response.headers.connection), ['close']);
	const made = await exchange(server.port, 'GET /close HTTP/1.1\r\nHost: a\r\n\r\n');
	assert.deepEqual(made.responses.map((response) => response.headers.connection), ['close']);
	const old = await exchange(server.port, 'GET /echo HTTP/1.0\r\n\r\n');
	assert.deepEqual(old.responses.map((response) => response.status), [200]);
});

// The library decodes paths and would turn the second of these into /users/a/b.
const paths = [
	['/echo', '?a=b%26c&d', 'a=b%26c&d'],
	['/users/a%2Fb', '', ''],
	['/users/a%2fb%00c', '', ''],
	['/users/%2e%2e/x', '', ''],
	['/a+b', '?c+d', 'c+d'],
	['/%C3%A9', '?%C3%A9', '%C3%A9'],
	['//x', '??', '?'],
	['/', '?', ''],
];
for (const [path, suffix, query] of paths) {
	test(`path and query arrive as they were sent: ${path}${suffix}`, async () => {
		const client = await Client.connect(server.port);
		const got = lines(await client.ask(path + suffix));
		assert.deepEqual([got.path, got.query], [path, query]);
		client.destroy();
	});
}

test('an absolute target is taken apart', async () => {
	const client = await Client.connect(server.port);
	let got = lines(await client.ask('http://test/echo?a'));
	assert.deepEqual([got.path, got.query, got.origin], ['/echo', 'a', 'http://test']);
	got = lines(await client.ask('HTTP://TEST?a'));
	assert.deepEqual([got.path, got.query], ['/', 'a']);
	client.destroy();
});

test('HEAD has the headers of GET and no body', async () => {
	const client = await Client.connect(server.port);
	const response = await client.ask('/huge?1000', { method: 'HEAD' });
	assert.deepEqual([response.status, response.headers['content-length'], response.text], [200, '1000', '']);
	assert.equal((await client.ask('/echo')).status, 200, 'the connection goes on');
	client.destroy();
});

test('a large response arrives whole', async () => {
	const client = await Client.connect(server.port);
	const response = await client.ask(`/huge?${20 * 1024 * 1024}`);
	assert.equal(response.body.length, 20 * 1024 * 1024);
	assert.ok(response.body.every((byte) => byte === 0x78));
	assert.equal((await client.ask('/echo')).status, 200);
	client.destroy();
});

test('responses carry a date and no header the handler did not give', async () => {
	const client = await Client.connect(server.port);
	const { headers } = await client.ask('/echo');
	assert.deepEqual(Object.keys(headers).sort(), ['content-length', 'content-type', 'date']);
	assert.ok(Number.isFinite(Date.parse(headers.date)));
	client.destroy();
});

for (const name of ['split', 'length', 'status', 'many', 'overflow']) {
	test(`a response that must not be sent becomes 500: ${name}`, async () => {
		const client = await Client.connect(server.port);
		const response = await client.ask(`/bad/${name}`);
		assert.deepEqual([response.status, response.text], [500, '']);
		assert.equal(response.headers['x-evil'], undefined);
		assert.equal((await client.ask('/echo')).status, 200, 'the connection goes on');
		client.destroy();
	});
}

test('request headers are found in any case, without blanks around them, the first of several', async () => {
	const client = await Client.connect(server.port);
	assert.equal(lines(await client.ask('/echo', { headers: { 'X-TEST': ' \ta b\t ' } }))['x-test'], 'a b');
	assert.equal(lines(await client.ask('/defer', { headers: { 'x-Test': 'c  ' } }))['x-test'], 'c');
	client.send('GET /echo HTTP/1.1\r\nHost: a\r\nX-Test: 1\r\nX-Test: 2\r\n\r\n');
	assert.equal(lines(await client.response())['x-test'], '1');
	assert.equal(lines(await client.ask('/echo'))['x-test'], '(none)');
	client.destroy();
});

test('a client that closes its sending side gets its answer, and the connection is closed at once', async () => {
	await withServer({ idle: 3600, request: 3600 }, async ({ port }) => {
		for (const [bytes, count] of [
			['GET /echo HTTP/1.1\r\nHost: a\r\n\r\n', 1],
			['POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nxy', 1],
			['GET /ec', 0],
			['GET /echo HTTP/1.1\r\nHost: a\r\n', 0],
			['POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nx', 0],
		]) {
			const client = await Client.connect(port);
			client.socket.end(bytes);
			assert.equal((await client.closed()).toString().split('HTTP/1.1 200').length - 1, count, bytes);
		}
	});
});

test('origin: scheme and Host; forwarded headers of a stranger do not count', async () => {
	const client = await Client.connect(server.port);
	const forwarded = { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'evil' };
	assert.equal(lines(await client.ask('/echo', { headers: { Host: 'desk.example:80', ...forwarded } })).origin,
		'http://desk.example:80');
	const { responses } = await exchange(server.port, 'GET /echo HTTP/1.0\r\n\r\n');
	assert.equal(lines(responses[0]).origin, `http://127.0.0.1:${server.port}`);
	assert.equal(lines(responses[0]).remote, '127.0.0.1');
	client.destroy();
});

test('origin: forwarded headers of the trusted proxy count, the last element of each', async () => {
	await withServer({ proxy: '127.0.0.1' }, async ({ port }) => {
		const client = await Client.connect(port);
		const origin = async (headers) => lines(await client.ask('/echo', { headers })).origin;
		assert.equal(await origin({}), 'http://test');
		assert.equal(await origin({ 'X-Forwarded-Proto': 'https' }), 'https://test');
		assert.equal(await origin({ 'X-Forwarded-Proto': 'http, HTTPS ', 'X-Forwarded-Host': 'evil, desk.example ' }),
			'https://desk.example');
		client.destroy();
		for (const bad of ['X-Forwarded-Proto: gopher', 'X-Forwarded-Host: a/b', 'X-Forwarded-Host:',
			'X-Forwarded-Proto: http\r\nX-Forwarded-Proto: https',
			'X-Forwarded-Host: a\r\nX-Forwarded-Host: b']) {
			const { responses } = await exchange(port, `GET /echo HTTP/1.1\r\nHost: a\r\n${bad}\r\n\r\n`);
			assert.deepEqual(responses.map((response) => response.status), [400], bad);
		}
	});
});

test('client: the last hop that is no trusted proxy; what a stranger claims does not count', async () => {
	const client = await Client.connect(server.port);
	assert.equal(lines(await client.ask('/echo', { headers: { 'X-Forwarded-For': '203.0.113.9' } })).client, '127.0.0.1');
	client.destroy();
	await withServer({ proxy: '10.0.0.0/8, 127.0.0.0/8,fd00::/8' }, async ({ port }) => {
		const seen = async (...values) => {
			const head = values.map((value) => `X-Forwarded-For: ${value}\r\n`).join('');
			const { responses } = await exchange(port, `GET /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${head}\r\n`);
			return lines(responses[0]).client;
		};
		assert.equal(await seen(), '127.0.0.1');
		assert.equal(await seen('203.0.113.9'), '203.0.113.9');
		assert.equal(await seen('198.51.100.1, 203.0.113.9, 10.1.2.3'), '203.0.113.9');
		assert.equal(await seen('198.51.100.1', '203.0.113.9:4711', '10.1.2.3'), '203.0.113.9');
		assert.equal(await seen('198.51.100.1, <script>'), '127.0.0.1');
		assert.equal(await seen('[2001:db8::1]:443, fd00::1'), '2001:db8::1');
	});
});

test('plain HTTP from another machine is answered to the trusted proxy alone', async (t) => {
	const own = Object.values(networkInterfaces()).flat().find((one) => one.family === 'IPv4' && !one.internal)?.address;
	if (own === undefined) {
		t.skip('this machine has no address but loopback');
		return;
	}
	await withServer({ address: '0.0.0.0', proxy: '192.0.2.1' }, async ({ port }) => {
		const stranger = net.connect({ host: own, port, localAddress: own });
		stranger.write('GET /echo HTTP/1.1\r\nHost: a\r\nX-Forwarded-Proto: https\r\n\r\n');
		const received = await text(stranger);
		assert.match(received, /^HTTP\/1\.1 403 [^]*connection: close[^]*refused: not secure/i);
		const { responses } = await exchange(port, 'GET /echo HTTP/1.0\r\n\r\n');
		assert.equal(responses[0].status, 200, 'this machine itself may');
	});
	await withServer({ address: '0.0.0.0', proxy: `192.0.2.1,${own}/32` }, async ({ port }) => {
		const proxy = net.connect({ host: own, port, localAddress: own });
		proxy.write('GET /echo HTTP/1.0\r\nX-Forwarded-Proto: https\r\nX-Forwarded-For: 203.0.113.9\r\n\r\n');
		assert.match(await text(proxy), /^HTTP\/1\.1 200 [^]*client=203\.0\.113\.9\norigin=https:/);
	});
});

test('origin: another proxy than the trusted one does not count', async () => {
	await withServer({ proxy: '127.0.0.2' }, async ({ port }) => {
		const client = await Client.connect(port);
		assert.equal(lines(await client.ask('/echo', { headers: { 'X-Forwarded-Proto': 'https' } })).origin,
			'http://test');
		client.destroy();
	});
});

// What keeps the server from starting, and what it says then.
const refusals = [
	[{ address: '0.0.0.0' }, /invalid: 0\.0\.0\.0 can be reached from other machines.*TLS/],
	[{ address: '::' }, /invalid: :: can be reached from other machines/],
	[{ address: 'example.org' }, /invalid: 'example\.org' is no IPv4 or IPv6 address/],
	[{ address: '203.0.113.1', proxy: '127.0.0.1' }, /unavailable: the address 203\.0\.113\.1 does not belong/],
	[{ proxy: '0.0.0.0/0' }, /invalid: the trusted proxy '0\.0\.0\.0\/0' is no/],
	[{ proxy: '10.0.0.1,' }, /invalid: the trusted proxy '' is no/],
	[{ proxy: 'proxy.example' }, /invalid: the trusted proxy 'proxy\.example' is no/],
	[{ workers: 0 }, /invalid: the number of workers must be between 1 and 64, not 0/],
	[{ workers: 65 }, /invalid: the number of workers/],
	[{ headers: 100 }, /invalid: the header limit in bytes must be between 1024 and 65536, not 100/],
	[{ cert: '/nonexistent/cert.pem' }, /invalid: TLS needs both a certificate and its key/],
	[{ cert: '/nonexistent/cert.pem', key: '/nonexistent/key.pem' },
		/invalid: cannot read the TLS certificate '\/nonexistent\/cert\.pem': No such file/],
	[{ cert: '/etc/passwd', key: '/etc/passwd' }, /invalid: the TLS certificate '\/etc\/passwd' is no PEM file/],
	[{ cert: '/dev/zero', key: '/dev/zero' }, /invalid: the TLS certificate '\/dev\/zero' is no PEM file/],
];
for (const [settings, message] of refusals) {
	test(`does not start with ${JSON.stringify(settings)}`, async () => {
		const refused = await Server.start(settings);
		assert.match(refused.first, message);
		assert.equal((await refused.exited)[0], 1);
	});
}

test('a port in use is told apart', async () => {
	const second = await Server.start({ port: server.port });
	assert.match(second.first, new RegExp(`^failed unavailable: port ${server.port} on 127.0.0.1 is in use`));
	await second.exited;
});

test('the port is free again at once after a stop, though connections were open', async () => {
	let port = 0;
	await withServer({}, async (first) => {
		port = first.port;
		await (await Client.connect(port)).ask('/echo');
		await first.stop();
	});
	await withServer({ port }, async (second) => {
		assert.equal((await (await Client.connect(second.port)).ask('/echo')).status, 200);
	});
});
