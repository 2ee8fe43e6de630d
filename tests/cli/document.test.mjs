// docs/cli.md and docs/allotments.md show what happens: every command in them is run in order, and what it prints compared. With UPDATE=1 the pages are
// written anew.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

import { letPeopleIn, tokenOfPerson } from '../lib/callers.mjs';
import { asShown, freshDatabase } from '../lib/database.mjs';
import { program, root, startServer } from '../lib/licentia.mjs';
import { addPerson } from '../lib/people.mjs';

/** Puts examples in the place of what differs from run to run, as wide as what they stand for. */
function normalise(text) {
  return text
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '0c2f6a9e-3b1d-4e55-9a70-5d1f0f7c1a11')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '2026-01-31T08:00:00Z')
    .replace(/(?!2099)\d{4}-\d\d-\d\d/g, '2026-01-31')
    .replace(/(?<=shown this once: )\S{16}$/gm, 'Ri8-kqTw5zbNpE3m')
    .replace(/\b(lics?_)[\w-]{43}/g, (_, prefix) => prefix + 'x'.repeat(43))
    .replace(/(?<=^ {2}secret .*, )[\w-]{3}(?=, until )/gm, 'x7Q')
    .trimEnd();
}

/** The parts of the page: prose, and commands with what they print. */
function parse(text) {
  const parts = [];
  let isConsole = false;
  for (const line of text.split('\n')) {
    isConsole = line.startsWith('```') ? line === '```console' : isConsole;
    if (isConsole && line.startsWith('$ ')) {
      parts.push({ command: line.slice(2), output: [] });
    } else if (isConsole && line !== '```console') {
      parts.at(-1).output.push(line);
    } else {
      parts.push({ prose: line });
    }
  }
  return parts;
}

/** Runs the commands in one shell, with both outputs in one, as on a screen. Not spawnSync: the server's output must be read. */
async function runAll(commands, options) {
  const shell = spawn('bash', [], { ...options, stdio: ['pipe', 'pipe', 'inherit'] });
  const mark = '@@end of a command@@';
  let output = '';
  shell.stdout.setEncoding('utf8').on('data', (chunk) => { output += chunk; });
  shell.stdin.end(`exec 2>&1\n${commands.map((command) => `${command} < /dev/null\necho '${mark}'`).join('\n')}\n`);
  await new Promise((done) => shell.on('close', done));
  return output.split(`${mark}\n`).slice(0, -1).map(normalise);
}

/** Runs the commands of `docs/NAME` in the server's folder, with `env` besides, and compares what they print with what the page shows. */
async function follow(server, name, env = {}) {
  const page = join(root, 'docs', name);
  mkdirSync(join(server.folder, 'bin'));
  symlinkSync(program, join(server.folder, 'bin/licentia'));

  const parts = parse(readFileSync(page, 'utf8'));
  const commands = parts.filter((part) => part.command);
  const other = freshDatabase(server.folder, 'other.db');
  const texts = commands.map(({ command }) => command.replaceAll('sqlite:other.db', `'${other}'`));
  const outputs = await runAll(texts.map((text) => text.includes(' | licentia') ? `{ ${text}; }` : text), {
    cwd: server.folder,
    env: {
      ...process.env, PATH: `${join(server.folder, 'bin')}:${process.env.PATH}`, LICENTIA_URL: server.url, LICENTIA_TOKEN: server.token,
      DB: server.db, ROOT: root, NO_COLOR: '1', ...env,
    },
  });
  assert.equal(outputs.length, commands.length);
  commands.forEach((part, i) => {
    outputs[i] = outputs[i].replaceAll(other, 'sqlite:other.db').replaceAll(other.replace(/:[^:@]*@/, ':***@'), 'sqlite:other.db');
    if (process.env.UPDATE) {
      part.output = outputs[i] === '' ? [] : outputs[i].split('\n');
    }
    assert.equal(asShown(outputs[i]), asShown(normalise(part.output.join('\n'))), part.command);
  });
  if (process.env.UPDATE) {
    const lines = parts.flatMap((part) => (part.command ? [`$ ${part.command}`, ...part.output] : [part.prose]));
    writeFileSync(page, lines.join('\n'));
  }
}

test('docs/cli.md shows what happens', async (t) => {
  const server = await startServer(t);
  await server.buy('ENTERPRISEPACK', 2);
  await server.buy('STANDARDPACK', 5);
  await server.buy('VISIOCLIENT', 3);
  for (const [alias, displayName] of [['anna', 'Anna de Vries'], ['bert', 'Bert Bakker'], ['carla', 'Carla Núñez']]) {
    await server.addUser(alias, { displayName });
  }
  writeFileSync(join(server.folder, 'new.csv'), [
    'userPrincipalName,displayName,usageLocation,licenses', 'eva@contoso.example,Eva Jansen,BE,STANDARDPACK',
    'finn@contoso.example,Finn Mulder,NLD,', 'gijs@contoso.example,"Smit, Gijs",,', ''].join('\n'));
  await follow(server, 'cli.md');
});

test('R-103: docs/allotments.md shows what happens', async (t) => {
  const server = await startServer(t);
  await server.buy('M365EDU_A3_FACULTY', 500);
  for (const [alias, displayName] of [['anna', 'Anna de Vries'], ['bert', 'Bert Bakker'], ['carla', 'Carla Núñez'], ['dora', 'Dora Smit']]) {
    await addPerson(server, alias, { displayName });
  }
  const app = await letPeopleIn(server, ['User.Read', 'LicenseAssignment.ReadWrite.All']);
  await follow(server, 'allotments.md', { BOARD: server.token, ANNA: await tokenOfPerson(server, 'anna', app) });
});
