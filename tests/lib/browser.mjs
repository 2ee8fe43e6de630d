// A browser as far as pages without scripts need one: cookies, redirects within the server, forms.

import assert from 'node:assert/strict';

const entities = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };
const unescape = (text) => text.replace(/&(amp|lt|gt|quot|#39);/g, (entity) => entities[entity]);

/** The attribute `name` of a tag's text. */
function attribute(tag, name) {
  const match = new RegExp(`\\s${name}="([^"]*)"`).exec(tag);
  return match ? unescape(match[1]) : undefined;
}

/** A page: its status, headers, address and text, and what is on it. */
export class Page {
  constructor(url, response, text) {
    Object.assign(this, { url, status: response.status, headers: response.headers, text });
  }

  get title() { return unescape(/<h1[^>]*>([^<]*)<\/h1>/.exec(this.text)?.[1] ?? ''); }
  get language() { return /<html lang="([^"]*)"/.exec(this.text)?.[1]; }
  get alert() { return unescape(/role="alert">([^<]*)</.exec(this.text)?.[1] ?? ''); }

  /** Text as a person reads it. */
  get words() { return unescape(this.text.replace(/<style>[^]*<\/style>/, '').replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ')); }

  /** The page's form: where it goes, and the fields that are filled in. */
  get form() {
    const match = /<form method="post" action="([^"]*)">([^]*?)<\/form>/.exec(this.text);
    assert.ok(match, `no form: ${this.status} ${this.text}`);
    const fields = {};
    for (const [tag] of match[2].matchAll(/<input [^>]*>/g)) {
      if (attribute(tag, 'type') !== 'checkbox') {
        fields[attribute(tag, 'name')] = attribute(tag, 'value') ?? '';
      }
    }
    return { action: unescape(match[1]), fields };
  }

  /** Where the answer sends the browser. */
  get location() { return this.headers.get('location'); }
}

/** A browser, with its cookies, for one server. */
export class Browser {
  constructor(server, { language = 'en', agent = 'Test browser' } = {}) {
    Object.assign(this, { server, cookies: new Map(), headers: { 'Accept-Language': language, 'User-Agent': agent } });
  }

  #keep(response) {
    for (const line of response.headers.getSetCookie?.() ?? [response.headers.get('set-cookie')].filter(Boolean)) {
      const [pair, ...attributes] = line.split('; ');
      const [name, value] = pair.split('=');
      assert.ok(attributes.includes('HttpOnly') && attributes.includes('SameSite=Lax') && attributes.includes('Path=/'), line);
      if (attributes.includes('Max-Age=0')) {
        this.cookies.delete(name);
      } else {
        this.cookies.set(name, value);
      }
    }
  }

  get session() { return this.cookies.get('licentia-session'); }

  /** One request, no redirect followed. */
  async send(method, path, { fields, headers = {}, body } = {}) {
    const url = new URL(path, this.server.url);
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      headers: { ...this.headers, ...(cookie ? { Cookie: cookie } : {}), ...(fields ? { 'Content-Type': 'application/x-www-form-urlencoded' } : {}), ...headers },
      body: fields ? new URLSearchParams(fields).toString() : body,
    });
    const text = await response.text();
    this.#keep(response);
    return new Page(url, response, text);
  }

  /** Follows redirects as long as they stay on the server. */
  async follow(page) {
    for (let i = 0; i < 10 && page.location?.startsWith(`${this.server.url}/`); i++) {
      page = await this.send('GET', page.location);
    }
    return page;
  }

  async get(path, options) { return this.follow(await this.send('GET', path, options)); }

  /** Fills in the form of a page and sends it; `follow: false` stays at the answer. */
  async submit(page, fields = {}, { follow = true, ...options } = {}) {
    const { action, fields: present } = page.form;
    const answer = await this.send('POST', action, { fields: { ...present, ...fields }, ...options });
    return follow ? this.follow(answer) : answer;
  }

  /** Signs in on the page for it, and goes on to `next`. */
  async signIn(username, password, next = '') {
    const page = await this.get(`/common/login${next ? `?next=${encodeURIComponent(next)}` : ''}`);
    return this.submit(page, { username, password });
  }
}
