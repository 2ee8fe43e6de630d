// GET /$metadata says what is served: held against the description of the interface, which other tests hold against the program.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { root, startServer } from '../lib/licentia.mjs';

const { paths, components: { schemas } } = JSON.parse(readFileSync(join(root, 'src/api/openapi.json'), 'utf8'));

/** Schemas of the OpenAPI description that have another name than the type in CSDL. */
const schemaNames = { application: 'graphApplication', unifiedRoleDefinition: 'roleDefinition', unifiedRoleAssignment: 'roleAssignment' };

/** Types that Graph has for the sake of paths alone, or as bases of others. */
const withoutSchema = ['entity', 'directoryObject', 'directory', 'auditLogRoot', 'rbacApplication', 'roleManagement'];

/** Elements `name` in CSDL, each with its attributes and what is inside. */
function elements(text, name) {
  const found = [...text.matchAll(new RegExp(`<${name}((?: [A-Za-z]+="[^"]*")*)(?:/>|>(.*?)</${name}>)`, 'gs'))];
  return found.map(([, attributes, inside = '']) => ({ ...Object.fromEntries([...attributes.matchAll(/([A-Za-z]+)="([^"]*)"/g)].map(([, key, value]) => [key, value])), inside }));
}

const namesOf = (list) => list.map(({ Name }) => Name).sort();

test('$metadata', async (t) => {
  const server = await startServer(t);
  const answer = await server.get('/v1.0/$metadata', { token: '', headers: { Accept: 'application/xml' } });
  const text = answer.text;
  const entities = elements(text, 'EntityType');
  const complexes = elements(text, 'ComplexType');
  const actions = elements(text, 'Action');
  const types = new Map([...entities, ...complexes].map((type) => [type.Name, type]));

  await t.test('is XML, for everybody, also under /beta and in a batch', async () => {
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get('content-type'), /^application\/xml/);
    assert.equal(answer.headers.get('odata-version'), '4.0');
    assert.match(text, /^<\?xml version="1\.0" encoding="utf-8"\?>\n<edmx:Edmx Version="4\.0"/);
    assert.equal((await server.get('/beta/$metadata', { token: '' })).text, text);
    const { body } = await server.post('/v1.0/$batch', { requests: [{ id: '1', method: 'GET', url: '/$metadata' }] });
    assert.equal(Buffer.from(body.responses[0].body, 'base64url').toString(), text);
  });

  await t.test('every element is closed, every type that is named is there', () => {
    assert.ok(entities.length > 15 && complexes.length > 10 && actions.length > 10);
    const open = [];
    for (const [, slash, name, empty] of text.matchAll(/<(\/?)([A-Za-z:]+)[^<>?]*?(\/?)>/g)) {
      if (slash) {
        assert.equal(open.pop(), name);
      } else if (!empty) {
        open.push(name);
      }
    }
    assert.deepEqual(open, []);
    assert.equal(types.size, entities.length + complexes.length, 'each type once');
    for (const [, name] of text.matchAll(/ (?:Type|BaseType|EntityType)="(?:Collection\()?graph\.([A-Za-z]+)\)?"/g)) {
      assert.ok(types.has(name), name);
    }
    for (const [, name] of text.matchAll(/ (?:Type|BaseType|EntityType)="(?:Collection\()?(Edm\.[A-Za-z0-9]+)\)?"/g)) {
      assert.ok(['Edm.String', 'Edm.Boolean', 'Edm.Int32', 'Edm.Guid', 'Edm.DateTimeOffset'].includes(name), name);
    }
  });

  await t.test('properties are those that are served', () => {
    const inherited = ['id', 'deletedDateTime'];
    for (const { Name, inside } of entities.filter((type) => !withoutSchema.includes(type.Name))) {
      const served = Object.keys(schemas[schemaNames[Name] ?? Name].properties).filter((name) => !name.startsWith('@'));
      const own = [...namesOf(elements(inside, 'Property')), ...namesOf(elements(inside, 'NavigationProperty'))];
      const known = [...own, ...inherited];
      assert.deepEqual(served.filter((name) => !known.includes(name)), [], `${Name}: served and not told`);
      const written = Name === 'user' ? ['passwordProfile'] : []; // never shown
      const reached = Object.keys(paths).map((path) => path.split('/')).filter((path) => path.length === 5).map((path) => path[4]);
      assert.deepEqual(own.filter((name) => !served.includes(name) && !written.includes(name) && !reached.includes(name)), [], `${Name}: told and not served`);
    }
    for (const { Name, inside } of complexes.filter((type) => schemas[type.Name])) {
      assert.deepEqual(namesOf(elements(inside, 'Property')), Object.keys(schemas[Name].properties).sort(), Name);
    }
  });

  await t.test('types are those of the values', () => {
    const kinds = { 'Edm.String': ['string', 'null'], 'Edm.Guid': ['string'], 'Edm.DateTimeOffset': ['string', 'null'], 'Edm.Int32': ['integer'], 'Edm.Boolean': ['boolean'] };
    for (const { Name, inside } of [...entities, ...complexes]) {
      const schema = schemas[schemaNames[Name] ?? Name];
      for (const property of elements(inside, 'Property').filter((item) => schema?.properties?.[item.Name]?.type)) {
        const { type, format, items } = schema.properties[property.Name];
        const what = `${Name}.${property.Name}`;
        assert.equal(property.Type.startsWith('Collection('), type === 'array', what);
        assert.equal(property.Nullable === 'false', ![type].flat().includes('null'), what);
        assert.equal(property.Type === 'Edm.DateTimeOffset', format === 'date-time', what);
        const [, inner] = /^(?:Collection\()?([A-Za-z0-9.]+)/.exec(property.Type);
        const wanted = [items?.type ?? type].flat().filter((kind) => kind !== 'null' || type === 'null');
        if (kinds[inner]) {
          assert.ok(wanted.every((kind) => kinds[inner].includes(kind)), what);
        }
      }
    }
  });

  await t.test('relations and actions are calls, and calls are relations and actions', () => {
    const calls = Object.keys(paths).filter((path) => path.startsWith('/v1.0/') && !path.includes('$') && !path.includes('(') && !/\/(microsoft\.)?graph\./.test(path));
    for (const [set, type] of [['users', 'user'], ['groups', 'group'], ['directoryRoles', 'directoryRole']]) {
      const behind = calls.map((path) => path.split('/')).filter((path) => path[2] === set && path.length === 5).map((path) => path[4]);
      const relations = namesOf(elements(types.get(type).inside, 'NavigationProperty'));
      assert.deepEqual(behind.filter((name) => paths[`/v1.0/${set}/{id}/${name}`].get).sort(), relations, set);
    }
    const posted = new Set(calls.filter((path) => paths[path].post).map((path) => path.split('/').at(-1)).filter((name) => !['users', 'groups', 'roleAssignments'].includes(name)));
    assert.deepEqual([...new Set(namesOf(actions))], [...posted].sort());
    for (const { Name, inside } of actions) {
      const [binding, ...parameters] = elements(inside, 'Parameter');
      const body = paths[Object.keys(paths).find((path) => path.startsWith('/v1.0') && path.endsWith(`/${Name}`))].post.requestBody;
      const reference = body?.content['application/json'].schema.$ref.split('/').at(-1);
      assert.equal(binding.Name, 'bindingParameter');
      const members = Name === 'restore' ? [] : Object.keys(schemas[reference]?.properties ?? {});
      assert.deepEqual(parameters.map((item) => item.Name).sort(), members.sort(), Name);
    }
  });

  await t.test('functions are calls that read, bound to what they are of', async () => {
    const functions = elements(text, 'Function');
    const told = functions.map(({ Name, IsBound, inside }) => [Name, IsBound, ...elements(inside, 'Parameter').map((item) => `${item.Name} ${item.Type}`), elements(inside, 'ReturnType')[0].Type]);
    assert.deepEqual(told, ['user', 'group'].map((type) => ['delta', 'true', `bindingParameter Collection(graph.${type})`, `Collection(graph.${type})`]));
    const container = elements(text, 'EntityContainer')[0].inside;
    const setOf = (type) => elements(container, 'EntitySet').find(({ EntityType }) => `Collection(${EntityType})` === type).Name;
    const bound = functions.map(({ Name, inside }) => `/v1.0/${setOf(elements(inside, 'Parameter')[0].Type)}/${Name}`);
    assert.deepEqual(bound.sort(), Object.keys(paths).filter((path) => /^\/v1\.0\/[A-Za-z]+\/delta$/.test(path)).sort());
    for (const path of bound) {
      for (const name of [path, `${path}()`, path.replace('delta', 'microsoft.graph.delta()')]) {
        assert.equal((await server.get(name)).status, 200, name);
      }
    }
  });

  await t.test('the service document names the same sets', async () => {
    const { body } = await server.get('/v1.0');
    const container = elements(text, 'EntityContainer')[0].inside;
    assert.deepEqual(body.value.map(({ name, kind }) => `${kind} ${name}`).sort(), [...elements(container, 'EntitySet').map(({ Name }) => `EntitySet ${Name}`), ...elements(container, 'Singleton').map(({ Name }) => `Singleton ${Name}`)].sort());
  });
});
