/*
 * What the files of group previews share. Private to service.
 */
#ifndef LIC_SERVICE_GROUP_PREVIEW_INT_H
#define LIC_SERVICE_GROUP_PREVIEW_INT_H

#include "service/group_preview.h"
#include "service/world_int.h"

/* Who was the first with a conflict, and where: its remedies are tried out on him. */
struct lic_preview__first {
	int64_t user_id;           /* key */
	uint32_t group;            /* index of the group in the world */
	enum lic_path_error error; /* why */
	const char *location;      /* his effective usage location */
};

/* Collects conflicts while people are decided on. */
struct lic_preview__conflicts {
	const int64_t *groups; /* keys of the groups that it is about */
	size_t group_count;    /* number of them */
	struct lic_preview__first first[LIC_PREVIEW_CONFLICTS_MAX]; /* by index of conflict */
};

/*
 * A look (world_int.h) that adds what `person` would not have, of the groups of `data`, a struct
 * lic_preview__conflicts, to the sum of `world`. Errors: LIC_E_NOMEM; as the store's.
 */
LIC_MUST_USE lic_rc lic_preview__look(struct lic_world *world,
	const struct lic_world__person *person, void *data);

/*
 * Finds what can be done about each conflict in the sum of `world`, which was decided with
 * `conflicts`, tries it out on the first person who has it, and ranks what helps. `request` is what
 * was asked of the one group that it is about; NULL: something else was asked. Errors: as the
 * store's.
 */
LIC_MUST_USE lic_rc lic_preview__find_remedies(struct lic_world *world,
	const struct lic_preview__conflicts *conflicts, const struct lic_license_request *request);

#endif
