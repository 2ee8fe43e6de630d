// The texts of the pages: both languages have all of them, translated, and the pages use all of them.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { root } from '../lib/licentia.mjs';

const source = join(root, 'web/src');
const folders = { en: join(source, 'i18n/en'), nl: join(source, 'i18n/nl') };

/** Texts that are the same in both languages: names, and words that Dutch took over. */
const alike = [/^[^A-Za-z]*(Product: )?(\{\{\w+\}\}( in | kB)?[^A-Za-z]*)+$/, /^(Account|China \(21Vianet\)|Fax|Filter|Microsoft 365|Product|Services|Status|Type|Web)$/];

function* flat(value, at) {
  for (const [name, inner] of Object.entries(value)) {
    if (typeof inner === 'string') {
      yield [`${at}.${name}`, inner];
    } else {
      yield* flat(inner, `${at}.${name}`);
    }
  }
}

const areas = readdirSync(folders.en).filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length)).sort();
const textsOf = (language) => new Map(areas.flatMap((area) => [...flat(JSON.parse(readFileSync(join(folders[language], `${area}.json`), 'utf8')), area)]));
const en = textsOf('en');
const nl = textsOf('nl');
const placeholders = (text) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();

/** Every file of the pages' source. */
function* files(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      yield* entry.name === 'i18n' ? [] : files(path);
    } else if (/\.tsx?$/.test(entry.name) && !entry.name.endsWith('.gen.ts')) {
      yield path;
    }
  }
}

test('the languages have the same texts, in the same files', () => {
  assert.deepEqual(readdirSync(folders.nl).sort(), readdirSync(folders.en).sort());
  assert.deepEqual([...nl.keys()].filter((key) => !en.has(key)), [], 'only Dutch');
  assert.deepEqual([...en.keys()].filter((key) => !nl.has(key)), [], 'only English');
});

test('no text is empty, or the same where it should be translated', () => {
  for (const texts of [en, nl]) {
    assert.deepEqual([...texts].filter(([, text]) => text.trim() === '').map(([key]) => key), []);
  }
  const same = [...en].filter(([key, text]) => nl.get(key) === text && !alike.some((pattern) => pattern.test(text)));
  assert.deepEqual(same.map(([key, text]) => `${key}: ${text}`), []);
});

test('what is put into a text is put into its translation', () => {
  const different = [...en].filter(([key, text]) => JSON.stringify(placeholders(text)) !== JSON.stringify(placeholders(nl.get(key) ?? '')));
  assert.deepEqual(different.map(([key]) => key), []);
});

test('what is counted has a form for one and one for more', () => {
  for (const key of en.keys()) {
    const [, stem, form] = /^(.*)_(one|other)$/.exec(key) ?? [];
    assert.ok(stem === undefined || en.has(`${stem}_${form === 'one' ? 'other' : 'one'}`), key);
  }
});

test('every text is used', () => {
  const code = [...files(source)].map((path) => readFileSync(path, 'utf8')).join('\n');
  const names = new Set([...code.matchAll(/['"`]([A-Za-z]+(?:\.[\w-]+)+)['"`]/g)].map(([, name]) => name));
  const made = [...code.matchAll(/`([A-Za-z]+\.[^`\s]*\$\{[^`]*)`/g)].map(([, name]) => new RegExp(`^${name.replaceAll('.', '\\.').replaceAll(/\$\{[^}]*\}/g, '[^.]+')}$`));
  const unused = [...new Set([...en.keys()].map((key) => key.replace(/_(one|other)$/, '')))].filter((key) => !names.has(key) && !made.some((pattern) => pattern.test(key)));
  assert.deepEqual(unused, []);
});

test('a page has no text of its own', () => {
  for (const path of files(source)) {
    const own = [...readFileSync(path, 'utf8').matchAll(/>\s*([A-Z][a-z]+(?: [a-z]+)+)[.!?]?\s*</g)].map(([, text]) => text);
    assert.deepEqual(own, [], path);
  }
});
