/*
 * Options of lists: see list_int.h.
 *
 * A $skiptoken is the place of the last row shown, signed: the kind of row, its key, the text that
 * rows are sorted by, and a keyed hash over these and all that the place depends on: organisation,
 * call, $filter, $search and $orderby. So one that was altered, or is another list's, is noticed.
 * It carries a position and no right.
 */
#include "api/graph/list_int.h"

#include "api/graph/place.h"
#include "api/options_int.h"
#include "base/text.h"
#include "odata/search.h"
#include "service/settings.h"

#include <stdio.h>

#define COUNT_BYTES 24
#define SIGNED_MAX (5 + LIC_API_KEYS_MAX) /* what a place depends on */

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

/* What a place in the list that `req` asks for depends on. */
static struct lic_place_context context_of(const struct lic_api_request *req,
	const struct lic_graph_list *list, const char **texts)
{
	struct lic_place_context context = {list->page_key, texts, 0};
	const char *tenant = lic_arena_strdup(req->ctx.arena,
		lic_guid_format(&req->ctx.caller.tenant_guid).text);

	texts[context.count++] = req->route->pattern;
	texts[context.count++] = tenant; /* NULL without memory: then no token is found to fit */
	texts[context.count++] = lic_api__option(req, "$filter");
	texts[context.count++] = lic_api__option(req, "$search");
	texts[context.count++] = lic_api__option(req, "$orderby");
	for (size_t i = 0; i < req->key_count; i++) {
		texts[context.count++] = req->keys[i];
	}
	return context;
}

static lic_rc read_token(struct lic_api_request *req, struct lic_graph_list *list)
{
	const char *token = lic_api__option(req, "$skiptoken");
	const char *texts[SIGNED_MAX];
	struct lic_place_context context = context_of(req, list, texts);
	struct lic_place place;

	if (token == NULL) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_place_read(req->ctx.arena, token, &context, &place, &list->has_after));
	if (!list->has_after) {
		return lic_api__bad_token(req);
	}
	list->after = place.place;
	list->after_kind = place.kind;
	return LIC_OK_RC;
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
		.is_any_order = true,
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
	const char *texts[SIGNED_MAX];
	struct lic_place_context context = context_of(req, list, texts);
	struct lic_place place = {*next->place, next->kind};
	const char *token = NULL;

	/* Without memory it stays NULL, which is reported at the end. */
	lic_rc_ignore(lic_place_write(req->ctx.arena, &place, &context, &token));
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
