/*
 * What a part of an operation did, from the ledger: see change_back_int.h.
 */
#include "service/change_back_int.h"

#include "base/clock.h"
#include "base/json.h"
#include "service/audit_int.h"
#include "store/lic_sql.h"

#include <string.h>

#define ROOM_AT_FIRST 4

/* Makes room for one more in `*list`, which has `count` elements of `size` bytes and `*room`. */
static lic_rc make_room(struct lic_arena *arena, void **list, size_t count, size_t size,
	size_t *room)
{
	size_t more = *room == 0 ? ROOM_AT_FIRST : *room * 2;
	void *grown = NULL;

	if (count < *room) {
		return LIC_OK_RC;
	}
	grown = lic_arena_array(arena, more, size);
	if (grown == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (count > 0) {
		memcpy(grown, *list, count * size);
	}
	*list = grown;
	*room = more;
	return LIC_OK_RC;
}

/* Finds the entry of the product with key `sku_id` in `done`, or adds one. */
static lic_rc find_license(struct lic_arena *arena, const struct lic_catalog *catalog,
	int64_t sku_id, struct lic_change__done *done, struct lic_change__did **ret_did)
{
	uint32_t sku = lic_catalog_sku_by_key(catalog, sku_id);
	void *list = done->licenses;

	for (size_t i = 0; i < done->license_count; i++) {
		if (done->licenses[i].sku == sku) {
			*ret_did = &done->licenses[i];
			return LIC_OK_RC;
		}
	}
	LIC_TRY(make_room(arena, &list, done->license_count, sizeof(*done->licenses),
		&done->license_room));
	done->licenses = list;
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

static void note_path(const struct lic_q_changes_done_row *row, struct lic_change__did *did)
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
		.is_old = true,
	};
	if (reason != NULL && place.wait.reason == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (since != NULL && !lic_time_parse(since, &place.wait.since_ms)) {
		return LIC_RC(LIC_E_CORRUPT);
	}
	*ret_place = place;
	return LIC_OK_RC;
}

/* Reads the JSON object in `text`, which the caller frees. */
static lic_rc read_detail(const char *text, json_t **ret_detail)
{
	lic_rc rc = text == NULL ? LIC_RC(LIC_E_CORRUPT)
				 : lic_json_parse(text, strlen(text), NULL, ret_detail);

	return lic_ok(rc) || rc.code == LIC_E_NOMEM ? rc : LIC_RC(LIC_E_CORRUPT);
}

static lic_rc note_place(struct lic_arena *arena, const char *text, struct lic_change__did *did)
{
	LIC_AUTO(lic_json_freep) json_t *detail = NULL;

	LIC_TRY(read_detail(text, &detail));
	if (!did->has_place) {
		did->has_place = true;
		LIC_TRY(read_place(arena, detail, "old", &did->place_before));
	}
	return read_place(arena, detail, "new", &did->place_after);
}

static lic_rc add_joined(struct lic_arena *arena, const struct lic_change__joined *joined,
	const char *name, struct lic_change__done *done)
{
	void *list = done->joined;

	LIC_TRY(make_room(arena, &list, done->joined_count, sizeof(*done->joined),
		&done->joined_room));
	done->joined = list;
	done->joined[done->joined_count] = *joined;
	done->joined[done->joined_count].name = lic_arena_strdup(arena, name);
	if (name != NULL && done->joined[done->joined_count].name == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	done->joined_count++;
	return LIC_OK_RC;
}

static lic_rc note_join(struct lic_arena *arena, const struct lic_q_changes_done_row *row,
	struct lic_change__done *done)
{
	LIC_AUTO(lic_json_freep) json_t *detail = NULL;
	const json_t *what = NULL;
	struct lic_change__joined joined = {
		.group_id = row->source_id.value,
		.guid = lic_audit__guid(&row->source_guid),
		.is_group_deleted = row->source_name == NULL || row->source_deleted_ms.is_set,
	};

	LIC_TRY(read_detail(row->detail, &detail));
	what = json_object_get(detail, "owner");
	joined.is_owner = what != NULL;
	what = joined.is_owner ? what : json_object_get(detail, "member");
	joined.was_in = json_is_true(json_object_get(what, "old"));
	joined.is_in = json_is_true(json_object_get(what, "new"));
	for (size_t i = 0; i < done->joined_count; i++) {
		if (done->joined[i].group_id == joined.group_id &&
			done->joined[i].is_owner == joined.is_owner) {
			done->joined[i].is_in = joined.is_in;
			return LIC_OK_RC;
		}
	}
	return add_joined(arena, &joined, row->source_name, done);
}

/* Adds one change to `done`. */
static lic_rc note(struct lic_arena *arena, const struct lic_catalog *catalog,
	const struct lic_q_changes_done_row *row, struct lic_change__done *done)
{
	enum lic_change_kind kind = (enum lic_change_kind)row->kind;
	struct lic_change__did *did = NULL;

	if (kind == LIC_CHANGE_MEMBER || kind == LIC_CHANGE_MEMBER_GROUP) {
		return note_join(arena, row, done);
	}
	LIC_TRY(find_license(arena, catalog, row->sku_id.value, done, &did));
	if (kind == LIC_CHANGE_WISH) {
		return note_place(arena, row->detail, did);
	}
	note_path(row, did);
	return LIC_OK_RC;
}

lic_rc lic_change__read_done(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_change__part *part, struct lic_change__done *ret_done)
{
	struct lic_q_changes_done_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.operation_id = part->operation_id,
		.first = part->first,
		.last = part->last,
		.object_id = part->group_id != 0 ? part->group_id : part->user_id,
		.is_group = part->group_id != 0 ? 1 : 0,
	};
	struct lic_change__done done = {0};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_changes_done_row row;
	bool more = true;

	LIC_TRY(lic_q_changes_done_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_changes_done_next(&rows, &row, &more));
		if (!more) {
			*ret_done = done;
			return LIC_OK_RC;
		}
		LIC_TRY(note(ctx->arena, catalog, &row, &done));
	}
}
