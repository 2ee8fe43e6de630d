import type { Allotment, AllotmentWish } from '../../api/allotments';
import type { Pickable } from '../../api/people';

/** What is typed in the pane. */
export interface Draft {
  name: string;
  skuId: string | null;
  limit: string;
  groups: readonly Pickable[];
  owners: readonly Pickable[];
}

/** What an allotment has, to be changed; nothing for a new one. */
export function draftOf(allotment: Allotment | null): Draft {
  return {
    name: allotment?.displayName ?? '',
    skuId: allotment?.skuId ?? null,
    limit: allotment === null ? '' : String(allotment.limit),
    groups: (allotment?.groups ?? []).map(({ id, displayName }) => ({ id, displayName, hint: '' })),
    owners: (allotment?.owners ?? []).map(({ id, displayName, userPrincipalName }) => ({ id, displayName, hint: userPrincipalName })),
  };
}

/** The limit that was typed; null when it is no number of licenses. */
export function limitOf({ limit }: Draft): number | null {
  return /^\d+$/.test(limit.trim()) ? Number(limit) : null;
}

function isSame(picked: readonly Pickable[], before: readonly { id: string }[]): boolean {
  return picked.length === before.length && picked.every(({ id }) => before.some((item) => item.id === id));
}

const idsOf = (picked: readonly Pickable[]) => picked.map(({ id }) => id);

/** What is asked of the server: of a new allotment all, of another what is changed. Null while something is missing, or nothing is changed. */
export function wishOf(draft: Draft, allotment: Allotment | null): AllotmentWish | null {
  const limit = limitOf(draft);
  const displayName = draft.name.trim();
  const { skuId, groups, owners } = draft;
  if (displayName === '' || limit === null) {
    return null;
  }
  if (allotment === null) {
    return skuId === null ? null : { id: null, body: { displayName, skuId, limit, groups: idsOf(groups), owners: idsOf(owners) } };
  }
  const body = {
    ...(displayName === allotment.displayName ? {} : { displayName }),
    ...(limit === allotment.limit ? {} : { limit }),
    ...(isSame(groups, allotment.groups) ? {} : { groups: idsOf(groups) }),
    ...(isSame(owners, allotment.owners) ? {} : { owners: idsOf(owners) }),
  };
  return Object.keys(body).length === 0 ? null : { id: allotment.id, body };
}
