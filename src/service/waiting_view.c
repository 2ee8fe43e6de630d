/*
 * The line for a seat, for people: see waiting.h.
 */
#include "service/waiting.h"

#include "service/user_int.h"
#include "service/wish_int.h"
#include "store/lic_sql.h"

#define PLACES_FIRST 4

lic_rc lic_waiting_list(struct lic_ctx *ctx, const struct lic_catalog *catalog, uint32_t sku,
	const struct lic_line_place *after, unsigned limit, struct lic_line_page *ret_page)
{
	struct lic_q_waiting_list_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.sku_id = catalog->skus[sku].key,
		.rank = after->rank,
		.since_ms = after->since_ms,
		.user_id = after->user_id,
		.source_id = after->source_id,
		.limit = (int64_t)limit + 1,
	};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_waiting_list_row row;
	struct lic_line_page page = {0};
	bool more = true;

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_LICENSES));
	page.list = lic_arena_array(ctx->arena, limit, sizeof(*page.list));
	if (page.list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_q_waiting_list_open(ctx->db, &in, &rows));
	for (;;) {
		struct lic_waiting *one = &page.list[page.count];

		LIC_TRY(lic_q_waiting_list_next(&rows, &row, &more));
		if (!more || page.count == limit) {
			break;
		}
		*one = (struct lic_waiting){
			.place = {row.rank, row.since_ms, row.user_id, row.source_id},
			.user_guid = row.user_guid,
			.upn = lic_arena_strdup(ctx->arena, row.upn),
			.display_name = lic_arena_strdup(ctx->arena, row.display_name),
			.reason = lic_arena_strdup(ctx->arena, row.reason),
			.full_allotment = lic_arena_strdup(ctx->arena, row.full_allotment),
		};
		if (one->upn == NULL || one->display_name == NULL ||
			(row.reason != NULL && one->reason == NULL) ||
			(row.full_allotment != NULL && one->full_allotment == NULL)) {
			return LIC_RC(LIC_E_NOMEM);
		}
		LIC_TRY(lic_sources_add(ctx, row.source_id, &page.sources));
		page.count++;
	}
	page.has_more = more;
	*ret_page = page;
	return LIC_OK_RC;
}

/* Reads the places of `user` in the line for the SKU with key `sku_id`. */
static lic_rc read_places(struct lic_ctx *ctx, const struct lic_user *user, int64_t sku_id,
	struct lic_line_page *page)
{
	struct lic_q_waiting_of_sku_in in = {ctx->caller.tenant_id, sku_id, user->id};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_waiting_of_sku_row row;
	size_t room = 0;
	bool more = true;

	LIC_TRY(lic_q_waiting_of_sku_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_waiting_of_sku_next(&rows, &row, &more));
		if (!more) {
			return LIC_OK_RC;
		}
		if (page->count == room) {
			struct lic_waiting *list = NULL;

			room = room == 0 ? PLACES_FIRST : room * 2;
			list = lic_arena_array(ctx->arena, room, sizeof(*list));
			if (list == NULL) {
				return LIC_RC(LIC_E_NOMEM);
			}
			for (size_t i = 0; i < page->count; i++) {
				list[i] = page->list[i];
			}
			page->list = list;
		}
		page->list[page->count] = (struct lic_waiting){
			.place = {row.rank, row.since_ms, user->id, row.source_id},
			.user_guid = user->guid,
			.upn = user->values.text[LIC_USER_PRINCIPAL_NAME],
			.display_name = user->values.text[LIC_USER_DISPLAY_NAME],
			.reason = lic_arena_strdup(ctx->arena, row.reason),
			.full_allotment = lic_arena_strdup(ctx->arena, row.full_allotment),
		};
		if ((row.reason != NULL && page->list[page->count].reason == NULL) ||
			(row.full_allotment != NULL &&
				page->list[page->count].full_allotment == NULL)) {
			return LIC_RC(LIC_E_NOMEM);
		}
		page->count++;
	}
}

/* How many places come up to `place` in the line for the SKU with key `sku_id`. */
static lic_rc count_up_to(struct lic_ctx *ctx, int64_t sku_id, const struct lic_line_place *place,
	int64_t *ret_count)
{
	struct lic_q_waiting_place_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.sku_id = sku_id,
		.rank = place->rank,
		.since_ms = place->since_ms,
		.user_id = place->user_id,
		.source_id = place->source_id,
	};
	struct lic_q_waiting_place_row row;

	LIC_TRY(lic_q_waiting_place(ctx->db, ctx->arena, &in, &row));
	*ret_count = row.count;
	return LIC_OK_RC;
}

lic_rc lic_waiting_of(struct lic_ctx *ctx, const struct lic_catalog *catalog, uint32_t sku,
	const char *key, struct lic_line_page *ret_page)
{
	const int64_t sku_id = catalog->skus[sku].key;
	struct lic_line_page page = {0};
	struct lic_user user = {0};

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_LICENSES));
	LIC_TRY(lic_user__find(ctx, key, &user));
	LIC_TRY(read_places(ctx, &user, sku_id, &page));
	for (size_t i = 0; i < page.count; i++) {
		struct lic_waiting one = page.list[i];
		size_t at = i;

		LIC_TRY(count_up_to(ctx, sku_id, &one.place, &one.position));
		LIC_TRY(lic_sources_add(ctx, one.place.source_id, &page.sources));
		for (; at > 0 && page.list[at - 1].position > one.position; at--) {
			page.list[at] = page.list[at - 1];
		}
		page.list[at] = one;
	}
	*ret_page = page;
	return LIC_OK_RC;
}

static lic_rc does_not_wait(struct lic_ctx *ctx, const struct lic_catalog *catalog, uint32_t sku,
	const struct lic_user *user)
{
	return lic_err_set(ctx->err, LIC_E_NOTFOUND, "Request_ResourceNotFound",
		"%s does not wait for a seat of %s.", user->values.text[LIC_USER_PRINCIPAL_NAME],
		catalog->skus[sku].display_name);
}

static struct lic_wish wish_of(int64_t sku_id, const struct lic_waiting *one)
{
	return (struct lic_wish){sku_id, one->place.user_id, one->place.source_id, one->place.rank,
		one->place.since_ms, one->reason};
}

/* Writes what `wait` changes of the places in `page`, in one operation if it is anything. */
static lic_rc update_places(struct lic_ctx *ctx, const struct lic_user *user, int64_t sku_id,
	const struct lic_wait *wait, const struct lic_line_page *page)
{
	struct lic_operation operation = {0};
	bool differs = false;

	for (size_t i = 0; i < page->count; i++) {
		struct lic_wish wish = wish_of(sku_id, &page->list[i]);

		differs = differs || lic_wish__would_change(&wish, wait);
	}
	if (!differs) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_ledger_begin(ctx, LIC_OP_WAITING_UPDATE,
		&(struct lic_target){LIC_TARGET_USER, user->guid,
			user->values.text[LIC_USER_PRINCIPAL_NAME]},
		&operation));
	for (size_t i = 0; i < page->count; i++) {
		struct lic_wish wish = wish_of(sku_id, &page->list[i]);

		LIC_TRY(lic_wish__update(ctx, &wish, wait, &operation));
	}
	return lic_ledger_end(ctx, &operation);
}

lic_rc lic_waiting_update(struct lic_ctx *ctx, const struct lic_catalog *catalog, uint32_t sku,
	const char *key, const struct lic_wait *wait, struct lic_line_page *ret_page)
{
	const int64_t sku_id = catalog->skus[sku].key;
	struct lic_line_page before = {0};
	struct lic_line_page page = {0};
	struct lic_user user = {0};

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_ASSIGN_LICENSE));
	LIC_TRY(lic_wish__check(ctx, wait));
	LIC_TRY(lic_user__find(ctx, key, &user));
	LIC_TRY(read_places(ctx, &user, sku_id, &before));
	if (before.count == 0) {
		return does_not_wait(ctx, catalog, sku, &user);
	}
	LIC_TRY(update_places(ctx, &user, sku_id, wait, &before));
	LIC_TRY(read_places(ctx, &user, sku_id, &page));
	for (size_t i = 0; i < page.count; i++) {
		LIC_TRY(lic_sources_add(ctx, page.list[i].place.source_id, &page.sources));
	}
	*ret_page = page;
	return LIC_OK_RC;
}

/* Says why the wish of a group cannot be withdrawn on the user. */
static lic_rc only_inherited(struct lic_ctx *ctx, const struct lic_catalog *catalog, uint32_t sku,
	const struct lic_user *user)
{
	struct lic_err_detail *detail = lic_arena_alloc(ctx->arena, sizeof(*detail));
	lic_rc rc;

	if (detail == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	rc = lic_err_set(ctx->err, LIC_E_CONFLICT, "Request_BadRequest",
		"%s waits for a seat of %s as a member of a group only.",
		user->values.text[LIC_USER_PRINCIPAL_NAME], catalog->skus[sku].display_name);
	detail->code = "LicenseInherited";
	detail->target = "user";
	detail->message = ctx->err->message;
	detail->remedy =
		"Take the user out of the group, or the product from what the group gives.";
	ctx->err->details = detail;
	ctx->err->detail_count = 1;
	return rc;
}

lic_rc lic_waiting_withdraw(struct lic_ctx *ctx, const struct lic_catalog *catalog, uint32_t sku,
	const char *key)
{
	const struct lic_license_request request = {
		.removes = &catalog->skus[sku].id,
		.remove_count = 1,
	};
	struct lic_assign_result result = {0};
	struct lic_line_page page = {0};
	struct lic_wish wish = {0};
	struct lic_user user = {0};
	bool found = false;

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_ASSIGN_LICENSE));
	LIC_TRY(lic_user__find(ctx, key, &user));
	LIC_TRY(lic_wish__find(ctx, catalog->skus[sku].key, user.id, LIC_SOURCE_DIRECT, &wish,
		&found));
	if (!found) {
		LIC_TRY(read_places(ctx, &user, catalog->skus[sku].key, &page));
		return page.count == 0 ? does_not_wait(ctx, catalog, sku, &user)
				       : only_inherited(ctx, catalog, sku, &user);
	}
	LIC_TRY(lic_license_assign(ctx, key, &request, &result));
	lic_catalog_put(&result.before.hold);
	return LIC_OK_RC;
}
