/*
 * May this user use that? One answer for programs that ask before they let somebody in, from what
 * licenseDetails shows and two things besides: whether the user is blocked, and whether a
 * subscription of the product is in use (D-09).
 *
 * Meant to be asked often: a user and all that decides about him is one statement, products and
 * plans come from the catalogue in memory, and nothing is folded, sorted or searched in text.
 *
 * Threading: none of its own; runs in the caller's transaction.
 */
#ifndef LIC_SERVICE_ENTITLEMENT_H
#define LIC_SERVICE_ENTITLEMENT_H

#include "core/license.h"
#include "service/catalogs.h"
#include "service/context.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LIC_ENTITLED_PAGE_MAX 1000

/* What is asked about: a product (SKU) or a service plan of the catalogue. */
struct lic_usable {
	bool is_plan;   /* a service plan */
	uint32_t index; /* index in the catalogue */
};

/* Why not, from the nearest to the farthest. */
enum lic_entitlement {
	LIC_ENTITLED,         /* he may */
	LIC_ENTITLED_IDLE,    /* held, but no subscription of the product is in use (D-09) */
	LIC_ENTITLED_OFF,     /* held, but the plan is turned off */
	LIC_ENTITLED_FAILED,  /* wanted for him, but not given: the path is in error (G-19) */
	LIC_ENTITLED_NOTHING, /* he has nothing with it */
	LIC_ENTITLED_BLOCKED  /* accountEnabled is false, whatever he holds */
};

/* One path of a user, as far as it matters here. */
struct lic_entitled_path {
	uint32_t sku;              /* index in the catalogue */
	enum lic_path_state state; /* whether it holds a seat */
	enum lic_path_error error; /* why it does not */
	bool is_usable;            /* a subscription of the product is in use */
	struct lic_bytes off;      /* plans that are off, as stored; in the arena */
};

/* A user, with all that decides. */
struct lic_entitled_user {
	bool is_found;                   /* he is there; nothing else is set when not */
	bool is_enabled;                 /* he is not blocked */
	struct lic_guid guid;            /* his id */
	struct lic_entitled_path *paths; /* every path, in order of SKU */
	size_t count;                    /* number of paths */
	size_t room;                     /* allocated */
	struct lic_catalog_hold hold;    /* the catalogue that indices refer to; put it back */
};

/*
 * Reads the live user with `key` (GUID or user principal name). `*ret_user` lives in the arena; put
 * back ret_user->hold. One who is not there is no failure. Errors: LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_entitled_load(struct lic_ctx *ctx, const char *key,
	struct lic_entitled_user *ret_user);

/*
 * Finds the service plan (`is_plan`) or product that `id` names in `catalog`: its GUID, or its
 * servicePlanName or skuPartNumber in any case. Returns how many there are of it; `*ret_usable` is
 * set to the first.
 */
size_t lic_usable_find(const struct lic_catalog *catalog, bool is_plan, const char *id,
	struct lic_usable *ret_usable);

/*
 * Tells whether `user`, who was found, may use `usable`. Returns why not; `*ret_error` is set for
 * LIC_ENTITLED_FAILED.
 */
enum lic_entitlement lic_entitled_to(const struct lic_entitled_user *user,
	const struct lic_usable *usable, enum lic_path_error *ret_error);

/*
 * Lists the service plans (`is_plans`) or products that `user`, who was found, may use: indices in
 * the catalogue in ascending order, in `arena`. `*ret_count` is their number. Errors: LIC_E_CORRUPT
 * for a path that the catalogue does not know; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_entitled_list(struct lic_arena *arena, const struct lic_entitled_user *user,
	bool is_plans, uint32_t **ret_indices, size_t *ret_count);

/* Some of the users who may use something. */
struct lic_entitled_page {
	const struct lic_guid *users; /* their ids, in the order in which users were made */
	size_t count;                 /* number of users; may be 0 although more follow */
	bool has_more;                /* there may be more */
	int64_t next_after;           /* then: where the next page begins */
};

/*
 * Reads a page of at most `limit` (1 to LIC_ENTITLED_PAGE_MAX) users who may use `usable` of
 * `catalog`, behind the position `after` (0: from the start). `*ret_page` lives in the arena.
 * Errors: LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_entitled_users(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_usable *usable, int64_t after, unsigned limit,
	struct lic_entitled_page *ret_page);

/*
 * Tells whether the plan with database key `key` is among those in `off`, a set of plans as it is
 * stored.
 */
bool lic_entitled_is_off(const struct lic_bytes *off, int64_t key);

#endif
