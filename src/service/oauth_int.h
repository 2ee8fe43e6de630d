/*
 * What the files of OAuth share: who asks, and for whom. Private to service.
 *
 * Threading: as in oauth.h.
 */
#ifndef LIC_SERVICE_OAUTH_INT_H
#define LIC_SERVICE_OAUTH_INT_H

#include "service/oauth.h"
#include "service/oauth_error.h"

/*
 * Finds the application that makes `request` in ctx->caller's organisation, or, when the tenant
 * segment names none, the organisation too, and checks what it proves itself by. For messages to
 * the audit log it becomes ctx->caller's name. `*ret_client` is set on success. Errors: as
 * lic_oauth_look().
 */
LIC_MUST_USE lic_rc lic_oauth__find_client(struct lic_ctx *ctx,
	const struct lic_oauth_request *request, struct lic_oauth_client *ret_client);

/*
 * Fails a request whose application must prove itself and has not. Returns LIC_E_DENIED with the
 * number.
 */
LIC_MUST_USE lic_rc lic_oauth__no_credential(struct lic_ctx *ctx);

/*
 * Checks the client assertion of `request` (RFC 7523): signed with RS256 or PS256 by a certificate
 * that is registered for `client` and good now, issued by and about it, meant for this endpoint or
 * the issuer, not expired. It may be used again while it lives: clients do. Errors: LIC_E_DENIED
 * with a number; as the store's.
 */
LIC_MUST_USE lic_rc lic_oauth__check_assertion(struct lic_ctx *ctx,
	const struct lic_oauth_request *request, const struct lic_oauth_client *client);

/*
 * Reads the client id that the unproved assertion of `request` names. `*ret_id` lives in the arena.
 * Errors: LIC_E_DENIED with a number.
 */
LIC_MUST_USE lic_rc lic_oauth__assertion_client(struct lic_ctx *ctx,
	const struct lic_oauth_request *request, const char **ret_id);

/*
 * Sets ctx->caller's organisation to the one that the tenant segment of `request` names. For
 * "common" and its like it is left alone (0) and found later by what the request presents. Errors:
 * LIC_E_DENIED with a number; as the store's.
 */
LIC_MUST_USE lic_rc lic_oauth__find_tenant(struct lic_ctx *ctx,
	const struct lic_oauth_request *request);

/*
 * For a request that names no organisation: finds the one in which the application `app_guid` is
 * registered and what `request` presents belongs to. Errors: LIC_E_DENIED with a number; as the
 * store's.
 */
LIC_MUST_USE lic_rc lic_oauth__guess_tenant(struct lic_ctx *ctx,
	const struct lic_oauth_request *request, const struct lic_guid *app_guid);

/*
 * Reads what `request` asks for (scope, or for v1 a resource) or, when it says nothing, `stored`
 * (NULL: nothing), in the form that clients get back. `*ret_text` and `*ret_scopes` are set on
 * success. Errors: LIC_E_DENIED with a number.
 */
LIC_MUST_USE lic_rc lic_oauth__read_scope(struct lic_ctx *ctx,
	const struct lic_oauth_request *request, const char *stored, const char **ret_text,
	struct lic_scopes *ret_scopes);

/*
 * Loads the user with key `user_id` and what the application of `grant` may do for him of `scopes`,
 * as text `scope`, into `grant`. Errors: LIC_E_DENIED with a number when he may not sign in or
 * nobody has consented; as the store's.
 */
LIC_MUST_USE lic_rc lic_oauth__grant_user(struct lic_ctx *ctx, int64_t user_id, const char *scope,
	const struct lic_scopes *scopes, struct lic_oauth_grant *grant);

/*
 * Finds what the application of `grant` may do by itself. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_oauth__grant_app(struct lic_ctx *ctx, struct lic_oauth_grant *grant);

/* A sign-in whose refresh tokens hang together. */
struct lic_oauth_family {
	struct lic_guid guid;       /* its id */
	int64_t started_ms;         /* when it was */
	const char *scope;          /* what it was for */
	struct lic_opt_int auth_ms; /* when the person proved who he is, as far as known */
	bool needs_proof; /* the application had proved itself, and must whenever it comes back */
};

/*
 * Begins a family now, for a sign-in to `client`. Returns it by value, its scope still to be set.
 */
struct lic_oauth_family lic_oauth__new_family(const struct lic_ctx *ctx,
	const struct lic_oauth_client *client);

/*
 * Makes a refresh token of `family` for what is granted, into `grant`. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_oauth__give_refresh(struct lic_ctx *ctx,
	const struct lic_oauth_family *family, struct lic_oauth_grant *grant);

/*
 * Reads from the text `refresh_token` which sign-in it came from, so that one that is presented
 * when it is kept no longer still betrays whoever stole it. Returns true and sets `*ret_family`;
 * false, leaving it alone, when it does not say.
 */
bool lic_oauth__family_of(const char *refresh_token, struct lic_guid *ret_family);

/*
 * Revokes all refresh tokens that the application with key `application_id` has from the sign-in
 * `family`. `*ret_count` (if not NULL) is their number. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_oauth__revoke_family(struct lic_ctx *ctx, const struct lic_guid *family,
	int64_t application_id, int64_t *ret_count);

/*
 * The grant authorization_code: redeems what `request` presents into `grant`. Errors: as
 * lic_oauth_redeem().
 */
LIC_MUST_USE lic_rc lic_oauth__redeem_code(struct lic_ctx *ctx,
	const struct lic_oauth_request *request, struct lic_oauth_grant *grant);

/*
 * The grant refresh_token: redeems what `request` presents into `grant`. Errors: as
 * lic_oauth_redeem().
 */
LIC_MUST_USE lic_rc lic_oauth__redeem_refresh(struct lic_ctx *ctx,
	const struct lic_oauth_request *request, struct lic_oauth_grant *grant);

/*
 * The grant device_code: redeems what `request` presents into `grant`. Errors: as
 * lic_oauth_redeem().
 */
LIC_MUST_USE lic_rc lic_oauth__redeem_device(struct lic_ctx *ctx,
	const struct lic_oauth_request *request, struct lic_oauth_grant *grant);

/*
 * Looks, in a reading transaction, whether the device of `request` and `client` may have its
 * tokens. Errors: LIC_E_DENIED with a number while it may not; as the store's.
 */
LIC_MUST_USE lic_rc lic_oauth__look_device(struct lic_ctx *ctx,
	const struct lic_oauth_request *request, const struct lic_oauth_client *client);

#endif
