/*
 * Browsers: see browser_int.h.
 */
#include "api/signin/browser_int.h"

#include "api/signin/form_int.h"
#include "auth/secret.h"
#include "base/text.h"

#include <string.h>

/* Names of cookies. With "__Host-" a browser takes them only over TLS, for this very host and all
 * its paths. */
#define COOKIE_SESSION "__Host-licentia"
#define COOKIE_FORM "__Host-licentia-form"
#define COOKIE_LANGUAGE "__Host-licentia-language"
#define COOKIE_SESSION_PLAIN "licentia-session"
#define COOKIE_FORM_PLAIN "licentia-form"
#define COOKIE_LANGUAGE_PLAIN "licentia-language"

static bool is_secure(const struct lic_api_request *req)
{
	return strncmp(req->in->origin, "https://", 8) == 0;
}

/* The value of the cookie called `name`, copied; NULL when there is none. */
static const char *find_cookie(const struct lic_api_request *req, const char *name)
{
	const char *text = lic_api__header(req, "Cookie");
	size_t name_len = strlen(name);

	while (text != NULL && *text != '\0') {
		size_t len = strcspn(text, ";");

		if (len > name_len && text[name_len] == '=' && memcmp(text, name, name_len) == 0) {
			return lic_arena_copy(req->ctx.arena, text + name_len + 1,
				len - name_len - 1);
		}
		text += len;
		text += strspn(text, "; ");
	}
	return NULL;
}

/* The secret in the cookie called `name`, copied; NULL when there is none that could be one. */
static const char *find_secret(const struct lic_api_request *req, const char *name)
{
	const char *text = find_cookie(req, name);

	return text != NULL && strlen(text) == LIC_SECRET_RANDOM_CHARS &&
			strspn(text,
				"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
				LIC_SECRET_RANDOM_CHARS
		? text
		: NULL;
}

const char *lic_browser__session(const struct lic_api_request *req)
{
	return find_secret(req, is_secure(req) ? COOKIE_SESSION : COOKIE_SESSION_PLAIN);
}

enum lic_language lic_browser__language(const struct lic_api_request *req, const char *locales)
{
	const char *chosen =
		find_cookie(req, is_secure(req) ? COOKIE_LANGUAGE : COOKIE_LANGUAGE_PLAIN);
	enum lic_language language;

	return chosen != NULL && lic_language_parse(chosen, &language)
		? language
		: lic_language_choose(locales, lic_api__header(req, "Accept-Language"));
}

bool lic_browser__is_ours(const struct lic_api_request *req)
{
	const char *origin = lic_api__header(req, "Origin");
	const char *site = lic_api__header(req, "Sec-Fetch-Site");

	if (origin != NULL && strcmp(origin, req->in->origin) != 0) {
		return false;
	}
	return site == NULL || strcmp(site, "same-origin") == 0 || strcmp(site, "none") == 0;
}

static lic_rc set_cookie(struct lic_api_request *req, const char *name, const char *value)
{
	const char *cookie = lic_arena_printf(req->ctx.arena,
		"%s=%s; Path=/; HttpOnly; SameSite=Lax%s%s", name, value == NULL ? "" : value,
		is_secure(req) ? "; Secure" : "", value == NULL ? "; Max-Age=0" : "");

	if (cookie == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	lic_http_add_header(req->ex, "Set-Cookie", cookie);
	return LIC_OK_RC;
}

/* Settles the language; one that the person chooses now, by a link on the page, is remembered. */
static lic_rc read_language(struct lic_api_request *req, struct lic_browser *browser)
{
	const char *chosen = lic_api__option(req, "language");
	const char *name = NULL;

	browser->locales = lic_browser__field(req, browser, "ui_locales");
	browser->language = lic_browser__language(req, browser->locales);
	return chosen != NULL && lic_language_parse(chosen, &browser->language)
		? set_cookie(req, is_secure(req) ? COOKIE_LANGUAGE : COOKIE_LANGUAGE_PLAIN,
			  lic_language_tag(browser->language, &name))
		: LIC_OK_RC;
}

lic_rc lic_browser__read(struct lic_api_request *req, struct lic_browser *ret_browser)
{
	struct lic_browser browser = {
		.session = lic_browser__session(req),
		.form_secret = find_secret(req, is_secure(req) ? COOKIE_FORM : COOKIE_FORM_PLAIN),
	};

	if (strcmp(req->in->method, "POST") == 0) {
		LIC_TRY(lic_form__read(req, &browser.form));
	}
	LIC_TRY(read_language(req, &browser));
	*ret_browser = browser;
	return LIC_OK_RC;
}

const char *lic_browser__field(const struct lic_api_request *req, const struct lic_browser *browser,
	const char *name)
{
	const char *value = lic_url_query_get(&browser->form, name);

	if (value == NULL && browser->form.count == 0) {
		value = lic_api__option(req, name);
	}
	return value == NULL ? "" : value;
}

lic_rc lic_browser__check_form(struct lic_api_request *req, const struct lic_browser *browser,
	enum lic_form_kind kind)
{
	const char *secret = kind == LIC_FORM_SESSION ? browser->session : browser->form_secret;
	const char *repeated = lic_url_query_get(&browser->form, "csrf");
	char expected[LIC_SESSION_CSRF_BYTES];

	if (secret != NULL && repeated != NULL && lic_browser__is_ours(req)) {
		lic_session_csrf(secret, expected);
		if (lic_secret_equal(expected, repeated)) {
			return LIC_OK_RC;
		}
	}
	return lic_err_set(&req->err, LIC_E_DENIED, "Authorization_RequestDenied",
		"The form does not come from a page of this server in this browser.");
}

lic_rc lic_browser__set_session(struct lic_api_request *req, const char *secret)
{
	return set_cookie(req, is_secure(req) ? COOKIE_SESSION : COOKIE_SESSION_PLAIN, secret);
}

lic_rc lic_browser__need_form_secret(struct lic_api_request *req, struct lic_browser *browser)
{
	if (browser->form_secret != NULL) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_secret_make(req->ctx.arena, "", &browser->form_secret));
	return set_cookie(req, is_secure(req) ? COOKIE_FORM : COOKIE_FORM_PLAIN,
		browser->form_secret);
}

bool lic_browser__is_local(const char *next)
{
	size_t len = strlen(next);

	if (len == 0 || len > LIC_NEXT_BYTES_MAX || next[0] != '/' || next[1] == '/') {
		return false;
	}
	/* The pages of the admin centre have their addresses behind "/#". */
	for (size_t i = next[1] == '#' ? 2 : 0; i < len; i++) {
		if (next[i] <= ' ' || next[i] > '~' || strchr("\\\"<>#", next[i]) != NULL) {
			return false;
		}
	}
	return true;
}

lic_rc lic_browser__redirect(struct lic_api_request *req, const char *address)
{
	const char *whole = address[0] == '/'
		? lic_arena_printf(req->ctx.arena, "%s%s", req->in->origin, address)
		: address;

	if (whole == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	lic_buf_clear(&req->ex->reply);
	/* 303: what follows is a GET, whatever this was; a password is not sent on. */
	req->ex->status = strcmp(req->in->method, "POST") == 0 ? 303 : 302;
	lic_http_add_header(req->ex, "Location", whole);
	lic_http_add_header(req->ex, "Referrer-Policy", "no-referrer");
	return LIC_OK_RC;
}
