// A proxy by which clients that know the host names of Microsoft's cloud, and no others, come to a server under test: as with a
// company's proxy, they are told of it in their environment, and are otherwise unchanged.

import { createServer } from 'node:http';
import { connect } from 'node:net';

/** Hosts of Microsoft's cloud that a server stands for. */
export const cloudHosts = ['graph.microsoft.com', 'login.microsoftonline.com'];

/**
 * Starts one, on loopback only. A tunnel to any of `cloudHosts` ends at the server at `url`; any other is refused, so that nothing leaves
 * this machine. Returns { url, tunnels, refused, stop() }: how many tunnels there were to each host, and which hosts were refused.
 */
export async function startProxy(url) {
  const { hostname, port } = new URL(url);
  const tunnels = {};
  const refused = [];
  const sockets = new Set();
  const proxy = createServer((request, response) => {
    refused.push(request.url);
    response.writeHead(403).end('This proxy makes tunnels only.\n');
  });
  proxy.on('connect', ({ url: target }, socket, head) => {
    const host = target.replace(/:443$/, '');
    socket.on('error', () => {}); // a client that leaves: what it has asked for ends there
    if (!cloudHosts.includes(host)) {
      refused.push(target);
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    tunnels[host] = (tunnels[host] ?? 0) + 1;
    const behind = connect(Number(port), hostname, () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      behind.write(head);
      behind.pipe(socket).pipe(behind);
    });
    behind.on('error', () => socket.destroy());
    socket.on('close', () => behind.destroy());
    for (const one of [socket, behind]) {
      sockets.add(one);
      one.on('close', () => sockets.delete(one));
    }
  });
  await new Promise((done) => { proxy.listen(0, '127.0.0.1', done); });
  const stop = () => {
    sockets.forEach((socket) => socket.destroy());
    return new Promise((done) => { proxy.close(done); });
  };
  return { url: `http://127.0.0.1:${proxy.address().port}`, tunnels, refused, stop };
}
