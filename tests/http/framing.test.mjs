// Requests whose framing is doubtful: each is refused with one response at most, and the connection is closed, so that
// nothing behind it is taken for a second request (RFC 9112 sections 3, 5 and 6).

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Client, Server, exchange } from './echo.mjs';

const NEXT = 'GET /echo?smuggled HTTP/1.1\r\nHost: a\r\n\r\n';

// name, request, status expected (0: closed without a response)
const attacks = [
	['two different lengths', 'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxy', 400],
	['two equal lengths', 'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nxy', 400],
	['length as a list', 'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2, 2\r\n\r\nxy', 400],
	['length with sign', 'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: +2\r\n\r\nxy', 400],
	['negative length', 'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: -2\r\n\r\nxy', 400],
	['hexadecimal length', 'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 0x2\r\n\r\nxy', 400],
	['empty length', 'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: \r\n\r\n', 400],
	['length out of range', `POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: ${'9'.repeat(30)}\r\n\r\n`, 400],
	['a word as length', 'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: two\r\n\r\nxy', 400],
	['length and chunked', 'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 400],
	['chunked and length', 'POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n', 400],
	['chunked twice', 'POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 400],
	['chunked twice in a list', 'POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n', 400],
	['unknown coding', 'POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n', 400],
	['unknown coding before chunked', 'POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n', 400],
	['coding with a tab before it', 'POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n', 400],
	['chunked in HTTP/1.0', 'POST /echo HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 400],
	['identity coding', 'POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n', 400],
	['no Host', 'GET /echo HTTP/1.1\r\n\r\n', 400],
	['no Host but another header', 'GET /echo HTTP/1.1\r\nAccept: */*\r\n\r\n', 400],
	['empty Host', 'GET /echo HTTP/1.1\r\nHost:\r\n\r\n', 400],
	['two Hosts', 'GET /echo HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', 400],
	['two equal Hosts', 'GET /echo HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n', 400],
	['Host with a path', 'GET /echo HTTP/1.1\r\nHost: a/b\r\n\r\n', 400],
	['Host with a user', 'GET /echo HTTP/1.1\r\nHost: a@b\r\n\r\n', 400],
	['Host with a bad port', 'GET /echo HTTP/1.1\r\nHost: a:http\r\n\r\n', 400],
	['Host as a list', 'GET /echo HTTP/1.1\r\nHost: a, b\r\n\r\n', 400],
	['target and Host differ', 'GET http://b/echo HTTP/1.1\r\nHost: a\r\n\r\n', 400],
	['target with a user', 'GET http://u@a/echo HTTP/1.1\r\nHost: a\r\n\r\n', 400],
	['target without a slash', 'GET echo HTTP/1.1\r\nHost: a\r\n\r\n', 400],
	['asterisk target', 'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n', 400],
	['target with a fragment', 'GET /echo#a HTTP/1.1\r\nHost: a\r\n\r\n', 400],
	['target with a blank', 'GET /echo a HTTP/1.1\r\nHost: a\r\n\r\n', 400],
	['target with a tab', 'GET /echo\ta HTTP/1.1\r\nHost: a\r\n\r\n', 400],
	['target with NUL', 'GET /echo\0a HTTP/1.1\r\nHost: a\r\n\r\n', 400],
	['target with a bare CR', 'GET /echo\ra HTTP/1.1\r\nHost: a\r\n\r\n', 400],
	['two blanks before the target', 'GET  /echo HTTP/1.1\r\nHost: a\r\n\r\n', 400],
	['two blanks before the version', 'GET /echo  HTTP/1.1\r\nHost: a\r\n\r\n', 400],
	['blank behind the version', 'GET /echo HTTP/1.1 \r\nHost: a\r\n\r\n', 400],
	['method with a colon', 'GE:T /echo HTTP/1.1\r\nHost: a\r\n\r\n', 400],
	['version 1.9', 'GET /echo HTTP/1.9\r\nHost: a\r\n\r\n', 400],
	['version 1.2', 'GET /echo HTTP/1.2\r\nHost: a\r\n\r\n', 400],
	['version 2.0', 'GET /echo HTTP/2.0\r\nHost: a\r\n\r\n', 505],
	['version 0.9', 'GET /echo HTTP/0.9\r\nHost: a\r\n\r\n', 505],
	['version in small letters', 'GET /echo http/1.1\r\nHost: a\r\n\r\n', 400],
	['no version', 'GET /echo\r\nHost: a\r\n\r\n', 400],
	['preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 505],
	['NUL in a value', 'GET /echo HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n', 400],
	['NUL at the end of a value', 'GET /echo HTTP/1.1\r\nHost: a\r\nX: a\0\r\n\r\n', 400],
	['NUL at the end of the last value but one', 'GET /echo HTTP/1.1\r\nX: a\0\r\nHost: a\r\n\r\n', 400],
	['NUL in a name', 'GET /echo HTTP/1.1\r\nHost: a\r\nX\0Y: a\r\n\r\n', 400],
	['control character in a value', 'GET /echo HTTP/1.1\r\nHost: a\r\nX: a\x01b\r\n\r\n', 400],
	['DEL in a value', 'GET /echo HTTP/1.1\r\nHost: a\r\nX: a\x7fb\r\n\r\n', 400],
	['bare CR in a value', 'GET /echo HTTP/1.1\r\nHost: a\r\nX: a\rContent-Length: 9\r\n\r\n', 400],
	['two CR at the end of a line', 'GET /echo HTTP/1.1\r\nHost: a\r\r\nX: a\r\n\r\n', 400],
	['folded line', 'GET /echo HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n', 400],
	['folded line with a tab', 'GET /echo HTTP/1.1\r\nHost: a\r\nX: a\r\n\tb\r\n\r\n', 400],
	['folded Host', 'GET /echo HTTP/1.1\r\nHost:\r\n a\r\n\r\n', 400],
	['folded length', 'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n 2\r\n\r\nxy', 400],
	['first header line folded', 'GET /echo HTTP/1.1\r\n Host: a\r\n\r\n', 400],
	['blank before the colon', 'GET /echo HTTP/1.1\r\nHost : a\r\n\r\n', 400],
	['tab before the colon', 'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length\t: 2\r\n\r\nxy', 400],
	['empty name', 'GET /echo HTTP/1.1\r\nHost: a\r\n: a\r\n\r\n', 400],
	['line without a colon', 'GET /echo HTTP/1.1\r\nHost: a\r\nX\r\n\r\n', 400],
	['name with a bracket', 'GET /echo HTTP/1.1\r\nHost: a\r\nX(Y): a\r\n\r\n', 400],
	['bare LF everywhere', 'GET /echo HTTP/1.1\nHost: a\n\n', 400],
	['bare LF behind the request line', 'GET /echo HTTP/1.1\nHost: a\r\n\r\n', 400],
	['bare LF behind a header', 'GET /echo HTTP/1.1\r\nHost: a\nX: b\r\n\r\n', 400],
	['bare LF behind the last header', 'GET /echo HTTP/1.1\r\nHost: a\n\r\n', 400],
	['bare LF as the empty line', 'GET /echo HTTP/1.1\r\nHost: a\r\n\n', 400],
	['bare LF twice at the end', 'GET /echo HTTP/1.1\r\nHost: a\n\n', 400],
	['bare LF twice at the end, with a body', 'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\n\nxy', 400],
	['LF CR', 'GET /echo HTTP/1.1\r\nHost: a\n\r\r\n\r\n', 400],
	['chunk size that is none', 'POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n', 400],
	['chunk size with sign', 'POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n+2\r\nxy\r\n0\r\n\r\n', 400],
	['chunk size out of range', `POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${'f'.repeat(17)}\r\n`, 413],
	['chunk longer than its size', 'POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nxyz\r\n0\r\n\r\n', 400],
	['many cookies', `GET /echo HTTP/1.1\r\nHost: a\r\nCookie: ${'a;'.repeat(7000)}\r\n\r\n`, 400],
];

let server;
before(async () => { server = await Server.start({ workers: 1 }); });
after(() => server.stop());

for (const [name, request, status] of attacks) {
	test(`framing: ${name}`, async () => {
		const { responses, rest } = await exchange(server.port, request + NEXT);
		assert.deepEqual(responses.map((response) => response.status), [status]);
		assert.equal(rest.length, 0, 'nothing behind the response');
		assert.equal(responses[0].headers.connection, 'close');
	});
}

// The same, in pieces, so that no part of the check depends on how the bytes arrive.
for (const [name, request, status] of attacks.filter(([, request]) => request.length < 200)) {
	test(`framing byte by byte: ${name}`, async () => {
		const client = await Client.connect(server.port);
		for (const byte of Buffer.from(request + NEXT, 'latin1')) {
			client.send(Buffer.of(byte));
			await new Promise(setImmediate);
		}
		const received = (await client.closed()).toString('latin1');
		assert.equal(received.split('HTTP/1.1 ').length - 1 <= 1, true, received);
		assert.match(received, new RegExp(`^(HTTP/1.1 ${status} |$)`));
	});
}

test('framing: a long query with many options is one request', async () => {
	const client = await Client.connect(server.port);
	const response = await client.ask(`/echo?${'a&'.repeat(4000)}`);
	assert.equal(response.status, 200);
	assert.equal((await client.ask('/echo')).status, 200);
	client.destroy();
});

// What must pass, so that the strictness above does not come from refusing everything.
const sound = [
	['HTTP/1.0 without Host', 'GET /echo HTTP/1.0\r\n\r\n'],
	['no blank behind the colon', 'GET /echo HTTP/1.1\r\nHost:a\r\nConnection:close\r\n\r\n'],
	['blanks and tabs around a value', 'GET /echo HTTP/1.1\r\nHost: \t a \t \r\nConnection: close\r\n\r\n'],
	['empty lines before the request line', '\r\n\r\nGET /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'],
	['an empty value', 'GET /echo HTTP/1.1\r\nHost: a\r\nX:\r\nConnection: close\r\n\r\n'],
	['bytes beyond ASCII in a value', 'GET /echo HTTP/1.1\r\nHost: a\r\nX: \xe9\r\nConnection: close\r\n\r\n'],
	['IPv6 Host', 'GET /echo HTTP/1.1\r\nHost: [::1]:8080\r\nConnection: close\r\n\r\n'],
	['absolute target', 'GET http://a/echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'],
	['length 0', 'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'],
	['chunked in capitals', 'POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: CHUNKED\r\nConnection: close\r\n\r\n1\r\na\r\n0\r\n\r\n'],
	['chunk extension and trailer', 'POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n1;x=y\r\na\r\n0\r\nX: y\r\n\r\n'],
	['a hundred headers', `GET /echo HTTP/1.1\r\nHost: a\r\n${'X-Filler: abcdefgh\r\n'.repeat(98)}Connection: close\r\n\r\n`],
];

for (const [name, request] of sound) {
	test(`framing: accepts ${name}`, async () => {
		const { responses } = await exchange(server.port, Buffer.from(request, 'latin1'));
		assert.deepEqual(responses.map((response) => response.status), [200]);
	});
	test(`framing byte by byte: accepts ${name}`, async () => {
		const client = await Client.connect(server.port);
		for (const byte of Buffer.from(request, 'latin1')) {
			client.send(Buffer.of(byte));
			await new Promise(setImmediate);
		}
		const { responses } = parseOne(await client.closed());
		assert.deepEqual(responses, [200]);
	});
}

function parseOne(received) {
	return { responses: [...received.toString('latin1').matchAll(/^HTTP\/1\.1 (\d+) /gm)].map(([, s]) => Number(s)) };
}
