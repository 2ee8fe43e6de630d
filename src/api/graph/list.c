/*
 * Options of lists: see list_int.h.
 *
 * A $skiptoken is the place of the last row shown, signed: the kind of row, its key, the text that
 * rows are sorted by, and a keyed hash over these and all that the place depends on: organisation,
 * call, $filter, $search and $orderby. So one that was altered, or is another list's, is noticed.
 * It carries a position and no right.
 */
#include "api/graph/list_int.h"

#include "api/options_int.h"
#include "base/base64.h"
#include "base/text.h"
#include "odata/search.h"
#include "service/settings.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define MAC_BYTES 16
#define HEAD_BYTES (1 + sizeof(int64_t)) /* flags, key */
#define HAS_TEXT 1U
#define IS_GROUP 2U
#define PURPOSE "licentia list place 1"
#define TOKEN_BYTES_MAX 8192
#define COUNT_BYTES 24

static lic_rc read_count(struct lic_api_request *req, bool *ret_wants_count)
{
	const char *text = lic_api__option(req, "$count");

	if (text == NULL || lic_text_equal_nocase(text, "false")) {
		*ret_wants_count = false;
		return LIC_OK_RC;
	}
	*ret_wants_count = lic_text_equal_nocase(text, "true");
	if (*ret_wants_count) {
		return LIC_OK_RC;
	}
	return lic_err_field(&req->err, req->ctx.arena, "$count",
		"Invalid value '%.100s' for the query option $count: it is true or false.", text);
}

static bool is_eventual(const struct lic_api_request *req)
{
	const char *level = lic_api__header(req, "ConsistencyLevel");

	return level != NULL && lic_text_equal_nocase(level, "eventual");
}

/* D-21: a client relies on the refusal. */
static lic_rc require_eventual(struct lic_api_request *req)
{
	lic_rc rc = lic_err_field(&req->err, req->ctx.arena, "$search",
		"Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'");

	req->err.public_code = "Request_UnsupportedQuery";
	return rc;
}

lic_rc lic_graph__list_decode(struct lic_api_request *req, const struct lic_odata_entity *entity,
	struct lic_graph_list *ret_list)
{
	struct lic_graph_list list = {.entity = entity, .is_eventual = is_eventual(req)};
	const char *filter = lic_api__option(req, "$filter");
	const char *search = lic_api__option(req, "$search");
	const char *order = lic_api__option(req, "$orderby");

	LIC_TRY(lic_api__top(req, &list.top));
	LIC_TRY(read_count(req, &list.wants_count));
	if (filter != NULL) {
		LIC_TRY(lic_odata_filter_read(filter, entity, req->ctx.arena, &req->err,
			&list.filter));
	}
	if (search != NULL) {
		if (!list.is_eventual) {
			return require_eventual(req);
		}
		LIC_TRY(lic_odata_search_read(search, entity, req->ctx.arena, &req->err,
			&list.search));
	}
	if (order != NULL) {
		LIC_TRY(lic_odata_order_read(order, entity, req->ctx.arena, &req->err,
			&list.order));
	}
	*ret_list = list;
	return LIC_OK_RC;
}

/* What Graph answers as an advanced query only; NULL: nothing. */
static const char *advanced_of(const struct lic_graph_list *list)
{
	if (list->filter.condition != NULL && list->order.property != NULL) {
		return "$orderby with $filter";
	}
	return list->filter.advanced;
}

/* D-21, O-04, O-05: as Graph does it, $count without the header is passed over in silence. */
static lic_rc check_strict(struct lic_api_request *req, struct lic_graph_list *list)
{
	const char *advanced = advanced_of(list);
	int64_t is_strict = 0;

	if (list->is_eventual && (advanced == NULL || list->wants_count)) {
		return LIC_OK_RC;
	}
	if (advanced == NULL && !list->wants_count) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_setting_get(&req->ctx, LIC_SETTING_STRICT_GRAPH, &is_strict));
	if (is_strict == 0) {
		return LIC_OK_RC;
	}
	if (advanced != NULL) {
		lic_rc rc = lic_err_field(&req->err, req->ctx.arena, "$filter",
			"%s takes the header ConsistencyLevel: eventual and $count=true, since the setting strictGraph is on.",
			advanced);

		req->err.public_code = "Request_UnsupportedQuery";
		(void)snprintf(req->err.message, sizeof(req->err.message), "Unsupported Query.");
		return rc;
	}
	list->wants_count = false;
	return LIC_OK_RC;
}

static void hash_text(crypto_generichash_state *state, const char *text)
{
	uint8_t len[sizeof(uint32_t)];
	size_t bytes = text == NULL ? 0 : strlen(text) + 1; /* 0 tells none from empty */

	for (size_t i = 0; i < sizeof(len); i++) {
		len[i] = (uint8_t)(bytes >> (8 * i));
	}
	(void)crypto_generichash_update(state, len, sizeof(len));
	if (bytes > 0) {
		(void)crypto_generichash_update(state, (const unsigned char *)text, bytes);
	}
}

/* Signs `len` bytes of a place in the list that `req` asks for. */
static void sign(const struct lic_api_request *req, const struct lic_graph_list *list,
	const uint8_t *bytes, size_t len, uint8_t ret_mac[MAC_BYTES])
{
	static const char *const options[] = {"$filter", "$search", "$orderby"};
	crypto_generichash_state state;

	(void)crypto_generichash_init(&state, list->page_key, sizeof(list->page_key), MAC_BYTES);
	hash_text(&state, PURPOSE);
	hash_text(&state, req->route->pattern);
	hash_text(&state, lic_guid_format(&req->ctx.caller.tenant_guid).text);
	for (size_t i = 0; i < LIC_COUNT(options); i++) {
		hash_text(&state, lic_api__option(req, options[i]));
	}
	for (size_t i = 0; i < req->key_count; i++) {
		hash_text(&state, req->keys[i]);
	}
	(void)crypto_generichash_update(&state, bytes, len);
	(void)crypto_generichash_final(&state, ret_mac, MAC_BYTES);
}

/* Reads the place in `len` bytes, which were found to be signed. */
static lic_rc read_place(struct lic_api_request *req, struct lic_graph_list *list,
	const uint8_t *bytes, size_t len)
{
	uint64_t id = 0;

	for (size_t i = 0; i < sizeof(id); i++) {
		id = id << 8 | bytes[1 + i];
	}
	list->after.id = (int64_t)id;
	list->after_kind = (bytes[0] & IS_GROUP) != 0 ? LIC_MEMBER_GROUP : LIC_MEMBER_USER;
	if ((bytes[0] & HAS_TEXT) != 0) {
		list->after.text = lic_arena_copy(req->ctx.arena, (const char *)bytes + HEAD_BYTES,
			len - HEAD_BYTES);
		if (list->after.text == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
	}
	list->has_after = true;
	return LIC_OK_RC;
}

static lic_rc read_token(struct lic_api_request *req, struct lic_graph_list *list)
{
	const char *token = lic_api__option(req, "$skiptoken");
	uint8_t bytes[TOKEN_BYTES_MAX];
	uint8_t mac[MAC_BYTES];
	size_t len = 0;

	if (token == NULL) {
		return LIC_OK_RC;
	}
	if (!lic_base64_read(LIC_BASE64_URL, token, strlen(token), bytes, sizeof(bytes), &len) ||
		len < HEAD_BYTES + MAC_BYTES) {
		return lic_api__bad_token(req);
	}
	len -= MAC_BYTES;
	sign(req, list, bytes, len, mac);
	return sodium_memcmp(bytes + len, mac, MAC_BYTES) == 0 ? read_place(req, list, bytes, len)
							       : lic_api__bad_token(req);
}

lic_rc lic_graph__list_open(struct lic_api_request *req, struct lic_graph_list *list)
{
	LIC_TRY(check_strict(req, list));
	LIC_TRY(lic_list_page_key(&req->ctx, list->page_key));
	return read_token(req, list);
}

struct lic_list_query lic_graph__list_query(const struct lic_graph_list *list)
{
	return (struct lic_list_query){
		.filter = list->filter.condition,
		.search = list->search,
		.order = list->order.property == NULL ? NULL : &list->order,
		.after = list->has_after ? &list->after : NULL,
		.limit = list->top,
	};
}

bool lic_graph__list_counts(const struct lic_graph_list *list)
{
	return list->wants_count && !list->has_after;
}

bool lic_graph__list_is_plain(const struct lic_graph_list *list)
{
	return list->filter.condition == NULL && list->search == NULL &&
		list->order.property == NULL && !list->wants_count;
}

static void write_link(const struct lic_api_request *req, struct lic_json *json,
	const struct lic_graph_list *list, const struct lic_graph_next *next)
{
	size_t text_len = next->place->text == NULL ? 0 : strlen(next->place->text);
	size_t len = HEAD_BYTES + text_len;
	uint8_t *bytes = lic_arena_alloc(req->ctx.arena, len + MAC_BYTES);
	char *token = lic_arena_alloc(req->ctx.arena, 2 * (len + MAC_BYTES) + 2);

	if (bytes == NULL || token == NULL) {
		lic_json_key(json, "@odata.nextLink"); /* without a value: reported at the end */
		return;
	}
	bytes[0] = (uint8_t)((next->place->text == NULL ? 0 : HAS_TEXT) |
		(next->kind == LIC_MEMBER_GROUP ? IS_GROUP : 0));
	for (size_t i = 0; i < sizeof(int64_t); i++) {
		bytes[1 + i] = (uint8_t)((uint64_t)next->place->id >> (8 * (7 - i)));
	}
	if (text_len > 0) {
		memcpy(bytes + HEAD_BYTES, next->place->text, text_len);
	}
	sign(req, list, bytes, len, bytes + len);
	(void)sodium_bin2base64(token, 2 * (len + MAC_BYTES) + 2, bytes, len + MAC_BYTES,
		sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	lic_api__link(req, json, token);
}

void lic_graph__list_head(const struct lic_api_request *req, struct lic_json *json,
	const struct lic_graph_list *list, const struct lic_graph_next *next)
{
	if (lic_graph__list_counts(list)) {
		lic_json_kint(json, "@odata.count", list->total);
	}
	if (next->has_more) {
		write_link(req, json, list, next);
	}
}

lic_rc lic_graph__count_check(struct lic_api_request *req, const struct lic_graph_list *list)
{
	lic_rc rc;

	if (list->is_eventual) {
		return LIC_OK_RC;
	}
	rc = lic_err_field(&req->err, req->ctx.arena, "ConsistencyLevel",
		"The segment /$count takes the header ConsistencyLevel: eventual.");
	(void)snprintf(req->err.message, sizeof(req->err.message),
		"$count is not currently supported.");
	return rc;
}

lic_rc lic_graph__count_answer(struct lic_api_request *req, int64_t count)
{
	char text[COUNT_BYTES];

	(void)snprintf(text, sizeof(text), "%lld", (long long)count);
	req->ex->status = 200;
	lic_buf_clear(&req->ex->reply);
	lic_http_add_header(req->ex, "Content-Type", "text/plain");
	lic_http_add_header(req->ex, "OData-Version", "4.0");
	lic_buf_puts(&req->ex->reply, text);
	return lic_buf_status(&req->ex->reply);
}
