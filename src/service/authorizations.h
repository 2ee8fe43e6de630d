/*
 * Letting an application act for a person: which application asks, what it was granted, consent,
 * authorisation codes, and devices without a browser. Issuing tokens for what is written here is
 * another part's.
 *
 * Threading: none of its own; runs in the caller's transaction.
 */
#ifndef LIC_SERVICE_AUTHORIZATIONS_H
#define LIC_SERVICE_AUTHORIZATIONS_H

#include "auth/permissions.h"
#include "auth/scopes.h"
#include "service/context.h"

#define LIC_AUTHORIZATION_CODE_MS ((int64_t)5 * 60 * 1000)

/* An application that asks for somebody to sign in. Texts live in the request's arena. */
struct lic_client {
	int64_t id;                     /* key */
	struct lic_guid app_guid;       /* client id */
	struct lic_guid principal_guid; /* id of its service principal */
	const char *name;               /* display name */
	bool is_public;                 /* cannot keep a secret, by itself or at this address */
	bool has_redirect;              /* the address asked about is registered */
};

/*
 * Finds the enabled application with client id `app_guid` in the caller's organisation and tells
 * whether it may have people sent back to `redirect_uri` (NULL: not asked). While the caller has no
 * organisation (0), all are looked through, the first with that address registered counts, and
 * the caller's stays 0. `*ret_found` is false when there is none. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_client_find(struct lic_ctx *ctx, const struct lic_guid *app_guid,
	const char *redirect_uri, bool *ret_found, struct lic_client *ret_client);

/*
 * Tells what of `scopes` the application `client` still lacks to act for the caller, a user:
 * `*ret_missing`, 0 when nobody has to be asked. OpenID Connect's scopes need no grant. Errors: as
 * the store's.
 */
LIC_MUST_USE lic_rc lic_consent_missing(struct lic_ctx *ctx, const struct lic_client *client,
	const struct lic_scopes *scopes, lic_permissions *ret_missing);

/*
 * Tells whether the caller, a user, may consent for himself (`*ret_self`), which is a setting or
 * the right to manage applications, and for everybody (`*ret_everybody`), which is that right.
 * Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_consent_may(struct lic_ctx *ctx, bool *ret_self, bool *ret_everybody);

/*
 * Grants the application `client` the delegated `permissions` for the caller, or, `for_everybody`,
 * for all in the organisation. Errors: LIC_E_DENIED when he may not; as the store's.
 */
LIC_MUST_USE lic_rc lic_consent_give(struct lic_ctx *ctx, const struct lic_client *client,
	lic_permissions permissions, bool for_everybody);

/* What a code stands for. */
struct lic_code_input {
	const char *redirect_uri; /* as in the request */
	const char *scope;        /* as in the request */
	const char *nonce;        /* as in the request, or NULL */
	const char *challenge;    /* S256 challenge, or NULL */
	int64_t auth_ms;          /* when the caller proved who he is */
};

/*
 * Makes an authorisation code by which the application `client` can act for the caller, a user, as
 * `input` says: good once and for LIC_AUTHORIZATION_CODE_MS. `*ret_code` is new in the arena;
 * its hash is stored. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_code_issue(struct lic_ctx *ctx, const struct lic_client *client,
	const struct lic_code_input *input, const char **ret_code);

/* A device that waits for somebody to approve it. Texts live in the request's arena. */
struct lic_device {
	struct lic_client client; /* the application on it */
	const char *scope;        /* what it asks for */
	const char *address;      /* where it asked from */
	const char *user_code;    /* as stored */
};

/*
 * Finds the device of the caller's organisation that shows the code `typed` (any case, with spaces
 * or dashes), for the caller, a user, in a writing transaction, which must be committed also
 * when `*ret_found` is false: wrong codes are counted for each user, and after some only a pause
 * helps, during which none is found. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_device_find(struct lic_ctx *ctx, const char *typed, bool *ret_found,
	struct lic_device *ret_device);

/*
 * Lets `device` sign in as the caller, a user (`approve`), or refuses it. `*ret_done` is false when
 * somebody was faster or it is too late. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_device_decide(struct lic_ctx *ctx, const struct lic_device *device,
	bool approve, bool *ret_done);

#endif
