import type { AssignRequest } from '../api/assign';
import type { LicenseState } from '../api/users';
import type { Chosen } from '../components/LicenseChooser';

/** What somebody wants otherwise than it is: a product with the services that are off in it, or null for one to be taken away. */
export type Edits = ReadonlyMap<string, ReadonlySet<string> | null>;

/** What was given to the person himself. */
export function directOf(states: readonly LicenseState[]): Chosen {
  return new Map(states.filter((state) => state.assignedByGroup === null).map((state) => [state.skuId, new Set(state.disabledPlans)]));
}

/** What only groups give, with the groups of each; a service is off when every group turns it off. */
export function inheritedOf(states: readonly LicenseState[]): ReadonlyMap<string, { groups: string[]; off: ReadonlySet<string> }> {
  const direct = directOf(states);
  const found = new Map<string, { groups: string[]; off: ReadonlySet<string> }>();
  for (const { skuId, assignedByGroup, disabledPlans } of states) {
    if (assignedByGroup !== null && !direct.has(skuId)) {
      const before = found.get(skuId);
      found.set(skuId, {
        groups: [...(before?.groups ?? []), assignedByGroup],
        off: new Set(before === undefined ? disabledPlans : disabledPlans.filter((plan) => before.off.has(plan))),
      });
    }
  }
  return found;
}

function isSame(a: ReadonlySet<string> | undefined, b: ReadonlySet<string> | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && a.size === b.size && [...a].every((item) => b.has(item)));
}

/** What it would be with the edits. */
export function edited(direct: Chosen, edits: Edits): Chosen {
  const result = new Map(direct);
  for (const [skuId, off] of edits) {
    if (off === null) {
      result.delete(skuId);
    } else {
      result.set(skuId, off);
    }
  }
  return result;
}

/** The edits that make one of the other. */
export function editsOf(direct: Chosen, wanted: Chosen): Edits {
  return new Map([
    ...[...wanted].filter(([skuId, off]) => !isSame(direct.get(skuId), off)),
    ...[...direct.keys()].filter((skuId) => !wanted.has(skuId)).map((skuId): [string, null] => [skuId, null]),
  ]);
}

/** The edits as the server takes them, without what is so already; null when nothing is left. */
export function requestOf(direct: Chosen, edits: Edits): AssignRequest | null {
  const left = editsOf(direct, edited(direct, edits));
  const request: AssignRequest = { addLicenses: [], removeLicenses: [] };
  for (const [skuId, off] of left) {
    if (off === null) {
      request.removeLicenses.push(skuId);
    } else {
      request.addLicenses.push({ skuId, disabledPlans: [...off] });
    }
  }
  return left.size === 0 ? null : request;
}

/** Products whose direct licenses differ between two moments. */
export function differing(before: Chosen, now: Chosen): { added: string[]; removed: string[]; otherServices: string[] } {
  return {
    added: [...now.keys()].filter((skuId) => !before.has(skuId)),
    removed: [...before.keys()].filter((skuId) => !now.has(skuId)),
    otherServices: [...now.keys()].filter((skuId) => before.has(skuId) && !isSame(before.get(skuId), now.get(skuId))),
  };
}
