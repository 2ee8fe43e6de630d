/*
 * Why a user has a service plan or lacks it: see why.h.
 */
#include "service/why.h"

#include "service/audit_int.h"

#include "auth/roles.h"
#include "core/planset.h"
#include "service/subscriptions.h"
#include "service/user_int.h"
#include "store/lic_sql.h"

#define WAITS_FIRST 8

static bool may(const struct lic_ctx *ctx, enum lic_action action)
{
	return (ctx->caller.may & LIC_RIGHT(action)) != 0;
}

static bool has_plan(const struct lic_why *why, uint32_t sku)
{
	return lic_sku_has_plan(&why->view.hold.catalog->skus[sku], why->plan);
}

/* Tells whether a subscription of a product is in use (D-09). */
static bool is_usable(const struct lic_license_view *view, uint32_t sku)
{
	for (size_t i = 0; i < view->seat_count; i++) {
		if (view->seats[i].sku == sku) {
			return view->seats[i].seats.enabled + view->seats[i].seats.warning > 0;
		}
	}
	return false;
}

/* Reads what last changed the path of a user, if the ledger still has it. */
static lic_rc read_operation(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	int64_t user_id, struct lic_why_path *path)
{
	struct lic_q_ledger_of_path_in in = {ctx->caller.tenant_id, user_id,
		catalog->skus[path->path->sku].key, path->path->source};
	struct lic_q_ledger_of_path_row row;
	bool found = false;

	LIC_TRY(lic_q_ledger_of_path(ctx->db, ctx->arena, &in, &row, &found));
	if (!found) {
		return LIC_OK_RC;
	}
	path->has_operation = true;
	path->operation = (struct lic_operation_view){
		.id = row.id,
		.guid = row.guid,
		.kind = (enum lic_operation_kind)row.kind,
		.actor_kind = (enum lic_actor_kind)row.actor_kind,
		.actor_name = row.actor_name,
		.reason = row.reason,
		.correlation = row.correlation,
		.target = row.target,
		.change_count = row.change_count,
		.created_ms = row.created_ms,
		.undoes = {.is_set = row.undoes_guid.data != NULL,
			.guid = lic_audit__guid(&row.undoes_guid)},
		.has_undo = row.undone_guid.data != NULL,
		.undo = lic_audit__guid(&row.undone_guid),
	};
	return LIC_OK_RC;
}

/* Lists the paths to products with the plan, and adds up what they give. */
static lic_rc read_paths(struct lic_ctx *ctx, int64_t user_id, struct lic_why *why)
{
	const struct lic_license_view *view = &why->view;
	struct lic_why_path *paths = lic_arena_array(ctx->arena, view->path_count, sizeof(*paths));
	size_t count = 0;

	if (paths == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < view->path_count; i++) {
		const struct lic_path *path = &view->paths[i];
		struct lic_why_path *one = &paths[count];

		if (!has_plan(why, path->sku)) {
			continue;
		}
		one->path = path;
		one->is_on = !lic_planset_has(path->disabled, why->plan);
		one->is_usable = is_usable(view, path->sku);
		if (lic_path_holds_seat(path->state) && why->status != LIC_WHY_ON) {
			why->status = one->is_on ? LIC_WHY_ON : LIC_WHY_OFF;
		}
		if (why->shows_operations) {
			LIC_TRY(read_operation(ctx, view->hold.catalog, user_id, one));
		}
		count++;
	}
	why->paths = paths;
	why->path_count = count;
	return LIC_OK_RC;
}

/* Adds a line to a list that has room for `*room`. */
static lic_rc add_wait(struct lic_arena *arena, const struct lic_why_wait *wait,
	struct lic_why_wait **list, size_t *count, size_t *room)
{
	if (*count == *room) {
		size_t more = *room == 0 ? WAITS_FIRST : *room * 2;
		struct lic_why_wait *grown = lic_arena_array(arena, more, sizeof(*grown));

		if (grown == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		for (size_t i = 0; i < *count; i++) {
			grown[i] = (*list)[i];
		}
		*list = grown;
		*room = more;
	}
	(*list)[(*count)++] = *wait;
	return LIC_OK_RC;
}

static lic_rc fetch_waits(struct lic_ctx *ctx, int64_t user_id, struct lic_why *why)
{
	struct lic_q_waiting_of_user_in in = {ctx->caller.tenant_id, user_id};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_waiting_of_user_row row;
	struct lic_why_wait *list = NULL;
	size_t count = 0;
	size_t room = 0;
	bool more = true;

	LIC_TRY(lic_q_waiting_of_user_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_waiting_of_user_next(&rows, &row, &more));
		if (!more) {
			break;
		}
		struct lic_why_wait wait = {lic_catalog_sku_by_key(why->view.hold.catalog,
						    row.sku_id),
			row.source_id, row.rank, row.since_ms, row.reason, row.full_allotment};

		if (wait.sku == LIC_INDEX_NONE) {
			return LIC_RC(LIC_E_CORRUPT);
		}
		if (has_plan(why, wait.sku)) {
			const char **const texts[] = {&wait.reason, &wait.full_allotment};

			LIC_TRY(lic_arena_keep_texts(ctx->arena, texts, LIC_COUNT(texts)));
			LIC_TRY(add_wait(ctx->arena, &wait, &list, &count, &room));
		}
	}
	why->waits = list;
	why->wait_count = count;
	return LIC_OK_RC;
}

static lic_rc read_waits(struct lic_ctx *ctx, int64_t user_id, struct lic_why *why)
{
	LIC_TRY(fetch_waits(ctx, user_id, why));
	for (size_t i = 0; i < why->wait_count; i++) {
		LIC_TRY(lic_sources_add(ctx, why->waits[i].source, &why->view.sources));
	}
	return LIC_OK_RC;
}

/* Lists the products that would give the plan: what the organisation owns has a pool. */
static lic_rc read_products(struct lic_ctx *ctx, struct lic_why *why)
{
	struct lic_sku_seats *pools = NULL;
	uint32_t *products = NULL;
	size_t count = 0;

	LIC_TRY(lic_seats_list(ctx, why->view.hold.catalog, &pools, &count));
	products = lic_arena_array(ctx->arena, count, sizeof(*products));
	if (products == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < count; i++) {
		if (has_plan(why, pools[i].sku)) {
			products[why->product_count++] = pools[i].sku;
		}
	}
	why->products = products;
	return LIC_OK_RC;
}

/* Fills an answer whose view has been read. */
static lic_rc explain(struct lic_ctx *ctx, int64_t user_id, const char *plan, struct lic_why *why)
{
	LIC_TRY(lic_plan_find(ctx->arena, why->view.hold.catalog, plan, "plan", ctx->err,
		&why->plan));
	LIC_TRY(read_paths(ctx, user_id, why));
	LIC_TRY(read_waits(ctx, user_id, why));
	return why->path_count == 0 && why->shows_products ? read_products(ctx, why) : LIC_OK_RC;
}

lic_rc lic_why_explain(struct lic_ctx *ctx, const char *user, const char *plan,
	struct lic_why *ret_why)
{
	struct lic_why why = {
		.shows_operations = may(ctx, LIC_ACTION_READ_OPERATIONS),
		.shows_products = may(ctx, LIC_ACTION_READ_LICENSES),
	};
	struct lic_user_key key = {0};
	struct lic_user found = {0};
	lic_rc rc;

	LIC_TRY(lic_user_find_key(ctx, user, LIC_ACTION_READ_LICENSES, &key));
	LIC_TRY(lic_user__load(ctx, key.id, &found));
	why.user_guid = key.guid;
	why.upn = found.values.text[LIC_USER_PRINCIPAL_NAME];
	LIC_TRY(lic_license_view(ctx, key.id, &why.view));
	rc = explain(ctx, key.id, plan, &why);
	if (!lic_ok(rc)) {
		lic_catalog_put(&why.view.hold);
		return rc;
	}
	*ret_why = why;
	return LIC_OK_RC;
}
