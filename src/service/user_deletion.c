/*
 * Deleting users to the deleted items, restoring and purging them: see users.h.
 */
#include "service/users.h"

#include "service/catalogs.h"
#include "service/inherit_int.h"
#include "service/license_int.h"
#include "service/licenses.h"
#include "service/petition_int.h"
#include "service/role_int.h"
#include "service/seat_drop.h"
#include "service/sessions.h"
#include "service/user_int.h"
#include "service/user_templates.h"

#include <string.h>

static lic_rc set_deleted(struct lic_ctx *ctx, int64_t user_id, struct lic_opt_int deleted_ms)
{
	struct lic_q_users_set_deleted_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.id = user_id,
		.deleted_ms = deleted_ms,
	};

	return lic_q_users_set_deleted(ctx->db, &in, NULL);
}

static lic_rc begin(struct lic_ctx *ctx, enum lic_operation_kind kind, const struct lic_user *user,
	const char *detail, struct lic_operation *ret_operation)
{
	struct lic_ledger_change change = {.kind = LIC_CHANGE_USER,
		.object_id = user->id,
		.detail = detail,
		.is_whole = true};

	LIC_TRY(lic_user__begin(ctx, kind, user, ret_operation));
	return lic_ledger_change(ctx, ret_operation, &change);
}

lic_rc lic_user_delete(struct lic_ctx *ctx, const char *key, struct lic_seat_drop *drops,
	size_t count)
{
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold hold = {0};
	struct lic_user user = {0};
	struct lic_operation operation = {0};
	struct lic_inherit inherit = {.operation = &operation};
	struct lic_decision freed = {0};

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_DELETE_USER));
	LIC_TRY(lic_user__find(ctx, key, &user));
	LIC_TRY(lic_role__require_over(ctx, user.id));
	LIC_TRY(lic_role__require_another(ctx, user.id));
	LIC_TRY(lic_catalog_get(ctx, &hold));
	LIC_TRY(begin(ctx, LIC_OP_USER_DELETE, &user, "{\"deleted\":{\"old\":false,\"new\":true}}",
		&operation));
	LIC_TRY(lic_license_remove_all(ctx, hold.catalog, &user, &operation, &freed));
	LIC_TRY(set_deleted(ctx, user.id, (struct lic_opt_int){true, ctx->now_ms}));
	LIC_TRY(lic_session_end_all(ctx, user.id));
	LIC_TRY(lic_seats__drop(ctx, hold.catalog, &freed, drops, count));
	inherit.catalog = hold.catalog;
	LIC_TRY(lic_inherit__serve_freed(ctx, &inherit, &freed));
	LIC_TRY(lic_inherit__free_mail(ctx, &inherit, user.id, user.values.text[LIC_USER_MAIL]));
	return lic_ledger_end(ctx, &operation);
}

lic_rc lic_user_list_deleted(struct lic_ctx *ctx, int64_t after_ms, int64_t after_id,
	unsigned limit, struct lic_user_page *ret_page)
{
	struct lic_q_users_list_deleted_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.after_ms = after_ms,
		.after_id = after_id,
		.limit = (int64_t)limit + 1,
	};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_users_list_deleted_row row;
	struct lic_user_page page = {0};
	bool more = true;

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_DIRECTORY));
	page.users = lic_arena_array(ctx->arena, limit, sizeof(*page.users));
	if (page.users == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_q_users_list_deleted_open(ctx->db, &in, &rows));
	for (;;) {
		LIC_TRY(lic_q_users_list_deleted_next(&rows, &row, &more));
		if (!more || page.count == limit) {
			break;
		}
		LIC_TRY(lic_user__load(ctx, row.id, &page.users[page.count]));
		page.next_after = row.id;
		page.next_after_ms = row.deleted_ms;
		page.count++;
	}
	page.has_more = more;
	*ret_page = page;
	return LIC_OK_RC;
}

lic_rc lic_user__find_deleted(struct lic_ctx *ctx, const char *key, struct lic_user *ret_user)
{
	struct lic_q_users_id_by_guid_in in = {.tenant_id = ctx->caller.tenant_id};
	struct lic_q_users_id_by_guid_row row;
	bool found = false;

	if (lic_guid_parse(key, strlen(key), &in.guid)) {
		LIC_TRY(lic_q_users_id_by_guid(ctx->db, ctx->arena, &in, &row, &found));
	}
	if (!found || !row.deleted_ms.is_set) {
		return lic_err_set(ctx->err, LIC_E_NOTFOUND, "Request_ResourceNotFound",
			"Resource '%.200s' does not exist or one of its queried reference-property objects are not present.",
			key);
	}
	return lic_user__load(ctx, row.id, ret_user);
}

lic_rc lic_user_find_deleted(struct lic_ctx *ctx, const char *key, struct lic_user *ret_user)
{
	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_READ_DIRECTORY));
	return lic_user__find_deleted(ctx, key, ret_user);
}

/* One licence that a deleted user had. */
struct remembered {
	struct lic_guid sku_id;    /* the product */
	struct lic_guid *disabled; /* its plans that were off */
	size_t disabled_count;     /* number of them */
	bool is_wish;              /* he waited for a seat of it … */
	struct lic_wait wait;      /* … in this place */
};

/* Turns the plans that were off into a request's form, leaving out what the SKU no longer contains.
 */
static lic_rc remember_plans(struct lic_ctx *ctx, const struct lic_catalog *catalog, uint32_t sku,
	const uint64_t *set, struct remembered *license)
{
	const struct lic_sku *entry = &catalog->skus[sku];

	license->sku_id = entry->id;
	license->disabled =
		lic_arena_array(ctx->arena, entry->plan_count, sizeof(*license->disabled));
	if (license->disabled == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	for (size_t i = 0; i < entry->plan_count; i++) {
		if (lic_planset_has(set, entry->plans[i])) {
			license->disabled[license->disabled_count++] =
				catalog->plans[entry->plans[i]].id;
		}
	}
	return LIC_OK_RC;
}

/* Reads what the user had. Rows are read whole before licences are given: both touch the same
 * tables. */
static lic_rc read_remembered(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	int64_t user_id, struct remembered *list, size_t *ret_count)
{
	struct lic_q_licenses_remembered_in in = {.tenant_id = ctx->caller.tenant_id,
		.user_id = user_id};
	LIC_AUTO(lic_rows_close) struct lic_rows rows = {0};
	struct lic_q_licenses_remembered_row row;
	bool more = true;

	*ret_count = 0;
	LIC_TRY(lic_q_licenses_remembered_open(ctx->db, &in, &rows));
	for (;;) {
		uint32_t sku = 0;
		uint64_t *set = NULL;

		LIC_TRY(lic_q_licenses_remembered_next(&rows, &row, &more));
		if (!more || *ret_count == LIC_REQUEST_SKUS_MAX) {
			return LIC_OK_RC;
		}
		sku = lic_catalog_sku_by_key(catalog, row.sku_id);
		if (sku == LIC_INDEX_NONE) {
			return LIC_RC(LIC_E_CORRUPT);
		}
		LIC_TRY(lic_plan_set__decode(ctx->arena, catalog, &row.plans, &set));
		LIC_TRY(remember_plans(ctx, catalog, sku, set, &list[*ret_count]));
		list[*ret_count].is_wish = row.wish_rank.is_set;
		list[*ret_count].wait = (struct lic_wait){
			.has_rank = true,
			.rank = row.wish_rank.value,
			.has_reason = true,
			.reason = lic_arena_strdup(ctx->arena, row.wish_reason),
			.since_ms = row.wish_since_ms.value,
			.is_old = true,
		};
		if (row.wish_reason != NULL && list[*ret_count].wait.reason == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		(*ret_count)++;
	}
}

/* Licences on their way back to a user. */
struct giving_back {
	struct remembered *list;               /* those that are not back yet, first */
	size_t count;                          /* number of them */
	const struct lic_decision **decisions; /* why, by index in list */
	struct lic_operation *operation;       /* what it belongs to */
	struct lic_restore_report report;      /* how it went */
};

/* Tries the licence with index `at`; `*ret_back` tells whether it is back, if only in the line. */
static lic_rc try_back(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_user *user, struct giving_back *giving, size_t at, bool *ret_back)
{
	const struct remembered *license = &giving->list[at];
	struct lic_license_add add = {license->sku_id, license->disabled, license->disabled_count};
	struct lic_license_request request = {
		.adds = &add,
		.add_count = 1,
		.wait = license->is_wish ? &license->wait : NULL,
	};
	struct lic_decision *decision = lic_arena_alloc(ctx->arena, sizeof(*decision));

	if (decision == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(lic_license_apply(ctx, catalog, user, &request, giving->operation, decision));
	giving->decisions[at] = decision;
	*ret_back = decision->violation_count == 0 || decision->wait_count > 0;
	if (decision->wait_count > 0) {
		giving->report.waiting_count++;
	} else if (decision->violation_count == 0) {
		giving->report.restored_count++;
	}
	return LIC_OK_RC;
}

/* D-19: each licence on its own comes back or does not. One may need a plan of another, so that it
 * goes on while any comes back. */
static lic_rc give_back(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_user *user, struct giving_back *giving)
{
	bool goes_on = true;

	while (goes_on) {
		size_t left = 0;

		for (size_t i = 0; i < giving->count; i++) {
			bool is_back = false;

			LIC_TRY(try_back(ctx, catalog, user, giving, i, &is_back));
			if (!is_back) {
				giving->list[left] = giving->list[i];
				giving->decisions[left++] = giving->decisions[i];
			}
		}
		goes_on = left > 0 && left < giving->count;
		giving->count = left;
	}
	return LIC_OK_RC;
}

/* Gives back what the user had directly, then what his groups give, then what had to wait for a
 * plan that a group gives: in this order nothing of a group stands in the way of what he had before
 * it. What does not come back is reported, and forgotten. */
static lic_rc give_all_back(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_user *user, struct lic_operation *operation,
	struct lic_restore_report *ret_report)
{
	struct giving_back giving = {.operation = operation};
	struct lic_inherit inherit = {.catalog = catalog, .operation = operation};
	struct lic_q_licenses_forget_in forget = {.tenant_id = ctx->caller.tenant_id,
		.user_id = user->id};

	giving.list = lic_arena_array(ctx->arena, LIC_REQUEST_SKUS_MAX, sizeof(*giving.list));
	giving.decisions = lic_arena_array(ctx->arena, LIC_REQUEST_SKUS_MAX,
		sizeof(const struct lic_decision *));
	if (giving.list == NULL || giving.decisions == NULL) {
		return LIC_RC(LIC_E_NOMEM);
	}
	LIC_TRY(read_remembered(ctx, catalog, user->id, giving.list, &giving.count));
	LIC_TRY(give_back(ctx, catalog, user, &giving));
	LIC_TRY(lic_inherit__settle(ctx, &inherit, user, NULL)); /* he is in his groups again */
	LIC_TRY(give_back(ctx, catalog, user, &giving));
	giving.report.not_restored = giving.decisions;
	giving.report.not_restored_count = giving.count;
	*ret_report = giving.report;
	return lic_q_licenses_forget(ctx->db, &forget, NULL);
}

/* the name must be free; if it is not, another can be given. */
static lic_rc settle_name(struct lic_ctx *ctx, const char *new_upn, struct lic_user *user)
{
	lic_rc rc;

	if (new_upn != NULL) {
		user->values.text[LIC_USER_PRINCIPAL_NAME] = new_upn;
		LIC_TRY(lic_user__check(ctx, user));
	}
	rc = lic_user__check_name_free(ctx, user);
	if (rc.code == LIC_E_CONFLICT && ctx->err->detail_count > 0) {
		struct lic_err_detail *detail = lic_arena_alloc(ctx->arena, sizeof(*detail));

		if (detail == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		*detail = ctx->err->details[0];
		detail->remedy =
			"Rename the other user, or restore this one under another user principal name.";
		ctx->err->details = detail;
	}
	return rc;
}

lic_rc lic_user_restore(struct lic_ctx *ctx, const char *key, const char *new_upn,
	struct lic_user *ret_user, struct lic_restore_report *ret_report)
{
	LIC_AUTO(lic_catalog_put) struct lic_catalog_hold hold = {0};
	struct lic_operation operation = {0};
	struct lic_restore_report report = {0};
	struct lic_user user = {0};

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_DELETE_USER));
	LIC_TRY(lic_user__find_deleted(ctx, key, &user));
	LIC_TRY(lic_role__require_over(ctx, user.id));
	if (ctx->now_ms - user.deleted_ms.value > LIC_DELETED_KEPT_MS) {
		return lic_err_set(ctx->err, LIC_E_NOTFOUND, "Request_ResourceNotFound",
			"Resource '%.200s' was deleted more than 30 days ago and can no longer be restored.",
			key);
	}
	LIC_TRY(settle_name(ctx, new_upn, &user));
	LIC_TRY(lic_catalog_get(ctx, &hold));
	LIC_TRY(begin(ctx, LIC_OP_USER_RESTORE, &user, "{\"deleted\":{\"old\":true,\"new\":false}}",
		&operation));
	LIC_TRY(lic_user__write(ctx, &user));
	LIC_TRY(set_deleted(ctx, user.id, (struct lic_opt_int){0}));
	user.deleted_ms = (struct lic_opt_int){0};
	LIC_TRY(give_all_back(ctx, hold.catalog, &user, &operation, &report));
	LIC_TRY(lic_ledger_end(ctx, &operation));
	*ret_user = user;
	*ret_report = report;
	return LIC_OK_RC;
}

lic_rc lic_user_purge(struct lic_ctx *ctx, const char *key)
{
	struct lic_q_users_purge_in in = {.tenant_id = ctx->caller.tenant_id};
	struct lic_q_applications_forget_user_in consent = {.tenant_id = ctx->caller.tenant_id};
	struct lic_q_groups_forget_user_in groups = {.tenant_id = ctx->caller.tenant_id};
	struct lic_operation operation = {0};
	struct lic_user user = {0};

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_DELETE_USER));
	LIC_TRY(lic_user__find_deleted(ctx, key, &user));
	LIC_TRY(lic_role__require_over(ctx, user.id));
	LIC_TRY(begin(ctx, LIC_OP_USER_PURGE, &user, "{\"purged\":{\"old\":false,\"new\":true}}",
		&operation));
	in.id = user.id;
	consent.user_id = user.id;
	LIC_TRY(lic_q_applications_forget_user(ctx->db, &consent, NULL));
	LIC_TRY(lic_role__forget(ctx, LIC_PRINCIPAL_USER, user.id));
	groups.user_id = user.id;
	LIC_TRY(lic_q_groups_forget_user(ctx->db, &groups, NULL));
	LIC_TRY(lic_user_template_forget(ctx, LIC_ACTOR_USER, user.id));
	LIC_TRY(lic_user__forget_words(ctx, user.id));
	LIC_TRY(lic_q_users_purge(ctx->db, &in, NULL));
	LIC_TRY(lic_petition__close_empty(ctx));
	return lic_ledger_end(ctx, &operation);
}
