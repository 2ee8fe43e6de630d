/*
 * What the files about running allotments share. Private to service.
 *
 * Threading: none of its own; runs in the caller's transaction.
 */
#ifndef LIC_SERVICE_ALLOTMENT_VIEW_INT_H
#define LIC_SERVICE_ALLOTMENT_VIEW_INT_H

#include "service/allotments.h"

/*
 * Finds the allotment with the GUID text `key` and reads its lists, for the user with key `owner`
 * (0: for nobody of its owners); asks no permission. `*ret_allotment` lives in the arena. Errors:
 * LIC_E_NOTFOUND; as the store's.
 */
LIC_MUST_USE lic_rc lic_allotment__find(struct lic_ctx *ctx, const char *key, int64_t owner,
	struct lic_allotment *ret_allotment);

/*
 * Checks that the caller is a person, as owners are. Errors, with what to do instead:
 * LIC_E_INVALID.
 */
LIC_MUST_USE lic_rc lic_allotment__require_person(struct lic_ctx *ctx);

/*
 * Says in ctx->err that there is no allotment `key`. Returns LIC_E_NOTFOUND.
 */
LIC_MUST_USE lic_rc lic_allotment__not_found(struct lic_ctx *ctx, const char *key);

/*
 * Reads a page of people of `allotment`, as lic_allotment_people() does with `after`, `limit` and
 * `*ret_people`; asks no permission. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_allotment__people(struct lic_ctx *ctx,
	const struct lic_allotment *allotment, int64_t after, unsigned limit,
	struct lic_allotment_people *ret_people);

/*
 * Sets what person->who has of `allotment`, and by which groups, in `person`. Errors: as the
 * store's.
 */
LIC_MUST_USE lic_rc lic_allotment__person(struct lic_ctx *ctx,
	const struct lic_allotment *allotment, struct lic_allotment_person *person);

/*
 * Writes what differs between `before` and `after`, of which one may be none (no display_name), as
 * the detail of a ledger's change: "{}" when nothing does. `*ret_detail` lies in the arena. Errors:
 * LIC_E_NOMEM; LIC_E_LIMIT.
 */
LIC_MUST_USE lic_rc lic_allotment__describe(struct lic_ctx *ctx, const struct lic_allotment *before,
	const struct lic_allotment *after, const char **ret_detail);

#endif
