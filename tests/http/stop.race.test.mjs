// Stopping: what has arrived is answered, what has not is refused, and the server always ends. Also run under
// ThreadSanitizer.

import assert from 'node:assert/strict';
import net from 'node:net';
import { once } from 'node:events';
import { test } from 'node:test';

import { Client, withServer } from './echo.mjs';

// Waits until nobody listens on the port any more.
async function refused(port) {
	for (;;) {
		const socket = net.connect(port, '127.0.0.1');
		const [outcome] = await Promise.race([
			once(socket, 'connect').then(() => ['connected']),
			once(socket, 'error').then(([error]) => [error.code]),
		]).catch((error) => [error.code]);
		socket.destroy();
		if (outcome === 'ECONNREFUSED') {
			return;
		}
	}
}

const hold = 'GET /hold HTTP/1.1\r\nHost: a\r\n\r\n';

for (const workers of [1, 2, 8]) {
	test(`requests with another thread are answered after SIGTERM, ${workers} worker(s)`, async () => {
		await withServer({ workers }, async (server) => {
			const clients = await Promise.all(Array.from({ length: 20 }, () => Client.connect(server.port)));
			clients.forEach((client) => client.send(hold));
			for (let i = 0; i < clients.length; i++) {
				await server.line();
			}
			server.terminate();
			await refused(server.port);
			server.release();
			for (const client of clients) {
				const response = await client.response();
				assert.deepEqual([response.status, response.headers.connection], [200, 'close']);
				assert.equal((await client.closed()).length, 0);
			}
			const counts = await server.end();
			assert.deepEqual([counts.handled, counts.done, counts.stopped], [20, 20, workers]);
		});
	});
}

test('a request whose body is on its way is answered, with Connection: close', async () => {
	await withServer({}, async (server) => {
		const client = await Client.connect(server.port);
		client.send('POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n');
		assert.equal((await client.response()).status, 100);
		client.send('ab');
		server.terminate();
		await refused(server.port);
		client.send('cd');
		const response = await client.response();
		assert.deepEqual([response.status, response.text, response.headers.connection], [200, 'abcd', 'close']);
		await server.end();
	});
});

test('requests that arrived unseen, while the worker was busy, are answered', async () => {
	await withServer({ workers: 1 }, async (server) => {
		const used = await Promise.all(Array.from({ length: 10 }, () => Client.connect(server.port)));
		await Promise.all(used.map((client) => client.ask('/echo')));
		const busy = await Client.connect(server.port);
		busy.send('GET /block HTTP/1.1\r\nHost: a\r\n\r\n');
		assert.equal(await server.line(), 'held');
		const fresh = await Promise.all(Array.from({ length: 10 }, () => Client.connect(server.port)));
		const waiting = [...used, ...fresh];
		await Promise.all(waiting.map((client, i) => new Promise((resolve) => {
			client.socket.write(`GET ${i % 2 ? '/defer' : '/echo'} HTTP/1.1\r\nHost: a\r\n\r\n`, resolve);
		})));
		server.terminate();
		assert.equal(await server.line(), 'stopping');
		server.release();
		for (const client of [busy, ...waiting]) {
			assert.equal((await client.response()).status, 200);
			await client.closed();
		}
		await server.end();
	});
});

test('idle connections are closed and do not delay the end', async () => {
	await withServer({ grace: 3600000 }, async (server) => {
		const fresh = await Promise.all(Array.from({ length: 10 }, () => Client.connect(server.port)));
		const used = await Promise.all(Array.from({ length: 10 }, () => Client.connect(server.port)));
		await Promise.all(used.map((client) => client.ask('/echo')));
		server.terminate();
		await server.end();
		await Promise.all([...fresh, ...used].map((client) => client.closed()));
	});
});

test('when the grace is over, unfinished requests are cut off', async () => {
	await withServer({ grace: 200 }, async (server) => {
		const client = await Client.connect(server.port);
		client.send('POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n');
		assert.equal((await client.response()).status, 100);
		server.terminate();
		assert.equal((await client.closed()).length, 0);
		await server.end();
	});
});

test('when the grace is over, requests with another thread are waited for and answered', async () => {
	await withServer({ grace: 0 }, async (server) => {
		const client = await Client.connect(server.port);
		const idle = await Client.connect(server.port);
		client.send(hold);
		await server.line();
		server.terminate();
		await idle.closed();
		await refused(server.port);
		server.release();
		assert.equal((await client.response()).status, 200);
		const counts = await server.end();
		assert.deepEqual([counts.handled, counts.done], [1, 1]);
	});
});

test('a client that does not read its answer cannot hold the server beyond the grace', async () => {
	await withServer({ grace: 200 }, async (server) => {
		const client = await Client.connect(server.port);
		client.socket.pause();
		client.send('GET /huge?50000000 HTTP/1.1\r\nHost: a\r\n\r\n');
		await once(client.socket, 'readable').catch(() => {});
		await server.stop();
		client.destroy();
	});
});

test('stopping amid heavy traffic: every answer that begins is whole', async () => {
	for (let round = 0; round < 5; round++) {
		await withServer({ workers: 2 }, async (server) => {
			let answered = 0;
			let cut = 0;
			const run = async (i) => {
				try {
					const client = await Client.connect(server.port);
					for (;;) {
						const response = await client.ask(i % 2 ? '/defer' : '/echo');
						assert.equal(response.status, 200);
						answered++;
						if (response.headers.connection === 'close') {
							return;
						}
						if (answered === 300) {
							server.terminate();
						}
					}
				} catch (error) {
					if (error instanceof assert.AssertionError) {
						throw error;
					}
					cut++; // sent when the server had ceased to read
				}
			};
			await Promise.all(Array.from({ length: 40 }, (_, i) => run(i)));
			const counts = await server.end();
			assert.equal(counts.handled, counts.done);
			assert.equal(counts.handled, answered, `${cut} requests met a closed connection`);
		});
	}
});
