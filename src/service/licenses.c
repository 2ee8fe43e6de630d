/*
 * Changing licences: see licenses.h. Facts are read, decided and applied in one transaction.
 */
#include "service/licenses.h"

#include "base/text.h"
#include "service/inherit_int.h"
#include "service/license_int.h"
#include "service/user_int.h"
#include "store/lic_sql.h"

#include <string.h>

/* What a decision needs to know, asked for at once: on PostgreSQL it comes in one journey. */
struct questions {
	struct lic_rows view; /* the paths of the user and the pools of their SKUs */
	struct lic_rows mail; /* who else has its mail address; not asked where that does not count
			       */
	struct lic_rows pool; /* the pool of `sku`; not asked when that is none */
	uint32_t sku;         /* the first product to be added: a user rarely has it already */
};

static void close_questions(struct questions *questions)
{
	lic_rows_close(&questions->view);
	lic_rows_close(&questions->mail);
	lic_rows_close(&questions->pool);
}

/* Asks whether another live user has the mail address `mail` of the user with key `user_id`: a
 * mailbox that comes on needs one of its own. */
static lic_rc ask_mail_holder(struct lic_ctx *ctx, int64_t user_id, const char *mail,
	struct lic_rows *ret_rows)
{
	struct lic_q_users_mail_holder_in in = {.tenant_id = ctx->caller.tenant_id, .id = user_id};

	LIC_TRY(lic_text_fold(ctx->arena, mail, &in.mail_key));
	return lic_q_users_mail_holder_open(ctx->db, &in, ret_rows);
}

static lic_rc ask(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_user *user, const struct lic_license_request *request,
	struct questions *questions)
{
	const char *mail = user->values.text[LIC_USER_MAIL];

	LIC_TRY(lic_license__ask_view(ctx, user->id, &questions->view));
	if (mail != NULL && lic_license_may_bring_mailbox(catalog, request)) {
		LIC_TRY(ask_mail_holder(ctx, user->id, mail, &questions->mail));
	}
	questions->sku = request->add_count == 0
		? LIC_INDEX_NONE
		: lic_catalog_sku(catalog, &request->adds[0].sku_id);
	return questions->sku == LIC_INDEX_NONE
		? LIC_OK_RC
		: lic_seats__ask(ctx, catalog, questions->sku, &questions->pool);
}

static lic_rc read_mail_holder(struct lic_ctx *ctx, struct questions *questions,
	struct lic_facts *facts)
{
	struct lic_q_users_mail_holder_row row;
	bool found = false;

	if (questions->mail.db != NULL) {
		LIC_TRY(lic_q_users_mail_holder_get(&questions->mail, ctx->arena, &row, &found));
	}
	facts->mail_holder = found ? row.display_name : NULL;
	return LIC_OK_RC;
}

/* Adds the pool of `sku` to the `count` in `list` unless it is there. */
static lic_rc add_pool(struct lic_ctx *ctx, const struct lic_catalog *catalog, uint32_t sku,
	struct questions *questions, struct lic_sku_seats *list, size_t *count)
{
	bool found = false;

	if (sku == LIC_INDEX_NONE) {
		return LIC_OK_RC;
	}
	for (size_t i = 0; i < *count; i++) {
		if (list[i].sku == sku) {
			return LIC_OK_RC;
		}
	}
	list[*count].sku = sku;
	if (sku == questions->sku) {
		LIC_TRY(lic_seats__get(ctx, &questions->pool, &list[*count].seats, &found));
		questions->sku = LIC_INDEX_NONE; /* read once: it may not be there */
	} else {
		lic_rows_close(&questions->pool); /* of a product that the user has already */
		LIC_TRY(lic_seats__read(ctx, catalog, sku, &list[*count].seats, &found));
	}
	*count += found ? 1 : 0;
	return LIC_OK_RC;
}

/* Adds the pools of the products in `request` to those of `view`. */
static lic_rc add_request_pools(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_license_request *request, struct questions *questions,
	struct lic_license_view *view)
{
	size_t room = view->seat_count + request->add_count + request->remove_count;
	struct lic_sku_seats *list = lic_arena_array(ctx->arena, room, sizeof(*list));
	size_t count = view->seat_count;

	if (list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	if (count > 0) {
		memcpy(list, view->seats, count * sizeof(*list));
	}
	for (size_t i = 0; i < request->add_count; i++) {
		LIC_TRY(add_pool(ctx, catalog, lic_catalog_sku(catalog, &request->adds[i].sku_id),
			questions, list, &count));
	}
	for (size_t i = 0; i < request->remove_count; i++) {
		LIC_TRY(add_pool(ctx, catalog, lic_catalog_sku(catalog, &request->removes[i]),
			questions, list, &count));
	}
	view->seats = list;
	view->seat_count = count;
	return LIC_OK_RC;
}

/* Reads what a decision needs. `*ret_view`, which holds no catalogue, has the pools of the products
 * in `request`, too. */
static lic_rc read_facts(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_user *user, const struct lic_license_request *request,
	struct lic_license_view *ret_view, struct lic_facts *ret_facts)
{
	LIC_AUTO(close_questions) struct questions questions = {0};
	struct lic_license_view view = {0};
	struct lic_facts facts = {
		.catalog = catalog,
		.usage_location = user->values.text[LIC_USER_USAGE_LOCATION],
		.mail = user->values.text[LIC_USER_MAIL],
	};

	LIC_TRY(ask(ctx, catalog, user, request, &questions));
	LIC_TRY(lic_license__get_view(ctx, catalog, &questions.view, &view));
	LIC_TRY(read_mail_holder(ctx, &questions, &facts));
	LIC_TRY(add_request_pools(ctx, catalog, request, &questions, &view));
	facts.paths = view.paths;
	facts.path_count = view.path_count;
	facts.seats = view.seats;
	facts.seat_count = view.seat_count;
	*ret_view = view;
	*ret_facts = facts;
	return LIC_OK_RC;
}

/*
 * The seat itself: the conditional statement has the last word, whatever the decision was based on.
 */
static lic_rc move_seat(struct lic_ctx *ctx, const struct lic_catalog *catalog, uint32_t sku,
	int delta)
{
	int64_t changed = 0;

	if (delta < 0) {
		struct lic_q_seats_give_in in = {
			.amount = -delta,
			.tenant_id = ctx->caller.tenant_id,
			.sku_id = catalog->skus[sku].key,
		};

		LIC_TRY(lic_q_seats_give(ctx->db, &in, &changed));
		return changed == 1 ? LIC_OK_RC : LIC_RC(LIC_E_CORRUPT);
	}
	struct lic_q_seats_take_in in = {
		.amount = delta,
		.tenant_id = ctx->caller.tenant_id,
		.sku_id = catalog->skus[sku].key,
	};

	LIC_TRY(lic_q_seats_take(ctx->db, &in, &changed));
	if (changed == 1) {
		return LIC_OK_RC;
	}
	return lic_err_set(ctx->err, LIC_E_CONFLICT, "Request_BadRequest",
		"Subscription with SKU %s does not have any available licenses.",
		lic_guid_format(&catalog->skus[sku].id).text);
}

/* Tells whether a path stands in the line for a seat. */
static bool is_waiting(enum lic_path_state state, enum lic_path_error error)
{
	return state == LIC_PATH_ERROR && error == LIC_PATH_COUNT;
}

/* Takes the path of `change` out of the line; who puts paths into it does so afterwards. */
static lic_rc leave_line(struct lic_ctx *ctx, int64_t user_id,
	const struct lic_ledger_change *change)
{
	struct lic_q_waiting_delete_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.sku_id = change->sku_id.value,
		.user_id = user_id,
		.source_id = change->source_id.value,
	};

	return lic_q_waiting_delete(ctx->db, &in, NULL);
}

/* Writes one path and its ledger row. */
static lic_rc write_path(struct lic_ctx *ctx, const struct lic_catalog *catalog, int64_t user_id,
	const struct lic_path_change *path, struct lic_operation *operation)
{
	struct lic_ledger_change change = {
		.kind = LIC_CHANGE_PATH,
		.object_id = user_id,
		.sku_id = {true, catalog->skus[path->sku].key},
		.source_id = {true, path->source},
	};

	if (path->before != NULL) {
		change.plan_set_before.is_set = true;
		LIC_TRY(lic_plan_set__find(ctx, catalog, path->before,
			&change.plan_set_before.value));
		change.state_before = (struct lic_opt_int){true, (int64_t)path->state_before};
	}
	if (path->before != NULL && is_waiting(path->state_before, path->error_before)) {
		LIC_TRY(leave_line(ctx, user_id, &change));
	}
	if (path->after == NULL) {
		struct lic_q_licenses_path_delete_in in = {
			.tenant_id = ctx->caller.tenant_id,
			.user_id = user_id,
			.sku_id = change.sku_id.value,
			.source_id = path->source,
		};

		LIC_TRY(lic_q_licenses_path_delete(ctx->db, &in, NULL));
		return lic_ledger_change(ctx, operation, &change);
	}
	change.plan_set_after.is_set = true;
	LIC_TRY(lic_plan_set__find(ctx, catalog, path->after, &change.plan_set_after.value));
	change.state_after = (struct lic_opt_int){true, (int64_t)path->state_after};
	struct lic_q_licenses_path_put_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.user_id = user_id,
		.sku_id = change.sku_id.value,
		.source_id = path->source,
		.plan_set_id = change.plan_set_after.value,
		.state = (int64_t)path->state_after,
		.error = (int64_t)path->error_after,
		.since_ms = ctx->now_ms,
		.operation_id = operation->id,
	};

	LIC_TRY(lic_q_licenses_path_put(ctx->db, &in, NULL));
	return lic_ledger_change(ctx, operation, &change);
}

lic_rc lic_license__move_seats(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_decision *decision)
{
	for (size_t i = 0; i < decision->seat_count; i++) {
		LIC_TRY(move_seat(ctx, catalog, decision->seats[i].sku, decision->seats[i].delta));
	}
	return LIC_OK_RC;
}

lic_rc lic_license__write_paths(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	int64_t user_id, const struct lic_decision *decision, struct lic_operation *operation)
{
	for (size_t i = 0; i < decision->path_count; i++) {
		LIC_TRY(write_path(ctx, catalog, user_id, &decision->paths[i], operation));
	}
	return LIC_OK_RC;
}

static bool inherits(const struct lic_facts *facts)
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

	if (inherits(facts)) {
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

	LIC_TRY(read_facts(ctx, catalog, user, request, &view, &facts));
	LIC_TRY(lic_license_decide(ctx->arena, &facts, request, ret_decision));
	if (ret_decision->violation_count > 0) {
		return LIC_OK_RC;
	}
	LIC_TRY(lic_license__move_seats(ctx, catalog, ret_decision));
	LIC_TRY(lic_license__write_paths(ctx, catalog, user->id, ret_decision, operation));
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

/* Writes a decision that changes something, with an operation of its own. */
static lic_rc write_decision(struct lic_ctx *ctx, const struct lic_facts *facts,
	const struct lic_user *user, const struct lic_decision *decision)
{
	const struct lic_catalog *catalog = facts->catalog;
	LIC_AUTO(lic_rows_close) struct lic_rows number = {0};
	struct lic_operation operation = {0};

	LIC_TRY(lic_ledger_ask(ctx, &number)); /* comes along with what became of the seats */
	LIC_TRY(lic_license__move_seats(ctx, catalog, decision));
	LIC_TRY(lic_ledger_begin_asked(ctx, LIC_OP_LICENSE_CHANGE,
		user->values.text[LIC_USER_PRINCIPAL_NAME], &number, &operation));
	operation.target_guid = user->guid;
	LIC_TRY(lic_license__write_paths(ctx, catalog, user->id, decision, &operation));
	LIC_TRY(follow_up(ctx, facts, user, decision, &operation));
	return lic_ledger_end(ctx, &operation);
}

/* Decides and writes what changes. */
static lic_rc change_licenses(struct lic_ctx *ctx, const struct lic_license_request *request,
	struct lic_assign_result *result)
{
	struct lic_catalog_hold hold = result->before.hold;
	struct lic_facts facts;

	LIC_TRY(read_facts(ctx, hold.catalog, &result->user, request, &result->before, &facts));
	result->before.hold = hold;
	LIC_TRY(lic_license_decide(ctx->arena, &facts, request, &result->decision));
	if (result->decision.violation_count > 0) {
		return ctx->is_rehearsal ? lic_license__find_remedies(ctx, &result->user, &facts,
						   request, &result->decision, &result->remedies)
					 : lic_license_refuse(ctx, &result->decision);
	}
	result->is_followed_up = inherits(&facts);
	return result->decision.path_count == 0
		? LIC_OK_RC
		: write_decision(ctx, &facts, &result->user, &result->decision);
}

/* Tells whether a path to `sku` from `source` stands before `path` in a view. */
static bool stands_before(uint32_t sku, int64_t source, const struct lic_path *path)
{
	return sku < path->sku || (sku == path->sku && source < path->source);
}

/* Does to the `count` (room for one more) `paths` of a view what write_path() did to the stored
 * ones; returns how many there are then. */
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
	const struct lic_license_request *request, bool is_reprocess,
	struct lic_assign_result *result);

lic_rc lic_license_assign(struct lic_ctx *ctx, const char *key,
	const struct lic_license_request *request, struct lic_assign_result *ret_result)
{
	struct lic_assign_result result = {0};
	lic_rc rc = assign_to(ctx, key, request, false, &result);

	if (!lic_ok(rc)) {
		lic_catalog_put(&result.before.hold);
		return rc;
	}
	*ret_result = result;
	return LIC_OK_RC;
}

/* What a reprocessing asks for: every direct path that is not healthy, as it was wanted. */
static lic_rc wishes(struct lic_ctx *ctx, const struct lic_catalog *catalog, int64_t user_id,
	struct lic_license_request *ret_request)
{
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
		const struct lic_path *path = &paths[i];
		const struct lic_sku *sku = &catalog->skus[path->sku];
		struct lic_guid *disabled = NULL;

		if (path->source != LIC_SOURCE_DIRECT || path->state == LIC_PATH_ACTIVE) {
			continue;
		}
		disabled = lic_arena_array(ctx->arena, sku->plan_count, sizeof(*disabled));
		if (disabled == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		adds[count] =
			(struct lic_license_add){.sku_id = sku->id, .disabled_plans = disabled};
		for (size_t p = 0; p < sku->plan_count; p++) {
			if (lic_planset_has(path->disabled, sku->plans[p])) {
				disabled[adds[count].disabled_count++] =
					catalog->plans[sku->plans[p]].id;
			}
		}
		count++;
	}
	*ret_request = (struct lic_license_request){.adds = adds, .add_count = count};
	return LIC_OK_RC;
}

static lic_rc assign_to(struct lic_ctx *ctx, const char *key,
	const struct lic_license_request *request, bool is_reprocess,
	struct lic_assign_result *result)
{
	LIC_AUTO(lic_rows_close) struct lic_rows version = {0};
	struct lic_license_request healing = {0};

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_ASSIGN_LICENSE));
	LIC_TRY(lic_catalog_ask(ctx, &version)); /* comes along with the user */
	LIC_TRY(lic_user__find(ctx, key, &result->user));
	LIC_TRY(lic_catalog_get_asked(ctx, &version, &result->before.hold));
	if (is_reprocess) {
		LIC_TRY(wishes(ctx, result->before.hold.catalog, result->user.id, &healing));
		request = &healing;
	}
	LIC_TRY(change_licenses(ctx, request, result));
	return view_after(ctx, result);
}

lic_rc lic_license_reprocess(struct lic_ctx *ctx, const char *key,
	struct lic_assign_result *ret_result)
{
	struct lic_assign_result result = {0};
	lic_rc rc = assign_to(ctx, key, NULL, true, &result);

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

	LIC_TRY(lic_plan_set__find(ctx, catalog, path->disabled, &in.plan_set_id));
	return lic_q_licenses_remember(ctx->db, &in, NULL);
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
		LIC_TRY(write_path(ctx, catalog, user->id, &change, operation));
		/* one seat a SKU, given back with the last path that holds it. */
		if (is_last && lic_path_holds_seat(paths[i].state)) {
			LIC_TRY(move_seat(ctx, catalog, paths[i].sku, -1));
			freed[ret_freed->seat_count++] =
				(struct lic_seat_change){.sku = paths[i].sku, .delta = -1};
		}
	}
	return LIC_OK_RC;
}
