/*
 * Custom views of the users (U-31): named conditions, all of which hold, shared by every
 * administrator. A view is told as the $filter that finds its users, so that whoever shows a list
 * needs no rule of its own.
 *
 * Threading: none of its own; runs in the caller's transaction.
 */
#ifndef LIC_SERVICE_USER_VIEWS_H
#define LIC_SERVICE_USER_VIEWS_H

#include "base/json.h"
#include "service/context.h"

#include <stddef.h>

#define LIC_USER_VIEWS_MAX 50
#define LIC_USER_VIEW_NAME_MAX 64

/* Conditions that are texts, compared in any case. */
enum lic_view_text {
	LIC_VIEW_DOMAIN,     /* of the user principal name, without the at sign */
	LIC_VIEW_LOCATION,   /* usage location */
	LIC_VIEW_DEPARTMENT, /* this one and the rest: properties of the same name */
	LIC_VIEW_JOB_TITLE,
	LIC_VIEW_CITY,
	LIC_VIEW_STATE,
	LIC_VIEW_COUNTRY,
	LIC_VIEW_TEXT_MAX_
};

/* What users of a view meet: everything that is set. */
struct lic_view_conditions {
	const char *texts[LIC_VIEW_TEXT_MAX_]; /* by enum lic_view_text; NULL: whatever it is */
	struct lic_opt_int account_enabled;    /* 1: may sign in, 0: may not */
	bool has_sku;                          /* whether a product is asked for */
	struct lic_guid sku;                   /* of which they have a licence */
	bool has_errors;                       /* a licence of theirs is in error */
	bool is_unlicensed;                    /* they have no licence */
};

/* A view. Texts live in the request's arena. */
struct lic_user_view {
	int64_t id;                            /* key */
	struct lic_guid guid;                  /* its public id */
	const char *display_name;              /* name, unlike any other's */
	struct lic_view_conditions conditions; /* whom it shows */
	const char *filter;                    /* the same as $filter of users */
	int64_t created_ms;                    /* when it was made */
};

/* What to write of a view. */
struct lic_user_view_patch {
	const char *display_name;                     /* NULL: as it is */
	const struct lic_view_conditions *conditions; /* NULL: as they are; else all of them */
};

/*
 * Names the condition `text` in the API. Returns static text.
 */
const char *lic_view_text_name(enum lic_view_text text);

/*
 * Writes those of `conditions` that are set into `json`, as an object.
 */
void lic_view_conditions_write(struct lic_json *json, const struct lic_view_conditions *conditions);

/*
 * Reads all views, by name, into `*ret_views` (`*ret_count` of them, in the arena). Errors:
 * LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_user_view_list(struct lic_ctx *ctx, struct lic_user_view **ret_views,
	size_t *ret_count);

/*
 * Finds the view with the GUID text `key`. `*ret_view` lives in the arena. Errors: LIC_E_NOTFOUND;
 * LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_user_view_find(struct lic_ctx *ctx, const char *key,
	struct lic_user_view *ret_view);

/*
 * Makes a view of `patch`, which has both members. Errors: LIC_E_INVALID for a bad name or
 * condition, or none; LIC_E_CONFLICT for a name in use; LIC_E_LIMIT past LIC_USER_VIEWS_MAX;
 * LIC_E_DENIED; as the store's. `*ret_view` is set on success.
 */
LIC_MUST_USE lic_rc lic_user_view_create(struct lic_ctx *ctx,
	const struct lic_user_view_patch *patch, struct lic_user_view *ret_view);

/*
 * Changes the view with `key` by `patch`; nothing changed is no operation. Errors: as
 * lic_user_view_find() and lic_user_view_create(). `*ret_view` is set on success.
 */
LIC_MUST_USE lic_rc lic_user_view_update(struct lic_ctx *ctx, const char *key,
	const struct lic_user_view_patch *patch, struct lic_user_view *ret_view);

/*
 * Removes the view with `key`. Errors: as lic_user_view_find().
 */
LIC_MUST_USE lic_rc lic_user_view_delete(struct lic_ctx *ctx, const char *key);

#endif
