/** Translations of the server's sentences: keys are its English ones, with {1}, {2} for what stands there. */
export interface Sentences {
  /** As the server writes them. */
  sentences: Record<string, string>;
  /** What it builds of pieces, and pieces that stand in places. */
  composed: Record<string, string>;
}

interface Pattern {
  form: RegExp;
  /** Letters of its own: of two that fit, the one with more is meant. */
  weight: number;
  translation: string;
}

/** Says a sentence of the server in another language; null where it is not known. `names` stay as they are. */
export type Translate = (text: string, names?: readonly string[]) => string | null;

const placeInKey = /\{\d+\}/;
const place = /\{(\d+)(:list)?\}/g;
const sentenceEnd = /[.?!] (?=[A-Z'])/g;

function patternOf([key, translation]: [string, string]): Pattern {
  const own = key.split(placeInKey);
  const form = new RegExp(`^${own.map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('(.*?)')}$`, 's');
  return { form, weight: own.join('').length, translation };
}

/** Says "A in B, C and D": what binds its parts is translated, outside of names. */
function listOf(text: string, joints: Readonly<Record<string, string>>, names: readonly string[]): string {
  const parts = [...names].filter((name) => name !== '').sort((a, b) => b.length - a.length).map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return text.replace(new RegExp([...parts, ' (?:and|or|in) '].join('|'), 'g'), (part) => joints[part] ?? part);
}

/** Makes a translator. `joints` are the words that bind lists, as in " and ". */
export function translatorOf({ sentences, composed }: Sentences, joints: Readonly<Record<string, string>>): Translate {
  const all = Object.entries({ ...sentences, ...composed });
  const whole = new Map(all.filter(([key]) => !placeInKey.test(key)));
  const patterns = all.filter(([key]) => placeInKey.test(key)).map(patternOf).sort((a, b) => b.weight - a.weight);

  const fill = (translation: string, values: readonly string[], names: readonly string[]): string | null => {
    const said = values.map((value) => translate(value, names));
    if (values.some((value, i) => said[i] === null && !names.includes(value) && value.search(sentenceEnd) >= 0)) {
      return null; // what stands there is a sentence that is not known: better all in one language
    }
    return translation.replace(place, (_, number: string, list: string | undefined) => {
      const value = values[Number(number) - 1] ?? '';
      return said[Number(number) - 1] ?? (list === undefined ? value : listOf(value, joints, names));
    });
  };

  const translateOne: Translate = (text, names = []) => {
    const known = whole.get(text);
    if (known !== undefined) {
      return known;
    }
    for (const { form, translation } of patterns) {
      const values = form.exec(text)?.slice(1);
      const filled = values === undefined ? null : fill(translation, values, names);
      if (filled !== null) {
        return filled;
      }
    }
    return null;
  };

  /** A text of several sentences: as few as possible, each as long as possible. */
  const translate: Translate = (text, names = []) => {
    const one = translateOne(text, names);
    if (one !== null) {
      return one;
    }
    for (const { index } of [...text.matchAll(sentenceEnd)].reverse()) {
      const head = translateOne(text.slice(0, index + 1), names);
      const rest = head === null ? null : translate(text.slice(index + 2), names);
      if (rest !== null) {
        return `${head} ${rest}`;
      }
    }
    return null;
  };
  return translate;
}
