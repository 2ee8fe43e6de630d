/*
 * Making, changing and deleting allotments: see allotments.h.
 *
 * The operation takes its number first: what is read afterwards no other change of the organisation
 * makes untrue before it is written.
 */
#include "service/allotments.h"

#include "service/allotment_int.h"
#include "service/allotment_view_int.h"
#include "service/application_int.h"
#include "service/group_int.h"
#include "service/inherit_int.h"
#include "service/ledger.h"
#include "service/license_int.h"
#include "service/subscriptions.h"
#include "service/user_int.h"
#include "store/lic_sql.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define COUNTER "allotment"

/* A change of an allotment on its way. */
struct round {
	const struct lic_catalog *catalog; /* the organisation's */
	uint32_t sku;                      /* index of the product */
	struct lic_allotment before;       /* as it was; display_name NULL: there was none */
	struct lic_allotment after;        /* as it will be; likewise there is none */
	struct lic_operation operation;    /* what the change belongs to */
};

/* Begins an operation of `kind`; what it is about is known at the end. */
static lic_rc begin(struct lic_ctx *ctx, enum lic_operation_kind kind, struct round *round)
{
	const struct lic_target nothing = {.name = NULL};

	LIC_TRY(lic_ctx_require(ctx, LIC_ACTION_MANAGE_ALLOTMENTS));
	return lic_ledger_begin(ctx, kind, &nothing, &round->operation);
}

/* Says that what stands at `target` is not there. */
static lic_rc missing(struct lic_ctx *ctx, lic_rc said)
{
	ctx->err->public_code = "Request_ResourceNotFound";
	return said.code == LIC_E_INVALID ? LIC_RC(LIC_E_NOTFOUND) : said;
}

/* Where an element of a list stands in the body. */
static const char *place_of(struct lic_ctx *ctx, const char *list, size_t index)
{
	return lic_arena_printf(ctx->arena, "%s/%zu", list, index);
}

static lic_rc find_product(struct lic_ctx *ctx, const char *text, struct round *round)
{
	struct lic_seats seats = {0};
	const struct lic_sku *sku = NULL;
	bool found = false;

	LIC_TRY(lic_sku_find(ctx->arena, round->catalog, text, "skuId", ctx->err, &round->sku));
	sku = &round->catalog->skus[round->sku];
	if (sku->is_company) {
		return lic_err_field(ctx->err, ctx->arena, "skuId",
			"%s works for the whole organisation; nobody has to be given it.",
			sku->display_name);
	}
	LIC_TRY(lic_seats__read(ctx, round->catalog, round->sku, &seats, &found));
	if (!found) {
		return lic_err_field(ctx->err, ctx->arena, "skuId",
			"The organisation has no licences of %s: buy some before you allot them.",
			sku->display_name);
	}
	round->after.sku_id = sku->key;
	return LIC_OK_RC;
}

/* A group stands in at most one allotment of a product. */
static lic_rc check_free(struct lic_ctx *ctx, const struct round *round,
	const struct lic_group *group, const char *target)
{
	struct lic_q_allotments_group_taken_in in = {ctx->caller.tenant_id, round->after.sku_id,
		group->id};
	struct lic_q_allotments_group_taken_row row = {0};
	bool found = false;
	lic_rc rc;

	LIC_TRY(lic_q_allotments_group_taken(ctx->db, ctx->arena, &in, &row, &found));
	if (!found || row.id == round->after.id) {
		return LIC_OK_RC;
	}
	rc = lic_err_field(ctx->err, ctx->arena, target,
		"The group '%s' is in the allotment '%s' of the same product: take it out there first.",
		group->text[LIC_GROUP_DISPLAY_NAME], row.display_name);
	return rc.code == LIC_E_INVALID ? LIC_RC(LIC_E_CONFLICT) : rc;
}

/* Finds the group that `key`, which stands at `target`, names, and checks that it can be in. */
static lic_rc find_group(struct lic_ctx *ctx, const struct round *round, const char *key,
	const char *target, struct lic_group *ret_group)
{
	lic_rc rc = lic_group__find(ctx, key, ret_group);

	if (rc.code == LIC_E_NOTFOUND) {
		return missing(ctx,
			lic_err_field(ctx->err, ctx->arena, target,
				"There is no group '%.100s': name groups by their ids.", key));
	}
	LIC_TRY(rc);
	rc = lic_group__check_kind(ctx, ret_group);
	if (!lic_ok(rc)) {
		return lic_ctx_explain(ctx, rc, target, NULL,
			"Make it a security group, or leave it out.");
	}
	return check_free(ctx, round, ret_group, target);
}

static int compare_groups(const void *a, const void *b)
{
	const struct lic_allotment_group *left = a;
	const struct lic_allotment_group *right = b;

	return left->id < right->id ? -1 : left->id > right->id;
}

static lic_rc find_groups(struct lic_ctx *ctx, const struct lic_allotment_patch *change,
	struct round *round)
{
	struct lic_allotment *after = &round->after;

	if (!change->has_groups) {
		return LIC_OK_RC;
	}
	if (change->group_count > LIC_ALLOTMENT_GROUPS_MAX) {
		return lic_err_field(ctx->err, ctx->arena, "groups",
			"An allotment has at most %d groups.", LIC_ALLOTMENT_GROUPS_MAX);
	}
	after->group_count = 0;
	after->groups = lic_arena_array(ctx->arena, change->group_count, sizeof(*after->groups));
	for (size_t i = 0; i < change->group_count; i++) {
		const char *target = place_of(ctx, "groups", i);
		struct lic_group group = {0};

		if (after->groups == NULL || target == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		LIC_TRY(find_group(ctx, round, change->groups[i], target, &group));
		for (size_t k = 0; k < i; k++) {
			if (after->groups[k].id == group.id) {
				return lic_err_field(ctx->err, ctx->arena, target,
					"The group '%s' is named more than once: name each group once.",
					group.text[LIC_GROUP_DISPLAY_NAME]);
			}
		}
		after->groups[after->group_count++] = (struct lic_allotment_group){.id = group.id,
			.guid = group.guid,
			.display_name = group.text[LIC_GROUP_DISPLAY_NAME]};
	}
	if (after->group_count > 0) {
		qsort(after->groups, after->group_count, sizeof(*after->groups), compare_groups);
	}
	return LIC_OK_RC;
}

static int compare_owners(const void *a, const void *b)
{
	const struct lic_allotment_who *left = a;
	const struct lic_allotment_who *right = b;

	return left->id < right->id ? -1 : left->id > right->id;
}

/* Finds the user whom `key`, which stands at `target`, names. */
static lic_rc find_owner(struct lic_ctx *ctx, const char *key, const char *target,
	struct lic_allotment_who *ret_who)
{
	struct lic_user user = {0};
	lic_rc rc = lic_user__find(ctx, key, &user);

	if (rc.code == LIC_E_NOTFOUND) {
		return missing(ctx,
			lic_err_field(ctx->err, ctx->arena, target,
				"There is no user '%.200s': name owners by their user principal names or ids.",
				key));
	}
	LIC_TRY(rc);
	*ret_who = (struct lic_allotment_who){user.id, user.guid,
		user.values.text[LIC_USER_DISPLAY_NAME], user.values.text[LIC_USER_PRINCIPAL_NAME]};
	return LIC_OK_RC;
}

static lic_rc find_owners(struct lic_ctx *ctx, const struct lic_allotment_patch *change,
	struct lic_allotment *after)
{
	if (!change->has_owners) {
		return LIC_OK_RC;
	}
	if (change->owner_count > LIC_ALLOTMENT_OWNERS_MAX) {
		return lic_err_field(ctx->err, ctx->arena, "owners",
			"An allotment has at most %d owners.", LIC_ALLOTMENT_OWNERS_MAX);
	}
	after->owner_count = 0;
	after->owners = lic_arena_array(ctx->arena, change->owner_count, sizeof(*after->owners));
	for (size_t i = 0; i < change->owner_count; i++) {
		const char *target = place_of(ctx, "owners", i);
		struct lic_allotment_who who = {0};

		if (after->owners == NULL || target == NULL) {
			return LIC_RC(LIC_E_NOMEM);
		}
		LIC_TRY(find_owner(ctx, change->owners[i], target, &who));
		for (size_t k = 0; k < i; k++) {
			if (after->owners[k].id == who.id) {
				return lic_err_field(ctx->err, ctx->arena, target,
					"%s is named more than once: name each owner once.",
					who.upn);
			}
		}
		after->owners[after->owner_count++] = who;
	}
	if (after->owner_count > 0) {
		qsort(after->owners, after->owner_count, sizeof(*after->owners), compare_owners);
	}
	return LIC_OK_RC;
}

/* Lays `change` over what is in round->after, and checks what comes of it. */
static lic_rc apply(struct lic_ctx *ctx, const struct lic_allotment_patch *change,
	struct round *round)
{
	struct lic_allotment *after = &round->after;

	if (change->display_name != NULL) {
		LIC_TRY(lic_application__check_name(ctx, "displayName", change->display_name,
			LIC_ALLOTMENT_NAME_MAX));
		after->display_name = change->display_name;
	}
	if (change->limit.is_set) {
		if (change->limit.value < 0 || change->limit.value > LIC_SEATS_MAX) {
			return lic_err_field(ctx->err, ctx->arena, "limit",
				"The limit is %" PRId64 ": it must be 0 to %d.",
				change->limit.value, LIC_SEATS_MAX);
		}
		after->limit = change->limit.value;
	}
	LIC_TRY(find_groups(ctx, change, round));
	return find_owners(ctx, change, after);
}

/* Writes `detail` to the ledger, as the change of `allotment`. */
static lic_rc record(struct lic_ctx *ctx, struct round *round,
	const struct lic_allotment *allotment, const char *detail)
{
	const struct lic_ledger_change change = {
		.kind = LIC_CHANGE_ALLOTMENT,
		.object_id = allotment->id,
		.sku_id = {true, allotment->sku_id},
		.detail = detail,
	};

	round->operation.target =
		(struct lic_target){LIC_TARGET_OTHER, allotment->guid, allotment->display_name};
	return lic_ledger_change(ctx, &round->operation, &change);
}

/* Gives what has come free to whoever waits for it. */
static lic_rc serve(struct lic_ctx *ctx, struct round *round)
{
	struct lic_inherit inherit = {.catalog = round->catalog, .operation = &round->operation};

	return lic_inherit__serve(ctx, &inherit, round->sku);
}

static lic_rc write_groups(struct lic_ctx *ctx, const struct lic_allotment *allotment)
{
	const struct lic_q_allotments_groups_clear_in clear = {ctx->caller.tenant_id,
		allotment->id};

	LIC_TRY(lic_q_allotments_groups_clear(ctx->db, &clear, NULL));
	for (size_t i = 0; i < allotment->group_count; i++) {
		const struct lic_q_allotments_group_insert_in in = {ctx->caller.tenant_id,
			allotment->sku_id, allotment->groups[i].id, allotment->id};

		LIC_TRY(lic_q_allotments_group_insert(ctx->db, &in, NULL));
	}
	return lic_allotment__recount(ctx, allotment->id);
}

static lic_rc write_owners(struct lic_ctx *ctx, const struct lic_allotment *allotment)
{
	const struct lic_q_allotments_owners_clear_in clear = {ctx->caller.tenant_id,
		allotment->id};

	LIC_TRY(lic_q_allotments_owners_clear(ctx->db, &clear, NULL));
	for (size_t i = 0; i < allotment->owner_count; i++) {
		const struct lic_q_allotments_owner_insert_in in = {ctx->caller.tenant_id,
			allotment->id, allotment->owners[i].id};

		LIC_TRY(lic_q_allotments_owner_insert(ctx->db, &in, NULL));
	}
	return LIC_OK_RC;
}

static lic_rc insert(struct lic_ctx *ctx, struct lic_allotment *allotment)
{
	struct lic_q_allotments_insert_in in = {
		.tenant_id = ctx->caller.tenant_id,
		.guid = allotment->guid,
		.sku_id = allotment->sku_id,
		.display_name = allotment->display_name,
		.seat_limit = allotment->limit,
		.created_ms = allotment->created_ms,
	};

	LIC_TRY(lic_ctx_take_numbers(ctx, COUNTER, 1, &in.id));
	allotment->id = in.id;
	LIC_TRY(lic_q_allotments_insert(ctx->db, &in, NULL));
	LIC_TRY(write_groups(ctx, allotment));
	return write_owners(ctx, allotment);
}

static lic_rc update(struct lic_ctx *ctx, const struct lic_allotment_patch *change,
	const struct lic_allotment *allotment)
{
	const struct lic_q_allotments_update_in in = {
		.display_name = allotment->display_name,
		.seat_limit = allotment->limit,
		.tenant_id = ctx->caller.tenant_id,
		.id = allotment->id,
	};

	LIC_TRY(lic_q_allotments_update(ctx->db, &in, NULL));
	LIC_TRY(change->has_groups ? write_groups(ctx, allotment) : LIC_OK_RC);
	return change->has_owners ? write_owners(ctx, allotment) : LIC_OK_RC;
}

/* There is room for one more. */
static lic_rc check_count(struct lic_ctx *ctx)
{
	struct lic_q_allotments_count_in in = {ctx->caller.tenant_id};
	struct lic_q_allotments_count_row row = {0};

	LIC_TRY(lic_q_allotments_count(ctx->db, ctx->arena, &in, &row));
	return row.count < LIC_ALLOTMENTS_MAX
		? LIC_OK_RC
		: lic_err_set(ctx->err, LIC_E_LIMIT, "Request_BadRequest",
			  "The organisation has %d allotments already: delete one first.",
			  LIC_ALLOTMENTS_MAX);
}

/* Reads the allotment as it is now. */
static lic_rc show(struct lic_ctx *ctx, const struct round *round,
	struct lic_allotment *ret_allotment)
{
	return lic_allotment__find(ctx, lic_guid_format(&round->after.guid).text, 0, ret_allotment);
}

lic_rc lic_allotment_create(struct lic_ctx *ctx, const struct lic_catalog *catalog,
	const struct lic_allotment_patch *change, struct lic_allotment *ret_allotment)
{
	struct round round = {.catalog = catalog};
	const char *detail = "";

	LIC_REQUIRE(change->display_name != NULL && change->sku != NULL && change->limit.is_set);
	LIC_TRY(begin(ctx, LIC_OP_ALLOTMENT_CREATE, &round));
	LIC_TRY(check_count(ctx));
	round.after.guid = lic_guid_random();
	round.after.created_ms = ctx->now_ms;
	LIC_TRY(find_product(ctx, change->sku, &round));
	LIC_TRY(apply(ctx, change, &round));
	LIC_TRY(lic_allotment__describe(ctx, &round.before, &round.after, &detail));
	LIC_TRY(insert(ctx, &round.after));
	LIC_TRY(record(ctx, &round, &round.after, detail));
	LIC_TRY(lic_ledger_end(ctx, &round.operation));
	return show(ctx, &round, ret_allotment);
}

/* Finds the allotment `key` that is to be changed, and its product. */
static lic_rc find(struct lic_ctx *ctx, const char *key, struct round *round)
{
	LIC_TRY(lic_allotment__find(ctx, key, 0, &round->before));
	round->sku = lic_catalog_sku_by_key(round->catalog, round->before.sku_id);
	return round->sku == LIC_INDEX_NONE ? LIC_RC(LIC_E_CORRUPT) : LIC_OK_RC;
}

lic_rc lic_allotment_update(struct lic_ctx *ctx, const struct lic_catalog *catalog, const char *key,
	const struct lic_allotment_patch *change, struct lic_allotment *ret_allotment)
{
	struct round round = {.catalog = catalog};
	const char *detail = "";

	LIC_TRY(begin(ctx, LIC_OP_ALLOTMENT_UPDATE, &round));
	LIC_TRY(find(ctx, key, &round));
	round.after = round.before;
	LIC_TRY(apply(ctx, change, &round));
	LIC_TRY(lic_allotment__describe(ctx, &round.before, &round.after, &detail));
	if (strcmp(detail, "{}") != 0) {
		LIC_TRY(update(ctx, change, &round.after));
		LIC_TRY(record(ctx, &round, &round.after, detail));
		LIC_TRY(serve(ctx, &round));
		LIC_TRY(lic_ledger_end(ctx, &round.operation));
	}
	return show(ctx, &round, ret_allotment);
}

lic_rc lic_allotment_delete(struct lic_ctx *ctx, const struct lic_catalog *catalog, const char *key)
{
	struct lic_q_allotments_delete_in in = {.tenant_id = ctx->caller.tenant_id};
	struct round round = {.catalog = catalog};
	const char *detail = "";

	LIC_TRY(begin(ctx, LIC_OP_ALLOTMENT_DELETE, &round));
	LIC_TRY(find(ctx, key, &round));
	in.id = round.before.id;
	LIC_TRY(lic_allotment__describe(ctx, &round.before, &round.after, &detail));
	LIC_TRY(lic_q_allotments_delete(ctx->db, &in, NULL));
	LIC_TRY(record(ctx, &round, &round.before, detail));
	LIC_TRY(serve(ctx, &round));
	return lic_ledger_end(ctx, &round.operation);
}
