/*
 * What the files about petitions share. Private to service.
 *
 * Threading: none of its own; runs in the caller's transaction.
 */
#ifndef LIC_SERVICE_PETITION_INT_H
#define LIC_SERVICE_PETITION_INT_H

#include "service/ledger.h"
#include "service/petitions.h"

/*
 * Finds the petition with the id `key`; asks no permission. `*ret_petition` lives in the arena.
 * Errors: LIC_E_NOTFOUND; as the store's.
 */
LIC_MUST_USE lic_rc lic_petition__find(struct lic_ctx *ctx, const char *key,
	struct lic_petition *ret_petition);

/*
 * Reads the policy into `*ret_policy`, in the arena; asks no permission. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_petition__policy(struct lic_ctx *ctx,
	struct lic_petition_policy *ret_policy);

/*
 * Tells whether employees buy the product with key `sku_id` themselves by `policy`.
 */
bool lic_petition__is_self_service(const struct lic_petition_policy *policy, int64_t sku_id);

/*
 * Checks that `text` (NULL: none), the member `target`, has at most `max` characters. Errors:
 * LIC_E_INVALID with the member; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_petition__check_text(struct lic_ctx *ctx, const char *target,
	const char *text, size_t max);

/*
 * Makes `person` of `petition` be in `person->state`, with what it says of it, and writes the
 * change in `operation`; the time and who decided are the request's. `group_id` is the key of the
 * group that he joins, where person->has_group. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_petition__settle(struct lic_ctx *ctx, const struct lic_petition *petition,
	const struct lic_petition_person *person, int64_t group_id,
	struct lic_operation *operation);

/*
 * Closes `petition` unless somebody is pending. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_petition__close(struct lic_ctx *ctx, const struct lic_petition *petition);

/*
 * Closes petitions of which everybody who was pending has been removed for good. Errors: as the
 * store's.
 */
LIC_MUST_USE lic_rc lic_petition__close_empty(struct lic_ctx *ctx);

#endif
