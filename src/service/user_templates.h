/*
 * Templates for new users: what many have in common, kept by whoever adds them. A template
 * belongs to who made it, and nobody else sees it; it is made and deleted, not edited. It has
 * neither names nor a mobile phone.
 *
 * Threading: none of its own; runs in the caller's transaction.
 */
#ifndef LIC_SERVICE_USER_TEMPLATES_H
#define LIC_SERVICE_USER_TEMPLATES_H

#include "auth/roles.h"
#include "core/license.h"
#include "core/user.h"
#include "service/context.h"

#include <stddef.h>

#define LIC_USER_TEMPLATES_MAX 50
#define LIC_USER_TEMPLATE_NAME_MAX 64
#define LIC_USER_TEMPLATE_LICENSES_MAX 100

/* What a template says of a user. */
struct lic_user_template_contents {
	const char *domain;         /* of the user principal name, verified; NULL: none chosen */
	bool is_password_typed;     /* the password is typed, not made */
	bool must_change;           /* it must be changed at the first sign-in */
	const char *usage_location; /* NULL: none */
	const struct lic_license_add *licenses;      /* products, with the plans that are off */
	size_t license_count;                        /* number of them */
	bool has_role[LIC_ROLE_MAX_];                /* directory roles, by enum lic_role */
	const char *profile[LIC_USER_PROPERTY_MAX_]; /* by enum lic_user_property; NULL: none */
};

/* A template. Texts live in the request's arena. */
struct lic_user_template {
	int64_t id;               /* key */
	struct lic_guid guid;     /* its public id */
	const char *display_name; /* name, unlike any other's of the same owner */
	const char *contents;     /* what it says, as a JSON object */
	int64_t created_ms;       /* when it was made */
};

/*
 * Tells whether a template may say `property` of its users.
 */
bool lic_user_template_has(enum lic_user_property property);

/*
 * Reads the caller's own templates, by name, into `*ret_templates` (`*ret_count` of them, in the
 * arena). Errors: LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_user_template_list(struct lic_ctx *ctx,
	struct lic_user_template **ret_templates, size_t *ret_count);

/*
 * Finds the caller's own template with the GUID text `key`. `*ret_template` lives in the arena.
 * Errors: LIC_E_NOTFOUND; LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_user_template_find(struct lic_ctx *ctx, const char *key,
	struct lic_user_template *ret_template);

/*
 * Makes a template called `name` of `contents`, the caller's own. Errors: LIC_E_INVALID for a bad
 * name or a bad part of it; LIC_E_CONFLICT for a name in use; LIC_E_LIMIT past
 * LIC_USER_TEMPLATES_MAX; LIC_E_DENIED; as the store's. `*ret_template` is set on success.
 */
LIC_MUST_USE lic_rc lic_user_template_create(struct lic_ctx *ctx, const char *name,
	const struct lic_user_template_contents *contents, struct lic_user_template *ret_template);

/*
 * Removes the caller's own template with `key`. Errors: as lic_user_template_find().
 */
LIC_MUST_USE lic_rc lic_user_template_delete(struct lic_ctx *ctx, const char *key);

/*
 * Removes every template of the actor of `kind` with `id`, who goes for good; asks no permission
 * and is no operation of its own. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_user_template_forget(struct lic_ctx *ctx, enum lic_actor_kind kind,
	int64_t id);

#endif
