/*
 * Groups: security, mail-enabled security and Microsoft 365 groups with static members, and the
 * licences that they give (specification section 7).
 *
 * Threading: none of its own; runs in the caller's transaction.
 */
#ifndef LIC_SERVICE_GROUPS_H
#define LIC_SERVICE_GROUPS_H

#include "core/license.h"
#include "service/catalogs.h"
#include "service/context.h"
#include "service/licenses.h"
#include "service/tasks.h"
#include "service/users.h"

#define LIC_GROUPS_PAGE_MAX 999

/* Members whose licences are brought in line in the transaction that changes the membership; with
 * more a task does it. */
#define LIC_MEMBERS_AT_ONCE 100

/* Most products of one group that are shown of a member. */
#define LIC_MEMBER_STATES_MAX LIC_REQUEST_SKUS_MAX

/* Text properties of a group, in Graph's words. */
enum lic_group_property {
	LIC_GROUP_DISPLAY_NAME,
	LIC_GROUP_DESCRIPTION,
	LIC_GROUP_MAIL_NICKNAME,
	LIC_GROUP_VISIBILITY,
	LIC_GROUP_PROPERTY_MAX_
};

/* A group as stored. Texts live in the request's arena. */
struct lic_group {
	int64_t id;                                /* key */
	struct lic_guid guid;                      /* Graph's id */
	const char *text[LIC_GROUP_PROPERTY_MAX_]; /* by enum lic_group_property; NULL: none */
	const char *mail;              /* address, made of the nickname and the default domain; NULL
					  when it is not mail-enabled */
	bool mail_enabled;             /* has an address */
	bool security_enabled;         /* counts for access and licences */
	bool is_unified;               /* a Microsoft 365 group */
	bool is_best_effort;           /* D-16: gives the SKUs that work */
	bool includes_nested;          /* D-17: licenses members of members, too */
	int64_t created_ms;            /* when it was made */
	int64_t renewed_ms;            /* when it was last renewed */
	struct lic_opt_int deleted_ms; /* when it was deleted, if it was */
};

/* What to set of a group: only members whose flag is set. */
struct lic_group_patch {
	bool has_text[LIC_GROUP_PROPERTY_MAX_];    /* which texts to write */
	const char *text[LIC_GROUP_PROPERTY_MAX_]; /* the new ones; NULL clears */
	struct lic_opt_int mail_enabled;           /* 0 or 1 */
	struct lic_opt_int security_enabled;       /* 0 or 1 */
	struct lic_opt_int is_unified;             /* 0 or 1; only when it is made */
	struct lic_opt_int is_best_effort;         /* 0 or 1 */
	struct lic_opt_int includes_nested;        /* 0 or 1 */
};

/* Kinds of members. Stored as these numbers. */
enum lic_member_kind {
	LIC_MEMBER_USER = 0,
	LIC_MEMBER_GROUP = 1
};

/* One change of who belongs to a group. */
struct lic_group_change {
	const char *group;  /* GUID text of the group */
	const char *object; /* GUID text of the user or group that joins or leaves; for users also
			       the user principal name */
	bool is_owner;      /* an owner, not a member */
	bool is_removal;    /* leaves */
	bool may_be_so;     /* no error when it is so already */
	const char *where;  /* its place in a request of several, "changes/0/add/1"; or NULL */
	bool is_done;       /* set when it has changed something */
};

/*
 * Makes a group of `patch` (displayName, mailEnabled, mailNickname and securityEnabled must be
 * there) with the members and owners of the `count` `changes`, whose `group` is not looked at.
 * `*ret_group` lives in the arena. Errors: LIC_E_INVALID for a bad property or a combination that
 * is no group (mail-enabled, without security, not Microsoft 365); LIC_E_NOTFOUND for a member;
 * LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_group_create(struct lic_ctx *ctx, const struct lic_group_patch *patch,
	struct lic_group_change *changes, size_t count, struct lic_group *ret_group);

/*
 * Finds the live group with the GUID text `key`. `*ret_group` lives in the arena. Errors:
 * LIC_E_NOTFOUND with Graph's text; LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_group_find(struct lic_ctx *ctx, const char *key,
	struct lic_group *ret_group);

/* A page of groups. */
struct lic_group_page {
	struct lic_group *groups; /* in the request's arena */
	size_t count;             /* number of groups */
	bool has_more;            /* another page follows */
	int64_t next_after;       /* what to pass as `after` for it */
	int64_t next_after_ms;    /* for deleted groups: what to pass as `after_ms` */
};

/*
 * Changes the group with `key` by `patch`, keeping what it does not name, and its members and
 * owners by the `count` `changes`, whose `group` is not looked at: all or nothing. A changed
 * is_best_effort or includes_nested is applied to its members by a task. Errors: as
 * lic_group_create().
 */
LIC_MUST_USE lic_rc lic_group_update(struct lic_ctx *ctx, const char *key,
	const struct lic_group_patch *patch, struct lic_group_change *changes, size_t count);

/*
 * Deletes the group with `key`: a Microsoft 365 group to the deleted items, others for good.
 * Errors: LIC_E_CONFLICT while it gives licences (G-20, D-05); LIC_E_NOTFOUND; LIC_E_DENIED; as the
 * store's.
 */
LIC_MUST_USE lic_rc lic_group_delete(struct lic_ctx *ctx, const char *key);

/*
 * Notes that the group with `key` is still needed: renewedDateTime. Errors: LIC_E_NOTFOUND;
 * LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_group_renew(struct lic_ctx *ctx, const char *key);

/*
 * Reads a page of at most `limit` (1 to LIC_GROUPS_PAGE_MAX) Microsoft 365 groups that were deleted
 * in the last 30 days, the longest deleted first, behind (`after_ms`, `after_id`), into
 * `*ret_page`. Errors: LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_group_list_deleted(struct lic_ctx *ctx, int64_t after_ms, int64_t after_id,
	unsigned limit, struct lic_group_page *ret_page);

/*
 * Finds the deleted Microsoft 365 group with GUID text `key` within 30 days. `*ret_group` lives in
 * the arena. Errors: LIC_E_NOTFOUND; LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_group_find_deleted(struct lic_ctx *ctx, const char *key,
	struct lic_group *ret_group);

/*
 * Restores the deleted Microsoft 365 group with `key` within 30 days. `*ret_group` lives in the
 * arena. Errors: LIC_E_NOTFOUND; LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_group_restore(struct lic_ctx *ctx, const char *key,
	struct lic_group *ret_group);

/*
 * Removes the deleted Microsoft 365 group with `key` for good. Errors: LIC_E_NOTFOUND;
 * LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_group_purge(struct lic_ctx *ctx, const char *key);

/*
 * Checks that the caller may change the members of groups, and has the audit log say, when the
 * request is refused, whom the `count` `changes` meant (borrowed as long as `ctx` is in use).
 * Errors: LIC_E_DENIED; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_group_may_change_members(struct lic_ctx *ctx,
	const struct lic_group_change *changes, size_t count);

/*
 * Makes the `count` `changes`, of one group or of several, in one transaction, and brings the
 * licences of everybody concerned in line with the end state (G-14, G-41): leaving one group and
 * joining another is one step. More than LIC_MEMBERS_AT_ONCE people, or a group that joins or
 * leaves another, are left to tasks. Errors: LIC_E_NOTFOUND for a group or an object, and for a
 * removal of what is not there; LIC_E_CONFLICT for what is there already, and for a group that
 * would become a member of itself at whatever depth (D-17); LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_group_change_members(struct lic_ctx *ctx, struct lic_group_change *changes,
	size_t count);

/* A SKU that a group gives, as shown. */
struct lic_group_template {
	uint32_t sku;             /* index in the catalogue */
	const uint64_t *disabled; /* set of plans that are off */
};

/*
 * Reads what the group with key `group_id` gives. `*ret_list` with `*ret_count` entries lives in
 * the arena; indices refer to `catalog`. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_group_templates(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	int64_t group_id, struct lic_group_template **ret_list, size_t *ret_count);

/*
 * Changes what the group with `key` gives by `request` (A-02, G-10): the template is checked at
 * once, and a task applies it to the members (G-11, G-12). The template itself must not contradict
 * itself: plans that exclude each other, or one whose prerequisite is not in the template (D-04),
 * are refused. `*ret_group` lives in the arena. Errors: LIC_E_NOTFOUND; LIC_E_CONFLICT with what is
 * wrong, each with its remedy; LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_group_assign(struct lic_ctx *ctx, const char *key,
	const struct lic_license_request *request, struct lic_group *ret_group);

/*
 * Has everything that the group with `key` gives decided again for every member (G-22).
 * `*ret_group` lives in the arena. Errors: LIC_E_NOTFOUND; LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_group_reprocess(struct lic_ctx *ctx, const char *key,
	struct lic_group *ret_group);

/*
 * Tells how far a group's licences are applied to its members: licenseProcessingState (G-11).
 * `group_id` is its key, `*ret_state` the answer. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_group_processing(struct lic_ctx *ctx, int64_t group_id,
	enum lic_task_state *ret_state);

/* What is wrong with a path that is not healthy, and what mends it: in words. */
struct lic_path_words {
	const char *cause;  /* a sentence; NULL for LIC_PATH_NONE */
	const char *remedy; /* a sentence; NULL for LIC_PATH_NONE */
};

/*
 * Tells the words for `error` (G-19); `is_allotted`: it is LIC_PATH_COUNT, and what is lacking is
 * room in the allotment of the group. Returns static text.
 */
const struct lic_path_words *lic_path_error_words(enum lic_path_error error, bool is_allotted);

/* What a member has, or lacks, of a group. */
struct lic_member_state {
	uint32_t sku;              /* index in the catalogue */
	enum lic_path_state state; /* whether it holds a seat */
	enum lic_path_error error; /* why it is not healthy */
	bool is_allotted;          /* no seat, because the group's allotment is full */
	int64_t since_ms;          /* last change */
};

/* A member with what the group gives. */
struct lic_member_view {
	struct lic_user user;                  /* the member */
	struct lic_opt_int added_ms;           /* since when it is in; not set when it has left */
	const struct lic_member_state *states; /* one a product, in the arena */
	size_t state_count;                    /* number of products */
};

/* Which members are wanted. */
struct lic_member_query {
	const struct lic_group *group; /* whose */
	bool is_errored;               /* only those with a licence that is not healthy, by key */
	int64_t after_ms;              /* position behind which the page begins: joining time … */
	int64_t after_id;              /* … and key of the last member of the page before */
	unsigned limit;                /* most members, 1 to LIC_GROUPS_PAGE_MAX */
};

/* A page of members, the longest membership first (D-08). */
struct lic_member_page {
	struct lic_member_view *members; /* in the arena */
	size_t count;                    /* number of members */
	bool has_more;                   /* another page follows */
	int64_t next_after_ms;           /* what to pass as `after_ms` for it */
	int64_t next_after;              /* what to pass as `after_id` for it */
};

/*
 * Reads a page of the users in a group, as `query` says, each with what it has of the group, into
 * `*ret_page`; indices refer to `catalog`. Errors: LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_group_members_view(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_member_query *query, struct lic_member_page *ret_page);

/*
 * Counts the users with a licence of the group with key `group_id` that is not healthy (G-23) into
 * `*ret_count`. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_group_error_count(struct lic_ctx *ctx, int64_t group_id,
	int64_t *ret_count);

#endif
