/*
 * Sums of a check: seats, service plans, and refusals by kind. See change_int.h.
 */
#include "service/change_int.h"
#include "service/license_int.h"
#include "store/lic_sql.h"

#include "base/json.h"

#include <string.h>

#define ARENA_BYTES ((size_t)16 * 1024 * 1024)
#define TEXT_BYTES_MAX ((size_t)4 * 1024 * 1024)

lic_rc lic_change__tally_begin(struct lic_ctx *ctx, struct lic_change__tally *tally)
{
	struct lic_change__tally fresh = {0};
	const struct lic_catalog *catalog = NULL;

	lic_change__tally_done(tally);
	LIC_TRY(lic_catalog_get(ctx, &tally->hold));
	fresh.hold = tally->hold;
	catalog = fresh.hold.catalog;
	fresh.arena = lic_arena_new(ARENA_BYTES);
	if (fresh.arena == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	fresh.pools = lic_arena_array(fresh.arena, catalog->sku_count, sizeof(*fresh.pools));
	fresh.gains = lic_arena_array(fresh.arena, catalog->plan_count, sizeof(*fresh.gains));
	fresh.losses = lic_arena_array(fresh.arena, catalog->plan_count, sizeof(*fresh.losses));
	fresh.conflicts = lic_arena_array(fresh.arena, LIC_CONFLICTS_MAX, sizeof(*fresh.conflicts));
	*tally = fresh;
	return fresh.pools == NULL || fresh.gains == NULL || fresh.losses == NULL ||
			fresh.conflicts == NULL
		? LIC_RC(LIC_E_NOMEM)
		: LIC_OK_RC;
}

void lic_change__tally_done(struct lic_change__tally *tally)
{
	lic_catalog_put(&tally->hold);
	lic_arena_free(tally->arena);
	*tally = (struct lic_change__tally){0};
}

/* Counts who waits for a seat of the SKU with index `sku`: what comes free is theirs (D-08). */
static lic_rc read_waiting(struct lic_ctx *ctx, const struct lic_catalog *catalog, uint32_t sku,
	int64_t *ret_waiting)
{
	struct lic_q_changes_waiting_count_in in = {ctx->caller.tenant_id, catalog->skus[sku].key};
	struct lic_q_changes_waiting_count_row row;

	LIC_TRY(lic_q_changes_waiting_count(ctx->db, ctx->arena, &in, &row));
	*ret_waiting = row.count;
	return LIC_OK_RC;
}

lic_rc lic_change__tally_seats(struct lic_ctx *ctx, struct lic_change__tally *tally,
	struct lic_sku_seats *seats, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct lic_change__pool *pool = &tally->pools[seats[i].sku];

		if (!pool->is_touched) {
			LIC_TRY(read_waiting(ctx, tally->hold.catalog, seats[i].sku,
				&pool->waiting));
			pool->before = seats[i].seats;
			pool->before.reserved = 0; /* of one user's decision, not of the pool */
			pool->is_touched = true;
		}
		seats[i].seats.consumed += pool->delta;
	}
	return LIC_OK_RC;
}

/* Tells whether somebody does not wait any more after `path`. */
static bool has_left_line(const struct lic_path_change *path)
{
	const struct lic_path before = {.state = path->state_before, .error = path->error_before};
	const struct lic_path after = {.state = path->state_after, .error = path->error_after};

	return path->before != NULL && lic_path_waits(&before) &&
		(path->after == NULL || !lic_path_waits(&after));
}

static void add_seats(struct lic_change__tally *tally, const struct lic_decision *decision)
{
	for (size_t i = 0; i < decision->seat_count; i++) {
		struct lic_change__pool *pool = &tally->pools[decision->seats[i].sku];

		if (decision->seats[i].delta < 0 && pool->waiting > 0) {
			pool->waiting--;
		} else {
			pool->delta += decision->seats[i].delta;
		}
	}
	for (size_t i = 0; i < decision->path_count; i++) {
		const struct lic_path_change *path = &decision->paths[i];

		if (path->before != NULL && path->after != NULL) {
			tally->pools[path->sku].replaced++;
		}
		if (has_left_line(path) && tally->pools[path->sku].waiting > 0) {
			tally->pools[path->sku].waiting--;
		}
	}
}

/* Counts each plan of `set` that is not in `other`. */
static void add_plans(const struct lic_catalog *catalog, const uint64_t *set, const uint64_t *other,
	int64_t *counts)
{
	for (size_t word = 0; word < catalog->words; word++) {
		for (uint64_t bits = set[word] & ~other[word]; bits != 0; bits &= bits - 1) {
			counts[word * 64 + (size_t)__builtin_ctzll(bits)]++;
		}
	}
}

/* Writes what a refusal is about. */
static lic_rc write_refs(struct lic_arena *arena, const struct lic_err_ref *refs, size_t count,
	const char **ret_text)
{
	LIC_AUTO(lic_buf_done) struct lic_buf text = {0};
	struct lic_json json;

	lic_buf_init(&text, TEXT_BYTES_MAX);
	lic_json_init(&json, &text);
	lic_json_array(&json);
	for (size_t i = 0; i < count; i++) {
		lic_json_object(&json);
		lic_json_kstring(&json, "kind", refs[i].kind);
		lic_json_kstring(&json, "id", refs[i].id);
		lic_json_kstring(&json, "name", refs[i].name);
		lic_json_end(&json);
	}
	lic_json_end(&json);
	LIC_TRY(lic_json_finish(&json));
	*ret_text = lic_arena_copy(arena, text.data, text.len);
	return *ret_text == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

/* Tells refusals apart by their code and the products and plans that they are about. */
static lic_rc make_key(const struct lic_err_detail *detail, struct lic_buf *key)
{
	lic_buf_puts(key, detail->code);
	for (size_t i = 0; i < detail->ref_count; i++) {
		if (strcmp(detail->refs[i].kind, "user") != 0) {
			lic_buf_printf(key, " %s", detail->refs[i].id);
		}
	}
	return lic_buf_status(key);
}

static lic_rc keep(struct lic_arena *arena, const char *text, const char **ret_text)
{
	*ret_text = lic_arena_strdup(arena, text);
	return text != NULL && *ret_text == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}

/* Finds the conflict with `key`, or makes it of `detail`; NULL when there is no room. */
static lic_rc find_conflict(struct lic_change__tally *tally, const char *key,
	const struct lic_err_detail *detail, struct lic_change__conflict **ret_conflict)
{
	struct lic_change__conflict *conflict = NULL;

	*ret_conflict = NULL;
	for (size_t i = 0; i < tally->conflict_count; i++) {
		if (strcmp(tally->conflicts[i].key, key) == 0) {
			*ret_conflict = &tally->conflicts[i];
			return LIC_OK_RC;
		}
	}
	if (tally->conflict_count == LIC_CONFLICTS_MAX) {
		return LIC_OK_RC;
	}
	conflict = &tally->conflicts[tally->conflict_count];
	LIC_TRY(keep(tally->arena, key, &conflict->key));
	LIC_TRY(keep(tally->arena, detail->code, &conflict->code));
	LIC_TRY(keep(tally->arena, detail->message, &conflict->message));
	LIC_TRY(keep(tally->arena, detail->remedy, &conflict->remedy));
	LIC_TRY(write_refs(tally->arena, detail->refs, detail->ref_count, &conflict->refs));
	tally->conflict_count++;
	*ret_conflict = conflict;
	return LIC_OK_RC;
}

/* Counts that `count` users, one of them called `name`, were refused for the reason `detail`. */
static lic_rc add_conflict(struct lic_change__tally *tally, const char *name, int64_t count,
	const struct lic_err_detail *detail)
{
	LIC_AUTO(lic_buf_done) struct lic_buf key = {0};
	struct lic_change__conflict *conflict = NULL;

	lic_buf_init(&key, TEXT_BYTES_MAX);
	LIC_TRY(make_key(detail, &key));
	LIC_TRY(find_conflict(tally, key.data, detail, &conflict));
	if (conflict == NULL) {
		tally->other_conflicts += count;
		return LIC_OK_RC;
	}
	conflict->count += count;
	if (conflict->user_count < LIC_COUNT(conflict->users)) {
		LIC_TRY(keep(tally->arena, name, &conflict->users[conflict->user_count]));
		conflict->user_count++;
	}
	return LIC_OK_RC;
}

lic_rc lic_change__tally_add(struct lic_change__tally *tally, const char *name,
	const struct lic_decision *decision)
{
	const struct lic_catalog *catalog = tally->hold.catalog;

	if (decision->violation_count > 0) {
		return add_conflict(tally, name, 1, &decision->violations[0].detail);
	}
	add_seats(tally, decision);
	add_plans(catalog, decision->plans_after, decision->plans_before, tally->gains);
	add_plans(catalog, decision->plans_before, decision->plans_after, tally->losses);
	return LIC_OK_RC;
}

lic_rc lic_change__tally_refuse(struct lic_change__tally *tally, const char *name,
	const struct lic_change__verdict *verdict)
{
	const struct lic_err_detail detail = {
		.code = verdict->code,
		.message = verdict->message,
		.remedy = verdict->remedy,
	};

	return add_conflict(tally, name, 1, &detail);
}

lic_rc lic_change__tally_bad(struct lic_ctx *ctx, const struct lic_bulk_key *key,
	struct lic_change__tally *tally)
{
	struct lic_q_changes_bad_kinds_in in = {key->tenant_id, key->id};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_changes_bad_kinds_row row;
	bool more = true;

	LIC_TRY(lic_q_changes_bad_kinds_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_changes_bad_kinds_next(&rows, &row, &more));
		if (!more) {
			return LIC_OK_RC;
		}
		const struct lic_err_detail detail = {
			.code = row.code == NULL ? "" : row.code,
			.message = row.message,
			.remedy = row.remedy,
		};

		LIC_TRY(add_conflict(tally, row.name, row.count, &detail));
	}
}

static void write_pool(struct lic_json *json, const struct lic_sku *sku,
	const struct lic_change__pool *pool)
{
	struct lic_seats after = pool->before;

	after.consumed += pool->delta;
	lic_json_object(json);
	lic_json_kguid(json, "skuId", &sku->id);
	lic_json_kstring(json, "skuPartNumber", sku->part_number);
	lic_json_kstring(json, "displayName", sku->display_name);
	lic_json_kint(json, "capacity", lic_seats_shown(lic_seats_capacity(&pool->before)));
	lic_json_kint(json, "consumedBefore", pool->before.consumed);
	lic_json_kint(json, "consumedAfter", after.consumed);
	lic_json_kint(json, "availableBefore", lic_seats_shown_available(&pool->before));
	lic_json_kint(json, "availableAfter", lic_seats_shown_available(&after));
	lic_json_kint(json, "plansReplaced", pool->replaced);
	lic_json_end(json);
}

static void write_conflict(struct lic_json *json, const struct lic_change__conflict *conflict)
{
	lic_json_object(json);
	lic_json_kstring(json, "code", conflict->code);
	lic_json_kstring(json, "message", conflict->message);
	lic_json_kstring(json, "remedy", conflict->remedy);
	lic_json_kint(json, "count", conflict->count);
	lic_json_key(json, "users");
	lic_json_array(json);
	for (size_t i = 0; i < conflict->user_count; i++) {
		lic_json_string(json, conflict->users[i]);
	}
	lic_json_end(json);
	lic_json_key(json, "about");
	lic_json_raw(json, conflict->refs, strlen(conflict->refs));
	lic_json_end(json);
}

static void write_plans(struct lic_json *json, const struct lic_change__tally *tally)
{
	const struct lic_catalog *catalog = tally->hold.catalog;

	lic_json_key(json, "servicePlans");
	lic_json_array(json);
	for (size_t i = 0; i < catalog->plan_count; i++) {
		if (tally->gains[i] != 0 || tally->losses[i] != 0) {
			lic_json_object(json);
			lic_json_kguid(json, "servicePlanId", &catalog->plans[i].id);
			lic_json_kstring(json, "servicePlanName", catalog->plans[i].name);
			lic_json_kstring(json, "displayName", catalog->plans[i].display_name);
			lic_json_kint(json, "gain", tally->gains[i]);
			lic_json_kint(json, "lose", tally->losses[i]);
			lic_json_end(json);
		}
	}
	lic_json_end(json);
}

lic_rc lic_change__tally_write(struct lic_arena *arena, const struct lic_change__tally *tally,
	const char **ret_text)
{
	LIC_AUTO(lic_buf_done) struct lic_buf text = {0};
	struct lic_json json;

	lic_buf_init(&text, TEXT_BYTES_MAX);
	lic_json_init(&json, &text);
	lic_json_object(&json);
	lic_json_key(&json, "seats");
	lic_json_array(&json);
	for (size_t i = 0; i < tally->hold.catalog->sku_count; i++) {
		const struct lic_change__pool *pool = &tally->pools[i];

		if (pool->is_touched && (pool->delta != 0 || pool->replaced != 0)) {
			write_pool(&json, &tally->hold.catalog->skus[i], pool);
		}
	}
	lic_json_end(&json);
	write_plans(&json, tally);
	lic_json_key(&json, "conflicts");
	lic_json_array(&json);
	for (size_t i = 0; i < tally->conflict_count; i++) {
		write_conflict(&json, &tally->conflicts[i]);
	}
	lic_json_end(&json);
	lic_json_kint(&json, "otherConflicts", tally->other_conflicts);
	lic_json_end(&json);
	LIC_TRY(lic_json_finish(&json));
	*ret_text = lic_arena_copy(arena, text.data, text.len);
	return *ret_text == NULL ? LIC_RC(LIC_E_NOMEM) : LIC_OK_RC;
}
