/*
 * What the files about custom views share. Private to service.
 */
#ifndef LIC_SERVICE_USER_VIEW_INT_H
#define LIC_SERVICE_USER_VIEW_INT_H

#include "service/user_views.h"

/*
 * Checks that `conditions` are some, each as it must be, and that they do not exclude each other.
 * Errors: LIC_E_INVALID with the condition named in ctx->err; as the store's.
 */
LIC_MUST_USE lic_rc lic_user_view__check(struct lic_ctx *ctx,
	const struct lic_view_conditions *conditions);

/*
 * Writes `conditions` as JSON, as they are stored. `*ret_text` lies in the arena. Errors:
 * LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_user_view__store(struct lic_ctx *ctx,
	const struct lic_view_conditions *conditions, const char **ret_text);

/*
 * Reads `text`, stored conditions, into `*ret_conditions`, whose texts lie in the arena. Errors:
 * LIC_E_CORRUPT; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_user_view__load(struct lic_ctx *ctx, const char *text,
	struct lic_view_conditions *ret_conditions);

/*
 * Writes `conditions` as $filter of users. `*ret_filter` lies in the arena. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_user_view__filter(struct lic_ctx *ctx,
	const struct lic_view_conditions *conditions, const char **ret_filter);

#endif
