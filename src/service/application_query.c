/*
 * Lists of applications by conditions: see applications.h.
 */
#include "service/applications.h"

#include "odata/entities.h"
#include "store/search_keys.h"

#include <string.h>

#define LOOKED_AT_ONCE 999 /* applications read in one go */

/* What a condition is held against. */
struct subject {
	const struct lic_application *application; /* whose properties */
	bool is_principal;                         /* its id is that of the service principal */
	const char *element; /* the element of a collection that is looked at; NULL: none */
};

static int sign_of(int64_t number)
{
	return number < 0 ? -1 : number > 0;
}

/* Tells whether a comparison as `test` says holds when the property lies before (-1), at (0) or
 * behind (1) the value. */
static bool holds(enum lic_odata_test test, int order)
{
	switch (test) {
	case LIC_ODATA_GREATER:
		return order > 0;
	case LIC_ODATA_AT_LEAST:
		return order >= 0;
	case LIC_ODATA_LESS:
		return order < 0;
	case LIC_ODATA_AT_MOST:
		return order <= 0;
	case LIC_ODATA_EQUALS:
	case LIC_ODATA_STARTS:
	case LIC_ODATA_ENDS:
	case LIC_ODATA_HAS_WORD:
	case LIC_ODATA_HAS_ELEMENT:
		break;
	}
	return order == 0;
}

/* The text of a property, or of the element looked at. */
static lic_rc text_meets(struct lic_ctx *ctx, const struct lic_odata_condition *condition,
	const char *text, const struct lic_odata_value *value, bool *ret_does)
{
	const char *has = NULL;
	const char *wanted = NULL;

	LIC_TRY(lic_search_key(ctx->arena, text, &has));
	LIC_TRY(lic_search_key(ctx->arena, value->text, &wanted));
	*ret_does = condition->test == LIC_ODATA_STARTS
		? strncmp(has, wanted, strlen(wanted)) == 0
		: holds(condition->test, sign_of(strcmp(has, wanted)));
	return LIC_OK_RC;
}

static const struct lic_guid *guid_of(const struct subject *subject, unsigned property)
{
	if (property == LIC_ODATA_APPLICATION_APP_ID) {
		return &subject->application->app_guid;
	}
	return subject->is_principal ? &subject->application->principal_guid
				     : &subject->application->guid;
}

/* Holds one value of `condition` against `subject`. */
static lic_rc value_meets(struct lic_ctx *ctx, const struct lic_odata_condition *condition,
	const struct subject *subject, const struct lic_odata_value *value, bool *ret_does)
{
	const struct lic_application *application = subject->application;
	unsigned property = condition->property->number;

	if (subject->element != NULL) {
		return text_meets(ctx, condition, subject->element, value, ret_does);
	}
	switch ((enum lic_odata_application)property) {
	case LIC_ODATA_APPLICATION_DISPLAY_NAME:
		return text_meets(ctx, condition, application->display_name, value, ret_does);
	case LIC_ODATA_APPLICATION_CREATED:
		*ret_does =
			holds(condition->test, sign_of(application->created_ms - value->number));
		return LIC_OK_RC;
	case LIC_ODATA_APPLICATION_ENABLED:
		*ret_does = application->is_enabled == (value->number != 0);
		return LIC_OK_RC;
	case LIC_ODATA_APPLICATION_ID:
	case LIC_ODATA_APPLICATION_APP_ID:
		*ret_does = lic_guid_equal(guid_of(subject, property), &value->guid);
		return LIC_OK_RC;
	case LIC_ODATA_APPLICATION_NAMES:
	case LIC_ODATA_APPLICATION_EMPTY:
	case LIC_ODATA_APPLICATION_MAX_:
		break;
	}
	return LIC_RC(LIC_E_BUG);
}

/* Tells in `*ret_does` whether `subject` meets `condition`. Recursive: conditions are as deep as
 * lic_odata_filter_read() lets them be. */
static lic_rc meets(struct lic_ctx *ctx, const struct lic_odata_condition *condition,
	const struct subject *subject, bool *ret_does);

/* Of the collections that can be asked about, servicePrincipalNames has one element, the client id,
 * and the others have none. */
static lic_rc element_meets(struct lic_ctx *ctx, const struct lic_odata_condition *condition,
	const struct subject *subject, bool *ret_does)
{
	struct lic_guid_text text = lic_guid_format(&subject->application->app_guid);
	struct subject inner = *subject;

	inner.element = text.text;
	*ret_does = condition->property->number == LIC_ODATA_APPLICATION_NAMES;
	if (!*ret_does || condition->element == NULL) {
		return LIC_OK_RC;
	}
	return meets(ctx, condition->element, &inner, ret_does);
}

static lic_rc test_meets(struct lic_ctx *ctx, const struct lic_odata_condition *condition,
	const struct subject *subject, bool *ret_does)
{
	if (condition->test == LIC_ODATA_HAS_ELEMENT) {
		return element_meets(ctx, condition, subject, ret_does);
	}
	*ret_does = false;
	for (size_t i = 0; i < condition->value_count && !*ret_does; i++) {
		LIC_TRY(value_meets(ctx, condition, subject, &condition->values[i], ret_does));
	}
	return LIC_OK_RC;
}

static lic_rc meets(struct lic_ctx *ctx, const struct lic_odata_condition *condition,
	const struct subject *subject, bool *ret_does)
{
	bool is_or = condition->kind == LIC_ODATA_OR;
	bool does = !is_or;

	if (condition->kind == LIC_ODATA_TEST) {
		return test_meets(ctx, condition, subject, ret_does);
	}
	for (size_t i = 0; i < condition->part_count && does != is_or; i++) {
		LIC_TRY(meets(ctx, condition->parts[i], subject, &does));
	}
	*ret_does = condition->kind == LIC_ODATA_NOT ? !does : does;
	return LIC_OK_RC;
}

/* What is done with applications that meet a query, one by one, in the order of keys. */
struct taker {
	struct lic_application_page *page; /* where they go; NULL: they are counted alone */
	size_t room;                       /* most in page */
	int64_t count;                     /* how many there were */
};

/* Tells whether more are wanted. */
static bool take(struct taker *taker, const struct lic_application *application)
{
	taker->count++;
	if (taker->page == NULL) {
		return true;
	}
	if (taker->page->count == taker->room) {
		taker->page->has_more = true;
		return false;
	}
	taker->page->list[taker->page->count++] = *application;
	return true;
}

/* Takes those in `part` that meet `query`; tells in `*wants_more` whether others are wanted. */
static lic_rc take_part(struct lic_ctx *ctx, const struct lic_application_query *query,
	const struct lic_application_page *part, struct taker *taker, bool *wants_more)
{
	for (size_t i = 0; i < part->count && *wants_more; i++) {
		struct subject subject = {&part->list[i], query->is_principal, NULL};
		bool does = true;

		if (query->filter != NULL) {
			LIC_TRY(meets(ctx, query->filter, &subject, &does));
		}
		*wants_more = !does || take(taker, &part->list[i]);
	}
	return LIC_OK_RC;
}

static lic_rc walk(struct lic_ctx *ctx, const struct lic_application_query *query,
	struct taker *taker)
{
	struct lic_application_page part = {.has_more = true};
	struct lic_application graph = *lic_application_graph();
	int64_t after = query->after;
	bool wants_more = true;

	while (part.has_more && wants_more) {
		LIC_TRY(lic_application_list(ctx, after, LOOKED_AT_ONCE, &part));
		LIC_TRY(take_part(ctx, query, &part, taker, &wants_more));
		after = part.count == 0 ? after : part.list[part.count - 1].id;
	}
	if (query->is_principal && wants_more && query->after < graph.id) {
		part = (struct lic_application_page){.list = &graph, .count = 1};
		return take_part(ctx, query, &part, taker, &wants_more);
	}
	return LIC_OK_RC;
}

lic_rc lic_application_query(struct lic_ctx *ctx, const struct lic_application_query *query,
	struct lic_application_page *ret_page)
{
	struct lic_application_page page = {
		.list = lic_arena_array(ctx->arena, query->limit, sizeof(*page.list))};
	struct taker taker = {&page, query->limit, 0};

	if (page.list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(walk(ctx, query, &taker));
	*ret_page = page;
	return LIC_OK_RC;
}

lic_rc lic_application_query_count(struct lic_ctx *ctx, const struct lic_application_query *query,
	int64_t *ret_count)
{
	struct lic_application_query all = *query;
	struct taker taker = {NULL, 0, 0};

	all.after = 0;
	LIC_TRY(walk(ctx, &all, &taker));
	*ret_count = taker.count;
	return LIC_OK_RC;
}
