/*
 * What applications were granted, as Graph lists it: an application's own permissions one by one,
 * delegated ones together for each application and person, or for everybody. For reading: granting
 * and taking back are application_grants.c's.
 *
 * What is granted is always a permission of one resource, Microsoft Graph, which is here as a
 * service principal without an application.
 *
 * Threading: none of its own; runs in the caller's transaction.
 */
#ifndef LIC_SERVICE_CONSENTS_H
#define LIC_SERVICE_CONSENTS_H

#include "service/applications.h"

#include <stddef.h>

/* What stands in one line. Texts live in the request's arena. */
struct lic_consent {
	int64_t application_id;      /* key of the application that was granted it */
	struct lic_guid client_guid; /* id of its service principal */
	const char *client_name;     /* its name */
	lic_permissions permissions; /* what; of an application's own exactly one */
	int64_t granted_ms;          /* since when: of several the first */
	int64_t user_id;             /* who consented for himself; 0: it is for everybody, or own */
	struct lic_guid user_guid;   /* his id, when user_id is not 0 */
};

/* Where a page begins: behind this line; all zero: at the start. */
struct lic_consent_place {
	int64_t application_id; /* key of the application */
	int64_t line;           /* which of its lines: above 0 */
};

/* Whose consent is asked for. */
enum lic_consent_of {
	LIC_CONSENT_OF_ANYBODY, /* every kind */
	LIC_CONSENT_FOR_ALL,    /* what is for everybody */
	LIC_CONSENT_OF_SOMEBODY /* what people consented to for themselves */
};

/* Which lines are asked for. */
struct lic_consent_query {
	bool is_delegated;              /* in people's names, else applications' own */
	const struct lic_guid *client;  /* of this service principal alone; NULL: of all */
	const struct lic_guid *user;    /* by this user for himself alone; NULL: by anybody */
	enum lic_consent_of of;         /* which kind of consent, of delegated ones */
	struct lic_consent_place after; /* the last line of the page before */
	unsigned limit;                 /* most lines: 1 to 999 */
};

/* A page of lines: by application, in the order they were registered. */
struct lic_consent_page {
	struct lic_consent *list;      /* in the arena */
	size_t count;                  /* number of them */
	bool has_more;                 /* another page follows */
	struct lic_consent_place next; /* what to pass as `after` for it */
};

/*
 * Reads the page that `query` describes into `*ret_page`. Applications are looked at one by one: an
 * organisation has few. Errors: LIC_E_DENIED without LIC_ACTION_READ_APPLICATIONS; as the store's.
 */
LIC_MUST_USE lic_rc lic_consent_list(struct lic_ctx *ctx, const struct lic_consent_query *query,
	struct lic_consent_page *ret_page);

#endif
