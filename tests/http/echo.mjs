// What the black-box tests of the HTTP layer share: the test server as a child process, and clients that speak raw
// bytes over TCP, because a proper HTTP client would refuse to send most of what is sent here.
//
// The program is LICENTIA_HTTP_ECHO, or tests/http/http_echo beside LICENTIA_BIN.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import tls from 'node:tls';

function programPath() {
	if (process.env.LICENTIA_HTTP_ECHO) {
		return process.env.LICENTIA_HTTP_ECHO;
	}
	if (process.env.LICENTIA_BIN) {
		return path.join(path.dirname(process.env.LICENTIA_BIN), 'tests/http/http_echo');
	}
	throw new Error('set LICENTIA_HTTP_ECHO to the test server, as in build/tests/http/http_echo');
}

// One running test server.
export class Server {
	// Starts it with settings such as { workers: 1, idle: 2 }; see http_echo_main.c for the names.
	static async start(settings = {}) {
		const server = new Server();
		const args = Object.entries({ port: 0, ...settings }).map(([name, value]) => `${name}=${value}`);
		server.child = spawn(programPath(), args, { stdio: ['pipe', 'pipe', 'pipe'] });
		server.errors = '';
		server.child.stderr.setEncoding('utf8').on('data', (text) => { server.errors += text; });
		server.exited = once(server.child, 'close');
		server.lines = createInterface({ input: server.child.stdout })[Symbol.asyncIterator]();
		server.first = await server.line();
		server.port = Number(/^ready (\d+)$/.exec(server.first)?.[1] ?? 0);
		server.settings = settings;
		return server;
	}

	// The next line it prints.
	async line() {
		const { value, done } = await this.lines.next();
		if (done) {
			throw new Error(`the server printed nothing more; its errors: ${this.errors}`);
		}
		return value;
	}

	// Lets it answer what /hold keeps.
	release() {
		this.child.stdin.write('release\n');
	}

	// Asks it to stop, without waiting.
	terminate() {
		this.child.kill('SIGTERM');
	}

	// Waits for its end; returns its counts by name.
	async end() {
		let last = await this.line();
		if (last === 'stopping') {
			last = await this.line();
		}
		const [status, signal] = await this.exited;
		if (status !== 0) {
			throw new Error(`the server ended with ${status ?? signal}; its errors: ${this.errors}`);
		}
		return Object.fromEntries([...last.matchAll(/(\w+)=(\d+)/g)].map(([, name, n]) => [name, Number(n)]));
	}

	// Stops it and waits for its end.
	async stop() {
		this.terminate();
		return this.end();
	}
}

// Runs a test with a server, and ends the server whatever happens.
export async function withServer(settings, run) {
	const server = await Server.start(settings);
	try {
		if (server.port === 0) {
			throw new Error(`the server did not start: ${server.first}`);
		}
		await run(server);
	} catch (error) {
		server.child.kill('SIGKILL');
		throw error;
	}
	if (server.child.exitCode === null && server.child.signalCode === null) {
		server.terminate();
	}
	const [status, signal] = await server.exited;
	if (status !== 0) { // a crash, or a sanitizer's finding
		throw new Error(`the server ended with ${status ?? signal}; its errors: ${server.errors}`);
	}
}

// Takes the responses apart that stand in a buffer one behind the other. Returns them, what is left, and how long the
// buffer must be for the next one as far as that is known.
export function parseResponses(buffer, methods = []) {
	const responses = [];
	let rest = buffer;
	let wanted = 0;
	for (;;) {
		const end = rest.indexOf('\r\n\r\n');
		if (end < 0) {
			break;
		}
		const [statusLine, ...headerLines] = rest.subarray(0, end).toString('latin1').split('\r\n');
		const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(statusLine)?.[1]);
		if (!status) {
			break;
		}
		const headers = {};
		for (const line of headerLines) {
			const [, name, value] = /^([^:]+): (.*)$/.exec(line) ?? [];
			headers[name?.toLowerCase()] = value;
		}
		const hasBody = methods[responses.length] !== 'HEAD' && status >= 200 && status !== 204;
		const length = hasBody ? Number(headers['content-length'] ?? 0) : 0;
		if (rest.length < end + 4 + length) {
			wanted = buffer.length - rest.length + end + 4 + length;
			break;
		}
		const body = rest.subarray(end + 4, end + 4 + length);
		responses.push({ status, headers, body, text: body.toString('utf8') });
		rest = rest.subarray(end + 4 + length);
	}
	return { responses, rest, wanted };
}

// One connection.
export class Client {
	constructor(socket) {
		this.socket = socket;
		this.chunks = []; // received and not yet taken
		this.wanted = 0; // fewer bytes than this need not be looked at
		this.size = 0;
		this.isClosed = false;
		this.waiters = [];
		socket.on('data', (bytes) => {
			this.chunks.push(bytes);
			this.size += bytes.length;
			if (this.size >= this.wanted) {
				this.#wake();
			}
		});
		socket.on('error', () => {}); // a reset shows as a close
		socket.on('close', () => {
			this.isClosed = true;
			this.#wake();
		});
	}

	static async connect(port) {
		const socket = net.connect({ port, host: '127.0.0.1', noDelay: true });
		await once(socket, 'connect');
		return new Client(socket);
	}

	// The same over TLS; `options` are those of tls.connect().
	static async connectTls(port, options) {
		const socket = tls.connect({ port, host: '127.0.0.1', ...options });
		await once(socket, 'secureConnect');
		return new Client(socket);
	}

	#wake() {
		for (const wake of this.waiters.splice(0)) {
			wake();
		}
	}

	#change() {
		return new Promise((resolve) => { this.waiters.push(resolve); });
	}

	send(bytes) {
		this.socket.write(bytes);
		return this;
	}

	// Everything received and not yet taken, as one buffer.
	get received() {
		this.chunks = [Buffer.concat(this.chunks)];
		return this.chunks[0];
	}

	// Waits for the next `count` responses.
	async responses(count, methods = []) {
		for (;;) {
			const { responses, rest, wanted } = parseResponses(this.received, methods);
			if (responses.length >= count) {
				this.chunks = [rest];
				this.size = rest.length;
				this.wanted = 0;
				return responses;
			}
			if (this.isClosed) {
				throw new Error(`closed after ${responses.length} of ${count} responses`);
			}
			this.wanted = wanted;
			await this.#change();
		}
	}

	async response(method = 'GET') {
		return (await this.responses(1, [method]))[0];
	}

	// Sends a request and waits for its response.
	async ask(target, { method = 'GET', headers = {}, body = '' } = {}) {
		const lines = Object.entries({ Host: 'test', ...(body.length > 0 ? { 'Content-Length': body.length } : {}),
			...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
		this.send(`${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n`);
		if (body.length > 0) {
			this.send(body);
		}
		return this.response(method);
	}

	// Waits until the server has closed; returns everything that came.
	async closed() {
		while (!this.isClosed) {
			await this.#change();
		}
		return this.received;
	}

	destroy() {
		this.socket.destroy();
	}
}

// Opens a connection, sends, and waits until the server has closed it.
export async function exchange(port, bytes) {
	const client = await Client.connect(port);
	client.send(bytes);
	const received = await client.closed();
	return { received, ...parseResponses(received) };
}
