/*
 * Previews of what groups give and of who is in them: everybody concerned is decided for, in the
 * order in which the real change does it, in one reading transaction. Nothing is written.
 *
 * A million people take their time: run it where nobody waits for the thread (docs/api.md,
 * "Rehearsing").
 *
 * Threading: none of its own; runs in the caller's transaction.
 */
#ifndef LIC_SERVICE_GROUP_PREVIEW_H
#define LIC_SERVICE_GROUP_PREVIEW_H

#include "core/remedy.h"
#include "service/catalogs.h"
#include "service/groups.h"
#include "service/preview_sum.h"

/* Whether to give up, asked now and then. */
struct lic_ending {
	bool (*ask)(void *data); /* true: yes; NULL: never */
	void *data;              /* for it */
};

/* What a change would come to. Lives in the arena of the request. */
struct lic_group_preview {
	struct lic_catalog_hold hold; /* the catalogue that indices refer to; put it back when done
				       */
	bool is_allowed;              /* the call would succeed */
	struct lic_decision decision; /* otherwise: the violations of the template (G-10, D-04) */
	const struct lic_remedies *remedies; /* one for each violation */
	int64_t members;                     /* people concerned */
	bool is_exact;              /* false: so many seats came free that not everybody who waits
				       for one was looked at */
	struct lic_preview_sum sum; /* seats, services, and who is left without */
};

/*
 * Tells into `*ret_preview` what lic_group_assign() with `key` and `request` would come to for all
 * members, or lic_group_reprocess() when `request` is NULL. `ending` may be NULL. Put back
 * ret_preview->hold, which is set on success only. Errors: LIC_E_NOTFOUND; LIC_E_CONFLICT for a
 * group that may not give licences (G-01); LIC_E_LIMIT for more people than a preview goes through;
 * LIC_E_UNAVAILABLE when `ending` says so; LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_group_preview_licenses(struct lic_ctx *ctx, const char *key,
	const struct lic_license_request *request, const struct lic_ending *ending,
	struct lic_group_preview *ret_preview);

/*
 * Tells into `*ret_preview` what lic_group_change_members() with the `count` `changes` would come
 * to, and sets their is_done. `ending` may be NULL. Errors: as lic_group_change_members() and
 * lic_group_preview_licenses().
 */
LIC_MUST_USE lic_rc lic_group_preview_members(struct lic_ctx *ctx, struct lic_group_change *changes,
	size_t count, const struct lic_ending *ending, struct lic_group_preview *ret_preview);

#endif
