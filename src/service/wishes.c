/*
 * Direct wishes: see wish_int.h.
 */
#include "service/wish_int.h"

#include "base/buf.h"
#include "base/json.h"
#include "base/text.h"
#include "service/license_int.h"
#include "service/user_int.h"
#include "store/lic_sql.h"

#include <string.h>

#define DETAIL_BYTES_MAX ((size_t)8 * 1024)

lic_rc lic_wish__check(struct lic_ctx *ctx, const struct lic_wait *wait)
{
	if (wait->has_rank && (wait->rank < -LIC_WAIT_RANK_MAX || wait->rank > LIC_WAIT_RANK_MAX)) {
		return lic_err_field(ctx->err, ctx->arena, "priority",
			"priority must be a whole number from %d to %d; who has a smaller one comes first.",
			-LIC_WAIT_RANK_MAX, LIC_WAIT_RANK_MAX);
	}
	if (wait->has_reason && wait->reason != NULL &&
		lic_text_length(wait->reason) > LIC_WAIT_REASON_MAX) {
		return lic_err_field(ctx->err, ctx->arena, "waitReason",
			"The reason for waiting is longer than %d characters: shorten it.",
			LIC_WAIT_REASON_MAX);
	}
	return LIC_OK_RC;
}

lic_rc lic_wish__find(struct lic_ctx *ctx, int64_t sku_id, int64_t user_id, int64_t source_id,
	struct lic_wish *ret_wish, bool *ret_found)
{
	struct lic_q_waiting_find_in in = {ctx->caller.tenant_id, sku_id, user_id, source_id};
	struct lic_q_waiting_find_row row;

	LIC_TRY(lic_q_waiting_find(ctx->db, ctx->arena, &in, &row, ret_found));
	if (*ret_found) {
		*ret_wish = (struct lic_wish){sku_id, user_id, source_id, row.rank, row.since_ms,
			row.reason};
	}
	return LIC_OK_RC;
}

/* What a wish becomes by `wait`. An empty reason is none. */
static struct lic_wish changed(const struct lic_wish *wish, const struct lic_wait *wait)
{
	struct lic_wish after = *wish;

	if (wait->has_rank) {
		after.rank = wait->rank;
	}
	if (wait->has_reason) {
		after.reason =
			wait->reason != NULL && wait->reason[0] != '\0' ? wait->reason : NULL;
	}
	return after;
}

static bool is_same_text(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static bool is_same(const struct lic_wish *a, const struct lic_wish *b)
{
	return a->rank == b->rank && is_same_text(a->reason, b->reason);
}

bool lic_wish__would_change(const struct lic_wish *wish, const struct lic_wait *wait)
{
	struct lic_wish after = changed(wish, wait);

	return !is_same(wish, &after);
}

static void write_rank(struct lic_json *json, const char *key, const struct lic_wish *wish)
{
	if (wish == NULL) {
		lic_json_kstring(json, key, NULL);
	} else {
		lic_json_kint(json, key, wish->rank);
	}
}

static void write_since(struct lic_json *json, const char *key, const struct lic_wish *wish)
{
	if (wish == NULL) {
		lic_json_kstring(json, key, NULL);
	} else {
		lic_json_ktime(json, key, wish->since_ms);
	}
}

/* Writes `wish` in the ledger, as it was before and after; `before` is NULL for a new one, `after`
 * for one that is none any more. Its place among those of its priority is told where it comes or
 * goes. */
static lic_rc record(struct lic_ctx *ctx, const struct lic_wish *wish,
	const struct lic_wish *before, const struct lic_wish *after,
	struct lic_operation *operation)
{
	LIC_AUTO(lic_buf_done) struct lic_buf text = {0};
	struct lic_ledger_change change = {
		.kind = LIC_CHANGE_WISH,
		.object_id = wish->user_id,
		.sku_id = {true, wish->sku_id},
		.source_id = {true, wish->source_id},
	};
	struct lic_json json;

	lic_buf_init(&text, DETAIL_BYTES_MAX);
	lic_json_init(&json, &text);
	lic_json_object(&json);
	lic_json_key(&json, "priority");
	lic_json_object(&json);
	write_rank(&json, "old", before);
	write_rank(&json, "new", after);
	lic_json_end(&json);
	lic_json_key(&json, "waitReason");
	lic_json_object(&json);
	lic_json_kstring(&json, "old", before == NULL ? NULL : before->reason);
	lic_json_kstring(&json, "new", after == NULL ? NULL : after->reason);
	lic_json_end(&json);
	if (before == NULL || after == NULL) {
		lic_json_key(&json, "waitsSince");
		lic_json_object(&json);
		write_since(&json, "old", before);
		write_since(&json, "new", after);
		lic_json_end(&json);
	}
	lic_json_end(&json);
	LIC_TRY(lic_json_finish(&json));
	change.detail = text.data;
	return lic_ledger_change(ctx, operation, &change);
}

lic_rc lic_wish__update(struct lic_ctx *ctx, const struct lic_wish *wish,
	const struct lic_wait *wait, struct lic_operation *operation)
{
	struct lic_wish after = changed(wish, wait);
	struct lic_q_waiting_update_in in = {
		.rank = after.rank,
		.reason = after.reason,
		.tenant_id = ctx->caller.tenant_id,
		.sku_id = wish->sku_id,
		.user_id = wish->user_id,
		.source_id = wish->source_id,
	};

	if (is_same(wish, &after)) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_q_waiting_update(ctx->db, &in, NULL));
	return record(ctx, wish, wish, &after, operation);
}

lic_rc lic_wish__leave(struct lic_ctx *ctx, int64_t sku_id, int64_t user_id, int64_t source_id,
	struct lic_operation *operation)
{
	struct lic_q_waiting_delete_in in = {ctx->caller.tenant_id, sku_id, user_id, source_id};
	struct lic_wish wish = {0};
	bool found = false;

	LIC_TRY(lic_wish__find(ctx, sku_id, user_id, source_id, &wish, &found));
	if (!found) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_q_waiting_delete(ctx->db, &in, NULL));
	return record(ctx, &wish, &wish, NULL, operation);
}

/* How the wish numbered `at` of `decision` is to wait. */
static const struct lic_wait *terms_of(const struct lic_decision *decision, size_t at,
	const struct lic_wait *wait)
{
	return decision->wait_terms[at] == NULL ? wait : decision->wait_terms[at];
}

lic_rc lic_wish__differs(struct lic_ctx *ctx, const struct lic_catalog *catalog, int64_t user_id,
	const struct lic_decision *decision, const struct lic_wait *wait, bool *ret_differs)
{
	bool differs = false;

	for (size_t i = 0; i < decision->wait_count && !differs; i++) {
		struct lic_wish wish = {0};
		bool found = false;

		LIC_TRY(lic_wish__find(ctx, catalog->skus[decision->waits[i]].key, user_id,
			LIC_SOURCE_DIRECT, &wish, &found));
		differs = !found || lic_wish__would_change(&wish, terms_of(decision, i, wait));
	}
	*ret_differs = differs;
	return LIC_OK_RC;
}

static lic_rc insert(struct lic_ctx *ctx, const struct lic_wish *wish)
{
	struct lic_q_waiting_put_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.sku_id = wish->sku_id,
		.user_id = wish->user_id,
		.source_id = wish->source_id,
		.rank = wish->rank,
		.since_ms = wish->since_ms,
		.reason = wish->reason,
	};

	return lic_q_waiting_put(ctx->db, &in, NULL);
}

lic_rc lic_wish__write(struct lic_ctx *ctx, const struct lic_catalog *catalog, int64_t user_id,
	const struct lic_decision *decision, const struct lic_wait *wait,
	struct lic_operation *operation)
{
	for (size_t i = 0; i < decision->wait_count; i++) {
		const struct lic_wait *terms = terms_of(decision, i, wait);
		struct lic_wish wish = {
			.sku_id = catalog->skus[decision->waits[i]].key,
			.user_id = user_id,
			.source_id = LIC_SOURCE_DIRECT,
			.since_ms = terms->since_ms == 0 ? ctx->now_ms : terms->since_ms,
		};
		bool found = false;

		LIC_TRY(lic_wish__find(ctx, wish.sku_id, user_id, LIC_SOURCE_DIRECT, &wish,
			&found));
		if (found) {
			LIC_TRY(lic_wish__update(ctx, &wish, terms, operation));
			continue;
		}
		wish = changed(&wish, terms);
		LIC_TRY(insert(ctx, &wish));
		LIC_TRY(record(ctx, &wish, NULL, &wish, operation));
	}
	return LIC_OK_RC;
}

bool lic_wish__is(const struct lic_path *path)
{
	return path->source == LIC_SOURCE_DIRECT && path->state == LIC_PATH_ERROR &&
		path->error == LIC_PATH_COUNT;
}

/* What a path shows when a rule other than that of seats is broken (G-19). */
static enum lic_path_error error_of(enum lic_violation_kind kind)
{
	switch (kind) {
	case LIC_VIOLATION_NO_LOCATION:
	case LIC_VIOLATION_LOCATION:
		return LIC_PATH_LOCATION;
	case LIC_VIOLATION_EXCLUSION:
		return LIC_PATH_MUTUALLY_EXCLUSIVE;
	case LIC_VIOLATION_DEPENDENCY:
		return LIC_PATH_DEPENDENCY;
	case LIC_VIOLATION_UNIQUENESS:
		return LIC_PATH_UNIQUENESS;
	case LIC_VIOLATION_COUNT:
		return LIC_PATH_COUNT;
	case LIC_VIOLATION_REQUEST:
	case LIC_VIOLATION_NOT_OWNED:
	case LIC_VIOLATION_COMPANY:
	case LIC_VIOLATION_PLAN:
	case LIC_VIOLATION_NOT_HELD:
	case LIC_VIOLATION_INHERITED:
	case LIC_VIOLATION_SELF_SERVICE:
	case LIC_VIOLATION_KIND_MAX_:
		break;
	}
	return LIC_PATH_OTHER;
}

bool lic_wish__is_given_up(const struct lic_path *path, const struct lic_decision *decision,
	struct lic_path_change *ret_change)
{
	size_t i = 0;

	while (i < decision->violation_count &&
		decision->violations[i].kind == LIC_VIOLATION_COUNT) {
		i++;
	}
	if (i == decision->violation_count) {
		return false;
	}
	*ret_change = (struct lic_path_change){
		.sku = path->sku,
		.source = LIC_SOURCE_DIRECT,
		.before = path->disabled,
		.after = path->disabled,
		.state_before = path->state,
		.error_before = path->error,
		.state_after = LIC_PATH_ERROR,
		.error_after = error_of(decision->violations[i].kind),
	};
	return true;
}

/* Keeps the path of a wish that cannot be given, with the reason; while that is the seat it stays
 * in the line. */
static lic_rc give_up(struct lic_ctx *ctx, struct lic_inherit *inherit, const struct lic_user *user,
	const struct lic_path *path, const struct lic_decision *decision)
{
	struct lic_path_change change = {0};

	if (!lic_wish__is_given_up(path, decision, &change)) {
		return LIC_OK_RC;
	}
	return lic_license__write_path(ctx, inherit->catalog, user->id, &change,
		inherit->operation);
}

/* Does lic_wish__try() for the wish in `path`. */
static lic_rc try_path(struct lic_ctx *ctx, struct lic_inherit *inherit,
	const struct lic_user *user, const struct lic_path *path)
{
	const struct lic_catalog *catalog = inherit->catalog;
	struct lic_license_add add = {0};
	struct lic_license_request request = {.adds = &add, .add_count = 1};
	struct lic_license_view view = {0};
	struct lic_facts facts = {0};
	struct lic_decision decision = {0};

	LIC_TRY(lic_license__add_of(ctx->arena, catalog, path, &add));
	LIC_TRY(lic_license__read_facts(ctx, catalog, user, &request, &view, &facts));
	LIC_TRY(lic_license_decide(ctx->arena, &facts, &request, &decision));
	if (decision.violation_count > 0) {
		return give_up(ctx, inherit, user, path, &decision);
	}
	LIC_TRY(lic_license__move_seats(ctx, catalog, &decision));
	LIC_TRY(lic_license__write_paths(ctx, catalog, user->id, &decision, inherit->operation));
	return lic_license__inherits(&facts) ? lic_inherit__settle(ctx, inherit, user, NULL)
					     : LIC_OK_RC;
}

lic_rc lic_wish__try(struct lic_ctx *ctx, struct lic_inherit *inherit, const struct lic_user *user,
	uint32_t sku)
{
	struct lic_path *paths = NULL;
	size_t count = 0;

	LIC_TRY(lic_license__read_paths(ctx, inherit->catalog, user->id, &paths, &count));
	for (size_t i = 0; i < count; i++) {
		if (paths[i].sku == sku && lic_wish__is(&paths[i])) {
			return try_path(ctx, inherit, user, &paths[i]);
		}
	}
	return LIC_OK_RC;
}

lic_rc lic_wish__try_key(struct lic_ctx *ctx, struct lic_inherit *inherit, int64_t user_id,
	uint32_t sku)
{
	struct lic_user user = {0};
	lic_rc rc = lic_user__load(ctx, user_id, &user);

	if (rc.code == LIC_E_NOTFOUND || (lic_ok(rc) && user.deleted_ms.is_set)) {
		return LIC_OK_RC;
	}
	LIC_TRY(rc);
	return lic_wish__try(ctx, inherit, &user, sku);
}

lic_rc lic_wish__join(struct lic_ctx *ctx, struct lic_inherit *inherit, const struct lic_user *user,
	const struct lic_facts *facts, const struct lic_decision *decision)
{
	for (size_t i = 0; i < facts->path_count; i++) {
		for (size_t k = 0; k < decision->seat_count; k++) {
			if (lic_wish__is(&facts->paths[i]) && decision->seats[k].delta > 0 &&
				decision->seats[k].sku == facts->paths[i].sku) {
				LIC_TRY(lic_wish__try(ctx, inherit, user, facts->paths[i].sku));
			}
		}
	}
	return LIC_OK_RC;
}
