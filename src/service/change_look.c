/*
 * Looking at what is asked for of many users before anything is begun: see changes.h.
 */
#include "odata/entities.h"
#include "odata/filter.h"
#include "service/change_int.h"
#include "service/groups.h"
#include "service/lists.h"
#include "store/lic_sql.h"

#include <string.h>

/* What a look works with. */
struct look {
	struct lic_ctx *ctx;               /* the request */
	const struct lic_catalog *catalog; /* the organisation's */
	struct lic_change_order *order;    /* what is looked at */
};

/* Finds the index of the product `id`, the member `target`. */
static lic_rc find_sku(const struct look *look, const struct lic_guid *id, const char *target,
	uint32_t *ret_sku)
{
	uint32_t sku = lic_catalog_sku(look->catalog, id);

	if (target == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (sku == LIC_INDEX_NONE) {
		return lic_err_field(look->ctx->err, look->ctx->arena, target,
			"License %s does not correspond to a valid company License.",
			lic_guid_format(id).text);
	}
	*ret_sku = sku;
	return LIC_OK_RC;
}

/* demands that the plans in `ids`, the member `target`, are of the product with index
 * `sku_index`. */
static lic_rc check_plans(const struct look *look, uint32_t sku_index, const struct lic_guid *ids,
	size_t count, const char *target)
{
	const struct lic_sku *sku = &look->catalog->skus[sku_index];

	if (target == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < count; i++) {
		uint32_t plan = lic_catalog_plan(look->catalog, &ids[i]);

		if (plan == LIC_INDEX_NONE || !lic_sku_has_plan(sku, plan)) {
			return lic_err_field(look->ctx->err, look->ctx->arena, target,
				"Service plan %s is not in %.100s.", lic_guid_format(&ids[i]).text,
				sku->part_number);
		}
	}
	return LIC_OK_RC;
}

static lic_rc check_adds(const struct look *look)
{
	const struct lic_change *change = &look->order->change;
	struct lic_arena *arena = look->ctx->arena;

	for (size_t i = 0; i < change->add_count; i++) {
		const struct lic_license_add *add = &change->adds[i];
		uint32_t sku = 0;

		LIC_TRY(find_sku(look, &add->sku_id,
			lic_arena_printf(arena, "addLicenses/%zu/skuId", i), &sku));
		LIC_TRY(check_plans(look, sku, add->disabled_plans, add->disabled_count,
			lic_arena_printf(arena, "addLicenses/%zu/disabledPlans", i)));
		for (size_t j = 0; j < i; j++) {
			if (lic_guid_equal(&change->adds[j].sku_id, &add->sku_id)) {
				return lic_err_field(look->ctx->err, arena, "addLicenses",
					"%.100s is named twice.",
					look->catalog->skus[sku].part_number);
			}
		}
	}
	return LIC_OK_RC;
}

static lic_rc look_at_given(const struct look *look)
{
	if (look->order->change.action == LIC_CHANGE_ADD && look->order->change.add_count == 0) {
		return lic_err_field(look->ctx->err, look->ctx->arena, "addLicenses",
			"addLicenses is empty: name at least one product.");
	}
	return check_adds(look);
}

static lic_rc look_at_taken(const struct look *look)
{
	const struct lic_change *change = &look->order->change;

	if (change->remove_count == 0) {
		return lic_err_field(look->ctx->err, look->ctx->arena, "removeLicenses",
			"removeLicenses is empty: name at least one product.");
	}
	for (size_t i = 0; i < change->remove_count; i++) {
		uint32_t sku = 0;

		LIC_TRY(find_sku(look, &change->removes[i],
			lic_arena_printf(look->ctx->arena, "removeLicenses/%zu", i), &sku));
		for (size_t j = 0; j < i; j++) {
			if (lic_guid_equal(&change->removes[j], &change->removes[i])) {
				return lic_err_field(look->ctx->err, look->ctx->arena,
					"removeLicenses", "%.100s is named twice.",
					look->catalog->skus[sku].part_number);
			}
		}
	}
	return LIC_OK_RC;
}

static lic_rc look_at_swap(const struct look *look)
{
	const struct lic_change *change = &look->order->change;
	uint32_t from = 0;
	uint32_t to = 0;

	LIC_TRY(find_sku(look, &change->removes[0], "from", &from));
	LIC_TRY(find_sku(look, &change->adds[0].sku_id, "to", &to));
	if (from == to) {
		return lic_err_field(look->ctx->err, look->ctx->arena, "to",
			"from and to are the same product.");
	}
	for (size_t i = 0; i < change->pair_count; i++) {
		LIC_TRY(check_plans(look, from, &change->pairs[i].from, 1,
			lic_arena_printf(look->ctx->arena, "planMap/%zu/from", i)));
		LIC_TRY(check_plans(look, to, &change->pairs[i].to, 1,
			lic_arena_printf(look->ctx->arena, "planMap/%zu/to", i)));
	}
	return check_plans(look, to, change->adds[0].disabled_plans, change->adds[0].disabled_count,
		"disabledPlans");
}

static lic_rc look_at_plans(const struct look *look)
{
	const struct lic_change *change = &look->order->change;
	const struct lic_license_add *add = &change->adds[0];
	uint32_t sku = 0;

	LIC_TRY(find_sku(look, &add->sku_id, "skuId", &sku));
	LIC_TRY(check_plans(look, sku, change->enables, change->enable_count, "enablePlans"));
	LIC_TRY(check_plans(look, sku, add->disabled_plans, add->disabled_count, "disablePlans"));
	if (change->enable_count + add->disabled_count == 0) {
		return lic_err_field(look->ctx->err, look->ctx->arena, "disablePlans",
			"Name at least one plan to turn on or off.");
	}
	for (size_t i = 0; i < change->enable_count; i++) {
		for (size_t j = 0; j < add->disabled_count; j++) {
			if (lic_guid_equal(&change->enables[i], &add->disabled_plans[j])) {
				return lic_err_field(look->ctx->err, look->ctx->arena,
					"enablePlans", "Service plan %s is to be on and off.",
					lic_guid_format(&change->enables[i]).text);
			}
		}
	}
	return LIC_OK_RC;
}

static lic_rc look_at_action(const struct look *look)
{
	static lic_rc (*const looks[LIC_CHANGE_ACTION_MAX_])(const struct look *) = {
		[LIC_CHANGE_ADD] = look_at_given,
		[LIC_CHANGE_REMOVE] = look_at_taken,
		[LIC_CHANGE_REPLACE] = look_at_given,
		[LIC_CHANGE_SWAP] = look_at_swap,
		[LIC_CHANGE_SET_PLANS] = look_at_plans,
	};

	return looks[look->order->change.action](look); /* an undo is looked at elsewhere */
}

/* Demands a header that can be understood, and a row. */
static lic_rc look_at_text(const struct look *look, const char *text, size_t len)
{
	bool has_licenses = look->order->users == LIC_USERS_ROWS;
	struct lic_change__columns columns;
	struct lic_csv_record record;
	struct lic_csv csv;
	bool more = false;
	lic_rc rc;

	LIC_TRY(lic_bulk_csv_header(text, len, look->ctx->arena, look->ctx->err, &record));
	LIC_TRY(lic_change__read_header(look->ctx->arena, &record, has_licenses, look->ctx->err,
		&columns));
	lic_csv_init(&csv, text, len, lic_csv_separator(text, len));
	LIC_TRY(lic_csv_next(&csv, look->ctx->arena, look->ctx->err, &record, &more));
	rc = lic_csv_next(&csv, look->ctx->arena, look->ctx->err, &record, &more);
	if (lic_ok(rc) && !more) {
		return lic_err_field(look->ctx->err, look->ctx->arena, NULL,
			has_licenses ? "The file has a header and no rows."
				     : "users/ids is empty: name at least one user.");
	}
	return rc.code == LIC_E_NOMEM ? rc : LIC_OK_RC; /* a bad row is told in its place */
}

/* The reader of filters calls what it reads by its name in an address; here it is a member. */
static lic_rc name_member(const struct look *look, lic_rc rc)
{
	struct lic_err *err = look->ctx->err;
	struct lic_err_detail *detail = NULL;

	if (rc.code != LIC_E_INVALID || err->detail_count != 1) {
		return rc;
	}
	detail = lic_arena_array(look->ctx->arena, 1, sizeof(*detail));
	if (detail == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	*detail = err->details[0];
	detail->target = "users/filter";
	err->details = detail;
	return rc;
}

/* One user is looked for at once: what cannot be answered, or may not be asked by this caller, is
 * told before anything is begun. */
static lic_rc look_at_filter(const struct look *look)
{
	struct lic_ctx *ctx = look->ctx;
	struct lic_odata_filter filter;
	struct lic_user_page page;

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_DIRECTORY));
	LIC_TRY(name_member(look,
		lic_odata_filter_read(look->order->filter, &lic_odata_users, ctx->arena, ctx->err,
			&filter)));
	return lic_user_matching(ctx, filter.condition, 0, 1, &page);
}

/* Whoever asks must be able to know who the users are: results name them. */
static lic_rc look_at_users(const struct look *look, const char *text, size_t len)
{
	struct lic_change_order *order = look->order;
	uint32_t sku = 0;
	struct lic_group group;

	switch (order->users) {
	case LIC_USERS_LISTED:
	case LIC_USERS_ROWS:
		return look_at_text(look, text, len);
	case LIC_USERS_FILTER:
		return look_at_filter(look);
	case LIC_USERS_GROUP:
		LIC_TRY(lic_ctx_require(look->ctx, LIC_ACTION_READ_GROUPS));
		LIC_TRY(lic_group_find(look->ctx, order->group, &group));
		order->group_id = group.id;
		return LIC_OK_RC;
	case LIC_USERS_HOLDERS:
		LIC_TRY(lic_ctx_require(look->ctx, LIC_ACTION_READ_LICENSES));
		return find_sku(look, &order->holders_of, "users/holdersOf", &sku);
	case LIC_USERS_ALL:
		return lic_ctx_require(look->ctx, LIC_ACTION_READ_DIRECTORY);
	case LIC_USERS_PREVIEW:
	case LIC_USERS_OPERATION:
		break;
	}
	return LIC_OK_RC;
}

/* Where an operation is to be undone as a preview showed, it must have shown that. */
static lic_rc check_undone(struct lic_ctx *ctx, const struct lic_change_order *order,
	const struct lic_change_order *shown)
{
	struct lic_change_order undo = {.operation = order->operation};

	if (order->operation == NULL) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_change__look_at_operation(ctx, &undo));
	return shown->undoes_id == undo.undoes_id
		? LIC_OK_RC
		: lic_err_field(ctx->err, ctx->arena, "preview",
			  "%.200s is no preview of undoing this operation.", order->preview);
}

/* Takes everything from the preview that is to be made true. */
static lic_rc look_at_preview(struct lic_ctx *ctx, struct lic_change_order *order)
{
	struct lic_change_state preview;
	struct lic_change_order shown;

	LIC_TRY(lic_change_find(ctx, order->preview, &preview));
	if (!preview.is_preview) {
		return lic_err_field(ctx->err, ctx->arena, "preview",
			"%s is a change that was made, and no preview.",
			lic_guid_format(&preview.job.guid).text);
	}
	if (strcmp(preview.phase, "finished") != 0) {
		return lic_err_set(ctx->err, LIC_E_CONFLICT, "Request_BadRequest",
			"The preview %s is %s: only one that is finished can be made true.",
			lic_guid_format(&preview.job.guid).text, preview.phase);
	}
	/* On its last day it goes, piece by piece. */
	if (ctx->now_ms - preview.job.finished_ms.value >
		(LIC_BULK_KEPT_DAYS - 1) * LIC_MS_PER_DAY) {
		return lic_err_set(ctx->err, LIC_E_CONFLICT, "Request_BadRequest",
			"The preview %s is older than %d days: make a new one.",
			lic_guid_format(&preview.job.guid).text, LIC_BULK_KEPT_DAYS - 1);
	}
	LIC_TRY(lic_change__read_order(ctx->arena, preview.job.options, &shown));
	LIC_TRY(check_undone(ctx, order, &shown));
	shown.users = LIC_USERS_PREVIEW;
	shown.is_preview = false;
	shown.preview = order->preview;
	shown.preview_id = preview.job.id;
	*order = shown;
	return lic_ctx_require(ctx, lic_change__action(order));
}

lic_rc lic_change_look(struct lic_ctx *ctx, struct lic_change_order *order, const char *text,
	size_t len)
{
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold hold = {0};
	struct look look = {.ctx = ctx, .order = order};

	if (order->users == LIC_USERS_PREVIEW) {
		return look_at_preview(ctx, order);
	}
	if (order->users == LIC_USERS_OPERATION) {
		return lic_change__look_at_operation(ctx, order);
	}
	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_ASSIGN_LICENSE));
	LIC_TRY(lic_catalog_get(ctx, &hold));
	look.catalog = hold.catalog;
	if (order->users != LIC_USERS_ROWS) {
		LIC_TRY(look_at_action(&look));
	}
	return look_at_users(&look, text, len);
}

lic_rc lic_change_enter(struct lic_ctx *ctx, int64_t job_id, const struct lic_change_order *order)
{
	struct lic_q_changes_insert_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.job_id = job_id,
		.action = (int64_t)order->change.action,
		.mode = (int64_t)order->mode,
		.is_preview = order->is_preview ? 1 : 0,
		.preview_job_id = order->preview_id,
		.undoes_id = order->undoes_id,
	};

	return lic_q_changes_insert(ctx->db, &in, NULL);
}
