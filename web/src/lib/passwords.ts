const kinds = ['abcdefghijkmnpqrstuvwxyz', 'ABCDEFGHJKLMNPQRSTUVWXYZ', '23456789', '-_.!+']; // no letters that are taken for others
const LENGTH = 16;

/** A number from 0 up to, but not, `end`, each as likely as the others. */
function chance(end: number): number {
  const limit = 256 - (256 % end);
  const byte = new Uint8Array(1);
  do {
    crypto.getRandomValues(byte);
  } while ((byte[0] ?? 0) >= limit);
  return (byte[0] ?? 0) % end;
}

const pick = (letters: string) => letters.charAt(chance(letters.length));

/** A password that nobody guesses, with every kind of character. */
export function makePassword(): string {
  const letters = Array.from({ length: LENGTH }, (_, i) => pick(kinds[i] ?? kinds.join('')));
  for (let i = letters.length - 1; i > 0; i--) {
    const j = chance(i + 1);
    [letters[i], letters[j]] = [letters[j] ?? '', letters[i] ?? ''];
  }
  return letters.join('');
}
