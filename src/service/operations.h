/*
 * Reading the ledger: what was done, by whom, and what it changed.
 *
 * Threading: none of its own; runs in the caller's transaction.
 */
#ifndef LIC_SERVICE_OPERATIONS_H
#define LIC_SERVICE_OPERATIONS_H

#include "core/catalog.h"
#include "service/context.h"
#include "service/ledger.h"

/* An operation as stored. Texts live in the request's arena. */
struct lic_operation_view {
	int64_t id;                     /* number in the ledger */
	struct lic_guid guid;           /* public id */
	enum lic_operation_kind kind;   /* what it was */
	enum lic_actor_kind actor_kind; /* who did it */
	const char *actor_name;         /* name of the token or local user */
	const char *reason;             /* why, or NULL */
	const char *correlation;        /* request id */
	const char *target;             /* what it was about */
	int64_t change_count;           /* number of changes */
	int64_t created_ms;             /* when */
	struct lic_undone undoes;       /* what it has taken back */
	bool has_undo;                  /* the next member is set */
	struct lic_guid undo;           /* the newest operation that has taken it back */
};

/* A group that a change names. */
struct lic_change_group {
	bool is_set;          /* there is one */
	struct lic_guid guid; /* its id */
	const char *name;     /* its name now */
};

/* One change of an operation, readable. */
struct lic_change_view {
	int64_t seq;                      /* position, from 1 */
	enum lic_change_kind kind;        /* what was changed */
	enum lic_target_kind object_kind; /* what was changed; LIC_TARGET_OTHER for what has no id
					     in the audit log */
	int64_t object_id;                /* its key */
	bool has_subject;              /* it is about something else than the operation's target */
	struct lic_guid subject_guid;  /* about this, also when that is gone */
	bool has_user;                 /* whether user_guid and user_upn are set */
	struct lic_guid user_guid;     /* the user it is about */
	const char *user_upn;          /* its user principal name now, or NULL */
	bool has_source;               /* whether source_guid is set */
	struct lic_guid source_guid;   /* the group that a path comes from */
	struct lic_change_group group; /* the group it is about, or that is joined or left */
	struct lic_change_group member_group; /* the group that joins or leaves it */
	uint32_t sku;           /* index in the catalogue, LIC_INDEX_NONE for other kinds */
	bool has_before;        /* whether there was a path before */
	const uint64_t *before; /* disabled plans before */
	bool has_after;         /* whether there is a path after */
	const uint64_t *after;  /* disabled plans after */
	struct lic_opt_int state_before; /* enum lic_path_state */
	struct lic_opt_int state_after;  /* enum lic_path_state */
	const char *detail;              /* JSON object, or NULL */
};

/*
 * Reads a page of at most `limit` (1 to 999) operations older than the one numbered `before`
 * (INT64_MAX: from the newest).
 * `*ret_list` lives in the arena; `*ret_more` tells whether older ones follow. Errors:
 * LIC_E_DENIED; as the store's.
 * `*ret_count` is the number of operations read.
 */
LIC_MUST_USE lic_rc lic_operation_list(struct lic_ctx *ctx, int64_t before, unsigned limit,
	struct lic_operation_view **ret_list, size_t *ret_count, bool *ret_more);

/*
 * Finds the operation with GUID text or number `key`. Errors: LIC_E_NOTFOUND; LIC_E_DENIED; as the
 * store's.
 */
LIC_MUST_USE lic_rc lic_operation_find(struct lic_ctx *ctx, const char *key,
	struct lic_operation_view *ret_operation);

/* A page of changes. */
struct lic_change_page {
	struct lic_change_view *changes; /* in the request's arena */
	size_t count;                    /* number of changes */
};

/*
 * Reads a page of at most `limit` (1 to 999) changes of `operation` behind position `after` into
 * `*ret_page`, with SKUs as indices of `catalog`. Errors: LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_operation_changes(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_operation_view *operation, int64_t after, unsigned limit,
	struct lic_change_page *ret_page);

#endif
