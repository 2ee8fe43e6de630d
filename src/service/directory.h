/*
 * Directory objects: users and groups alike, and how they belong together.
 *
 * Threading: none of its own; runs in the caller's transaction.
 */
#ifndef LIC_SERVICE_DIRECTORY_H
#define LIC_SERVICE_DIRECTORY_H

#include "service/context.h"
#include "service/groups.h"
#include "service/users.h"

#define LIC_OBJECTS_PAGE_MAX 999

/* What tells an object from every other. */
struct lic_object_key {
	enum lic_member_kind kind; /* user or group */
	int64_t id;                /* key of the user or group */
};

/* A user or a group. */
struct lic_object {
	enum lic_member_kind kind; /* which of the two is set */
	struct lic_user user;      /* for LIC_MEMBER_USER */
	struct lic_group group;    /* for LIC_MEMBER_GROUP */
};

/* How objects belong together. */
enum lic_relation {
	LIC_RELATION_MEMBERS,              /* who is in a group itself */
	LIC_RELATION_TRANSITIVE_MEMBERS,   /* who is in a group at whatever depth */
	LIC_RELATION_OWNERS,               /* who owns a group */
	LIC_RELATION_ERRORED_MEMBERS,      /* who has a licence of a group that is not healthy */
	LIC_RELATION_MEMBER_OF,            /* the groups that something is in itself */
	LIC_RELATION_TRANSITIVE_MEMBER_OF, /* the groups that something is in at whatever depth */
	LIC_RELATION_MANAGER,              /* who manages a user: one, or nobody */
	LIC_RELATION_REPORTS,              /* whom a user manages */
	LIC_RELATION_OWNED, /* the groups that a user owns; lic_object_query() alone */
	LIC_RELATION_MAX_
};

/* Which objects are wanted. */
struct lic_object_query {
	enum lic_relation relation; /* how they belong to `from` */
	struct lic_object_key from; /* a group; for what something is in also a user, for managers
				       only */
	enum lic_member_kind kind_min; /* first kind wanted */
	enum lic_member_kind kind_max; /* last kind wanted */
	struct lic_object_key after;   /* the last object of the page before; all zero: none */
	unsigned limit;                /* most objects: 1 to LIC_OBJECTS_PAGE_MAX */
};

/* A page of objects: users first, then groups, by key. */
struct lic_object_page {
	struct lic_object *objects; /* in the request's arena */
	size_t count;               /* number of objects */
	bool has_more;              /* another page follows */
	struct lic_object_key next; /* what to pass as `after` for it */
};

/*
 * What somebody must be allowed to do who looks at `relation`. Returns the action.
 */
enum lic_action lic_relation_action(enum lic_relation relation);

/*
 * Finds the live user or group with GUID text `key`. `*ret_object` lives in the arena. Errors:
 * LIC_E_NOTFOUND with Graph's text; LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_object_find(struct lic_ctx *ctx, const char *key,
	struct lic_object *ret_object);

/*
 * Tells the key of `object`.
 */
struct lic_object_key lic_object_key(const struct lic_object *object);

/*
 * Reads the page of objects that `query` describes into `*ret_page`. Errors: LIC_E_DENIED; as the
 * store's.
 */
LIC_MUST_USE lic_rc lic_object_list(struct lic_ctx *ctx, const struct lic_object_query *query,
	struct lic_object_page *ret_page);

/*
 * Counts all objects that `query` describes, wherever its page begins and however long it is, into
 * `*ret_count`. Errors: as lic_object_list().
 */
LIC_MUST_USE lic_rc lic_object_count(struct lic_ctx *ctx, const struct lic_object_query *query,
	int64_t *ret_count);

#endif
