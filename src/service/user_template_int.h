/*
 * What the files about templates for new users share. Private to service.
 */
#ifndef LIC_SERVICE_USER_TEMPLATE_INT_H
#define LIC_SERVICE_USER_TEMPLATE_INT_H

#include "service/user_templates.h"

/*
 * Checks everything in `contents`. Errors: LIC_E_INVALID with the part named in ctx->err; as the
 * store's.
 */
LIC_MUST_USE lic_rc lic_user_template__check(struct lic_ctx *ctx,
	const struct lic_user_template_contents *contents);

/*
 * Writes `contents` as JSON, as they are stored and told. `*ret_text` lies in the arena. Errors:
 * LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_user_template__store(struct lic_ctx *ctx,
	const struct lic_user_template_contents *contents, const char **ret_text);

#endif
