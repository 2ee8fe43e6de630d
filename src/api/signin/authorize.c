/*
 * GET and POST /{tenant}/oauth2/v2.0/authorize and /{tenant}/oauth2/authorize: an application asks
 * for somebody to sign in. The answer is a page, or sends the browser back to the application, with
 * a code or an error, or on to the page for signing in.
 */
#include "api/signin/authorize_int.h"
#include "api/signin/login_int.h"
#include "base/text.h"
#include "service/sign_in.h"

#include <string.h>

#define ADDRESS_BYTES_MAX ((size_t)1024 * 1024)

/* What the steps hand on. */
struct state {
	struct lic_browser browser;     /* who asks */
	struct lic_authorize authorize; /* what for */
	bool may_self;                  /* he may consent for himself */
	bool may_everybody;             /* he may consent for all */
	const char *code;               /* new, or NULL */
};

lic_rc lic_signin__authorize_decode(struct lic_api_request *req)
{
	struct state *state = lic_arena_alloc(req->ctx.arena, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	req->state = state;
	LIC_TRY(lic_browser__read(req, &state->browser));
	return lic_authorize__from_request(req, &state->browser, &state->authorize);
}

lic_rc lic_signin__authorize_before(struct lic_api_request *req)
{
	struct state *state = req->state;
	struct lic_authorize *authorize = &state->authorize;

	LIC_TRY(lic_authorize__check(req, &state->browser, authorize));
	req->is_settled =
		authorize->error != NULL || !authorize->has_session || authorize->missing != 0;
	return authorize->has_session
		? lic_consent_may(&req->ctx, &state->may_self, &state->may_everybody)
		: LIC_OK_RC;
}

lic_rc lic_signin__authorize_run(struct lic_api_request *req)
{
	struct state *state = req->state;
	const struct lic_authorize *authorize = &state->authorize;
	const struct lic_code_input input = {
		.redirect_uri = authorize->values[LIC_AUTHORIZE_REDIRECT_URI],
		.scope = authorize->scope,
		.nonce = authorize->values[LIC_AUTHORIZE_NONCE],
		.challenge = authorize->values[LIC_AUTHORIZE_CHALLENGE],
		.auth_ms = authorize->session.created_ms,
	};

	LIC_TRY(lic_session_touch(&req->ctx, authorize->session.id));
	return lic_code_issue(&req->ctx, &authorize->client, &input, &state->code);
}

lic_rc lic_authorize__to_login(struct lic_api_request *req, const struct lic_browser *browser,
	const char *tenant, const char *next, const char *hint)
{
	LIC_AUTO(lic_buf_done) struct lic_buf text;
	const char *address = NULL;
	const char *name = NULL;

	lic_buf_init(&text, ADDRESS_BYTES_MAX);
	lic_buf_puts(&text, "/");
	lic_url_encode(&text, tenant);
	lic_buf_puts(&text, "/login?next=");
	lic_url_encode(&text, next);
	/* What is longer names nobody, and would only make the address too long. */
	if (hint != NULL && lic_text_length(hint) <= LIC_SIGN_IN_NAME_MAX) {
		lic_buf_puts(&text, "&login_hint=");
		lic_url_encode(&text, hint);
	}
	if (*browser->locales != '\0') {
		lic_buf_printf(&text, "&ui_locales=%s", lic_language_tag(browser->language, &name));
	}
	LIC_TRY(lic_buf_status(&text));
	address = lic_arena_strdup(req->ctx.arena, text.data);
	return address == NULL ? LIC_RC(LIC_E_NOMEM) : lic_browser__redirect(req, address);
}

lic_rc lic_signin__authorize_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	const struct lic_authorize *authorize = &state->authorize;
	const char *next = NULL;

	if (authorize->error != NULL || state->code != NULL) {
		return lic_authorize__send_back(req, &state->browser, authorize, state->code);
	}
	if (authorize->has_session) {
		return lic_authorize__ask(req, &state->browser, authorize, state->may_self,
			state->may_everybody);
	}
	next = lic_authorize__address(req, authorize, false);
	return next == NULL ? LIC_RC(LIC_E_NOMEM)
			    : lic_authorize__to_login(req, &state->browser, authorize->tenant, next,
				      authorize->values[LIC_AUTHORIZE_LOGIN_HINT]);
}

/* What goes back to an application: names and values, NULL where there is none. */
struct pair {
	const char *name;  /* parameter */
	const char *value; /* or NULL */
};

#define PAIRS 5

static lic_rc list_pairs(struct lic_api_request *req, const struct lic_authorize *authorize,
	const char *code, struct pair pairs[PAIRS])
{
	const char *session =
		lic_arena_strdup(req->ctx.arena, lic_guid_format(&authorize->session.guid).text);

	if (session == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	pairs[0] = (struct pair){"code", code};
	pairs[1] = (struct pair){"error", code == NULL ? authorize->error : NULL};
	pairs[2] = (struct pair){"error_description", code == NULL ? authorize->description : NULL};
	pairs[3] = (struct pair){"state", authorize->values[LIC_AUTHORIZE_STATE]};
	pairs[4] = (struct pair){"session_state", code == NULL ? NULL : session};
	return LIC_OK_RC;
}

static lic_rc send_by_form(struct lic_api_request *req, const struct lic_browser *browser,
	const char *address, const struct pair pairs[PAIRS])
{
	struct lic_page page;

	LIC_TRY(lic_page__begin(req, browser, 200, LIC_WORD_SIGNED_IN, address, &page));
	lic_page__markup(&page, "<form method=\"post\" action=\"");
	lic_page__text(&page, address);
	lic_page__markup(&page, "\">\n");
	for (size_t i = 0; i < PAIRS; i++) {
		if (pairs[i].value != NULL) {
			lic_page__hidden(&page, pairs[i].name, pairs[i].value);
		}
	}
	lic_page__markup(&page, "<div class=\"actions\">");
	lic_page__button(&page, "first", NULL, NULL, LIC_WORD_CONTINUE);
	lic_page__markup(&page, "</div>\n</form>\n");
	return lic_page__end(&page, NULL);
}

static lic_rc send_by_address(struct lic_api_request *req, const char *address, bool is_fragment,
	const struct pair pairs[PAIRS])
{
	LIC_AUTO(lic_buf_done) struct lic_buf text;
	const char *separator = "?";
	const char *whole = NULL;

	if (is_fragment) {
		separator = "#";
	} else if (strchr(address, '?') != NULL) {
		separator = "&";
	}
	lic_buf_init(&text, ADDRESS_BYTES_MAX);
	lic_buf_puts(&text, address);
	for (size_t i = 0; i < PAIRS; i++) {
		if (pairs[i].value != NULL) {
			lic_buf_printf(&text, "%s%s=", separator, pairs[i].name);
			lic_url_encode(&text, pairs[i].value);
			separator = "&";
		}
	}
	LIC_TRY(lic_buf_status(&text));
	whole = lic_arena_strdup(req->ctx.arena, text.data);
	return whole == NULL ? LIC_RC(LIC_E_NOMEM) : lic_browser__redirect(req, whole);
}

lic_rc lic_authorize__send_back(struct lic_api_request *req, const struct lic_browser *browser,
	const struct lic_authorize *authorize, const char *code)
{
	const char *address = authorize->values[LIC_AUTHORIZE_REDIRECT_URI];
	struct pair pairs[PAIRS];

	LIC_TRY(list_pairs(req, authorize, code, pairs));
	return authorize->mode == LIC_RESPONSE_FORM
		? send_by_form(req, browser, address, pairs)
		: send_by_address(req, address, authorize->mode == LIC_RESPONSE_FRAGMENT, pairs);
}
