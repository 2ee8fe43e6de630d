/*
 * What groups give: see groups.h.
 */
#include "service/groups.h"

#include "service/group_int.h"
#include "service/license_int.h"
#include "service/licenses.h"
#include "store/lic_sql.h"

#include <string.h>

lic_rc lic_group_templates(struct lic_ctx *ctx, const struct lic_catalog *catalog, int64_t group_id,
	struct lic_group_template **ret_list, size_t *ret_count)
{
	struct lic_q_groups_licenses_in in = {ctx->caller.tenant_id, group_id};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_groups_licenses_row row;
	struct lic_group_template *list =
		lic_arena_array(ctx->arena, LIC_REQUEST_SKUS_MAX, sizeof(*list));
	size_t count = 0;
	bool more = true;

	if (list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_q_groups_licenses_open(ctx->db, &in, &rows));
	for (;;) {
		uint64_t *disabled = NULL;

		LIC_TRY(lic_q_groups_licenses_next(&rows, &row, &more));
		if (!more || count == LIC_REQUEST_SKUS_MAX) {
			break;
		}
		list[count].sku = lic_catalog_sku_by_key(catalog, row.sku_id);
		if (list[count].sku == LIC_INDEX_NONE) {
			return LIC_RC(LIC_E_CORRUPT);
		}
		LIC_TRY(lic_plan_set__decode(ctx->arena, catalog, &row.plans, &disabled));
		list[count++].disabled = disabled;
	}
	*ret_list = list;
	*ret_count = count;
	return LIC_OK_RC;
}

/* The template as a made-up person's direct licences: the one decision then checks a change of it.
 */
static lic_rc read_facts(struct lic_ctx *ctx, const struct lic_catalog *catalog, int64_t group_id,
	const struct lic_license_request *request, struct lic_facts *ret_facts)
{
	struct lic_facts facts = {.catalog = catalog};
	struct lic_group_template *list = NULL;
	struct lic_path *paths = NULL;
	size_t named = request->add_count + request->remove_count;
	struct lic_sku_seats *seats = lic_arena_array(ctx->arena, named, sizeof(*seats));

	LIC_TRY(lic_group_templates(ctx, catalog, group_id, &list, &facts.path_count));
	paths = lic_arena_array(ctx->arena, facts.path_count, sizeof(*paths));
	if (paths == NULL || seats == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < facts.path_count; i++) {
		paths[i] = (struct lic_path){.sku = list[i].sku, .disabled = list[i].disabled};
	}
	for (size_t i = 0; i < named; i++) {
		uint32_t sku = lic_catalog_sku(catalog,
			i < request->add_count ? &request->adds[i].sku_id
					       : &request->removes[i - request->add_count]);
		bool found = false;

		if (sku != LIC_INDEX_NONE) {
			seats[facts.seat_count].sku = sku;
			LIC_TRY(lic_seats__read(ctx, catalog, sku, &seats[facts.seat_count].seats,
				&found));
			facts.seat_count += found ? 1 : 0;
		}
	}
	facts.paths = paths;
	facts.seats = seats;
	*ret_facts = facts;
	return LIC_OK_RC;
}

/* Rules about a person: whether they hold is decided for each member. */
static bool is_about_person(enum lic_violation_kind kind)
{
	return kind == LIC_VIOLATION_NO_LOCATION || kind == LIC_VIOLATION_LOCATION ||
		kind == LIC_VIOLATION_COUNT || kind == LIC_VIOLATION_SELF_SERVICE ||
		kind == LIC_VIOLATION_UNIQUENESS;
}

lic_rc lic_group__keep_template(struct lic_ctx *ctx, struct lic_decision *decision)
{
	struct lic_violation *list =
		lic_arena_array(ctx->arena, decision->violation_count, sizeof(*list));
	size_t count = 0;

	if (list == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < decision->violation_count; i++) {
		if (!is_about_person(decision->violations[i].kind)) {
			list[count++] = decision->violations[i];
		}
	}
	decision->violations = list;
	decision->violation_count = count;
	return LIC_OK_RC;
}

lic_rc lic_group__decide_template(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	int64_t group_id, const struct lic_license_request *request, struct lic_facts *ret_facts,
	struct lic_decision *ret_decision)
{
	LIC_TRY(read_facts(ctx, catalog, group_id, request, ret_facts));
	LIC_TRY(lic_license_decide(ctx->arena, ret_facts, request, ret_decision));
	return lic_group__keep_template(ctx, ret_decision);
}

static lic_rc write_change(struct lic_ctx *ctx, const struct lic_catalog *catalog, int64_t group_id,
	const struct lic_path_change *path, struct lic_operation *operation)
{
	struct lic_ledger_change change = {
		.kind = LIC_CHANGE_GROUP_LICENSE,
		.object_id = group_id,
		.sku_id = {true, catalog->skus[path->sku].key},
	};
	struct lic_q_groups_license_delete_in gone = {ctx->caller.tenant_id, group_id,
		change.sku_id.value};
	struct lic_q_groups_license_put_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.group_id = group_id,
		.sku_id = change.sku_id.value,
		.since_ms = ctx->now_ms,
		.operation_id = operation->id,
	};

	if (path->before != NULL) {
		change.plan_set_before.is_set = true;
		LIC_TRY(lic_plan_set__find(ctx, catalog, path->before,
			&change.plan_set_before.value));
	}
	if (path->after == NULL) {
		LIC_TRY(lic_q_groups_license_delete(ctx->db, &gone, NULL));
		return lic_ledger_change(ctx, operation, &change);
	}
	change.plan_set_after.is_set = true;
	LIC_TRY(lic_plan_set__find(ctx, catalog, path->after, &change.plan_set_after.value));
	in.plan_set_id = change.plan_set_after.value;
	LIC_TRY(lic_q_groups_license_put(ctx->db, &in, NULL));
	return lic_ledger_change(ctx, operation, &change);
}

lic_rc lic_group__write(struct lic_ctx *ctx, const struct lic_catalog *catalog, int64_t group_id,
	const struct lic_decision *decision, struct lic_operation *operation)
{
	for (size_t i = 0; i < decision->path_count; i++) {
		LIC_TRY(write_change(ctx, catalog, group_id, &decision->paths[i], operation));
	}
	return decision->path_count == 0 ? LIC_OK_RC
					 : lic_group__apply_later(ctx, group_id, operation);
}

lic_rc lic_group__check_kind(struct lic_ctx *ctx, const struct lic_group *group)
{
	if (group->security_enabled) {
		return LIC_OK_RC;
	}
	return lic_err_set(ctx->err, LIC_E_CONFLICT, "Request_BadRequest",
		"Licenses can only be assigned to groups with securityEnabled set to true.");
}

lic_rc lic_group_assign(struct lic_ctx *ctx, const char *key,
	const struct lic_license_request *request, struct lic_group *ret_group)
{
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold hold = {0};
	struct lic_operation operation = {0};
	struct lic_decision decision = {0};
	struct lic_facts facts = {0};
	struct lic_group group = {0};

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_ASSIGN_GROUP_LICENSE));
	LIC_TRY(lic_group__find(ctx, key, &group));
	LIC_TRY(lic_group__check_kind(ctx, &group));
	LIC_TRY(lic_catalog_get(ctx, &hold));
	LIC_TRY(lic_group__decide_template(ctx, hold.catalog, group.id, request, &facts,
		&decision));
	LIC_TRY(lic_license_refuse(ctx, &decision)); /* G-10, D-04 */
	if (decision.path_count > 0) {
		LIC_TRY(lic_group__begin(ctx, LIC_OP_GROUP_LICENSE, &group, &operation));
		LIC_TRY(lic_group__write(ctx, hold.catalog, group.id, &decision, &operation));
		LIC_TRY(lic_ledger_end(ctx, &operation));
	}
	*ret_group = group;
	return LIC_OK_RC;
}

lic_rc lic_group_reprocess(struct lic_ctx *ctx, const char *key, struct lic_group *ret_group)
{
	struct lic_operation operation = {0};
	struct lic_group group = {0};

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_ASSIGN_GROUP_LICENSE));
	LIC_TRY(lic_group__find(ctx, key, &group));
	LIC_TRY(lic_group__begin(ctx, LIC_OP_GROUP_REPROCESS, &group, &operation));
	LIC_TRY(lic_group__apply_later(ctx, group.id, &operation));
	LIC_TRY(lic_ledger_end(ctx, &operation));
	*ret_group = group;
	return LIC_OK_RC;
}

lic_rc lic_group_processing(struct lic_ctx *ctx, int64_t group_id, enum lic_task_state *ret_state)
{
	return lic_task_state(ctx, LIC_BULK_GROUP, group_id, ret_state);
}
