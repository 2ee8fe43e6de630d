// Responses that are made while they are sent: whole ones, ones that break off, clients that do not read and clients that leave.

import assert from 'node:assert/strict';
import { readdirSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'node:test';

import { Client, exchange, withServer } from './echo.mjs';

const PIECE = 4096;
const GET_WORKER = 'GET /worker HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';

// How many sockets the server has open.
function sockets(server) {
	const folder = `/proc/${server.child.pid}/fd`;
	return readdirSync(folder).filter((fd) => {
		try {
			return readlinkSync(`${folder}/${fd}`).startsWith('socket:');
		} catch {
			return false; // closed meanwhile
		}
	}).length;
}

// Takes a chunked body apart (RFC 9112 7.1); isWhole tells whether its last chunk is there.
function unchunk(bytes) {
	const parts = [];
	let at = 0;
	for (;;) {
		const end = bytes.indexOf('\r\n', at);
		const size = end < 0 ? NaN : parseInt(bytes.subarray(at, end).toString('latin1'), 16);
		if (Number.isNaN(size) || bytes.length < end + 2 + size + 2) {
			return { body: Buffer.concat(parts), isWhole: false, rest: bytes.subarray(at) };
		}
		if (size === 0) {
			return { body: Buffer.concat(parts), isWhole: true, rest: bytes.subarray(end + 4) };
		}
		parts.push(bytes.subarray(end + 2, end + 2 + size));
		at = end + 2 + size + 2;
	}
}

// Asks on a connection of its own, closed behind the response; returns head, body and whether that is whole.
async function ask(port, target, { method = 'GET', version = '1.1' } = {}) {
	const client = await Client.connect(port);
	client.send(`${method} ${target} HTTP/${version}\r\nHost: a\r\nConnection: close\r\n\r\n`);
	const bytes = await client.closed();
	const end = bytes.indexOf('\r\n\r\n');
	assert.ok(end > 0, bytes.toString('latin1').slice(0, 200));
	return { head: bytes.subarray(0, end).toString('latin1'), raw: bytes.subarray(end + 4), ...unchunk(bytes.subarray(end + 4)) };
}

// What N pieces are.
function pieces(count) {
	return Buffer.concat(Array.from({ length: count }, (_, i) => Buffer.alloc(PIECE, 97 + ((count - 1 - i) % 26))));
}

test('pieces arrive in order, and the end is told', async () => {
	await withServer({ workers: 1 }, async (server) => {
		for (const count of [1, 2, 3, 100, 3000]) {
			const { head, body, isWhole } = await ask(server.port, `/stream?${count}`);
			assert.match(head, /^HTTP\/1\.1 200 /);
			assert.match(head, /\r\nTransfer-Encoding: chunked/i);
			assert.doesNotMatch(head, /Content-Length/i);
			assert.match(head, /X-Http11: yes/);
			assert.ok(isWhole);
			assert.ok(body.equals(pieces(count)), `${count}`);
		}
		const counts = await server.stop();
		assert.equal(counts.pulls, 3106, 'each piece once');
		assert.equal(counts.done, 5);
		assert.equal(counts.begins, counts.ends);
	});
});

test('the connection serves the next request behind a stream', async () => {
	await withServer({ workers: 1 }, async (server) => {
		const client = await Client.connect(server.port);
		client.send('GET /stream?20 HTTP/1.1\r\nHost: a\r\n\r\nGET /worker HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
		const bytes = await client.closed();
		const { body, isWhole, rest } = unchunk(bytes.subarray(bytes.indexOf('\r\n\r\n') + 4));
		assert.ok(isWhole && body.equals(pieces(20)));
		assert.match(rest.toString('latin1'), /^HTTP\/1\.1 200 /);
	});
});

test('a failure in the midst breaks off: the last chunk is missing and the connection is closed', async () => {
	await withServer({ workers: 1 }, async (server) => {
		const { head, body, isWhole } = await ask(server.port, '/stream/broken?50');
		assert.match(head, /^HTTP\/1\.1 200 /);
		assert.equal(isWhole, false);
		assert.ok(pieces(50).subarray(0, body.length).equals(body));
		const client = await Client.connect(server.port);
		client.send('GET /stream/broken?2 HTTP/1.1\r\nHost: a\r\n\r\n'); // without asking for a close
		const bytes = await client.closed();
		assert.equal(unchunk(bytes.subarray(bytes.indexOf('\r\n\r\n') + 4)).isWhole, false);
		assert.equal((await server.stop()).done, 2);
	});
});

test('HEAD makes no piece', async () => {
	await withServer({ workers: 1 }, async (server) => {
		const { head, raw } = await ask(server.port, '/stream?50', { method: 'HEAD' });
		assert.match(head, /^HTTP\/1\.1 200 /);
		assert.equal(raw.length, 0);
		assert.equal((await server.stop()).pulls, 0);
	});
});

test('the application is told of HTTP/1.0', async () => {
	await withServer({ workers: 1 }, async (server) => {
		const { head } = await ask(server.port, '/stream?1', { version: '1.0' });
		assert.match(head, /X-Http11: no/);
	});
});

test('a client that does not read is not asked for, holds up nobody, and is cut off', async () => {
	await withServer({ workers: 1, idle: 1 }, async (server) => {
		const before = sockets(server);
		const silent = await Client.connect(server.port);
		silent.socket.pause();
		silent.send('GET /stream?1000000 HTTP/1.1\r\nHost: a\r\n\r\n'); // 4 GB
		for (let i = 0; i < 50; i++) {
			assert.equal((await exchange(server.port, GET_WORKER)).responses[0].status, 200);
		}
		const reader = await ask(server.port, '/stream?2000');
		assert.ok(reader.isWhole && reader.body.length === 2000 * PIECE);
		while (sockets(server) > before) { // until the idle time has ended it
			await sleep(20);
		}
		const counts = await server.stop();
		assert.ok(counts.pulls - 2000 < 20_000, `${counts.pulls}: what fits into the buffers of the system`);
		assert.equal(counts.seen, counts.done);
		silent.destroy();
	});
});

test('a client that leaves in the midst leaves nothing behind', async () => {
	await withServer({ workers: 1 }, async (server) => {
		for (let i = 0; i < 20; i++) {
			const client = await Client.connect(server.port);
			client.send('GET /stream?1000000 HTTP/1.1\r\nHost: a\r\n\r\n');
			while (client.size === 0) {
				await new Promise((done) => setImmediate(done));
			}
			client.destroy();
		}
		assert.ok((await ask(server.port, '/stream?10')).isWhole);
		const counts = await server.stop();
		assert.equal(counts.done, counts.seen);
		assert.ok(counts.pulls < 100_000, `${counts.pulls}`);
	});
});

test('a stop lets a stream end within its grace, and cuts it off behind it', async () => {
	await withServer({ workers: 1, grace: 100 }, async (server) => {
		const silent = await Client.connect(server.port);
		silent.socket.pause();
		silent.send('GET /stream?1000000 HTTP/1.1\r\nHost: a\r\n\r\n');
		assert.equal((await exchange(server.port, GET_WORKER)).responses[0].status, 200);
		const counts = await server.stop();
		assert.equal(counts.done, counts.seen);
		silent.destroy();
	});
});
