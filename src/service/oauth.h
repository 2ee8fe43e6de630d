/*
 * Tokens for applications, by themselves and in people's names: OAuth 2.0 (RFC 6749, 7523, 7636,
 * 8628) and OpenID Connect, as Microsoft's identity platform has them and its clients expect.
 *
 * A request goes through the steps of a route: lic_oauth_look() reads on the worker and often ends
 * it; lic_oauth_check() hashes, when it `is_slow`; lic_oauth_redeem() writes; and
 * lic_oauth_issue() signs what was granted, on the worker again, so that neither hashing nor
 * signing ever holds up the writer.
 *
 * Threading: none of its own; a request belongs to one thread at a time.
 */
#ifndef LIC_SERVICE_OAUTH_H
#define LIC_SERVICE_OAUTH_H

#include "auth/permissions.h"
#include "auth/scopes.h"
#include "service/context.h"
#include "service/sign_in.h"
#include "service/signing_keys.h"

#include <stdbool.h>
#include <stdint.h>

#define LIC_OAUTH_SKEW_MS ((int64_t)60 * 1000)
#define LIC_OAUTH_ASSERTION_LIFE_MS LIC_MS_PER_DAY
#define LIC_OAUTH_REUSE_GRACE_MS ((int64_t)30 * 1000) /* requests at the same time */
#define LIC_OAUTH_USED_KEPT_MS (2 * LIC_MS_PER_DAY)   /* a used refresh token betrays its thief */
#define LIC_OAUTH_FAMILY_MS (365 * LIC_MS_PER_DAY)    /* then somebody must sign in again */
#define LIC_OAUTH_DEVICE_MS ((int64_t)15 * 60 * 1000)
#define LIC_OAUTH_DEVICE_INTERVAL_S 1
#define LIC_OAUTH_AUDIENCE "https://graph.microsoft.com"

/* A request for tokens as it came. Texts are borrowed; what was not sent is NULL. */
struct lic_oauth_request {
	const char *origin;         /* "https://host:port" as the client sees us */
	const char *tenant;         /* tenant segment of the path */
	const char *path;           /* path of the endpoint: with origin, whom assertions are for */
	bool is_v1;                 /* resource instead of scope */
	const char *authorization;  /* the header */
	const char *grant_type;     /* and the parameters */
	const char *client_id;      /* GUID text */
	const char *client_secret;  /* in the body */
	const char *assertion_type; /* client_assertion_type */
	const char *assertion;      /* client_assertion */
	const char *scope;          /* names separated by spaces */
	const char *resource;       /* v1: whose .default */
	const char *code;           /* authorization_code */
	const char *redirect_uri;   /* authorization_code */
	const char *verifier;       /* authorization_code: code_verifier */
	const char *refresh_token;  /* refresh_token */
	const char *device_code;    /* device_code */
	const char *username;       /* password */
	const char *password;       /* password */
};

/* How an application has proved who it is. The numbers are those of the claim appidacr. */
enum lic_oauth_proof {
	LIC_OAUTH_PROOF_NONE = 0,
	LIC_OAUTH_PROOF_SECRET = 1,
	LIC_OAUTH_PROOF_CERTIFICATE = 2
};

/* The application that asks. Texts live in the arena. */
struct lic_oauth_client {
	int64_t id;                     /* key */
	struct lic_guid app_guid;       /* client id */
	struct lic_guid principal_guid; /* of its service principal */
	const char *name;               /* display name */
	bool is_public;                 /* may sign people in without proving itself */
	bool has_public_part;       /* a page or a program of it may, by codes that came there */
	enum lic_oauth_proof proof; /* what it has proved itself by */
};

/* The person in whose name it asks. Texts live in the arena. */
struct lic_oauth_user {
	int64_t id;             /* key; 0: nobody, the application asks for itself */
	struct lic_guid guid;   /* object id */
	const char *upn;        /* user principal name */
	const char *name;       /* display name */
	const char *given_name; /* or NULL */
	const char *surname;    /* or NULL */
	const char *mail;       /* or NULL */
	unsigned roles;         /* bit n is enum lic_role n */
};

/* Which step of a request is next. */
enum lic_oauth_next {
	LIC_OAUTH_ISSUE, /* nothing is left but to sign */
	LIC_OAUTH_CHECK, /* lic_oauth_check(), then lic_oauth_redeem() */
	LIC_OAUTH_REDEEM /* lic_oauth_redeem() */
};

/* What was granted. */
struct lic_oauth_grant {
	struct lic_oauth_client client;  /* to whom */
	struct lic_oauth_user user;      /* in whose name */
	lic_permissions permissions;     /* of Graph: app roles, or scopes */
	lic_permissions oidc;            /* OpenID Connect's scopes */
	const char *scope;               /* as it was asked for */
	const char *nonce;               /* for the id token, or NULL */
	struct lic_opt_int auth_ms;      /* when the person proved who he is, for the id token */
	const char *refresh_token;       /* new one, or NULL */
	int64_t life_s;                  /* of the access token, seconds */
	enum lic_oauth_next next;        /* next step */
	struct lic_sign_in sign_in;      /* for the password grant */
	struct lic_key_set *keys;        /* held; NULL: not yet. Put back with lic_oauth_done() */
	struct lic_signing_key *new_key; /* made for this request; owned. Or NULL: then keys are
					    what they were */
	bool is_refused;                 /* redeem said no, and what it wrote is to be kept */
};

/* Tokens, in the arena. */
struct lic_oauth_tokens {
	const char *access_token;  /* JWT */
	const char *id_token;      /* JWT, or NULL */
	const char *refresh_token; /* or NULL */
	const char *client_info;   /* who signed in, or NULL for an application by itself */
	const char *scope;         /* what was asked for, and granted; NULL for an application */
	int64_t issued_ms;         /* when */
	int64_t life_s;            /* seconds */
};

/*
 * Looks at `request` in a reading transaction: which organisation, which application and whether it
 * has proved itself; sets ctx->caller's organisation. A client_credentials grant is complete
 * afterwards unless a key for signing must be made. `ring` has the keys. `ret_grant`, zeroed, is
 * filled as far as it got, also on failure: release it with lic_oauth_done(). Errors: LIC_E_DENIED
 * with a number of oauth_error.h in ctx->err; as the store's.
 */
LIC_MUST_USE lic_rc lic_oauth_look(struct lic_ctx *ctx, struct lic_keyring *ring,
	const struct lic_oauth_request *request, struct lic_oauth_grant *ret_grant);

/*
 * Does what takes long and needs no database: checks a password, makes a key for signing. `grant`
 * is from lic_oauth_look(). Errors: LIC_E_NOMEM; LIC_E_UNAVAILABLE.
 */
LIC_MUST_USE lic_rc lic_oauth_check(struct lic_ctx *ctx, struct lic_oauth_grant *grant);

/*
 * Redeems what `request` presents, in a writing transaction, and completes `grant`; `ring` has the
 * keys. When it sets
 * is_refused the transaction must be committed, and the request fails by ctx->err: a code or token
 * that was used before takes what it gave with it, a wrong password is counted. Errors: as
 * lic_oauth_look(); what was done must be undone then.
 */
LIC_MUST_USE lic_rc lic_oauth_redeem(struct lic_ctx *ctx, struct lic_keyring *ring,
	const struct lic_oauth_request *request, struct lic_oauth_grant *grant);

/*
 * Signs the tokens of a complete `grant` for `request`. No database. `*ret_tokens` lives in the
 * arena. Errors: LIC_E_LIMIT when a token would be too large; LIC_E_UNAVAILABLE when OpenSSL cannot
 * sign; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_oauth_issue(struct lic_ctx *ctx, const struct lic_oauth_request *request,
	const struct lic_oauth_grant *grant, struct lic_oauth_tokens *ret_tokens);

/*
 * Gives back what `grant` holds beside the arena, and zeroes that. Accepts a zeroed one.
 */
void lic_oauth_done(struct lic_oauth_grant *grant);

/* What a device shows. Texts live in the arena. */
struct lic_oauth_device {
	const char *device_code; /* for the device, which keeps it secret */
	const char *user_code;   /* for people to type */
};

/*
 * Looks at a request for a device code as lic_oauth_look() does for tokens: organisation,
 * application, scope. `*ret_client` is who asks.
 */
LIC_MUST_USE lic_rc lic_oauth_device_look(struct lic_ctx *ctx,
	const struct lic_oauth_request *request, struct lic_oauth_client *ret_client);

/*
 * Makes a device code for `client`, good for LIC_OAUTH_DEVICE_MS, in a writing transaction;
 * `request` tells the scope. `*ret_device` has the codes. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_oauth_device_begin(struct lic_ctx *ctx,
	const struct lic_oauth_request *request, const struct lic_oauth_client *client,
	struct lic_oauth_device *ret_device);

#endif
