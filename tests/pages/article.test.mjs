// The how-to documents about assigning licenses, done step by step as they are written, in each variant of the admin centre: U-01 to U-04, U-10,
// U-14, U-16, U-17, U-33 to U-35, U-51, U-52.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { openAdminCentre, waitFor } from '../lib/admin-centre.mjs';
import { missing } from '../lib/chromium.mjs';
import { root, sku, startServer } from '../lib/licentia.mjs';
import { experienceIn, perform, readFlows } from '../lib/steps.mjs';

const documents = [
  { language: 'en', locale: 'en-GB', file: 'assign-licenses.md' },
  { language: 'nl', locale: 'nl-NL', file: 'licenties-toewijzen.md' },
];
const variants = ['worldwide', 'germany', 'china'];
const products = { 'Office 365 E3': sku.ENTERPRISEPACK, 'Power BI Pro': sku.POWER_BI_PRO, 'Visio Plan 2': sku.VISIOCLIENT };
const people = ['Bea Bakker', 'Cees de Vries'];
const flowsOf = ({ file, language }) => readFlows(readFileSync(join(root, 'docs', file), 'utf8'), language);

/** An organisation with what the examples are about. */
async function contoso(t, variant) {
  const server = await startServer(t);
  assert.equal((await server.patch('/api/v1/settings', { adminCentreVariant: variant })).status, 200);
  const bought = {};
  for (const [name, part] of [['Office 365 E3', 'ENTERPRISEPACK'], ['Power BI Pro', 'POWER_BI_PRO'], ['Visio Plan 2', 'VISIOCLIENT']]) {
    bought[name] = (await server.buy(part, 25)).id;
  }
  const ids = {};
  for (const [i, name] of people.entries()) {
    ids[name] = (await server.addUser(`person${i}`, { displayName: name })).id;
  }
  const { body } = await server.get('/api/v1/catalog/skus?owned=true');
  const plan = (product, name) => {
    const found = body.value.find(({ skuId }) => skuId === products[product]).servicePlans.find(({ displayName }) => displayName === name);
    assert.ok(found, `${product} has no ${name}`);
    return found.servicePlanId;
  };
  return { server, bought, ids, plan };
}

/** What somebody has, as facts say it: products with the services that are off. */
async function licensesOf({ server, ids }, name) {
  const { body } = await server.get(`/v1.0/users/${ids[name]}?$select=assignedLicenses`);
  return body.assignedLicenses.map(({ skuId, disabledPlans }) => [skuId, ...disabledPlans]).sort();
}

const wishOf = ({ plan }, { kind, words: [, names = [], off] }) => (kind === 'none' ? []
  : names.map((name) => [products[name], ...(off === undefined ? [] : [plan(name, off)])]).sort());

/** Makes an example so. */
async function arrange(place, fact) {
  const { server, ids, bought } = place;
  if (fact.kind === 'seats') {
    const [total, product] = fact.words;
    assert.ok([200, 204].includes((await server.patch(`/api/v1/subscriptions/${bought[product]}`, { totalLicenses: Number(total) })).status));
    return;
  }
  const wish = wishOf(place, fact);
  const before = (await licensesOf(place, fact.words[0])).map(([skuId]) => skuId);
  const add = wish.map(([skuId, ...disabledPlans]) => ({ skuId, disabledPlans }));
  const answer = await server.assign(ids[fact.words[0]], add, before.filter((skuId) => wish.every(([wanted]) => wanted !== skuId)));
  assert.equal(answer.status, 200, answer.text);
}

/** Whether a result is what the server has. */
async function holds(place, page, language, fact) {
  switch (fact.kind) {
    case 'experience': return (await (await page.request.get(`${place.server.url}/api/v1/me/session`)).json()).experience === experienceIn(language, fact.words[0]);
    case 'seats': return (await place.server.get(`/api/v1/subscriptions/${place.bought[fact.words[1]]}`)).body.totalLicenses === Number(fact.words[0]);
    default: return JSON.stringify(await licensesOf(place, fact.words[0])) === JSON.stringify(wishOf(place, fact));
  }
}

async function follow(place, page, language, flow) {
  for (const fact of flow.example) {
    await arrange(place, fact);
  }
  await page.goto(`${place.server.url}/#/`);
  await page.reload(); // what an earlier flow left on the screen is gone
  await perform(page, flow);
  for (const fact of flow.result) {
    await waitFor(page, () => holds(place, page, language, fact), () => `${flow.title}: it is not so that ${fact.text}`);
  }
}

for (const document of documents) {
  for (const variant of variants) {
    test(`docs/${document.file} does what it says: ${variant}`, { skip: missing }, async (t) => {
      const { language, locale } = document;
      const place = await contoso(t, variant);
      const page = await openAdminCentre(t, place.server, { locale, viewport: { width: 1280, height: 800 } });
      const flows = flowsOf(document).filter((flow) => flow.variants.includes(variant));
      const changes = (flow) => flow.result[0].kind === 'experience';
      for (const experience of variant === 'worldwide' ? ['classic', 'new'] : ['new', 'classic']) { // ends as it begins, both ways
        await follow(place, page, language, flows.find((flow) => changes(flow) && experienceIn(language, flow.result[0].words[0]) === experience));
        for (const flow of flows.filter((item) => !changes(item) && item.experiences.includes(experience))) {
          await follow(place, page, language, flow);
        }
      }
    });
  }
}

test('both languages have the same flows, and each variant every flow', () => {
  const [english, dutch] = documents.map(flowsOf);
  const shape = (flow) => ({ variants: flow.variants, experiences: flow.experiences, steps: flow.steps.map((step) => step.map(({ kind }) => kind)) });
  assert.deepEqual(english.map(shape), dutch.map(shape));
  assert.ok(english.length >= 20);
});

test('a step that nobody can do is an error', () => {
  const flow = (step) => `### A\n\nFor: worldwide; the new admin center.\n\n1. ${step}\n\nResult: **Bea Bakker** has no licenses.\n`;
  assert.equal(readFlows(flow('Select **A** > **B**, then **C**.'), 'en')[0].steps[0][0].kind, 'select');
  for (const step of ['Wait for a while.', 'Select something.', 'Select **A** twice.', 'Go to **A**. Sleep.', '**A**.', 'Select **A**']) {
    assert.throws(() => readFlows(flow(step), 'en'), /cannot be read|no sentence/, step);
  }
});
