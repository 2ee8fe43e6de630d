/*
 * The organisation, and the tokens by which programs and people reach it.
 *
 * Threading: none of its own; runs in the caller's transaction.
 */
#ifndef LIC_SERVICE_TENANTS_H
#define LIC_SERVICE_TENANTS_H

#include "service/context.h"

#define LIC_TOKEN_PREFIX "lic_" /* what access tokens begin with that are made by hand */
#define LIC_TOKEN_DAYS_DEFAULT 90
#define LIC_TOKEN_DAYS_MAX 3650

/* The organisation. Texts live in the request's arena. */
struct lic_tenant {
	int64_t id;               /* key */
	struct lic_guid guid;     /* Graph's id */
	const char *display_name; /* name */
	const char *country;      /* countryLetterCode */
	const char *variant;      /* "worldwide" */
	int64_t created_ms;       /* when it was made */
	struct lic_tenant_domain {
		const char *name; /* for example "contoso.example" */
		bool is_default;  /* the one for new users */
	} * domains;              /* verified domains, the default one first */
	size_t domain_count;      /* number of domains */
};

/* A token as stored: never the token itself. */
struct lic_token {
	struct lic_guid guid;          /* id */
	const char *name;              /* what it is for */
	enum lic_role role;            /* what it may do */
	int64_t created_ms;            /* when it was made */
	int64_t expires_ms;            /* until when it is good */
	struct lic_opt_int revoked_ms; /* when it was revoked, if it was */
};

/*
 * Makes the organisation `name` (1 to 256 characters) with the verified domain `domain` and the
 * country `country` (ISO 3166-1), and imports the built-in catalogue. Sets ctx->caller's
 * organisation. Errors: LIC_E_INVALID; LIC_E_CONFLICT when the domain belongs to another one of the
 * installation; as the store's.
 */
LIC_MUST_USE lic_rc lic_tenant_init(struct lic_ctx *ctx, const char *name, const char *domain,
	const char *country);

/* An organisation in a list of all of them. Texts live in the request's arena. */
struct lic_tenant_line {
	int64_t id;                     /* key */
	struct lic_guid guid;           /* Graph's id */
	const char *display_name;       /* name */
	const char *domain;             /* default domain; NULL while it is being deleted */
	const char *country;            /* countryLetterCode */
	int64_t created_ms;             /* when it was made */
	struct lic_opt_int deleting_ms; /* since when it is being deleted, if it is */
};

/*
 * Lists all organisations of the installation, also those that are being deleted, for somebody at
 * the machine's own command line. `*ret_list` lives in the arena and has `*ret_count` entries.
 * Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_tenant_list(struct lic_ctx *ctx, struct lic_tenant_line **ret_list,
	size_t *ret_count);

/*
 * Finds the organisation with the GUID text or default domain `key` (NULL: the only one).
 * `*ret_tenant` is it, with texts in the arena. Errors:
 * LIC_E_NOTFOUND when there is none; LIC_E_INVALID, naming them, when none was named and there are
 * several; as the store's.
 */
LIC_MUST_USE lic_rc lic_tenant_choose(struct lic_ctx *ctx, const char *key,
	struct lic_tenant_line *ret_tenant);

/*
 * Makes `ctx` act for the organisation `tenant`, as somebody at the machine's own command line:
 * every action is allowed. Errors: LIC_E_CONFLICT for one that is being deleted.
 */
LIC_MUST_USE lic_rc lic_tenant_use_local(struct lic_ctx *ctx, const struct lic_tenant_line *tenant);

/*
 * Makes sure that the database holds an organisation, whichever. Errors: LIC_E_NOTFOUND; as the
 * store's.
 */
LIC_MUST_USE lic_rc lic_tenant_exists(struct lic_ctx *ctx);

/*
 * Reads the caller's organisation. Errors: LIC_E_DENIED; as the store's.
 * Texts of `*ret_tenant` live in the arena.
 */
LIC_MUST_USE lic_rc lic_tenant_load(struct lic_ctx *ctx, struct lic_tenant *ret_tenant);

/*
 * Makes a token called `name` (1 to 64 characters) with `role`, good for `days` (1 to
 * LIC_TOKEN_DAYS_MAX). `*ret_text` is the token itself, in the arena: it is shown once and stored
 * only as a hash. Errors: LIC_E_INVALID; LIC_E_DENIED, also when the caller lacks the rights of
 * `role`; as the store's.
 */
LIC_MUST_USE lic_rc lic_token_create(struct lic_ctx *ctx, const char *name, enum lic_role role,
	int64_t days, struct lic_token *ret_token, const char **ret_text);

/*
 * Lists the tokens, also those that are over. `*ret_list` lives in the arena. Errors: LIC_E_DENIED;
 * as the store's.
 * It has `*ret_count` entries.
 */
LIC_MUST_USE lic_rc lic_token_list(struct lic_ctx *ctx, struct lic_token **ret_list,
	size_t *ret_count);

/*
 * Revokes the token with GUID text `key`; it is refused from the next request on. Errors:
 * LIC_E_NOTFOUND, also when it is revoked already; LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_token_revoke(struct lic_ctx *ctx, const char *key);

/*
 * Finds out who bears the token `text` and sets ctx->caller. Errors: LIC_E_DENIED with Graph's code
 * "InvalidAuthenticationToken" in ctx->err for one that is malformed, unknown, expired or revoked;
 * as the store's.
 */
LIC_MUST_USE lic_rc lic_token_authenticate(struct lic_ctx *ctx, const char *text);

#endif
