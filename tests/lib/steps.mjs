// Reads how-to documents of numbered steps, and does the steps in a browser, by the words that are printed in bold. A sentence that says
// something else than these languages have words for is an error, so that no step is passed over.

import { waitFor } from './admin-centre.mjs';

const B = '\\*\\*(.+?)\\*\\*';
const list = (between) => `(\\*\\*.+?\\*\\*(?:(?:${between}) \\*\\*.+?\\*\\*)*)`;

/** The sentences of a language: what is done, and the words in bold. */
const languages = {
  en: {
    fields: { for: 'For: ', example: 'Example: ', result: 'Result: ' },
    variants: { worldwide: 'worldwide', germany: 'Germany', china: '21Vianet' },
    experiences: { new: 'new', classic: 'classic' },
    sentences: [
      ['go', `Go to ${list(' >')}`], ['tick', `Select the boxes beside ${list(',| and')}`], ['select', `Select ${list(' >|, then')}`], ['pick', `Choose ${B} in ${B}`],
      ['choose', `Choose ${B}`], ['type', `Type ${B} in ${B}`], ['on', `Turn on ${B}`], ['off', `Turn off ${B}`], ['see', `You see ${B}`],
    ],
    facts: [['none', `${B} has no licenses`], ['has', `${B} has ${list(' and')}(?: without ${B})?`], ['seats', `there are ${B} licenses of ${B}`], ['experience', `the ${B} admin center`]],
  },
  nl: {
    fields: { for: 'Voor: ', example: 'Voorbeeld: ', result: 'Resultaat: ' },
    variants: { worldwide: 'wereldwijd', germany: 'Duitsland', china: '21Vianet' },
    experiences: { new: 'nieuwe', classic: 'klassieke' },
    sentences: [
      ['go', `Ga naar ${list(' >')}`], ['tick', `Selecteer de vakjes bij ${list(',| en')}`], ['select', `Selecteer ${list(' >|, daarna')}`], ['pick', `Kies ${B} bij ${B}`],
      ['choose', `Kies ${B}`], ['type', `Typ ${B} bij ${B}`], ['on', `Zet ${B} aan`], ['off', `Zet ${B} uit`], ['see', `U ziet ${B}`],
    ],
    facts: [['none', `${B} heeft geen licenties`], ['has', `${B} heeft ${list(' en')}(?: zonder ${B})?`], ['seats', `er zijn ${B} licenties van ${B}`], ['experience', `het ${B} beheercentrum`]],
  },
};

const boldIn = (text) => [...text.matchAll(/\*\*(.+?)\*\*/g)].map(([, word]) => word);

/** The first pattern that is the whole text: its name, and the words in bold of each group. */
function read(text, patterns, where) {
  for (const [kind, pattern] of patterns) {
    const match = new RegExp(`^${pattern}$`).exec(text);
    if (match) {
      return { kind, words: match.slice(1).filter((group) => group !== undefined).map((group) => (group.startsWith('**') ? boldIn(group) : group)), text };
    }
  }
  throw new Error(`${where}: "${text}" is no sentence that can be done`);
}

/** Sentences of a step: a full stop within bold ends none. */
const sentencesOf = (step) => step.match(/(?:\*\*.+?\*\*|[^*.])+\./g)?.map((sentence) => sentence.trim().slice(0, -1)) ?? [];

/** Flows of a document: { title, variants, experiences, example, steps, result }, each step a list of sentences. */
export function readFlows(text, language) {
  const { fields, variants, experiences, sentences, facts } = languages[language];
  return text.split(/^### /m).slice(1).map((part) => {
    const [title, ...lines] = part.split(/\n(?:##? .*)?/).filter((line) => line.trim() !== '');
    const field = (name) => lines.find((line) => line.startsWith(fields[name]))?.slice(fields[name].length).replace(/\.$/, '');
    const factsOf = (name) => (field(name) ?? '').split('; ').filter((fact) => fact !== '').map((fact) => read(fact, facts, `${title}, ${fields[name]}`));
    const steps = lines.filter((line) => /^\d+\. /.test(line)).map((line) => line.replace(/^\d+\. /, ''));
    const named = (names, among) => Object.keys(names).filter((key) => among.includes(names[key]));
    const [where, which] = (field('for') ?? '').split('; ');
    const flow = {
      title, variants: named(variants, where), experiences: named(experiences, which ?? ''), example: factsOf('example'), result: factsOf('result'),
      steps: steps.map((step) => {
        const found = sentencesOf(step);
        if (found.map((sentence) => `${sentence}.`).join(' ') !== step) {
          throw new Error(`${title}: "${step}" cannot be read`);
        }
        return found.map((sentence) => read(sentence, sentences, title));
      }),
    };
    if (flow.variants.length === 0 || flow.experiences.length === 0 || flow.steps.length === 0 || flow.result.length === 0) {
      throw new Error(`${title}: it lacks for whom it is, its steps or its result`);
    }
    return flow;
  });
}

/** The name of an experience in a language, as results have it. */
export const experienceIn = (language, word) => Object.entries(languages[language].experiences).find(([, name]) => name === word)?.[0];

const roles = ['button', 'link', 'tab', 'menuitem', 'radio', 'switch', 'checkbox', 'option'];
const oneOf = (page, names, of) => names.map((role) => page.getByRole(role, of)).reduce((all, one) => all.or(one));

/** Clicks what has this name: of what a pane covers nothing is found, and of two of one name the one that came last is meant. */
async function select(page, words) {
  let isMenu = false;
  for (const name of words) {
    const place = isMenu ? page.getByRole('menuitem', { name, exact: true }) : oneOf(page, roles.slice(0, 4), { name, exact: true }).last();
    isMenu = await place.getAttribute('aria-haspopup') === 'menu';
    await waitFor(page, async () => await place.getAttribute('aria-disabled') !== 'true', () => `${name} never could be selected`);
    await place.click();
  }
}

/** Turns a switch, or a box, on or off. It may be called something else afterwards. */
async function turn(page, name, isOn) {
  const place = oneOf(page, ['switch', 'checkbox'], { name, exact: true });
  if (await place.isChecked() !== isOn) {
    await place.click();
  }
}

/** How a sentence is done, by its kind. */
const deeds = {
  go: async (page, [words]) => {
    const place = words.length === 1 ? page.getByRole('navigation') : page.getByRole('navigation').getByRole('region', { name: words[0], exact: true });
    await place.getByRole('link', { name: words.at(-1), exact: true }).click();
  },
  tick: async (page, [names]) => {
    for (const name of names) {
      await page.getByRole('row').filter({ hasText: name }).getByRole('checkbox').check();
    }
  },
  select: (page, [words]) => select(page, words),
  choose: async (page, [name]) => {
    const option = page.getByRole('option').filter({ hasText: name });
    await page.getByRole('radio', { name, exact: true }).or(option).click();
  },
  pick: (page, [label, name]) => page.getByRole('combobox', { name, exact: true }).selectOption({ label }),
  type: async (page, [value, name]) => {
    const place = oneOf(page, ['textbox', 'combobox', 'spinbutton', 'searchbox'], { name, exact: true });
    await place.click();
    await place.fill(value);
  },
  on: (page, [name]) => turn(page, name, true),
  off: (page, [name]) => turn(page, name, false),
  see: (page, [words]) => page.getByText(words, { exact: true }).or(page.getByRole('switch', { name: words, exact: true })).last().waitFor(),
};

/** Does every step of a flow. */
export async function perform(page, flow) {
  for (const [i, step] of flow.steps.entries()) {
    for (const { kind, words, text } of step) {
      try {
        await deeds[kind](page, words);
      } catch (error) {
        throw new Error(`${flow.title}, step ${i + 1}: ${text}: ${error.message}`, { cause: error });
      }
    }
  }
}
