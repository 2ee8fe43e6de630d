/*
 * Reading allotments: see allotments.h.
 */
#include "service/allotment_view_int.h"

#include "base/text.h"
#include "store/lic_sql.h"

#include <stdlib.h>
#include <string.h>

/* The columns of all readers are the same. */
#define ALLOTMENT_FROM(row_)                                                                       \
	((struct lic_allotment){                                                                   \
		.id = (row_)->id,                                                                  \
		.guid = (row_)->guid,                                                              \
		.sku_id = (row_)->sku_id,                                                          \
		.display_name = (row_)->display_name,                                              \
		.limit = (row_)->seat_limit,                                                       \
		.consumed = (row_)->consumed,                                                      \
		.created_ms = (row_)->created_ms,                                                  \
	})

/* An allotment and what it is ordered by. */
struct ranked {
	struct lic_allotment allotment; /* without its lists */
	const char *key;                /* its name, folded */
};

/* Allotments as they are found. */
struct found {
	struct ranked *list; /* room for LIC_ALLOTMENTS_MAX */
	size_t count;        /* number of them */
};

lic_rc lic_allotment__not_found(struct lic_ctx *ctx, const char *key)
{
	return lic_err_set(ctx->err, LIC_E_NOTFOUND, "Request_ResourceNotFound",
		"Allotment '%.200s' does not exist.", key);
}

lic_rc lic_allotment__require_person(struct lic_ctx *ctx)
{
	lic_rc rc = lic_ctx_require_person(ctx);

	return lic_ok(rc)
		? rc
		: lic_ctx_explain(ctx, rc, NULL,
			  "Allotments are owned by people, and this caller is none.",
			  "Sign in as an owner. An administrator changes the members of the groups themselves.");
}

static lic_rc take_group(struct lic_ctx *ctx, const struct lic_q_allotments_groups_row *row,
	struct lic_allotment *allotment)
{
	struct lic_allotment_group *group = &allotment->groups[allotment->group_count];

	if (allotment->group_count == LIC_ALLOTMENT_GROUPS_MAX) {
		return LIC_RC(LIC_E_CORRUPT);
	}
	*group = (struct lic_allotment_group){
		.id = row->id,
		.guid = row->guid,
		.display_name = lic_arena_strdup(ctx->arena, row->display_name),
		.gives_product = row->given > 0,
		.owners_may_use = row->given > 0 && row->others == 0,
	};
	allotment->group_count++;
	return group->display_name == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

static lic_rc read_groups(struct lic_ctx *ctx, int64_t owner, struct lic_allotment *allotment)
{
	struct lic_q_allotments_groups_in in = {ctx->caller.tenant_id, allotment->id, owner};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_allotments_groups_row row;
	bool more = true;

	allotment->groups =
		lic_arena_array(ctx->arena, LIC_ALLOTMENT_GROUPS_MAX, sizeof(*allotment->groups));
	if (allotment->groups == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_q_allotments_groups_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_allotments_groups_next(&rows, &row, &more));
		if (!more) {
			return LIC_OK_RC;
		}
		LIC_TRY(take_group(ctx, &row, allotment));
	}
}

static lic_rc read_owners(struct lic_ctx *ctx, struct lic_allotment *allotment)
{
	struct lic_q_allotments_owners_in in = {ctx->caller.tenant_id, allotment->id};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_allotments_owners_row row;
	bool more = true;

	allotment->owners =
		lic_arena_array(ctx->arena, LIC_ALLOTMENT_OWNERS_MAX, sizeof(*allotment->owners));
	if (allotment->owners == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_q_allotments_owners_open(ctx->db, &in, &rows));
	for (;;) {
		struct lic_allotment_who *who = &allotment->owners[allotment->owner_count];

		LIC_TRY(lic_q_allotments_owners_next(&rows, &row, &more));
		if (!more) {
			return LIC_OK_RC;
		}
		if (allotment->owner_count == LIC_ALLOTMENT_OWNERS_MAX) {
			return LIC_RC(LIC_E_CORRUPT);
		}
		*who = (struct lic_allotment_who){row.id, row.guid,
			lic_arena_strdup(ctx->arena, row.display_name),
			lic_arena_strdup(ctx->arena, row.upn)};
		if (who->display_name == NULL || who->upn == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		allotment->owner_count++;
	}
}

/* Reads the lists of `allotment`, and how many wait. */
static lic_rc read_rest(struct lic_ctx *ctx, int64_t owner, struct lic_allotment *allotment)
{
	struct lic_q_allotments_waiting_in in = {ctx->caller.tenant_id, allotment->id};
	struct lic_q_allotments_waiting_row row = {0};

	LIC_TRY(read_groups(ctx, owner, allotment));
	LIC_TRY(read_owners(ctx, allotment));
	LIC_TRY(lic_q_allotments_waiting(ctx->db, ctx->arena, &in, &row));
	allotment->waiting = row.count;
	return LIC_OK_RC;
}

lic_rc lic_allotment__find(struct lic_ctx *ctx, const char *key, int64_t owner,
	struct lic_allotment *ret_allotment)
{
	struct lic_q_allotments_find_in in = {.tenant_id = ctx->caller.tenant_id};
	struct lic_q_allotments_find_row row = {0};
	struct lic_allotment allotment = {0};
	bool found = false;

	if (lic_guid_parse(key, strlen(key), &in.guid)) {
		LIC_TRY(lic_q_allotments_find(ctx->db, ctx->arena, &in, &row, &found));
	}
	if (!found) {
		return lic_allotment__not_found(ctx, key);
	}
	allotment = ALLOTMENT_FROM(&row);
	LIC_TRY(read_rest(ctx, owner, &allotment));
	*ret_allotment = allotment;
	return LIC_OK_RC;
}

lic_rc lic_allotment_find(struct lic_ctx *ctx, const char *key, struct lic_allotment *ret_allotment)
{
	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_LICENSES));
	return lic_allotment__find(ctx, key, 0, ret_allotment);
}

/* Keeps an allotment that was read, copying its name. */
static lic_rc keep(struct lic_ctx *ctx, const struct lic_allotment *allotment, struct found *found)
{
	struct ranked *one = &found->list[found->count];

	if (found->count == LIC_ALLOTMENTS_MAX) {
		return LIC_RC(LIC_E_CORRUPT);
	}
	one->allotment = *allotment;
	one->allotment.display_name = lic_arena_strdup(ctx->arena, allotment->display_name);
	if (one->allotment.display_name == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	found->count++;
	return lic_text_fold(ctx->arena, one->allotment.display_name, &one->key);
}

static lic_rc read_all(struct lic_ctx *ctx, int64_t sku_id, struct found *found)
{
	struct lic_q_allotments_list_in in = {ctx->caller.tenant_id, sku_id};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_allotments_list_row row;
	bool more = true;

	LIC_TRY(lic_q_allotments_list_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_allotments_list_next(&rows, &row, &more));
		if (!more) {
			return LIC_OK_RC;
		}
		LIC_TRY(keep(ctx, &ALLOTMENT_FROM(&row), found));
	}
}

static lic_rc read_own(struct lic_ctx *ctx, struct found *found)
{
	struct lic_q_allotments_list_of_owner_in in = {ctx->caller.tenant_id, ctx->caller.actor_id};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_allotments_list_of_owner_row row;
	bool more = true;

	LIC_TRY(lic_q_allotments_list_of_owner_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_allotments_list_of_owner_next(&rows, &row, &more));
		if (!more) {
			return LIC_OK_RC;
		}
		LIC_TRY(keep(ctx, &ALLOTMENT_FROM(&row), found));
	}
}

/* By name; among equal names the older one first. */
static int compare(const void *a, const void *b)
{
	const struct ranked *left = a;
	const struct ranked *right = b;
	const int order = strcmp(left->key, right->key);

	if (order != 0) {
		return order;
	}
	return left->allotment.id < right->allotment.id ? -1 : 1;
}

/* Where the page begins: behind the last one shown, or, when that is gone, where it was. */
static size_t first_of(const struct found *found, const struct lic_allotment_place *place)
{
	size_t number = (size_t)place->number;

	for (size_t i = 0; i < found->count && place->id != 0; i++) {
		if (found->list[i].allotment.id == place->id) {
			return i + 1;
		}
	}
	number = number > 0 ? number - 1 : 0;
	return number < found->count ? number : found->count;
}

/* Puts what was found in order and reads the rest of the page that begins at `place`. */
static lic_rc make_page(struct lic_ctx *ctx, int64_t owner, struct found *found,
	const struct lic_allotment_place *place, unsigned limit,
	struct lic_allotment_page *ret_page)
{
	struct lic_allotment_page page = {
		.list = lic_arena_array(ctx->arena, limit, sizeof(*page.list))};
	size_t first = 0;

	if (page.list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	qsort(found->list, found->count, sizeof(*found->list), compare);
	first = first_of(found, place);
	for (size_t i = first; i < found->count && page.count < limit; i++) {
		page.list[page.count] = found->list[i].allotment;
		LIC_TRY(read_rest(ctx, owner, &page.list[page.count]));
		page.next = (struct lic_allotment_place){(int64_t)i + 1, page.list[page.count].id};
		page.count++;
	}
	page.has_more = first + page.count < found->count;
	*ret_page = page;
	return LIC_OK_RC;
}

static lic_rc make_room(struct lic_ctx *ctx, struct found *found)
{
	found->list = lic_arena_array(ctx->arena, LIC_ALLOTMENTS_MAX, sizeof(*found->list));
	return found->list == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

lic_rc lic_allotment_list(struct lic_ctx *ctx, int64_t sku_id,
	const struct lic_allotment_place *place, unsigned limit,
	struct lic_allotment_page *ret_page)
{
	struct found found = {0};

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_LICENSES));
	LIC_TRY(make_room(ctx, &found));
	LIC_TRY(read_all(ctx, sku_id, &found));
	return make_page(ctx, 0, &found, place, limit, ret_page);
}

lic_rc lic_allotment_list_own(struct lic_ctx *ctx, const struct lic_allotment_place *place,
	unsigned limit, struct lic_allotment_page *ret_page)
{
	struct found found = {0};

	LIC_TRY(lic_allotment__require_person(ctx));
	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_SELF));
	LIC_TRY(make_room(ctx, &found));
	LIC_TRY(read_own(ctx, &found));
	return make_page(ctx, ctx->caller.actor_id, &found, place, limit, ret_page);
}
