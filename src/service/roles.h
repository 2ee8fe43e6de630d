/*
 * Directory roles: who has which, giving and taking them. What a role allows is in auth/roles.h;
 * what a caller may do is read from here for every request (service/rights.h), so that a change
 * acts on the very next one (D-22).
 *
 * Threading: none of its own; runs in the caller's transaction.
 */
#ifndef LIC_SERVICE_ROLES_H
#define LIC_SERVICE_ROLES_H

#include "service/context.h"
#include "service/users.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LIC_ROLE_PAGE_MAX 999
#define LIC_ROLE_SCOPE_ALL "/" /* the whole organisation */

/* RO-1: so many Global Administrators are recommended. */
#define LIC_ROLE_ADMINS_MIN 2
#define LIC_ROLE_ADMINS_MAX 4

/* Who may have a role. Stored as these numbers. */
enum lic_principal_kind {
	LIC_PRINCIPAL_USER = 0,       /* a user */
	LIC_PRINCIPAL_APPLICATION = 1 /* an application, as its service principal */
};

/* Somebody who may have a role. Texts live in the request's arena. */
struct lic_principal {
	enum lic_principal_kind kind; /* what it is */
	int64_t id;                   /* key of the user or application */
	struct lic_guid guid;         /* public id: of an application its service principal's */
	const char *display_name;     /* for people */
	const char *upn;              /* user principal name; NULL for an application */
	struct lic_guid app_guid;     /* client id; all zero for a user */
};

/* Somebody's role. Texts live in the request's arena. */
struct lic_role_assignment {
	int64_t id;                     /* key */
	struct lic_guid guid;           /* public id */
	enum lic_role role;             /* what was given */
	struct lic_principal principal; /* to whom */
	const char *scope;              /* LIC_ROLE_SCOPE_ALL; or "/" and the id of one object: such
					   an assignment is kept and gives no rights */
	int64_t created_ms;             /* when, milliseconds UTC */
};

/* Which assignments are wanted. */
struct lic_role_filter {
	bool has_role;             /* only those of a role */
	enum lic_role role;        /* that role */
	bool has_principal;        /* only those of somebody */
	struct lic_guid principal; /* public id of a user or a service principal */
	bool is_whole;             /* only those for the whole organisation */
};

/* A page of assignments. */
struct lic_role_page {
	struct lic_role_assignment *list; /* in the request's arena */
	size_t count;                     /* number of them */
	bool has_more;                    /* another page follows */
	int64_t next_after;               /* what to pass as `after` for it */
};

/* How many have each role. */
struct lic_role_counts {
	int64_t count[LIC_ROLE_MAX_]; /* users who are not deleted, and applications */
	int64_t admins;               /* people who may sign in and are Global Administrators */
};

/*
 * Reads a page of at most `limit` (1 to LIC_ROLE_PAGE_MAX) of the assignments that `filter` wants,
 * in the order in which they were made, behind the one with key `after` (0: from the start). Those
 * of deleted users are left out. `*ret_page` is in the arena. Errors: LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_role_list(struct lic_ctx *ctx, const struct lic_role_filter *filter,
	int64_t after, unsigned limit, struct lic_role_page *ret_page);

/*
 * Finds the assignment with GUID text `key`. `*ret_assignment` is in the arena. Errors:
 * LIC_E_NOTFOUND with Graph's text; LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_role_find(struct lic_ctx *ctx, const char *key,
	struct lic_role_assignment *ret_assignment);

/*
 * Counts who has which role. Errors: LIC_E_DENIED; as the store's. `*ret_counts` is set on success.
 */
LIC_MUST_USE lic_rc lic_role_count(struct lic_ctx *ctx, struct lic_role_counts *ret_counts);

/*
 * RO-1: tells what is wrong with `admins` Global Administrators: fewer than LIC_ROLE_ADMINS_MIN, or
 * more than LIC_ROLE_ADMINS_MAX. Returns a sentence in `arena`, or NULL when all is well or memory
 * is out.
 */
const char *lic_role_warning(struct lic_arena *arena, int64_t admins);

/*
 * Reads the user that `principal`, found by lic_role_list() or lic_role_find(), is. `*ret_user` is
 * in the arena. Errors: LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_role_user(struct lic_ctx *ctx, const struct lic_principal *principal,
	struct lic_user *ret_user);

/* A role to give. */
struct lic_role_gift {
	enum lic_role role;        /* which */
	struct lic_guid principal; /* public id of a user or a service principal */
	const char *scope;         /* LIC_ROLE_SCOPE_ALL, or "/" and the id of a user or a service
				      principal */
};

/*
 * Checks that the caller may give roles, and has the audit log say, when the request is refused,
 * that it was about `principal` (GUID text, borrowed as long as `ctx` is in use; NULL: not known).
 * Errors: LIC_E_DENIED.
 */
LIC_MUST_USE lic_rc lic_role_may_give(struct lic_ctx *ctx, const char *principal);

/*
 * Gives `gift`. It acts on the next request (D-22). Nobody gives more rights than they have: of a
 * person his roles count, of an application and a token all that it may do. `*ret_assignment` is in
 * the arena. Errors: LIC_E_DENIED; LIC_E_NOTFOUND with Graph's text when there is no such user or
 * service principal; LIC_E_INVALID for another scope; LIC_E_CONFLICT with Graph's text when it is
 * given already; as the store's.
 */
LIC_MUST_USE lic_rc lic_role_give(struct lic_ctx *ctx, const struct lic_role_gift *gift,
	struct lic_role_assignment *ret_assignment);

/*
 * Takes the assignment with GUID text `key`. Nobody takes a role that has rights which they have
 * not. Errors: LIC_E_NOTFOUND; LIC_E_DENIED; LIC_E_CONFLICT when nobody who can sign in would be
 * Global Administrator any more; as the store's.
 */
LIC_MUST_USE lic_rc lic_role_take(struct lic_ctx *ctx, const char *key);

/*
 * Takes `role`, given for the whole organisation, from the user or service principal with GUID text
 * `principal`. Errors: as lic_role_take(); LIC_E_NOTFOUND also when he has not got it.
 */
LIC_MUST_USE lic_rc lic_role_take_from(struct lic_ctx *ctx, enum lic_role role,
	const char *principal);

#endif
