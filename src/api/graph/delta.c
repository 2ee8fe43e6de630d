/*
 * Delta queries on users and groups (specification 5.6, A-30 to A-34).
 */
#include "api/graph/group_int.h"

#include "api/graph/delta_token.h"
#include "api/options_int.h"
#include "api/prepare_int.h"
#include "base/text.h"
#include "service/delta.h"
#include "service/lists.h"

#include <string.h>
#include <strings.h>

#define MEMBERS_BIT LIC_FIELD_BIT(LIC_GROUP_FIELD_MAX_)
#define LATEST "latest"
#define TEXT_BYTES ((size_t)8 * 1024)

/* What the steps of both calls hand on. */
struct state {
	struct lic_catalog_hold hold;           /* first, for lic_graph__release_hold() */
	struct lic_graph_selection selection;   /* properties that are followed */
	enum lic_member_kind kind;              /* users or groups */
	struct lic_guid ids[LIC_DELTA_IDS_MAX]; /* of $filter */
	size_t id_count;                        /* number of them; 0: all objects */
	size_t limit;                           /* most objects on a page */
	bool is_minimal;                        /* only what changed is shown */
	const char *token;               /* $skiptoken or $deltatoken, if it is one; or NULL */
	bool is_latest;                  /* the link alone is wanted */
	uint8_t key[LIC_PAGE_KEY_BYTES]; /* signs tokens */
	struct lic_delta_round round;    /* how far the client has come */
	struct lic_delta_page page;      /* what it is told */
	struct lic_license_view *views;  /* licences of live users, if wanted */
	size_t view_count;               /* how many have been read */
	struct lic_group_extra *extras;  /* what live groups give, if wanted */
	const char *link;                /* the token of the next page or round */
};

/* Names of a group's properties, and of the relation that can be followed. */
static const char *const *group_names(struct lic_api_request *req)
{
	const char **names =
		lic_arena_array(req->ctx.arena, LIC_GROUP_FIELD_MAX_ + 1, sizeof(*names));

	if (names != NULL) {
		for (size_t i = 0; i < LIC_GROUP_FIELD_MAX_; i++) {
			names[i] = lic_group_field_names[i];
		}
		names[LIC_GROUP_FIELD_MAX_] = "members";
	}
	return names;
}

static lic_rc new_state(struct lic_api_request *req, enum lic_member_kind kind,
	struct state **ret_state)
{
	struct state *state = lic_graph__new_state(req, sizeof(*state));
	const char *const *names =
		kind == LIC_MEMBER_USER ? lic_user_field_names : group_names(req);

	if (state == NULL || names == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	state->kind = kind;
	state->selection = kind == LIC_MEMBER_USER
		? (struct lic_graph_selection){names, LIC_FIELD_MAX_, LIC_FIELDS_DEFAULT, false}
		: (struct lic_graph_selection){names, LIC_GROUP_FIELD_MAX_ + 1,
			  LIC_GROUP_FIELDS_DEFAULT | MEMBERS_BIT, false};
	*ret_state = state;
	return LIC_OK_RC;
}

static lic_rc bad_filter(struct lic_api_request *req)
{
	return lic_err_field(&req->err, req->ctx.arena, "$filter",
		"A delta query takes a $filter of the form id eq '{id}' or id eq '{id}', with at most %d ids.",
		LIC_DELTA_IDS_MAX);
}

/* Tells whether `*text` goes on with `word` (any case) and blanks around it, and goes behind. */
static bool take_word(const char **text, const char *word)
{
	const char *at = *text + strspn(*text, " ");
	size_t len = strlen(word);

	if (strncasecmp(at, word, len) != 0 || at[len] != ' ') {
		return false;
	}
	*text = at + len + strspn(at + len, " ");
	return true;
}

/* Reads the id at `*text`, with quotes or without, and goes behind it. */
static bool take_id(const char **text, struct lic_guid *ret_id)
{
	const char *at = *text;
	bool is_quoted = *at == '\'';
	size_t len = 0;

	at += is_quoted ? 1 : 0;
	len = strspn(at, "0123456789abcdefABCDEF-");
	if (!lic_guid_parse(at, len, ret_id) || (is_quoted && at[len] != '\'')) {
		return false;
	}
	at += len + (is_quoted ? 1 : 0);
	*text = at + strspn(at, " ");
	return true;
}

static lic_rc read_filter(struct lic_api_request *req, struct state *state)
{
	const char *text = lic_api__option(req, "$filter");

	while (text != NULL) {
		if (state->id_count == LIC_DELTA_IDS_MAX || !take_word(&text, "id") ||
			!take_word(&text, "eq") || !take_id(&text, &state->ids[state->id_count])) {
			return bad_filter(req);
		}
		state->id_count++;
		if (*text == '\0') {
			return LIC_OK_RC;
		}
		if (!take_word(&text, "or")) {
			return bad_filter(req);
		}
	}
	return LIC_OK_RC;
}

/* odata.maxpagesize is a wish: what is no number, or too much, is brought into the range. */
static size_t page_size(const struct lic_api_request *req)
{
	static const char name[] = "maxpagesize=";
	const char *at = lic_api__header(req, "Prefer");
	size_t size = 0;

	while (at != NULL && *at != '\0' && strncasecmp(at, name, sizeof(name) - 1) != 0) {
		at++;
	}
	if (at == NULL || *at == '\0') {
		return LIC_API_TOP_DEFAULT;
	}
	for (at += sizeof(name) - 1; *at >= '0' && *at <= '9' && size <= LIC_API_TOP_MAX; at++) {
		size = size * 10 + (size_t)(*at - '0');
	}
	return size == 0 ? LIC_API_TOP_DEFAULT : size < LIC_API_TOP_MAX ? size : LIC_API_TOP_MAX;
}

/* What a link has is in its token: other options would be passed over. */
static lic_rc check_alone(struct lic_api_request *req)
{
	static const char *const names[] = {"$select", "$filter"};

	for (size_t i = 0; i < LIC_COUNT(names); i++) {
		if (lic_api__option(req, names[i]) != NULL) {
			return lic_err_field(&req->err, req->ctx.arena, names[i],
				"A link of a delta query keeps what it began with: %s cannot be given again. Follow the link as it came, or begin again without a token.",
				names[i]);
		}
	}
	return LIC_OK_RC;
}

static lic_rc read_token_option(struct lic_api_request *req, struct state *state)
{
	const char *delta = lic_api__option(req, "$deltatoken");
	const char *skip = lic_api__option(req, "$skiptoken");

	if (delta != NULL && skip != NULL) {
		return lic_err_field(&req->err, req->ctx.arena, "$deltatoken",
			"$deltatoken and $skiptoken cannot be given together.");
	}
	state->is_latest = delta != NULL && lic_text_equal_nocase(delta, LATEST);
	/* An empty one begins anew: the address of a 410 has that. */
	state->token = delta != NULL && (*delta == '\0' || state->is_latest) ? NULL : delta;
	state->token = skip == NULL ? state->token : skip;
	return state->token == NULL ? LIC_OK_RC : check_alone(req);
}

static lic_rc decode(struct lic_api_request *req, enum lic_member_kind kind)
{
	struct state *state = NULL;

	LIC_TRY(new_state(req, kind, &state));
	LIC_TRY(lic_graph__select(req, &state->selection));
	LIC_TRY(read_filter(req, state));
	LIC_TRY(read_token_option(req, state));
	state->limit = page_size(req);
	state->is_minimal = lic_api__prefers(req, "return=minimal");
	return LIC_OK_RC;
}

lic_rc lic_graph__users_delta_decode(struct lic_api_request *req)
{
	return decode(req, LIC_MEMBER_USER);
}

lic_rc lic_graph__groups_delta_decode(struct lic_api_request *req)
{
	return decode(req, LIC_MEMBER_GROUP);
}

static const char *set_of(const struct state *state)
{
	return state->kind == LIC_MEMBER_USER ? "users" : "groups";
}

/* What a token is good for. */
static struct lic_place_context context_of(const struct lic_api_request *req,
	const struct state *state, const char *texts[3])
{
	texts[0] = "delta";
	texts[1] = set_of(state);
	/* NULL without memory: then no token is found to fit */
	texts[2] = lic_arena_strdup(req->ctx.arena,
		lic_guid_format(&req->ctx.caller.tenant_guid).text);
	return (struct lic_place_context){state->key, texts, 3};
}

/* Reads the ids of a token, which were written by write_ids(). */
static bool read_ids(const char *text, struct state *state)
{
	state->id_count = 0;
	while (text != NULL && *text != '\0') {
		size_t len = strcspn(text, ",");

		if (state->id_count == LIC_DELTA_IDS_MAX ||
			!lic_guid_parse(text, len, &state->ids[state->id_count])) {
			return false;
		}
		state->id_count++;
		text += len;
		text += *text == ',' ? 1 : 0;
	}
	return true;
}

static lic_rc bad_token(struct lic_api_request *req)
{
	bool is_skip = lic_api__option(req, "$skiptoken") != NULL;

	return is_skip
		? lic_api__bad_token(req)
		: lic_err_field(&req->err, req->ctx.arena, "$deltatoken",
			  "The $deltatoken is not valid: follow an @odata.deltaLink as it came, or begin again without one.");
}

static lic_rc read_token(struct lic_api_request *req, struct state *state)
{
	const char *texts[3];
	struct lic_place_context context = context_of(req, state, texts);
	struct lic_delta_token token = {0};
	bool is_ours = false;

	LIC_TRY(lic_delta_token_read(req->ctx.arena, state->token, &context, &token, &is_ours));
	/* A round is gone on with by $skiptoken, and begun by $deltatoken. */
	if (!is_ours || !read_ids(token.ids, state) ||
		(token.round.to != 0) != (lic_api__option(req, "$skiptoken") != NULL)) {
		return bad_token(req);
	}
	state->round = token.round;
	if (token.select == NULL) {
		return LIC_OK_RC;
	}
	state->selection.is_chosen = true;
	return lic_api__select_text(req, token.select, state->selection.names,
		state->selection.count, 0, &state->selection.fields);
}

/* Appends the names of the properties that were chosen. */
static void write_select(const struct state *state, struct lic_buf *text)
{
	for (size_t i = 0; state->selection.is_chosen && i < state->selection.count; i++) {
		if ((state->selection.fields & LIC_FIELD_BIT(i)) != 0) {
			lic_buf_puts(text, text->len == 0 ? "" : ",");
			lic_buf_puts(text, state->selection.names[i]);
		}
	}
}

static void write_ids(const struct state *state, struct lic_buf *text)
{
	for (size_t i = 0; i < state->id_count; i++) {
		lic_buf_puts(text, i == 0 ? "" : ",");
		lic_buf_puts(text, lic_guid_format(&state->ids[i]).text);
	}
}

/* Makes the token of what comes behind the page. */
static lic_rc make_link(struct lic_api_request *req, struct state *state)
{
	LIC_AUTO(lic_buf_done) struct lic_buf select = {0};
	LIC_AUTO(lic_buf_done) struct lic_buf ids = {0};
	const char *texts[3];
	struct lic_place_context context = context_of(req, state, texts);
	struct lic_delta_token token = {.round = state->round};

	lic_buf_init(&select, TEXT_BYTES);
	lic_buf_init(&ids, TEXT_BYTES);
	write_select(state, &select);
	write_ids(state, &ids);
	LIC_TRY(lic_buf_status(&select));
	LIC_TRY(lic_buf_status(&ids));
	token.select = select.len == 0 ? NULL : select.data;
	token.ids = ids.len == 0 ? NULL : ids.data;
	if (!state->page.has_more) {
		token.round = (struct lic_delta_round){.from = state->round.to};
	}
	return lic_delta_token_write(req->ctx.arena, &token, &context, &state->link);
}

/* the address at which the client begins again, with what it followed. */
static lic_rc gone(struct lic_api_request *req, const struct state *state)
{
	LIC_AUTO(lic_buf_done) struct lic_buf text = {0};
	LIC_AUTO(lic_buf_done) struct lic_buf select = {0};

	lic_buf_init(&text, TEXT_BYTES);
	lic_buf_init(&select, TEXT_BYTES);
	write_select(state, &select);
	lic_buf_puts(&text, req->root);
	lic_buf_puts(&text, "/");
	lic_buf_puts(&text, set_of(state));
	lic_buf_puts(&text, "/delta?");
	if (select.len > 0) {
		lic_buf_puts(&text, "$select=");
		lic_buf_puts(&text, select.data);
		lic_buf_puts(&text, "&");
	}
	for (size_t i = 0; i < state->id_count; i++) {
		lic_buf_puts(&text, i == 0 ? "$filter=" : "%20or%20");
		lic_buf_puts(&text, "id%20eq%20'");
		lic_buf_puts(&text, lic_guid_format(&state->ids[i]).text);
		lic_buf_puts(&text, i + 1 == state->id_count ? "'&" : "'");
	}
	lic_buf_puts(&text, "$deltatoken=");
	LIC_TRY(lic_buf_status(&select));
	LIC_TRY(lic_buf_status(&text));
	req->location = lic_arena_strdup(req->ctx.arena, text.data);
	req->error_status = 410;
	return lic_err_set(&req->err, LIC_E_CONFLICT, "resyncRequired",
		"Resync required. What changed since the token was given is no longer kept: replace what you have by a full round, which begins at the address in Location.");
}

static lic_rc read_views(struct lic_api_request *req, struct state *state)
{
	if ((state->selection.fields & LIC_FIELDS_OF_LICENSES) == 0) {
		return LIC_OK_RC;
	}
	state->views = lic_arena_array(req->ctx.arena, state->page.count, sizeof(*state->views));
	if (state->views == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	while (state->view_count < state->page.count) {
		LIC_TRY(lic_license_view(&req->ctx, state->page.entries[state->view_count].id,
			&state->views[state->view_count]));
		state->view_count++;
	}
	return LIC_OK_RC;
}

static lic_rc read_extras(struct lic_api_request *req, struct state *state)
{
	if ((state->selection.fields & LIC_GROUP_FIELDS_EXTRA) == 0) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_catalog_get(&req->ctx, &state->hold));
	state->extras = lic_arena_array(req->ctx.arena, state->page.count, sizeof(*state->extras));
	if (state->extras == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < state->page.count; i++) {
		LIC_TRY(lic_graph__group_extra(req, state->hold.catalog, state->page.entries[i].id,
			&state->extras[i]));
	}
	return LIC_OK_RC;
}

static lic_rc read_page(struct lic_api_request *req, struct state *state)
{
	const struct lic_graph_selection *selection = &state->selection;
	bool is_user = state->kind == LIC_MEMBER_USER;
	struct lic_delta_query query = {
		.kind = state->kind,
		.names = selection->names,
		.name_count = selection->count,
		.fields = selection->fields,
		.of_licenses = is_user ? LIC_FIELDS_OF_LICENSES : LIC_GROUP_FIELDS_EXTRA,
		.has_members = !is_user && (selection->fields & MEMBERS_BIT) != 0,
		.ids = state->id_count == 0 ? NULL : state->ids,
		.id_count = state->id_count,
		.limit = state->limit,
	};

	LIC_TRY(lic_delta_read(&req->ctx, &query, &state->round, &state->page));
	return is_user ? read_views(req, state) : read_extras(req, state);
}

lic_rc lic_graph__delta_run(struct lic_api_request *req)
{
	struct state *state = req->state;
	bool is_gone = false;

	LIC_TRY(lic_list_page_key(&req->ctx, state->key));
	state->round = (struct lic_delta_round){.from = LIC_DELTA_FIRST};
	if (state->token != NULL) {
		LIC_TRY(read_token(req, state));
	}
	LIC_TRY(lic_delta_begin(&req->ctx, &state->round, &is_gone));
	if (is_gone) {
		return gone(req, state);
	}
	if (!state->is_latest) {
		LIC_TRY(read_page(req, state));
	}
	return make_link(req, state);
}

void lic_graph__release_delta(struct lic_api_request *req)
{
	struct state *state = req->state;

	if (state == NULL) {
		return;
	}
	for (size_t i = 0; i < state->view_count; i++) {
		lic_catalog_put(&state->views[i].hold);
	}
	state->view_count = 0;
	lic_catalog_put(&state->hold);
}

static void write_removed(struct lic_json *json, const char *reason)
{
	lic_json_key(json, "@removed");
	lic_json_object(json);
	lic_json_kstring(json, "reason", reason);
	lic_json_end(json);
}

static void write_members(const struct lic_api_request *req, struct lic_json *json,
	const struct lic_delta_entry *entry)
{
	const struct state *state = req->state;
	size_t index = entry->first_member;

	if (index == 0) {
		return;
	}
	lic_json_key(json, "members@delta");
	lic_json_array(json);
	while (index != 0) {
		const struct lic_delta_member *member = &state->page.members[index];

		lic_json_object(json);
		if (req->has_metadata) {
			lic_json_kstring(json, "@odata.type",
				member->kind == LIC_MEMBER_USER ? LIC_GRAPH_USER_TYPE
								: LIC_GRAPH_GROUP_TYPE);
		}
		lic_json_kguid(json, "id", &member->guid);
		if (member->is_gone) {
			write_removed(json, "deleted");
		}
		lic_json_end(json);
		index = member->next;
	}
	lic_json_end(json);
}

/* with return=minimal what did not change is left out; the id is always there. */
static void write_live(const struct lic_api_request *req, struct lic_json *json, size_t index)
{
	const struct state *state = req->state;
	const struct lic_delta_entry *entry = &state->page.entries[index];
	uint64_t fields =
		state->selection.fields & (state->is_minimal ? entry->changed : UINT64_MAX);

	if (state->kind == LIC_MEMBER_USER) {
		lic_encode_user_members(json, &entry->user, fields | LIC_FIELD_BIT(LIC_FIELD_ID),
			state->views == NULL ? NULL : &state->views[index]);
		return;
	}
	lic_encode_group_members(json, &entry->group, fields | LIC_FIELD_BIT(LIC_GROUP_FIELD_ID),
		state->extras == NULL ? NULL : &state->extras[index]);
	write_members(req, json, entry);
}

static void write_entry(const struct lic_api_request *req, struct lic_json *json, size_t index)
{
	const struct state *state = req->state;
	const struct lic_delta_entry *entry = &state->page.entries[index];

	lic_json_object(json);
	if (entry->state == LIC_DELTA_LIVE) {
		write_live(req, json, index);
	} else {
		lic_json_kguid(json, "id", &entry->guid);
		write_removed(json, entry->state == LIC_DELTA_DELETED ? "changed" : "deleted");
	}
	lic_json_end(json);
}

static lic_rc write_link(const struct lic_api_request *req, struct lic_json *json)
{
	const struct state *state = req->state;
	bool is_over = !state->page.has_more;
	const char *link = lic_arena_printf(req->ctx.arena, "%s/%s/delta?%s=%s", req->root,
		set_of(state), is_over ? "$deltatoken" : "$skiptoken", state->link);

	if (link == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	lic_json_kstring(json, is_over ? "@odata.deltaLink" : "@odata.nextLink", link);
	return LIC_OK_RC;
}

lic_rc lic_graph__delta_encode(struct lic_api_request *req)
{
	const struct state *state = req->state;
	struct lic_json json;

	lic_api__answer(req, 200, &json);
	if (state->is_minimal) {
		lic_http_add_header(req->ex, "Preference-Applied", "return=minimal");
	}
	lic_json_object(&json);
	lic_graph__context(req, &json, set_of(state), &state->selection, "/$delta");
	LIC_TRY(write_link(req, &json));
	lic_json_key(&json, "value");
	lic_json_array(&json);
	for (size_t i = 0; i < state->page.count; i++) {
		write_entry(req, &json, i);
	}
	lic_json_end(&json);
	lic_json_end(&json);
	return lic_json_finish(&json);
}
