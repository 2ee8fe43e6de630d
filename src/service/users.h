/*
 * Users of the directory: create, read, change, delete to the deleted items, restore.
 *
 * Threading: none of its own; runs in the caller's transaction.
 */
#ifndef LIC_SERVICE_USERS_H
#define LIC_SERVICE_USERS_H

#include "base/clock.h"
#include "core/license.h"
#include "core/user.h"
#include "service/context.h"

#define LIC_DELETED_KEPT_MS (30 * LIC_MS_PER_DAY)
#define LIC_USERS_PAGE_MAX 999

/* A user as stored. Texts live in the request's arena. */
struct lic_user {
	int64_t id;                    /* key */
	struct lic_guid guid;          /* Graph's id */
	int64_t created_ms;            /* when it was made */
	struct lic_opt_int deleted_ms; /* when it was deleted, if it was */
	struct lic_user_values values; /* its properties */
};

/* What tells a user from every other. */
struct lic_user_key {
	int64_t id;           /* key */
	struct lic_guid guid; /* Graph's id */
};

/* What to change of a user: only members whose flag is set. */
struct lic_user_patch {
	bool has_text[LIC_USER_PROPERTY_MAX_]; /* which texts to write */
	struct lic_user_values values;         /* the new ones; NULL clears */
	bool has_account_enabled;              /* whether to write account_enabled */
	const char *password_hash; /* new password as made by lic_password_hash(), or NULL */
	bool password_must_change; /* at the next sign-in; counts with password_hash */
};

/* A page of users. */
struct lic_user_page {
	struct lic_user *users; /* in the request's arena */
	size_t count;           /* number of users */
	bool has_more;          /* another page follows */
	int64_t next_after;     /* what to pass as `after` for it */
	int64_t next_after_ms;  /* for deleted users: what to pass as `after_ms` */
};

/*
 * Creates a user from `patch` (userPrincipalName and displayName must be there; userType defaults
 * to Member, the account is enabled unless it says otherwise) and gives the licences of `licenses`
 * (NULL: none). R-80: when the licences cannot be given the user is created all the same, and
 * `*ret_unlicensed` (if not NULL) tells why; otherwise it is NULL.
 * `*ret_user` lives in the arena. Errors: LIC_E_INVALID for a bad property or an unverified domain;
 * LIC_E_CONFLICT for a user principal name in use; LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_user_create(struct lic_ctx *ctx, const struct lic_user_patch *patch,
	const struct lic_license_request *licenses, struct lic_user *ret_user,
	const struct lic_decision **ret_unlicensed);

/*
 * Finds a live user by `key`: its GUID in any case, or its user principal name. Everybody may see
 * himself. `*ret_user` lives in the arena. Errors: LIC_E_NOTFOUND with Graph's text; LIC_E_DENIED,
 * also where there is none for somebody who may not know; as the store's.
 */
LIC_MUST_USE lic_rc lic_user_find(struct lic_ctx *ctx, const char *key, struct lic_user *ret_user);

/*
 * Finds a live user by `key` as lic_user_find() does, for somebody who is allowed `action`
 * (everybody himself), but reads nothing of its properties. Errors: as lic_user_find(); `*ret_user`
 * is set on success.
 */
LIC_MUST_USE lic_rc lic_user_find_key(struct lic_ctx *ctx, const char *key, enum lic_action action,
	struct lic_user_key *ret_user);

/*
 * Changes the user with `key` by `patch`, keeping what it does not name. D-18: clearing
 * usageLocation leaves licences. A role that may only set the usage location may do that here.
 * RO-5: more than that of an administrator takes LIC_ACTION_UPDATE_ADMIN. The last Global
 * Administrator who can sign in cannot be blocked (LIC_E_CONFLICT). Nothing changed is no
 * operation. Errors: as lic_user_create().
 */
LIC_MUST_USE lic_rc lic_user_update(struct lic_ctx *ctx, const char *key,
	const struct lic_user_patch *patch);

/* A purchase that gives up the seat that somebody's deletion frees. */
struct lic_seat_drop {
	const char *key;      /* GUID or commerce id of the purchase */
	struct lic_guid guid; /* its public id */
	int64_t sku_key;      /* key of its product */
	int64_t before;       /* seats that it had */
	int64_t after;        /* seats that it has then */
};

/*
 * Moves the user with `key` to the deleted items. Its seats are free at once; its direct
 * licences are remembered for a restore (D-19). Roles come back with it. Each purchase of `drops`,
 * `count` of them, of which `key` is set, gives up the seat of its product that comes free, before
 * anybody who waits is given it; the other members are set. Errors: LIC_E_NOTFOUND;
 * LIC_E_DENIED, also by RO-5; LIC_E_CONFLICT for the last Global Administrator who can sign in;
 * those of lic_seats__drop(); as the store's. Nothing is done then.
 */
LIC_MUST_USE lic_rc lic_user_delete(struct lic_ctx *ctx, const char *key,
	struct lic_seat_drop *drops, size_t count);

/*
 * Reads a page of deleted users, the longest deleted first, behind (`after_ms`, `after_id`).
 * At most `limit` (1 to LIC_USERS_PAGE_MAX) are read. Errors: LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_user_list_deleted(struct lic_ctx *ctx, int64_t after_ms, int64_t after_id,
	unsigned limit, struct lic_user_page *ret_page);

/*
 * Finds a deleted user by GUID text `key`. Errors: LIC_E_NOTFOUND; LIC_E_DENIED.
 */
LIC_MUST_USE lic_rc lic_user_find_deleted(struct lic_ctx *ctx, const char *key,
	struct lic_user *ret_user);

/* What a restore could not give back. */
struct lic_restore_report {
	size_t restored_count;                    /* licences that came back */
	size_t waiting_count;                     /* wishes that are back in the line for a seat */
	const struct lic_decision **not_restored; /* one decision per licence that did not; its
						     violations say why */
	size_t not_restored_count;                /* number of them */
};

/*
 * Restores the deleted user with GUID text `key` within 30 days and re-assigns the
 * remembered licences that still fit, each on its own (D-19). `new_upn`, if not NULL, becomes the
 * user principal name. Errors: LIC_E_NOTFOUND, also after 30 days; LIC_E_CONFLICT when the
 * user principal name is taken meanwhile, with the remedy; LIC_E_DENIED; as the store's.
 * `*ret_report` says which licences came back.
 */
LIC_MUST_USE lic_rc lic_user_restore(struct lic_ctx *ctx, const char *key, const char *new_upn,
	struct lic_user *ret_user, struct lic_restore_report *ret_report);

/*
 * Removes the deleted user with GUID text `key` for good. Its entries in the ledger stay. Errors:
 * LIC_E_NOTFOUND; LIC_E_DENIED.
 */
LIC_MUST_USE lic_rc lic_user_purge(struct lic_ctx *ctx, const char *key);

#endif
