/*
 * Signing in, and changing a password, on a page:
 *   GET  /{tenant}/login      the page, or, for somebody who is signed in and going nowhere, that
 *   POST /{tenant}/login      its form
 *   GET  /{tenant}/password   the page to change a password, without being signed in: it asks for
 *   POST /{tenant}/password   the current one, as somebody needs who must change it first
 * `next` is where to go afterwards, a path of ours.
 */
#include "api/signin/login_int.h"

#include "api/signin/authorize_int.h"
#include "service/sign_in.h"

#include <sodium.h>
#include <string.h>

/* What the steps hand on. */
struct state {
	struct lic_browser browser;       /* first: who asks */
	bool is_change;                   /* a new password is to be set */
	const char *next;                 /* where to go then, or "" */
	const char *client_name;          /* the application that is waiting, or NULL */
	const char *client_address;       /* where it is, for the page's policy, or NULL */
	struct lic_sign_in attempt;       /* who it is said to be */
	enum lic_sign_in_outcome outcome; /* what came of it */
	enum lic_word problem;            /* what is wrong; LIC_WORD_MAX_: nothing */
	const char *secret;               /* of the new session */
	bool is_signed_in;                /* ctx.caller is a user already */
};

static lic_rc begin(struct lic_api_request *req, bool is_change)
{
	struct state *state = lic_arena_alloc(req->ctx.arena, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	req->state = state;
	state->is_change = is_change;
	state->problem = LIC_WORD_MAX_;
	req->ctx.caller.address = req->in->client_address;
	LIC_TRY(lic_browser__read(req, &state->browser));
	state->next = lic_browser__field(req, &state->browser, "next");
	if (*state->next != '\0' && !lic_browser__is_local(state->next)) {
		return lic_err_set(&req->err, LIC_E_INVALID, "Request_BadRequest",
			"'next' must be a path of this server.");
	}
	return LIC_OK_RC;
}

lic_rc lic_signin__login_decode(struct lic_api_request *req)
{
	return begin(req, false);
}

lic_rc lic_signin__password_decode(struct lic_api_request *req)
{
	return begin(req, true);
}

/* Which application waits behind `next`. */
static lic_rc find_client(struct lic_api_request *req, struct state *state)
{
	struct lic_authorize authorize = {0};
	bool found = false;

	if (!lic_authorize__is_address(state->next)) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_authorize__from_address(req, state->next, &authorize));
	LIC_TRY(lic_authorize__find_client(req, &authorize, &found));
	if (found && authorize.client.has_redirect) {
		state->client_name = authorize.client.name;
		state->client_address = authorize.values[LIC_AUTHORIZE_REDIRECT_URI];
	}
	return LIC_OK_RC;
}

static lic_rc find_caller(struct lic_api_request *req, struct state *state)
{
	struct lic_session session = {0};

	return lic_session_find(&req->ctx, state->browser.session, &session, &state->is_signed_in);
}

lic_rc lic_signin__login_show_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	LIC_TRY(find_client(req, state));
	return find_caller(req, state);
}

static const char *path_of(struct lic_api_request *req, const char *page)
{
	LIC_AUTO(lic_buf_done) struct lic_buf path;

	lic_buf_init(&path, LIC_NEXT_BYTES_MAX);
	lic_buf_puts(&path, "/");
	lic_url_encode(&path, req->keys[0]);
	lic_buf_printf(&path, "/%s", page);
	return lic_ok(lic_buf_status(&path)) ? lic_arena_strdup(req->ctx.arena, path.data) : NULL;
}

/* The page for changing the password, in the language that the application wishes for. */
static const char *change_path(struct lic_api_request *req, const struct state *state)
{
	const char *path = path_of(req, "password");
	const char *name = NULL;

	return path == NULL || *state->browser.locales == '\0'
		? path
		: lic_arena_printf(req->ctx.arena, "%s?ui_locales=%s", path,
			  lic_language_tag(state->browser.language, &name));
}

/* The path with next, for the links to the page in another language. */
static const char *here(struct lic_api_request *req, const char *path, const char *next)
{
	LIC_AUTO(lic_buf_done) struct lic_buf text;

	lic_buf_init(&text, 4 * LIC_NEXT_BYTES_MAX);
	lic_buf_puts(&text, path);
	if (*next != '\0') {
		lic_buf_puts(&text, "?next=");
		lic_url_encode(&text, next);
	}
	return lic_ok(lic_buf_status(&text)) ? lic_arena_strdup(req->ctx.arena, text.data) : NULL;
}

static void write_client(struct lic_page *page, const struct state *state)
{
	if (state->client_name == NULL) {
		return;
	}
	lic_page__markup(page, "<p>");
	lic_page__word(page, LIC_WORD_CONTINUE_TO);
	lic_page__markup(page, " <strong>");
	lic_page__text(page, state->client_name);
	lic_page__markup(page, "</strong></p>\n");
}

#define NAME_ATTRIBUTES                                                                            \
	"autocomplete=\"username\" autocapitalize=\"none\" spellcheck=\"false\" inputmode=\"email\" maxlength=\"320\""

static void write_name_field(struct lic_page *page, const struct state *state, const char *name)
{
	lic_page__field(page,
		&(struct lic_page_field){
			.name = "username",
			.label = LIC_WORD_USER_NAME,
			.type = "text",
			.more = NAME_ATTRIBUTES,
			.value = name,
			.hint = LIC_WORD_USER_NAME_HINT,
			.has_focus = *name == '\0',
			.is_wrong = state->problem == LIC_WORD_SIGN_IN_FAILED ||
				state->problem == LIC_WORD_CHANGE_FAILED,
		});
}

static const char *typed_name(const struct lic_api_request *req, const struct state *state)
{
	const char *name = lic_browser__field(req, &state->browser, "username");

	return *name != '\0' ? name : lic_browser__field(req, &state->browser, "login_hint");
}

static lic_rc write_login(struct lic_api_request *req, struct state *state, unsigned status)
{
	const char *path = path_of(req, "login");
	const char *change = change_path(req, state);
	const char *name = typed_name(req, state);
	struct lic_page page;

	if (path == NULL || change == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_browser__need_form_secret(req, &state->browser));
	LIC_TRY(lic_page__begin(req, &state->browser, status, LIC_WORD_SIGN_IN,
		state->client_address, &page));
	write_client(&page, state);
	if (state->problem != LIC_WORD_MAX_) {
		lic_page__alert(&page, state->problem);
	}
	lic_page__form(&page, &state->browser, LIC_FORM_OPEN, path);
	lic_page__hidden(&page, "next", state->next);
	write_name_field(&page, state, name);
	lic_page__field(&page,
		&(struct lic_page_field){
			.name = "password",
			.label = LIC_WORD_PASSWORD,
			.type = "password",
			.more = "autocomplete=\"current-password\"",
			.hint = LIC_WORD_MAX_,
			.has_focus = *name != '\0',
			.is_wrong = state->problem == LIC_WORD_SIGN_IN_FAILED,
		});
	lic_page__markup(&page, "<div class=\"actions\">");
	lic_page__button(&page, "first", NULL, NULL, LIC_WORD_SIGN_IN);
	lic_page__markup(&page, "</div>\n</form>\n<p class=\"links\">");
	lic_page__link(&page, change, state->next, LIC_WORD_CHANGE_PASSWORD);
	lic_page__markup(&page, "</p>\n");
	return lic_page__end(&page, here(req, path, state->next));
}

static lic_rc write_signed_in(struct lic_api_request *req, struct state *state)
{
	const char *logout = path_of(req, "oauth2/v2.0/logout");
	const char *change = path_of(req, "password");
	const char *path = path_of(req, "login");
	struct lic_page page;

	if (logout == NULL || change == NULL || path == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_page__begin(req, &state->browser, 200, LIC_WORD_SIGNED_IN, NULL, &page));
	lic_page__markup(&page, "<p>");
	lic_page__word(&page, LIC_WORD_SIGNED_IN_AS);
	lic_page__markup(&page, " <strong>");
	lic_page__text(&page, req->ctx.caller.actor_name);
	lic_page__markup(&page, "</strong></p>\n");
	lic_page__form(&page, &state->browser, LIC_FORM_SESSION, logout);
	lic_page__markup(&page, "<div class=\"actions\">");
	lic_page__button(&page, "second", NULL, NULL, LIC_WORD_SIGN_OUT);
	lic_page__markup(&page, "</div>\n</form>\n<p class=\"links\">");
	lic_page__link(&page, change, "", LIC_WORD_CHANGE_PASSWORD);
	lic_page__markup(&page, "</p>\n");
	return lic_page__end(&page, path);
}

lic_rc lic_signin__login_show_encode(struct lic_api_request *req)
{
	struct state *state = req->state;

	return state->is_signed_in && *state->next == '\0' ? write_signed_in(req, state)
							   : write_login(req, state, 200);
}

static void write_new_fields(struct lic_page *page, const struct state *state)
{
	bool is_wrong = state->problem == LIC_WORD_PASSWORD_BAD ||
		state->problem == LIC_WORD_PASSWORD_SAME ||
		state->problem == LIC_WORD_PASSWORDS_DIFFER;

	lic_page__field(page,
		&(struct lic_page_field){
			.name = "new_password",
			.label = LIC_WORD_NEW_PASSWORD,
			.type = "password",
			.more = "autocomplete=\"new-password\"",
			.hint = LIC_WORD_PASSWORD_RULES,
			.is_wrong = is_wrong,
		});
	lic_page__field(page,
		&(struct lic_page_field){
			.name = "repeat_password",
			.label = LIC_WORD_REPEAT_PASSWORD,
			.type = "password",
			.more = "autocomplete=\"new-password\"",
			.hint = LIC_WORD_MAX_,
			.is_wrong = is_wrong,
		});
}

static lic_rc write_change(struct lic_api_request *req, struct state *state, unsigned status)
{
	const char *path = path_of(req, "password");
	const char *name = typed_name(req, state);
	struct lic_page page;

	if (path == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_browser__need_form_secret(req, &state->browser));
	LIC_TRY(lic_page__begin(req, &state->browser, status, LIC_WORD_CHANGE_PASSWORD,
		state->client_address, &page));
	if (state->problem == LIC_WORD_MUST_CHANGE || state->problem == LIC_WORD_EXPIRED) {
		lic_page__markup(&page, "<p role=\"status\">");
		lic_page__word(&page, state->problem);
		lic_page__markup(&page, "</p>\n");
	} else if (state->problem != LIC_WORD_MAX_) {
		lic_page__alert(&page, state->problem);
	}
	lic_page__form(&page, &state->browser, LIC_FORM_OPEN, path);
	lic_page__hidden(&page, "next", state->next);
	write_name_field(&page, state, name);
	lic_page__field(&page,
		&(struct lic_page_field){
			.name = "password",
			.label = LIC_WORD_OLD_PASSWORD,
			.type = "password",
			.more = "autocomplete=\"current-password\"",
			.hint = LIC_WORD_MAX_,
			.has_focus = *name != '\0',
			.is_wrong = state->problem == LIC_WORD_CHANGE_FAILED,
		});
	write_new_fields(&page, state);
	lic_page__markup(&page, "<div class=\"actions\">");
	lic_page__button(&page, "first", NULL, NULL, LIC_WORD_CHANGE_PASSWORD);
	lic_page__markup(&page, "</div>\n</form>\n");
	return lic_page__end(&page, here(req, path, state->next));
}

lic_rc lic_signin__password_show_encode(struct lic_api_request *req)
{
	return write_change(req, req->state, 200);
}

/* Reads the form into an attempt. */
static lic_rc read_attempt(struct lic_api_request *req, struct state *state)
{
	const struct lic_browser *browser = &state->browser;

	LIC_TRY(lic_browser__check_form(req, browser, LIC_FORM_OPEN));
	state->attempt.user_name = lic_browser__field(req, browser, "username");
	state->attempt.password = lic_browser__field(req, browser, "password");
	if (state->is_change) {
		state->attempt.new_password = lic_browser__field(req, browser, "new_password");
		if (strcmp(state->attempt.new_password,
			    lic_browser__field(req, browser, "repeat_password")) != 0) {
			state->problem = LIC_WORD_PASSWORDS_DIFFER;
			state->attempt.new_password = NULL;
		}
	}
	req->is_slow = state->problem == LIC_WORD_MAX_;
	return LIC_OK_RC;
}

lic_rc lic_signin__login_send_decode(struct lic_api_request *req)
{
	LIC_TRY(begin(req, false));
	return read_attempt(req, req->state);
}

lic_rc lic_signin__password_send_decode(struct lic_api_request *req)
{
	LIC_TRY(begin(req, true));
	return read_attempt(req, req->state);
}

lic_rc lic_signin__login_before(struct lic_api_request *req)
{
	struct state *state = req->state;

	LIC_TRY(find_client(req, state));
	req->ctx.caller.address = req->in->client_address;
	LIC_TRY(lic_sign_in_find(&req->ctx, req->keys[0], &state->attempt));
	req->is_settled = state->problem != LIC_WORD_MAX_;
	return LIC_OK_RC;
}

/* A new password that will not do is something to say on the page. */
lic_rc lic_signin__login_slow(struct lic_api_request *req)
{
	struct state *state = req->state;
	lic_rc rc = lic_sign_in_check(&req->ctx, &state->attempt);

	if (rc.code == LIC_E_INVALID) {
		state->problem =
			state->attempt.is_same ? LIC_WORD_PASSWORD_SAME : LIC_WORD_PASSWORD_BAD;
		state->attempt.new_password = NULL;
		return LIC_OK_RC;
	}
	return rc;
}

/* Ends the session that the browser had: it may be another user's. */
static lic_rc end_old_session(struct lic_api_request *req, const struct state *state)
{
	struct lic_ctx other = req->ctx;

	return state->browser.session == NULL
		? LIC_OK_RC
		: lic_session_sign_out(&other, state->browser.session);
}

lic_rc lic_signin__login_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	LIC_TRY(lic_sign_in_record(&req->ctx, &state->attempt, &state->outcome));
	if (state->outcome != LIC_SIGN_IN_OK || state->problem != LIC_WORD_MAX_) {
		return LIC_OK_RC;
	}
	LIC_TRY(end_old_session(req, state));
	return lic_session_create(&req->ctx, lic_api__header(req, "User-Agent"), &state->secret);
}

lic_rc lic_signin__login_encode(struct lic_api_request *req)
{
	struct state *state = req->state;
	const char *path = path_of(req, "login");

	if (path == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (state->secret != NULL) {
		LIC_TRY(lic_browser__set_session(req, state->secret));
		return lic_browser__redirect(req, *state->next == '\0' ? path : state->next);
	}
	if (state->problem == LIC_WORD_MAX_ || state->outcome == LIC_SIGN_IN_REFUSED) {
		if (state->outcome == LIC_SIGN_IN_MUST_CHANGE) {
			state->problem =
				state->attempt.is_expired ? LIC_WORD_EXPIRED : LIC_WORD_MUST_CHANGE;
			return write_change(req, state, 200);
		}
		if (!req->is_settled) {
			state->problem =
				state->is_change ? LIC_WORD_CHANGE_FAILED : LIC_WORD_SIGN_IN_FAILED;
		}
	}
	return state->is_change ? write_change(req, state, 403) : write_login(req, state, 403);
}
