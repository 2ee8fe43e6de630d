/*
 * What the files about lists share. Private to service.
 *
 * Threading: none of its own.
 */
#ifndef LIC_SERVICE_LIST_INT_H
#define LIC_SERVICE_LIST_INT_H

#include "service/lists.h"

/* Whose list it is. */
struct lic_list_scope {
	enum lic_query_scope scope; /* of what */
	int64_t id;                 /* its key; 0 for all */
};

/*
 * Makes the store's query for `set` in `scope` of `query`, which must outlive it. Returns it by
 * value.
 */
struct lic_query lic_list__query(const struct lic_ctx *ctx, enum lic_query_set set,
	const struct lic_list_scope *scope, const struct lic_list_query *query);

/*
 * Reads a page of users in `scope` into `*ret_matches`, asking no permission. Errors: as
 * lic_user_query(), whose `query` it takes.
 */
LIC_MUST_USE lic_rc lic_list__users(struct lic_ctx *ctx, const struct lic_list_scope *scope,
	const struct lic_list_query *query, struct lic_user_matches *ret_matches);

/*
 * Reads a page of groups in `scope` into `*ret_matches`, asking no permission. Errors: as
 * lic_group_query(), whose `query` it takes.
 */
LIC_MUST_USE lic_rc lic_list__groups(struct lic_ctx *ctx, const struct lic_list_scope *scope,
	const struct lic_list_query *query, struct lic_group_matches *ret_matches);

/*
 * Checks that the caller of `ctx` may ask for what `query` says about users. Errors: LIC_E_DENIED.
 */
LIC_MUST_USE lic_rc lic_list__require_users(struct lic_ctx *ctx,
	const struct lic_list_query *query);

#endif
