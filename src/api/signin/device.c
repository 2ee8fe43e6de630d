/*
 * GET and POST /{tenant}/oauth2/deviceauth, and /devicelogin: somebody types the code that a device
 * shows (RFC 8628 3.3), sees which application asks, for what and from where, and approves or
 * refuses. Only for people who are signed in: they are who the device will be.
 */
#include "api/signin/authorize_int.h"
#include "api/signin/login_int.h"

#include <string.h>

#define PATH "/devicelogin"

/* What somebody sends. */
enum decision {
	DECISION_NONE, /* the code alone */
	DECISION_APPROVE,
	DECISION_REFUSE
};

/* What the steps hand on. */
struct state {
	struct lic_browser browser; /* who asks */
	const char *code;           /* as typed */
	bool is_signed_in;          /* ctx.caller is a user */
	enum decision decision;     /* his */
	bool found;                 /* there is such a device */
	struct lic_device device;   /* that one */
	lic_permissions missing;    /* what its application lacks */
	bool may_self;              /* he may consent to that */
	bool is_done;               /* the decision is stored */
};

static lic_rc begin(struct lic_api_request *req)
{
	struct state *state = lic_arena_alloc(req->ctx.arena, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	req->state = state;
	LIC_TRY(lic_browser__read(req, &state->browser));
	state->code = lic_browser__field(req, &state->browser, "user_code");
	return LIC_OK_RC;
}

lic_rc lic_signin__device_decode(struct lic_api_request *req)
{
	return begin(req);
}

/* Sets ctx.caller to whoever is signed in. */
static lic_rc find_person(struct lic_api_request *req, struct state *state)
{
	struct lic_session session = {0};

	req->ctx.caller.address = req->in->client_address;
	return lic_session_find(&req->ctx, state->browser.session, &session, &state->is_signed_in);
}

lic_rc lic_signin__device_show_run(struct lic_api_request *req)
{
	return find_person(req, req->state);
}

static lic_rc to_login(struct lic_api_request *req, const struct state *state)
{
	LIC_AUTO(lic_buf_done) struct lic_buf next;

	lic_buf_init(&next, LIC_NEXT_BYTES_MAX);
	lic_buf_puts(&next, PATH);
	if (*state->code != '\0') {
		lic_buf_puts(&next, "?user_code=");
		lic_url_encode(&next, state->code);
	}
	LIC_TRY(lic_buf_status(&next));
	return lic_authorize__to_login(req, &state->browser,
		req->key_count > 0 ? req->keys[0] : "common", next.data, NULL);
}

static void write_person(struct lic_page *page, const struct lic_api_request *req)
{
	lic_page__markup(page, "<p class=\"soft\">");
	lic_page__word(page, LIC_WORD_SIGNED_IN_AS);
	lic_page__markup(page, " ");
	lic_page__text(page, req->ctx.caller.actor_name);
	lic_page__markup(page, "</p>\n");
}

static lic_rc write_entry(struct lic_api_request *req, const struct state *state, bool is_wrong)
{
	struct lic_page page;

	LIC_TRY(lic_page__begin(req, &state->browser, is_wrong ? 403 : 200, LIC_WORD_DEVICE, NULL,
		&page));
	if (is_wrong) {
		lic_page__alert(&page, LIC_WORD_DEVICE_UNKNOWN);
	}
	lic_page__paragraph(&page, "text", LIC_WORD_DEVICE_ENTER);
	write_person(&page, req);
	lic_page__form(&page, &state->browser, LIC_FORM_SESSION, PATH);
	lic_page__field(&page,
		&(struct lic_page_field){
			.name = "user_code",
			.label = LIC_WORD_DEVICE_CODE,
			.type = "text",
			.more = "class=\"code\" autocomplete=\"off\" autocapitalize=\"characters\" spellcheck=\"false\" maxlength=\"40\"",
			.value = state->code,
			.hint = LIC_WORD_MAX_,
			.has_focus = true,
			.is_wrong = is_wrong,
		});
	lic_page__markup(&page, "<div class=\"actions\">");
	lic_page__button(&page, "first", NULL, NULL, LIC_WORD_NEXT);
	lic_page__markup(&page, "</div>\n</form>\n<p class=\"links\">");
	lic_page__link(&page, "/common/login", PATH, LIC_WORD_OTHER_ACCOUNT);
	lic_page__markup(&page, "</p>\n");
	return lic_page__end(&page, PATH);
}

lic_rc lic_signin__device_show_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;

	return state->is_signed_in ? write_entry(req, state, false) : to_login(req, state);
}

lic_rc lic_signin__device_send_decode(struct lic_api_request *req)
{
	struct state *state = NULL;
	const char *decision = NULL;

	LIC_TRY(begin(req));
	state = req->state;
	LIC_TRY(lic_browser__check_form(req, &state->browser, LIC_FORM_SESSION));
	decision = lic_browser__field(req, &state->browser, "decision");
	if (strcmp(decision, "approve") == 0) {
		state->decision = DECISION_APPROVE;
	} else if (strcmp(decision, "refuse") == 0) {
		state->decision = DECISION_REFUSE;
	}
	return LIC_OK_RC;
}

lic_rc lic_signin__device_before(struct lic_api_request *req)
{
	struct state *state = req->state;

	LIC_TRY(find_person(req, state));
	req->is_settled = !state->is_signed_in;
	return LIC_OK_RC;
}

/* What the device's application lacks, and whether this person may give it. A scope that cannot be
 * read asks for nothing: the device will not get a token either. */
static lic_rc find_missing(struct lic_api_request *req, struct state *state)
{
	struct lic_scopes scopes = {0};
	struct lic_err ignored = {0};
	bool everybody = false;
	lic_rc rc = lic_scopes_parse(state->device.scope, req->in->origin, &ignored, &scopes);

	if (!lic_ok(rc) && rc.code != LIC_E_INVALID) {
		return rc;
	}
	LIC_TRY(lic_consent_missing(&req->ctx, &state->device.client, &scopes, &state->missing));
	return lic_consent_may(&req->ctx, &state->may_self, &everybody);
}

static bool can_approve(const struct state *state)
{
	return state->missing == 0 || state->may_self;
}

/* Whether the person decides, and may. Who approves a page that showed other permissions than are
 * missing by now sees the question again. */
static bool is_decided(const struct lic_api_request *req, const struct state *state)
{
	if (state->decision == DECISION_APPROVE) {
		return can_approve(state) &&
			lic_authorize__was_shown(req, &state->browser, state->missing);
	}
	return state->decision == DECISION_REFUSE;
}

lic_rc lic_signin__device_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	LIC_TRY(lic_device_find(&req->ctx, state->code, &state->found, &state->device));
	if (!state->found) {
		req->ctx.refusal = "No device waits with this code.";
		return LIC_OK_RC;
	}
	LIC_TRY(find_missing(req, state));
	if (!is_decided(req, state)) {
		return LIC_OK_RC;
	}
	if (state->decision == DECISION_APPROVE && state->missing != 0) {
		LIC_TRY(lic_consent_give(&req->ctx, &state->device.client, state->missing, false));
	}
	return lic_device_decide(&req->ctx, &state->device, state->decision == DECISION_APPROVE,
		&state->is_done);
}

static void write_choice(struct lic_page *page, const struct state *state)
{
	if (state->missing != 0) {
		lic_page__paragraph(page, "text", LIC_WORD_DEVICE_MAY);
		lic_authorize__list(page, state->missing);
	}
	lic_page__paragraph(page, "alert", LIC_WORD_DEVICE_WARNING);
	if (!can_approve(state)) {
		lic_page__paragraph(page, "alert", LIC_WORD_DEVICE_ADMIN);
	}
	lic_page__form(page, &state->browser, LIC_FORM_SESSION, PATH);
	lic_page__hidden(page, "user_code", state->device.user_code);
	lic_authorize__remember(page, state->missing);
	lic_page__markup(page, "<div class=\"actions\">");
	if (can_approve(state)) {
		lic_page__button(page, "first", "decision", "approve", LIC_WORD_CONTINUE);
	}
	lic_page__button(page, "second", "decision", "refuse", LIC_WORD_REFUSE);
	lic_page__markup(page, "</div>\n</form>\n");
}

static lic_rc write_question(struct lic_api_request *req, const struct state *state)
{
	struct lic_page page;

	LIC_TRY(lic_page__begin(req, &state->browser, 200, LIC_WORD_DEVICE, NULL, &page));
	lic_page__markup(&page, "<p><strong>");
	lic_page__text(&page, state->device.client.name);
	lic_page__markup(&page, "</strong> ");
	lic_page__word(&page, LIC_WORD_DEVICE_ASKS);
	lic_page__markup(&page, "</p>\n<p>");
	lic_page__word(&page, LIC_WORD_DEVICE_FROM);
	lic_page__markup(&page, " <strong>");
	lic_page__text(&page, state->device.address);
	lic_page__markup(&page, "</strong>.</p>\n");
	write_person(&page, req);
	write_choice(&page, state);
	return lic_page__end(&page, NULL);
}

static lic_rc write_done(struct lic_api_request *req, const struct state *state)
{
	struct lic_page page;

	LIC_TRY(lic_page__begin(req, &state->browser, 200, LIC_WORD_DEVICE, NULL, &page));
	lic_page__markup(&page, "<p role=\"status\">");
	lic_page__word(&page,
		state->decision == DECISION_APPROVE ? LIC_WORD_DEVICE_APPROVED
						    : LIC_WORD_DEVICE_REFUSED);
	lic_page__markup(&page, "</p>\n");
	return lic_page__end(&page, NULL);
}

lic_rc lic_signin__device_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;

	if (!state->is_signed_in) {
		return to_login(req, state);
	}
	if (state->is_done) {
		return write_done(req, state);
	}
	if (!state->found || state->decision == DECISION_REFUSE) {
		return write_entry(req, state, true);
	}
	return write_question(req, state);
}
