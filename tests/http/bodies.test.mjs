// Request bodies: limits, Expect, large ones in a temporary file, a full disk.

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { Client, Server, exchange, withServer } from './echo.mjs';

const KIB = 1024;
const MIB = 1024 * KIB;
const SMALL_LIMIT = 64 * KIB; // of every route but /sum

let folder;
let server;
before(async () => {
	folder = mkdtempSync(path.join(tmpdir(), 'licentia-http-'));
	server = await Server.start({ workers: 1, temp: folder, body: 8 * MIB });
});
after(async () => {
	const counts = await server.stop();
	assert.equal(readdirSync(folder).length, 0, 'no temporary file has a name');
	rmSync(folder, { recursive: true });
	assert.equal(counts.begins, counts.ends);
});

// Bytes without a pattern that repeats at a page or a buffer.
function noise(length) {
	const bytes = Buffer.alloc(length);
	let state = 12345;
	for (let i = 0; i < length; i++) {
		state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
		bytes[i] = state >> 16;
	}
	return bytes;
}

function sum(bytes) {
	let low = 0x84222325;
	let high = 0xcbf29ce4;
	for (const byte of bytes) { // FNV-1a, 64 bits in two halves
		low = (low ^ byte) >>> 0;
		const product = low * 0x1b3;
		high = (Math.imul(high, 0x1b3) + Math.floor(product / 2 ** 32) + (low << 8)) >>> 0;
		low = product % 2 ** 32;
	}
	const hex = (n) => n.toString(16).padStart(8, '0');
	return `${bytes.length} ${hex(high)}${hex(low)}\n`;
}

function chunked(bytes, size) {
	const parts = [];
	for (let at = 0; at < bytes.length; at += size) {
		const piece = bytes.subarray(at, at + size);
		parts.push(Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n'));
	}
	parts.push(Buffer.from('0\r\n\r\n'));
	return Buffer.concat(parts);
}

const CHUNKED_HEAD = 'POST /sum HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n';

// Around the step from memory to a file, and whole pages, where the NUL behind needs one byte more.
for (const length of [1, 4095, 4096, 4097, MIB - 1, MIB, MIB + 1, MIB + 4096, 3 * MIB, 8 * MIB]) {
	test(`a body of ${length} bytes arrives whole, with a length and chunked`, async () => {
		const body = noise(length);
		const client = await Client.connect(server.port);
		assert.equal((await client.ask('/sum', { method: 'PUT', body })).text, sum(body));
		client.send(CHUNKED_HEAD).send(chunked(body, 10007));
		assert.equal((await client.response()).text, sum(body));
		assert.equal((await client.ask('/echo')).status, 200, 'the connection goes on');
		client.destroy();
	});
}

test('a body of exactly the limit is taken, one byte more is 413 and closes', async () => {
	const client = await Client.connect(server.port);
	assert.equal((await client.ask('/echo', { method: 'POST', body: noise(SMALL_LIMIT) })).body.length, SMALL_LIMIT);
	const response = await client.ask('/echo', { method: 'POST', body: noise(SMALL_LIMIT + 1) });
	assert.deepEqual([response.status, response.text, response.headers.connection],
		[413, 'refused: body too large\n', 'close']);
	await client.closed();
});

test('a chunked body over the limit is 413 and closes, with nothing behind it', async () => {
	const { responses } = await exchange(server.port, Buffer.concat([
		Buffer.from(CHUNKED_HEAD.replace('/sum', '/echo')), chunked(noise(SMALL_LIMIT + 1), 1000),
		Buffer.from('GET /echo HTTP/1.1\r\nHost: a\r\n\r\n')]));
	assert.deepEqual(responses.map((response) => response.status), [413]);
});

test('a length far over the limit is 413 at once, before the body', async () => {
	const { responses } = await exchange(server.port,
		`POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: ${100 * MIB}\r\n\r\n`);
	assert.deepEqual(responses.map((response) => response.status), [413]);
});

test('a chunked body that does not end is cut off', async () => {
	const client = await Client.connect(server.port);
	client.send(CHUNKED_HEAD.replace('/sum', '/echo'));
	const block = chunked(noise(64 * KIB), 64 * KIB).subarray(0, -5);
	while (!client.isClosed) {
		client.send(block);
		await new Promise(setImmediate);
	}
});

test('Expect: 100-continue is answered with 100, then the response', async () => {
	const client = await Client.connect(server.port);
	client.send('POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-Continue\r\n\r\n');
	assert.equal((await client.response()).status, 100);
	client.send('xy');
	assert.equal((await client.response()).text, 'xy');
	client.destroy();
});

test('Expect: 100-continue with a length over the limit is 413 instead of 100', async () => {
	const { responses } = await exchange(server.port,
		`POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: ${SMALL_LIMIT + 1}\r\nExpect: 100-continue\r\n\r\n`);
	assert.deepEqual(responses.map((response) => response.status), [413]);
});

test('another Expect is 417 and closes', async () => {
	const { responses } = await exchange(server.port,
		'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 200-ok\r\n\r\nxy');
	assert.deepEqual(responses.map((response) => [response.status, response.text]), [[417, 'refused: bad expect\n']]);
});

test('Expect of HTTP/1.0 is ignored', async () => {
	const { responses } = await exchange(server.port,
		'POST /echo HTTP/1.0\r\nContent-Length: 2\r\nExpect: 200-ok\r\n\r\nxy');
	assert.deepEqual(responses.map((response) => response.text), ['xy']);
});

test('a client that leaves amid its body does no harm', async () => {
	for (let i = 0; i < 20; i++) {
		const client = await Client.connect(server.port);
		client.send(`POST /sum HTTP/1.1\r\nHost: a\r\nContent-Length: ${3 * MIB}\r\n\r\n`).send(noise(i * 100 * KIB + 1));
		await new Promise(setImmediate);
		client.destroy();
	}
	const client = await Client.connect(server.port);
	assert.equal((await client.ask('/echo')).status, 200);
	client.destroy();
});

test('no room for the temporary file is 507 and closes; the server goes on', async () => {
	await withServer({ workers: 1, temp: folder, fsize: 2 * MIB }, async ({ port }) => {
		for (const send of [
			(client) => client.send(`POST /sum HTTP/1.1\r\nHost: a\r\nContent-Length: ${4 * MIB}\r\n\r\n`).send(noise(4 * MIB)),
			(client) => client.send(CHUNKED_HEAD).send(chunked(noise(4 * MIB), 50000)),
		]) {
			const client = await Client.connect(port);
			send(client);
			const response = await client.response();
			assert.deepEqual([response.status, response.text], [507, 'refused: no space\n']);
			await client.closed();
		}
		const body = noise(2 * MIB - 1); // with its NUL this just fits
		const client = await Client.connect(port);
		assert.equal((await client.ask('/sum', { method: 'POST', body })).text, sum(body));
		assert.equal((await client.ask('/sum', { method: 'POST', body: noise(2 * MIB) })).status, 507);
		client.destroy();
	});
});

test('no folder for the temporary file is 507; small bodies do not need it', async () => {
	await withServer({ workers: 1, temp: path.join(folder, 'missing') }, async ({ port }) => {
		const client = await Client.connect(port);
		assert.equal((await client.ask('/sum', { method: 'POST', body: noise(MIB) })).status, 200);
		assert.equal((await client.ask('/sum', { method: 'POST', body: noise(MIB + 1) })).status, 507);
		client.destroy();
	});
});
