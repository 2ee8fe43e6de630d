/*
 * What every use case gets: a transaction, an arena, who is asking and when.
 *
 * Use cases are the only place where rules (core) and storage (store) meet, and where permission is
 * asked. They run whole inside one transaction of `db`; whoever began it commits or undoes it.
 *
 * Threading: a context belongs to one request at a time.
 */
#ifndef LIC_SERVICE_CONTEXT_H
#define LIC_SERVICE_CONTEXT_H

#include "auth/roles.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/guid.h"
#include "base/rc.h"
#include "store/db.h"

#include <stdbool.h>
#include <stdint.h>

struct lic_catalog_cache;

/* Kinds of actors. Stored in the ledger as these numbers. */
enum lic_actor_kind {
	LIC_ACTOR_LOCAL = 0,  /* somebody at the machine's own command line */
	LIC_ACTOR_TOKEN = 1,  /* the bearer of an access token that was made by hand */
	LIC_ACTOR_USER = 2,   /* a person of the directory, also through an application */
	LIC_ACTOR_APP = 3,    /* an application in its own name */
	LIC_ACTOR_NOBODY = 4, /* somebody unknown, who was turned away */
	LIC_ACTOR_SYSTEM = 5, /* the program itself: what happens because its time has come */
	LIC_ACTOR_MAX_
};

/* Who is asking, for which organisation. */
struct lic_caller {
	int64_t tenant_id;           /* organisation: every statement is bound to it */
	struct lic_guid tenant_guid; /* its public id */
	enum lic_actor_kind kind;    /* kind of actor */
	int64_t actor_id;            /* key of the token, user or application; 0 for local */
	struct lic_guid actor_guid;  /* its public id: of an application its service principal's;
					all zero for local */
	const char *actor_name;      /* user principal name, or name of the token, application or
					local user */
	lic_rights may;              /* what it may do */
	const char *means;        /* what `may` comes from, for whoever is refused: "The role Global
				     Reader"; or NULL */
	struct lic_guid app_guid; /* client id of the application that calls, in its own or in a
				     user's name; all zero when there is none */
	const char *app_name;     /* its name, or NULL */
	const char *address;      /* network address that it calls from, or NULL */
};

/* One request on its way through the use cases. */
struct lic_ctx {
	struct lic_db *db; /* with a transaction open, writing for use cases that change something
			    */
	struct lic_arena *arena;         /* for everything that the request makes */
	struct lic_err *err;             /* what went wrong, for people */
	struct lic_catalog_cache *cache; /* catalogues in memory, shared by all threads */
	int64_t now_ms;                  /* the time of the request, milliseconds UTC */
	struct lic_caller caller;        /* who is asking */
	const char *correlation;         /* request id, for the ledger and the log */
	const char *reason;              /* why, as the caller put it; or NULL */
	const char *refusal;    /* why the caller is turned away, for the audit log alone, where
				   clients are told less; or NULL */
	const char *refusal_of; /* whom a refused request was about, where its address does not
				   say so: a GUID or a user principal name; of a sign-in only a user
				   whom the directory has; or NULL */
	const char *const *refusal_with; /* members that it was to add there or to remove, likewise;
					    or NULL */
	size_t refusal_with_count;       /* number of those */
	bool is_rehearsal;               /* the caller will undo the transaction: show, do not do */
	bool has_task;                   /* a task was entered: whoever commits wakes the jobs */
	bool has_operation;              /* an operation was written into the ledger */
	struct lic_guid operation;       /* the last of those, when there is one */
	int operation_kind; /* its enum lic_operation_kind; of an undo, of what it takes
			       back */
};

/*
 * Checks that the caller of `ctx` may do `action`. Errors: LIC_E_DENIED with Graph's code and text
 * in ctx->err, naming in the detail what the caller's rights come from.
 */
LIC_MUST_USE lic_rc lic_ctx_require(struct lic_ctx *ctx, enum lic_action action);

/*
 * Checks that the caller of `ctx` is a person, who can be "/me". Errors: LIC_E_INVALID.
 */
LIC_MUST_USE lic_rc lic_ctx_require_person(struct lic_ctx *ctx);

/*
 * Checks that the caller of `ctx` may change what is his own. Everybody may; an application in his
 * name only with the permission to change users: Graph too wants more for it than to read. Errors:
 * LIC_E_DENIED.
 */
LIC_MUST_USE lic_rc lic_ctx_require_own(struct lic_ctx *ctx);

/*
 * Refuses the caller of `ctx` in Graph's words; `why` and `remedy` (both borrowed until the request
 * ends; `why` may be NULL) go into the detail. Returns LIC_E_DENIED, or LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_ctx_deny(struct lic_ctx *ctx, const char *why, const char *remedy);

/*
 * Adds to the failure `rc`, whose words are in ctx->err, a detail with `message` (NULL: the same),
 * `target` (the field or object it is about; NULL: none) and `remedy` (NULL: none), all borrowed
 * until the request ends; details of before are dropped. Returns `rc`, or LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_ctx_explain(struct lic_ctx *ctx, lic_rc rc, const char *target,
	const char *message, const char *remedy);

/*
 * Tells whether the caller of `ctx` is the user `guid` himself and may see himself.
 */
bool lic_ctx_is_self(const struct lic_ctx *ctx, const struct lic_guid *guid);

/*
 * Takes `amount` (> 0) fresh numbers from the organisation's counter `name` ("user", "operation"
 * …).
 * `*ret_first` is the first of them. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_ctx_take_numbers(struct lic_ctx *ctx, const char *name, int64_t amount,
	int64_t *ret_first);

/*
 * Begins lic_ctx_take_numbers(): other statements may follow before lic_ctx_get_numbers() ends it
 * with `*ret_rows` (to be closed with lic_rows_close()), `name` and `amount`, and on PostgreSQL
 * share a journey with it. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_ctx_ask_numbers(struct lic_ctx *ctx, const char *name, int64_t amount,
	struct lic_rows *ret_rows);

/*
 * Ends what lic_ctx_ask_numbers() has begun with the same `name`, `amount` and `rows`, which it
 * closes: `*ret_first` is the first number. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_ctx_get_numbers(struct lic_ctx *ctx, const char *name, int64_t amount,
	struct lic_rows *rows, int64_t *ret_first);

#endif
