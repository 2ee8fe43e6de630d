/*
 * What became of the users of a change, page by page: as JSON, or as CSV for whoever accepts that.
 */
#include "api/desk/change_int.h"

#include "api/encode.h"
#include "api/options_int.h"
#include "base/csv_writer.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define LINE_BYTES 24
#define ADDRESS_BYTES_MAX ((size_t)8 * 1024)

/* What the steps hand on. */
struct state {
	struct lic_catalog_hold hold;   /* first, for lic_desk__release_catalog() */
	struct lic_item_query query;    /* whose results, and where the page begins */
	struct lic_change_state change; /* the change */
	struct lic_change_items page;   /* the users */
};

static const char *const state_names[LIC_ITEM_STATE_MAX_] = {
	[LIC_ITEM_WAITING] = "waiting",
	[LIC_ITEM_CHANGED] = "changed",
	[LIC_ITEM_UNCHANGED] = "unchanged",
	[LIC_ITEM_REFUSED] = "refused",
	[LIC_ITEM_REVERTED] = "reverted",
};

static lic_rc read_state(struct lic_api_request *req, enum lic_item_state *ret_state)
{
	const char *text = lic_api__option(req, "state");

	*ret_state = LIC_ITEM_STATE_MAX_;
	if (text == NULL) {
		return LIC_OK_RC;
	}
	for (size_t i = 0; i < LIC_COUNT(state_names); i++) {
		if (lic_text_equal_nocase(text, state_names[i])) {
			*ret_state = (enum lic_item_state)i;
			return LIC_OK_RC;
		}
	}
	if (lic_text_equal_nocase(text, "skipped")) {
		*ret_state = LIC_ITEM_WAITING; /* once it is over, whoever waits was skipped */
		return LIC_OK_RC;
	}
	return lic_err_field(&req->err, req->ctx.arena, "state",
		"'%.100s' is no state: possible are waiting, changed, unchanged, refused, reverted and skipped.",
		text);
}

lic_rc lic_desk__change_results_decode(struct lic_api_request *req)
{
	struct state *state = lic_desk__new_state(req, sizeof(*state));

	if (state == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_api__top(req, &state->query.limit));
	LIC_TRY(read_state(req, &state->query.state));
	return lic_api__token(req, &state->query.after, 1);
}

lic_rc lic_desk__change_results_run(struct lic_api_request *req)
{
	struct state *state = req->state;

	LIC_TRY(lic_catalog_get(&req->ctx, &state->hold));
	LIC_TRY(lic_change_find(&req->ctx, req->keys[0], &state->change));
	return lic_change_results(&req->ctx, state->hold.catalog, &state->change, &state->query,
		&state->page);
}

static const char *name_of(const struct state *state, const struct lic_change_item *item)
{
	if (item->state == LIC_ITEM_WAITING && state->change.is_over) {
		return "skipped";
	}
	return state_names[item->state];
}

static const char *effect_name(char sign)
{
	if (sign == '+') {
		return "added";
	}
	return sign == '-' ? "removed" : "plansChanged";
}

static void write_effects(struct lic_json *json, const struct state *state,
	const struct lic_change_item *item)
{
	const struct lic_catalog *catalog = state->hold.catalog;

	lic_json_key(json, "effects");
	lic_json_array(json);
	for (size_t i = 0; i < item->effect_count; i++) {
		uint32_t sku = item->effects[i].sku;

		if (sku != LIC_INDEX_NONE) {
			lic_json_object(json);
			lic_json_kguid(json, "skuId", &catalog->skus[sku].id);
			lic_json_kstring(json, "skuPartNumber", catalog->skus[sku].part_number);
			lic_json_kstring(json, "effect", effect_name(item->effects[i].sign));
			lic_json_end(json);
		}
	}
	lic_json_end(json);
}

static void write_group(struct lic_json *json, const struct lic_change_item *item)
{
	lic_json_key(json, "group");
	if (!item->has_group) {
		lic_json_null(json);
		return;
	}
	lic_json_object(json);
	lic_json_kguid(json, "id", &item->group);
	lic_json_kstring(json, "displayName", item->name);
	lic_json_end(json);
}

static void write_item(struct lic_json *json, const struct state *state,
	const struct lic_change_item *item)
{
	lic_json_object(json);
	lic_json_key(json, "id");
	if (item->has_user) {
		lic_json_guid(json, &item->user);
	} else {
		lic_json_null(json);
	}
	lic_json_kstring(json, "userPrincipalName", item->has_group ? NULL : item->name);
	write_group(json, item);
	lic_json_key(json, "line");
	if (item->line > 0) {
		lic_json_int(json, item->line);
	} else {
		lic_json_null(json);
	}
	lic_json_kstring(json, "state", name_of(state, item));
	lic_json_kstring(json, "code", item->code);
	lic_json_kstring(json, "message", item->message);
	lic_json_kstring(json, "remedy", item->remedy);
	write_effects(json, state, item);
	lic_json_end(json);
}

/* What happens to the licences, "added ENTERPRISEPACK; removed STANDARDPACK". */
static lic_rc add_effects(struct lic_csv_writer *writer, struct lic_buf *out,
	const struct state *state, const struct lic_change_item *item)
{
	LIC_AUTO(lic_buf_done) struct lic_buf text = {0};

	lic_buf_init(&text, LIC_API_BODY_BYTES);
	for (size_t i = 0; i < item->effect_count; i++) {
		uint32_t sku = item->effects[i].sku;

		if (sku != LIC_INDEX_NONE) {
			lic_buf_printf(&text, "%s%s %s", text.len == 0 ? "" : "; ",
				effect_name(item->effects[i].sign),
				state->hold.catalog->skus[sku].part_number);
		}
	}
	LIC_TRY(lic_buf_status(&text));
	lic_csv_write(writer, out, text.data);
	return LIC_OK_RC;
}

/* A group stands where users do, with its id and name. */
static lic_rc add_row(struct lic_csv_writer *writer, struct lic_buf *out, const struct state *state,
	const struct lic_change_item *item)
{
	const struct lic_guid_text id =
		lic_guid_format(item->has_group ? &item->group : &item->user);
	char line[LINE_BYTES] = "";

	if (item->line > 0) {
		(void)snprintf(line, sizeof(line), "%lld", (long long)item->line);
	}
	const char *const fields[] = {line, item->has_user || item->has_group ? id.text : NULL,
		item->name, name_of(state, item), item->code, item->message, item->remedy};

	for (size_t i = 0; i < LIC_COUNT(fields); i++) {
		lic_csv_write(writer, out, fields[i]);
	}
	LIC_TRY(add_effects(writer, out, state, item));
	lic_csv_write_end(writer, out);
	return LIC_OK_RC;
}

/* The address of the next page, where one follows (RFC 8288). */
static lic_rc add_link(struct lic_api_request *req, const struct state *state)
{
	LIC_AUTO(lic_buf_done) struct lic_buf address = {0};
	const char *link = NULL;

	if (!state->page.has_more || state->page.count == 0) {
		return LIC_OK_RC;
	}
	lic_buf_init(&address, ADDRESS_BYTES_MAX);
	if (!lic_api__next_address(req, &state->page.items[state->page.count - 1].seq, 1,
		    &address)) {
		return LIC_RC(LIC_E_NOMEM);
	}
	link = lic_arena_printf(req->ctx.arena, "<%s>; rel=\"next\"", address.data);
	if (link == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	lic_http_add_header(req->ex, "Link", link);
	return LIC_OK_RC;
}

/* The header is that of the first page: pages one behind the other are one file. */
static lic_rc encode_csv(struct lic_api_request *req, const struct state *state)
{
	struct lic_buf *out = &req->ex->reply;
	struct lic_csv_writer writer = {.separator = ','};

	req->ex->status = 200;
	lic_buf_clear(out);
	lic_http_add_header(req->ex, "Content-Type", "text/csv;charset=utf-8");
	LIC_TRY(add_link(req, state));
	if (lic_api__option(req, "$skiptoken") == NULL) {
		lic_buf_puts(out,
			"line,id,userPrincipalName,state,code,message,remedy,effects\r\n");
	}
	for (size_t i = 0; i < state->page.count; i++) {
		LIC_TRY(add_row(&writer, out, state, &state->page.items[i]));
	}
	return lic_buf_status(out);
}

static lic_rc encode_json(struct lic_api_request *req, const struct state *state)
{
	struct lic_json json;

	lic_api__answer_list(req, &json);
	for (size_t i = 0; i < state->page.count; i++) {
		write_item(&json, state, &state->page.items[i]);
	}
	lic_json_end(&json);
	if (state->page.has_more && state->page.count > 0) {
		lic_api__next_link(req, &json, &state->page.items[state->page.count - 1].seq, 1);
	}
	lic_json_end(&json);
	return lic_json_finish(&json);
}

lic_rc lic_desk__change_results_encode(struct lic_api_request *req)
{
	static const char type[] = "text/csv";
	const char *accept = lic_api__header(req, "Accept");

	return accept != NULL && strncasecmp(accept, type, sizeof(type) - 1) == 0
		? encode_csv(req, req->state)
		: encode_json(req, req->state);
}
