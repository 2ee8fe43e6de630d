/*
 * Browsers: cookies, forms and where they come from. Private to api/signin and to the
 * authentication of the API by cookie.
 *
 * Three cookies: one has the secret of the session; another, for people who are not signed in yet,
 * a random text that forms must repeat in another shape, so that nobody can make a browser send a
 * form of ours from elsewhere (also not one that signs it in as somebody else); the third has the
 * language that the person has chosen on a page.
 *
 * Threading: as in api_int.h.
 */
#ifndef LIC_API_SIGNIN_BROWSER_INT_H
#define LIC_API_SIGNIN_BROWSER_INT_H

#include "api/api_int.h"
#include "api/signin/words_int.h"
#include "service/sessions.h"

#define LIC_FORM_BYTES ((size_t)64 * 1024)
/* Percent-encoded once more, and with a user name to propose, it still fits into a request's head.
 */
#define LIC_NEXT_BYTES_MAX ((size_t)6 * 1024)

/* What a request of a browser brings. */
struct lic_browser {
	const char *session;     /* secret of its session, or NULL; not proved yet */
	const char *form_secret; /* secret that forms repeat before there is a session, or NULL */
	enum lic_language language; /* what to speak */
	const char *locales;        /* what the application wishes for (ui_locales); "": nothing */
	struct lic_url_query form;  /* fields of the form that was sent */
};

/* Which secret a form must repeat. */
enum lic_form_kind {
	LIC_FORM_OPEN,   /* that of the browser */
	LIC_FORM_SESSION /* that of the session */
};

/*
 * Finds the language to answer `req` in: the one that the person has chosen on a page before, else
 * what `locales` wishes for (NULL: nothing), else what the browser does.
 */
enum lic_language lic_browser__language(const struct lic_api_request *req, const char *locales);

/*
 * Reads cookies and language of `req`, and, when its method is POST, the form in its body, into
 * `*ret_browser`. Errors: LIC_E_INVALID for a body that is no form; LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_browser__read(struct lic_api_request *req, struct lic_browser *ret_browser);

/*
 * Finds the secret in the cookie of the session of `req`.
 * Returns it, in the arena, or NULL when there is none that could be one.
 */
const char *lic_browser__session(const struct lic_api_request *req);

/*
 * Tells whether `req` was sent by a page of ours, as far as its headers tell: neither Origin nor
 * Sec-Fetch-Site name another place.
 */
bool lic_browser__is_ours(const struct lic_api_request *req);

/*
 * Checks that the form in `browser`, which came with `req`, was on a page of ours in that very
 * browser: its field "csrf" repeats the secret of `kind`. Errors: LIC_E_DENIED.
 */
LIC_MUST_USE lic_rc lic_browser__check_form(struct lic_api_request *req,
	const struct lic_browser *browser, enum lic_form_kind kind);

/*
 * Finds the field `name` of the form in `browser` or, without one, of the query of `req`.
 * Returns it, borrowed until the request ends; "" when there is none.
 */
const char *lic_browser__field(const struct lic_api_request *req, const struct lic_browser *browser,
	const char *name);

/*
 * Gives the browser that sent `req` the cookie with a session's `secret`, which its scripts cannot
 * read, or, when that is NULL, takes it away. Errors: LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_browser__set_session(struct lic_api_request *req, const char *secret);

/*
 * Makes sure that `browser`, which sent `req`, has a secret for forms, giving it a cookie when it
 * has none. Errors:
 * LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_browser__need_form_secret(struct lic_api_request *req,
	struct lic_browser *browser);

/*
 * Tells whether `next` may be gone to after signing in: a path of ours with its query, or a page of
 * the admin centre, "/#/users", and nothing that a browser reads as another host.
 */
bool lic_browser__is_local(const char *next);

/*
 * Answers `req` by sending the browser to `address`: absolute, or a path of ours. Errors:
 * LIC_E_NOMEM.
 */
LIC_MUST_USE lic_rc lic_browser__redirect(struct lic_api_request *req, const char *address);

#endif
