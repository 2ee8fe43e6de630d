// nginx as the yardstick: it answers constant bytes from memory, with as many header lines as we send, and does nothing else.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { freePort, startNginx } from './processes.mjs';

// One word of an nginx configuration is limited to 4 KB, so a body is put together from several.
const WORD_BYTES = 3000;

function bodyLines(bytes) {
  const words = [];
  const text = 'x'.repeat(bytes);
  for (let at = 0; at < bytes; at += WORD_BYTES) {
    words.push(text.slice(at, at + WORD_BYTES));
  }
  const names = words.map((_, i) => `$part${i}`);
  return [...words.map((word, i) => `set ${names[i]} "${word}";`), `return 200 "${names.join('')}";`];
}

function configuration({ folder, port, workers, bodyBytes, headers, type }) {
  const headerLines = headers.map(([name, value]) => `add_header ${name} "${value}";`);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/nginx-${name};`);
  return `${process.getuid() === 0 ? 'user root;' : ''}
daemon off;
worker_processes ${workers};
pid ${folder}/nginx-${port}.pid;
error_log ${folder}/nginx-error.log warn;
events { worker_connections 4096; }
http {
  access_log off;
  keepalive_requests 1000000000;
  ${temporary.join('\n  ')}
  default_type "${type}";
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location / {
      ${[...headerLines, ...bodyLines(bodyBytes)].join('\n      ')}
    }
  }
}
`;
}

/**
 * Starts an nginx that answers every request with `bodyBytes` bytes of content type `type` and the header lines
 * `headers`, pairs of name and value, beside those that nginx sends anyway.
 */
export async function startStatic(folder, { bodyBytes, headers, type, workers, cores }) {
  const port = await freePort();
  const config = join(folder, `nginx-${port}.conf`);
  writeFileSync(config, configuration({ folder, port, workers, bodyBytes, headers, type }));
  return startNginx(folder, config, `http://127.0.0.1:${port}/`, cores);
}
