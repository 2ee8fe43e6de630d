/*
 * Failures of the OAuth endpoints: one table of the numbers that clients know (AADSTS…), OAuth's
 * own word for each, and the HTTP status (client contract 1.9).
 *
 * Threading: no state.
 */
#ifndef LIC_SERVICE_OAUTH_ERROR_H
#define LIC_SERVICE_OAUTH_ERROR_H

#include "service/context.h"

/* What can go wrong. */
enum lic_oauth_failure {
	LIC_OAUTH_MALFORMED,         /* the request is not one */
	LIC_OAUTH_MISSING,           /* a parameter is missing */
	LIC_OAUTH_UNKNOWN_TENANT,    /* no such organisation */
	LIC_OAUTH_UNKNOWN_CLIENT,    /* no such application */
	LIC_OAUTH_DISABLED_CLIENT,   /* the application may not sign in */
	LIC_OAUTH_NO_CREDENTIAL,     /* it must prove itself */
	LIC_OAUTH_BAD_SECRET,        /* the secret is wrong */
	LIC_OAUTH_EXPIRED_SECRET,    /* the secret is or was good at another time */
	LIC_OAUTH_BAD_ASSERTION,     /* the assertion proves nothing */
	LIC_OAUTH_UNSUPPORTED_GRANT, /* no such grant, or it is turned off */
	LIC_OAUTH_BAD_SCOPE,         /* a scope that is none */
	LIC_OAUTH_BAD_RESOURCE,      /* an API that is not here */
	LIC_OAUTH_BAD_CODE,          /* the code is unknown, used or expired */
	LIC_OAUTH_BAD_REDIRECT,      /* another address than the code was sent to */
	LIC_OAUTH_BAD_VERIFIER,      /* PKCE fails */
	LIC_OAUTH_BAD_REFRESH,     /* the refresh token is unknown, revoked or of another client */
	LIC_OAUTH_EXPIRED_REFRESH, /* it was good */
	LIC_OAUTH_BAD_PASSWORD,    /* user name or password */
	LIC_OAUTH_MUST_CHANGE,     /* the password must be changed first */
	LIC_OAUTH_BAD_USER,        /* the user may not sign in any more */
	LIC_OAUTH_NO_CONSENT,      /* the application was not granted what it asks for */
	LIC_OAUTH_PENDING,         /* nobody has approved the device yet */
	LIC_OAUTH_DECLINED,        /* somebody has refused it */
	LIC_OAUTH_EXPIRED_DEVICE,  /* nobody has approved it in time */
	LIC_OAUTH_FAILURE_MAX_
};

/* What a failure means to clients. */
struct lic_oauth_meaning {
	const char *number;   /* decimal digits: key of the table, and lic_err.public_code */
	const char *error;    /* OAuth's word */
	const char *suberror; /* or NULL */
	unsigned status;      /* HTTP status */
	const char *title;    /* what it is, for people */
};

/*
 * Fails a request for `failure`, in the words formatted from `fmt`, which are also the reason in
 * the audit log. Returns LIC_E_DENIED with the number in ctx->err.
 */
LIC_MUST_USE lic_rc lic_oauth_fail(struct lic_ctx *ctx, enum lic_oauth_failure failure,
	const char *fmt, ...) LIC_PRINTF(3, 4);

/*
 * Finds what the public code `number` of a failure means; NULL when it is none of this table.
 * Returns static data.
 */
const struct lic_oauth_meaning *lic_oauth_meaning(const char *number);

#endif
