// Many connections at once, answered directly and through another thread. Also run under ThreadSanitizer.
//
// The counts that are multiples of 128 are those at which the library's own loop stalls (server.h tells why ours cannot);
// a stall shows as a request without an answer, hence as a test that does not end.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Client, withServer } from './echo.mjs';

const ROUNDS = 4;

for (const workers of [1, 2]) {
	for (const count of [127, 128, 129, 256, 384, 512]) {
		for (const target of ['/echo', '/defer']) {
			test(`${count} connections, ${workers} worker(s), ${target}: every request is answered`, async () => {
				await withServer({ workers, connections: 1000 }, async (server) => {
					const clients = await Promise.all(Array.from({ length: count }, () => Client.connect(server.port)));
					for (let round = 0; round < ROUNDS; round++) {
						const answers = await Promise.all(clients.map((client, i) => client.ask(`${target}?${round}.${i}`)));
						answers.forEach((answer, i) => {
							assert.equal(answer.status, 200);
							assert.match(answer.text, new RegExp(`query=${round}\\.${i}\n`));
						});
					}
					clients.forEach((client) => client.destroy());
					const counts = await server.stop();
					assert.equal(counts.handled, ROUNDS * count);
					assert.equal(counts.done, counts.handled);
					assert.equal(counts.finished, target === '/defer' ? counts.handled : 0);
					assert.equal(counts.begins, counts.ends);
				});
			});
		}
	}
}

test('one pass serves many requests', async () => {
	await withServer({ workers: 1 }, async (server) => {
		const clients = await Promise.all(Array.from({ length: 64 }, () => Client.connect(server.port)));
		clients.forEach((client) => client.send('GET /hold HTTP/1.1\r\nHost: a\r\n\r\n'));
		for (let i = 0; i < 64; i++) {
			await server.line();
		}
		server.release(); // all 64 at once
		await Promise.all(clients.map((client) => client.response()));
		clients.forEach((client) => client.destroy());
		const counts = await server.stop();
		assert.equal(counts.finished, 64);
		assert.ok(counts.begins < 128, `${counts.begins} passes for 64 requests in two steps`);
	});
});

test('clients that leave while another thread has their request: each exchange is done once', async () => {
	await withServer({ workers: 2 }, async (server) => {
		const clients = await Promise.all(Array.from({ length: 100 }, () => Client.connect(server.port)));
		clients.forEach((client) => client.send('GET /hold HTTP/1.1\r\nHost: a\r\nX-Test: kept\r\n\r\n'));
		for (let i = 0; i < clients.length; i++) {
			assert.equal(await server.line(), 'held');
		}
		clients.forEach((client, i) => {
			if (i % 3 === 0) {
				client.socket.resetAndDestroy();
			} else if (i % 3 === 1) {
				client.destroy();
			}
		});
		server.release();
		for (let i = 2; i < clients.length; i += 3) {
			assert.match((await clients[i].response()).text, /x-test=kept\nuser=deferred/);
			clients[i].destroy();
		}
		const counts = await server.stop();
		assert.deepEqual([counts.handled, counts.finished, counts.done], [100, 100, 100]);
	});
});

test('clients that come, ask and leave at any moment leave nothing behind', async () => {
	await withServer({ workers: 2, connections: 200 }, async (server) => {
		for (let round = 0; round < 15; round++) {
			await Promise.all(Array.from({ length: 40 }, async (_, i) => {
				const client = await Client.connect(server.port);
				const request = `GET ${i % 2 ? '/defer' : '/echo'} HTTP/1.1\r\nHost: a\r\n\r\n`;
				client.send(request.slice(0, (i * 7 + round) % (request.length + 1)));
				if (i % 4 === 0) {
					await new Promise(setImmediate);
				}
				client.destroy();
			}));
		}
		for (let status = 0; status !== 200;) { // 503 until the server has noticed that they left
			const client = await Client.connect(server.port);
			({ status } = await client.ask('/defer'));
			client.destroy();
		}
		const counts = await server.stop();
		assert.deepEqual([counts.done, counts.seen], [counts.handled, counts.handled]);
	});
});
