/*
 * Application registrations: programs that sign in by themselves or in a person's name, where they
 * may be reached, how they prove who they are, and what they were granted.
 *
 * An application and its service principal are one: both are of this organisation. `key` is always
 * the application's id or its client id (appId), as GUID text.
 *
 * Threading: none of its own; runs in the caller's transaction.
 */
#ifndef LIC_SERVICE_APPLICATIONS_H
#define LIC_SERVICE_APPLICATIONS_H

#include "auth/permissions.h"
#include "core/redirect.h"
#include "odata/condition.h"
#include "service/context.h"

#include <stddef.h>

#define LIC_APPLICATION_NAME_MAX 256
#define LIC_APPLICATION_REDIRECTS_MAX 256
#define LIC_APPLICATION_CREDENTIALS_MAX 50
#define LIC_CREDENTIAL_NAME_MAX 120
#define LIC_SECRET_DAYS_DEFAULT 180
#define LIC_SECRET_DAYS_MAX 730

/* How an application proves who it is. Stored as these numbers. */
enum lic_credential_kind {
	LIC_CREDENTIAL_SECRET = 0,
	LIC_CREDENTIAL_CERTIFICATE = 1
};

/* A secret or certificate as it may be shown. */
struct lic_credential {
	struct lic_guid guid;          /* keyId */
	enum lic_credential_kind kind; /* what it is */
	const char *name;              /* what it is for, or the certificate's subject */
	const char *hint;              /* first letters of a secret; NULL for certificates */
	struct lic_bytes sha1;         /* thumbprint of a certificate; else empty */
	struct lic_bytes sha256;       /* the longer thumbprint; else empty */
	int64_t starts_ms;             /* from when it is good */
	int64_t expires_ms;            /* until when it is good */
};

/* A permission that an application was granted. */
struct lic_grant {
	bool is_delegated;              /* in a person's name, else the application's own */
	enum lic_permission permission; /* which one */
	int64_t granted_ms;             /* since when */
	int64_t user_id;                /* who consented for himself; 0: it is for everybody */
	struct lic_guid user_guid;      /* his id, when user_id is not 0 */
	const char *user_upn;           /* his user principal name, or NULL */
};

/* An application. Texts live in the request's arena. */
struct lic_application {
	int64_t id;                         /* key */
	struct lic_guid guid;               /* id */
	struct lic_guid app_guid;           /* client id, appId */
	struct lic_guid principal_guid;     /* id of its service principal */
	const char *display_name;           /* name */
	bool is_public;                     /* it may sign people in without proving itself */
	bool is_enabled;                    /* it may sign in at all */
	int64_t created_ms;                 /* when it was registered */
	struct lic_redirect *redirects;     /* where sign-in may send people, by kind */
	size_t redirect_count;              /* number of them */
	struct lic_credential *credentials; /* secrets and certificates, the oldest first */
	size_t credential_count;            /* number of them */
	struct lic_grant *grants;           /* what it was granted: its own, for everybody, by users
					     */
	size_t grant_count;                 /* number of them */
};

/* What is to be set of an application. */
struct lic_application_patch {
	const char *display_name;             /* or NULL: leave it */
	struct lic_opt_int is_public;         /* 0 or 1; not set: leave it */
	struct lic_opt_int is_enabled;        /* 0 or 1; not set: leave it */
	bool has_redirects;                   /* redirects is the new list, in place of the old */
	const struct lic_redirect *redirects; /* the new list */
	size_t redirect_count;                /* its length */
};

/* A page of applications, without what belongs to them. */
struct lic_application_page {
	struct lic_application *list; /* in the arena; redirects, credentials, grants not read */
	size_t count;                 /* number of them */
	bool has_more;                /* another page follows */
};

/*
 * Registers an application with the properties in `patch`, of which the name is needed.
 * `app_guid`, or NULL for a new one, becomes its client id, so that well-known public clients can
 * be registered. `*ret_application` lives in the arena. Errors: LIC_E_INVALID with the property
 * named; LIC_E_CONFLICT when the client id is taken; LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_application_create(struct lic_ctx *ctx, const struct lic_guid *app_guid,
	const struct lic_application_patch *patch, struct lic_application *ret_application);

/*
 * Reads the application `key` and all that belongs to it. `*ret_application` lives in the arena.
 * Errors: LIC_E_NOTFOUND with Graph's text; LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_application_find(struct lic_ctx *ctx, const char *key,
	struct lic_application *ret_application);

/*
 * Reads a page of at most `limit` (1 to 999) applications behind the one with key `after` (0: from
 * the start). Errors: LIC_E_DENIED; as the store's. `*ret_page` lives in the arena.
 */
LIC_MUST_USE lic_rc lic_application_list(struct lic_ctx *ctx, int64_t after, unsigned limit,
	struct lic_application_page *ret_page);

/*
 * Tells of Microsoft Graph, whose permissions are all that is granted here: a service principal
 * that every organisation has, with Microsoft's client id and without an application. Its key is
 * above all others. Returns it, static; nothing belongs to it.
 */
const struct lic_application *lic_application_graph(void);

/* By which of its ids an application is looked for. */
enum lic_application_id {
	LIC_APPLICATION_BY_ID,              /* its own */
	LIC_APPLICATION_BY_APP_ID,          /* its client id */
	LIC_APPLICATION_BY_PRINCIPAL,       /* that of its service principal, which may be Microsoft
					       Graph's */
	LIC_APPLICATION_BY_PRINCIPAL_APP_ID /* the client id of a service principal, likewise */
};

/*
 * Reads the application that has `key`, GUID text, as the id that `by` says, without what belongs
 * to it. Errors: as lic_application_find().
 */
LIC_MUST_USE lic_rc lic_application_find_by(struct lic_ctx *ctx, enum lic_application_id by,
	const char *key, struct lic_application *ret_application);

/*
 * Reads what belongs to `application`, which was found without it, into it. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_application_load(struct lic_ctx *ctx, struct lic_application *application);

/* Which applications are asked for. */
struct lic_application_query {
	const struct lic_odata_condition *filter; /* on properties of lic_odata_applications or,
						     with is_principal, of
						     lic_odata_service_principals; NULL: all */
	bool is_principal;                        /* the ids asked about are those of service
						     principals */
	int64_t after;                            /* behind the one with this key; 0: the start */
	unsigned limit;                           /* most on a page: 1 to 999 */
};

/*
 * Reads the page of applications that `query` describes, by key, without what belongs to them, into
 * `*ret_page`, in the arena; of service principals Microsoft Graph is the last. They are looked at
 * one by one: an organisation has few. Errors: LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_application_query(struct lic_ctx *ctx,
	const struct lic_application_query *query, struct lic_application_page *ret_page);

/*
 * Counts all applications that meet the condition of `query` into `*ret_count`. Errors: as
 * lic_application_query().
 */
LIC_MUST_USE lic_rc lic_application_query_count(struct lic_ctx *ctx,
	const struct lic_application_query *query, int64_t *ret_count);

/*
 * Changes the application `key` by `patch`. Where it is reached, whether it must prove itself and
 * that it is enabled may be changed only by somebody who may all that it may. Nothing changed is no
 * operation. `*ret_application` is the application afterwards. Errors: as lic_application_create(),
 * LIC_E_NOTFOUND.
 */
LIC_MUST_USE lic_rc lic_application_update(struct lic_ctx *ctx, const char *key,
	const struct lic_application_patch *patch, struct lic_application *ret_application);

/*
 * Removes the application `key` with its credentials, grants, directory roles and whatever was
 * issued to it: it is refused from the next request on. Errors: LIC_E_NOTFOUND; LIC_E_DENIED; as
 * the store's.
 */
LIC_MUST_USE lic_rc lic_application_delete(struct lic_ctx *ctx, const char *key);

/* A secret to be made. */
struct lic_secret_input {
	const char *name;             /* what it is for */
	struct lic_opt_int starts_ms; /* from when it is good; not set: now */
	int64_t days;                 /* how long from then: 1 to LIC_SECRET_DAYS_MAX */
};

/*
 * Makes a secret for the application `key`, as `input` says. `*ret_text` is the secret itself, in
 * the arena: it is shown once and stored only as a hash; `*ret_credential` is the rest. Errors:
 * LIC_E_INVALID; LIC_E_LIMIT for more than LIC_APPLICATION_CREDENTIALS_MAX; LIC_E_NOTFOUND;
 * LIC_E_DENIED, also when the application may more than the caller, who could act as it with the
 * secret; as the store's.
 */
LIC_MUST_USE lic_rc lic_application_add_secret(struct lic_ctx *ctx, const char *key,
	const struct lic_secret_input *input, struct lic_credential *ret_credential,
	const char **ret_text);

/*
 * Registers the certificate in the `len` bytes at `text` (lic_certificate_read()) for the
 * application `key`, under `name` or, when that is NULL, its subject. `*ret_credential` is what is
 * stored of it. Errors: as lic_application_add_secret(); LIC_E_INVALID also for one that has
 * expired; LIC_E_CONFLICT when the application has it already.
 */
LIC_MUST_USE lic_rc lic_application_add_certificate(struct lic_ctx *ctx, const char *key,
	const char *name, const char *text, size_t len, struct lic_credential *ret_credential);

/*
 * Removes the secret or certificate (`kind`) with the id `credential_key`, GUID text, of the
 * application `key`: it is refused from the next request on. Errors: LIC_E_NOTFOUND; LIC_E_DENIED;
 * as the store's.
 */
LIC_MUST_USE lic_rc lic_application_remove_credential(struct lic_ctx *ctx, const char *key,
	enum lic_credential_kind kind, const char *credential_key);

/*
 * Grants `permissions` to the application `key`: its own, or (`is_delegated`) in the name of
 * everybody who signs in to it. Nobody grants more than he may do himself. What is granted already
 * stays as it is. `*ret_application` is the application afterwards. Errors: LIC_E_INVALID for a
 * permission that no application can have by itself; LIC_E_NOTFOUND; LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_application_grant(struct lic_ctx *ctx, const char *key, bool is_delegated,
	lic_permissions permissions, struct lic_application *ret_application);

/*
 * Takes `permission` back from the application `key`; of a delegated one (`is_delegated`) the
 * consent for everybody, or with `user_key`, an id or user principal name, what that user consented
 * to for himself. It acts on the next request. Errors: LIC_E_NOTFOUND, also when it was not
 * granted; LIC_E_DENIED; as the store's.
 */
LIC_MUST_USE lic_rc lic_application_revoke(struct lic_ctx *ctx, const char *key, bool is_delegated,
	enum lic_permission permission, const char *user_key);

#endif
