// What was measured: a plain table for people, JSON for programs, and which aims are met.

import { writeFileSync } from 'node:fs';
import os from 'node:os';

import { spread } from './rounds.mjs';

const UNITS = {
  ratio: (value) => value.toFixed(value < 0.095 ? 3 : 2),
  kB: (value) => `${value.toFixed(0)} kB`,
  MB: (value) => `${value.toFixed(1)} MB`,
  ms: (value) => `${value.toFixed(value < 10 ? 1 : 0)} ms`,
  bytes: (value) => `${Math.round(value)} B`,
  count: (value) => value.toFixed(value < 0.095 ? 3 : 2),
};

/** Gathers results in the order in which they are to be shown. */
export class Report {
  constructor(settings) {
    this.settings = settings;
    this.results = [];
    this.raw = {};
  }

  /**
   * Adds a result: `group` is the heading, `what` was measured `beside` something, once a round, in `unit`. `aim` is
   * { least } or { most }, with `judge` one of min, median, max: which of the three has to meet it.
   */
  add(group, what, { beside = '', unit = 'ratio', samples, aim, judge = 'median' }) {
    const { min, median, max } = spread(samples);
    const result = { group, what, beside, unit, min, median, max, samples };
    if (aim) {
      const judged = result[judge];
      Object.assign(result, { aim, judge, met: 'least' in aim ? judged >= aim.least : judged <= aim.most });
    }
    this.results.push(result);
  }

  /** Keeps what the ratios were made from, for the JSON file. */
  keep(name, value) {
    this.raw[name] = value;
  }

  /** Prints the table and the verdict. */
  print() {
    const rows = this.results.map((result) => [
      result.what, result.beside, ...['min', 'median', 'max'].map((name) => UNITS[result.unit](result[name])),
      aimText(result), result.aim ? (result.met ? 'yes' : 'NO') : '',
    ]);
    const heads = ['', 'beside', 'min', 'median', 'max', 'aim', 'met'];
    const widths = heads.map((head, i) => Math.max(head.length, ...rows.map((row) => row[i].length)));
    const line = (cells) => cells.map((cell, i) => (i >= 2 && i <= 4 ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join('  ').trimEnd();
    let group = '';
    console.log(`  ${line(heads)}`);
    this.results.forEach((result, i) => {
      if (result.group !== group) {
        group = result.group;
        console.log(`\n${group}`);
      }
      console.log(`  ${line(rows[i])}`);
    });
    this.#printVerdict();
  }

  #printVerdict() {
    const withAim = this.results.filter((result) => result.aim);
    const missed = withAim.filter((result) => !result.met);
    console.log(`\n${withAim.length - missed.length} of ${withAim.length} aims met.`);
    for (const result of missed) {
      console.log(`  not met: ${result.group}: ${result.what}: ${UNITS[result.unit](result[result.judge])}, aim ${aimText(result)}`);
    }
  }

  /** Writes everything to `file`. */
  write(file) {
    const machine = { processors: os.cpus().length, model: os.cpus()[0]?.model, memoryMb: Math.round(os.totalmem() / 2 ** 20), kernel: os.release() };
    writeFileSync(file, JSON.stringify({ machine, settings: this.settings, results: this.results, raw: this.raw }, null, 2) + '\n');
  }
}

function aimText({ aim, unit, judge }) {
  if (!aim) {
    return '';
  }
  const text = 'least' in aim ? `>= ${UNITS[unit](aim.least)}` : `<= ${UNITS[unit](aim.most)}`;
  return judge === 'median' ? text : `${judge} ${text}`;
}
