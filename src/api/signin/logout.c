/*
 * GET and POST /{tenant}/oauth2/v2.0/logout (OpenID Connect RP-Initiated Logout 1.0): ends the
 * session at once. Another site cannot make a browser do that unseen: the cookie is not sent along
 * unless the person goes here. post_logout_redirect_uri counts only when the application that
 * client_id or id_token_hint names has registered it.
 */
#include "api/signin/login_int.h"

#include "auth/jwt.h"
#include "service/authorizations.h"
#include "service/sign_in.h"

#include <string.h>

#define ADDRESS_BYTES_MAX ((size_t)1024 * 1024)

/* What the steps hand on. */
struct state {
	struct lic_browser browser; /* who leaves */
	const char *address;        /* where he wants to go then, or "" */
	bool is_registered;         /* he may be sent there */
};

lic_rc lic_signin__logout_decode(struct lic_api_request *req)
{
	struct state *state = lic_arena_alloc(req->ctx.arena, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	req->state = state;
	LIC_TRY(lic_browser__read(req, &state->browser));
	state->address = lic_browser__field(req, &state->browser, "post_logout_redirect_uri");
	return LIC_OK_RC;
}

/* The application that sends the person here. The hint is not proved: it only chooses among
 * addresses that are registered anyway. */
static lic_rc read_client(struct lic_api_request *req, const struct state *state,
	struct lic_guid *ret_guid, bool *ret_found)
{
	const char *id = lic_browser__field(req, &state->browser, "client_id");
	const char *hint = lic_browser__field(req, &state->browser, "id_token_hint");
	LIC_AUTO(lic_jwt_done) struct lic_jwt jwt = {0};
	struct lic_jwt_strings audience = {.count = 0};
	struct lic_err ignored = {0};
	lic_rc rc;

	*ret_found = false;
	if (*id == '\0' && *hint != '\0') {
		rc = lic_jwt_parse(req->ctx.arena, hint, &ignored, &jwt);
		if (lic_ok(rc)) {
			rc = lic_jwt_strings(&jwt, "aud", &ignored, &audience);
		}
		if (rc.code == LIC_E_NOMEM) {
			return rc;
		}
		id = audience.count > 0 ? audience.items[0] : "";
	}
	*ret_found = lic_guid_parse(id, strlen(id), ret_guid);
	return LIC_OK_RC;
}

static lic_rc check_address(struct lic_api_request *req, struct state *state)
{
	struct lic_client client = {0};
	struct lic_guid guid;
	bool known = false;
	bool found = false;

	if (*state->address == '\0') {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_sign_in_use_tenant(&req->ctx, req->keys[0], &known));
	LIC_TRY(read_client(req, state, &guid, &found));
	if (!found || (!known && !lic_sign_in_is_open_tenant(req->keys[0]))) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_client_find(&req->ctx, &guid, state->address, &found, &client));
	state->is_registered = found && client.has_redirect;
	return LIC_OK_RC;
}

lic_rc lic_signin__logout_before(struct lic_api_request *req)
{
	struct state *state = req->state;
	struct lic_session session = {0};
	bool found = false;

	req->ctx.caller.address = req->in->client_address;
	LIC_TRY(check_address(req, state));
	/* The writer has to know whose session it is. */
	LIC_TRY(lic_session_find(&req->ctx, state->browser.session, &session, &found));
	req->is_settled = !found;
	return LIC_OK_RC;
}

lic_rc lic_signin__logout_run(struct lic_api_request *req)
{
	const struct state *state = req->state;

	return lic_session_sign_out(&req->ctx, state->browser.session);
}

static lic_rc write_page(struct lic_api_request *req, const struct state *state)
{
	struct lic_page page;

	LIC_TRY(lic_page__begin(req, &state->browser, 200, LIC_WORD_SIGNED_OUT, NULL, &page));
	lic_page__paragraph(&page, "text", LIC_WORD_SIGNED_OUT_TEXT);
	lic_page__markup(&page, "<p class=\"links\">");
	lic_page__link(&page, "/common/login", "", LIC_WORD_SIGN_IN_AGAIN);
	lic_page__markup(&page, "</p>\n");
	return lic_page__end(&page, NULL);
}

static lic_rc send_back(struct lic_api_request *req, const struct state *state)
{
	LIC_AUTO(lic_buf_done) struct lic_buf text;
	const char *value = lic_browser__field(req, &state->browser, "state");
	const char *address = NULL;

	lic_buf_init(&text, ADDRESS_BYTES_MAX);
	lic_buf_puts(&text, state->address);
	if (*value != '\0') {
		lic_buf_puts(&text, strchr(state->address, '?') == NULL ? "?state=" : "&state=");
		lic_url_encode(&text, value);
	}
	LIC_TRY(lic_buf_status(&text));
	address = lic_arena_strdup(req->ctx.arena, text.data);
	return address == NULL ? LIC_RC(LIC_E_NOMEM) : lic_browser__redirect(req, address);
}

lic_rc lic_signin__logout_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;

	LIC_TRY(lic_browser__set_session(req, NULL));
	return state->is_registered ? send_back(req, state) : write_page(req, state);
}
