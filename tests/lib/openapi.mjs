// The interface as its own description (GET /api/v1/openapi.json) has it: a checker for the part of JSON Schema that the
// document uses, and a watch that holds every request and answer of a test against the document.

import assert from 'node:assert/strict';

/** In answers GUIDs are in lower case; in requests any case is as good. */
const formats = {
  uuid: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/,
  uri: /^https?:\/\/[^\s{}]+$/,
};

/** What says nothing about a value. */
const annotations = new Set(['description', 'default', 'title']);

function typeOf(value) {
  if (value === null) {
    return 'null';
  }
  if (Array.isArray(value)) {
    return 'array';
  }
  return Number.isInteger(value) ? 'integer' : typeof value;
}

function isEqual(a, b, anyCase) {
  const [left, right] = [JSON.stringify(a), JSON.stringify(b)];
  return left === right || (anyCase && left?.toLowerCase() === right?.toLowerCase());
}

/** For each keyword: yields what is wrong with `value`, which stands at `at`. */
const keywords = {
  * $ref(name, value, at, checker) {
    yield* checker.problems(checker.resolve(name), value, at);
  },
  * type(types, value, at) {
    const type = typeOf(value);
    if (![types].flat().some((wanted) => wanted === type || (wanted === 'number' && type === 'integer'))) {
      yield `${at} is ${type}, not ${[types].flat().join(' or ')}`;
    }
  },
  * const(wanted, value, at) {
    if (!isEqual(wanted, value)) {
      yield `${at} is ${JSON.stringify(value)}, not ${JSON.stringify(wanted)}`;
    }
  },
  * enum(list, value, at, checker) {
    if (!list.some((wanted) => isEqual(wanted, value, checker.anyCase))) {
      yield `${at} is ${JSON.stringify(value)}, not one of ${JSON.stringify(list)}`;
    }
  },
  * anyOf(list, value, at, checker) {
    const tries = list.map((schema) => [...checker.problems(schema, value, at)]);
    if (tries.every((problems) => problems.length > 0)) {
      yield* tries.flat();
    }
  },
  * pattern(text, value, at) {
    if (typeof value === 'string' && !new RegExp(text, 'u').test(value)) {
      yield `${at} is ${JSON.stringify(value)}, which does not match ${text}`;
    }
  },
  * format(name, value, at, checker) {
    assert.ok(formats[name], `unknown format ${name}`);
    if (typeof value === 'string' && !formats[name].test(checker.anyCase ? value.toLowerCase() : value)) {
      yield `${at} is ${JSON.stringify(value)}, which is not in the format ${name}`;
    }
  },
  * minLength(least, value, at) {
    if (typeof value === 'string' && [...value].length < least) {
      yield `${at} is shorter than ${least}`;
    }
  },
  * maxLength(most, value, at) {
    if (typeof value === 'string' && [...value].length > most) {
      yield `${at} is longer than ${most}`;
    }
  },
  * minimum(least, value, at) {
    if (typeof value === 'number' && value < least) {
      yield `${at} is ${value}, less than ${least}`;
    }
  },
  * maximum(most, value, at) {
    if (typeof value === 'number' && value > most) {
      yield `${at} is ${value}, more than ${most}`;
    }
  },
  * minItems(least, value, at) {
    if (Array.isArray(value) && value.length < least) {
      yield `${at} has fewer than ${least} items`;
    }
  },
  * maxItems(most, value, at) {
    if (Array.isArray(value) && value.length > most) {
      yield `${at} has more than ${most} items`;
    }
  },
  * minProperties(least, value, at) {
    if (typeOf(value) === 'object' && Object.keys(value).length < least) {
      yield `${at} has fewer than ${least} members`;
    }
  },
  * items(schema, value, at, checker) {
    for (const [i, item] of Array.isArray(value) ? value.entries() : []) {
      yield* checker.problems(schema, item, `${at}/${i}`);
    }
  },
  * required(names, value, at) {
    for (const name of names) {
      if (typeOf(value) === 'object' && !Object.hasOwn(value, name)) {
        yield `${at}/${name} is missing`;
      }
    }
  },
  * properties(schemas, value, at, checker) {
    for (const [name, schema] of Object.entries(schemas)) {
      if (typeOf(value) === 'object' && Object.hasOwn(value, name)) {
        yield* checker.problems(schema, value[name], `${at}/${name}`);
      }
    }
  },
  * additionalProperties(schema, value, at, checker, siblings) {
    for (const name of typeOf(value) === 'object' ? Object.keys(value) : []) {
      if (Object.hasOwn(siblings.properties ?? {}, name)) {
        continue;
      }
      if (schema === false) {
        yield `${at}/${name} is not described`;
      } else if (schema !== true) {
        yield* checker.problems(schema, value[name], `${at}/${name}`);
      }
    }
  },
};

/** Yields every $ref in `value`. */
export function* refsIn(value) {
  if (value !== null && typeof value === 'object') {
    for (const [name, inner] of Object.entries(value)) {
      if (name === '$ref') {
        yield inner;
      } else {
        yield* refsIn(inner);
      }
    }
  }
}

/** The document, ready to check values with. */
export class Contract {
  constructor(document) {
    this.document = document;
    this.anyCase = false; // whether GUIDs and words of an enumeration count in any case, as in requests
    this.seen = new Set(); // "METHOD path status"
    this.operations = [];
    for (const [path, item] of Object.entries(document.paths)) {
      for (const [method, operation] of Object.entries(item)) {
        const expression = path.split(/\{[^}]*\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[^/]+');
        this.operations.push({ method: method.toUpperCase(), path, operation, expression: new RegExp(`^${expression}$`) });
      }
    }
  }

  /** Reads the document of a running server. */
  static async read(server) {
    const answer = await server.get('/api/v1/openapi.json', { token: '' });
    assert.equal(answer.status, 200, answer.text);
    return new Contract(answer.body);
  }

  /** What a $ref stands for. */
  resolve(name) {
    assert.match(name, /^#\//);
    let value = this.document;
    for (const part of name.slice(2).split('/')) {
      value = value?.[part.replaceAll('~1', '/').replaceAll('~0', '~')];
    }
    assert.ok(value !== undefined, `${name} leads nowhere`);
    return value;
  }

  /** The thing itself, where there may be a $ref instead. */
  deref(value) {
    return value?.$ref ? this.resolve(value.$ref) : value;
  }

  /** Yields what is wrong with `value` by `schema`. A keyword that this checker does not know is an error of the test. */
  * problems(schema, value, at = '') {
    for (const [keyword, argument] of Object.entries(schema)) {
      if (!annotations.has(keyword)) {
        assert.ok(keywords[keyword], `the checker does not know the keyword ${keyword}`);
        yield* keywords[keyword](argument, value, at, this, schema);
      }
    }
  }

  /** Finds the operation for a method and a path without query: with as few keys as possible. */
  find(method, path) {
    const fitting = this.operations.filter((item) => item.method === method && item.expression.test(path));
    return fitting.sort((a, b) => a.path.split('{').length - b.path.split('{').length)[0];
  }

  /** Demands that an answer is one that the document tells of. */
  checkAnswer(method, path, answer) {
    const found = this.find(method, path);
    if (!found) {
      return;
    }
    const what = `${method} ${found.path} ${answer.status}`;
    const response = this.deref(found.operation.responses[answer.status]);
    assert.ok(response, `${what} is not described: ${answer.text}`);
    this.seen.add(what);
    for (const name of Object.keys(response.headers ?? {})) {
      assert.ok(answer.headers.has(name), `${what}: the header ${name} is missing`);
    }
    if (response.content === undefined) {
      assert.equal(answer.text, '', `${what} has a body`);
      return;
    }
    const media = Object.keys(response.content).find((type) => answer.headers.get('content-type')?.startsWith(type));
    assert.ok(media, `${what} is of the type ${answer.headers.get('content-type')}, which is not described`);
    const { schema } = response.content[media];
    const text = schema.type === 'integer' ? JSON.parse(answer.text) : answer.text;
    const problems = [...this.problems(schema, media === 'application/json' ? answer.body : text)];
    assert.deepEqual(problems, [], `${what}: ${answer.text.slice(0, 2000)}`);
  }

  /** Demands that a body that was accepted is one that the document allows. */
  checkBody(method, path, body) {
    const schema = this.find(method, path)?.operation.requestBody?.content['application/json']?.schema;
    if (schema && body !== undefined && typeof body !== 'string') {
      const requests = Object.assign(Object.create(this), { anyCase: true });
      assert.deepEqual([...requests.problems(schema, body)], [], `${method} ${path} was accepted with ${JSON.stringify(body)}`);
    }
  }

  /** Holds everything that `server` is asked and answers against the document from now on. */
  watch(server) {
    const request = server.request.bind(server);
    server.request = async (method, target, options = {}) => {
      const answer = await request(method, target, options);
      const path = new URL(target, server.url).pathname.replace(/^\/beta(?=\/|$)/, '/v1.0').replace(/\(\)$/, '');
      this.checkAnswer(method, path, answer);
      if (answer.status < 300 && !options.raw) {
        this.checkBody(method, path, options.body);
      }
      return answer;
    };
    return server;
  }
}
