/*
 * Delta queries: everything that is there, and then, round by round, what changed since
 * (specification; docs/adr/0010 says how no change is passed over).
 *
 * A round is from one stamp of the ledger to another, both fixed when it begins. What changes while
 * a client pages through it belongs to the next one. Each page costs what it shows: it is found by
 * an index from where the page before ended.
 *
 * Threading: none of its own; runs in the caller's transaction.
 */
#ifndef LIC_SERVICE_DELTA_H
#define LIC_SERVICE_DELTA_H

#include "service/context.h"
#include "service/groups.h"
#include "service/users.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LIC_DELTA_IDS_MAX 50       /* most objects that may be asked for by id */
#define LIC_DELTA_MEMBERS_MAX 1000 /* most members of groups on a page */
#define LIC_DELTA_PLACES 4
#define LIC_DELTA_FIRST (-1) /* a round that tells everything */

/* A round, and how far it has come. */
struct lic_delta_round {
	int64_t from; /* stamp behind which changes are told; LIC_DELTA_FIRST: everything is */
	int64_t to;   /* the last stamp that is; 0: the round has not begun */
	bool is_late; /* in its second part: holders of products, or members of groups */
	int64_t place[LIC_DELTA_PLACES]; /* behind what the next page begins; service/delta.c knows
					    how */
};

/* What is asked for. */
struct lic_delta_query {
	enum lic_member_kind kind;  /* users or groups */
	const char *const *names;   /* names of properties, in the order of their bits */
	size_t name_count;          /* number of names, at most 64 */
	uint64_t fields;            /* the properties that are followed, as bits */
	uint64_t of_licenses;       /* those that come from licences */
	bool has_members;           /* the members of groups are followed */
	const struct lic_guid *ids; /* only these objects; NULL: all */
	size_t id_count;            /* number of ids, at most LIC_DELTA_IDS_MAX */
	size_t limit;               /* most objects on a page: 1 to LIC_USERS_PAGE_MAX */
};

/* What became of an object. */
enum lic_delta_state {
	LIC_DELTA_LIVE,    /* it is there */
	LIC_DELTA_DELETED, /* it is in the deleted items and can be restored */
	LIC_DELTA_GONE     /* it is not there any more */
};

/* A member of a group, who joined or left. */
struct lic_delta_member {
	enum lic_member_kind kind; /* what it is */
	struct lic_guid guid;      /* its id */
	bool is_gone;              /* it is none any more */
	size_t next;               /* the next one of the same group on the page; 0: none */
};

/* An object on a page. */
struct lic_delta_entry {
	enum lic_delta_state state; /* what became of it */
	struct lic_guid guid;       /* its id */
	int64_t id;                 /* its key */
	uint64_t changed;           /* the properties that changed, as bits; all when it came */
	struct lic_user user;       /* of a live user: his properties */
	struct lic_group group;     /* of a live group: its properties */
	size_t first_member;        /* of a live group: the first of its members in the page's
				       list, 0: none */
	size_t last_member;         /* the last one */
};

/* A page of a round. */
struct lic_delta_page {
	struct lic_delta_entry *entries;  /* in the request's arena */
	size_t count;                     /* number of entries */
	struct lic_delta_member *members; /* of all groups, from 1; in the request's arena */
	size_t member_count;              /* number of them, with the unused 0 */
	bool has_more;                    /* the round goes on behind the page */
};

/*
 * Begins `round` if it has not begun: it ends with the last change that is visible now. `*ret_gone`
 * tells that changes since round->from are forgotten, so that there is no such round; then `round`
 * is left as it is. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_delta_begin(struct lic_ctx *ctx, struct lic_delta_round *round,
	bool *ret_gone);

/*
 * Reads the page of `round`, which has begun, that answers `query` into `*ret_page`, and moves
 * `round` behind it. A page may have fewer objects than asked for, or none, although others follow.
 * A group is on several pages when many of its members are told. Errors: LIC_E_DENIED; as the
 * store's.
 */
LIC_MUST_USE lic_rc lic_delta_read(struct lic_ctx *ctx, const struct lic_delta_query *query,
	struct lic_delta_round *round, struct lic_delta_page *ret_page);

#endif
