/*
 * Licences of users: assign, change, remove, preview, reprocess, and the views that Graph shows.
 * Every change goes through core's one decision and writes one operation.
 *
 * Threading: none of its own; runs in the caller's transaction.
 */
#ifndef LIC_SERVICE_LICENSES_H
#define LIC_SERVICE_LICENSES_H

#include "core/license.h"
#include "core/remedy.h"
#include "service/catalogs.h"
#include "service/context.h"
#include "service/ledger.h"
#include "service/users.h"

/* A group that licences come from, as it is shown; it may be deleted since. */
struct lic_source {
	int64_t id;           /* key of the group: source of paths */
	struct lic_guid guid; /* its public id */
	const char *name;     /* its name */
};

/* Groups that licences come from, each once. */
struct lic_sources {
	struct lic_source *list; /* in the arena */
	size_t count;            /* number of groups */
	size_t room;             /* allocated */
};

/*
 * Adds the group that paths with `source` come from to `sources`, unless it is there, or `source`
 * is LIC_SOURCE_DIRECT. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_sources_add(struct lic_ctx *ctx, int64_t source,
	struct lic_sources *sources);

/*
 * Finds the group with key `source` in `sources`. Returns it, borrowed from there, or NULL.
 */
const struct lic_source *lic_sources_find(const struct lic_sources *sources, int64_t source);

/* A user's licences: every path, and what they add up to. */
struct lic_license_view {
	const struct lic_path *paths; /* in the arena, in order of SKU, direct before inherited */
	size_t path_count;            /* number of paths */
	const struct lic_sku_seats *seats; /* the pools of those SKUs; NULL when they were not
					      asked for */
	size_t seat_count;                 /* number of pools */
	struct lic_sources sources;        /* the groups that paths come from */
	struct lic_catalog_hold hold; /* the catalogue that indices refer to; put it back when done
				       */
};

/* What an assignment did, or in a rehearsal would do. */
struct lic_assign_result {
	struct lic_user user;                /* the user */
	struct lic_decision decision;        /* violations, or the change set */
	const struct lic_remedies *remedies; /* of a refused rehearsal: one for each violation; NULL
						otherwise */
	struct lic_license_view before; /* licences before, also with the pools of what was asked
					   for; its hold serves `after` too */
	bool is_followed_up;            /* what groups give may have changed along with it */
	struct lic_license_view after;  /* licences now (with no hold of its own); equal to before
					   when refused */
};

/*
 * Changes the licences of the live user with `key` by `request`: all or nothing
 * idempotent; with request->wait it waits for seats that are missing. With
 * ctx->is_rehearsal a refused request is a success whose decision lists the violations, with what
 * can be done about each; otherwise the violations are told in ctx->err, the first one's text as
 * the message, each as a detail. `*ret_result` lives in the arena; put back ret_result->before.hold
 * (also in the case of a refusal it is set only on success). Errors: LIC_E_NOTFOUND for the user;
 * LIC_E_CONFLICT for violations; LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_license_assign(struct lic_ctx *ctx, const char *key,
	const struct lic_license_request *request, struct lic_assign_result *ret_result);

/*
 * Decides and applies `request` for `user`, which the caller has loaded, inside `operation` (an
 * import, a creation, a restore); asks no permission. A refused request changes nothing and is no
 * error: `ret_decision` has the violations. `catalog` is the organisation's. Errors: as the
 * store's.
 */
LIC_MUST_USE lic_rc lic_license_apply(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_user *user, const struct lic_license_request *request,
	struct lic_operation *operation, struct lic_decision *ret_decision);

/*
 * Removes every path of `user`, gives the seats back, and writes the changes in `operation`: for a
 * deletion. The direct ones are remembered for a restore (D-19). `ret_freed` lists the seats that
 * came free, which the caller gives to whoever waits once the user is gone. `catalog` is the
 * organisation's. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_license_remove_all(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_user *user, struct lic_operation *operation,
	struct lic_decision *ret_freed);

/*
 * Reads the licences of the user with key `user_id`. Put back ret_view->hold. Errors: as the
 * store's.
 */
LIC_MUST_USE lic_rc lic_license_view(struct lic_ctx *ctx, int64_t user_id,
	struct lic_license_view *ret_view);

/*
 * Finds the live user with `key` (GUID or user principal name) and reads its licences like
 * lic_license_view(), but no pools: the shortest way for what is read most. `*ret_user` is the
 * user. Put back ret_view->hold. Errors: LIC_E_NOTFOUND; LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_license_view_of(struct lic_ctx *ctx, const char *key,
	struct lic_user_key *ret_user, struct lic_license_view *ret_view);

/*
 * Reprocesses the live user with `key` (A-03, G-22): decides anew what his groups give, then heals
 * the direct paths that can be healed. Nothing is written when nothing changes. Errors:
 * LIC_E_NOTFOUND; LIC_E_CONFLICT with the reason when a direct path still cannot be given, and then
 * nothing has changed; LIC_E_DENIED; as the store's.
 * `*ret_result` is as that of lic_license_assign().
 */
LIC_MUST_USE lic_rc lic_license_reprocess(struct lic_ctx *ctx, const char *key,
	struct lic_assign_result *ret_result);

/* One holder of a SKU. */
struct lic_holder {
	struct lic_guid user_guid; /* the user */
	const char *upn;           /* its user principal name */
	const char *display_name;  /* its name */
	struct lic_path path;      /* how it holds the SKU */
};

/* A page of holders. */
struct lic_holder_page {
	struct lic_holder *holders; /* in the arena; a user with several paths appears once for each
				     */
	size_t count;               /* number of holders */
	struct lic_sources sources; /* the groups that they have it from */
	bool has_more;              /* another page follows */
	int64_t next_after;         /* what to pass as `after` for it */
};

/*
 * Reads a page of at most `limit` (1 to 999) paths to the SKU with index `sku` of `catalog`, behind
 * the user with key `after`.
 * Errors: LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_license_holders(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	uint32_t sku, int64_t after, unsigned limit, struct lic_holder_page *ret_page);

/*
 * Fills ctx->err from the violations of `decision`: message of the first, every one as a detail.
 * Returns LIC_E_CONFLICT, or LIC_OK when there are none.
 */
LIC_MUST_USE lic_rc lic_license_refuse(struct lic_ctx *ctx, const struct lic_decision *decision);

#endif
