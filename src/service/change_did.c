/*
 * What a part of an operation did, from the ledger: see change_back_int.h.
 */
#include "service/change_back_int.h"

#include "base/clock.h"
#include "base/json.h"
#include "store/lic_sql.h"

#include <string.h>

/* Finds the entry of the product with key `sku_id` in `done`, or adds one. */
static lic_rc find_license(const struct lic_catalog *catalog, int64_t sku_id,
	struct lic_change__done *done, struct lic_change__did **ret_did)
{
	uint32_t sku = lic_catalog_sku_by_key(catalog, sku_id);

	for (size_t i = 0; i < done->license_count; i++) {
		if (done->licenses[i].sku == sku) {
			*ret_did = &done->licenses[i];
			return LIC_OK_RC;
		}
	}
	if (done->license_count == LIC_REQUEST_SKUS_MAX) {
		return LIC_RC(LIC_E_LIMIT);
	}
	*ret_did = &done->licenses[done->license_count++];
	**ret_did = (struct lic_change__did){.sku = sku};
	return LIC_OK_RC;
}

static struct lic_change__side side_of(struct lic_opt_int plan_set, struct lic_opt_int state)
{
	return (struct lic_change__side){
		.plan_set = plan_set,
		.is_wanted = state.is_set && state.value == (int64_t)LIC_PATH_ERROR,
	};
}

static void note_path(const struct lic_q_changes_done_to_user_row *row, struct lic_change__did *did)
{
	if (!did->has_path) {
		did->has_path = true;
		did->before = side_of(row->plan_set_before, row->state_before);
	}
	did->after = side_of(row->plan_set_after, row->state_after);
}

/* Reads one side of the places that `detail` tells: "old" or "new". */
static lic_rc read_place(struct lic_arena *arena, const json_t *detail, const char *side,
	struct lic_change__place *ret_place)
{
	const json_t *rank = json_object_get(json_object_get(detail, "priority"), side);
	const char *reason =
		json_string_value(json_object_get(json_object_get(detail, "waitReason"), side));
	const char *since =
		json_string_value(json_object_get(json_object_get(detail, "waitsSince"), side));
	struct lic_change__place place = {.is_set = json_is_integer(rank)};

	place.wait = (struct lic_wait){
		.has_rank = true,
		.rank = json_integer_value(rank),
		.has_reason = true,
		.reason = lic_arena_strdup(arena, reason),
	};
	if ((reason != NULL && place.wait.reason == NULL)) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (since != NULL && !lic_time_parse(since, &place.wait.since_ms)) {
		return LIC_RC(LIC_E_CORRUPT);
	}
	*ret_place = place;
	return LIC_OK_RC;
}

static lic_rc note_place(struct lic_arena *arena, const char *text, struct lic_change__did *did)
{
	LIC_AUTO(lic_json_freep) json_t *detail = NULL;
	lic_rc rc = text == NULL ? LIC_RC(LIC_E_CORRUPT)
				 : lic_json_parse(text, strlen(text), NULL, &detail);

	if (!lic_ok(rc)) {
		return rc.code == LIC_E_NOMEM ? rc : LIC_RC(LIC_E_CORRUPT);
	}
	if (!did->has_place) {
		did->has_place = true;
		LIC_TRY(read_place(arena, detail, "old", &did->place_before));
	}
	return read_place(arena, detail, "new", &did->place_after);
}

lic_rc lic_change__read_done(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_change__part *part, struct lic_change__done *ret_done)
{
	struct lic_q_changes_done_to_user_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.operation_id = part->operation_id,
		.first = part->first,
		.last = part->last,
		.user_id = part->user_id,
	};
	struct lic_change__done done = {.licenses = lic_arena_array(ctx->arena,
						LIC_REQUEST_SKUS_MAX, sizeof(*done.licenses))};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_changes_done_to_user_row row;
	struct lic_change__did *did = NULL;
	bool more = true;

	if (done.licenses == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_q_changes_done_to_user_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_changes_done_to_user_next(&rows, &row, &more));
		if (!more) {
			*ret_done = done;
			return LIC_OK_RC;
		}
		LIC_TRY(find_license(catalog, row.sku_id.value, &done, &did));
		if (row.kind == (int64_t)LIC_CHANGE_WISH) {
			LIC_TRY(note_place(ctx->arena, row.detail, did));
		} else {
			note_path(&row, did);
		}
	}
}
