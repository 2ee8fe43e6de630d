/*
 * Signing in with a user name and a password, in three parts that fit the steps of a route:
 *   lic_sign_in_find()    looks up who that would be; reads
 *   lic_sign_in_check()   hashes; takes long, needs no database
 *   lic_sign_in_record()  decides, counts failures, stores a new password; writes
 *
 * Nobody learns from the outcome, its words or the time it takes whether a user name exists: names
 * that do not exist, people without a password, blocked and deleted ones, and attempts that come
 * too often all cost the same and are told the same.
 *
 * Failures are counted for each user and place. A place is an address from which that user has
 * signed in before; all other addresses are one place together. After LIC_SIGN_IN_FREE_FAILURES the
 * pause grows with each failure, up to LIC_SIGN_IN_PAUSE_MAX_MS; an attempt within it is refused
 * whatever the password, and not counted. So strangers who guess cannot lock out somebody who signs
 * in from where he always does, and nobody is locked out for ever.
 *
 * Threading: none of its own; an attempt belongs to one request.
 */
#ifndef LIC_SERVICE_SIGN_IN_H
#define LIC_SERVICE_SIGN_IN_H

#include "service/context.h"

#define LIC_SIGN_IN_FREE_FAILURES 5
#define LIC_SIGN_IN_PAUSE_MIN_MS ((int64_t)2 * 1000)
#define LIC_SIGN_IN_PAUSE_MAX_MS ((int64_t)15 * 60 * 1000)
#define LIC_SIGN_IN_FORGET_MS ((int64_t)24 * 60 * 60 * 1000) /* a failure counts so long */
#define LIC_SIGN_IN_NAME_MAX 320                             /* characters of a user name */
#define LIC_SIGN_IN_PLACES_MAX 20                            /* remembered for each user */
#define LIC_SIGN_IN_WARN_DAYS 14                             /* before a password becomes too old */

/* What came of an attempt. */
enum lic_sign_in_outcome {
	LIC_SIGN_IN_OK,          /* it is this user; ctx->caller is he now */
	LIC_SIGN_IN_MUST_CHANGE, /* it is, but the password must be changed first */
	LIC_SIGN_IN_REFUSED      /* it is not, or it is not the time to ask: refusal says why */
};

/* Why an attempt was refused: for the audit log, never for whoever asked. */
enum lic_sign_in_refusal {
	LIC_SIGN_IN_NO_REASON,
	LIC_SIGN_IN_UNKNOWN_USER,   /* no such user, or deleted */
	LIC_SIGN_IN_NO_PASSWORD,    /* the user has none */
	LIC_SIGN_IN_WRONG_PASSWORD, /* also one that was changed meanwhile */
	LIC_SIGN_IN_BLOCKED,        /* the right password of a blocked account */
	LIC_SIGN_IN_TOO_SOON        /* within the pause after failures */
};

/* One attempt. The texts live in the request's arena. Read it; the functions below fill it. */
struct lic_sign_in {
	bool is_caller;                   /* set by who asks: it is the caller's own, who is known
					     already and stays who he is, also when it is refused */
	const char *user_name;            /* as it was typed */
	const char *password;             /* as it was typed */
	const char *new_password;         /* to be stored if the old one is right; or NULL */
	int64_t user_id;                  /* whose it would be; 0: nobody's */
	struct lic_guid guid;             /* his public id */
	const char *upn;                  /* his user principal name; NULL: nobody's */
	const char *hash;                 /* of his password, or NULL */
	const char *place;                /* where from: an address, or "" for all strange ones */
	bool is_right;                    /* the password is the right one */
	bool is_expired;                  /* the password has become too old */
	bool is_same;                     /* the new password is the old one, which is right */
	const char *new_hash;             /* to be stored, or NULL */
	enum lic_sign_in_refusal refusal; /* why it was refused */
};

/*
 * Looks up whom `attempt`, of which user_name and password are set (and new_password for a change),
 * is about, in a reading transaction. `tenant` is a tenant segment of a path: a GUID, a verified
 * domain, or "common", "organizations" or "consumers", for which the domain of the user name tells
 * the organisation; NULL: ctx->caller has it already. Sets the organisation of ctx->caller: for one
 * that cannot be found the installation's first, which then has a failure to record.
 * ctx->caller.address tells where the attempt comes from. Errors: LIC_E_NOTFOUND when `tenant` is a
 * GUID or domain of no organisation; as the store's.
 */
LIC_MUST_USE lic_rc lic_sign_in_find(struct lic_ctx *ctx, const char *tenant,
	struct lic_sign_in *attempt);

/*
 * Tells whether `tenant`, a tenant segment of a path, leaves open which organisation is meant:
 * "common", "organizations" or "consumers", in any case.
 */
bool lic_sign_in_is_open_tenant(const char *tenant);

/*
 * Sets the organisation of ctx->caller to the one that `tenant`, a tenant segment of a path, names:
 * a GUID or a verified domain. `*ret_found` is false, and nothing is set, for "common",
 * "organizations" and "consumers", and when there is no such organisation. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_sign_in_use_tenant(struct lic_ctx *ctx, const char *tenant,
	bool *ret_found);

/*
 * Checks the password of `attempt` against the hash that lic_sign_in_find() found, and hashes what
 * is to be stored: the new password, or the old one when its hash is out of date. Takes some 100 ms
 * and 64 MiB, for nobody too; no database. ctx->db is not used. Errors: LIC_E_INVALID, with the
 * rule in ctx->err, for a new password that will not do although the old one is right; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_sign_in_check(struct lic_ctx *ctx, struct lic_sign_in *attempt);

/*
 * Ends `attempt`, in a writing transaction, which must be committed for a refusal too: that is
 * where failures are counted. With a new password LIC_SIGN_IN_OK means that it is stored, and that
 * the user's sessions and refresh tokens have ended. On LIC_SIGN_IN_OK ctx->caller is the user
 * (lic_rights_use_user()). Errors: as the store's; `*ret_outcome` is set on success.
 */
LIC_MUST_USE lic_rc lic_sign_in_record(struct lic_ctx *ctx, struct lic_sign_in *attempt,
	enum lic_sign_in_outcome *ret_outcome);

/*
 * Tells when the password of the user with key `user_id` of the caller's organisation becomes too
 * old, so that it must be changed at the next sign-in: `*ret_ends_ms`, which is not set when there
 * is no password, or none becomes too old (setting passwordValidityDays, R-85). Errors: as the
 * store's.
 */
LIC_MUST_USE lic_rc lic_sign_in_password_ends(struct lic_ctx *ctx, int64_t user_id,
	struct lic_opt_int *ret_ends_ms);

/*
 * Forgets the failures of the user with key `user_id` of the caller's organisation, from
 * everywhere: when an administrator sets a new password. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_sign_in_forgive(struct lic_ctx *ctx, int64_t user_id);

/*
 * Makes `place`, an address, one of the user's with key `user_id` of the caller's organisation, as
 * if he had signed in from there. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_sign_in_trust(struct lic_ctx *ctx, int64_t user_id, const char *place);

/*
 * Reads how often the user with key `user_id` has failed in a row at `place` of late, into
 * `*ret_failures`, and when last, into `*ret_last_ms` (0: not). Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_sign_in_failures(struct lic_ctx *ctx, int64_t user_id, const char *place,
	int64_t *ret_failures, int64_t *ret_last_ms);

/*
 * Writes that the user with key `user_id` has failed `failures` times in a row at `place`, now for
 * the last time. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_sign_in_count(struct lic_ctx *ctx, int64_t user_id, const char *place,
	int64_t failures);

/*
 * Tells how long after the last of `failures` (0 or more) in a row an attempt is refused, in
 * milliseconds.
 */
int64_t lic_sign_in_pause_ms(int64_t failures);

#endif
