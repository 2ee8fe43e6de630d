// What the server says, in the language of the pages: each of its sentences, with whatever stands in its places.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';

import { root } from '../lib/licentia.mjs';

const { transformSync } = createRequire(join(root, 'web/package.json'))('esbuild');
const source = transformSync(readFileSync(join(root, 'web/src/lib/sentences.ts'), 'utf8'), { loader: 'ts', format: 'esm' }).code;
const { translatorOf } = await import(`data:text/javascript,${encodeURIComponent(source)}`);

const dutch = JSON.parse(readFileSync(join(root, 'web/src/i18n/sentences/nl.json'), 'utf8'));
const translate = translatorOf(dutch, { ' and ': ' en ', ' or ': ' of ' });
const said = JSON.parse(execFileSync('python3', [join(root, 'tools/check_words.py'), '--list'], { encoding: 'utf8' }));

/** Something for each place: a number where C prints one. */
function valuesOf(format) {
  return [...format.matchAll(/%[-0-9.*]*(?:ll|l|z)?([sdupcx])/g)].map(([, kind], i) => (kind === 's' ? `Contoso ${'ABCDEFG'[i]}` : String(i + 41)));
}

const filled = (text, values) => text.replace(/\{(\d+)(?::list)?\}/g, (whole, number) => values[Number(number) - 1] ?? whole);

test('every sentence of the server is said in Dutch, with what stands in its places', () => {
  const wrong = Object.entries(said).flatMap(([key, format]) => {
    const values = valuesOf(format);
    const found = translate(filled(key, values));
    const expected = filled(dutch.sentences[key], values);
    return found === expected ? [] : [{ key, found, expected }];
  });
  assert.deepEqual(wrong, []);
  assert.ok(Object.keys(said).length > 300, 'the sentences are found');
});

test('what is built of pieces is said in Dutch', () => {
  const wrong = Object.entries(dutch.composed).flatMap(([key, expected]) => {
    const values = ['Contoso A', 'Contoso B', 'Contoso C'];
    const found = translate(filled(key, values));
    return found === filled(expected, values) ? [] : [{ key, found, expected }];
  });
  assert.deepEqual(wrong, []);
});

test('lists are bound in Dutch, and names stay as they are', () => {
  assert.equal(
    translate('Turn off Skype and Teams in Office 365 E1 or SharePoint in Office 365 E3, or remove one of these products.', ['Skype and Teams']),
    'Schakel Skype and Teams in Office 365 E1 of SharePoint in Office 365 E3 uit, of verwijder een van deze producten.',
  );
});

test('several sentences are said one after the other', () => {
  assert.equal(translate('The change failed. Please retry again later.'), 'De wijziging is mislukt. Probeer het later opnieuw.');
});

test('a sentence within a sentence is said in Dutch, too', () => {
  assert.equal(translate("Line 7: 'x' is not true or false"), "Regel 7: 'x' is niet true of false");
  assert.equal(translate('The server was too slow. Nothing was changed. Please retry again later.'), 'De server was te traag. Er is niets gedaan. Probeer het later opnieuw.');
});

test('what is not known is not said half', () => {
  assert.equal(translate('Something new happened.'), null);
  assert.equal(translate('The change failed. Something new happened.'), null);
  assert.equal(translate('Something new happened. The role Reader does not allow this.'), null);
});
