// Runs docs/walkthrough.md: every command in a ```console block, in one shell, and compares what it prints with what the
// document shows. With UPDATE=1 the document is rewritten instead.
//
// What differs from run to run is shown as a mark: ids that were made up <id>, times <time>, tokens lic_<token>, ports.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { asShown, freshDatabase } from '../lib/database.mjs';
import { microsoftCsv } from '../lib/make-people.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const document = join(root, 'docs/walkthrough.md');
const data = resolve(root, process.env.LICENTIA_DATA ?? '../shared/data');
const program = process.env.LICENTIA_BIN ?? join(root, 'build/licentia');
const guid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** Ids of products and plans are facts; every other id is made up in the run. */
const knownIds = new Set(existsSync(data) ? readFileSync(join(data, 'service-plans.csv'), 'utf8').match(guid) : []);

function normalise(text) {
  return text
    .replace(guid, (id) => (knownIds.has(id) || /^(.)\1{7}-/.test(id) ? id : '<id>'))
    .replace(/lic_[A-Za-z0-9_-]{20,}/g, 'lic_<token>')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z?/g, '<time>')
    .replace(/\d{4}-\d\d-\d\d/g, '<date>')
    .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:<port>')
    .split('\n').map((line) => line.trimEnd()).join('\n').trimEnd();
}

/** Splits the document into commands, each with its place and the output that it shows. */
function readCommands(lines) {
  const commands = [];
  let inBlock = false;
  lines.forEach((line, index) => {
    if (line.startsWith('```')) {
      inBlock = line === '```console';
    } else if (inBlock && line.startsWith('$ ')) {
      commands.push({ line: index, text: line.slice(2), last: index, expected: [] });
    } else if (inBlock && commands.length > 0) {
      const command = commands.at(-1);
      if (command.expected.length === 0 && line.startsWith('> ')) {
        command.text += '\n' + line.slice(2);
      } else {
        command.expected.push(line);
      }
      command.last = index;
    }
  });
  return commands;
}

/** Runs every command in one shell; a mark behind each tells where its output ends, and its exit status. */
async function runAll(commands, folder) {
  const shell = spawn('bash', [], {
    cwd: folder,
    env: { ...process.env, PATH: `${folder}/bin:${process.env.PATH}`, DATA: data, COLUMNS: '120', NO_COLOR: '1' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const script = commands
    .map((text, index) => `{ ${text}\n} 2>&1; echo "@@end ${index} $?"`)
    .join('\n');
  let output = '';
  shell.stdout.on('data', (chunk) => { output += chunk; });
  shell.stdin.end(`exec 2>&1\n${script}\n`);
  await new Promise((done) => shell.on('close', done));
  return commands.map((_, index) => {
    const end = output.indexOf(`@@end ${index} `);
    assert.notEqual(end, -1, `the shell ended before: ${commands[index]}`);
    const begin = index === 0 ? 0 : output.indexOf('\n', output.indexOf(`@@end ${index - 1} `)) + 1;
    return normalise(output.slice(begin, end));
  });
}

test('docs/walkthrough.md is what happens', { skip: existsSync(data) ? false : `no ${data}` }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'licentia-walk-'));
  try {
    const bin = join(folder, 'bin');
    await import('node:fs').then((fs) => fs.mkdirSync(bin));
    symlinkSync(program, join(bin, 'licentia'));
    writeFileSync(join(folder, 'people.csv'), microsoftCsv(1000, 'contoso.example'));
    const lines = readFileSync(document, 'utf8').split('\n');
    const commands = readCommands(lines);
    assert.ok(commands.length > 40, 'the document has lost its commands');
    const db = freshDatabase(folder, 'contoso.db');
    const texts = commands.map((command) => command.text.replaceAll('sqlite:contoso.db', `'${db}'`));
    const outputs = await runAll(texts, folder);
    if (process.env.UPDATE) {
      for (let i = commands.length - 1; i >= 0; i--) {
        const { line, last, text } = commands[i];
        const head = text.split('\n').map((part, n) => (n === 0 ? `$ ${part}` : `> ${part}`));
        lines.splice(line, last - line + 1, ...head, ...(outputs[i] === '' ? [] : outputs[i].split('\n')));
      }
      writeFileSync(document, lines.join('\n'));
      return;
    }
    commands.forEach((command, index) => {
      assert.equal(asShown(outputs[index]), asShown(normalise(command.expected.join('\n'))), `docs/walkthrough.md:${command.line + 1}: ${command.text}`);
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
