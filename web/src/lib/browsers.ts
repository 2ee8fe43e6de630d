/** Browsers and systems by what stands in the name that a browser gives itself; the first that fits counts. */
const browsers = [['Edg/', 'Microsoft Edge'], ['OPR/', 'Opera'], ['Firefox/', 'Firefox'], ['Chrome/', 'Chrome'], ['Safari/', 'Safari']] as const;
const systems = [['Windows', 'Windows'], ['Android', 'Android'], ['iPhone', 'iOS'], ['iPad', 'iPadOS'], ['Mac OS X', 'macOS'], ['CrOS', 'ChromeOS'], ['Linux', 'Linux']] as const;

/** What a browser is called by people, "Firefox, Windows"; null where it cannot be told. */
export function browserOf(userAgent: string): string | null {
  const find = (names: readonly (readonly [string, string])[]) => names.find(([part]) => userAgent.includes(part))?.[1];
  const found = [find(browsers), find(systems)].filter((name) => name !== undefined);
  return found.length === 0 ? null : found.join(', ');
}
