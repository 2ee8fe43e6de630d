/*
 * POST /{tenant}/consent: somebody lets an application act for him, or does not; and the page that
 * asks. `next` is the application's request, which is checked anew.
 */
#include "api/signin/authorize_int.h"
#include "api/signin/login_int.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define SHOWN_FIELD "permissions" /* of the form: what the page showed */
#define NUMBER_BYTES 24           /* room for a uint64_t in decimals */

/* What the steps hand on. */
struct state {
	struct lic_browser browser;     /* who answers */
	struct lic_authorize authorize; /* what was asked */
	bool is_accepted;               /* the answer */
	bool for_everybody;             /* it is for all of the organisation */
};

void lic_authorize__list(struct lic_page *page, lic_permissions permissions)
{
	lic_page__markup(page, "<ul>\n");
	for (int i = 0; i < LIC_PERMISSION_MAX_; i++) {
		if ((permissions & LIC_PERMISSION_BIT(i)) != 0) {
			lic_page__markup(page, "<li>");
			lic_page__text(page,
				lic_word_permission(page->language, (enum lic_permission)i));
			lic_buf_printf(page->out, " <span class=\"soft\">(%s)</span></li>\n",
				lic_permission_name((enum lic_permission)i));
		}
	}
	lic_page__markup(page, "</ul>\n");
}

/* Writes the decimal number that stands for `permissions` in a form. */
static void write_number(lic_permissions permissions, char text[NUMBER_BYTES])
{
	(void)snprintf(text, NUMBER_BYTES, "%" PRIu64, permissions);
}

void lic_authorize__remember(struct lic_page *page, lic_permissions permissions)
{
	char text[NUMBER_BYTES];

	write_number(permissions, text);
	lic_page__hidden(page, SHOWN_FIELD, text);
}

bool lic_authorize__was_shown(const struct lic_api_request *req, const struct lic_browser *browser,
	lic_permissions permissions)
{
	char text[NUMBER_BYTES];

	write_number(permissions, text);
	return strcmp(lic_browser__field(req, browser, SHOWN_FIELD), text) == 0;
}

static void write_choice(struct lic_page *page, bool may_self, bool may_everybody)
{
	if (may_everybody) {
		lic_page__markup(page,
			"<div class=\"field check\"><input type=\"checkbox\" id=\"everybody\" name=\"everybody\" value=\"1\"><label for=\"everybody\">");
		lic_page__word(page, LIC_WORD_CONSENT_EVERYBODY);
		lic_page__markup(page, "</label></div>\n");
	}
	lic_page__markup(page, "<div class=\"actions\">");
	if (may_self) {
		lic_page__button(page, "first", "decision", "accept", LIC_WORD_ACCEPT);
		lic_page__button(page, "second", "decision", "refuse", LIC_WORD_REFUSE);
	} else {
		lic_page__button(page, "second", "decision", "refuse", LIC_WORD_BACK);
	}
	lic_page__markup(page, "</div>\n</form>\n");
}

static const char *action_of(struct lic_api_request *req, const char *tenant)
{
	LIC_AUTO(lic_buf_done) struct lic_buf path;

	lic_buf_init(&path, LIC_NEXT_BYTES_MAX);
	lic_buf_puts(&path, "/");
	lic_url_encode(&path, tenant);
	lic_buf_puts(&path, "/consent");
	return lic_ok(lic_buf_status(&path)) ? lic_arena_strdup(req->ctx.arena, path.data) : NULL;
}

lic_rc lic_authorize__ask(struct lic_api_request *req, const struct lic_browser *browser,
	const struct lic_authorize *authorize, bool may_self, bool may_everybody)
{
	const char *action = action_of(req, authorize->tenant);
	const char *next = lic_authorize__address(req, authorize, true);
	struct lic_page page;

	if (action == NULL || next == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_page__begin(req, browser, 200, LIC_WORD_CONSENT,
		authorize->values[LIC_AUTHORIZE_REDIRECT_URI], &page));
	lic_page__markup(&page, "<p><strong>");
	lic_page__text(&page, authorize->client.name);
	lic_page__markup(&page, "</strong> ");
	lic_page__word(&page, LIC_WORD_CONSENT_ASKS);
	lic_page__markup(&page, "</p>\n");
	lic_authorize__list(&page, authorize->missing);
	lic_page__markup(&page, "<p class=\"soft\">");
	lic_page__word(&page, LIC_WORD_SIGNED_IN_AS);
	lic_page__markup(&page, " ");
	lic_page__text(&page, req->ctx.caller.actor_name);
	lic_page__markup(&page, "</p>\n");
	lic_page__paragraph(&page, may_self ? "soft" : "alert",
		may_self ? LIC_WORD_CONSENT_TRUST : LIC_WORD_CONSENT_ADMIN);
	lic_page__form(&page, browser, LIC_FORM_SESSION, action);
	lic_page__hidden(&page, "next", next);
	lic_authorize__remember(&page, authorize->missing);
	write_choice(&page, may_self, may_everybody);
	return lic_page__end(&page, NULL);
}

lic_rc lic_signin__consent_decode(struct lic_api_request *req)
{
	struct state *state = lic_arena_alloc(req->ctx.arena, sizeof(*state));
	const char *next = NULL;

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	req->state = state;
	LIC_TRY(lic_browser__read(req, &state->browser));
	LIC_TRY(lic_browser__check_form(req, &state->browser, LIC_FORM_SESSION));
	next = lic_browser__field(req, &state->browser, "next");
	if (!lic_browser__is_local(next) || !lic_authorize__is_address(next)) {
		return lic_err_set(&req->err, LIC_E_INVALID, "Request_BadRequest",
			"'next' must be an application's request to sign somebody in.");
	}
	state->is_accepted =
		strcmp(lic_browser__field(req, &state->browser, "decision"), "accept") == 0;
	state->for_everybody = *lic_browser__field(req, &state->browser, "everybody") != '\0';
	return lic_authorize__from_address(req, next, &state->authorize);
}

static bool was_shown(const struct lic_api_request *req, const struct state *state)
{
	return lic_authorize__was_shown(req, &state->browser, state->authorize.missing);
}

lic_rc lic_signin__consent_before(struct lic_api_request *req)
{
	struct state *state = req->state;
	struct lic_authorize *authorize = &state->authorize;

	LIC_TRY(lic_authorize__check(req, &state->browser, authorize));
	if (authorize->error == NULL && authorize->has_session && !state->is_accepted) {
		authorize->error = "access_denied";
		authorize->description =
			"AADSTS65004: The person has not consented to what the application asks for.";
	}
	req->is_settled =
		authorize->error != NULL || !authorize->has_session || authorize->missing == 0;
	if (!req->is_settled && !was_shown(req, state)) {
		/* A request with prompt=consent asks for all: its address has lost that here. */
		authorize->missing = authorize->scopes.permissions & ~LIC_PERMISSIONS_OIDC;
		if (!was_shown(req, state)) {
			return lic_err_set(&req->err, LIC_E_INVALID, "Request_BadRequest",
				"What the application asks for has changed meanwhile: go back and reload the page.");
		}
	}
	return LIC_OK_RC;
}

lic_rc lic_signin__consent_run(struct lic_api_request *req)
{
	const struct state *state = req->state;
	const struct lic_authorize *authorize = &state->authorize;

	return lic_consent_give(&req->ctx, &authorize->client, authorize->missing,
		state->for_everybody);
}

lic_rc lic_signin__consent_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	const char *next =
		lic_authorize__address(req, &state->authorize, state->authorize.has_session);

	if (next == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (state->authorize.error != NULL) {
		return lic_authorize__send_back(req, &state->browser, &state->authorize, NULL);
	}
	return state->authorize.has_session ? lic_browser__redirect(req, next)
					    : lic_authorize__to_login(req, &state->browser,
						      state->authorize.tenant, next, NULL);
}
