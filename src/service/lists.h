/*
 * Lists of users and groups by $filter, $search and $orderby, page by page (specification section
 * 6).
 *
 * A page is one of a consistent snapshot and begins behind a place, not at an offset: what comes or
 * goes meanwhile neither repeats nor hides others. Where no index answers the conditions a page may
 * have fewer rows than asked for, or none, although others follow (store/query.h).
 *
 * Threading: none of its own; runs in the caller's transaction.
 */
#ifndef LIC_SERVICE_LISTS_H
#define LIC_SERVICE_LISTS_H

#include "service/context.h"
#include "service/directory.h"
#include "service/groups.h"
#include "service/users.h"
#include "store/page_key.h"
#include "store/query.h"

/* What is asked for. */
struct lic_list_query {
	const struct lic_odata_condition *filter; /* what rows meet; NULL: no condition */
	const struct lic_odata_condition *search; /* another one; NULL: none */
	const struct lic_odata_order *order;      /* NULL: by key, in the order they were made */
	bool is_any_order; /* or by what a condition finds soonest: see struct lic_query */
	const struct lic_query_place *after; /* NULL: from the start */
	unsigned limit;                      /* most rows: 1 to LIC_USERS_PAGE_MAX */
};

/* A page of users. */
struct lic_user_matches {
	struct lic_user *users;      /* in the request's arena */
	size_t count;                /* number of users */
	bool has_more;               /* another page follows */
	struct lic_query_place next; /* behind what it begins */
};

/* A page of groups. */
struct lic_group_matches {
	struct lic_group *groups;    /* in the request's arena */
	size_t count;                /* number of groups */
	bool has_more;               /* another page follows */
	struct lic_query_place next; /* behind what it begins */
};

/*
 * Reads the page of live users that `query` describes, on properties of lic_odata_users, into
 * `*ret_matches`. A condition on assignedLicenses takes LIC_ACTION_READ_LICENSES. Errors:
 * LIC_E_DENIED; LIC_E_INVALID for too many values; as the store's.
 */
LIC_MUST_USE lic_rc lic_user_query(struct lic_ctx *ctx, const struct lic_list_query *query,
	struct lic_user_matches *ret_matches);

/*
 * Counts all live users that meet the conditions of `query`, exactly, into `*ret_count`. Errors: as
 * lic_user_query().
 */
LIC_MUST_USE lic_rc lic_user_query_count(struct lic_ctx *ctx, const struct lic_list_query *query,
	int64_t *ret_count);

/*
 * For bulk work: reads at most `limit` (1 to LIC_USERS_PAGE_MAX) live users that meet `condition`
 * (on properties of lic_odata_users, as lic_odata_filter_read() makes it; NULL: all) behind the one
 * with key `after` (0: from the start), in the order of keys, into `*ret_page`. Go on with
 * ret_page->next_after while has_more, also when a page has no users: whoever stores the key can
 * resume there after a crash. Errors: as lic_user_query().
 */
LIC_MUST_USE lic_rc lic_user_matching(struct lic_ctx *ctx,
	const struct lic_odata_condition *condition, int64_t after, unsigned limit,
	struct lic_user_page *ret_page);

/*
 * Reads the page of live groups that `query` describes, on properties of lic_odata_groups, into
 * `*ret_matches`. Errors: as lic_user_query().
 */
LIC_MUST_USE lic_rc lic_group_query(struct lic_ctx *ctx, const struct lic_list_query *query,
	struct lic_group_matches *ret_matches);

/*
 * Counts all live groups that meet the conditions of `query`, exactly, into `*ret_count`. Errors:
 * as lic_group_query().
 */
LIC_MUST_USE lic_rc lic_group_query_count(struct lic_ctx *ctx, const struct lic_list_query *query,
	int64_t *ret_count);

/* Which objects of a relation are asked for. */
struct lic_object_list_query {
	struct lic_object_query which;   /* relation, from what, kinds and limit; `after` does not
					    count */
	struct lic_list_query of_users;  /* conditions on users; limit does not count */
	struct lic_list_query of_groups; /* the same conditions on groups; nor does it here */
	enum lic_member_kind after_kind; /* kind of the last row of the page before */
	const struct lic_query_place *after; /* its place; NULL: from the start */
};

/* A page of objects: users first, then groups, each in the order asked for. */
struct lic_object_matches {
	struct lic_object *objects;     /* in the request's arena */
	size_t count;                   /* number of objects */
	bool has_more;                  /* another page follows */
	enum lic_member_kind next_kind; /* kind of what it begins behind */
	struct lic_query_place next;    /* and its place */
};

/*
 * Reads the page of objects that `query` describes into `*ret_matches`; of relations only those
 * that are direct. A condition on users takes LIC_ACTION_READ_DIRECTORY, since what is found tells
 * about them. Errors: as lic_user_query().
 */
LIC_MUST_USE lic_rc lic_object_query(struct lic_ctx *ctx, const struct lic_object_list_query *query,
	struct lic_object_matches *ret_matches);

/*
 * Counts all objects that `query` describes, wherever its page begins, into `*ret_count`. Errors:
 * as lic_object_query().
 */
LIC_MUST_USE lic_rc lic_object_query_count(struct lic_ctx *ctx,
	const struct lic_object_list_query *query, int64_t *ret_count);

/*
 * Reads the key that signs places in the caller's lists into `ret_key`. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_list_page_key(struct lic_ctx *ctx, uint8_t ret_key[LIC_PAGE_KEY_BYTES]);

#endif
