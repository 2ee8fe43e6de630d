// Limits: slow requests, idle connections, too many connections, large heads, no descriptors left.
// Waiting here is for an event (the server closes), never for a time to pass.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'node:test';

import { Client, exchange, withServer } from './echo.mjs';

// Sends `bytes` one by one, slowly enough to be cut off by a deadline of a second, until the server closes.
async function drip(client, bytes) {
	for (const byte of Buffer.from(bytes, 'latin1')) {
		if (client.isClosed) {
			break;
		}
		client.send(Buffer.of(byte));
		await sleep(50);
	}
	return client.closed();
}

const slow = [
	['a request line', '', `GET /echo?${'a'.repeat(1000)}`],
	['a head', '', `GET /echo HTTP/1.1\r\nHost: a\r\nX: ${'a'.repeat(1000)}`],
	['a body', '', `POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\n${'a'.repeat(1000)}`],
	['a chunked body', '', `POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nfff\r\n${'a'.repeat(1000)}`],
	['a chunk size', '', `POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;${'a'.repeat(1000)}`],
	['a trailer', '', `POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: ${'a'.repeat(1000)}`],
];

test('a request that trickles in is cut off though its connection is never idle', async () => {
	await withServer({ request: 1, idle: 60 }, async (server) => {
		await Promise.all(slow.map(async ([name, , bytes]) => {
			const client = await Client.connect(server.port);
			const received = await drip(client, bytes);
			assert.equal(received.length, 0, name);
		}));
	});
});

test('a request that trickles in behind an answered one is cut off, too', async () => {
	await withServer({ request: 1, idle: 1 }, async (server) => {
		await Promise.all(slow.map(async ([, , bytes]) => {
			const client = await Client.connect(server.port);
			assert.equal((await client.ask('/echo')).status, 200);
			await drip(client, bytes);
		}));
	});
});

test('a connection that says nothing is closed, new or used', async () => {
	await withServer({ request: 60, idle: 1 }, async (server) => {
		const fresh = await Client.connect(server.port);
		const used = await Client.connect(server.port);
		assert.equal((await used.ask('/echo')).status, 200);
		await Promise.all([fresh.closed(), used.closed()]);
	});
});

test('waiting for another thread counts as neither slow nor idle', async () => {
	await withServer({ request: 1, idle: 1 }, async (server) => {
		const held = await Client.connect(server.port);
		held.send('GET /hold HTTP/1.1\r\nHost: a\r\n\r\n');
		assert.equal(await server.line(), 'held');
		const silent = await Client.connect(server.port);
		await silent.closed(); // both limits have passed now
		server.release();
		assert.equal((await held.response()).status, 200);
		assert.equal((await held.ask('/echo')).status, 200);
		held.destroy();
	});
});

test('a client that left while another thread has its request costs no processor time', async () => {
	await withServer({ workers: 1, request: 1, idle: 1 }, async (server) => {
		const cpuTicks = () => readFileSync(`/proc/${server.child.pid}/stat`, 'utf8').split(' ').slice(13, 15)
			.reduce((sum, ticks) => sum + Number(ticks), 0);
		for (const bytes of ['', 'GET /echo?pipelined']) {
			const client = await Client.connect(server.port);
			client.send(`GET /hold HTTP/1.1\r\nHost: a\r\n\r\n${bytes}`);
			assert.equal(await server.line(), 'held');
			client.destroy();
		}
		const before = cpuTicks();
		await (await Client.connect(server.port)).closed(); // idle for a second
		assert.ok(cpuTicks() - before < 20, `${cpuTicks() - before} hundredths of a second`);
		server.release();
	});
});

test('connections over the limit are told 503; room that becomes free is used', async () => {
	await withServer({ workers: 2, connections: 8 }, async (server) => {
		const clients = [];
		for (let i = 0; i < 8; i++) {
			const client = await Client.connect(server.port);
			assert.equal((await client.ask('/echo')).status, 200);
			clients.push(client);
		}
		for (let i = 0; i < 5; i++) {
			const { responses } = await exchange(server.port, 'GET /echo HTTP/1.1\r\nHost: a\r\n\r\n');
			assert.deepEqual(responses.map((response) => [response.status, response.headers['retry-after']]), [[503, '1']]);
		}
		assert.equal((await clients[0].ask('/echo')).status, 200, 'those within the limit go on');
		clients[3].destroy();
		for (;;) { // until the server has noticed
			const client = await Client.connect(server.port);
			if ((await client.ask('/echo')).status === 200) {
				client.destroy();
				break;
			}
		}
		clients.forEach((client) => client.destroy());
	});
});

test('connections are shared out evenly among the workers', async () => {
	await withServer({ workers: 4, connections: 100 }, async (server) => {
		const clients = await Promise.all(Array.from({ length: 64 }, () => Client.connect(server.port)));
		const answers = await Promise.all(clients.map((client) => client.ask('/worker')));
		const counts = {};
		for (const { text } of answers) {
			counts[text] = (counts[text] ?? 0) + 1;
		}
		assert.deepEqual(Object.values(counts), [16, 16, 16, 16]);
		clients.forEach((client) => client.destroy());
	});
});

test('a head of the limit passes, a larger one is refused once and closes', async () => {
	await withServer({ workers: 1, headers: 8192 }, async (server) => {
		const head = (length, part) => `GET ${part === 'target' ? `/echo?${'a'.repeat(length)}` : '/echo'} HTTP/1.1\r\n` +
			`Host: a\r\n${part === 'header' ? `X: ${'a'.repeat(length)}\r\n` : ''}` +
			`${part === 'headers' ? `X-Filler: ${'a'.repeat(189)}\r\n`.repeat(length / 200) : ''}\r\n`;
		for (const [part, status] of [['target', 414], ['header', 431], ['headers', 431]]) {
			const client = await Client.connect(server.port);
			client.send(head(8100, part));
			assert.equal((await client.response()).status, 200, part);
			client.send(head(8000, part));
			assert.equal((await client.response()).status, 200, 'and again on the same connection');
			client.destroy();
			const { responses, rest } = await exchange(server.port, head(40000, part));
			assert.deepEqual(responses.map((response) => response.status), [status]);
			assert.equal(rest.length, 0);
		}
	});
});

test('many tiny headers are refused once and close', async () => {
	await withServer({ workers: 1, headers: 8192 }, async (server) => {
		const { responses, rest } = await exchange(server.port,
			`GET /echo HTTP/1.1\r\nHost: a\r\n${'a:\r\n'.repeat(2000)}\r\n`);
		assert.deepEqual(responses.map((response) => response.status), [431]);
		assert.equal(rest.length, 0);
	});
});

test('without a free descriptor new connections wait, and are served when one is free', async () => {
	await withServer({ workers: 1, nofile: 40 }, async (server) => {
		const clients = await Promise.all(Array.from({ length: 60 }, () => Client.connect(server.port)));
		const asked = clients.map((client) => client.ask('/echo'));
		assert.equal((await asked[0]).status, 200);
		let answered = 0;
		for (const [i, answer] of asked.entries()) { // each that is answered makes room
			assert.equal((await answer).status, 200);
			clients[i].destroy();
			answered++;
		}
		assert.equal(answered, 60);
		assert.match(server.errors, /accept.*raise the limit of open files/);
	});
});
