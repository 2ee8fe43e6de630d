/*
 * Changing licences: see licenses.h. Facts are read, decided and applied in one transaction.
 */
#include "service/licenses.h"

#include "service/allotment_int.h"
#include "service/inherit_int.h"
#include "service/license_int.h"
#include "service/user_int.h"
#include "service/wish_int.h"
#include "store/lic_sql.h"

#include <string.h>

bool lic_license__inherits(const struct lic_facts *facts)
{
	for (size_t i = 0; i < facts->path_count; i++) {
		if (facts->paths[i].source != LIC_SOURCE_DIRECT) {
			return true;
		}
	}
	return false;
}

/* What follows from a change of direct licences: what groups could not give may be possible now,
 * and a seat that came free is somebody else's. */
static lic_rc follow_up(struct lic_ctx *ctx, const struct lic_facts *facts,
	const struct lic_user *user, const struct lic_decision *decision,
	struct lic_operation *operation)
{
	struct lic_inherit inherit = {.catalog = facts->catalog, .operation = operation};

	if (lic_license__inherits(facts)) {
		LIC_TRY(lic_inherit__settle(ctx, &inherit, user, NULL));
	}
	return lic_inherit__serve_freed(ctx, &inherit, decision);
}

lic_rc lic_license_apply(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_user *user, const struct lic_license_request *request,
	struct lic_operation *operation, struct lic_decision *ret_decision)
{
	struct lic_license_view view;
	struct lic_facts facts;

	LIC_TRY(lic_license__read_facts(ctx, catalog, user, request, &view, &facts));
	LIC_TRY(lic_license_decide(ctx->arena, &facts, request, ret_decision));
	if (ret_decision->violation_count > 0) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_license__move_seats(ctx, catalog, ret_decision));
	LIC_TRY(lic_license__write_paths(ctx, catalog, user->id, ret_decision, operation));
	LIC_TRY(lic_wish__write(ctx, catalog, user->id, ret_decision, request->wait, operation));
	return follow_up(ctx, &facts, user, ret_decision, operation);
}

lic_rc lic_license_refuse(struct lic_ctx *ctx, const struct lic_decision *decision)
{
	struct lic_err_detail *details = NULL;
	lic_rc rc;

	if (decision->violation_count == 0) {
		return LIC_OK_RC;
	}
	details = lic_arena_array(ctx->arena, decision->violation_count, sizeof(*details));
	if (details == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < decision->violation_count; i++) {
		details[i] = decision->violations[i].detail;
	}
	rc = lic_err_set(ctx->err, LIC_E_CONFLICT, "Request_BadRequest", "%s", details[0].message);
	ctx->err->details = details;
	ctx->err->detail_count = decision->violation_count;
	return rc;
}

/* The user that an operation about his licences is about. */
static struct lic_target target_of(const struct lic_user *user)
{
	return (struct lic_target){LIC_TARGET_USER, user->guid,
		user->values.text[LIC_USER_PRINCIPAL_NAME]};
}

/* Writes a decision that changes something, with an operation of its own. */
static lic_rc write_decision(struct lic_ctx *ctx, const struct lic_facts *facts,
	const struct lic_user *user, const struct lic_decision *decision,
	const struct lic_wait *wait)
{
	const struct lic_catalog *catalog = facts->catalog;
	const struct lic_target target = target_of(user);
	LIC_AUTO(lic_rows_close) struct lic_rows number = {0};
	struct lic_operation operation = {0};

	LIC_TRY(lic_ledger_ask(ctx, &number)); /* comes along with what became of the seats */
	LIC_TRY(lic_license__move_seats(ctx, catalog, decision));
	LIC_TRY(lic_ledger_begin_asked(ctx, LIC_OP_LICENSE_CHANGE, &target, &number, &operation));
	LIC_TRY(lic_license__write_paths(ctx, catalog, user->id, decision, &operation));
	LIC_TRY(lic_wish__write(ctx, catalog, user->id, decision, wait, &operation));
	LIC_TRY(follow_up(ctx, facts, user, decision, &operation));
	return lic_ledger_end(ctx, &operation);
}

/* Tells whether paths of the user may change along with what is decided: what groups give, and
 * what he waits for. */
static bool is_followed_up(const struct lic_facts *facts)
{
	for (size_t i = 0; i < facts->path_count; i++) {
		if (facts->paths[i].source != LIC_SOURCE_DIRECT ||
			facts->paths[i].state == LIC_PATH_ERROR) {
			return true;
		}
	}
	return false;
}

/* Decides and writes what changes. */
static lic_rc change_licenses(struct lic_ctx *ctx, const struct lic_license_request *request,
	struct lic_assign_result *result)
{
	struct lic_catalog_hold hold = result->before.hold;
	struct lic_facts facts;
	bool differs = false;

	LIC_TRY(lic_license__read_facts(ctx, hold.catalog, &result->user, request, &result->before,
		&facts));
	result->before.hold = hold;
	LIC_TRY(lic_license_decide(ctx->arena, &facts, request, &result->decision));
	if (result->decision.violation_count > 0) {
		return ctx->is_rehearsal ? lic_license__find_remedies(ctx, &result->user, &facts,
						   request, &result->decision, &result->remedies)
					 : lic_license_refuse(ctx, &result->decision);
	}
	result->is_followed_up = is_followed_up(&facts);
	LIC_TRY(lic_wish__differs(ctx, hold.catalog, result->user.id, &result->decision,
		request->wait, &differs));
	return result->decision.path_count == 0 && !differs
		? LIC_OK_RC
		: write_decision(ctx, &facts, &result->user, &result->decision, request->wait);
}

/* Tells whether a path to `sku` from `source` stands before `path` in a view. */
static bool stands_before(uint32_t sku, int64_t source, const struct lic_path *path)
{
	return sku < path->sku || (sku == path->sku && source < path->source);
}

/* Does to the `count` (room for one more) `paths` of a view what lic_license__write_path() did to
 * the stored ones; returns how many there are then. */
static size_t apply_change(const struct lic_path_change *change, int64_t now_ms,
	struct lic_path *paths, size_t count)
{
	size_t at = 0;

	while (at < count &&
		stands_before(paths[at].sku, paths[at].source,
			&(struct lic_path){.sku = change->sku, .source = change->source})) {
		at++;
	}
	bool is_there =
		at < count && paths[at].sku == change->sku && paths[at].source == change->source;

	if (change->after == NULL) {
		if (is_there) {
			memmove(&paths[at], &paths[at + 1], (count - at - 1) * sizeof(*paths));
		}
		return is_there ? count - 1 : count;
	}
	if (!is_there) {
		memmove(&paths[at + 1], &paths[at], (count - at) * sizeof(*paths));
	}
	paths[at] = (struct lic_path){
		.sku = change->sku,
		.source = change->source,
		.disabled = change->after,
		.state = change->state_after,
		.error = change->error_after,
		.since_ms = now_ms,
	};
	return is_there ? count : count + 1;
}

/* The paths of `result->before` with the decision applied to them; they need not be read again. */
static lic_rc paths_after(struct lic_ctx *ctx, const struct lic_assign_result *result,
	struct lic_license_view *view)
{
	const struct lic_license_view *before = &result->before;
	const struct lic_decision *decision = &result->decision;
	size_t count = before->path_count;
	struct lic_path *paths =
		lic_arena_array(ctx->arena, count + decision->path_count, sizeof(*paths));

	if (paths == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (count > 0) {
		memcpy(paths, before->paths, count * sizeof(*paths));
	}
	for (size_t i = 0; i < decision->path_count; i++) {
		count = apply_change(&decision->paths[i], ctx->now_ms, paths, count);
	}
	view->paths = paths;
	view->path_count = count;
	return LIC_OK_RC;
}

/* The pools of `result->before` with the decision applied to them. */
static lic_rc pools_after(struct lic_ctx *ctx, const struct lic_assign_result *result,
	struct lic_license_view *view)
{
	const struct lic_license_view *before = &result->before;
	const struct lic_decision *decision = &result->decision;
	struct lic_sku_seats *pools =
		lic_arena_array(ctx->arena, before->seat_count, sizeof(*pools));

	if (pools == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < before->seat_count; i++) {
		pools[i] = before->seats[i];
		for (size_t c = 0; c < decision->seat_count; c++) {
			if (decision->seats[c].sku == pools[i].sku) {
				pools[i].seats.consumed += decision->seats[c].delta;
			}
		}
	}
	view->seats = pools;
	return LIC_OK_RC;
}

/* The view after: the catalogue is the one that `before` holds. */
static lic_rc view_after(struct lic_ctx *ctx, struct lic_assign_result *result)
{
	struct lic_license_view view = result->before;

	if (result->is_followed_up) {
		LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};

		LIC_TRY(lic_license__ask_view(ctx, result->user.id, &rows));
		LIC_TRY(lic_license__get_view(ctx, result->before.hold.catalog, &rows, &view));
	} else if (result->decision.violation_count == 0) {
		LIC_TRY(paths_after(ctx, result, &view));
		LIC_TRY(pools_after(ctx, result, &view));
	}
	view.hold = (struct lic_catalog_hold){0};
	result->after = view;
	return LIC_OK_RC;
}

static lic_rc assign_to(struct lic_ctx *ctx, const char *key,
	const struct lic_license_request *request, struct lic_assign_result *result);

lic_rc lic_license_assign(struct lic_ctx *ctx, const char *key,
	const struct lic_license_request *request, struct lic_assign_result *ret_result)
{
	struct lic_assign_result result = {0};
	lic_rc rc = assign_to(ctx, key, request, &result);

	if (!lic_ok(rc)) {
		lic_catalog_put(&result.before.hold);
		return rc;
	}
	*ret_result = result;
	return LIC_OK_RC;
}

lic_rc lic_license__add_of(struct lic_arena *arena, const struct lic_catalog *catalog,
	const struct lic_path *path, struct lic_license_add *ret_add)
{
	const struct lic_sku *sku = &catalog->skus[path->sku];
	struct lic_guid *disabled = lic_arena_array(arena, sku->plan_count, sizeof(*disabled));
	size_t count = 0;

	if (disabled == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t p = 0; p < sku->plan_count; p++) {
		if (lic_planset_has(path->disabled, sku->plans[p])) {
			disabled[count++] = catalog->plans[sku->plans[p]].id;
		}
	}
	*ret_add = (struct lic_license_add){sku->id, disabled, count};
	return LIC_OK_RC;
}

/* Changes licences by `request` within `operation`. */
static lic_rc assign_within(struct lic_ctx *ctx, const char *key,
	const struct lic_license_request *request, struct lic_operation *operation,
	struct lic_assign_result *result)
{
	struct lic_facts facts;

	LIC_TRY(lic_user__find(ctx, key, &result->user));
	LIC_TRY(lic_catalog_get(ctx, &result->before.hold));
	struct lic_catalog_hold hold = result->before.hold;

	LIC_TRY(lic_license__read_facts(ctx, hold.catalog, &result->user, request, &result->before,
		&facts));
	result->before.hold = hold;
	LIC_TRY(lic_license_apply(ctx, hold.catalog, &result->user, request, operation,
		&result->decision));
	if (result->decision.violation_count > 0) {
		LIC_TRY(ctx->is_rehearsal ? lic_license__find_remedies(ctx, &result->user, &facts,
						    request, &result->decision, &result->remedies)
					  : lic_license_refuse(ctx, &result->decision));
	}
	result->is_followed_up = true;
	return view_after(ctx, result);
}

lic_rc lic_license__assign(struct lic_ctx *ctx, const char *key,
	const struct lic_license_request *request, struct lic_operation *operation,
	struct lic_assign_result *ret_result)
{
	struct lic_assign_result result = {0};
	lic_rc rc = assign_within(ctx, key, request, operation, &result);

	if (!lic_ok(rc)) {
		lic_catalog_put(&result.before.hold);
		return rc;
	}
	*ret_result = result;
	return LIC_OK_RC;
}

/* What a reprocessing asks for: every direct path that is not healthy, as it was wanted. What lacks
 * nothing but a seat goes on waiting, or waits again. */
static lic_rc wishes(struct lic_ctx *ctx, const struct lic_catalog *catalog, int64_t user_id,
	struct lic_license_request *ret_request)
{
	static const struct lic_wait as_before = {.is_old = true};
	struct lic_path *paths = NULL;
	struct lic_license_add *adds = NULL;
	size_t path_count = 0;
	size_t count = 0;

	LIC_TRY(lic_license__read_paths(ctx, catalog, user_id, &paths, &path_count));
	adds = lic_arena_array(ctx->arena, path_count, sizeof(*adds));
	if (adds == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < path_count; i++) {
		if (paths[i].source == LIC_SOURCE_DIRECT && paths[i].state != LIC_PATH_ACTIVE) {
			LIC_TRY(lic_license__add_of(ctx->arena, catalog, &paths[i],
				&adds[count++]));
		}
	}
	*ret_request = (struct lic_license_request){
		.adds = adds,
		.add_count = count,
		.wait = &as_before,
	};
	return LIC_OK_RC;
}

/* Brings what the user inherits in line, and then heals his direct paths, which may rest on that.
 */
static lic_rc heal_all(struct lic_ctx *ctx, struct lic_assign_result *result)
{
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	const struct lic_target target = target_of(&result->user);
	struct lic_catalog_hold hold = result->before.hold;
	struct lic_operation operation = {0};
	struct lic_inherit inherit = {.catalog = hold.catalog, .operation = &operation};
	struct lic_license_request healing = {0};

	LIC_TRY(lic_license__ask_view(ctx, result->user.id, &rows));
	LIC_TRY(lic_license__get_view(ctx, hold.catalog, &rows, &result->before));
	lic_rows_close(&rows);
	result->before.hold = hold;
	LIC_TRY(lic_ledger_begin(ctx, LIC_OP_LICENSE_CHANGE, &target, &operation));
	LIC_TRY(lic_inherit__settle(ctx, &inherit, &result->user, NULL));
	LIC_TRY(wishes(ctx, hold.catalog, result->user.id, &healing));
	LIC_TRY(lic_license_apply(ctx, hold.catalog, &result->user, &healing, &operation,
		&result->decision));
	if (result->decision.violation_count > 0) {
		return ctx->is_rehearsal ? LIC_OK_RC : lic_license_refuse(ctx, &result->decision);
	}
	result->is_followed_up = true;
	return lic_ledger_end(ctx, &operation);
}

/* A-03, G-22: every path of the user is decided again, those from groups first. */
static lic_rc reprocess(struct lic_ctx *ctx, struct lic_assign_result *result)
{
	const struct lic_catalog *catalog = result->before.hold.catalog;
	struct lic_inherit inherit = {.catalog = catalog};
	struct lic_license_request healing = {0};
	bool differs = false;

	LIC_TRY(lic_inherit__differs(ctx, &inherit, &result->user, &differs));
	if (differs) {
		return heal_all(ctx, result);
	}
	LIC_TRY(wishes(ctx, catalog, result->user.id, &healing));
	return change_licenses(ctx, &healing, result);
}

/* Changes licences by `request`, or reprocesses the user when that is NULL. */
static lic_rc assign_to(struct lic_ctx *ctx, const char *key,
	const struct lic_license_request *request, struct lic_assign_result *result)
{
	LIC_AUTO(lic_rows_close) struct lic_rows version = {0};

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_ASSIGN_LICENSE));
	if (request != NULL && request->wait != NULL) {
		LIC_TRY(lic_wish__check(ctx, request->wait));
	}
	LIC_TRY(lic_catalog_ask(ctx, &version)); /* comes along with the user */
	LIC_TRY(lic_user__find(ctx, key, &result->user));
	LIC_TRY(lic_catalog_get_asked(ctx, &version, &result->before.hold));
	LIC_TRY(request == NULL ? reprocess(ctx, result) : change_licenses(ctx, request, result));
	return view_after(ctx, result);
}

lic_rc lic_license_reprocess(struct lic_ctx *ctx, const char *key,
	struct lic_assign_result *ret_result)
{
	struct lic_assign_result result = {0};
	lic_rc rc = assign_to(ctx, key, NULL, &result);

	if (!lic_ok(rc)) {
		lic_catalog_put(&result.before.hold);
		return rc;
	}
	*ret_result = result;
	return LIC_OK_RC;
}

static lic_rc remember(struct lic_ctx *ctx, const struct lic_catalog *catalog, int64_t user_id,
	const struct lic_path *path)
{
	struct lic_q_licenses_remember_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.user_id = user_id,
		.sku_id = catalog->skus[path->sku].key,
	};
	struct lic_wish wish = {0};
	bool waits = false;

	LIC_TRY(lic_wish__find(ctx, in.sku_id, user_id, LIC_SOURCE_DIRECT, &wish, &waits));
	in.wish_rank = (struct lic_opt_int){waits, wish.rank};
	in.wish_since_ms = (struct lic_opt_int){waits, wish.since_ms};
	in.wish_reason = wish.reason;
	LIC_TRY(lic_plan_set__find(ctx, catalog, path->disabled, &in.plan_set_id));
	return lic_q_licenses_remember(ctx->db, &in, NULL);
}

/* Gives back what somebody with `count` `paths` who loses them all takes of allotments. */
static lic_rc leave_allotments(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_path *paths, size_t count, struct lic_decision *freed)
{
	struct lic_allotted_list list = {0};
	struct lic_facts facts = {.catalog = catalog, .paths = paths, .path_count = count};

	LIC_TRY(lic_allotted__add_paths(ctx, catalog, paths, count, &list));
	facts.allotted = list.items;
	facts.allotted_count = list.count;
	LIC_TRY(lic_allotment_list_changes(ctx->arena, &facts, NULL, 0, freed));
	return lic_allotment__move(ctx, freed);
}

lic_rc lic_license_remove_all(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_user *user, struct lic_operation *operation,
	struct lic_decision *ret_freed)
{
	struct lic_path *paths = NULL;
	struct lic_seat_change *freed = NULL;
	size_t count = 0;

	LIC_TRY(lic_license__read_paths(ctx, catalog, user->id, &paths, &count));
	freed = lic_arena_array(ctx->arena, count, sizeof(*freed));
	if (freed == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	*ret_freed = (struct lic_decision){.seats = freed};
	LIC_TRY(leave_allotments(ctx, catalog, paths, count, ret_freed));
	for (size_t i = 0; i < count; i++) {
		struct lic_path_change change = {
			.sku = paths[i].sku,
			.source = paths[i].source,
			.before = paths[i].disabled,
			.state_before = paths[i].state,
			.error_before = paths[i].error,
		};
		bool is_last = true;

		for (size_t j = i + 1; j < count; j++) {
			is_last = is_last &&
				!(paths[j].sku == paths[i].sku &&
					lic_path_holds_seat(paths[j].state));
		}
		if (paths[i].source == LIC_SOURCE_DIRECT) {
			LIC_TRY(remember(ctx, catalog, user->id, &paths[i]));
		}
		LIC_TRY(lic_license__write_path(ctx, catalog, user->id, &change, operation));
		/* one seat a SKU, given back with the last path that holds it. */
		if (is_last && lic_path_holds_seat(paths[i].state)) {
			LIC_TRY(lic_license__move_seat(ctx, catalog, paths[i].sku, -1));
			freed[ret_freed->seat_count++] =
				(struct lic_seat_change){.sku = paths[i].sku, .delta = -1};
		}
	}
	return LIC_OK_RC;
}
