// Rounds: every contestant runs in every round, in turn forwards and backwards, so that a slow moment of the machine meets all
// of them alike. What counts is the ratio within a round.

/**
 * Runs each function of `contestants` (an object) once a round; returns for each name the list of what it gave. Each gets the
 * number of the round.
 */
export async function interleave(rounds, contestants) {
  const names = Object.keys(contestants);
  const results = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? names : [...names].reverse();
    for (const name of order) {
      results[name].push(await contestants[name](round));
    }
  }
  return results;
}

/** Divides member `key` of `ours` by that of `theirs`, round by round. */
export function ratios(ours, theirs, key) {
  return ours.map((result, round) => result[key] / theirs[round][key]);
}

/** Least, middle and greatest of some numbers. */
export function spread(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const median = sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return { min: sorted[0], median, max: sorted.at(-1) };
}
