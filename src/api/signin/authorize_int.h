/*
 * The request of an application to sign somebody in (RFC 6749 4.1.1, OpenID Connect Core 3.1.2), as
 * /{tenant}/oauth2/v2.0/authorize and, with `resource` instead of `scope`,
 * /{tenant}/oauth2/authorize take it. Private to api/signin.
 *
 * Threading: as in api_int.h.
 */
#ifndef LIC_API_SIGNIN_AUTHORIZE_INT_H
#define LIC_API_SIGNIN_AUTHORIZE_INT_H

#include "api/signin/page_int.h"
#include "service/authorizations.h"

/* Parameters that count; others are ignored. */
enum lic_authorize_param {
	LIC_AUTHORIZE_CLIENT_ID,
	LIC_AUTHORIZE_REDIRECT_URI,
	LIC_AUTHORIZE_RESPONSE_TYPE,
	LIC_AUTHORIZE_RESPONSE_MODE,
	LIC_AUTHORIZE_SCOPE,
	LIC_AUTHORIZE_RESOURCE,
	LIC_AUTHORIZE_STATE,
	LIC_AUTHORIZE_NONCE,
	LIC_AUTHORIZE_PROMPT,
	LIC_AUTHORIZE_LOGIN_HINT,
	LIC_AUTHORIZE_MAX_AGE,
	LIC_AUTHORIZE_CHALLENGE,
	LIC_AUTHORIZE_CHALLENGE_METHOD,
	LIC_AUTHORIZE_UI_LOCALES,
	LIC_AUTHORIZE_SIGNED_IN_AFTER, /* ours: the session must be newer; ms since 1970 */
	LIC_AUTHORIZE_REQUEST,
	LIC_AUTHORIZE_REQUEST_URI,
	LIC_AUTHORIZE_PARAM_MAX_
};

/* How the answer goes back. */
enum lic_response_mode {
	LIC_RESPONSE_QUERY,
	LIC_RESPONSE_FRAGMENT,
	LIC_RESPONSE_FORM
};

/* One such request. */
struct lic_authorize {
	const char *tenant;                           /* first segment of the path */
	bool is_v1;                                   /* the older path */
	const char *values[LIC_AUTHORIZE_PARAM_MAX_]; /* NULL when not given */
	enum lic_response_mode mode;                  /* how to answer */
	const char *scope;                            /* what it asks for, as text for the code */
	struct lic_scopes scopes;                     /* the same, read */
	struct lic_client client;                     /* who asks */
	struct lic_session session;                   /* of the person */
	bool has_session;                             /* ctx.caller is a user who will do */
	lic_permissions missing;                      /* what nobody has consented to yet */
	const char *error;       /* what goes back instead of a code, or NULL */
	const char *description; /* the same, for the application's makers */
};

/*
 * Tells whether `path`, with its query, looks like the address of such a request: reading it finds
 * out.
 */
bool lic_authorize__is_address(const char *path);

/*
 * Reads the address `path`, which lic_authorize__is_address(), of a request that came before `req`,
 * into `*ret_authorize`. Errors: LIC_E_INVALID when it is none; as lic_url_split() and
 * lic_url_query_parse().
 */
LIC_MUST_USE lic_rc lic_authorize__from_address(struct lic_api_request *req, const char *path,
	struct lic_authorize *ret_authorize);

/*
 * Reads the request that `req`, with `browser`, is. Errors: LIC_E_BUG for another path.
 * `*ret_authorize` is set on success.
 */
LIC_MUST_USE lic_rc lic_authorize__from_request(struct lic_api_request *req,
	const struct lic_browser *browser, struct lic_authorize *ret_authorize);

/*
 * Finds the application of `authorize` in the organisation of its tenant segment, or, when that
 * leaves it open, of the caller of `req`; the organisation of that caller is set or 0 afterwards.
 * `*ret_found` is false when there is no such application. Errors: as the store's.
 */
LIC_MUST_USE lic_rc lic_authorize__find_client(struct lic_api_request *req,
	struct lic_authorize *authorize, bool *ret_found);

/*
 * Checks all of `authorize`, as `req` with `browser` brings it: the person's session first, then
 * the application and where to send people back to; after that whatever is wrong is told the
 * application, in authorize->error. Errors: LIC_E_INVALID for an unknown organisation or
 * application or an address that is not registered, of which only the person is told; as the
 * store's.
 */
LIC_MUST_USE lic_rc lic_authorize__check(struct lic_api_request *req,
	const struct lic_browser *browser, struct lic_authorize *authorize);

/*
 * Writes the address of `authorize` for when the person has signed in, or, `has_consented`, has
 * consented too: without what then is done. One that asks for a new sign-in (prompt, max_age) tells
 * instead that the session must be from after now. Returns it in the arena of `req`, or NULL when
 * memory is out.
 */
const char *lic_authorize__address(struct lic_api_request *req,
	const struct lic_authorize *authorize, bool has_consented);

/*
 * Sends `browser`, whose request is `req`, to the page for signing in, in the language that was
 * wished for, and from there to `next`. `tenant` is the first segment of its path, `hint` the user
 * name to propose, or NULL. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_authorize__to_login(struct lic_api_request *req,
	const struct lic_browser *browser, const char *tenant, const char *next, const char *hint);

/*
 * Answers `req` by sending its `browser` back to the application of `authorize`: with `code`, or,
 * when that is NULL, with the error. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_authorize__send_back(struct lic_api_request *req,
	const struct lic_browser *browser, const struct lic_authorize *authorize, const char *code);

/*
 * Answers `req` with the page that asks the person before `browser` for consent to what is missing
 * of `authorize`. `may_self` and `may_everybody`
 * tell what the person may. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_authorize__ask(struct lic_api_request *req,
	const struct lic_browser *browser, const struct lic_authorize *authorize, bool may_self,
	bool may_everybody);

/*
 * Writes what `permissions` allow as a list into `page`.
 */
void lic_authorize__list(struct lic_page *page, lic_permissions permissions);

/*
 * Writes `permissions` into the form that `page` is writing, for lic_authorize__was_shown: what is
 * agreed to is what was shown, and not what may be asked for meanwhile.
 */
void lic_authorize__remember(struct lic_page *page, lic_permissions permissions);

/*
 * Whether the form that `browser` has sent with `req` showed exactly `permissions`.
 */
bool lic_authorize__was_shown(const struct lic_api_request *req, const struct lic_browser *browser,
	lic_permissions permissions);

#endif
